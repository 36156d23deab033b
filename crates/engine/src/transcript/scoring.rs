//! Rules made ready for the row loop, and what scoring leaves in a row.

use std::fmt::{Debug, Formatter};

use callscape_model::dimension::Dimension;
use callscape_model::message::{Failure, PackInfo, Rules};
use callscape_model::score::{ConversionKind, Label, NOT_ANALYSED, NOTHING, SAME, Score};
use callscape_scoring::linear::Kind;
use callscape_scoring::pack::{BUILT_IN, BuiltIn, RulePack};
use callscape_scoring::scorer::{Scorer, Scratch};
use callscape_scoring::talk::{Talk, Turn};

use super::Said;
use crate::clean::category::Dictionaries;
use crate::schema::NONE;

/// Rules made ready.
pub struct Scoring {
    /// What they are made from.
    pub rules: Rules,
    scorer: Scorer,
    /// The rules whose labels are compared with.
    before: Option<Scorer>,
}

impl Debug for Scoring {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Scoring").field("rules", &self.rules).finish_non_exhaustive()
    }
}

/// What scoring leaves in a row: hot numbers, and words for the categories.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scored {
    /// The label; `None` when the language is not English.
    pub label: Option<Label>,
    /// The label by the rules before, where there are any.
    pub before: Option<Label>,
    /// Ten-thousandths from −1 to 1, or [`NONE`].
    pub score: i64,
    /// Probability of the label in ten-thousandths, or [`NONE`].
    pub confidence: i64,
    /// Millionths of what was sold on top, or [`NONE`].
    pub upsell: i64,
    /// What the customer agreed to.
    pub conversion: Option<ConversionKind>,
    /// The kind of the first product that was sold on top.
    pub product: Option<String>,
}

fn ready(pack: &str) -> Result<Scorer, Failure> {
    let text =
        if pack.is_empty() { RulePack::default_text().into() } else { std::borrow::Cow::Borrowed(pack) };
    RulePack::parse(&text).and_then(|pack| Scorer::new(&pack)).map_err(|error| {
        let message = format!("The rule pack cannot be used: {error}.");
        Failure::new("rules", message, "The rules from before stay; correct the line and apply them again.")
    })
}

/// The packs that come with the product.
pub fn packs() -> Vec<PackInfo> {
    let pack = |pack: &BuiltIn| PackInfo { id: pack.id.into(), title: pack.title.into(), text: pack.text() };
    BUILT_IN.iter().map(pack).collect()
}

impl Scoring {
    /// Rules made ready.
    ///
    /// # Errors
    /// With the line and the reason when a pack cannot be used.
    pub fn new(rules: Rules) -> Result<Scoring, Failure> {
        let before = rules.before.as_deref().map(ready).transpose()?;
        Ok(Scoring { scorer: ready(&rules.pack)?, before, rules })
    }

    /// Whether labels are compared with those of other rules.
    pub fn compares(&self) -> bool {
        self.before.is_some()
    }

    /// Everything about a conversation, with its evidence.
    pub fn explain(&self, scratch: &mut Scratch, said: &[Said<'_>]) -> Score {
        self.scorer.score(scratch, turns(said), Kind::Call)
    }

    /// What a row keeps of a conversation.
    pub fn score(&self, scratch: &mut Scratch, said: &[Said<'_>]) -> Scored {
        let talk = Talk::new(turns(said));
        let Some((verdict, deal)) = self.scorer.weigh(scratch, &talk, Kind::Call) else {
            return Scored { score: NONE, confidence: NONE, upsell: NONE, ..Scored::default() };
        };
        let before = self.before.as_ref().map(|rules| rules.judge(scratch, &talk, Kind::Call).label);
        let kinds = self.scorer.products();
        let product = deal.product.and_then(|place| kinds.get(usize::from(place)));
        Scored {
            label: Some(verdict.label),
            before,
            score: i64::from(verdict.score),
            confidence: i64::from(verdict.probabilities[verdict.label as usize]),
            upsell: deal.upsell.unwrap_or(NONE),
            conversion: deal.conversion.map(|(kind, _)| kind),
            product: product.cloned(),
        }
    }
}

fn turns<'a>(said: &'a [Said<'_>]) -> Vec<Turn<'a>> {
    said.iter().map(|said| Turn { speaker: said.speaker, text: &said.text }).collect()
}

/// The categories that scoring brings, in the order of [`Scored::codes`].
pub const CATEGORIES: [Dimension; 4] =
    [Dimension::Sentiment, Dimension::Conversion, Dimension::Product, Dimension::Relabelled];

impl Scored {
    /// The codes of the categories; that of the label change only where labels are compared.
    pub fn codes(&self, dictionaries: &mut Dictionaries, compared: bool) -> [u16; 4] {
        let analysed = |word: &'static str| if self.label.is_some() { word } else { NOT_ANALYSED };
        let change = match (self.before, self.label) {
            (Some(before), Some(label)) if before != label => {
                std::borrow::Cow::Owned(format!("{} → {}", before.word(), label.word()))
            }
            _ => SAME.into(),
        };
        let words = [
            self.label.map_or(NOT_ANALYSED, Label::word),
            self.conversion.map_or(analysed(NOTHING), ConversionKind::word),
            self.product.as_deref().unwrap_or(analysed(NOTHING)),
            &change,
        ];
        let mut codes = [0; 4];
        let wanted = if compared { CATEGORIES.len() } else { CATEGORIES.len() - 1 };
        for ((code, dimension), word) in codes.iter_mut().zip(&CATEGORIES).zip(words).take(wanted) {
            *code = dictionaries.of(dimension).code(word).0;
        }
        codes
    }
}
