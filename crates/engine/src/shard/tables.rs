//! Tables: dimensions and deltas are read whole, by the first shard, before the facts. It tells the others which
//! keys the deltas speak of, hears from them what those facts are, applies the deltas, and tells each which of its
//! rows do not count any more, which come in their place, and what the dimensions call every key.

use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use callscape_model::delta::{Action as Change, Applied, Effect, Lost, Replay, SHOWN};
use callscape_model::dimension::Dimension;
use callscape_model::field::{Field, Use};
use callscape_model::message::{FileId, Place, Reply, Slice, Tabled};
use callscape_model::month::Month;
use callscape_model::plan::{ColumnPlan, DateOrder, DecimalMark, Dialect, Plan};
use callscape_model::quality::{Action, Example, Quality, Rule};
use callscape_model::table::{KNOWN_TABLES, KnownUse, Membership, Role};
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_128_with_seed;

use super::pass::Sink;
use super::store::internal;
use super::{Output, Shard};
use crate::block::{Block, Row};
use crate::clean::Watch;
use crate::clean::row::Cleaner;
use crate::clean::time::{Stamp, read};
use crate::delta::{Base, Cells, Entry, Facts, Join, Ledger, Source, Target, join};
use crate::export::{Aside, raw_cell};
use crate::ingest::End;

/// Everything that the first shard knows of the tables.
#[derive(Debug, Default)]
pub(super) struct Tables {
    pub(super) ledger: Ledger,
    /// Sheets of the facts' initial files.
    sheets: BTreeMap<FileId, u32>,
    pub(super) asides: Vec<Aside>,
    /// Rows of delta files that cleaning set aside.
    extra: BTreeMap<(String, Month), u64>,
    /// Files whose rows are those of an earlier one, with that one and their rows.
    repeated: Vec<(FileId, FileId, u64)>,
    /// What the rows of each file are known by: table, month, hash.
    seen: BTreeMap<(String, Option<Month>, u128), FileId>,
    pub(super) replay: Replay,
}

/// What another shard has of the facts that deltas speak of.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Bases {
    /// How many of its initial rows count.
    rows: u64,
    found: Vec<Found>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Found {
    hash: u128,
    place: Place,
    line: u64,
    cells: Vec<String>,
}

/// What a shard is told after the deltas were applied.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Overlay {
    /// How its rows are read.
    pub(super) plan: Plan,
    pub(super) joins: Vec<Join>,
    /// Columns of keys that have names now.
    pub(super) hidden: Vec<Dimension>,
    /// Keys without a record: their column, the table, their codes.
    pub(super) gone: Vec<(Dimension, String, Vec<u16>)>,
    /// Rows that do not count any more.
    pub(super) dead: Vec<Place>,
    /// Rows that count, as CSV without a header.
    pub(super) rows: Vec<u8>,
    /// The row in whose place each of them comes.
    pub(super) bases: Vec<Option<Place>>,
    /// Where the last change of each of them stands.
    pub(super) sources: Vec<(FileId, u64)>,
    /// What the deltas did; for one shard only.
    pub(super) applied: Option<Applied>,
}

/// A kept row of a file that is read whole.
#[derive(Debug)]
struct Line {
    key: String,
    line: u64,
    /// What it does, in a delta.
    action: Option<Change>,
    updated: Option<String>,
    cells: Cells,
}

/// A file that is read whole.
#[derive(Debug)]
struct Whole {
    file: FileId,
    /// Lines before its first record.
    lines: u64,
    cleaner: Cleaner,
    member: Membership,
    /// Columns that belong to the table, with their places.
    names: Vec<(u32, String)>,
    key: usize,
    updated: Option<usize>,
    rows: Vec<Line>,
    asides: Vec<Aside>,
    read: u64,
    /// Of all records, in their order.
    hash: u128,
    rest: VecDeque<(FileId, u64, u64)>,
    done: Tabled,
}

impl Shard {
    /// Reads the files that are read whole: file, first byte, lines before it.
    pub(super) fn read_tables(&mut self, mut files: Vec<(FileId, u64, u64)>, out: &mut Vec<Output>) {
        let order = |file: &FileId| {
            let member = self.draft.sides.get(file).and_then(|recipe| recipe.plan.member.as_ref());
            member.map(|member| (member.delta, member.month, member.role != Role::Dimension))
        };
        files.sort_by_key(|(file, ..)| (order(file), *file));
        let mut tables = Tables::default();
        for (file, recipe) in &self.draft.recipes {
            let Some(member) = &recipe.plan.member else { continue };
            let Some(table) = tables.ledger.table(&member.table, true) else { continue };
            let sheet = table.sheet(*file, &own_columns(&recipe.plan), key_name(&recipe.plan));
            tables.sheets.insert(*file, sheet);
        }
        self.draft.tables = Some(tables);
        self.next_table(files.into(), Tabled::default(), out);
    }

    fn next_table(&mut self, mut rest: VecDeque<(FileId, u64, u64)>, done: Tabled, out: &mut Vec<Output>) {
        let Some((file, from, lines)) = rest.pop_front() else { return self.tables_read(done, out) };
        let Some(recipe) = self.draft.sides.get(&file).cloned() else {
            return Shard::fail(out, internal(&"a table without a plan"));
        };
        let size = self.files.get(&file).map_or(0, |open| open.size);
        let met = std::mem::take(&mut self.draft.met);
        let plan = &recipe.plan;
        let whole = Whole {
            file,
            lines,
            cleaner: Cleaner::new(recipe.clone(), met),
            member: plan.member.clone().unwrap_or_default(),
            names: own_columns(plan),
            key: plan.column(Field::CallId).unwrap_or(0),
            updated: plan.column(Field::Updated),
            rows: Vec::new(),
            asides: Vec::new(),
            read: 0,
            hash: 0,
            rest,
            done,
        };
        let slice = Slice { index: 0, from, to: size, exact: true };
        self.decode((file, slice), &recipe, Box::new(whole), out);
    }

    /// All tables are read: tells the other shards which keys to watch.
    fn tables_read(&mut self, done: Tabled, out: &mut Vec<Output>) {
        let mut hashes: Vec<u128> = Vec::new();
        if let Some(tables) = &mut self.draft.tables {
            tables.ledger.tables.iter_mut().for_each(crate::delta::Table::sort);
            hashes.extend(tables.ledger.facts().into_iter().flat_map(crate::delta::Table::hashes));
        }
        let mut message = self.exchange.message(super::exchange::WATCH);
        hashes.iter().for_each(|hash| message.extend_from_slice(&hash.to_le_bytes()));
        for to in (0..self.shards).filter(|to| *to != self.id) {
            out.push(Output::Peer { to, bytes: message.clone() });
        }
        self.exchange.watch = Some(Rc::new(Watch::from_iter(hashes)));
        out.push(Output::reply(Reply::Tabled(Box::new(done))));
    }

    /// What this shard has of the facts that deltas speak of, and how many of its rows count.
    pub(super) fn own_bases(&mut self) -> Bases {
        let mut bases = Bases::default();
        for ((file, slice), held) in &mut self.draft.slices {
            bases.rows += held.len() - held.lost.len() as u64;
            for watched in std::mem::take(&mut held.watched) {
                if held.lost.binary_search(&watched.row).is_ok() {
                    continue;
                }
                let place = Place { file: *file, slice: *slice, row: watched.row };
                let line = held.lines + u64::from(watched.line);
                bases.found.push(Found { hash: watched.hash, place, line, cells: watched.cells });
            }
        }
        bases
    }

    /// Takes in what a shard has.
    pub(super) fn attach(&mut self, from: u32, bases: Bases) {
        let Some(tables) = &mut self.draft.tables else { return };
        tables.ledger.base_rows += bases.rows;
        for found in bases.found {
            tables.ledger.homes.insert(found.place, from);
            let Some(sheet) = tables.sheets.get(&found.place.file).copied() else { continue };
            let source = Source { file: found.place.file, line: found.line };
            let base = Base { source, place: Some(found.place), sheet, cells: Cells::new(&found.cells) };
            if let Some(table) = tables.ledger.facts_mut() {
                table.attach(found.hash, base);
            }
        }
    }

    /// Applies the deltas: what each shard is told.
    pub(super) fn overlays(&mut self, draft: bool, how: Replay) -> Vec<Overlay> {
        let files: BTreeMap<FileId, String> =
            self.files.iter().map(|(file, open)| (*file, open.name.clone())).collect();
        let store = if draft { &mut self.draft } else { &mut self.live };
        let Some(mut tables) = store.tables.take() else { return Vec::new() };
        tables.replay = how;
        let plan = store.overlay_plan(&tables.ledger);
        let named = store.joins(&tables);
        let lost = named.lost.clone();
        let applied = tables.applied(&files, lost);
        let facts = tables.ledger.replay_facts(&tables.replay);
        let home = |place: &Place| tables.ledger.homes.get(place).copied().unwrap_or(0);
        let overlays = (0..self.shards)
            .map(|shard| {
                let mine = Facts {
                    dead: facts.dead.iter().filter(|place| home(place) == shard).copied().collect(),
                    rows: facts
                        .rows
                        .iter()
                        .filter(|(_, base, _)| base.as_ref().map_or(0, home) == shard)
                        .cloned()
                        .collect(),
                };
                overlay(&plan, &named, mine, (shard == self.id).then(|| applied.clone()))
            })
            .collect();
        store.tables = Some(tables);
        overlays
    }
}

/// What dimensions say of the keys that facts have.
#[derive(Debug, Default)]
struct Named {
    joins: Vec<Join>,
    /// Columns of keys that need not be shown beside their names.
    hidden: Vec<Dimension>,
    /// Keys without a record: their column, the table, their codes.
    gone: Vec<(Dimension, String, Vec<u16>)>,
    /// The same in words.
    lost: Vec<Lost>,
}

fn overlay(plan: &Plan, named: &Named, facts: Facts, applied: Option<Applied>) -> Overlay {
    let mut writer = csv::WriterBuilder::new().quote_style(csv::QuoteStyle::Always).from_writer(Vec::new());
    for (cells, ..) in &facts.rows {
        // Writing to memory cannot fail.
        let _ = writer.write_record(cells);
    }
    Overlay {
        plan: plan.clone(),
        joins: named.joins.clone(),
        hidden: named.hidden.clone(),
        gone: named.gone.clone(),
        dead: facts.dead,
        rows: writer.into_inner().unwrap_or_default(),
        bases: facts.rows.iter().map(|(_, base, _)| *base).collect(),
        sources: facts.rows.iter().map(|(.., source)| (source.file, source.line)).collect(),
        applied,
    }
}

/// The columns of a file that belong to its table, with their places.
fn own_columns(plan: &Plan) -> Vec<(u32, String)> {
    let own = |column: &ColumnPlan| !matches!(column.usage, Use::Field(Field::Action | Field::Updated));
    let columns = plan.columns.iter().enumerate().filter(|(_, column)| own(column));
    columns.map(|(place, column)| (place as u32, column.name.clone())).collect()
}

fn key_name(plan: &Plan) -> Option<&str> {
    plan.column(Field::CallId).and_then(|key| plan.columns.get(key)).map(|column| column.name.as_str())
}

impl Sink for Whole {
    fn block(&mut self, block: &Block) {
        for row in block.rows() {
            self.read += 1;
            self.hash = xxh3_128_with_seed(row.raw(), self.hash as u64) ^ self.hash.rotate_left(1);
            match self.cleaner.clean(row) {
                Ok(()) => self.keep(row),
                Err((rule, column)) => self.set_aside(row, rule, column),
            }
        }
    }

    fn done(self: Box<Self>, _: End, shard: &mut Shard, out: &mut Vec<Output>) {
        let Whole {
            file, lines, cleaner, member, names, rows, asides, read, hash, rest, mut done, key, ..
        } = *self;
        let key_name = names.iter().find(|(place, _)| *place as usize == key).map(|(_, name)| name.clone());
        let finished = cleaner.finish();
        shard.draft.met = finished.dictionaries;
        let mut quality = Quality::default();
        quality.merge(&finished.findings.report(read, rows.len() as u64), lines);
        done.files.insert(file, quality);
        if let Some(tables) = &mut shard.draft.tables {
            tables.take(file, &member, hash, (&names, key_name.as_deref()), rows, asides);
        }
        shard.next_table(rest, done, out);
    }
}

/// When a row was written, as a text that compares as the time does; what is no time compares as it stands.
fn moment(text: &str) -> String {
    match read(text.as_bytes(), DateOrder::default()).map(|reading| reading.stamp) {
        Some(Stamp::Wall(seconds) | Stamp::Instant(seconds)) => {
            format!("{:020}", i128::from(seconds) - i128::from(i64::MIN))
        }
        None => text.to_owned(),
    }
}

impl Whole {
    fn keep(&mut self, row: Row<'_>) {
        let key = self.cleaner.canonical(row, self.key);
        let cells: Vec<String> = (0..self.cleaner.recipe().parts.len())
            .map(|column| self.cleaner.canonical(row, column))
            .collect();
        self.cleaner.meet_months();
        let action = self.cleaner.values().change;
        let updated = self
            .updated
            .and_then(|column| cells.get(column))
            .filter(|text| !text.is_empty())
            .map(|t| moment(t));
        let line = self.lines + row.line();
        self.rows.push(Line { key, line, action, updated, cells: Cells::new(&cells) });
    }

    fn set_aside(&mut self, row: Row<'_>, rule: Rule, column: Option<usize>) {
        let plan = &self.cleaner.recipe().plan;
        let name = column.and_then(|column| plan.columns.get(column)).map_or("", |c| c.name.as_str());
        self.asides.push(Aside {
            file: self.file,
            line: self.lines + row.line(),
            column: name.to_owned(),
            rule,
            value: raw_cell(plan, row, column),
            raw: String::from_utf8_lossy(row.raw()).into_owned(),
        });
    }
}

/// A row of an initial file whose key an earlier one has, with other values.
fn double(lost: &Base, key: String, names: &[(u32, String)], column: &str) -> Aside {
    let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
    // Writing to memory cannot fail.
    let _ = writer.write_record(names.iter().map(|(place, _)| lost.cells.get(*place as usize)));
    let raw = String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default();
    Aside {
        file: lost.source.file,
        line: lost.source.line,
        column: column.to_owned(),
        rule: Rule::KeyConflict,
        value: key,
        raw: raw.trim_end().to_owned(),
    }
}

/// How many months that lack are named.
const NAMED: usize = 3;

impl Tables {
    /// Takes in the rows of a file, unless they are those of an earlier one.
    fn take(
        &mut self,
        file: FileId,
        member: &Membership,
        hash: u128,
        (names, key): (&[(u32, String)], Option<&str>),
        rows: Vec<Line>,
        asides: Vec<Aside>,
    ) {
        let month = member.month.filter(|_| member.delta);
        // Equal rows under other headers say something else.
        let hash = names.iter().fold(hash, |hash, (place, name)| {
            xxh3_128_with_seed(name.as_bytes(), hash as u64 ^ u64::from(*place)) ^ hash.rotate_left(1)
        });
        let set_aside = asides.len() as u64;
        self.asides.extend(asides);
        let first = *self.seen.entry((member.table.clone(), month, hash)).or_insert(file);
        if first != file && !rows.is_empty() {
            return self.repeated.push((file, first, rows.len() as u64));
        }
        if let Some(month) = month.filter(|_| set_aside > 0) {
            *self.extra.entry((member.table.clone(), month)).or_default() += set_aside;
        }
        let Some(table) = self.ledger.table(&member.table, member.role == Role::Facts) else { return };
        let sheet = table.sheet(file, names, key);
        let name = key.unwrap_or_default();
        for Line { key, line, action, updated, cells } in rows {
            let source = Source { file, line };
            match (month, action) {
                (Some(month), Some(action)) => {
                    let updated = updated.map(Into::into);
                    table.change(&key, Entry { month, source, action, updated, sheet, cells });
                }
                _ => {
                    let lost = table.begin(&key, Base { source, place: None, sheet, cells });
                    self.asides.extend(lost.map(|lost| double(&lost, key, names, name)));
                }
            }
        }
    }

    /// Everything the deltas did, in words.
    fn applied(&self, files: &BTreeMap<FileId, String>, lost: Vec<Lost>) -> Applied {
        let (mut conflicts, mut changes) = (Vec::new(), Vec::new());
        let (mut all_conflicts, mut all_changes) = (0, 0);
        self.ledger.changes(&self.replay, files, |effect, words| {
            if effect == Effect::Off {
                return;
            }
            all_changes += 1;
            if changes.len() < SHOWN {
                changes.push(words());
            }
            if effect.is_conflict() {
                all_conflicts += 1;
                if conflicts.len() < SHOWN {
                    conflicts.push(words());
                }
            }
        });
        let every = Replay { until: None, off: Default::default(), ..self.replay.clone() };
        let mut aside = self.ledger.set_aside(&every);
        let name = |file: &FileId| files.get(file).cloned().unwrap_or_default();
        for (file, first, rows) in &self.repeated {
            let quality = aside.entry(*file).or_default();
            quality.merged += rows;
            let words = format!("every row is that of {}", name(first));
            quality.note(Rule::DeltaRepeat, "", || Example { line: 0, before: String::new(), after: words });
        }
        let mut applied = Applied {
            replay: self.replay.clone(),
            tables: self.ledger.states(&self.replay),
            stops: self.ledger.stops(&self.replay, &self.extra),
            conflicts,
            changes,
            all_changes,
            all_conflicts,
            lost,
            repeated: self.repeated.iter().map(|(file, first, _)| (name(file), name(first))).collect(),
            notes: Vec::new(),
            files: aside,
        };
        applied.notes = self.notes(&applied);
        applied
    }

    fn notes(&self, applied: &Applied) -> Vec<String> {
        let mut notes = Vec::new();
        let gaps = applied.gaps();
        if !gaps.is_empty() {
            let named: Vec<String> = gaps.iter().take(NAMED).map(|month| month.name()).collect();
            let more = gaps.len() - named.len();
            let more = if more > 0 { format!(" and {more} more months") } else { String::new() };
            notes.push(format!(
                "No delta of {}{more} was dropped; the months after are applied all the same.",
                named.join(", ")
            ));
        }
        for table in &self.ledger.tables {
            let begun = table.records.iter().any(|record| record.base.is_some());
            let initial = if table.facts { !self.sheets.is_empty() } else { begun };
            if !initial {
                notes.push(format!("{} has deltas but no initial file: it begins empty.", table.name));
            }
            let mut folded: BTreeMap<String, &str> = BTreeMap::new();
            let twins = table.records.iter().filter_map(|record| {
                let first = *folded.entry(record.key.to_lowercase()).or_insert(&record.key);
                (first != &*record.key).then(|| format!("{first} and {}", record.key))
            });
            let twins: Vec<String> = twins.take(3).collect();
            if !twins.is_empty() {
                notes.push(format!(
                    "Keys of {} that differ only in case are different records: {}.",
                    table.name,
                    twins.join(", ")
                ));
            }
        }
        notes
    }
}

impl super::store::Store {
    /// How the rows that deltas bring are read: the table's columns as CSV, with nothing set aside any more.
    fn overlay_plan(&self, ledger: &Ledger) -> Plan {
        let plans = || self.recipes.values().chain(self.sides.values()).map(|recipe| &recipe.plan);
        let facts = |plan: &&Plan| plan.role() == Role::Facts;
        let first = plans().find(facts);
        let column = |name: &String| {
            let own = |plan: &Plan| plan.columns.iter().find(|column| column.name == *name).cloned();
            let found = plans().filter(facts).find_map(own).unwrap_or_else(|| ColumnPlan::free(name.clone()));
            ColumnPlan { decimal: DecimalMark::Point, ..found }
        };
        let columns =
            ledger.facts().map_or_else(Vec::new, |table| table.columns.iter().map(column).collect());
        let table = ledger.facts().map_or("", |table| table.name.as_str()).to_owned();
        let actions = first.map(|plan| plan.actions.clone()).unwrap_or_default();
        Plan {
            dialect: Dialect { header: false, ..Dialect::default() },
            columns,
            zone: self.zone.clone(),
            actions: actions.into_iter().filter(|(_, action)| *action != Action::Reject).collect(),
            member: Some(Membership { table, role: Role::Facts, delta: false, month: None }),
            month_by: first.map(|plan| plan.month_by).unwrap_or_default(),
        }
    }

    /// Names for the keys that facts have.
    fn joins(&self, tables: &Tables) -> Named {
        let mut named = Named::default();
        for (column, name) in self.references() {
            let from = Dimension::Column(column);
            let keys = self.dictionaries.iter().find(|(d, _)| *d == from).map_or(&[][..], |(_, keys)| keys);
            let table = tables.ledger.named(&name);
            let targets = match table {
                Some(table) => self.targets(table),
                None => known_targets(&name),
            };
            let taken = |target: &Target| named.joins.iter().any(|join| join.to == target.dimension);
            let targets: Vec<Target> = targets.into_iter().filter(|target| !taken(target)).collect();
            let empty = crate::delta::Table::new(&name, false);
            let (more, missing) = join(table.unwrap_or(&empty), &tables.replay, &from, keys, &targets);
            if table.is_some() {
                let code = |lost: &Lost| keys.binary_search(&lost.key).ok().map(|code| code as u16);
                named.gone.push((from.clone(), name, missing.iter().filter_map(code).collect()));
                named.hidden.push(from);
                named.lost.extend(missing);
            }
            named.joins.extend(more);
        }
        named
    }

    /// Columns of facts that hold keys of other tables.
    fn references(&self) -> Vec<(String, String)> {
        let recipes = self.recipes.values().chain(self.sides.values());
        let facts = recipes.filter(|recipe| recipe.plan.role() == Role::Facts);
        let mut references: Vec<(String, String)> = Vec::new();
        for column in facts.flat_map(|recipe| &recipe.plan.columns) {
            if let Use::Reference(table) = &column.usage
                && !references.iter().any(|(name, _)| *name == column.name)
            {
                references.push((column.name.clone(), table.clone()));
            }
        }
        references
    }

    /// The columns of a dimension by which facts are grouped: its label first.
    fn targets(&self, table: &crate::delta::Table) -> Vec<Target> {
        let plans = self.sides.values().map(|recipe| &recipe.plan);
        let own = plans.filter(|plan| plan.member.as_ref().is_some_and(|member| member.table == table.name));
        let mut uses: BTreeMap<&str, &Use> = BTreeMap::new();
        for column in own.flat_map(|plan| &plan.columns) {
            uses.entry(&column.name).or_insert(&column.usage);
        }
        let facts = self.recipes.values().flat_map(|recipe| &recipe.plan.columns);
        let facts: Vec<&str> = facts.map(|column| column.name.as_str()).collect();
        let mut targets = Vec::new();
        for (column, name) in table.columns.iter().enumerate() {
            let dimension = match uses.get(name.as_str()) {
                Some(Use::Field(Field::Agent)) => Dimension::Agent,
                Some(Use::Field(Field::Center)) => Dimension::Center,
                Some(Use::Field(Field::Category)) => Dimension::Category,
                Some(Use::Field(Field::Department)) => Dimension::Department,
                Some(Use::Dimension) if facts.contains(&name.as_str()) => {
                    Dimension::Column(format!("{}.{name}", table.name))
                }
                Some(Use::Dimension) => Dimension::Column(name.clone()),
                _ => continue,
            };
            let apart = dimension == Dimension::Agent;
            targets.push(Target { column, dimension, apart });
        }
        targets
    }
}

/// What a known table would tell if it were there: every name is *Unknown* without it.
fn known_targets(name: &str) -> Vec<Target> {
    let fields = KNOWN_TABLES.iter().filter(|table| table.name == name).flat_map(|table| table.columns);
    let dimension = |usage: &KnownUse| match usage {
        KnownUse::Field(Field::Agent) => Some(Dimension::Agent),
        KnownUse::Field(Field::Center) => Some(Dimension::Center),
        KnownUse::Field(Field::Category) => Some(Dimension::Category),
        KnownUse::Field(Field::Department) => Some(Dimension::Department),
        _ => None,
    };
    fields
        .filter_map(|(_, usage)| dimension(usage))
        .map(|dimension| Target { column: 0, dimension, apart: false })
        .collect()
}

/// Category values that only names have.
pub(super) fn joined_dictionaries(joins: &[Join]) -> Vec<(Dimension, Vec<String>)> {
    joins.iter().map(|join| (join.to.clone(), join.values.clone())).collect()
}

/// The dictionaries of all shards with those that names bring, by dimension.
pub(super) fn with_joined(
    mut dictionaries: Vec<(Dimension, Vec<String>)>,
    joins: &[Join],
) -> Vec<(Dimension, Vec<String>)> {
    let to = |dimension: &Dimension| joins.iter().any(|join| join.to == *dimension);
    dictionaries.retain(|(dimension, _)| !to(dimension));
    dictionaries.extend(joined_dictionaries(joins));
    dictionaries.sort_by(|(a, _), (b, _)| a.cmp(b));
    dictionaries
}
