//! Counting for the report, the answers and the agents: one pass over the facts that the newest question selects.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasherDefault, Hasher};

use callscape_model::calendar::{DAY as SECONDS, weekday};
use callscape_model::dimension::Dimension;
use callscape_model::measure::SATISFIED;
use callscape_model::message::Reply;
use callscape_model::month::Month;
use callscape_model::performance::{Performance, groups};
use callscape_model::stat::{Moments, Stat};
use callscape_model::support::{Code, Length, TAIL as LONG, Tabulation, Trait, Work};

use super::{Output, Shard};
use crate::functions::{DAY, NO_DAY};
use crate::schema::{DURATION, NONE, SCORE, START, TAIL, UPSELL, WORK};
use crate::summarize::{Facts, Meanings, Rows, Talks, passing};

impl Shard {
    pub(super) fn tabulate(&mut self, ticket: u64, out: &mut Vec<Output>) {
        let dictionaries = &self.live.dictionaries;
        let facts = Facts::new(dictionaries);
        let unknown = unknown(dictionaries);
        let meanings = Meanings::new(dictionaries);
        let groups = grouping(dictionaries);
        let mut run = Run::default();
        let mut performance = Performance::default();
        for (_, rows) in self.live.rows() {
            let pass = passing(&self.question, dictionaries, rows);
            if rows.gold.numbers(SCORE).is_empty() {
                run.tabulate(rows, &pass, &facts, &unknown);
            } else {
                perform(rows, &pass, (meanings.of(rows.gold), &groups), &mut performance);
            }
        }
        let tabulation = Box::new(Tabulation { performance, ..run.finish() });
        out.push(Output::reply(Reply::Tabulated { ticket, tabulation }));
    }
}

/// Adds transcripts to what agents, days and products have.
fn perform(
    rows: Rows<'_>,
    pass: &[bool],
    (talks, groups): (Talks<'_>, &[(Dimension, Code)]),
    performance: &mut Performance,
) {
    let groups: Vec<(&Dimension, Code, &[u16])> =
        groups.iter().map(|(group, unknown)| (group, *unknown, rows.gold.codes(group))).collect();
    let agents = rows.gold.codes(&Dimension::Agent);
    let products = rows.gold.codes(&Dimension::Product);
    let upsells = rows.gold.numbers(UPSELL);
    let passes = |row: &usize| pass.get(*row) == Some(&true) && talks.is_there(*row);
    for (row, day) in rows.gold.small(DAY).iter().enumerate().filter(|(row, _)| passes(row)) {
        let talk = talks.row(row);
        let agent = agents.get(row).copied().unwrap_or(0);
        let known = (*day != NO_DAY).then_some(*day);
        let month = known.and_then(|day| Month::of_day(i64::from(day)));
        performance.agents.entry((agent, month)).or_default().merge(&talk);
        for (group, unknown, codes) in &groups {
            let code = codes.get(row).copied().unwrap_or(*unknown);
            let talks = match performance.groups.get_mut(*group) {
                Some(talks) => talks,
                None => performance.groups.entry((*group).clone()).or_default(),
            };
            talks.entry((code, month)).or_default().merge(&talk);
        }
        if let Some(day) = known {
            performance.days.entry(day).or_default().merge(&talk);
        }
        if let Some(sold) = upsells.get(row).filter(|sold| *sold != NONE) {
            let product = products.get(row).copied().unwrap_or(0);
            performance.products.entry(product).or_default().add(sold);
        }
    }
}

/// To whom agents belong, with the code of *Unknown*.
fn grouping(dictionaries: &[(Dimension, Vec<String>)]) -> Vec<(Dimension, Code)> {
    let unknown = |group: Dimension| {
        let values = dictionaries.iter().find(|(d, _)| *d == group).map(|(_, values)| values);
        let place = values.and_then(|values| values.iter().position(String::is_empty));
        (group, place.map_or(Code::MAX, |place| place as Code))
    };
    groups(dictionaries.iter().map(|(dimension, _)| dimension)).into_iter().map(unknown).collect()
}

/// Categories by which facts are tabulated.
const GROUPS: [Dimension; 5] =
    [Dimension::Month, Dimension::Center, Dimension::Department, Dimension::Agent, Dimension::Category];

/// The code of *Unknown* in each of them: where the data has no such column, every row has it.
fn unknown(dictionaries: &[(Dimension, Vec<String>)]) -> [Code; 5] {
    GROUPS.map(|dimension| {
        let values = dictionaries.iter().find(|(d, _)| *d == dimension).map(|(_, values)| values);
        let place = values.and_then(|values| values.iter().position(String::is_empty));
        place.map_or(Code::MAX, |place| place as Code)
    })
}

/// One interaction.
struct One {
    /// Month, centre, department, agent, category.
    groups: [Code; 5],
    phone: bool,
    rating: Option<u8>,
    start: i64,
    duration: i64,
    work: i64,
    tail: i64,
}

impl One {
    fn moments(&self, value: i64, counts: bool) -> Moments {
        let mut moments = Moments::default();
        if counts && value != NONE {
            moments.add(value);
        }
        moments
    }

    fn work(&self) -> Work {
        let timed = self.phone && self.duration > 0;
        let rated = self.rating.is_some();
        Work {
            interactions: 1,
            calls: u64::from(self.phone),
            duration: self.moments(self.duration, timed),
            work: self.moments(self.work, self.phone),
            after: self.moments(self.tail, timed),
            tails: self.moments(self.tail, timed && self.tail >= LONG),
            rated: u64::from(rated),
            satisfied: u64::from(self.rating.is_some_and(|rating| rating >= SATISFIED)),
        }
    }
}

/// Mixes small numbers (Knuth's multiplicative hashing with a rotation): codes need no defence against anybody.
#[derive(Default)]
struct Mixer(u64);

impl Hasher for Mixer {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u32(u32::from(*byte)));
    }

    fn write_u16(&mut self, number: u16) {
        self.write_u32(u32::from(number));
    }

    fn write_u32(&mut self, number: u32) {
        self.0 = (self.0.rotate_left(5) ^ u64::from(number)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    fn write_u8(&mut self, number: u8) {
        self.write_u32(u32::from(number));
    }

    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 32)
    }
}

type Groups<K, V> = HashMap<K, V, BuildHasherDefault<Mixer>>;

/// Counts by group in hash maps: the order comes back with [`Run::finish`].
#[derive(Default)]
struct Run {
    /// By month, centre, department, agent.
    works: Groups<[Code; 4], Work>,
    /// By centre and seconds.
    lengths: Groups<(Code, u32), Length>,
    /// Phone calls without and with a tail by centre, department, agent, category and whether rated.
    kinds: Groups<([Code; 4], bool), (u64, u64)>,
    starts: Vec<u64>,
}

impl Run {
    fn tabulate(&mut self, rows: Rows<'_>, pass: &[bool], facts: &Facts, unknown: &[Code; 5]) {
        let codes = GROUPS.map(|dimension| rows.gold.codes(&dimension));
        let (channels, ratings) = (rows.gold.codes(&Dimension::Channel), rows.gold.codes(&Dimension::Rating));
        let numbers = [START, DURATION, WORK, TAIL].map(|name| rows.gold.numbers(name));
        for (row, _) in pass.iter().enumerate().filter(|(_, pass)| **pass) {
            let mut groups = *unknown;
            for (group, codes) in groups.iter_mut().zip(codes) {
                *group = codes.get(row).copied().unwrap_or(*group);
            }
            let [start, duration, work, tail] = numbers.map(|numbers| numbers.at(row));
            self.add(&One {
                groups,
                phone: facts.is_phone(channels.get(row)),
                rating: facts.rating(ratings.get(row)),
                start,
                duration,
                work,
                tail,
            });
        }
    }

    fn add(&mut self, one: &One) {
        let [month, center, department, agent, category] = one.groups;
        let work = one.work();
        self.works.entry([month, center, department, agent]).or_default().merge(&work);
        if one.start != NONE {
            let (day, hour) = (weekday(one.start.div_euclid(SECONDS)), one.start.rem_euclid(SECONDS) / 3600);
            self.starts.resize(8 * 24, 0);
            if let Some(slot) = self.starts.get_mut((day * 24 + hour) as usize) {
                *slot += 1;
            }
        }
        if work.duration.count == 0 {
            return;
        }
        let tail = work.tails.count == 1;
        let length = self.lengths.entry((center, (one.duration / 1000) as u32)).or_default();
        length.calls += 1;
        length.tails += u64::from(tail);
        let kind = ([center, department, agent, category], one.rating.is_some());
        let (without, with) = self.kinds.entry(kind).or_default();
        *if tail { with } else { without } += 1;
    }

    fn finish(self) -> Tabulation {
        let mut tabulation = Tabulation::default();
        let works: BTreeMap<[Code; 4], Work> = self.works.into_iter().collect();
        for ([month, center, department, agent], work) in works {
            tabulation.centers.entry(center).or_default().merge(&work);
            tabulation.agents.entry((agent, month)).or_default().merge(&work);
            for (group, code) in [(Dimension::Center, center), (Dimension::Department, department)] {
                tabulation.groups.entry(group).or_default().entry((code, month)).or_default().merge(&work);
            }
            let cell = tabulation.cells.entry((month, center, department)).or_default();
            cell.interactions += work.interactions;
            cell.calls += work.calls;
            cell.duration.merge(&work.duration);
        }
        tabulation.lengths = self.lengths.into_iter().collect();
        let kinds: BTreeMap<([Code; 4], bool), (u64, u64)> = self.kinds.into_iter().collect();
        for (([center, department, agent, category], rated), (without, with)) in kinds {
            let traits = [
                (Trait::Rated, Code::from(rated)),
                (Trait::Category, category),
                (Trait::Department, department),
                (Trait::Agent, agent),
            ];
            for (kind, code) in traits {
                let slot = tabulation.traits.entry((center, kind, code)).or_default();
                slot.0 += without;
                slot.1 += with;
            }
        }
        for (slot, count) in self.starts.into_iter().enumerate().filter(|(_, count)| *count > 0) {
            tabulation.starts.insert(((slot / 24) as u8, (slot % 24) as u8), count);
        }
        tabulation
    }
}
