//! What a record is after some of its changes, and what each of them did: the table of product rules as one loop.
//!
//! Changes are applied by month, then by file, then by line. A row that comes again in the same file gives way to
//! the last one of its key. An update replaces the record whole: an empty cell clears the value (unless the user
//! wants it kept), a column that the file lacks stays as it was.

use callscape_model::delta::{Action, Effect, Replay};
use callscape_model::month::Month;

use super::record::{Entry, Record, Source};
use super::table::Table;

/// Where the value of a column comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Nowhere: it is empty.
    Nothing,
    /// The initial version.
    Base,
    /// A change, by its number.
    Entry(u32),
}

/// What is there of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Whether it is there.
    pub live: bool,
    /// Where each column's value comes from, also of a record that went.
    pub origins: Vec<Origin>,
    /// The month that deleted it, if one did and none brought it back.
    pub deleted: Option<Month>,
    /// The change that brought it, by its number; `None` for records of initial files that never went.
    pub since: Option<u32>,
    /// The last change that did something, by its number.
    pub last: Option<u32>,
}

/// What a record is, and what each of its changes did, in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// What is there now.
    pub standing: Standing,
    /// What each change did.
    pub effects: Vec<Effect>,
}

impl Standing {
    /// What is there before any change.
    pub(super) fn new(table: &Table, record: &Record) -> Self {
        let origin = match record.base {
            Some(_) => Origin::Base,
            None => Origin::Nothing,
        };
        let origins = vec![origin; table.columns.len()];
        Standing { live: record.base.is_some(), origins, deleted: None, since: None, last: None }
    }

    /// Where a record stands among those of its table: those of initial files first, in their order, then those that
    /// came, by the month, file and line that brought them.
    pub fn order(&self, record: &Record) -> Option<(Month, Source)> {
        let entry = record.entries.get(self.since? as usize);
        entry.filter(|_| record.base.is_none()).map(|entry| (entry.month, entry.source))
    }

    /// The value of a column, also of a record that went.
    pub fn value<'a>(&self, table: &Table, record: &'a Record, column: usize) -> &'a str {
        let value = match self.origins.get(column) {
            Some(Origin::Base) => {
                record.base.as_ref().and_then(|base| table.cell(base.sheet, &base.cells, column))
            }
            Some(Origin::Entry(number)) => {
                let entry = record.entries.get(*number as usize);
                entry.and_then(|entry| table.cell(entry.sheet, &entry.cells, column))
            }
            _ => None,
        };
        value.unwrap_or("")
    }

    /// Whether a change changes nothing.
    fn same(&self, table: &Table, record: &Record, entry: &Entry, keep_empty: bool) -> bool {
        (0..table.columns.len()).all(|column| match table.cell(entry.sheet, &entry.cells, column) {
            None => true,
            Some("") if keep_empty => true,
            Some(new) => new == self.value(table, record, column),
        })
    }

    /// A record begins anew with the values of a change.
    fn begin(&mut self, table: &Table, entry: &Entry, number: u32) {
        for (column, origin) in self.origins.iter_mut().enumerate() {
            let there = table.cell(entry.sheet, &entry.cells, column).is_some();
            *origin = if there { Origin::Entry(number) } else { Origin::Nothing };
        }
        (self.live, self.deleted) = (true, None);
        (self.since, self.last) = (Some(number), Some(number));
    }

    /// A record takes the values of a change.
    fn take(&mut self, table: &Table, entry: &Entry, number: u32, keep_empty: bool) {
        for (column, origin) in self.origins.iter_mut().enumerate() {
            match table.cell(entry.sheet, &entry.cells, column) {
                None => {}
                Some("") if keep_empty => {}
                Some(_) => *origin = Origin::Entry(number),
            }
        }
        self.last = Some(number);
    }
}

/// Applies the changes of a record; `seen` hears the standing before and after each of them.
pub fn replay(
    table: &Table,
    record: &Record,
    how: &Replay,
    mut seen: impl FnMut(usize, Effect, &Standing, &Standing),
) -> Outcome {
    let mut standing = Standing::new(table, record);
    let mut effects = Vec::with_capacity(record.entries.len());
    for (index, entry) in record.entries.iter().enumerate() {
        let before = standing.clone();
        let effect = match record.entries.get(index + 1) {
            _ if !how.applies(entry.month) => Effect::Off,
            Some(next) if next.month == entry.month && next.source.file == entry.source.file => {
                superseded(table, record, index)
            }
            _ => apply(table, record, (index as u32, entry), how, &mut standing),
        };
        seen(index, effect, &before, &standing);
        effects.push(effect);
    }
    Outcome { standing, effects }
}

/// A row whose key comes again in its file: a repeat when the last one of them says the same, else a conflict.
fn superseded(table: &Table, record: &Record, index: usize) -> Effect {
    let Some(entry) = record.entries.get(index) else { return Effect::Superseded };
    // Changes of one file stand together.
    let same_file = |other: &Entry| (other.month, other.source.file) <= (entry.month, entry.source.file);
    let end = record.entries.partition_point(same_file);
    let Some(last) = end.checked_sub(1).and_then(|last| record.entries.get(last)) else {
        return Effect::Superseded;
    };
    let cell = |of: &Entry, column| table.cell(of.sheet, &of.cells, column).map(str::to_owned);
    let same = last.action == entry.action
        && (0..table.columns.len()).all(|column| cell(last, column) == cell(entry, column));
    if same { Effect::Repeated } else { Effect::Superseded }
}

/// Applies one change.
pub(super) fn apply(
    table: &Table,
    record: &Record,
    (number, entry): (u32, &Entry),
    how: &Replay,
    standing: &mut Standing,
) -> Effect {
    match (entry.action, standing.live) {
        (Action::Add, false) => {
            let revived = standing.deleted.is_some();
            standing.begin(table, entry, number);
            if revived { Effect::Revived } else { Effect::Added }
        }
        (Action::Add | Action::Update, true) if standing.same(table, record, entry, how.keep_empty) => {
            Effect::Repeated
        }
        (Action::Add, true) => {
            standing.take(table, entry, number, how.keep_empty);
            Effect::AddedTwice
        }
        (Action::Update, true) => {
            standing.take(table, entry, number, how.keep_empty);
            Effect::Updated
        }
        (Action::Update, false) if how.strict => Effect::RefusedMissing,
        (Action::Update, false) => {
            standing.begin(table, entry, number);
            Effect::UpdatedMissing
        }
        (Action::Delete, true) => {
            (standing.live, standing.deleted, standing.last) = (false, Some(entry.month), Some(number));
            Effect::Deleted
        }
        (Action::Delete, false) => Effect::DeletedMissing,
    }
}

/// Whether a record is there after all months up to one, counted without its values: the check of the sums.
pub(super) fn is_live(record: &Record, how: &Replay, until: Option<Month>) -> bool {
    let mut live = record.base.is_some();
    let Some(until) = until else { return live };
    for (index, entry) in record.entries.iter().enumerate() {
        let next = record.entries.get(index + 1);
        let again = next.is_some_and(|n| n.month == entry.month && n.source.file == entry.source.file);
        if entry.month > until || again || !how.applies(entry.month) {
            continue;
        }
        live = match entry.action {
            Action::Add => true,
            Action::Update => live || !how.strict,
            Action::Delete => false,
        };
    }
    live
}
