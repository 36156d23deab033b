//! What the deltas did, for people: the months with their sums, every change, and the history of a record.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use callscape_model::delta::{Change, Effect, History, Replay, Stop, TableState, Tally, Version};
use callscape_model::message::FileId;
use callscape_model::month::Month;
use callscape_model::quality::{Example, Quality, Rule};

use super::ledger::Ledger;
use super::record::{Record, Source};
use super::replay::{Standing, apply, is_live, replay};
use super::table::Table;

/// How many versions of a record are shown.
const SHOWN_VERSIONS: usize = 60;

/// The names of files.
pub(crate) type Files = BTreeMap<FileId, String>;

fn name(files: &Files, source: Source) -> String {
    files.get(&source.file).cloned().unwrap_or_default()
}

impl Ledger {
    /// The tables, facts first, then by name.
    fn ordered(&self) -> Vec<&Table> {
        let mut tables: Vec<&Table> = self.tables.iter().collect();
        tables.sort_by_key(|table| (!table.facts, &table.name));
        tables
    }

    /// Records of a table that are there after the months up to one; `None`: before all of them.
    fn live(&self, table: &Table, how: &Replay, until: Option<Month>) -> u64 {
        let live = |record: &&Record| is_live(record, how, until);
        let changed = table.records.iter().filter(live).count() as u64;
        if !table.facts {
            return changed;
        }
        // Facts that no delta speaks of are there all the time.
        let begun = table.records.iter().filter(|record| record.base.is_some()).count() as u64;
        self.base_rows.saturating_sub(begun) + changed
    }

    /// The tables as they are.
    pub fn states(&self, how: &Replay) -> Vec<TableState> {
        let last = self.months().last().copied();
        let state = |table: &Table| TableState {
            name: table.name.clone(),
            facts: table.facts,
            columns: table.columns.clone(),
            key: table.columns.get(table.key).cloned().unwrap_or_default(),
            initial: self.live(table, how, None),
            now: self.live(table, how, last),
        };
        self.ordered().into_iter().map(state).collect()
    }

    /// The months that have deltas, ascending.
    pub fn months(&self) -> BTreeSet<Month> {
        let records = self.tables.iter().flat_map(|table| &table.records);
        records.flat_map(|record| &record.entries).map(|entry| entry.month).collect()
    }

    /// What each month did to each table. `extra` are rows of delta files that cleaning set aside.
    pub fn stops(&self, how: &Replay, extra: &BTreeMap<(String, Month), u64>) -> Vec<Stop> {
        let mut tallies: BTreeMap<(Month, usize), Tally> = BTreeMap::new();
        let tables = self.ordered();
        let mut months = self.months();
        months.extend(extra.keys().map(|(_, month)| *month));
        for (index, table) in tables.iter().enumerate() {
            for record in &table.records {
                replay(table, record, how, |number, effect, _, _| {
                    let Some(entry) = record.entries.get(number) else { return };
                    let tally = tallies.entry((entry.month, index)).or_default();
                    tally.count(effect);
                    tally.read += u64::from(effect != Effect::Off);
                });
            }
            for ((_, month), rows) in
                extra.iter().filter(|((name, month), _)| *name == table.name && how.applies(*month))
            {
                let tally = tallies.entry((*month, index)).or_default();
                tally.read += rows;
                tally.rejected += rows;
            }
            let mut before = None;
            for month in &months {
                if let Some(tally) = tallies.get_mut(&(*month, index)) {
                    tally.start = self.live(table, how, before);
                    tally.end = self.live(table, how, Some(*month));
                    debug_assert!(tally.holds(), "{} {}: {tally:?}", table.name, month.text());
                }
                before = Some(*month);
            }
        }
        let of = |month: Month| {
            let tables = tables.iter().enumerate();
            tables
                .filter_map(|(index, table)| Some((table.name.clone(), *tallies.get(&(month, index))?)))
                .collect()
        };
        months
            .iter()
            .map(|month| Stop { month: *month, on: how.applies(*month), tables: of(*month) })
            .collect()
    }

    /// Every change in order: by month, table, file and line. Calls `take` with each, with a function that puts
    /// it into words only when it is wanted.
    pub fn changes(&self, how: &Replay, files: &Files, mut take: impl FnMut(Effect, &dyn Fn() -> Change)) {
        type Place = (Month, usize, Source, usize, usize, Effect);
        let tables = self.ordered();
        let mut places: Vec<Place> = Vec::new();
        for (index, table) in tables.iter().enumerate() {
            for (slot, record) in table.records.iter().enumerate() {
                let effects = replay(table, record, how, |_, _, _, _| {}).effects;
                let all = record.entries.iter().zip(effects).enumerate();
                places.extend(all.map(|(number, (entry, effect))| {
                    (entry.month, index, entry.source, slot, number, effect)
                }));
            }
        }
        places.sort_by_key(|(month, table, source, ..)| (*month, *table, *source));
        // Records are replayed side by side, each change once. Of the rows of one key in one file only one changes
        // anything, so it does not matter that they come by line here.
        let mut standings: HashMap<(usize, usize), Standing> = HashMap::new();
        for (_, index, source, slot, number, effect) in places {
            let Some(table) = tables.get(index) else { continue };
            let Some(record) = table.records.get(slot) else { continue };
            let Some(entry) = record.entries.get(number) else { continue };
            let before = standings.remove(&(index, slot)).unwrap_or_else(|| Standing::new(table, record));
            let mut after = before.clone();
            if effect.changes() {
                apply(table, record, (number as u32, entry), how, &mut after);
            }
            let words = || Change {
                month: entry.month,
                table: table.name.clone(),
                key: record.key.to_string(),
                action: entry.action,
                effect,
                file: name(files, source),
                line: source.line,
                cells: difference(table, record, &before, &after),
            };
            take(effect, &words);
            if record.entries.len() > 1 {
                standings.insert((index, slot), after);
            }
        }
    }

    /// What became of rows that changed nothing, by file: repeats count as merged, the others as rejected.
    pub fn set_aside(&self, how: &Replay) -> BTreeMap<FileId, Quality> {
        let mut files: BTreeMap<FileId, Quality> = BTreeMap::new();
        let mut note = |source: Source, rule: Rule, column: &str, key: &str, words: &str| {
            let quality = files.entry(source.file).or_default();
            let merged = matches!(rule, Rule::DeltaRepeat | Rule::DuplicateKey);
            *if merged { &mut quality.merged } else { &mut quality.rejected } += 1;
            quality.note(rule, column, || Example {
                line: source.line,
                before: key.to_owned(),
                after: words.to_owned(),
            });
        };
        for table in &self.tables {
            let column = table.columns.get(table.key).map_or("", String::as_str);
            for record in &table.records {
                replay(table, record, how, |number, effect, _, _| {
                    let Some(entry) = record.entries.get(number) else { return };
                    let rule = match effect {
                        Effect::Repeated => Rule::DeltaRepeat,
                        Effect::RefusedMissing | Effect::DeletedMissing | Effect::Superseded => {
                            Rule::DeltaConflict
                        }
                        _ => return,
                    };
                    note(entry.source, rule, column, &record.key, effect.info().words);
                });
            }
            for (file, line, key, differs) in &table.doubles {
                let rule = if *differs { Rule::KeyConflict } else { Rule::DuplicateKey };
                let words = "the first row of this key wins";
                note(Source { file: *file, line: *line }, rule, column, key, words);
            }
        }
        // Examples come by key; the first lines are wanted.
        for quality in files.values_mut() {
            quality.findings.iter_mut().for_each(|finding| finding.examples.sort());
        }
        files
    }

    /// The history of a record; without versions when nothing is known of it.
    pub fn history(&self, table: &str, key: &str, how: &Replay, files: &Files) -> History {
        let mut history = History {
            table: table.to_owned(),
            key: key.to_owned(),
            columns: Vec::new(),
            versions: Vec::new(),
            left_out: 0,
        };
        let Some(table) = self.named(table) else { return history };
        history.columns.clone_from(&table.columns);
        let Some(record) = table.record(key) else { return history };
        let columns = || 0..table.columns.len();
        if let Some(base) = &record.base {
            let cell = |column| (table.cell(base.sheet, &base.cells, column).unwrap_or("").to_owned(), false);
            history.versions.push(Version {
                month: None,
                action: None,
                effect: None,
                file: name(files, base.source),
                line: base.source.line,
                live: true,
                cells: columns().map(cell).collect(),
            });
        }
        replay(table, record, how, |number, effect, before, after| {
            let Some(entry) = record.entries.get(number) else { return };
            let cell = |column| {
                let value = if after.live { after.value(table, record, column) } else { "" };
                let old = if before.live { before.value(table, record, column) } else { "" };
                (value.to_owned(), value != old)
            };
            history.versions.push(Version {
                month: Some(entry.month),
                action: Some(entry.action),
                effect: Some(effect),
                file: name(files, entry.source),
                line: entry.source.line,
                live: after.live,
                cells: columns().map(cell).collect(),
            });
        });
        // Of a record that changes without end the last versions are shown; the audit has all.
        let early = history.versions.len().saturating_sub(SHOWN_VERSIONS);
        history.left_out = early as u64;
        history.versions.drain(..early);
        history
    }

    /// The rows of a dimension as it is: first those of initial files, then those that came.
    pub fn rows<'a>(&self, table: &'a Table, how: &Replay, mut take: impl FnMut(&dyn Fn(usize) -> &'a str)) {
        let standing = |record| replay(table, record, how, |_, _, _, _| {}).standing;
        let all = table.records.iter().map(|record| (record, standing(record)));
        let mut live: Vec<(&Record, Standing)> = all.filter(|(_, standing)| standing.live).collect();
        live.sort_by_key(|(record, standing)| standing.order(record));
        for (record, standing) in &live {
            take(&|column| standing.value(table, record, column));
        }
    }
}

/// Columns whose value a change changed: name, before, after.
fn difference(
    table: &Table,
    record: &Record,
    before: &Standing,
    after: &Standing,
) -> Vec<(String, String, String)> {
    let value = |standing: &Standing, column| {
        let text = if standing.live { standing.value(table, record, column) } else { "" };
        text.to_owned()
    };
    let columns = table.columns.iter().enumerate();
    let cells = columns.map(|(column, name)| (name.clone(), value(before, column), value(after, column)));
    cells.filter(|(_, before, after)| before != after).collect()
}
