//! One transcript to its turns: `Agent: … Customer: …` on one line or on many, with and without times, with roles,
//! numbers or names of people for speakers.
//!
//! [`turns`] takes the text as it came, because a line's beginning may be all that tells a name from speech; each
//! turn's text is cleaned afterwards. Where speakers are named by their part, cleaning first and cutting then gives
//! the same turns. What is not surely a label stays speech: `my email is: …`, `the customer: he …`.

use std::collections::HashMap;

use callscape_model::score::Speaker;
use memchr::memchr_iter;

use crate::talk::Turn;
use crate::words::hash;
use label::{Label, Place};
use role::Known;

pub use role::role;

mod content;
mod label;
mod role;
mod stamp;

/// Times from here on are those of a clock on the wall, not of the call.
const CLOCK: i64 = 10 * 60 * 1000;
/// A time that lies so far before the first one is of the next day.
const HALF_DAY: i64 = 12 * 3_600_000;

/// A turn, and what is known of it beside its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spoken<'a> {
    /// Who speaks, and what; without blanks at both ends.
    pub turn: Turn<'a>,
    /// The speaker as written: `Agent`, `John Smith`. Empty where the text names none.
    pub name: &'a str,
    /// Milliseconds from the start of the call, where times are written.
    pub start: Option<i64>,
    /// First byte of the turn's text in the transcript.
    pub at: u32,
}

/// Cuts a transcript into its turns, in time linear in its length. Text before the first label, and a text without
/// labels, is a turn of [`Speaker::Unknown`]; a blank text has no turns.
///
/// ```
/// use callscape_scoring::speakers::turns;
/// let turns = turns("Agent: How can I help? Customer: My email is: a@b.example. Agent: Thanks.");
/// let texts: Vec<&str> = turns.iter().map(|spoken| spoken.turn.text).collect();
/// assert_eq!(texts, ["How can I help?", "My email is: a@b.example.", "Thanks."]);
/// ```
pub fn turns(text: &str) -> Vec<Spoken<'_>> {
    let text = text.get(..text.len().min(u32::MAX as usize)).unwrap_or("");
    let mut labels: Vec<Label> =
        memchr_iter(b':', text.as_bytes()).filter_map(|colon| label::before(text, colon)).collect();
    choose(text, &mut labels);
    let mut turns = Vec::with_capacity(labels.len() + 1);
    let opening = labels.first().map_or(text.len(), |label| label.from);
    turns.extend(spoken(text, "", Speaker::Unknown, 0, opening));
    for (index, label) in labels.iter().enumerate() {
        let end = labels.get(index + 1).map_or(text.len(), |next| next.from);
        let name = text.get(label.name.0..label.name.1).unwrap_or("").trim();
        let speaker = match label.known {
            Known::Sure(speaker) | Known::Loose(speaker) => speaker,
            Known::Numbered | Known::Name | Known::Field => Speaker::Unknown,
        };
        turns.extend(
            spoken(text, name, speaker, label.body, end).map(|turn| Spoken { start: label.stamp, ..turn }),
        );
    }
    from_start(&mut turns);
    content::roles(&mut turns);
    turns
}

/// The turn of these bytes, unless they are blank.
fn spoken<'a>(text: &'a str, name: &'a str, speaker: Speaker, from: usize, to: usize) -> Option<Spoken<'a>> {
    let all = text.get(from..to.max(from))?;
    let said = all.trim_start_matches(|c: char| c.is_whitespace() || c == '*');
    let at = from + all.len() - said.len();
    let said = said.trim_end();
    let turn = Turn { speaker, text: said };
    (!said.is_empty()).then_some(Spoken { turn, name, start: None, at: at as u32 })
}

/// Leaves only the labels that are ones, seen beside the others.
fn choose(text: &str, labels: &mut Vec<Label>) {
    let Some(first) = labels.first() else { return };
    let opens = text.get(..first.from).is_some_and(|before| before.trim().is_empty());
    let small = opens && !first.title;
    let opens_with_name = opens && first.known == Known::Name;
    let unsure = |label: &Label| matches!(label.known, Known::Name | Known::Loose(_));
    let name = |label: &Label| hash(text.get(label.name.0..label.name.1).unwrap_or(""));
    let mut seen: HashMap<u64, u32> = HashMap::new();
    for label in labels.iter().filter(|label| unsure(label)) {
        *seen.entry(name(label)).or_default() += 1;
    }
    let repeats = |label: &Label| seen.get(&name(label)).is_some_and(|count| *count > 1);
    let lines = !seen.is_empty() && every_line_labelled(text, labels);
    labels.retain(|label| match (label.known, label.place) {
        _ if label.stamp.is_some() => true,
        (Known::Sure(_) | Known::Numbered, Place::Line) | (Known::Loose(_), Place::Line) => true,
        (Known::Sure(_) | Known::Numbered, Place::Sentence) => label.title || small,
        (Known::Sure(_) | Known::Numbered, Place::Speech) => opens && (label.title || small),
        (Known::Loose(_), Place::Sentence) => label.title && repeats(label),
        (Known::Name, Place::Line) => lines || repeats(label),
        (Known::Name, Place::Sentence) => opens_with_name && repeats(label),
        (_, Place::Bound | Place::Speech) | (Known::Field, _) => false,
    });
}

/// Whether there are several lines, and each that is not blank begins with a label: then labels need not repeat.
fn every_line_labelled(text: &str, labels: &[Label]) -> bool {
    let lines = text.lines().filter(|line| !line.trim().is_empty()).count();
    lines > 1 && lines == labels.iter().filter(|label| label.place == Place::Line).count()
}

/// Makes times of a clock on the wall times from the start of the call.
fn from_start(turns: &mut [Spoken<'_>]) {
    let Some(first) = turns.iter().find_map(|turn| turn.start) else { return };
    let zero = if first >= CLOCK { first } else { 0 };
    for start in turns.iter_mut().filter_map(|turn| turn.start.as_mut()) {
        *start -= zero;
        if *start < -HALF_DAY {
            *start += 2 * HALF_DAY;
        }
    }
}

#[cfg(test)]
mod tests;
