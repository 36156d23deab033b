//! The figures of facts, transcripts and records that are joined with their other side: row by row.

use callscape_model::dimension::Dimension;
use callscape_model::measure::{Measure, Outcome, SATISFIED, is_phone, rating};
use callscape_model::performance::Talk;
use callscape_model::stat::{Moments, Quantiles, Stat};
use callscape_model::summary::Figures;
use callscape_model::table::Subject;

use super::calls::Ending;
use super::classes::Total;
use super::talk::{Meanings, TalkSums};
use super::values_of;
use crate::schema::{COST, DURATION, Gold, NONE, SCORE, TAIL, WORK};

/// What the words of some dictionaries mean to the figures.
pub(super) struct Words {
    /// By code of the status.
    outcomes: Vec<Outcome>,
    /// The same, for plain calls.
    pub(super) endings: Vec<Ending>,
    facts: Facts,
    meanings: Meanings,
}

impl Words {
    pub(super) fn new(dictionaries: &[(Dimension, Vec<String>)], outcomes: Vec<Outcome>) -> Self {
        let endings = outcomes.iter().map(|outcome| Ending::new(*outcome)).collect();
        Words { outcomes, endings, facts: Facts::new(dictionaries), meanings: Meanings::new(dictionaries) }
    }

    pub(super) fn outcome(&self, code: Option<&u16>) -> Option<Outcome> {
        code.map(|code| self.outcomes.get(usize::from(*code)).copied().unwrap_or_default())
    }
}

/// What the rows of a slice are, by their columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Calls,
    Facts,
    Talks,
    Joined(Subject),
}

impl Kind {
    pub(super) fn of(gold: &Gold, subject: Subject) -> Kind {
        if !gold.numbers(WORK).is_empty() {
            Kind::Facts
        } else if !gold.partners().is_empty() {
            Kind::Joined(subject)
        } else if !gold.numbers(SCORE).is_empty() {
            Kind::Talks
        } else {
            Kind::Calls
        }
    }
}

/// The sums by cell of rows that are no plain calls.
#[derive(Default)]
pub(super) struct RowSums(pub(super) Vec<Sums>);

impl RowSums {
    /// Adds the rows from `from` on to the sums of their cells.
    pub(super) fn add(&mut self, kind: Kind, gold: &Gold, words: &Words, from: usize, cells: &[u32]) {
        match kind {
            Kind::Calls => {}
            Kind::Facts => self.add_facts(gold, &words.facts, from, cells),
            Kind::Talks => self.add_talks(gold, words, from, cells),
            Kind::Joined(subject) => self.add_joined(gold, words, subject, from, cells),
        }
    }

    /// Rows that count, and what they are added to.
    fn each(&mut self, from: usize, cells: &[u32], add: impl Fn(&mut Sums, usize)) {
        for (index, cell) in cells.iter().enumerate().filter(|(_, cell)| **cell != 0) {
            if let Some(sums) = self.0.get_mut(*cell as usize) {
                add(sums, from + index);
            }
        }
    }

    fn add_facts(&mut self, gold: &Gold, facts: &Facts, from: usize, cells: &[u32]) {
        let (channels, ratings) = (gold.codes(&Dimension::Channel), gold.codes(&Dimension::Rating));
        let [durations, works, tails] = [DURATION, WORK, TAIL].map(|name| gold.numbers(name));
        self.each(from, cells, |sums, row| {
            let phone = facts.is_phone(channels.get(row));
            let rating = facts.rating(ratings.get(row));
            sums.add_fact(phone, rating, durations.at(row), (works.at(row), tails.at(row)));
        });
    }

    fn add_talks(&mut self, gold: &Gold, words: &Words, from: usize, cells: &[u32]) {
        let talks = words.meanings.of(gold);
        let durations = gold.numbers(DURATION);
        self.each(from, cells, |sums, row| {
            sums.add_talk(&talks.row(row), durations.at(row));
        });
    }

    /// Calls that hear of their transcripts, or transcripts that hear of their calls.
    fn add_joined(&mut self, gold: &Gold, words: &Words, subject: Subject, from: usize, cells: &[u32]) {
        let talks = words.meanings.of(gold);
        let [durations, costs] = [DURATION, COST].map(|name| gold.numbers(name));
        let (statuses, partners) = (gold.codes(&Dimension::Status), gold.partners());
        self.each(from, cells, |sums, row| {
            let one = One {
                talk: talks.row(row),
                outcome: words.outcome(statuses.get(row)),
                duration: durations.at(row),
                cost: costs.at(row),
                with: partners.get(row).is_some_and(|has| *has != 0),
            };
            sums.add_joined(&one, subject);
        });
    }
}

/// Sums over some rows, whatever they are.
#[derive(Clone, Default)]
pub(super) struct Sums {
    pub(super) calls: u64,
    pub(super) outcomes: [u64; 4],
    pub(super) durations: Moments,
    pub(super) quantiles: Quantiles,
    pub(super) cost: Moments,
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

impl Sums {
    /// Calls that ended so. Their durations are counted by themselves.
    pub(super) fn add_total(&mut self, total: Total, outcome: Option<Outcome>) {
        self.calls += u64::from(total.rows);
        if let Some(count) = outcome.and_then(|outcome| self.outcomes.get_mut(outcome as usize)) {
            *count += u64::from(total.rows);
        }
        self.cost.merge(&Moments { count: total.paid.into(), sum: total.cost });
    }

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

    pub(super) fn figures(&self) -> Figures {
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
