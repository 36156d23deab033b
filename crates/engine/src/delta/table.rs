//! A table: its columns, the columns of each file in terms of its own, and its records by key.

use std::collections::HashMap;

use crate::clean::words::key_hash;
use callscape_model::message::FileId;

use super::record::{Base, Cells, Entry, Record};

/// The columns of one file in terms of its table's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// The file.
    pub file: FileId,
    /// For each column of the table the file's; `None` where the file lacks it.
    columns: Vec<Option<u32>>,
}

/// A table with its records.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Whether it holds the facts.
    pub facts: bool,
    /// Its columns: those of initial files first, in the order in which files bring them.
    pub columns: Vec<String>,
    /// Place of the key among the columns.
    pub key: usize,
    /// The records that files speak of, in the order in which they came. Of facts only those that deltas name.
    pub records: Vec<Record>,
    sheets: Vec<Sheet>,
    by_hash: HashMap<u128, u32>,
    /// Rows of initial files whose key an earlier row has: file, line, key, whether the values differ.
    pub doubles: Vec<(FileId, u64, String, bool)>,
}

impl Table {
    /// A table without records.
    pub fn new(name: &str, facts: bool) -> Self {
        Table { name: name.to_owned(), facts, ..Table::default() }
    }

    /// Takes in the columns of a file; the number of its sheet. `names` are the file's columns that belong to the
    /// table, with their places in the file.
    pub fn sheet(&mut self, file: FileId, names: &[(u32, String)], key: Option<&str>) -> u32 {
        for (_, name) in names {
            if !self.columns.contains(name) {
                self.columns.push(name.clone());
            }
        }
        if let Some(place) = key.and_then(|key| self.columns.iter().position(|column| column == key)) {
            self.key = place;
        }
        let of = |column: &String| names.iter().find(|(_, name)| name == column).map(|(place, _)| *place);
        self.sheets.push(Sheet { file, columns: self.columns.iter().map(of).collect() });
        (self.sheets.len() - 1) as u32
    }

    /// The cell of a column; `None` where the file has no such column.
    pub fn cell<'a>(&self, sheet: u32, cells: &'a Cells, column: usize) -> Option<&'a str> {
        let own = *self.sheets.get(sheet as usize)?.columns.get(column)?;
        own.map(|own| cells.get(own as usize))
    }

    fn slot(&mut self, key: &str) -> Option<&mut Record> {
        let next = self.records.len() as u32;
        let slot = *self.by_hash.entry(key_hash(key.as_bytes())).or_insert(next);
        if slot == next {
            self.records.push(Record { key: key.into(), ..Record::default() });
        }
        self.records.get_mut(slot as usize)
    }

    /// The record of a key.
    pub fn record(&self, key: &str) -> Option<&Record> {
        self.by_hash.get(&key_hash(key.as_bytes())).and_then(|slot| self.records.get(*slot as usize))
    }

    /// Takes in a row of an initial file. The first row of a key wins; a later one with other values comes back.
    pub fn begin(&mut self, key: &str, base: Base) -> Option<Base> {
        let (file, line) = (base.source.file, base.source.line);
        let record = self.slot(key)?;
        let Some(first) = &record.base else {
            record.base = Some(base);
            return None;
        };
        let (first_sheet, first_cells) = (first.sheet, first.cells.clone());
        let differs = (0..self.columns.len()).any(|column| {
            let value = |sheet, cells: &Cells| self.cell(sheet, cells, column).unwrap_or("").to_owned();
            value(first_sheet, &first_cells) != value(base.sheet, &base.cells)
        });
        self.doubles.push((file, line, key.to_owned(), differs));
        differs.then_some(base)
    }

    /// Takes in a row of a delta file.
    pub fn change(&mut self, key: &str, entry: Entry) {
        if let Some(record) = self.slot(key) {
            record.entries.push(entry);
        }
    }

    /// Gives a record of facts its initial version; the one that stands first wins.
    pub fn attach(&mut self, hash: u128, base: Base) {
        let slot = self.by_hash.get(&hash).copied();
        if let Some(record) = slot.and_then(|slot| self.records.get_mut(slot as usize)) {
            let earlier = record.base.as_ref().is_some_and(|known| known.place <= base.place);
            if !earlier {
                record.base = Some(base);
            }
        }
    }

    /// Puts the changes of every record in order: by month, file, then when they were written, then line.
    pub fn sort(&mut self) {
        for record in &mut self.records {
            record.entries.sort_by(|a, b| {
                let key = |entry: &Entry| (entry.month, entry.source.file);
                let in_file = |entry: &Entry| (entry.updated.clone(), entry.source.line);
                key(a).cmp(&key(b)).then_with(|| in_file(a).cmp(&in_file(b)))
            });
        }
    }

    /// Hashes of all keys.
    pub fn hashes(&self) -> impl Iterator<Item = u128> + '_ {
        self.records.iter().map(|record| key_hash(record.key.as_bytes()))
    }
}
