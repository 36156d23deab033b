//! The one selection that every view, figure, table and export obeys: a list of clauses, each with its source.
//!
//! A *filter* (a chip: Keep only, Exclude) takes rows away; a *highlight* (a click, a brush) splits what is left
//! into the selected part and the rest. The source of a clause is its dimension: the chart that shows that
//! dimension is asked [`Selection::without`] it, so a chart is never filtered by its own clause.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::dimension::Dimension;
use crate::order;

/// A closed range of whole numbers (days since 1970-01-01, or milliseconds).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First value inside.
    pub from: i64,
    /// Last value inside.
    pub to: i64,
}

/// Which values of a dimension a clause lets through.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Set {
    /// One of these texts (the empty text is *Unknown*).
    In(BTreeSet<String>),
    /// None of these texts.
    NotIn(BTreeSet<String>),
    /// A number inside one of these spans; a missing number fails. Sorted, not overlapping.
    Within(Vec<Span>),
    /// A number in none of these spans; a missing number passes. Sorted, not overlapping.
    Outside(Vec<Span>),
    /// A text to be found, whatever its case.
    Contains(String),
}

/// Whether a clause takes rows away or only marks them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Mode {
    /// A chip: rows that fail are gone.
    Filter,
    /// A click or brush: rows that fail stay behind as the total.
    Highlight,
}

/// One condition on one dimension.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Clause {
    /// Where it comes from and what it speaks of.
    pub dimension: Dimension,
    /// Filter or highlight.
    pub mode: Mode,
    /// What passes.
    pub set: Set,
}

/// All clauses in the order in which they were made; at most one for each dimension and mode.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Selection {
    clauses: Vec<Clause>,
}

/// Sorts spans and joins those that touch or overlap.
pub fn normalize(mut spans: Vec<Span>) -> Vec<Span> {
    spans.retain(|span| span.from <= span.to);
    order::sort(&mut spans);
    let mut joined: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match joined.last_mut() {
            Some(last) if span.from <= last.to.saturating_add(1) => last.to = last.to.max(span.to),
            _ => joined.push(span),
        }
    }
    joined
}

impl Set {
    /// The set of one text.
    pub fn one(text: impl Into<String>) -> Self {
        Set::In(order::set([text.into()]))
    }

    /// The set of one closed range.
    pub fn range(from: i64, to: i64) -> Self {
        Set::Within(normalize(vec![Span { from, to }]))
    }

    /// Whether it lets everything through or names nothing: such a clause need not exist.
    pub fn is_empty(&self) -> bool {
        match self {
            Set::In(texts) | Set::NotIn(texts) => texts.is_empty(),
            Set::Within(spans) | Set::Outside(spans) => spans.is_empty(),
            Set::Contains(text) => text.trim().is_empty(),
        }
    }

    /// Whether a text passes. Number sets let every text pass.
    #[inline]
    pub fn has_text(&self, text: &str) -> bool {
        match self {
            Set::In(texts) => texts.contains(text),
            Set::NotIn(texts) => !texts.contains(text),
            _ => true,
        }
    }

    /// Whether a number passes. Text sets let every number pass.
    #[inline]
    pub fn has_number(&self, number: Option<i64>) -> bool {
        let inside = |spans: &[Span]| {
            number.is_some_and(|n| {
                let after = spans.partition_point(|span| span.to < n);
                spans.get(after).is_some_and(|span| span.from <= n)
            })
        };
        match self {
            Set::Within(spans) => inside(spans),
            Set::Outside(spans) => !inside(spans),
            _ => true,
        }
    }

    /// Whether every value of a closed range passes (a bar is chosen when all of it is).
    pub fn covers(&self, span: Span) -> bool {
        match self {
            Set::Within(spans) => spans.iter().any(|s| s.from <= span.from && span.to <= s.to),
            Set::Outside(spans) => spans.iter().all(|s| s.to < span.from || span.to < s.from),
            _ => true,
        }
    }

    /// The union of two sets of one kind; of different kinds, the newer one.
    pub fn with(self, newer: Set) -> Set {
        match (self, newer) {
            (Set::In(mut a), Set::In(b)) => {
                a.extend(b);
                Set::In(a)
            }
            (Set::NotIn(mut a), Set::NotIn(b)) => {
                a.extend(b);
                Set::NotIn(a)
            }
            (Set::Within(mut a), Set::Within(b)) => {
                a.extend(b);
                Set::Within(normalize(a))
            }
            (Set::Outside(mut a), Set::Outside(b)) => {
                a.extend(b);
                Set::Outside(normalize(a))
            }
            (_, newer) => newer,
        }
    }

    /// What is left of this set when `taken` (an `In` or `Within` set) is taken out.
    pub fn minus(self, taken: &Set) -> Set {
        match (self, taken) {
            (Set::In(a), Set::In(b)) => Set::In(order::set(a.difference(b).cloned())),
            (Set::NotIn(a), Set::In(b)) => Set::NotIn(order::set(a.union(b).cloned())),
            (Set::Within(a), Set::Within(b)) => Set::Within(subtract(a, b)),
            (Set::Outside(mut a), Set::Within(b)) => {
                a.extend_from_slice(b);
                Set::Outside(normalize(a))
            }
            (kept, _) => kept,
        }
    }

    /// The opposite of an `In` or `Within` set.
    pub fn complement(self) -> Set {
        match self {
            Set::In(a) => Set::NotIn(a),
            Set::NotIn(a) => Set::In(a),
            Set::Within(a) => Set::Outside(a),
            Set::Outside(a) => Set::Within(a),
            other => other,
        }
    }
}

fn subtract(from: Vec<Span>, taken: &[Span]) -> Vec<Span> {
    let mut left = from;
    for hole in taken {
        left = left
            .into_iter()
            .flat_map(|span| {
                let before = Span { from: span.from, to: span.to.min(hole.from.saturating_sub(1)) };
                let after = Span { from: span.from.max(hole.to.saturating_add(1)), to: span.to };
                if hole.to < span.from || span.to < hole.from { vec![span] } else { vec![before, after] }
            })
            .collect();
    }
    normalize(left)
}

impl Selection {
    /// The clauses, oldest first.
    pub fn clauses(&self) -> &[Clause] {
        &self.clauses
    }

    /// Whether everything is shown.
    pub fn is_empty(&self) -> bool {
        self.clauses.is_empty()
    }

    /// Whether something is highlighted.
    pub fn is_highlighted(&self) -> bool {
        self.clauses.iter().any(|clause| clause.mode == Mode::Highlight)
    }

    /// The set of one dimension and mode.
    pub fn set(&self, dimension: &Dimension, mode: Mode) -> Option<&Set> {
        self.clauses.iter().find(|c| c.dimension == *dimension && c.mode == mode).map(|c| &c.set)
    }

    /// This selection with one clause put in the place of the one of the same dimension and mode; an empty set
    /// takes it out.
    #[must_use]
    pub fn with(&self, clause: Clause) -> Self {
        let mut next = self.dropped(&clause.dimension, clause.mode);
        if !clause.set.is_empty() {
            next.clauses.push(clause);
        }
        next
    }

    /// This selection without the clause of one dimension and mode.
    #[must_use]
    pub fn dropped(&self, dimension: &Dimension, mode: Mode) -> Self {
        let keep = |c: &&Clause| !(c.dimension == *dimension && c.mode == mode);
        Selection { clauses: self.clauses.iter().filter(keep).cloned().collect() }
    }

    /// What a chart of this dimension is asked with: everything but its own clauses.
    #[must_use]
    pub fn without(&self, dimension: &Dimension) -> Self {
        Selection { clauses: self.clauses.iter().filter(|c| c.dimension != *dimension).cloned().collect() }
    }

    /// The filters alone, without highlights.
    #[must_use]
    pub fn filters(&self) -> Self {
        Selection { clauses: self.clauses.iter().filter(|c| c.mode == Mode::Filter).cloned().collect() }
    }

    /// A click on a mark: highlights `set`; with `extend` adds it to (or takes it from) what is highlighted; a
    /// click on what is highlighted alone clears it.
    #[must_use]
    pub fn clicked(&self, dimension: &Dimension, set: Set, extend: bool) -> Self {
        let current = self.set(dimension, Mode::Highlight);
        let next = match current {
            Some(current) if extend && contains(current, &set) => current.clone().minus(&set),
            Some(current) if extend => current.clone().with(set),
            Some(current) if *current == set => return self.dropped(dimension, Mode::Highlight),
            _ => set,
        };
        self.with(Clause { dimension: dimension.clone(), mode: Mode::Highlight, set: next })
    }

    /// *Keep only*: every highlight becomes a filter on its dimension.
    #[must_use]
    pub fn kept(&self) -> Self {
        self.turned(|_, set| set)
    }

    /// *Exclude*: every highlight is taken out of its dimension.
    #[must_use]
    pub fn excluded(&self) -> Self {
        self.turned(|filter, set| match filter {
            Some(filter) => filter.minus(&set),
            None => set.complement(),
        })
    }

    fn turned(&self, turn: impl Fn(Option<Set>, Set) -> Set) -> Self {
        let mut next = self.filters();
        for clause in self.clauses.iter().filter(|c| c.mode == Mode::Highlight) {
            let filter = self.set(&clause.dimension, Mode::Filter).cloned();
            let set = turn(filter, clause.set.clone());
            next = next.with(Clause { dimension: clause.dimension.clone(), mode: Mode::Filter, set });
        }
        next
    }

    /// One step back, as the Escape key does: clears the highlight, else takes the newest chip away.
    #[must_use]
    pub fn stepped_back(&self) -> Self {
        if self.is_highlighted() {
            return self.filters();
        }
        let mut next = self.clone();
        next.clauses.pop();
        next
    }
}

fn contains(outer: &Set, inner: &Set) -> bool {
    match (outer, inner) {
        (Set::In(a), Set::In(b)) => a.is_superset(b),
        (Set::Within(_), Set::Within(b)) => b.iter().all(|span| outer.covers(*span)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(set: &[&str]) -> Set {
        Set::In(set.iter().map(|t| (*t).to_owned()).collect())
    }

    #[test]
    fn a_second_click_clears_and_an_extending_click_toggles() {
        let one = Selection::default().clicked(&Dimension::Status, texts(&["missed"]), false);
        assert_eq!(one.clicked(&Dimension::Status, texts(&["missed"]), false), Selection::default());
        let two = one.clicked(&Dimension::Status, texts(&["failed"]), true);
        assert_eq!(two.set(&Dimension::Status, Mode::Highlight), Some(&texts(&["failed", "missed"])));
        assert_eq!(two.clicked(&Dimension::Status, texts(&["failed"]), true), one);
    }

    #[test]
    fn keep_only_and_exclude_turn_the_highlight_into_a_chip() {
        let clicked = Selection::default().clicked(&Dimension::Status, texts(&["missed"]), false);
        assert_eq!(clicked.kept().set(&Dimension::Status, Mode::Filter), Some(&texts(&["missed"])));
        let excluded = clicked.excluded();
        let again = excluded.clicked(&Dimension::Status, texts(&["failed"]), false).excluded();
        let both = BTreeSet::from(["failed".to_owned(), "missed".to_owned()]);
        assert_eq!(again.set(&Dimension::Status, Mode::Filter), Some(&Set::NotIn(both)));
        assert_eq!(again.clauses().len(), 1);
        assert_eq!(again.stepped_back(), Selection::default());
    }

    #[test]
    fn spans_join_when_they_touch_and_split_when_one_is_taken_out() {
        let spans = vec![Span { from: 5, to: 9 }, Span { from: 0, to: 4 }];
        assert_eq!(normalize(spans), vec![Span { from: 0, to: 9 }]);
        let left = Set::range(0, 9).minus(&Set::range(3, 4));
        assert_eq!(left, Set::Within(vec![Span { from: 0, to: 2 }, Span { from: 5, to: 9 }]));
        assert!(left.has_number(Some(5)) && !left.has_number(Some(3)) && !left.has_number(None));
        assert!(left.complement().has_number(None));
    }
}
