//! Whether the customer booked, bought or signed up: an offer or a request, the customer's acceptance, the agent's
//! confirmation, and no cancellation after it.

use callscape_model::score::{ConversionKind, Fate, Speaker};

use super::acts::{Acts, Group};
use super::bargain::{Bargain, Struck};
use super::rules::{Act, What};
use super::upsell::Offer;

/// A conversion by the place of the event that made it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Won {
    pub(super) kind: ConversionKind,
    /// Place of the acceptance, or of the confirmation where no acceptance is known.
    pub(super) event: usize,
    /// Place of the confirmation.
    pub(super) confirmed: Option<usize>,
    pub(super) confidence: i32,
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

/// What the customer took in so many words.
#[derive(Clone, Copy)]
struct Commitment {
    event: usize,
    turn: u32,
    /// Whether it is a product on top.
    product: bool,
    kind: Option<ConversionKind>,
}

/// What is known so far.
#[derive(Default)]
struct State {
    /// What is offered or asked for.
    kind: Option<ConversionKind>,
    /// Whether an offer is on the table.
    offered: bool,
    request: Option<usize>,
    accepted: Option<usize>,
    committed: Option<Commitment>,
    customer_spoke: bool,
    /// Whether the agent last offered or asked something: what is only heard accepts it.
    waits: bool,
    /// Whether the agent last asked what else there is.
    more: bool,
    /// Whether what is offered or asked for is a product on top.
    product: bool,
    /// The turn of the agent's last clause.
    turn: Option<u32>,
    /// Where a conversion was taken back.
    gone: Option<usize>,
    /// The conversion of what the call was about, and the one of a product on top of it.
    won: [Option<Won>; 2],
}

/// The conversion of a conversation.
pub(super) fn find(acts: &Acts, bargain: Bargain, products: &[Offer]) -> Option<Won> {
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
    };
    let [main, extra] = state.won;
    // A product that was given back is no conversion, by whatever words that was said.
    let gone = |offer: &Offer| matches!(offer.fate, Fate::TakenBack | Fate::Refunded);
    let stands = !products.iter().any(gone) || products.iter().any(|offer| offer.fate == Fate::Accepted);
    let extra = extra.filter(|_| stands);
    // What was agreed on before that was taken back with it.
    let struck = bargain.struck.filter(|struck| state.gone.is_none_or(|gone| gone < struck.event));
    let won = main.or(extra).or_else(|| struck.map(agreed)).or_else(|| {
        let taken = state.committed.filter(|taken| !bargain.haggled && (!taken.product || stands))?;
        let kind = taken.kind.unwrap_or_default();
        Some(Won { kind, event: taken.event, confirmed: None, confidence: COMMITTED })
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
        let open = self.offered || self.request.is_some();
        match answer {
            Act::Request => (self.request, self.waits) = (Some(event), true),
            Act::Commit if group.asked => self.request = Some(event),
            Act::Commit => {
                self.accepted = Some(event);
                if open {
                    let (turn, product, kind) = (group.turn, self.product, self.kind);
                    self.committed = Some(Commitment { event, turn, product, kind });
                    self.offered = false;
                }
            }
            Act::Accept | Act::Hear if open && self.waits && !group.asked => self.accepted = Some(event),
            Act::Refuse | Act::Defer | Act::Owned if !self.more => {
                let (offered, product) = (self.offered || self.waits, self.product);
                let again = |taken: &Commitment| offered && taken.product == product;
                self.committed = self.committed.filter(|taken| taken.turn != group.turn && !again(taken));
                (self.offered, self.accepted) = (false, None);
            }
            Act::Cancel | Act::Refund => self.take_back(group, event),
            _ => {}
        }
    }

    /// What was agreed on does not hold any more: all of it, or the product that is named.
    fn take_back(&mut self, group: &Group, event: usize) {
        let gone = if self.won.iter().any(Option::is_some) { Some(event) } else { self.gone };
        let won = self.won.map(|won| won.filter(|_| group.product));
        *self = match won {
            [Some(main), _] => State { won: [Some(main), None], ..State::default() },
            _ => State { gone, ..State::default() },
        };
    }

    fn agent(&mut self, group: &Group, acts: &Acts) {
        let thing = group.price || group.product || group.noun.is_some() && self.request.is_some();
        let offers = group.has(Act::Offer) || group.has(Act::State) && thing;
        self.more = group.has(Act::More) || self.more && !offers && !group.asked;
        self.waits = offers || group.asked || self.waits && self.turn == Some(group.turn);
        self.turn = Some(group.turn);
        if offers && !group.confirms() {
            self.offered = true;
            self.kind = group.noun.or(self.kind);
            self.product = group.product || self.product && group.noun.is_none();
        }
        if group.has(Act::Fail) {
            (self.accepted, self.committed) = (None, None);
            return;
        }
        if group.confirms() && !group.asked && !group.has(Act::Cancel) && !group.has(Act::Refund) {
            self.confirm(group, acts);
        }
    }

    fn confirm(&mut self, group: &Group, acts: &Acts) {
        let sure = place_of(acts, group, Act::Confirm);
        let Some(confirmed) = sure.or_else(|| place_of(acts, group, Act::Told)) else { return };
        let confidence = match (self.accepted, self.request) {
            (Some(_), _) if self.offered || self.request.is_some() || self.committed.is_some() => CLOSED,
            (None, Some(_)) if self.offered => ASKED,
            _ if sure.is_none() => return,
            (_, Some(_)) | (Some(_), _) => ASKED,
            _ if self.customer_spoke => CONFIRMED,
            _ => return,
        };
        let event = self.accepted.or(self.request).unwrap_or(confirmed);
        let kind = group.noun.or(self.kind).unwrap_or_default();
        let won = Won { kind, event, confirmed: Some(confirmed), confidence };
        let extra = group.product || self.product && group.noun.is_none();
        if let Some(before) = self.won.get_mut(usize::from(extra))
            && before.is_none_or(|before| before.confidence <= confidence)
        {
            *before = Some(won);
        }
        *self = State {
            won: self.won,
            gone: self.gone,
            customer_spoke: true,
            turn: self.turn,
            ..State::default()
        };
    }
}

/// The place of an act in a group.
fn place_of(acts: &Acts, group: &Group, act: Act) -> Option<usize> {
    (group.from..group.to).find(|at| acts.events.get(*at).is_some_and(|event| event.what == What::Act(act)))
}
