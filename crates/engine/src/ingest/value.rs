//! JSON as far as records need it: where the members of an object lie, and the text of a value. Nested values are
//! passed over and kept as they stand; nothing is built.

use std::borrow::Cow;
use std::ops::Range;

use memchr::{memchr, memchr2};

/// Why no value could be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The bytes end inside it.
    Short,
    /// Something else stands here.
    Bad(usize),
}

/// Words that are values. The last three are no JSON, but writers of other languages write them.
const WORDS: &[&[u8]] = &[b"true", b"false", b"null", b"NaN", b"Infinity", b"-Infinity"];

/// The text of a value: strings without quotes and escapes, `null` as empty text, numbers, words and nested
/// values as they stand.
#[inline]
pub(crate) fn text(raw: &[u8]) -> Cow<'_, [u8]> {
    match raw {
        [b'"', inner @ .., b'"'] => match memchr(b'\\', inner) {
            None => Cow::Borrowed(inner),
            Some(_) => Cow::Owned(unescape(inner)),
        },
        b"null" => Cow::Borrowed(&[]),
        _ => Cow::Borrowed(raw),
    }
}

/// Tells `member` the key, without quotes, and the value of each member of the object at `at`. Returns the byte
/// after the object.
pub(crate) fn object(
    bytes: &[u8],
    at: usize,
    mut member: impl FnMut(Range<usize>, Range<usize>),
) -> Result<usize, Fault> {
    let mut at = blanks(bytes, expect(bytes, at, b'{')?);
    if bytes.get(at) == Some(&b'}') {
        return Ok(at + 1);
    }
    loop {
        let key = at + 1;
        let key_end = string(bytes, at)?;
        let start = blanks(bytes, expect(bytes, blanks(bytes, key_end), b':')?);
        let end = value(bytes, start)?;
        member(key..key_end - 1, start..end);
        at = blanks(bytes, end);
        match bytes.get(at) {
            Some(b',') => at = blanks(bytes, at + 1),
            Some(b'}') => return Ok(at + 1),
            Some(_) => return Err(Fault::Bad(at)),
            None => return Err(Fault::Short),
        }
    }
}

/// The byte after the value at `at`.
pub(crate) fn value(bytes: &[u8], at: usize) -> Result<usize, Fault> {
    match bytes.get(at) {
        Some(b'"') => string(bytes, at),
        Some(b'{' | b'[') => nested(bytes, at),
        Some(_) => word(bytes, at),
        None => Err(Fault::Short),
    }
}

/// The first byte from `at` on that is not blank.
pub(crate) fn blanks(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or(&[]);
    at + rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n')).count()
}

fn expect(bytes: &[u8], at: usize, wanted: u8) -> Result<usize, Fault> {
    match bytes.get(at) {
        Some(byte) if *byte == wanted => Ok(at + 1),
        Some(_) => Err(Fault::Bad(at)),
        None => Err(Fault::Short),
    }
}

/// The byte after the string at `at`.
fn string(bytes: &[u8], at: usize) -> Result<usize, Fault> {
    let mut at = expect(bytes, at, b'"')?;
    loop {
        let rest = bytes.get(at..).ok_or(Fault::Short)?;
        at += memchr2(b'"', b'\\', rest).ok_or(Fault::Short)?;
        if bytes.get(at) == Some(&b'"') {
            return Ok(at + 1);
        }
        at += 2;
    }
}

/// The byte after the object or array at `at`.
fn nested(bytes: &[u8], at: usize) -> Result<usize, Fault> {
    let (mut at, mut depth) = (at, 0_u32);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => {
                at = string(bytes, at)?;
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth -= 1,
            _ => {}
        }
        at += 1;
        if depth == 0 {
            return Ok(at);
        }
    }
    Err(Fault::Short)
}

/// The byte after the number or word at `at`. One that reaches to the end of the bytes may go on.
fn word(bytes: &[u8], at: usize) -> Result<usize, Fault> {
    let rest = bytes.get(at..).unwrap_or(&[]);
    let sign = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.');
    let length = rest.iter().take_while(sign).count();
    let word = rest.get(..length).unwrap_or(rest);
    let number = matches!(word, [b'0'..=b'9', ..] | [b'-', b'0'..=b'9', ..])
        && word.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E'));
    if length == rest.len() {
        Err(Fault::Short)
    } else if number || WORDS.contains(&word) {
        Ok(at + length)
    } else {
        Err(Fault::Bad(at))
    }
}

/// A string without its escapes. What is no escape stays as it stands.
fn unescape(inner: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(inner.len());
    let mut rest = inner;
    while let Some(at) = memchr(b'\\', rest) {
        let (plain, escape) = rest.split_at(at);
        out.extend_from_slice(plain);
        let (character, length) = match escape.get(1) {
            Some(b'n') => ('\n', 2),
            Some(b't') => ('\t', 2),
            Some(b'r') => ('\r', 2),
            Some(b'b') => ('\u{8}', 2),
            Some(b'f') => ('\u{c}', 2),
            Some(b'u') => character(escape),
            Some(byte @ (b'"' | b'\\' | b'/')) => (char::from(*byte), 2),
            _ => ('\\', 1),
        };
        out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
        rest = escape.get(length..).unwrap_or(&[]);
    }
    out.extend_from_slice(rest);
    out
}

/// The character of `\u1234`, or of two such that stand for one, and how many bytes they take. Half a character
/// is U+FFFD.
fn character(escape: &[u8]) -> (char, usize) {
    let unit = |at: usize| {
        let digits = escape.get(at..at + 6)?.strip_prefix(b"\\u")?;
        let digits = std::str::from_utf8(digits).ok().filter(|text| !text.starts_with('+'))?;
        u16::from_str_radix(digits, 16).ok()
    };
    let Some(first) = unit(0) else { return ('\\', 1) };
    let pair = unit(6).and_then(|second| char::decode_utf16([first, second]).next()?.ok());
    match (char::from_u32(u32::from(first)), pair) {
        (Some(character), _) => (character, 6),
        (None, Some(character)) => (character, 12),
        (None, None) => (char::REPLACEMENT_CHARACTER, 6),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn members(text: &str) -> Result<Vec<(&str, &str)>, Fault> {
        let mut found = Vec::new();
        object(text.as_bytes(), 0, |key, value| found.push((&text[key], &text[value])))?;
        Ok(found)
    }

    #[test]
    fn members_are_told_in_order_and_nested_values_stay_whole() {
        let text = r#"{ "a":1 , "b" : "x,\"}" ,"c":{"d":[1,{"e":"]"}]},"f":null,"g":-1.5e3}"#;
        let expected = [
            ("a", "1"),
            ("b", r#""x,\"}""#),
            ("c", r#"{"d":[1,{"e":"]"}]}"#),
            ("f", "null"),
            ("g", "-1.5e3"),
        ];
        assert_eq!(members(text).unwrap(), expected);
        assert_eq!(members("{}").unwrap(), []);
    }

    #[test]
    fn what_is_no_object_is_told_from_what_is_cut_off() {
        for text in [r#"{"a""#, r#"{"a":"#, r#"{"a":1"#, r#"{"a":"x"#, r#"{"a":[1,"#, "{", r#"{"a":tr"#] {
            assert_eq!(members(text), Err(Fault::Short), "{text}");
        }
        for text in
            ["[1]", "{a:1}", r#"{"a" 1}"#, r#"{"a":1 "b":2}"#, r#"{"a":yes}"#, r#"{"a":}"#, r#"{"a":1,}"#]
        {
            assert!(matches!(members(text), Err(Fault::Bad(_))), "{text}");
        }
    }

    #[test]
    fn half_characters_and_unknown_escapes_do_no_harm() {
        for (raw, expected) in [
            (r#""\ud83d\ude00""#, "😀"),
            (r#""a\ud83d""#, "a\u{fffd}"),
            (r#""\x\u12""#, "\\x\\u12"),
            ("null", ""),
        ] {
            assert_eq!(text(raw.as_bytes()), expected.as_bytes(), "{raw}");
        }
    }

    proptest! {
        #[test]
        fn strings_read_as_serde_json_writes_them(expected in "\\PC*|[\"\\\\\n\t/\u{0}-\u{1f}é😀]{0,20}") {
            let raw = serde_json::to_string(&expected).unwrap();
            prop_assert_eq!(text(raw.as_bytes()), expected.as_bytes());
        }
    }
}
