//! Laws of deltas that hold for any tables: the naive interpreter of [`crate::reference`] agrees, months can be switched
//! off, files come in any order and any number of times, shards do not matter, and what is exported reads back.

use std::collections::{BTreeMap, BTreeSet};

use callscape_model::delta::Replay;
use callscape_model::message::Style;
use callscape_model::month::Month;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use crate::reference::{Delta, Plain, Row, interpret};
use crate::set::{Files, Set, assert_same, load_as, load_in, month};

const MONTHS: [&str; 4] = ["202501", "202502", "202503", "202505"];
const CENTER: [&str; 2] = ["contact_center_name", "location"];
const FACT: [&str; 5] = ["channel", "contact_center_id", "interaction_end", "satisfaction_rating", "note"];

fn cell(column: &'static str) -> impl Strategy<Value = String> {
    let values: &'static [&'static str] = match column {
        "channel" => &["phone", "web", ""],
        "contact_center_id" => &["C0", "C1", "C2", "C9", ""],
        "interaction_end" => &["2025-01-05T10:00:00Z", "2025-02-07T23:30:00Z", "2025-02-01T02:00:00Z", ""],
        "satisfaction_rating" => &["1", "4", "5", ""],
        _ => &["north", "south", "a b", ""],
    };
    select(values).prop_map(str::to_owned)
}

fn cells(columns: &[&'static str]) -> impl Strategy<Value = Vec<String>> + use<> {
    columns.iter().map(|column| cell(column)).collect::<Vec<_>>()
}

fn delta(letter: char, columns: &'static [&'static str]) -> impl Strategy<Value = Delta> {
    (subsequence(columns, 0..=columns.len()), select(&MONTHS[..]), any::<bool>()).prop_flat_map(
        move |(columns, name, timed)| {
            let row = (select(&["add", "update", "delete"][..]), 0..6_u32, 0..3_u32, cells(&columns))
                .prop_map(move |(action, key, updated, cells)| Row {
                    action,
                    key: format!("{letter}{key}"),
                    updated: if timed && updated > 0 { format!("2025-02-0{updated}") } else { String::new() },
                    cells,
                });
            prop::collection::vec(row, 0..7).prop_map(move |rows| Delta {
                month: month(name),
                columns: columns.clone(),
                timed,
                rows,
            })
        },
    )
}

fn table(
    letter: char,
    name: &'static str,
    key: &'static str,
    columns: &'static [&'static str],
) -> impl Strategy<Value = Plain> {
    let initial = prop::collection::btree_map(0..6_u32, cells(columns), 0..5);
    (initial, prop::collection::vec(delta(letter, columns), 0..6)).prop_map(move |(initial, mut deltas)| {
        deltas.sort_by_key(|delta| delta.month);
        let initial = initial.into_iter().map(|(key, cells)| (format!("{letter}{key}"), cells)).collect();
        Plain { name, key, columns, initial, deltas }
    })
}

fn tables() -> impl Strategy<Value = [Plain; 2]> {
    [
        table('C', "contact_centers", "contact_center_id", &CENTER).boxed(),
        table('I', "interactions", "interaction_id", &FACT).boxed(),
    ]
}

fn replays() -> impl Strategy<Value = Replay> {
    let months = subsequence(&MONTHS[..], 0..=2).prop_map(|off| off.into_iter().map(month).collect());
    let until = prop::option::of(select(&["202412", "202501", "202502", "202504"][..]).prop_map(month));
    (until, months, any::<bool>(), any::<bool>()).prop_map(|(until, off, strict, keep_empty)| Replay {
        until,
        off,
        strict,
        keep_empty,
    })
}

fn csv(header: Vec<&str>, rows: impl Iterator<Item = Vec<String>>) -> Vec<u8> {
    let lines = rows.map(|row| row.join(",") + "\n");
    (header.join(",") + "\n" + &lines.collect::<String>()).into_bytes()
}

fn delta_file(table: &Plain, delta: &Delta) -> Vec<u8> {
    let mut header = vec![table.key];
    header.extend(&delta.columns);
    header.extend(delta.timed.then_some("updated_at"));
    header.push("action");
    let rows = delta.rows.iter().map(|row| {
        let mut cells = vec![row.key.clone()];
        cells.extend(row.cells.iter().cloned());
        cells.extend(delta.timed.then(|| row.updated.clone()));
        cells.push(row.action.to_owned());
        cells
    });
    csv(header, rows)
}

/// The files of some tables. The deltas of a month stand in the order of their paths.
fn files(tables: &[Plain], wanted: impl Fn(Month) -> bool) -> Files {
    let mut files = Vec::new();
    for table in tables {
        let header = [table.key].into_iter().chain(table.columns.iter().copied()).collect();
        let rows = table.initial.iter().map(|(key, cells)| [&[key.clone()][..], cells].concat());
        files.push((format!("initial/{}.csv", table.name), csv(header, rows)));
        for (number, delta) in table.deltas.iter().enumerate().filter(|(_, delta)| wanted(delta.month)) {
            let path = format!("delta/{number:02}/{}_delta_{}.csv", table.name, delta.month.compact());
            files.push((path, delta_file(table, delta)));
        }
    }
    files
}

fn all(tables: &[Plain]) -> Files {
    files(tables, |_| true)
}

/// What does not tell which files were there, only what became of them.
fn result(set: &mut Set) -> BTreeMap<String, String> {
    let lost = format!("{:?}", set.applied().lost);
    let counts =
        format!("{:?}", set.applied().tables.iter().map(|t| (&t.name, t.initial, t.now)).collect::<Vec<_>>());
    let mut all = set.everything();
    all.retain(|name, _| !["applied", "quality", "rejected"].contains(&name.as_str()));
    all.extend([("lost".to_owned(), lost), ("counts".to_owned(), counts)]);
    all
}

/// Each case loads two sets, so there are fewer than elsewhere; `PROPTEST_CASES=2048` makes more of them.
fn config() -> ProptestConfig {
    let usual = ProptestConfig::default();
    ProptestConfig { cases: usual.cases.div_ceil(8), ..usual }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn the_naive_interpreter_agrees_on_every_table_and_every_sum(tables in tables(), how in replays()) {
        let mut set = load_as(all(&tables), 2, how.clone());
        for table in &tables {
            let (records, tallies) = interpret(table, &how);
            let mut lines = set.lines(table.name);
            lines.sort();
            let time = |cell: String| if cell.ends_with('Z') { cell.replace('T', " ").replace('Z', "+00:00") } else { cell };
            let expected: Vec<String> = records
                .into_iter()
                .map(|(key, cells)| [key].into_iter().chain(cells.into_iter().map(time)).collect::<Vec<_>>().join(","))
                .collect();
            prop_assert_eq!(lines, expected, "{}", table.name);
            let stops = set.applied().stops.iter().filter(|stop| stop.on);
            let found: BTreeMap<_, _> = stops
                .filter_map(|stop| Some((stop.month, stop.tables.iter().find(|(name, _)| name == table.name)?.1)))
                .collect();
            prop_assert_eq!(found, tallies, "{}", table.name);
        }
    }

    #[test]
    fn one_shard_and_three_and_any_order_of_dropping_give_the_same(
        tables in tables(),
        how in replays(),
        order in Just((0..16_usize).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let expected = load_as(all(&tables), 1, how.clone()).everything();
        let mut shuffled = load_in(all(&tables), 3, how, |files| files.sort_by_key(|file| order[*file]));
        assert_same(&expected, &shuffled.everything(), "shuffled");
    }

    #[test]
    fn a_delta_that_is_dropped_twice_counts_once(tables in tables(), which in any::<prop::sample::Index>()) {
        let mut files = all(&tables);
        let deltas: Vec<usize> = (0..files.len()).filter(|file| files[*file].0.starts_with("delta")).collect();
        prop_assume!(!deltas.is_empty());
        let expected = result(&mut load_as(files.clone(), 2, Replay::default()));
        let (name, bytes) = files[*which.get(&deltas)].clone();
        let rows = bytes.iter().filter(|byte| **byte == b'\n').count() - 1;
        let again = name.replace("delta/", "drop again/");
        files.push((again.clone(), bytes));
        let mut twice = load_as(files, 2, Replay::default());
        assert_same(&expected, &result(&mut twice), &again);
        prop_assert_eq!(twice.applied().repeated.iter().any(|(name, _)| *name == again), rows > 0);
    }

    #[test]
    fn a_month_that_is_not_applied_is_as_good_as_one_that_is_not_there(tables in tables(), how in replays()) {
        let mut set = load_as(all(&tables), 2, Replay::default());
        set.replay(how.clone());
        let mut without = load_as(files(&tables, |month| how.applies(month)), 2, Replay { strict: how.strict, keep_empty: how.keep_empty, ..Replay::default() });
        assert_same(&result(&mut without), &result(&mut set), "replayed");
    }

    #[test]
    fn replaying_is_loading_anew(tables in tables(), before in replays(), after in replays()) {
        prop_assume!(before != after);
        let mut set = load_as(all(&tables), 2, before);
        set.replay(after.clone());
        let mut anew = load_as(all(&tables), 2, after);
        assert_same(&anew.everything(), &set.everything(), "replayed");
        prop_assert_eq!(&anew.overview, &set.overview);
    }

    #[test]
    fn final_tables_read_back_as_what_they_are(tables in tables(), how in replays()) {
        let mut set = load_as(all(&tables), 2, how);
        for export in ["final_csv", "final_json"] {
            let read = |set: &mut Set, style: Style| -> Files {
                let ending = export.trim_start_matches("final_");
                let tables: BTreeSet<String> = set.applied().tables.iter().map(|table| table.name.clone()).collect();
                tables.iter().map(|name| (format!("{name}.{ending}"), set.table(name, export, style))).collect()
            };
            let written = read(&mut set, Style::default());
            if export == "final_json" && written.iter().any(|(_, bytes)| bytes.len() < 9) {
                // Without any record JSON names no columns.
                continue;
            }
            let mut again = load_as(written.clone(), 2, Replay::default());
            prop_assert_eq!(&read(&mut again, Style::default()), &written);
            prop_assert_eq!(again.support().report, set.support().report);
        }
    }
}
