//! Bad input: each has its defined, visible outcome, and nothing is lost silently.

use callscape_model::bundle::head;
use callscape_model::command::Ask;
use callscape_model::message::{Scope, Style};
use callscape_model::quality::Rule;

use crate::pipe::Pipe;

fn bundle(documents: &[(&str, Vec<u8>)]) -> Vec<u8> {
    documents.iter().flat_map(|(name, bytes)| [head(name), bytes.clone()].concat()).collect()
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

#[test]
fn records_that_cannot_be_used_are_listed_with_the_reason() {
    let deep = format!(
        "{{\"call_id\":\"deep\",\"timestamp\":\"2025-01-01\",\"transcript_text\":{}{}}}",
        "[".repeat(5000),
        "]".repeat(5000)
    );
    let documents: Vec<(&str, Vec<u8>)> = vec![
        ("a.json", br#"{"call_id":"A","agent_name":null,"timestamp":"2025-01-01 10:00","transcript_text":"Agent: Hi. Customer: Hello there."}"#.to_vec()),
        ("b.json", br#"{"agent_name":"X","timestamp":"2025-01-01 10:00","transcript_text":"Agent: Hi."}"#.to_vec()),
        ("c.json", br#"{"call_id":"C","agent_name":"X","timestamp":"soon","transcript_text":"Agent: Hi."}"#.to_vec()),
        ("d.json", br#"{"call_id":"D","agent_name":"X","timestamp":"2025-01-01 10:00","transcript_text":"  "}"#.to_vec()),
        ("e.json", br#"{"call_id":"E","agent_name":5,"timestamp":"2025-01-01 10:00","transcript_text":7}"#.to_vec()),
        ("f.json", br#"{"call_id":"F","call_id":"F2","timestamp":"2025-01-01 10:00","transcript_text":"Customer: \ud800 <script>alert(1)</script> \u05e9\u05dc\u05d5\u05dd"}"#.to_vec()),
        ("g.json", b"{\"call_id\":".to_vec()),
        ("h.json", Vec::new()),
        ("i.json", deep.into_bytes()),
        ("j.json", br#"{"call_id":"J","timestamp":"2025-01-01 10:00:00.123456789Z","transcript_text":null}"#.to_vec()),
    ];
    let mut pipe = Pipe::new(2, vec![("t/*.json", bundle(&documents))]);
    let overview = pipe.load("UTC");
    let quality = &overview.quality;
    assert!(quality.holds());
    assert_eq!(quality.read, 10);
    let rejects = text(pipe.export("calls_rejected", Scope::All, Style::default()));
    insta::assert_snapshot!(rejects.replace(&"[".repeat(900), "[…").replace(&"[".repeat(100), ""));
    pipe.ask(Ask::default());
    let silver = text(pipe.export("silver_csv", Scope::All, Style::default()));
    assert!(silver.contains("F2") && silver.contains("<script>"), "{silver}");
}

#[test]
fn a_turn_of_five_megabytes_is_scored() {
    let long = format!("Agent: Hello. Customer: {}", "this is terrible and I am not happy ".repeat(150_000));
    let documents = vec![
        ("long.txt", long.into_bytes()),
        ("short.txt", b"Agent: Hi.\nCustomer: Thanks, that was great.".to_vec()),
    ];
    let mut pipe = Pipe::new(1, vec![("t/*.txt", bundle(&documents))]);
    let overview = pipe.load("UTC");
    assert_eq!((overview.quality.read, overview.quality.kept), (2, 2));
    let gold = text(pipe.export("gold_csv", Scope::All, Style::default()));
    let lines: Vec<&str> = gold.lines().collect();
    assert!(lines[1].starts_with("long,Unknown Agent,,false,,,,negative,"), "{}", &lines[1]);
    assert!(lines[2].starts_with("short,Unknown Agent,,false,,,,positive,"), "{}", &lines[2]);
    assert!(overview.quality.findings.iter().any(|finding| finding.rule == Rule::EstimatedDuration));
}
