//! Views as a real quarter of calls gives them.

use callscape_model::calendar::{day_long, day_number, day_short, weekday};
use callscape_model::dimension::Dimension;
use callscape_model::number::duration;
use callscape_model::selection::Span;
use callscape_model::table::Subject;
use callscape_model::view::{Bucket, Emphasis, Key, Mark, Slot, View};

pub(crate) fn bucket(key: Key, label: &str, total: u64) -> Bucket {
    Bucket {
        key,
        label: label.to_owned(),
        name: label.to_owned(),
        total,
        selected: total,
        per: 1,
        emphasis: Emphasis::Plain,
        slot: Slot::default(),
    }
}

fn view(chart: &str, title: &str, mark: Mark, dimension: Dimension, buckets: Vec<Bucket>) -> View {
    let max = buckets.iter().map(Bucket::height).fold(0.0, f64::max);
    View {
        subject: Subject::Calls,
        chart: chart.to_owned(),
        title: title.to_owned(),
        subtitle: "10,198 of 10,198 calls · America/New_York".to_owned(),
        summary: format!("{title}: {} marks.", buckets.len()),
        note: None,
        mark,
        dimension,
        split: false,
        value_title: "calls".to_owned(),
        key_title: String::new(),
        max,
        buckets,
        missing: None,
    }
}

fn categories(chart: &str, title: &str, dimension: Dimension, counts: &[(&str, u64)]) -> View {
    let label = |text: &str| if text.is_empty() { "Unknown".to_owned() } else { text.to_owned() };
    let buckets =
        counts.iter().map(|(text, n)| bucket(Key::Text((*text).to_owned()), &label(text), *n)).collect();
    view(chart, title, Mark::Bars, dimension, buckets)
}

pub(crate) fn status() -> View {
    let counts = [("completed", 7_412), ("missed", 1_204), ("voicemail", 861), ("failed", 503), ("", 218)];
    categories("status", "Calls by Status", Dimension::Status, &counts)
}

pub(crate) fn types() -> View {
    let counts = [("incoming", 5_733), ("outgoing", 3_261), ("missed", 1_204)];
    categories("type", "Calls by Type", Dimension::Type, &counts)
}

pub(crate) fn many() -> View {
    let names = [
        "Billing and payment questions",
        "Technical support, second level",
        "Deliveries",
        "Returns",
        "New contracts",
        "Cancellations and retention of customers",
        "Complaints",
        "Appointments",
        "Password resets",
        "Warranty",
        "Spare parts",
        "Press",
        "Suppliers",
        "Other",
        "",
    ];
    let counts: Vec<_> = names.iter().enumerate().map(|(i, name)| (*name, 2_800 / (i as u64 + 1))).collect();
    categories("x.team", "Calls by Queue", Dimension::Column("queue".into()), &counts)
}

pub(crate) fn weekdays() -> View {
    let counts = [1_932, 1_871, 1_902, 1_844, 1_730, 611, 308];
    let names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let buckets = counts.iter().zip(names).zip(1..);
    let buckets = buckets.map(|((n, name), day)| bucket(Key::Text(day.to_string()), name, *n)).collect();
    view("weekday", "Calls by Weekday", Mark::Columns, Dimension::Weekday, buckets)
}

pub(crate) fn weekday_average() -> View {
    let mut view = weekdays();
    for (bucket, per) in view.buckets.iter_mut().zip([13, 13, 13, 13, 12, 12, 12]) {
        bucket.per = per;
    }
    view.title = "Average Calls by Weekday".to_owned();
    view.value_title = "calls per day".to_owned();
    view.max = 150.0;
    view
}

/// Days from a date on, with a weekly rhythm and some noise that is the same every time.
pub(crate) fn days(first: (i32, u32, u32), count: i64) -> View {
    let start = day_number(first.0, first.1, first.2).unwrap();
    let day = |index: i64| {
        let day = start + index;
        let noise = (index * 7_919 + index * index * 31) % 23;
        let level = 112 + index * 14 / count + noise - 11;
        let weekend = weekday(day) > 5;
        let calls = if weekend { level * (8 - weekday(day)) / 6 } else { level };
        let edge = index == 0 || index == count - 1;
        let key = Key::Span(Span { from: day, to: day });
        let mut bucket = bucket(key, &day_short(day), (if edge { calls / 2 } else { calls }) as u64);
        bucket.name = day_long(day);
        bucket.slot.weekend = weekend;
        bucket.slot.partial = edge;
        bucket.slot.hours = if day == day_number(2025, 3, 9).unwrap() { 23 } else { 24 };
        bucket
    };
    let mut view = view("daily", "Daily Calls", Mark::Days, Dimension::Day, (0..count).map(day).collect());
    view.value_title = "calls per day".to_owned();
    view.note = Some("The first and the last day are not covered from midnight to midnight.".to_owned());
    view
}

fn bins(title: &str, edges: &[i64], counts: &[u64]) -> View {
    let ends = edges.iter().skip(1).map(|edge| edge * 1000 - 1).chain([i64::MAX]);
    let span = |(from, to): (&i64, i64)| Key::Span(Span { from: from * 1000, to });
    let label = |index: usize, from: i64| {
        if index + 1 == edges.len() {
            format!("≥ {}", duration(from * 1000))
        } else {
            duration(from * 1000)
        }
    };
    let buckets = edges.iter().zip(ends).enumerate().zip(counts);
    let buckets = buckets.map(|((i, edge), n)| bucket(span(edge), &label(i, *edge.0), *n)).collect();
    let mut view = view("duration", title, Mark::Histogram, Dimension::Duration, buckets);
    view.key_title = "duration, min:s".to_owned();
    view.note = Some("1,707 calls without a duration are not drawn.".to_owned());
    view
}

pub(crate) fn durations() -> View {
    let edges: Vec<i64> = (0..=40).map(|i| i * 30).collect();
    let count = |i: i64| {
        let x = (i as f64 - 7.0) / 6.0;
        (620.0 / (1.0 + x * x * if x < 0.0 { 3.0 } else { 1.0 })) as u64 + (i * 37 % 19) as u64
    };
    let mut counts: Vec<u64> = (0..40).map(count).collect();
    counts.push(52);
    bins("Duration Histogram", &edges, &counts)
}

pub(crate) fn logarithmic() -> View {
    let edges = [0, 5, 10, 15, 30, 60, 120, 180, 300, 600, 900, 1800, 3600];
    let counts = [212, 340, 402, 911, 1_520, 2_011, 1_444, 1_206, 980, 310, 188, 71, 12];
    bins("Duration Histogram", &edges, &counts)
}

/// Something outside the chart is highlighted: about a third of every bucket is selected.
pub(crate) fn split(mut view: View) -> View {
    view.split = true;
    for (bucket, i) in view.buckets.iter_mut().zip(0..) {
        bucket.selected = bucket.total * (25 + i * 11 % 30) / 100;
    }
    view.subtitle = "Agent: Ada, Grace · 3,204 of 10,198 calls · America/New_York".to_owned();
    view
}

/// A clause of the chart's own chooses some buckets.
pub(crate) fn chosen(mut view: View, chosen: impl Fn(usize) -> bool) -> View {
    for (index, bucket) in view.buckets.iter_mut().enumerate() {
        bucket.emphasis = if chosen(index) { Emphasis::Chosen } else { Emphasis::Dimmed };
    }
    view
}

pub(crate) fn missing() -> View {
    let mut view = durations();
    view.buckets.clear();
    view.note = None;
    view.missing = Some("Not in your data: needs a duration or an end time".to_owned());
    view
}
