//! The table of accuracy: a list of measures, each with the file it needs. A measure more is one line in [`MEASURES`].

use std::fmt::Write as _;
use std::path::Path;

use anyhow::Result;
use callscape_model::score::Label;
use callscape_scoring::linear::{Kind, Model};
use callscape_scoring::scorer::{Scorer, Scratch};

use crate::data::{Sample, dialogues, goemotions, sentences, sums, tweets, uss};
use crate::judges::{Judge, Opinion};
use crate::measure::{Confusion, auc};
use crate::patterns::{self, Case, Wanted};
use crate::slots::spoken;
use crate::{calls, deals};

/// A line of the table.
#[derive(Clone, Debug)]
pub struct Row {
    /// What is measured, with its unit.
    pub name: String,
    /// How many texts.
    pub texts: usize,
    /// Of VADER, of plain keywords, of ours; none where one has no answer to give.
    pub values: [Option<f64>; 3],
}

impl Row {
    /// A row of which only ours has a figure.
    pub fn ours(name: &str, texts: usize, value: f64) -> Row {
        Row { name: name.to_owned(), texts, values: [None, None, Some(value)] }
    }
}

/// The folder of data, and who is measured.
#[derive(Debug)]
pub struct Bench<'a> {
    /// The folder of data.
    pub data: &'a Path,
    /// VADER, plain keywords, ours.
    pub judges: [Judge; 3],
}

/// A measure: the file below the folder of data that it needs, if any, and the rows that it gives.
pub type Measure = (Option<&'static str>, fn(&Bench<'_>) -> Vec<Row>);

/// Every measure, in the order of the table.
pub const MEASURES: &[Measure] = &[
    (Some("text/uss/MWOZ.txt"), |bench| service(bench, "MWOZ")),
    (Some("text/uss/CCPE.txt"), |bench| service(bench, "CCPE")),
    (Some("text/vader-gt/tweets_GroundTruth.txt"), general_tweets),
    (Some("text/goemotions/dev.tsv"), comments),
    (Some("text/vader-gt/amazonReviewSnippets_GroundTruth.txt"), products),
    (Some("text/uci-sls/yelp_labelled.txt"), reviews),
    (None, |bench| behaviour(bench, "negation", "negation")),
    (None, |bench| behaviour(bench, "past", "used to, now")),
    (None, |bench| behaviour(bench, "whose", "whose opinion, question and answer")),
    (None, |bench| behaviour(bench, "vocabulary", "vocabulary")),
    (None, negation),
    (Some("text/money/duckling-en.jsonl"), |bench| {
        deals::amounts("Duckling", &sums::lines(bench.data, "text/money/duckling-en.jsonl"))
    }),
    (Some("text/money/price-parser.jsonl"), |bench| {
        deals::amounts("price-parser", &sums::lines(bench.data, "text/money/price-parser.jsonl"))
    }),
    (Some("text/ms-currency/English.json"), |bench| {
        deals::amounts("ms-currency", &sums::recognizers(bench.data, "text/ms-currency/English.json"))
    }),
    (Some("text/sgd/dialogues_001.json"), |bench| {
        deals::conversions(bench, "booked or bought (SGD)", &dialogues::services(bench.data))
    }),
    (Some("text/craigslist/dev.json"), |bench| {
        deals::conversions(bench, "deal made (Craigslist)", &dialogues::negotiations(bench.data))
    }),
    (Some("text/craigslist/dev.json"), |bench| {
        deals::prices(bench, "Craigslist", &dialogues::negotiations(bench.data))
    }),
    (None, deals::upsells),
    (Some("text/human-name/parseable-names.txt"), |bench| deals::names(bench.data)),
    (None, calls::rows),
];

/// The table of everything that the folder has the files for, and what it lacks.
///
/// # Errors
/// When a pack of the repository cannot be used.
pub fn table(data: &Path) -> Result<String> {
    let ours = Judge::ours(Model::trained().unwrap_or_default())?;
    let bench = Bench { data, judges: [Judge::vader(), Judge::plain()?, ours] };
    let mut text = String::from(
        "| measure | texts | VADER | plain keywords | callscape |\n| --- | --- | --- | --- | --- |\n",
    );
    let mut lacking = Vec::new();
    for (needed, measure) in MEASURES {
        if let Some(file) = needed.filter(|file| !data.join(file).is_file()) {
            lacking.push(file);
            continue;
        }
        for row in measure(&bench) {
            let cell =
                |value: &Option<f64>| value.map_or_else(|| "–".to_owned(), |value| format!("{value:.1}"));
            let [vader, plain, ours] = row.values.each_ref().map(cell);
            let _ = writeln!(text, "| {} | {} | {vader} | {plain} | {ours} |", row.name, row.texts);
        }
    }
    if !lacking.is_empty() {
        let _ = writeln!(text, "\nNot measured, as {} lacks: {}.", data.display(), lacking.join(", "));
    }
    Ok(text)
}

impl Bench<'_> {
    /// What every judge that is a rule pack gives.
    pub fn packs<T>(&self, value: impl Fn(&Scorer) -> T) -> [Option<T>; 3] {
        self.judges.each_ref().map(|judge| judge.scorer().map(&value))
    }

    /// A row of a figure that is computed of every judge's opinions.
    fn row<'t>(
        &self,
        name: &str,
        kind: Kind,
        texts: impl Iterator<Item = &'t str> + Clone,
        figure: impl Fn(&[Opinion]) -> f64,
    ) -> Row {
        let values = self.judges.each_ref().map(|judge| {
            let mut scratch = Scratch::default();
            let opinions: Vec<Opinion> =
                texts.clone().map(|text| judge.opinion(text, kind, &mut scratch)).collect();
            Some(figure(&opinions))
        });
        Row { name: name.to_owned(), texts: texts.count(), values }
    }

    fn labelled(&self, name: &str, samples: &[Sample], figure: impl Fn(&Confusion) -> f64) -> Row {
        let kind = samples.first().map_or(Kind::Call, |sample| sample.kind);
        let truths: Vec<Label> = samples.iter().map(|sample| sample.label).collect();
        self.row(name, kind, samples.iter().map(|sample| sample.text.as_str()), |opinions| {
            figure(&confusion(&truths, opinions))
        })
    }
}

fn confusion(truths: &[Label], opinions: &[Opinion]) -> Confusion {
    let mut confusion = Confusion::default();
    for (truth, opinion) in truths.iter().zip(opinions) {
        confusion.add(*truth, opinion.label);
    }
    confusion
}

/// User turns of service dialogues: a mean satisfaction up to 2.5 is negative, from 3.5 on positive.
fn service(bench: &Bench<'_>, set: &str) -> Vec<Row> {
    let turns = uss::turns(bench.data, set);
    let label = |turn: &uss::Turn| match turn.mean {
        mean if mean <= 2.5 => Label::Negative,
        mean if mean >= 3.5 => Label::Positive,
        _ => Label::Neutral,
    };
    let samples: Vec<Sample> =
        turns.iter().map(|turn| Sample::new(turn.text.as_str(), label(turn), Kind::Call)).collect();
    let ranked = |opinions: &[Opinion]| {
        let pairs = opinions
            .iter()
            .zip(&samples)
            .map(|(opinion, sample)| (opinion.bad, sample.label == Label::Negative));
        auc(&pairs.collect::<Vec<_>>())
    };
    vec![
        bench.labelled(&format!("service user turns {set}, macro-F1"), &samples, Confusion::macro_f1),
        bench.labelled(&format!("service user turns {set}, accuracy"), &samples, Confusion::accuracy),
        bench.labelled(&format!("service user turns {set}, neutral recall"), &samples, |c| {
            c.recall(Label::Neutral)
        }),
        bench.row(
            &format!("service user turns {set}, AUC for dissatisfied"),
            Kind::Call,
            samples.iter().map(|sample| sample.text.as_str()),
            ranked,
        ),
    ]
}

fn held_back(bench: &Bench<'_>, set: tweets::Set) -> Vec<Sample> {
    tweets::halves(bench.data, set).1
}

fn general_tweets(bench: &Bench<'_>) -> Vec<Row> {
    let samples = held_back(bench, tweets::Set::Tweets);
    vec![bench.labelled("general tweets (half held back), macro-F1", &samples, Confusion::macro_f1)]
}

fn comments(bench: &Bench<'_>) -> Vec<Row> {
    let samples = goemotions::samples(bench.data, "dev.tsv");
    vec![bench.labelled("comments (GoEmotions dev), macro-F1", &samples, Confusion::macro_f1)]
}

fn products(bench: &Bench<'_>) -> Vec<Row> {
    let samples = held_back(bench, tweets::Set::Amazon);
    let (clear, _): (Vec<Sample>, Vec<Sample>) =
        samples.iter().cloned().partition(|sample| sample.label != Label::Neutral);
    vec![
        bench.labelled("product review sentences (half held back), macro-F1", &samples, Confusion::macro_f1),
        bench.labelled(
            "product review sentences, of those with a mood, accuracy",
            &clear,
            Confusion::accuracy,
        ),
    ]
}

fn reviews(bench: &Bench<'_>) -> Vec<Row> {
    let (_, samples) = sentences::parts(bench.data);
    vec![bench.labelled(
        "film and restaurant sentences (quarter held back), accuracy",
        &samples,
        Confusion::accuracy,
    )]
}

/// The check half of a family, as written and as recognised: the share that fails.
fn behaviour(bench: &Bench<'_>, family: &str, name: &str) -> Vec<Row> {
    let cases: Vec<Case> =
        patterns::cases().into_iter().filter(|case| case.family == family && !case.develop).collect();
    let failed = |opinions: &[Opinion]| {
        let wrong =
            cases.iter().zip(opinions).filter(|(case, opinion)| !case.wanted.allows(opinion.label)).count();
        100.0 * wrong as f64 / cases.len().max(1) as f64
    };
    let plain: Vec<String> = cases.iter().map(|case| spoken(&case.text)).collect();
    vec![
        bench.row(
            &format!("behaviour, % failed: {name}"),
            Kind::Call,
            cases.iter().map(|case| case.text.as_str()),
            failed,
        ),
        bench.row(
            &format!("behaviour, % failed: {name}, neither case nor punctuation"),
            Kind::Call,
            plain.iter().map(String::as_str),
            failed,
        ),
    ]
}

/// Our own sentences with negation in call language, the half that no rule was fitted to: the share that is right.
fn negation(bench: &Bench<'_>) -> Vec<Row> {
    let lines = include_str!("../../scoring/tests/negation.txt").lines();
    let cases: Vec<(Wanted, &str)> = lines
        .filter_map(|line| line.strip_prefix("check\t")?.split_once('\t'))
        .map(|(wanted, text)| (Wanted::read(wanted), text))
        .collect();
    let right = |opinions: &[Opinion]| {
        let right =
            cases.iter().zip(opinions).filter(|((wanted, _), found)| wanted.allows(found.label)).count();
        100.0 * right as f64 / cases.len().max(1) as f64
    };
    let texts = cases.iter().map(|(_, text)| *text);
    vec![bench.row("negation in call language, own sentences, right", Kind::Call, texts, right)]
}

/// The develop half of a behaviour that ours judges wrong, to mend rules by.
///
/// # Errors
/// When a pack of the repository cannot be used.
pub fn failures(family: &str) -> Result<String> {
    let ours = Judge::ours(Model::trained().unwrap_or_default())?;
    let (mut text, mut scratch) = (String::new(), Scratch::default());
    for case in patterns::cases().iter().filter(|case| case.family == family && case.develop) {
        for said in [case.text.clone(), spoken(&case.text)] {
            let found = ours.opinion(&said, Kind::Call, &mut scratch);
            if !case.wanted.allows(found.label) {
                let _ = writeln!(text, "{:?}, not {:?}: {said}", case.wanted, found.label);
            }
        }
    }
    Ok(text)
}
