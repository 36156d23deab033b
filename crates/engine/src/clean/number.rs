//! Texts to whole numbers and back: decimals with either mark and thousands, and lengths of time.

use callscape_model::plan::{DecimalMark, DurationUnit};

/// A number as read: in the wanted unit, with whether its writing had to be repaired.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number {
    /// The number in the wanted unit.
    pub value: i64,
    /// Whether there were thousands, a decimal comma, a currency sign or a blank in it.
    pub repaired: bool,
}

/// A decimal, times `10^places`, rounded half away from zero. `None` when it is no number.
///
/// ```
/// use callscape_engine::clean::number::decimal;
/// use callscape_model::plan::DecimalMark;
/// assert_eq!(decimal(b"12.5", 6, DecimalMark::Point).unwrap().value, 12_500_000);
/// assert_eq!(decimal(b"$1,234.50", 2, DecimalMark::Point).unwrap().value, 123_450);
/// assert_eq!(decimal(b"1.234,5", 1, DecimalMark::Comma).unwrap().value, 12_345);
/// ```
#[inline]
pub fn decimal(text: &[u8], places: u32, mark: DecimalMark) -> Option<Number> {
    plain(text, places).map(|value| Number { value, repaired: false }).or_else(|| written(text, places, mark))
}

/// Up to eight digits and points, of which one may be a point, with no more decimals than wanted, times `10^places`;
/// `None` for anything else. The same as [`decimal`] for what it reads, all digits at once and without a branch on how
/// many there are; where there are none at all, 0. `length` bytes count, and the window reaches beyond them.
#[inline(always)]
pub(super) fn brief(window: &[u8; 8], length: usize, places: usize) -> Option<i64> {
    const POWERS: [i64; 7] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000];
    const ONES: u64 = u64::MAX / 255;
    if length > window.len() {
        return None;
    }
    let word = u64::from_le_bytes(*window);
    let after = u64::MAX.unbounded_shl(8 * length as u32);
    // The high bit of the first byte that is a point.
    let points = word ^ (ONES * u64::from(b'.'));
    let points = points.wrapping_sub(ONES) & !points & (ONES * 0x80) & !after;
    let point = points & points.wrapping_neg();
    let (before, pointed) = if point == 0 { (u64::MAX, 0) } else { ((point - 1) >> 7, 1) };
    // Digits without the point become their values, after as many zeros as are missing.
    let digits = (word & before | (word >> 8) & !before) ^ (ONES * u64::from(b'0'));
    let digits = digits.unbounded_shl(u64::BITS - 8 * (length - pointed) as u32);
    let odd = (digits.wrapping_add(ONES * 0x76) | digits) & (ONES * 0x80) != 0;
    if odd | (pointed == 1) & (length == 1) {
        return None;
    }
    let decimals = if point == 0 { 0 } else { length - 1 - point.trailing_zeros() as usize / 8 };
    let power = POWERS.get(places.checked_sub(decimals)?)?;
    Some(eight_digits(digits) * power)
}

/// Eight digits as one number, the first in the lowest byte: first by pairs, then all (Daniel Lemire, "Quickly parsing
/// eight digits").
#[inline(always)]
fn eight_digits(digits: u64) -> i64 {
    const PAIRS: u64 = 0x0000_00ff_0000_00ff;
    let pairs = digits * 10 + (digits >> 8);
    let one = (pairs & PAIRS).wrapping_mul(100 + (1_000_000 << 32));
    let two = (pairs >> 16 & PAIRS).wrapping_mul(1 + (10_000 << 32));
    (one.wrapping_add(two) >> 32) as i64
}

/// Digits with at most one point: nearly every cell.
#[inline]
fn plain(text: &[u8], places: u32) -> Option<i64> {
    let (negative, digits) = match text.split_first()? {
        (b'-', rest) => (true, rest),
        _ => (false, text),
    };
    if digits.is_empty() || digits.len() > 17 {
        return None;
    }
    let mut value = 0_i64;
    let mut after: Option<u32> = None;
    let mut round_up = false;
    for byte in digits {
        match byte {
            b'0'..=b'9' => match after {
                Some(n) if n == places => {
                    round_up = *byte >= b'5';
                    after = Some(n + 1);
                }
                Some(n) if n > places => {}
                _ => {
                    value = value.checked_mul(10)?.checked_add(i64::from(byte - b'0'))?;
                    after = after.map(|n| n + 1);
                }
            },
            b'.' if after.is_none() && digits.len() > 1 => after = Some(0),
            _ => return None,
        }
    }
    let missing = places - after.unwrap_or(0).min(places);
    value = value.checked_mul(10_i64.checked_pow(missing)?)? + i64::from(round_up);
    Some(if negative { -value } else { value })
}

/// The same with thousands, a decimal comma, a currency sign, a percent sign, parentheses for minus.
fn written(text: &[u8], places: u32, mark: DecimalMark) -> Option<Number> {
    let text = std::str::from_utf8(text).ok()?;
    if text.len() > 40 {
        return None;
    }
    let (decimal, group) = match mark {
        DecimalMark::Point => ('.', ','),
        DecimalMark::Comma => (',', '.'),
    };
    let inner = text.strip_prefix('(').and_then(|t| t.strip_suffix(')'));
    let bare: String = inner
        .unwrap_or(text)
        .trim_start_matches(['$', '€', '£', '+'])
        .trim_end_matches(['$', '€', '£', '%'])
        .chars()
        .filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\''))
        .collect();
    let (whole, fraction) = bare.split_once(decimal).unwrap_or((&bare, ""));
    let (sign, whole) = whole.strip_prefix('-').map_or(("", whole), |rest| ("-", rest));
    if fraction.contains([decimal, group]) || !groups_fit(whole, group) {
        return None;
    }
    let digits: String = whole.chars().filter(|c| *c != group).collect();
    let sign = if inner.is_some() { "-" } else { sign };
    let plain_text =
        if fraction.is_empty() { format!("{sign}{digits}") } else { format!("{sign}{digits}.{fraction}") };
    plain(plain_text.as_bytes(), places).map(|value| Number { value, repaired: true })
}

/// Whether every group after the first has three digits.
fn groups_fit(whole: &str, group: char) -> bool {
    let mut groups = whole.split(group);
    let first = groups.next().unwrap_or("");
    let mut rest = groups.peekable();
    let first_fits = !first.is_empty() && (rest.peek().is_none() || first.len() <= 3);
    first_fits && rest.all(|group| group.len() == 3)
}

/// A number of `10^-places`, with at least `least` decimals and no further zeros.
pub fn decimal_text(value: i64, places: usize, least: usize) -> String {
    let unit = 10_u64.pow(places as u32);
    let (whole, mut part) = (value.unsigned_abs() / unit, value.unsigned_abs() % unit);
    let mut text = String::with_capacity(24);
    if value < 0 {
        text.push('-');
    }
    text.push_str(&whole.to_string());
    // Digit by digit: exports write them by the ten million, for which formatting is slow.
    let mut power = unit;
    for decimal in 0..places {
        if decimal >= least && part == 0 {
            break;
        }
        if decimal == 0 {
            text.push('.');
        }
        power /= 10;
        text.push(char::from(b'0' + (part / power) as u8));
        part %= power;
    }
    text
}

/// A length of time in milliseconds: a bare number in `unit`, `mm:ss`, `hh:mm:ss`, with a fraction.
///
/// ```
/// use callscape_engine::clean::number::duration;
/// use callscape_model::plan::{DecimalMark, DurationUnit};
/// assert_eq!(duration(b"00:02:23", DurationUnit::Seconds, DecimalMark::Point).unwrap().value, 143_000);
/// assert_eq!(duration(b"2.5", DurationUnit::Minutes, DecimalMark::Point).unwrap().value, 150_000);
/// ```
#[inline]
pub fn duration(text: &[u8], unit: DurationUnit, mark: DecimalMark) -> Option<Number> {
    if text.contains(&b':') {
        return clock(text).map(|value| Number { value, repaired: false });
    }
    match unit {
        DurationUnit::Seconds => decimal(text, 3, mark),
        DurationUnit::Milliseconds => decimal(text, 0, mark),
        // A minute has 60,000 ms: read to a hundred-thousandth of a minute, so that no millisecond is lost.
        DurationUnit::Minutes => decimal(text, 5, mark)
            .map(|n| Number { value: (n.value * 6 + if n.value < 0 { -5 } else { 5 }) / 10, ..n }),
    }
}

fn clock(text: &[u8]) -> Option<i64> {
    let text = std::str::from_utf8(text).ok()?;
    let (sign, text) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let parts: Vec<&str> = text.split(':').collect();
    let (last, front) = parts.split_last()?;
    if front.len() > 2 {
        return None;
    }
    let mut minutes = 0_i64;
    for part in front {
        if part.is_empty() || part.len() > 5 {
            return None;
        }
        minutes = minutes * 60 + part.parse::<u32>().map(i64::from).ok()?;
    }
    let seconds = plain(last.as_bytes(), 3).filter(|ms| (0..60_000).contains(ms))?;
    Some(sign * (minutes * 60_000 + seconds))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn brief_numbers_are_read_as_all_numbers_are(text in "[0-9]{0,8}|[0-9.]{0,10}|[-0-9.,: ]{1,9}", behind in any::<[u8; 8]>(), places in 0..=6_usize) {
            let mut window = behind;
            window.iter_mut().zip(text.as_bytes()).for_each(|(to, from)| *to = *from);
            match brief(&window, text.len(), places) {
                Some(value) if text.is_empty() => prop_assert_eq!(value, 0),
                Some(value) => prop_assert_eq!(decimal(text.as_bytes(), places as u32, DecimalMark::Point), Some(Number { value, repaired: false })),
                // Too long, no number, or more decimals than wanted.
                None => prop_assert!(
                    text.len() > 8 || plain(text.as_bytes(), 0).is_none() || text.starts_with('-')
                        || text.split_once('.').is_some_and(|(_, decimals)| decimals.len() > places)
                ),
            }
        }
    }

    proptest! {
        #[test]
        fn decimals_read_as_the_standard_library_writes_them(value in prop_oneof![any::<i64>(), -20_000_000..20_000_000_i64, (-300..300_i64).prop_map(|n| n * 10_000)], places in 0..7_usize, least in 0..3_usize) {
            let unit = 10_u64.pow(places as u32);
            let whole = format!("{}{}", if value < 0 { "-" } else { "" }, value.unsigned_abs() / unit);
            let part = format!("{:0places$}", value.unsigned_abs() % unit);
            let mut part = if places == 0 { "" } else { part.as_str() };
            while part.len() > least && part.ends_with('0') {
                part = &part[..part.len() - 1];
            }
            let expected = if part.is_empty() { whole } else { format!("{whole}.{part}") };
            prop_assert_eq!(decimal_text(value, places, least), expected);
        }
    }

    fn point(text: &str) -> Option<i64> {
        decimal(text.as_bytes(), 2, DecimalMark::Point).map(|n| n.value)
    }

    #[test]
    fn decimals_round_half_away_from_zero() {
        assert_eq!(point("1.005"), Some(101));
        assert_eq!(point("-1.005"), Some(-101));
        assert_eq!(point("1.0049999"), Some(100));
        assert_eq!(point(".5"), Some(50));
        assert_eq!(point("7"), Some(700));
    }

    #[test]
    fn what_is_no_number_is_none() {
        for text in ["", "-", ".", "1.2.3", "1,23", "12a", "1e5", "--1", "1,234,5"] {
            assert_eq!(point(text), None, "{text}");
        }
        assert_eq!(point("1,234,567.8"), Some(123_456_780));
        assert_eq!(point("(5)"), Some(-500));
    }

    #[test]
    fn durations_are_read_in_their_unit() {
        let ms = |text: &str, unit| duration(text.as_bytes(), unit, DecimalMark::Point).map(|n| n.value);
        assert_eq!(ms("90", DurationUnit::Seconds), Some(90_000));
        assert_eq!(ms("02:03", DurationUnit::Minutes), Some(123_000));
        assert_eq!(ms("1:02:03.5", DurationUnit::Seconds), Some(3_723_500));
        assert_eq!(ms("1500", DurationUnit::Milliseconds), Some(1500));
        assert_eq!(ms("12.733333", DurationUnit::Minutes), Some(764_000));
        assert_eq!(ms("1:75", DurationUnit::Seconds), None);
    }
}
