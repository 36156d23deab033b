//! What a made set has in it, as one who reads its files sees it.

use std::collections::{BTreeMap, BTreeSet};

use callscape_model::calendar::day_of_text;
use xxhash_rust::xxh3::xxh3_64;

use super::*;

const SMALL: SupportSet = SupportSet { interactions: 240, months: 2, deltas: None, seed: 7, until: 20_178 };

/// Cells as they stand there.
type Row = Vec<String>;

fn made(set: &SupportSet) -> BTreeMap<String, Vec<u8>> {
    support(set).into_iter().map(|file| (file.path, file.pieces.collect::<Vec<_>>().concat())).collect()
}

/// Records without the header.
fn records(bytes: &[u8]) -> Vec<Row> {
    let records = csv::Reader::from_reader(bytes).into_records();
    records.map(|record| record.unwrap().iter().map(String::from).collect()).collect()
}

/// The interactions of a set: initial rows by id, and the rows of each month.
fn interactions(set: &SupportSet) -> (BTreeMap<String, Row>, Vec<Vec<Row>>) {
    let files = made(set);
    let initial = records(&files["initial/interactions.csv"]);
    let deltas = files.iter().filter(|(path, _)| path.starts_with("delta/interactions"));
    (
        initial.into_iter().map(|row| (row[0].clone(), row)).collect(),
        deltas.map(|(_, b)| records(b)).collect(),
    )
}

/// Seconds of `2025-01-05T14:30:00Z`.
fn second(text: &str) -> i64 {
    let clock: Vec<i64> = text[11..19].split(':').map(|part| part.parse().unwrap()).collect();
    day_of_text(&text[..10]).unwrap() * 86_400 + clock[0] * 3600 + clock[1] * 60 + clock[2]
}

#[test]
fn a_seed_gives_the_same_bytes_everywhere() {
    let hash = |set: &SupportSet| xxh3_64(&made(set).into_values().collect::<Vec<_>>().concat());
    assert_eq!(hash(&SMALL), HASHES.0);
    assert_eq!(hash(&SupportSet { interactions: 20_000, months: 12, ..SMALL }), HASHES.1);
    assert_ne!(hash(&SMALL), hash(&SupportSet { seed: 8, ..SMALL }));
}

#[test]
fn files_stand_where_they_belong_and_have_the_rows_asked_for() {
    let set = SupportSet { interactions: 3000, deltas: Some(777), ..SMALL };
    let files = made(&set);
    let paths: Vec<&str> = files.keys().map(String::as_str).collect();
    assert_eq!(
        paths,
        [
            "delta/agents_delta_202502.csv",
            "delta/agents_delta_202503.csv",
            "delta/contact_centers_delta_202502.csv",
            "delta/interactions_delta_202502.csv",
            "delta/interactions_delta_202503.csv",
            "delta/service_categories_delta_202503.csv",
            "initial/agents.csv",
            "initial/contact_centers.csv",
            "initial/interactions.csv",
            "initial/service_categories.csv",
        ]
    );
    let (initial, deltas) = interactions(&set);
    assert_eq!(initial.len(), 3000, "ids are unique");
    assert_eq!(deltas.iter().map(Vec::len).sum::<usize>(), 777);
    let (_, deltas) = interactions(&SupportSet { interactions: 10_000, ..SMALL });
    assert_eq!(deltas.iter().map(Vec::len).sum::<usize>(), 800);
}

#[test]
fn sets_may_be_tiny() {
    for (interactions, months, deltas) in
        [(0, 0, None), (1, 0, None), (1, 2, None), (0, 3, Some(50)), (30, 1, Some(0)), (25, 40, None)]
    {
        let set = SupportSet { interactions, months, deltas, ..SMALL };
        let files = made(&set);
        assert_eq!(records(&files["initial/interactions.csv"]).len() as u64, interactions);
        let has_deltas = files.keys().any(|path| path.contains("interactions_delta"));
        assert_eq!(has_deltas, months > 0 && deltas != Some(0));
    }
}

#[test]
fn pieces_are_cut_between_lines() {
    let set = SupportSet { interactions: 20_000, ..SMALL };
    let files = support(&set);
    let file = files.into_iter().find(|file| file.path == "initial/interactions.csv").unwrap();
    let pieces: Vec<Vec<u8>> = file.pieces.collect();
    assert!(pieces.len() > 2);
    assert!(pieces.iter().all(|piece| piece.ends_with(b"\n") && piece.len() < super::super::PIECE + 400));
}

#[test]
fn lines_end_as_in_real_files() {
    for (path, bytes) in made(&SMALL) {
        let text = String::from_utf8(bytes).unwrap();
        assert_eq!(text.contains("\r\n"), path.starts_with("delta"), "{path}");
        let open = path.contains("categories") || path.contains("interactions_delta");
        assert_eq!(!text.ends_with('\n'), open, "{path}");
    }
}

#[test]
fn durations_are_those_of_the_whole_interaction() {
    let (initial, _) = interactions(&SMALL);
    for row in initial.values() {
        assert!(row[1] < row[6], "{row:?}");
        if row[2] == "phone" {
            let seconds = second(&row[8]) - second(&row[6]);
            let minutes: f64 = row[9].parse().unwrap();
            assert!((minutes * 60.0 - seconds as f64).abs() <= 0.3001, "{row:?}");
            assert!(row[7] <= row[8] && !row[9].ends_with(".0"));
        } else {
            assert_eq!(row[9], "");
        }
    }
}

#[test]
fn shares_are_those_of_contact_centres() {
    let (initial, _) = interactions(&SupportSet { interactions: 10_000, ..SMALL });
    let share = |holds: &dyn Fn(&Row) -> bool| initial.values().filter(|row| holds(row)).count();
    assert!((5300..5700).contains(&share(&|row| row[2] == "phone")));
    assert!((2300..2700).contains(&share(&|row| row[2] == "web")));
    assert!((3600..4400).contains(&share(&|row| !row[10].trim().is_empty())));
    for rating in ["4", "4.0", "5", " "] {
        assert!(share(&|row| row[10] == rating) > 100, "{rating:?}");
    }
}

#[test]
fn one_centre_has_the_longest_calls_because_it_asks_on_the_line() {
    for (interactions, seed) in [(240, 7), (1000, 1), (2000, 2), (5000, 3), (20_000, 4)] {
        let (initial, _) = self::interactions(&SupportSet { interactions, seed, ..SMALL });
        // By centre: calls, seconds, seconds of work, long tails.
        let mut centres: BTreeMap<&str, [i64; 4]> = BTreeMap::new();
        for row in initial.values().filter(|row| row[2] == "phone") {
            let tail = second(&row[8]) - second(&row[7]);
            let work = second(&row[7]) - second(&row[6]);
            assert!(tail <= 30 || (270..=330).contains(&tail) && !row[10].trim().is_empty(), "{row:?}");
            let sums = centres.entry(&row[5]).or_default();
            for (sum, value) in sums.iter_mut().zip([1, work + tail, work, i64::from(tail > 30)]) {
                *sum += value;
            }
        }
        let longest = |of: usize| centres.iter().max_by_key(|(_, sums)| sums[of] * 1000 / sums[0]).unwrap();
        let asking: Vec<_> = centres.iter().filter(|(_, sums)| sums[3] > 0).collect();
        assert_eq!(asking, [longest(1)], "{centres:?}");
        assert_ne!(longest(2), longest(1), "{centres:?}");
    }
}

#[test]
fn what_is_left_open_is_completed_by_the_next_month() {
    let (initial, deltas) = interactions(&SMALL);
    let open: Vec<_> = initial.values().filter(|row| row[8].is_empty() && row[9].is_empty()).collect();
    assert!((1..10).contains(&open.len()));
    for row in open {
        let update = deltas[0].iter().find(|update| update[0] == row[0]).unwrap();
        assert_eq!((update[11].as_str(), &update[8][..7]), ("update", "2025-02"));
    }
}

#[test]
fn a_month_has_one_of_each_oddity() {
    let (initial, deltas) = interactions(&SMALL);
    let count = |month: usize, holds: &dyn Fn(&Row) -> bool| -> usize {
        deltas[month].iter().filter(|row| holds(row)).count()
    };
    let known = |row: &Row| initial.get(&row[0]);
    for (month, name) in [(0, "2025-02"), (1, "2025-03")] {
        let early = format!("{name}-01T02:");
        assert_eq!(count(month, &|row| row[11] == "add" && row[8].starts_with(&early)), 1);
        assert_eq!(count(month, &|row| row[11] == "update "), 1);
        assert_eq!(count(month, &|row| row[11].starts_with("update") && row[10] == " "), 1);
        assert_eq!(
            count(month, &|row| known(row).is_some_and(|old| old[1] != row[1] && row[1].starts_with(name))),
            1
        );
        let deletes: Vec<_> = deltas[month].iter().filter(|row| row[11] == "delete").collect();
        assert!(deletes.iter().all(|row| row[1..11].iter().all(String::is_empty)));
        assert_eq!(deletes.iter().filter(|row| known(row).is_none()).count(), 1);
        assert!(deletes.len() > 1);
    }
    assert_eq!(count(1, &|row| row[6] == "2025-03-09T06:53:00Z" && row[8].as_str() > "2025-03-09T07"), 1);
    assert_eq!(count(0, &|row| row[11] == "Update"), 1);
    assert_eq!(count(0, &|row| row[11] == "add" && known(row).is_some_and(|old| old[..] == row[..11])), 1);
    assert_eq!(count(0, &|row| row[11] == "add" && known(row).is_some_and(|old| old[..] != row[..11])), 1);
    assert_eq!(count(0, &|row| row[11].starts_with("update") && known(row).is_none()), 1);
    let keys = |month: usize| deltas[month].iter().map(|row| &row[0]).collect::<BTreeSet<_>>().len();
    assert_eq!((deltas[0].len() - keys(0), deltas[1].len() - keys(1)), (1, 0));
}

#[test]
fn clocks_go_back_during_a_call_in_november() {
    let set = SupportSet { until: day_of_text("2025-11-30").unwrap(), months: 1, ..SMALL };
    let (_, deltas) = interactions(&set);
    assert!(
        deltas[0].iter().any(|row| row[6] == "2025-11-02T05:53:00Z" && row[8].as_str() > "2025-11-02T06")
    );
}

#[test]
fn dimensions_come_late_and_go_early() {
    let files = made(&SMALL);
    let (initial, deltas) = interactions(&SMALL);
    for (month, name) in [(0, "202502"), (1, "202503")] {
        let agents = records(&files[&format!("delta/agents_delta_{name}.csv")]);
        let new = &agents.iter().find(|row| row[5] == "add").unwrap()[0];
        let before: Vec<_> = if month == 0 { initial.values().collect() } else { deltas[0].iter().collect() };
        assert!(before.iter().any(|row| row[4] == *new), "{new} is used a month before");
        assert!(agents.iter().any(|row| row[5] == "update "));
    }
    let categories = records(&files["delta/service_categories_delta_202503.csv"]);
    let (gone, new) = (&categories[0], &categories[1]);
    assert_eq!((gone[1].as_str(), gone[3].as_str(), new[3].as_str()), ("", "delete", "add"));
    assert!(initial.values().any(|row| row[3] == gone[0]));
    assert!(deltas[1].iter().any(|row| row[3] == new[0]));
}

#[test]
fn agents_have_names_of_their_own_and_work_in_known_centres() {
    let set = SupportSet { interactions: 200_000, deltas: Some(0), ..SMALL };
    let files: BTreeMap<String, SupportFile> =
        support(&set).into_iter().map(|file| (file.path.clone(), file)).collect();
    let table = |name: &str| {
        records(&files[&format!("initial/{name}.csv")].pieces.clone().collect::<Vec<_>>().concat())
    };
    let (agents, centres) = (table("agents"), table("contact_centers"));
    assert_eq!((agents.len(), centres.len(), table("service_categories").len()), (400, 8, 11));
    let names: BTreeSet<&String> = agents.iter().map(|row| &row[1]).collect();
    assert_eq!(names.len(), 400);
    let used: BTreeSet<&String> = agents.iter().map(|row| &row[2]).collect();
    assert_eq!(used, centres.iter().map(|row| &row[0]).collect());
}

/// Of all bytes of two sets, in the order of their paths.
const HASHES: (u64, u64) = (3_538_798_391_772_668_414, 11_900_828_514_763_119_779);
