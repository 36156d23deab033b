//! Service talk in the project's own words, to train on; see `speech.txt`.

use callscape_model::score::Label;
use callscape_scoring::linear::Kind;

use crate::data::Sample;
use crate::slots::Sheet;

const SPEECH: &str = include_str!("../speech.txt");

/// Fillings of a sentence with slots.
const FILLINGS: u64 = 12;

/// Every sentence with several fillings; a sentence without slots counts as much as all of one with.
pub fn samples() -> Vec<Sample> {
    let sheet = Sheet::read(SPEECH);
    let mut samples = Vec::new();
    for line in &sheet.lines {
        let [label, weight, sentence] = line.as_slice() else { continue };
        let weight: f32 = weight.parse().unwrap_or(1.0);
        let label = match *label {
            "-" => Label::Negative,
            "+" => Label::Positive,
            _ => Label::Neutral,
        };
        for number in 0..FILLINGS {
            let filled = Sample::new(sheet.fill(sentence, number), label, Kind::Call);
            samples.push(Sample { weight, origin: (*sentence).to_owned(), ..filled });
        }
    }
    samples
}
