//! Conversations to scores with their evidence: sentiment, conversion, upsell, amounts of money, speakers, names.
//!
//! Plain text in, plain data out: no file is read here, no clock looked at, and nothing of the browser or of Arrow
//! is known. Every step is a whole number, so that native code and WebAssembly say the same.
//!
//! ```text
//! text ─speakers─▶ turns ─words─▶ words ─phrases─▶ marked words ─▶ sentiment, amounts, conversion, upsell ─▶ Score
//! ```
#![warn(missing_docs)]

pub mod amounts;
pub mod clauses;
pub mod deals;
pub mod evidence;
pub mod features;
mod forms;
pub mod language;
pub mod lexicon;
pub mod linear;
mod money;
pub mod names;
mod numbers;
mod opinions;
pub mod pack;
pub mod phrases;
mod questions;
pub mod scorer;
pub mod sentiment;
pub mod silver;
pub mod speakers;
mod table;
pub mod talk;
pub mod words;
