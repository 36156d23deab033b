//! Support sets through the shards: facts, dimensions and monthly deltas, with the answers that are known of them.

#![allow(clippy::unwrap_used, clippy::panic)]

mod known;
#[path = "../pipe/mod.rs"]
mod pipe;
mod set;
