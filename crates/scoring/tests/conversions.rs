//! Bookings, purchases and sign-ups in the situations of `conversions.txt`, with the speakers known and unknown.
#![allow(clippy::unwrap_used, clippy::panic)]

use callscape_model::score::{ConversionKind, Mark, Score, Speaker};
use callscape_scoring::linear::Kind;
use callscape_scoring::pack::RulePack;
use callscape_scoring::scorer::{Scorer, Scratch};
use callscape_scoring::talk::Turn;

struct Case {
    check: bool,
    turns: Vec<(Speaker, &'static str)>,
    truth: Option<ConversionKind>,
}

fn cases() -> Vec<Case> {
    include_str!("conversions.txt").lines().filter(|line| !line.starts_with('#')).map(case).collect()
}

fn case(line: &'static str) -> Case {
    let (talk, truth) = line.trim_start_matches("! ").split_once("=>").unwrap();
    let turn = |turn: &'static str| {
        let (who, text) = turn.trim().split_once(": ").unwrap();
        (if who == "A" { Speaker::Agent } else { Speaker::Customer }, text)
    };
    let truth = match truth.trim() {
        "booking" => Some(ConversionKind::Booking),
        "purchase" => Some(ConversionKind::Purchase),
        "signup" => Some(ConversionKind::SignUp),
        "none" => None,
        other => panic!("{other}"),
    };
    Case { check: line.starts_with('!'), turns: talk.split('|').map(turn).collect(), truth }
}

fn score(scorer: &Scorer, turns: &[(Speaker, &'static str)], unknown: bool) -> Score {
    let turn = |(speaker, text): &(Speaker, &'static str)| Turn {
        speaker: if unknown { Speaker::Unknown } else { *speaker },
        text,
    };
    scorer.score(&mut Scratch::default(), turns.iter().map(turn).collect(), Kind::Call)
}

fn scorer() -> Scorer {
    Scorer::new(&RulePack::parse(&RulePack::default_text()).unwrap()).unwrap()
}

/// The shares in percent of both halves in which the conversion is right, and its kind is.
fn shares(unknown: bool) -> [(f64, f64); 2] {
    let (scorer, mut halves) = (scorer(), [[0.0; 3]; 2]);
    for case in cases() {
        let won = score(&scorer, &case.turns, unknown).conversion;
        let half = &mut halves[usize::from(case.check)];
        half[0] += 1.0;
        half[1] += f64::from(u8::from(won.is_some() == case.truth.is_some()));
        half[2] += f64::from(u8::from(won.as_ref().map(|won| won.kind) == case.truth));
        if won.as_ref().map(|won| won.kind) != case.truth {
            let mark = if case.check { "! " } else { "" };
            println!("{mark}{:?}\n   wants {:?} has {won:?}", case.turns, case.truth);
        }
    }
    halves.map(|[all, right, kind]| (100.0 * right / all, 100.0 * kind / all))
}

#[test]
fn there_are_enough_situations() {
    assert!(cases().len() >= 60);
}

#[test]
fn conversions_are_found() {
    let [develop, check] = shares(false);
    println!("known: {develop:?} {check:?}");
    assert!(develop.0 >= 95.0 && check.0 >= 93.0, "{develop:?} {check:?}");
}

#[test]
fn conversions_are_found_where_nobody_knows_who_speaks() {
    let [develop, check] = shares(true);
    println!("unknown: {develop:?} {check:?}");
    assert!(develop.0 >= 95.0 && check.0 >= 90.0, "{develop:?} {check:?}");
}

#[test]
fn the_phrase_that_converted_is_the_evidence() {
    let turns = [
        (Speaker::Agent, "Shall I book the table?"),
        (Speaker::Customer, "Yes please, that works."),
        (Speaker::Agent, "It is booked."),
    ];
    let known = score(&scorer(), &turns, false);
    let won = known.conversion.as_ref().unwrap();
    assert_eq!((won.turn, won.kind), (1, ConversionKind::Booking));
    let marked = |score: &Score| score.evidence.iter().filter(|part| part.mark == Mark::Conversion).count();
    assert_eq!(marked(&known), 2);
    let unknown = score(&scorer(), &turns, true);
    assert!(unknown.conversion.unwrap().confidence < won.confidence);
}
