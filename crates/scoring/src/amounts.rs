//! Sums of money in a turn: written and spoken, with currency and period.
//!
//! A number is a sum where a currency is named. Without one it is a sum only where its neighbours say so (`price`,
//! `I can do`, `a month`), and never where they say otherwise (`order`, `pm`, `people`). A text that is but a price,
//! alone in its conversation, is taken as a price.

mod context;
mod tail;

use callscape_model::score::{Amount, Period};

use crate::money::{BEGINS, CAPITAL, LEANS, Lex, lex, may};
use crate::numbers::{Form, Line, Number, Reading, UNIT, decimal};
use crate::talk::Talk;
use crate::words::{Kind, Word, hash};

/// A sum where it was said, without what would need memory of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sum {
    /// First byte in the turn's text.
    pub start: u32,
    /// The byte after the last one.
    pub end: u32,
    /// Millionths of the currency.
    pub value: i64,
    /// `USD`, …; empty where none is named.
    pub currency: &'static str,
    /// How often it is due.
    pub period: Period,
}

impl Sum {
    /// The sum as scores have it.
    pub fn amount(&self, turn: u32) -> Amount {
        let Sum { start, end, value, currency, period } = *self;
        Amount { turn, start, end, value, currency: currency.to_owned(), period }
    }
}

/// Adds the sums of a turn to those of the turns before it.
pub fn find(talk: &Talk, turn: usize, out: &mut Vec<Amount>) {
    let Some(text) = talk.turns().get(turn).map(|turn| turn.text) else { return };
    let last = out.last().map(|amount| amount.value);
    let line = Line { text, words: talk.words(turn) };
    sums(line, last, talk.turns().len() == 1, &mut |sum| out.push(sum.amount(turn as u32)));
}

/// What is known of the conversation before a line.
#[derive(Clone, Copy)]
struct Around {
    /// The sum that was named last.
    last: Option<i64>,
}

/// Hands on the sums of a line; `last` is the sum named before it, `alone` whether the line is the whole text.
pub(crate) fn sums(line: Line, last: Option<i64>, alone: bool, take: &mut impl FnMut(Sum)) {
    if !alone && !may_have(line.words) {
        return;
    }
    let (mut at, mut around, mut any) = (0, Around { last }, false);
    let tag = alone && context::is_tag(line);
    while let Some(word) = line.words.get(at) {
        let idle = match word.kind {
            Kind::Mark => true,
            Kind::Word => !may_begin(word),
            Kind::Number | Kind::Symbol => false,
        };
        if idle {
            at += 1;
            continue;
        }
        let (next, sum) = step(line, at, around, alone);
        if let Some(sum) = sum {
            // Behind the price of a price tag stands the old one, or the end of a range.
            if alone && any && tag {
                return;
            }
            around.last = Some(sum.value);
            any = true;
            take(sum);
        }
        at = next.max(at + 1);
    }
    if alone
        && !any
        && let Some(sum) = context::bare(line)
    {
        take(sum);
    }
}

/// Whether a sum may begin with a word of letters; rarely true when none does.
#[inline]
fn may_begin(word: &Word) -> bool {
    let bits = may(word.hash);
    word.digit | (bits & BEGINS != 0) & (word.caps | (bits & CAPITAL == 0))
}

/// Whether a sum may begin anywhere; most turns have none, and no branch depends on which word is what.
fn may_have(words: &[Word]) -> bool {
    let (mut any, mut leaning) = (false, false);
    for word in words {
        let letters = word.kind == Kind::Word;
        let leans = letters & !word.digit & (may(word.hash) & LEANS != 0);
        let begins = letters & may_begin(word) | (word.kind == Kind::Number) | (word.kind == Kind::Symbol);
        any |= begins & (leaning | !leans);
        leaning = begins & leans;
    }
    any
}

/// The sum that begins at a word, and the place to go on from.
fn step(line: Line, at: usize, around: Around, alone: bool) -> (usize, Option<Sum>) {
    let Some(word) = line.words.get(at) else { return (at + 1, None) };
    match word.kind {
        Kind::Mark => return (at + 1, None),
        Kind::Number | Kind::Symbol => {}
        Kind::Word if word.digit => {}
        Kind::Word if !may_begin(word) => return (at + 1, None),
        Kind::Word => match lex(word.hash) {
            // `a`, `us` and the like are frequent, and rarely begin a sum.
            Some(Lex::A) if !line.lex(at + 1).is_some_and(Lex::begins) => return (at + 1, None),
            Some(Lex::Whose(_)) if !matches!(line.lex(at + 1), Some(Lex::Sign(_) | Lex::Coin(_))) => {
                return (at + 1, None);
            }
            Some(lex) if lex.begins() => {}
            _ => return (at + 1, None),
        },
    }
    if let Some((prefix, number)) = before(line, at).filter(|(_, number)| !is_all_five(line, at, *number)) {
        return tail::after_prefix(line, at, prefix, number, alone);
    }
    if let Some(sum) = one_coin(line, at) {
        return tail::with_cents(line, at, sum.0, sum.1, false, alone);
    }
    let number = match line.number(at, true) {
        Some(Reading::Number(number)) => context::opened(line, at, number),
        Some(Reading::Run(after)) => return (after, None),
        None => return (at + 1, None),
    };
    if let Some((coin, number)) = tail::coin(line, at, number, alone) {
        return tail::with_cents(line, at, coin, number, false, alone);
    }
    // Groups of digits that stand apart belong together only where money is named.
    let number = match line.number(at, false) {
        Some(Reading::Number(short)) if short.after < number.after => {
            match tail::coin(line, at, short, alone) {
                Some((coin, short)) => return tail::with_cents(line, at, coin, short, false, alone),
                None => short,
            }
        }
        _ => number,
    };
    let (period, _) = tail::period(line, at, number.after);
    let value = context::value(number);
    let sum = context::plausible(line, at, number, period.is_some(), around).then(|| Sum {
        start: word.start,
        end: number.end,
        value,
        currency: "",
        period: period.unwrap_or_default(),
    });
    (number.after, sum)
}

/// `ALL 5 lamps`: a code that is a word too, and a number that counts.
fn is_all_five(line: Line, at: usize, number: Number) -> bool {
    matches!(line.lex(at), Some(Lex::CapsCode(_))) && context::is_counted(line, number.after)
}

/// A currency before its number: `$49.99`, `US$ 3`, `USD 20`, `EUR29`, `Rs. 20`.
fn before(line: Line, at: usize) -> Option<(&'static str, Number)> {
    let (mut place, mut currency, mut sign) = (at, None, false);
    for _ in 0..3 {
        if let Some(found) = glued_code(line, place) {
            return Some(found);
        }
        currency = match line.lex(place) {
            Some(Lex::Sign(code)) => {
                sign = true;
                currency.or(Some(code))
            }
            Some(Lex::Code(code)) => Some(code),
            Some(Lex::CapsCode(code)) if line.words.get(place).is_some_and(|word| word.caps) => Some(code),
            Some(Lex::Coin(code)) if place == at => Some(code),
            Some(Lex::Whose(code)) if matches!(line.lex(place + 1), Some(Lex::Sign(_))) => Some(code),
            Some(Lex::Whose(code)) if matches!(line.lex(place + 1), Some(Lex::Coin(_))) && place == at => {
                Some(code)
            }
            _ => break,
        };
        place += 1;
    }
    let currency = currency?;
    let first = place;
    while place < first + 2 && (line.is(place, b'.') || line.is(place, b':')) {
        place += 1;
    }
    if line.kind(place) != Some(Kind::Number) {
        return None;
    }
    if place > first && sign && line.is(place - 1, b'.') && line.glued(place) {
        return fraction_only(line, place).map(|number| (currency, number));
    }
    match line.number(place, true)? {
        Reading::Number(number) => Some((currency, context::broken(line, place, number))),
        Reading::Run(_) => None,
    }
}

/// `.75`
fn fraction_only(line: Line, at: usize) -> Option<Number> {
    let word = line.words.get(at)?;
    let digits = word.of(line.text);
    let (value, _, _) = decimal(&format!("0.{digits}"))?;
    let (after, end) = (at + 1, word.end);
    Some(Number { value, other: None, after, end, form: Form::Written, scaled: false, decimal: true })
}

/// A code with its digits in one word: `USD20`.
fn glued_code(line: Line, at: usize) -> Option<(&'static str, Number)> {
    let word = line.words.get(at).filter(|word| word.kind == Kind::Word && word.digit)?;
    let text = word.of(line.text);
    let from = text.find(|c: char| c.is_ascii_digit())?;
    if matches!(text.get(..from)?, "R" | "र") {
        let currency = if text.starts_with('R') { "ZAR" } else { "INR" };
        return line
            .inside(at, from)
            .filter(|number| number.decimal || number.value >= 100 * UNIT)
            .map(|number| (currency, number));
    }
    match lex(hash(text.get(..from)?))? {
        Lex::Code(code) | Lex::CapsCode(code) | Lex::Coin(code) => {
            line.inside(at, from).map(|number| (code, number))
        }
        _ => None,
    }
}

/// `a dollar`, `a buck`, `a grand`.
fn one_coin(line: Line, at: usize) -> Option<(&'static str, Number)> {
    const SINGULAR: [&str; 8] = ["dollar", "buck", "pound", "euro", "quid", "penny", "grand", "rupee"];
    if line.lex(at) != Some(Lex::A) {
        return None;
    }
    let word = line.words.get(at + 1)?;
    let (currency, value) = match lex(word.hash)? {
        Lex::Coin(currency) => (currency, UNIT),
        Lex::Cent(currency) => (currency, UNIT / 100),
        Lex::Grand => ("", 1000 * UNIT),
        _ => return None,
    };
    let text = word.of(line.text);
    if !SINGULAR.iter().any(|coin| coin.eq_ignore_ascii_case(text)) || context::is_counted(line, at + 2) {
        return None;
    }
    let scaled = value > UNIT;
    let (after, end) = (at + 2, word.end);
    let decimal = value < UNIT;
    Some((currency, Number { value, other: None, after, end, form: Form::Spoken, scaled, decimal }))
}
