//! Gold rows to a summary: one pass over narrow columns, whatever the question.
//!
//! For each row a word of bits says which clauses it fails. A chart counts a row when no bit but those of its own
//! clauses is set, so all charts, menus and figures come from the same bits.

mod talk;

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
    whole: Sums,
    selected: Sums,
    fails: Vec<u32>,
}

impl std::fmt::Debug for Counter<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Counter").field("question", self.question).finish_non_exhaustive()
    }
}

/// Counts of one chart under construction.
#[derive(Clone, Default)]
struct Slots {
    first: i64,
    total: Vec<u64>,
    selected: Vec<u64>,
    absent: u64,
}

#[derive(Default)]
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

/// A call or transcript with what its other side brings.
struct One {
    talk: Talk,
    outcome: Option<Outcome>,
    duration: i64,
    cost: i64,
    with: bool,
}

/// What only facts have.
#[derive(Default)]
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
        let slots =
            |first, count: usize| Slots { first, total: vec![0; count], selected: vec![0; count], absent: 0 };
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
            whole: Sums::default(),
            selected: Sums::default(),
            fails: vec![0; CHUNK],
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

    /// Counts the rows of a slice.
    pub fn add(&mut self, rows: Rows<'_>) {
        let mut from = 0;
        while from < rows.gold.len() {
            let to = (from + CHUNK).min(rows.gold.len());
            let mut fails = std::mem::take(&mut self.fails);
            self.try_clauses(rows, from, &mut fails[..to - from]);
            self.count_charts(rows, from, &fails[..to - from]);
            self.count_figures(rows, from, &fails[..to - from]);
            self.fails = fails;
            from = to;
        }
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

    fn count_charts(&mut self, rows: Rows<'_>, from: usize, fails: &[u32]) {
        for (index, dimension) in self.question.charts.iter().enumerate() {
            let own = self.own(dimension);
            let tally = Tally { filters: self.filters & !own, all: !own };
            let Some(slots) = self.groups.get_mut(index) else { continue };
            match dimension {
                Dimension::Day => {
                    let first = self.first_day;
                    let days = rows.gold.small(DAY).iter().skip(from).zip(fails);
                    days.for_each(|(day, fail)| {
                        slots.count((i64::from(*day) - first) as usize, *fail, tally)
                    });
                }
                Dimension::Weekday => {
                    let days = rows.gold.small(DAY).iter().skip(from).zip(fails);
                    days.for_each(|(day, fail)| slots.count(weekday_slot(*day), *fail, tally));
                }
                Dimension::Duration => {
                    let bins = &self.question.bins;
                    let durations = rows.gold.numbers(DURATION).iter().skip(from).zip(fails);
                    durations.for_each(|(ms, fail)| slots.count_duration(*ms, bins, *fail, tally));
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
                fails.iter().for_each(|fail| slots.count(unknown, *fail, tally));
            } else {
                let codes = codes.iter().skip(from).zip(fails);
                codes.for_each(|(code, fail)| slots.count(usize::from(*code), *fail, tally));
            }
        }
    }

    fn count_figures(&mut self, rows: Rows<'_>, from: usize, fails: &[u32]) {
        let durations = rows.gold.numbers(DURATION);
        let costs = rows.gold.numbers(COST);
        let statuses = rows.gold.codes(&Dimension::Status);
        let split = self.tests.iter().any(|test| !test.filter);
        if !rows.gold.numbers(WORK).is_empty() {
            return self.count_facts(rows, from, fails, split);
        }
        if !rows.gold.partners().is_empty() {
            return self.count_joined(rows, from, fails, split);
        }
        if !rows.gold.numbers(SCORE).is_empty() {
            return self.count_talks(rows, from, fails, split);
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
            self.whole.add(outcome, duration, cost);
            if split && *fail == 0 {
                self.selected.add(outcome, duration, cost);
            }
        }
    }

    /// Adds facts to the figures.
    fn count_facts(&mut self, rows: Rows<'_>, from: usize, fails: &[u32], split: bool) {
        let (channels, ratings) = (rows.gold.codes(&Dimension::Channel), rows.gold.codes(&Dimension::Rating));
        let [durations, works, tails] = [DURATION, WORK, TAIL].map(|name| rows.gold.numbers(name));
        for (index, fail) in fails.iter().enumerate().filter(|(_, fail)| *fail & self.filters == 0) {
            let row = from + index;
            let number = |numbers: &[i64]| numbers.get(row).copied().unwrap_or(NONE);
            let phone = self.facts.is_phone(channels.get(row));
            let rating = self.facts.rating(ratings.get(row));
            let times = (number(works), number(tails));
            self.whole.add_fact(phone, rating, number(durations), times);
            if split && *fail == 0 {
                self.selected.add_fact(phone, rating, number(durations), times);
            }
        }
    }

    /// Adds transcripts to the figures.
    fn count_talks(&mut self, rows: Rows<'_>, from: usize, fails: &[u32], split: bool) {
        let talks = self.meanings.of(rows.gold);
        let durations = rows.gold.numbers(DURATION);
        for (index, fail) in fails.iter().enumerate().filter(|(_, fail)| *fail & self.filters == 0) {
            let row = from + index;
            let talk = talks.row(row);
            let duration = durations.get(row).copied().unwrap_or(NONE);
            self.whole.add_talk(&talk, duration);
            if split && *fail == 0 {
                self.selected.add_talk(&talk, duration);
            }
        }
    }

    /// Adds calls that hear of their transcripts, or transcripts that hear of their calls, to the figures.
    fn count_joined(&mut self, rows: Rows<'_>, from: usize, fails: &[u32], split: bool) {
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
            self.whole.add_joined(&one, self.subject);
            if split && *fail == 0 {
                self.selected.add_joined(&one, self.subject);
            }
        }
    }

    /// The summary of all slices that were added.
    pub fn finish(self) -> Summary {
        let split = self.tests.iter().any(|test| !test.filter);
        let category = |dimension: &Dimension| {
            self.dictionaries.iter().position(|(d, _)| d == dimension).and_then(|i| self.categories.get(i))
        };
        let charts = self.question.charts.iter().zip(&self.groups);
        let groups = charts.map(|(dimension, slots)| category(dimension).unwrap_or(slots).group()).collect();
        let whole = self.whole.figures();
        Summary {
            groups,
            categories: self.categories.iter().map(|slots| slots.group().selected).collect(),
            selected: if split { self.selected.figures() } else { whole.clone() },
            whole,
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
    fn count(&mut self, slot: usize, fail: u32, tally: Tally) {
        if let (Some(total), Some(selected)) = (self.total.get_mut(slot), self.selected.get_mut(slot)) {
            *total += u64::from(fail & tally.filters == 0);
            *selected += u64::from(fail & tally.all == 0);
        }
    }

    #[inline]
    fn count_duration(&mut self, milliseconds: i64, bins: &Bins, fail: u32, tally: Tally) {
        if milliseconds == NONE {
            self.absent += u64::from(fail & tally.filters == 0);
        } else {
            self.count(bins.of(milliseconds), fail, tally);
        }
    }

    fn group(&self) -> Group {
        Group {
            total: Counts::from_slots(self.first, &self.total),
            selected: Counts::from_slots(self.first, &self.selected),
            absent: self.absent,
        }
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
