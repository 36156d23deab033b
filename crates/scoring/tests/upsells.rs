//! Products offered on top, in situations of `upsells.txt`: what was accepted, with amount and period, and what was
//! refused, taken back, owned or refunded. Each is tried as it is written, and without case and punctuation.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeMap;

use callscape_model::score::Fate;
use callscape_scoring::linear::Kind;
use callscape_scoring::pack::RulePack;
use callscape_scoring::scorer::{Scorer, Scratch};
use callscape_scoring::talk::{Talk, Turn};

mod situations;

use situations::{Tally, cases, found, plain};

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
