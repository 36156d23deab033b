//! What is counted of transcripts for agents, days and products, and how the counts of shards merge.
//!
//! Codes are places in the dictionaries that all shards share; every number is whole.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::dimension::Dimension;
use crate::field::plain;
use crate::month::Month;
use crate::stat::{Moments, Stat};
use crate::support::{Code, Names};

/// Calls below which a rate says little: such agents are not ranked.
pub const FEW: u64 = 5;

/// Transcripts of one agent, day or month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Talk {
    /// All of them.
    pub calls: u64,
    /// Those with a conversion.
    pub conversions: u64,
    /// Millionths of what was sold on top; its count is calls with such a price.
    pub upsell: Moments,
    /// Ten-thousandths of the scores; its count is calls in English.
    pub score: Moments,
    /// Those with a negative, neutral, positive label.
    pub labels: [u64; 3],
}

impl Talk {
    /// Takes in other transcripts.
    pub fn merge(&mut self, other: &Talk) {
        self.calls += other.calls;
        self.conversions += other.conversions;
        self.upsell.merge(&other.upsell);
        self.score.merge(&other.score);
        self.labels.iter_mut().zip(other.labels).for_each(|(ours, more)| *ours += more);
    }

    /// Conversion rate with the ends of its 95 % Wilson interval, in hundredths of a percent; `None` without calls.
    ///
    /// Wilson, E. B. (1927): centre (p + z²/2n) ÷ (1 + z²/n), half width z ÷ (1 + z²/n) × √(p(1−p)/n + z²/4n²), here
    /// with z² = 3.8415 and in whole numbers.
    pub fn conversion(&self) -> Option<(u64, u64, u64)> {
        /// z² in ten-thousandths.
        const Z2: u128 = 38_415;
        let (n, k) = (u128::from(self.calls), u128::from(self.conversions.min(self.calls)));
        if n == 0 {
            return None;
        }
        // Everything times 20,000: (2k + z²) ± z √(4k(n−k)/n + z²), over 2(n + z²).
        let scale = 10_000;
        let centre = 2 * k * scale + Z2;
        let inner = 4 * k * (n - k) * scale / n + Z2;
        let half = (Z2 * inner).isqrt();
        let below = 2 * (n * scale + Z2);
        let rate =
            |over: u128| u64::try_from((over * scale * 2 / below).div_ceil(2)).unwrap_or(0).min(10_000);
        Some((
            u64::try_from((k * scale * 2 / n).div_ceil(2)).unwrap_or(0),
            rate(centre.saturating_sub(half)),
            rate(centre + half),
        ))
    }
}

/// What one shard, or all of them, count of transcripts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Performance {
    /// By agent and month; calls without any time have none.
    pub agents: BTreeMap<(Code, Option<Month>), Talk>,
    /// By day since 1970-01-01.
    pub days: BTreeMap<i32, Talk>,
    /// Millionths by kind of product; the count is calls.
    pub products: BTreeMap<Code, Moments>,
    /// By team, centre or whatever else agents belong to, and month.
    pub groups: BTreeMap<Dimension, BTreeMap<(Code, Option<Month>), Talk>>,
}

/// Names of columns that say to whom agents belong: lower case, only letters and digits.
const GROUPS: &[&str] = &[
    "team",
    "teamname",
    "teamid",
    "group",
    "groupname",
    "agentgroup",
    "squad",
    "unit",
    "crew",
    "center",
    "centre",
    "callcenter",
    "callcentre",
    "contactcenter",
    "contactcentre",
    "site",
    "sitename",
    "location",
    "office",
    "branch",
    "region",
    "department",
    "dept",
    "departmentname",
    "division",
];

/// Whether a column says to whom agents belong, by its name.
///
/// ```
/// use callscape_model::performance::is_group;
/// assert!(is_group("Team name") && is_group("call_centre") && !is_group("status"));
/// ```
pub fn is_group(column: &str) -> bool {
    GROUPS.contains(&plain(column).as_str())
}

/// The dimensions by which agents can be grouped, among those that are there.
pub fn groups<'a>(there: impl Iterator<Item = &'a Dimension>) -> Vec<Dimension> {
    let group = |dimension: &&Dimension| match dimension {
        Dimension::Center | Dimension::Department => true,
        Dimension::Column(name) => is_group(name),
        _ => false,
    };
    there.filter(group).cloned().collect()
}

impl Performance {
    /// Takes in what another shard counted.
    pub fn merge(&mut self, other: &Performance) {
        other.agents.iter().for_each(|(key, talk)| self.agents.entry(*key).or_default().merge(talk));
        other.days.iter().for_each(|(key, talk)| self.days.entry(*key).or_default().merge(talk));
        other.products.iter().for_each(|(key, sum)| self.products.entry(*key).or_default().merge(sum));
        for (dimension, talks) in &other.groups {
            let ours = self.groups.entry(dimension.clone()).or_default();
            talks.iter().for_each(|(key, talk)| ours.entry(*key).or_default().merge(talk));
        }
    }
}

/// One agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentPerformance {
    /// The name.
    pub name: String,
    /// The name as the selection has it.
    pub text: String,
    /// What the agent did.
    pub talk: Talk,
    /// Calls by month, in the order of the months.
    pub months: Vec<u64>,
}

/// Agents, days and products in words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PerformanceTable {
    /// The months of the sparklines.
    pub months: Vec<String>,
    /// Agents: at least [`FEW`] calls by conversion rate, then upsell, then name; the others after them by calls.
    pub agents: Vec<AgentPerformance>,
    /// Days since 1970-01-01, ascending.
    pub days: Vec<(i32, Talk)>,
    /// Kinds of products, what was sold of them in millionths, and in how many calls; most first.
    pub products: Vec<(String, Moments)>,
    /// What agents belong to, each group in the order of the agents.
    pub groups: Vec<(Dimension, Vec<AgentPerformance>)>,
}

/// The tables of what was counted.
pub fn table(performance: &Performance, names: &Names<'_>) -> PerformanceTable {
    let mut months: Vec<Month> = performance.agents.keys().filter_map(|(_, month)| *month).collect();
    months.sort_unstable();
    months.dedup();
    let agents = lines(&Dimension::Agent, &performance.agents, &months, names);
    let group = |(dimension, talks): (&Dimension, &BTreeMap<(Code, Option<Month>), Talk>)| {
        (dimension.clone(), lines(dimension, talks, &months, names))
    };
    let groups = performance.groups.iter().map(group).collect();
    let product = |(code, sum): (&Code, &Moments)| (names.of(&Dimension::Product, *code), *sum);
    let mut products: Vec<(String, Moments)> = performance.products.iter().map(product).collect();
    products.sort_by(|a, b| (Reverse(a.1.sum), &a.0).cmp(&(Reverse(b.1.sum), &b.0)));
    PerformanceTable {
        months: months.iter().map(|month| month.name()).collect(),
        agents,
        days: performance.days.iter().map(|(day, talk)| (*day, *talk)).collect(),
        products,
        groups,
    }
}

/// Agents, or what they belong to, in their order.
fn lines(
    dimension: &Dimension,
    talks: &BTreeMap<(Code, Option<Month>), Talk>,
    months: &[Month],
    names: &Names<'_>,
) -> Vec<AgentPerformance> {
    let mut lines: BTreeMap<Code, AgentPerformance> = BTreeMap::new();
    for ((code, month), talk) in talks {
        let line = lines.entry(*code).or_insert_with(|| AgentPerformance {
            name: names.of(dimension, *code),
            text: names.text(dimension, *code),
            talk: Talk::default(),
            months: vec![0; months.len()],
        });
        line.talk.merge(talk);
        let slot = month.and_then(|month| months.binary_search(&month).ok());
        if let Some(slot) = slot.and_then(|slot| line.months.get_mut(slot)) {
            *slot += talk.calls;
        }
    }
    let mut lines: Vec<AgentPerformance> = lines.into_values().collect();
    lines.sort_by_cached_key(|line| {
        let Talk { calls, upsell, .. } = line.talk;
        let rate = line.talk.conversion().map_or(0, |(rate, ..)| rate);
        let ranked = calls >= FEW;
        let by = if ranked { (rate, upsell.sum) } else { (calls, 0) };
        (Reverse(ranked), Reverse(by), line.name.clone())
    });
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wilson_intervals_are_those_of_the_formula() {
        let talk = |conversions, calls| Talk { calls, conversions, ..Talk::default() };
        // By the formula in floating numbers: 8 of 10 → 80 %, 49.02 % to 94.33 %; 0 of 5 → 0 % to 43.45 %.
        assert_eq!(talk(8, 10).conversion(), Some((8000, 4902, 9433)));
        assert_eq!(talk(0, 5).conversion(), Some((0, 0, 4345)));
        assert_eq!(talk(0, 0).conversion(), None);
    }

    #[test]
    fn counts_merge_in_any_order() {
        let one = |day| Performance {
            days: BTreeMap::from([(day, Talk { calls: 2, ..Talk::default() })]),
            ..Performance::default()
        };
        let (mut ab, mut ba) = (one(1), one(2));
        ab.merge(&one(2));
        ba.merge(&one(1));
        assert_eq!(ab, ba);
    }
}
