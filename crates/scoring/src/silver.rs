//! The silver layer's text: cleaned transcripts and names, lengths, estimated durations.
//!
//! The cleaned transcript is one line. Turns of speakers without a part may be told by the beginnings of lines
//! alone, so cut the transcript as it came with [`crate::speakers::turns`], and clean each turn's text.

use std::borrow::Cow;

pub use name::agent;

mod name;

/// Whether nothing has to be done to this byte: printable ASCII.
fn is_plain(byte: u8) -> bool {
    matches!(byte, b' '..=b'~')
}

/// A text on one line: runs of white space are one space, control characters and marks without width are gone,
/// quotes are straight, nothing is blank at the ends. Borrowed where that changes nothing, or only the ends.
///
/// ```
/// use callscape_scoring::silver::clean;
/// assert_eq!(clean(" “It’s\u{a0}fine”\r\n\t– ok\u{7}. "), "\"It's fine\" – ok.");
/// ```
pub fn clean(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    let run = |at: usize| text.as_bytes().get(at..).and_then(unclean).map_or(text.len(), |run| at + run);
    let mut at = run(0);
    if at == text.len() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    out.push_str(text.get(..at).unwrap_or(""));
    let mut changed = false;
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        at += c.len_utf8();
        let Some(new) = cleaned(c) else {
            changed = true;
            continue;
        };
        let repeats = new == ' ' && (out.is_empty() || out.ends_with(' '));
        changed |= new != c || repeats;
        if !repeats {
            out.push(new);
        }
        // What needs no cleaning is copied at once; behind a blank another one might repeat it.
        if new != ' ' && text.as_bytes().get(at).is_some_and(|next| is_plain(*next)) {
            let from = at;
            at = run(from);
            out.push_str(text.get(from..at).unwrap_or(""));
        }
    }
    if out.ends_with(' ') {
        out.pop();
    }
    if changed { Cow::Owned(out) } else { Cow::Borrowed(text) }
}

/// The first byte that may need cleaning: one that is not plain, or the second of two blanks.
fn unclean(bytes: &[u8]) -> Option<usize> {
    if bytes.first().is_some_and(|byte| !is_plain(*byte)) {
        return Some(0);
    }
    let odd = |(before, byte): (&u8, &u8)| !is_plain(*byte) | ((*before == b' ') & (*byte == b' '));
    let pairs = || bytes.iter().zip(bytes.get(1..).unwrap_or(&[]));
    // Pieces of one length, without a way out of them, so that many bytes are tried at once.
    let (before, _) = bytes.as_chunks::<PIECE>();
    let (after, _) = bytes.get(1..)?.as_chunks::<PIECE>();
    let clean = |(before, after): &(&[u8; PIECE], &[u8; PIECE])| {
        !before.iter().zip(*after).map(odd).fold(false, |any, odd| any | odd)
    };
    let skipped = before.iter().zip(after).take_while(clean).count() * PIECE;
    pairs().skip(skipped).position(odd).map(|place| skipped + place + 1)
}

/// Bytes that are looked at together.
const PIECE: usize = 32;

/// What stands for a character; `None` for nothing.
fn cleaned(c: char) -> Option<char> {
    match c {
        ' '..='~' => Some(c),
        '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}' | '\u{2032}' => Some('\''),
        '\u{201c}'..='\u{201f}' | '\u{2033}' => Some('"'),
        _ if c.is_whitespace() => Some(' '),
        // Joiners stay, as emoji and some scripts need them.
        '\u{200b}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}'
        | '\u{feff}' => None,
        _ if c.is_control() => None,
        _ => Some(c),
    }
}

/// The characters of a text, as `transcript_length` counts them.
pub fn length(text: &str) -> u64 {
    if text.is_ascii() { text.len() as u64 } else { text.chars().count() as u64 }
}

/// The words of a text between white space, as the estimate of durations counts them.
pub fn words(text: &str) -> u64 {
    if !text.is_ascii() {
        return text.split_whitespace().count() as u64;
    }
    let blank = |byte: u8| byte == b' ' || byte.wrapping_sub(b'\t') < 5;
    let (bytes, next) = (text.as_bytes(), text.as_bytes().get(1..).unwrap_or(&[]));
    // Words begin behind blanks.
    let begins = |(byte, next): (&u8, &u8)| u8::from(blank(*byte) & !blank(*next));
    let first = bytes.first().is_some_and(|byte| !blank(*byte));
    let (pieces, nexts) = (bytes.as_chunks::<PIECE>().0, next.as_chunks::<PIECE>().0);
    // So few a piece that they are counted in one byte each, many at a time.
    let count = |(bytes, next): (&[u8; PIECE], &[u8; PIECE])| bytes.iter().zip(next).map(begins).sum::<u8>();
    let whole: u64 = pieces.iter().zip(nexts).map(count).map(u64::from).sum();
    let rest = bytes.iter().zip(next).skip(nexts.len() * PIECE).map(begins).map(u64::from).sum::<u64>();
    u64::from(first) + whole + rest
}

/// The seconds that a conversation of so many words lasts: 150 words a minute, and 30 % on top for pauses. Parts of
/// a second are dropped, as `int(words / 150 * 60 * 1.3)` does; 0.52 s a word, counted in whole numbers.
///
/// ```
/// assert_eq!(callscape_scoring::silver::seconds(150), 78);
/// assert_eq!(callscape_scoring::silver::seconds(3), 1);
/// ```
pub fn seconds(words: u64) -> u64 {
    (u128::from(words) * 52 / 100) as u64
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::speakers::turns;

    #[test]
    fn what_is_clean_is_borrowed() {
        assert!(matches!(clean("Agent: Hello – it costs 5 €."), Cow::Borrowed(_)));
        assert!(matches!(clean("  Hello \n"), Cow::Borrowed("Hello")));
        assert_eq!(clean("a\u{200b}b\u{0}c\n\nd \u{202e}e"), "abc d e");
        assert_eq!(clean("a \u{7} b\u{feff}"), "a b");
        assert_eq!(clean("\u{7} \u{7}"), "");
    }

    #[test]
    fn roles_are_found_after_cleaning_as_before() {
        let text = "Agent: “Hi”\r\nhow are   you\nCustomer: fine\u{a0}thanks\n\nAgent: ok";
        let line = clean(text).into_owned();
        let told = |text: &str| {
            let turns = turns(text);
            let turns = turns.iter().map(|t| (t.turn.speaker, clean(t.turn.text).into_owned()));
            turns.collect::<Vec<_>>()
        };
        assert_eq!(told(&line), told(text));
        assert_eq!(told(text).len(), 3);
    }

    proptest! {
        #[test]
        fn cleaning_twice_is_cleaning_once(text in "[\\PC\n\r\t\u{0}-\u{1f}\u{a0}\u{200b}“”’ a]{0,40}") {
            let once = clean(&text).into_owned();
            prop_assert_eq!(clean(&once).into_owned(), once.as_str());
            prop_assert!(!once.contains("  ") && !once.chars().any(char::is_control));
            prop_assert_eq!(once.trim(), once.as_str());
        }

        #[test]
        fn counts_are_those_of_the_library(text in "([\\PC\n\t ]{0,40}|[a\t-\r ]{0,600})") {
            prop_assert_eq!(length(&text), text.chars().count() as u64);
            prop_assert_eq!(words(&text), text.split_whitespace().count() as u64);
        }
    }
}
