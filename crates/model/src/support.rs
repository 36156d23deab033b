//! What is counted for the support report, the answers and the agents, and how the counts of shards merge.
//!
//! Codes are places in the dictionaries that all shards share; every number is whole, so the sums of one shard and
//! of eight are the same.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::answer::dictionary;
use crate::dimension::Dimension;
use crate::message::Has;
use crate::order;
use crate::performance::Performance;
use crate::stat::{Moments, Stat};

/// A place in a dictionary.
pub type Code = u16;

/// From when on the time between resolution and end counts as a tail, in milliseconds.
pub const TAIL: i64 = 60_000;

/// Interactions of one month, contact centre and department.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// All of them.
    pub interactions: u64,
    /// Those by phone.
    pub calls: u64,
    /// Milliseconds of the phone calls.
    pub duration: Moments,
}

/// Interactions of one agent and month, or of one contact centre.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Work {
    /// All of them.
    pub interactions: u64,
    /// Those by phone.
    pub calls: u64,
    /// Milliseconds of the phone calls that have a duration above zero.
    pub duration: Moments,
    /// Milliseconds from start to resolution, of phone calls.
    pub work: Moments,
    /// Milliseconds from resolution to end, of phone calls that have a duration.
    pub after: Moments,
    /// Those of them with a tail.
    pub tails: Moments,
    /// Ratings of 1 to 5.
    pub rated: u64,
    /// Ratings of 4 and 5.
    pub satisfied: u64,
}

/// Phone calls of one length.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Length {
    /// All of them.
    pub calls: u64,
    /// Those with a tail.
    pub tails: u64,
}

/// What calls with a tail may have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Trait {
    /// Whether the customer gave a rating: code 1 for yes, 0 for no.
    Rated,
    /// The service category.
    Category,
    /// The department.
    Department,
    /// The agent.
    Agent,
}

/// What one shard, or all of them, count for the report, the answers and the agents.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tabulation {
    /// By month, contact centre, department.
    pub cells: BTreeMap<(Code, Code, Code), Cell>,
    /// By agent, month.
    pub agents: BTreeMap<(Code, Code), Work>,
    /// By what agents belong to, month.
    pub groups: BTreeMap<Dimension, BTreeMap<(Code, Code), Work>>,
    /// By contact centre.
    pub centers: BTreeMap<Code, Work>,
    /// Phone calls by contact centre and whole seconds of their duration.
    pub lengths: BTreeMap<(Code, u32), Length>,
    /// Phone calls of each contact centre without and with a tail, by what they may have in common.
    pub traits: BTreeMap<(Code, Trait, Code), (u64, u64)>,
    /// By weekday (ISO, from 1) and hour of the start.
    pub starts: BTreeMap<(u8, u8), u64>,
    /// Of transcripts.
    pub performance: Performance,
}

fn merge<K: Ord + Copy, V: Copy + Default>(
    ours: &mut BTreeMap<K, V>,
    theirs: &BTreeMap<K, V>,
    add: impl Fn(&mut V, &V),
) {
    for (key, more) in theirs {
        add(ours.entry(*key).or_default(), more);
    }
}

impl Cell {
    /// Takes in other interactions.
    pub fn merge(&mut self, other: &Cell) {
        self.interactions += other.interactions;
        self.calls += other.calls;
        self.duration.merge(&other.duration);
    }
}

impl Work {
    /// Takes in other interactions.
    #[inline]
    pub fn merge(&mut self, other: &Work) {
        self.interactions += other.interactions;
        self.calls += other.calls;
        self.duration.merge(&other.duration);
        self.work.merge(&other.work);
        self.after.merge(&other.after);
        self.tails.merge(&other.tails);
        self.rated += other.rated;
        self.satisfied += other.satisfied;
    }
}

impl Tabulation {
    /// Takes in what another shard counted.
    pub fn merge(&mut self, other: &Tabulation) {
        merge(&mut self.cells, &other.cells, Cell::merge);
        merge(&mut self.agents, &other.agents, Work::merge);
        for (dimension, works) in &other.groups {
            merge(self.groups.entry(dimension.clone()).or_default(), works, Work::merge);
        }
        merge(&mut self.centers, &other.centers, Work::merge);
        merge(&mut self.lengths, &other.lengths, |ours, more| {
            ours.calls += more.calls;
            ours.tails += more.tails;
        });
        merge(&mut self.traits, &other.traits, |ours, more| {
            ours.0 += more.0;
            ours.1 += more.1;
        });
        merge(&mut self.starts, &other.starts, |ours, more| *ours += more);
        self.performance.merge(&other.performance);
    }

    /// All interactions, or all transcripts.
    pub fn interactions(&self) -> u64 {
        let interactions: u64 = self.cells.values().map(|cell| cell.interactions).sum();
        interactions + self.performance.agents.values().map(|talk| talk.calls).sum::<u64>()
    }
}

/// The names behind the codes, and what the data has columns for.
#[derive(Clone, Copy, Debug)]
pub struct Names<'a> {
    /// Values of each category dimension.
    pub dictionaries: &'a [(Dimension, Vec<String>)],
    /// What there are columns for.
    pub has: Has,
    /// The workspace zone.
    pub zone: &'a str,
}

impl Names<'_> {
    /// The name of a code; *Unknown* when it is empty or there is none.
    pub fn of(&self, dimension: &Dimension, code: Code) -> String {
        let name = dictionary(self.dictionaries, dimension).get(usize::from(code));
        name.filter(|name| !name.is_empty()).map_or_else(|| crate::answer::UNKNOWN.to_owned(), Clone::clone)
    }

    /// The text of a code as the selection has it: empty when it is not known.
    pub fn text(&self, dimension: &Dimension, code: Code) -> String {
        dictionary(self.dictionaries, dimension).get(usize::from(code)).cloned().unwrap_or_default()
    }
}

/// One line of the support report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportLine {
    /// `2025-02`; empty where an interaction has no time.
    pub month: String,
    /// The contact centre.
    pub center: String,
    /// The department.
    pub department: String,
    /// Interactions.
    pub interactions: u64,
    /// Interactions by phone.
    pub calls: u64,
    /// Milliseconds of the phone calls.
    pub duration: i64,
}

/// The support report, sorted by month, contact centre and department.
pub fn report(tabulation: &Tabulation, names: &Names<'_>) -> Vec<ReportLine> {
    let mut lines: BTreeMap<(String, String, String), Cell> = BTreeMap::new();
    for ((month, center, department), cell) in &tabulation.cells {
        let key = (
            names.text(&Dimension::Month, *month),
            names.of(&Dimension::Center, *center),
            names.of(&Dimension::Department, *department),
        );
        lines.entry(key).or_default().merge(cell);
    }
    let line = |((month, center, department), cell): ((String, String, String), Cell)| ReportLine {
        month,
        center,
        department,
        interactions: cell.interactions,
        calls: cell.calls,
        duration: cell.duration.sum,
    };
    lines.into_iter().map(line).collect()
}

/// One agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentLine {
    /// The name; the text of the selection is empty for *Unknown*.
    pub name: String,
    /// The name as the selection has it.
    pub text: String,
    /// What the agent did.
    pub work: Work,
    /// Interactions by month, in the order of the months.
    pub months: Vec<u64>,
}

/// Agents and what they belong to, most interactions first, *Unknown* last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    /// The months of the sparklines.
    pub months: Vec<String>,
    /// Every agent.
    pub agents: Vec<AgentLine>,
    /// What they belong to: contact centres and departments, where the data names any.
    pub groups: Vec<(Dimension, Vec<AgentLine>)>,
}

/// Agents and what they belong to.
pub fn agents(tabulation: &Tabulation, names: &Names<'_>) -> Lines {
    let mut months: Vec<Code> = tabulation.agents.keys().map(|(_, month)| *month).collect();
    let text = |month: &Code| names.text(&Dimension::Month, *month);
    order::sort_by(&mut months, |a, b| text(a).cmp(&text(b)));
    months.dedup();
    months.retain(|month| !names.text(&Dimension::Month, *month).is_empty());
    let there = |dimension: &Dimension| match dimension {
        Dimension::Center => names.has.center,
        _ => names.has.category,
    };
    let group = |(dimension, works): (&Dimension, &BTreeMap<(Code, Code), Work>)| {
        (dimension.clone(), lines(dimension, works, &months, names))
    };
    Lines {
        agents: lines(&Dimension::Agent, &tabulation.agents, &months, names),
        groups: tabulation.groups.iter().filter(|(dimension, _)| there(dimension)).map(group).collect(),
        months: months.iter().map(|month| names.of(&Dimension::Month, *month)).collect(),
    }
}

fn lines(
    dimension: &Dimension,
    works: &BTreeMap<(Code, Code), Work>,
    months: &[Code],
    names: &Names<'_>,
) -> Vec<AgentLine> {
    let mut lines: BTreeMap<Code, AgentLine> = BTreeMap::new();
    for ((code, month), work) in works {
        let line = lines.entry(*code).or_insert_with(|| AgentLine {
            name: names.of(dimension, *code),
            text: names.text(dimension, *code),
            work: Work::default(),
            months: vec![0; months.len()],
        });
        line.work.merge(work);
        if let Some(slot) = months.iter().position(|m| m == month).and_then(|i| line.months.get_mut(i)) {
            *slot += work.interactions;
        }
    }
    let mut lines: Vec<AgentLine> = lines.into_values().collect();
    order::sort_by(&mut lines, |a, b| {
        let key = |line: &AgentLine| {
            (line.text.is_empty(), std::cmp::Reverse(line.work.interactions), line.name.clone())
        };
        key(a).cmp(&key(b))
    });
    lines
}

/// Milliseconds as minutes with at most four decimals: `38.5`.
pub fn minutes(milliseconds: i64) -> String {
    let value = (milliseconds.unsigned_abs() + 3) / 6;
    let sign = if milliseconds < 0 && value > 0 { "-" } else { "" };
    let text = format!("{sign}{}.{:04}", value / 10_000, value % 10_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The mean of some milliseconds as minutes with two decimals, halves rounded up: `12.73`; `None` of nothing.
pub fn mean_minutes(moments: Moments) -> Option<String> {
    let count = i64::try_from(moments.count).ok().filter(|count| *count > 0)?;
    let hundredths = (moments.sum * 2 + count * 600).div_euclid(count * 1200);
    let sign = if hundredths < 0 { "-" } else { "" };
    Some(format!("{sign}{}.{:02}", hundredths.abs() / 100, hundredths.abs() % 100))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_are_rounded_half_away_from_zero() {
        assert_eq!(minutes(38 * 60_000 + 30_000), "38.5");
        assert_eq!((minutes(0), minutes(1), minutes(3)), ("0".into(), "0".into(), "0.0001".into()));
        let mean = |sum, count| mean_minutes(Moments { count, sum });
        assert_eq!(mean(140 * 60_000, 11).as_deref(), Some("12.73"));
        assert_eq!(mean(300, 1).as_deref(), Some("0.01"));
        assert_eq!(mean(0, 0), None);
    }

    #[test]
    fn tabulations_merge_in_any_order() {
        let one = |month, center| Tabulation {
            cells: BTreeMap::from([(
                (month, center, 0),
                Cell { interactions: 2, calls: 1, ..Cell::default() },
            )]),
            ..Tabulation::default()
        };
        let (mut ab, mut ba) = (one(1, 1), one(2, 1));
        ab.merge(&one(2, 1));
        ba.merge(&one(1, 1));
        assert_eq!(ab, ba);
        assert_eq!(ab.interactions(), 4);
    }
}
