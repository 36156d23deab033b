//! Whether a number without a currency is a sum, by what stands about it.

use super::{Around, Sum, tail};
use crate::money::{Lex, lex};
use crate::numbers::{Form, Line, Number, Reading, UNIT};
use crate::words::Kind;

/// How far back a word may stand that speaks for a sum.
const BACK: usize = 5;

/// What a number in two parts is worth where no currency is named: `two ninety-nine` is 2.99, `two fifty` is 250.
pub(super) fn value(number: Number) -> i64 {
    match number.other {
        Some(other) if number.form == Form::Pair && number.value / UNIT >= 100 => {
            let cents = other % UNIT / (UNIT / 100);
            if matches!(cents, 99 | 95 | 49) { other } else { number.value }
        }
        _ => number.value,
    }
}

/// What stands before a number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Before {
    /// It counts something else.
    Foe,
    Nothing,
    /// Nothing, at the beginning of a sentence.
    Begin,
    Hint,
    Lead,
}

/// Whether a number that names no currency is a sum.
pub(super) fn plausible(line: Line, at: usize, number: Number, period: bool, around: Around) -> bool {
    if !period && is_glued_otherwise(line, at, number.after) {
        return false;
    }
    if is_reference(line, at, number) {
        return false;
    }
    let before = before(line, at);
    let value = value(number);
    if before == Before::Foe || !period && is_counted(line, number.after) {
        return false;
    }
    if period {
        return before >= Before::Hint
            || value >= 5 * UNIT && number.form != Form::Spoken
            || value >= 20 * UNIT;
    }
    // "one more", "the two of us".
    if number.form == Form::Spoken && value < 5 * UNIT && !number.decimal {
        return false;
    }
    let near =
        around.last.is_some_and(|last| value.saturating_mul(8) >= last && last.saturating_mul(8) >= value);
    match before {
        Before::Lead => value >= 10 * UNIT && !is_time(number) || near || number.scaled,
        Before::Hint => near || is_price(number),
        Before::Begin => near,
        _ => false,
    }
}

/// Six digits or more in a row, with neither a currency nor separators: the number of an order or an account.
fn is_reference(line: Line, at: usize, number: Number) -> bool {
    let written = line.words.get(at).and_then(|word| line.text.get(word.start as usize..number.end as usize));
    written.is_some_and(|text| text.len() >= 6 && text.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Two decimals, or two parts that are no time of day.
fn is_price(number: Number) -> bool {
    number.decimal
        && number.value >= UNIT / 100
        && number.form == Form::Written
        && number.value % (UNIT / 100) == 0
        || number.form == Form::Pair && !is_time(number)
        || number.scaled && number.value >= 200 * UNIT
}

/// `two thirty`, `ten fifteen`.
fn is_time(number: Number) -> bool {
    let parts = match (number.form, number.other) {
        (Form::Pair, Some(other)) => other.min(number.value),
        _ => return false,
    };
    parts / UNIT <= 12 && matches!(parts % UNIT / (UNIT / 100), 0..=59)
}

/// Whether letters, dashes, slashes or colons tie a number to something else: `3pm`, `555-0123`, `10:30`, `#12`.
fn is_glued_otherwise(line: Line, at: usize, after: usize) -> bool {
    let mark = |at: usize| line.kind(at) == Some(Kind::Mark) && !is_bracket(line, at);
    let behind = line.glued(after)
        && match line.kind(after) {
            Some(Kind::Word | Kind::Number) => true,
            Some(Kind::Mark) => line.is(after, b'%') || mark(after) && line.glued(after + 1),
            Some(Kind::Symbol) => line.is(after, b'$'),
            None => false,
        };
    let ahead = line.glued(at)
        && at.checked_sub(1).is_some_and(|last| match line.kind(last) {
            Some(Kind::Word | Kind::Number) => true,
            Some(Kind::Mark) => mark(last) && (last == 0 || line.glued(last) || line.is(last, b'#')),
            _ => false,
        });
    let numbers = line.kind(after) == Some(Kind::Number)
        || at.checked_sub(1).is_some_and(|last| line.kind(last) == Some(Kind::Number));
    behind
        || ahead
        || numbers
        || line.is(after, b'%')
        || line.is(after, b':') && line.kind(after + 1) == Some(Kind::Number)
}

fn is_bracket(line: Line, at: usize) -> bool {
    [b'(', b')', b'"', b'\'', b'*', b'~', b'!', b'?', b'.', b','].iter().any(|mark| line.is(at, *mark))
}

/// Whether the word at a place is counted by the number before it: any word that may not follow a sum.
pub(super) fn is_counted(line: Line, at: usize) -> bool {
    match line.words.get(at) {
        Some(word) if word.kind == Kind::Word => !matches!(
            lex(word.hash),
            Some(
                Lex::After
                    | Lex::And
                    | Lex::Per
                    | Lex::Every(_)
                    | Lex::Filler
                    | Lex::Hint
                    | Lex::Lead
                    | Lex::A
            )
        ),
        _ => false,
    }
}

fn before(line: Line, at: usize) -> Before {
    let (mut best, mut words) = (Before::Nothing, 0);
    for place in (0..at).rev() {
        if line.kind(place) != Some(Kind::Word) {
            if line.is(place, b'#') {
                return Before::Foe;
            }
            if is_end(line, place) {
                return if words == 0 { Before::Begin } else { best };
            }
            continue;
        }
        words += 1;
        match line.lex(place) {
            Some(Lex::Foe) if words <= 3 => return Before::Foe,
            Some(Lex::Lead) => best = best.max(Before::Lead),
            Some(Lex::Hint) if words <= 2 || best == Before::Hint => best = best.max(Before::Hint),
            Some(Lex::Filler) => {}
            // Between a sum and what leads to it only small words stand.
            _ if words <= 1 => return Before::Nothing,
            _ => {}
        }
        if words == BACK {
            return best;
        }
    }
    if words == 0 { Before::Begin } else { best }
}

fn is_end(line: Line, at: usize) -> bool {
    [b'.', b'!', b'?', b',', b';', b':'].iter().any(|mark| line.is(at, *mark))
}

/// Whether `pounds` are a weight: `it weighs forty pounds`, `ten pounds of flour`.
pub(super) fn is_weight(line: Line, at: usize, coin: usize) -> bool {
    let text = |at: usize| line.words.get(at).map_or("", |word| word.of(line.text));
    let is_pound = |word: &str| word.eq_ignore_ascii_case("pounds") || word.eq_ignore_ascii_case("pound");
    if !is_pound(text(coin)) {
        return false;
    }
    let of = text(coin + 1).eq_ignore_ascii_case("of")
        || ["heavy", "lighter", "heavier"].contains(&text(coin + 1));
    let weighs = (at.saturating_sub(4)..at)
        .any(|at| ["weigh", "weighs", "weighed", "lose", "lost", "gained", "weight"].contains(&text(at)));
    of || weighs
}

/// The price that a text is, when it is little more.
pub(super) fn bare(line: Line) -> Option<Sum> {
    const LONGEST: usize = 64;
    if line.text.len() > LONGEST {
        return None;
    }
    let is_number = |at: &usize| {
        line.kind(*at) == Some(Kind::Number) || matches!(line.number(*at, true), Some(Reading::Number(_)))
    };
    let Some(first) = (0..line.words.len()).find(is_number) else { return free(line) };
    if !(0..first).all(|at| may_lead(line, at)) {
        return None;
    }
    let Some(Reading::Number(mut number)) = line.number(first, true) else { return None };
    number = broken(line, first, opened(line, first, number));
    if is_glued_bare(line, first, number.after) || !may_follow(line, number.after) {
        return None;
    }
    let (period, _) = tail::period(line, first, number.after);
    let start = line.words.get(first)?.start;
    let (value, end) = (value(number), number.end);
    Some(Sum { start, end, value, currency: "", period: period.unwrap_or_default() })
}

/// `.75`: a point before the digits, and nothing before the point.
pub(super) fn opened(line: Line, at: usize, number: Number) -> Number {
    let point = at > 0 && line.is(at - 1, b'.') && line.glued(at) && !line.glued(at - 1);
    match number.form {
        Form::Written if point && number.after == at + 1 => super::fraction_only(line, at).unwrap_or(number),
        _ => number,
    }
}

/// Whether a text is but one or more prices, the first with its sign or decimals: a price tag.
pub(super) fn is_tag(line: Line) -> bool {
    let words = line.words;
    let sign =
        words.iter().find(|word| word.kind != Kind::Mark).is_some_and(|word| word.kind == Kind::Symbol);
    let decimals = words
        .iter()
        .find(|word| word.kind == Kind::Number)
        .is_some_and(|word| word.of(line.text).contains(['.', ',']));
    let money = |word: &crate::words::Word| {
        word.kind != Kind::Word
            || matches!(lex(word.hash), Some(Lex::Coin(_) | Lex::Code(_) | Lex::CapsCode(_) | Lex::Whose(_)))
    };
    line.text.len() <= 64 && (sign || decimals) && words.iter().all(money)
}

/// `392. 00`, `118, 99`: a space behind the point.
pub(super) fn broken(line: Line, first: usize, number: Number) -> Number {
    let at = number.after;
    let cents = line.words.get(at + 1).filter(|word| word.kind == Kind::Number && word.end - word.start == 2);
    let is_point = (line.is(at, b'.') || line.is(at, b',')) && line.glued(at);
    match cents.and_then(|word| word.of(line.text).parse::<i64>().ok().map(|cents| (cents, word.end))) {
        Some((cents, end)) if is_point && at == first + 1 && !number.decimal => {
            let value = number.value.saturating_add(cents * (UNIT / 100));
            Number { value, end, after: at + 2, decimal: true, ..number }
        }
        _ => number,
    }
}

/// Nothing to pay.
fn free(line: Line) -> Option<Sum> {
    let word = line.words.first().filter(|word| word.of(line.text).eq_ignore_ascii_case("free"))?;
    let rest = line.words.get(1..)?.iter().all(|word| word.kind == Kind::Mark);
    let (start, end) = (word.start, word.end);
    rest.then_some(Sum { start, end, value: 0, currency: "", period: Default::default() })
}

/// Whether a token may stand before a bare price: signs, small words, words of other scripts.
fn may_lead(line: Line, at: usize) -> bool {
    let Some(word) = line.words.get(at) else { return false };
    word.kind != Kind::Word && !line.is(at, b'#')
        || matches!(lex(word.hash), Some(Lex::Lead | Lex::Hint | Lex::Filler | Lex::A | Lex::Half))
        || !word.of(line.text).is_ascii()
}

fn is_glued_bare(line: Line, first: usize, after: usize) -> bool {
    let tied = |at: usize| {
        [b'-', b'/', b':', b'.', b'^', b'x'].iter().any(|mark| line.is(at, *mark))
            && line.kind(at + 1) == Some(Kind::Number)
            && line.glued(at + 1)
    };
    let ahead = first >= 2
        && line.glued(first)
        && line.glued(first - 1)
        && line.kind(first - 2) == Some(Kind::Number);
    line.glued(after) && tied(after) || line.is(after, b'%') || ahead
}

/// Whether what follows a bare price lets it be one: marks, brackets, one short word that may be a currency.
fn may_follow(line: Line, after: usize) -> bool {
    let mut words = 0;
    for at in after..line.words.len() {
        let Some(word) = line.words.get(at) else { break };
        if line.is(at, b'(') {
            return true;
        }
        match (word.kind, lex(word.hash)) {
            (_, Some(Lex::Foe | Lex::Measure)) | (Kind::Number, _) => return false,
            (Kind::Word, Some(Lex::Per | Lex::A | Lex::Span(_) | Lex::Every(_) | Lex::Filler)) => {}
            (Kind::Word, _) if words == 0 && word.end - word.start <= 8 || !word.of(line.text).is_ascii() => {
                words += 1
            }
            (Kind::Word, _) => return false,
            _ => {}
        }
    }
    true
}
