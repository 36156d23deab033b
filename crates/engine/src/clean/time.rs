//! Texts to times. Fixed shapes are read by position; everything else goes through a small tokenizer. Which of
//! day and month comes first is the column's, not the cell's, decision.
//!
//! Shapes: ISO 8601 with `T` or blank, with or without seconds, fraction (dropped), `Z`, `UTC` or an offset;
//! year-, day- and month-first dates with `/`, `-` or `.`; month names; 12-hour clocks; `YYYYMMDD`, `YYMMDD`,
//! `YYYYMMDDHHMMSS`; epoch seconds, milliseconds and microseconds.

use callscape_model::calendar::{DAY, day_number};
use callscape_model::plan::DateOrder;

/// A time as it stands in a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stamp {
    /// Seconds since 1970-01-01 00:00 UTC.
    Instant(i64),
    /// Seconds since 1970-01-01 00:00 on the wall's clock.
    Wall(i64),
}

/// A time with what its date says about the order of day and month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The time.
    pub stamp: Stamp,
    /// What the date says.
    pub order: Order,
    /// Whether there is a time of day; else midnight is meant.
    pub timed: bool,
}

/// What a date says about the order of day and month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Nothing: the year comes first, or the month has a name.
    Fixed,
    /// The first number is above 12.
    DayFirst,
    /// The second number is above 12.
    MonthFirst,
    /// Either way gives a date, and another one.
    Either,
    /// Both numbers are equal: either way gives the same date.
    Same,
}

fn digit(byte: u8) -> Option<i64> {
    byte.is_ascii_digit().then(|| i64::from(byte - b'0'))
}

fn two(bytes: &[u8], at: usize) -> Option<i64> {
    Some(digit(*bytes.get(at)?)? * 10 + digit(*bytes.get(at + 1)?)?)
}

/// A reader of one column that remembers the last day it saw: neighbouring rows mostly share it.
#[derive(Clone, Debug)]
pub struct Clock {
    date: [u8; 10],
    day: i64,
}

impl Default for Clock {
    fn default() -> Self {
        Clock { date: *b"1970-01-01", day: 0 }
    }
}

impl Clock {
    /// Reads a trimmed cell. `None` when it is no time.
    #[inline]
    pub fn read(&mut self, text: &[u8], order: DateOrder) -> Option<Reading> {
        if let Some(stamp) = self.usual(text) {
            return Some(Reading { stamp, order: Order::Fixed, timed: true });
        }
        read(text, order)
    }

    /// A time in the usual shape; see [`Clock::fixed`].
    #[inline]
    pub(super) fn usual(&mut self, text: &[u8]) -> Option<Stamp> {
        let mut window = [0; FIXED];
        window.get_mut(..text.len())?.copy_from_slice(text);
        let (seconds, instant) = self.fixed(&window, text.len())?;
        let seconds = Some(seconds).filter(|_| !text.is_empty())?;
        Some(if instant { Stamp::Instant(seconds) } else { Stamp::Wall(seconds) })
    }

    /// `YYYY-MM-DD HH:MM:SS` or the same with `T`, with an optional `Z`, as seconds since 1970-01-01 00:00, and whether
    /// it is an instant. `length` bytes count. Where there are none, which follows no pattern, the seconds mean nothing.
    #[inline(always)]
    pub(super) fn fixed(&mut self, window: &[u8; FIXED], length: usize) -> Option<(i64, bool)> {
        let (date, [mark, time @ .., last]) = window.split_first_chunk::<10>()? else { return None };
        let (none, instant) = (length == 0, length == FIXED);
        let clock = Digits::of(*time.first_chunk::<8>()?);
        let shaped = (length + 1 == FIXED) | (instant & (*last == b'Z'));
        if !(none | (shaped & ((*mark == b' ') | (*mark == b'T')) & clock.fits)) {
            return None;
        }
        if !none & (words(*date) != words(self.date)) {
            self.day = iso_day(date)?;
            self.date = *date;
        }
        Some((self.day * DAY + clock.seconds, instant))
    }
}

/// Bytes of a time in the usual shape, with `Z`.
pub(super) const FIXED: usize = 20;

/// A date as two numbers, which compare faster than ten bytes.
#[inline(always)]
fn words(date: [u8; 10]) -> (u64, u16) {
    let [a, b, c, d, e, f, g, h, i, j] = date;
    (u64::from_le_bytes([a, b, c, d, e, f, g, h]), u16::from_le_bytes([i, j]))
}

/// `HH:MM:SS`, its eight bytes looked at together.
struct Digits {
    /// Of the day; a leap second is the one before it. Nothing where it does not fit.
    seconds: i64,
    /// Whether it is a time of day.
    fits: bool,
}

impl Digits {
    #[inline(always)]
    fn of(text: [u8; 8]) -> Self {
        // Digits become their values, colons nothing.
        let word = u64::from_le_bytes(text) ^ u64::from_le_bytes(*b"00:00:00");
        // The high bit of a byte is set where it is above nine, of a colon's place where it is above nothing.
        let above = word.wrapping_add(u64::from_le_bytes([0x76, 0x76, 0x7f, 0x76, 0x76, 0x7f, 0x76, 0x76]));
        let two = |shift: u32| ((word >> shift & 0xf) * 10 + (word >> (shift + 8) & 0xf)) as i64;
        let (hour, minute, second) = (two(0), two(24), two(48));
        let digits = (above | word) & 0x8080_8080_8080_8080 == 0;
        let fits = digits & (hour <= 23) & (minute <= 59) & (second <= 60);
        Digits { seconds: hour * 3600 + minute * 60 + second.min(59), fits }
    }
}

fn iso_day(date: &[u8]) -> Option<i64> {
    if date.get(4) != Some(&b'-') || date.get(7) != Some(&b'-') {
        return None;
    }
    let year = two(date, 0)? * 100 + two(date, 2)?;
    day_number(
        i32::try_from(year).ok()?,
        u32::try_from(two(date, 5)?).ok()?,
        u32::try_from(two(date, 8)?).ok()?,
    )
}

/// Reads a time of any shape. `None` when the cell is no time.
///
/// ```
/// use callscape_engine::clean::time::{Order, Stamp, read};
/// use callscape_model::plan::DateOrder;
/// let reading = read(b"04/18/2019 09:55:45 PM", DateOrder::DayFirst).unwrap();
/// assert_eq!(reading.order, Order::MonthFirst);
/// assert_eq!(reading.stamp, Stamp::Wall(1_555_624_545));
/// ```
pub fn read(text: &[u8], order: DateOrder) -> Option<Reading> {
    let text = std::str::from_utf8(text).ok()?.trim();
    if text.len() > 40 {
        return None;
    }
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return digits(text);
    }
    let (date, rest) = split_date(text)?;
    let (day, order) = date_day(date, order)?;
    let rest = rest.trim_start_matches(['T', 't', ' ', ',']);
    if rest.is_empty() {
        return Some(Reading { stamp: Stamp::Wall(day * DAY), order, timed: false });
    }
    let (seconds, zone) = time_of_day(rest)?;
    let clock = day * DAY + seconds;
    let stamp = match zone {
        Some(offset) => Stamp::Instant(clock - offset),
        None => Stamp::Wall(clock),
    };
    Some(Reading { stamp, order, timed: true })
}

/// Digits alone: epoch or compact dates, told apart by their number.
fn digits(text: &str) -> Option<Reading> {
    let number: i64 = text.parse().ok()?;
    let reading = |stamp, timed| Some(Reading { stamp, order: Order::Fixed, timed });
    match text.len() {
        10 => reading(Stamp::Instant(number), true),
        13 => reading(Stamp::Instant(number / 1000), true),
        16 => reading(Stamp::Instant(number / 1_000_000), true),
        14 => {
            let (date, time) = text.split_at_checked(8)?;
            let seconds = clock_seconds(two_digits(time, 0)?, two_digits(time, 2)?, two_digits(time, 4)?)?;
            reading(Stamp::Wall(compact_day(date)? * DAY + seconds), true)
        }
        6 | 8 => reading(Stamp::Wall(compact_day(text)? * DAY), false),
        _ => None,
    }
}

fn two_digits(text: &str, at: usize) -> Option<i64> {
    two(text.as_bytes(), at)
}

/// `YYYYMMDD` or `YYMMDD`.
fn compact_day(text: &str) -> Option<i64> {
    let (year, rest) = if text.len() == 8 {
        (text.get(..4)?.parse().ok()?, 4)
    } else {
        (full_year(two_digits(text, 0)?, 2), 2)
    };
    calendar(year, two_digits(text, rest)?, two_digits(text, rest + 2)?)
}

/// Two-digit years: 70 to 99 are of the last century, as POSIX has it (69 and up).
fn full_year(year: i64, digits: usize) -> i64 {
    match year {
        year if digits > 2 => year,
        year if year >= 69 => 1900 + year,
        year => 2000 + year,
    }
}

fn calendar(year: i64, month: i64, day: i64) -> Option<i64> {
    if !(1900..=2200).contains(&year) {
        return None;
    }
    day_number(i32::try_from(year).ok()?, u32::try_from(month).ok()?, u32::try_from(day).ok()?)
}

/// Splits the date off: three parts joined by one of `-/.` or by blanks where the month has a name.
fn split_date(text: &str) -> Option<(&str, &str)> {
    let mut end = 0;
    let mut parts = 0;
    let mut inside = false;
    for (index, c) in text.char_indices() {
        let word = c.is_ascii_alphanumeric();
        if word && !inside {
            parts += 1;
        }
        let ends = parts == 3 && inside && (!word || c == 'T');
        if ends || parts > 3 {
            return Some((text.get(..index)?, text.get(index..)?));
        }
        inside = word;
        end = index + c.len_utf8();
    }
    (parts == 3).then(|| (text.get(..end).unwrap_or(text), ""))
}

fn date_day(date: &str, order: DateOrder) -> Option<(i64, Order)> {
    let parts: Vec<&str> =
        date.split(|c: char| !c.is_ascii_alphanumeric()).filter(|p| !p.is_empty()).collect();
    let [a, b, c] = parts.as_slice() else { return None };
    let number = |text: &str| text.parse::<i64>().ok().filter(|_| text.len() <= 4);
    if let Some(month) = month_named(a) {
        return Some((calendar(year(c)?, month, number(b)?)?, Order::Fixed));
    }
    if let Some(month) = month_named(b) {
        return Some((calendar(year(c)?, month, number(a)?)?, Order::Fixed));
    }
    if a.len() == 4 {
        return Some((calendar(number(a)?, number(b)?, number(c)?)?, Order::Fixed));
    }
    let (first, second, year) = (number(a)?, number(b)?, year(c)?);
    let said = match (first > 12, second > 12) {
        (true, true) => return None,
        (true, false) => Order::DayFirst,
        (false, true) => Order::MonthFirst,
        _ if first == second => Order::Same,
        _ => Order::Either,
    };
    let day_first = match said {
        Order::DayFirst => true,
        Order::MonthFirst => false,
        _ => order == DateOrder::DayFirst,
    };
    let (day, month) = if day_first { (first, second) } else { (second, first) };
    Some((calendar(year, month, day)?, said))
}

fn year(text: &str) -> Option<i64> {
    matches!(text.len(), 2 | 4).then(|| text.parse().ok().map(|year| full_year(year, text.len())))?
}

fn month_named(text: &str) -> Option<i64> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    if text.len() < 3 || !text.bytes().all(|b| b.is_ascii_alphabetic()) {
        return None;
    }
    let lower = text.to_ascii_lowercase();
    MONTHS.iter().position(|month| month.starts_with(&lower)).map(|index| index as i64 + 1)
}

/// Seconds of a day and, where given, the offset: `14:30`, `14:30:05.25Z`, `2:30 PM`, `05:00+05:30`.
pub fn time_of_day(text: &str) -> Option<(i64, Option<i64>)> {
    let end = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.'))).unwrap_or(text.len());
    let (clock, rest) = text.split_at_checked(end)?;
    let mut parts = clock.split(':');
    let mut part = || -> Option<i64> {
        let text = parts.next()?;
        let whole = text.split('.').next()?;
        (!whole.is_empty() && whole.len() <= 2).then(|| whole.parse().ok())?
    };
    let (mut hour, minute) = (part()?, part()?);
    let second = part().unwrap_or(0);
    let mut rest = rest.trim_start();
    let half = rest.get(..2).map(str::to_ascii_uppercase);
    if let Some(half @ ("AM" | "PM")) = half.as_deref() {
        if !(1..=12).contains(&hour) {
            return None;
        }
        hour = hour % 12 + if half == "PM" { 12 } else { 0 };
        rest = rest.get(2..)?.trim_start();
    }
    Some((clock_seconds(hour, minute, second)?, offset(rest)?))
}

fn clock_seconds(hour: i64, minute: i64, second: i64) -> Option<i64> {
    let fits = hour <= 23 && minute <= 59 && second <= 60;
    fits.then(|| hour * 3600 + minute * 60 + second.min(59))
}

/// The offset at the end of a time; the outer `None` when it is none.
fn offset(text: &str) -> Option<Option<i64>> {
    match text {
        "" => return Some(None),
        "Z" | "z" | "UTC" | "GMT" => return Some(Some(0)),
        _ => {}
    }
    let sign = match text.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let digits: String = text.get(1..)?.chars().filter(|c| *c != ':').collect();
    let (hours, minutes) = match digits.len() {
        2 => (two_digits(&digits, 0)?, 0),
        4 => (two_digits(&digits, 0)?, two_digits(&digits, 2)?),
        _ => return None,
    };
    (hours <= 18 && minutes <= 59).then_some(Some(sign * (hours * 3600 + minutes * 60)))
}

#[cfg(test)]
mod tests {
    use callscape_model::calendar::clock_text;

    use super::*;

    fn shown(text: &str) -> String {
        let mut clock = Clock::default();
        match clock.read(text.as_bytes(), DateOrder::MonthFirst).map(|r| r.stamp) {
            Some(Stamp::Wall(at)) => clock_text(at),
            Some(Stamp::Instant(at)) => clock_text(at) + "Z",
            None => "none".to_owned(),
        }
    }

    #[test]
    fn every_shape_is_read() {
        let cases = [
            ("2025-03-09 01:59:59", "2025-03-09 01:59:59"),
            ("2025-03-09T01:59:59", "2025-03-09 01:59:59"),
            ("2025-03-09T01:59:59Z", "2025-03-09 01:59:59Z"),
            ("2025-03-09T01:59:59.123456789Z", "2025-03-09 01:59:59Z"),
            ("2025-03-09 01:59:59.5", "2025-03-09 01:59:59"),
            ("2025-03-09T01:59:59-05:00", "2025-03-09 06:59:59Z"),
            ("2025-03-09T01:59:59+0530", "2025-03-08 20:29:59Z"),
            ("2025-03-09 01:59:59 UTC", "2025-03-09 01:59:59Z"),
            ("2025-03-09 1:59", "2025-03-09 01:59:00"),
            ("2025-03-09", "2025-03-09 00:00:00"),
            ("2025/3/9 01:02:03", "2025-03-09 01:02:03"),
            ("03/09/2025 01:02", "2025-03-09 01:02:00"),
            ("21/01/2022 13:47:00", "2022-01-21 13:47:00"),
            ("10/5/2020 0:00", "2020-10-05 00:00:00"),
            ("5.10.2020", "2020-05-10 00:00:00"),
            ("04/18/2019 09:55:45 PM", "2019-04-18 21:55:45"),
            ("04/18/2019 12:05 am", "2019-04-18 00:05:00"),
            ("21 Jan 2022 13:47", "2022-01-21 13:47:00"),
            ("Jan 21, 2022", "2022-01-21 00:00:00"),
            ("990201", "1999-02-01 00:00:00"),
            ("20250309", "2025-03-09 00:00:00"),
            ("20250309015959", "2025-03-09 01:59:59"),
            ("1741503600", "2025-03-09 07:00:00Z"),
            ("1741503600123", "2025-03-09 07:00:00Z"),
        ];
        for (text, expected) in cases {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_time_is_none() {
        for text in [
            "",
            "IN",
            "00:10",
            "13/13/2020",
            "2025-02-30",
            "2025-13-01 00:00:00",
            "94.01%",
            "12345",
            "a b c",
            "2025-03-09 25:00:00",
            "416-555-0199",
            "2025-03-09 10:00 XM",
            "1-2-3-4",
        ] {
            assert_eq!(shown(text), "none", "{text}");
        }
    }

    #[test]
    fn a_date_says_what_it_knows_of_its_order() {
        let order = |text: &str| read(text.as_bytes(), DateOrder::DayFirst).unwrap().order;
        assert_eq!(order("03/04/2025"), Order::Either);
        assert_eq!(order("13/04/2025"), Order::DayFirst);
        assert_eq!(order("04/13/2025"), Order::MonthFirst);
        assert_eq!(order("04/04/2025"), Order::Same);
        assert_eq!(order("2025-04-13"), Order::Fixed);
    }
}
