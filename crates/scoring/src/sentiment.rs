//! A conversation's mood: the customer's turns, later ones weighing more, as label, score and arc.

use callscape_model::score::{Label, ONE, Speaker};

use crate::clauses::Reading;
use crate::evidence::{self, Part};
use crate::features::{self, Feature};
use crate::lexicon::Lexicon;
use crate::linear::{self, Calibration, Kind, Model, Sums, Tally, UNIT};
use crate::pack::class;
use crate::questions;
use crate::talk::Talk;
use crate::words::{self, Word};

/// What a conversation's mood is, without the evidence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// The label.
    pub label: Label,
    /// From −[`ONE`] to [`ONE`].
    pub score: i32,
    /// Of negative, neutral and positive, in ten-thousandths that add up to [`ONE`].
    pub probabilities: [i32; 3],
    /// Positive words and phrases that count.
    pub positives: u32,
    /// Negative words and phrases that count.
    pub negatives: u32,
    /// The score of the first third of the customer's turns, of the last third, and of the lowest turn.
    pub arc: [i32; 3],
}

/// A turn that counts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Judged {
    /// Its number.
    pub(crate) turn: usize,
    /// Its sums, calibrated.
    pub(crate) sums: Sums,
    /// Its probability of neutral, in ten-thousandths.
    neutral: i32,
    /// Its score.
    score: i32,
    /// Its share of the conversation, in no unit.
    pub(crate) weight: i64,
}

/// Memory that is used from conversation to conversation.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    pub(crate) reading: Reading,
    pub(crate) features: Vec<Feature>,
    pub(crate) judged: Vec<Judged>,
    pub(crate) parts: Vec<Part>,
}

/// What judges turns: a lexicon, and the model where the pack wants it.
#[derive(Clone, Debug)]
pub struct Judge {
    pub(crate) lexicon: Lexicon,
    pub(crate) model: Model,
}

impl Judge {
    /// A judge by these rules.
    pub fn new(lexicon: Lexicon, model: Model) -> Judge {
        Judge { lexicon, model }
    }

    /// Judges a conversation; where `explained`, the memory holds the parts of its evidence afterwards.
    pub fn judge(&self, talk: &Talk<'_>, kind: Kind, explained: bool, memory: &mut Memory) -> Verdict {
        memory.judged.clear();
        memory.parts.clear();
        let mut verdict = Verdict::default();
        let any = talk.turns().iter().any(|turn| self.counts(turn.speaker));
        for (number, turn) in talk.turns().iter().enumerate() {
            if self.counts(turn.speaker) || !any {
                let asked = self.asked(talk, number, &mut memory.reading);
                let sums = self.turn(talk.words(number), asked, kind, explained, memory);
                let (good, bad) = matches(&memory.reading);
                (verdict.positives, verdict.negatives) = (verdict.positives + good, verdict.negatives + bad);
                if explained {
                    let gain = self.gain(&memory.reading, kind);
                    evidence::explain(self, talk.words(number), gain, memory);
                }
                let [negative, neutral, positive] = linear::probabilities(sums);
                let score = positive - negative;
                memory.judged.push(Judged { turn: number, sums, neutral, score, weight: 0 });
            }
        }
        self.weigh(&mut memory.judged);
        self.conclude(&memory.judged, &mut verdict);
        verdict
    }

    /// Whether a speaker's turns say how the customer feels.
    fn counts(&self, speaker: Speaker) -> bool {
        !self.lexicon.settings.customer_only || matches!(speaker, Speaker::Customer | Speaker::Unknown)
    }

    /// The valence of the question that the turn before asked, if this one begins with yes or no.
    fn asked(&self, talk: &Talk<'_>, turn: usize, reading: &mut Reading) -> i32 {
        let Some(before) = turn.checked_sub(1).filter(|_| self.lexicon.settings.clauses) else { return 0 };
        let first = talk.words(turn).first().map_or(0, |word| self.lexicon.word(word).flags);
        if first & (class::YES | class::NO) == 0 {
            return 0;
        }
        reading.read(&self.lexicon, last_sentence(talk.words(before)), 0);
        questions::asked(reading, &self.lexicon.settings)
    }

    /// The sums of a turn; its reading stays in the memory, and its features where they are to be explained.
    fn turn(&self, words: &[Word], asked: i32, kind: Kind, explained: bool, memory: &mut Memory) -> Sums {
        memory.reading.read(&self.lexicon, words, asked);
        memory.features.clear();
        if !self.lexicon.settings.model {
            return ruled(&memory.reading, kind);
        }
        let sums = if explained {
            features::of(&memory.reading, words, self.model.bits, &mut memory.features);
            self.model.sums(&memory.features)
        } else {
            let mut tally = Tally::default();
            features::each(&memory.reading, words, self.model.bits, &mut |feature| {
                tally.add(&self.model, &feature)
            });
            tally.sums()
        };
        match memory.reading.structural {
            true => ruled(&memory.reading, kind).plus(sums).limited(),
            false => self.calibration(kind).apply(sums),
        }
    }

    /// What the balance of a turn's words is multiplied with, in 1/256.
    fn gain(&self, reading: &Reading, kind: Kind) -> i64 {
        let calibrated = self.lexicon.settings.model && !reading.structural;
        if calibrated { i64::from(self.calibration(kind).gain) } else { 256 }
    }

    /// The calibration of a kind.
    fn calibration(&self, kind: Kind) -> Calibration {
        self.model.calibration(kind)
    }

    /// Shares of the turns: those with a mood count most, and later ones more than earlier ones.
    fn weigh(&self, judged: &mut [Judged]) {
        let last = judged.len().saturating_sub(1).max(1) as i64;
        for (at, turn) in judged.iter_mut().enumerate() {
            let late = 100 * last + self.lexicon.settings.late * at as i64;
            turn.weight = i64::from(ONE / 16 + (ONE - turn.neutral)) * late / last;
        }
    }

    fn conclude(&self, judged: &[Judged], verdict: &mut Verdict) {
        let sums = together(judged);
        verdict.probabilities = linear::probabilities(sums);
        verdict.label = linear::label(verdict.probabilities);
        verdict.score = verdict.probabilities[2] - verdict.probabilities[0];
        let third = judged.len().div_ceil(3);
        let start = judged.get(..third).unwrap_or(&[]);
        let end = judged.get(judged.len() - third..).unwrap_or(&[]);
        let lowest = judged.iter().map(|turn| turn.score).min().unwrap_or(0);
        verdict.arc = [score(together(start)), score(together(end)), lowest];
    }
}

/// The words of the last sentence.
fn last_sentence(words: &[Word]) -> &[Word] {
    let end = |word: &Word| word.stop;
    let last = words.iter().rposition(|word| word.kind != words::Kind::Mark).unwrap_or(0);
    let first = words.iter().take(last).rposition(end).map_or(0, |end| end + 1);
    words.get(first..).unwrap_or(&[])
}

/// Hundredths of a valence that the rules make one unit of.
pub(crate) const HUNDREDTHS: i32 = 60;

/// What the rules alone say: where they decide, or where the pack wants no model.
fn ruled(reading: &Reading, kind: Kind) -> Sums {
    let (good, bad) = reading.sums();
    let balance = good.saturating_add(bad).clamp(-600, 600) * UNIT / HUNDREDTHS;
    // A written review has a mood nearly always.
    let neutral = if kind == Kind::Review { UNIT / 4 } else { UNIT };
    Sums { negative: -balance - neutral, positive: balance - neutral }
}

/// How many words and phrases speak for positive and for negative.
fn matches(reading: &Reading) -> (u32, u32) {
    reading.items.iter().fold((0, 0), |(good, bad), item| {
        (good + u32::from(item.points > 0), bad + u32::from(item.points < 0))
    })
}

/// The weighted mean of the turns' sums; nothing said is neutral.
pub(crate) fn together(judged: &[Judged]) -> Sums {
    let all: i64 = judged.iter().map(|turn| turn.weight).sum();
    if all == 0 {
        return Sums { negative: -4 * UNIT, positive: -4 * UNIT };
    }
    let mean = |part: fn(&Sums) -> i32| {
        (judged.iter().map(|turn| i64::from(part(&turn.sums)) * turn.weight).sum::<i64>() / all) as i32
    };
    Sums { negative: mean(|sums| sums.negative), positive: mean(|sums| sums.positive) }
}

/// The score of sums: how much likelier positive is than negative.
pub(crate) fn score(sums: Sums) -> i32 {
    let [negative, _, positive] = linear::probabilities(sums);
    positive - negative
}
