//! Calls and transcripts of the same ids: each side hears what the other one knows, whoever reads it.

use callscape_model::answer::Answer;
use callscape_model::command::{Ask, Command, Event, Overview};
use callscape_model::companion::{NO_CALL, NO_TRANSCRIPT};
use callscape_model::dimension::Dimension;
use callscape_model::message::{Conversation, Place, Record, Scope, Sort, SortBy, Style};
use callscape_model::selection::{Clause, Mode, Selection, Set};
use callscape_model::statements::Asked;
use callscape_model::table::Subject;
use proptest::prelude::*;

use crate::pipe::Pipe;

const ZONE: &str = "America/New_York";
const CALLS: &[u8] = include_bytes!("join/calls.csv");
const TALKS: &[u8] = include_bytes!("join/transcripts.ndjson");
const BOTH: [Subject; 2] = [Subject::Calls, Subject::Transcripts];

fn pipe(shards: u32, subject: Subject, files: Vec<(&str, Vec<u8>)>) -> (Pipe, Overview) {
    let mut pipe = Pipe::new(shards, files);
    pipe.subject = Some(subject);
    let overview = pipe.load(ZONE);
    assert_eq!(overview.subject, subject);
    for file in &overview.files {
        assert!(file.quality.holds(), "{}", file.name);
    }
    (pipe, overview)
}

fn files() -> Vec<(&'static str, Vec<u8>)> {
    vec![("calls.csv", CALLS.to_vec()), ("transcripts.ndjson", TALKS.to_vec())]
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

/// Everything that is shown and written of a subject.
fn everything(pipe: &mut Pipe, overview: &Overview) -> String {
    let answer = pipe.ask(Ask::default());
    let mut out = overview.joined.map(|joined| joined.words(overview.subject)).unwrap_or_default();
    for file in &overview.files {
        let quality = &file.quality;
        let (read, kept) = (quality.read, quality.kept);
        let (merged, rejected) = (quality.merged, quality.rejected);
        out += &format!("\n{}: {read} = {kept} + {merged} + {rejected}", file.name);
    }
    for tile in &answer.tiles {
        out += &format!("\n{}: {:?} {:?} ({})", tile.title, tile.value, tile.detail, tile.formula);
    }
    for view in &answer.views {
        let bars: Vec<String> =
            view.buckets.iter().map(|bar| format!("{} {}", bar.name, bar.total)).collect();
        let shown = if bars.len() > 12 { String::new() } else { bars.join(", ") };
        out += &format!("\n{}: {shown}", view.title);
    }
    for row in pipe.rows(Sort::default(), 0, 50) {
        out += &format!("\n{}", row.cells.join(" | "));
    }
    let exports: &[&str] = match overview.subject {
        Subject::Calls => &["calls_clean", "calls_rejected"],
        _ => &["silver_csv", "silver_json", "gold_csv", "calls_rejected"],
    };
    for export in exports {
        out += &format!("\n{export}\n{}", text(pipe.export(export, Scope::All, Style::default())));
    }
    out
}

#[test]
fn each_side_hears_what_the_other_knows() {
    for subject in BOTH {
        let (mut pipe, overview) = pipe(1, subject, files());
        insta::assert_snapshot!(subject.many(), everything(&mut pipe, &overview));
    }
}

#[test]
fn the_same_from_any_number_of_shards() {
    for subject in BOTH {
        let (mut one, overview) = pipe(1, subject, files());
        let whole = everything(&mut one, &overview);
        let agents = one.tabulate(Asked::default());
        for shards in [2, 3, 8] {
            let (mut more, overview) = pipe(shards, subject, files());
            assert_eq!(whole, everything(&mut more, &overview), "{shards}");
            assert_eq!(agents, more.tabulate(Asked::default()));
        }
    }
}

#[test]
fn nothing_is_joined_where_only_one_subject_is_there() {
    let (_, calls) = pipe(2, Subject::Calls, vec![("calls.csv", CALLS.to_vec())]);
    let (_, talks) = pipe(2, Subject::Transcripts, vec![("transcripts.ndjson", TALKS.to_vec())]);
    for overview in [&calls, &talks] {
        assert!(overview.joined.is_none() && !overview.has.joined);
    }
    let there = |overview: &Overview, dimension| overview.dictionaries.iter().any(|(d, _)| *d == dimension);
    assert!(!there(&calls, Dimension::Sentiment) && !there(&talks, Dimension::Status));
}

fn select(pipe: &mut Pipe, dimension: Dimension, value: &str) -> (Answer, Vec<String>) {
    let clause = Clause { dimension, mode: Mode::Filter, set: Set::one(value) };
    let answer = pipe.ask(Ask { selection: Selection::default().with(clause), ..Ask::default() });
    let rows = pipe.rows(Sort { by: SortBy::File, descending: false }, 0, 50);
    (answer, rows.into_iter().map(|row| row.cells[0].clone()).collect())
}

#[test]
fn rows_are_selected_by_what_the_other_side_says() {
    let (mut calls, _) = pipe(3, Subject::Calls, files());
    assert_eq!(select(&mut calls, Dimension::Sentiment, "negative").1, ["C1", "C3"]);
    assert_eq!(select(&mut calls, Dimension::Sentiment, NO_TRANSCRIPT).1, ["C8", "", "C10"]);
    assert_eq!(select(&mut calls, Dimension::Agent, "Ravi Patel").1, ["C4"]);
    let (mut talks, _) = pipe(3, Subject::Transcripts, files());
    assert_eq!(select(&mut talks, Dimension::Status, "missed").1, ["C3"]);
    assert_eq!(select(&mut talks, Dimension::Type, NO_CALL).1, ["C9", "C77"]);
    let clause = Set::range(300_000, 600_000);
    let clause = Clause { dimension: Dimension::Duration, mode: Mode::Filter, set: clause };
    let answer = talks.ask(Ask { selection: Selection::default().with(clause), ..Ask::default() });
    assert_eq!(answer.selected, 2, "the durations are those of the call records");
}

fn opened(pipe: &mut Pipe, id: &str) -> (Record, Place) {
    let rows = pipe.rows(Sort::default(), 0, 50);
    let place =
        rows.iter().find(|row| row.cells[0] == id).unwrap_or_else(|| panic!("{id}: {rows:?}")).key.place;
    match pipe.one(Command::Open(place)) {
        Event::Record(record) => (*record, place),
        other => panic!("{other:?}"),
    }
}

fn listened(pipe: &mut Pipe, id: &str) -> Conversation {
    let place = opened(pipe, id).1;
    match pipe.one(Command::Listen(place)) {
        Event::Conversation(conversation) => *conversation,
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_opened_record_shows_its_other_side() {
    for shards in [1, 4] {
        let (mut calls, _) = pipe(shards, Subject::Calls, files());
        calls.ask(Ask::default());
        let record = opened(&mut calls, "C2").0;
        let other = record.other.unwrap();
        assert_eq!(
            (other.subject, other.file.as_str(), other.line),
            (Subject::Transcripts, "transcripts.ndjson", 2)
        );
        assert!(
            other.cells.iter().any(|(name, cell, _)| name == "transcript_text" && cell.contains("$19.99"))
        );
        assert!(record.names.iter().any(|(title, name)| title == "Agent" && name == "Jane Smith"));
        assert!(opened(&mut calls, "C8").0.other.is_none());

        let (mut talks, _) = pipe(shards, Subject::Transcripts, files());
        talks.ask(Ask::default());
        let spoken = listened(&mut talks, "C4");
        assert_eq!((spoken.duration, spoken.recorded, spoken.estimated), (600_000, true, false));
        let other = spoken.record.unwrap();
        assert_eq!((other.file.as_str(), other.line), ("calls.csv", 6));
        assert!(other.cells.iter().any(|(name, cell, _)| name == "caller" && cell == "416-555-0104"));
        let missed = listened(&mut talks, "C3");
        assert!(missed.estimated && !missed.recorded && missed.record.is_some(), "it lasted no time");
        let alone = listened(&mut talks, "C77");
        assert!(alone.estimated && alone.record.is_none());
    }
}

#[test]
fn agents_are_grouped_by_what_the_call_records_say() {
    let mut seen = Vec::new();
    for shards in [1, 3] {
        let (mut talks, _) = pipe(shards, Subject::Transcripts, files());
        talks.ask(Ask::default());
        let support = talks.tabulate(Asked::default());
        let [(by, teams)] = support.performance.groups.as_slice() else {
            panic!("{:?}", support.performance.groups)
        };
        assert_eq!(*by, Dimension::Column("team".into()));
        let calls = |lines: &[callscape_model::performance::AgentPerformance]| -> u64 {
            lines.iter().map(|line| line.talk.calls).sum()
        };
        assert_eq!(calls(teams), calls(&support.performance.agents));
        let of = |name: &str| teams.iter().find(|team| team.text == name).map(|team| team.talk);
        assert_eq!(of("north").map(|talk| (talk.calls, talk.conversions)), Some((2, 1)));
        assert_eq!(of(NO_CALL).map(|talk| talk.calls), Some(2));
        let mut written = Vec::new();
        for export in ["groups_csv", "groups_json"] {
            let (support, style) = (Box::new(support.clone()), Style::default());
            written.push(text(talks.exported(Command::ExportSupport {
                export: export.into(),
                support,
                style,
            })));
        }
        seen.push(written);
    }
    assert_eq!(seen[0], seen[1]);
    insta::assert_snapshot!("groups", seen[0].join("\n"));
}

#[test]
fn a_column_that_repeats_with_other_values_joins_nothing() {
    let mut calls = "call_id,call_type,status,start_time\n".to_owned();
    for n in 0..40 {
        calls += &format!("C{},incoming,completed,2025-03-01 10:{n:02}:00\n", n % 5);
    }
    for subject in BOTH {
        let files = vec![("calls.csv", calls.clone().into_bytes()), ("transcripts.ndjson", TALKS.to_vec())];
        let (_, overview) = pipe(2, subject, files);
        let joined = overview.joined.unwrap();
        assert_eq!(joined.with, 0);
        assert_eq!(joined.alone, if subject == Subject::Calls { 6 } else { 40 });
        assert!(overview.notes.iter().any(|note| note.contains("not a key")), "{:?}", overview.notes);
    }
}

#[test]
fn a_shard_that_dies_is_read_again_with_its_companions() {
    let (mut calls, before) = pipe(3, Subject::Calls, files());
    let heard = calls.kill(1);
    let Some((Event::Loaded(after), _)) = heard.into_iter().last() else { panic!("not loaded") };
    assert_eq!(before, *after);
}

/// Ids of calls and of transcripts, some of them shared, some repeated.
fn ids() -> impl Strategy<Value = (Vec<u8>, Vec<u8>)> {
    (prop::collection::vec(0..60_u8, 0..30), prop::collection::vec(0..60_u8, 0..20))
}

fn call_lines(ids: &[u8]) -> String {
    let line = |id: &u8| {
        let kind = ["incoming", "outgoing"][usize::from(id % 2)];
        let status = ["completed", "missed", "failed"][usize::from(id % 3)];
        format!(
            "K{id},{kind},{status},2025-03-{:02} 10:00:00,{},{}.5\n",
            id % 28 + 1,
            u32::from(*id) * 10,
            id
        )
    };
    ids.iter().map(line).collect()
}

fn talk_lines(ids: &[u8]) -> String {
    let said = ["This is awful and terrible.", "Yes please, add it for $5.", "Hello.", "You were wonderful."];
    let line = |id: &u8| {
        format!(
            "{{\"call_id\":\"K{id}\",\"agent_name\":\"{}\",\"timestamp\":\"2025-03-{:02}T10:00:00\",\"transcript_text\":\"Agent: I can add support for $5. Customer: {}\"}}\n",
            ["Ann Lee", "Bob Ray"][usize::from(id % 2)],
            id % 28 + 1,
            said[usize::from(id % 4)],
        )
    };
    ids.iter().map(line).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn any_cut_and_any_number_of_shards_give_the_same(
        (calls, talks) in ids(),
        cuts in (0.0..1.0_f64, 0.0..1.0_f64),
        shards in 1..6_u32,
    ) {
        const HEADER: &str = "call_id,call_type,status,start_time,duration_sec,cost_usd\n";
        // Some rows that are always there, so that every file can be used.
        let (fixed, spoken) = (call_lines(&[100, 101, 102, 103]), talk_lines(&[102, 103, 104, 105]));
        let table = |ids: &[u8]| (HEADER.to_owned() + &call_lines(ids)).into_bytes();
        let whole = vec![
            ("calls.csv", (HEADER.to_owned() + &fixed + &call_lines(&calls)).into_bytes()),
            ("transcripts.ndjson", (spoken.clone() + &talk_lines(&talks)).into_bytes()),
        ];
        let at = |cut: f64, ids: &[u8]| (ids.len() as f64 * cut) as usize;
        let ((a, b), (c, d)) = (calls.split_at(at(cuts.0, &calls)), talks.split_at(at(cuts.1, &talks)));
        let parts = vec![
            ("calls_1.csv", (HEADER.to_owned() + &fixed + &call_lines(a)).into_bytes()),
            ("calls_2.csv", table(b)),
            ("transcripts_1.ndjson", (spoken + &talk_lines(c)).into_bytes()),
            ("transcripts_2.ndjson", talk_lines(d).into_bytes()),
        ];
        let usable = |(name, bytes): &(&str, Vec<u8>)| match name.ends_with("csv") {
            true => bytes.len() > HEADER.len(),
            false => !bytes.is_empty(),
        };
        let parts: Vec<_> = parts.into_iter().filter(usable).collect();
        for subject in BOTH {
            let (mut one, first) = pipe(1, subject, whole.clone());
            let (mut more, second) = pipe(shards, subject, parts.clone());
            prop_assert_eq!(first.joined, second.joined);
            prop_assert_eq!(&first.dictionaries, &second.dictionaries);
            let (ours, theirs) = (one.ask(Ask::default()), more.ask(Ask::default()));
            prop_assert_eq!(&ours.views, &theirs.views);
            prop_assert_eq!(&ours.tiles, &theirs.tiles);
            let exports = if subject == Subject::Calls { ["calls_clean"; 2] } else { ["gold_csv", "gold_json"] };
            for export in exports {
                let bytes = |pipe: &mut Pipe| text(pipe.export(export, Scope::All, Style::default()));
                prop_assert_eq!(bytes(&mut one), bytes(&mut more));
            }
            // What joins is what has the same id.
            let met = |ids: &[u8], always: [u8; 4]| ids.iter().copied().chain(always).collect::<std::collections::BTreeSet<u8>>();
            let (calls, talks) = (met(&calls, [100, 101, 102, 103]), met(&talks, [102, 103, 104, 105]));
            let both = calls.intersection(&talks).count() as u64;
            let joined = first.joined.unwrap();
            let (own, other) = if subject == Subject::Calls { (calls, talks) } else { (talks, calls) };
            prop_assert_eq!((joined.records, joined.with), (own.len() as u64, both));
            prop_assert_eq!(joined.alone, other.len() as u64 - both);
        }
    }
}
