//! Laws that hold for any input: counting is filtering row by row, cleaning twice is cleaning once, and what is
//! exported reads back as what it was. (The law of splitting stands beside the decoders.)

#![allow(clippy::unwrap_used, clippy::panic)]

mod pipe;

use std::collections::BTreeMap;

use callscape_model::answer::Answer;
use callscape_model::calendar::{day_of_text, weekday};
use callscape_model::command::{Ask, Command, Event};
use callscape_model::dimension::Dimension;
use callscape_model::field::{FIELDS, Use};
use callscape_model::message::{Scope, Style};
use callscape_model::quality::Severity;
use callscape_model::selection::{Clause, Mode, Selection, Set, Span};
use callscape_model::view::Key;
use pipe::Pipe;
use proptest::prelude::*;

const HEADER: &str = "call_id,caller,call_type,status,start_time,end_time,duration_sec,cost_usd,agent,team";

fn cell(choices: &'static [&'static str]) -> impl Strategy<Value = &'static str> {
    prop::sample::select(choices)
}

/// Rows as they come from the wild: most fields fine, some not.
fn rows() -> impl Strategy<Value = String> {
    let row = (
        0..400_u32,
        cell(&["416-555-0101", "+1-416-555-0102x12", " (416)555-0103", "N/A", "Zo\u{eb}", "\"a \"\"b\"\"\""]),
        cell(&["incoming", "outgoing", " incoming", "missed", "", "NULL"]),
        cell(&["completed", "completed ", "missed", "failed", "voicemail", "-", "No-Answer"]),
        (0..40_i64, 0..86_400_i64, 0..5_u8),
        cell(&["", "2025-03-01 00:00:00", "2025-04-30T23:59:59Z", "never"]),
        cell(&["60", "0", "", "12.5", "00:02:23", "-5", "1,234", "soon", "7200", "59"]),
        cell(&["1.20", "", "0.0", "$3.50", "-1", "free", "0.123456"]),
        cell(&["Ann", "Bob", "Ann  Lee", "", "\"x, y\""]),
        cell(&["north", "south", ""]),
    );
    prop::collection::vec(row, 0..60).prop_map(|rows| {
        let mut text = HEADER.to_owned() + "\n";
        // A few good rows first: a file whose starts are mostly unreadable is refused.
        for n in 0..12 {
            text += &format!("g{n},,incoming,missed,2025-03-{:02} 10:00:00,,,,Bob,south\n", n + 1);
        }
        for (id, caller, kind, status, (day, second, shape), end, length, cost, agent, team) in rows {
            let at = callscape_model::calendar::clock_text((20140 + day) * 86_400 + second);
            let start = match shape {
                0 => at.replace(' ', "T") + "Z",
                1 => at + "-07:00",
                2 if second % 7 == 0 => "not a time".to_owned(),
                _ => at,
            };
            text += &format!("k{id},{caller},{kind},{status},{start},{end},{length},{cost},{agent},{team}\n");
        }
        text
    })
}

fn selections() -> impl Strategy<Value = Selection> {
    let mode = prop::sample::select(vec![Mode::Filter, Mode::Highlight]);
    let texts = |values: &'static [&'static str]| {
        (prop::collection::btree_set(cell(values).prop_map(str::to_owned), 1..3), any::<bool>())
            .prop_map(|(set, inside)| if inside { Set::In(set) } else { Set::NotIn(set) })
    };
    let spans = |least: i64, most: i64| {
        (prop::collection::vec((least..most, 0..(most - least) / 2), 1..3), any::<bool>()).prop_map(
            |(spans, inside)| {
                let spans = spans.into_iter().map(|(from, length)| Span { from, to: from + length });
                let spans = callscape_model::selection::normalize(spans.collect());
                if inside { Set::Within(spans) } else { Set::Outside(spans) }
            },
        )
    };
    let clause = prop_oneof![
        texts(&["incoming", "missed", ""]).prop_map(|set| (Dimension::Type, set)),
        texts(&["completed", "missed", "", "voicemail"]).prop_map(|set| (Dimension::Status, set)),
        texts(&["Ann", "Ann Lee", "x, y", ""]).prop_map(|set| (Dimension::Agent, set)),
        texts(&["north", ""]).prop_map(|set| (Dimension::Column("team".into()), set)),
        texts(&["1", "6", "7"]).prop_map(|set| (Dimension::Weekday, set)),
        spans(20138, 20182).prop_map(|set| (Dimension::Day, set)),
        spans(0, 200_000).prop_map(|set| (Dimension::Duration, set)),
    ];
    prop::collection::vec((clause, mode), 0..4).prop_map(|clauses| {
        clauses.into_iter().fold(Selection::default(), |selection, ((dimension, set), mode)| {
            selection.with(Clause { dimension, mode, set })
        })
    })
}

/// Every column has the same use, however few rows there are to tell by.
fn load(pipe: &mut Pipe) -> callscape_model::command::Overview {
    pipe.load_with("America/New_York", |plan| {
        for (column, info) in plan.columns.iter_mut().zip(HEADER.split(',')) {
            let field = FIELDS.iter().find(|f| f.id == info).map(|f| Use::Field(f.field));
            column.usage = field.unwrap_or(Use::Dimension);
        }
    })
}

/// A clean row as texts by column.
type Plain = BTreeMap<String, String>;

fn plain_rows(clean: &[u8]) -> Vec<Plain> {
    let mut reader = csv::Reader::from_reader(clean);
    reader.deserialize().map(|row| row.unwrap()).collect()
}

fn day(row: &Plain) -> i64 {
    day_of_text(&row["start_time"][..10]).unwrap()
}

fn milliseconds(row: &Plain) -> Option<i64> {
    row["duration_sec"].parse::<f64>().ok().map(|seconds| (seconds * 1000.0).round() as i64)
}

/// Whether a row passes a clause, told by its texts.
fn passes(row: &Plain, clause: &Clause) -> bool {
    match &clause.dimension {
        Dimension::Type => clause.set.has_text(&row["call_type"]),
        Dimension::Status => clause.set.has_text(&row["status"]),
        Dimension::Agent => clause.set.has_text(&row["agent"]),
        Dimension::Column(name) => clause.set.has_text(&row[name]),
        Dimension::Weekday => clause.set.has_text(&weekday(day(row)).to_string()),
        Dimension::Day => clause.set.has_number(Some(day(row))),
        Dimension::Duration => clause.set.has_number(milliseconds(row)),
        // Calls have no others.
        _ => true,
    }
}

/// Counts of one chart, the slow way.
fn naive(rows: &[Plain], selection: &Selection, dimension: &Dimension, key: &Key, marked: bool) -> u64 {
    let clauses = selection.without(dimension);
    let counted = rows.iter().filter(|row| {
        let clauses = clauses.clauses().iter().filter(|c| marked || c.mode == Mode::Filter);
        let own = Clause { dimension: dimension.clone(), mode: Mode::Filter, set: key.set() };
        passes(row, &own) && clauses.into_iter().all(|clause| passes(row, clause))
    });
    counted.count() as u64
}

fn check(answer: &Answer, rows: &[Plain], selection: &Selection) {
    for view in &answer.views {
        for bucket in &view.buckets {
            let count = |marked| naive(rows, selection, &view.dimension, &bucket.key, marked);
            assert_eq!(bucket.total, count(false), "{} {}", view.chart, bucket.name);
            assert_eq!(bucket.selected, count(true), "{} {}", view.chart, bucket.name);
        }
    }
    let all = |row: &&Plain| selection.clauses().iter().all(|clause| passes(row, clause));
    assert_eq!(answer.selected, rows.iter().filter(all).count() as u64);
}

/// Many plain calls, each of its own, so that a file has several slices.
fn plain_calls(seed: u64) -> Vec<u8> {
    let mut text = HEADER.to_owned() + "\n";
    let (statuses, agents) = (["completed", "missed", "failed", ""], ["Ann", "Bob", "Cid", "Dee", ""]);
    for n in 0..30_000_u64 {
        let dice = (n + 1).wrapping_mul(seed | 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 33;
        let at = callscape_model::calendar::clock_text(1_740_787_200 + (dice % 5_000_000) as i64);
        let length = if dice % 5 == 0 { String::new() } else { (dice % 3600).to_string() };
        // Some values come late.
        let agent = if n > 20_000 { "Abe" } else { agents[dice as usize % 5] };
        text +=
            &format!("id{n},,incoming,{},{at},,{length},1.5,{agent},north\n", statuses[dice as usize % 4]);
    }
    text.into_bytes()
}

#[test]
fn partial_answers_grow_into_the_whole_one() {
    for shards in 1..4 {
        let mut pipe = Pipe::new(shards, vec![("calls.csv", plain_calls(u64::from(shards)))]).glancing();
        let overview = pipe.load("UTC");
        let partial = std::mem::take(&mut pipe.partial);
        let records: Vec<u64> = partial.iter().map(|(_, records)| *records).collect();
        assert!(records.len() > 1 && records.is_sorted(), "{records:?}");
        assert!(partial.iter().all(|(answer, records)| answer.all == *records && answer.views.len() == 5));
        let (last, read) = partial.last().unwrap();
        assert_eq!(*read, overview.quality.read);
        let whole = pipe.ask(Ask::default());
        for (partial, view) in last.views.iter().zip(&whole.views) {
            assert_eq!(partial, view, "{}", view.chart);
        }
        assert_eq!(last.tiles, whole.tiles);
        assert_eq!(last.menus, whole.menus);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, max_shrink_iters: 400, ..ProptestConfig::default() })]

    #[test]
    fn counting_is_filtering_row_by_row(text in rows(), selection in selections(), shards in 1..4_u32) {
        let mut pipe = Pipe::new(shards, vec![("a.csv", text.clone().into_bytes()), ("b.csv", text.into_bytes())]);
        let overview = load(&mut pipe);
        prop_assert!(overview.quality.holds());
        let rows = plain_rows(&pipe.export("calls_clean", Scope::All, Style::default()));
        prop_assert_eq!(rows.len() as u64, overview.quality.kept);
        let answer = pipe.ask(Ask { selection: selection.clone(), ..Ask::default() });
        check(&answer, &rows, &selection);
    }

    #[test]
    fn a_brush_is_answered_as_a_question_is(
        text in rows(), selection in selections(), shards in 1..4_u32, ends in (0..80_usize, 0..80_usize), keep in any::<bool>()
    ) {
        let mut pipe = Pipe::new(shards, vec![("a.csv", text.into_bytes())]);
        load(&mut pipe);
        for (dimension, place) in [(Dimension::Day, 0), (Dimension::Duration, 4)] {
            let ask = Ask { selection: selection.clone(), ..Ask::default() };
            let buckets = pipe.ask(ask.clone()).views[place].buckets.clone();
            pipe.run(Command::Brush { ask, dimension: dimension.clone() });
            let span = |index: usize| match buckets[index % buckets.len()].key {
                Key::Span(span) => span,
                Key::Text(_) => panic!("no span"),
            };
            let (one, other) = (span(ends.0), span(ends.1));
            let set = Set::range(one.from.min(other.from), one.to.max(other.to));
            let mode = if keep { Mode::Filter } else { Mode::Highlight };
            let selection = selection.without(&dimension).with(Clause { dimension, mode, set });
            let ask = Ask { selection, ..Ask::default() };
            let quick = pipe.at_once(Command::Ask(Ask { moving: true, ..ask.clone() }));
            let Some(Event::Answered(quick)) = quick else { panic!("asked the shards") };
            prop_assert_eq!(*quick, pipe.ask(ask));
        }
    }

    #[test]
    fn cleaning_clean_data_changes_nothing(text in rows()) {
        let mut pipe = Pipe::new(1, vec![("a.csv", text.into_bytes())]);
        let first = load(&mut pipe);
        let clean = pipe.export("calls_clean", Scope::All, Style::default());
        let mut again = Pipe::new(2, vec![("a.csv", clean.clone())]);
        let second = load(&mut again);
        prop_assert_eq!(second.quality.read, first.quality.kept);
        prop_assert_eq!(second.quality.rejected, 0);
        for finding in &second.quality.findings {
            let severity = finding.rule.info().severity;
            prop_assert!(severity == Severity::Note, "{:?}", finding);
        }
        prop_assert_eq!(again.export("calls_clean", Scope::All, Style::default()), clean);
        prop_assert!(again.ask(Ask::default()) == pipe.ask(Ask::default()));
    }
}
