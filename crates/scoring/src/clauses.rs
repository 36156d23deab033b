//! What the words of a turn say by the rules: valences after negation, boosters, questions and wishes, clause by
//! clause. What clauses say of each other is decided in [`crate::opinions`].
//!
//! Recognised speech has neither case nor punctuation, so clauses end at words as well as at marks.

use crate::lexicon::{ADDRESS, END, Lexicon};
use crate::opinions;
use crate::pack::class;
use crate::phrases::Found;
use crate::words::{Kind, Word, hash_of};

/// What became of a word, as bits.
pub mod state {
    /// Inside a phrase whose first word has the valence.
    pub const INNER: u16 = 1;
    /// In the reach of a negator.
    pub const NEGATED: u16 = 2;
    /// Of a clause that does not count: expected, past or another's.
    pub const CANCELLED: u16 = 4;
    /// Of a clause that says the reverse: expected and not come true, asked and denied.
    pub const REVERSED: u16 = 8;
    /// Wished, asked for or only supposed.
    pub const UNREAL: u16 = 16;
    /// Of a question.
    pub const ASKED: u16 = 32;
    /// The first of a sentence.
    pub const FIRST: u16 = 64;
    /// Says nothing: part of an address or of a user's name.
    pub const SKIPPED: u16 = 128;
    /// Asked, and confirmed.
    pub const CONFIRMED: u16 = 256;
    /// A phrase that has its negator in itself: "no complaints".
    pub const IDIOM: u16 = 512;
}

/// Classes that turn what stands beside them.
const TURNS: u32 = class::NEGATOR | class::CONTRAST | class::CONCESSION;

/// A word as the rules see it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Item {
    /// The valence of the pack, in hundredths.
    pub valence: i32,
    /// What is left of it by the rules, in hundredths.
    pub points: i32,
    /// Its classes.
    pub flags: u32,
    /// Its rule's place.
    pub rule: u16,
    /// What it adds to a neighbour, in hundredths.
    pub boost: i16,
    /// How many words its phrase has after it.
    pub more: u16,
    /// See [`state`].
    pub state: u16,
    /// Whether it is a mark.
    pub mark: bool,
    /// Whether it ends a sentence.
    pub end: bool,
}

impl Item {
    /// Whether it has this class.
    #[inline]
    pub fn is(&self, flag: u32) -> bool {
        self.flags & flag != 0
    }

    /// Whether it has this state.
    #[inline]
    pub fn has(&self, state: u16) -> bool {
        self.state & state != 0
    }
}

/// A turn as the rules see it; its memory is used again.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// One for each word.
    pub items: Vec<Item>,
    /// Whether a rule decided what whole clauses count.
    pub structural: bool,
    /// The classes of all words.
    flags: u32,
    /// Clauses, for [`crate::opinions`].
    pub(crate) segments: Vec<opinions::Segment>,
    found: Vec<Found<u32>>,
}

/// A user's name follows.
const AT: u64 = hash_of("@");

impl Reading {
    /// Reads a turn; `asked` is the valence that a question before it had, in hundredths.
    pub fn read(&mut self, lexicon: &Lexicon, words: &[Word], asked: i32) {
        self.structural = false;
        self.look_up(lexicon, words);
        let clauses = lexicon.settings.clauses;
        if self.any(class::NEGATOR) {
            if clauses && self.any(class::NO) {
                self.answers_are_no_negators();
            }
            self.negate(lexicon);
        }
        self.weigh(lexicon, words);
        if clauses {
            if self.any(class::UNREAL) {
                self.unreal(lexicon);
            }
            opinions::judge(self, lexicon, words, asked);
            self.structural |= self.is_negated();
        }
    }

    /// Whether any word has one of these classes.
    #[inline]
    pub(crate) fn any(&self, flags: u32) -> bool {
        self.flags & flags != 0
    }

    /// Whether all that has a mood is negated.
    fn is_negated(&self) -> bool {
        let mut moods = self.items.iter().filter(|item| item.points != 0).peekable();
        moods.peek().is_some() && moods.all(|item| item.has(state::NEGATED | state::IDIOM))
    }

    /// The sum of what is left of the positive words, and of the negative ones.
    pub fn sums(&self) -> (i32, i32) {
        self.items.iter().fold((0, 0), |(good, bad): (i32, i32), item| {
            (good.saturating_add(item.points.max(0)), bad.saturating_add(item.points.min(0)))
        })
    }

    fn look_up(&mut self, lexicon: &Lexicon, words: &[Word]) {
        self.items.clear();
        self.flags = 0;
        let (mut first, mut special) = (true, false);
        self.items.extend(words.iter().map(|word| {
            let entry = lexicon.word(word);
            let mark = word.kind == Kind::Mark;
            let end = entry.flags & END != 0;
            let state = if first { state::FIRST } else { 0 };
            first = end | first & mark;
            special |= entry.begins | (entry.flags & ADDRESS != 0);
            self.flags |= entry.flags;
            Item {
                valence: i32::from(entry.valence),
                flags: entry.flags,
                rule: entry.rule,
                boost: entry.boost,
                state,
                mark,
                end,
                // Marked for the second pass.
                more: u16::from(entry.begins),
                points: 0,
            }
        }));
        let mut at = if special { 0 } else { self.items.len() };
        while at < self.items.len() {
            at = self.phrase(lexicon, words, at).max(at + 1);
        }
    }

    /// Sets what begins at a word; returns where to go on.
    fn phrase(&mut self, lexicon: &Lexicon, words: &[Word], at: usize) -> usize {
        let Some(item) = self.items.get_mut(at) else { return at };
        let begins = std::mem::take(&mut item.more) == 1;
        let Some(word) = words.get(at) else { return at };
        if item.is(ADDRESS) {
            return self.skip(words, at, word.hash == AT);
        }
        if !begins || !lexicon.may_begin(words, at) {
            return at + 1;
        }
        let (classes, best) = lexicon.phrase(words, at, &mut self.found);
        item.flags |= classes.entry.flags;
        self.flags |= classes.entry.flags;
        if classes.entry.boost != 0 {
            item.boost = classes.entry.boost;
        }
        if classes.entry.flags & TURNS != 0 {
            // "anything but": its words turn nothing by themselves.
            for inner in self.items.iter_mut().take(classes.after).skip(at + 1) {
                inner.flags &= !TURNS;
            }
        }
        let Some(best) = best else { return at + 1 };
        let idiom = self.items.iter().take(best.after).skip(at).any(|inner| inner.is(class::NEGATOR));
        let place = if best.entry.keep { best.after.saturating_sub(1) } else { at };
        if !best.entry.keep {
            for inner in self.items.iter_mut().take(best.after).skip(at) {
                inner.flags &= !(class::NEGATOR | class::CONTRAST | class::UNREAL | class::CLAUSE);
                inner.valence = 0;
                inner.boost = 0;
                inner.state |= state::INNER;
                inner.more = 0;
            }
        }
        if let Some(item) = self.items.get_mut(place) {
            item.valence = i32::from(best.entry.valence);
            item.rule = best.entry.rule;
            item.state &= !state::INNER;
            item.state |= if idiom && !best.entry.keep { state::IDIOM } else { 0 };
            item.more = (best.after - place).saturating_sub(1).min(1 << 12) as u16;
        }
        if best.entry.keep {
            // The words before keep their own meaning; only the last one is settled.
            for inner in self.items.iter_mut().take(place).skip(at) {
                inner.valence = 0;
                inner.more = 0;
            }
        }
        best.after
    }

    /// Addresses and names of users say nothing.
    fn skip(&mut self, words: &[Word], at: usize, user: bool) -> usize {
        let mut after = at + 1;
        while words
            .get(after)
            .is_some_and(|word| word.glued && !(user && after > at + 1 && word.kind == Kind::Mark))
        {
            after += 1;
        }
        for item in self.items.iter_mut().take(after).skip(at) {
            *item = Item { state: state::SKIPPED | item.state & state::FIRST, ..Item::default() };
        }
        after
    }

    /// `no` before a mark, a subject or manners is an answer.
    fn answers_are_no_negators(&mut self) {
        for at in 0..self.items.len() {
            let Some(item) = self.items.get(at) else { continue };
            if !(item.is(class::NEGATOR) && item.is(class::NO) && item.has(state::FIRST)) {
                continue;
            }
            let answer = self
                .items
                .get(at + 1)
                .is_none_or(|next| next.mark || next.is(class::SUBJECT | class::COURTESY | class::NO));
            // Longer answers, "it wasn't", hold their negator further on.
            if let Some(item) = self.items.get_mut(at).filter(|_| answer) {
                item.flags &= !class::NEGATOR;
            }
        }
    }

    /// Marks the reach of every negator.
    fn negate(&mut self, lexicon: &Lexicon) {
        let settings = &lexicon.settings;
        for at in 0..self.items.len() {
            if !self.items.get(at).is_some_and(|item| item.is(class::NEGATOR)) {
                continue;
            }
            let far = settings.clauses
                && (1..=3).any(|step| self.items.get(at + step).is_some_and(|item| item.is(class::OPINION)));
            let reach = if far { settings.opinion_window } else { settings.negation_window };
            self.reach(at, reach, far, settings.clauses);
        }
    }

    fn reach(&mut self, negator: usize, reach: usize, far: bool, clauses: bool) {
        let (mut sign, mut left, mut at, mut marked) = (0, reach, negator + 1, false);
        while let Some(item) = self.items.get_mut(at) {
            at += 1;
            if item.end || item.is(class::CONTRAST | class::CONCESSION) && clauses {
                return;
            }
            if item.mark {
                if !far && !item.has(state::SKIPPED) && clauses && sign != 0 {
                    return;
                }
                marked = true;
                continue;
            }
            if left == 0 || clauses && item.is(class::CLAUSE) && (sign != 0 || !far && at > negator + 3) {
                return;
            }
            left -= 1;
            // "I don't want it, it never worked": behind a mark another negator has a reach of its own.
            let other = item.is(class::NEGATOR) && !item.has(state::INNER);
            if other && (at > negator + 2 && !far || marked && far && clauses) {
                return;
            }
            // What is said of the opposite sign after it stands by itself: "don't like this terrible thing".
            if item.valence != 0 {
                if sign != 0 && (item.valence.signum() != sign) {
                    return;
                }
                sign = item.valence.signum();
            }
            item.state ^= state::NEGATED;
        }
    }

    /// Valences after negators and boosters.
    fn weigh(&mut self, lexicon: &Lexicon, words: &[Word]) {
        let settings = &lexicon.settings;
        let loud = |word: &Word| word.caps && word.end - word.start > 1;
        for at in 0..self.items.len() {
            let Some(item) = self.items.get(at).copied() else { continue };
            if item.valence == 0 {
                continue;
            }
            // "terribly good": the booster has no mood of its own there.
            let next = self.items.get(at + 1).filter(|next| next.valence != 0 || next.boost != 0);
            if item.boost != 0 && next.is_some() && settings.booster_window > 0 {
                continue;
            }
            let mut percent = 100;
            for back in 1..=settings.booster_window.min(at) {
                let Some(before) = self.items.get(at - back) else { break };
                if before.mark || before.is(class::CONTRAST) {
                    break;
                }
                percent += i32::from(before.boost);
                if before.valence != 0 && before.boost == 0 {
                    break;
                }
            }
            // A word in capitals is loud where most others are not.
            let caps = words.get(at).is_some_and(loud) && {
                let near = words.get(at.saturating_sub(20)..words.len().min(at + 20)).unwrap_or(&[]);
                near.iter().filter(|word| loud(word)).count() * 2 <= near.len()
            };
            percent += if caps { 20 } else { 0 };
            let points = item.valence * percent.clamp(30, 200) / 100;
            let points = match item.has(state::NEGATED) {
                false => points,
                true if points > 0 => -points * settings.negated_positive / 100,
                true => -points * settings.negated_negative / 100,
            };
            if let Some(item) = self.items.get_mut(at) {
                item.points = points;
            }
        }
    }

    /// What is wished, asked for or only supposed says little.
    fn unreal(&mut self, lexicon: &Lexicon) {
        let settings = &lexicon.settings;
        let mut left = 0;
        for item in &mut self.items {
            let over = item.end || item.is(class::CONTRAST | class::CONCESSION | class::NOW);
            if over || item.is(class::CLAUSE) && !item.is(class::UNREAL) || item.is(class::OPINION) {
                left = 0;
            }
            if item.is(class::UNREAL) && !item.has(state::NEGATED) {
                left = 8;
            } else if left > 0 && !item.mark {
                left -= 1;
                if !item.has(state::NEGATED) {
                    item.state |= state::UNREAL;
                    let rest = if item.points > 0 { settings.unreal } else { 60.max(settings.unreal) };
                    item.points = item.points * rest / 100;
                }
            }
        }
    }
}
