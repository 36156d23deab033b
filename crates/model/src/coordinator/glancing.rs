//! Glances: what the slices that were read so far amount to, so that charts fill while files are read. They are true of
//! those slices, but for what is known only at the end: duplicates, and slices that were cut wrongly.

use std::collections::BTreeMap;

use crate::answer::{Answer, Context};
use crate::calendar::span;
use crate::command::Event;
use crate::dimension::{Dimension, Scale};
use crate::message::{Glance, Has, ShardId};
use crate::question::{BinChoice, Question, Show, bins};
use crate::selection::Selection;
use crate::stat::{Quantiles, Stat};
use crate::summary::{Counts, Group, Summary};
use crate::table::Subject;

use super::Coordinator;

/// What is known so far.
#[derive(Debug, Default)]
pub(super) struct Glancing {
    dictionaries: Vec<(Dimension, Vec<String>)>,
    summary: Summary,
    durations: Quantiles,
    starts: Option<(i64, i64)>,
    has: Has,
    records: u64,
    /// Bytes of slices that were given to shards.
    dealt: u64,
    /// How many parts of all bytes had been given out when a shard was asked last.
    asked: BTreeMap<ShardId, u64>,
    /// How many parts had been read when it was told last.
    told: Option<u64>,
    /// Whether there is more to tell than then.
    more: bool,
}

impl<B> Coordinator<B> {
    /// The same, telling what was read so far of files of so many bytes and more: first as soon as there is something,
    /// then that many times, in equal parts.
    #[must_use]
    pub fn glancing(mut self, from: u64, parts: u64) -> Self {
        self.glances = Some((from, parts));
        self
    }
}

impl Glancing {
    /// Whether a slice of so many bytes that a shard is given comes with a glance: its first one, and the first in each
    /// part of all bytes.
    pub(super) fn wants(&mut self, shard: ShardId, bytes: u64, (all, parts): (u64, u64)) -> bool {
        let part = self.dealt.saturating_mul(parts) / all.max(1);
        self.dealt += bytes;
        let wants = self.asked.get(&shard).is_none_or(|asked| part > *asked);
        if wants {
            self.asked.insert(shard, part);
        }
        wants
    }

    /// Takes in what slices amount to.
    pub(super) fn take(&mut self, glance: Glance) {
        let Glance { records, dictionaries, mut summary, durations, starts, has } = glance;
        if dictionaries != self.dictionaries {
            let both = united(&self.dictionaries, &dictionaries);
            recode(&mut self.summary, &self.dictionaries, &both);
            recode(&mut summary, &dictionaries, &both);
            self.dictionaries = both;
        }
        self.summary.merge(&summary);
        self.durations.merge(&durations);
        self.starts = span(self.starts, starts);
        self.has = self.has.or(has);
        self.records += records;
        self.more = true;
    }

    /// What to tell when `read` of all bytes have been read, if it is time.
    pub(super) fn event(&mut self, zone: &str, read: u64, (all, parts): (u64, u64)) -> Option<Event> {
        let now = read.saturating_mul(parts) / all.max(1);
        if self.records == 0 || !self.more || self.told.is_some_and(|told| now <= told) {
            return None;
        }
        (self.told, self.more) = (Some(now), false);
        Some(Event::Partial { answer: Box::new(self.answer(zone)), records: self.records })
    }

    fn answer(&self, zone: &str) -> Answer {
        let mut context = Context {
            dictionaries: self.dictionaries.clone(),
            has: self.has,
            zone: zone.to_owned(),
            starts: self.starts,
            subject: Subject::Calls,
            ..Context::default()
        };
        let question = Question {
            ticket: 0,
            selection: Selection::default(),
            bins: bins(&self.durations, BinChoice::Auto),
            outcomes: Default::default(),
            own: false,
            charts: context.dimensions(None),
        };
        let mut summary = self.summary.clone();
        for (group, dimension) in summary.groups.iter_mut().zip(&question.charts) {
            if *dimension == Dimension::Duration {
                *group = self.by_duration(&question, group.absent);
            }
        }
        context.baseline = summary.clone();
        Answer::finish(&summary, &question, Show::default(), &context)
    }

    /// Bins depend on all durations, so slices tell these and not the bins. Below an hour durations are exact.
    fn by_duration(&self, question: &Question, absent: u64) -> Group {
        let counts: Counts =
            self.durations.values().map(|(ms, count)| (question.bins.of(ms) as i64, count)).collect();
        Group { total: counts.clone(), selected: counts, absent }
    }
}

/// The values of both, sorted.
fn united(
    one: &[(Dimension, Vec<String>)],
    other: &[(Dimension, Vec<String>)],
) -> Vec<(Dimension, Vec<String>)> {
    let mut all = one.to_vec();
    for (dimension, values) in other {
        match all.iter_mut().find(|(known, _)| known == dimension) {
            Some((_, known)) => {
                known.extend(values.iter().cloned());
                known.sort_unstable();
                known.dedup();
            }
            None => all.push((dimension.clone(), values.clone())),
        }
    }
    all.sort_by(|(one, _), (other, _)| one.cmp(other));
    all
}

/// Gives categories the codes of other dictionaries, which have all their values.
fn recode(summary: &mut Summary, from: &[(Dimension, Vec<String>)], to: &[(Dimension, Vec<String>)]) {
    let codes = |dimension: &Dimension| -> Vec<i64> {
        let values = |all: &[(Dimension, Vec<String>)]| {
            all.iter()
                .find(|(known, _)| known == dimension)
                .map_or_else(Vec::new, |(_, values)| values.clone())
        };
        let (old, new) = (values(from), values(to));
        old.iter().map(|value| new.binary_search(value).unwrap_or(0) as i64).collect()
    };
    let moved = |counts: &Counts, codes: &[i64]| -> Counts {
        let code = |key: i64| usize::try_from(key).ok().and_then(|key| codes.get(key)).copied().unwrap_or(0);
        counts.iter().map(|(key, count)| (code(key), count)).collect()
    };
    let dimensions: Vec<Dimension> = from.iter().map(|(dimension, _)| dimension.clone()).collect();
    let charts = crate::view::charts(Subject::Calls, &dimensions, None);
    for (group, chart) in summary.groups.iter_mut().zip(&charts) {
        let category = chart.dimension.scale() == Scale::Category && chart.dimension != Dimension::Weekday;
        if category {
            let codes = codes(&chart.dimension);
            group.total = moved(&group.total, &codes);
            group.selected = moved(&group.selected, &codes);
        }
    }
    // Menus are in the order of the dictionaries.
    let menus = std::mem::take(&mut summary.categories);
    summary.categories = to
        .iter()
        .map(|(dimension, _)| {
            let place = dimensions.iter().position(|known| known == dimension);
            let counts = place.and_then(|place| menus.get(place));
            counts.map_or_else(Counts::default, |counts| moved(counts, &codes(dimension)))
        })
        .collect();
}
