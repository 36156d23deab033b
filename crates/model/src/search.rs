//! What a search looks for: words, and in transcripts who must have said them.

use crate::score::Speaker;

/// Speakers that a search can be for, with what stands before its words.
const SPEAKERS: [(Speaker, &str); 2] = [(Speaker::Customer, "customer:"), (Speaker::Agent, "agent:")];

/// The text of a search for words of a speaker; of anybody when there is none.
///
/// ```
/// use callscape_model::{score::Speaker, search::{spoken, text}};
/// assert_eq!(text(Some(Speaker::Customer), " refund "), "customer:refund");
/// assert_eq!(spoken("customer:refund"), (Some(Speaker::Customer), "refund"));
/// assert_eq!(spoken("refund"), (None, "refund"));
/// ```
pub fn text(speaker: Option<Speaker>, words: &str) -> String {
    let before = SPEAKERS.iter().find(|(known, _)| Some(*known) == speaker).map_or("", |(_, before)| before);
    match words.trim() {
        "" => String::new(),
        words => format!("{before}{words}"),
    }
}

/// Who must have said what: [`text`] taken apart.
pub fn spoken(text: &str) -> (Option<Speaker>, &str) {
    let own =
        SPEAKERS.iter().find_map(|(speaker, before)| Some((Some(*speaker), text.strip_prefix(before)?)));
    own.map_or((None, text), |(speaker, words)| (speaker, words.trim()))
}
