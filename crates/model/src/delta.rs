//! Deltas as they are chosen and shown: which months are applied, what each change did, and the history of a
//! record. How changes are applied is decided in the engine.
//!
//! The technical terms are change data capture and slowly changing dimensions of type 2; on screen they are
//! *Changes* and *History*.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::dimension::Dimension;
use crate::message::FileId;
use crate::month::Month;
use crate::order;
use crate::quality::Quality;

/// Which deltas are applied, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Replay {
    /// The last month that is applied; `None` for all.
    pub until: Option<Month>,
    /// Months that are left out.
    pub off: BTreeSet<Month>,
    /// Whether an update of a key that is not there is refused instead of applied as an add.
    pub strict: bool,
    /// Whether an empty cell of an update leaves the value as it was instead of clearing it.
    pub keep_empty: bool,
}

impl Replay {
    /// Whether a month is applied.
    pub fn applies(&self, month: Month) -> bool {
        self.until.is_none_or(|until| month <= until) && !self.off.contains(&month)
    }
}

/// What a row of a delta file asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Action {
    /// A new record.
    Add,
    /// New values of a record.
    Update,
    /// The end of a record.
    Delete,
}

impl Action {
    /// Every action with its word in files.
    pub const ALL: &[(Action, &'static str)] =
        &[(Action::Add, "add"), (Action::Update, "update"), (Action::Delete, "delete")];

    /// The word in files.
    pub fn word(self) -> &'static str {
        Action::ALL.iter().find(|(action, _)| *action == self).map_or("", |(_, word)| word)
    }

    /// The action of a word, whatever its case and the blanks around it.
    ///
    /// ```
    /// use callscape_model::delta::Action;
    /// assert_eq!(Action::of(" Update "), Some(Action::Update));
    /// assert_eq!(Action::of("upsert"), None);
    /// ```
    pub fn of(text: &str) -> Option<Self> {
        let word = text.trim();
        Action::ALL.iter().find(|(_, known)| known.eq_ignore_ascii_case(word)).map(|(action, _)| *action)
    }
}

/// What became of a row of a delta file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Effect {
    /// A record came.
    Added,
    /// A record that had been deleted came back.
    Revived,
    /// A record changed.
    Updated,
    /// A record went.
    Deleted,
    /// The record has these values already: nothing done.
    Repeated,
    /// An add of a key that is there with other values: applied as an update.
    AddedTwice,
    /// An update of a key that is not there: applied as an add.
    UpdatedMissing,
    /// The same, refused by the strict mode.
    RefusedMissing,
    /// A delete of a key that is not there: nothing done.
    DeletedMissing,
    /// Another row of the same file with the same key came later: nothing done.
    Superseded,
    /// Its month is not applied.
    Off,
}

/// An effect with its words.
#[derive(Clone, Copy, Debug)]
pub struct EffectInfo {
    /// The effect.
    pub effect: Effect,
    /// Its name in files.
    pub id: &'static str,
    /// What happened, in a few words.
    pub words: &'static str,
    /// Whether it is a conflict that somebody should look at.
    pub conflict: bool,
}

/// Every effect.
pub const EFFECTS: &[EffectInfo] = &[
    EffectInfo { effect: Effect::Added, id: "added", words: "added", conflict: false },
    EffectInfo {
        effect: Effect::Revived,
        id: "revived",
        words: "added again after it was deleted",
        conflict: false,
    },
    EffectInfo { effect: Effect::Updated, id: "updated", words: "updated", conflict: false },
    EffectInfo { effect: Effect::Deleted, id: "deleted", words: "deleted", conflict: false },
    EffectInfo {
        effect: Effect::Repeated,
        id: "repeated",
        words: "these values were there already, nothing done",
        conflict: false,
    },
    EffectInfo {
        effect: Effect::AddedTwice,
        id: "add_of_existing_key",
        words: "an add of a key that exists with other values, applied as an update",
        conflict: true,
    },
    EffectInfo {
        effect: Effect::UpdatedMissing,
        id: "update_of_missing_key",
        words: "an update of a key that does not exist, applied as an add",
        conflict: true,
    },
    EffectInfo {
        effect: Effect::RefusedMissing,
        id: "update_of_missing_key_refused",
        words: "an update of a key that does not exist, refused",
        conflict: true,
    },
    EffectInfo {
        effect: Effect::DeletedMissing,
        id: "delete_of_missing_key",
        words: "a delete of a key that does not exist, nothing done",
        conflict: true,
    },
    EffectInfo {
        effect: Effect::Superseded,
        id: "key_twice_in_file",
        words: "the same key comes again in this file with other values, nothing done",
        conflict: true,
    },
    EffectInfo { effect: Effect::Off, id: "off", words: "its month is switched off", conflict: false },
];

impl Effect {
    /// The words of this effect.
    pub fn info(self) -> &'static EffectInfo {
        // Every effect stands in the list, as the test below checks.
        EFFECTS.iter().find(|info| info.effect == self).unwrap_or(&EFFECTS[0])
    }

    /// Whether somebody should look at it.
    pub fn is_conflict(self) -> bool {
        self.info().conflict
    }

    /// Whether the record is another one after it.
    pub fn changes(self) -> bool {
        match self {
            Effect::Added
            | Effect::Revived
            | Effect::Updated
            | Effect::Deleted
            | Effect::AddedTwice
            | Effect::UpdatedMissing => true,
            Effect::Repeated
            | Effect::RefusedMissing
            | Effect::DeletedMissing
            | Effect::Superseded
            | Effect::Off => false,
        }
    }
}

/// What the deltas of one table and month did.
///
/// `read = adds + updates + deletes + repeats + rejected` and `start + adds − deletes = end`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Records of the table before.
    pub start: u64,
    /// Rows of the month's delta files.
    pub read: u64,
    /// Records that came.
    pub adds: u64,
    /// Records that changed.
    pub updates: u64,
    /// Records that went.
    pub deletes: u64,
    /// Rows that changed nothing.
    pub repeats: u64,
    /// Rows that were set aside.
    pub rejected: u64,
    /// Conflicts among all these.
    pub conflicts: u64,
    /// Records of the table after, counted one by one.
    pub end: u64,
}

impl Tally {
    /// Counts an effect.
    pub fn count(&mut self, effect: Effect) {
        self.conflicts += u64::from(effect.is_conflict());
        let slot = match effect {
            Effect::Added | Effect::Revived | Effect::UpdatedMissing => &mut self.adds,
            Effect::Updated | Effect::AddedTwice => &mut self.updates,
            Effect::Deleted => &mut self.deletes,
            Effect::Repeated => &mut self.repeats,
            Effect::RefusedMissing | Effect::DeletedMissing | Effect::Superseded => &mut self.rejected,
            Effect::Off => return,
        };
        *slot += 1;
    }

    /// Whether every row is accounted for, and the records add up.
    pub fn holds(&self) -> bool {
        let rows = self.adds + self.updates + self.deletes + self.repeats + self.rejected;
        rows == self.read && self.start + self.adds == self.end + self.deletes
    }
}

/// One month of the rail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stop {
    /// The month.
    pub month: Month,
    /// Whether it is applied.
    pub on: bool,
    /// What it did, table by table, in the order of [`Applied::tables`]; tables without a delta in the month are
    /// left out.
    pub tables: Vec<(String, Tally)>,
}

/// A table of the set.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableState {
    /// Its name.
    pub name: String,
    /// Whether it holds the facts.
    pub facts: bool,
    /// Its columns.
    pub columns: Vec<String>,
    /// Its key column.
    pub key: String,
    /// Records of the initial files.
    pub initial: u64,
    /// Records now.
    pub now: u64,
}

/// A row of a delta file and what it did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Its month.
    pub month: Month,
    /// Its table.
    pub table: String,
    /// The record's key.
    pub key: String,
    /// What the row asked for.
    pub action: Action,
    /// What it did.
    pub effect: Effect,
    /// The file it stands in.
    pub file: String,
    /// Its line, from 1.
    pub line: u64,
    /// What changed: column, before, after.
    pub cells: Vec<(String, String, String)>,
}

/// A dimension record that facts refer to and that is not there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Lost {
    /// The dimension's table.
    pub table: String,
    /// The key that facts have.
    pub key: String,
    /// What it was called, and the month that deleted it; `None` when it was never there.
    pub was: Option<(String, Month)>,
    /// The dimensions in which it shows as *Unknown*.
    pub dimensions: Vec<Dimension>,
}

impl Lost {
    /// In words: `service_categories 4 was Billing until Mar 2025`.
    pub fn words(&self) -> String {
        match &self.was {
            Some((name, month)) => {
                format!("{} {} was {name} until {}", self.table, self.key, month.name())
            }
            None => format!("{} has no {}", self.table, self.key),
        }
    }
}

/// Everything the deltas did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Applied {
    /// Which were applied, and how.
    pub replay: Replay,
    /// The tables, facts first, then by name.
    pub tables: Vec<TableState>,
    /// The months that have deltas, ascending.
    pub stops: Vec<Stop>,
    /// The first conflicts, by month, table, file and line.
    pub conflicts: Vec<Change>,
    /// The first changes, conflicts included, in the same order.
    pub changes: Vec<Change>,
    /// How many changes there are.
    pub all_changes: u64,
    /// How many of them are conflicts.
    pub all_conflicts: u64,
    /// The first dimension records that facts miss.
    pub lost: Vec<Lost>,
    /// Delta files that were read twice: name, and the name under which they were applied.
    pub repeated: Vec<(String, String)>,
    /// Sentences worth knowing.
    pub notes: Vec<String>,
    /// Rows of each file that changed nothing when all months are applied: how many were merged and rejected, and why.
    pub files: BTreeMap<FileId, Quality>,
}

impl Applied {
    /// The fact table.
    pub fn facts(&self) -> Option<&TableState> {
        self.tables.iter().find(|table| table.facts)
    }

    /// Months between the first and the last one without any delta.
    pub fn gaps(&self) -> Vec<Month> {
        let (Some(first), Some(last)) = (self.stops.first(), self.stops.last()) else { return Vec::new() };
        let there = order::set(self.stops.iter().map(|stop| stop.month));
        let mut gaps = Vec::new();
        let mut month = first.month;
        while month < last.month {
            if !there.contains(&month) {
                gaps.push(month);
            }
            month = month.next();
        }
        gaps
    }
}

/// How many changes, conflicts and lost records are sent to be shown; files have all changes.
pub const SHOWN: usize = 200;

/// One version of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// The month that brought it; `None` for the initial files.
    pub month: Option<Month>,
    /// What the row asked for; `None` for the initial files.
    pub action: Option<Action>,
    /// What it did; `None` for the initial files.
    pub effect: Option<Effect>,
    /// The file it stands in.
    pub file: String,
    /// Its line, from 1.
    pub line: u64,
    /// Whether the record is there after it.
    pub live: bool,
    /// The values after it, one for each column, and whether it changed them.
    pub cells: Vec<(String, bool)>,
}

/// The history of one record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct History {
    /// The table.
    pub table: String,
    /// The key.
    pub key: String,
    /// The columns.
    pub columns: Vec<String>,
    /// The versions, oldest first; empty when no delta speaks of the record.
    pub versions: Vec<Version>,
    /// How many earlier versions there are.
    pub left_out: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_effect_is_listed_once_and_counted_somewhere() {
        for (index, info) in EFFECTS.iter().enumerate() {
            assert_eq!(info.effect.info().id, info.id);
            assert!(EFFECTS.iter().skip(index + 1).all(|other| other.id != info.id));
            let mut tally = Tally::default();
            tally.count(info.effect);
            let rows = tally.adds + tally.updates + tally.deletes + tally.repeats + tally.rejected;
            assert_eq!(rows, u64::from(info.effect != Effect::Off));
        }
    }

    #[test]
    fn months_that_lack_are_named() {
        let stop = |text| Stop { month: Month::parse(text).unwrap(), on: true, tables: vec![] };
        let applied = Applied { stops: vec![stop("202502"), stop("202505")], ..Applied::default() };
        assert_eq!(applied.gaps().iter().map(|m| m.text()).collect::<Vec<_>>(), ["2025-03", "2025-04"]);
    }
}
