//! To decline an offer politely is neutral; the sentences are in `refusals.txt`.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use callscape_model::score::{Label, Speaker};
use callscape_scoring::linear::Kind;
use callscape_scoring::pack::RulePack;
use callscape_scoring::scorer::{Scorer, Scratch};
use callscape_scoring::talk::{Talk, Turn};

fn label(scorer: &Scorer, text: &str) -> Label {
    let talk = Talk::new(vec![Turn { speaker: Speaker::Customer, text }]);
    scorer.judge(&mut Scratch::default(), &talk, Kind::Call).label
}

#[test]
fn most_polite_refusals_are_neutral_and_complaints_are_not() {
    let scorer = Scorer::new(&RulePack::parse(&RulePack::default_text()).unwrap()).unwrap();
    let sentences: Vec<&str> =
        include_str!("refusals.txt").lines().filter(|line| !line.starts_with('#')).collect();
    let wrong: Vec<_> = sentences.iter().filter(|text| label(&scorer, text) != Label::Neutral).collect();
    assert!(wrong.len() * 5 <= sentences.len(), "{wrong:#?}");
    for text in ["No, this is useless.", "Your service is too expensive.", "No, you people lied to me."] {
        assert_eq!(label(&scorer, text), Label::Negative, "{text}");
    }
}
