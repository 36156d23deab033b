//! The commands as a script sees them: files, standard output, exit codes.

#![allow(clippy::unwrap_used, reason = "clippy knows test functions, not what they call")]

mod shared;

use std::fs;

use shared::{callscape, contents, done, failed, folder};

const GENERATE: &str = "generate calls --until 2025-11-12 --flaws 30";

#[test]
fn one_thread_and_four_write_the_same_bytes() {
    let folder = folder("threads");
    done(&folder, &format!("{GENERATE} --num-calls 30000 --seed 7 --out data/calls.csv"));
    done(&folder, &format!("{GENERATE} --num-calls 3000 --seed 8 --format ndjson --out data/more.ndjson"));
    for threads in [1, 4] {
        done(&folder, &format!("run --data-dir data --out-dir out{threads} --threads {threads}"));
    }
    let one = contents(&folder.join("out1"));
    let names: Vec<&str> = one.iter().map(|(name, _)| name.as_str()).collect();
    for name in
        ["calls_clean.csv", "calls_rejected.csv", "quality.json", "calls_by_daily.csv", "calls_by_daily.svg"]
    {
        assert!(names.contains(&name), "{names:?}");
    }
    assert_eq!(names.len(), 13);
    for (one, four) in one.iter().zip(contents(&folder.join("out4"))) {
        assert!(*one == four, "{} differs", one.0);
    }
    let summaries =
        ["1", "4"].map(|threads| done(&folder, &format!("summary data/calls.csv --threads {threads}")));
    assert_eq!(summaries[0], summaries[1]);
}

#[test]
fn the_report_adds_up_and_agrees_with_the_clean_file() {
    let folder = folder("identity");
    done(&folder, &format!("{GENERATE} --num-calls 5000 --out data/calls.csv"));
    let said = done(&folder, "run --data-dir data --out-dir data/out");
    let report: serde_json::Value =
        serde_json::from_slice(&fs::read(folder.join("data/out/quality.json")).unwrap()).unwrap();
    let [read, kept, merged, rejected] =
        ["read", "kept", "merged", "rejected"].map(|key| report["sum"][key].as_u64().unwrap());
    assert_eq!(read, 5000);
    assert_eq!(read, kept + merged + rejected);
    assert!(said.contains("5,000 read = "), "{said}");
    let clean = fs::read(folder.join("data/out/calls_clean.csv")).unwrap();
    assert_eq!(clean.windows(2).filter(|pair| pair == b"\r\n").count() as u64, kept + 1);
    // The results stand in the folder that is read, and still are no input the next time.
    assert_eq!(done(&folder, "run --data-dir data --out-dir data/out"), said);
}

#[test]
fn a_file_in_utf_16_gives_what_its_twin_in_utf_8_gives() {
    let folder = folder("utf16");
    done(&folder, &format!("{GENERATE} --num-calls 2000 --out data/calls.csv"));
    done(&folder, "run --data-dir data --out-dir out8");
    let text = fs::read_to_string(folder.join("data/calls.csv")).unwrap();
    let units: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    fs::write(folder.join("data/calls.csv"), units).unwrap();
    done(&folder, "run --data-dir data --out-dir out16");
    let clean = |out: &str| fs::read(folder.join(out).join("calls_clean.csv")).unwrap();
    assert!(clean("out8") == clean("out16"));
}

#[test]
fn a_summary_shows_figures_charts_and_the_identity() {
    let folder = folder("summary");
    done(&folder, "generate calls --num-calls 1000 --until 2025-11-12 --out data/calls.csv");
    let text = done(&folder, "summary data/calls.csv --timezone Europe/Berlin");
    for part in [
        "Calls                  1,000\n",
        "Answer rate",
        "Daily Calls (",
        "Calls by Type (",
        "Calls by Status (",
        "Calls by Weekday (",
        "Duration Histogram (",
        "Europe/Berlin",
        "█",
        "data/calls.csv: 1,000 read = 1,000 kept + 0 merged + 0 rejected\n",
    ] {
        assert!(text.contains(part), "{part} is missing in {text}");
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let folder = folder("seed");
    let make = |seed: u32| done(&folder, &format!("{GENERATE} --num-calls 100 --seed {seed}"));
    assert_eq!(make(1), make(1));
    assert_ne!(make(1), make(2));
    assert_eq!(done(&folder, "generate calls --num-calls 0 --until 2025-11-12").lines().count(), 1);
}

#[test]
fn what_cannot_be_done_is_said_in_one_line_with_code_one() {
    let folder = folder("failures");
    assert!(failed(&folder, "summary nothing.csv", 1).contains("nothing.csv"));
    assert!(failed(&folder, "run --data-dir data --out-dir out", 1).contains("no call records in data"));
    fs::write(folder.join("data/calls.csv"), b"\x89PNG\r\n\x1a\n").unwrap();
    let refused = failed(&folder, "summary data/calls.csv", 1);
    assert!(
        refused.contains("is a PNG image, not call records.") && refused.lines().count() == 1,
        "{refused}"
    );
    assert!(
        failed(&folder, "run --data-dir data --out-dir out", 1).contains("none of the files could be used")
    );
    assert!(!folder.join("out").exists());
}

#[test]
fn one_file_that_holds_no_calls_does_not_stop_the_others() {
    let folder = folder("left_out");
    done(&folder, "generate calls --num-calls 50 --until 2025-11-12 --out data/calls.csv");
    fs::write(folder.join("data/911.csv"), "<!DOCTYPE html><html>").unwrap();
    let output = callscape(&folder, "run --data-dir data --out-dir out");
    assert!(output.status.success());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("left out: 911.csv is a web page"), "{said}");
}

#[test]
fn what_is_not_understood_has_code_two() {
    let folder = folder("usage");
    assert!(failed(&folder, "summary", 2).contains("FILE"));
    assert!(failed(&folder, "summary a.csv --timezone Mars/Olympus", 2).contains("IANA"));
    assert!(failed(&folder, "generate calls --num-calls ten", 2).contains("ten"));
    assert!(failed(&folder, "run --data-dir a --out-dir b --threads 0", 2).contains("threads"));
}
