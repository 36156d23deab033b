//! The linear model: weights of 8 bits in a hashed table, and the calibration that makes probabilities of sums.
//!
//! Whole numbers only: sums are in units of 1/128 of a natural logarithm, the exponential is a table.

use callscape_model::score::{Label, ONE};

use crate::features::{Feature, NOWHERE};

/// The weights that were trained; see `weights/PROVENANCE.toml`.
const TRAINED: &[u8] = include_bytes!("../weights/weights.bin");

const MAGIC: &[u8; 4] = b"CSW1";

/// One, in the measure of sums.
pub const UNIT: i32 = 128;

/// Calibrated sums lie between this and its opposite, beyond which probabilities do not change.
const MOST: i32 = 16 * UNIT;

/// Words of a turn beyond which the model's words share what they say.
pub const LONG: usize = 64;

/// What is left of a sum, or of a part of it, in a turn of so many words.
pub(crate) fn spread(sum: i64, words: usize) -> i64 {
    if words > LONG { sum * LONG as i64 / words as i64 } else { sum }
}

/// What kind of text is judged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Conversations and messages: most of it says nothing of a mood.
    #[default]
    Call,
    /// Written reviews: most of it does.
    Review,
}

/// How sums become probabilities.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Calibration {
    /// What sums are multiplied with, in 1/256.
    pub gain: i32,
    /// What is added to the sum for negative, in 1/128.
    pub negative: i32,
    /// What is added to the sum for positive, in 1/128.
    pub positive: i32,
}

/// Sums for negative and positive against neutral, in 1/[`UNIT`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// For negative.
    pub negative: i32,
    /// For positive.
    pub positive: i32,
}

/// Weights and calibrations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Model {
    /// The table has 2^bits slots.
    pub bits: u32,
    /// For [`Kind::Call`] and [`Kind::Review`].
    pub calibrations: [Calibration; 2],
    /// Two weights a slot, for negative and positive, in 1/32.
    weights: Vec<[i8; 2]>,
}

impl Model {
    /// A model of these weights.
    pub fn new(bits: u32, calibrations: [Calibration; 2], weights: Vec<[i8; 2]>) -> Model {
        Model { bits, calibrations, weights }
    }

    /// The model that the repository has weights of; none when they are damaged.
    pub fn trained() -> Option<Model> {
        Model::from_bytes(TRAINED)
    }

    /// Reads a model.
    pub fn from_bytes(bytes: &[u8]) -> Option<Model> {
        let rest = bytes.strip_prefix(MAGIC)?;
        let (&bits, mut rest) = rest.split_first()?;
        if !(8..=20).contains(&bits) {
            return None;
        }
        let mut numbers = [0; 6];
        for number in &mut numbers {
            let (four, after) = rest.split_first_chunk::<4>()?;
            (*number, rest) = (i32::from_le_bytes(*four), after);
        }
        let [gain, negative, positive, review_gain, review_negative, review_positive] = numbers;
        let calls = Calibration { gain, negative, positive };
        let reviews = Calibration { gain: review_gain, negative: review_negative, positive: review_positive };
        let (pairs, over) = rest.as_chunks::<2>();
        if pairs.len() != 1 << bits || !over.is_empty() {
            return None;
        }
        let weights = pairs.iter().map(|[negative, positive]| [*negative as i8, *positive as i8]).collect();
        Some(Model { bits: u32::from(bits), calibrations: [calls, reviews], weights })
    }

    /// The model as a file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.push(self.bits as u8);
        for Calibration { gain, negative, positive } in self.calibrations {
            for number in [gain, negative, positive] {
                bytes.extend(number.to_le_bytes());
            }
        }
        bytes.extend(self.weights.iter().flatten().map(|weight| *weight as u8));
        bytes
    }

    /// What a feature adds.
    #[inline]
    pub fn weight(&self, feature: &Feature) -> Sums {
        let [negative, positive] = self.weights.get(feature.slot as usize).copied().unwrap_or_default();
        Sums { negative: i32::from(negative) * feature.value, positive: i32::from(positive) * feature.value }
    }

    /// What all features add.
    pub fn sums(&self, features: &[Feature]) -> Sums {
        let mut tally = Tally::default();
        features.iter().for_each(|feature| tally.add(self, feature));
        tally.sums()
    }

    /// The calibration of a kind.
    pub fn calibration(&self, kind: Kind) -> Calibration {
        let [calls, reviews] = self.calibrations;
        match kind {
            Kind::Call => calls,
            Kind::Review => reviews,
        }
    }
}

/// What features add, one after the other.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tally {
    rules: [i64; 2],
    words: [i64; 2],
    /// Features of words.
    count: usize,
}

impl Tally {
    /// Adds a feature.
    #[inline]
    pub(crate) fn add(&mut self, model: &Model, feature: &Feature) {
        let Sums { negative, positive } = model.weight(feature);
        let of_words = feature.at != NOWHERE;
        let [sum_negative, sum_positive] = if of_words { &mut self.words } else { &mut self.rules };
        *sum_negative += i64::from(negative);
        *sum_positive += i64::from(positive);
        self.count += usize::from(of_words);
    }

    /// The sums; the words of a long turn count together as much as those of one of [`LONG`] words, so that many
    /// words that say little do not say much.
    pub(crate) fn sums(self) -> Sums {
        let sum = |rules: i64, words: i64| {
            (rules + spread(words, self.count / 2)).clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32
        };
        let ([negative, positive], [by_words, for_words]) = (self.rules, self.words);
        Sums { negative: sum(negative, by_words), positive: sum(positive, for_words) }
    }
}

impl Sums {
    /// Both together.
    #[must_use]
    pub fn plus(self, other: Sums) -> Sums {
        Sums {
            negative: self.negative.saturating_add(other.negative),
            positive: self.positive.saturating_add(other.positive),
        }
    }

    /// Within the range that calibrated sums have.
    #[must_use]
    pub fn limited(self) -> Sums {
        Sums { negative: self.negative.clamp(-MOST, MOST), positive: self.positive.clamp(-MOST, MOST) }
    }

    /// Positive against negative.
    pub fn balance(self) -> i32 {
        self.positive - self.negative
    }
}

impl Calibration {
    /// The sums with gain and what is added.
    #[must_use]
    pub fn apply(&self, sums: Sums) -> Sums {
        let scale = |sum: i32, more: i32| {
            let sum = i64::from(sum) * i64::from(self.gain) / 256 + i64::from(more);
            sum.clamp(i64::from(-MOST), i64::from(MOST)) as i32
        };
        Sums { negative: scale(sums.negative, self.negative), positive: scale(sums.positive, self.positive) }
    }
}

/// Of negative, neutral and positive, in ten-thousandths that add up to [`ONE`].
pub fn probabilities(sums: Sums) -> [i32; 3] {
    let top = sums.negative.max(sums.positive).max(0);
    let [negative, neutral, positive] = [sums.negative, 0, sums.positive].map(|sum| exponential(top - sum));
    let all = negative + neutral + positive;
    let share = |part: u64| (part * ONE as u64 / all) as i32;
    let (negative, positive) = (share(negative), share(positive));
    [negative, ONE - negative - positive, positive]
}

/// The most likely label; neutral where two are equally likely.
pub fn label([negative, neutral, positive]: [i32; 3]) -> Label {
    if positive > neutral && positive > negative {
        Label::Positive
    } else if negative > neutral && negative > positive {
        Label::Negative
    } else {
        Label::Neutral
    }
}

/// e^(−x), x in 1/[`UNIT`], as a share of 2^32.
fn exponential(x: i32) -> u64 {
    let at = usize::try_from(x).unwrap_or(0).min(POWERS.len() - 1);
    POWERS.get(at).map_or(0, |power| u64::from(*power))
}

/// The powers of e^(−1/128) as shares of 2^32 − 1, made by multiplying.
static POWERS: [u32; 12 * UNIT as usize] = powers();

const fn powers() -> [u32; 12 * UNIT as usize] {
    /// e^(−1/128) · 2^60.
    const STEP: u128 = 1_143_949_398_276_903_548;
    let mut powers = [0; 12 * UNIT as usize];
    let (mut power, mut at) = (1_u128 << 60, 0);
    while at < powers.len() {
        let share = power >> 28;
        powers[at] = if share > u32::MAX as u128 { u32::MAX } else { share as u32 };
        power = (power * STEP) >> 60;
        at += 1;
    }
    powers
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_trained_weights_can_be_read_and_written() {
        let model = Model::trained().unwrap();
        assert_eq!(model.to_bytes(), TRAINED);
        assert_eq!(Model::from_bytes(&TRAINED[..TRAINED.len() - 1]), None);
        assert_eq!(Model::from_bytes(b"CSW1"), None);
    }

    proptest! {
        #[test]
        fn probabilities_are_those_of_a_softmax(negative in -2000_i32..2000, positive in -2000_i32..2000) {
            let found = probabilities(Sums { negative, positive });
            prop_assert_eq!(found.iter().sum::<i32>(), ONE);
            let powers = [negative, 0, positive].map(|sum| (f64::from(sum) / f64::from(UNIT)).exp());
            let all: f64 = powers.iter().sum();
            for (share, power) in found.into_iter().zip(powers) {
                prop_assert!((f64::from(share) - power / all * f64::from(ONE)).abs() < 3.0);
            }
        }
    }
}
