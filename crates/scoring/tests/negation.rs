//! Negation in call language, as written and as a recogniser writes it; the sentences are in `negation.txt`.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use callscape_model::score::{Label, Speaker};
use callscape_scoring::linear::Kind;
use callscape_scoring::pack::RulePack;
use callscape_scoring::scorer::{Scorer, Scratch};
use callscape_scoring::talk::{Talk, Turn};

const CASES: &str = include_str!("negation.txt");

fn scorer() -> Scorer {
    Scorer::new(&RulePack::parse(&RulePack::default_text()).unwrap()).unwrap()
}

fn allows(wanted: &str, found: Label) -> bool {
    match wanted {
        "-" => found == Label::Negative,
        "+" => found == Label::Positive,
        "0" => found == Label::Neutral,
        "!-" => found != Label::Negative,
        other => panic!("no label: {other}"),
    }
}

/// As a recogniser writes: no capitals, no marks.
fn spoken(text: &str) -> String {
    let kept = |c: char| c.is_alphanumeric() || c.is_whitespace() || matches!(c, '\'' | '’');
    text.chars().filter(|c| kept(*c)).collect::<String>().to_lowercase()
}

/// The share in percent that is right, with what is wrong.
fn right(half: &str, said: fn(&str) -> String) -> (usize, Vec<String>) {
    let (scorer, mut scratch) = (scorer(), Scratch::default());
    let (mut all, mut wrong) = (0, Vec::new());
    for line in CASES.lines().filter(|line| line.starts_with(half)) {
        let [_, wanted, text] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let text = said(text);
        let talk = Talk::new(vec![Turn { speaker: Speaker::Customer, text: &text }]);
        let found = scorer.judge(&mut scratch, &talk, Kind::Call).label;
        all += 1;
        if !allows(wanted, found) {
            wrong.push(format!("{wanted}\t{found:?}\t{text}"));
        }
    }
    (100 * (all - wrong.len()) / all, wrong)
}

#[test]
fn there_are_enough_of_them_in_both_halves() {
    for half in ["develop", "check"] {
        assert!(CASES.lines().filter(|line| line.starts_with(half)).count() >= 75);
    }
}

#[test]
fn the_develop_half_is_right() {
    let (share, wrong) = right("develop", str::to_owned);
    assert!(share >= 90, "{share} %\n{}", wrong.join("\n"));
    let (share, wrong) = right("develop", spoken);
    assert!(share >= 90, "{share} %\n{}", wrong.join("\n"));
}

#[test]
fn the_check_half_is_right_mostly() {
    let (share, wrong) = right("check", str::to_owned);
    assert!(share >= 80, "{share} %, {} wrong", wrong.len());
    let (share, wrong) = right("check", spoken);
    assert!(share >= 80, "{share} %, {} wrong", wrong.len());
}
