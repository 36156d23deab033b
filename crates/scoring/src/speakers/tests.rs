//! Transcripts as they come, and what must not be cut.

use proptest::prelude::*;

use super::*;

/// Turns as `part|name|text`.
fn told(text: &str) -> Vec<String> {
    turns(text)
        .iter()
        .map(|spoken| {
            let part = match spoken.turn.speaker {
                Speaker::Agent => "A",
                Speaker::Customer => "C",
                Speaker::System => "S",
                Speaker::Unknown => "?",
            };
            format!("{part}|{}|{}", spoken.name, spoken.turn.text)
        })
        .collect()
}

/// A file of cases: a transcript between lines `==`, its turns after `--`.
fn cases() -> Vec<(String, Vec<String>)> {
    let file = include_str!("../../tests/turns.txt");
    let cases = file.split("\n==\n").skip(1).map(|case| {
        let (text, turns) = case.split_once("\n--\n").unwrap();
        (text.to_owned(), turns.lines().filter(|line| !line.is_empty()).map(String::from).collect())
    });
    cases.collect()
}

#[test]
fn transcripts_as_they_come() {
    let cases = cases();
    assert!(cases.len() >= 25, "{}", cases.len());
    for (text, expected) in cases {
        assert_eq!(told(&text), expected, "{text}");
    }
}

#[test]
fn times_count_from_the_start_of_the_call() {
    let starts = |text: &str| turns(text).iter().map(|turn| turn.start).collect::<Vec<_>>();
    assert_eq!(starts("23:59:50-agent: hi\n00:00:05-consumer: hello"), [Some(0), Some(15_000)]);
    assert_eq!(starts("[00:01:02] Agent: hi [00:01:09.5] Customer: yo"), [Some(62_000), Some(69_500)]);
    assert_eq!(starts("Agent (0:05): hi\nCustomer (0:09): yo"), [Some(5_000), Some(9_000)]);
    assert_eq!(starts("Agent: hi"), [None]);
}

#[test]
fn long_texts_take_linear_time() {
    let colons = ":".repeat(2_000_000);
    assert_eq!(turns(&colons).len(), 1);
    let names = "Ab Cd: x. ".repeat(200_000);
    assert_eq!(turns(&names).len(), 200_000);
    let one = format!("Agent: {}", "word ".repeat(1_000_000));
    assert_eq!(turns(&one).len(), 1);
    let words = "Xx: ".repeat(500_000);
    assert!(!turns(&words).is_empty());
}

#[test]
fn the_transcripts_of_a_bank() {
    let path = "/work/shared/data/transcripts/bank-transcripts-tsv/transcripts.csv";
    let Ok(file) = std::fs::read_to_string(path) else {
        eprintln!("skipped: no {path}");
        return;
    };
    let transcripts: Vec<&str> = file.split('\t').filter(|cell| cell.contains("-agent:")).collect();
    assert_eq!(transcripts.len(), 10);
    for text in transcripts {
        let text = text.trim_start_matches('"').replace("\"\n", "\n");
        let lines = text.lines().filter(|line| line.contains("-agent:") || line.contains("-consumer:"));
        let turns = turns(&text);
        assert_eq!(turns.len(), lines.count());
        assert!(turns.iter().all(|turn| turn.turn.speaker != Speaker::Unknown && turn.start.is_some()));
        assert_eq!(turns.first().and_then(|turn| turn.start), Some(0));
    }
}

proptest! {
    #[test]
    fn turns_are_parts_of_the_text_in_order(text in "(Agent: |Customer: |\\PC{0,8}|[a-z .:\n]{0,12}){0,12}") {
        let mut last = 0;
        for spoken in turns(&text) {
            let at = spoken.at as usize;
            prop_assert!(at >= last);
            prop_assert_eq!(text.get(at..at + spoken.turn.text.len()), Some(spoken.turn.text));
            prop_assert!(!spoken.turn.text.is_empty());
            last = at + spoken.turn.text.len();
        }
    }

    #[test]
    fn what_parts_say_comes_back(said in prop::collection::vec("([a-z]{1,9} ){0,6}[q-z]{3,8}", 1..9), end in "( |\n)") {
        let names = ["Agent", "Customer"];
        let lines: Vec<String> =
            said.iter().enumerate().map(|(at, text)| format!("{}: {text}", names[at % 2])).collect();
        let text = lines.join(&end);
        let found: Vec<String> = turns(&text).iter().map(|turn| turn.turn.text.to_owned()).collect();
        prop_assert_eq!(found, said);
    }
}
