//! What is measured side by side: the default pack, VADER, and the pack of plain keywords.

use anyhow::{Result, anyhow};
use callscape_model::score::{Label, Speaker};
use callscape_scoring::linear::{Kind, Model};
use callscape_scoring::pack::RulePack;
use callscape_scoring::scorer::{Scorer, Scratch};
use callscape_scoring::talk::{Talk, Turn};
use vader_parity::SentimentIntensityAnalyzer;

/// What a judge says of a text.
#[derive(Clone, Copy, Debug)]
pub struct Opinion {
    /// The label.
    pub label: Label,
    /// Higher is worse; without unit, to order texts by.
    pub bad: f64,
}

/// Whose opinion it is.
#[derive(Debug)]
pub enum Judge {
    /// A rule pack of ours.
    Pack(Box<Scorer>),
    /// VADER with its authors' thresholds.
    Vader(Box<Vader>),
}

/// VADER as its authors' program computes it.
pub struct Vader(SentimentIntensityAnalyzer);

impl std::fmt::Debug for Vader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Vader")
    }
}

impl Judge {
    /// Ours with other weights.
    ///
    /// # Errors
    /// When the pack of the repository cannot be used.
    pub fn ours(model: Model) -> Result<Judge> {
        let pack = RulePack::parse(&RulePack::default_text()).map_err(|error| anyhow!("{error}"))?;
        Ok(Judge::Pack(Box::new(Scorer::with_model(&pack, model).map_err(|error| anyhow!("{error}"))?)))
    }

    /// The pack of plain keywords.
    ///
    /// # Errors
    /// When the pack of the repository cannot be used.
    pub fn plain() -> Result<Judge> {
        let pack = RulePack::parse(RulePack::plain_text()).map_err(|error| anyhow!("{error}"))?;
        Ok(Judge::Pack(Box::new(Scorer::new(&pack).map_err(|error| anyhow!("{error}"))?)))
    }

    /// VADER.
    pub fn vader() -> Judge {
        Judge::Vader(Box::new(Vader(SentimentIntensityAnalyzer::new())))
    }

    /// The scorer of a rule pack; VADER has none.
    pub fn scorer(&self) -> Option<&Scorer> {
        match self {
            Judge::Pack(scorer) => Some(scorer),
            Judge::Vader(_) => None,
        }
    }

    /// Its opinion of a text without speakers.
    pub fn opinion(&self, text: &str, kind: Kind, scratch: &mut Scratch) -> Opinion {
        match self {
            Judge::Pack(scorer) => {
                let talk = Talk::new(vec![Turn { speaker: Speaker::Unknown, text }]);
                let verdict = scorer.judge(scratch, &talk, kind);
                let [negative, _, positive] = verdict.probabilities;
                Opinion { label: verdict.label, bad: f64::from(2 * negative - positive) }
            }
            Judge::Vader(vader) => {
                let compound = vader.0.polarity_scores(text).compound;
                let label = match compound {
                    compound if compound >= 0.05 => Label::Positive,
                    compound if compound <= -0.05 => Label::Negative,
                    _ => Label::Neutral,
                };
                Opinion { label, bad: -compound }
            }
        }
    }
}
