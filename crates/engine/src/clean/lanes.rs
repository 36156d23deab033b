//! Rows in which nothing has to be repaired, cleaned a column at a time.
//!
//! Nearly every row of nearly every file is like this: as many cells as columns, tidy texts, known categories, times
//! and numbers in their usual shape. For these, a column is one short loop over many rows. A row with anything else is
//! *odd* and left to [`Cleaner::clean`], which is the reference: for every row both give the same, which
//! `engine/tests/columns.rs` demands.

use std::ops::Range;

use super::findings::Findings;
use super::number::{Number, brief, decimal, duration};
use super::recipe::{Part, Recipe};
use super::row::{Cleaner, mix};
use super::text::{Class, LONGEST, class, is_null_word, is_visible};
use super::time::Clock;
use super::words::{self, Short, key_hash, text_hash};
use super::zone::{Calm, Zone};
use crate::block::{Grid, Piece};
use crate::schema::NONE;
use callscape_model::plan::{DecimalMark, DurationUnit, Encoding};

/// Rows at a time: their cells, offsets and lanes stay in the first-level cache.
pub(super) const ROWS: usize = 64;

/// A value for each row.
pub(super) type Lane<T> = [T; ROWS];

/// The typed cells of some rows, by column.
#[derive(Clone, Debug)]
pub(super) struct Lanes {
    /// Which rows are left to the reference.
    pub(super) odd: Lane<bool>,
    pub(super) start: Moments,
    pub(super) end: Moments,
    /// Milliseconds, or [`NONE`].
    pub(super) duration: Lane<i64>,
    /// Millionths, or [`NONE`].
    pub(super) cost: Lane<i64>,
    pub(super) key: Lane<u128>,
    /// Hash of all clean cells.
    pub(super) record: Lane<u64>,
    pub(super) codes: Vec<Lane<u16>>,
    /// Empty cells by column; exact where no row is odd.
    pub(super) empty: Vec<u64>,
    /// Each row's first cell in its block.
    cells: Lane<u32>,
}

/// Moments of a column, or [`NONE`].
#[derive(Clone, Debug)]
pub(super) struct Moments {
    /// Seconds on the clock of the workspace zone.
    pub(super) clock: Lane<i64>,
    /// Seconds since 1970 in UTC.
    pub(super) utc: Lane<i64>,
    /// Whether a moment is written as an instant.
    pub(super) instant: Lane<bool>,
    reader: Clock,
    calm: Calm,
}

impl Moments {
    fn new() -> Self {
        let (reader, calm) = Default::default();
        Moments { clock: [NONE; ROWS], utc: [NONE; ROWS], instant: [false; ROWS], reader, calm }
    }

    /// Reads a time in the usual shape that no change of the clocks makes doubtful; returns its hash. Without a branch on
    /// whether there is one.
    #[inline(always)]
    fn read(&mut self, row: usize, cell: Piece<'_>, zone: &Zone) -> Option<u64> {
        let none = cell.len() == 0;
        let (seconds, instant) = self.reader.fixed(cell.window()?, cell.len())?;
        let (clock, utc) = if instant {
            (zone.clock(seconds), seconds)
        } else {
            if !none & !self.calm.holds(seconds) {
                self.calm = zone.calm(seconds)?;
            }
            (seconds, seconds - self.calm.offset)
        };
        (self.clock[row], self.utc[row]) = if none { (NONE, NONE) } else { (clock, utc) };
        self.instant[row] = instant;
        Some(if none { 0 } else { clock as u64 })
    }
}

/// The hash of a text that is what cleaning would make of it.
#[inline(always)]
fn clean_text(cell: Piece<'_>) -> Option<u64> {
    if let Some(window) = cell.window()
        && words::is_visible(window, cell.len())
    {
        let is_null = cell.len() <= LONGEST && is_null_word(cell.bytes());
        return Short::new(window, cell.len()).filter(|_| !is_null).map(Short::hash);
    }
    clean_words(cell.bytes()).then(|| text_hash(cell.bytes()))
}

/// Whether a text is what cleaning would make of it.
#[inline(always)]
fn is_clean(text: &[u8]) -> bool {
    if is_visible(text) { !is_null_word(text) } else { clean_words(text) }
}

#[inline(never)]
fn clean_words(text: &[u8]) -> bool {
    matches!(class(text), Class::Plain | Class::Empty) && std::str::from_utf8(text).is_ok()
}

/// One column of some rows.
struct Column<'a> {
    grid: &'a Grid<'a>,
    column: usize,
    rows: usize,
    cells: &'a Lane<u32>,
    odd: &'a mut Lane<bool>,
    record: &'a mut Lane<u64>,
}

impl Column<'_> {
    /// Reads the column's cells; returns how many are empty. `read` takes the number of a row and the value of its
    /// cell; it returns the hash of the clean value, or nothing where the row is odd.
    #[inline(always)]
    fn each(self, mut read: impl FnMut(usize, Piece<'_>) -> Option<u64>) -> u64 {
        let quote = self.grid.quote();
        let mut empty = 0;
        for row in 0..self.rows.min(ROWS) {
            if self.odd[row] {
                continue;
            }
            let piece = self.grid.piece(self.cells[row] as usize + self.column);
            match piece.value(quote).and_then(|cell| Some((read(row, cell)?, cell.len()))) {
                Some((hash, length)) => {
                    self.record[row] = mix(self.record[row], hash);
                    empty += u64::from(length == 0);
                }
                None => self.odd[row] = true,
            }
        }
        empty
    }
}

/// A number that may be missing, and its hash: in the usual shape without a branch on whether it is there, else by
/// `other`.
#[inline(always)]
fn number(
    cell: Piece<'_>,
    slot: &mut i64,
    places: Option<usize>,
    other: impl FnOnce() -> Option<Number>,
) -> Option<u64> {
    let none = cell.len() == 0;
    let value = match places.and_then(|places| brief(cell.window()?, cell.len(), places)) {
        Some(value) => value,
        None if none => 0,
        None => other().filter(|number| !number.repaired && number.value >= 0)?.value,
    };
    *slot = if none { NONE } else { value };
    Some(if none { 1 } else { value as u64 })
}

impl Lanes {
    /// Lanes for the rows of a recipe; `None` where nearly every row would be odd.
    pub(super) fn new(recipe: &Recipe) -> Option<Self> {
        applies(recipe).then(|| Lanes {
            odd: [false; ROWS],
            start: Moments::new(),
            end: Moments::new(),
            duration: [NONE; ROWS],
            cost: [NONE; ROWS],
            key: [0; ROWS],
            record: [0; ROWS],
            codes: vec![[0; ROWS]; recipe.categories().count()],
            empty: vec![0; recipe.parts.len()],
            cells: [0; ROWS],
        })
    }

    /// Reads some rows of a block, at most [`ROWS`]; says whether any of them is odd.
    pub(super) fn read(&mut self, cleaner: &Cleaner, grid: &Grid<'_>, rows: Range<usize>) -> bool {
        let recipe = cleaner.recipe();
        for (row, (odd, cells)) in rows.clone().zip(self.odd.iter_mut().zip(&mut self.cells)) {
            let first = grid.first_cell(row, recipe.parts.len());
            (*cells, *odd) = (first.unwrap_or(0), first.is_none());
        }
        self.record.fill(0);
        for (column, part) in recipe.parts.iter().enumerate() {
            let empty = self.column(cleaner, (grid, column, rows.len()), *part);
            if let Some(count) = self.empty.get_mut(column) {
                *count = empty;
            }
        }
        self.compare(recipe, rows.len())
    }

    fn column(&mut self, cleaner: &Cleaner, at: (&Grid<'_>, usize, usize), part: Part) -> u64 {
        let (grid, column, rows) = at;
        let recipe = cleaner.recipe();
        let (unit, mark) = recipe.column(column).map_or_else(Default::default, |c| (c.unit, c.decimal));
        let point = mark == DecimalMark::Point;
        let seconds = point && unit == DurationUnit::Seconds;
        let Lanes { odd, cells, record, start, end, duration: durations, cost, key, codes, .. } = self;
        let lane = Column { grid, column, rows, cells, odd, record };
        match part {
            Part::Key => lane.each(|row, cell| {
                key[row] = key_hash(cell.bytes());
                (cell.len() > 0 && is_clean(cell.bytes())).then_some(key[row] as u64)
            }),
            Part::Category(place) | Part::Reference(place) | Part::Rating(place) => {
                let (Some(codes), Some(cells)) = (codes.get_mut(place), cleaner.cells(place)) else {
                    return 0;
                };
                lane.each(|row, cell| {
                    let known = cells.find(cell).filter(|known| !known.noted)?;
                    codes[row] = known.code;
                    Some(known.hash)
                })
            }
            Part::Start => lane.each(|row, cell| {
                let hash = start.read(row, cell, &recipe.zone)?;
                (cell.len() > 0).then_some(hash)
            }),
            Part::End => lane.each(|row, cell| end.read(row, cell, &recipe.zone)),
            Part::Duration => lane.each(|row, cell| {
                number(cell, &mut durations[row], seconds.then_some(3), || duration(cell.bytes(), unit, mark))
            }),
            Part::Cost => lane.each(|row, cell| {
                number(cell, &mut cost[row], point.then_some(6), || decimal(cell.bytes(), 6, mark))
            }),
            Part::Document => lane.each(|_, _| Some(0)),
            _ => lane.each(|_, cell| clean_text(cell)),
        }
    }

    /// Compares times and durations, as is done when all cells of a row are read.
    fn compare(&mut self, recipe: &Recipe, rows: usize) -> bool {
        let ends = recipe.has(Part::End);
        let lengths = self.start.utc.iter().zip(&self.end.utc).zip(&self.duration);
        let mut any = false;
        for (odd, ((start, end), duration)) in self.odd.iter_mut().zip(lengths).take(rows) {
            // What is missing follows no pattern: no branch on it. What comes of it is not looked at.
            let length = end.wrapping_sub(*start).wrapping_mul(1000);
            let other = duration.wrapping_sub(length).wrapping_abs() > 1000;
            *odd |= ends & (*end != NONE) & ((length < 0) | (*duration != NONE) & other);
            any |= *odd;
        }
        any
    }

    /// Counts a run of rows, none of them odd; `whole` says whether it is all that was read.
    pub(super) fn count(
        &self,
        recipe: &Recipe,
        (grid, run): (&Grid<'_>, Range<usize>),
        whole: bool,
        findings: &mut Findings,
    ) {
        for (column, part) in recipe.parts.iter().enumerate() {
            let gap = |row: &usize| {
                let piece = grid.piece(self.cells[*row] as usize + column);
                piece.value(grid.quote()).is_some_and(|cell| cell.len() == 0)
            };
            let empty = match self.empty.get(column).filter(|_| whole) {
                Some(empty) => *empty,
                None => run.clone().filter(gap).count() as u64,
            };
            findings.filled_many(column, run.len() as u64 - empty, empty);
            let lane = match part {
                Part::Start => &self.start.clock,
                Part::End => &self.end.clock,
                Part::Duration => &self.duration,
                Part::Cost => &self.cost,
                _ => continue,
            };
            // Whether a value is there follows no pattern: no branch on it.
            let lows = |value: &i64| if *value == NONE { i64::MAX } else { *value };
            let values = lane.get(run.clone()).unwrap_or(&[]).iter();
            let (low, high) =
                values.fold((i64::MAX, NONE), |(low, high), v| (low.min(lows(v)), high.max(*v)));
            if high != NONE {
                findings.ranged(column, low);
                findings.ranged(column, high);
            }
        }
    }
}

/// Whether rows of a recipe can be read by columns: what is noted for every row, or needs more than one cell, cannot.
fn applies(recipe: &Recipe) -> bool {
    let count = |part| recipe.parts.iter().filter(|other| **other == part).count();
    let readable = |part: &Part| {
        let alone = [Part::Date, Part::Time, Part::Stamp, Part::Resolution, Part::Action, Part::Transcript];
        !alone.contains(part)
    };
    let single = [Part::Key, Part::End, Part::Duration, Part::Cost].into_iter().all(|part| count(part) <= 1);
    // A length that start and end alone tell is noted for every row.
    let lasts = recipe.has_duration || count(Part::End) == 0;
    let calls = !recipe.tabular && !recipe.keyed && recipe.scoring.is_none();
    let utf8 = recipe.plan.dialect.encoding != Encoding::Windows1252;
    calls && utf8 && lasts && single && count(Part::Start) == 1 && recipe.parts.iter().all(readable)
}
