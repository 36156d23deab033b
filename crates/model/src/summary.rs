//! The partial answer of a shard. Merging in any order and grouping gives the same; empty is neutral.

use serde::{Deserialize, Serialize};

use crate::measure::{MEASURES, Measure};
use crate::stat::{Moments, Quantiles, Stat};

/// Counts by key, ascending, without zeros. Keys are category codes, days, ISO weekdays or bin numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts(Vec<(i64, u64)>);

impl Counts {
    /// Counts from slots that begin at key `first`.
    pub fn from_slots(first: i64, slots: &[u64]) -> Self {
        let keyed = slots.iter().zip(first..).filter(|(count, _)| **count > 0);
        Counts(keyed.map(|(count, key)| (key, *count)).collect())
    }

    /// The count of a key.
    pub fn get(&self, key: i64) -> u64 {
        self.0.binary_search_by_key(&key, |(k, _)| *k).ok().and_then(|i| self.0.get(i)).map_or(0, |(_, n)| *n)
    }

    /// The keys with their counts, ascending.
    pub fn iter(&self) -> impl Iterator<Item = (i64, u64)> + '_ {
        self.0.iter().copied()
    }

    /// First and last key.
    pub fn range(&self) -> Option<(i64, i64)> {
        Some((self.0.first()?.0, self.0.last()?.0))
    }

    /// The sum of all counts.
    pub fn sum(&self) -> u64 {
        self.0.iter().map(|(_, count)| count).sum()
    }

    /// Takes in the counts of another shard.
    pub fn merge(&mut self, other: &Counts) {
        let mut merged = Vec::with_capacity(self.0.len().max(other.0.len()));
        let (mut ours, mut theirs) = (self.0.iter().peekable(), other.0.iter().peekable());
        loop {
            let next = match (ours.peek(), theirs.peek()) {
                (Some(a), Some(b)) if a.0 == b.0 => {
                    let both = (a.0, a.1 + b.1);
                    ours.next();
                    theirs.next();
                    both
                }
                (Some(a), Some(b)) if a.0 < b.0 => {
                    let a = **a;
                    ours.next();
                    a
                }
                (_, Some(b)) => {
                    let b = **b;
                    theirs.next();
                    b
                }
                (Some(a), None) => {
                    let a = **a;
                    ours.next();
                    a
                }
                (None, None) => break,
            };
            merged.push(next);
        }
        self.0 = merged;
    }
}

impl FromIterator<(i64, u64)> for Counts {
    fn from_iter<T: IntoIterator<Item = (i64, u64)>>(pairs: T) -> Self {
        let mut sorted: Vec<_> = pairs.into_iter().filter(|(_, count)| *count > 0).collect();
        sorted.sort_unstable();
        sorted.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 += next.1;
            }
            same
        });
        Counts(sorted)
    }
}

/// The counts of one chart.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// Calls that pass every filter (but the chart's own).
    pub total: Counts,
    /// Calls that pass every clause (but the chart's own).
    pub selected: Counts,
    /// Calls among `total` that the chart has no place for: no duration.
    pub absent: u64,
}

impl Group {
    fn merge(&mut self, other: &Group) {
        self.total.merge(&other.total);
        self.selected.merge(&other.selected);
        self.absent += other.absent;
    }
}

/// The measures of some calls.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    moments: Vec<Moments>,
    /// Durations that [`Measure::AnsweredDuration`] or [`Measure::PhoneDuration`] counts.
    pub durations: Quantiles,
}

impl Figures {
    /// Count and sum of a measure.
    pub fn moments(&self, measure: Measure) -> Moments {
        let place = MEASURES.iter().position(|m| *m == measure);
        place.and_then(|i| self.moments.get(i)).copied().unwrap_or_default()
    }

    /// Sets count and sum of a measure.
    pub fn set(&mut self, measure: Measure, moments: Moments) {
        self.moments.resize(MEASURES.len(), Moments::default());
        if let Some(i) = MEASURES.iter().position(|m| *m == measure)
            && let Some(slot) = self.moments.get_mut(i)
        {
            *slot = moments;
        }
    }

    /// Takes in the measures of other calls.
    pub fn merge(&mut self, other: &Figures) {
        self.moments.resize(MEASURES.len(), Moments::default());
        for (slot, more) in self.moments.iter_mut().zip(&other.moments) {
            slot.merge(more);
        }
        self.durations.merge(&other.durations);
    }
}

/// What one shard, or all of them, answer to a question.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// One group for each chart of the question, in that order.
    pub groups: Vec<Group>,
    /// Counts by code of every category dimension, in the order of the dictionaries: for the filter menus, each
    /// without its own clauses.
    pub categories: Vec<Counts>,
    /// Calls that pass every filter.
    pub whole: Figures,
    /// Calls that pass every clause.
    pub selected: Figures,
}

impl Summary {
    /// Takes in the partial answer of another shard.
    pub fn merge(&mut self, other: &Summary) {
        if self.groups.len() < other.groups.len() {
            self.groups.resize(other.groups.len(), Group::default());
        }
        for (ours, theirs) in self.groups.iter_mut().zip(&other.groups) {
            ours.merge(theirs);
        }
        if self.categories.len() < other.categories.len() {
            self.categories.resize(other.categories.len(), Counts::default());
        }
        for (ours, theirs) in self.categories.iter_mut().zip(&other.categories) {
            ours.merge(theirs);
        }
        self.whole.merge(&other.whole);
        self.selected.merge(&other.selected);
    }
}
