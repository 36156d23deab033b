//! The spans that made a conversation's score, with points that add up to it.
//!
//! What the rules and the model add to the balance of positive against negative is shared out over their words and
//! scaled to the score; what is left, the calibration and many small weights, is one part without a span.

use callscape_model::score::{BY_MODEL, Evidence, Mark, ONE};

use crate::clauses::{Item, Reading, state};
use crate::features::{Feature, NOWHERE, group};
use crate::linear::{UNIT, spread};
use crate::pack::class;
use crate::sentiment::{HUNDREDTHS, Judge, Memory, Verdict, together};
use crate::words::Word;

/// The rule of words and pairs of words that the linear model weighs.
pub const MODEL: &str = BY_MODEL;

/// The rule of what is left: it has no span.
pub const REST: &str = "rest of the model";

/// How many of the model's words of a turn are shown.
const SHOWN: usize = 3;

/// What the model gives to words that are shown, at least.
const LEAST: i64 = UNIT as i64 / 2;

/// What says why a span was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rule {
    /// A rule of the pack, by its place.
    Pack(u16),
    Own(&'static str),
}

/// A span before the whole conversation is known.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part {
    /// Its turn, by place among those that count.
    judged: usize,
    start: u32,
    end: u32,
    mark: Mark,
    rule: Rule,
    /// What it adds to the balance of its turn, calibrated, in 1/[`UNIT`].
    balance: i64,
}

/// The evidence for a verdict; `memory` is as judging with explanation left it.
pub fn collect(judge: &Judge, verdict: &Verdict, memory: &Memory) -> Vec<Evidence> {
    let judged = &memory.judged;
    let all: i64 = judged.iter().map(|turn| turn.weight).sum::<i64>().max(1);
    let balance = i64::from(together(judged).balance());
    let moved = i64::from(ONE - verdict.probabilities[1]);
    // From the balance of a turn to the score of the conversation.
    let scale = |part: i64, weight: i64| match balance.abs() >= i64::from(UNIT / 4) {
        true => (part * weight / all * i64::from(verdict.score) / balance) as i32,
        false => (part * weight / all * moved / i64::from(2 * UNIT)) as i32,
    };
    let mut evidence: Vec<Evidence> = Vec::with_capacity(memory.parts.len() + 1);
    evidence.extend(memory.parts.iter().filter_map(|part| {
        let turn = judged.get(part.judged)?;
        let rule = match part.rule {
            Rule::Pack(place) => judge.lexicon.rule(place),
            Rule::Own(name) => name,
        };
        let points = scale(part.balance, turn.weight);
        let Part { start, end, mark, .. } = *part;
        Some(Evidence { turn: turn.turn as u32, start, end, mark, rule: rule.to_owned(), points })
    }));
    let rest = verdict.score - evidence.iter().map(|part| part.points).sum::<i32>();
    if let Some(first) = judged.first().filter(|_| rest != 0) {
        let (mark, turn) = (if rest > 0 { Mark::Positive } else { Mark::Negative }, first.turn as u32);
        evidence.push(Evidence { turn, start: 0, end: 0, mark, rule: REST.to_owned(), points: rest });
    }
    evidence.sort_by_key(|part| (part.turn, part.start, part.end));
    evidence
}

/// Puts the parts of the turn that was read last after those of the turns before it.
pub(crate) fn explain(judge: &Judge, words: &[Word], gain: i64, memory: &mut Memory) {
    let Memory { reading, features, judged, parts } = memory;
    let turn = Turn { judge, words, reading, features, judged: judged.len(), gain };
    turn.rules(parts);
    turn.model(parts);
}

/// A turn that is explained.
struct Turn<'a> {
    judge: &'a Judge,
    words: &'a [Word],
    reading: &'a Reading,
    features: &'a [Feature],
    judged: usize,
    gain: i64,
}

impl Turn<'_> {
    /// What the rules found, with the points of their steps shared out.
    fn rules(&self, parts: &mut Vec<Part>) {
        let (good, bad) = self.reading.sums();
        let (for_good, for_bad) = self.steps(good, bad);
        for (at, item) in self.reading.items.iter().enumerate() {
            let Some(mark) = mark(item) else { continue };
            let share = match item.points {
                points if points > 0 => for_good * i64::from(points) / i64::from(good),
                points if points < 0 => for_bad * i64::from(points) / i64::from(bad),
                _ => 0,
            };
            parts.push(self.part(at, at + usize::from(item.more), mark, rule(item), share));
        }
    }

    /// What the steps of the positive sum and of the negative sum add to the balance.
    fn steps(&self, good: i32, bad: i32) -> (i64, i64) {
        if !self.judge.lexicon.settings.model || self.reading.structural {
            let of = |sum: i32| i64::from(sum) * i64::from(2 * UNIT) / i64::from(HUNDREDTHS);
            return (of(good), of(bad));
        }
        let range = |from: u32, to: u32| {
            let steps = self.features.iter().take_while(|feature| feature.at == NOWHERE);
            let steps = steps.filter(|feature| (from..to).contains(&feature.slot));
            steps.map(|feature| i64::from(self.judge.model.weight(feature).balance())).sum()
        };
        (range(group::GOOD, group::BAD), range(group::BAD, group::REST))
    }

    /// The words and pairs to which the model gives most.
    fn model(&self, parts: &mut Vec<Part>) {
        let mut top: [Option<(i64, Feature)>; SHOWN] = [None; SHOWN];
        for feature in self.features.iter().filter(|feature| feature.at != NOWHERE) {
            let mut next = Some((i64::from(self.judge.model.weight(feature).balance()), *feature));
            if next.is_some_and(|next| next.0.abs() < LEAST) {
                continue;
            }
            for place in &mut top {
                let size = |entry: &Option<(i64, Feature)>| entry.map_or(0, |entry| entry.0.abs());
                if size(&next) > size(place) {
                    std::mem::swap(place, &mut next);
                }
            }
        }
        let length = self.features.iter().filter(|feature| feature.words == 1).count();
        for (balance, feature) in top.into_iter().flatten() {
            let balance = spread(balance, length);
            let last = feature.at as usize;
            let first = last.saturating_sub(usize::from(feature.words.saturating_sub(1)));
            let mark = if balance > 0 { Mark::Positive } else { Mark::Negative };
            parts.push(self.part(first, last, mark, Rule::Own(MODEL), balance));
        }
    }

    fn part(&self, first: usize, last: usize, mark: Mark, rule: Rule, balance: i64) -> Part {
        let start = self.words.get(first).map_or(0, |word| word.start);
        let end = self.words.get(last).map_or(start, |word| word.end);
        Part { judged: self.judged, start, end, mark, rule, balance: balance * self.gain / 256 }
    }
}

fn rule(item: &Item) -> Rule {
    match () {
        () if item.valence != 0 => Rule::Pack(item.rule),
        () if item.has(state::CONFIRMED) && item.points != 0 => Rule::Own("answer"),
        () if item.is(class::CONTRAST) => Rule::Own("contrast"),
        () if item.boost != 0 => Rule::Own("booster"),
        () => Rule::Own("courtesy"),
    }
}

/// What a word is shown as, if it is.
fn mark(item: &Item) -> Option<Mark> {
    if item.has(state::INNER | state::SKIPPED) {
        return None;
    }
    if item.valence != 0 && (item.has(state::CANCELLED) || item.points.signum() != item.valence.signum()) {
        return Some(Mark::Negated);
    }
    match item.points {
        points if points > 0 => Some(Mark::Positive),
        points if points < 0 => Some(Mark::Negative),
        _ if item.is(class::CONTRAST) => Some(Mark::Contrast),
        _ if item.is(class::COURTESY) => Some(Mark::Courtesy),
        _ if item.boost != 0 => Some(Mark::Booster),
        _ => None,
    }
}
