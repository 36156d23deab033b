//! What slices amount to while others are still being read.

use callscape_model::dimension::Dimension;
use callscape_model::message::Glance;
use callscape_model::question::Question;
use callscape_model::selection::Selection;
use callscape_model::table::Subject;
use callscape_model::view::charts;

use super::ranges::Ranges;
use super::spelling::Spellings;
use super::store::{Store, day, recoding};
use crate::functions::enrich;
use crate::schema::Gold;
use crate::summarize::{Classes, Counter, Known, Rows};

/// Values of all categories together beyond which slices are not glanced at: sending them would cost more than it tells.
const MOST_VALUES: usize = 5_000;

impl Store {
    /// Counts the rows of calls that were not glanced at yet for all charts and figures, by the values that this shard has
    /// met so far.
    pub(super) fn glance(&mut self) -> Option<Box<Glance>> {
        let mut dictionaries = self.met.to_vec();
        if dictionaries.iter().map(|(_, values)| values.len()).sum::<usize>() > MOST_VALUES {
            return None;
        }
        dictionaries.iter_mut().for_each(|(_, values)| values.sort_unstable());
        dictionaries.sort_by(|(one, _), (other, _)| one.cmp(other));
        let codes = recoding(&self.met, &dictionaries, &Spellings::default());
        let mut has = self.columns();
        let mut records = 0;
        let (mut alike, mut others): (Vec<Classes>, Vec<Gold>) = Default::default();
        let mut ranges = Ranges::default();
        for held in self.see() {
            let clean = held.clean()?;
            has = has.or(held.has);
            records += (clean.batch().num_rows() + held.rejects.len()) as u64;
            match (&held.classes, &held.ranges) {
                (Some(classes), Some(all)) => {
                    ranges.merge(all);
                    alike.push(classes.recoded(&codes).ok()?);
                }
                _ => others.push(enrich(clean, &codes).ok()?),
            }
        }
        let rows = || others.iter().map(|gold| Rows { gold, classes: None, dead: &[], found: None });
        rows().for_each(|rows| ranges.add(rows));
        let Ranges { durations, longest, starts } = ranges;
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
            longest,
            lengths: self.lengths.values(),
            ..Known::default()
        };
        let mut counter = Counter::new(&question, known);
        if !alike.iter().all(|classes| counter.add_alike(classes)) {
            // These charts ask for nothing of single rows.
            return None;
        }
        rows().for_each(|rows| counter.add(rows));
        let summary = counter.finish();
        Some(Box::new(Glance { records, dictionaries, summary, durations, starts, has }))
    }
}
