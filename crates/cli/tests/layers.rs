//! Transcripts of a folder to their layers: written, written again when something is new, and looked at.

#![allow(clippy::unwrap_used, reason = "clippy knows test functions, not what they call")]

mod shared;

use std::collections::BTreeMap;
use std::fs;

use shared::{contents, done, failed, folder};

const MAKE: &str =
    "generate transcripts --num-calls 120 --seed 5 --until 2025-11-12 --shape files --out data";
const ETL: &str = "etl --data-dir data --ingested-at 1762000000";

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn every_layer_is_written_with_the_same_bytes_whatever_reads_it() {
    let folder = folder("layers");
    done(&folder, MAKE);
    let said = done(&folder, &format!("{ETL} --out-dir one --threads 1"));
    assert!(said.contains("bronze") && said.contains("silver") && said.contains("gold"), "{said}");
    done(&folder, &format!("{ETL} --out-dir many --threads 3 --batch-size 7"));
    let results = |name: &str| {
        let mut files: BTreeMap<String, Vec<u8>> = contents(&folder.join(name)).into_iter().collect();
        files.retain(|name, _| !name.contains("state") && !name.contains("quality"));
        files
    };
    let (one, many) = (results("one"), results("many"));
    assert_eq!(one.keys().collect::<Vec<_>>(), many.keys().collect::<Vec<_>>());
    for (name, bytes) in &one {
        assert_eq!(text(bytes), text(many.get(name).unwrap()), "{name}");
    }
    for table in
        ["silver_call_records", "gold_call_analytics", "gold_agent_performance", "gold_daily_metrics"]
    {
        let csv = text(one.get(&format!("{table}.csv")).unwrap());
        let json: serde_json::Value =
            serde_json::from_slice(one.get(&format!("{table}.json")).unwrap()).unwrap();
        let rows = json.as_array().unwrap();
        let columns = csv.lines().next().unwrap().split(',').count();
        assert_eq!(columns, rows.first().unwrap().as_object().unwrap().len(), "{table}");
        // No cell of these tables holds a line end.
        assert_eq!(csv.lines().count(), rows.len() + 1, "{table}");
    }
}

#[test]
fn a_second_run_does_only_what_is_new() {
    let folder = folder("incremental");
    done(&folder, MAKE);
    assert!(failed(&folder, "status --out-dir output", 1).contains("no run"));
    done(&folder, &format!("{} --format csv", ETL.replace("etl", "incremental")));
    let again = done(&folder, &ETL.replace("etl", "incremental"));
    assert!(again.contains("nothing is new"), "{again}");
    let one = r#"{"call_id":"NEW_1","agent_name":"Jane Doe","timestamp":"2025-11-11 10:00","transcript_text":"Agent: Hello. Customer: Thanks, this was great."}"#;
    fs::write(folder.join("data/transcripts/ZZZ.json"), one).unwrap();
    let more = done(&folder, &format!("{} --format csv", ETL.replace("etl", "incremental")));
    assert!(more.contains("1 new files") && more.contains("1 new records"), "{more}");
    let gold = fs::read_to_string(folder.join("output/gold_call_analytics.csv")).unwrap();
    assert!(gold.contains("NEW_1,Jane Doe,"));
    let status = done(&folder, "status --out-dir output");
    assert!(status.contains("incremental") && status.contains("bronze 121"), "{status}");
}

#[test]
fn rules_that_cannot_be_used_say_the_line() {
    let folder = folder("wrong_rules");
    done(&folder, MAKE);
    fs::write(folder.join("mine.toml"), "name = \"mine\"\nnonsense = 1\n").unwrap();
    assert!(failed(&folder, &format!("{ETL} --rules mine.toml"), 1).contains("line 2"));
    done(&folder, &format!("{ETL} --rules plain --format csv"));
}
