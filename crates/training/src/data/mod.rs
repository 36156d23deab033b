//! The sets of texts with labels, as they are found in a folder of data.

pub mod dialogues;
pub mod goemotions;
pub mod sentences;
pub mod sums;
pub mod tweets;
pub mod uss;

use std::path::Path;

use callscape_model::score::Label;
use callscape_scoring::linear::Kind;
use callscape_scoring::words::hash;

/// A text with its label.
#[derive(Clone, Debug)]
pub struct Sample {
    /// The text.
    pub text: String,
    /// What the text was made from, itself mostly: texts of one origin stay on one side of every split.
    pub origin: String,
    /// Its label.
    pub label: Label,
    /// How much it counts in training.
    pub weight: f32,
    /// The kind of text it is.
    pub kind: Kind,
}

impl Sample {
    /// A sample that counts once.
    pub fn new(text: impl Into<String>, label: Label, kind: Kind) -> Sample {
        let text = text.into();
        Sample { origin: text.clone(), text, label, weight: 1.0, kind }
    }
}

/// The text of a file below a folder, with what is no UTF-8 replaced; none when it cannot be read.
pub fn text(data: &Path, file: &str) -> Option<String> {
    std::fs::read(data.join(file)).ok().map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

/// The part of 8 that a text belongs to, by its hash.
pub fn part(text: &str) -> u64 {
    (hash(text).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40) % 8
}
