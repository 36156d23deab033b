//! What stands behind a number: its currency, the cents, the period.

use callscape_model::score::Period;

use super::{Sum, context};
use crate::money::{Lex, lex};
use crate::numbers::{Form, Line, Number, UNIT, scale};
use crate::words::{Kind, hash};

/// The sum of a number with its currency before it, and the place to go on from.
pub(super) fn after_prefix(
    line: Line,
    at: usize,
    currency: &'static str,
    mut number: Number,
    alone: bool,
) -> (usize, Option<Sum>) {
    // `$ 10 dollars`: said twice.
    if let Some(Lex::Coin(_)) = line.lex(number.after)
        && currency == "USD"
        && line.lex(number.after) == Some(Lex::Coin("USD"))
        && !line.glued(number.after)
    {
        number.after += 1;
    }
    with_cents(line, at, currency, number, true, alone)
}

/// The currency behind a number, and the number with it.
pub(super) fn coin(line: Line, at: usize, number: Number, alone: bool) -> Option<(&'static str, Number)> {
    let mut place = number.after;
    if line.is(place, b'-') && line.glued(place) && line.glued(place + 1) {
        place += 1;
    }
    let word = line.words.get(place)?;
    let text = word.of(line.text);
    let (currency, factor, after) = match lex(word.hash) {
        Some(Lex::Coin(currency)) if !context::is_weight(line, at, place) => (currency, 1, place + 1),
        Some(Lex::Code(currency)) => (currency, 1, place + 1),
        Some(Lex::CapsCode(currency)) if word.caps || alone => (currency, 1, place + 1),
        Some(Lex::Sign(currency)) if !sign_of_next(line, place) => (currency, 1, place + 1),
        Some(Lex::Cent(currency)) => (currency, 100, place + 1),
        Some(Lex::Whose(currency)) if matches!(line.lex(place + 1), Some(Lex::Coin(_) | Lex::Sign(_))) => {
            (currency, 1, place + 2)
        }
        Some(Lex::Whose("CAD")) if text.eq_ignore_ascii_case("c") && (word.glued || alone) => {
            ("USD", 100, place + 1)
        }
        Some(Lex::Grand) => {
            let (currency, after) = grand_of(line, place + 1);
            let value = scale(number.value, 3)?;
            let end = line.words.get(after - 1).map_or(word.end, |word| word.end);
            return Some((currency, Number { value, after, end, scaled: true, ..number }));
        }
        _ if word.glued && text == "p" => ("GBP", 100, place + 1),
        _ => {
            let currency = million_of(text)?;
            let value = scale(number.value, 6)?;
            return Some((
                currency,
                Number { value, after: place + 1, end: word.end, scaled: true, ..number },
            ));
        }
    };
    let end = line.words.get(after - 1).map_or(word.end, |word| word.end);
    let mut number = Number { value: number.value / factor, after, end, ..number };
    number.decimal |= factor > 1;
    // `75 USD million`
    if let Some(Lex::Scale(power)) = line.lex(after)
        && !number.scaled
        && number.form == Form::Written
    {
        number.value = scale(number.value, power)?;
        (number.after, number.scaled) = (after + 1, true);
        number.end = line.words.get(after).map_or(number.end, |word| word.end);
    }
    Some((currency, number))
}

/// `two grand`, `two grand in dollars`.
fn grand_of(line: Line, after: usize) -> (&'static str, usize) {
    match line.lex(after) {
        Some(Lex::Coin(currency)) => (currency, after + 1),
        _ => ("", after),
    }
}

/// `MUSD`, `MEUR`: millions by the code of the currency.
fn million_of(text: &str) -> Option<&'static str> {
    let code = text
        .strip_prefix('M')
        .filter(|code| code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase()))?;
    match lex(hash(code))? {
        Lex::Code(currency) => Some(currency),
        _ => None,
    }
}

/// Whether a sign belongs to the number behind it: `1 $10`.
fn sign_of_next(line: Line, place: usize) -> bool {
    line.kind(place + 1) == Some(Kind::Number) && line.glued(place + 1) && !line.glued(place)
}

/// Adds cents and the period; `prefix` says that the currency stood before the number.
pub(super) fn with_cents(
    line: Line,
    at: usize,
    currency: &'static str,
    mut number: Number,
    prefix: bool,
    alone: bool,
) -> (usize, Option<Sum>) {
    if !number.decimal
        && !number.scaled
        && let Some((cents, after, end)) = cents(line, number.after, prefix, alone)
    {
        number.value = number.value.saturating_add(cents * (UNIT / 100));
        (number.after, number.end) = (after, end);
    } else if !number.decimal
        && number.scaled
        && let Some((cents, after, end)) = named_cents(line, number.after)
    {
        number.value = number.value.saturating_add(cents * (UNIT / 100));
        (number.after, number.end) = (after, end);
    }
    let (period, after) = period(line, at, number.after);
    let start = line.words.get(at).map_or(0, |word| word.start);
    let (value, end) = (number.value, number.end);
    (after.max(number.after), Some(Sum { start, end, value, currency, period: period.unwrap_or_default() }))
}

/// The number of cents at a place behind an `and` perhaps, and the place behind it.
fn cent_number(line: Line, at: usize) -> Option<(i64, usize, bool)> {
    let and = line.lex(at) == Some(Lex::And);
    let from = if and { at + 1 } else { at };
    let (value, after) = match line.kind(from)? {
        Kind::Number => {
            let text = line.words.get(from)?.of(line.text);
            (text.parse::<i64>().ok().filter(|_| text.len() <= 2)?, from + 1)
        }
        Kind::Word => line.atom(from)?,
        _ => return None,
    };
    (value > 0).then_some((value, after, and))
}

/// `forty-five cents`, `43c`.
fn named_cents(line: Line, at: usize) -> Option<(i64, usize, u32)> {
    let (value, after, _) = cent_number(line, at)?;
    let word = line.words.get(after)?;
    let is_cent = matches!(lex(word.hash), Some(Lex::Cent(_)))
        || word.glued && matches!(word.of(line.text), "c" | "p" | "C");
    is_cent.then_some((value, after + 1, word.end))
}

/// Cents behind a whole sum, with or without their name: `thirteen dollars forty-five`.
fn cents(line: Line, at: usize, prefix: bool, alone: bool) -> Option<(i64, usize, u32)> {
    if let Some(found) = named_cents(line, at) {
        return Some(found);
    }
    let (value, after, and) = cent_number(line, at)?;
    if prefix && !and && !alone || value < 10 && !and {
        return None;
    }
    let end = line.words.get(after - 1)?.end;
    let ends = match line.words.get(after) {
        None => true,
        Some(word) if word.kind == Kind::Mark => {
            !(matches!(word.of(line.text), "%" | ":" | "-") || word.glued && line.glued(after + 1))
        }
        Some(word) if word.kind == Kind::Word && !word.glued => {
            matches!(
                lex(word.hash),
                Some(Lex::And | Lex::Per | Lex::After | Lex::A | Lex::Every(_) | Lex::Hint)
            )
        }
        Some(_) => false,
    };
    ends.then_some((value, after, end))
}

/// How often the sum before a place is due, and the place behind those words.
pub(super) fn period(line: Line, first: usize, after: usize) -> (Option<Period>, usize) {
    let mut at = after;
    for _ in 0..4 {
        let found = match (line.lex(at), line.lex(at + 1)) {
            (Some(Lex::A | Lex::Per), Some(Lex::Span(period))) => Some((period, at + 2)),
            (Some(Lex::Every(period)), _) => Some((period, at + 1)),
            _ if line.is(at, b'/') => match line.lex(at + 1) {
                Some(Lex::Span(period)) => Some((period, at + 2)),
                _ => None,
            },
            _ if line.is(at, b'-') && line.lex(at + 1) == Some(Lex::A) && line.is(at + 2, b'-') => {
                match line.lex(at + 3) {
                    Some(Lex::Span(period)) => Some((period, at + 4)),
                    _ => None,
                }
            }
            _ => None,
        };
        if let Some((period, behind)) = found {
            return (Some(period), behind);
        }
        // `per user per month`, `more a month`, `, per month`.
        at = match line.lex(at) {
            Some(Lex::Per) if line.kind(at + 1) == Some(Kind::Word) => at + 2,
            Some(Lex::Filler) => at + 1,
            Some(Lex::After) if line.words.get(at).is_some_and(|word| is_more(word.of(line.text))) => at + 1,
            _ if line.is(at, b',') && matches!(line.lex(at + 1), Some(Lex::Per | Lex::Every(_))) => at + 1,
            _ => break,
        };
    }
    (named_before(line, first), after)
}

fn is_more(word: &str) -> bool {
    ["more", "extra", "flat", "total", "plus"].iter().any(|more| more.eq_ignore_ascii_case(word))
}

/// `monthly fee of`, `each month it is`, up to five words before.
fn named_before(line: Line, first: usize) -> Option<Period> {
    for at in (first.saturating_sub(5)..first).rev() {
        if line.kind(at) == Some(Kind::Mark) && !line.is(at, b'-') {
            return None;
        }
        match line.lex(at) {
            Some(Lex::Every(period)) => return Some(period),
            Some(Lex::Span(period)) if at > 0 && line.lex(at - 1) == Some(Lex::Per) => return Some(period),
            Some(Lex::Coin(_) | Lex::Sign(_)) => return None,
            _ => {}
        }
    }
    None
}
