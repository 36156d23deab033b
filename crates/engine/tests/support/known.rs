//! The fixed sample of `data/`: every answer that its README knows.

use callscape_model::command::{Ask, Command, Event};
use callscape_model::delta::{Effect, Replay, Tally};
use callscape_model::dimension::Dimension;
use callscape_model::message::{Sort, SortBy};
use callscape_model::selection::{Clause, Mode, Selection, Set as Values};
use callscape_model::statements::{Asked, Statement};

use crate::set::{Set, assert_same, load, load_as, month, sample, until};

fn statement(set: &mut Set, id: &str) -> Statement {
    set.support().statements.into_iter().find(|statement| statement.id == id).unwrap()
}

/// Interactions by a category, in the order of its values.
fn by(set: &mut Set, dimension: Dimension) -> Vec<(String, u64)> {
    let answer = set.pipe.ask(Ask { by: Some(dimension.clone()), ..Ask::default() });
    let view = answer.views.into_iter().find(|view| view.dimension == dimension);
    let mut counts: Vec<(String, u64)> =
        view.unwrap().buckets.into_iter().map(|bucket| (bucket.name, bucket.total)).collect();
    counts.sort();
    counts
}

fn months(set: &mut Set) -> Vec<(String, u64)> {
    let mut months = std::collections::BTreeMap::new();
    for line in set.support().report {
        *months.entry(line.month).or_default() += line.interactions;
    }
    months.into_iter().collect()
}

fn counted(of: &[(&str, u64)]) -> Vec<(String, u64)> {
    of.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect()
}

fn filter(dimension: Dimension, text: &str) -> Ask {
    let clause = Clause { dimension, mode: Mode::Filter, set: Values::one(text) };
    Ask { selection: Selection::default().with(clause), ..Ask::default() }
}

#[test]
fn one_two_and_three_shards_write_the_same_bytes() {
    let mut one = load_as(sample(), 1, Replay::default());
    let expected = one.everything();
    assert!(expected.len() > 20);
    for shards in [2, 3] {
        let mut more = load_as(sample(), shards, Replay::default());
        assert_same(&expected, &more.everything(), &format!("{shards} shards"));
        assert_eq!(one.overview, more.overview);
    }
}

#[test]
fn the_report_the_answers_the_facts_and_the_audit_are_as_they_were() {
    let all = load(sample()).everything();
    for (name, text) in [
        ("support_report.csv", "support_report"),
        ("interactions_final.csv", "interactions final_csv false"),
        ("audit.csv", "audit"),
        ("answers.md", "answers_md"),
    ] {
        insta::assert_snapshot!(name, all[text].replace("\r\n", "\n"));
    }
}

#[test]
fn the_report_is_the_table_of_the_readme() {
    let readme = include_str!("data/README.md");
    let (_, table) = readme.split_once("### support_report.csv").unwrap();
    let lines = table.lines().filter(|line| line.starts_with("| 20"));
    let expected: Vec<Vec<String>> = lines
        .map(|line| line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect())
        .collect();
    let set = &mut load(sample());
    let written = set.everything()["support_report"].clone();
    let lines: Vec<&str> = written.lines().skip(1).collect();
    assert_eq!(lines.len(), expected.len());
    for (line, expected) in lines.iter().zip(&expected) {
        let cells: Vec<&str> = line.split(',').collect();
        assert_eq!(&cells[..5], &expected[..5]);
        let minutes = |text: &str| text.parse::<f64>().unwrap();
        assert_eq!(minutes(cells[5]), minutes(&expected[5]), "{line}");
    }
    let report = set.support().report;
    assert_eq!(report.iter().map(|line| line.interactions).sum::<u64>(), 31);
    assert_eq!(report.iter().map(|line| line.calls).sum::<u64>(), 25);
    // 280.65 minutes.
    assert_eq!(report.iter().map(|line| line.duration).sum::<i64>(), 16_839_000);
}

#[test]
fn the_quarter_the_month_and_the_longest_calls_are_answered() {
    let set = &mut load(sample());
    let quarter = statement(set, "interactions_by_center");
    assert_eq!(
        quarter.sentence,
        "In Q1 2025 the contact centers handled 28 interactions: Boston MA 13, Atlanta GA 8 and Richmond VA 7."
    );
    assert_eq!(statement(set, "top_month").sentence, "Feb 2025 had the most, 10 of 31 interactions.");
    let longest = statement(set, "longest_calls");
    assert_eq!(longest.sentence, "Boston MA, with 12.73 minutes on average over 12 phone calls.");
    let bars: Vec<&str> = longest.bars.iter().map(|bar| bar.text.as_str()).collect();
    assert_eq!(bars, ["12.73 min, 12 phone calls", "11.00 min, 7 phone calls", "10.18 min, 5 phone calls"]);
}

#[test]
fn the_reason_is_the_tail_of_rated_calls_and_the_better_measure_leaves_it_out() {
    let set = &mut load(sample());
    let why = statement(set, "longest_calls_reason");
    assert!(why.sentence.starts_with("At Boston MA 8 of 12 phone calls end 5.00 minutes on average after"));
    let said = why.details.join("\n");
    for part in [
        "3 of the 3 outliers are of Boston MA (phone calls longer than 13.62 minutes).",
        "2 of these 3 of Boston MA carry a tail between resolution and end.",
        "In common: 8 of the 8 with a tail carry a satisfaction rating, and 0 of its 4 others.",
    ] {
        assert!(said.contains(part), "{part} is missing in {said}");
    }
    let better = statement(set, "better_measure");
    assert!(
        better.sentence.contains("Atlanta GA takes longest with 10.66 minutes over 7 phone calls; Boston MA then has 9.35 minutes and is number 3 of 3"),
        "{}",
        better.sentence
    );
    let bars: Vec<&str> = better.bars.iter().map(|bar| bar.text.as_str()).collect();
    assert_eq!(bars, ["10.66 min, 7 phone calls", "9.92 min, 5 phone calls", "9.35 min, 12 phone calls"]);
}

#[test]
fn months_and_channels_have_the_counts_of_the_readme() {
    let set = &mut load(sample());
    let expected = [("2024-12", 2), ("2025-01", 9), ("2025-02", 10), ("2025-03", 9), ("2025-04", 1)];
    assert_eq!(months(set), counted(&expected));
    assert_eq!(by(set, Dimension::Channel), counted(&[("email", 4), ("phone", 25), ("web", 2)]));
    assert_eq!(by(set, Dimension::Rating), counted(&[("3", 2), ("4", 10), ("5", 6), ("no rating", 13)]));
}

#[test]
fn every_table_and_month_has_the_sums_of_the_readme() {
    let set = load(sample());
    let tally = |start, [read, adds, updates, deletes]: [u64; 4], repeats, rejected, conflicts, end| Tally {
        start,
        read,
        adds,
        updates,
        deletes,
        repeats,
        rejected,
        conflicts,
        end,
    };
    let tables: Vec<(&str, u64, u64)> =
        set.applied().tables.iter().map(|table| (&*table.name, table.initial, table.now)).collect();
    assert_eq!(
        tables,
        [
            ("interactions", 13, 31),
            ("agents", 9, 10),
            ("contact_centers", 3, 3),
            ("service_categories", 6, 6)
        ]
    );
    assert_eq!(set.tally("interactions", "202502"), tally(13, [14, 10, 3, 1], 0, 0, 1, 22));
    assert_eq!(set.tally("interactions", "202503"), tally(22, [15, 10, 2, 1], 1, 1, 1, 31));
    assert_eq!(set.tally("agents", "202502"), tally(9, [1, 0, 1, 0], 0, 0, 0, 9));
    assert_eq!(set.tally("agents", "202503"), tally(9, [2, 1, 1, 0], 0, 0, 0, 10));
    assert_eq!(set.tally("contact_centers", "202502"), tally(3, [1, 0, 1, 0], 0, 0, 0, 3));
    assert_eq!(set.tally("service_categories", "202503"), tally(6, [2, 1, 0, 1], 0, 0, 0, 6));
    let months: Vec<usize> = set.applied().stops.iter().map(|stop| stop.tables.len()).collect();
    assert_eq!(months, [3, 3]);
    assert!(set.applied().gaps().is_empty() && set.left_out.is_empty());
    // 13 + 9 + 3 + 6 rows of the initial files, 14 + 15 + 1 + 2 + 1 + 2 of the deltas.
    let quality = &set.overview.quality;
    assert_eq!((quality.read, quality.kept, quality.merged, quality.rejected), (66, 64, 1, 1));
}

#[test]
fn both_conflicts_are_told_with_file_line_and_what_they_did() {
    let set = load(sample());
    assert_eq!(set.applied().all_conflicts, 2);
    let add = set.conflict(Effect::AddedTwice);
    assert_eq!((&*add.key, &*add.file, add.line), ("I000011", "delta/interactions_delta_202502.csv", 6));
    assert_eq!(add.cells, [("satisfaction_rating".to_owned(), String::new(), "5".to_owned())]);
    let delete = set.conflict(Effect::DeletedMissing);
    assert_eq!(
        (&*delete.key, &*delete.file, delete.line),
        ("I000099", "delta/interactions_delta_202503.csv", 12)
    );
    assert!(delete.cells.is_empty());
}

#[test]
fn a_deleted_category_shows_as_unknown_with_what_it_was_and_until_when() {
    let set = &mut load(sample());
    let lost = &set.applied().lost;
    assert_eq!(lost.len(), 1);
    assert_eq!((&*lost[0].table, &*lost[0].key), ("service_categories", "SC06"));
    assert_eq!(lost[0].was, Some(("Seasonal offer".to_owned(), month("202503"))));
    assert_eq!(lost[0].dimensions, [Dimension::Category, Dimension::Department]);
    assert!(lost[0].words().contains("was Seasonal offer until Mar 2025"));
    let unknown = by(set, Dimension::Category).into_iter().find(|(name, _)| name == "Unknown");
    assert_eq!(unknown, Some(("Unknown".to_owned(), 4)));
    assert_eq!(set.pipe.ask(filter(Dimension::Category, "")).selected, 4);
}

#[test]
fn an_agent_is_unknown_until_the_month_that_brings_the_row() {
    let set = &mut load(sample());
    assert_eq!(set.pipe.ask(filter(Dimension::Agent, "")).selected, 1);
    set.replay(until("202502"));
    assert_eq!(set.applied().facts().unwrap().now, 22);
    assert_eq!(months(set), counted(&[("2024-12", 2), ("2025-01", 9), ("2025-02", 11)]));
    let answer = set.pipe.ask(filter(Dimension::Agent, ""));
    assert_eq!(answer.selected, 2);
    let mut ids: Vec<String> =
        set.pipe.rows(Sort::default(), 0, 9).into_iter().map(|row| row.cells[0].clone()).collect();
    ids.sort();
    assert_eq!(ids, ["I000014", "I000018"]);
    let lost = set.applied().lost.iter().find(|lost| lost.table == "agents").unwrap();
    assert_eq!((&*lost.key, &lost.was), ("A010", &None));
}

#[test]
fn without_any_delta_the_initial_files_are_left() {
    let set = &mut load(sample());
    set.replay(until("202412"));
    assert_eq!(months(set), counted(&[("2024-12", 2), ("2025-01", 11)]));
    assert!(set.applied().lost.is_empty(), "{:?}", set.applied().lost);
    assert!(set.applied().stops.iter().all(|stop| !stop.on));
    assert_eq!(set.pipe.ask(Ask::default()).all, 13);
}

#[test]
fn the_history_of_a_record_shows_its_versions_with_what_changed() {
    let set = &mut load(sample());
    let history = set.history("interactions", "I000011");
    assert_eq!(history.versions.len(), 2);
    let (first, second) = (&history.versions[0], &history.versions[1]);
    assert_eq!((first.month, &*first.file, first.line), (None, "initial/interactions.csv", 12));
    assert_eq!((second.month, second.effect), (Some(month("202502")), Some(Effect::AddedTwice)));
    let changed: Vec<&str> = history
        .columns
        .iter()
        .zip(&second.cells)
        .filter(|(_, (_, changed))| *changed)
        .map(|(column, _)| column.as_str())
        .collect();
    assert_eq!(changed, ["satisfaction_rating"]);
    let deleted = set.history("service_categories", "SC06");
    assert_eq!(deleted.versions.iter().map(|version| version.live).collect::<Vec<_>>(), [true, false]);
    assert!(set.history("interactions", "I000001").versions.is_empty());
    assert!(set.history("nothing", "I000001").versions.is_empty());
}

#[test]
fn rows_and_one_record_show_names_and_where_the_last_change_stands() {
    let set = &mut load(sample());
    set.pipe.ask(Ask::default());
    let rows = set.pipe.rows(Sort { by: SortBy::Duration, descending: true }, 0, 40);
    assert_eq!(rows.len(), 31);
    let row = &rows[0];
    assert_eq!(row.cells[0], "I000017");
    assert_eq!(&row.cells[2..6], ["phone", "Boston MA", "Device set-up", "Hannah Levine-Katz"]);
    let Event::Record(record) = set.pipe.one(Command::Open(row.key.place)) else { panic!("no record") };
    assert_eq!((&*record.file, record.line), ("delta/interactions_delta_202502.csv", 8));
    assert_eq!(record.key, Some(("interactions".to_owned(), "I000017".to_owned())));
    assert!(
        record.names.contains(&("Agent".to_owned(), "Hannah Levine-Katz".to_owned())),
        "{:?}",
        record.names
    );
    let initial = rows.iter().find(|row| row.cells[0] == "I000001").unwrap();
    let Event::Record(record) = set.pipe.one(Command::Open(initial.key.place)) else { panic!("no record") };
    assert_eq!((&*record.file, record.line), ("initial/interactions.csv", 2));
}

#[test]
fn a_clause_on_a_contact_center_changes_report_answers_and_agents() {
    let set = &mut load(sample());
    let everything = set.support();
    assert_eq!((everything.interactions, everything.agents.len()), (31, 11));
    assert_eq!(set.pipe.ask(filter(Dimension::Center, "Richmond VA")).selected, 8);
    let some = set.pipe.tabulate(Asked::default());
    assert_eq!(some.interactions, 8);
    assert!(some.report.iter().all(|line| line.center == "Richmond VA"));
    assert_eq!(some.report.iter().map(|line| line.calls).sum::<u64>(), 6);
    assert!(
        some.statements[2].sentence.contains("Richmond VA is the only one with phone calls: 10.18 minutes")
    );
    assert_eq!(some.selection.len(), 1);
    assert_eq!(set.support(), everything);
}
