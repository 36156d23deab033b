//! Measures of deals: sums, conversions, agreed prices, products offered on top, spellings of names.

use std::path::Path;

use callscape_model::score::Speaker;
use callscape_scoring::amounts::find;
use callscape_scoring::deals::Deal;
use callscape_scoring::linear::Kind;
use callscape_scoring::names::{clusters, fold};
use callscape_scoring::scorer::{Scorer, Scratch};
use callscape_scoring::talk::{Talk, Turn};

use crate::data::dialogues::Dialogue;
use crate::data::{self, sums};
use crate::families::{Bench, Row};
use crate::measure::Binary;

#[path = "../../scoring/tests/situations/mod.rs"]
mod situations;

/// Sums found in texts: the share in percent where they are all right and none is extra.
pub fn amounts(name: &str, cases: &[sums::Case]) -> Vec<Row> {
    let found = |text: &str| {
        let (talk, mut out) = (Talk::new(vec![Turn { speaker: Speaker::Unknown, text }]), Vec::new());
        find(&talk, 0, &mut out);
        out.iter().map(|amount| amount.value as f64 / 1e6).collect::<Vec<f64>>()
    };
    let right = cases.iter().filter(|(text, truth)| same(&found(text), truth)).count();
    let share = 100.0 * right as f64 / cases.len().max(1) as f64;
    vec![Row::ours(&format!("amounts, exact set per text: {name}"), cases.len(), share)]
}

/// Whether both have the same values, in whatever order.
fn same(found: &[f64], truth: &[f64]) -> bool {
    let sorted = |values: &[f64]| {
        let mut values = values.to_vec();
        values.sort_by(f64::total_cmp);
        values
    };
    let (found, truth) = (sorted(found), sorted(truth));
    found.len() == truth.len()
        && found.iter().zip(&truth).all(|(a, b)| (a - b).abs() <= 1e-6 * b.abs().max(1.0))
}

fn deals(scorer: &Scorer, dialogues: &[Dialogue], unknown: bool) -> Vec<Deal> {
    let mut scratch = Scratch::default();
    let deal = |dialogue: &Dialogue| {
        let side = |speaker| if unknown { Speaker::Unknown } else { speaker };
        let turns = dialogue.turns.iter().map(|(speaker, text)| Turn { speaker: side(*speaker), text });
        scorer.deal(&mut scratch, &Talk::new(turns.collect()))
    };
    dialogues.iter().map(deal).collect()
}

/// Conversions beside the truth, with the speakers known and unknown: Matthews correlation in hundredths.
pub fn conversions(bench: &Bench<'_>, name: &str, dialogues: &[Dialogue]) -> Vec<Row> {
    let row = |unknown: bool| {
        let value = |scorer: &Scorer| {
            let deals = deals(scorer, dialogues, unknown);
            let pairs =
                dialogues.iter().zip(&deals).map(|(truth, found)| (truth.won, found.conversion.is_some()));
            100.0 * Binary::of(pairs).correlation()
        };
        let known = if unknown { ", speakers unknown" } else { "" };
        let name = format!("conversion, Matthews correlation: {name}{known}");
        Row { name, texts: dialogues.len(), values: bench.packs(value) }
    };
    vec![row(false), row(true)]
}

/// Agreed prices that are found, in percent.
pub fn prices(bench: &Bench<'_>, name: &str, dialogues: &[Dialogue]) -> Vec<Row> {
    let priced: Vec<Dialogue> =
        dialogues.iter().filter(|dialogue| dialogue.price.is_some()).cloned().collect();
    let value = |scorer: &Scorer| {
        let deals = deals(scorer, &priced, false);
        let right = |(truth, found): &(&Dialogue, &Deal)| {
            found.price == truth.price.map(|price| (price * 1e6) as i64)
        };
        100.0 * priced.iter().zip(&deals).filter(right).count() as f64 / priced.len().max(1) as f64
    };
    let [vader, _, ours] = bench.packs(value);
    vec![Row {
        name: format!("agreed price, exact: {name}"),
        texts: priced.len(),
        values: [vader, None, ours],
    }]
}

/// Products offered on top in our own situations, the half that no rule was fitted to: F1 in percent.
pub fn upsells(bench: &Bench<'_>) -> Vec<Row> {
    let cases: Vec<_> = situations::cases().into_iter().filter(|case| case.check).collect();
    let row = |name: &str, write: fn(&str) -> String| {
        let value = |scorer: &Scorer| {
            let (mut tally, mut scratch) = (situations::Tally::default(), Scratch::default());
            for case in &cases {
                let texts: Vec<String> = case.turns.iter().map(|(_, text)| write(text)).collect();
                let turns =
                    texts.iter().zip(&case.turns).map(|(text, (who, _))| Turn { speaker: *who, text });
                let score = scorer.score(&mut scratch, turns.collect(), Kind::Call);
                tally.add(&situations::found(&score), &case.truth);
            }
            tally.f1()
        };
        Row {
            name: format!("upsell, own situations, F1, {name}"),
            texts: cases.len(),
            values: bench.packs(value),
        }
    };
    vec![row("as written", str::to_owned), row("neither case nor punctuation", situations::plain)]
}

/// The name as it is, and its parts without accents and marks.
fn fields(line: &str) -> Vec<String> {
    let mut fields: Vec<String> = line.split('|').map(|field| fold(field, false)).collect();
    if let (Some(first), Some(name)) = (fields.first_mut(), line.split('|').next()) {
        name.clone_into(first);
    }
    fields
}

/// Pairs of spellings of a person that are merged, and pairs of two persons that are, in percent.
pub fn names(data: &Path) -> Vec<Row> {
    let text = data::text(data, "text/human-name/parseable-names.txt").unwrap_or_default();
    let several = |name: &str| ["&", " and ", " et"].iter().any(|sign| name.to_lowercase().contains(sign));
    // The name, then what it means: surname, given name, middle names, initials, generation.
    let known: Vec<Vec<String>> = text
        .lines()
        .filter(|line| {
            !line.starts_with('#') && line.contains('|') && !several(line.split('|').next().unwrap_or(""))
        })
        .map(fields)
        .collect();
    let (mut one, mut two) = ([0.0_f64; 2], [0.0_f64; 2]);
    for (place, a) in known.iter().enumerate() {
        for b in known.iter().skip(place + 1).filter(|b| a.first() != b.first()) {
            let pair = || [a, b].map(|name| (name.first().map_or("", String::as_str), 1));
            let merged = || f64::from(u8::from(clusters(&pair()) == [0, 0]));
            let field = |name: &[String], at: usize| name.get(at).cloned().unwrap_or_default();
            let far = |at: usize| {
                let (a, b) = (field(a, at), field(b, at));
                !a.is_empty() && !b.is_empty() && a != b
            };
            if a.get(1..) == b.get(1..) {
                one = [one[0] + 1.0, one[1] + merged()];
            } else if (field(a, 1) == field(b, 1) || field(a, 2) == field(b, 2))
                && [1, 2, 4, 6].into_iter().any(far)
            {
                two = [two[0] + 1.0, two[1] + merged()];
            }
        }
    }
    let row =
        |name: &str, [all, merged]: [f64; 2]| Row::ours(name, all as usize, 100.0 * merged / all.max(1.0));
    vec![row("agents, spellings of one name merged", one), row("agents, names of two merged wrongly", two)]
}
