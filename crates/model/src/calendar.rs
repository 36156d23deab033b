//! Days and clock times as numbers and as texts. No zone is known here: shifting instants is the engine's work.

use chrono::{Datelike, NaiveDate};

/// Seconds of a day.
pub const DAY: i64 = 86_400;

/// The first and the last moment of both.
pub fn span(one: Option<(i64, i64)>, other: Option<(i64, i64)>) -> Option<(i64, i64)> {
    match (one, other) {
        (Some((a, b)), Some((c, d))) => Some((a.min(c), b.max(d))),
        (one, other) => one.or(other),
    }
}

/// Days since 1970-01-01 of a calendar date; `None` when there is no such date.
///
/// ```
/// use callscape_model::calendar::{day_number, day_text};
/// assert_eq!(day_number(2025, 3, 9), Some(20156));
/// assert_eq!(day_text(20156), "2025-03-09");
/// ```
pub fn day_number(year: i32, month: u32, day: u32) -> Option<i64> {
    NaiveDate::from_ymd_opt(year, month, day).map(|date| i64::from(date.to_epoch_days()))
}

fn date(day: i64) -> Option<NaiveDate> {
    i32::try_from(day).ok().and_then(NaiveDate::from_epoch_days)
}

/// Year, month and day of a day number.
pub fn civil(day: i64) -> Option<(i32, u32, u32)> {
    date(day).map(|date| (date.year(), date.month(), date.day()))
}

/// `YYYY-MM-DD` of a day number; the empty text outside the calendar.
pub fn day_text(day: i64) -> String {
    let mut text = String::with_capacity(10);
    push_day(&mut text, day);
    text
}

fn push_day(text: &mut String, day: i64) {
    let Some(date) = date(day) else { return };
    match u32::try_from(date.year()) {
        Ok(year @ ..=9999) => {
            push_two(text, year / 100);
            push_two(text, year % 100);
        }
        _ => text.push_str(&format!("{:04}", date.year())),
    }
    for part in [date.month(), date.day()] {
        text.push('-');
        push_two(text, part);
    }
}

/// Two digits. Exports write them by the hundred million, for which formatting is slow.
fn push_two(text: &mut String, number: u32) {
    for digit in [number / 10, number % 10] {
        text.push(char::from_digit(digit, 10).unwrap_or('0'));
    }
}

/// The day number of `YYYY-MM-DD`.
pub fn day_of_text(text: &str) -> Option<i64> {
    let mut parts = text.trim().splitn(3, '-');
    let year = parts.next()?.parse().ok()?;
    let month = parts.next()?.parse().ok()?;
    let day = parts.next()?.parse().ok()?;
    day_number(year, month, day)
}

/// ISO weekday of a day number: 1 = Monday … 7 = Sunday.
#[inline]
pub fn weekday(day: i64) -> i64 {
    (day + 3).rem_euclid(7) + 1
}

/// Names of the ISO weekdays, Monday first.
pub const WEEKDAYS: [&str; 7] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// Short names of the months.
pub(crate) const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A day as people read it: `Sun 9 Mar 2025`.
pub fn day_long(day: i64) -> String {
    let Some(date) = date(day) else { return String::new() };
    let name = WEEKDAYS.get((weekday(day) - 1) as usize).map_or("", |name| name.get(..3).unwrap_or(name));
    format!("{name} {} {} {}", date.day(), month_name(date.month()), date.year())
}

/// A day on an axis: `9 Mar`.
pub fn day_short(day: i64) -> String {
    date(day).map_or_else(String::new, |d| format!("{} {}", d.day(), month_name(d.month())))
}

fn month_name(month: u32) -> &'static str {
    MONTHS.get(month as usize - 1).copied().unwrap_or("")
}

/// `YYYY-MM-DD HH:MM:SS` of seconds since 1970-01-01 on the clock they are counted in.
pub fn clock_text(seconds: i64) -> String {
    let (day, rest) = (seconds.div_euclid(DAY), seconds.rem_euclid(DAY));
    // An offset may follow.
    let mut text = String::with_capacity("YYYY-MM-DD HH:MM:SS+HH:MM".len());
    push_day(&mut text, day);
    for (mark, part) in [(' ', rest / 3600), (':', rest / 60 % 60), (':', rest % 60)] {
        text.push(mark);
        push_two(&mut text, part as u32);
    }
    text
}

/// An offset from UTC as `+HH:MM`.
pub fn offset_text(seconds: i64) -> String {
    let minutes = (seconds.abs() / 60) as u32;
    let mut text = String::from(if seconds < 0 { '-' } else { '+' });
    push_two(&mut text, minutes / 60);
    text.push(':');
    push_two(&mut text, minutes % 60);
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn days_have_their_names() {
        assert_eq!(weekday(0), 4, "1970-01-01 was a Thursday");
        assert_eq!(day_long(20156), "Sun 9 Mar 2025");
        assert_eq!(clock_text(-1), "1969-12-31 23:59:59");
        assert_eq!(offset_text(-4 * 3600), "-04:00");
        assert_eq!(day_of_text("2025-02-30"), None);
    }

    proptest! {
        #[test]
        fn clocks_read_as_chrono_writes_them(seconds in prop_oneof![-70_000_000_000..300_000_000_000_i64, 0..4_000_000_000_i64], minutes in -1439..1440_i64) {
            let time = chrono::DateTime::from_timestamp(seconds, 0).unwrap();
            prop_assert_eq!(clock_text(seconds), format!("{:04}{}", time.year(), time.format("-%m-%d %H:%M:%S")));
            let zone = chrono::FixedOffset::east_opt(minutes as i32 * 60).unwrap();
            prop_assert_eq!(offset_text(minutes * 60), zone.to_string());
        }
    }
}
