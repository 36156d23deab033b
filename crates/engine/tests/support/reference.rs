//! The rules of deltas once more, written from the table of the product and not from the engine: one map from keys to
//! cells, changed row by row.

use std::collections::{BTreeMap, BTreeSet};

use callscape_model::delta::{Replay, Tally};
use callscape_model::month::Month;

/// A row of a delta: what it does, its key, when it was written, and its cells, one for each column of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) action: &'static str,
    pub(crate) key: String,
    pub(crate) updated: String,
    pub(crate) cells: Vec<String>,
}

/// A delta file: which columns it has beside the key, whether it says when rows were written, its rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Delta {
    pub(crate) month: Month,
    pub(crate) columns: Vec<&'static str>,
    pub(crate) timed: bool,
    pub(crate) rows: Vec<Row>,
}

/// A table: its columns beside the key, its initial rows, its deltas in the order of their paths.
#[derive(Clone, Debug)]
pub(crate) struct Plain {
    pub(crate) name: &'static str,
    pub(crate) key: &'static str,
    pub(crate) columns: &'static [&'static str],
    pub(crate) initial: Vec<(String, Vec<String>)>,
    pub(crate) deltas: Vec<Delta>,
}

/// Cells by column.
type Record = BTreeMap<&'static str, String>;

fn record(columns: &[&'static str], cells: &[String]) -> Record {
    columns.iter().copied().zip(cells.iter().cloned()).collect()
}

/// What is left of a table: the cells of its records by key, and what each month did.
pub(crate) fn interpret(
    table: &Plain,
    how: &Replay,
) -> (BTreeMap<String, Vec<String>>, BTreeMap<Month, Tally>) {
    let mut now: BTreeMap<String, Record> = BTreeMap::new();
    for (key, cells) in &table.initial {
        now.entry(key.clone()).or_insert_with(|| record(table.columns, cells));
    }
    let mut tallies: BTreeMap<Month, Tally> = BTreeMap::new();
    let months: BTreeSet<Month> = table.deltas.iter().map(|delta| delta.month).collect();
    for month in months {
        if !how.applies(month) {
            continue;
        }
        let mut tally = Tally { start: now.len() as u64, ..Tally::default() };
        let mut seen: Vec<&Delta> = Vec::new();
        for delta in table.deltas.iter().filter(|delta| delta.month == month && !delta.rows.is_empty()) {
            // A file that was dropped twice.
            if !seen.contains(&delta) {
                seen.push(delta);
                apply(&mut now, delta, how, &mut tally);
            }
        }
        tally.end = now.len() as u64;
        if !seen.is_empty() {
            tallies.insert(month, tally);
        }
    }
    let empty = String::new();
    let cells =
        |record: &Record| table.columns.iter().map(|c| record.get(c).unwrap_or(&empty).clone()).collect();
    (now.iter().map(|(key, record)| (key.clone(), cells(record))).collect(), tallies)
}

fn apply(now: &mut BTreeMap<String, Record>, delta: &Delta, how: &Replay, tally: &mut Tally) {
    for (line, row) in delta.rows.iter().enumerate() {
        tally.read += 1;
        // Same key twice in a file: the later time of writing counts, else the later line.
        let rank = |(line, row): (usize, &Row)| (row.updated.clone(), line);
        let same_key = delta.rows.iter().enumerate().filter(|(_, other)| other.key == row.key);
        let winner = same_key.max_by_key(|(line, row)| rank((*line, row))).unwrap();
        if winner.0 != line {
            let same = winner.1.action == row.action && winner.1.cells == row.cells;
            if same {
                tally.repeats += 1
            } else {
                (tally.rejected, tally.conflicts) = (tally.rejected + 1, tally.conflicts + 1)
            }
            continue;
        }
        one(now, &delta.columns, row, how, tally);
    }
}

fn one(
    now: &mut BTreeMap<String, Record>,
    columns: &[&'static str],
    row: &Row,
    how: &Replay,
    tally: &mut Tally,
) {
    let new = record(columns, &row.cells);
    match (row.action, now.get_mut(&row.key)) {
        ("add", None) => {
            now.insert(row.key.clone(), new);
            tally.adds += 1;
        }
        ("update", None) => {
            tally.conflicts += 1;
            if how.strict {
                tally.rejected += 1;
            } else {
                now.insert(row.key.clone(), new);
                tally.adds += 1;
            }
        }
        (_, None) => (tally.rejected, tally.conflicts) = (tally.rejected + 1, tally.conflicts + 1),
        ("delete", Some(_)) => {
            now.remove(&row.key);
            tally.deletes += 1;
        }
        (action, Some(old)) => {
            let mut changed = old.clone();
            changed.extend(new.into_iter().filter(|(_, cell)| !(cell.is_empty() && how.keep_empty)));
            // A record that never had the column has it empty.
            let filled = |record: &Record| {
                record
                    .iter()
                    .filter(|(_, cell)| !cell.is_empty())
                    .map(|(c, v)| (*c, v.clone()))
                    .collect::<Record>()
            };
            if filled(&changed) == filled(old) {
                tally.repeats += 1;
            } else {
                tally.updates += 1;
                tally.conflicts += u64::from(action == "add");
            }
            *old = changed;
        }
    }
}
