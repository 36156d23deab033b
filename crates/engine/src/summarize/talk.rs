//! What only transcripts have: labels, scores, conversions, and prices of what was sold on top.

use callscape_model::companion::NO_TRANSCRIPT;
use callscape_model::dimension::Dimension;
use callscape_model::measure::Measure;
use callscape_model::performance::Talk;
use callscape_model::score::{Label, NOT_ANALYSED, NOTHING};
use callscape_model::stat::{Moments, Stat};
use callscape_model::summary::Figures;

use super::values_of;
use crate::numbers::Numbers;
use crate::schema::{Gold, NONE, SCORE, UPSELL};

/// What the words of some dictionaries mean, by code.
#[derive(Debug, Default)]
pub(crate) struct Meanings {
    labels: Vec<Option<Label>>,
    converted: Vec<bool>,
    /// The label of calls without a transcript.
    none: Option<u16>,
}

impl Meanings {
    pub(crate) fn new(dictionaries: &[(Dimension, Vec<String>)]) -> Self {
        let labels = values_of(dictionaries, &Dimension::Sentiment).iter();
        let conversions = values_of(dictionaries, &Dimension::Conversion).iter();
        let converted = |word: &String| !matches!(word.as_str(), "" | NOTHING | NOT_ANALYSED | NO_TRANSCRIPT);
        let none =
            values_of(dictionaries, &Dimension::Sentiment).iter().position(|word| word == NO_TRANSCRIPT);
        Meanings {
            none: none.and_then(|code| u16::try_from(code).ok()),
            labels: labels.map(|word| Label::of(word)).collect(),
            converted: conversions.map(converted).collect(),
        }
    }

    /// The transcripts of a slice, ready to be counted.
    pub(crate) fn of<'a>(&'a self, gold: &'a Gold) -> Talks<'a> {
        Talks {
            meanings: self,
            sentiments: gold.codes(&Dimension::Sentiment),
            conversions: gold.codes(&Dimension::Conversion),
            scores: gold.numbers(SCORE),
            upsells: gold.numbers(UPSELL),
        }
    }
}

/// The columns of a slice.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Talks<'a> {
    meanings: &'a Meanings,
    sentiments: &'a [u16],
    conversions: &'a [u16],
    scores: Numbers<'a>,
    upsells: Numbers<'a>,
}

fn moments(value: Option<i64>) -> Moments {
    let mut moments = Moments::default();
    if let Some(value) = value.filter(|value| *value != NONE) {
        moments.add(value);
    }
    moments
}

impl Talks<'_> {
    /// The label of a row; `None` where it is not analysed.
    pub(crate) fn label(&self, row: usize) -> Option<Label> {
        let code = self.sentiments.get(row)?;
        self.meanings.labels.get(usize::from(*code)).copied().flatten()
    }

    /// Whether a row has a transcript.
    pub(crate) fn is_there(&self, row: usize) -> bool {
        let code = self.sentiments.get(row).copied().unwrap_or(0);
        self.meanings.none != Some(code)
    }

    /// Whether a row has a conversion.
    pub(crate) fn converted(&self, row: usize) -> bool {
        let code = self.conversions.get(row).copied().unwrap_or(0);
        self.meanings.converted.get(usize::from(code)).copied().unwrap_or(false)
    }

    /// One row.
    #[inline]
    pub(crate) fn row(&self, row: usize) -> Talk {
        let mut labels = [0; 3];
        if let Some(slot) = self.label(row).and_then(|label| labels.get_mut(label as usize)) {
            *slot = 1;
        }
        Talk {
            calls: 1,
            conversions: u64::from(self.converted(row)),
            upsell: moments(self.upsells.get(row)),
            score: moments(self.scores.get(row)),
            labels,
        }
    }
}

/// Transcripts and their durations in sum.
#[derive(Clone, Debug, Default)]
pub(super) struct TalkSums {
    talk: Talk,
    durations: Moments,
}

impl TalkSums {
    #[inline]
    pub(super) fn add(&mut self, talk: &Talk, duration: i64) {
        self.talk.merge(talk);
        if duration != NONE {
            self.durations.add(duration);
        }
    }

    pub(super) fn set(&self, figures: &mut Figures) {
        let Talk { conversions, upsell, score, labels: [negative, _, positive], .. } = self.talk;
        let flags = |count: u64| Moments { count, sum: count as i64 };
        figures.set(Measure::TalkDuration, self.durations);
        figures.set(Measure::Analysed, flags(score.count));
        figures.set(Measure::Negative, flags(negative));
        figures.set(Measure::Positive, flags(positive));
        figures.set(Measure::Score, score);
        figures.set(Measure::Converted, flags(conversions));
        figures.set(Measure::Upsell, upsell);
    }
}
