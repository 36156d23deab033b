//! User turns of service dialogues with satisfaction from 1 to 5; measured only, never trained on.

use std::path::Path;

/// A turn and what people thought of the user's satisfaction.
#[derive(Clone, Debug)]
pub struct Turn {
    /// What the user said.
    pub text: String,
    /// What the system said before.
    pub before: String,
    /// The mean satisfaction.
    pub mean: f32,
}

/// The user turns of a set, `MWOZ` or `CCPE`.
pub fn turns(data: &Path, set: &str) -> Vec<Turn> {
    let text = super::text(data, &format!("text/uss/{set}.txt")).unwrap_or_default();
    let (mut turns, mut before) = (Vec::new(), String::new());
    for line in text.lines() {
        let mut cells = line.split('\t');
        let (speaker, said) = (cells.next().unwrap_or(""), cells.next().unwrap_or(""));
        if speaker == "SYSTEM" {
            before = said.to_owned();
        }
        let marks: Vec<f32> =
            cells.nth(1).unwrap_or("").split(',').filter_map(|mark| mark.trim().parse().ok()).collect();
        if speaker == "USER" && said != "OVERALL" && !marks.is_empty() {
            let mean = marks.iter().sum::<f32>() / marks.len() as f32;
            turns.push(Turn { text: said.to_owned(), before: std::mem::take(&mut before), mean });
        }
    }
    turns
}
