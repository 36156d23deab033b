//! Rows in order: this shard's selected rows, sorted, with a key named every so often so that a page of the
//! table can be found among many shards.

use callscape_model::dimension::Dimension;
use callscape_model::message::{FENCE, Place, Reply, Sort, SortBy, SortKey};

use super::{Output, Shard};
use callscape_model::score::Label;

use crate::schema::{CONFIDENCE, COST, DURATION, Gold, NONE, SCORE, START, UPSELL, WORK};
use crate::summarize::{Meanings, passing};

/// The rows of the newest question in order.
#[derive(Debug, Default)]
pub(super) struct Sorted {
    keys: Vec<SortKey>,
}

impl Shard {
    pub(super) fn sort(&mut self, sort: Sort, out: &mut Vec<Output>) {
        let mut keys = Vec::new();
        let meanings = Meanings::new(&self.live.dictionaries);
        for ((file, slice), rows) in self.live.rows() {
            let review = (sort.by == SortBy::Review).then(|| review(&meanings, rows.gold, sort.descending));
            let values = review.unwrap_or_else(|| Values::new(rows.gold, sort));
            let pass = passing(&self.question, &self.live.dictionaries, rows);
            for (row, _) in pass.into_iter().enumerate().filter(|(_, pass)| *pass) {
                let place = self.live.added.shown_at(Place { file, slice, row: row as u32 });
                keys.push(SortKey { value: values.at(row), place });
            }
        }
        // Rows in the place of others stand in a file of their own.
        if sort.by != SortBy::File || !self.live.added.bases.is_empty() {
            keys.sort_unstable();
        }
        let count = keys.len() as u64;
        let fences = keys.iter().step_by(FENCE).copied().collect();
        self.sorted = Sorted { keys };
        out.push(Output::reply(Reply::Sorted { count, fences }));
    }

    pub(super) fn window(&mut self, from: Option<SortKey>, count: u32, out: &mut Vec<Output>) {
        let keys = &self.sorted.keys;
        let before = from.map_or(0, |from| keys.partition_point(|key| *key < from));
        let window = keys.iter().skip(before).take(count as usize).copied().collect();
        out.push(Output::reply(Reply::Window { before: before as u64, keys: window }));
    }
}

/// The values that rows are sorted by.
enum Values<'a> {
    None,
    Numbers(&'a [i64], bool),
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
                None | Some(&NONE) => i64::MAX,
                Some(number) => {
                    if *down {
                        !*number
                    } else {
                        *number
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
