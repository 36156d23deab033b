//! From files to layers, scores, agents and exports.

use callscape_model::command::{Ask, Command, Event};
use callscape_model::dimension::Dimension;
use callscape_model::message::{Conversation, Place, Scope, Sort, SortBy, Style};
use callscape_model::score::{ConversionKind, Label, Mark};
use callscape_model::statements::Asked;
use callscape_model::table::Subject;
use proptest::prelude::*;

use crate::calls::{CALLS, array, folder, lines, table};
use crate::pipe::Pipe;

const ZONE: &str = "America/New_York";

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

fn conversation(pipe: &mut Pipe, place: Place) -> Conversation {
    match pipe.one(Command::Listen(place)) {
        Event::Conversation(conversation) => *conversation,
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_shape_gives_the_same_gold_from_any_number_of_shards() {
    let shapes = [
        ("calls/*.json", folder(CALLS)),
        ("calls.ndjson", lines(CALLS)),
        ("calls.json", array(CALLS)),
        ("calls.csv", table(CALLS, b',')),
        ("calls.tsv", table(CALLS, b'\t')),
    ];
    let mut seen: Vec<[String; 3]> = Vec::new();
    for (name, bytes) in shapes {
        for shards in [1, 3] {
            let mut pipe = Pipe::new(shards, vec![(name, bytes.clone())]);
            let overview = pipe.load(ZONE);
            assert_eq!(overview.subject, Subject::Transcripts, "{name}");
            assert_eq!((overview.quality.read, overview.quality.kept), (5, 5), "{name}");
            pipe.ask(Ask::default());
            let support = Box::new(pipe.tabulate(Asked::default()));
            let mut document = |export: &str| {
                let support = support.clone();
                let style = Style::default();
                text(pipe.exported(Command::ExportSupport { export: export.into(), support, style }))
            };
            let (agents, days) = (document("agents_csv"), document("days_json"));
            seen.push([text(pipe.export("gold_csv", Scope::All, Style::default())), agents, days]);
        }
    }
    assert!(seen.iter().all(|one| *one == seen[0]), "{seen:#?}");
    insta::assert_snapshot!(seen[0].join("\n"));
}

#[test]
fn the_silver_table_has_clean_texts_and_their_source() {
    let calls = [(
        "C1",
        "o'brien mcDONALD",
        "2025-03-01 10:00",
        "Agent:  “Hi”\u{a0}there.\nCustomer: It’s fine.\u{7}",
    )];
    let mut pipe = Pipe::new(1, vec![("calls/*.json", folder(&calls))]);
    pipe.load(ZONE);
    let style = Style { at: 1_740_000_000, ..Style::default() };
    insta::assert_snapshot!(text(pipe.export("silver_csv", Scope::All, style)));
}

#[test]
fn spellings_of_an_agent_are_one_until_that_is_undone() {
    let mut pipe = Pipe::new(2, vec![("calls.ndjson", lines(CALLS))]);
    let overview = pipe.load(ZONE);
    let agents = |overview: &callscape_model::command::Overview| {
        let agents = overview.dictionaries.iter().find(|(dimension, _)| *dimension == Dimension::Agent);
        agents.unwrap().1.iter().filter(|agent| !agent.is_empty()).cloned().collect::<Vec<_>>()
    };
    assert_eq!(agents(&overview), ["Jane Smith", "Ravi Patel"]);
    let merged: Vec<&str> = overview.spellings.iter().map(|(spelling, ..)| spelling.as_str()).collect();
    assert_eq!(merged, ["Smith, Jane"], "case and blanks are repaired before");
    let apart =
        callscape_model::message::Rules { apart: ["Smith, Jane".to_owned()].into(), ..Default::default() };
    assert!(matches!(pipe.one(Command::Rules(apart)), Event::Ruled(None)));
    assert_eq!(agents(&pipe.load(ZONE)), ["Jane Smith", "Ravi Patel", "Smith, Jane"]);
}

#[test]
fn who_needs_a_person_comes_first_and_says_why() {
    let mut pipe = Pipe::new(2, vec![("calls/*.json", folder(CALLS))]);
    pipe.load(ZONE);
    pipe.ask(Ask::default());
    let rows = pipe.rows(Sort { by: SortBy::Review, descending: false }, 0, 10);
    let ids: Vec<&str> = rows.iter().map(|row| row.cells[0].as_str()).collect();
    assert_eq!(*ids.last().unwrap(), "C5", "{ids:?}");
    let of = |id: &str| rows.iter().find(|row| row.cells[0] == id).unwrap().key.place;

    let angry = conversation(&mut pipe, of("C1"));
    assert_eq!((angry.score.label, angry.call.as_str()), (Label::Negative, "C1"));
    assert_eq!(angry.file, "calls/CALL_C1.json");
    let words = |conversation: &Conversation, mark: Mark| -> Vec<String> {
        let spans = conversation.score.evidence.iter().filter(|evidence| evidence.mark == mark);
        let said = spans.map(|evidence| {
            conversation.turns[evidence.turn as usize].text[evidence.start as usize..evidence.end as usize]
                .to_owned()
        });
        said.collect()
    };
    assert!(words(&angry, Mark::Negative).contains(&"terrible".to_owned()), "{:?}", angry.score.evidence);

    let sold = conversation(&mut pipe, of("C2"));
    assert_eq!(words(&sold, Mark::Amount), ["$19.99"]);
    let refused = conversation(&mut pipe, of("C3"));
    assert!(refused.score.conversion.is_none());
    assert!(!words(&refused, Mark::Refused).is_empty());
    let booked = conversation(&mut pipe, of("C4"));
    assert_eq!(booked.score.conversion.as_ref().map(|won| won.kind), Some(ConversionKind::Booking));
    let foreign = conversation(&mut pipe, of("C5"));
    assert_eq!(foreign.score.language, "es");
}

#[test]
fn more_of_the_same_adds_only_what_is_new() {
    let mut changed = CALLS.to_vec();
    changed.truncate(2);
    changed[1].3 = "Agent: Hello. Customer: I changed my mind about everything.";
    changed.push(("C6", "Ravi Patel", "2025-03-04 10:00:00", "Agent: Hello. Customer: Hi, just checking."));
    let files = vec![("a/*.json", folder(CALLS)), ("b.csv", table(&changed, b','))];
    let mut pipe = Pipe::new(2, files);
    let overview = pipe.load(ZONE);
    let second = &overview.files[1].quality;
    assert_eq!((second.read, second.kept, second.merged, second.rejected), (3, 1, 1, 1), "{overview:#?}");
    let rejects = text(pipe.export("calls_rejected", Scope::All, Style::default()));
    assert!(rejects.contains("changed my mind"), "{rejects}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]
    #[test]
    fn any_split_of_the_files_gives_the_same_agents(cut in 0usize..=5, shards in 1u32..4) {
        let (first, second) = CALLS.split_at(cut);
        let files: Vec<_> = [("a.ndjson", first), ("b.ndjson", second)]
            .into_iter()
            .filter(|(_, calls)| !calls.is_empty())
            .map(|(name, calls)| (name, lines(calls)))
            .collect();
        let mut whole = Pipe::new(1, vec![("a.ndjson", lines(CALLS))]);
        let mut parts = Pipe::new(shards, files);
        whole.load(ZONE);
        parts.load(ZONE);
        whole.ask(Ask::default());
        parts.ask(Ask::default());
        prop_assert_eq!(whole.tabulate(Asked::default()), parts.tabulate(Asked::default()));
    }
}

#[test]
fn a_search_may_name_who_must_have_said_it() {
    use callscape_model::selection::{Clause, Mode, Selection, Set};
    let calls = [
        ("C1", "Ann Baker", "2025-03-01 10:00", "Agent: A refund is possible. Customer: Fine."),
        ("C2", "Ann Baker", "2025-03-01 11:00", "Agent: Hello. Customer: I want a REFUND now."),
        ("C3", "Ann Baker", "2025-03-01 12:00", "Agent: Hello. Customer: Nothing."),
    ];
    let mut pipe = Pipe::new(2, vec![("calls/*.json", folder(&calls))]);
    pipe.load(ZONE);
    let mut found = |text: &str| {
        let (dimension, set) = (Dimension::Search, Set::Contains(text.into()));
        let clause = Clause { dimension, mode: Mode::Filter, set };
        pipe.ask(Ask { selection: Selection::default().with(clause), ..Ask::default() });
        let rows = pipe.rows(Sort::default(), 0, 9);
        rows.into_iter().map(|row| row.cells[0].clone()).collect::<Vec<_>>()
    };
    assert_eq!(found("refund"), ["C1", "C2"]);
    assert_eq!(found("customer:refund"), ["C2"]);
    assert_eq!(found("agent:refund"), ["C1"]);
    assert_eq!(found("agent:ann"), [] as [&str; 0]);
}

#[test]
fn transcripts_are_filtered_by_the_price_of_what_was_sold() {
    use callscape_model::selection::{Clause, Mode, Selection, Set};
    let mut pipe = Pipe::new(2, vec![("calls.ndjson", lines(CALLS))]);
    pipe.load(ZONE);
    pipe.ask(Ask::default());
    let price = |cells: &[String]| cells[6].clone();
    let all: Vec<String> = pipe.rows(Sort::default(), 0, 9).iter().map(|row| price(&row.cells)).collect();
    let sold = all.iter().filter(|price| !price.is_empty()).count();
    assert!(sold > 0 && sold < all.len(), "{all:?}");
    let clause = Clause { dimension: Dimension::Amount, mode: Mode::Filter, set: Set::range(1, i64::MAX) };
    let answer = pipe.ask(Ask { selection: Selection::default().with(clause), ..Ask::default() });
    assert_eq!(answer.selected, sold as u64);
    assert!(pipe.rows(Sort::default(), 0, 9).iter().all(|row| !price(&row.cells).is_empty()));
}
