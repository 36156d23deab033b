//! Support sets through the shards: facts, dimensions and monthly deltas, with the answers that are known of them.

#![allow(clippy::unwrap_used, clippy::panic)]

mod known;
mod laws;
mod names;
mod odd;
#[path = "../pipe/mod.rs"]
mod pipe;
mod reference;
mod set;
mod size;
mod troubles;
