//! What the linear model sees of a turn: its words and pairs of words, hashed, with marks of negation, and steps of
//! what the rules found.

use crate::clauses::{Item, Reading, state};
use crate::pack::class;
use crate::words::{Kind, Word};

/// Slots below this one stand for what the rules found.
pub const DENSE: u32 = 128;

/// The value of a feature that counts fully; see [`Feature::value`].
pub const FULL: i32 = 4;

/// The place of features that belong to no word.
pub const NOWHERE: u32 = u32::MAX;

/// A weight's slot, and how much of it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Feature {
    /// The slot of its weights.
    pub slot: u32,
    /// In quarters.
    pub value: i32,
    /// The last word it stands for, by place; [`NOWHERE`] for what the rules found.
    pub at: u32,
    /// How many words it stands for, 1 or 2.
    pub words: u8,
}

/// Groups of what the rules found, each with its first slot.
pub mod group {
    /// The sum of what is positive.
    pub const GOOD: u32 = 0;
    /// The sum of what is negative.
    pub const BAD: u32 = 12;
    /// The last third's balance, and everything after.
    pub const REST: u32 = 24;
}

/// Sums in hundredths at which the next step is reached.
const STEPS: [i32; 10] = [15, 50, 100, 150, 200, 250, 320, 420, 600, 900];

/// Numbers of words at which the next step is reached.
const LENGTHS: [usize; 8] = [2, 3, 5, 8, 13, 21, 34, 55];

/// What stands before words that an idiom has spoken for.
const IDIOM: u64 = 2;
const PAIR: u64 = 0x2545_f491_4f6c_dd1d;
const NEGATED: u64 = 0x8536_1bc2_77f3_10a5;
const NUMBER: u64 = 0x51ed_270b_0a1f_39c1;

/// Puts the features of a turn into `features`; see [`each`].
pub fn of(reading: &Reading, words: &[Word], bits: u32, features: &mut Vec<Feature>) {
    features.clear();
    each(reading, words, bits, &mut |feature| {
        if feature.value != 0 {
            features.push(feature);
        }
    });
}

/// Hands on the features of a turn, what the rules found first, some with the value 0; `bits` is the size of the table
/// of weights. Where the rules decide what clauses count, words have a small say and what the rules found has none:
/// the rules speak for themselves.
#[inline]
pub(crate) fn each(reading: &Reading, words: &[Word], bits: u32, take: &mut impl FnMut(Feature)) {
    let value = if reading.structural { 1 } else { FULL };
    if !reading.structural {
        found_by_rules(reading, words, take);
    }
    let mut before = 1;
    for (at, (word, item)) in words.iter().zip(&reading.items).enumerate() {
        if item.has(state::SKIPPED | state::CANCELLED | state::IDIOM)
            || item.has(state::INNER) && before == IDIOM
        {
            before = if item.has(state::IDIOM) || before == IDIOM { IDIOM } else { 1 };
            continue;
        }
        // Manners say nothing of the mood; what the rules make of them is counted.
        if item.is(class::COURTESY) {
            before = 1;
            continue;
        }
        let Some(code) = code(word, item) else { continue };
        let at = at as u32;
        take(Feature { slot: slot(code, bits), value, at, words: 1 });
        take(Feature { slot: slot(before ^ code.wrapping_mul(PAIR), bits), value, at, words: 2 });
        before = code.rotate_left(23);
    }
}

/// A word as the model knows it; marks are none, but for those of feeling.
#[inline]
fn code(word: &Word, item: &Item) -> Option<u64> {
    let code = match word.kind {
        Kind::Word | Kind::Symbol => word.hash,
        Kind::Number => NUMBER,
        Kind::Mark if item.end => word.hash,
        Kind::Mark => return None,
    };
    let turned = item.has(state::NEGATED) != item.has(state::REVERSED);
    Some(if turned && word.kind == Kind::Word { code ^ NEGATED } else { code })
}

#[inline]
fn slot(code: u64, bits: u32) -> u32 {
    let spread = (code ^ code >> 29).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let slot = (spread >> (64 - bits)) as u32;
    // The first slots belong to the rules.
    if slot < DENSE { slot + DENSE } else { slot }
}

fn found_by_rules(reading: &Reading, words: &[Word], take: &mut impl FnMut(Feature)) {
    // A fact that is none counts nothing: which ones are cannot be foreseen, so no branch depends on them.
    let mut on = |slot: u32, fact: bool| {
        take(Feature { slot, value: FULL * i32::from(fact), at: NOWHERE, words: 0 });
    };
    let seen = Seen::of(reading);
    steps(group::GOOD, seen.good, &mut on);
    steps(group::BAD, -seen.bad, &mut on);
    let rest = group::REST;
    let length = words.iter().filter(|word| word.kind != Kind::Mark).count();
    for (step, least) in (0..).zip(LENGTHS) {
        on(rest + step, length >= least);
    }
    let facts = [
        seen.good.saturating_add(seen.bad) > 30,
        seen.good.saturating_add(seen.bad) < -30,
        seen.last > 30,
        seen.last < -30,
        seen.negated > 0,
        seen.negated > 1,
        seen.unreal > 0,
        seen.asked > 0,
        seen.courtesy > 0,
        seen.courtesy > 1,
        seen.myself > 0,
        seen.good > 0 && seen.bad < 0,
        seen.best >= 250,
        seen.worst <= -250,
        seen.best >= 180,
        seen.worst <= -180,
        seen.negated_good > 0,
        seen.negated_bad > 0,
        length > 0 && i64::from(seen.good) - i64::from(seen.bad) > 30 * length as i64,
        length > 0 && i64::from(seen.good) - i64::from(seen.bad) > 60 * length as i64,
        seen.good == 0 && seen.bad == 0,
        seen.good == 0 && seen.bad == 0 && length <= 6,
    ];
    for (step, fact) in (0..).zip(facts) {
        on(rest + LENGTHS.len() as u32 + step, fact);
    }
}

fn steps(first: u32, sum: i32, on: &mut impl FnMut(u32, bool)) {
    for (step, least) in (0..).zip(STEPS) {
        on(first + step, sum >= least);
    }
}

/// Counts of a reading.
#[derive(Default)]
struct Seen {
    good: i32,
    bad: i32,
    best: i32,
    worst: i32,
    last: i32,
    negated: u32,
    negated_good: u32,
    negated_bad: u32,
    unreal: u32,
    asked: u32,
    courtesy: u32,
    myself: u32,
}

impl Seen {
    fn of(reading: &Reading) -> Seen {
        let mut seen = Seen::default();
        let late = reading.items.len() * 2 / 3;
        for (at, item) in reading.items.iter().enumerate() {
            seen.negated += u32::from(item.is(class::NEGATOR));
            seen.courtesy += u32::from(item.is(class::COURTESY));
            seen.unreal += u32::from(item.has(state::UNREAL));
            seen.asked += u32::from(item.has(state::ASKED));
            seen.myself += u32::from(item.is(class::MYSELF));
            if item.points == 0 {
                continue;
            }
            seen.good = seen.good.saturating_add(item.points.max(0));
            seen.bad = seen.bad.saturating_add(item.points.min(0));
            seen.best = seen.best.max(item.points);
            seen.worst = seen.worst.min(item.points);
            let turned =
                item.has(state::NEGATED | state::REVERSED) && item.points.signum() != item.valence.signum();
            seen.negated_good += u32::from(turned && item.valence > 0);
            seen.negated_bad += u32::from(turned && item.valence < 0);
            if at >= late {
                seen.last = seen.last.saturating_add(item.points);
            }
        }
        seen
    }
}
