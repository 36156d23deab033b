//! Trains the weights: a softmax over three labels by gradient descent, then rounded to 8 bits.
//!
//! A first model is trained on three quarters of each set, and the calibrations are fitted on what it makes of the
//! last quarter; the model that is kept is trained on everything.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use callscape_model::score::Label;
use callscape_scoring::linear::{Calibration, Model};

use crate::calibrate;
use crate::data::uss;
use crate::examples::{Example, Maker};
use crate::sets::{self, Set};
use crate::slots::{Random, spoken};

/// The table has 2^16 slots.
const BITS: u32 = 16;
/// How often a word or pair must occur to have a weight.
const LEAST: u32 = 4;
const SEED: u64 = 4;
const EPOCHS: u32 = 4;
const RATE: f32 = 0.04;
/// How strongly weights are drawn to 0.
const DECAY: f32 = 0.002;

/// Trains on the sets below `data`, and writes `weights.bin` and `PROVENANCE.toml` into `out`.
///
/// # Errors
/// When no set is found, or the files cannot be written.
pub fn run(data: &Path, out: &Path) -> Result<()> {
    let sets = sets::all(data);
    let wanted = ["goemotions", "tweets", "amazon", "sentences"];
    for name in wanted {
        ensure!(sets.iter().any(|set| set.name == name), "{} lacks the set {name}", data.display());
    }
    refuse_measured(data, &sets)?;
    let model = train(&sets)?;
    let bytes = model.to_bytes();
    std::fs::write(out.join("weights.bin"), &bytes).context("weights.bin")?;
    std::fs::write(out.join("PROVENANCE.toml"), provenance(&sets, &bytes)).context("PROVENANCE.toml")?;
    println!("weights of {} bytes, {} with gzip", bytes.len(), zipped(&bytes)?);
    Ok(())
}

/// What may only be measured must not be trained on, not even where it was taken for our own words.
fn refuse_measured(data: &Path, sets: &[Set]) -> Result<()> {
    let turns = ["MWOZ", "CCPE"].into_iter().flat_map(|set| uss::turns(data, set));
    let measured: BTreeSet<String> = turns.map(|turn| spoken(&turn.text)).collect();
    let own = sets.iter().filter(|set| set.name == "speech").flat_map(|set| &set.samples);
    for text in own.map(|sample| spoken(&sample.text)).filter(|text| text.split(' ').count() > 3) {
        ensure!(
            !measured.contains(&text),
            "speech.txt has a sentence of a set that may only be measured: {text}"
        );
    }
    Ok(())
}

/// The model that these sets make, with its calibrations.
///
/// # Errors
/// When the pack of the repository cannot be used.
pub fn train(sets: &[Set]) -> Result<Model> {
    let mut maker = Maker::new()?;
    let (mut learned, mut held) = (Vec::new(), Vec::new());
    for (place, set) in sets.iter().enumerate() {
        for (number, sample) in set.samples.iter().enumerate() {
            // Every third text once more as recognisers write it.
            let variants = if number % 3 == 0 {
                vec![sample.text.clone(), spoken(&sample.text)]
            } else {
                vec![sample.text.clone()]
            };
            let weight = set.weight / variants.len() as f32;
            for text in variants {
                let example = maker.example(&text, sample, weight, place);
                if sets::is_for_calibration(sample) { &mut held } else { &mut learned }.push(example);
            }
        }
    }
    maker.settle(&mut learned, LEAST, BITS);
    maker.settle(&mut held, LEAST, BITS);
    let first = Model::new(BITS, [Calibration::default(); 2], descend(&learned, sets.len()).rounded());
    let calibrations = calibrate::fit(&first, sets, &held);
    learned.append(&mut held);
    let weights = descend(&learned, sets.len());
    Ok(Model::new(BITS, calibrations, weights.rounded()))
}

/// Weights while they are trained.
#[derive(Clone, Debug)]
struct Weights {
    /// For negative and positive.
    values: Vec<[f32; 2]>,
    /// Sums of squared gradients.
    squares: Vec<[f32; 2]>,
    /// What each set has of each label needs no weight.
    biases: Vec<[f32; 2]>,
}

impl Weights {
    fn rounded(&self) -> Vec<[i8; 2]> {
        self.values
            .iter()
            .map(|pair| pair.map(|value| (value * 32.0).round().clamp(-127.0, 127.0) as i8))
            .collect()
    }
}

fn descend(examples: &[Example], sets: usize) -> Weights {
    let slots = 1 << BITS;
    let mut weights = Weights {
        values: vec![[0.0; 2]; slots],
        squares: vec![[0.01; 2]; slots],
        biases: vec![[0.0; 2]; sets],
    };
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let mut random = Random::new(SEED);
    for epoch in 0..EPOCHS {
        random.shuffle(&mut order);
        let rate = RATE * (1.0 - epoch as f32 / EPOCHS as f32);
        for example in order.iter().filter_map(|place| examples.get(*place)) {
            weights.step(example, rate);
        }
    }
    weights
}

impl Weights {
    fn step(&mut self, example: &Example, rate: f32) {
        let Some(bias) = self.biases.get(example.set).copied() else { return };
        let mut sums = bias;
        for (slot, value) in &example.features {
            let pair = self.values.get(*slot as usize).copied().unwrap_or_default();
            sums = [sums[0] + pair[0] * value, sums[1] + pair[1] * value];
        }
        let top = sums[0].max(sums[1]).max(0.0);
        let powers = [(sums[0] - top).exp(), (sums[1] - top).exp()];
        let all = powers[0] + powers[1] + (-top).exp();
        let truth = [
            f32::from(u8::from(example.label == Label::Negative)),
            f32::from(u8::from(example.label == Label::Positive)),
        ];
        let error = [0, 1].map(|side| (powers[side] / all - truth[side]) * example.weight);
        for (slot, value) in &example.features {
            let at = *slot as usize;
            let (Some(pair), Some(squares)) = (self.values.get_mut(at), self.squares.get_mut(at)) else {
                continue;
            };
            for side in 0..2 {
                let gradient = error[side] * value + DECAY * pair[side];
                squares[side] += gradient * gradient;
                pair[side] -= rate * gradient / squares[side].sqrt();
            }
        }
        if let Some(bias) = self.biases.get_mut(example.set) {
            *bias = [bias[0] - rate * 0.05 * error[0], bias[1] - rate * 0.05 * error[1]];
        }
    }
}

fn zipped(bytes: &[u8]) -> Result<usize> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    std::io::Write::write_all(&mut encoder, bytes)?;
    Ok(encoder.finish()?.len())
}

/// What the weights were made of; without dates, so that the same data gives the same file.
fn provenance(sets: &[Set], bytes: &[u8]) -> String {
    let mut text = String::from("# What weights.bin was made of; `cargo xtask train` writes both.\n");
    let _ = writeln!(text, "weights_hash = \"{:016x}\"", fnv(bytes.iter().copied()));
    let _ = writeln!(
        text,
        "slots = {}\nseed = {SEED}\nleast_count = {LEAST}\nepochs = {EPOCHS}\nrate = {RATE}\ndecay = {DECAY}",
        1 << BITS
    );
    for set in sets {
        let count = |label| set.samples.iter().filter(|sample| sample.label == label).count();
        let texts = set.samples.iter().flat_map(|sample| sample.text.bytes().chain([b'\n']));
        let _ = writeln!(text, "\n[[set]]\nname = {:?}\nlicence = {:?}", set.name, set.licence);
        let _ = writeln!(
            text,
            "texts = {}\nnegative = {}\nneutral = {}\npositive = {}\nweight = {}\ntexts_hash = \"{:016x}\"",
            set.samples.len(),
            count(Label::Negative),
            count(Label::Neutral),
            count(Label::Positive),
            set.weight,
            fnv(texts),
        );
    }
    text
}

/// FNV-1a with 64 bits.
fn fnv(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}
