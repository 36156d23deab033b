//! Real files of the kinds that users bring, where they are at hand: `CALLSCAPE_DATA` names the folder, else it
//! is looked for beside the checkout. Without it these tests say so and pass.

#![allow(clippy::unwrap_used, clippy::panic)]

mod pipe;

use std::path::PathBuf;

use callscape_model::command::{Ask, Command, Event, Overview, Source};
use callscape_model::field::{Field, Use};
use callscape_model::message::Failure;
use callscape_model::plan::Plan;
use pipe::Pipe;

fn file(path: &str) -> Option<Vec<u8>> {
    let folder = std::env::var_os("CALLSCAPE_DATA").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        PathBuf::from,
    );
    let bytes = std::fs::read(folder.join(path)).ok();
    if bytes.is_none() {
        println!("skipped: {path} is not at hand");
    }
    bytes
}

/// Loads a file by the plan that is proposed, changed by `change`.
fn load(name: &str, bytes: Vec<u8>, change: impl Fn(&mut Plan)) -> Result<(Pipe, Overview), Failure> {
    let size = bytes.len() as u64;
    let mut pipe = Pipe::new(2, vec![(name, bytes)]);
    let source = Source { file: 0, name: name.to_owned(), size };
    let mut plan = match pipe.one(Command::Add { sources: vec![source], zone: "America/New_York".into() }) {
        Event::Proposed { proposal, .. } => match proposal.unfit {
            Some(failure) => return Err(failure),
            None => proposal.plan,
        },
        Event::Refused { failure, .. } => return Err(failure),
        other => panic!("{other:?}"),
    };
    change(&mut plan);
    match pipe.run(Command::Load(vec![(0, plan)])).into_iter().last() {
        Some((Event::Loaded(overview), _)) => Ok((pipe, *overview)),
        other => panic!("{other:?}"),
    }
}

fn used(overview: &Overview, field: Field) -> Option<String> {
    let plan = &overview.files[0].plan;
    plan.columns.iter().find(|c| c.usage == Use::Field(field)).map(|c| c.name.clone())
}

#[test]
fn the_exercise_workbook_as_csv_is_read_without_a_question() {
    let Some(bytes) = file("calls/pwc-call-centre/call_center_ddmmyyyy.csv") else { return };
    let (mut pipe, overview) = load("call_center_ddmmyyyy.csv", bytes, |_| {}).unwrap();
    assert!(overview.quality.holds());
    assert_eq!((overview.quality.read, overview.quality.kept), (5000, 5000));
    assert_eq!(used(&overview, Field::Date).as_deref(), Some("date"));
    assert_eq!(used(&overview, Field::Status).as_deref(), Some("answered (Y/N)"));
    assert_eq!(used(&overview, Field::Duration).as_deref(), Some("AvgTalkDuration"));
    let answer = pipe.ask(Ask::default());
    let rate = &answer.tiles[1];
    assert!(rate.formula.contains("4,054 of 5,000"), "{rate:?}");
    let days = overview
        .days
        .map(|(a, b)| (callscape_model::calendar::day_text(a), callscape_model::calendar::day_text(b)));
    assert_eq!(days, Some(("2021-01-01".into(), "2021-03-31".into())));
}

#[test]
fn two_sets_side_by_side_are_read_by_their_call_time() {
    let Some(bytes) = file("calls/call-centre-sentiment/Call_Center_5000_merged.csv") else { return };
    let (_, overview) = load("Call_Center_5000_merged.csv", bytes, |_| {}).unwrap();
    assert!(overview.quality.holds());
    assert_eq!(used(&overview, Field::Start).as_deref(), Some("call_timestamp"));
    assert_eq!(used(&overview, Field::Duration).as_deref(), Some("call duration in minutes"));
    assert!(overview.quality.kept > 4_900, "{:?}", overview.quality);
}

#[test]
fn rows_that_are_sums_already_are_refused_kindly() {
    let Some(bytes) = file("calls/daily-rep-summary/Call Center Data.csv") else { return };
    let failure = load("Call Center Data.csv", bytes, |_| {}).map(|_| ()).unwrap_err();
    assert!(failure.message.contains("summed up already"), "{failure}");
    assert!(!failure.hint.is_empty());
}

#[test]
fn the_same_requests_give_the_same_days_in_every_writing() {
    let mut days = Vec::new();
    for name in ["boston311-100.csv", "boston311-dmy-100.csv", "boston311-100.tab", "nyc311-100.csv"] {
        let Some(bytes) = file(&format!("service/311-boston-nyc/{name}")) else { continue };
        let (mut pipe, overview) = load(name, bytes, |_| {}).unwrap();
        assert!(overview.quality.holds(), "{name}");
        let answer = pipe.ask(Ask::default());
        println!(
            "{name}: {:?} {:?}",
            overview.quality.kept,
            overview.files[0].plan.columns.iter().map(|c| (&c.name, &c.usage)).collect::<Vec<_>>()
        );
        if name.starts_with("boston") && overview.quality.kept > 90 {
            days.push(answer.views[0].buckets.iter().map(|b| (b.name.clone(), b.total)).collect::<Vec<_>>());
        }
    }
    days.dedup();
    assert!(days.len() <= 1, "{days:?}");
}
