//! Blocks to clean rows: every cell is tidied, typed and judged by the rules; rows that cannot be used are set
//! aside with the reason. Nothing is lost: read = kept + rejected, and merging comes later.

pub mod category;
pub mod findings;
pub mod number;
pub mod recipe;
pub mod row;
pub mod text;
pub mod time;
pub mod zone;

use std::collections::BTreeMap;
use std::rc::Rc;

use arrow_schema::ArrowError;

use callscape_model::message::OrderEvidence;
use callscape_model::quality::{Quality, Rule};

use crate::block::{Block, Row};
use crate::schema::{Clean, Columns};
use category::Dictionaries;
use recipe::Recipe;
use row::Cleaner;

/// A row that was set aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reject {
    /// Number of the record in its slice, unreadable ones included.
    pub record: u32,
    /// The rule that set it aside.
    pub rule: Rule,
    /// The column of the cell that broke the rule.
    pub column: Option<u16>,
}

/// The key of a kept row, by which duplicates are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowKey {
    /// 128-bit hash of the clean key.
    pub hash: u128,
    /// 64-bit hash of all clean cells: equal records merge, others conflict.
    pub record: u64,
    /// The kept row.
    pub row: u32,
    /// Its line in the slice, from 1.
    pub line: u32,
}

/// What cleaning a slice gives.
#[derive(Clone, Debug)]
pub struct Cleaned {
    /// The kept rows.
    pub clean: Clean,
    /// Keys of the kept rows that have one.
    pub keys: Vec<RowKey>,
    /// Rows set aside.
    pub rejects: Vec<Reject>,
    /// What the rules found; lines count from the slice's first record.
    pub quality: Quality,
    /// Evidence on day and month, by column.
    pub orders: BTreeMap<u32, OrderEvidence>,
    /// Whether any start was an instant, and whether any was a wall clock.
    pub kinds: (bool, bool),
}

/// Cleans the blocks of one slice one after the other.
#[derive(Debug)]
pub struct SliceCleaner {
    cleaner: Cleaner,
    columns: Columns,
    keys: Vec<RowKey>,
    rejects: Vec<Reject>,
    read: u32,
    first: u64,
}

impl SliceCleaner {
    /// A cleaner of a slice whose first record begins at byte `first` of the file.
    pub fn new(recipe: Rc<Recipe>, dictionaries: Dictionaries, first: u64) -> Self {
        let codes = recipe.categories().map(|(_, dimension)| (dimension.clone(), Vec::new())).collect();
        SliceCleaner {
            cleaner: Cleaner::new(recipe, dictionaries),
            columns: Columns { codes, ..Columns::default() },
            keys: Vec::new(),
            rejects: Vec::new(),
            read: 0,
            first,
        }
    }

    /// Cleans the records of a block.
    pub fn block(&mut self, block: &Block) {
        let rows = self.columns.start.len() + block.len();
        self.columns.start.reserve(block.len());
        self.columns.duration.reserve(block.len());
        self.columns.cost.reserve(block.len());
        self.columns.offset.reserve(block.len());
        self.columns.codes.iter_mut().for_each(|(_, codes)| codes.reserve(block.len()));
        self.keys.reserve(rows.saturating_sub(self.keys.len()));
        for row in block.rows() {
            self.row(row);
        }
    }

    #[inline]
    fn row(&mut self, row: Row<'_>) {
        let record = self.read;
        self.read += 1;
        if let Err((rule, column)) = self.cleaner.clean(row) {
            let column = column.and_then(|column| u16::try_from(column).ok());
            self.rejects.push(Reject { record, rule, column });
            return;
        }
        let values = self.cleaner.values();
        let columns = &mut self.columns;
        if let Some(hash) = values.key {
            let at = columns.start.len() as u32;
            self.keys.push(RowKey { hash, record: values.record, row: at, line: row.line() as u32 });
        }
        columns.start.push(values.start.clock);
        columns.duration.push(values.duration);
        columns.cost.push(values.cost);
        columns.offset.push((row.start() - self.first) as u32);
        for ((_, codes), code) in columns.codes.iter_mut().zip(&values.codes) {
            codes.push(*code);
        }
    }

    /// The slice's rows, and the dictionaries of the shard with what the slice added.
    pub fn finish(self) -> (Result<Cleaned, ArrowError>, Dictionaries) {
        let kept = self.columns.start.len() as u64;
        let finished = self.cleaner.finish();
        let cleaned = self.columns.finish().map(|clean| Cleaned {
            clean,
            keys: self.keys,
            rejects: self.rejects,
            quality: finished.findings.report(u64::from(self.read), kept),
            orders: finished.orders,
            kinds: finished.kinds,
        });
        (cleaned, finished.dictionaries)
    }
}
