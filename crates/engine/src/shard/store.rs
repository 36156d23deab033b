//! The rows that a shard has, by slice, and what all shards agree on.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

use arrow_schema::ArrowError;
use callscape_model::calendar::span;
use callscape_model::dimension::{Dimension, OTHERS};
use callscape_model::field::Field;
use callscape_model::message::{Failure, FileId, Has, Place, Settled, Settlement, Slice};
use callscape_model::plan::Plan;
use callscape_model::quality::{Action, Example, Quality, Rule};
use callscape_model::table::Subject;

use crate::clean::category::Dictionaries;
use crate::clean::lines::Lines;
use crate::clean::recipe::Recipe;
use crate::clean::zone::Zone;
use crate::clean::{Cleaned, Reject, RowKey, Watched};
use crate::functions::{derive, enrich};
use crate::keys::Loser;
use crate::schema::{Clean, DURATION, Gold, START};
use crate::summarize::{Classes, Known, Rows, Spans};
use crate::transcript::Scoring;

use super::companion::{Beside, Companions, Partner};
use super::overlay::Added;
use super::ranges::Ranges;
use super::spelling::Spellings;
use super::tables::Tables;

/// One slice with its rows.
#[derive(Debug)]
pub(super) struct Held {
    /// Where its records are: exact.
    pub(super) slice: Slice,
    /// What the byte offsets of its rows count from.
    pub(super) base: u64,
    /// Clean rows, until they become gold.
    clean: Option<Clean>,
    pub(super) gold: Option<Gold>,
    /// The classes of its rows, where they are few.
    pub(super) classes: Option<Classes>,
    /// Durations and starts of all its rows, while these are what they were when it was read.
    pub(super) ranges: Option<Ranges>,
    /// Rows that deltas speak of, until those are applied.
    pub(super) watched: Vec<Watched>,
    pub(super) keys: Vec<RowKey>,
    /// Where its rows stand, until keys are exchanged.
    pub(super) rows_at: Lines,
    /// How many rows have a key.
    pub(super) keyed: u64,
    pub(super) rejects: Vec<Reject>,
    /// Rows that lost against earlier ones, by row.
    pub(super) losers: Vec<Loser>,
    /// The rows of `losers`, where they do not count.
    pub(super) lost: Vec<u32>,
    /// The same, and rows that deltas deleted or replaced.
    pub(super) dead: Vec<u32>,
    /// Lines before it in the file.
    pub(super) lines: u64,
    pub(super) has: Has,
    /// What companions say of its rows, until they become gold.
    pub(super) beside: Option<Beside>,
    /// Where the other sides of its rows stand, by row.
    pub(super) partners: Vec<Partner>,
    /// What the search found.
    pub(super) found: Option<Vec<u64>>,
}

/// Rows by slice, and what all shards agree on.
#[derive(Debug, Default)]
pub(super) struct Store {
    /// How each file that is counted is read.
    pub(super) recipes: BTreeMap<FileId, Rc<Recipe>>,
    /// How each file is read that is read whole.
    pub(super) sides: BTreeMap<FileId, Rc<Recipe>>,
    /// The tables; only the first shard has them.
    pub(super) tables: Option<Tables>,
    /// The rows that deltas bring to this shard.
    pub(super) added: Added,
    /// Categories that dimensions bring.
    pub(super) joined: Vec<(Dimension, Vec<String>)>,
    /// Columns of keys that have names.
    pub(super) hidden: Vec<Dimension>,
    /// Keys without a record: their column, the table, their codes.
    pub(super) gone: Vec<(Dimension, String, Vec<u16>)>,
    /// Spellings of agents that count as another one.
    pub(super) spellings: Spellings,
    /// The workspace zone.
    pub(super) zone: String,
    /// Values in the order in which this shard met them.
    pub(super) met: Dictionaries,
    /// Values of all shards, sorted.
    pub(super) dictionaries: Vec<(Dimension, Vec<String>)>,
    pub(super) slices: BTreeMap<(FileId, u32), Held>,
    /// Slices that no glance has told of yet.
    unseen: Vec<(FileId, u32)>,
    /// Records of another subject that share ids with these.
    pub(super) companions: Companions,
    /// Companions that rows have as their other side.
    matched: u64,
    /// Lines before each slice of all shards.
    lines: BTreeMap<(FileId, u32), u64>,
    /// First and last start of the rows that count.
    starts: Option<(i64, i64)>,
    /// The longest duration of the rows that count, in milliseconds.
    longest: i64,
    /// The different durations of slices with classes.
    pub(super) lengths: Spans,
    /// First and last start of the rows of all shards, before deltas.
    all_starts: Option<(i64, i64)>,
}

impl Store {
    pub(super) fn prepare(
        &mut self,
        file: FileId,
        plan: Plan,
        scoring: Option<Rc<Scoring>>,
        companion: bool,
    ) -> Result<(), Failure> {
        let zone = plan.zone.clone();
        let recipe = Recipe::new(plan, scoring).ok_or_else(|| {
            Failure::new(
                "loading",
                format!("There is no time zone named {zone}."),
                "Choose another time zone.",
            )
        })?;
        self.zone = zone;
        let files = match recipe.plan.is_counted() {
            _ if companion => &mut self.companions.recipes,
            true => &mut self.recipes,
            false => &mut self.sides,
        };
        files.insert(file, Rc::new(recipe));
        // What was read of it in another way is void, and so is what glances have told.
        for slices in [&mut self.slices, &mut self.companions.slices] {
            slices.retain(|(other, _), _| *other != file);
        }
        self.unseen = self.slices.keys().copied().collect();
        Ok(())
    }

    /// Whether the rows are facts with tables, not call records.
    pub(super) fn is_tabular(&self) -> bool {
        self.recipes.values().chain(self.sides.values()).any(|recipe| recipe.tabular)
    }

    /// Keeps the rows of a slice whose first record begins at byte `first`.
    ///
    /// # Errors
    /// A fault of a derived column.
    pub(super) fn hold(
        &mut self,
        file: FileId,
        slice: Slice,
        first: u64,
        cleaned: Cleaned,
    ) -> Result<(), Failure> {
        let companion = self.companions.recipes.contains_key(&file);
        // What companions say may change rows: those are sorted when they settle.
        let (clean, classes, ranges) = match self.subject() {
            Subject::Calls if self.companions.is_empty() => {
                self.classify_new(cleaned.clean).map_err(|error| internal(&error))?
            }
            _ => (cleaned.clean, None, None),
        };
        let held = Held {
            slice: Slice { from: first, exact: true, ..slice },
            base: slice.from,
            clean: Some(clean),
            gold: None,
            classes,
            ranges,
            watched: cleaned.watched,
            keyed: cleaned.keys.iter().filter(|key| key.hash().is_some()).count() as u64,
            keys: cleaned.keys,
            rows_at: cleaned.lines,
            rejects: cleaned.rejects,
            losers: Vec::new(),
            lost: Vec::new(),
            dead: Vec::new(),
            lines: 0,
            has: cleaned.has,
            beside: None,
            partners: Vec::new(),
            found: None,
        };
        let at = (file, slice.index);
        let slices = if companion { &mut self.companions.slices } else { &mut self.slices };
        if slices.insert(at, held).is_none() && !companion {
            self.unseen.push(at);
        }
        Ok(())
    }

    /// Calls that were just read and may still be in the processor's cache, with their classes and ranges.
    fn classify_new(&mut self, clean: Clean) -> Result<(Clean, Option<Classes>, Option<Ranges>), ArrowError> {
        let gold = derive(&clean)?;
        let classes = Classes::of(&gold, Subject::Calls, &mut self.lengths);
        let ranges = Ranges::of(&gold, classes.as_ref(), self.lengths.values());
        let clean = match &classes {
            Some(classes) => clean.replaced(DURATION, classes.column()?)?,
            None => clean,
        };
        Ok((clean, classes, Some(ranges)))
    }

    /// What the rows are.
    pub(super) fn subject(&self) -> Subject {
        let recipe = self.recipes.values().chain(self.sides.values()).next();
        recipe.map(|recipe| recipe.plan.subject()).unwrap_or_default()
    }

    /// How a file is read that is counted, or a companion.
    pub(super) fn recipe(&self, file: FileId) -> Option<Rc<Recipe>> {
        self.recipes.get(&file).or_else(|| self.companions.recipes.get(&file)).cloned()
    }

    /// The values that a file's rows were met with.
    pub(super) fn met(&mut self, file: FileId) -> &mut Dictionaries {
        let companion = self.companions.recipes.contains_key(&file);
        if companion { &mut self.companions.met } else { &mut self.met }
    }

    /// Slices that no glance has told of yet; from now on, it has.
    pub(super) fn see(&mut self) -> Vec<&Held> {
        let unseen = std::mem::take(&mut self.unseen);
        unseen.into_iter().filter_map(|at| self.slices.get(&at)).collect()
    }

    /// Where the other side of a row stands.
    pub(super) fn partner(&self, place: Place) -> Option<Partner> {
        let partners = &self.slices.get(&(place.file, place.slice))?.partners;
        let found = partners.binary_search_by_key(&place.row, |partner| partner.row).ok()?;
        partners.get(found).copied()
    }

    /// The rows of every slice, in file order.
    pub(super) fn rows(&self) -> impl Iterator<Item = ((FileId, u32), Rows<'_>)> {
        self.slices.iter().filter_map(|(at, held)| held.rows().map(|rows| (*at, rows)))
    }

    /// What is known of the rows before they are counted.
    pub(super) fn known(&self) -> Known<'_> {
        Known {
            dictionaries: &self.dictionaries,
            hidden: &self.hidden,
            subject: self.subject(),
            days: self.starts.map(|(first, last)| (day(first), day(last))),
            longest: self.longest,
            lengths: self.lengths.values(),
        }
    }

    /// The absolute line of a line in a slice of any shard.
    pub(super) fn line(&self, place: Place, line: u32) -> u64 {
        self.lines.get(&(place.file, place.slice)).copied().unwrap_or(0) + u64::from(line)
    }

    /// Makes the draft answer questions: codes become those of all shards, losers stop counting.
    pub(super) fn settle(
        &mut self,
        settlement: Settlement,
        losers: Vec<Loser>,
        names: &BTreeMap<FileId, String>,
    ) -> Result<BTreeMap<FileId, Quality>, Failure> {
        self.lines = settlement.lines;
        self.all_starts = settlement.starts;
        self.dictionaries = settlement.dictionaries;
        let merge: BTreeSet<FileId> = settlement.merge.iter().copied().collect();
        let merges = |file: &FileId| merge.contains(file);
        let lost = losers.into_iter().filter(|l| merges(&l.place.file) && merges(&l.winner.file));
        let lost: Vec<Loser> = lost.collect();
        self.part(&merge, &lost);
        let duplicates = self.bury(lost, names);
        let recipes = self.recipes.values().chain(self.companions.recipes.values());
        self.spellings = Spellings::new(&settlement.agents, recipes);
        self.spellings.leave_out(&mut self.dictionaries);
        let codes = recoding(&self.met, &self.dictionaries, &self.spellings);
        for (at, held) in &mut self.slices {
            held.lines = self.lines.get(at).copied().unwrap_or(0);
            (held.keys, held.rows_at) = Default::default();
            held.lost.sort_unstable();
            held.dead.clone_from(&held.lost);
            if let Some(mut clean) = held.clean.take() {
                if let Some(beside) = held.beside.take() {
                    let laid = beside.lay(&clean).map_err(|error| internal(&error))?;
                    let recorded;
                    (clean, held.partners, recorded) = laid;
                    held.has.recorded = recorded;
                    (held.classes, held.ranges) = (None, None);
                }
                let classes = held.classes.take().map(|classes| classes.recoded(&codes));
                held.classes = classes.transpose().map_err(|error| internal(&error))?;
                held.gold = Some(enrich(&clean, &codes).map_err(|error| internal(&error))?);
            }
        }
        Ok(duplicates)
    }

    /// Rows of files whose ids are none have no other side, nor are such companions one. Counts the companions that
    /// have a row: a row that lost against another one has the same.
    fn part(&mut self, merge: &BTreeSet<FileId>, losers: &[Loser]) {
        let none = BTreeSet::new();
        let losers: BTreeSet<Place> = losers.iter().map(|loser| loser.place).collect();
        self.matched = 0;
        for ((file, slice), held) in &mut self.slices {
            let Some(beside) = &mut held.beside else { continue };
            beside.part(if merge.contains(file) { merge } else { &none });
            let first = |row: &u32| !losers.contains(&Place { file: *file, slice: *slice, row: *row });
            self.matched += beside.rows().filter(first).count() as u64;
        }
    }

    /// Marks losers, and reports them by file.
    fn bury(
        &mut self,
        mut sorted: Vec<Loser>,
        names: &BTreeMap<FileId, String>,
    ) -> BTreeMap<FileId, Quality> {
        let mut reports: BTreeMap<FileId, Quality> = BTreeMap::new();
        sorted.sort_unstable();
        for loser in sorted {
            let file = loser.place.file;
            let Some(recipe) = self.recipe(file) else { continue };
            let rule = if loser.conflict { Rule::KeyConflict } else { Rule::DuplicateKey };
            let column = recipe.plan.column(Field::CallId).and_then(|i| recipe.column(i));
            let report = reports.entry(file).or_default();
            let example = Example {
                line: self.line(loser.place, loser.line),
                before: String::new(),
                after: format!(
                    "first on line {} of {}",
                    self.line(loser.winner, loser.winner_line),
                    names.get(&loser.winner.file).map_or("its file", String::as_str)
                ),
            };
            report.note(rule, column.map_or("", |c| c.name.as_str()), || example);
            if recipe.action(rule) == Action::Keep {
                continue;
            }
            if loser.conflict {
                report.rejected += 1
            } else {
                report.merged += 1
            }
            if let Some(held) = self.slices.get_mut(&(file, loser.place.slice)) {
                held.lost.push(loser.place.row);
                held.losers.push(loser);
            }
        }
        reports
    }

    /// What is there now, of rows that count.
    pub(super) fn settled(&mut self, duplicates: BTreeMap<FileId, Quality>) -> Settled {
        let mut ranges = Ranges::default();
        let mut with = 0;
        for (at, rows) in self.rows() {
            let joined = rows.gold.partners().iter().enumerate().filter(|(_, has)| **has != 0);
            let counts = |row: usize| rows.dead.binary_search(&(row as u32)).is_err();
            with += joined.filter(|(row, _)| counts(*row)).count() as u64;
            match self.slices.get(&at).and_then(|held| held.ranges.as_ref()) {
                Some(all) if rows.dead.is_empty() => ranges.merge(all),
                _ => ranges.add(rows),
            }
        }
        let Ranges { durations, starts, longest } = ranges;
        (self.starts, self.longest) = (starts, longest);
        self.classify();
        let odd_days = Zone::new(&self.zone).map_or_else(BTreeMap::new, |zone| {
            let days = |starts: (i64, i64)| zone.odd_days(day(starts.0), day(starts.1));
            self.starts.into_iter().chain(self.all_starts).flat_map(days).collect()
        });
        let has = self.slices.values().fold(self.columns(), |has, held| has.or(held.has));
        let (mut joined, hidden, missed) = (self.joined.clone(), self.hidden.clone(), self.missed());
        let spellings = self.spellings.list();
        if !spellings.is_empty() {
            joined.extend(
                self.dictionaries.iter().find(|(dimension, _)| *dimension == Dimension::Agent).cloned(),
            );
        }
        Settled {
            duplicates,
            durations,
            starts,
            odd_days,
            has,
            joined,
            hidden,
            spellings,
            missed,
            with,
            found: self.matched,
            applied: None,
        }
    }

    /// Finds the classes of slices that have none yet.
    fn classify(&mut self) {
        let subject = self.subject();
        for held in self.slices.values_mut().filter(|held| held.classes.is_none()) {
            held.classes = held.gold.as_ref().and_then(|gold| Classes::of(gold, subject, &mut self.lengths));
        }
    }

    /// First and last start of the rows that were read.
    pub(super) fn clean_starts(&self) -> Option<(i64, i64)> {
        let cleans = self.slices.values().filter_map(Held::clean);
        cleans.fold(None, |starts, clean| span(starts, clean.numbers(START).ends()))
    }

    /// Records that are gone and to which live rows refer: table, key.
    fn missed(&self) -> BTreeSet<(String, String)> {
        let mut missed = BTreeSet::new();
        for (column, table, codes) in &self.gone {
            let mut wanted: BTreeSet<u16> = codes.iter().copied().collect();
            for (_, rows) in self.rows() {
                for (row, code) in rows.gold.codes(column).iter().enumerate() {
                    if wanted.is_empty() {
                        break;
                    }
                    if wanted.contains(code) && rows.dead.binary_search(&(row as u32)).is_err() {
                        wanted.remove(code);
                    }
                }
            }
            let values = self.dictionaries.iter().find(|(d, _)| d == column).map(|(_, values)| values);
            let met = codes.iter().filter(|code| !wanted.contains(code));
            let keys = met.filter_map(|code| values?.get(usize::from(*code)));
            missed.extend(keys.map(|key| (table.clone(), key.clone())));
        }
        missed
    }

    /// What the files have columns for.
    pub(super) fn columns(&self) -> Has {
        let own = |field| self.recipes.values().any(|recipe| recipe.plan.column(field).is_some());
        let beside =
            |field| self.companions.recipes.values().any(|recipe| recipe.plan.column(field).is_some());
        let any = |field| own(field) || beside(field);
        // A table that is not there names nothing: it is among the joins, but none of its keys is hidden.
        let named = |to: Dimension| {
            let values = self.joined.iter().find(|(dimension, _)| *dimension == to);
            values.is_some_and(|(_, values)| values.iter().any(|value| !value.is_empty()))
        };
        Has {
            channel: any(Field::Channel),
            center: any(Field::Center) || named(Dimension::Center),
            category: any(Field::Category) || named(Dimension::Category),
            resolution: any(Field::Resolution),
            rating: any(Field::Rating),
            types: any(Field::Type),
            status: any(Field::Status),
            duration: own(Field::Duration) || own(Field::End) || own(Field::Transcript),
            cost: any(Field::Cost),
            transcript: any(Field::Transcript),
            joined: !self.companions.is_empty(),
            ..Has::default()
        }
    }
}

impl Held {
    /// Rows that are gold from the beginning.
    pub(super) fn of_gold(slice: Slice, gold: Gold, has: Has) -> Self {
        Held {
            slice,
            base: slice.from,
            clean: None,
            gold: Some(gold),
            classes: None,
            ranges: None,
            watched: Vec::new(),
            keys: Vec::new(),
            rows_at: Lines::default(),
            keyed: 0,
            rejects: Vec::new(),
            losers: Vec::new(),
            lost: Vec::new(),
            dead: Vec::new(),
            lines: 0,
            has,
            beside: None,
            partners: Vec::new(),
            found: None,
        }
    }

    /// How many rows were kept, those that do not count included.
    pub(super) fn len(&self) -> u64 {
        self.gold.as_ref().map_or(0, Gold::len) as u64
    }

    /// How many rows there are that are not gold yet.
    pub(super) fn len_clean(&self) -> usize {
        self.clean.as_ref().map_or(0, |clean| clean.batch().num_rows())
    }

    /// The rows that are not gold yet.
    pub(super) fn clean(&self) -> Option<&Clean> {
        self.clean.as_ref()
    }

    pub(super) fn gold(&self) -> Option<&Gold> {
        self.gold.as_ref()
    }

    pub(super) fn rows(&self) -> Option<Rows<'_>> {
        let (classes, found) = (self.classes.as_ref(), self.found.as_deref());
        Some(Rows { gold: self.gold.as_ref()?, classes, dead: &self.dead, found })
    }
}

/// The day of a start.
pub(super) fn day(start: i64) -> i64 {
    start.div_euclid(callscape_model::calendar::DAY)
}

/// From this shard's codes to those of all shards.
pub(super) fn recoding(
    met: &Dictionaries,
    sorted: &[(Dimension, Vec<String>)],
    spellings: &Spellings,
) -> Vec<(Dimension, Vec<u16>)> {
    sorted
        .iter()
        .filter_map(|(dimension, values)| {
            let ours = met.get(dimension)?.values();
            // What all shards together have too many of is grouped.
            let code = |text: &str| values.binary_search_by(|value| value.as_str().cmp(text)).ok();
            let agents = *dimension == Dimension::Agent;
            let named = |text: &String| code(if agents { spellings.name(text) } else { text });
            let place = |text: &String| named(text).or_else(|| code(OTHERS)).unwrap_or(0) as u16;
            Some((dimension.clone(), ours.iter().map(place).collect()))
        })
        .collect()
}

/// A fault of ours, in words.
pub(super) fn internal(error: &dyn std::fmt::Display) -> Failure {
    Failure::new(
        "worker",
        format!("The engine met a fault of its own ({error})."),
        "Reload the page and try again.",
    )
}

/// A row that was asked for is not there any more.
pub(super) fn gone() -> Failure {
    Failure::new("reading", "This row is no longer loaded.", "Drop its file again.")
}

/// The reject of the record of this number, if it was set aside; records come in order.
pub(super) fn is_reject(rejects: &mut VecDeque<Reject>, record: u32) -> Option<Reject> {
    rejects.pop_front_if(|reject| reject.record == record)
}
