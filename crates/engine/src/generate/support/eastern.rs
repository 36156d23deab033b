//! Months, and the summer time of the eastern United States, as far as making data needs them: by the rule
//! since 2007, and for whole days. Reading data does not use this; it goes by the zones of the IANA.

use std::ops::Range;

use callscape_model::calendar::{DAY, day_number, weekday};
use chrono::{Datelike, NaiveDate};

/// A month as one number: twelve times the year, and 0 to 11.
pub(super) fn month_of(day: i64) -> i64 {
    let date = i32::try_from(day).ok().and_then(NaiveDate::from_epoch_days).unwrap_or_default();
    i64::from(date.year()) * 12 + i64::from(date.month0())
}

/// The first day of a month.
pub(super) fn first_day(month: i64) -> i64 {
    let (year, month) = (month.div_euclid(12), month.rem_euclid(12));
    i32::try_from(year).ok().and_then(|year| day_number(year, month as u32 + 1, 1)).unwrap_or(0)
}

/// `YYYYMM`.
pub(super) fn month_text(month: i64) -> String {
    format!("{:04}{:02}", month.div_euclid(12), month.rem_euclid(12) + 1)
}

/// The Sunday that is the `nth` of a month.
fn sunday(month: i64, nth: i64) -> i64 {
    let first = first_day(month);
    first + 7 - weekday(first) + 7 * (nth - 1)
}

/// The days of the year of `day` on which clocks go forward and back.
fn changes(day: i64) -> (i64, i64) {
    let january = month_of(day).div_euclid(12) * 12;
    (sunday(january + 2, 2), sunday(january + 10, 1))
}

/// Seconds to add to the local time of a day for UTC.
pub(super) fn to_utc(day: i64) -> i64 {
    let (forward, back) = changes(day);
    if (forward..back).contains(&day) { 4 * 3600 } else { 5 * 3600 }
}

/// The second at which clocks change within `days`, if they do.
pub(super) fn change(days: &Range<i64>) -> Option<i64> {
    let (forward, back) = changes(days.start);
    let changes = [forward * DAY + 7 * 3600, back * DAY + 6 * 3600];
    changes.into_iter().find(|second| days.contains(&second.div_euclid(DAY)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use callscape_model::calendar::{clock_text, day_of_text};

    #[test]
    fn clocks_change_on_the_days_of_the_law() {
        let day = |text| day_of_text(text).unwrap();
        let change = |month| {
            let month = month_of(day(month));
            change(&(first_day(month)..first_day(month + 1))).map(clock_text)
        };
        assert_eq!(change("2025-03-31").unwrap(), "2025-03-09 07:00:00");
        assert_eq!(change("2026-11-01").unwrap(), "2026-11-01 06:00:00");
        assert_eq!(change("2024-12-05"), None);
        assert_eq!(to_utc(day("2025-03-08")), 5 * 3600);
        assert_eq!(to_utc(day("2025-11-01")), 4 * 3600);
        assert_eq!(month_text(month_of(day("2024-12-31"))), "202412");
    }
}
