//! Deals: what a customer agreed to, and the products offered on top with their prices.
//!
//! Phrases and products are data of the pack. A conversation is read once into events (phrases, products, sums) in
//! groups (clauses); conversion and upsell are each one walk over the groups.

mod acts;
mod bargain;
mod conversion;
mod near;
mod plain;
mod rules;
mod upsell;
mod view;

use callscape_model::score::{Conversion, ConversionKind, Evidence, Fate, Mark, Score, Upsell};

use crate::pack::{PackError, RulePack};
use crate::talk::Talk;

/// Memory that is used from conversation to conversation.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    acts: acts::Acts,
    upsells: upsell::Upsells,
    bargain: bargain::Bargain,
}

/// What a deal comes to, without evidence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Deal {
    /// What the customer agreed to, and how sure that is in ten-thousandths.
    pub conversion: Option<(ConversionKind, i32)>,
    /// What accepted products cost together, in millionths of the currency of the first; `None` where none with a
    /// price was accepted.
    pub upsell: Option<i64>,
    /// The first accepted product, by the place of its kind in [`Deals::kinds`].
    pub product: Option<u16>,
    /// The price that two sides agreed on, or the last one named, in millionths of the currency.
    pub price: Option<i64>,
}

/// The rules of deals, made ready.
#[derive(Clone, Debug)]
pub struct Deals {
    rules: rules::Rules,
}

impl Deals {
    /// Makes the tables `conversion` and `upsell` of a pack ready.
    ///
    /// # Errors
    /// With the line and the reason when a list or phrase cannot be used.
    pub fn new(pack: &RulePack) -> Result<Deals, PackError> {
        Ok(Deals { rules: rules::Rules::new(pack)? })
    }

    /// The kinds of products that the pack names, by place.
    pub fn kinds(&self) -> &[String] {
        &self.rules.kinds
    }

    /// What a conversation's deal comes to; nothing is kept beside `memory`.
    pub fn judge(&self, talk: &Talk<'_>, memory: &mut Memory) -> Deal {
        let won = self.read(talk, memory);
        let mut deal = Deal { conversion: won.map(|won| (won.kind, won.confidence)), ..Deal::default() };
        let price = memory.bargain.struck.map(|struck| struck.price).or(memory.bargain.price);
        deal.price = price.and_then(|price| memory.acts.sums.get(price as usize)).map(|(_, sum)| sum.value);
        let mut currency = None;
        for offer in memory.upsells.offers.iter().filter(|offer| offer.fate == Fate::Accepted) {
            deal.product = deal.product.or(Some(offer.kind));
            let Some((_, sum)) = offer.price.and_then(|price| memory.acts.sums.get(price as usize)) else {
                continue;
            };
            if *currency.get_or_insert(sum.currency) == sum.currency {
                deal.upsell = Some(deal.upsell.unwrap_or(0).saturating_add(sum.value));
            }
        }
        deal
    }

    /// Puts amounts, conversion and upsells of a conversation into its score, with their evidence; the evidence is
    /// not in order afterwards.
    pub fn find(&self, talk: &Talk<'_>, memory: &mut Memory, score: &mut Score) {
        let won = self.read(talk, memory);
        let Memory { acts, upsells, .. } = memory;
        score.amounts = acts.sums.iter().map(|(turn, sum)| sum.amount(*turn)).collect();
        score.conversion = won.and_then(|won| {
            let event = acts.events.get(won.event)?;
            let (turn, start, end) = (event.turn, event.start, event.end);
            Some(Conversion { kind: won.kind, turn, start, end, confidence: won.confidence })
        });
        score.upsells = upsells.offers.iter().filter_map(|offer| self.upsell(talk, offer)).collect();
        evidence(acts, won, score);
    }

    fn read(&self, talk: &Talk<'_>, memory: &mut Memory) -> Option<conversion::Won> {
        memory.acts.read(&self.rules, talk);
        memory.bargain = bargain::Bargain::default();
        if self.rules.plain {
            plain::upsells(&memory.acts, &mut memory.upsells.offers);
            return plain::conversion(&memory.acts);
        }
        memory.upsells.find(&memory.acts, talk);
        memory.bargain = bargain::find(&memory.acts, talk);
        conversion::find(&memory.acts, memory.bargain, &memory.upsells.offers)
    }

    fn upsell(&self, talk: &Talk<'_>, offer: &upsell::Offer) -> Option<Upsell> {
        let upsell::Offer { kind, turn, start, end, price, fate, .. } = *offer;
        let text = talk.turns().get(turn as usize)?.text;
        let product = text.get(start as usize..end as usize)?.to_lowercase();
        let kind = self.rules.kinds.get(usize::from(kind))?.clone();
        Some(Upsell { kind, product, turn, start, end, amount: price, fate })
    }
}

/// The spans of conversion, products and sums.
fn evidence(acts: &acts::Acts, won: Option<conversion::Won>, score: &mut Score) {
    let mut add = |turn, start, end, mark, rule: &str| {
        score.evidence.push(Evidence { turn, start, end, mark, rule: rule.to_owned(), points: 0 });
    };
    let spans =
        won.into_iter().flat_map(|won| [(Some(won.event), "acceptance"), (won.confirmed, "confirmation")]);
    let mut last = None;
    for (place, rule) in spans.filter_map(|(place, rule)| Some((place?, rule))) {
        if let Some(event) = acts.events.get(place).filter(|_| last != Some(place)) {
            let rule =
                if won.is_some_and(|won| won.confirmed == Some(place)) { "confirmation" } else { rule };
            add(event.turn, event.start, event.end, Mark::Conversion, rule);
            last = Some(place);
        }
    }
    let gone = |fate| matches!(fate, Fate::Refused | Fate::TakenBack | Fate::Owned | Fate::Refunded);
    for upsell in &score.upsells {
        let mark = if gone(upsell.fate) { Mark::Refused } else { Mark::Upsell };
        add(upsell.turn, upsell.start, upsell.end, mark, &upsell.kind);
    }
    let mut refused = vec![false; score.amounts.len()];
    for place in score.upsells.iter().filter(|upsell| gone(upsell.fate)).filter_map(|upsell| upsell.amount) {
        if let Some(refused) = refused.get_mut(place as usize) {
            *refused = true;
        }
    }
    for (amount, refused) in score.amounts.iter().zip(refused) {
        let mark = if refused { Mark::Refused } else { Mark::Amount };
        add(amount.turn, amount.start, amount.end, mark, "amount");
    }
}
