//! Text to words: where each word, number and mark lies, and a hash of it in lower case. One pass, and nothing is
//! copied; what a word means is looked up by its hash.

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Letters, with apostrophes inside, and digits after a letter: `don't`, `mp3`.
    Word,
    /// Digits, with points and commas between digits: `1,299.00`.
    Number,
    /// One character of punctuation.
    Mark,
    /// What is neither: one currency sign or emoji, or the characters of a face: `:-)`.
    Symbol,
}

/// A word, number or mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// First byte in the text.
    pub start: u32,
    /// The byte after the last one.
    pub end: u32,
    /// Hash of its text in lower case, with straight apostrophes; see [`hash`].
    pub hash: u64,
    /// What it is.
    pub kind: Kind,
    /// Whether it follows the token before it without a space: `forty-nine`, `3pm`.
    pub glued: bool,
    /// Whether it has letters and all of them are capital.
    pub caps: bool,
    /// Whether it ends in a digit: `mp3`, `1,299`.
    pub digit: bool,
    /// Whether it is a mark that ends a sentence.
    pub stop: bool,
}

impl Word {
    /// Its text.
    pub fn of<'a>(&self, text: &'a str) -> &'a str {
        text.get(self.start as usize..self.end as usize).unwrap_or("")
    }
}

const SEED: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0000_0100_0000_01b3;

/// The hash of a word as [`Word::hash`] has it: FNV-1a with 64 bits over its lower case, straight apostrophes.
///
/// ```
/// use callscape_scoring::words::hash;
/// assert_eq!(hash("Don’t"), hash("don't"));
/// ```
pub fn hash(word: &str) -> u64 {
    word.chars().fold(SEED, |hash, c| step(hash, if is_apostrophe(c) { '\'' } else { c }))
}

/// [`hash`] of a word that is small letters and ASCII marks already, for constants.
pub const fn hash_of(word: &str) -> u64 {
    let (mut hash, mut rest) = (SEED, word.as_bytes());
    while let [byte, after @ ..] = rest {
        hash = (hash ^ *byte as u64).wrapping_mul(PRIME);
        rest = after;
    }
    hash
}

/// The hash of a mark or sign of one ASCII character.
pub(crate) const fn hash_of_byte(byte: u8) -> u64 {
    (SEED ^ byte as u64).wrapping_mul(PRIME)
}

#[inline]
fn step(hash: u64, c: char) -> u64 {
    if c.is_ascii() {
        return (hash ^ u64::from(c.to_ascii_lowercase() as u8)).wrapping_mul(PRIME);
    }
    let mut buffer = [0; 4];
    c.to_lowercase().fold(hash, |hash, lower| {
        lower
            .encode_utf8(&mut buffer)
            .bytes()
            .fold(hash, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME))
    })
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2018}' | '\u{02bc}' | '`' | '\u{00b4}')
}

/// Cuts a text; the tokens are put after those in `words`.
///
/// ```
/// let mut words = Vec::new();
/// callscape_scoring::words::cut("It's $49.99, ok?", &mut words);
/// let texts: Vec<&str> = words.iter().map(|word| word.of("It's $49.99, ok?")).collect();
/// assert_eq!(texts, ["It's", "$", "49.99", ",", "ok", "?"]);
/// ```
pub fn cut(text: &str, words: &mut Vec<Word>) {
    let bytes = text.as_bytes();
    let (mut at, mut glued) = (0, false);
    while let Some(&byte) = bytes.get(at) {
        let word = match class(byte) {
            Class::Blank => {
                (at, glued) = (at + 1, false);
                continue;
            }
            Class::Letter => letters(text, at),
            Class::Digit => digits(bytes, at),
            Class::Mark | Class::Sign => match face(bytes, at, glued) {
                Some(end) => symbol(bytes, at, end),
                None => {
                    let kind = if class(byte) == Class::Mark { Kind::Mark } else { Kind::Symbol };
                    let hash = step(SEED, if byte == b'`' { '\'' } else { byte as char });
                    Word { stop: matches!(byte, b'.' | b'!' | b'?'), ..token(at, at + 1, hash, kind) }
                }
            },
            Class::Beyond => match beyond(text, at) {
                Ok(word) => word,
                Err(after) => {
                    (at, glued) = (after, false);
                    continue;
                }
            },
        };
        at = word.end as usize;
        words.push(Word { glued, ..word });
        glued = true;
    }
}

/// What a byte may begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Blank,
    Letter,
    Digit,
    Mark,
    Sign,
    /// A character beyond ASCII.
    Beyond,
}

/// The classes of all bytes.
static CLASSES: [Class; 256] = classes();

const fn classes() -> [Class; 256] {
    let mut classes = [Class::Beyond; 256];
    let mut byte = 0;
    while byte < 128 {
        let ascii = byte as u8;
        classes[byte] = match ascii {
            b'a'..=b'z' | b'A'..=b'Z' => Class::Letter,
            b'0'..=b'9' => Class::Digit,
            b'$' => Class::Sign,
            _ if ascii.is_ascii_punctuation() => Class::Mark,
            _ => Class::Blank,
        };
        byte += 1;
    }
    classes
}

#[inline]
fn class(byte: u8) -> Class {
    CLASSES.get(usize::from(byte)).copied().unwrap_or(Class::Beyond)
}

/// The token of a character beyond ASCII, or where to go on when it is blank.
fn beyond(text: &str, at: usize) -> Result<Word, usize> {
    let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else { return Err(at + 1) };
    if c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{fe0f}')
    {
        return Err(at + c.len_utf8());
    }
    if c.is_alphabetic() {
        return Ok(letters(text, at));
    }
    let kind = if is_typographic(c) { Kind::Mark } else { Kind::Symbol };
    let hash = step(SEED, if is_apostrophe(c) { '\'' } else { c });
    Ok(token(at, at + c.len_utf8(), hash, kind))
}

/// A token between two bytes.
#[inline]
fn token(start: usize, end: usize, hash: u64, kind: Kind) -> Word {
    let (start, end) = (start as u32, end as u32);
    Word { start, end, hash, kind, glued: false, caps: false, digit: false, stop: false }
}

fn symbol(bytes: &[u8], start: usize, end: usize) -> Word {
    let hash = bytes.get(start..end).unwrap_or(&[]).iter().fold(SEED, |hash, byte| step(hash, *byte as char));
    token(start, end, hash, Kind::Symbol)
}

/// Where a face that begins here ends, `:)`, `;-D`, `<3`; it stands alone among blanks and marks.
#[inline]
fn face(bytes: &[u8], at: usize, glued: bool) -> Option<usize> {
    let eyes = *bytes.get(at)?;
    if !matches!(eyes, b':' | b';' | b'=' | b'<')
        || glued && bytes.get(at.wrapping_sub(1)).is_some_and(u8::is_ascii_digit)
    {
        return None;
    }
    let nose = usize::from(eyes != b'<' && matches!(bytes.get(at + 1), Some(b'-' | b'\'')));
    let mouth = *bytes.get(at + 1 + nose)?;
    let is_mouth = match eyes {
        b'<' => mouth == b'3',
        _ => matches!(mouth, b')' | b'(' | b'D' | b'P' | b'p' | b'/' | b'|' | b']' | b'[' | b'*'),
    };
    let end = at + 2 + nose;
    let alone = bytes.get(end).is_none_or(|next| !next.is_ascii_alphanumeric() && *next != b'/');
    (is_mouth && alone).then_some(end)
}

/// Quotes, dashes and dots beyond ASCII.
fn is_typographic(c: char) -> bool {
    matches!(
        c,
        '\u{2010}'..='\u{2027}' | '\u{00a1}' | '\u{00bf}' | '\u{00ab}' | '\u{00bb}' | '\u{00b4}' | '\u{3002}'
    )
}

/// What goes on in a word, in lower case; 0 for what does not.
static LOWER: [u8; 256] = lower();

const fn lower() -> [u8; 256] {
    let (mut lower, mut byte) = ([0; 256], 0);
    while byte < 128 {
        let ascii = byte as u8;
        lower[byte] = if ascii.is_ascii_alphanumeric() { ascii.to_ascii_lowercase() } else { 0 };
        byte += 1;
    }
    lower
}

/// A word from its first letter on.
#[inline]
fn letters(text: &str, start: usize) -> Word {
    let bytes = text.as_bytes();
    let (mut end, mut hash, mut highest, mut last) = (start, SEED, 0, 0);
    loop {
        for &byte in bytes.get(end..).unwrap_or(&[]) {
            let lower = LOWER.get(usize::from(byte)).copied().unwrap_or(0);
            if lower == 0 {
                break;
            }
            // Small letters stand above capitals and digits.
            highest = byte.max(highest);
            hash = (hash ^ u64::from(lower)).wrapping_mul(PRIME);
            (last, end) = (byte, end + 1);
        }
        match bytes.get(end) {
            Some(b'\'') if bytes.get(end + 1).is_some_and(u8::is_ascii_alphabetic) => {
                hash = (hash ^ u64::from(b'\'')).wrapping_mul(PRIME);
                end += 1;
            }
            Some(byte) if *byte >= 128 || is_apostrophe(*byte as char) => return any_letters(text, start),
            _ => break,
        }
    }
    let (caps, digit) = (highest < b'a', last.is_ascii_digit());
    Word { caps, digit, ..token(start, end, hash, Kind::Word) }
}

/// A word from its first letter on, of whatever script and apostrophes.
#[cold]
#[inline(never)]
fn any_letters(text: &str, start: usize) -> Word {
    let (mut end, mut hash, mut caps) = (start, SEED, true);
    let mut rest = text.get(start..).unwrap_or("").chars().peekable();
    while let Some(c) = rest.next() {
        let inside = c.is_alphanumeric() || is_combining(c);
        let joins = is_apostrophe(c) && rest.peek().is_some_and(|next| next.is_alphabetic());
        if !(inside || joins) {
            break;
        }
        caps &= !c.is_lowercase();
        hash = step(hash, if inside { c } else { '\'' });
        end += c.len_utf8();
    }
    let last = text.as_bytes().get(end.wrapping_sub(1));
    Word { caps, digit: last.is_some_and(u8::is_ascii_digit), ..token(start, end, hash, Kind::Word) }
}

/// Accents that follow their letter.
fn is_combining(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036f}')
}

fn digits(bytes: &[u8], start: usize) -> Word {
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut end = start;
    while digit(end) || (matches!(bytes.get(end), Some(b'.' | b',')) && digit(end + 1)) {
        end += 1;
    }
    let text = bytes.get(start..end).unwrap_or(&[]);
    let hash = text.iter().fold(SEED, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(PRIME));
    Word { digit: true, ..token(start, end, hash, Kind::Number) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn texts(text: &str) -> Vec<&str> {
        let mut words = Vec::new();
        cut(text, &mut words);
        words.iter().map(|word| word.of(text)).collect()
    }

    #[test]
    fn contractions_stay_whole_and_hyphens_part() {
        assert_eq!(
            texts("I don’t—can't! forty-nine 3pm"),
            ["I", "don’t", "—", "can't", "!", "forty", "-", "nine", "3", "pm"]
        );
        assert_eq!(
            texts("the dogs' 'quoted' 1,299.00. 4th mp3"),
            ["the", "dogs", "'", "'", "quoted", "'", "1,299.00", ".", "4", "th", "mp3"]
        );
    }

    #[test]
    fn faces_are_one_symbol() {
        assert_eq!(texts("ok :) :-( <3 ;D"), ["ok", ":)", ":-(", "<3", ";D"]);
        assert_eq!(
            texts("at 9:30 (or 8:) http://x Agent:Pete"),
            [
                "at", "9", ":", "30", "(", "or", "8", ":", ")", "http", ":", "/", "/", "x", "Agent", ":",
                "Pete"
            ]
        );
    }

    proptest! {
        #[test]
        fn words_lie_in_order_and_hash_as_their_text_does(text in "\\PC{0,40}") {
            let mut words = Vec::new();
            cut(&text, &mut words);
            let mut last = 0;
            for word in &words {
                prop_assert!(word.start >= last && word.end > word.start);
                last = word.end;
                prop_assert_eq!(word.hash, hash(word.of(&text)));
            }
        }
    }
}
