//! Odd sets: files under wrong names, tables without partners, keys and numbers in more than one form.

use callscape_model::command::{Ask, Command, Event};
use callscape_model::delta::Effect;
use callscape_model::dimension::Dimension;
use callscape_model::message::{Scope, Sort, Style};
use callscape_model::quality::Rule;
use callscape_model::selection::{Clause, Mode, Selection, Set as Values};

use crate::set::{Set, texts};

const CENTERS: &str = "contact_center_id,contact_center_name,location\nC1,North,N\nC2,South,S\n";
const HEADER: &str = "interaction_id,timestamp,channel,contact_center_id,interaction_start,interaction_end,call_duration_minutes,satisfaction_rating\n";

/// Facts: id, centre, rating.
fn facts(rows: &[(&str, &str, &str)]) -> String {
    let row = |(id, center, rating): &(&str, &str, &str)| {
        format!(
            "{id},2025-01-05T14:00:00Z,phone,{center},2025-01-05T14:00:00Z,2025-01-05T14:10:00Z,10,{rating}\n"
        )
    };
    HEADER.to_owned() + &rows.iter().map(row).collect::<String>()
}

fn selected(set: &mut Set, dimension: Dimension, text: &str) -> u64 {
    let clause = Clause { dimension, mode: Mode::Filter, set: Values::one(text) };
    set.pipe.ask(Ask { selection: Selection::default().with(clause), ..Ask::default() }).selected
}

fn centers(set: &mut Set) -> Vec<(String, u64)> {
    set.support().report.into_iter().map(|line| (line.center, line.interactions)).collect()
}

#[test]
fn facts_under_the_name_of_a_dimension_are_facts_all_the_same() {
    let text = facts(&[("I1", "C1", "4"), ("I2", "C2", "")]);
    let delta =
        text.replace("satisfaction_rating\n", "satisfaction_rating,action\n").replace(",4\n", ",5,update\n");
    let delta = delta.lines().take(2).collect::<Vec<_>>().join("\n");
    let mut set = texts(&[
        ("initial/agents.csv", &text),
        ("initial/contact_centers.csv", CENTERS),
        ("delta/agents_delta_202502.csv", &delta),
    ]);
    assert_eq!(set.applied().facts().map(|table| (&*table.name, table.now)), Some(("interactions", 2)));
    assert_eq!(set.effects(), [Effect::Updated]);
    assert_eq!(centers(&mut set), [("North".to_owned(), 1), ("South".to_owned(), 1)]);
}

#[test]
fn of_two_initial_files_of_a_dimension_the_first_row_of_a_key_wins() {
    let set = &mut texts(&[
        ("a/contact_centers.csv", CENTERS),
        (
            "b/contact_centers.csv",
            "contact_center_id,location,contact_center_name\nC2,S,South\nC1,N,Nord\nC3,E,East\n",
        ),
        ("interactions.csv", &facts(&[("I1", "C1", "4"), ("I2", "C3", "")])),
    ]);
    assert_eq!(set.lines("contact_centers"), ["C1,North,N", "C2,South,S", "C3,East,E"]);
    assert_eq!((set.count(Rule::DuplicateKey), set.count(Rule::KeyConflict)), (1, 1));
    assert_eq!((set.overview.quality.merged, set.overview.quality.rejected), (1, 1));
    let rejected = set.pipe.export("calls_rejected", Scope::All, Style::default());
    let rejected = String::from_utf8(rejected).unwrap();
    assert!(
        rejected.ends_with("b/contact_centers.csv,3,contact_center_id,key_conflict,C1,\"C1,N,Nord\"\r\n"),
        "{rejected}"
    );
    assert_eq!(centers(set), [("East".to_owned(), 1), ("North".to_owned(), 1)]);
}

#[test]
fn two_initial_files_of_facts_are_one_table() {
    let set = &mut texts(&[
        ("a/interactions.csv", &facts(&[("I1", "C1", "4"), ("I2", "C2", "")])),
        ("b/interactions.csv", &facts(&[("I2", "C2", ""), ("I3", "C2", "")])),
        ("contact_centers.csv", CENTERS),
        (
            "interactions_delta_202502.csv",
            "interaction_id,satisfaction_rating,action\nI2,1,update\nI3,,delete\n",
        ),
    ]);
    assert_eq!(set.overview.quality.merged, 1);
    assert_eq!(set.tally("interactions", "202502").start, 3);
    let lines = set.lines("interactions");
    assert_eq!(lines.len(), 2);
    assert!(lines[1].starts_with("I2,") && lines[1].ends_with(",10,1"), "{lines:?}");
}

#[test]
fn keys_fold_blanks_and_keep_their_case_and_references_are_found_whatever_their_case() {
    let set = &mut texts(&[
        (
            "contact_centers.csv",
            "contact_center_id,contact_center_name,location\n C1 ,North,N\nc1,Small north,N\nC2,South,S\n",
        ),
        (
            "interactions.csv",
            &facts(&[("I1", "C1", ""), ("I2", "c1", ""), ("I3", "c2 ", ""), ("I4", "C9", "")]),
        ),
        (
            "contact_centers_delta_202502.csv",
            "contact_center_id,contact_center_name,location,action\nC1  ,North-West,N,update\n",
        ),
    ]);
    assert_eq!(set.lines("contact_centers"), ["C1,North-West,N", "c1,Small north,N", "C2,South,S"]);
    assert!(set.notes("Keys of contact_centers that differ only in case are different records: C1 and c1."));
    let expected = [("North-West", 1), ("Small north", 1), ("South", 1), ("Unknown", 1)];
    assert_eq!(centers(set), expected.map(|(name, count)| (name.to_owned(), count)));
    assert_eq!(set.applied().lost.iter().map(|lost| &*lost.key).collect::<Vec<_>>(), ["C9"]);
}

#[test]
fn ratings_in_more_than_one_form_are_one_and_those_out_of_range_count_in_no_figure() {
    let set = &mut texts(&[
        ("contact_centers.csv", CENTERS),
        (
            "interactions.csv",
            &facts(&[
                ("I1", "C1", "4"),
                ("I2", "C1", "4.0"),
                ("I3", "C1", "5"),
                ("I4", "C1", "9"),
                ("I5", "C1", "good"),
                ("I6", "C1", ""),
            ]),
        ),
        (
            "interactions_delta_202502.csv",
            "interaction_id,satisfaction_rating,action\nI1,4.0,update\nI3,9,update\n",
        ),
    ]);
    assert_eq!(set.effects(), [Effect::Repeated, Effect::Updated]);
    assert_eq!(set.count(Rule::RatingRange), 3);
    assert_eq!((selected(set, Dimension::Rating, "4"), selected(set, Dimension::Rating, "9")), (2, 2));
    let csat = set.support().statements.into_iter().find(|one| one.id == "csat_by_center").unwrap();
    assert!(csat.sentence.contains("(2 of 2)"), "{}", csat.sentence);
    let ends: Vec<String> =
        set.lines("interactions").iter().map(|line| line.rsplit(',').next().unwrap().to_owned()).collect();
    assert_eq!(ends, ["4", "4", "9", "9", "good", ""]);
}

#[test]
fn keys_that_were_written_as_decimals_are_those_without() {
    let set = &mut texts(&[
        ("contact_centers.csv", "contact_center_id,contact_center_name,location\n1,North,N\n2.0,South,S\n"),
        ("interactions.csv", &facts(&[("10", "1.0", ""), ("11.0", "2", "")])),
        (
            "interactions_delta_202502.csv",
            "interaction_id,satisfaction_rating,action\n10.0,3,update\n11,,delete\n",
        ),
    ]);
    assert_eq!(set.effects(), [Effect::Updated, Effect::Deleted]);
    assert_eq!(centers(set), [("North".to_owned(), 1)]);
}

#[test]
fn facts_whose_times_are_all_missing_are_kept_without_a_month() {
    let none = |id: &str| format!("{id},,phone,C1,,,,4\n");
    let text = HEADER.to_owned() + &none("I1") + &none("I2");
    let set = &mut texts(&[("contact_centers.csv", CENTERS), ("interactions.csv", &text)]);
    let report = set.support().report;
    assert_eq!((report.len(), &*report[0].month, report[0].interactions), (1, "", 2));
    let statements = set.support().statements;
    assert!(statements.iter().any(|one| one.sentence == "No interaction has a month."));
    assert_eq!(set.overview.days, None);
    assert_eq!(set.lines("interactions")[0], "I1,,phone,C1,,,,4");
    let rows = set.pipe.rows(Sort::default(), 0, 5);
    assert_eq!((rows.len(), &*rows[0].cells[1], &*rows[0].cells[3]), (2, "", "North"));
}

#[test]
fn facts_without_any_dimension_say_unknown_and_their_ids_can_be_filtered() {
    let set = &mut texts(&[
        ("interactions.csv", &facts(&[("I1", "C1", "4"), ("I2", "C2", ""), ("I3", "C2", "")])),
        ("interactions_delta_202502.csv", "interaction_id,contact_center_id,action\nI1,C2,update\n"),
    ]);
    assert_eq!(centers(set), [("Unknown".to_owned(), 3)]);
    assert_eq!(selected(set, Dimension::Column("contact_center_id".into()), "C2"), 3);
    assert!(set.support().needs.iter().any(|need| need.contains("needs a table of contact centers")));
    assert!(set.applied().lost.is_empty());
}

#[test]
fn dimensions_alone_are_tables_without_facts() {
    let set = &mut texts(&[
        ("contact_centers.csv", CENTERS),
        (
            "contact_centers_delta_202502.csv",
            "contact_center_id,contact_center_name,location,action\nC3,East,E,add\n",
        ),
    ]);
    assert!(set.applied().facts().is_none());
    assert_eq!(set.lines("contact_centers").len(), 3);
    assert_eq!((set.pipe.ask(Ask::default()).all, set.support().report.len()), (0, 0));
    assert!(set.pipe.rows(Sort::default(), 0, 5).is_empty());
    set.pipe.export("calls_rejected", Scope::All, Style::default());
}

#[test]
fn deltas_alone_begin_with_nothing() {
    let header = HEADER.trim_end().to_owned() + ",action\n";
    let row = |id: &str, action: &str| {
        format!(
            "{id},2025-02-05T14:00:00Z,phone,C1,2025-02-05T14:00:00Z,2025-02-05T14:10:00Z,10,4,{action}\n"
        )
    };
    for shards in [1, 3] {
        let one = header.clone() + &row("I1", "add") + &row("I2", "update");
        let two = header.clone() + &row("I2", "delete") + &row("I3", "add");
        let list = [("interactions_delta_202502.csv", &*one), ("interactions_delta_202503.csv", &*two)];
        let set = &mut crate::set::load_as(crate::set::files(&list), shards, Default::default());
        assert_eq!(set.effects(), [Effect::Added, Effect::UpdatedMissing, Effect::Deleted, Effect::Added]);
        assert!(set.notes("interactions has deltas but no initial file"));
        assert_eq!(set.lines("interactions").len(), 2);
        assert_eq!(set.support().report[0].interactions, 2);
    }
}

#[test]
fn an_empty_initial_file_is_a_table_without_rows() {
    let set = &mut texts(&[
        ("contact_centers.csv", "contact_center_id,contact_center_name,location\n"),
        ("interactions.csv", HEADER),
    ]);
    assert_eq!(set.applied().tables.iter().map(|table| table.now).collect::<Vec<_>>(), [0, 0]);
    assert_eq!(set.pipe.ask(Ask::default()).all, 0);
    assert!(set.lines("interactions").is_empty());
}

#[test]
fn values_that_only_a_delta_has_can_be_filtered() {
    // A column that nobody knows: the initial file has enough rows for a category, the delta has not.
    let header = HEADER.trim_end().to_owned() + ",priority";
    let row = |n: usize, end: &str| {
        format!("I{n},2025-01-05T14:00:00Z,phone,C1,2025-01-05T14:00:00Z,2025-01-05T14:10:00Z,10,,{end}\n")
    };
    let initial: String = (0..20).map(|n| row(n, ["low", "high"][n % 2])).collect();
    let set = &mut texts(&[
        ("contact_centers.csv", CENTERS),
        ("interactions.csv", &format!("{header}\n{initial}")),
        ("interactions_delta_202502.csv", &format!("{header},action\n{}", row(3, "urgent,update"))),
    ]);
    let priority = || Dimension::Column("priority".into());
    assert_eq!((selected(set, priority(), "high"), selected(set, priority(), "urgent")), (9, 1));
}

#[test]
fn people_of_one_name_are_told_apart_by_their_own_key_not_by_how_facts_write_it() {
    let row = |id: &str, agent: &str| format!("{id},phone,{agent},\n");
    let rows = row("I1", "A1") + &row("I2", "a1") + &row("I3", "A2") + &row("I4", "A3");
    let mut set = texts(&[
        ("agents.csv", "agent_id,full_name\nA1,Ann\nA2,Ann\nA3,Bob\n"),
        ("interactions.csv", &format!("interaction_id,channel,agent_id,satisfaction_rating\n{rows}")),
    ]);
    let agents: Vec<(String, u64)> =
        set.support().agents.into_iter().map(|agent| (agent.name, agent.work.interactions)).collect();
    let expected = [("Ann (A1)", 2), ("Ann (A2)", 1), ("Bob", 1)];
    assert_eq!(agents, expected.map(|(name, count)| (name.to_owned(), count)));
}

#[test]
fn a_delta_without_a_header_is_refused_as_a_delta() {
    let set = texts(&[
        ("contact_centers.csv", CENTERS),
        ("interactions.csv", &facts(&[("I1", "C1", "4")])),
        ("contact_centers_delta_202502.csv", "C1,Nord,N,update\nC3,Ost,E,add\n"),
    ]);
    assert!(set.left_out[0].1.contains("is named a delta but has no column that says"), "{:?}", set.left_out);
}

#[test]
fn days_and_months_of_a_short_delta_stand_as_in_the_initial_file() {
    let row = |id: &str, date: &str, end: &str| format!("{id},{date} 10:00,phone,C1,{date} 10:00,,,{end}\n");
    let set = &mut texts(&[
        ("contact_centers.csv", CENTERS),
        (
            "interactions.csv",
            &format!("{HEADER}{}{}", row("I1", "03/04/2025", ""), row("I2", "25/04/2025", "")),
        ),
        (
            "interactions_delta_202504.csv",
            &format!("{},action\n{}", HEADER.trim_end(), row("I3", "05/06/2025", ",add")),
        ),
    ]);
    assert!(set.lines("interactions")[2].starts_with("I3,2025-06-05 14:00:00+00:00,"));
}

#[test]
fn changes_of_no_month_are_not_loaded() {
    let set = &mut texts(&[
        ("contact_centers.csv", CENTERS),
        (
            "contact_centers_delta_202502.csv",
            "contact_center_id,contact_center_name,location,action\nC1,,,delete\n",
        ),
        ("interactions.csv", &facts(&[("I1", "C1", "4")])),
    ]);
    let mut plans: Vec<_> = set.overview.files.iter().map(|file| (file.file, file.plan.clone())).collect();
    plans.iter_mut().filter_map(|(_, plan)| plan.member.as_mut()).for_each(|member| member.month = None);
    let Event::Failed(failure) = set.pipe.one(Command::Load(plans)) else { panic!("loaded") };
    assert!(failure.message.contains("contact_centers_delta_202502.csv has changes"), "{failure}");
    assert_eq!(set.pipe.ask(Ask::default()).all, 1);
}
