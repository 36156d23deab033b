//! What is done in each clause of a conversation: phrases and sums as events, in groups that belong together.

use callscape_model::score::{ConversionKind, Speaker};

use super::near::{a_thing, act_bit, allowed, is_answer, is_no_price, longest, stronger, turned};
use super::rules::{Act, Rules, What, mark};
use crate::amounts::{self, Sum};
use crate::numbers::Line;
use crate::phrases::Found;
use crate::talk::Talk;
use crate::words::{Kind, Word, hash_of_byte};

/// A phrase or a sum in a turn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Event {
    pub(super) turn: u32,
    /// First byte.
    pub(super) start: u32,
    /// The byte after the last one.
    pub(super) end: u32,
    pub(super) what: What,
    /// Of a product, whether somebody's already; of a sum, whether it is no price; of an act, whether the speaker is
    /// not the side to do it.
    pub(super) bare: bool,
}

/// Events of one clause.
#[derive(Clone, Copy, Debug)]
pub(super) struct Group {
    pub(super) turn: u32,
    pub(super) speaker: Speaker,
    /// Its events, by place.
    pub(super) from: usize,
    pub(super) to: usize,
    /// The bits of its acts.
    pub(super) acts: u32,
    /// The customer's last answer in it, by place.
    pub(super) answer: Option<(Act, usize)>,
    /// What can be booked, bought or signed up for, named last.
    pub(super) noun: Option<ConversionKind>,
    pub(super) product: bool,
    pub(super) price: bool,
    /// Whether it is a question.
    pub(super) asked: bool,
    /// Whether a question stands in its turn.
    pub(super) turn_asks: bool,
    /// Whether it is the last of its turn.
    pub(super) last: bool,
}

impl Group {
    /// Whether it has this act.
    pub(super) fn has(&self, act: Act) -> bool {
        self.acts & act.bit() != 0
    }

    /// Whether something may be offered in it.
    pub(super) fn offers(&self) -> bool {
        self.acts & (Act::Offer.bit() | Act::State.bit()) != 0
    }

    /// Whether something may be confirmed in it.
    pub(super) fn confirms(&self) -> bool {
        self.acts & (Act::Confirm.bit() | Act::Told.bit()) != 0
    }

    /// Whether the customer may have said it.
    pub(super) fn by_customer(&self) -> bool {
        matches!(self.speaker, Speaker::Customer | Speaker::Unknown)
    }

    /// Whether the agent may have said it.
    pub(super) fn by_agent(&self) -> bool {
        self.speaker != Speaker::Customer
    }
}

/// Memory that is used from conversation to conversation.
#[derive(Clone, Debug, Default)]
pub(super) struct Acts {
    found: Vec<Found<What>>,
    places: Vec<u32>,
    pub(super) events: Vec<Event>,
    pub(super) groups: Vec<Group>,
    /// Sums with their turns.
    pub(super) sums: Vec<(u32, Sum)>,
}

impl Acts {
    /// Reads a conversation.
    pub(super) fn read(&mut self, rules: &Rules, talk: &Talk<'_>) {
        self.events.clear();
        self.groups.clear();
        self.sums.clear();
        let alone = talk.turns().len() == 1;
        for (number, turn) in talk.turns().iter().enumerate() {
            let (words, from) = (talk.words(number), self.events.len());
            self.phrases(rules, words, number as u32, turn.speaker);
            self.prices(rules, Line { text: turn.text, words }, number as u32, alone);
            let any = self
                .events
                .get(from..)
                .unwrap_or(&[])
                .iter()
                .any(|event| !matches!(event.what, What::Break(_)));
            if any {
                self.group(from, turn.speaker);
            } else {
                let asks = self
                    .events
                    .get(from..)
                    .unwrap_or(&[])
                    .iter()
                    .any(|event| event.what == What::Break(true));
                self.events.truncate(from);
                if asks {
                    self.ask(number as u32, turn.speaker, from);
                }
            }
        }
    }

    /// A turn that only asks something.
    fn ask(&mut self, turn: u32, speaker: Speaker, at: usize) {
        self.groups.push(Group { turn_asks: true, asked: true, last: true, ..empty(turn, speaker, at) });
    }

    /// The phrases of a turn: acts do not overlap each other, nor nouns and products each other.
    fn phrases(&mut self, rules: &Rules, words: &[Word], turn: u32, speaker: Speaker) {
        let (mut act_free, mut noun_free) = (0, 0);
        let mut places = std::mem::take(&mut self.places);
        for place in rules.phrases.beginnings(words, &mut places) {
            let at = *place as usize;
            let Some(word) = words.get(at) else { break };
            if word.kind == Kind::Mark {
                self.stop(turn, word);
                continue;
            }
            self.found.clear();
            rules.phrases.at(words, at, &mut self.found);
            if self.found.is_empty() {
                continue;
            }
            if at >= act_free {
                act_free = self.act(rules, words, turn, speaker, at).unwrap_or(act_free);
            }
            if at >= noun_free
                && let Some((found, what)) = a_thing(&self.found)
            {
                noun_free = found.after;
                self.noun(rules, words, turn, found, what);
            }
        }
        self.places = places;
    }

    /// The act that begins at a word, and where the next may begin. What the speaker may not do is kept for
    /// negotiations, where both sides accept and refuse.
    fn act(
        &mut self,
        rules: &Rules,
        words: &[Word],
        turn: u32,
        speaker: Speaker,
        at: usize,
    ) -> Option<usize> {
        let own = longest(&self.found, |what| match what {
            What::Act(act) if allowed(act, speaker) => Some(act),
            _ => None,
        });
        if let Some((found, act)) = own {
            let act = turned(rules, words, at, act).filter(|act| *act != Act::Nothing);
            if let Some(act) = act.filter(|act| *act != Act::Hear || self.opens(rules, words, turn, at)) {
                self.event(words, turn, found, What::Act(act), !allowed(act, speaker));
            }
            return Some(found.after);
        }
        let (found, act) = longest(&self.found, |what| match what {
            What::Act(act) => Some(act),
            _ => None,
        })?;
        let act = turned(rules, words, at, act)?;
        if act != Act::Hear || self.opens(rules, words, turn, at) {
            self.event(words, turn, found, What::Act(act), true);
        }
        None
    }

    /// Whether a word may stand for a whole answer: at a beginning, behind another act or a filler. "Great" in the
    /// midst of a sentence answers nothing.
    fn opens(&self, rules: &Rules, words: &[Word], turn: u32, at: usize) -> bool {
        let Some(before) = at.checked_sub(1).and_then(|before| words.get(before)) else { return true };
        let acted = |event: &Event| {
            event.turn == turn && event.end == before.end && matches!(event.what, What::Act(_))
        };
        before.kind != Kind::Word
            || rules.marks(before) & mark::FILLER != 0
            || self.events.last().is_some_and(acted)
    }

    /// The end of a sentence; marks in a row, and sentences without an event, are one.
    fn stop(&mut self, turn: u32, word: &Word) {
        let asked = word.hash == const { hash_of_byte(b'?') };
        if let Some(Event { what: What::Break(before), end, .. }) =
            self.events.last_mut().filter(|event| event.turn == turn)
        {
            *before |= asked && *end == word.start;
            if *before || !asked {
                *end = word.end;
                return;
            }
        }
        let what = What::Break(asked);
        self.events.push(Event { turn, start: word.start, end: word.end, what, bare: false });
    }

    fn event(&mut self, words: &[Word], turn: u32, found: Found<What>, what: What, bare: bool) {
        let start = words.get(found.first).map_or(0, |word| word.start);
        let end = found.after.checked_sub(1).and_then(|last| words.get(last)).map_or(start, |word| word.end);
        self.events.push(Event { turn, start, end, what, bare });
    }

    /// A noun, or a product with the adjectives before it.
    fn noun(&mut self, rules: &Rules, words: &[Word], turn: u32, mut found: Found<What>, what: What) {
        let mut own = false;
        if matches!(what, What::Product(_)) {
            let mut at = found.first;
            while let Some(before) = at.checked_sub(1).and_then(|before| words.get(before)) {
                let marks = rules.marks(before);
                own |= marks & mark::OWN != 0;
                if marks & mark::ADJECTIVE != 0 {
                    found.first = at - 1;
                } else if before.hash != const { hash_of_byte(b'-') } {
                    break;
                }
                at -= 1;
            }
        }
        self.event(words, turn, found, what, own);
    }

    /// The sums of a turn, put between its phrases.
    fn prices(&mut self, rules: &Rules, line: Line<'_>, turn: u32, alone: bool) {
        let (first, last) = (self.sums.len(), self.sums.last().map(|(_, sum)| sum.value));
        let sums = &mut self.sums;
        amounts::sums(line, last, alone, &mut |sum| sums.push((turn, sum)));
        if self.sums.len() == first {
            return;
        }
        let from = self.events.iter().rposition(|event| event.turn != turn).map_or(0, |at| at + 1);
        for place in first..self.sums.len() {
            let Some((_, sum)) = self.sums.get(place) else { break };
            let what = What::Price(place as u32);
            let bare = is_no_price(rules, line.words, sum);
            self.events.push(Event { turn, start: sum.start, end: sum.end, what, bare });
        }
        if let Some(events) = self.events.get_mut(from..) {
            events.sort_by_key(|event| event.start);
        }
    }

    /// Parts the events of a turn, from a place on, into clauses.
    fn group(&mut self, from: usize, speaker: Speaker) {
        let Some(turn) = self.events.get(from).map(|event| event.turn) else { return };
        let first = self.groups.len();
        let mut group = empty(turn, speaker, from);
        let mut asks = false;
        for at in from..self.events.len() {
            let Some(event) = self.events.get(at).copied() else { break };
            match event.what {
                What::Break(asked) => {
                    group.asked = asked;
                    asks |= asked;
                    self.close(&mut group, at);
                }
                // The other side's acts.
                What::Act(_) if event.bare => {}
                What::Act(Act::But) => self.close(&mut group, at),
                What::Act(Act::Offer | Act::State | Act::More) if group.confirms() => {
                    self.close(&mut group, at);
                    group.acts |= act_bit(event.what);
                }
                What::Act(act) => {
                    if is_answer(act)
                        && group.product
                        && group.answer.is_some_and(|(_, answer)| {
                            self.events
                                .get(answer..at)
                                .unwrap_or(&[])
                                .iter()
                                .any(|event| matches!(event.what, What::Product(_)))
                        })
                    {
                        self.close(&mut group, at);
                    }
                    group.acts |= act.bit();
                    asks |= act == Act::Query;
                    if is_answer(act) {
                        group.answer = Some((stronger(group.answer, act), at));
                    }
                }
                What::Noun(kind) => group.noun = Some(kind),
                What::Product(_) => group.product = true,
                What::Price(_) => group.price = true,
            }
        }
        self.close(&mut group, self.events.len());
        let groups = self.groups.get_mut(first..).unwrap_or(&mut []);
        for group in groups.iter_mut() {
            group.turn_asks = asks;
        }
        if let Some(last) = groups.last_mut() {
            last.last = true;
        }
    }

    fn close(&mut self, group: &mut Group, at: usize) {
        let full = group.acts != 0 || group.noun.is_some() || group.product || group.price || group.asked;
        if full {
            self.groups.push(Group { to: at, ..*group });
        }
        *group = empty(group.turn, group.speaker, at);
    }
}

fn empty(turn: u32, speaker: Speaker, at: usize) -> Group {
    Group {
        turn,
        speaker,
        from: at,
        to: at,
        acts: 0,
        answer: None,
        noun: None,
        product: false,
        price: false,
        asked: false,
        turn_asks: false,
        last: false,
    }
}
