//! Gold rows to a summary: one pass over narrow columns, whatever the question.
//!
//! For each row a word of bits says which clauses it fails. A chart counts a row when no bit but those of its own
//! clauses is set, so all charts, menus and figures come from the same bits.

mod talk;

use callscape_model::brush::Strip;
use callscape_model::calendar::weekday;
use callscape_model::dimension::Dimension;
use callscape_model::measure::{Measure, Outcome, SATISFIED, is_phone, rating};
use callscape_model::performance::Talk;
use callscape_model::question::{Bins, Question};
use callscape_model::selection::{Mode, Set, Span};
use callscape_model::stat::{Moments, Quantiles, Stat};
use callscape_model::summary::{Counts, Figures, Group, Summary};
use callscape_model::table::Subject;

use crate::functions::{DAY, NO_DAY};
use crate::schema::{COST, DURATION, Gold, NONE, SCORE, TAIL, UPSELL, WORK};
use talk::TalkSums;
pub(crate) use talk::{Meanings, Talks};

/// Rows that are looked at together: their bits stay in the first-level cache.
const CHUNK: usize = 4096;

/// The bit of rows that were merged or lost a conflict: no clause owns it.
const DEAD: u32 = 1 << 31;

/// The most clauses that one question may have.
pub const MOST_CLAUSES: usize = 31;

/// The rows of one slice, as a question sees them.
#[derive(Clone, Copy, Debug)]
pub struct Rows<'a> {
    /// The columns.
    pub gold: &'a Gold,
    /// Rows that do not count, ascending.
    pub dead: &'a [u32],
    /// Rows that the search found, one bit each; `None` when nothing was searched.
    pub found: Option<&'a [u64]>,
}

/// One clause made ready: its dimension, its bit, and how a row is tried.
struct Test {
    dimension: Dimension,
    bit: u32,
    filter: bool,
    trial: Trial,
}

enum Trial {
    /// Which codes pass; a file without the column has the code of *Unknown* throughout.
    Codes { pass: Vec<bool>, unknown: bool },
    /// Which ISO weekdays pass.
    Weekday([bool; 8]),
    /// Which numbers pass.
    Day(Set),
    /// Which numbers of a column pass.
    Number(&'static str, Set),
    /// What the search found.
    Found,
}

/// A question made ready for counting over many slices.
pub struct Counter<'a> {
    question: &'a Question,
    dictionaries: &'a [(Dimension, Vec<String>)],
    tests: Vec<Test>,
    filters: u32,
    outcomes: Vec<Outcome>,
    facts: Facts,
    meanings: Meanings,
    subject: Subject,
    unknown: Vec<usize>,
    first_day: i64,
    groups: Vec<Slots>,
    categories: Vec<Slots>,
    sums: Both,
    fails: Vec<u32>,
    brushed: Option<Brushed<'a>>,
}

impl std::fmt::Debug for Counter<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Counter").field("question", self.question).finish_non_exhaustive()
    }
}

/// A chart that is brushed: everything is counted for each of its bins, and once more for the rows that it has no place
/// for.
struct Brushed<'a> {
    bins: &'a Strip,
    /// The bins of a chunk's rows.
    parts: Vec<u32>,
}

/// Which part of the counts each row of a chunk belongs to.
trait Parts: Copy {
    fn of(self, index: usize) -> usize;
}

/// Nothing is brushed.
#[derive(Clone, Copy)]
struct Whole;

/// By bin.
#[derive(Clone, Copy)]
struct ByBin<'a>(&'a [u32]);

impl Parts for Whole {
    #[inline]
    fn of(self, _: usize) -> usize {
        0
    }
}

impl Parts for ByBin<'_> {
    #[inline]
    fn of(self, index: usize) -> usize {
        self.0.get(index).copied().unwrap_or(0) as usize
    }
}

/// Counts of one chart under construction.
#[derive(Clone, Default)]
struct Slots {
    /// Slots of one part; the next one's follow.
    width: usize,
    first: i64,
    total: Vec<u64>,
    selected: Vec<u64>,
    /// By part.
    absent: Vec<u64>,
}

#[derive(Clone, Default)]
struct Sums {
    calls: u64,
    outcomes: [u64; 4],
    durations: Moments,
    quantiles: Quantiles,
    cost: Moments,
    facts: FactSums,
    talk: TalkSums,
    joined: u64,
}

/// The figures by part: of rows that pass every filter, and of those that pass every clause.
struct Both {
    whole: Vec<Sums>,
    selected: Vec<Sums>,
}

impl Both {
    #[inline]
    fn add(&mut self, part: usize, selected: bool, add: impl Fn(&mut Sums)) {
        if let Some(sums) = self.whole.get_mut(part) {
            add(sums);
        }
        if let Some(sums) = self.selected.get_mut(part).filter(|_| selected) {
            add(sums);
        }
    }
}

/// A call or transcript with what its other side brings.
struct One {
    talk: Talk,
    outcome: Option<Outcome>,
    duration: i64,
    cost: i64,
    with: bool,
}

/// What only facts have.
#[derive(Clone, Default)]
struct FactSums {
    phone: u64,
    durations: Moments,
    work: Moments,
    tail: Moments,
    rated: u64,
    satisfied: u64,
}

/// How channels and ratings are read.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    /// Which channels are the phone, by code; empty where there is no channel: then every interaction may be.
    phone: Vec<bool>,
    /// The rating of each code.
    ratings: Vec<Option<u8>>,
}

impl Facts {
    /// How the channels and ratings of some dictionaries are read.
    pub(crate) fn new(dictionaries: &[(Dimension, Vec<String>)]) -> Self {
        let phone = values_of(dictionaries, &Dimension::Channel).iter().map(|value| is_phone(value));
        let ratings = values_of(dictionaries, &Dimension::Rating).iter().map(|value| rating(value));
        Facts { phone: phone.collect(), ratings: ratings.collect() }
    }

    /// Whether a row is a phone call.
    #[inline]
    pub(crate) fn is_phone(&self, channel: Option<&u16>) -> bool {
        match channel {
            Some(code) => self.phone.get(usize::from(*code)).copied().unwrap_or(false),
            None => self.phone.is_empty(),
        }
    }

    /// The rating of a row.
    #[inline]
    pub(crate) fn rating(&self, code: Option<&u16>) -> Option<u8> {
        self.ratings.get(usize::from(*code?)).copied().flatten()
    }
}

fn place_of(values: &[String], text: &str) -> usize {
    values.binary_search_by(|value| value.as_str().cmp(text)).unwrap_or(usize::MAX)
}

impl<'a> Counter<'a> {
    /// Makes a question ready. Dictionaries are sorted and the same in every shard; `days` are the first and last
    /// day of the shard's rows.
    pub fn new(
        question: &'a Question,
        dictionaries: &'a [(Dimension, Vec<String>)],
        days: Option<(i64, i64)>,
    ) -> Self {
        let tests: Vec<Test> = question
            .selection
            .clauses()
            .iter()
            .take(MOST_CLAUSES)
            .enumerate()
            .filter_map(|(index, clause)| {
                let trial = trial(&clause.dimension, &clause.set, dictionaries)?;
                let filter = clause.mode == Mode::Filter;
                Some(Test { dimension: clause.dimension.clone(), bit: 1 << index, filter, trial })
            })
            .collect();
        let filters = tests.iter().filter(|test| test.filter).fold(DEAD, |bits, test| bits | test.bit);
        let statuses = dictionaries.iter().find(|(d, _)| *d == Dimension::Status);
        let outcomes = statuses.map_or_else(Vec::new, |(_, values)| {
            let meaning =
                |text: &String| question.outcomes.get(text).copied().unwrap_or_else(|| Outcome::of(text));
            values.iter().map(meaning).collect()
        });
        let (first_day, last_day) = days.unwrap_or((0, -1));
        let slots = |first, width: usize| Slots {
            width,
            first,
            total: vec![0; width],
            selected: vec![0; width],
            absent: vec![0],
        };
        let day_slots = usize::try_from(last_day - first_day + 1).unwrap_or(0);
        let groups = question
            .charts
            .iter()
            .map(|dimension| match dimension {
                Dimension::Day => slots(first_day, day_slots),
                Dimension::Weekday => slots(0, 8),
                Dimension::Duration => slots(0, question.bins.edges.len()),
                category => slots(0, values_of(dictionaries, category).len()),
            })
            .collect();
        Counter {
            question,
            tests,
            filters,
            outcomes,
            facts: Facts::new(dictionaries),
            meanings: Meanings::new(dictionaries),
            subject: Subject::default(),
            unknown: dictionaries.iter().map(|(_, values)| place_of(values, "")).collect(),
            first_day,
            groups,
            categories: dictionaries.iter().map(|(_, values)| slots(0, values.len())).collect(),
            sums: Both { whole: vec![Sums::default()], selected: vec![Sums::default()] },
            fails: vec![0; CHUNK],
            brushed: None,
            dictionaries,
        }
    }

    /// Says what the rows are that are joined with those of another subject.
    #[must_use]
    pub fn of(mut self, subject: Subject) -> Self {
        self.subject = subject;
        self
    }

    /// Leaves categories out that nobody looks at, unless a chart does.
    #[must_use]
    pub fn without(mut self, hidden: &[Dimension]) -> Self {
        for ((dimension, _), slots) in self.dictionaries.iter().zip(&mut self.categories) {
            if hidden.contains(dimension) && !self.question.charts.contains(dimension) {
                *slots = Slots::default();
            }
        }
        self
    }

    /// Counts everything for each bin of a chart that is brushed; see [`Counter::parts`].
    #[must_use]
    pub fn brushing(mut self, bins: &'a Strip) -> Self {
        let parts = bins.len() + 1;
        for slots in self.groups.iter_mut().chain(&mut self.categories) {
            slots.total.resize(slots.width * parts, 0);
            slots.selected.resize(slots.width * parts, 0);
            slots.absent.resize(parts, 0);
        }
        self.sums.whole.resize(parts, Sums::default());
        self.sums.selected.resize(parts, Sums::default());
        self.brushed = Some(Brushed { bins, parts: vec![0; CHUNK] });
        self
    }

    /// Counts the rows of a slice.
    pub fn add(&mut self, rows: Rows<'_>) {
        let mut from = 0;
        while from < rows.gold.len() {
            let to = (from + CHUNK).min(rows.gold.len());
            let mut fails = std::mem::take(&mut self.fails);
            let chunk = fails.get_mut(..to - from).unwrap_or(&mut []);
            self.try_clauses(rows, from, chunk);
            match self.brushed.take() {
                None => self.count(rows, from, chunk, Whole),
                Some(mut brushed) => {
                    brushed.part(rows, from, chunk.len());
                    self.count(rows, from, chunk, ByBin(&brushed.parts));
                    self.brushed = Some(brushed);
                }
            }
            self.fails = fails;
            from = to;
        }
    }

    fn count(&mut self, rows: Rows<'_>, from: usize, fails: &[u32], parts: impl Parts) {
        self.count_charts(rows, from, fails, parts);
        self.count_figures(rows, from, fails, parts);
    }

    /// The bits that a chart or menu of a dimension does not mind.
    fn own(&self, dimension: &Dimension) -> u32 {
        if self.question.own {
            return 0;
        }
        self.tests.iter().filter(|t| t.dimension == *dimension).fold(0, |bits, test| bits | test.bit)
    }

    fn try_clauses(&self, rows: Rows<'_>, from: usize, fails: &mut [u32]) {
        fails.fill(0);
        let to = from + fails.len();
        let first = rows.dead.partition_point(|row| (*row as usize) < from);
        for row in rows.dead.iter().skip(first).map(|row| *row as usize).take_while(|row| *row < to) {
            if let Some(fail) = fails.get_mut(row - from) {
                *fail |= DEAD;
            }
        }
        for test in &self.tests {
            test.mark(rows, from, fails);
        }
    }

    fn count_charts(&mut self, rows: Rows<'_>, from: usize, fails: &[u32], parts: impl Parts) {
        for (index, dimension) in self.question.charts.iter().enumerate() {
            let own = self.own(dimension);
            let tally = Tally { filters: self.filters & !own, all: !own };
            let Some(slots) = self.groups.get_mut(index) else { continue };
            match dimension {
                Dimension::Day => {
                    let first = self.first_day;
                    let days = rows.gold.small(DAY).iter().skip(from).zip(fails).enumerate();
                    days.for_each(|(index, (day, fail))| {
                        slots.count(parts.of(index), (i64::from(*day) - first) as usize, *fail, tally);
                    });
                }
                Dimension::Weekday => {
                    let days = rows.gold.small(DAY).iter().skip(from).zip(fails).enumerate();
                    days.for_each(|(index, (day, fail))| {
                        slots.count(parts.of(index), weekday_slot(*day), *fail, tally);
                    });
                }
                Dimension::Duration => {
                    let bins = &self.question.bins;
                    let durations = rows.gold.numbers(DURATION).iter().skip(from).zip(fails).enumerate();
                    durations.for_each(|(index, (ms, fail))| {
                        slots.count_duration(parts.of(index), *ms, bins, (*fail, tally));
                    });
                }
                // Categories are counted for the menus; charts of them take those counts.
                _ => {}
            }
        }
        for (index, (dimension, _)) in self.dictionaries.iter().enumerate() {
            let own = self.own(dimension);
            let tally = Tally { filters: self.filters & !own, all: !own };
            let unknown = self.unknown.get(index).copied().unwrap_or(usize::MAX);
            let Some(slots) = self.categories.get_mut(index).filter(|slots| !slots.total.is_empty()) else {
                continue;
            };
            let codes = rows.gold.codes(dimension);
            if codes.is_empty() {
                let fails = fails.iter().enumerate();
                fails.for_each(|(index, fail)| slots.count(parts.of(index), unknown, *fail, tally));
            } else {
                let codes = codes.iter().skip(from).zip(fails).enumerate();
                codes.for_each(|(index, (code, fail))| {
                    slots.count(parts.of(index), usize::from(*code), *fail, tally);
                });
            }
        }
    }

    fn count_figures(&mut self, rows: Rows<'_>, from: usize, fails: &[u32], parts: impl Parts) {
        let durations = rows.gold.numbers(DURATION);
        let costs = rows.gold.numbers(COST);
        let statuses = rows.gold.codes(&Dimension::Status);
        let split = self.tests.iter().any(|test| !test.filter);
        if !rows.gold.numbers(WORK).is_empty() {
            return self.count_facts(rows, from, fails, split, parts);
        }
        if !rows.gold.partners().is_empty() {
            return self.count_joined(rows, from, fails, split, parts);
        }
        if !rows.gold.numbers(SCORE).is_empty() {
            return self.count_talks(rows, from, fails, split, parts);
        }
        for (index, fail) in fails.iter().enumerate() {
            if fail & self.filters != 0 {
                continue;
            }
            let row = from + index;
            let status = statuses.get(row);
            let outcome =
                status.map(|code| self.outcomes.get(usize::from(*code)).copied().unwrap_or_default());
            let duration = durations.get(row).copied().unwrap_or(NONE);
            let cost = costs.get(row).copied().unwrap_or(NONE);
            self.sums.add(parts.of(index), split && *fail == 0, |sums| sums.add(outcome, duration, cost));
        }
    }

    /// Adds facts to the figures.
    fn count_facts(&mut self, rows: Rows<'_>, from: usize, fails: &[u32], split: bool, parts: impl Parts) {
        let (channels, ratings) = (rows.gold.codes(&Dimension::Channel), rows.gold.codes(&Dimension::Rating));
        let [durations, works, tails] = [DURATION, WORK, TAIL].map(|name| rows.gold.numbers(name));
        for (index, fail) in fails.iter().enumerate().filter(|(_, fail)| *fail & self.filters == 0) {
            let row = from + index;
            let number = |numbers: &[i64]| numbers.get(row).copied().unwrap_or(NONE);
            let phone = self.facts.is_phone(channels.get(row));
            let rating = self.facts.rating(ratings.get(row));
            let times = (number(works), number(tails));
            let selected = split && *fail == 0;
            self.sums.add(parts.of(index), selected, |sums| {
                sums.add_fact(phone, rating, number(durations), times)
            });
        }
    }

    /// Adds transcripts to the figures.
    fn count_talks(&mut self, rows: Rows<'_>, from: usize, fails: &[u32], split: bool, parts: impl Parts) {
        let talks = self.meanings.of(rows.gold);
        let durations = rows.gold.numbers(DURATION);
        for (index, fail) in fails.iter().enumerate().filter(|(_, fail)| *fail & self.filters == 0) {
            let row = from + index;
            let talk = talks.row(row);
            let duration = durations.get(row).copied().unwrap_or(NONE);
            self.sums.add(parts.of(index), split && *fail == 0, |sums| sums.add_talk(&talk, duration));
        }
    }

    /// Adds calls that hear of their transcripts, or transcripts that hear of their calls, to the figures.
    fn count_joined(&mut self, rows: Rows<'_>, from: usize, fails: &[u32], split: bool, parts: impl Parts) {
        let talks = self.meanings.of(rows.gold);
        let [durations, costs] = [DURATION, COST].map(|name| rows.gold.numbers(name));
        let (statuses, partners) = (rows.gold.codes(&Dimension::Status), rows.gold.partners());
        for (index, fail) in fails.iter().enumerate().filter(|(_, fail)| *fail & self.filters == 0) {
            let row = from + index;
            let number = |numbers: &[i64]| numbers.get(row).copied().unwrap_or(NONE);
            let status = statuses.get(row);
            let one = One {
                talk: talks.row(row),
                outcome: status
                    .map(|code| self.outcomes.get(usize::from(*code)).copied().unwrap_or_default()),
                duration: number(durations),
                cost: number(costs),
                with: partners.get(row).is_some_and(|has| *has != 0),
            };
            let (subject, selected) = (self.subject, split && *fail == 0);
            self.sums.add(parts.of(index), selected, |sums| sums.add_joined(&one, subject));
        }
    }

    /// The summary of all slices that were added.
    pub fn finish(self) -> Summary {
        self.part(0)
    }

    /// The summaries of all slices that were added: one for each bin of the chart that is brushed, and one for the rows
    /// that it has no place for.
    pub fn parts(self) -> Vec<Summary> {
        let parts = self.brushed.as_ref().map_or(1, |brushed| brushed.bins.len() + 1);
        (0..parts).map(|part| self.part(part)).collect()
    }

    fn part(&self, part: usize) -> Summary {
        let split = self.tests.iter().any(|test| !test.filter);
        let category = |dimension: &Dimension| {
            self.dictionaries.iter().position(|(d, _)| d == dimension).and_then(|i| self.categories.get(i))
        };
        let charts = self.question.charts.iter().zip(&self.groups);
        let group = |(dimension, slots)| category(dimension).unwrap_or(slots).group(part);
        let figures = |sums: &[Sums]| sums.get(part).map(Sums::figures).unwrap_or_default();
        let whole = figures(&self.sums.whole);
        Summary {
            groups: charts.map(group).collect(),
            categories: self.categories.iter().map(|slots| slots.group(part).selected).collect(),
            selected: if split { figures(&self.sums.selected) } else { whole.clone() },
            whole,
        }
    }
}

impl Brushed<'_> {
    /// Finds the bins of a chunk's rows.
    fn part(&mut self, rows: Rows<'_>, from: usize, count: usize) {
        let bins = self.bins;
        let nowhere = bins.len() as u32;
        let parts = self.parts.iter_mut().take(count);
        match bins.dimension {
            Dimension::Day => {
                let days = rows.gold.small(DAY).iter().skip(from);
                parts.zip(days).for_each(|(part, day)| {
                    *part = if *day == NO_DAY { nowhere } else { bins.of(i64::from(*day)) };
                });
            }
            Dimension::Duration => {
                let durations = rows.gold.numbers(DURATION).iter().skip(from);
                parts.zip(durations).for_each(|(part, ms)| {
                    *part = if *ms == NONE { nowhere } else { bins.of(*ms) };
                });
            }
            _ => parts.for_each(|part| *part = nowhere),
        }
    }
}

/// The ISO number of a day's weekday; 0 for a row without any time.
#[inline]
fn weekday_slot(day: i32) -> usize {
    if day == NO_DAY { 0 } else { weekday(i64::from(day)) as usize }
}

pub(crate) fn values_of<'a>(
    dictionaries: &'a [(Dimension, Vec<String>)],
    dimension: &Dimension,
) -> &'a [String] {
    dictionaries.iter().find(|(d, _)| d == dimension).map_or(&[], |(_, values)| values)
}

fn trial(dimension: &Dimension, set: &Set, dictionaries: &[(Dimension, Vec<String>)]) -> Option<Trial> {
    match dimension {
        Dimension::Day => Some(Trial::Day(set.clone())),
        Dimension::Duration => Some(Trial::Number(DURATION, set.clone())),
        Dimension::Amount => Some(Trial::Number(UPSELL, set.clone())),
        Dimension::Search => Some(Trial::Found),
        Dimension::Weekday => {
            Some(Trial::Weekday(std::array::from_fn(|number| set.has_text(&number.to_string()))))
        }
        category => {
            let values = values_of(dictionaries, category);
            let pass = values.iter().map(|value| set.has_text(value)).collect();
            Some(Trial::Codes { pass, unknown: set.has_text("") })
        }
    }
}

impl Test {
    /// Sets this test's bit for every row of a chunk that fails it.
    fn mark(&self, rows: Rows<'_>, from: usize, fails: &mut [u32]) {
        match &self.trial {
            Trial::Codes { pass, unknown } => {
                let codes = rows.gold.codes(&self.dimension);
                if codes.is_empty() {
                    if !*unknown {
                        fails.iter_mut().for_each(|fail| *fail |= self.bit);
                    }
                    return;
                }
                let codes = codes.iter().skip(from);
                self.each(fails, codes, |code| pass.get(usize::from(*code)).copied().unwrap_or(false));
            }
            Trial::Weekday(pass) => {
                let days = rows.gold.small(DAY).iter().skip(from);
                self.each(fails, days, |day| pass.get(weekday_slot(*day)).copied() == Some(true));
            }
            Trial::Day(set) => {
                let days = rows.gold.small(DAY).iter().skip(from);
                match one_span(set) {
                    Some(Span { from, to }) => {
                        self.each(fails, days, |day| (from..=to).contains(&i64::from(*day)));
                    }
                    None => self.each(fails, days, |day| set.has_number(Some(i64::from(*day)))),
                }
            }
            Trial::Number(column, set) => {
                let numbers = rows.gold.numbers(column).iter().skip(from);
                match one_span(set) {
                    Some(Span { from, to }) if from > NONE => {
                        self.each(fails, numbers, |number| (from..=to).contains(number));
                    }
                    _ => self
                        .each(fails, numbers, |number| set.has_number((*number != NONE).then_some(*number))),
                }
            }
            Trial::Found => {
                let Some(found) = rows.found else { return };
                let bits =
                    (from..).map(|row| found.get(row / 64).is_some_and(|word| word >> (row % 64) & 1 == 1));
                self.each(fails, bits, |found| found);
            }
        }
    }

    #[inline]
    fn each<T>(&self, fails: &mut [u32], values: impl Iterator<Item = T>, pass: impl Fn(T) -> bool) {
        for (fail, value) in fails.iter_mut().zip(values) {
            *fail |= if pass(value) { 0 } else { self.bit };
        }
    }
}

fn one_span(set: &Set) -> Option<Span> {
    match set {
        Set::Within(spans) => match spans.as_slice() {
            [span] => Some(*span),
            _ => None,
        },
        _ => None,
    }
}

/// Which bits keep a row out of the total, and which out of the selected part.
#[derive(Clone, Copy)]
struct Tally {
    filters: u32,
    all: u32,
}

impl Slots {
    #[inline]
    fn count(&mut self, part: usize, slot: usize, fail: u32, tally: Tally) {
        if slot >= self.width {
            return;
        }
        let slot = part * self.width + slot;
        if let (Some(total), Some(selected)) = (self.total.get_mut(slot), self.selected.get_mut(slot)) {
            *total += u64::from(fail & tally.filters == 0);
            *selected += u64::from(fail & tally.all == 0);
        }
    }

    #[inline]
    fn count_duration(&mut self, part: usize, milliseconds: i64, bins: &Bins, (fail, tally): (u32, Tally)) {
        if milliseconds != NONE {
            return self.count(part, bins.of(milliseconds), fail, tally);
        }
        if let Some(absent) = self.absent.get_mut(part) {
            *absent += u64::from(fail & tally.filters == 0);
        }
    }

    fn group(&self, part: usize) -> Group {
        let slots = part * self.width..(part + 1) * self.width;
        let counts = |all: &[u64]| Counts::from_slots(self.first, all.get(slots.clone()).unwrap_or(&[]));
        let absent = self.absent.get(part).copied().unwrap_or(0);
        Group { total: counts(&self.total), selected: counts(&self.selected), absent }
    }
}

impl Sums {
    #[inline]
    fn add(&mut self, outcome: Option<Outcome>, duration: i64, cost: i64) {
        self.calls += 1;
        if let Some(count) = outcome.and_then(|outcome| self.outcomes.get_mut(outcome as usize)) {
            *count += 1;
        }
        if duration > 0 && outcome.is_none_or(|outcome| outcome == Outcome::Answered) {
            self.durations.add(duration);
            self.quantiles.add(duration);
        }
        if cost != NONE {
            self.cost.add(cost);
        }
    }

    #[inline]
    fn add_fact(&mut self, phone: bool, rating: Option<u8>, duration: i64, (work, tail): (i64, i64)) {
        self.calls += 1;
        let facts = &mut self.facts;
        facts.phone += u64::from(phone);
        if phone && duration > 0 {
            facts.durations.add(duration);
            self.quantiles.add(duration);
        }
        if work != NONE {
            facts.work.add(work);
        }
        if tail != NONE {
            facts.tail.add(tail);
        }
        facts.rated += u64::from(rating.is_some());
        facts.satisfied += u64::from(rating.is_some_and(|rating| rating >= SATISFIED));
    }

    fn add_talk(&mut self, talk: &Talk, duration: i64) {
        self.calls += 1;
        self.talk.add(talk, duration);
        if duration > 0 {
            self.quantiles.add(duration);
        }
    }

    fn add_joined(&mut self, one: &One, subject: Subject) {
        self.joined += u64::from(one.with);
        if subject == Subject::Transcripts {
            if one.cost != NONE {
                self.cost.add(one.cost);
            }
            return self.add_talk(&one.talk, one.duration);
        }
        self.add(one.outcome, one.duration, one.cost);
        if one.with {
            self.talk.add(&one.talk, NONE);
        }
    }

    fn figures(&self) -> Figures {
        let mut figures = Figures::default();
        figures.durations = self.quantiles.clone();
        let count = |outcome: Outcome| {
            let count = self.outcomes.get(outcome as usize).copied().unwrap_or(0);
            Moments { count, sum: count as i64 }
        };
        figures.set(Measure::Call, Moments { count: self.calls, sum: self.calls as i64 });
        figures.set(Measure::Answered, count(Outcome::Answered));
        figures.set(Measure::Missed, count(Outcome::Missed));
        figures.set(Measure::Failed, count(Outcome::Failed));
        figures.set(Measure::AnsweredDuration, self.durations);
        figures.set(Measure::Cost, self.cost);
        let flags = |count: u64| Moments { count, sum: count as i64 };
        figures.set(Measure::Phone, flags(self.facts.phone));
        figures.set(Measure::PhoneDuration, self.facts.durations);
        figures.set(Measure::Work, self.facts.work);
        figures.set(Measure::Tail, self.facts.tail);
        figures.set(Measure::Rated, flags(self.facts.rated));
        figures.set(Measure::Satisfied, flags(self.facts.satisfied));
        self.talk.set(&mut figures);
        figures.set(Measure::Joined, flags(self.joined));
        figures
    }
}

/// For each row of a slice, whether it passes every clause.
pub fn passing(question: &Question, dictionaries: &[(Dimension, Vec<String>)], rows: Rows<'_>) -> Vec<bool> {
    let counter = Counter::new(question, dictionaries, None);
    let mut fails = vec![0; rows.gold.len()];
    counter.try_clauses(rows, 0, &mut fails);
    fails.into_iter().map(|fail| fail == 0).collect()
}
