//! Call records, support data sets and transcripts made from a seed: for the samples of the page, for
//! `callscape generate`, for tests and for measuring. The same seed gives the same bytes on every platform: integers only, no clock.
//!
//! Nothing here is read back or judged; what is made goes the way of every file.

use std::ops::Range;

use callscape_model::calendar::weekday;
use callscape_model::message::Sample;

use call::{COLUMNS, Cells};
use flaw::Lot;
use random::Random;

pub use flaw::Dirt;
pub use support::{SupportFile, SupportPieces, SupportSet, support};
pub use transcripts::{Offer, Transcript, TranscriptSet, Transcripts, Truth, transcripts};

mod call;
mod flaw;
mod random;
mod support;
mod transcripts;

/// How calls are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shape {
    /// A header and a record a line.
    #[default]
    Csv,
    /// A JSON object a line.
    Ndjson,
}

/// Days over which calls are spread, the last one included.
const DAYS: i64 = 30;
/// How many calls an hour of the day brings, in comparison.
const HOURS: [u64; 24] =
    [2, 1, 1, 1, 1, 2, 6, 16, 48, 78, 86, 80, 62, 70, 82, 80, 72, 54, 30, 18, 12, 8, 5, 3];
/// How many calls a day of the week brings, in comparison; Monday first.
const WEEK: [u64; 7] = [116, 108, 104, 102, 98, 42, 30];
/// Bytes after which a piece is handed out.
const PIECE: usize = 1 << 20;

/// `sample.calls` calls over the 30 days up to and including `sample.until`, in the order of their start.
///
/// ```
/// use callscape_engine::generate::{Shape, calls};
/// use callscape_model::message::Sample;
/// let sample = Sample { calls: 3, seed: 7, until: 20_000 };
/// let bytes: Vec<u8> = calls(&sample, Shape::Csv).flatten().collect();
/// assert_eq!(bytes.iter().filter(|byte| **byte == b'\n').count(), 4);
/// ```
pub fn calls(sample: &Sample, shape: Shape) -> Calls {
    let mut pieces = Calls {
        shape,
        random: Random::new(sample.seed),
        calls: sample.calls,
        hours: hours(sample.until),
        hour: 0,
        call: 0,
        made: 0,
        cells: Cells::default(),
        flaws: 0,
        dirt: Dirt::default(),
        piece: Vec::new(),
    };
    if shape == Shape::Csv {
        pieces.piece.extend_from_slice(COLUMNS.join(",").as_bytes());
        pieces.piece.push(b'\n');
    }
    pieces
}

/// All of [`calls`] as one CSV file. For samples: a million calls have 135 MB.
pub fn csv(sample: &Sample) -> Vec<u8> {
    calls(sample, Shape::Csv).collect::<Vec<_>>().concat()
}

/// The bytes of generated calls, piece by piece; a piece ends with a line.
#[derive(Clone, Debug)]
pub struct Calls {
    shape: Shape,
    random: Random,
    calls: u64,
    /// First second and weight, summed up, of each hour.
    hours: Vec<(i64, Range<u64>)>,
    /// The hour under way, and the calls it had so far.
    hour: usize,
    call: u64,
    made: u64,
    cells: Cells,
    flaws: u64,
    dirt: Dirt,
    piece: Vec<u8>,
}

fn hours(until: i64) -> Vec<(i64, Range<u64>)> {
    let mut sum = 0;
    let mut hours = Vec::with_capacity(DAYS as usize * HOURS.len());
    for day in until - DAYS + 1..=until {
        let weight = WEEK.get((weekday(day) - 1) as usize).copied().unwrap_or(0);
        for (hour, share) in (0..).zip(HOURS) {
            hours.push((day * 86_400 + hour * 3600, sum..sum + weight * share));
            sum += weight * share;
        }
    }
    hours
}

impl Calls {
    /// About so many of a thousand calls get a flaw: repeated, conflicting, broken over lines, unreadable.
    #[must_use]
    pub fn with_flaws(mut self, per_thousand: u64) -> Self {
        self.flaws = per_thousand;
        self
    }

    /// Calls are spoiled by these shares, besides the flaws.
    #[must_use]
    pub fn with_dirt(mut self, dirt: Dirt) -> Self {
        self.dirt = dirt;
        self
    }

    /// Start of the next call, in seconds; `None` after the last one.
    fn next_start(&mut self) -> Option<i64> {
        let total = self.hours.last()?.1.end;
        loop {
            let (from, weights) = self.hours.get(self.hour)?;
            let until =
                |weight: u64| (u128::from(self.calls) * u128::from(weight) / u128::from(total)) as u64;
            let count = until(weights.end) - until(weights.start);
            if self.call < count {
                // One call in each of `count` equal parts of the hour, anywhere in its part.
                let place = (self.call << 16) + self.random.below(1 << 16);
                let second = u128::from(place) * 3600 / (u128::from(count) << 16);
                let start = from + second as i64;
                self.call += 1;
                return Some(start);
            }
            self.hour += 1;
            self.call = 0;
        }
    }

    /// Makes the next call, which starts at `start`.
    fn make(&mut self, start: i64) {
        let Calls { random, cells, .. } = self;
        self.made += 1;
        let flawed = self.flaws > 0 && random.below(1000) < self.flaws;
        let lot = self.dirt.draw(random);
        let repeats =
            (flawed && self.made > 1 && random.below(3) == 0) || (lot == Lot::Repeated && self.made > 1);
        if repeats {
            return flaw::repeat(cells, random);
        }
        call::fill(cells, start, random);
        if flawed || lot == Lot::Bad {
            flaw::spoil(cells, random);
        } else if lot == Lot::Quoted {
            flaw::quote(cells, random);
        }
    }

    fn write(&mut self) {
        match self.shape {
            Shape::Csv => self.cells.write_csv(&mut self.piece),
            Shape::Ndjson => self.cells.write_json(&mut self.piece),
        }
    }
}

impl Iterator for Calls {
    type Item = Vec<u8>;

    fn next(&mut self) -> Option<Vec<u8>> {
        self.piece.reserve(PIECE + 1024);
        while self.piece.len() < PIECE {
            let Some(start) = self.next_start() else { break };
            self.make(start);
            self.write();
        }
        let piece = std::mem::take(&mut self.piece);
        (!piece.is_empty()).then_some(piece)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;
    use xxhash_rust::xxh3::xxh3_64;

    fn made(calls: u64, seed: u64, shape: Shape, flaws: u64) -> Vec<u8> {
        let sample = Sample { calls, seed, until: 20_404 };
        super::calls(&sample, shape).with_flaws(flaws).flatten().collect()
    }

    fn records(bytes: &[u8]) -> Vec<Vec<String>> {
        let mut reader = csv::ReaderBuilder::new();
        let records = reader.flexible(true).from_reader(bytes).into_records();
        records.map(|record| record.unwrap().iter().map(String::from).collect()).collect()
    }

    #[test]
    fn a_seed_gives_the_same_bytes_everywhere() {
        assert_eq!(xxh3_64(&made(5000, 1, Shape::Csv, 0)), 3_333_960_684_211_325_528);
        assert_eq!(xxh3_64(&made(5000, 1, Shape::Ndjson, 20)), 1_981_849_932_690_411_300);
        assert_ne!(made(10, 1, Shape::Csv, 0), made(10, 2, Shape::Csv, 0));
    }

    #[test]
    fn calls_are_as_many_as_asked_for_and_look_like_calls() {
        let rows = records(&made(20_000, 42, Shape::Csv, 0));
        assert_eq!(rows.len(), 20_000);
        let mut counts: BTreeMap<(String, String), u32> = BTreeMap::new();
        for row in &rows {
            let seconds: Option<u64> = row[7].parse().ok();
            assert_eq!(seconds.is_some(), row[4] == "completed", "{row:?}");
            assert_eq!(row[8].is_empty() && row[6].is_empty(), seconds.is_none());
            assert!(seconds.is_none_or(|seconds| (30..=7200).contains(&seconds)));
            assert!(
                seconds.is_none_or(|seconds| row[8] == format!("{}.{:02}", seconds / 100, seconds % 100))
            );
            assert!(row[5].as_str() >= "2025-10-14 00:00:00" && row[5].as_str() < "2025-11-13", "{row:?}");
            *counts.entry((row[3].clone(), row[4].clone())).or_default() += 1;
        }
        assert!(rows.is_sorted_by_key(|row| row[5].clone()));
        assert_eq!(counts.len(), 7, "{counts:?}");
        assert!(counts.values().all(|count| *count > 200), "{counts:?}");
    }

    #[test]
    fn lines_of_json_hold_the_same_calls() {
        let rows = records(&made(300, 3, Shape::Csv, 0));
        let json = String::from_utf8(made(300, 3, Shape::Ndjson, 0)).unwrap();
        for (line, row) in json.lines().zip(&rows) {
            let object: serde_json::Map<String, serde_json::Value> = serde_json::from_str(line).unwrap();
            assert_eq!(object["call_id"], row[0].as_str());
            assert_eq!(object["duration_sec"].is_null(), row[7].is_empty());
        }
        assert_eq!(json.lines().count(), rows.len());
    }

    #[test]
    fn flaws_are_many_when_asked_for() {
        let bytes = made(2000, 5, Shape::Csv, 200);
        assert!(records(&bytes).iter().filter(|row| row.len() != 10).count() > 10);
        assert!(bytes.windows(2).any(|pair| pair == b"\"\""));
    }

    #[test]
    fn dirt_has_the_shares_asked_for() {
        let sample = Sample { calls: 20_000, seed: 9, until: 20_404 };
        let dirt = Dirt { bad: 20, repeated: 10, quoted: 50 };
        let bytes: Vec<u8> = super::calls(&sample, Shape::Csv).with_dirt(dirt).flatten().collect();
        let rows = records(&bytes);
        assert_eq!(rows.len(), 20_000);
        let quoted = rows.iter().filter(|row| row.last().is_some_and(|cell| cell.contains("\"")));
        let repeated = rows.windows(2).filter(|pair| pair[0][0] == pair[1][0] && !pair[0][0].is_empty());
        let short = rows.iter().filter(|row| row.len() != 10);
        // One flaw of twelve is a cell that must be quoted, too, and one a record cut short.
        let counts = [quoted.count(), repeated.count(), short.count()];
        for (count, wanted) in counts.into_iter().zip([1033, 200, 33]) {
            assert!(count.abs_diff(wanted) < wanted / 2, "{counts:?}");
        }
    }
}
