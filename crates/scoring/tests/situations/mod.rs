//! The situations of `upsells.txt`: what was said, what is true of it, and how what is found is compared with that.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a fixture that cannot be read is mended")]

use callscape_model::score::{Fate, Period, Score, Speaker};

/// A situation.
pub(crate) struct Case {
    /// Whether no rule may be fitted to it.
    pub(crate) check: bool,
    /// What was said.
    pub(crate) turns: Vec<(Speaker, String)>,
    /// Kinds of products with what became of them.
    pub(crate) truth: Vec<String>,
}

/// Every situation.
pub(crate) fn cases() -> Vec<Case> {
    let text = include_str!("../upsells.txt");
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
pub(crate) fn plain(text: &str) -> String {
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

/// The products of a score, in the form of the truth.
pub(crate) fn found(score: &Score) -> Vec<String> {
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
pub(crate) struct Tally {
    right: usize,
    extra: usize,
    missing: usize,
}

impl Tally {
    /// Counts a case.
    pub(crate) fn add(&mut self, found: &[String], truth: &[String]) {
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

    /// In percent.
    pub(crate) fn f1(&self) -> f64 {
        200.0 * self.right as f64 / (2 * self.right + self.extra + self.missing) as f64
    }
}
