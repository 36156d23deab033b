//! Months and quarters as numbers and as texts.

use serde::{Deserialize, Serialize};

use crate::calendar::{MONTHS, civil, day_number};

/// A calendar month, as months since January of the year 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Month(i32);

/// A quarter of a year, as quarters since the first one of the year 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Quarter(i32);

impl Month {
    /// A month of a year; `None` unless the month is 1 to 12 and the year has four digits.
    pub fn new(year: i32, month: u32) -> Option<Self> {
        let fits = (1..=12).contains(&month) && (1000..=9999).contains(&year);
        fits.then(|| Month(year * 12 + month as i32 - 1))
    }

    /// The month of a day.
    pub fn of_day(day: i64) -> Option<Self> {
        let (year, month, _) = civil(day)?;
        Month::new(year, month)
    }

    /// The month of `2025-02` or `202502`.
    ///
    /// ```
    /// use callscape_model::month::Month;
    /// assert_eq!(Month::parse("202502"), Month::parse(" 2025-02 "));
    /// assert_eq!(Month::parse("202513"), None);
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        let digits: String = text.trim().chars().filter(|c| *c != '-').collect();
        if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        Month::new(digits.get(..4)?.parse().ok()?, digits.get(4..)?.parse().ok()?)
    }

    /// Its year.
    pub fn year(self) -> i32 {
        self.0.div_euclid(12)
    }

    /// Its number in the year, from 1.
    pub fn number(self) -> u32 {
        self.0.rem_euclid(12) as u32 + 1
    }

    /// `2025-02`.
    pub fn text(self) -> String {
        format!("{:04}-{:02}", self.year(), self.number())
    }

    /// `202502`, as names of files have it.
    pub fn compact(self) -> String {
        format!("{:04}{:02}", self.year(), self.number())
    }

    /// As people read it: `Feb 2025`.
    pub fn name(self) -> String {
        let name = MONTHS.get(self.number() as usize - 1).copied().unwrap_or_default();
        format!("{name} {}", self.year())
    }

    /// The month after it.
    #[must_use]
    pub fn next(self) -> Self {
        Month(self.0 + 1)
    }

    /// The month before it.
    #[must_use]
    pub fn before(self) -> Self {
        Month(self.0 - 1)
    }

    /// Its first day, as days since 1970-01-01.
    pub fn first_day(self) -> i64 {
        day_number(self.year(), self.number(), 1).unwrap_or(0)
    }

    /// Its quarter.
    pub fn quarter(self) -> Quarter {
        Quarter(self.0.div_euclid(3))
    }
}

impl Quarter {
    /// The quarter of `2025-Q1`, `2025Q1` or `Q1 2025`.
    pub fn parse(text: &str) -> Option<Self> {
        let plain: String =
            text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_uppercase();
        let (year, number) = match plain.strip_prefix('Q') {
            Some(rest) => (rest.get(1..)?, rest.get(..1)?),
            None => plain.split_once('Q')?,
        };
        let (year, number): (i32, i32) = (year.parse().ok()?, number.parse().ok()?);
        ((1..=4).contains(&number) && (1000..=9999).contains(&year)).then(|| Quarter(year * 4 + number - 1))
    }

    /// `2025-Q1`.
    pub fn text(self) -> String {
        format!("{:04}-Q{}", self.0.div_euclid(4), self.0.rem_euclid(4) + 1)
    }

    /// As people read it: `Q1 2025`.
    pub fn name(self) -> String {
        format!("Q{} {}", self.0.rem_euclid(4) + 1, self.0.div_euclid(4))
    }

    /// Its three months.
    pub fn months(self) -> [Month; 3] {
        [0, 1, 2].map(|place| Month(self.0 * 3 + place))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_and_quarters_lead_back_to_their_texts() {
        for number in 1..=12 {
            let month = Month::new(2025, number).unwrap();
            assert_eq!(Month::parse(&month.text()), Some(month));
            assert_eq!(Month::parse(&month.compact()), Some(month));
            assert_eq!(Month::of_day(month.first_day()), Some(month));
            assert_eq!(Quarter::parse(&month.quarter().text()), Some(month.quarter()));
            assert!(month.quarter().months().contains(&month));
        }
        assert_eq!(Month::parse("202412").map(Month::next), Month::parse("202501"));
        assert_eq!(Quarter::parse("Q1 2025").map(Quarter::text), Some("2025-Q1".into()));
        assert_eq!((Quarter::parse("2025Q5"), Month::parse("2025-1")), (None, None));
        assert_eq!(Month::parse("202502").map(Month::name), Some("Feb 2025".into()));
    }
}
