//! A folder with call records and transcripts of the same ids: each side hears of the other, whoever reads it.

#![allow(clippy::unwrap_used, reason = "clippy knows test functions, not what they call")]

mod shared;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use shared::{contents, done, folder};

const UNTIL: &str = "--seed 11 --until 2025-11-12";

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// The ids of records that can be used.
fn ids(transcripts: &str) -> Vec<String> {
    let lines = transcripts.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let usable = |record: &serde_json::Value| {
        ["timestamp", "transcript_text"]
            .iter()
            .all(|key| record[*key].as_str().is_some_and(|text| !text.is_empty()))
    };
    let mut ids: Vec<String> =
        lines.filter(usable).filter_map(|record| record["call_id"].as_str().map(str::to_owned)).collect();
    ids.sort();
    ids.dedup();
    ids
}

/// Transcripts, and call records of every other one of them and of some more calls.
fn fill(folder: &Path) -> (usize, usize) {
    done(folder, &format!("generate transcripts --num-calls 240 {UNTIL} --shape ndjson --out data"));
    fs::remove_file(folder.join("data/truth.jsonl")).unwrap();
    let ids = ids(&fs::read_to_string(folder.join("data/transcripts.ndjson")).unwrap());
    let mut calls = "call_id,call_type,status,start_time,duration_sec,cost_usd,team\n".to_owned();
    let shared = ids.iter().step_by(2);
    let others = (0..40).map(|n| format!("OTHER_{n}"));
    for (n, id) in shared.cloned().chain(others).enumerate() {
        let (kind, team) = (["incoming", "outgoing"][n % 2], ["north", "south", "west"][n % 3]);
        writeln!(calls, "{id},{kind},completed,2025-11-0{} 10:00:00,{},1.25,{team}", n % 9 + 1, 1000 + n)
            .unwrap();
    }
    fs::write(folder.join("data/calls.csv"), calls).unwrap();
    (ids.len(), ids.len().div_ceil(2))
}

fn rows(csv: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let names = reader.headers().unwrap().clone();
    let cells = |row: csv::StringRecord| {
        names.iter().zip(&row).map(|(name, cell)| (name.to_owned(), cell.to_owned())).collect()
    };
    reader.records().map(|row| cells(row.unwrap())).collect()
}

#[test]
fn both_sides_are_written_with_what_the_other_knows_and_the_same_bytes_whatever_reads_them() {
    let folder = folder("join");
    let (talks, shared) = fill(&folder);
    let said = done(&folder, "run --data-dir data --out-dir one --threads 1");
    done(&folder, "run --data-dir data --out-dir eight --threads 8");
    let (one, eight) = (contents(&folder.join("one")), contents(&folder.join("eight")));
    assert_eq!(one.len(), eight.len());
    for ((name, bytes), (other, more)) in one.iter().zip(&eight) {
        assert!(name == other && bytes == more, "{name}");
    }
    assert!(said.contains(&format!("{shared} of {} calls have a transcript", shared + 40)), "{said}");
    assert!(said.contains(&format!("{} transcripts without a call", talks - shared)), "{said}");
    assert!(said.contains(&format!("{shared} of {talks} transcripts have a call record")), "{said}");

    let files: BTreeMap<String, Vec<u8>> = one.into_iter().collect();
    let calls = rows(&text(&files["calls_clean.csv"]));
    let with = calls.iter().filter(|call| !call["transcript_sentiment"].is_empty());
    assert_eq!(with.count(), shared);
    let silver = rows(&text(&files["silver_call_records.csv"]));
    let gold = rows(&text(&files["gold_call_analytics.csv"]));
    let recorded = silver.iter().filter(|row| row["call_duration_method"] == "call record");
    assert_eq!(recorded.count(), shared);
    for (silver, gold) in silver.iter().zip(&gold) {
        assert_eq!(silver["call_duration_seconds"], gold["call_duration_seconds"]);
        let call = calls.iter().find(|call| call["call_id"] == silver["call_id"]);
        let Some(call) = call else {
            assert!(silver["call_type"].is_empty() && silver["call_duration_method"] == "transcript");
            continue;
        };
        assert_eq!(
            (&call["duration_sec"], &call["call_type"]),
            (&gold["call_duration_seconds"], &silver["call_type"])
        );
        assert_eq!(
            (&call["transcript_sentiment"], &call["transcript_score"]),
            (&gold["sentiment_label"], &gold["sentiment_score"])
        );
        assert_eq!(call["team"], silver["call_team"]);
    }
    // What both bring is said once, and analysts find the columns that they know.
    assert_eq!(gold[0].len(), 14);
    for name in
        ["calls_rejected.csv", "transcripts_rejected.csv", "calls_quality.json", "transcripts_quality.json"]
    {
        assert!(files.contains_key(name), "{name}: {:?}", files.keys());
    }
}

#[test]
fn layers_hear_of_call_records_and_agents_are_grouped_by_their_teams() {
    let folder = folder("join_layers");
    let (talks, shared) = fill(&folder);
    let said = done(&folder, "etl --data-dir data --out-dir output --format csv --ingested-at 1762000000");
    assert!(said.contains(&format!("{shared} of {talks} transcripts have a call record")), "{said}");
    let groups = rows(&fs::read_to_string(folder.join("output/gold_group_performance.csv")).unwrap());
    let calls = |name: &str| -> usize {
        groups.iter().find(|row| row["group_name"] == name).unwrap()["total_calls"].parse().unwrap()
    };
    assert!(groups.iter().all(|row| row["grouped_by"] == "team"));
    assert_eq!(calls("no call record"), talks - shared);
    assert_eq!(calls("north") + calls("south") + calls("west"), shared);
}

#[test]
fn a_summary_is_of_the_first_file_and_hears_of_the_other() {
    let folder = folder("join_summary");
    let (talks, shared) = fill(&folder);
    let calls = done(&folder, "summary data/calls.csv data/transcripts.ndjson --timezone UTC");
    assert!(calls.starts_with("Calls") && calls.contains("Calls by Sentiment"), "{calls}");
    assert!(calls.contains(&format!("{shared} of {} calls have a transcript", shared + 40)), "{calls}");
    let other = done(&folder, "summary data/transcripts.ndjson --timezone UTC");
    assert!(!other.contains("call record") && other.contains(&talks.to_string()), "{other}");
}
