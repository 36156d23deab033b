//! What goes wrong on the way: shards that die, loads that are cancelled, files that change, guesses that the
//! whole file contradicts. Each ends in an answer or in one sentence.

#![allow(clippy::unwrap_used, clippy::panic)]

mod pipe;

use callscape_model::command::{Ask, Command, Event, Source};
use callscape_model::plan::{DateOrder, Encoding};
use callscape_model::quality::Rule;
use pipe::Pipe;

/// Calls of the first days of a month, as d/m/Y; enough that the sample does not reach the end.
fn undecided(tail: &str) -> Vec<u8> {
    let mut text = String::from("call_id,status,start_time,duration_sec\n");
    for n in 0..40_000 {
        text += &format!("call-{n},completed,{:02}/{:02}/2025 10:00:00,60\n", n % 11 + 1, (n + 3) % 11 + 1);
    }
    text += tail;
    text.into_bytes()
}

#[test]
fn the_whole_file_decides_on_day_and_month_when_the_sample_cannot() {
    let mut pipe = Pipe::new(2, vec![("calls.csv", undecided("last,completed,25/12/2025 10:00:00,60\n"))]);
    let overview = pipe.load("UTC");
    assert_eq!(overview.files[0].plan.columns[2].order, DateOrder::DayFirst);
    assert_eq!((overview.quality.kept, overview.quality.rejected), (40_001, 0));
    assert_eq!(overview.quality.count(Rule::AmbiguousDate), 0);
    assert!(overview.files[0].ambiguous.is_empty());
}

#[test]
fn dates_that_nothing_decides_are_shown_both_ways() {
    let mut pipe = Pipe::new(2, vec![("calls.csv", undecided(""))]);
    let overview = pipe.load("UTC");
    let (column, count, month_first, day_first) = &overview.files[0].ambiguous[0];
    assert_eq!((column.as_str(), *count), ("start_time", 40_000));
    assert_ne!(month_first, day_first);
}

#[test]
fn a_shard_that_dies_is_started_anew_and_everything_is_loaded_again() {
    let mut pipe = Pipe::new(3, vec![("calls.csv", undecided(""))]);
    pipe.load("UTC");
    let before = pipe.ask(Ask::default());
    let heard: Vec<Event> = pipe.kill(1).into_iter().map(|(event, _)| event).collect();
    assert!(matches!(heard[0], Event::Restart(1)));
    assert!(heard.iter().any(|event| matches!(event, Event::Loaded(_))));
    let Some(Event::Answered(after)) = heard.last() else { panic!("no answer at the end") };
    assert!(**after == before);
    let again: Vec<Event> = pipe.kill(1).into_iter().map(|(event, _)| event).collect();
    assert!(matches!(again.as_slice(), [Event::Failed(_)]), "a second death is reported");
}

#[test]
fn whenever_a_shard_dies_in_a_load_no_row_is_lost() {
    let bytes = undecided("");
    let mut undisturbed = Pipe::new(3, vec![("calls.csv", bytes.clone())]);
    let expected = undisturbed.load("UTC");
    let plans = vec![(0, expected.files[0].plan.clone())];
    for inputs in (0..40).step_by(3) {
        let mut pipe = Pipe::new(3, vec![("calls.csv", bytes.clone())]);
        pipe.load("UTC");
        let heard = pipe.run_with_death(Command::Load(plans.clone()), inputs, 1);
        let loaded = heard.iter().rev().find_map(|event| match event {
            Event::Loaded(overview) => Some(&overview.quality),
            _ => None,
        });
        assert_eq!(loaded, Some(&expected.quality), "after {inputs} inputs: {heard:?}");
    }
}

#[test]
fn a_cancelled_load_leaves_what_was_there() {
    let mut pipe = Pipe::new(2, vec![("calls.csv", undecided(""))]);
    let overview = pipe.load("UTC");
    let before = pipe.ask(Ask::default());
    let mut plan = overview.files[0].plan.clone();
    plan.zone = "Asia/Tokyo".into();
    pipe.begin(Command::Load(vec![(0, plan)]), 7);
    assert!(matches!(pipe.one(Command::Cancel), Event::Cancelled));
    assert!(pipe.ask(Ask::default()) == before);
}

#[test]
fn a_file_that_shrinks_or_vanishes_ends_in_one_sentence_and_the_rest_goes_on() {
    let mut pipe = Pipe::new(2, vec![("calls.csv", undecided(""))]);
    let overview = pipe.load("UTC");
    let before = pipe.ask(Ask::default());
    pipe.replace(0, b"call_id\n".to_vec());
    let plan = overview.files[0].plan.clone();
    let heard = pipe.run(Command::Load(vec![(0, plan)]));
    let failures: Vec<_> = heard.iter().filter(|(event, _)| matches!(event, Event::Failed(_))).collect();
    assert_eq!(failures.len(), 1);
    let (Event::Failed(failure), _) = failures[0] else { panic!("not a failure") };
    assert!(failure.message.contains("calls.csv") && !failure.hint.is_empty(), "{failure}");
    assert!(pipe.ask(Ask::default()) == before);
}

#[test]
fn utf_16_is_turned_into_utf_8_and_read_as_that() {
    let text = "call_id,status,start_time,agent\n1,completed,2025-03-01 10:00:00,Zoë\n";
    let bytes: Vec<u8> = [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let size = bytes.len() as u64;
    let mut pipe = Pipe::new(2, vec![("calls.csv", bytes)]);
    let source = |size| vec![Source { file: 0, name: "calls.csv".into(), size }];
    let mut heard = pipe.run(Command::Add { sources: source(size), zone: "UTC".into() });
    let Some((Event::Transcoded { file: 0 }, bulks)) = heard.pop() else { panic!("not transcoded") };
    assert_eq!(bulks.concat(), text.as_bytes());
    pipe.replace(0, bulks.concat());
    let overview = pipe.load("UTC");
    assert_eq!(overview.files[0].plan.dialect.encoding, Encoding::Utf8);
    assert_eq!(overview.quality.kept, 1);
}

#[test]
fn one_bad_file_in_a_drop_does_not_keep_the_others_out() {
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    let good = b"call_id,status,start_time\n1,missed,2025-03-01 10:00:00\n".to_vec();
    let mut pipe = Pipe::new(1, vec![("a.csv", png.clone()), ("b.csv", good.clone())]);
    let sources = [("a.csv", &png), ("b.csv", &good)].into_iter().enumerate().map(|(file, (name, bytes))| {
        Source { file: file as u32, name: name.into(), size: bytes.len() as u64 }
    });
    let heard = pipe.run(Command::Add { sources: sources.collect(), zone: "UTC".into() });
    let plans = heard.into_iter().filter_map(|(event, _)| match event {
        Event::Proposed { file, proposal } => Some((file, proposal.plan)),
        Event::Refused { file, failure } => {
            assert_eq!(file, 0);
            assert!(failure.message.contains("PNG"), "{failure}");
            None
        }
        other => panic!("{other:?}"),
    });
    let plans = plans.collect();
    let heard = pipe.run(Command::Load(plans));
    let Some((Event::Loaded(overview), _)) = heard.last() else { panic!("not loaded") };
    assert_eq!(overview.quality.kept, 1);
}

#[test]
fn files_for_which_there_is_no_room_are_refused_before_they_are_read() {
    let mut text = "call_id,status,start_time\n".to_owned();
    for n in 0..1000 {
        text += &format!("id{n:04},missed,2025-03-01 10:00:00\n");
    }
    let refused = |room: u64| {
        let mut pipe = Pipe::new(2, vec![("calls.csv", text.clone().into_bytes())]).with_room(room);
        match pipe.try_load("UTC", |_| {}) {
            Event::Loaded(_) => None,
            Event::Failed(failure) => Some(failure.message),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(refused(100_000), None);
    let said = refused(40_000).unwrap();
    assert!(said.contains("about 1,000 records") && said.contains("about 500."), "{said}");
}
