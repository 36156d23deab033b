//! One colon: whether the words before it may be the name of a speaker, and what speaks for it. Looks at no more
//! than a few words, so that a text of colons alone takes linear time.

use super::role::{Known, Part, known, part};
use super::stamp;

/// The most words of a label.
const WORDS: usize = 4;
/// The most bytes of a label.
const BYTES: usize = 64;

/// What stands before a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The beginning of the text or of a line, or a time.
    Line,
    /// The end of a sentence.
    Sentence,
    /// Speech, and a word after which no turn ends, such as `the`.
    Bound,
    /// Other speech.
    Speech,
}

/// Words before a colon that may name a speaker.
#[derive(Clone, Copy, Debug)]
pub(super) struct Label {
    /// First byte of all of it: the turn before ends here.
    pub(super) from: usize,
    /// First byte of the name, and the byte after the last one.
    pub(super) name: (usize, usize),
    /// First byte behind the colon.
    pub(super) body: usize,
    pub(super) known: Known,
    pub(super) place: Place,
    /// Whether the words begin with capitals.
    pub(super) title: bool,
    /// Milliseconds, as written.
    pub(super) stamp: Option<i64>,
}

/// The label that ends with the colon at byte `colon`.
pub(super) fn before(text: &str, colon: usize) -> Option<Label> {
    let bytes = text.as_bytes();
    if let Some(label) = common(bytes, colon) {
        return Some(label);
    }
    let next = bytes.get(colon + 1);
    let first = text.get(..colon)?.chars().next_back()?;
    // Most other colons are those of times and addresses.
    if !(first.is_alphanumeric() || matches!(first, ')' | ']' | ' ' | '.' | '*'))
        || next.is_some_and(|byte| byte.is_ascii_digit() || *byte == b'/') && first.is_ascii_digit()
    {
        return None;
    }
    let free = next.is_none_or(|byte| byte.is_ascii_whitespace() || matches!(byte, b'*' | 0xc2 | 0xe2));
    let mut end = text.get(..colon)?.trim_end_matches([' ', '*']).len();
    if colon - end > 2 {
        return None;
    }
    let mut stamp = None;
    let mut note = Known::Name;
    if let Some((open, inside)) = bracket(text, end) {
        stamp = stamp::milliseconds(inside);
        note = if stamp.is_none() { known(inside) } else { Known::Name };
        end = text.get(..open)?.trim_end_matches(' ').len();
    }
    let mut from = end;
    for _ in 0..WORDS {
        let start = word_start(text, from)?;
        if start == from || end - start > BYTES {
            break;
        }
        match boundary(text, start, stamp) {
            Boundary::Found(at, place, time) => {
                return whole(text, (start, end), (at, place, time), note, (colon + 1, free));
            }
            Boundary::Word(at) => from = at,
            Boundary::None => break,
        }
    }
    free.then(|| suffix(text, end, colon + 1))?
}

/// Nearly every label: one word that surely names a part, behind the end of a sentence or of a line, and a space
/// behind its colon. Says what the long way would say, only sooner.
#[inline]
fn common(bytes: &[u8], colon: usize) -> Option<Label> {
    if bytes.get(colon + 1) != Some(&b' ') {
        return None;
    }
    let mut start = colon;
    while start.checked_sub(1).and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_alphabetic) {
        if colon - start > 16 {
            return None;
        }
        start -= 1;
    }
    let byte = |back: usize| start.checked_sub(back).and_then(|at| bytes.get(at)).copied();
    let (from, place) = match (byte(1), byte(2)) {
        (None, _) => (0, Place::Line),
        (Some(b'\n'), _) => (start, Place::Line),
        (Some(b' '), Some(b'!' | b'?')) => (start, Place::Sentence),
        // Behind "Dr." or "J." the name goes on.
        (Some(b' '), Some(b'.')) if ends_plainly([byte(3)?, byte(4)?, byte(5)?]) => (start, Place::Sentence),
        _ => return None,
    };
    let name = std::str::from_utf8(bytes.get(start..colon)?).ok()?;
    let Part::Sure(speaker) = part(name) else { return None };
    Some(Label {
        from,
        name: (start, colon),
        body: colon + 1,
        known: Known::Sure(speaker),
        place,
        title: is_title(name),
        stamp: None,
    })
}

/// Whether the three characters before a point, the last one first, are no title and no initial.
#[inline]
fn ends_plainly([last, second, third]: [u8; 3]) -> bool {
    let small = last.is_ascii_lowercase() && second.is_ascii_lowercase() && !third.is_ascii_uppercase();
    last.is_ascii_digit() && second.is_ascii_digit() || small
}

/// A label that has a beginning: a line, a time, the end of a sentence.
fn whole(
    text: &str,
    name: (usize, usize),
    (from, place, stamp): (usize, Place, Option<i64>),
    note: Known,
    (body, free): (usize, bool),
) -> Option<Label> {
    let label = text.get(name.0..name.1)?;
    let known = match (known(label), note) {
        (Known::Name, Known::Sure(speaker) | Known::Loose(speaker)) => Known::Sure(speaker),
        (known, _) => known,
    };
    let title = label.split_whitespace().all(is_title);
    let plain = label.split_whitespace().all(|word| !matches!(part(word), Part::Other));
    // "Agent:hello" at the beginning of a line is a label; elsewhere a colon without a space is none.
    let right = match known {
        Known::Field => false,
        Known::Name => title && free,
        Known::Sure(_) | Known::Loose(_) | Known::Numbered => {
            (title || plain || stamp.is_some()) && (free || place == Place::Line)
        }
    };
    if right {
        return Some(Label { from, name, body, known, place, title, stamp });
    }
    (known != Known::Field && free).then(|| suffix(text, name.1, body))?
}

/// The words of a part in a call that stand right before the colon, in the middle of speech.
fn suffix(text: &str, end: usize, body: usize) -> Option<Label> {
    let (mut from, mut sure, mut beside) = (end, false, false);
    for _ in 0..WORDS {
        let gap = text.get(..from)?.trim_end_matches(' ').len();
        let start = word_start(text, gap)?;
        let word = text.get(start..gap)?;
        let here = match part(word) {
            // Another part ends the turn before, but for "Customer Service Agent".
            Part::Sure(_) => !sure || beside && is_title(word),
            Part::Numbered => !sure,
            Part::Loose(_) | Part::Beside | Part::Machine => sure && is_title(word),
            Part::Count => !sure,
            Part::Field | Part::Other => false,
        };
        if !here || start == gap {
            break;
        }
        sure |= matches!(part(word), Part::Sure(_) | Part::Numbered);
        beside = matches!(part(word), Part::Loose(_) | Part::Beside);
        from = start;
    }
    let label = text.get(from..end)?;
    let before = text.get(..from)?.trim_end();
    let last = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    let place = if is_bound(last) { Place::Bound } else { Place::Speech };
    // Nothing but a space may stand before it.
    let apart = text.get(..from)?.ends_with(char::is_whitespace);
    let title = label.split_whitespace().all(is_title);
    (sure && apart).then(|| Label {
        from,
        name: (from, end),
        body,
        known: known(label),
        place,
        title,
        stamp: None,
    })
}

enum Boundary {
    /// The label begins here.
    Found(usize, Place, Option<i64>),
    /// Another word ends here.
    Word(usize),
    None,
}

fn boundary(text: &str, start: usize, stamp: Option<i64>) -> Boundary {
    let before = text.get(..start).unwrap_or("");
    let left = before.trim_end_matches([' ', '\t', '\u{a0}', '*']);
    let Some(last) = left.chars().next_back() else { return Boundary::Found(0, Place::Line, stamp) };
    if matches!(last, '\n' | '\r' | '\u{2028}') {
        return Boundary::Found(left.len(), Place::Line, stamp);
    }
    if stamp.is_none()
        && let Some((from, time)) = stamp::before(text.as_bytes(), start)
    {
        return Boundary::Found(from, Place::Line, Some(time));
    }
    match last {
        _ if left.len() == start => Boundary::None,
        '.' if is_short(left) => Boundary::Word(left.len()),
        '.' | '!' | '?' | '…' | '"' | '”' | '’' | '\'' | ')' | ']' | '。' => {
            Boundary::Found(start, Place::Sentence, stamp)
        }
        c if is_inside(c) => Boundary::Word(left.len()),
        _ => Boundary::None,
    }
}

/// Whether the point at the end belongs to a title or an initial: `Dr.`, `J.`
fn is_short(left: &str) -> bool {
    let word = left.trim_end_matches('.');
    let word = word.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    matches!(word, "Dr" | "Mr" | "Mrs" | "Ms" | "St")
        || word.len() == 1 && word.bytes().all(|byte| byte.is_ascii_uppercase() && byte != b'I')
}

/// What stands in brackets that close at byte `end`, and where they open.
fn bracket(text: &str, end: usize) -> Option<(usize, &str)> {
    let inside = text.get(..end)?.strip_suffix([')', ']'])?;
    let bytes = inside.as_bytes();
    let low = bytes.len().saturating_sub(BYTES);
    let open = (low..bytes.len()).rev().find(|at| matches!(bytes.get(*at), Some(b'(' | b'[')))?;
    Some((open, inside.get(open + 1..)?))
}

/// Where the word begins that ends at byte `end`.
fn word_start(text: &str, end: usize) -> Option<usize> {
    let mut start = end;
    let mut left = text.get(..end)?.char_indices().rev().take(BYTES).peekable();
    while let Some((at, c)) = left.next() {
        // In "16:02:11-agent" the hyphen belongs to the time.
        let parts = c == '-' && left.peek().is_some_and(|(_, before)| before.is_ascii_digit());
        let point = c == '.' && start < end && !left.peek().is_some_and(|(_, before)| before.is_uppercase());
        if !is_inside(c) && c != '.' || parts || point {
            break;
        }
        start = at;
    }
    Some(start)
}

fn is_inside(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '\'' | '’' | '#' | '&')
}

/// Whether a word begins with a capital, a digit, or a letter of a script without capitals; or is a particle.
fn is_title(word: &str) -> bool {
    let first = word.trim_start_matches(['#', '\'', '&']).chars().next();
    first.is_none_or(|c| !c.is_lowercase())
        || matches!(word, "de" | "da" | "di" | "la" | "van" | "von" | "der" | "den" | "el" | "al" | "bin")
}

/// Whether a sentence hardly ends with this word, so that what follows is no new turn.
fn is_bound(word: &str) -> bool {
    matches!(
        word,
        "the"
            | "a"
            | "an"
            | "my"
            | "your"
            | "our"
            | "his"
            | "her"
            | "their"
            | "each"
            | "every"
            | "another"
            | "dear"
            | "of"
            | "for"
            | "from"
            | "with"
            | "by"
            | "as"
            | "and"
            | "or"
            | "loyal"
            | "valued"
            | "The"
            | "A"
            | "My"
            | "Your"
            | "Our"
            | "Dear"
    )
}
