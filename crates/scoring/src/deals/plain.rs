//! Deals as plain keywords see them: a phrase anywhere is a conversion, a product beside a sum is revenue.

use callscape_model::score::Fate;

use super::acts::Acts;
use super::conversion::{PLAIN, Won};
use super::rules::{Act, What};
use super::upsell::Offer;

/// The first phrase that speaks for a conversion.
pub(super) fn conversion(acts: &Acts) -> Option<Won> {
    let event = acts.events.iter().position(|event| event.what == What::Act(Act::Commit))?;
    let kind = acts.groups.iter().rev().find_map(|group| group.noun).unwrap_or_default();
    Some(Won { kind, event, confirmed: None, confidence: PLAIN })
}

/// Every product with the sum that is named next in its turn.
pub(super) fn upsells(acts: &Acts, offers: &mut Vec<Offer>) {
    offers.clear();
    let mut price: Option<(u32, u32)> = None;
    for event in acts.events.iter().rev() {
        match event.what {
            What::Price(place) => price = Some((event.turn, place)),
            What::Product(kind) => {
                if let Some((_, place)) = price.take().filter(|(turn, _)| *turn == event.turn) {
                    let mut offer = Offer::new(kind, event);
                    (offer.price, offer.fate) = (Some(place), Fate::Accepted);
                    offers.push(offer);
                }
            }
            _ => {}
        }
    }
    offers.reverse();
}
