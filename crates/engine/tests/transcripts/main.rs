//! Transcripts through the shards: every shape in which they come, layers, scores, agents, exports.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod calls;
mod join;
#[path = "../pipe/mod.rs"]
mod pipe;
mod rules;
mod story;
mod trouble;
