//! Days and clock times as numbers and as texts. No zone is known here: shifting instants is the engine's work.

use chrono::{Datelike, NaiveDate};

/// Seconds of a day.
pub const DAY: i64 = 86_400;

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
    date(day).map_or_else(String::new, |d| format!("{:04}-{:02}-{:02}", d.year(), d.month(), d.day()))
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
    format!("{} {:02}:{:02}:{:02}", day_text(day), rest / 3600, rest / 60 % 60, rest % 60)
}

/// An offset from UTC as `+HH:MM`.
pub fn offset_text(seconds: i64) -> String {
    let sign = if seconds < 0 { '-' } else { '+' };
    let minutes = seconds.abs() / 60;
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_have_their_names() {
        assert_eq!(weekday(0), 4, "1970-01-01 was a Thursday");
        assert_eq!(day_long(20156), "Sun 9 Mar 2025");
        assert_eq!(clock_text(-1), "1969-12-31 23:59:59");
        assert_eq!(offset_text(-4 * 3600), "-04:00");
        assert_eq!(day_of_text("2025-02-30"), None);
    }
}
