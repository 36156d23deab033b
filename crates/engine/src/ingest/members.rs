//! The members of JSON objects as cells in the order of columns. Which bytes are one object is up to the formats.

use std::collections::BTreeMap;
use std::ops::Range;

use callscape_model::message::Failure;
use callscape_model::plan::Dialect;

use super::refuse;
use super::sample::{ROWS, Sampled, begin, leading, mark};
use super::slicing::Cut;
use super::value::{Fault, object, text};
use crate::block::{self, Block};

/// Finds the values of an object by column.
#[derive(Clone, Debug)]
pub(crate) struct Members {
    columns: Vec<Vec<u8>>,
    places: BTreeMap<Vec<u8>, usize>,
    /// The value of each column in the object that was read last.
    found: Vec<Option<Range<usize>>>,
}

impl Members {
    pub(crate) fn new(columns: &[String]) -> Self {
        let columns: Vec<Vec<u8>> = columns.iter().map(|column| column.clone().into_bytes()).collect();
        let places = columns.iter().cloned().enumerate().map(|(place, column)| (column, place)).collect();
        Members { found: vec![None; columns.len()], columns, places }
    }

    /// Reads the object at `at` and returns the byte after it. Members that are no column are passed over; of
    /// equal keys the last counts.
    pub(crate) fn read(&mut self, bytes: &[u8], at: usize) -> Result<usize, Fault> {
        self.found.fill(None);
        let mut expected = 0;
        object(bytes, at, |key, value| {
            let key = bytes.get(key.start.saturating_sub(1)..key.end + 1).unwrap_or(&[]);
            let key = text(key);
            // Objects of one file mostly have their members in one order.
            let place = match self.columns.get(expected) {
                Some(column) if *column == *key => Some(expected),
                _ => self.places.get(&*key).copied(),
            };
            if let Some(place) = place {
                expected = place + 1;
                if let Some(found) = self.found.get_mut(place) {
                    *found = Some(value);
                }
            }
        })
    }

    /// Forgets the object that was read last.
    pub(crate) fn clear(&mut self) {
        self.found.fill(None);
    }

    /// Gives a column a value that no member brought.
    pub(crate) fn set(&mut self, place: Option<usize>, value: Range<usize>) {
        if let Some(found) = place.and_then(|place| self.found.get_mut(place)).filter(|found| found.is_none())
        {
            *found = Some(value);
        }
    }

    /// Adds a cell for each column; an empty one where the object that was read last has no such member.
    pub(crate) fn push(&self, block: &mut Block, start: usize) {
        for found in &self.found {
            let Range { start, end } = found.clone().unwrap_or(start..start);
            block.push_cell(start, end);
        }
    }
}

/// Samples a text of objects that `cut` tells apart, from `from` on: columns are the keys in the order in which
/// they turn up.
pub(crate) fn keyed(
    cut: &mut dyn Cut,
    head: &[u8],
    from: usize,
    whole: bool,
    dialect: &Dialect,
) -> Result<Sampled, Failure> {
    let (skip, lines) = begin(cut, head, from.max(mark(head)));
    let rest = head.get(skip as usize..).unwrap_or(&[]);
    let records = leading(cut, rest, whole, dialect.encoding, ROWS);
    if records.is_empty() && !whole {
        return Err(refuse::endless("the file"));
    }
    let mut columns: Vec<String> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut rows: Vec<Vec<String>> = Vec::new();
    for record in records.iter().filter(|record| record.problem.is_none()) {
        let raw = record.raw.as_bytes();
        let mut row = vec![String::new(); columns.len()];
        let value = |raw: &[u8]| block::text(text(raw), dialect.encoding).0.into_owned();
        let read = object(raw, 0, |key, range| {
            let key = value(raw.get(key.start.saturating_sub(1)..key.end + 1).unwrap_or(&[]));
            let place = *places.entry(key.clone()).or_insert(columns.len());
            if place == columns.len() {
                columns.push(key);
            }
            row.resize(columns.len().max(row.len()), String::new());
            if let Some(cell) = row.get_mut(place) {
                *cell = value(raw.get(range).unwrap_or(&[]));
            }
        });
        rows.extend(read.is_ok().then_some(row));
    }
    for row in &mut rows {
        row.resize(columns.len(), String::new());
    }
    Ok(Sampled { columns, rows, skip, lines })
}
