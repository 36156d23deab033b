//! From the merged summary to what is drawn: views, tiles and menus, with all their words.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::calendar::{self, WEEKDAYS, day_long, day_short, weekday};
use crate::companion::{NO_CALL, NO_TRANSCRIPT};
use crate::dimension::Dimension;
use crate::measure::Measure;
use crate::message::Has;
use crate::metric::{Formula, Metric, metrics};
use crate::number::{duration, grouped, money, percent};
use crate::question::{Bins, Question, Show};
use crate::selection::{Mode, Selection, Set, Span};
use crate::summary::{Counts, Figures, Group, Summary};
use crate::table::Subject;
use crate::view::{Bucket, Chart, Emphasis, Key, Mark, Slot, Tile, View, charts};

/// The name of the empty category on screen.
pub const UNKNOWN: &str = "Unknown";

/// What the empty value of a dimension is called: names that are not there are *Unknown*, numbers and times are not
/// given.
pub fn unnamed(dimension: &Dimension) -> &'static str {
    match dimension {
        Dimension::Rating => "no rating",
        Dimension::Month => "no month",
        _ => UNKNOWN,
    }
}

/// Everything the dashboard shows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The selection it answers.
    pub selection: Selection,
    /// The five charts, in the order of [`charts`].
    pub views: Vec<View>,
    /// The figures, in the order of [`metrics`].
    pub tiles: Vec<Tile>,
    /// Values of each category dimension with their calls, most first, each without its own clauses.
    pub menus: Vec<Menu>,
    /// Records that pass every clause.
    pub selected: u64,
    /// Records that pass every filter.
    pub filtered: u64,
    /// All records.
    pub all: u64,
    /// The bins that were used.
    pub bins: Bins,
    /// Whether a chart's own clauses filtered it too: the measuring interface's answer, not the dashboard's.
    pub own: bool,
}

/// The values of one dimension, for a filter menu.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Menu {
    /// The dimension.
    pub dimension: Dimension,
    /// Its name on screen.
    pub title: String,
    /// Value and calls, most first; the empty text is *Unknown*.
    pub values: Vec<(String, u64)>,
}

/// What is known about the data beside the summary.
#[derive(Clone, Debug, Default)]
pub struct Context {
    /// Values of each category dimension.
    pub dictionaries: Vec<(Dimension, Vec<String>)>,
    /// The answer to the empty question: fixes axes and totals.
    pub baseline: Summary,
    /// What there are columns for.
    pub has: Has,
    /// The workspace zone.
    pub zone: String,
    /// First and last start on the clock of the zone, in seconds.
    pub starts: Option<(i64, i64)>,
    /// Days of the data that have 23 or 25 hours.
    pub odd_days: BTreeMap<i64, u8>,
    /// What the records are.
    pub subject: Subject,
    /// Categories without a menu of their own: keys that have names.
    pub hidden: Vec<Dimension>,
    /// What the empty category was called before it was deleted, by dimension.
    pub lost: BTreeMap<Dimension, String>,
}

impl Context {
    /// The charts that a question asks for.
    fn charts(&self, question: &Question) -> Vec<Chart> {
        let categories: Vec<Dimension> = self.dictionaries.iter().map(|(d, _)| d.clone()).collect();
        charts(self.subject, &categories, question.charts.get(STATUS))
    }

    /// The days that are drawn.
    pub fn days(&self) -> std::ops::Range<i64> {
        let days = self.starts.map(|(a, b)| (a.div_euclid(calendar::DAY), b.div_euclid(calendar::DAY)));
        days.map_or(0..0, |(first, last)| first..(last + 1).min(first + DAYS))
    }

    /// What the charts of a question stand for, when the user wants the second one by a dimension.
    pub fn dimensions(&self, by: Option<&Dimension>) -> Vec<Dimension> {
        let categories: Vec<Dimension> = self.dictionaries.iter().map(|(d, _)| d.clone()).collect();
        charts(self.subject, &categories, by).into_iter().map(|chart| chart.dimension).collect()
    }
}

/// The place of the chart that may be of another dimension.
const STATUS: usize = 2;

/// How many values a menu offers.
const MENU: usize = 500;
/// How many bars a chart of categories shows; the rest is in its menu.
const BARS: usize = 12;

impl Answer {
    /// The answer that a merged summary gives to a question.
    pub fn finish(summary: &Summary, question: &Question, show: Show, context: &Context) -> Answer {
        let frame = Frame { summary, question, show, context };
        let count = |figures: &Figures| figures.moments(Measure::Call).count;
        Answer {
            selection: question.selection.clone(),
            views: context
                .charts(question)
                .iter()
                .enumerate()
                .map(|(index, chart)| frame.view(index, chart))
                .collect(),
            tiles: metrics(context.subject, context.has.joined).map(|metric| frame.tile(metric)).collect(),
            menus: frame.menus(),
            selected: count(&summary.selected),
            filtered: count(&summary.whole),
            all: count(&context.baseline.whole),
            bins: question.bins.clone(),
            own: question.own,
        }
    }
}

/// The values of a dimension among some dictionaries.
pub fn dictionary<'a>(dictionaries: &'a [(Dimension, Vec<String>)], dimension: &Dimension) -> &'a [String] {
    dictionaries.iter().find(|(d, _)| d == dimension).map_or(&[], |(_, values)| values)
}

struct Frame<'a> {
    summary: &'a Summary,
    question: &'a Question,
    show: Show,
    context: &'a Context,
}

impl Frame<'_> {
    fn view(&self, index: usize, chart: &Chart) -> View {
        let empty = Group::default();
        let group = self.summary.groups.get(index).unwrap_or(&empty);
        let base = self.context.baseline.groups.get(index).unwrap_or(&empty);
        let missing = self.missing(chart);
        let mut buckets = match (&missing, chart.mark) {
            (Some(_), _) => Vec::new(),
            (None, Mark::Bars) => self.bars(chart, group, base),
            (None, Mark::Columns) => self.weekdays(group),
            (None, Mark::Days) => self.days(group),
            (None, Mark::Histogram) => self.bins(group),
        };
        for bucket in &mut buckets {
            bucket.emphasis = self.emphasis(&chart.dimension, &bucket.key);
        }
        let elsewhere = self.question.selection.without(&chart.dimension);
        let max = self.max(chart, base, &buckets);
        View {
            subject: self.context.subject,
            chart: chart.id.to_owned(),
            title: chart.title.to_string(),
            subtitle: self.subtitle(),
            summary: self.sentence(chart, &buckets, elsewhere.is_highlighted()),
            note: self.note(chart, group),
            mark: chart.mark,
            dimension: chart.dimension.clone(),
            split: elsewhere.is_highlighted(),
            value_title: match self.averages(chart) {
                true => format!("{} per day", self.context.subject.many()),
                false => self.context.subject.many().to_owned(),
            },
            key_title: self.key_title(chart),
            max,
            buckets,
            missing,
        }
    }

    fn missing(&self, chart: &Chart) -> Option<String> {
        let has = self.context.has;
        let (there, needs) = match chart.dimension {
            Dimension::Type => (has.types, "a call type"),
            Dimension::Status => (has.status, "a status"),
            Dimension::Duration => (has.duration, "a duration, or an end time"),
            Dimension::Channel => (has.channel, "a channel"),
            Dimension::Category | Dimension::Department => (has.category, "a service category"),
            _ => (true, ""),
        };
        (!there).then(|| format!("Not in your data: needs {needs}."))
    }

    fn averages(&self, chart: &Chart) -> bool {
        self.show.weekday_average && chart.mark == Mark::Columns
    }

    fn key_title(&self, chart: &Chart) -> String {
        match chart.mark {
            Mark::Bars => String::new(),
            Mark::Columns | Mark::Days => format!("by start time, {}", self.context.zone),
            Mark::Histogram => "duration, min:s".to_owned(),
        }
    }

    /// Filters, zone and n, for the line under a title.
    fn subtitle(&self) -> String {
        let selected = self.summary.selected.moments(Measure::Call).count;
        let all = self.context.baseline.whole.moments(Measure::Call).count;
        let mut parts: Vec<String> =
            self.question.selection.clauses().iter().map(|c| words(&c.dimension, &c.set)).collect();
        parts.push(format!("{} of {} {}", grouped(selected), grouped(all), self.context.subject.many()));
        parts.push(self.context.zone.clone());
        parts.join(" · ")
    }

    fn note(&self, chart: &Chart, group: &Group) -> Option<String> {
        let absent = (chart.mark == Mark::Histogram && group.absent > 0).then(|| {
            format!("{} without a duration are not drawn.", self.context.subject.counted(group.absent))
        });
        let lost = self.context.lost.get(&chart.dimension).map(|words| format!("{UNKNOWN}: {words}."));
        let more = match chart.mark {
            Mark::Bars => {
                let values = group.total.iter().count();
                (values > BARS).then(|| format!("The {BARS} largest of {} values.", grouped(values as u64)))
            }
            _ => None,
        };
        absent.or(lost).or(more)
    }

    fn max(&self, chart: &Chart, base: &Group, buckets: &[Bucket]) -> f64 {
        let drawn = buckets.iter().map(Bucket::height).fold(0.0, f64::max);
        let fixed = match chart.mark {
            Mark::Columns => self.weekdays(base).iter().map(Bucket::height).fold(0.0, f64::max),
            Mark::Histogram => self.bins(base).iter().map(Bucket::height).fold(0.0, f64::max),
            _ => base.total.iter().map(|(_, count)| count as f64).fold(0.0, f64::max),
        };
        drawn.max(fixed).max(1.0)
    }

    fn emphasis(&self, dimension: &Dimension, key: &Key) -> Emphasis {
        let sets = [Mode::Filter, Mode::Highlight]
            .into_iter()
            .filter_map(|mode| self.question.selection.set(dimension, mode));
        let mut emphasis = Emphasis::Plain;
        for set in sets {
            let inside = match key {
                Key::Text(text) => set.has_text(text),
                Key::Span(span) => touches(set, *span),
            };
            if !inside {
                return Emphasis::Dimmed;
            }
            emphasis = Emphasis::Chosen;
        }
        emphasis
    }

    fn bars(&self, chart: &Chart, group: &Group, base: &Group) -> Vec<Bucket> {
        let values = dictionary(&self.context.dictionaries, &chart.dimension);
        let mut order: Vec<(i64, u64)> = base.total.iter().collect();
        let none = |text: &String| ["", NO_TRANSCRIPT, NO_CALL].contains(&text.as_str());
        let unknown = |code: i64| values.get(code as usize).is_none_or(none);
        order.sort_by_key(|(code, count)| (unknown(*code), std::cmp::Reverse(*count), *code));
        let bar = |code: i64| {
            let text = values.get(code as usize).cloned().unwrap_or_default();
            let name = if text.is_empty() { unnamed(&chart.dimension).to_owned() } else { text.clone() };
            plain(Key::Text(text), name.clone(), name, (group.total.get(code), group.selected.get(code)))
        };
        // The measuring interface draws nothing and wants every value.
        let bars = if self.question.own { usize::MAX } else { BARS };
        order.into_iter().take(bars).map(|(code, _)| bar(code)).collect()
    }

    fn weekdays(&self, group: &Group) -> Vec<Bucket> {
        let per = self.weekday_numbers();
        let order = (0..7).map(|i| (self.show.week_start - 1 + i).rem_euclid(7) + 1);
        order
            .map(|number| {
                let name = WEEKDAYS.get(number as usize - 1).copied().unwrap_or_default();
                let label = name.get(..3).unwrap_or(name).to_owned();
                let counts = (group.total.get(number), group.selected.get(number));
                let mut bucket = plain(Key::Text(number.to_string()), label, name.to_owned(), counts);
                if self.show.weekday_average {
                    bucket.per = per.get(number as usize - 1).copied().unwrap_or(1).max(1);
                }
                bucket.slot.weekend = number >= 6;
                bucket
            })
            .collect()
    }

    /// How often each weekday occurs in the days that are shown: an average divides by these, not by calls.
    fn weekday_numbers(&self) -> [u64; 7] {
        let mut numbers = [0; 7];
        let sets =
            [Mode::Filter, Mode::Highlight].map(|mode| self.question.selection.set(&Dimension::Day, mode));
        for day in self.day_range() {
            let shown = sets.iter().flatten().all(|set| set.has_number(Some(day)));
            if let (true, Some(slot)) = (shown, numbers.get_mut(weekday(day) as usize - 1)) {
                *slot += 1;
            }
        }
        numbers
    }

    fn day_range(&self) -> std::ops::Range<i64> {
        self.context.days()
    }

    fn days(&self, group: &Group) -> Vec<Bucket> {
        let range = self.day_range();
        let (first, last) = (range.start, range.end - 1);
        let starts = self.context.starts.unwrap_or_default();
        let hour = 3600;
        let late = starts.0.rem_euclid(calendar::DAY) >= hour;
        let early = starts.1.rem_euclid(calendar::DAY) < calendar::DAY - hour;
        range
            .map(|day| {
                let counts = (group.total.get(day), group.selected.get(day));
                let key = Key::Span(Span { from: day, to: day });
                let mut bucket = plain(key, day_short(day), day_long(day), counts);
                bucket.slot = Slot {
                    weekend: weekday(day) >= 6,
                    partial: (day == first && late) || (day == last && early),
                    hours: self.context.odd_days.get(&day).copied().unwrap_or(24),
                };
                bucket
            })
            .collect()
    }

    fn bins(&self, group: &Group) -> Vec<Bucket> {
        let edges = &self.question.bins.edges;
        let bin = |(index, edge): (usize, &i64)| {
            let next = edges.get(index + 1);
            let to = next.map_or(i64::MAX, |next| next - 1);
            let label = duration(*edge);
            let name = match next {
                Some(next) => format!("{label} to under {}", duration(*next)),
                None => format!("{label} and more"),
            };
            let label = if next.is_none() { format!("≥ {label}") } else { label };
            let counts = (group.total.get(index as i64), group.selected.get(index as i64));
            plain(Key::Span(Span { from: *edge, to }), label, name, counts)
        };
        edges.iter().enumerate().map(bin).collect()
    }

    fn tile(&self, metric: &Metric) -> Tile {
        let there = self.computable(metric);
        let shown = there.then(|| metric.figure(&self.summary.selected, self.context.subject)).flatten();
        let whole = self
            .question
            .selection
            .is_highlighted()
            .then(|| metric.figure(&self.summary.whole, self.context.subject).filter(|_| there))
            .flatten()
            .map(|figure| figure.value);
        let counted = shown.as_ref().map_or(String::new(), |figure| {
            let unit = match metric.formula {
                Formula::Share(_, Measure::Rated) => "ratings",
                Formula::Share(_, Measure::Joined) => "calls with a transcript",
                _ => self.context.subject.many(),
            };
            format!(": {} of {} {unit}", grouped(figure.counted.0), grouped(figure.counted.1))
        });
        Tile {
            metric: metric.id.to_owned(),
            title: metric.title.to_owned(),
            detail: shown.as_ref().and_then(|figure| figure.detail.clone()),
            value: shown.map(|figure| figure.value),
            whole,
            formula: format!("{}{}{counted}", metric.words, self.method(metric)),
            needs: (!there).then(|| format!("Not in your data: needs {}.", metric.needs)),
        }
    }

    /// What else is to be known of how a figure was made.
    fn method(&self, metric: &Metric) -> &'static str {
        let recorded = self.context.has.recorded && metric.formula == Formula::Mean(Measure::TalkDuration);
        if recorded { "; where there is a call record, the duration is its" } else { "" }
    }

    fn computable(&self, metric: &Metric) -> bool {
        let has = self.context.has;
        let measured = |measure| match measure {
            Measure::Call => true,
            Measure::Answered | Measure::Missed | Measure::Failed => has.status,
            Measure::AnsweredDuration => has.duration,
            Measure::Cost => has.cost,
            Measure::Phone => has.channel,
            Measure::PhoneDuration => has.duration,
            Measure::Work | Measure::Tail => has.resolution,
            Measure::Rated | Measure::Satisfied => has.rating,
            Measure::TalkDuration
            | Measure::Analysed
            | Measure::Negative
            | Measure::Positive
            | Measure::Score
            | Measure::Converted
            | Measure::Upsell => has.transcript,
            Measure::Joined => has.joined,
        };
        match metric.formula {
            Formula::Count(m) | Formula::Mean(m) | Formula::Sum(m) | Formula::Score(m) => measured(m),
            Formula::Share(a, b) => measured(a) && measured(b),
            Formula::Absent => false,
        }
    }

    /// One sentence about a chart, made from its numbers.
    fn sentence(&self, chart: &Chart, buckets: &[Bucket], split: bool) -> String {
        let subject = self.context.subject;
        let sum: u64 = buckets.iter().map(|b| b.total).sum();
        let most = buckets.iter().max_by(|a, b| a.height().total_cmp(&b.height()));
        let Some(most) = most.filter(|_| sum > 0) else {
            return format!("{}: no {}.", chart.title, subject.many());
        };
        let selected: u64 = buckets.iter().map(|b| b.selected).sum();
        let part = if split { format!(" {} are selected.", grouped(selected)) } else { String::new() };
        format!(
            "{}: {} in {} groups; most in {} with {} ({}).{part}",
            chart.title,
            subject.counted(sum),
            buckets.len(),
            most.name,
            grouped(most.total),
            percent(most.total, sum),
        )
    }

    fn menus(&self) -> Vec<Menu> {
        let empty = Counts::default();
        self.context
            .dictionaries
            .iter()
            .enumerate()
            .filter(|(_, (dimension, _))| !self.context.hidden.contains(dimension))
            .map(|(index, (dimension, values))| {
                let counts = self.summary.categories.get(index).unwrap_or(&empty);
                let base = self.context.baseline.categories.get(index).unwrap_or(&empty);
                let mut order: Vec<(i64, u64)> = base.iter().collect();
                order.sort_by_key(|(code, count)| (std::cmp::Reverse(*count), *code));
                let value = |(code, _): (i64, u64)| {
                    (values.get(code as usize).cloned().unwrap_or_default(), counts.get(code))
                };
                let values = order.into_iter().take(MENU).map(value).collect();
                Menu { dimension: dimension.clone(), title: dimension.title(), values }
            })
            .collect()
    }
}

/// The most day slots that are drawn.
const DAYS: i64 = 4000;

fn touches(set: &Set, span: Span) -> bool {
    match set {
        Set::Within(spans) => spans.iter().any(|s| s.from <= span.to && span.from <= s.to),
        Set::Outside(_) => set.covers(span),
        _ => true,
    }
}

fn plain(key: Key, label: String, name: String, (total, selected): (u64, u64)) -> Bucket {
    let emphasis = Emphasis::Plain;
    Bucket { key, label, name, total, selected, per: 1, emphasis, slot: Slot::default() }
}

/// A clause in words, for chips, captions and files: `Status: missed, failed`.
pub fn words(dimension: &Dimension, set: &Set) -> String {
    let title = dimension.title();
    let named = |text: &String| match dimension {
        Dimension::Weekday => text
            .parse::<usize>()
            .ok()
            .and_then(|n| WEEKDAYS.get(n.wrapping_sub(1)))
            .map_or_else(|| text.clone(), |name| (*name).to_owned()),
        _ if text.is_empty() => unnamed(dimension).to_owned(),
        _ => text.clone(),
    };
    let list = |texts: &std::collections::BTreeSet<String>| {
        let shown: Vec<String> = texts.iter().take(4).map(named).collect();
        let more = texts.len().saturating_sub(shown.len());
        if more > 0 { format!("{} and {more} more", shown.join(", ")) } else { shown.join(", ") }
    };
    let spans = |spans: &[Span]| {
        let shown: Vec<String> = spans.iter().take(3).map(|span| span_words(dimension, *span)).collect();
        shown.join(", ")
    };
    match set {
        Set::In(texts) => format!("{title}: {}", list(texts)),
        Set::NotIn(texts) => format!("{title}: not {}", list(texts)),
        Set::Within(s) => format!("{title}: {}", spans(s)),
        Set::Outside(s) => format!("{title}: not {}", spans(s)),
        Set::Contains(text) => format!("{title}: “{text}”"),
    }
}

fn span_words(dimension: &Dimension, span: Span) -> String {
    let number = |number| if *dimension == Dimension::Amount { money(number) } else { duration(number) };
    match dimension {
        Dimension::Day if span.from == span.to => day_long(span.from),
        Dimension::Day => format!("{} – {}", day_long(span.from), day_long(span.to)),
        _ if span.to == i64::MAX => format!("{} and more", number(span.from)),
        _ if span.from <= 0 => format!("up to {}", number(span.to)),
        _ => format!("{} – {}", number(span.from), number(span.to)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::selection::Clause;

    fn counted(pairs: &[(i64, u64)]) -> Counts {
        pairs.iter().copied().collect()
    }

    fn context() -> Context {
        let group = |pairs| Group { total: counted(pairs), selected: counted(pairs), absent: 0 };
        let baseline = Summary {
            groups: vec![
                group(&[(20156, 3), (20158, 1)]),
                group(&[(0, 4)]),
                group(&[(0, 1), (1, 3)]),
                group(&[(7, 3), (2, 1)]),
                group(&[(0, 2)]),
            ],
            ..Summary::default()
        };
        Context {
            dictionaries: vec![
                (Dimension::Type, vec!["incoming".into()]),
                (Dimension::Status, vec![String::new(), "missed".into()]),
            ],
            subject: Subject::Calls,
            hidden: Vec::new(),
            lost: BTreeMap::new(),
            baseline,
            has: Has { types: true, status: true, duration: true, cost: false, ..Has::default() },
            zone: "America/New_York".into(),
            starts: Some((20156 * 86_400 + 7200, 20158 * 86_400 + 86_399)),
            odd_days: BTreeMap::from([(20156, 23)]),
        }
    }

    fn finished(selection: Selection, show: Show) -> Answer {
        let context = context();
        let bins = Bins { edges: vec![0, 30_000], logarithmic: false };
        let question = Question { selection, bins, ..Question::default() };
        Answer::finish(&context.baseline, &question, show, &context)
    }

    #[test]
    fn every_day_of_the_range_is_a_slot_and_special_days_are_marked() {
        let answer = finished(Selection::default(), Show::default());
        let days = &answer.views[0].buckets;
        assert_eq!(days.iter().map(|b| b.total).collect::<Vec<_>>(), [3, 0, 1]);
        assert_eq!(days.iter().map(|b| b.slot.hours).collect::<Vec<_>>(), [23, 24, 24]);
        assert!(days[0].slot.partial && !days[2].slot.partial && days[0].slot.weekend);
    }

    #[test]
    fn unknown_comes_last_whatever_its_count_and_weekdays_are_seven() {
        let answer = finished(Selection::default(), Show { weekday_average: true, week_start: 7 });
        let names: Vec<_> = answer.views[2].buckets.iter().map(|b| b.name.as_str()).collect();
        assert_eq!(names, ["missed", UNKNOWN]);
        let weekdays = &answer.views[3].buckets;
        assert_eq!((weekdays.len(), weekdays[0].name.as_str(), weekdays[0].per), (7, "Sunday", 1));
    }

    #[test]
    fn a_chart_shows_its_own_clause_by_emphasis_only() {
        let clause = Clause { dimension: Dimension::Status, mode: Mode::Highlight, set: Set::one("missed") };
        let answer = finished(Selection::default().with(clause), Show::default());
        let emphases: Vec<_> = answer.views[2].buckets.iter().map(|b| b.emphasis).collect();
        assert_eq!(emphases, [Emphasis::Chosen, Emphasis::Dimmed]);
        assert!(!answer.views[2].split && answer.views[0].split);
        assert!(answer.tiles.iter().any(|t| t.needs.as_deref() == Some("Not in your data: needs a cost.")));
    }
}
