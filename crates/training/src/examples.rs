//! Samples as the model sees them: features, label, weight.

use std::collections::BTreeMap;

use anyhow::{Result, anyhow};
use callscape_model::score::Label;
use callscape_scoring::clauses::Reading;
use callscape_scoring::features::{self, DENSE, FULL, NOWHERE};
use callscape_scoring::lexicon::Lexicon;
use callscape_scoring::linear::{Model, Sums};
use callscape_scoring::pack::RulePack;
use callscape_scoring::words::cut;

use crate::data::Sample;

/// A sample as the model sees it.
#[derive(Clone, Debug)]
pub struct Example {
    /// Slots, and how much of their weights counts.
    pub features: Vec<(u32, f32)>,
    /// The label.
    pub label: Label,
    /// How much it counts.
    pub weight: f32,
    /// The set it is of, by place.
    pub set: usize,
}

impl Example {
    /// What weights in 1/32 make of it.
    pub fn sums(&self, model: &Model) -> Sums {
        let features = self.features.iter().map(|(slot, value)| features::Feature {
            slot: *slot,
            value: (value * FULL as f32).round() as i32,
            at: if *slot < DENSE { NOWHERE } else { 0 },
            words: 1,
        });
        model.sums(&features.collect::<Vec<_>>())
    }
}

/// Bits of the hashes by which features are counted; nearly all features differ in them.
const FINE: u32 = 30;

/// Makes examples with the default pack. Until [`Maker::settle`], their slots are of a far larger table.
#[derive(Debug)]
pub struct Maker {
    lexicon: Lexicon,
    reading: Reading,
    counts: BTreeMap<u32, u32>,
}

impl Maker {
    /// A maker.
    ///
    /// # Errors
    /// When the pack of the repository cannot be used.
    pub fn new() -> Result<Maker> {
        let pack = RulePack::parse(&RulePack::default_text()).map_err(|error| anyhow!("{error}"))?;
        let lexicon = Lexicon::new(&pack).map_err(|error| anyhow!("{error}"))?;
        Ok(Maker { lexicon, reading: Reading::default(), counts: BTreeMap::new() })
    }

    /// The example of a text.
    pub fn example(&mut self, text: &str, sample: &Sample, weight: f32, set: usize) -> Example {
        let (mut words, mut found) = (Vec::new(), Vec::new());
        cut(text, &mut words);
        self.reading.read(&self.lexicon, &words, 0);
        features::of(&self.reading, &words, FINE, &mut found);
        for feature in &found {
            *self.counts.entry(feature.slot).or_default() += 1;
        }
        let features =
            found.iter().map(|feature| (feature.slot, feature.value as f32 / FULL as f32)).collect();
        Example { features, label: sample.label, weight: weight * sample.weight, set }
    }

    /// Takes features that occur less than `least` times out of the examples, and puts the others into 2^`bits`
    /// slots: what the model has never seen then finds few weights that are not its own.
    pub fn settle(&self, examples: &mut [Example], least: u32, bits: u32) {
        for example in examples {
            example.features.retain(|(slot, _)| self.counts.get(slot).is_some_and(|count| *count >= least));
            for (slot, _) in &mut example.features {
                if *slot >= DENSE {
                    let coarse = *slot >> (FINE - bits);
                    *slot = if coarse < DENSE { coarse + DENSE } else { coarse };
                }
            }
        }
    }
}
