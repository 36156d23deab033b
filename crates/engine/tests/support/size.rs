//! Many deltas: on one key, in conflict, in many months. None of it may take more than a moment or break the stack.

use std::fmt::Write;

use callscape_model::command::{Command, Event};
use callscape_model::delta::{Replay, SHOWN};
use callscape_model::message::{Sort, SortBy};

use crate::set::{Set, assert_same, files, load, load_as, texts};

const CENTERS: &str = "contact_center_id,contact_center_name,location\nC1,North,N\n";
const HEADER: &str = "contact_center_id,contact_center_name,location,action\n";
const FACTS: &str = "interaction_id,timestamp,channel,contact_center_id,interaction_start,interaction_end,call_duration_minutes,satisfaction_rating
I1,2025-01-05T14:00:00Z,phone,C1,2025-01-05T14:00:00Z,2025-01-05T14:10:00Z,10,4
";
const MANY: usize = 100_000;

/// Rows by their number.
fn rows(row: impl Fn(usize) -> String) -> String {
    let mut text = HEADER.to_owned();
    (0..MANY).for_each(|n| writeln!(text, "{}", row(n)).unwrap());
    text
}

#[test]
fn a_hundred_thousand_deltas_of_one_key_in_a_file() {
    let again = rows(|n| format!("C1,North {n},N,update"));
    let set = &mut texts(&[
        ("contact_centers.csv", CENTERS),
        ("contact_centers_delta_202502.csv", &again),
        ("contact_centers_delta_202503.csv", &again),
        ("interactions.csv", FACTS),
    ]);
    let tally = set.tally("contact_centers", "202502");
    assert_eq!((tally.read, tally.updates, tally.rejected, tally.conflicts), (100_000, 1, 99_999, 99_999));
    assert_eq!((set.applied().all_conflicts, set.applied().conflicts.len()), (199_998, SHOWN));
    assert_eq!(set.lines("contact_centers"), ["C1,North 99999,N"]);
    let history = set.history("contact_centers", "C1");
    assert_eq!(history.left_out as usize + history.versions.len(), 2 * MANY + 1);
    assert!(history.versions.len() < 100, "nobody reads more");
    assert_eq!(set.ledger("conflicts").iter().filter(|byte| **byte == b'\n').count(), 2 * MANY - 1);
}

#[test]
fn a_hundred_thousand_conflicts_of_as_many_keys() {
    let set = &mut texts(&[
        ("contact_centers.csv", CENTERS),
        ("contact_centers_delta_202502.csv", &rows(|n| format!("X{n},,,delete"))),
        ("contact_centers_delta_202503.csv", &rows(|n| format!("Y{n},a,b,update"))),
        ("interactions.csv", FACTS),
    ]);
    assert_eq!((set.applied().all_conflicts, set.applied().conflicts.len()), (200_000, SHOWN));
    assert_eq!(
        (set.tally("contact_centers", "202502").rejected, set.tally("contact_centers", "202503").adds),
        (100_000, 100_000)
    );
    assert_eq!(set.ledger("conflicts").iter().filter(|byte| **byte == b'\n').count(), 4 * MANY + 1);
    assert_eq!(set.lines("contact_centers").len(), MANY + 1);
}

#[test]
fn one_key_that_changes_in_each_of_a_thousand_months_and_files() {
    let mut all = files(&[("contact_centers.csv", CENTERS), ("interactions.csv", FACTS)]);
    for month in 0..1_000 {
        let (year, number) = (2000 + month / 12, month % 12 + 1);
        let row = ["C1,,,delete", "C1,North,N,add"][month % 2];
        let name = format!("contact_centers_delta_{year}{number:02}.csv");
        all.push((name, format!("{HEADER}{row}\nC{month},Again,N,add\n").into_bytes()));
    }
    let set = &mut load(all);
    assert_eq!(set.applied().stops.len(), 1_000);
    let audit = String::from_utf8(set.ledger("audit")).unwrap();
    assert_eq!(audit.lines().filter(|line| line.contains(",C1,add,revived,")).count(), 3 * 500);
    assert_eq!(set.applied().tables[1].now, 1_000);
}

#[test]
fn facts_of_many_slices_are_shown_and_written_in_the_order_of_the_files_whatever_the_shards() {
    let header = FACTS.lines().next().unwrap();
    let row = |n: usize, channel: &str, end: &str| {
        let center = n % 3;
        format!("I{n},,{channel},C{center},2025-01-05T14:00:00Z,2025-01-05T14:10:00Z,10,{}{end}\n", n % 5 + 1)
    };
    let initial: String = (0..20_000).map(|n| row(n, "phone", "")).collect();
    let changed = (0..20_000).step_by(37);
    let action = |n: usize| [",update", ",delete", ",add"][n % 3];
    let delta: String = changed.map(|n| row(n, "web", action(n))).collect();
    let new: String = (20_000..20_400).map(|n| row(n, "web", ",add")).collect();
    let all = || {
        files(&[
            ("contact_centers.csv", CENTERS),
            ("interactions.csv", &format!("{header}\n{initial}")),
            ("interactions_delta_202502.csv", &format!("{header},action\n{delta}{new}")),
        ])
    };
    let rows = |set: &mut Set, by: SortBy| {
        let sorted = set.pipe.rows(Sort { by, descending: false }, 0, 30_000);
        sorted.into_iter().map(|row| row.cells).collect::<Vec<_>>()
    };
    let (mut one, mut three) = (load_as(all(), 1, Replay::default()), load_as(all(), 3, Replay::default()));
    assert_same(&one.everything(), &three.everything(), "three shards");
    for by in [SortBy::File, SortBy::Start, SortBy::Rating] {
        assert!(rows(&mut one, by) == rows(&mut three, by), "{by:?}");
    }
    let shown: Vec<String> = rows(&mut three, SortBy::File).into_iter().map(|row| row[0].clone()).collect();
    let lines = three.lines("interactions");
    assert_eq!(shown, lines.iter().map(|line| line.split(',').next().unwrap()).collect::<Vec<_>>());
    let at = three.pipe.rows(Sort::default(), 37 - 1, 3);
    let Event::Record(record) = three.pipe.one(Command::Open(at[1].key.place)) else { panic!("no record") };
    assert_eq!((&*at[1].cells[0], &*record.cells[0].1), ("I38", "I38"));
    let Event::Record(record) = three.pipe.one(Command::Open(at[0].key.place)) else { panic!("no record") };
    assert_eq!((&*record.file, &*record.cells[0].1), ("interactions.csv", "I36"));
    let changed = three.pipe.rows(Sort::default(), 0, 1).remove(0);
    let Event::Record(record) = three.pipe.one(Command::Open(changed.key.place)) else { panic!("no record") };
    assert_eq!(
        (&*record.file, record.line, &*record.cells[2].1),
        ("interactions_delta_202502.csv", 2, "web")
    );
}

#[test]
fn more_names_than_codes_are_grouped_and_never_mixed_up() {
    let (mut centers, mut facts) =
        (CENTERS.lines().next().unwrap().to_owned(), FACTS.lines().next().unwrap().to_owned());
    for n in 0..70_000 {
        write!(centers, "\nC{n},Name {n},N").unwrap();
        write!(facts, "\nI{n},,phone,C{n},,,,").unwrap();
    }
    for shards in [1, 2, 3] {
        let list = [("contact_centers.csv", &*centers), ("interactions.csv", &*facts)];
        let set = &mut load_as(files(&list), shards, Replay::default());
        let report = set.support().report;
        assert_eq!(report.iter().map(|line| line.interactions).sum::<u64>(), 70_000);
        let many: Vec<&str> =
            report.iter().filter(|line| line.interactions > 1).map(|line| &*line.center).collect();
        assert_eq!(many, ["Unknown"], "{shards} shards");
    }
}
