//! Times that stand before or behind the name of a speaker: `00:01:02`, `[0:05]`, `16:02:11.250-`.

/// Milliseconds of `M:SS`, `H:MM:SS`, with or without a fraction. Nothing else is a time.
pub(super) fn milliseconds(text: &str) -> Option<i64> {
    let text = text.trim();
    let (clock, fraction) = match text.find(['.', ',']) {
        Some(at) => (text.get(..at)?, text.get(at + 1..)?),
        None => (text, "0"),
    };
    let number = |text: &str, digits: std::ops::RangeInclusive<usize>| -> Option<i64> {
        let right = digits.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        right.then(|| text.parse().ok())?
    };
    let mut parts = clock.split(':');
    let first = number(parts.next()?, 1..=3)?;
    let second = number(parts.next()?, 2..=2)?;
    let seconds = match parts.next() {
        Some(third) => (first * 60 + second) * 60 + number(third, 2..=2)?,
        None => first * 60 + second,
    };
    let places = fraction.len() as u32;
    let fraction = number(fraction, 1..=3)? * 10_i64.pow(3_u32.saturating_sub(places));
    parts.next().is_none().then_some(seconds * 1000 + fraction)
}

/// A time that ends before byte `end`, but for spaces and one of `)`, `]`, `-`, `|`: where it begins, and what it
/// is. It stands at the beginning of the text or behind a space.
pub(super) fn before(bytes: &[u8], end: usize) -> Option<(usize, i64)> {
    let byte = |at: usize| at.checked_sub(1).and_then(|at| bytes.get(at)).copied();
    let spaces = |mut at: usize| {
        while matches!(byte(at), Some(b' ' | b'\t')) {
            at -= 1;
        }
        at
    };
    let mut last = spaces(end);
    if matches!(byte(last), Some(b')' | b']' | b'-' | b'|' | b'>')) {
        last = spaces(last - 1);
    }
    let mut first = last;
    while last - first < 16 && matches!(byte(first), Some(b'0'..=b'9' | b':' | b'.' | b',')) {
        first -= 1;
    }
    // Most labels have no time before them: that is known after two bytes.
    if last - first < 4 {
        return None;
    }
    let time = milliseconds(std::str::from_utf8(bytes.get(first..last)?).ok()?)?;
    if matches!(byte(first), Some(b'(' | b'[' | b'<')) {
        first -= 1;
    }
    byte(first).is_none_or(|byte| byte.is_ascii_whitespace()).then_some((first, time))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_what_is_none() {
        let cases = [
            ("0:05", Some(5_000)),
            ("00:01:02", Some(62_000)),
            ("16:02:11.25", Some(57_731_250)),
            ("100:00", Some(6_000_000)),
            ("1:2", None),
            ("12", None),
            ("1:00:00:00", None),
            ("0:05.", None),
        ];
        for (text, time) in cases {
            assert_eq!(milliseconds(text), time, "{text}");
        }
        assert_eq!(before(b"hi [0:05] ", 10), Some((3, 5_000)));
        assert_eq!(before(b"16:02:11-", 9), Some((0, 57_731_000)));
        assert_eq!(before(b"order 4471 ", 11), None);
    }
}
