//! Which durations and starts rows have, from which bins and days follow.

use std::iter::Peekable;

use callscape_model::calendar::span;
use callscape_model::stat::{Quantiles, Stat};

use crate::schema::{DURATION, Gold, NONE, START};
use crate::summarize::{CHUNK, Classes, Rows};

/// Durations and starts of rows that count.
#[derive(Clone, Debug, Default)]
pub(super) struct Ranges {
    /// In milliseconds.
    pub(super) durations: Quantiles,
    /// The longest of them.
    pub(super) longest: i64,
    /// First and last start on the clock of the workspace zone, in seconds.
    pub(super) starts: Option<(i64, i64)>,
}

/// What is left of the rows that do not count.
type Dead<'a> = Peekable<std::slice::Iter<'a, u32>>;

impl Ranges {
    /// Those of all rows of a slice, by its classes where it has some: `lengths` are the durations by code.
    pub(super) fn of(gold: &Gold, classes: Option<&Classes>, lengths: &[i64]) -> Self {
        let mut ranges = Ranges::default();
        let Some(classes) = classes else {
            ranges.add(Rows { gold, classes: None, dead: &[], found: None });
            return ranges;
        };
        let counted = lengths.iter().zip(classes.durations(lengths.len()));
        let mut bins = Vec::new();
        for (duration, count) in counted.filter(|(duration, count)| *count > 0 && **duration != NONE) {
            let bin = Quantiles::place(*duration);
            bins.resize(bins.len().max(bin + 1), 0);
            bins.get_mut(bin).into_iter().for_each(|sum| *sum += u64::from(count));
            ranges.longest = ranges.longest.max(*duration);
        }
        ranges.durations = Quantiles::from_bins(bins);
        ranges.starts = gold.numbers(START).ends();
        ranges
    }

    /// Takes in those of other rows.
    pub(super) fn merge(&mut self, other: &Ranges) {
        self.durations.merge(&other.durations);
        self.longest = self.longest.max(other.longest);
        self.starts = span(self.starts, other.starts);
    }

    /// Takes in the rows of a slice. Browsers make loops faster only between calls of what they stand in: hence a call
    /// for each slice.
    #[inline(never)]
    pub(super) fn add(&mut self, rows: Rows<'_>) {
        let mut dead = rows.dead.iter().peekable();
        let (mut starts, mut durations) = (Vec::new(), Vec::new());
        for from in (0..rows.gold.len()).step_by(CHUNK) {
            let count = CHUNK.min(rows.gold.len() - from);
            rows.gold.numbers(START).widen(from, count, &mut starts);
            rows.gold.numbers(DURATION).widen(from, count, &mut durations);
            self.add_chunk(from, (&starts, &durations), &mut dead);
        }
    }

    #[inline]
    fn add_chunk(&mut self, from: usize, (starts, durations): (&[i64], &[i64]), dead: &mut Dead<'_>) {
        for (row, (start, duration)) in (from..).zip(starts.iter().zip(durations)) {
            if dead.next_if(|dead| **dead as usize == row).is_some() {
                continue;
            }
            if *duration != NONE {
                self.durations.add(*duration);
                self.longest = self.longest.max(*duration);
            }
            if *start != NONE {
                let (first, last) = self.starts.unwrap_or((*start, *start));
                self.starts = Some((first.min(*start), last.max(*start)));
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::functions::derive;
    use crate::schema::Columns;
    use crate::summarize::Spans;
    use callscape_model::table::Subject;

    fn number(most: i64) -> impl Strategy<Value = i64> {
        prop_oneof![1 => Just(NONE), 4 => 0..most]
    }

    proptest! {
        #[test]
        fn by_classes_ranges_are_what_they_are_row_by_row(rows in prop::collection::vec((number(9 * 86_400), number(9_000_000)), 1..200), before in number(5)) {
            let (starts, durations): (Vec<i64>, Vec<i64>) = rows.into_iter().unzip();
            let columns = Columns { offset: vec![0; starts.len()], start: starts, duration: durations, ..Columns::default() };
            let gold = derive(&columns.finish().unwrap()).unwrap();
            let mut spans = Spans::default();
            // Codes of durations that another slice has and this one has not.
            let other = Columns { offset: vec![0], start: vec![0], duration: vec![before], ..Columns::default() };
            Classes::of(&derive(&other.finish().unwrap()).unwrap(), Subject::Calls, &mut spans).unwrap();
            let classes = Classes::of(&gold, Subject::Calls, &mut spans).unwrap();
            let (fast, slow) = (Ranges::of(&gold, Some(&classes), spans.values()), Ranges::of(&gold, None, &[]));
            prop_assert_eq!(&fast.durations, &slow.durations);
            prop_assert_eq!((fast.longest, fast.starts), (slow.longest, slow.starts));
            let coded = classes.column().unwrap();
            let coded = crate::numbers::Numbers::of(&coded);
            prop_assert!(coded.iter().eq(gold.numbers(DURATION).iter()));
            let mut twice = fast.clone();
            twice.merge(&slow);
            prop_assert_eq!((twice.longest, twice.starts), (slow.longest, slow.starts));
            prop_assert_eq!(twice.durations.count(), 2 * slow.durations.count());
        }
    }
}
