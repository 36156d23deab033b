//! What phrases and sums come to by what stands about them: who may do an act, what negates it, which answer counts.

use callscape_model::score::Speaker;

use super::rules::{Act, Rules, What, mark};
use crate::amounts::Sum;
use crate::money::{Lex, lex};
use crate::phrases::Found;
use crate::words::{Kind, Word, hash_of_byte};

/// How far before an act a word may stand that turns it.
const TURNS: usize = 3;

/// How far before or behind a sum a word may stand that makes it no price.
const NO_PRICE: (usize, usize) = (5, 2);

/// The longest of what was found that is wanted; of equally long ones the first.
pub(super) fn longest<T>(
    found: &[Found<What>],
    want: impl Fn(What) -> Option<T>,
) -> Option<(Found<What>, T)> {
    let mut best: Option<(Found<What>, T)> = None;
    for next in found {
        if best.as_ref().is_none_or(|(best, _)| next.after > best.after)
            && let Some(what) = want(next.what)
        {
            best = Some((*next, what));
        }
    }
    best
}

/// The longest product or noun; of equally long ones the product.
pub(super) fn a_thing(found: &[Found<What>]) -> Option<(Found<What>, What)> {
    let product = longest(found, |what| matches!(what, What::Product(_)).then_some(what));
    let noun = longest(found, |what| matches!(what, What::Noun(_)).then_some(what));
    match (product, noun) {
        (Some((product, _)), Some((noun, what))) if noun.after > product.after => Some((noun, what)),
        (product, noun) => product.or(noun),
    }
}

/// Whether a speaker may do it: an agent's "sure" accepts nothing, a customer's "it is booked" confirms nothing.
pub(super) fn allowed(act: Act, speaker: Speaker) -> bool {
    use Act::{
        Accept, Commit, Confirm, Defer, Done, Fail, Hear, More, Offer, Query, Refuse, Request, State, Told,
    };
    match speaker {
        Speaker::Customer => !matches!(act, Offer | State | Confirm | Told | Done | Fail | More),
        Speaker::Agent | Speaker::System => {
            !matches!(act, Request | Accept | Hear | Commit | Refuse | Defer | Query)
        }
        Speaker::Unknown => true,
    }
}

/// Whether an act answers, or does something to what was spoken of.
pub(super) fn is_answer(act: Act) -> bool {
    use Act::{Accept, Cancel, Commit, Defer, Hear, Owned, Refund, Refuse, Request};
    matches!(act, Accept | Cancel | Commit | Defer | Hear | Owned | Refund | Refuse | Request)
}

/// Of two answers in one clause, the one that counts: a "yes" adds nothing to what follows or precedes it.
pub(super) fn stronger(before: Option<(Act, usize)>, act: Act) -> Act {
    match (before.map(|(act, _)| act), act) {
        (Some(before), Act::Hear) => before,
        (
            Some(before @ (Act::Owned | Act::Refuse | Act::Cancel | Act::Refund | Act::Commit)),
            Act::Accept,
        ) => before,
        (
            Some(before @ (Act::Owned | Act::Cancel | Act::Refund | Act::Defer)),
            Act::Refuse | Act::Request,
        ) => before,
        (Some(Act::Refuse), Act::Request) => Act::Refuse,
        (Some(Act::Commit), Act::Request) => Act::Commit,
        _ => act,
    }
}

/// The bit of an act.
pub(super) fn act_bit(what: What) -> u32 {
    if let What::Act(act) = what { act.bit() } else { 0 }
}

/// An act with the words before it: negated it is another, only supposed it is none.
pub(super) fn turned(rules: &Rules, words: &[Word], at: usize, act: Act) -> Option<Act> {
    use Act::{Accept, Bargain, Commit, Confirm, Done, Fail, Hear, Offer, Refuse, Request, State, Told};
    let act = match act {
        Done => at
            .checked_sub(1)
            .and_then(|before| words.get(before))
            .is_none_or(|before| before.kind == Kind::Mark || rules.marks(before) & mark::HELPER != 0)
            .then_some(Confirm)?,
        _ => act,
    };
    if !matches!(
        act,
        Accept
            | Bargain
            | Commit
            | Confirm
            | Told
            | Hear
            | Offer
            | State
            | Request
            | Act::Refund
            | Act::Cancel
            | Act::Owned
    ) {
        return Some(act);
    }
    let mut marks = 0;
    for word in words.get(at.saturating_sub(TURNS)..at).unwrap_or(&[]) {
        let cuts = word.stop | (word.hash == const { hash_of_byte(b',') });
        marks = if cuts { 0 } else { marks | rules.marks(word) };
    }
    if marks & mark::UNLESS != 0 {
        return None;
    }
    match act {
        _ if marks & mark::NOT == 0 => Some(act),
        Accept | Commit | Request => Some(Refuse),
        Confirm | Told => Some(Fail),
        _ => None,
    }
}

/// Whether the words around a sum say that it is no price: `save ten dollars`, `ten dollars off`.
pub(super) fn is_no_price(rules: &Rules, words: &[Word], sum: &Sum) -> bool {
    let first = words.partition_point(|word| word.start < sum.start);
    let after = words.partition_point(|word| word.start < sum.end);
    let mut before = 0;
    for word in words.get(first.saturating_sub(NO_PRICE.0)..first).unwrap_or(&[]) {
        let cuts = word.kind == Kind::Mark && (word.stop || word.hash == const { hash_of_byte(b',') });
        // A sum between belongs to the word before it; "and" begins something else.
        let other = word.kind == Kind::Number || lex(word.hash) == Some(Lex::And);
        before = if cuts || other { 0 } else { before | rules.marks(word) };
    }
    let behind = words.get(after..).unwrap_or(&[]).iter().take(NO_PRICE.1);
    let behind =
        behind.take_while(|word| word.kind != Kind::Mark).fold(0, |all, word| all | rules.marks(word));
    before & mark::NO_PRICE_AFTER != 0 || behind & mark::NO_PRICE_BEFORE != 0
}
