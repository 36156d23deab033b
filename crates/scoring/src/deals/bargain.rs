//! Negotiations: two sides name prices until one takes the other's. The deal is made when the last price named is
//! accepted, and nobody refuses or names another after that.

use callscape_model::score::Speaker;

use super::acts::Acts;
use super::rules::{Act, What};
use crate::talk::Talk;

/// How many times lower than the price that is spoken of another sum must be to be no price.
const FAR: i64 = 4;

/// A deal made at a price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Struck {
    /// Place of the event that accepted.
    pub(super) event: usize,
    /// Place of the sum.
    pub(super) price: u32,
    /// Whether it was accepted in so many words.
    pub(super) firm: bool,
}

/// What a negotiation came to.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Bargain {
    pub(super) struck: Option<Struck>,
    /// Place of the sum that was agreed on, or named last.
    pub(super) price: Option<u32>,
    /// Whether there was a negotiation at all.
    pub(super) haggled: bool,
}

/// What one turn does.
#[derive(Clone, Copy, Default)]
struct Move {
    /// The last sum named, and its event.
    price: Option<(u32, usize)>,
    accept: Option<usize>,
    hear: Option<usize>,
    bargain: Option<usize>,
    refuse: bool,
    asked: bool,
    haggle: bool,
    gone: bool,
}

/// The state of a negotiation.
#[derive(Default)]
struct State {
    /// Who named the last price.
    side: Option<Speaker>,
    price: Option<u32>,
    /// Whether agent and customer have named a price.
    named: [bool; 2],
    /// Whether nobody knows who speaks.
    unknown: bool,
    /// Whether the customer named a price, or words of negotiations were said.
    haggled: bool,
    struck: Option<Struck>,
    /// A sum far below the price.
    low: Option<u32>,
}

/// The deal of a negotiation, or of a sale at the price that was asked.
pub(super) fn find(acts: &Acts, talk: &Talk<'_>) -> Bargain {
    let (mut state, mut at) = (State::default(), 0);
    while let Some(first) = acts.events.get(at) {
        let turn = first.turn;
        let end = at + acts.events.get(at..).unwrap_or(&[]).partition_point(|event| event.turn == turn);
        let step = state.read(acts, at, end);
        let known = talk.turns().get(turn as usize).map_or(Speaker::Unknown, |turn| turn.speaker);
        state.unknown = known == Speaker::Unknown;
        let speaker = match known {
            // Nobody knows who speaks: the sides take turns.
            Speaker::Unknown if turn % 2 == 0 => Speaker::Agent,
            Speaker::Unknown => Speaker::Customer,
            known => known,
        };
        state.step(acts, speaker, step);
        at = end;
    }
    // A price that nobody haggles over is a plain offer: to accept it is no deal before it is confirmed.
    Bargain { struck: state.struck.filter(|_| state.haggled), price: state.price, haggled: state.haggled }
}

impl State {
    /// What a turn does.
    fn read(&mut self, acts: &Acts, from: usize, to: usize) -> Move {
        let mut step = Move::default();
        for place in from..to {
            let Some(event) = acts.events.get(place) else { break };
            match event.what {
                What::Price(price) if !event.bare && self.fits(acts, price) => {
                    step.price = Some((price, place))
                }
                What::Act(Act::Accept | Act::Commit | Act::Confirm | Act::Told) => {
                    step.accept = step.accept.or(Some(place))
                }
                What::Act(Act::Hear) => step.hear = step.hear.or(Some(place)),
                What::Act(Act::Bargain) => step.bargain = Some(place),
                What::Act(Act::Refuse | Act::Fail | Act::Defer) => step.refuse = true,
                What::Act(Act::Haggle) => step.haggle = true,
                What::Act(Act::Refund) => step.gone = true,
                What::Break(true) | What::Act(Act::Query) => step.asked = true,
                _ => {}
            }
        }
        step
    }

    /// Whether a sum may be the price: what is far below the one spoken of is something else, a deposit or a voucher,
    /// unless the next sum is as low; what is far above shows that the one before was something else.
    fn fits(&mut self, acts: &Acts, price: u32) -> bool {
        let value = |price: u32| acts.sums.get(price as usize).map_or(0, |(_, sum)| sum.value);
        let low = |price: u32, than: u32| value(price).saturating_mul(FAR) < value(than);
        if !self.price.is_some_and(|before| low(price, before)) {
            self.low = None;
            return true;
        }
        let again = self.low.is_some_and(|other| !low(price, other) && !low(other, price));
        self.low = Some(price);
        again
    }

    fn step(&mut self, acts: &Acts, speaker: Speaker, step: Move) {
        // A sum that is given back is no price that anybody proposes.
        if step.gone {
            *self = State { unknown: self.unknown, ..State::default() };
            return;
        }
        self.haggled |= step.haggle;
        let value = |price: u32| acts.sums.get(price as usize).map_or(0, |(_, sum)| sum.value);
        let before = self.price.map(value);
        match step.price {
            Some((price, place)) => self.propose(speaker, step, price, place, before == Some(value(price))),
            None => self.answer(speaker, step),
        }
    }

    /// A turn with a price: another than before is a proposal, the same may accept it.
    fn propose(&mut self, speaker: Speaker, step: Move, price: u32, place: usize, same: bool) {
        if let Some(named) = self.named.get_mut(usize::from(speaker == Speaker::Customer)) {
            *named = true;
        }
        self.haggled |= self.named == [true; 2] || !self.unknown && speaker == Speaker::Customer;
        let other = self.side.is_some_and(|side| side != speaker);
        let yes = step.bargain.or(step.accept);
        let taken =
            same && (other || self.struck.is_some()) && !step.refuse && (!step.asked || yes.is_some());
        // "110 works for me": an answer behind a price of one's own is for what the other side said before.
        let agrees = step.accept.is_some_and(|accept| accept > place) && other && !step.asked && !step.refuse;
        if taken || agrees {
            self.struck = Some(Struck { event: yes.unwrap_or(place), price, firm: yes.is_some() });
        } else if step.refuse || !same {
            self.struck = None;
        }
        self.price = Some(price);
        if !same {
            self.side = Some(speaker);
        }
    }

    /// A turn without a price: it accepts, refuses, or neither.
    fn answer(&mut self, speaker: Speaker, step: Move) {
        let Some(price) = self.price else { return };
        if step.refuse {
            self.struck = None;
            return;
        }
        let other = self.side.is_some_and(|side| side != speaker);
        let event = match (step.bargain, step.accept, step.hear) {
            (Some(event), _, _) => event,
            (_, Some(event), _) if other => event,
            (None, None, Some(event)) if other && !step.asked => event,
            _ => return,
        };
        if self.struck.is_none() {
            let firm = step.bargain.is_some() || step.accept.is_some();
            self.struck = Some(Struck { event, price, firm });
        }
    }
}
