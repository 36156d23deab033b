//! A clause with the conversation about it: its prices, its words, the names of its products.

use super::acts::{Acts, Event, Group};
use super::rules::{Act, What};
use crate::money::{Lex, lex};
use crate::talk::Talk;
use crate::words::Word;

/// How many words of a clause are looked at for what the customer wants.
const CLAUSE: usize = 12;

impl Group {
    /// Whether the customer alone asks something.
    pub(super) fn asked_by_customer(&self) -> bool {
        self.asked && !self.by_agent()
    }
}

/// A group with what it is part of.
pub(super) struct View<'a, 'b> {
    pub(super) acts: &'a Acts,
    pub(super) group: &'a Group,
    pub(super) talk: &'a Talk<'b>,
}

impl View<'_, '_> {
    /// The events of the group with their places.
    pub(super) fn events(&self) -> impl Iterator<Item = (usize, &Event)> {
        let events = self.acts.events.get(self.group.from..self.group.to).unwrap_or(&[]);
        events.iter().enumerate().map(|(at, event)| (self.group.from + at, event))
    }

    /// The prices of the product at a place: those behind it and before the next one, or else the one before it.
    pub(super) fn prices(&self, product: usize, before: Option<u32>) -> (Option<u32>, Option<u32>) {
        let behind = self.acts.events.get(product + 1..self.group.to).unwrap_or(&[]);
        let behind = behind.iter().take_while(|event| !matches!(event.what, What::Product(_)));
        match self.two_prices(behind) {
            (None, _) => (before, None),
            prices => prices,
        }
    }

    /// Hashes of the first and the last word of a product.
    pub(super) fn head(&self, event: &Event) -> (u64, u64) {
        let words = self.talk.words(event.turn as usize);
        let first = words.partition_point(|word| word.start < event.start);
        let last = words.partition_point(|word| word.start < event.end).saturating_sub(1);
        let hash = |place: usize| words.get(place).map_or(0, |word| word.hash);
        (hash(first), hash(last))
    }

    /// Whether the clause names the period of a price: `the yearly one`.
    pub(super) fn wants(&self, price: u32) -> bool {
        let Some((_, sum)) = self.acts.sums.get(price as usize) else { return false };
        self.words().any(|word| {
            matches!(lex(word.hash), Some(Lex::Every(period) | Lex::Span(period)) if period == sum.period)
        })
    }

    /// The words of the clause, not too many.
    pub(super) fn words(&self) -> impl Iterator<Item = &Word> {
        let words = self.talk.words(self.group.turn as usize);
        let start = self.acts.events.get(self.group.from).map_or(u32::MAX, |event| event.start);
        let end = self.acts.events.get(self.group.to).filter(|event| event.turn == self.group.turn);
        let end = end.map_or(u32::MAX, |event| event.start);
        let first = words.partition_point(|word| word.start < start);
        words.get(first..).unwrap_or(&[]).iter().take(CLAUSE).take_while(move |word| word.start < end)
    }

    /// Whether a sum may be a price; what is given back was one.
    pub(super) fn is_price(&self, event: &Event) -> bool {
        !event.bare || self.group.has(Act::Refund)
    }

    /// The first two sums that are prices.
    pub(super) fn two_prices<'e>(
        &self,
        events: impl Iterator<Item = &'e Event>,
    ) -> (Option<u32>, Option<u32>) {
        let mut prices = events.filter(|event| self.is_price(event)).filter_map(|event| match event.what {
            What::Price(price) => Some(price),
            _ => None,
        });
        (prices.next(), prices.next())
    }
}
