//! Glances: what the slices that were read so far amount to, so that charts fill while files are read. They are true of
//! those slices, but for duplicates, which are known only at the end.

use std::collections::BTreeMap;

use crate::answer::{Answer, Context};
use crate::command::Event;
use crate::dimension::{Dimension, Scale};
use crate::message::{Glance, Has, ShardId};
use crate::question::{BinChoice, Question, Show, bins};
use crate::selection::Selection;
use crate::stat::{Quantiles, Stat};
use crate::summary::{Counts, Group, Summary};
use crate::table::Subject;

use super::Coordinator;

/// Files of fewer bytes are read before anybody could look at a part of them.
pub(super) const WORTH: u64 = 32 << 20;

/// How many times a load is glanced at, after the first slice.
const TIMES: u64 = 5;

/// How many slices a shard reads from one glance to the next.
pub(super) const EACH: u32 = 8;

/// What is known so far.
#[derive(Debug, Default)]
pub(super) struct Glancing {
    dictionaries: Vec<(Dimension, Vec<String>)>,
    summary: Summary,
    durations: Quantiles,
    starts: Option<(i64, i64)>,
    has: Has,
    records: u64,
    /// How many slices each shard has been given.
    given: BTreeMap<ShardId, u32>,
    /// How many parts of [`TIMES`] of the bytes had been read when it was told last.
    told: Option<u64>,
}

impl<B> Coordinator<B> {
    /// The same, telling what was read so far of files of any length, after every slice.
    #[must_use]
    pub fn glancing(mut self) -> Self {
        (self.glance_from, self.glance_each) = (0, 1);
        self
    }
}

impl Glancing {
    /// Whether a slice that a shard is given comes with a glance: its first one, and one out of so many after it.
    pub(super) fn wants(&mut self, shard: ShardId, each: u32) -> bool {
        let given = self.given.entry(shard).or_default();
        *given += 1;
        (*given - 1).is_multiple_of(each)
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
        self.starts = super::loading::span(self.starts, starts);
        self.has = self.has.or(has);
        self.records += records;
    }

    /// What to tell when `read` of `all` bytes have been read, if it is time.
    pub(super) fn event(&mut self, zone: &str, read: u64, all: u64) -> Option<Event> {
        let now = read * TIMES / all.max(1);
        if self.records == 0 || self.told.is_some_and(|told| now <= told) {
            return None;
        }
        self.told = Some(now);
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
