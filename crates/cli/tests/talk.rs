//! Transcripts on the command line: made, scored, and their agents' names merged.

#![allow(clippy::unwrap_used, reason = "clippy knows test functions, not what they call")]

mod shared;

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use shared::{contents, done, failed, folder};

/// Runs a command with this on its standard input; its standard output.
fn piped(folder: &Path, arguments: &str, input: &[u8]) -> Vec<u8> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_callscape"))
        .args(arguments.split_whitespace())
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writing = std::thread::spawn(move || stdin.write_all(&input).unwrap());
    let output = child.wait_with_output().unwrap();
    writing.join().unwrap();
    assert!(output.status.success(), "{arguments}");
    output.stdout
}

fn lines(bytes: &[u8]) -> Vec<Value> {
    bytes
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_slice(line).unwrap())
        .collect()
}

#[test]
fn transcripts_come_in_three_shapes_with_their_truth() {
    let folder = folder("transcripts");
    let make = |shape: &str| {
        done(
            &folder,
            &format!(
                "generate transcripts --num-calls 400 --seed 3 --until 2025-11-12 --shape {shape} --out {shape}"
            ),
        )
    };
    for shape in ["ndjson", "files", "csv"] {
        make(shape);
    }
    let records = lines(&fs::read(folder.join("ndjson/transcripts.ndjson")).unwrap());
    assert_eq!(records.len(), 400);
    let files = contents(&folder.join("files/transcripts"));
    assert_eq!(files.len(), 400);
    for (name, bytes) in &files {
        let record: Value = serde_json::from_slice(bytes).unwrap();
        assert!(records.contains(&record), "{name}");
        assert!(name.starts_with(record["call_id"].as_str().unwrap()), "{name}");
    }
    let csv = fs::read_to_string(folder.join("csv/transcripts.csv")).unwrap();
    assert!(csv.starts_with("call_id,agent_name,timestamp,transcript_text\nCALL_"));
    let truths =
        ["ndjson", "files", "csv"].map(|shape| fs::read(folder.join(shape).join("truth.jsonl")).unwrap());
    assert!(truths[0] == truths[1] && truths[0] == truths[2]);
    let truth = lines(&truths[0]);
    let repeats = files.iter().filter(|(name, _)| name.ends_with("_copy.json")).count();
    assert_eq!(truth.len() + repeats, 400);
    assert!(
        truth.iter().all(|truth| truth["is_conversion"].is_boolean() && truth["upsell_amount"].is_number())
    );
}

#[test]
fn any_number_of_threads_writes_the_same_scores_in_the_order_of_the_lines() {
    let folder = folder("scores");
    done(
        &folder,
        "generate transcripts --num-calls 1500 --seed 4 --until 2025-11-12 --shape ndjson --out data",
    );
    let input = fs::read(folder.join("data/transcripts.ndjson")).unwrap();
    let one = piped(&folder, "score --threads 1", &input);
    for threads in [2, 5] {
        assert!(one == piped(&folder, &format!("score --threads {threads}"), &input), "{threads}");
    }
    let (records, scores) = (lines(&input), lines(&one));
    assert_eq!(records.len(), scores.len());
    for (record, score) in records.iter().zip(&scores) {
        assert_eq!(record["call_id"], score["id"]);
        let text: Vec<char> = record["transcript_text"].as_str().unwrap().chars().collect();
        for part in score["evidence"].as_array().unwrap().iter().chain(score["amounts"].as_array().unwrap()) {
            let [from, to] = [0, 1].map(|place| part["span"][place].as_u64().unwrap() as usize);
            assert_eq!(text[from..to].iter().collect::<String>(), part["text"].as_str().unwrap());
        }
    }
}

#[test]
fn scores_agree_with_the_truth_of_generated_calls() {
    let folder = folder("truth");
    done(
        &folder,
        "generate transcripts --num-calls 1500 --seed 9 --until 2025-11-12 --shape ndjson --out data",
    );
    let truths: BTreeMap<String, Value> = lines(&fs::read(folder.join("data/truth.jsonl")).unwrap())
        .into_iter()
        .map(|truth| (truth["call_id"].as_str().unwrap().to_owned(), truth))
        .collect();
    let scores = lines(&piped(&folder, "score", &fs::read(folder.join("data/transcripts.ndjson")).unwrap()));
    let (mut judged, mut labels, mut sums) = (0, 0, 0);
    for score in &scores {
        let truth = &truths[score["id"].as_str().unwrap()];
        if truth["label"].is_null() {
            continue;
        }
        assert_eq!(truth["language"], score["language"], "{score}");
        judged += 1;
        labels += usize::from(truth["label"] == score["label"]);
        let accepted = score["upsell"].as_array().unwrap().iter().filter(|offer| offer["accepted"] == true);
        let sum: f64 = accepted.filter_map(|offer| offer["amount"].as_f64()).sum();
        sums += usize::from((sum - truth["upsell_amount"].as_f64().unwrap()).abs() < 0.001);
    }
    println!("of {judged}: labels right {labels}, upsell sums right {sums}");
    assert!(judged > 1400 && labels * 100 > judged * 80 && sums * 100 > judged * 85);
}

#[test]
fn bad_lines_are_told_and_the_others_scored() {
    let folder = folder("bad_lines");
    let deep = format!("{}{}", "[".repeat(5000), "]".repeat(5000));
    let input = [
        r#"{"id":1,"text":"I love it, thank you so much!"}"#,
        "not JSON",
        r#"{"id":"b","turns":[{"speaker":"Agent","text":"Hello."},{"role":"customer","content":"This is awful."}]}"#,
        r#"{"id":3,"text":5}"#,
        "",
        r#"{"id":4,"turns":[{"speaker":"Agent"}]}"#,
        r#"{"id":5}"#,
        r#"{"id":6,"text":"\ud800"}"#,
        &deep,
        r#"{"id":7,"text":""}"#,
        r#"{"id":8,"text":"Ich habe das Paket leider noch nicht bekommen und bin sehr traurig."}"#,
        r#"["a"]"#,
    ]
    .join("\n");
    let mut bytes = input.into_bytes();
    bytes.extend_from_slice(b"\n{\"id\":9,\"text\":\"\xff\"}");
    let scores = lines(&piped(&folder, "score", &bytes));
    let ids: Vec<&Value> = scores.iter().map(|score| &score["id"]).collect();
    let n = Value::Null;
    assert_eq!(
        ids,
        [
            &json!(1),
            &n,
            &json!("b"),
            &json!(3),
            &n,
            &json!(4),
            &json!(5),
            &n,
            &n,
            &json!(7),
            &json!(8),
            &n,
            &n
        ]
    );
    let failed: Vec<usize> = (0..scores.len()).filter(|place| scores[*place]["error"].is_string()).collect();
    assert_eq!(failed, [1, 3, 4, 5, 6, 7, 8, 11, 12]);
    assert_eq!((&scores[0]["label"], &scores[2]["label"]), (&json!("positive"), &json!("negative")));
    let shares = &scores[0]["probabilities"];
    let sum: f64 =
        ["negative", "neutral", "positive"].iter().map(|label| shares[label].as_f64().unwrap()).sum();
    assert!((sum - 1.0).abs() < 0.000_1);
    assert_eq!((&scores[10]["language"], &scores[10]["label"]), (&json!("de"), &Value::Null));
}

#[test]
fn a_rule_pack_with_errors_is_refused_with_its_line() {
    let folder = folder("packs");
    fs::write(folder.join("bad.toml"), "name = \"mine\"\nvalence = 3\n").unwrap();
    assert!(failed(&folder, "score --rules bad.toml", 1).contains("line 2"));
    assert!(failed(&folder, "score --rules none.toml", 1).contains("none.toml"));
    failed(&folder, "score --kind chat", 2);
    let line = br#"{"id":1,"text":"Customer: The service was not bad at all"}"#;
    let plain = lines(&piped(&folder, "score --rules plain --kind review", line));
    assert!(plain[0]["label"].is_string());
}

#[test]
fn names_are_merged_line_by_line() {
    let folder = folder("names");
    let input = b"\"Jane Smith\"\n{\"id\":3,\"name\":\"SMITH, JANE\"}\n{\"nom\":1}\nnope\n\"Joan Smith\"\n{\"id\":4,\"name\":\"smith, jane\",\"count\":9}";
    let told = lines(&piped(&folder, "names", input));
    let clusters: Vec<&Value> = told.iter().map(|line| &line["cluster"]).collect();
    let n = Value::Null;
    assert_eq!(clusters, [&json!(0), &json!(0), &n, &n, &json!(1), &json!(0)]);
    assert_eq!((&told[0]["canonical"], &told[1]["id"]), (&json!("smith, jane"), &json!(3)));
    assert_eq!(told[0]["why"], "the surname stands first");
    assert!(told[2]["error"].is_string() && told[3]["error"].is_string());
}
