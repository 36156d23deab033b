//! Views: labelled numbers ready to draw, and the list of charts.

use serde::{Deserialize, Serialize};

use crate::dimension::Dimension;
use crate::selection::{Set, Span};

/// How a view is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mark {
    /// Horizontal bars, one for each category, longest first, *Unknown* last.
    Bars,
    /// Upright columns in their natural order (weekdays).
    Columns,
    /// Upright columns side by side for each day; a line when there are more than 120.
    Days,
    /// Touching columns over the bins of a number.
    Histogram,
}

/// A chart of the dashboard.
#[derive(Clone, Debug)]
pub struct Chart {
    /// Its name in addresses and files.
    pub id: &'static str,
    /// Its title when records are calls.
    pub title: &'static str,
    /// What its marks stand for; also the source of its clauses.
    pub dimension: Dimension,
    /// How it is drawn.
    pub mark: Mark,
}

/// Every chart, in the order of the dashboard.
pub const CHARTS: &[Chart] = &[
    Chart { id: "daily", title: "Daily Calls", dimension: Dimension::Day, mark: Mark::Days },
    Chart { id: "type", title: "Calls by Type", dimension: Dimension::Type, mark: Mark::Bars },
    Chart { id: "status", title: "Calls by Status", dimension: Dimension::Status, mark: Mark::Bars },
    Chart { id: "weekday", title: "Calls by Weekday", dimension: Dimension::Weekday, mark: Mark::Columns },
    Chart {
        id: "duration",
        title: "Duration Histogram",
        dimension: Dimension::Duration,
        mark: Mark::Histogram,
    },
];

/// The chart of a name in addresses.
pub fn chart(id: &str) -> Option<&'static Chart> {
    CHARTS.iter().find(|chart| chart.id == id)
}

/// What one mark stands for, as the clause that a click on it makes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Key {
    /// A category or weekday by its text in the selection (the empty text is *Unknown*).
    Text(String),
    /// A closed range of days or milliseconds.
    Span(Span),
}

impl Key {
    /// The set that a click on the mark selects.
    pub fn set(&self) -> Set {
        match self {
            Key::Text(text) => Set::one(text.clone()),
            Key::Span(span) => Set::range(span.from, span.to),
        }
    }
}

/// Whether a mark is among those that its own dimension's clauses let through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Emphasis {
    /// No clause on this dimension.
    Plain,
    /// Let through by every clause on this dimension.
    Chosen,
    /// Shut out by a clause on this dimension; drawn faint.
    Dimmed,
}

/// What is special about a day's slot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// Saturday or Sunday: lightly shaded.
    pub weekend: bool,
    /// The first or last day of the data, not covered from midnight to midnight: hatched.
    pub partial: bool,
    /// Hours of the day when daylight saving makes it 23 or 25; 24 otherwise, 0 where it does not apply.
    pub hours: u8,
}

/// One mark.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bucket {
    /// What it stands for.
    pub key: Key,
    /// Its short label on the axis.
    pub label: String,
    /// Its full name in tooltips and tables.
    pub name: String,
    /// Calls that pass every filter but this chart's own.
    pub total: u64,
    /// Calls that pass every clause, highlights too, but this chart's own.
    pub selected: u64,
    /// What one unit of height divides by: 1, or the number of such weekdays for an average.
    pub per: u64,
    /// Whether this chart's own clauses let it through.
    pub emphasis: Emphasis,
    /// What is special about the slot.
    pub slot: Slot,
}

impl Bucket {
    /// Height of the whole mark.
    pub fn height(&self) -> f64 {
        self.total as f64 / self.per.max(1) as f64
    }

    /// Height of the selected part.
    pub fn selected_height(&self) -> f64 {
        self.selected as f64 / self.per.max(1) as f64
    }
}

/// The numbers of one chart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct View {
    /// The chart's id in [`CHARTS`].
    pub chart: String,
    /// What is counted, with its unit.
    pub title: String,
    /// Filters, zone and n.
    pub subtitle: String,
    /// One sentence made from the data, for people who cannot see the drawing.
    pub summary: String,
    /// What is not drawn and why (calls without duration), if anything.
    pub note: Option<String>,
    /// How it is drawn.
    pub mark: Mark,
    /// The dimension of its marks.
    pub dimension: Dimension,
    /// Whether something outside this chart is highlighted: the total then stays as a faint part behind.
    pub split: bool,
    /// Label of the value axis.
    pub value_title: String,
    /// Label of the category axis.
    pub key_title: String,
    /// Largest height that the value axis must reach, the same under every filter.
    pub max: f64,
    /// The marks in order.
    pub buckets: Vec<Bucket>,
    /// Why there is nothing to draw ("Not in your data: needs a duration or an end time").
    pub missing: Option<String>,
}

impl View {
    /// What a file with this chart is called, without its ending.
    #[must_use]
    pub fn stem(&self) -> String {
        format!("calls_by_{}", self.chart)
    }
}

/// One figure of the dashboard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tile {
    /// The metric's id in [`crate::metric::METRICS`].
    pub metric: String,
    /// Its title.
    pub title: String,
    /// The figure of the selected calls, formatted; `None` when it cannot be computed.
    pub value: Option<String>,
    /// The figure of all calls that pass the filters, when something is highlighted.
    pub whole: Option<String>,
    /// Further figures under it ("median 3:40 · p90 9:12").
    pub detail: Option<String>,
    /// The formula with its denominator and how many calls it counts.
    pub formula: String,
    /// What the data would need, when it cannot be computed.
    pub needs: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn charts_have_ids_of_their_own() {
        for (index, item) in CHARTS.iter().enumerate() {
            assert_eq!(chart(item.id).map(|c| c.title), Some(item.title));
            assert!(CHARTS.iter().skip(index + 1).all(|other| other.id != item.id));
        }
    }
}
