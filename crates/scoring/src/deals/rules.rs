//! The rules of deals as a pack has them: phrases by what they do, nouns by the kind of conversion, products.

use callscape_model::score::ConversionKind;
use serde::Deserialize;
use toml::Spanned;

use crate::pack::{PackError, RulePack};
use crate::phrases::{PhraseError, Phrases};
use crate::table::Table;
use crate::words::{Kind, Word, cut, hash};

/// What a phrase stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// It does something.
    Act(Act),
    /// It names what can be booked, bought or signed up for.
    Noun(ConversionKind),
    /// It names a product, by the place of its kind.
    Product(u16),
    /// A sum, by its place; never a phrase of a pack.
    Price(u32),
    /// The end of a sentence, and whether it was a question; never a phrase of a pack.
    Break(bool),
}

macro_rules! acts {
    ($($(#[$doc:meta])* $list:ident $act:ident;)*) => {
        /// What a phrase does. Each has a list of its name, in small letters, in the pack.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Act {
            $($(#[$doc])* $act,)*
        }

        /// The tables `conversion` of packs.
        #[derive(Debug, Default, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        struct Conversions {
            plain: bool,
            $($list: Option<Spanned<String>>,)*
            booking: Option<Spanned<String>>,
            purchase: Option<Spanned<String>>,
            sign_up: Option<Spanned<String>>,
            not: Option<Spanned<String>>,
            unless: Option<Spanned<String>>,
            helper: Option<Spanned<String>>,
            filler: Option<Spanned<String>>,
        }

        impl Conversions {
            fn phrases(&self) -> Vec<(What, &Spanned<String>)> {
                let mut all = Vec::new();
                $(all.extend(self.$list.as_ref().map(|list| (What::Act(Act::$act), list)));)*
                let nouns = [
                    (ConversionKind::Booking, &self.booking),
                    (ConversionKind::Purchase, &self.purchase),
                    (ConversionKind::SignUp, &self.sign_up),
                ];
                all.extend(nouns.into_iter().filter_map(|(kind, list)| Some((What::Noun(kind), list.as_ref()?))));
                all
            }
        }
    };
}

acts! {
    /// Says nothing, whatever its words would say: "no problem".
    nothing Nothing;
    /// The agent offers.
    offer Offer;
    /// The agent says how things are: an offer beside what can be bought or its price.
    state State;
    /// The customer asks for it.
    request Request;
    /// The customer says yes.
    accept Accept;
    /// The customer says yes, or only that it was heard.
    hear Hear;
    /// The customer takes it, whatever was asked.
    commit Commit;
    /// The customer says no.
    refuse Refuse;
    /// The customer puts it off.
    defer Defer;
    /// The agent asks what else there is.
    more More;
    /// The agent did it.
    confirm Confirm;
    /// The agent tells how things stand: confirms only what the customer has just accepted.
    told Told;
    /// A participle that confirms behind a helper: "booked".
    done Done;
    /// It is taken back.
    cancel Cancel;
    /// The agent cannot do it.
    fail Fail;
    /// The customer has it.
    owned Owned;
    /// Its price is given back.
    refund Refund;
    /// The customer asks about it.
    query Query;
    /// What follows stands against what precedes.
    but But;
    /// All that was offered.
    all All;
    /// The first of what was offered.
    first First;
    /// The last of what was offered.
    last Last;
    /// Makes an alternative of two products.
    or Or;
    /// A deal is struck.
    bargain Bargain;
    /// A price is being negotiated.
    haggle Haggle;
}

impl Act {
    /// Its bit in the mask of a group.
    pub(super) const fn bit(self) -> u32 {
        1 << self as u32
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Product {
    kind: String,
    words: Spanned<String>,
}

/// The tables `upsell` of packs.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Upsells {
    product: Vec<Product>,
    adjective: Option<Spanned<String>>,
    own: Option<Spanned<String>>,
    no_price_after: Option<Spanned<String>>,
    no_price_before: Option<Spanned<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Tables {
    conversion: Conversions,
    upsell: Upsells,
}

/// What single words say about their neighbours, as bits.
pub(super) mod mark {
    /// Turns the meaning of an act that follows.
    pub(crate) const NOT: u32 = 1;
    /// An act that follows is only supposed.
    pub(crate) const UNLESS: u32 = 2;
    /// Belongs to the product that follows: `premium`.
    pub(crate) const ADJECTIVE: u32 = 4;
    /// The product that follows is somebody's already: `my`.
    pub(crate) const OWN: u32 = 8;
    /// A sum that follows is no price: `save`.
    pub(crate) const NO_PRICE_AFTER: u32 = 16;
    /// A sum that precedes is no price: `off`.
    pub(crate) const NO_PRICE_BEFORE: u32 = 32;
    /// A participle that follows confirms: `has been`.
    pub(crate) const HELPER: u32 = 64;
    /// May stand before an answer of one word: `well`.
    pub(crate) const FILLER: u32 = 128;
}

/// The rules, ready to be found.
#[derive(Clone, Debug)]
pub(super) struct Rules {
    /// Whether only single phrases count.
    pub(super) plain: bool,
    pub(super) kinds: Vec<String>,
    pub(super) phrases: Phrases<What>,
    marks: Table,
}

impl Rules {
    /// Reads the tables of a pack.
    ///
    /// # Errors
    /// With the line and the reason when a list or a phrase cannot be used.
    pub(super) fn new(pack: &RulePack) -> Result<Rules, PackError> {
        let tables: Tables = toml::from_str(&pack.text).map_err(|error| PackError {
            line: line_of(&pack.text, error.span().map_or(0, |span| span.start)),
            reason: error.message().to_owned(),
        })?;
        let mut rules = Rules {
            plain: tables.conversion.plain,
            kinds: Vec::new(),
            phrases: Phrases::default(),
            marks: Table::default(),
        };
        for (what, list) in tables.conversion.phrases() {
            rules.add(pack, list, what)?;
        }
        for product in &tables.upsell.product {
            let place =
                rules.kinds.iter().position(|kind| *kind == product.kind).unwrap_or(rules.kinds.len());
            if place == rules.kinds.len() {
                rules.kinds.push(product.kind.clone());
            }
            rules.add(pack, &product.words, What::Product(place.min(usize::from(u16::MAX)) as u16))?;
        }
        let (conversion, upsell) = (&tables.conversion, &tables.upsell);
        for (list, bit) in [
            (&conversion.not, mark::NOT),
            (&conversion.unless, mark::UNLESS),
            (&conversion.helper, mark::HELPER),
            (&conversion.filler, mark::FILLER),
            (&upsell.adjective, mark::ADJECTIVE),
            (&upsell.own, mark::OWN),
            (&upsell.no_price_after, mark::NO_PRICE_AFTER),
            (&upsell.no_price_before, mark::NO_PRICE_BEFORE),
        ] {
            for (line, word) in list.iter().flat_map(|list| pack.items(list)) {
                rules.mark(word, bit).map_err(|reason| PackError { line, reason })?;
            }
        }
        Ok(rules)
    }

    fn add(&mut self, pack: &RulePack, list: &Spanned<String>, what: What) -> Result<(), PackError> {
        for (line, phrase) in pack.items(list) {
            let error = |error: PhraseError| PackError { line, reason: error.to_string() };
            self.phrases.add(phrase, what).map_err(error)?;
        }
        Ok(())
    }

    fn mark(&mut self, word: &str, bit: u32) -> Result<(), String> {
        let mut words = Vec::new();
        cut(word, &mut words);
        if words.len() != 1 {
            return Err(format!("\"{word}\" is not one word"));
        }
        let key = hash(word);
        self.marks.insert(key, self.marks.get(key).unwrap_or(0) | bit);
        Ok(())
    }

    /// What a single word says about its neighbours.
    #[inline]
    pub(super) fn marks(&self, word: &Word) -> u32 {
        if word.kind == Kind::Mark { 0 } else { self.marks.get(word.hash).unwrap_or(0) }
    }
}

/// The line of a byte, from 1.
fn line_of(text: &str, at: usize) -> usize {
    1 + text.get(..at).unwrap_or(text).matches('\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> PackError {
        Rules::new(&RulePack::parse(text).unwrap()).unwrap_err()
    }

    #[test]
    fn errors_say_the_line_and_the_reason() {
        let unknown = error("name = \"x\"\n[conversion]\noffers = \"would you\"\n");
        assert_eq!(unknown.line, 3);
        assert!(unknown.reason.contains("offers"), "{}", unknown.reason);
        let phrase = error("[conversion]\noffer = \"\"\"\nwould you like,\nshall (i\"\"\"\n");
        assert_eq!((phrase.line, phrase.reason.as_str()), (4, "the brackets of \"shall (i\" do not match"));
        let kind = error("[upsell]\n[[upsell.product]]\nwords = \"warranty\"\n");
        assert!(kind.reason.contains("kind"), "{}", kind.reason);
        let word = error("[upsell]\nown = \"my, the old\"\n");
        assert_eq!((word.line, word.reason.as_str()), (2, "\"the old\" is not one word"));
    }

    #[test]
    fn the_packs_of_the_repository_have_rules() {
        let rules = |text: &str| Rules::new(&RulePack::parse(text).unwrap()).unwrap();
        assert!(rules(&RulePack::default_text()).kinds.len() > 5);
        assert!(rules(RulePack::plain_text()).plain);
    }
}
