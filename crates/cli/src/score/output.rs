//! A score as a line of JSON. Places are counted in characters: of the text where a text was given, of the turn's
//! text where turns were.

use callscape_model::score::{Amount, Fate, Score};
use callscape_scoring::talk::Turn;
use serde::Serialize;
use serde_json::Value;

#[derive(Serialize)]
struct Line<'a> {
    id: &'a Value,
    /// Null, as the next two, for a language that is not judged.
    label: Option<&'static str>,
    score: Option<f64>,
    probabilities: Option<Probabilities>,
    evidence: Vec<Evidence<'a>>,
    is_conversion: bool,
    conversion: Option<Conversion<'a>>,
    upsell: Vec<Upsell<'a>>,
    amounts: Vec<Sum<'a>>,
    language: &'a str,
}

#[derive(Serialize)]
struct Probabilities {
    negative: f64,
    neutral: f64,
    positive: f64,
}

#[derive(Serialize)]
struct Evidence<'a> {
    turn: u32,
    span: [usize; 2],
    text: &'a str,
    role: &'static str,
    rule: &'a str,
    points: f64,
}

#[derive(Serialize)]
struct Conversion<'a> {
    kind: &'static str,
    turn: u32,
    phrase: &'a str,
    span: [usize; 2],
    confidence: f64,
}

#[derive(Serialize)]
struct Upsell<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    product: &'a str,
    amount: Option<f64>,
    currency: Option<&'a str>,
    period: Option<&'static str>,
    accepted: bool,
    /// What became of the offer.
    outcome: &'static str,
    turn: u32,
    span: [usize; 2],
}

#[derive(Serialize)]
struct Sum<'a> {
    value: f64,
    currency: Option<&'a str>,
    period: &'static str,
    turn: u32,
    span: [usize; 2],
    text: &'a str,
}

#[derive(Serialize)]
struct Failed<'a> {
    id: &'a Value,
    error: &'a str,
}

/// The turns with the places where they begin, and the text that holds them all, if one does.
struct Places<'a> {
    turns: &'a [(Turn<'a>, usize)],
    text: Option<&'a str>,
}

impl<'a> Places<'a> {
    fn said(&self, turn: u32, start: u32, end: u32) -> &'a str {
        let text = self.turns.get(turn as usize).map_or("", |(turn, _)| turn.text);
        text.get(start as usize..end as usize).unwrap_or("")
    }

    fn span(&self, turn: u32, start: u32, end: u32) -> [usize; 2] {
        let Some((spoken, at)) = self.turns.get(turn as usize) else { return [0, 0] };
        let (text, at) = self.text.map_or((spoken.text, 0), |text| (text, *at));
        [start, end].map(|byte| {
            let before = text.get(..at + byte as usize).unwrap_or(text);
            if before.is_ascii() { before.len() } else { before.chars().count() }
        })
    }
}

/// Writes a score.
pub(super) fn write(
    id: &Value,
    score: &Score,
    turns: &[(Turn<'_>, usize)],
    text: Option<&str>,
    out: &mut Vec<u8>,
) {
    let places = Places { turns, text };
    let analysed = score.is_analysed();
    let [negative, neutral, positive] = score.probabilities.map(share);
    let line = Line {
        id,
        label: analysed.then_some(score.label.word()),
        score: analysed.then_some(share(score.score)),
        probabilities: analysed.then_some(Probabilities { negative, neutral, positive }),
        evidence: evidence(score, &places),
        is_conversion: score.conversion.is_some(),
        conversion: score.conversion.as_ref().map(|found| Conversion {
            kind: found.kind.word(),
            turn: found.turn,
            phrase: places.said(found.turn, found.start, found.end),
            span: places.span(found.turn, found.start, found.end),
            confidence: share(found.confidence),
        }),
        upsell: upsells(score, &places),
        amounts: score.amounts.iter().map(|amount| sum(amount, &places)).collect(),
        language: &score.language,
    };
    // Writing to a vector cannot fail.
    let _ = serde_json::to_writer(out, &line);
}

/// Writes why a line was not scored.
pub(super) fn failed(id: &Value, error: &str, out: &mut Vec<u8>) {
    let _ = serde_json::to_writer(out, &Failed { id, error });
}

fn evidence<'a>(score: &'a Score, places: &Places<'a>) -> Vec<Evidence<'a>> {
    let parts = score.evidence.iter().map(|part| Evidence {
        turn: part.turn,
        span: places.span(part.turn, part.start, part.end),
        text: places.said(part.turn, part.start, part.end),
        role: part.mark.word(),
        rule: &part.rule,
        points: share(part.points),
    });
    parts.collect()
}

fn upsells<'a>(score: &'a Score, places: &Places<'a>) -> Vec<Upsell<'a>> {
    let offers = score.upsells.iter().map(|offer| {
        let amount = offer.amount.and_then(|place| score.amounts.get(place as usize));
        Upsell {
            kind: &offer.kind,
            product: &offer.product,
            amount: amount.map(|amount| units(amount.value)),
            currency: amount.and_then(currency),
            period: amount.map(|amount| amount.period.word()),
            accepted: offer.fate == Fate::Accepted,
            outcome: offer.fate.word(),
            turn: offer.turn,
            span: places.span(offer.turn, offer.start, offer.end),
        }
    });
    offers.collect()
}

fn sum<'a>(amount: &'a Amount, places: &Places<'a>) -> Sum<'a> {
    Sum {
        value: units(amount.value),
        currency: currency(amount),
        period: amount.period.word(),
        turn: amount.turn,
        span: places.span(amount.turn, amount.start, amount.end),
        text: places.said(amount.turn, amount.start, amount.end),
    }
}

/// Ten-thousandths as a number.
fn share(value: i32) -> f64 {
    f64::from(value) / 10_000.0
}

/// Millionths as a number.
fn units(value: i64) -> f64 {
    value as f64 / 1_000_000.0
}

fn currency(amount: &Amount) -> Option<&str> {
    Some(amount.currency.as_str()).filter(|currency| !currency.is_empty())
}
