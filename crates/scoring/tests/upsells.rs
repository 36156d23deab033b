//! Products offered on top, in situations of `upsells.txt`: what was accepted, with amount and period, and what was
//! refused, taken back, owned or refunded. Each is tried as it is written, and without case and punctuation.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeMap;

use callscape_model::score::{Fate, Period, Score, Speaker};
use callscape_scoring::linear::Kind;
use callscape_scoring::pack::RulePack;
use callscape_scoring::scorer::{Scorer, Scratch};
use callscape_scoring::talk::{Talk, Turn};

struct Case {
    check: bool,
    turns: Vec<(Speaker, String)>,
    truth: Vec<String>,
}

fn cases() -> Vec<Case> {
    let text = include_str!("upsells.txt");
    text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).map(case).collect()
}

fn case(line: &str) -> Case {
    let check = line.starts_with('!');
    let (talk, truth) = line.trim_start_matches("! ").split_once("=>").unwrap();
    let turn = |turn: &str| {
        let (who, text) = turn.trim().split_once(": ").unwrap();
        (if who == "A" { Speaker::Agent } else { Speaker::Customer }, text.to_owned())
    };
    let mut truth: Vec<String> =
        truth.split(';').map(|part| part.trim().to_owned()).filter(|part| part != "none").collect();
    truth.sort();
    Case { check, turns: talk.split('|').map(turn).collect(), truth }
}

/// As a recogniser writes: small letters, no marks but those inside numbers.
fn plain(text: &str) -> String {
    let chars: Vec<char> = text.to_lowercase().chars().collect();
    let keep = |at: usize| {
        let digit = |at: Option<&char>| at.is_some_and(char::is_ascii_digit);
        match chars[at] {
            '?' | '!' | ';' => false,
            '.' | ',' => digit(chars.get(at + 1)),
            _ => true,
        }
    };
    (0..chars.len()).filter(|at| keep(*at)).map(|at| chars[at]).collect()
}

fn found(score: &Score) -> Vec<String> {
    let line = |upsell: &callscape_model::score::Upsell| {
        let amount = upsell.amount.and_then(|place| score.amounts.get(place as usize));
        let amount = amount.map_or("? - once".to_owned(), |amount| {
            let currency = if amount.currency.is_empty() { "-" } else { &amount.currency };
            let period = match amount.period {
                Period::Once => "once",
                Period::Day => "day",
                Period::Week => "week",
                Period::Month => "month",
                Period::Quarter => "quarter",
                Period::Year => "year",
            };
            format!("{} {currency} {period}", amount.value as f64 / 1e6)
        });
        let kind = &upsell.kind;
        match upsell.fate {
            Fate::Accepted => Some(format!("{kind} {amount} accepted")),
            Fate::Refunded => Some(format!("{kind} {amount} refunded")),
            Fate::Refused => Some(format!("{kind} refused")),
            Fate::TakenBack => Some(format!("{kind} taken")),
            Fate::Owned => Some(format!("{kind} owned")),
            Fate::Open => None,
        }
    };
    let mut all: Vec<String> = score.upsells.iter().filter_map(line).collect();
    all.sort();
    all
}

/// Right, extra and missing entries of cases.
#[derive(Default)]
struct Tally {
    right: usize,
    extra: usize,
    missing: usize,
}

impl Tally {
    fn add(&mut self, found: &[String], truth: &[String]) {
        let mut left = truth.to_vec();
        for entry in found {
            match left.iter().position(|wanted| wanted == entry) {
                Some(place) => {
                    left.remove(place);
                    self.right += 1;
                }
                None => self.extra += 1,
            }
        }
        self.missing += left.len();
    }

    fn f1(&self) -> f64 {
        200.0 * self.right as f64 / (2 * self.right + self.extra + self.missing) as f64
    }
}

fn measure(write: impl Fn(&str) -> String) -> BTreeMap<bool, f64> {
    let scorer = Scorer::new(&RulePack::parse(&RulePack::default_text()).unwrap()).unwrap();
    let (mut scratch, mut halves) = (Scratch::default(), BTreeMap::<bool, Tally>::new());
    for case in cases() {
        let texts: Vec<String> = case.turns.iter().map(|(_, text)| write(text)).collect();
        let turns =
            || texts.iter().zip(&case.turns).map(|(text, (who, _))| Turn { speaker: *who, text }).collect();
        let score = scorer.score(&mut scratch, turns(), Kind::Call);
        let entries = found(&score);
        if entries != case.truth {
            println!(
                "{}{texts:#?}\n    wants {:?}\n    has   {entries:?}",
                if case.check { "! " } else { "" },
                case.truth
            );
        }
        halves.entry(case.check).or_default().add(&entries, &case.truth);
        // The light path says the same as the full one.
        let deal = scorer.deal(&mut scratch, &Talk::new(turns()));
        let sum: i64 = score
            .upsells
            .iter()
            .filter(|upsell| upsell.fate == Fate::Accepted)
            .filter_map(|upsell| Some(score.amounts[upsell.amount? as usize].value))
            .sum();
        assert_eq!(deal.upsell.unwrap_or(0), sum, "{texts:?}");
        assert_eq!(deal.conversion.map(|(kind, _)| kind), score.conversion.map(|won| won.kind));
    }
    halves.iter().map(|(check, tally)| (*check, tally.f1())).collect()
}

#[test]
fn there_are_enough_situations_in_both_halves() {
    let all = cases();
    assert!(all.len() >= 200, "{}", all.len());
    assert!(all.iter().filter(|case| case.check).count() >= 90);
}

#[test]
fn upsells_are_found_as_written() {
    let f1 = measure(str::to_owned);
    println!("as written: {f1:?}");
    assert!(f1[&false] >= 97.0 && f1[&true] >= 92.0, "{f1:?}");
}

#[test]
fn upsells_are_found_without_case_and_punctuation() {
    let f1 = measure(plain);
    println!("plain: {f1:?}");
    assert!(f1[&false] >= 95.0 && f1[&true] >= 88.0, "{f1:?}");
}
