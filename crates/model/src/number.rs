//! Whole numbers as people read them: groups of three, `m:ss`, money, percent.

/// `1234567` as `1,234,567`.
///
/// ```
/// use callscape_model::number::grouped;
/// assert_eq!(grouped(1_204), "1,204");
/// ```
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `12000` as `12k`, `1500` as `1.5k`: for axes only.
pub fn short(number: f64) -> String {
    let scaled = |value: f64, unit: &str| {
        let text = format!("{value:.1}");
        format!("{}{unit}", text.strip_suffix(".0").unwrap_or(&text))
    };
    match number {
        n if n >= 999_950_000.0 => scaled(n / 1e9, "B"),
        n if n >= 999_950.0 => scaled(n / 1e6, "M"),
        n if n >= 1_000.0 => scaled(n / 1e3, "k"),
        n => scaled(n, ""),
    }
}

/// Milliseconds as `m:ss`, from an hour on `h:mm:ss`.
pub fn duration(milliseconds: i64) -> String {
    let seconds = (milliseconds.max(0) + 500) / 1000;
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{rest:02}") } else { format!("{minutes}:{rest:02}") }
}

/// Milliseconds in words for screen readers and chips: `2 min 30 s`.
pub fn duration_words(milliseconds: i64) -> String {
    let seconds = milliseconds.max(0) / 1000;
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let parts = [(hours, "h"), (minutes, "min"), (rest, "s")];
    let words: Vec<_> = parts.iter().filter(|(n, _)| *n > 0).map(|(n, unit)| format!("{n} {unit}")).collect();
    if words.is_empty() { "0 s".to_owned() } else { words.join(" ") }
}

/// Millionths as money with two places and groups: `$1,234.50`.
pub fn money(millionths: i64) -> String {
    let cents = (millionths.unsigned_abs() + 5_000) / 10_000;
    let sign = if millionths < 0 && cents > 0 { "-" } else { "" };
    format!("{sign}${}.{:02}", grouped(cents / 100), cents % 100)
}

/// A share as percent with one place, half away from zero: `81.2 %`; `–` when the denominator is zero.
pub fn percent(part: u64, whole: u64) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    let tenths = (u128::from(part) * 2000 + u128::from(whole)) / (u128::from(whole) * 2);
    format!("{}.{} %", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_people_write_them() {
        assert_eq!(
            (grouped(0), grouped(999), grouped(1_000_000)),
            ("0".into(), "999".into(), "1,000,000".into())
        );
        assert_eq!(
            (short(950.0), short(12_000.0), short(1_250_000.0)),
            ("950".into(), "12k".into(), "1.2M".into())
        );
        assert_eq!((duration(252_000), duration(3_725_000)), ("4:12".into(), "1:02:05".into()));
        assert_eq!((money(1_234_500_000), money(-5_000)), ("$1,234.50".into(), "-$0.01".into()));
        assert_eq!(
            (percent(1, 3), percent(0, 0), percent(1, 1)),
            ("33.3 %".into(), "–".into(), "100.0 %".into())
        );
        assert_eq!(duration_words(150_000), "2 min 30 s");
    }
}
