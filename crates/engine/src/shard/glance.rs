//! What a slice amounts to while others are still being read.

use callscape_model::dimension::Dimension;
use callscape_model::message::{FileId, Glance};
use callscape_model::question::Question;
use callscape_model::selection::Selection;
use callscape_model::stat::{Quantiles, Stat};
use callscape_model::table::Subject;
use callscape_model::view::charts;

use super::spelling::Spellings;
use super::store::{Store, day, recoding};
use crate::clean::Cleaned;
use crate::functions::enrich;
use crate::schema::{DURATION, NONE, START};
use crate::summarize::{Counter, Known, Rows};

/// Values of all categories together beyond which slices are not glanced at: sending them would cost more than it tells.
const MOST_VALUES: usize = 5_000;

impl Store {
    /// Counts the rows of a slice of calls for all charts and figures, by the values that this shard has met so far.
    pub(super) fn glance(&self, file: FileId, cleaned: &Cleaned) -> Option<Box<Glance>> {
        let met = self.all_met(file);
        let mut dictionaries = met.to_vec();
        if dictionaries.iter().map(|(_, values)| values.len()).sum::<usize>() > MOST_VALUES {
            return None;
        }
        dictionaries.iter_mut().for_each(|(_, values)| values.sort_unstable());
        dictionaries.sort_by(|(one, _), (other, _)| one.cmp(other));
        let gold = enrich(&cleaned.clean, recoding(met, &dictionaries, &Spellings::default())).ok()?;
        let mut durations = Quantiles::default();
        let lengths = gold.numbers(DURATION).iter().filter(|ms| **ms != NONE);
        lengths.for_each(|ms| durations.add(*ms));
        let starts = gold.numbers(START).iter().filter(|start| **start != NONE);
        let starts = starts.fold(None, |span: Option<(i64, i64)>, start| {
            Some(span.map_or((*start, *start), |(first, last)| (first.min(*start), last.max(*start))))
        });
        let dimensions: Vec<Dimension> =
            dictionaries.iter().map(|(dimension, _)| dimension.clone()).collect();
        let charts = charts(Subject::Calls, &dimensions, None).into_iter().map(|chart| chart.dimension);
        let question = Question {
            ticket: 0,
            selection: Selection::default(),
            bins: Default::default(),
            outcomes: Default::default(),
            own: false,
            charts: charts.collect(),
        };
        let known = Known {
            dictionaries: &dictionaries,
            days: starts.map(|(first, last)| (day(first), day(last))),
            longest: gold.numbers(DURATION).iter().copied().max().unwrap_or(0),
            ..Known::default()
        };
        let mut counter = Counter::new(&question, known);
        counter.add(Rows { gold: &gold, dead: &[], found: None });
        let summary = counter.finish();
        let has = self.columns().or(cleaned.has);
        Some(Box::new(Glance { dictionaries, summary, durations, starts, has }))
    }
}
