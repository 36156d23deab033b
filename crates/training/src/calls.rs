//! Our own generated calls beside their truth: what was converted, and what became of products offered on top. The
//! rules were developed beside these calls, so the figures say what is confused with what, not how strangers are judged.

use callscape_engine::generate::{Transcript, TranscriptSet, Truth, transcripts};
use callscape_model::score::{ConversionKind, Fate, Label, Score};
use callscape_scoring::linear::Kind;
use callscape_scoring::scorer::{Scorer, Scratch};
use callscape_scoring::speakers;

use crate::families::{Bench, Row};
use crate::measure::{Binary, Confusion};

/// 2025-11-12.
const SET: TranscriptSet = TranscriptSet { calls: 2000, seed: 6, until: 20_404 };

/// A question whose answer is yes or no, of the truth and of a score.
type Class = (&'static str, fn(&Truth) -> bool, fn(&Score) -> bool);

macro_rules! fate {
    ($name:literal, $fate:ident) => {
        (
            concat!("product ", $name),
            |truth| truth.offer.as_ref().is_some_and(|offer| offer.fate == Fate::$fate),
            |score| score.upsells.iter().any(|upsell| upsell.fate == Fate::$fate),
        )
    };
}

macro_rules! kind {
    ($name:literal, $kind:ident) => {
        (
            concat!("converted: ", $name),
            |truth| truth.conversion == Some(ConversionKind::$kind),
            |score| score.conversion.as_ref().is_some_and(|won| won.kind == ConversionKind::$kind),
        )
    };
}

const CLASSES: [Class; 10] = [
    ("converted", |truth| truth.conversion.is_some(), |score| score.conversion.is_some()),
    kind!("booking", Booking),
    kind!("purchase", Purchase),
    kind!("sign-up", SignUp),
    fate!("accepted", Accepted),
    fate!("refused", Refused),
    fate!("only mentioned", Open),
    fate!("taken back", TakenBack),
    fate!("owned", Owned),
    fate!("refunded", Refunded),
];

/// Precision and recall of every class, and the moods.
pub fn rows(bench: &Bench<'_>) -> Vec<Row> {
    let calls: Vec<(Transcript, Truth)> = transcripts(&SET)
        .filter_map(|call| call.truth.clone().map(|truth| (call, truth)))
        .filter(|(_, truth)| truth.language == "en" && truth.label.is_some())
        .collect();
    let scores = bench.packs(|scorer| scores(scorer, &calls));
    let row = |name: String, figure: &dyn Fn(&[Score]) -> f64| Row {
        name: format!("own generated calls, {name}"),
        texts: calls.len(),
        values: scores.each_ref().map(|scores| scores.as_deref().map(figure)),
    };
    let mut rows = Vec::new();
    for (name, truth, found) in CLASSES {
        let binary = |scores: &[Score]| {
            Binary::of(calls.iter().zip(scores).map(|((_, call), score)| (truth(call), found(score))))
        };
        rows.push(row(format!("{name}, precision"), &|scores| binary(scores).precision()));
        rows.push(row(format!("{name}, recall"), &|scores| binary(scores).recall()));
    }
    rows.push(row("moods, macro-F1".to_owned(), &|scores| {
        let mut confusion = Confusion::default();
        for ((_, truth), score) in calls.iter().zip(scores) {
            confusion.add(truth.label.unwrap_or(Label::Neutral), score.label);
        }
        confusion.macro_f1()
    }));
    rows
}

fn scores(scorer: &Scorer, calls: &[(Transcript, Truth)]) -> Vec<Score> {
    let mut scratch = Scratch::default();
    let score = |(call, _): &(Transcript, Truth)| {
        let turns = speakers::turns(&call.text).into_iter().map(|spoken| spoken.turn).collect();
        scorer.score(&mut scratch, turns, Kind::Call)
    };
    calls.iter().map(score).collect()
}
