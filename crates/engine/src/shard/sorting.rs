//! Rows in order: this shard's selected rows, sorted, with a key named every so often so that a page of the
//! table can be found among many shards. In the order of files nothing is kept for a row, only how many of each slice
//! there are: it is the order that every table begins with, and files may have many millions.

use callscape_model::dimension::Dimension;
use callscape_model::message::{FENCE, FileId, Place, Reply, Sort, SortBy, SortKey};

use super::{Output, Shard};
use callscape_model::score::Label;

use crate::numbers::Numbers;
use crate::schema::{CONFIDENCE, COST, DURATION, Gold, NONE, SCORE, START, UPSELL, WORK};
use crate::summarize::{Meanings, Rows, passing};

/// The rows of the newest question in order.
#[derive(Debug)]
pub(super) enum Sorted {
    /// As the files have them: how many rows of each slice.
    Files(Vec<((FileId, u32), u64)>),
    /// By value, then place.
    Keys(Vec<SortKey>),
}

impl Default for Sorted {
    fn default() -> Self {
        Sorted::Files(Vec::new())
    }
}

impl Shard {
    pub(super) fn sort(&mut self, sort: Sort, out: &mut Vec<Output>) {
        // Rows in the place of others stand in a file of their own.
        let as_files = sort.by == SortBy::File && self.live.added.bases.is_empty();
        let (count, fences);
        (self.sorted, count, fences) = if as_files { self.sort_by_file() } else { self.sort_by_value(sort) };
        out.push(Output::reply(Reply::Sorted { count, fences }));
    }

    fn sort_by_file(&self) -> (Sorted, u64, Vec<SortKey>) {
        let (mut count, mut fences, mut slices) = (0_u64, Vec::new(), Vec::new());
        for (at, rows) in self.live.rows() {
            let before = count;
            for key in self.keys_of(at, rows) {
                if count % FENCE as u64 == 0 {
                    fences.push(key);
                }
                count += 1;
            }
            slices.push((at, count - before));
        }
        (Sorted::Files(slices), count, fences)
    }

    fn sort_by_value(&self, sort: Sort) -> (Sorted, u64, Vec<SortKey>) {
        let mut keys = Vec::new();
        let meanings = Meanings::new(&self.live.dictionaries);
        keys.reserve_exact(self.live.rows().map(|(_, rows)| rows.gold.len()).sum());
        for ((file, slice), rows) in self.live.rows() {
            let review = (sort.by == SortBy::Review).then(|| review(&meanings, rows.gold, sort.descending));
            let values = review.unwrap_or_else(|| Values::new(rows.gold, sort));
            let pass = passing(&self.question, &self.live.dictionaries, rows);
            for (row, _) in pass.into_iter().enumerate().filter(|(_, pass)| *pass) {
                let place = self.live.added.shown_at(Place { file, slice, row: row as u32 });
                keys.push(SortKey { value: values.at(row), place });
            }
        }
        keys.sort_unstable();
        let fences = keys.iter().step_by(FENCE).copied().collect();
        let count = keys.len() as u64;
        (Sorted::Keys(keys), count, fences)
    }

    /// The keys of the rows of a slice that the question selects, in the order of the file.
    fn keys_of(&self, (file, slice): (FileId, u32), rows: Rows<'_>) -> impl Iterator<Item = SortKey> + use<> {
        let pass = passing(&self.question, &self.live.dictionaries, rows);
        let passed = (0..).zip(pass).filter(|(_, pass)| *pass);
        passed.map(move |(row, _)| SortKey { value: 0, place: Place { file, slice, row } })
    }

    pub(super) fn window(&mut self, from: Option<SortKey>, count: u32, out: &mut Vec<Output>) {
        let (before, keys) = match &self.sorted {
            Sorted::Files(slices) => self.window_of_files(slices, from, count as usize),
            Sorted::Keys(keys) => {
                let before = from.map_or(0, |from| keys.partition_point(|key| *key < from));
                (before as u64, keys.iter().skip(before).take(count as usize).copied().collect())
            }
        };
        out.push(Output::reply(Reply::Window { before, keys }));
    }

    /// How many rows come before a key, and so many from there on.
    fn window_of_files(
        &self,
        slices: &[((FileId, u32), u64)],
        from: Option<SortKey>,
        count: usize,
    ) -> (u64, Vec<SortKey>) {
        let (mut before, mut window) = (0, Vec::new());
        for (at, passed) in slices {
            if from.is_some_and(|from| *at < (from.place.file, from.place.slice)) {
                before += passed;
                continue;
            }
            let rows = self.live.slices.get(at).and_then(|held| held.rows());
            let Some(rows) = rows.filter(|_| window.len() < count) else { break };
            for key in self.keys_of(*at, rows) {
                if from.is_some_and(|from| key < from) {
                    before += 1;
                } else if window.len() < count {
                    window.push(key);
                }
            }
        }
        (before, window)
    }
}

/// The values that rows are sorted by.
enum Values<'a> {
    None,
    Numbers(Numbers<'a>, bool),
    Codes(&'a [u16], bool),
    Ranks(Vec<i64>),
}

/// How much a person is needed: negative and converted first, then negative, then the others, the least sure first;
/// what is not analysed comes last either way.
fn review<'a>(meanings: &Meanings, gold: &Gold, down: bool) -> Values<'a> {
    /// More than any confidence.
    const CLASS: i64 = 100_000;
    let talks = meanings.of(gold);
    let confidences = gold.numbers(CONFIDENCE);
    let rank = |row: usize| {
        let class = match talks.label(row)? {
            Label::Negative if talks.converted(row) => 0,
            Label::Negative => 1,
            _ => 2,
        };
        let rank = class * CLASS + confidences.get(row)?;
        Some(if down { -rank } else { rank })
    };
    Values::Ranks((0..gold.len()).map(|row| rank(row).unwrap_or(i64::MAX)).collect())
}

impl<'a> Values<'a> {
    fn new(gold: &'a Gold, sort: Sort) -> Self {
        let down = sort.descending;
        let codes = |dimension| Values::Codes(gold.codes(&dimension), down);
        match sort.by {
            SortBy::File => Values::None,
            SortBy::Start => Values::Numbers(gold.numbers(START), down),
            SortBy::Duration => Values::Numbers(gold.numbers(DURATION), down),
            SortBy::Cost => Values::Numbers(gold.numbers(COST), down),
            SortBy::Type => codes(Dimension::Type),
            SortBy::Status => codes(Dimension::Status),
            SortBy::Agent => codes(Dimension::Agent),
            SortBy::Channel => codes(Dimension::Channel),
            SortBy::Center => codes(Dimension::Center),
            SortBy::Category => codes(Dimension::Category),
            SortBy::Rating => codes(Dimension::Rating),
            SortBy::Work => Values::Numbers(gold.numbers(WORK), down),
            SortBy::Score => Values::Numbers(gold.numbers(SCORE), down),
            SortBy::Upsell => Values::Numbers(gold.numbers(UPSELL), down),
            SortBy::Sentiment => codes(Dimension::Sentiment),
            SortBy::Conversion => codes(Dimension::Conversion),
            SortBy::Review => Values::None,
        }
    }

    /// The value of a row, turned round when descending; what is missing comes last either way.
    fn at(&self, row: usize) -> i64 {
        match self {
            Values::None => 0,
            Values::Ranks(ranks) => ranks.get(row).copied().unwrap_or(i64::MAX),
            Values::Numbers(numbers, down) => match numbers.get(row) {
                None | Some(NONE) => i64::MAX,
                Some(number) => {
                    if *down {
                        !number
                    } else {
                        number
                    }
                }
            },
            Values::Codes(codes, down) => match codes.get(row) {
                None | Some(0) => i64::MAX,
                Some(code) => {
                    if *down {
                        -i64::from(*code)
                    } else {
                        i64::from(*code)
                    }
                }
            },
        }
    }
}
