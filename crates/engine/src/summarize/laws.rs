//! The law of classes: counted by class or column by column, everything comes to the same.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use callscape_model::brush::Strip;
use callscape_model::dimension::Dimension;
use callscape_model::question::{Bins, Question};
use callscape_model::selection::{Clause, Mode, Selection, Set, Span, normalize};
use callscape_model::summary::Summary;
use proptest::prelude::*;

use super::{Classes, Counter, Known, Rows, Spans};
use crate::functions::enrich;
use crate::schema::{Columns, Gold, NONE};

/// Values of categories; the codes of rows are below their number.
fn dictionaries() -> Vec<(Dimension, Vec<String>)> {
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    vec![
        (Dimension::Agent, words(&["", "Ann", "Bob", "Cid"])),
        (Dimension::Status, words(&["", "completed", "failed", "missed"])),
        (Dimension::Type, words(&["incoming", "outgoing"])),
        (Dimension::Column("team".into()), words(&["", "north", "south"])),
    ]
}

/// A slice with its dead rows and what was searched for.
#[derive(Clone, Debug)]
struct Slice {
    gold: Gold,
    dead: Vec<u32>,
    found: Vec<u64>,
}

/// Day, duration, cost, codes, whether it is dead and whether it was found.
type Row = (i64, i64, i64, [u16; 4], bool, bool);

fn slice(rows: Vec<Row>, cost: bool, status: bool) -> Slice {
    let mut columns = Columns::default();
    let mut codes = vec![Vec::new(); 4];
    let (mut dead, mut found) = (Vec::new(), vec![0_u64; rows.len().div_ceil(64)]);
    let mut costs = Vec::new();
    for (row, (day, duration, price, own, is_dead, is_found)) in (0_u32..).zip(rows) {
        columns.start.push(if day == NONE { NONE } else { day * 86_400 + 60 });
        columns.duration.push(duration);
        columns.offset.push(row);
        costs.push(price);
        codes.iter_mut().zip(own).for_each(|(codes, code)| codes.push(code));
        if is_dead {
            dead.push(row);
        }
        found[row as usize / 64] |= u64::from(is_found) << (row % 64);
    }
    columns.cost = cost.then_some(costs);
    let all = dictionaries().into_iter().zip(codes).map(|((dimension, _), codes)| (dimension, codes));
    columns.codes = all.filter(|(dimension, _)| status || *dimension != Dimension::Status).collect();
    let same: Vec<(Dimension, Vec<u16>)> = dictionaries()
        .into_iter()
        .map(|(dimension, words)| (dimension, (0..words.len() as u16).collect()))
        .collect();
    Slice { gold: enrich(&columns.finish().unwrap(), &same).unwrap(), dead, found }
}

const DAY: i64 = 20_140;

fn slices() -> impl Strategy<Value = Slice> {
    let duration = prop_oneof![
        4 => (0..900_i64).prop_map(|second| second * 1000),
        2 => prop::sample::select(vec![NONE, 0, 1, 999, 12_500, 59_999, 60_000]),
        1 => 3_000_000..9_000_000_i64,
        1 => prop::sample::select(vec![-1500, 1 << 33]),
    ];
    let day = prop_oneof![9 => DAY..DAY + 9, 1 => Just(NONE)];
    let cost = prop_oneof![3 => 0..9_000_000_i64, 1 => Just(NONE)];
    let codes = (0..4_u16, 0..4_u16, 0..2_u16, 0..3_u16).prop_map(|(a, b, c, d)| [a, b, c, d]);
    let flag = |often| prop::bool::weighted(often);
    let row = (day, duration, cost, codes, flag(0.1), flag(0.5));
    (prop::collection::vec(row, 0..300), flag(0.8), flag(0.8))
        .prop_map(|(rows, cost, status)| slice(rows, cost, status))
}

fn selections() -> impl Strategy<Value = Selection> {
    let texts = |values: &'static [&'static str]| {
        let some = prop::collection::btree_set(prop::sample::select(values).prop_map(str::to_owned), 1..3);
        (some, any::<bool>()).prop_map(|(set, inside)| if inside { Set::In(set) } else { Set::NotIn(set) })
    };
    let spans = |least: i64, most: i64| {
        let some = prop::collection::vec((least..most, 0..(most - least) / 2), 1..3);
        (some, any::<bool>()).prop_map(|(spans, inside)| {
            let spans = spans.into_iter().map(|(from, length)| Span { from, to: from + length });
            let spans = normalize(spans.collect());
            if inside { Set::Within(spans) } else { Set::Outside(spans) }
        })
    };
    let clause = prop_oneof![
        texts(&["incoming", "outgoing"]).prop_map(|set| (Dimension::Type, set)),
        texts(&["completed", "failed", ""]).prop_map(|set| (Dimension::Status, set)),
        texts(&["Ann", "Bob", ""]).prop_map(|set| (Dimension::Agent, set)),
        texts(&["1", "6", "7"]).prop_map(|set| (Dimension::Weekday, set)),
        spans(DAY, DAY + 9).prop_map(|set| (Dimension::Day, set)),
        spans(0, 900_000).prop_map(|set| (Dimension::Duration, set)),
        Just((Dimension::Search, Set::Contains("x".into()))),
    ];
    let mode = prop::sample::select(vec![Mode::Filter, Mode::Highlight]);
    prop::collection::vec((clause, mode), 0..5).prop_map(|clauses| {
        clauses.into_iter().fold(Selection::default(), |selection, ((dimension, set), mode)| {
            selection.with(Clause { dimension, mode, set })
        })
    })
}

/// Every summary of a question: alone, and of each bin where something is brushed. How many slices had classes does not
/// show.
fn count(question: &Question, known: Known<'_>, strip: Option<&Strip>, rows: &[Rows<'_>]) -> Vec<Summary> {
    let counter = Counter::new(question, known);
    let mut counter = match strip {
        Some(strip) => counter.brushing(strip),
        None => counter,
    };
    rows.iter().for_each(|rows| counter.add(*rows));
    let classed = rows.iter().any(|rows| rows.classes.is_some());
    assert_eq!(counter.census.as_ref().is_some_and(Option::is_some), classed);
    if strip.is_some() { counter.parts() } else { vec![counter.finish()] }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn by_class_is_column_by_column(
        slices in prop::collection::vec(slices(), 1..4),
        selection in selections(),
        (own, searched) in (any::<bool>(), any::<bool>()),
        edges in prop::sample::select(vec![
            vec![], vec![0], vec![0, 60_000, 120_000, 4_000_500], vec![0, 999, 12_500, 60_000],
        ]),
        step in 1..4_usize,
    ) {
        let dictionaries = dictionaries();
        let mut lengths = Spans::default();
        let classes: Vec<_> =
            slices.iter().map(|slice| Classes::of(&slice.gold, Default::default(), &mut lengths)).collect();
        for (slice, classes) in slices.iter().zip(&classes) {
            prop_assert_eq!(classes.is_some(), !slice.gold.is_empty());
        }
        let question = Question {
            selection,
            own,
            bins: Bins { edges: edges.clone(), logarithmic: false },
            ..Question::default()
        };
        let known = Known {
            dictionaries: &dictionaries,
            days: Some((DAY, DAY + 8)),
            longest: 1 << 33,
            lengths: lengths.values(),
            ..Known::default()
        };
        let strip = |dimension, firsts| Strip { dimension, firsts, last: 1 << 40 };
        let by_day = strip(Dimension::Day, (DAY..DAY + 9).step_by(step).collect());
        let by_duration = strip(Dimension::Duration, edges);
        let rows = |classed: bool| -> Vec<Rows<'_>> {
            let each = slices.iter().zip(&classes);
            let rows = each.map(|(slice, classes)| Rows {
                gold: &slice.gold,
                classes: classes.as_ref().filter(|_| classed),
                dead: &slice.dead,
                found: Some(slice.found.as_slice()).filter(|_| searched),
            });
            rows.collect()
        };
        for strip in [None, Some(&by_day), Some(&by_duration)] {
            let (fast, plain) =
                (count(&question, known, strip, &rows(true)), count(&question, known, strip, &rows(false)));
            prop_assert_eq!(fast, plain);
        }
    }
}

#[test]
fn rows_of_too_many_kinds_have_no_classes() {
    let row = |n: i64| (DAY + n, 1000, NONE, [0; 4], false, false);
    let of = |rows| Classes::of(&slice(rows, true, true).gold, Default::default(), &mut Spans::default());
    assert_eq!(of((0..512).map(row).collect()).map(|classes| classes.totals.len()), Some(512));
    assert!(of((0..513).map(row).collect()).is_none());
    let lengths: BTreeSet<i64> = (0..20_000).collect();
    let long = |ms: i64| (DAY, ms, NONE, [0; 4], false, false);
    assert!(of(lengths.into_iter().map(long).collect()).is_none());
}
