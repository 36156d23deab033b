//! Products offered on top: each with its price, and what became of it.
//!
//! An answer without a product's name is for what is being spoken of (the focus); with a name, for that product.

use callscape_model::score::{Fate, Speaker};

use super::acts::{Acts, Event};
use super::rules::{Act, What};
use super::view::View;
use crate::talk::Talk;

/// How many of the last offers an answer may be for.
const NEAR: usize = 16;

/// A product offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Offer {
    /// The place of the kind in the pack.
    pub(super) kind: u16,
    pub(super) turn: u32,
    pub(super) start: u32,
    pub(super) end: u32,
    /// Hashes of its first and last word.
    first: u64,
    last: u64,
    /// Whether it is one word: `warranty`.
    short: bool,
    /// Its price, by place, and another for another period.
    pub(super) price: Option<u32>,
    other: Option<u32>,
    pub(super) fate: Fate,
    /// Whether an agent offered it, or a price was named: otherwise it is only spoken of.
    pub(super) offered: bool,
    /// Whether the customer asked for it.
    asked: bool,
}

impl Offer {
    /// Whether a bare "yes" may be an answer to it.
    fn waits(&self) -> bool {
        self.offered || self.asked
    }

    /// A product that is named, and no more.
    pub(super) fn new(kind: u16, event: &Event) -> Offer {
        let Event { turn, start, end, .. } = *event;
        Offer {
            kind,
            turn,
            start,
            end,
            first: 0,
            last: 0,
            short: false,
            price: None,
            other: None,
            fate: Fate::Open,
            offered: false,
            asked: false,
        }
    }
}

/// Memory that is used from conversation to conversation.
#[derive(Clone, Debug, Default)]
pub(super) struct Upsells {
    pub(super) offers: Vec<Offer>,
    /// Places of the offers that are spoken of.
    focus: Vec<usize>,
    /// Places of all that the agent's last turn with products offered.
    spoken: Vec<usize>,
    /// Places of the offers that a clause names.
    named: Vec<usize>,
    /// Whether a bare "yes" would be an answer to the offers spoken of.
    pending: bool,
    /// Whether the products spoken of are alternatives.
    either: bool,
    /// Whether the agent last asked what else there is.
    more: bool,
    /// The turn of the agent in which the focus was set.
    turn: u32,
}

impl Upsells {
    /// Finds the products of a conversation whose acts are read.
    pub(super) fn find(&mut self, acts: &Acts, talk: &Talk<'_>) {
        self.offers.clear();
        self.focus.clear();
        self.spoken.clear();
        (self.pending, self.either, self.more, self.turn) = (false, false, false, u32::MAX);
        for group in &acts.groups {
            let view = View { acts, group, talk };
            self.names(&view);
            if group.by_agent() && (group.answer.is_none() || !group.by_customer()) {
                self.agent(&view);
            }
            if group.by_customer() {
                self.customer(&view);
            }
            self.reprice(&view);
        }
        self.offers.retain(|offer| offer.offered || offer.fate != Fate::Open);
    }

    /// The offers that a clause names; new ones are added.
    fn names(&mut self, view: &View<'_, '_>) {
        self.named.clear();
        if !view.group.product {
            if view.group.answer.is_some() && view.group.speaker == Speaker::Customer {
                self.half_named(view);
            }
            return;
        }
        let (mut before, mut prior) = (None, false);
        for (at, event) in view.events() {
            if let What::Price(price) = event.what
                && view.is_price(event)
            {
                before = Some(price);
            }
            let What::Product(kind) = event.what else { continue };
            let (price, other) = view.prices(at, before.take().filter(|_| !prior));
            prior = true;
            let (first, last) = view.head(event);
            let short = first == last;
            let known = self.known(kind, first, short);
            let place = match known {
                Some(place) => place,
                None if event.bare
                    && !(price.is_some() && view.group.offers())
                    && !view.group.has(Act::Refund) =>
                {
                    continue;
                }
                None => {
                    self.offers.push(Offer { first, last, short, ..Offer::new(kind, event) });
                    self.offers.len() - 1
                }
            };
            if let Some(offer) = self.offers.get_mut(place) {
                offer.offered |= (price.is_some() || view.group.offers()) && !event.bare;
                if let Some(price) = price.filter(|_| {
                    offer.price.is_none() || !settled(offer.fate) && !view.group.asked_by_customer()
                }) {
                    (offer.price, offer.other) = (Some(price), other);
                }
                // A more telling name of the same product: "the upgrade" is "the premium plan".
                if offer.short && !short {
                    (offer.turn, offer.start, offer.end) = (event.turn, event.start, event.end);
                    (offer.first, offer.last, offer.short) = (first, last, short);
                }
            }
            if self.named.len() < NEAR && !self.named.contains(&place) {
                self.named.push(place);
            }
        }
        if view.group.answer.is_some() && view.group.speaker == Speaker::Customer {
            self.half_named(view);
        }
    }

    /// A product named by one of its words that no other near offer has: `the thermostat`, `gold`.
    fn half_named(&mut self, view: &View<'_, '_>) {
        let near = self.offers.len().saturating_sub(NEAR);
        let recent = self.offers.get(near..).unwrap_or(&[]);
        if recent.is_empty() {
            return;
        }
        for word in view.words() {
            let has = |offer: &Offer| !offer.short && (offer.first == word.hash || offer.last == word.hash);
            let mut places = (near..).zip(recent).filter(|(_, offer)| has(offer)).map(|(place, _)| place);
            if let (Some(place), None) = (places.next(), places.next())
                && !self.named.contains(&place)
            {
                self.named.push(place);
            }
        }
    }

    /// The latest offer that a product may be.
    fn known(&self, kind: u16, first: u64, short: bool) -> Option<usize> {
        let near = self.offers.len().saturating_sub(NEAR);
        let same = |offer: &&Offer| offer.kind == kind && offer.first == first;
        let like = |offer: &&Offer| offer.kind == kind && (short || offer.short);
        let recent = self.offers.get(near..)?;
        let place = recent
            .iter()
            .rposition(|offer| same(&offer))
            .or_else(|| recent.iter().rposition(|offer| like(&offer)))?;
        Some(near + place)
    }

    /// What the agent says of products.
    fn agent(&mut self, view: &View<'_, '_>) {
        let group = view.group;
        if !self.named.is_empty() {
            if self.turn != group.turn || group.offers() || group.asked {
                self.focus.clear();
                self.either = false;
            }
            if self.turn != group.turn {
                self.spoken.clear();
            }
            self.turn = group.turn;
            for place in &self.named {
                for list in [&mut self.focus, &mut self.spoken] {
                    if !list.contains(place) && list.len() < NEAR {
                        list.push(*place);
                    }
                }
            }
            self.either |= group.has(Act::Or) && self.named.len() > 1;
            self.pending = self.named.iter().any(|place| self.offers.get(*place).is_some_and(Offer::waits));
            self.more = false;
        } else if group.has(Act::More) {
            (self.pending, self.more) = (false, true);
        } else if group.offers() || group.price {
            (self.pending, self.more) = (true, false);
        } else if group.asked {
            self.pending = false;
        }
        if group.has(Act::Refund) && !group.asked && !group.offers() {
            self.settle(Act::Refund);
        } else if group.has(Act::Cancel) && !group.asked && !group.offers() {
            self.settle(Act::Cancel);
        } else if group.has(Act::Owned) {
            self.settle(Act::Owned);
        } else if group.has(Act::Fail) {
            self.settle(Act::Fail);
        } else if group.confirms() && !group.asked {
            self.settle(Act::Confirm);
        }
    }

    /// What the customer says of products.
    fn customer(&mut self, view: &View<'_, '_>) {
        let group = view.group;
        if group.has(Act::All) {
            self.either = false;
        }
        let Some((answer, _)) = group.answer else {
            if !self.named.is_empty() {
                self.focus.clone_from(&self.named);
                self.either = false;
            }
            return;
        };
        if answer == Act::Request || answer == Act::Commit && !self.named.is_empty() {
            self.ask(view);
        }
        let named = !self.named.is_empty();
        let counts = match answer {
            Act::Request => {
                named
                    && self
                        .named
                        .iter()
                        .all(|place| self.offers.get(*place).is_some_and(|offer| offer.offered))
            }
            Act::Accept => (named || self.pending && !group.turn_asks) && !group.asked,
            Act::Hear => (named || self.pending) && !group.turn_asks,
            Act::Commit => !group.asked || named,
            Act::Refuse | Act::Defer => named || !self.more,
            _ => true,
        };
        if !counts || group.asked && matches!(answer, Act::Owned | Act::Refuse) {
            return;
        }
        self.choose(view);
        self.settle(answer);
        if !self.named.is_empty() && matches!(answer, Act::Accept | Act::Commit | Act::Request) {
            self.focus.clone_from(&self.named);
        }
    }

    /// The customer asks for products that nobody offered.
    fn ask(&mut self, view: &View<'_, '_>) {
        for place in &self.named {
            if let Some(offer) = self.offers.get_mut(*place) {
                offer.asked = true;
            }
        }
        if !self.named.is_empty() {
            self.focus.clone_from(&self.named);
            (self.pending, self.either, self.turn) = (true, false, view.group.turn);
        }
    }

    /// Which of several products an answer without a name is for; which of two prices.
    fn choose(&mut self, view: &View<'_, '_>) {
        let group = view.group;
        if self.named.is_empty() {
            let refuses = matches!(group.answer, Some((Act::Refuse, _)));
            match () {
                () if group.has(Act::All) && self.spoken.len() < 2 => self.name_open(),
                () if group.has(Act::All) || refuses => self.named.clone_from(&self.spoken),
                () if group.has(Act::First) => self.named.extend(self.spoken.first()),
                () if group.has(Act::Last) => self.named.extend(self.spoken.last()),
                () if self.either => self.named.extend(self.focus.last()),
                () => {}
            }
            if refuses && !group.has(Act::All) {
                self.named
                    .retain(|place| self.offers.get(*place).is_some_and(|offer| offer.fate == Fate::Open));
            }
        }
        let targets = if self.named.is_empty() { &self.focus } else { &self.named };
        for place in targets {
            let Some(offer) = self.offers.get_mut(*place) else { continue };
            if let Some(other) = offer.other
                && view.wants(other)
                && !offer.price.is_some_and(|price| view.wants(price))
            {
                (offer.price, offer.other) = (Some(other), offer.price);
            }
        }
    }

    /// Takes every open offer of late as named.
    fn name_open(&mut self) {
        let near = self.offers.len().saturating_sub(NEAR);
        let open = |place: &usize| self.offers.get(*place).is_some_and(|offer| offer.fate == Fate::Open);
        self.named.extend((near..self.offers.len()).filter(open));
    }

    /// Sets what became of the offers that a clause is about.
    fn settle(&mut self, act: Act) {
        let named = !self.named.is_empty();
        let targets = if named { &self.named } else { &self.focus };
        for place in targets {
            let Some(offer) = self.offers.get_mut(*place) else { continue };
            offer.fate = match (act, offer.fate) {
                (Act::Accept | Act::Hear | Act::Commit | Act::Request, Fate::Open) => Fate::Accepted,
                (Act::Accept | Act::Commit, Fate::Refused) if named || act == Act::Commit || self.pending => {
                    Fate::Accepted
                }
                (Act::Commit, Fate::TakenBack) if named || self.pending => Fate::Accepted,
                (Act::Confirm, Fate::Open) if offer.offered || offer.asked => Fate::Accepted,
                (Act::Confirm, Fate::Refused) if named => Fate::Accepted,
                (Act::Refuse, Fate::Open) => Fate::Refused,
                (Act::Refuse, Fate::Accepted) if named => Fate::TakenBack,
                (Act::Cancel, Fate::Accepted) => Fate::TakenBack,
                (Act::Cancel, Fate::Open) if offer.offered => Fate::Refused,
                (Act::Fail, Fate::Accepted) if named => Fate::TakenBack,
                (Act::Fail, Fate::Open) if offer.asked => Fate::Refused,
                (Act::Owned, Fate::Open | Fate::Refused) => Fate::Owned,
                (Act::Refund, Fate::Accepted | Fate::TakenBack) => Fate::Refunded,
                (Act::Refund, Fate::Open | Fate::Refused) if named => Fate::Refunded,
                (_, fate) => fate,
            };
        }
        if matches!(act, Act::Accept | Act::Commit | Act::Refuse | Act::Confirm | Act::Defer | Act::Owned) {
            self.pending = false;
        }
    }

    /// A price named without its product is for what is spoken of.
    fn reprice(&mut self, view: &View<'_, '_>) {
        if view.group.product || !view.group.price {
            return;
        }
        let [place] = self.focus.as_slice() else { return };
        let Some(offer) = self.offers.get_mut(*place) else { return };
        let (price, other) = view.two_prices(view.events().map(|(_, event)| event));
        let lower = view.group.by_agent() && !settled(offer.fate);
        if let Some(price) = price.filter(|_| offer.price.is_none() || lower) {
            (offer.price, offer.other) = (Some(price), other);
            offer.offered = true;
            if offer.fate == Fate::Refused && view.group.by_agent() {
                offer.fate = Fate::Open;
            }
        }
    }
}

/// Whether a price named now comes too late.
fn settled(fate: Fate) -> bool {
    matches!(fate, Fate::Accepted | Fate::TakenBack | Fate::Refunded | Fate::Owned)
}
