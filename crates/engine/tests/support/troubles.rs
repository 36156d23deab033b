//! Every bad input has an outcome that is defined and can be seen: what deltas may have wrong.

use callscape_model::command::{Command, Event};
use callscape_model::delta::{Effect, Replay};
use callscape_model::message::{Scope, Style};
use callscape_model::quality::Rule;

use crate::set::{Set, files, load, load_as, sample, texts, until};

const CENTERS: &str = "contact_center_id,contact_center_name,location\nC1,North,N\nC2,South,S\n";
const FACTS: &str = "interaction_id,timestamp,channel,contact_center_id,interaction_start,interaction_end,call_duration_minutes,satisfaction_rating
I1,2025-01-05T14:00:00Z,phone,C1,2025-01-05T14:00:00Z,2025-01-05T14:10:00Z,10,4
I2,2025-01-06T14:00:00Z,web,C2,2025-01-06T14:00:00Z,2025-01-06T14:10:00Z,,
";

/// The small set with deltas of centres: months and rows.
fn centers(deltas: &[(&str, &str)], replay: Replay) -> Set {
    let named: Vec<(String, String)> = deltas
        .iter()
        .map(|(month, rows)| {
            let header = "contact_center_id,contact_center_name,location,action\n";
            (format!("delta/contact_centers_delta_{month}.csv"), format!("{header}{rows}"))
        })
        .collect();
    let mut all = vec![("initial/contact_centers.csv", CENTERS), ("initial/interactions.csv", FACTS)];
    all.extend(named.iter().map(|(name, text)| (name.as_str(), text.as_str())));
    load_as(files(&all), 2, replay)
}

fn rejected(set: &mut Set) -> String {
    String::from_utf8(set.pipe.export("calls_rejected", Scope::All, Style::default())).unwrap()
}

#[test]
fn a_delta_without_an_action_is_refused_with_what_to_do() {
    let set = texts(&[
        ("initial/contact_centers.csv", CENTERS),
        ("initial/interactions.csv", FACTS),
        (
            "delta/contact_centers_delta_202502.csv",
            "contact_center_id,contact_center_name,location\nC3,East,E\n",
        ),
    ]);
    assert_eq!(set.left_out.len(), 1);
    let (name, why) = &set.left_out[0];
    assert_eq!(name, "delta/contact_centers_delta_202502.csv");
    assert!(
        why.contains("no column that says add, update or delete") && why.contains("named action"),
        "{why}"
    );
    assert_eq!(set.applied().tables[1].now, 2);
}

#[test]
fn deltas_of_a_table_without_initial_file_begin_it_empty_and_say_so() {
    let mut set = texts(&[
        ("initial/interactions.csv", FACTS),
        (
            "delta/contact_centers_delta_202502.csv",
            "contact_center_id,contact_center_name,location,action\nC1,North,N,add\n",
        ),
    ]);
    assert!(set.notes("contact_centers has deltas but no initial file: it begins empty."));
    assert_eq!(set.tally("contact_centers", "202502").adds, 1);
    assert_eq!(set.lines("contact_centers"), ["C1,North,N"]);
    assert_eq!(set.support().report[0].center, "North");
}

#[test]
fn a_delta_of_a_table_that_nobody_knows_is_no_second_table_of_facts() {
    let set = texts(&[
        ("initial/interactions.csv", FACTS),
        ("delta/gadgets_delta_202502.csv", "gadget_id,label,action\nG1,Lamp,add\nG2,Bulb,add\n"),
    ]);
    assert!(
        set.left_out[0].1.contains("second table of facts, gadgets, beside interactions"),
        "{:?}",
        set.left_out
    );
    assert_eq!(set.applied().tables.len(), 1);
}

#[test]
fn a_month_that_does_not_exist_is_asked_for() {
    let set = texts(&[
        ("initial/contact_centers.csv", CENTERS),
        ("initial/interactions.csv", FACTS),
        (
            "delta/contact_centers_delta_202513.csv",
            "contact_center_id,contact_center_name,location,action\nC3,East,E,add\n",
        ),
        (
            "delta/contact_centers_delta.csv",
            "contact_center_id,contact_center_name,location,action\nC4,West,W,add\n",
        ),
    ]);
    assert!(
        set.left_out[0].1.starts_with("Neither its name nor its folder says of which month"),
        "{:?}",
        set.left_out
    );
    assert!(set.left_out[1].1.contains("names the month 202513, which does not exist"), "{:?}", set.left_out);
    assert!(set.applied().stops.is_empty());
}

#[test]
fn of_a_key_twice_in_a_file_the_later_line_counts() {
    let set = &mut centers(
        &[("202502", "C3,East,E,add\nC3,Far East,E,add\nC2,South,X,update\nC2,South,X,update\n")],
        Replay::default(),
    );
    assert_eq!(set.effects(), [Effect::Superseded, Effect::Added, Effect::Repeated, Effect::Updated]);
    let tally = set.tally("contact_centers", "202502");
    assert_eq!((tally.read, tally.adds, tally.updates, tally.repeats, tally.rejected), (4, 1, 1, 1, 1));
    assert_eq!(set.lines("contact_centers"), ["C1,North,N", "C2,South,X", "C3,Far East,E"]);
    assert_eq!((set.count(Rule::DeltaConflict), set.count(Rule::DeltaRepeat)), (1, 1));
}

#[test]
fn of_a_key_twice_in_a_file_the_later_time_of_writing_counts_before_the_line() {
    let header = "contact_center_id,contact_center_name,location,updated_at,action\n";
    let rows = "C1,Newest,N,2025-02-09T10:00:00Z,update\nC1,Older,N,2025-02-08T10:00:00Z,update\n";
    let mut set = texts(&[
        ("initial/contact_centers.csv", CENTERS),
        ("initial/interactions.csv", FACTS),
        ("delta/contact_centers_delta_202502.csv", &format!("{header}{rows}")),
    ]);
    assert_eq!(set.lines("contact_centers"), ["C1,Newest,N", "C2,South,S"]);
    assert_eq!(set.conflict(Effect::Superseded).line, 3);
}

#[test]
fn an_update_before_its_add_is_an_add_or_refused_when_that_is_wanted() {
    let deltas = [("202502", "C3,East,E,update\n"), ("202503", "C3,Far East,E,add\n")];
    let set = &mut centers(&deltas, Replay::default());
    assert_eq!(set.effects(), [Effect::UpdatedMissing, Effect::AddedTwice]);
    assert_eq!(set.tally("contact_centers", "202502").end, 3);
    assert_eq!(set.applied().all_conflicts, 2);
    let strict = Replay { strict: true, ..Replay::default() };
    set.replay(strict.clone());
    assert_eq!(set.effects(), [Effect::RefusedMissing, Effect::Added]);
    let tally = set.tally("contact_centers", "202502");
    assert_eq!((tally.rejected, tally.start, tally.end), (1, 2, 2));
    assert_eq!(set.lines("contact_centers"), centers(&deltas, strict).lines("contact_centers"));
}

#[test]
fn a_record_can_go_and_come_back_as_often_as_the_months_say() {
    let set = &mut centers(
        &[
            ("202502", "C1,,,delete\n"),
            ("202503", "C1,North again,N,add\n"),
            ("202504", "C1,,,delete\n"),
            ("202505", "C1,,,delete\n"),
            ("202506", "C1,,N,update\n"),
        ],
        Replay::default(),
    );
    let effects =
        [Effect::Deleted, Effect::Revived, Effect::Deleted, Effect::DeletedMissing, Effect::UpdatedMissing];
    assert_eq!(set.effects(), effects);
    assert_eq!(set.lines("contact_centers"), ["C1,,N", "C2,South,S"]);
    let live: Vec<bool> =
        set.history("contact_centers", "C1").versions.iter().map(|version| version.live).collect();
    assert_eq!(live, [true, false, true, false, false, true]);
    set.replay(until("202504"));
    assert_eq!(set.support().report[1].center, "Unknown");
    let lost = &set.applied().lost[0];
    assert_eq!(lost.words(), "contact_centers C1 was North again until Apr 2025");
    set.replay(until("202503"));
    assert_eq!(set.support().report[0].center, "North again");
}

#[test]
fn unknown_actions_are_set_aside_and_other_forms_are_accepted_and_noted() {
    let set = &mut centers(
        &[("202502", "C1,N1,N,Update \nC2,S1,S,UPDATE\nC3,E,E,upsert\nC4,W,W,\nC5,Z,Z,  Add\n")],
        Replay::default(),
    );
    assert_eq!(set.effects(), [Effect::Updated, Effect::Updated, Effect::Added]);
    let tally = set.tally("contact_centers", "202502");
    assert_eq!((tally.read, tally.rejected, tally.conflicts), (5, 2, 0));
    assert_eq!((set.count(Rule::BadAction), set.count(Rule::ActionForm)), (2, 3));
    let aside = rejected(set);
    assert!(aside.contains("upsert") && aside.contains("C4,W,W,"), "{aside}");
}

#[test]
fn rows_of_a_delta_without_key_are_set_aside() {
    let set = &mut centers(&[("202502", ",East,E,add\n ,West,W,delete\nC3,Mid,M,add\n")], Replay::default());
    let tally = set.tally("contact_centers", "202502");
    assert_eq!((tally.read, tally.adds, tally.rejected), (3, 1, 2));
    assert_eq!((set.count(Rule::MissingKey), set.overview.quality.rejected), (2, 2));
    assert_eq!(rejected(set).lines().count(), 3);
}

#[test]
fn a_delta_of_four_megabytes_with_nothing_but_bad_lines_changes_nothing() {
    let mut rows = String::new();
    for line in 0..120_000 {
        match line % 3 {
            0 => rows += &format!("X{line},bad,bad,explode all of it\n"),
            1 => rows += ",,,add to nobody at all, or whom?\n",
            _ => rows += &format!("Y{line}, also bad, bad,, too,many,cells\n"),
        }
    }
    assert!(rows.len() > 4_000_000);
    let set = &mut centers(&[("202502", &rows)], Replay::default());
    let tally = set.tally("contact_centers", "202502");
    assert_eq!((tally.read, tally.rejected, tally.conflicts, tally.end), (120_000, 120_000, 0, 2));
    assert_eq!(set.overview.quality.rejected, 120_000);
    assert_eq!(rejected(set).lines().count(), 120_001);
    assert_eq!(set.applied().stops.len(), 1);
}

#[test]
fn a_delta_with_only_a_header_changes_nothing() {
    let set = centers(&[("202502", "")], Replay::default());
    assert!(set.applied().changes.is_empty());
    assert_eq!(set.applied().tables[1].now, 2);
}

#[test]
fn a_month_that_lacks_is_a_warning() {
    let set = centers(&[("202502", "C3,E,E,add\n"), ("202505", "C3,F,E,update\n")], Replay::default());
    assert!(set.notes("No delta of Mar 2025, Apr 2025 was dropped"));
    assert_eq!(set.effects(), [Effect::Added, Effect::Updated]);
}

#[test]
fn a_file_dropped_twice_is_applied_once_and_reported() {
    let rows = "contact_center_id,contact_center_name,location,action\nC3,E,E,add\nC1,,,delete\n";
    let set = texts(&[
        ("initial/contact_centers.csv", CENTERS),
        ("initial/interactions.csv", FACTS),
        ("delta/contact_centers_delta_202502 (1).csv", rows),
        ("delta/contact_centers_delta_202502.csv", rows),
    ]);
    assert_eq!(set.effects(), [Effect::Added, Effect::Deleted]);
    let twice = ("delta/contact_centers_delta_202502.csv", "delta/contact_centers_delta_202502 (1).csv");
    assert_eq!(set.applied().repeated, [(twice.0.to_owned(), twice.1.to_owned())]);
    assert_eq!((set.overview.quality.merged, set.applied().all_conflicts), (2, 0));
}

#[test]
fn equal_lines_under_other_headers_are_another_file() {
    let set = &mut texts(&[
        ("initial/contact_centers.csv", CENTERS),
        ("initial/interactions.csv", FACTS),
        (
            "delta/a_contact_centers_delta_202502.csv",
            "contact_center_id,contact_center_name,location,action\nC1,Up,Down,update\n",
        ),
        (
            "delta/b_contact_centers_delta_202502.csv",
            "contact_center_id,location,contact_center_name,action\nC1,Up,Down,update\n",
        ),
    ]);
    assert_eq!(set.effects(), [Effect::Updated, Effect::Updated]);
    assert_eq!(set.lines("contact_centers")[0], "C1,Down,Up");
}

#[test]
fn an_empty_cell_clears_unless_old_values_are_kept_and_a_missing_column_changes_nothing() {
    let header = "contact_center_id,contact_center_name,action\n";
    let mut set = texts(&[
        ("initial/contact_centers.csv", CENTERS),
        ("initial/interactions.csv", FACTS),
        ("delta/contact_centers_delta_202502.csv", &format!("{header}C1,,update\nC2,Deep South,update\n")),
    ]);
    assert_eq!(set.lines("contact_centers"), ["C1,,N", "C2,Deep South,S"]);
    set.replay(Replay { keep_empty: true, ..Replay::default() });
    assert_eq!(set.lines("contact_centers"), ["C1,North,N", "C2,Deep South,S"]);
    assert_eq!(
        set.effects(),
        [Effect::Repeated, Effect::Updated],
        "an update that keeps every value changes none"
    );
}

#[test]
fn a_choice_of_months_that_comes_while_a_file_is_written_is_not_forgotten() {
    let set = &mut centers(&[("202502", "C3,East,E,add\n")], Replay::default());
    let export = Command::Export { export: "final_csv".into(), scope: Scope::All, style: Style::default() };
    let heard = set.pipe.run_during(export, 0, Command::Replay(until("202501")));
    let events: Vec<&Event> = heard.iter().map(|(event, _)| event).collect();
    let [Event::Exported { .. }, Event::Replayed(overview)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!(overview.applied.as_ref().unwrap().tables[1].now, 2);
}

#[test]
fn a_choice_of_months_that_comes_while_files_are_read_holds_at_the_end() {
    let set = &mut centers(&[("202502", "C3,East,E,add\n")], Replay::default());
    let plans = || set.overview.files.iter().map(|file| (file.file, file.plan.clone())).collect::<Vec<_>>();
    for inputs in 0..40 {
        let (plans, after) = (plans(), Command::Replay(until("202501")));
        set.pipe.run(Command::Replay(Replay::default()));
        let heard = set.pipe.run_during(Command::Load(plans), inputs, after);
        let last = heard.into_iter().rev().find_map(|(event, _)| match event {
            Event::Loaded(overview) | Event::Replayed(overview) => Some(overview),
            _ => None,
        });
        let applied = last.unwrap().applied.unwrap();
        assert_eq!(
            (applied.replay.until, applied.tables[1].now),
            (until("202501").until, 2),
            "after {inputs}"
        );
    }
}

#[test]
fn whenever_a_shard_dies_in_a_load_or_a_replay_the_tables_are_those_of_before() {
    let expected = load(sample());
    let plans =
        || expected.overview.files.iter().map(|file| (file.file, file.plan.clone())).collect::<Vec<_>>();
    for dying in [0, 1] {
        for inputs in (0..160).step_by(7) {
            let mut set = load(sample());
            for command in [Command::Load(plans()), Command::Replay(until("202502"))] {
                let heard = set.pipe.run_with_death(command.clone(), inputs, dying);
                let last = heard.iter().rev().find_map(|event| match event {
                    Event::Loaded(overview) | Event::Replayed(overview) => overview.applied.as_ref(),
                    _ => None,
                });
                let (now, records) = match command {
                    Command::Load(_) => (last.map(|applied| applied.tables[0].now), 31),
                    _ => (last.map(|applied| applied.tables[0].now), 22),
                };
                assert_eq!(now, Some(records), "shard {dying} after {inputs} inputs: {heard:?}");
                set = load(sample());
            }
        }
    }
}

#[test]
fn files_that_are_read_while_deltas_are_applied_wait_for_their_turn() {
    for inputs in 0..20 {
        let mut set = load(sample());
        let plans = set.overview.files.iter().map(|file| (file.file, file.plan.clone())).collect();
        let heard = set.pipe.run_during(Command::Replay(until("202502")), inputs, Command::Load(plans));
        let last = heard.into_iter().rev().find_map(|(event, _)| match event {
            Event::Loaded(overview) => overview.applied,
            _ => None,
        });
        assert_eq!(last.map(|applied| applied.tables[0].now), Some(22), "after {inputs} inputs");
    }
}
