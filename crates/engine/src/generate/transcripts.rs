//! Transcripts of sales and service calls made from a seed, and what is true of each: label, conversion, what was
//! offered on top and what became of it. The same seed gives the same bytes on every platform.
//!
//! Every call is made from its number alone, so a set of any size needs little memory. Some are what real sets
//! have too: recogniser text without capitals and marks, repeated records, empty ones, other languages, markup,
//! names of agents in several spellings, times with and without zone.

use std::ops::Range;

use callscape_model::calendar::{DAY, day_text};
use callscape_model::score::{ConversionKind, Fate, Label, Period};

use super::random::Random;
use dialogue::Dialogue;

mod dialogue;
mod facts;
mod people;
mod record;
mod sums;
mod voice;
mod wording;

/// What set is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TranscriptSet {
    /// Records, repeated ones included.
    pub calls: u64,
    /// What decides everything that is left to chance.
    pub seed: u64,
    /// The last of the days over which calls are spread, as days since 1970-01-01.
    pub until: i64,
}

/// A record as it is written, and what is true of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transcript {
    /// `CALL_` and eight hexadecimal digits.
    pub call_id: String,
    /// The agent, in one of several spellings.
    pub agent_name: String,
    /// ISO, with or without zone.
    pub timestamp: String,
    /// All turns; empty in a few.
    pub text: String,
    /// What is true of the call; `None` where the record repeats the one before.
    pub truth: Option<Truth>,
}

/// What is true of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Truth {
    /// The agent's name as it is right.
    pub agent: &'static str,
    /// `en`, `es`, `fr`.
    pub language: &'static str,
    /// The customer's mood; `None` where there is nothing to judge.
    pub label: Option<Label>,
    /// What the customer agreed to and did not take back.
    pub conversion: Option<ConversionKind>,
    /// What was offered on top.
    pub offer: Option<Offer>,
}

/// A product offered on top.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// `upgrade`, `warranty`, …
    pub kind: &'static str,
    /// Its name.
    pub product: &'static str,
    /// Its price in US cents.
    pub cents: u64,
    /// How often that is due.
    pub period: Period,
    /// What became of it.
    pub fate: Fate,
}

/// The records of a set in the order of their times.
///
/// ```
/// use callscape_engine::generate::{TranscriptSet, transcripts};
/// let set = TranscriptSet { calls: 3, seed: 7, until: 20_000 };
/// let ids: Vec<String> = transcripts(&set).map(|record| record.call_id).collect();
/// assert!(ids.len() == 3 && ids.iter().all(|id| id.len() == 13));
/// ```
pub fn transcripts(set: &TranscriptSet) -> Transcripts {
    let mut random = Random::new(set.seed);
    Transcripts { set: *set, seed: random.next(), hours: super::hours(set.until), next: 0 }
}

/// Records, made one by one.
#[derive(Clone, Debug)]
pub struct Transcripts {
    set: TranscriptSet,
    seed: u64,
    /// First second and weight, summed up, of each hour.
    hours: Vec<(i64, Range<u64>)>,
    next: u64,
}

impl Iterator for Transcripts {
    type Item = Transcript;

    fn next(&mut self) -> Option<Transcript> {
        let number = self.next;
        (number < self.set.calls).then(|| {
            self.next += 1;
            if self.repeats(number) {
                Transcript { truth: None, ..self.make(number - 1) }
            } else {
                self.make(number)
            }
        })
    }
}

impl Transcripts {
    /// Chance for one call.
    fn random(&self, number: u64) -> Random {
        Random::new(self.seed ^ number.wrapping_mul(0xd1b5_4a32_d192_ed03))
    }

    /// Whether a record is the one before once more.
    fn repeats(&self, number: u64) -> bool {
        let drawn = |number: u64| self.random(!number).below(200) == 0;
        number > 0 && drawn(number) && !drawn(number - 1)
    }

    fn make(&self, number: u64) -> Transcript {
        let mut random = self.random(number);
        let second = self.start(number, &mut random);
        let spoken = random.below(4) == 0;
        let Dialogue { turns, mut truth } = match random.below(1000) {
            0..7 => dialogue::foreign(&mut random, "es"),
            7..12 => dialogue::foreign(&mut random, "fr"),
            _ => dialogue::english(&mut random, spoken),
        };
        let spoken = spoken && truth.language == "en";
        let mut text = voice::text(&turns, spoken, &mut random);
        if random.below(400) == 0 {
            text = if random.below(2) == 0 { String::new() } else { " \n ".to_owned() };
            truth = Truth { label: None, conversion: None, offer: None, ..truth };
        }
        // An odd factor and an exclusive or give every number below 2³² an id of its own.
        let id = (number as u32).wrapping_mul(0x9e37_79b1) ^ self.seed as u32;
        Transcript {
            call_id: format!("CALL_{id:08X}"),
            agent_name: people::spelling(truth.agent, &mut random),
            timestamp: stamp(second, &mut random),
            text,
            truth: Some(truth),
        }
    }

    /// When a call starts: one in each of equal parts of its hour, anywhere in its part.
    fn start(&self, number: u64, random: &mut Random) -> i64 {
        let total = self.hours.last().map_or(1, |(_, weights)| weights.end);
        let until =
            |weight: u64| (u128::from(self.set.calls) * u128::from(weight) / u128::from(total)) as u64;
        let hour = self.hours.partition_point(|(_, weights)| until(weights.end) <= number);
        let Some((second, weights)) = self.hours.get(hour) else { return self.set.until * DAY };
        let (from, to) = (until(weights.start), until(weights.end));
        let part = ((number - from) << 16) + random.below(1 << 16);
        second + (u128::from(part) * 3600 / (u128::from(to - from) << 16)) as i64
    }
}

/// A time as one of several systems writes it; most have no zone.
fn stamp(second: i64, random: &mut Random) -> String {
    let (day, second) = (day_text(second.div_euclid(DAY)), second.rem_euclid(DAY));
    let clock = format!("{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60);
    match random.below(20) {
        0..10 => format!("{day}T{clock}"),
        10..13 => format!("{day} {clock}"),
        13 => format!("{day}T{clock}.{:03}", random.below(1000)),
        14 => format!("{day}T{clock}.{:06}", random.below(1_000_000)),
        15..18 => format!("{day}T{clock}Z"),
        18 => format!("{day}T{clock}-05:00"),
        _ => format!("{day} {clock}+00:00"),
    }
}

#[cfg(test)]
mod tests;
