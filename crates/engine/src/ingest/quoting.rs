//! The value of a quoted CSV cell. Says nothing about where cells end.

use std::borrow::Cow;

use memchr::memchr;

/// The value of a cell that begins with `quote`: doubled quotes count once, and what follows the closing quote is
/// appended as it stands. A quote that is never closed reaches to the end of the cell.
pub(crate) fn value(raw: &[u8], quote: u8) -> Cow<'_, [u8]> {
    let Some(inner) = raw.get(1..) else { return Cow::Borrowed(raw) };
    match memchr(quote, inner) {
        Some(end) if end + 1 == inner.len() => Cow::Borrowed(inner.get(..end).unwrap_or(inner)),
        None => Cow::Borrowed(inner),
        Some(_) => Cow::Owned(unescape(inner, quote)),
    }
}

fn unescape(inner: &[u8], quote: u8) -> Vec<u8> {
    let mut out = Vec::with_capacity(inner.len());
    let mut rest = inner;
    while let Some(end) = memchr(quote, rest) {
        let (text, after) = rest.split_at(end);
        out.extend_from_slice(text);
        match after.get(1) {
            Some(next) if *next == quote => {
                out.push(quote);
                rest = after.get(2..).unwrap_or(&[]);
            }
            _ => {
                rest = after.get(1..).unwrap_or(&[]);
                break;
            }
        }
    }
    out.extend_from_slice(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_come_off_and_doubled_ones_count_once() {
        for (raw, expected) in [
            (r#""""#, ""),
            (r#""a""#, "a"),
            (r#""a""b""#, "a\"b"),
            (r#""""""#, "\""),
            (r#""a"b"#, "ab"),
            (r#""a"b"c""#, "ab\"c\""),
            (r#""a"#, "a"),
            (r#""a"""#, "a\""),
            (r#"""#, ""),
        ] {
            assert_eq!(value(raw.as_bytes(), b'"'), expected.as_bytes(), "{raw}");
        }
    }

    #[test]
    fn nothing_is_copied_where_nothing_is_doubled() {
        assert!(matches!(value(b"\"plain, text\"", b'"'), Cow::Borrowed(b"plain, text")));
    }
}
