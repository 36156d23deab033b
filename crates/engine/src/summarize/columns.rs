//! The columns of a slice, and what is counted of them.

use callscape_model::brush::Strip;
use callscape_model::dimension::Dimension;

use super::Known;
use super::calls::Columns;
use super::cells::Slots;
use super::durations::{Ladder, place};
use super::figures::Kind;
use crate::functions::{DAY, NO_DAY};
use crate::numbers::Numbers;
use crate::schema::{COST, DURATION, Gold};

/// The columns of a slice that charts, menus and calls are counted from. What the slice does not have is empty.
pub(super) struct Sheet<'a> {
    pub(super) kind: Kind,
    first_day: i32,
    days: &'a [i32],
    durations: Numbers<'a>,
    costs: Numbers<'a>,
    statuses: &'a [u16],
    /// By dictionary.
    codes: Vec<&'a [u16]>,
}

/// A part of a column.
pub(super) fn part<T>(column: &[T], from: usize, count: usize) -> &[T] {
    column.get(from..from + count).unwrap_or(&[])
}

impl<'a> Sheet<'a> {
    pub(super) fn new(gold: &'a Gold, known: Known<'_>) -> Self {
        Sheet {
            kind: Kind::of(gold, known.subject),
            first_day: known.days.and_then(|(first, _)| i32::try_from(first).ok()).unwrap_or(0),
            days: gold.small(DAY),
            durations: gold.numbers(DURATION),
            costs: gold.numbers(COST),
            statuses: gold.codes(&Dimension::Status),
            codes: known.dictionaries.iter().map(|(dimension, _)| gold.codes(dimension)).collect(),
        }
    }

    #[inline]
    fn slot_of_day(&self, day: i32) -> u32 {
        if day == NO_DAY { 0 } else { day.wrapping_sub(self.first_day.wrapping_sub(1)) as u32 }
    }

    /// The columns of calls, of so many rows. `costs` is overwritten.
    pub(super) fn calls<'b>(
        &'b self,
        (from, count): (usize, usize),
        lengths: &'b Lengths,
        costs: &'b mut Vec<i64>,
    ) -> Columns<'b> {
        self.costs.widen(from, count, costs);
        Columns {
            durations: &lengths.milliseconds,
            places: &lengths.places,
            costs,
            statuses: part(self.statuses, from, count),
        }
    }
}

/// The durations of a chunk's rows.
#[derive(Debug, Default)]
pub(super) struct Lengths {
    pub(super) milliseconds: Vec<i64>,
    /// See [`place`].
    pub(super) places: Vec<u32>,
}

impl Lengths {
    pub(super) fn read(&mut self, sheet: &Sheet<'_>, from: usize, count: usize) {
        sheet.durations.widen(from, count, &mut self.milliseconds);
        self.places.clear();
        self.places.extend(self.milliseconds.iter().map(|ms| place(*ms)));
    }

    /// The slots of a ladder that they have.
    fn slots<'a>(&'a self, ladder: &'a Ladder<'_>) -> impl Iterator<Item = u32> + 'a {
        let durations = self.milliseconds.iter().zip(&self.places);
        durations.map(|(ms, place)| ladder.slot(*place, *ms))
    }
}

/// What is counted. The first slot is for rows that have no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// By day, from the first one on.
    Day,
    /// By bin of the duration.
    Duration,
    /// By code of the dictionary in this place; the rows of files without the column have no value.
    Category(usize),
}

/// How a chart or menu reads the counts of a column, which is told by its place.
#[derive(Clone, Copy, Debug)]
pub(super) enum Reading {
    Days(usize),
    Weekdays(usize),
    Durations(usize),
    /// With the code of *Unknown*, which rows without a value have.
    Category(usize, Option<usize>),
}

/// A column that is counted, and the way in which it minds clauses.
pub(super) struct Column {
    pub(super) source: Source,
    pub(super) minded: usize,
    pub(super) slots: Slots,
}

impl Column {
    /// Counts so many rows. `at` is overwritten.
    pub(super) fn add(
        &mut self,
        sheet: &Sheet<'_>,
        (from, count): (usize, usize),
        (lengths, ladder): (&Lengths, &Ladder<'_>),
        cells: &[u32],
        at: &mut Vec<u32>,
    ) {
        match self.source {
            Source::Day => {
                let slot = |day: &i32| sheet.slot_of_day(*day);
                self.slots.count(part(sheet.days, from, count).iter().map(slot), cells, at);
            }
            Source::Duration => self.slots.count(lengths.slots(ladder), cells, at),
            Source::Category(place) => {
                let codes = sheet.codes.get(place).copied().unwrap_or(&[]);
                if codes.is_empty() {
                    return self.slots.count(std::iter::repeat_n(0, count), cells, at);
                }
                self.slots.count(part(codes, from, count).iter().map(|code| 1 + u32::from(*code)), cells, at);
            }
        }
    }
}

impl Column {
    /// Counts the rows of classes, of which `kinds` has one each: so many `rows`, with their cells, for each of the `each`
    /// groups of every class in turn.
    pub(super) fn add_kinds(
        &mut self,
        kinds: &Sheet<'_>,
        all: usize,
        each: usize,
        mut rows: impl Iterator<Item = (u32, u32)>,
    ) {
        let mut add = |slot: u32| {
            for (count, cell) in rows.by_ref().take(each) {
                self.slots.add(cell, slot, count);
            }
        };
        match self.source {
            Source::Day => kinds.days.iter().for_each(|day| add(kinds.slot_of_day(*day))),
            Source::Duration => {}
            Source::Category(place) => match kinds.codes.get(place).copied().unwrap_or(&[]) {
                [] => (0..all).for_each(|_| add(0)),
                codes => codes.iter().for_each(|code| add(1 + u32::from(*code))),
            },
        }
    }
}

/// A chart that is brushed: everything is counted for each of its bins, and once more for the rows that it has no place
/// for.
pub(super) struct Brushed<'a> {
    strip: &'a Strip,
    ladder: Ladder<'a>,
    /// The bins of the days from the first one on, where it is days that are brushed.
    by_day: Vec<u32>,
    /// The bins of a chunk's rows.
    pub(super) parts: Vec<u32>,
}

impl<'a> Brushed<'a> {
    pub(super) fn new(strip: &'a Strip, known: Known<'_>) -> Self {
        let days = known.days.filter(|_| strip.dimension == Dimension::Day);
        let days = days.into_iter().flat_map(|(first, last)| first..=last);
        Brushed {
            strip,
            ladder: Ladder::new(&strip.firsts),
            by_day: days.map(|day| strip.of(day)).collect(),
            parts: Vec::new(),
        }
    }

    /// What is brushed.
    pub(super) fn dimension(&self) -> &Dimension {
        &self.strip.dimension
    }

    /// The bins of these durations.
    pub(super) fn of_durations(&self, durations: &[i64]) -> Vec<u32> {
        let nowhere = self.strip.len() as u32;
        let bin = |ms: &i64| self.ladder.slot(place(*ms), *ms).checked_sub(1).unwrap_or(nowhere);
        durations.iter().map(bin).collect()
    }

    /// Finds the bins of so many rows.
    pub(super) fn place(&mut self, sheet: &Sheet<'_>, from: usize, count: usize, lengths: &Lengths) {
        let nowhere = self.strip.len() as u32;
        self.parts.clear();
        match self.strip.dimension {
            Dimension::Day => {
                // A row without a day lies outside all days.
                let at = |day: &i32| day.wrapping_sub(sheet.first_day) as u32 as usize;
                let bin = |day| self.by_day.get(at(day)).copied().unwrap_or(nowhere);
                self.parts.extend(part(sheet.days, from, count).iter().map(bin));
            }
            Dimension::Duration => {
                let slots = lengths.slots(&self.ladder);
                self.parts.extend(slots.map(|slot| slot.checked_sub(1).unwrap_or(nowhere)));
            }
            _ => self.parts.resize(count, nowhere),
        }
    }
}
