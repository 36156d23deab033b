//! Calls counted by their classes: a row of the data costs an addition for its class and duration, and one more where
//! some clause or chart that is brushed looks at single rows. All else is found for each class, or for each different
//! duration. Counting column by column gives the same, and is what this is measured by.

use callscape_model::dimension::Dimension;
use callscape_model::measure::Outcome;
use callscape_model::stat::{Moments, Quantiles, Stat};

use super::cells::Layout;
use super::classes::{Classes, Total};
use super::clauses::{Clauses, Tally};
use super::columns::{Brushed, Column, Lengths, Sheet, Source};
use super::durations::{Ladder, place};
use super::figures::{RowSums, Words};
use super::{CHUNK, Known, Rows};
use crate::schema::{COST, NONE};

/// The most counts of durations: 32 MB.
const MOST_COUNTS: usize = 1 << 23;

/// Counts by class and duration.
pub(super) struct Census {
    /// How cells are numbered as far as classes tell them.
    layout: Layout,
    /// What durations say of rows: the clauses they fail, and the bin where it is durations that are brushed.
    states: Vec<(u32, Option<u32>)>,
    /// Which of these each duration says, by code.
    state: Vec<u16>,
    /// Rows by cell, by whether their durations count as spoken, and by duration. Rows of cell 0 fail some filter.
    counts: Vec<u32>,
    /// Where the counts of a class begin.
    base: Vec<u32>,
    /// By class, whether the search found it, and state.
    totals: Vec<Total>,
    fails: Vec<u32>,
    parts: Vec<u32>,
    cells: Vec<u32>,
    costs: Vec<i64>,
}

/// What is counted into.
pub(super) struct Sinks<'a> {
    pub(super) layout: Layout,
    pub(super) minded: &'a [(Tally, Vec<u32>)],
    pub(super) columns: &'a mut [Column],
    pub(super) sums: &'a mut RowSums,
}

impl Census {
    /// Nothing counted yet; nothing at all where durations have no codes, or too many for the cells there are.
    pub(super) fn new(
        known: Known<'_>,
        clauses: &Clauses,
        brushed: Option<&Brushed<'_>>,
        layout: Layout,
    ) -> Option<Census> {
        let durations = known.lengths;
        let fails = clauses.of_durations(durations);
        let brushed = brushed.filter(|brushed| brushed.dimension() == &Dimension::Duration);
        let by_duration = brushed.is_some();
        let bins = brushed.map(|brushed| brushed.of_durations(durations));
        let (mut states, mut state) = (Vec::new(), Vec::new());
        for (code, fails) in fails.into_iter().enumerate() {
            let one = (fails, bins.as_ref().and_then(|bins| bins.get(code).copied()));
            let known = states.iter().position(|known| *known == one);
            state.push(known.unwrap_or(states.len()) as u16);
            if known.is_none() {
                states.push(one);
            }
        }
        let layout = Layout { parts: if by_duration { 1 } else { layout.parts }, ..layout };
        let counts = layout.len() * 2 * durations.len();
        (1..=MOST_COUNTS).contains(&counts).then(|| Census {
            layout,
            states,
            state,
            counts: vec![0; counts],
            base: Vec::new(),
            totals: Vec::new(),
            fails: Vec::new(),
            parts: Vec::new(),
            cells: Vec::new(),
            costs: Vec::new(),
        })
    }

    /// Whether nothing is said of single rows.
    pub(super) fn is_by_class(&self) -> bool {
        self.states.len() == 1
    }

    /// Counts the rows of a slice; says no, and counts none, where that would not be worth it.
    pub(super) fn add(
        &mut self,
        (rows, classes): (Rows<'_>, &Classes),
        (known, clauses, words): (Known<'_>, &Clauses, &Words),
        brushed: Option<&mut Brushed<'_>>,
        sinks: Sinks<'_>,
    ) -> bool {
        let found = rows.found.filter(|_| clauses.found() != 0);
        let (all, states) = (classes.totals.len(), self.states.len());
        let searched = if found.is_some() { 2 } else { 1 };
        if all * states * searched > classes.of_row.len() + CHUNK {
            return false;
        }
        let kinds = Sheet::new(&classes.kinds, known);
        let mut fails = vec![0; all];
        let only = Rows { gold: &classes.kinds, dead: &[], found: None, classes: None };
        clauses.mark(only, 0, &mut fails);
        let by_class: Option<&[u32]> =
            brushed.filter(|_| self.states.iter().all(|state| state.1.is_none())).map(|brushed| {
                brushed.place(&kinds, 0, all, &Lengths::default());
                brushed.parts.as_slice()
            });
        let missed = |found: usize| if searched == 2 && found == 0 { clauses.found() } else { 0 };
        // Where the durations of each class count.
        self.fails.clear();
        self.parts.clear();
        for (class, fails) in fails.iter().enumerate() {
            let part = by_class.and_then(|parts| parts.get(class).copied()).unwrap_or(0);
            for found in 0..searched {
                self.fails.push(fails | missed(found));
                self.parts.push(part);
            }
        }
        let Some((tally, _)) = sinks.minded.first() else { return false };
        self.cells.resize(all * searched, 0);
        self.layout.place(*tally, &self.fails, Some(&self.parts), &mut self.cells);
        let statuses = classes.kinds.codes(&Dimension::Status);
        let width = self.state.len() as u32;
        let outcome = |class: usize| words.outcome(statuses.get(class));
        let spoken = |class| u32::from(outcome(class).is_none_or(|outcome| outcome == Outcome::Answered));
        let cells = self.cells.iter().enumerate();
        self.base.clear();
        self.base.extend(cells.map(|(at, cell)| (cell * 2 + spoken(at / searched)) * width));
        self.count_durations(classes, found);
        // What each class comes to, by what is said of single rows.
        self.count_totals(rows, classes, found);
        self.take_dead(rows, classes, found);
        let each = states * searched;
        self.fails.clear();
        self.parts.clear();
        for (class, fails) in fails.iter().enumerate() {
            let part = by_class.and_then(|parts| parts.get(class).copied()).unwrap_or(0);
            for found in 0..searched {
                let states = self.states.iter();
                self.fails.extend(states.clone().map(|(state, _)| fails | missed(found) | state));
                self.parts.extend(states.map(|(_, bin)| bin.unwrap_or(part)));
            }
        }
        self.cells.resize(self.totals.len(), 0);
        for (minded, (tally, _)) in sinks.minded.iter().enumerate() {
            sinks.layout.place(*tally, &self.fails, Some(&self.parts), &mut self.cells);
            let columns = sinks.columns.iter_mut().filter(|column| column.minded == minded);
            for column in columns.filter(|column| column.source != Source::Duration) {
                let rows = self.totals.iter().zip(&self.cells).map(|(total, cell)| (total.rows, *cell));
                column.add_kinds(&kinds, all, each, rows);
            }
            if minded == 0 {
                for (at, (total, cell)) in self.totals.iter().zip(&self.cells).enumerate() {
                    if let Some(sums) = sinks.sums.0.get_mut(*cell as usize) {
                        sums.add_total(*total, outcome(at / each));
                    }
                }
            }
        }
        true
    }

    /// Counts the rows of a slice by duration. Browsers make loops faster only between calls of what they stand in: hence
    /// a call for each slice.
    #[inline(never)]
    fn count_durations(&mut self, classes: &Classes, found: Option<&[u64]>) {
        let rows = classes.of_row.iter().zip(classes.spans.iter());
        let add = |counts: &mut [u32], base: Option<&u32>, span: u16| {
            let at = base.copied().unwrap_or(0) as usize + usize::from(span);
            if let Some(count) = counts.get_mut(at) {
                *count = count.wrapping_add(1);
            }
        };
        let (base, counts) = (self.base.as_slice(), self.counts.as_mut_slice());
        match found {
            None => rows.for_each(|(class, span)| add(counts, base.get(usize::from(*class)), *span)),
            Some(found) => rows.enumerate().for_each(|(row, (class, span))| {
                add(counts, base.get(usize::from(*class) * 2 + is_found(found, row)), *span);
            }),
        }
    }

    /// Counts the rows of a slice by class, and by what is said of single rows.
    #[inline(never)]
    fn count_totals(&mut self, rows: Rows<'_>, classes: &Classes, found: Option<&[u64]>) {
        self.totals.clear();
        let states = self.states.len();
        if states == 1 && found.is_none() {
            return self.totals.extend_from_slice(&classes.totals);
        }
        let searched = if found.is_some() { 2 } else { 1 };
        self.totals.resize(classes.totals.len() * states * searched, Total::default());
        let all = rows.gold.len();
        for from in (0..all).step_by(CHUNK) {
            let count = CHUNK.min(all - from);
            rows.gold.numbers(COST).widen(from, count, &mut self.costs);
            self.costs.resize(count, NONE);
            let (of_row, spans) = (classes.of_row.iter().skip(from), classes.spans.iter().skip(from));
            let each = of_row.zip(spans).zip(&self.costs);
            let (totals, state) = (self.totals.as_mut_slice(), self.state.as_slice());
            let add = |totals: &mut [Total], group: usize, span: u16, cost: i64| {
                let state = state.get(usize::from(span)).copied().unwrap_or(0);
                if let Some(total) = totals.get_mut(group * states + usize::from(state)) {
                    total.add(cost);
                }
            };
            match found {
                None => each.for_each(|((class, span), cost)| add(totals, usize::from(*class), *span, *cost)),
                Some(found) => (from..).zip(each).for_each(|(row, ((class, span), cost))| {
                    add(totals, usize::from(*class) * 2 + is_found(found, row), *span, *cost);
                }),
            }
        }
    }

    /// Takes away rows that do not count.
    fn take_dead(&mut self, rows: Rows<'_>, classes: &Classes, found: Option<&[u64]>) {
        let costs = rows.gold.numbers(COST);
        let states = self.states.len();
        for row in rows.dead.iter().map(|row| *row as usize) {
            let (Some(class), Some(span)) = (classes.of_row.get(row), classes.spans.get(row)) else {
                continue;
            };
            let group =
                found.map_or(usize::from(*class), |found| usize::from(*class) * 2 + is_found(found, row));
            let base = self.base.get(group).copied().unwrap_or(0) as usize;
            if let Some(count) = self.counts.get_mut(base + usize::from(*span)) {
                *count = count.wrapping_sub(1);
            }
            let state = self.state.get(usize::from(*span)).copied().unwrap_or(0);
            if let Some(total) = self.totals.get_mut(group * states + usize::from(state)) {
                total.remove(costs.at(row));
            }
        }
    }

    /// Adds what was counted by duration to the charts of durations and to the figures.
    pub(super) fn finish(self, durations: &[i64], ladder: &Ladder<'_>, sinks: Sinks<'_>) {
        let Sinks { layout, minded, columns, sums } = sinks;
        let Some((all, _)) = minded.first() else { return };
        let mut bins: Vec<Vec<u64>> = vec![Vec::new(); layout.len()];
        let rows = self.counts.chunks_exact(durations.len().max(1)).enumerate();
        // Rows of cell 0 are nobody's.
        for (at, counts) in rows.skip(2) {
            let (cell, spoken) = (at / 2 - 1, at % 2 == 1);
            let (part, lane) = (cell / self.layout.lanes, cell % self.layout.lanes);
            for (code, count) in counts.iter().enumerate().filter(|(_, count)| **count != 0) {
                let state = self.state.get(code).and_then(|state| self.states.get(usize::from(*state)));
                let (Some((fails, bin)), Some(ms)) = (state, durations.get(code)) else { continue };
                let part = bin.map_or(part, |bin| bin as usize);
                let cell = |tally: &Tally| {
                    let lane = lane * usize::from(fails & tally.all == 0);
                    usize::from(fails & tally.filters == 0) * (1 + part * layout.lanes + lane)
                };
                let place = place(*ms);
                for column in columns.iter_mut().filter(|column| column.source == Source::Duration) {
                    let Some((tally, _)) = minded.get(column.minded) else { continue };
                    column.slots.add(cell(tally) as u32, ladder.slot(place, *ms), *count);
                }
                if !spoken || *ms <= 0 {
                    continue;
                }
                let cell = cell(all);
                if let Some(sums) = sums.0.get_mut(cell) {
                    sums.durations.merge(&Moments { count: u64::from(*count), sum: i64::from(*count) * ms });
                }
                if let Some(bins) = bins.get_mut(cell) {
                    let bin = Quantiles::place(*ms);
                    bins.resize(bins.len().max(bin + 1), 0);
                    bins.get_mut(bin).into_iter().for_each(|sum| *sum += u64::from(*count));
                }
            }
        }
        for (sums, bins) in sums.0.iter_mut().zip(bins) {
            sums.quantiles.merge(&Quantiles::from_bins(bins));
        }
    }
}

#[inline]
fn is_found(found: &[u64], row: usize) -> usize {
    found.get(row / 64).map_or(0, |word| (word >> (row % 64) & 1) as usize)
}
