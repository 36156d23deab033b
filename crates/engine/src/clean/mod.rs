//! Blocks to clean rows: every cell is tidied, typed and judged by the rules; rows that cannot be used are set
//! aside with the reason. Nothing is lost: read = kept + rejected, and merging comes later.

pub mod category;
pub mod findings;
mod lanes;
pub mod lines;
pub mod number;
pub mod recipe;
pub mod row;
pub mod text;
pub mod time;
pub mod words;
pub mod zone;

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;
use std::rc::Rc;

use arrow_schema::ArrowError;

use callscape_model::field::Field;
use callscape_model::message::{Has, OrderEvidence};
use callscape_model::quality::{Quality, Rule};

use crate::block::{Block, Grid, Row};
use crate::schema::{Clean, Columns, NONE};
use category::Dictionaries;
use lanes::Lanes;
use lines::Lines;
use recipe::{Part, Recipe};
use row::{Cleaner, Moment};

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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RowKey {
    /// 128-bit hash of the clean key, low half first; both zero where the row has no key.
    hash: [u64; 2],
    /// 64-bit hash of all clean cells: equal records merge, others conflict.
    pub record: u64,
}

impl RowKey {
    fn new(hash: u128, record: u64) -> Self {
        RowKey { hash: [hash as u64, (hash >> 64) as u64], record }
    }

    /// 128-bit hash of the clean key; `None` where the row has none.
    #[inline]
    pub fn hash(&self) -> Option<u128> {
        let [low, high] = self.hash;
        Some(u128::from(high) << 64 | u128::from(low)).filter(|hash| *hash != 0)
    }
}

/// A kept row that deltas speak of, with its cells as tables keep them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watched {
    /// 128-bit hash of the clean key.
    pub hash: u128,
    /// The kept row.
    pub row: u32,
    /// Its line in the slice, from 1.
    pub line: u32,
    /// Its cells in the order of the file's columns.
    pub cells: Vec<String>,
}

/// Keys that deltas speak of, by the hashes of the clean keys.
pub type Watch = HashSet<u128>;

/// What cleaning a slice gives.
#[derive(Clone, Debug)]
pub struct Cleaned {
    /// The kept rows.
    pub clean: Clean,
    /// Keys by row; none at all where the file has no column of keys.
    pub keys: Vec<RowKey>,
    /// Where the rows stand.
    pub lines: Lines,
    /// Kept rows that deltas speak of.
    pub watched: Vec<Watched>,
    /// Rows set aside.
    pub rejects: Vec<Reject>,
    /// What the rules found; lines count from the slice's first record.
    pub quality: Quality,
    /// Evidence on day and month, by column.
    pub orders: BTreeMap<u32, OrderEvidence>,
    /// Whether any start was an instant, whether any was a wall clock, whether any duration is estimated.
    pub has: Has,
}

/// Milliseconds from one moment to another; [`NONE`] where one is missing or the later one is before.
pub(crate) fn between(from: Option<Moment>, to: Option<Moment>) -> i64 {
    let length = from.zip(to).map(|(from, to)| (to.utc - from.utc) * 1000);
    length.filter(|length| *length >= 0).unwrap_or(NONE)
}

/// Room is made for no more rows than there would be of so many bytes each, whatever the first ones are like.
const SHORTEST: u64 = 32;

/// Cleans the blocks of one slice one after the other.
#[derive(Debug)]
pub struct SliceCleaner {
    cleaner: Cleaner,
    columns: Columns,
    keys: Vec<RowKey>,
    lines: Lines,
    watch: Option<Rc<Watch>>,
    watched: Vec<Watched>,
    rejects: Vec<Reject>,
    read: u32,
    first: u64,
    /// Where the slice ends, where that is known before it is read.
    end: u64,
    /// For rows in which nothing has to be repaired.
    lanes: Option<Box<Lanes>>,
}

impl SliceCleaner {
    /// A cleaner of a slice whose first record begins at byte `first` of the file.
    pub fn new(recipe: Rc<Recipe>, dictionaries: Dictionaries, first: u64) -> Self {
        let codes = recipe.categories().map(|(_, dimension)| (dimension.clone(), Vec::new())).collect();
        let facts = recipe.facts().then(Vec::new);
        let cost = recipe.plan.column(Field::Cost).map(|_| Vec::new());
        let scored = recipe.scoring.as_ref().map(|_| Default::default());
        let lanes = Lanes::new(&recipe).map(Box::new);
        SliceCleaner {
            cleaner: Cleaner::new(recipe, dictionaries),
            columns: Columns { codes, cost, work: facts.clone(), tail: facts, scored, ..Columns::default() },
            keys: Vec::new(),
            lines: Lines::default(),
            watch: None,
            watched: Vec::new(),
            rejects: Vec::new(),
            read: 0,
            first,
            end: first,
            lanes,
        }
    }

    /// The same, row by row only: the reference.
    #[must_use]
    pub fn plainly(mut self) -> Self {
        self.lanes = None;
        self
    }

    /// The same, of a slice that ends at byte `end` of the file: there is room for all its rows from the first block on.
    #[must_use]
    pub fn expecting(mut self, end: u64) -> Self {
        self.end = end;
        self
    }

    /// The same, keeping the cells of rows with these keys.
    #[must_use]
    pub fn watching(mut self, watch: Rc<Watch>) -> Self {
        self.watch = Some(watch).filter(|watch| !watch.is_empty());
        self
    }

    /// Cleans the records of a block.
    pub fn block(&mut self, block: &Block) {
        self.make_room(block);
        match (self.lanes.take(), block.grid()) {
            (Some(mut lanes), Some(grid)) if self.watch.is_none() => {
                self.by_lanes(&mut lanes, block, &grid);
                self.lanes = Some(lanes);
            }
            _ => block.rows().for_each(|row| self.row(row)),
        }
    }

    /// Makes room for the rows of a block, and with the first one for as many as the slice will have if all are as long:
    /// lists that grow step by step are copied again and again.
    fn make_room(&mut self, block: &Block) {
        let rows = match self.end.checked_sub(self.first) {
            Some(slice) if self.read == 0 && block.size() > 0 => {
                let all = block.len() as u64 * slice / block.size();
                block.len().max((all + all / 64).min(slice / SHORTEST) as usize)
            }
            _ => block.len(),
        };
        let Columns { start, duration, cost, offset, codes, .. } = &mut self.columns;
        [Some(start), Some(duration), cost.as_mut()]
            .into_iter()
            .flatten()
            .for_each(|list| list.reserve(rows));
        offset.reserve(rows);
        codes.iter_mut().for_each(|(_, codes)| codes.reserve(rows));
        if self.cleaner.recipe().has(Part::Key) {
            self.keys.reserve(rows);
        }
    }

    /// Cleans the records of a block, column by column where they are not odd.
    fn by_lanes(&mut self, lanes: &mut Lanes, block: &Block, grid: &Grid<'_>) {
        let mut from = 0;
        while from < block.len() {
            let to = (from + lanes::ROWS).min(block.len());
            let any_odd = lanes.read(&self.cleaner, grid, from..to);
            let odd = lanes.odd.get(..to - from).unwrap_or(&[]);
            if !any_odd {
                self.take(lanes, grid, from, 0..to - from, true);
            } else {
                let mut at = 0;
                for run in odd.chunk_by(|one, next| one == next) {
                    let rows = at..at + run.len();
                    at = rows.end;
                    match run.first() {
                        Some(true) => {
                            rows.filter_map(|row| block.row(from + row)).for_each(|row| self.row(row))
                        }
                        _ => self.take(lanes, grid, from, rows, false),
                    }
                }
            }
            from = to;
        }
    }

    /// Takes a run of rows that are not odd, of the chunk of a block that begins at row `from`.
    fn take(&mut self, lanes: &Lanes, grid: &Grid<'_>, from: usize, run: Range<usize>, whole: bool) {
        fn of<T>(lane: &lanes::Lane<T>, run: Range<usize>) -> &[T] {
            lane.get(run).unwrap_or(&[])
        }
        let columns = &mut self.columns;
        columns.start.extend_from_slice(of(&lanes.start.clock, run.clone()));
        columns.duration.extend_from_slice(of(&lanes.duration, run.clone()));
        if let Some(costs) = &mut columns.cost {
            costs.extend_from_slice(of(&lanes.cost, run.clone()));
        }
        for ((_, codes), lane) in columns.codes.iter_mut().zip(&lanes.codes) {
            codes.extend_from_slice(of(lane, run.clone()));
        }
        for (start, line) in run.clone().map(|row| grid.place(from + row)) {
            columns.offset.push((start - self.first) as u32);
            self.lines.push(line as u32);
        }
        self.read += run.len() as u32;
        let (recipe, findings, has) = self.cleaner.counting();
        if recipe.has(Part::Key) {
            let keys = of(&lanes.key, run.clone()).iter().zip(of(&lanes.record, run.clone()));
            self.keys.extend(keys.map(|(hash, record)| RowKey::new(*hash, *record)));
        }
        lanes.count(recipe, (grid, run.clone()), whole, findings);
        let instants = of(&lanes.start.instant, run);
        has.instants |= instants.contains(&true);
        has.walls |= instants.contains(&false);
    }

    fn is_keyed(&self) -> bool {
        self.cleaner.recipe().has(Part::Key)
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
        self.lines.push(row.line() as u32);
        let values = self.cleaner.values();
        if self.is_keyed() {
            self.keys.push(values.key.map_or_else(RowKey::default, |hash| RowKey::new(hash, values.record)));
        }
        if let Some(hash) = values.key
            && self.watch.as_ref().is_some_and(|watch| watch.contains(&hash))
        {
            self.keep_cells(row, hash);
        }
        let values = self.cleaner.values();
        let columns = &mut self.columns;
        columns.start.push(values.start.clock);
        columns.duration.push(values.duration);
        if let Some(costs) = &mut columns.cost {
            costs.push(values.cost);
        }
        if let (Some(work), Some(tail)) = (&mut columns.work, &mut columns.tail) {
            work.push(between(values.own_start, values.resolution));
            tail.push(between(values.resolution, values.end));
        }
        if let Some([scores, confidences, upsells]) = &mut columns.scored {
            scores.push(values.scored.score);
            confidences.push(values.scored.confidence);
            upsells.push(values.scored.upsell);
        }
        columns.offset.push((row.start() - self.first) as u32);
        for ((_, codes), code) in columns.codes.iter_mut().zip(&values.codes) {
            codes.push(*code);
        }
    }

    #[cold]
    fn keep_cells(&mut self, row: Row<'_>, hash: u128) {
        let columns = self.cleaner.recipe().plan.columns.len();
        let cells = (0..columns).map(|column| self.cleaner.canonical(row, column)).collect();
        self.cleaner.meet_months();
        let at = self.columns.start.len() as u32;
        self.watched.push(Watched { hash, row: at, line: row.line() as u32, cells });
    }

    /// The slice's rows, and the dictionaries of the shard with what the slice added.
    pub fn finish(mut self) -> (Result<Cleaned, ArrowError>, Dictionaries) {
        self.keys.shrink_to_fit();
        let kept = self.columns.start.len() as u64;
        let finished = self.cleaner.finish();
        let cleaned = self.columns.finish().map(|clean| Cleaned {
            clean,
            keys: self.keys,
            lines: self.lines,
            watched: self.watched,
            rejects: self.rejects,
            quality: finished.findings.report(u64::from(self.read), kept),
            orders: finished.orders,
            has: finished.has,
        });
        (cleaned, finished.dictionaries)
    }
}
