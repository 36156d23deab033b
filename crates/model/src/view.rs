//! Views: labelled numbers ready to draw, and the list of charts.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::dimension::Dimension;
use crate::selection::{Set, Span};
use crate::table::Subject;

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
    /// Its title.
    pub title: Cow<'static, str>,
    /// What its marks stand for; also the source of its clauses.
    pub dimension: Dimension,
    /// How it is drawn.
    pub mark: Mark,
}

/// Every chart of calls, in the order of the dashboard.
pub const CHARTS: &[Chart] = &[
    listed("daily", "Daily Calls", Dimension::Day, Mark::Days),
    listed("type", "Calls by Type", Dimension::Type, Mark::Bars),
    listed("status", "Calls by Status", Dimension::Status, Mark::Bars),
    listed("weekday", "Calls by Weekday", Dimension::Weekday, Mark::Columns),
    listed("duration", "Duration Histogram", Dimension::Duration, Mark::Histogram),
];

/// Every chart of transcripts, in the order of the dashboard.
pub const TRANSCRIPT_CHARTS: &[Chart] = &[
    listed("daily", "Daily Transcripts", Dimension::Day, Mark::Days),
    listed("sentiment", "Transcripts by Sentiment", Dimension::Sentiment, Mark::Bars),
    listed("conversion", "Transcripts by Conversion", Dimension::Conversion, Mark::Bars),
    listed("product", "Transcripts by Upsell", Dimension::Product, Mark::Bars),
    listed("weekday", "Transcripts by Weekday", Dimension::Weekday, Mark::Columns),
    listed("duration", "Duration Histogram", Dimension::Duration, Mark::Histogram),
];

/// What calls hear of their transcripts, after their own charts.
const CHARTS_OF_TRANSCRIPTS: &[Chart] = &[
    listed("sentiment", "Calls by Sentiment", Dimension::Sentiment, Mark::Bars),
    listed("conversion", "Calls by Conversion", Dimension::Conversion, Mark::Bars),
    listed("product", "Calls by Upsell", Dimension::Product, Mark::Bars),
];

/// What transcripts hear of their calls, after their own charts.
const CHARTS_OF_CALLS: &[Chart] = &[
    listed("type", "Transcripts by Type", Dimension::Type, Mark::Bars),
    listed("status", "Transcripts by Status", Dimension::Status, Mark::Bars),
];

const fn listed(id: &'static str, title: &'static str, dimension: Dimension, mark: Mark) -> Chart {
    Chart { id, title: Cow::Borrowed(title), dimension, mark }
}

/// What may stand for the type and the status of interactions, most telling first.
const IN_PLACE: [&[Dimension]; 2] = [
    &[Dimension::Channel, Dimension::Type],
    &[Dimension::Status, Dimension::Category, Dimension::Department, Dimension::Center],
];

/// The cards of the dashboard of a subject whose data has these categories, which [`charts`] fills.
pub fn cards(subject: Subject, categories: &[Dimension]) -> impl Iterator<Item = &'static Chart> {
    let (own, others) = match subject {
        Subject::Calls => (CHARTS, CHARTS_OF_TRANSCRIPTS),
        Subject::Interactions => (CHARTS, &[][..]),
        Subject::Transcripts => (TRANSCRIPT_CHARTS, CHARTS_OF_CALLS),
    };
    own.iter().chain(others.iter().filter(|chart| categories.contains(&chart.dimension)))
}

/// The charts of a subject whose data has these categories: calls and transcripts have those that the other side
/// brings, interactions have a channel in the place of a type and, where they have no status, the dimension `by` or
/// the most telling one.
pub fn charts(subject: Subject, categories: &[Dimension], by: Option<&Dimension>) -> Vec<Chart> {
    let mut charts: Vec<Chart> = cards(subject, categories).cloned().collect();
    if subject != Subject::Interactions {
        return charts;
    }
    let there = |dimension: &&Dimension| categories.contains(dimension);
    let first = |choices: &[Dimension]| choices.iter().find(there).or(choices.first()).cloned();
    let places = IN_PLACE.map(first);
    for chart in &mut charts {
        match chart.id {
            "daily" => chart.title = "Daily Interactions".into(),
            "weekday" => chart.title = "Interactions by Weekday".into(),
            "type" | "status" => {
                let [kind, status] = &places;
                let own = if chart.id == "type" {
                    kind.as_ref()
                } else {
                    by.filter(|by| there(by)).or(status.as_ref())
                };
                if let Some(own) = own {
                    chart.dimension = own.clone();
                }
                chart.title = format!("Interactions by {}", chart.dimension.title()).into();
            }
            _ => {}
        }
    }
    charts
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
    /// Records that pass every filter but this chart's own.
    pub total: u64,
    /// Records that pass every clause, highlights too, but this chart's own.
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
    /// What is counted.
    pub subject: Subject,
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
        format!("{}_by_{}", self.subject.many(), self.chart)
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
        for list in [CHARTS, TRANSCRIPT_CHARTS] {
            for (index, item) in list.iter().enumerate() {
                assert!(list.iter().skip(index + 1).all(|other| other.id != item.id));
            }
        }
    }

    #[test]
    fn interactions_have_a_channel_for_a_type_and_a_category_for_a_status() {
        let there = [Dimension::Channel, Dimension::Category, Dimension::Department];
        let of = |by: Option<&Dimension>| {
            charts(Subject::Interactions, &there, by).into_iter().map(|c| c.dimension).collect::<Vec<_>>()
        };
        assert_eq!(of(None).get(1..3), Some(&[Dimension::Channel, Dimension::Category][..]));
        assert_eq!(of(Some(&Dimension::Department)).get(2), Some(&Dimension::Department));
        assert_eq!(of(Some(&Dimension::Agent)).get(2), Some(&Dimension::Category), "no agents in the data");
    }
}
