//! A time zone as a table of its changes, so that a row's clock time costs a look at the last change used.
//! Rules come from the IANA database (chrono-tz); nothing here knows the current time.

use std::cell::Cell;
use std::collections::BTreeMap;

use chrono::{DateTime, Offset, TimeZone};
use chrono_tz::Tz;

use callscape_model::calendar::{DAY, day_number};

/// A zone with its offsets from 1970 to 2100; outside, the nearest one is used.
#[derive(Clone, Debug)]
pub struct Zone {
    name: String,
    /// When each offset begins (UTC seconds), and the offset in seconds east of Greenwich.
    changes: Vec<(i64, i64)>,
    last: Cell<usize>,
}

/// What a wall-clock time means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wall {
    /// One instant (UTC seconds).
    Once(i64),
    /// The clock showed it twice: the earlier instant.
    Repeated(i64),
    /// The clock never showed it: the instant it would be by the offset before the change.
    Skipped(i64),
}

impl Wall {
    /// The instant, whatever the case.
    pub fn utc(self) -> i64 {
        match self {
            Wall::Once(utc) | Wall::Repeated(utc) | Wall::Skipped(utc) => utc,
        }
    }
}

/// Times of a clock, from one on and before another, each of which it shows once, all by one offset.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Calm {
    from: i64,
    to: i64,
    /// Seconds east of Greenwich.
    pub(super) offset: i64,
}

impl Calm {
    /// Whether a time is one of them.
    #[inline(always)]
    pub(super) fn holds(&self, clock: i64) -> bool {
        self.from <= clock && clock < self.to
    }
}

/// No zone changes its offset twice within so many seconds.
const STEP: i64 = 7 * DAY;

impl Zone {
    /// The zone of an IANA name; `None` when there is no such zone.
    ///
    /// ```
    /// use callscape_engine::clean::zone::Zone;
    /// let zone = Zone::new("America/New_York").unwrap();
    /// assert_eq!(zone.offset(1_741_503_599), -5 * 3600); // 2025-03-09 01:59:59 EST
    /// assert_eq!(zone.offset(1_741_503_600), -4 * 3600);
    /// ```
    pub fn new(name: &str) -> Option<Self> {
        let zone: Tz = name.parse().ok()?;
        let offset = |utc: i64| {
            let instant = DateTime::from_timestamp(utc, 0).unwrap_or_default().naive_utc();
            i64::from(zone.offset_from_utc_datetime(&instant).fix().local_minus_utc())
        };
        let end = day_number(2100, 1, 1).unwrap_or(0) * DAY;
        let mut changes = vec![(i64::MIN, offset(0))];
        let (mut from, mut before) = (0, offset(0));
        while from < end {
            let after = offset(from + STEP);
            if before != after {
                let (mut low, mut high) = (from, from + STEP);
                while high - low > 1 {
                    let middle = low + (high - low) / 2;
                    if offset(middle) == before { low = middle } else { high = middle }
                }
                changes.push((high, after));
            }
            (from, before) = (from + STEP, after);
        }
        Some(Zone { name: name.to_owned(), changes, last: Cell::new(0) })
    }

    /// Its IANA name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Names of all zones, sorted.
    pub fn names() -> Vec<String> {
        let mut names: Vec<String> = chrono_tz::TZ_VARIANTS.iter().map(|tz| tz.name().to_owned()).collect();
        names.sort();
        names
    }

    fn index(&self, utc: i64) -> usize {
        let last = self.last.get();
        let begins = |i: usize| self.changes.get(i).map_or(i64::MAX, |change| change.0);
        if begins(last) <= utc && utc < begins(last + 1) {
            return last;
        }
        let found = self.changes.partition_point(|change| change.0 <= utc).saturating_sub(1);
        self.last.set(found);
        found
    }

    fn at(&self, index: usize) -> i64 {
        self.changes.get(index).map_or(0, |change| change.1)
    }

    /// Seconds east of Greenwich at an instant.
    pub fn offset(&self, utc: i64) -> i64 {
        self.at(self.index(utc))
    }

    /// What the clock on the wall shows at an instant, as seconds since 1970-01-01 00:00 of that clock.
    pub fn clock(&self, utc: i64) -> i64 {
        utc + self.offset(utc)
    }

    /// The times around one that mean one instant each; `None` where a change is near.
    pub(super) fn calm(&self, clock: i64) -> Option<Calm> {
        // Any offset is below a day.
        let first = self.index(clock - DAY);
        let begins = |index: usize| self.changes.get(index).map_or(i64::MAX - DAY, |change| change.0);
        let calm = Calm {
            from: begins(first).saturating_add(DAY),
            to: begins(first + 1).saturating_sub(DAY),
            offset: self.at(first),
        };
        Some(calm).filter(|calm| calm.holds(clock))
    }

    /// What instant a time on the wall means.
    pub fn instant(&self, clock: i64) -> Wall {
        // Any offset is below a day, so the changes that matter are those around the time read as UTC.
        let first = self.index(clock - DAY);
        if self.changes.get(first + 1).is_none_or(|next| clock + DAY < next.0) {
            return Wall::Once(clock - self.at(first));
        }
        let mut meanings = [None; 2];
        for index in first..first + 4 {
            let Some((begin, offset)) = self.changes.get(index).copied() else { break };
            let utc = clock - offset;
            let end = self.changes.get(index + 1).map_or(i64::MAX, |change| change.0);
            if begin <= utc && utc < end {
                if meanings[0].is_none() { meanings[0] = Some(utc) } else { meanings[1] = Some(utc) }
            }
        }
        match meanings {
            [Some(utc), None] => Wall::Once(utc),
            [Some(utc), Some(_)] => Wall::Repeated(utc),
            _ => {
                let after = self.index(clock - self.at(first));
                Wall::Skipped(clock - self.at(after.saturating_sub(1)))
            }
        }
    }

    /// Days from `first` to `last` (day numbers) that have 23 or 25 hours, rounded to whole hours.
    pub fn odd_days(&self, first: i64, last: i64) -> BTreeMap<i64, u8> {
        let mut days = BTreeMap::new();
        for pair in self.changes.windows(2) {
            let [(_, before), (begin, after)] = pair else { continue };
            let day = (begin + before).div_euclid(DAY);
            if (first..=last).contains(&day) {
                let hours = 24 - (after - before).div_euclid(3600);
                days.insert(day, u8::try_from(hours).unwrap_or(24));
            }
        }
        days
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock(text: &str) -> i64 {
        let (day, time) = text.split_once(' ').unwrap();
        let parts: Vec<i64> = time.split(':').map(|part| part.parse().unwrap()).collect();
        callscape_model::calendar::day_of_text(day).unwrap() * DAY + parts[0] * 3600 + parts[1] * 60
    }

    #[test]
    fn both_changes_of_a_year_are_known() {
        let zone = Zone::new("America/New_York").unwrap();
        assert!(matches!(zone.instant(clock("2025-03-09 02:30")), Wall::Skipped(_)));
        assert!(matches!(zone.instant(clock("2025-03-09 03:00")), Wall::Once(_)));
        let Wall::Repeated(utc) = zone.instant(clock("2025-11-02 01:30")) else { panic!("shown twice") };
        assert_eq!(zone.offset(utc), -4 * 3600, "the earlier one is summer time");
        assert_eq!(zone.clock(utc), clock("2025-11-02 01:30"));
        let day = |text| callscape_model::calendar::day_of_text(text).unwrap();
        let odd = zone.odd_days(day("2025-01-01"), day("2025-12-31"));
        assert_eq!(odd.into_iter().collect::<Vec<_>>(), [(day("2025-03-09"), 23), (day("2025-11-02"), 25)]);
    }

    #[test]
    fn skipped_times_keep_the_offset_before() {
        let zone = Zone::new("America/New_York").unwrap();
        let skipped = zone.instant(clock("2025-03-09 02:30")).utc();
        assert_eq!(zone.clock(skipped), clock("2025-03-09 03:30"));
    }

    #[test]
    fn a_zone_without_changes_and_one_that_is_none() {
        assert_eq!(Zone::new("UTC").unwrap().clock(5), 5);
        assert!(Zone::new("Mars/Olympus").is_none());
    }
}
