//! Transcripts: the cell with what was said becomes turns, and turns become scores. The bridge between clean rows
//! and the scoring crate, which knows neither files nor rows.

mod scoring;
mod turns;

pub use scoring::{CATEGORIES, Scored, Scoring, packs};
pub use turns::{Said, estimate, is_dialogue, one_line, read};
