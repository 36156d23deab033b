//! What the dashboard wants to know: a selection, the settings that shape groups, and a ticket.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::dimension::Dimension;
use crate::measure::Outcome;
use crate::selection::Selection;
use crate::view::CHARTS;

/// The bins of the duration histogram: fixed once for the data, the same under every filter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bins {
    /// Lower edges in milliseconds, ascending, the first one 0; the last bin is open.
    pub edges: Vec<i64>,
    /// Whether widths grow.
    pub logarithmic: bool,
}

/// How the user wants the bins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum BinChoice {
    /// By the data: Freedman–Diaconis, logarithmic when skewed.
    #[default]
    Auto,
    /// Equal widths, of the data's choice.
    Linear,
    /// Growing widths.
    Logarithmic,
    /// Equal widths of so many seconds.
    Width(u32),
    /// Equal widths of so many seconds up to the longest duration, whatever their number.
    Every(u32),
}

/// One question to the dashboard's data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Newer questions have higher tickets; stale answers are dropped.
    pub ticket: u64,
    /// Which rows.
    pub selection: Selection,
    /// Bins of the duration histogram, by their lower edges.
    pub bins: Bins,
    /// What status texts mean, where it differs from [`Outcome::of`].
    pub outcomes: BTreeMap<String, Outcome>,
    /// Whether a chart's own clauses filter it too. The dashboard never asks so; the measuring interface does.
    pub own: bool,
    /// What the marks of each chart stand for.
    pub charts: Vec<Dimension>,
}

impl Default for Question {
    fn default() -> Self {
        Question {
            ticket: 0,
            selection: Selection::default(),
            bins: Bins::default(),
            outcomes: BTreeMap::new(),
            own: false,
            charts: CHARTS.iter().map(|chart| chart.dimension.clone()).collect(),
        }
    }
}

/// Settings that shape how answers are shown, not which rows they count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Show {
    /// Whether the weekday chart shows the average per weekday instead of the sum.
    pub weekday_average: bool,
    /// First day of the week, ISO: 1 = Monday, 7 = Sunday.
    pub week_start: i64,
}

impl Default for Show {
    fn default() -> Self {
        Show { weekday_average: false, week_start: 1 }
    }
}

/// Bounds of the number of bins that the data may choose.
const FEWEST: i64 = 10;
const MOST: i64 = 60;

/// Widths that bins snap to, in seconds.
const WIDTHS: [i64; 13] = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600];

/// Edges of logarithmic bins, in seconds.
const LOGARITHMIC: [i64; 16] =
    [0, 5, 10, 15, 30, 60, 120, 180, 300, 600, 900, 1800, 3600, 7200, 14400, 28800];

/// Picks bins for durations: width `2·IQR/∛n` (Freedman and Diaconis 1981), by Sturges' rule when the IQR is
/// zero, snapped up to a round width and clamped to 10 to 60 bins below the 99.5 % point; logarithmic when the
/// 99 % point is more than ten times the median. The last bin holds everything above.
pub fn bins(durations: &crate::stat::Quantiles, choice: BinChoice) -> Bins {
    let at = |permille| durations.quantile(permille).unwrap_or(0) / 1000;
    let (median, far, top) = (at(500), at(990), at(995).max(1));
    let skewed = far > median.max(1) * 10;
    match choice {
        BinChoice::Logarithmic => logarithmic(top),
        BinChoice::Auto if skewed => logarithmic(top),
        BinChoice::Every(seconds) => {
            // The longest duration is known to 0.8 %.
            let width = i64::from(seconds.max(1));
            let count = (at(1000) * 101 / 100 / width + 1).min(EVERY);
            Bins { edges: (0..=count).map(|i| i * width * 1000).collect(), logarithmic: false }
        }
        BinChoice::Width(seconds) => linear(top, i64::from(seconds.max(1))),
        _ => {
            let range = at(750) - at(250);
            let root = cube_root(durations.count()).max(1);
            let sturges = i64::from(durations.count().max(1).ilog2()) + 1;
            let wanted = if range > 0 { (2 * range / root).max(1) } else { (top / sturges).max(1) };
            let least = (top + MOST - 1) / MOST;
            let width = wanted.min((top / FEWEST).max(1)).max(least);
            linear(top, WIDTHS.iter().copied().find(|w| *w >= width).unwrap_or(width))
        }
    }
}

/// The most bins that are counted.
const EVERY: i64 = 100_000;
/// The most bins that are drawn, whatever width the user chose.
const CEILING: i64 = 400;

fn linear(top: i64, width: i64) -> Bins {
    let count = ((top + width - 1) / width).clamp(1, CEILING);
    Bins { edges: (0..=count).map(|i| i * width * 1000).collect(), logarithmic: false }
}

fn logarithmic(top: i64) -> Bins {
    let used = LOGARITHMIC.iter().position(|edge| *edge >= top).map_or(LOGARITHMIC.len(), |last| last + 1);
    Bins { edges: LOGARITHMIC.iter().take(used).map(|s| s * 1000).collect(), logarithmic: true }
}

fn cube_root(n: u64) -> i64 {
    let mut root = 0_u64;
    while (root + 1).pow(3) <= n {
        root += 1;
    }
    root as i64
}

impl Bins {
    /// The bin of a duration; 0 when there are no bins.
    #[inline]
    pub fn of(&self, milliseconds: i64) -> usize {
        self.edges.partition_point(|edge| *edge <= milliseconds).saturating_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stat::{Quantiles, Stat};

    fn durations(values: impl IntoIterator<Item = i64>) -> Quantiles {
        let mut q = Quantiles::default();
        values.into_iter().for_each(|seconds| q.add(seconds * 1000));
        q
    }

    #[test]
    fn bins_have_round_widths_and_a_bounded_number() {
        let even = bins(&durations((0..3000).map(|i| i % 600)), BinChoice::Auto);
        assert!(!even.logarithmic && (10..=61).contains(&even.edges.len()), "{even:?}");
        let one = bins(&durations([60; 100]), BinChoice::Auto);
        assert!(one.edges.len() >= 2, "{one:?}");
        let skewed = bins(&durations((0..1000).map(|i| if i < 950 { 10 } else { 5000 })), BinChoice::Auto);
        assert!(skewed.logarithmic);
        assert!(bins(&Quantiles::default(), BinChoice::Auto).edges.len() >= 2);
        assert!(bins(&durations(0..9000), BinChoice::Width(1)).edges.len() <= 401);
    }

    #[test]
    fn a_duration_falls_into_the_bin_whose_edge_it_reaches() {
        let bins = Bins { edges: vec![0, 1000, 2000], logarithmic: false };
        assert_eq!([0, 999, 1000, 99_000].map(|ms| bins.of(ms)), [0, 0, 1, 2]);
    }
}
