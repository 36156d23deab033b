//! Tables under names that nobody knows: facts, dimensions, keys and references are found by their columns and values.

use callscape_model::command::Ask;
use callscape_model::delta::{Effect, Replay};
use callscape_model::dimension::Dimension;
use callscape_model::field::{Field, Use};
use callscape_model::selection::{Clause, Mode, Selection, Set as Values};

use crate::set::{Files, Set, files, load_in};

/// Tickets: number, team, severity.
fn tickets(rows: impl Iterator<Item = (u32, &'static str, &'static str)>) -> String {
    let mut text = String::from("ticket_no,opened_at,closed_at,team_id,severity\n");
    for (n, team, severity) in rows {
        let day = n % 27 + 1;
        text += &format!("T{n},2025-03-{day:02} 10:00:00,2025-03-{day:02} 11:30:00,{team},{severity}\n");
    }
    text
}

fn set() -> Files {
    let rows = (0..24).map(|n| (n, ["A", "B", "C"][n as usize % 3], ["low", "high"][n as usize % 2]));
    let delta = "ticket_no,opened_at,closed_at,team_id,severity,action
T1,2025-03-02 10:00:00,2025-03-02 11:30:00,C,urgent,update
T2,,,,,delete
T90,2025-04-02 10:00:00,2025-04-02 12:30:00,A,low,add
";
    files(&[
        ("tickets.csv", &tickets(rows)),
        ("teams.csv", "team_id,team,region\nA,Alpha,east\nB,Beta,west\nC,Gamma,east\n"),
        ("tickets_delta_202504.csv", delta),
    ])
}

fn load() -> Set {
    load_in(set(), 2, Replay::default(), |_| {})
}

fn count(set: &mut Set, dimension: &str, text: &str) -> u64 {
    let dimension = Dimension::Column(dimension.into());
    let clause = Clause { dimension, mode: Mode::Filter, set: Values::one(text) };
    set.pipe.ask(Ask { selection: Selection::default().with(clause), ..Ask::default() }).selected
}

#[test]
fn key_and_reference_are_found_by_columns_and_values() {
    let set = load();
    assert!(set.left_out.is_empty(), "{:?}", set.left_out);
    let tables: Vec<(&str, bool, &str, u64)> = set
        .applied()
        .tables
        .iter()
        .map(|table| (&*table.name, table.facts, &*table.key, table.now))
        .collect();
    assert_eq!(tables, [("tickets", true, "ticket_no", 24), ("teams", false, "team_id", 3)]);
    let plan = &set.overview.files.iter().find(|file| file.name == "tickets.csv").unwrap().plan;
    assert_eq!(plan.column(Field::CallId), Some(0));
    assert_eq!(plan.columns[3].usage, Use::Reference("teams".to_owned()));
    assert!(plan.column(Field::Start).is_some());
}

#[test]
fn rows_are_grouped_by_the_name_and_the_region_of_the_team() {
    let set = &mut load();
    assert_eq!(set.effects(), [Effect::Updated, Effect::Deleted, Effect::Added]);
    assert_eq!(
        (count(set, "team", "Alpha"), count(set, "team", "Beta"), count(set, "team", "Gamma")),
        (9, 7, 8)
    );
    assert_eq!((count(set, "region", "east"), count(set, "region", "west")), (17, 7));
    assert_eq!((count(set, "severity", "urgent"), count(set, "severity", "low")), (1, 12));
    let lines = set.lines("tickets");
    assert_eq!(lines.len(), 24);
    assert_eq!(lines[1], "T1,2025-03-02 15:00:00+00:00,2025-03-02 16:30:00+00:00,C,urgent");
}

#[test]
fn the_order_in_which_files_are_dropped_does_not_matter() {
    let expected = load().everything();
    for order in [[0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let mut set = load_in(set(), 2, Replay::default(), |all| all.copy_from_slice(&order));
        crate::set::assert_same(&expected, &set.everything(), &format!("{order:?}"));
    }
}

#[test]
fn a_delta_of_a_dimension_that_nobody_knows_renames_its_records() {
    let mut all = set();
    all.extend(files(&[(
        "teams_delta_202504.csv",
        "team_id,team,region,action\nA,Omega,north,update\nB,,,delete\n",
    )]));
    let set = &mut crate::set::load(all);
    assert_eq!((count(set, "team", "Omega"), count(set, "team", "Alpha"), count(set, "team", "")), (9, 0, 7));
    let lost: Vec<(&str, bool)> =
        set.applied().lost.iter().map(|lost| (&*lost.key, lost.was.is_some())).collect();
    assert_eq!(lost, [("B", true)]);
}

#[test]
fn two_files_that_share_nothing_are_call_records_as_ever() {
    let calls = "call_id,status,start_time\n1,missed,2025-03-01 10:00:00\n2,missed,2025-03-02 10:00:00\n";
    let more = "call_id,status,start_time\n3,missed,2025-03-03 10:00:00\n4,missed,2025-03-04 10:00:00\n";
    let mut pipe = crate::pipe::Pipe::new(2, vec![("a.csv", calls.into()), ("b.csv", more.into())]);
    assert!(pipe.load("UTC").applied.is_none());
}
