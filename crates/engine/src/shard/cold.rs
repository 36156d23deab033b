//! Cold cells: what charts do not need stays in the files and is read again for searches, the table, one call and
//! exports, through the same decoder and the same cleaning.

use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use memchr::memmem::Finder;

use callscape_model::calendar::clock_text;
use callscape_model::field::{Field, Use};
use callscape_model::message::{
    Failure, FileId, Place, Record, Reply, Row as Shown, Scope, Slice, SortKey, Style,
};
use callscape_model::number::{duration, money};

use super::pass::Sink;
use super::store::internal;
use super::{Output, Shard};
use crate::block::{Block, Row};
use crate::clean::Reject;
use crate::clean::category::Dictionaries;
use crate::clean::recipe::{Part, Recipe};
use crate::clean::row::Cleaner;
use crate::export::{RowWriter, Sheet, row_writer};
use crate::ingest::End;
use crate::keys::Loser;
use crate::schema::NONE;
use crate::summarize::passing;

/// Rows that lie within so many bytes are read in one go.
const TOGETHER: u64 = 256 << 10;

fn gone() -> Failure {
    Failure::new("reading", "This row is no longer loaded.", "Drop its file again.")
}

// --- search ---------------------------------------------------------------------------------------------------

#[derive(Debug)]
struct Search {
    recipe: Rc<Recipe>,
    needle: Vec<u8>,
    /// The slice under way, then those to come.
    at: (FileId, u32),
    queue: VecDeque<(FileId, u32)>,
    rejects: VecDeque<Reject>,
    record: u32,
    found: Vec<u64>,
    row: usize,
    sum: u64,
}

impl Shard {
    /// Marks the rows in which an id, a category or a text contains `text` (lower case).
    pub(super) fn search(&mut self, text: &str, out: &mut Vec<Output>) {
        let queue: VecDeque<(FileId, u32)> = self.live.slices.keys().copied().collect();
        self.search_next(text.as_bytes().to_vec(), queue, 0, out);
    }

    fn search_next(
        &mut self,
        needle: Vec<u8>,
        mut queue: VecDeque<(FileId, u32)>,
        sum: u64,
        out: &mut Vec<Output>,
    ) {
        let Some(at) = queue.pop_front() else {
            return out.push(Output::reply(Reply::Searched { found: sum }));
        };
        let (Some(held), Some(recipe)) = (self.live.slices.get(&at), self.live.recipes.get(&at.0).cloned())
        else {
            return Shard::fail(out, gone());
        };
        let (slice, rejects) = (held.slice, held.rejects.iter().copied().collect());
        let search = Search {
            recipe: recipe.clone(),
            needle,
            at,
            queue,
            rejects,
            record: 0,
            found: Vec::new(),
            row: 0,
            sum,
        };
        self.decode((at.0, slice), &recipe, Box::new(search), out);
    }
}

/// Whether the record of this number was set aside; records come in order.
fn is_reject(rejects: &mut VecDeque<Reject>, record: u32) -> Option<Reject> {
    if rejects.front()?.record == record { rejects.pop_front() } else { None }
}

impl Search {
    fn hits(&self, finder: &Finder<'_>, row: Row<'_>, lower: &mut Vec<u8>) -> bool {
        let encoding = self.recipe.plan.dialect.encoding;
        self.recipe.parts.iter().enumerate().any(|(column, part)| {
            let searched = matches!(part, Part::Key | Part::Category(_) | Part::Text);
            let Some(cell) = row.cell(column).filter(|_| searched) else { return false };
            lower.clear();
            let bytes = cell.bytes();
            if bytes.is_ascii() {
                lower.extend(bytes.iter().map(u8::to_ascii_lowercase));
            } else {
                lower.extend(cell.text(encoding).0.to_lowercase().into_bytes());
            }
            finder.find(lower).is_some()
        })
    }
}

impl Sink for Search {
    fn block(&mut self, block: &Block) {
        let needle = std::mem::take(&mut self.needle);
        let finder = Finder::new(&needle);
        let mut lower = Vec::new();
        for row in block.rows() {
            let record = self.record;
            self.record += 1;
            if is_reject(&mut self.rejects, record).is_some() {
                continue;
            }
            if self.row / 64 >= self.found.len() {
                self.found.push(0);
            }
            if self.hits(&finder, row, &mut lower) {
                self.sum += 1;
                if let Some(word) = self.found.get_mut(self.row / 64) {
                    *word |= 1 << (self.row % 64);
                }
            }
            self.row += 1;
        }
        self.needle = needle;
    }

    fn done(self: Box<Self>, _: End, shard: &mut Shard, out: &mut Vec<Output>) {
        if let Some(held) = shard.live.slices.get_mut(&self.at) {
            held.found = Some(self.found);
        }
        shard.search_next(self.needle, self.queue, self.sum, out);
    }
}

// --- rows of the table ----------------------------------------------------------------------------------------

/// Rows of one slice that lie close together, by the offset of their records in the file.
type Group = ((FileId, u32), BTreeMap<u64, SortKey>);

#[derive(Debug)]
struct Table {
    cleaner: Cleaner,
    wanted: BTreeMap<u64, SortKey>,
    groups: VecDeque<Group>,
    shown: Vec<Shown>,
}

impl Shard {
    /// Reads rows for the table.
    pub(super) fn read_rows(&mut self, mut keys: Vec<SortKey>, out: &mut Vec<Output>) {
        keys.sort_unstable_by_key(|key| key.place);
        let mut groups: VecDeque<Group> = VecDeque::new();
        for key in keys {
            let Some(start) = self.start_of(key.place) else { return Shard::fail(out, gone()) };
            let at = (key.place.file, key.place.slice);
            match groups.back_mut() {
                Some((slice, group))
                    if *slice == at && group.keys().next().is_some_and(|first| start - first < TOGETHER) =>
                {
                    group.insert(start, key);
                }
                _ => groups.push_back((at, BTreeMap::from([(start, key)]))),
            }
        }
        self.next_group(groups, Vec::new(), out);
    }

    /// Where a row's record begins in its file.
    fn start_of(&self, place: Place) -> Option<u64> {
        let held = self.live.slices.get(&(place.file, place.slice))?;
        Some(held.base + u64::from(*held.gold()?.offsets().get(place.row as usize)?))
    }

    fn next_group(&mut self, mut groups: VecDeque<Group>, shown: Vec<Shown>, out: &mut Vec<Output>) {
        let Some(((file, slice), wanted)) = groups.pop_front() else {
            return out.push(Output::reply(Reply::Rows(shown)));
        };
        let ends = (wanted.keys().next().copied(), wanted.keys().next_back().copied());
        let (Some(recipe), (Some(from), Some(last))) = (self.live.recipes.get(&file).cloned(), ends) else {
            return Shard::fail(out, gone());
        };
        let cleaner = Cleaner::new(recipe.clone(), Dictionaries::default());
        let table = Table { cleaner, wanted, groups, shown };
        let slice = Slice { index: slice, from, to: last + 1, exact: true };
        self.decode((file, slice), &recipe, Box::new(table), out);
    }
}

impl Sink for Table {
    fn block(&mut self, block: &Block) {
        for row in block.rows() {
            let Some(key) = self.wanted.get(&row.start()).copied() else { continue };
            let cells =
                if self.cleaner.clean(row).is_ok() { shown(&mut self.cleaner, row) } else { Vec::new() };
            self.shown.push(Shown { key, cells });
        }
    }

    fn done(self: Box<Self>, _: End, shard: &mut Shard, out: &mut Vec<Output>) {
        shard.next_group(self.groups, self.shown, out);
    }
}

/// The cells of a cleaned row as the table shows them, in the order of `TABLE`.
fn shown(cleaner: &mut Cleaner, row: Row<'_>) -> Vec<String> {
    let text = |cleaner: &mut Cleaner, field| {
        let column = cleaner.recipe().plan.column(field);
        column.map_or_else(String::new, |column| cleaner.text(row, column))
    };
    let values = cleaner.values();
    let start = clock_text(values.start.clock);
    let length = if values.duration == NONE { String::new() } else { duration(values.duration) };
    let cost = if values.cost == NONE { String::new() } else { money(values.cost) };
    vec![
        text(cleaner, Field::CallId),
        start,
        text(cleaner, Field::Type),
        text(cleaner, Field::Status),
        length,
        cost,
        text(cleaner, Field::Caller),
        text(cleaner, Field::Callee),
        text(cleaner, Field::Agent),
    ]
}

// --- one call -------------------------------------------------------------------------------------------------

#[derive(Debug)]
struct One {
    cleaner: Cleaner,
    place: Place,
    file: String,
    start: u64,
    lines: u64,
    record: Option<Record>,
}

impl Shard {
    /// Reads one call with its original cells. The slice is read from its first record on, as only that tells
    /// the line.
    pub(super) fn read_record(&mut self, place: Place, out: &mut Vec<Output>) {
        let at = (place.file, place.slice);
        let parts =
            (self.live.recipes.get(&place.file).cloned(), self.live.slices.get(&at), self.start_of(place));
        let (Some(recipe), Some(held), Some(start)) = parts else { return Shard::fail(out, gone()) };
        let slice = Slice { to: start + 1, ..held.slice };
        let one = One {
            cleaner: Cleaner::new(recipe.clone(), Dictionaries::default()),
            place,
            file: self.name(place.file).to_owned(),
            start,
            lines: held.lines,
            record: None,
        };
        self.decode((place.file, slice), &recipe, Box::new(one), out);
    }
}

impl Sink for One {
    fn block(&mut self, block: &Block) {
        let Some(row) = block.rows().find(|row| row.start() == self.start) else { return };
        let _ = self.cleaner.clean(row);
        let recipe = self.cleaner.recipe().clone();
        let encoding = recipe.plan.dialect.encoding;
        let columns = recipe.plan.columns.iter().enumerate();
        let cells = columns.map(|(index, column)| {
            let raw = row.cell(index).map_or_else(String::new, |cell| cell.text(encoding).0.into_owned());
            let clean = crate::export::calls::cell(&mut self.cleaner, row, index, false);
            let derived = column.usage != Use::Free && clean != raw;
            (column.name.clone(), raw, derived.then_some(clean))
        });
        let cells = cells.collect();
        let line = self.lines + row.line();
        self.record = Some(Record { place: self.place, file: self.file.clone(), line, cells });
    }

    fn done(self: Box<Self>, _: End, _: &mut Shard, out: &mut Vec<Output>) {
        match self.record {
            Some(record) => out.push(Output::reply(Reply::Record(record))),
            None => Shard::fail(out, gone()),
        }
    }
}

// --- exports --------------------------------------------------------------------------------------------------

#[derive(Debug)]
struct Export {
    at: (FileId, u32),
    cleaner: Cleaner,
    writer: Box<dyn RowWriter>,
    rejects: VecDeque<Reject>,
    losers: VecDeque<(Loser, String)>,
    /// Which kept rows are wanted.
    wanted: Vec<bool>,
    record: u32,
    row: u32,
    lines: u64,
}

impl Shard {
    pub(super) fn head(&mut self, export: &str, style: Style, out: &mut Vec<Output>) {
        let sheet = Sheet::new(&self.live.recipes);
        match row_writer(export, &sheet, "", style) {
            Some(mut writer) => {
                writer.head();
                out.push(Output::Reply(Reply::Part { file: 0, slice: 0 }, Some(writer.finish())));
            }
            None => Shard::fail(out, unknown(export)),
        }
    }

    pub(super) fn export(
        &mut self,
        export: &str,
        at: (FileId, u32),
        scope: Scope,
        style: Style,
        out: &mut Vec<Output>,
    ) {
        let parts = (self.live.recipes.get(&at.0).cloned(), self.live.slices.get(&at));
        let (Some(recipe), Some(held)) = parts else { return Shard::fail(out, gone()) };
        let Some(rows) = held.rows() else { return Shard::fail(out, internal(&"rows that are not settled")) };
        let sheet = Sheet::new(&self.live.recipes);
        let Some(writer) = row_writer(export, &sheet, self.name(at.0), style) else {
            return Shard::fail(out, unknown(export));
        };
        let wanted = match scope {
            Scope::Selection => passing(&self.question, &self.live.dictionaries, rows),
            Scope::All => {
                let mut all = vec![true; rows.gold.len()];
                rows.dead
                    .iter()
                    .filter_map(|row| all.get_mut(*row as usize).map(|w| *w = false))
                    .for_each(drop);
                all
            }
        };
        let mut losers: Vec<(Loser, String)> = held.losers.iter().map(|l| (*l, self.winner(l))).collect();
        losers.sort_by_key(|(loser, _)| loser.place);
        let sink = Export {
            at,
            cleaner: Cleaner::new(recipe.clone(), Dictionaries::default()),
            writer,
            rejects: held.rejects.iter().copied().collect(),
            losers: losers.into(),
            wanted,
            record: 0,
            row: 0,
            lines: held.lines,
        };
        let slice = held.slice;
        self.decode((at.0, slice), &recipe, Box::new(sink), out);
    }

    /// Where the row stands that another one lost against.
    fn winner(&self, loser: &Loser) -> String {
        let line = self.live.line(loser.winner, loser.winner_line);
        format!("first on line {line} of {}", self.name(loser.winner.file))
    }
}

fn unknown(export: &str) -> Failure {
    Failure::new("exporting", format!("There is no export named {export}."), "Reload the page.")
}

impl Sink for Export {
    fn block(&mut self, block: &Block) {
        for row in block.rows() {
            let record = self.record;
            self.record += 1;
            let line = self.lines + row.line();
            if let Some(reject) = is_reject(&mut self.rejects, record) {
                self.writer.rejected(&mut self.cleaner, row, line, reject);
                continue;
            }
            let kept = self.row;
            self.row += 1;
            if self.losers.front().is_some_and(|(loser, _)| loser.place.row == kept) {
                if let Some((loser, winner)) = self.losers.pop_front() {
                    self.writer.lost(&mut self.cleaner, row, line, (&loser, &winner));
                }
            }
            if self.wanted.get(kept as usize) == Some(&true) && self.writer.wants_kept() {
                let _ = self.cleaner.clean(row);
                self.writer.kept(&mut self.cleaner, row);
            }
        }
    }

    fn done(self: Box<Self>, _: End, _: &mut Shard, out: &mut Vec<Output>) {
        let (file, slice) = self.at;
        out.push(Output::Reply(Reply::Part { file, slice }, Some(self.writer.finish())));
    }
}
