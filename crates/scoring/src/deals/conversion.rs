//! Whether the customer booked, bought or signed up: an offer or a request, the customer's acceptance, the agent's
//! confirmation, and no cancellation after it.

use callscape_model::score::{ConversionKind, Speaker};

use super::acts::{Acts, Group};
use super::bargain::{Bargain, Struck};
use super::rules::{Act, What};

/// A conversion by the place of the event that made it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Won {
    pub(super) kind: ConversionKind,
    /// Place of the acceptance, or of the confirmation where no acceptance is known.
    pub(super) event: usize,
    /// Place of the confirmation.
    pub(super) confirmed: Option<usize>,
    pub(super) confidence: i32,
    /// Whether it was of something else than a product on top: taking that one back leaves it.
    pub(super) apart: bool,
}

/// In ten-thousandths: offered or asked for, accepted and confirmed.
const CLOSED: i32 = 9_500;
/// Asked for and confirmed.
const ASKED: i32 = 8_500;
/// Confirmed; what the customer said to it is not understood.
const CONFIRMED: i32 = 6_500;
/// Accepted in so many words, and never confirmed.
const COMMITTED: i32 = 6_000;
/// A price was accepted in a negotiation.
const AGREED: i32 = 7_500;
/// A price of the other side was repeated, or only heard.
const REPEATED: i32 = 6_000;
/// A phrase was said, by whomever.
pub(super) const PLAIN: i32 = 5_000;
/// What is lost when nobody knows who speaks.
const UNKNOWN: i32 = 1_500;

/// What is known so far.
#[derive(Default)]
struct State {
    /// What is offered or asked for.
    kind: Option<ConversionKind>,
    offered: bool,
    request: Option<usize>,
    accepted: Option<usize>,
    committed: Option<usize>,
    customer_spoke: bool,
    /// Whether the agent last asked what else there is.
    more: bool,
    won: Option<Won>,
}

/// The conversion of a conversation.
pub(super) fn find(acts: &Acts, bargain: Bargain) -> Option<Won> {
    let mut state = State::default();
    for group in &acts.groups {
        if group.by_customer() {
            state.customer(group);
        }
        if group.by_agent() {
            state.agent(group, acts);
        }
        state.customer_spoke |= group.by_customer();
    }
    let agreed = |struck: Struck| Won {
        kind: ConversionKind::Purchase,
        event: struck.event,
        confirmed: None,
        confidence: if struck.firm { AGREED } else { REPEATED },
        apart: false,
    };
    let won = state.won.or_else(|| bargain.struck.map(agreed)).or_else(|| {
        let known = !bargain.haggled && (state.offered || state.request.is_some());
        let event = state.committed.filter(|_| known)?;
        Some(Won {
            kind: state.kind.unwrap_or_default(),
            event,
            confirmed: None,
            confidence: COMMITTED,
            apart: false,
        })
    })?;
    let unknown = acts.groups.iter().all(|group| group.speaker == Speaker::Unknown);
    Some(Won { confidence: won.confidence - if unknown { UNKNOWN } else { 0 }, ..won })
}

impl State {
    fn customer(&mut self, group: &Group) {
        let Some((answer, event)) = group.answer else { return };
        if matches!(answer, Act::Request | Act::Commit | Act::Accept) {
            self.kind = group.noun.or(self.kind);
        }
        match answer {
            Act::Request => self.request = Some(event),
            Act::Commit if group.asked => self.request = Some(event),
            Act::Commit => (self.committed, self.accepted) = (Some(event), Some(event)),
            Act::Accept | Act::Hear if !group.asked => self.accepted = Some(event),
            Act::Refuse | Act::Defer if !self.more => {
                (self.accepted, self.committed) = (None, None);
            }
            Act::Cancel | Act::Refund if !group.product || !self.won.is_some_and(|won| won.apart) => {
                *self = State::default();
            }
            _ => {}
        }
    }

    fn agent(&mut self, group: &Group, acts: &Acts) {
        self.more = group.has(Act::More) || self.more && !group.has(Act::Offer) && !group.asked;
        if group.has(Act::Offer) {
            self.offered = true;
            self.kind = group.noun.or(self.kind);
        }
        if group.has(Act::Fail) {
            (self.accepted, self.committed) = (None, None);
            return;
        }
        if !group.has(Act::Confirm) || group.asked || group.has(Act::Cancel) || group.has(Act::Refund) {
            return;
        }
        let Some(confirmed) = place_of(acts, group, Act::Confirm) else { return };
        let confidence = match (self.accepted, self.request) {
            (Some(_), _) if self.offered || self.request.is_some() => CLOSED,
            (_, Some(_)) | (Some(_), _) => ASKED,
            _ if self.customer_spoke => CONFIRMED,
            _ => return,
        };
        let event = self.accepted.or(self.request).unwrap_or(confirmed);
        let kind = group.noun.or(self.kind).unwrap_or_default();
        let apart = group.noun.is_some() && !group.product;
        if self.won.is_none_or(|won| won.confidence <= confidence) {
            self.won = Some(Won { kind, event, confirmed: Some(confirmed), confidence, apart });
        }
    }
}

/// The place of an act in a group.
fn place_of(acts: &Acts, group: &Group, act: Act) -> Option<usize> {
    (group.from..group.to).find(|at| acts.events.get(*at).is_some_and(|event| event.what == What::Act(act)))
}
