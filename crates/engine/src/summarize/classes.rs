//! The classes of a slice of calls: rows of the same day with the same codes in every category. There are few of them,
//! so what follows from days and categories alone is found once for each class. Beside a row's class stands the code
//! of its duration, of which the rows of a shard have few different ones, too.

use std::sync::Arc;

use arrow_array::{Array, ArrayRef, Int64Array};
use arrow_buffer::ScalarBuffer;
use arrow_schema::ArrowError;
use callscape_model::dimension::Dimension;
use callscape_model::table::Subject;

use super::CHUNK;
use super::figures::Kind;
use crate::functions::{DAY, NO_DAY};
use crate::numbers;
use crate::schema::{COST, DURATION, Gold, NONE};

/// Codes of the different durations of a shard, in the order in which they were met.
#[derive(Clone, Debug, Default)]
pub(crate) struct Spans {
    values: Vec<i64>,
    /// The same as a column, as of when it was asked for last.
    column: Option<ArrayRef>,
    /// One more than the code, at the first free place from that of the value's hash on; 0 where there is none.
    table: Vec<u16>,
}

impl Spans {
    /// The most different durations that have codes.
    const MOST: usize = 1 << 14;
    /// Places, most of them free.
    const PLACES: usize = Self::MOST * 4;

    /// The durations by code, in milliseconds or [`NONE`].
    pub(crate) fn values(&self) -> &[i64] {
        &self.values
    }

    /// The same as a column.
    fn column(&mut self) -> ArrayRef {
        let column = self.column.take().filter(|column| column.len() == self.values.len());
        let column = column.unwrap_or_else(|| Arc::new(Int64Array::from(self.values.clone())));
        Arc::clone(self.column.insert(column))
    }

    /// The code of a duration; nothing when there are too many of them.
    #[inline]
    fn code(&mut self, value: i64) -> Option<u16> {
        // By the golden ratio, whose first bits keep multiples of a second well apart (Knuth).
        let mut place = ((value as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 48) as usize;
        loop {
            place %= Self::PLACES;
            let code = usize::from(*self.table.get(place)?).checked_sub(1);
            match code {
                Some(code) if self.values.get(code) == Some(&value) => return Some(code as u16),
                Some(_) => place += 1,
                None if self.values.len() == Self::MOST => return None,
                None => {
                    self.values.push(value);
                    *self.table.get_mut(place)? = self.values.len() as u16;
                }
            }
        }
    }

    /// The codes of the durations of a slice.
    #[inline(never)]
    fn codes(&mut self, gold: &Gold) -> Option<Vec<u16>> {
        self.table.resize(Self::PLACES, 0);
        let durations = gold.numbers(DURATION);
        let (mut codes, mut chunk) = (Vec::with_capacity(durations.len()), Vec::new());
        for from in (0..durations.len()).step_by(CHUNK) {
            durations.widen(from, CHUNK.min(durations.len() - from), &mut chunk);
            // Whether there are too many is asked once for many rows.
            let mut all = true;
            codes.extend(chunk.iter().map(|duration| {
                let code = self.code(*duration);
                all &= code.is_some();
                code.unwrap_or(0)
            }));
            if !all {
                return None;
            }
        }
        Some(codes)
    }
}

/// How many rows there are of a kind, how many of them have a cost, and what these come to.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Total {
    pub(super) rows: u32,
    pub(super) paid: u32,
    pub(super) cost: i64,
}

impl Total {
    /// Without a branch on whether there is a cost, which follows no pattern.
    #[inline]
    pub(super) fn add(&mut self, cost: i64) {
        let paid = cost != NONE;
        self.rows = self.rows.wrapping_add(1);
        self.paid = self.paid.wrapping_add(u32::from(paid));
        self.cost += if paid { cost } else { 0 };
    }

    /// Takes a row away that was added.
    pub(super) fn remove(&mut self, cost: i64) {
        let paid = cost != NONE;
        self.rows = self.rows.wrapping_sub(1);
        self.paid = self.paid.wrapping_sub(u32::from(paid));
        self.cost -= if paid { cost } else { 0 };
    }
}

/// The classes of a slice.
#[derive(Clone, Debug)]
pub struct Classes {
    /// A row of each class, of days and categories only.
    pub(super) kinds: Gold,
    /// What all rows of each class come to.
    pub(super) totals: Vec<Total>,
    /// The class of each row.
    pub(super) of_row: ScalarBuffer<u16>,
    /// The code of each row's duration.
    pub(super) spans: ScalarBuffer<u16>,
    /// The durations by code, as a column.
    lengths: ArrayRef,
}

impl Classes {
    /// The classes of the rows of a slice; nothing where they are no plain calls, or where there are too many of them.
    /// Browsers make short functions fast sooner than long ones: hence each loop over rows is one.
    pub(crate) fn of(gold: &Gold, subject: Subject, spans: &mut Spans) -> Option<Classes> {
        if Kind::of(gold, subject) != Kind::Calls || gold.is_empty() {
            return None;
        }
        let mut keys = Keys::of_days(gold.small(DAY))?;
        for codes in gold.categories() {
            keys.with(codes, most(gold.len()))?;
        }
        keys.narrow(most(gold.len()))?;
        let of_row: Vec<u16> = keys.keys.iter().map(|key| *key as u16).collect();
        let (spans, lengths) = (spans.codes(gold)?.into(), spans.column());
        let kinds = gold.kinds(&some_rows(&of_row, keys.room)).ok()?;
        let totals = totals(gold, &of_row, keys.room);
        Some(Classes { kinds, totals, of_row: of_row.into(), spans, lengths })
    }

    /// The same with other codes of categories; see [`Gold::recoded`].
    pub(crate) fn recoded(&self, codes: &[(Dimension, Vec<u16>)]) -> Result<Classes, ArrowError> {
        Ok(Classes { kinds: self.kinds.recoded(codes)?, ..self.clone() })
    }

    /// The durations of the rows as a column, which takes no memory of its own.
    ///
    /// # Errors
    /// When a code has no duration, which is a fault of ours.
    pub(crate) fn column(&self) -> Result<ArrayRef, ArrowError> {
        numbers::coded(self.spans.clone(), Arc::clone(&self.lengths))
    }

    /// How many rows have each of so many codes of durations.
    #[inline(never)]
    pub(crate) fn durations(&self, codes: usize) -> Vec<u32> {
        let mut counts = vec![0; codes];
        for span in self.spans.iter() {
            counts.get_mut(usize::from(*span)).into_iter().for_each(|count| *count += 1);
        }
        counts
    }
}

/// Some row of each class.
#[inline(never)]
fn some_rows(of_row: &[u16], classes: usize) -> Vec<u32> {
    let mut some_rows = vec![0; classes];
    for (row, class) in (0..).zip(of_row) {
        some_rows.get_mut(usize::from(*class)).into_iter().for_each(|some_row| *some_row = row);
    }
    some_rows
}

/// What all rows of each class come to.
#[inline(never)]
fn totals(gold: &Gold, of_row: &[u16], classes: usize) -> Vec<Total> {
    let mut totals = vec![Total::default(); classes];
    let mut costs = Vec::new();
    for (index, classes) in of_row.chunks(CHUNK).enumerate() {
        gold.numbers(COST).widen(index * CHUNK, classes.len(), &mut costs);
        costs.resize(classes.len(), NONE);
        for (class, cost) in classes.iter().zip(&costs) {
            if let Some(total) = totals.get_mut(usize::from(*class)) {
                total.add(*cost);
            }
        }
    }
    totals
}

/// The most classes that a slice of so many rows may have: what is found for each must be worth it.
fn most(rows: usize) -> usize {
    (rows / 8).clamp(512, 1 << 16)
}

/// A number for each row that says all that was looked at so far.
struct Keys {
    keys: Vec<u32>,
    /// All keys are below it.
    room: usize,
}

impl Keys {
    /// The most room: a table of so many slots is made to make keys smaller.
    const ROOM: usize = 1 << 20;

    #[inline(never)]
    fn of_days(days: &[i32]) -> Option<Keys> {
        let late = |day: i32| if day == NO_DAY { i32::MAX } else { day };
        let ends = days
            .iter()
            .fold((i32::MAX, NO_DAY), |(first, last), day| (first.min(late(*day)), last.max(*day)));
        // No row has a day: they are all the same.
        let (first, last) = if ends.1 == NO_DAY { (0, 0) } else { ends };
        let room = usize::try_from(i64::from(last) - i64::from(first) + 2).ok()?;
        let before = first.wrapping_sub(1);
        let key = |day: &i32| if *day == NO_DAY { 0 } else { day.wrapping_sub(before) as u32 };
        (room <= Keys::ROOM).then(|| Keys { keys: days.iter().map(key).collect(), room })
    }

    /// Takes in the codes of a category.
    #[inline(never)]
    fn with(&mut self, codes: &[u16], most: usize) -> Option<()> {
        let values = usize::from(codes.iter().fold(0, |most, code| (*code).max(most))) + 1;
        // Addresses of browsers have 32 bits: the product may have more.
        let room = |room: usize| room.checked_mul(values).filter(|room| *room <= Keys::ROOM);
        if room(self.room).is_none() {
            self.narrow(most)?;
        }
        self.room = room(self.room)?;
        for (key, code) in self.keys.iter_mut().zip(codes) {
            *key = *key * values as u32 + u32::from(*code);
        }
        Some(())
    }

    /// Numbers the keys that there are from 0 on; nothing when there are more than `most`.
    #[inline(never)]
    fn narrow(&mut self, most: usize) -> Option<()> {
        let mut numbers = vec![0_u32; self.room];
        for key in &self.keys {
            numbers.get_mut(*key as usize).into_iter().for_each(|there| *there = 1);
        }
        let mut next = 0;
        for number in &mut numbers {
            (*number, next) = (next, next + *number);
        }
        if next as usize > most {
            return None;
        }
        for key in &mut self.keys {
            *key = numbers.get(*key as usize).copied().unwrap_or(0);
        }
        self.room = next as usize;
        Some(())
    }
}
