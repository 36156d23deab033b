//! Texts: blanks, words for nothing, bytes of another encoding. Numbers are never taken for nothing, and ids and
//! phone numbers stay the texts they are.

use std::borrow::Cow;

/// What a cell is like before anything is done to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Nothing to do.
    Plain,
    /// No bytes.
    Empty,
    /// Only blanks, blanks at an end, runs of blanks, or control characters.
    Untidy,
    /// A word that means nothing is there.
    Null,
}

/// Words that mean nothing is there, in lower case. None of them is a number.
const NULL_WORDS: [&str; 13] =
    ["null", "n/a", "na", "nan", "none", "nil", "-", "--", "#n/a", "undefined", "<null>", "?", "\\n"];

/// The longest of [`NULL_WORDS`], in bytes.
pub(super) const LONGEST: usize = 9;

/// Whether a trimmed cell is a word for nothing.
pub fn is_null_word(cell: &[u8]) -> bool {
    cell.len() <= LONGEST
        && cell.first().is_some_and(|first| !first.is_ascii_digit())
        && NULL_WORDS.iter().any(|word| cell.eq_ignore_ascii_case(word.as_bytes()))
}

/// Whether a cell is nothing but visible ASCII: then it holds no blank, control character or foreign byte. Eight
/// bytes a step, as most cells of most files are like this.
#[inline]
pub fn is_visible(cell: &[u8]) -> bool {
    const ONES: u64 = u64::MAX / 255;
    // For each byte the high bit is set where it is below 0x21, above 0x7e, or already had it.
    let odd =
        |word: u64| (word.wrapping_sub(ONES * 0x21) | word.wrapping_add(ONES) | word) & (ONES * 0x80) != 0;
    let (words, rest) = cell.as_chunks::<8>();
    match cell.last_chunk::<8>() {
        // The last word overlaps the one before it.
        Some(last) => !words.iter().chain([last]).any(|word| odd(u64::from_le_bytes(*word))),
        None => rest.iter().all(u8::is_ascii_graphic),
    }
}

/// What a cell is like.
#[inline]
pub fn class(cell: &[u8]) -> Class {
    let (Some(first), Some(last)) = (cell.first(), cell.last()) else { return Class::Empty };
    if *first <= b' ' || *last <= b' ' || has_inner_blanks(cell) {
        return Class::Untidy;
    }
    if is_null_word(cell) {
        return Class::Null;
    }
    Class::Plain
}

/// Control characters, two blanks in a row, or a non-breaking blank.
#[inline]
fn has_inner_blanks(cell: &[u8]) -> bool {
    let mut odd = false;
    let mut before = 0;
    for byte in cell {
        odd |= *byte < b' ' || *byte == 0x7f || (*byte == b' ' && before == b' ') || *byte == 0xa0;
        before = *byte;
    }
    odd && fold(&String::from_utf8_lossy(cell)) != String::from_utf8_lossy(cell)
}

/// Outer blanks removed; each run of blanks and control characters one blank.
///
/// ```
/// use callscape_engine::clean::text::fold;
/// assert_eq!(fold("  42 Cross St\u{a0} Boston\t"), "42 Cross St Boston");
/// ```
pub fn fold(text: &str) -> Cow<'_, str> {
    let blank = |c: char| c.is_whitespace() || c.is_control();
    let mut folded = String::with_capacity(text.len());
    for word in text.split(blank).filter(|word| !word.is_empty()) {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(word);
    }
    if folded == text { Cow::Borrowed(text) } else { Cow::Owned(folded) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_told_apart() {
        let cases: [(&[u8], Class); 10] = [
            (b"completed", Class::Plain),
            (b"", Class::Empty),
            (b" ", Class::Untidy),
            (b"a  b", Class::Untidy),
            (b"a\tb", Class::Untidy),
            (b"N/A", Class::Null),
            (b"-", Class::Null),
            (b"0", Class::Plain),
            (b"-1", Class::Plain),
            ("d\u{e0}".as_bytes(), Class::Plain),
        ];
        for (cell, expected) in cases {
            assert_eq!(class(cell), expected, "{:?}", String::from_utf8_lossy(cell));
        }
    }

    #[test]
    fn visible_is_what_the_standard_library_calls_graphic() {
        for length in 0..20 {
            for place in 0..length {
                for byte in 0..=255 {
                    let mut cell = vec![b'x'; length];
                    cell[place] = byte;
                    assert_eq!(is_visible(&cell), byte.is_ascii_graphic(), "{cell:?}");
                }
            }
        }
    }

    #[test]
    fn folding_twice_is_folding_once() {
        for text in ["", " a ", "a\r\nb", "\u{a0}x\u{a0}\u{a0}y"] {
            let once = fold(text).into_owned();
            assert_eq!(fold(&once), once);
        }
    }
}
