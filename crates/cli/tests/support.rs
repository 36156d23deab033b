//! Support sets on the command line: what a folder of facts, dimensions and deltas becomes.

#![allow(clippy::unwrap_used, reason = "clippy knows test functions, not what they call")]

mod shared;

use std::fs;
use std::path::{Path, PathBuf};

use shared::{callscape, contents, done, failed, folder, zip};

/// The files of the fixed sample: path in the set, bytes.
fn sample() -> Vec<(String, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../engine/tests/support/data");
    let mut files = Vec::new();
    for folder in ["delta", "initial"] {
        for (name, bytes) in contents(&root.join(folder)) {
            files.push((format!("{folder}/{name}"), bytes));
        }
    }
    files
}

/// A folder of a test's own with the fixed sample in `data`.
fn with_sample(name: &str) -> PathBuf {
    let folder = folder(name);
    for (path, bytes) in sample() {
        let path = folder.join("data").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

fn text(path: PathBuf) -> String {
    fs::read_to_string(path).unwrap()
}

fn lines(path: PathBuf) -> usize {
    text(path).lines().count() - 1
}

/// Lines of the four final tables.
fn finals(out: &Path) -> [usize; 4] {
    ["interactions", "agents", "contact_centers", "service_categories"]
        .map(|table| lines(out.join(format!("{table}_final.csv"))))
}

#[test]
fn a_run_writes_the_tables_the_report_the_answers_and_what_was_done() {
    let folder = with_sample("support_run");
    let said = done(&folder, "run --out-dir out");
    assert!(said.contains("66 read = 64 kept + 1 merged + 1 rejected"), "{said}");
    assert!(
        said.contains(
            "2025-02 interactions: 13 + 10 − 1 = 22 (3 updated, 0 repeated, 0 rejected, 1 conflicts)"
        )
    );
    assert!(
        said.contains(
            "2025-03 interactions: 22 + 10 − 1 = 31 (2 updated, 1 repeated, 1 rejected, 1 conflicts)"
        )
    );
    let out = folder.join("out");
    let names: Vec<String> = contents(&out).into_iter().map(|(name, _)| name).collect();
    for name in [
        "agents_final.csv",
        "answers.json",
        "answers.md",
        "audit.csv",
        "conflicts.csv",
        "contact_centers_final.csv",
        "interactions_final.csv",
        "interactions_rejected.csv",
        "quality.json",
        "service_categories_final.csv",
        "support_report.csv",
    ] {
        assert!(names.iter().any(|own| own == name), "{name} is missing in {names:?}");
    }
    assert_eq!(finals(&out), [31, 10, 3, 6]);
    assert_eq!((lines(out.join("support_report.csv")), lines(out.join("conflicts.csv"))), (25, 2));
    let final_table = text(out.join("interactions_final.csv"));
    assert!(
        final_table
            .contains("I000026,2025-03-09 01:53:00-05:00,phone,SC03,A004,CC02,2025-03-09 01:53:19-05:00,")
    );
    assert!(!final_table.contains("Unknown"));
}

#[test]
fn tables_in_json_have_the_rows_of_those_in_csv_with_numbers_and_nulls() {
    let folder = with_sample("support_json");
    done(&folder, "run --out-dir csv");
    done(&folder, "run --out-dir json --format json");
    for table in ["interactions", "agents", "contact_centers", "service_categories"] {
        let json = text(folder.join(format!("json/{table}_final.json")));
        let rows: Vec<serde_json::Map<String, serde_json::Value>> = serde_json::from_str(&json).unwrap();
        assert_eq!(rows.len(), lines(folder.join(format!("csv/{table}_final.csv"))));
    }
    let rows: serde_json::Value =
        serde_json::from_str(&text(folder.join("json/interactions_final.json"))).unwrap();
    let open = rows.as_array().unwrap().iter().find(|row| row["interaction_id"] == "I000031").unwrap();
    assert!(open["interaction_end"].is_null() && open["call_duration_minutes"].is_null());
    assert_eq!(rows[0]["call_duration_minutes"], 10.33);
    assert_eq!(rows[0]["satisfaction_rating"], 4);
}

#[test]
fn only_the_months_that_are_named_are_applied() {
    let folder = with_sample("support_months");
    let run = |months: &str, out: &str| {
        let arguments = ["run", "--out-dir", out, "--months", months];
        let output = shared::callscape_with(&folder, &arguments);
        assert!(output.status.success(), "{months:?}: {}", String::from_utf8_lossy(&output.stderr));
        finals(&folder.join(out))
    };
    assert_eq!(run("202502", "one"), [22, 9, 3, 6]);
    assert_eq!(run(" 202502 , 202503 ", "both"), [31, 10, 3, 6]);
    // Without February: 10 adds, the add of I000016, and updates of I000019 and I000021 that are not there.
    assert_eq!(run("2025-03", "second"), [26, 10, 3, 6]);
    assert_eq!(run("", "none"), [13, 9, 3, 6]);
    done(&folder, "run --out-dir bare --months");
    assert_eq!(finals(&folder.join("bare")), [13, 9, 3, 6]);
    done(&folder, "run --out-dir all");
    for name in ["interactions_final.csv", "audit.csv", "support_report.csv", "answers.md"] {
        assert_eq!(text(folder.join("both").join(name)), text(folder.join("all").join(name)), "{name}");
    }
    assert_eq!(lines(folder.join("none/audit.csv")), 0);
}

#[test]
fn a_month_that_is_not_there_is_answered_with_those_that_are() {
    let folder = with_sample("support_wrong_month");
    let said = failed(&folder, "run --out-dir out --months 202504", 1);
    assert!(said.contains("there is no delta of 202504; there are deltas of 202502, 202503"), "{said}");
    let said = failed(&folder, "run --out-dir out --months 202513", 1);
    assert!(said.contains("202513 is no month such as 202502"), "{said}");
    fs::remove_dir_all(folder.join("data/delta")).unwrap();
    let said = failed(&folder, "report --months 202502", 1);
    assert!(said.contains("there are none at all"), "{said}");
}

#[test]
fn the_report_goes_to_a_folder_of_its_own() {
    let folder = with_sample("support_report");
    let said = done(&folder, "report");
    assert!(said.contains("25 lines of 31 interactions"), "{said}");
    let report = text(folder.join("report/support_report.csv"));
    assert_eq!(report.lines().count(), 26);
    let names: Vec<String> = contents(&folder.join("report")).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["support_report.csv"]);
    done(&folder, "run --out-dir out");
    assert_eq!(report, text(folder.join("out/support_report.csv")));
    done(&folder, "report --out-dir data/again");
    assert_eq!(done(&folder, "report --out-dir data/again"), said.replace("./report", "data/again"));
}

/// Interactions by month, from a report.
fn months(report: &str) -> Vec<(String, u64)> {
    let mut months = std::collections::BTreeMap::new();
    for line in report.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        *months.entry(cells[0].to_owned()).or_default() += cells[3].parse::<u64>().unwrap();
    }
    months.into_iter().collect()
}

#[test]
fn zone_and_time_decide_the_months() {
    let folder = with_sample("support_months_by");
    let counts = |arguments: &str| -> Vec<u64> {
        done(&folder, &format!("report {arguments}"));
        let report = text(folder.join("report/support_report.csv"));
        months(&report).into_iter().map(|(_, count)| count).collect()
    };
    assert_eq!(counts(""), [2, 9, 10, 9, 1]);
    assert_eq!(counts("--timezone UTC"), [1, 10, 9, 9, 2]);
    assert_eq!(counts("--month-by start"), [2, 10, 9, 10]);
    let by_stamp = counts("--month-by timestamp");
    assert_eq!((by_stamp.iter().sum::<u64>(), by_stamp[3]), (31, 11));
    assert!(failed(&folder, "report --month-by noon", 2).contains("end, start, timestamp"));
}

#[test]
fn answers_are_sentences_or_an_object_and_speak_of_the_quarter_that_is_asked() {
    let folder = with_sample("support_answers");
    let said = done(&folder, "answers");
    for part in [
        "# Answers",
        "In Q1 2025 the contact centers handled 28 interactions: Boston MA 13, Atlanta GA 8 and Richmond VA 7.",
        "Feb 2025 had the most, 10 of 31 interactions.",
        "Boston MA, with 12.73 minutes on average over 12 phone calls.",
        "Atlanta GA takes longest with 10.66 minutes",
    ] {
        assert!(said.contains(part), "{part} is missing in {said}");
    }
    let object: serde_json::Value = serde_json::from_str(&done(&folder, "answers --format json")).unwrap();
    let answers = object["answers"].as_array().unwrap();
    assert_eq!(answers[0]["id"], "interactions_by_center");
    assert!(said.contains(answers[2]["answer"].as_str().unwrap()));
    let other = done(&folder, "answers --quarter 2024-Q4");
    assert!(
        other.contains(
            "In Q4 2024 the contact centers handled 2 interactions: Atlanta GA 1 and Richmond VA 1."
        )
    );
    assert!(done(&folder, "answers --quarter 2031Q2").contains("In Q2 2031 there was no interaction."));
    assert!(failed(&folder, "answers --quarter 2025-Q5", 2).contains("2025-Q1"));
    assert_eq!(done(&folder, "answers --out-dir out"), "");
    assert_eq!(text(folder.join("out/answers.md")), said);
}

#[test]
fn a_generated_set_has_the_same_bytes_for_the_same_seed_and_loses_no_row() {
    let folder = folder("support_generated");
    let make = |seed: u32, out: &str| {
        done(
            &folder,
            &format!(
                "generate support --interactions 3000 --months 3 --seed {seed} --until 2025-11-12 --out-dir {out}"
            ),
        );
        ["initial", "delta"].map(|part| contents(&folder.join(out).join(part)))
    };
    let one = make(1, "one");
    assert_eq!(one, make(1, "again"));
    assert_ne!(one, make(2, "two"));
    let rows: usize = one
        .iter()
        .flatten()
        .map(|(_, bytes)| bytes.split(|b| *b == b'\n').filter(|l| !l.is_empty()).count() - 1)
        .sum();
    for threads in [1, 4] {
        let said = done(&folder, &format!("run --data-dir one --out-dir out{threads} --threads {threads}"));
        assert!(said.contains(&format!("{} read = ", grouped(rows))), "{rows} rows; {said}");
        let mut months =
            said.lines().filter(|line| line.starts_with("20") && line.contains(" interactions: "));
        let last = months.next_back().unwrap().to_owned();
        let end: usize =
            last.split(" = ").nth(1).unwrap().split(' ').next().unwrap().replace(',', "").parse().unwrap();
        assert_eq!(end, lines(folder.join(format!("out{threads}/interactions_final.csv"))));
    }
    let (one, four) = (contents(&folder.join("out1")), contents(&folder.join("out4")));
    assert_eq!(one.len(), four.len());
    for (one, four) in one.iter().zip(&four) {
        assert!(one == four, "{} differs", one.0);
    }
}

fn grouped(count: usize) -> String {
    callscape_model::number::grouped(count as u64)
}

#[test]
fn a_zip_of_the_folder_gives_the_bytes_of_the_folder() {
    let folder = with_sample("support_zip");
    fs::create_dir_all(folder.join("packed")).unwrap();
    // As some packers write them: not in the order of the paths.
    let mut files = sample();
    files.reverse();
    fs::write(folder.join("packed/set.zip"), zip(&files)).unwrap();
    done(&folder, "run --out-dir plain");
    done(&folder, "run --data-dir packed --out-dir unpacked");
    let (plain, unpacked) = (contents(&folder.join("plain")), contents(&folder.join("unpacked")));
    assert_eq!(plain.len(), unpacked.len());
    for ((name, plain), (_, unpacked)) in plain.iter().zip(&unpacked) {
        // Only the names of the files differ, where they stand in a table.
        let unpacked = String::from_utf8(unpacked.clone()).unwrap().replace("set.zip/", "");
        assert_eq!(String::from_utf8(plain.clone()).unwrap(), unpacked, "{name}");
    }
}

#[test]
fn what_is_left_out_is_said_with_the_reason_and_the_rest_is_read() {
    let folder = with_sample("support_left_out");
    let delta = folder.join("data/delta");
    fs::write(delta.join("agents_delta_202513.csv"), "agent_id,full_name,action\nA001,X,update\n").unwrap();
    fs::write(delta.join("agents_delta_202504.csv"), "agent_id,full_name\nA001,X\n").unwrap();
    let output = callscape(&folder, "run --out-dir out");
    assert!(output.status.success());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("names the month 202513, which does not exist"), "{said}");
    assert!(said.contains("agents_delta_202504.csv is named a delta but has no column that says"), "{said}");
    assert_eq!(finals(&folder.join("out")), [31, 10, 3, 6]);
}

#[test]
fn a_delta_dropped_twice_is_applied_once_and_named() {
    let folder = with_sample("support_twice");
    let delta = folder.join("data/delta");
    fs::copy(delta.join("interactions_delta_202502.csv"), delta.join("interactions_delta_202502 copy.csv"))
        .unwrap();
    let output = callscape(&folder, "run --out-dir out");
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("interactions_delta_202502.csv is delta/interactions_delta_202502 copy.csv again"),
        "{said}"
    );
    assert_eq!(finals(&folder.join("out")), [31, 10, 3, 6]);
    assert_eq!(lines(folder.join("out/conflicts.csv")), 2);
}

#[test]
fn call_records_beside_a_set_are_a_subject_of_their_own() {
    let folder = with_sample("support_and_calls");
    done(&folder, "generate calls --num-calls 50 --until 2025-11-12 --out data/calls.csv");
    done(&folder, "run --out-dir out");
    assert_eq!(lines(folder.join("out/calls_clean.csv")), 50);
    assert_eq!(finals(&folder.join("out")), [31, 10, 3, 6]);
    let calls = shared::folder("only_calls");
    done(&calls, "generate calls --num-calls 50 --until 2025-11-12 --out data/calls.csv");
    assert!(failed(&calls, "answers", 1).contains("there are no support files in ./data, only call records"));
}
