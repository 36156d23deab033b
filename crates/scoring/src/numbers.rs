//! Numbers as they are written (`1,299.00`, `49,99`, `5k`, `2.5 million`) and as they are spoken (`forty-nine
//! ninety-nine`, `fifteen hundred`, `a hundred and five`, `two point five billion`, `half a million`), in millionths.

use crate::money::{Lex, lex};
use crate::words::{Kind, Word, hash_of_byte};

/// One, in millionths.
pub(crate) const UNIT: i64 = 1_000_000;

/// A text with its words.
#[derive(Clone, Copy)]
pub(crate) struct Line<'a> {
    pub text: &'a str,
    pub words: &'a [Word],
}

/// How a number was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// In digits.
    Written,
    /// In words.
    Spoken,
    /// In two parts that may be a price: `forty-nine ninety-nine`, `one sixty-two`.
    Pair,
}

/// A number and where it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Number {
    /// Millionths.
    pub value: i64,
    /// The same words read the other way: `one fifty` as 1.50.
    pub other: Option<i64>,
    /// The place after its last word.
    pub after: usize,
    /// The byte after its last character.
    pub end: u32,
    pub form: Form,
    /// Whether a power of ten was named.
    pub scaled: bool,
    /// Whether it has decimals.
    pub decimal: bool,
}

/// What stands at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reading {
    Number(Number),
    /// Digits in a row or the like, up to this place: a phone or card number, no sum.
    Run(usize),
}

impl<'a> Line<'a> {
    /// What the word at a place means.
    #[inline]
    pub(crate) fn lex(&self, at: usize) -> Option<Lex> {
        self.words.get(at).and_then(|word| lex(word.hash))
    }

    /// Whether the token is this mark.
    #[inline]
    pub(crate) fn is(&self, at: usize, mark: u8) -> bool {
        self.words.get(at).is_some_and(|word| word.hash == hash_of_byte(mark) && word.kind != Kind::Word)
    }

    pub(crate) fn kind(&self, at: usize) -> Option<Kind> {
        self.words.get(at).map(|word| word.kind)
    }

    pub(crate) fn glued(&self, at: usize) -> bool {
        self.words.get(at).is_some_and(|word| word.glued)
    }

    fn end(&self, after: usize) -> u32 {
        after.checked_sub(1).and_then(|last| self.words.get(last)).map_or(0, |word| word.end)
    }

    /// The number that begins at a word; `join` lets groups of three digits stand apart: `3 250 000`.
    pub(crate) fn number(&self, at: usize, join: bool) -> Option<Reading> {
        match self.words.get(at)?.kind {
            Kind::Number => self.written(at, join).map(Reading::Number),
            Kind::Word => self.spoken(at),
            _ => None,
        }
    }

    /// A number in digits, with the powers of ten behind it.
    fn written(&self, at: usize, join: bool) -> Option<Number> {
        let word = self.words.get(at)?;
        let (mut value, mut decimal, mut digits) = decimal(word.of(self.text))?;
        let mut after = at + 1;
        while join && !decimal && digits <= 3 + 3 * (after - at - 1) as u32 {
            let Some(next) = self.words.get(after).filter(|next| self.is_group(next, after)) else { break };
            let (more, has_decimals, more_digits) = decimal_group(next.of(self.text))?;
            value = value.checked_mul(1000)?.checked_add(more)?;
            (decimal, digits, after) = (has_decimals, digits + more_digits, after + 1);
        }
        let number = Number {
            value,
            other: None,
            after,
            end: self.end(after),
            form: Form::Written,
            scaled: false,
            decimal,
        };
        self.scaled(number)
    }

    /// Whether a token is three digits behind a single space.
    fn is_group(&self, next: &Word, after: usize) -> bool {
        let gap = next.start.saturating_sub(self.end(after));
        let whole = next.of(self.text).split(['.', ',']).next().unwrap_or("");
        next.kind == Kind::Number && !next.glued && gap <= 3 && whole.len() == 3
    }

    /// A number whose digits are glued to the letters before: `USD20`, from this byte of the word.
    pub(crate) fn inside(&self, at: usize, from: usize) -> Option<Number> {
        let word = self.words.get(at)?;
        let start = word.start as usize + from;
        let rest = self.text.get(start..)?;
        let mut end = 0;
        let bytes = rest.as_bytes();
        let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
        while digit(end) || (matches!(bytes.get(end), Some(b'.' | b',')) && digit(end + 1)) {
            end += 1;
        }
        let (value, decimal, _) = decimal(rest.get(..end)?)?;
        let end = (start + end) as u32;
        let mut after = at + 1;
        while self.words.get(after).is_some_and(|word| word.start < end) {
            after += 1;
        }
        let number = Number { value, other: None, after, end, form: Form::Written, scaled: false, decimal };
        self.scaled(number)
    }

    /// Powers of ten, further groups and halves behind a number.
    fn scaled(&self, mut number: Number) -> Option<Number> {
        if let (Some(Lex::Short(power)), Form::Written) = (self.lex(number.after), number.form) {
            let letter = self.words.get(number.after)?;
            // `5 m` apart is five metres as likely as five million.
            if letter.glued || (letter.end - letter.start > 1 && power > 3) || power == 3 {
                number.value = scale(number.value, power)?;
                number = Number { after: number.after + 1, scaled: true, end: letter.end, ..number };
                return Some(number);
            }
        }
        let (mut total, mut current, mut after) = (0i64, number.value, number.after);
        let mut last = u32::MAX;
        loop {
            if self.lex(after) == Some(Lex::Hundred) && current < 100 * UNIT {
                (current, after, number.scaled) = (current.checked_mul(100)?, after + 1, true);
                if let Some((more, next)) = self.small(self.and(after), 99) {
                    (current, after) = (current.checked_add(more * UNIT)?, next);
                }
            }
            let power = match self.lex(after) {
                Some(Lex::Scale(power)) if power < last => power,
                _ => break,
            };
            total = total.checked_add(scale(current, power)?)?;
            (current, after, last, number.scaled) = (0, after + 1, power, true);
            let Some((more, next)) = self.small(self.and(after), 999) else { break };
            (current, after) = (more.checked_mul(UNIT)?, next);
        }
        number.value = total.checked_add(current)?;
        number.after = after;
        if number.scaled {
            number.end = self.end(after);
        }
        self.halves(number, last)
    }

    /// `… and a half`, of what was named last: `two million and a half`, `two and a half million`.
    fn halves(&self, mut number: Number, last: u32) -> Option<Number> {
        let at = number.after;
        let part = match (self.lex(at), self.lex(at + 1), self.lex(at + 2)) {
            (Some(Lex::And), Some(Lex::A | Lex::Digit(1)), Some(Lex::Half)) => UNIT / 2,
            (Some(Lex::And), Some(Lex::A), Some(Lex::Span(callscape_model::score::Period::Quarter))) => {
                UNIT / 4
            }
            (Some(Lex::And), Some(Lex::Digit(3)), Some(Lex::Quarter)) => UNIT / 4 * 3,
            _ => return Some(number),
        };
        let of = if number.scaled && last < 18 { scale(part, last)? } else { part };
        (number.after, number.decimal) = (at + 3, true);
        number.value = number.value.checked_add(of)?;
        if let Some(Lex::Scale(power)) = self.lex(number.after)
            && !number.scaled
        {
            number.value = scale(number.value, power)?;
            (number.after, number.scaled) = (number.after + 1, true);
        }
        number.end = self.end(number.after);
        Some(number)
    }

    /// The place behind an `and`, where one stands.
    fn and(&self, at: usize) -> usize {
        if self.lex(at) == Some(Lex::And) { at + 1 } else { at }
    }

    /// A whole number below a hundred, or in digits up to `most`.
    fn small(&self, at: usize, most: i64) -> Option<(i64, usize)> {
        let (value, after) = match self.words.get(at)?.kind {
            Kind::Number => {
                let (value, decimal, _) = decimal(self.words.get(at)?.of(self.text))?;
                if decimal || value > most * UNIT || self.glued(at) {
                    return None;
                }
                (value / UNIT, at + 1)
            }
            _ => self.atom(at)?,
        };
        (value > 0).then_some((value, after))
    }

    /// Zero to ninety-nine in words.
    pub(crate) fn atom(&self, at: usize) -> Option<(i64, usize)> {
        match self.lex(at)? {
            Lex::Digit(value) | Lex::Teen(value) => Some((value, at + 1)),
            Lex::Tens(tens) => {
                let next = if self.is(at + 1, b'-') { at + 2 } else { at + 1 };
                match self.lex(next) {
                    Some(Lex::Digit(digit)) if digit > 0 => Some((tens + digit, next + 1)),
                    _ => Some((tens, at + 1)),
                }
            }
            _ => None,
        }
    }

    /// A number in words.
    fn spoken(&self, at: usize) -> Option<Reading> {
        let of_scale = |at: usize| matches!(self.lex(at), Some(Lex::Scale(_) | Lex::Hundred));
        let begin = |value: i64, after: usize| Number {
            value,
            other: None,
            after,
            end: self.end(after),
            form: Form::Spoken,
            scaled: false,
            decimal: false,
        };
        let number = match self.lex(at)? {
            Lex::A if of_scale(at + 1) => begin(UNIT, at + 1),
            Lex::Hundred | Lex::Scale(_) if at == 0 || self.kind(at - 1) != Some(Kind::Number) => {
                begin(UNIT, at)
            }
            Lex::A if self.lex(at + 1) == Some(Lex::Couple) => begin(2 * UNIT, self.of_couple(at + 2)?),
            Lex::Couple => begin(2 * UNIT, self.of_couple(at + 1)?),
            Lex::A | Lex::Half | Lex::Span(_) | Lex::Digit(3) if self.fraction(at).is_some() => {
                return self.fraction(at).map(Reading::Number);
            }
            Lex::Digit(_) | Lex::Teen(_) | Lex::Tens(_) => {
                let (value, after) = self.atom(at)?;
                begin(value * UNIT, after)
            }
            _ => return None,
        };
        let scaled = self.scaled(number)?;
        if let Some(number) = self.behind_point(scaled) {
            return Some(Reading::Number(number));
        }
        self.pair(scaled)
    }

    /// Behind `couple`: only `hundred` and the like make a number of it.
    fn of_couple(&self, at: usize) -> Option<usize> {
        let next = if self.words.get(at)?.of(self.text).eq_ignore_ascii_case("of") { at + 1 } else { at };
        matches!(self.lex(next), Some(Lex::Scale(_) | Lex::Hundred)).then_some(next)
    }

    /// `half a million`, `a quarter million`, `three quarters billion`.
    fn fraction(&self, at: usize) -> Option<Number> {
        let mut next = if self.lex(at) == Some(Lex::A) { at + 1 } else { at };
        let part = match (self.lex(next)?, self.lex(next + 1)) {
            (Lex::Half, _) => UNIT / 2,
            (Lex::Span(callscape_model::score::Period::Quarter), _) => UNIT / 4,
            (Lex::Digit(3), Some(Lex::Quarter)) => {
                next += 1;
                UNIT / 4 * 3
            }
            _ => return None,
        };
        next += 1;
        for _ in 0..2 {
            let word = self.words.get(next)?;
            if self.lex(next) == Some(Lex::A) || word.of(self.text).eq_ignore_ascii_case("of") {
                next += 1;
            }
        }
        let Some(Lex::Scale(power)) = self.lex(next) else { return None };
        let (value, after) = (scale(part, power)?, next + 1);
        let end = self.end(after);
        Some(Number { value, other: None, after, end, form: Form::Spoken, scaled: true, decimal: false })
    }

    /// `two point five billion`, `nine point oh four`.
    fn behind_point(&self, number: Number) -> Option<Number> {
        if self.lex(number.after) != Some(Lex::Point) || number.scaled && number.value >= 1000 * UNIT {
            return None;
        }
        let (mut at, mut part, mut unit) = (number.after + 1, 0, UNIT / 10);
        loop {
            let digit = match self.lex(at) {
                Some(Lex::Digit(digit)) => digit,
                Some(Lex::Oh) => 0,
                Some(Lex::Teen(_) | Lex::Tens(_)) if unit == UNIT / 10 => {
                    let (value, after) = self.atom(at)?;
                    (part, at) = (value * (UNIT / 100), after);
                    break;
                }
                _ => break,
            };
            (part, unit, at) = (part + digit * unit, unit / 10, at + 1);
            if unit == 0 {
                break;
            }
        }
        if at == number.after + 1 {
            return None;
        }
        let value = number.value.checked_add(part)?;
        let end = self.end(at);
        let number = Number { value, after: at, end, decimal: true, ..number };
        match self.lex(at) {
            Some(Lex::Scale(power)) => {
                let (value, after) = (scale(value, power)?, at + 1);
                Some(Number { value, after, end: self.end(after), scaled: true, ..number })
            }
            _ => Some(number),
        }
    }

    /// Numbers below a hundred that follow without a word between: a price in two parts, or a run of digits.
    fn pair(&self, number: Number) -> Option<Reading> {
        let whole = number.value / UNIT;
        let alone = Some(Reading::Number(number));
        let Some((next, mut after)) = self.part(number.after) else { return self.run_or(number, alone) };
        if number.decimal || number.scaled && (whole % 100 == 0 || whole > 9999) {
            return alone;
        }
        if number.scaled || whole >= 10 {
            if self.part(after).is_some() || self.lex(after).is_some_and(|lex| matches!(lex, Lex::Digit(_))) {
                return Some(Reading::Run(self.run_end(after)));
            }
            let cents = number.value + next * (UNIT / 100);
            let long = (!number.scaled).then_some(number.value * 100 + next * UNIT);
            return Some(Reading::Number(self.paired(number, cents, long, after)));
        }
        if whole == 0 {
            return Some(Reading::Run(self.run_end(number.after)));
        }
        let (whole, parts) = (number.value * 100 + next * UNIT, number.value + next * (UNIT / 100));
        if let Some((cents, behind)) = self.part(after) {
            after = behind;
            if self.part(after).is_some() {
                return Some(Reading::Run(self.run_end(after)));
            }
            return Some(Reading::Number(self.paired(number, whole + cents * (UNIT / 100), None, after)));
        }
        if self.lex(after) == Some(Lex::Hundred) || matches!(self.lex(after), Some(Lex::Digit(_))) {
            return Some(Reading::Run(self.run_end(after)));
        }
        Some(Reading::Number(self.paired(number, whole, Some(parts), after)))
    }

    fn paired(&self, number: Number, value: i64, other: Option<i64>, after: usize) -> Number {
        Number { value, other, after, end: self.end(after), form: Form::Pair, decimal: true, ..number }
    }

    /// The second part of a price: ten to ninety-nine, or `oh five`; no hundred or thousand behind it.
    fn part(&self, at: usize) -> Option<(i64, usize)> {
        let (value, after) = match self.lex(at)? {
            Lex::Oh => match self.lex(at + 1)? {
                Lex::Digit(digit) => (digit, at + 2),
                _ => return None,
            },
            Lex::Teen(_) | Lex::Tens(_) => self.atom(at)?,
            _ => return None,
        };
        (!matches!(self.lex(after), Some(Lex::Hundred | Lex::Scale(_)))).then_some((value, after))
    }

    /// Single digits in a row are a number of something, not a sum.
    fn run_or(&self, number: Number, alone: Option<Reading>) -> Option<Reading> {
        match self.lex(number.after) {
            Some(Lex::Digit(_) | Lex::Oh) if !number.scaled => Some(Reading::Run(self.run_end(number.after))),
            _ => alone,
        }
    }

    fn run_end(&self, at: usize) -> usize {
        let mut end = at;
        while self.is(end, b'-')
            || matches!(self.lex(end), Some(Lex::Digit(_) | Lex::Oh | Lex::Teen(_) | Lex::Tens(_)))
        {
            end += 1;
        }
        end
    }
}

/// A value times a power of ten.
pub(crate) fn scale(value: i64, power: u32) -> Option<i64> {
    10i64.checked_pow(power).and_then(|factor| value.checked_mul(factor))
}

/// Digits with points and commas in millionths, whether they have decimals, and how many digits stand before them.
///
/// A last point or comma begins the decimals, unless exactly three digits follow it (`1,299`, `129.900`) or the same
/// sign stands before already (`1.144.000`). More than one of both kinds, or groups that are none, are no number.
pub(crate) fn decimal(text: &str) -> Option<(i64, bool, u32)> {
    let last = text.rfind(['.', ',']);
    let Some(last) = last else { return whole(text).map(|value| (value, false, text.len() as u32)) };
    let (front, back) = (text.get(..last)?, text.get(last + 1..)?);
    let sign = text.get(last..=last)?;
    let other = if sign == "." { "," } else { "." };
    let repeated = front.contains(sign);
    let groups_of_three =
        back.len() == 3 && !front.is_empty() && !front.starts_with('0') && !front.contains(other);
    if repeated && (front.contains(other) || !is_grouped(text)) {
        return None;
    }
    if repeated || groups_of_three && front.len() <= 3 {
        return digits(text).map(|(value, count)| (value, false, count));
    }
    if front.matches(other).count() > 1 && !is_grouped(front) {
        return None;
    }
    let (value, count) = digits(front)?;
    value.checked_add(fraction(back)).map(|value| (value, true, count))
}

/// Groups of three, or of two before the last three as in India.
fn is_grouped(text: &str) -> bool {
    let mut groups = text.split(['.', ',']).rev();
    groups.next().is_some_and(|last| last.len() == 3) && groups.all(|group| matches!(group.len(), 1..=3))
}

/// Three digits that continue a number, with decimals behind them perhaps.
fn decimal_group(text: &str) -> Option<(i64, bool, u32)> {
    let (front, back) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let value = whole(front)?.checked_add(fraction(back))?;
    Some((value, !back.is_empty(), front.len() as u32))
}

/// The digits of a text as one whole number, and how many there are.
fn digits(text: &str) -> Option<(i64, u32)> {
    let (mut value, mut count) = (0_i64, 0);
    for byte in text.bytes().filter(u8::is_ascii_digit) {
        value = value.checked_mul(10)?.checked_add(i64::from(byte - b'0'))?;
        count += 1;
    }
    Some((value.checked_mul(UNIT)?, count))
}

fn whole(digits: &str) -> Option<i64> {
    digits.parse::<i64>().ok().and_then(|value| value.checked_mul(UNIT))
}

/// Decimals in millionths; what is finer is cut off.
fn fraction(digits: &str) -> i64 {
    let steps = digits.bytes().take(6);
    steps
        .fold((0, UNIT / 10), |(sum, unit), digit| {
            (sum + i64::from(digit.saturating_sub(b'0')) * unit, unit / 10)
        })
        .0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::words::cut;

    fn read(text: &str) -> Option<i64> {
        let mut words = Vec::new();
        cut(text, &mut words);
        match (Line { text, words: &words }).number(0, true)? {
            Reading::Number(number) => Some(number.value),
            Reading::Run(_) => None,
        }
    }

    #[test]
    fn spoken_numbers() {
        let cases = [
            ("forty-nine ninety-nine", 49_990_000),
            ("fifteen hundred", 1_500_000_000),
            ("one sixty-two", 162_000_000),
            ("a hundred and five", 105_000_000),
            ("one hundred forty nine ninety nine", 149_990_000),
            ("twenty oh five", 20_050_000),
            ("two thousand three hundred and twelve", 2_312_000_000),
            ("nine point oh four", 9_040_000),
            ("a couple of hundred", 200_000_000),
            ("two and a half thousand", 2_500_000_000),
        ];
        for (text, value) in cases {
            assert_eq!(read(text), Some(value), "{text}");
        }
        assert_eq!(read("two point five billion"), Some(2_500_000_000 * UNIT));
        assert_eq!(read("half a million"), Some(500_000 * UNIT));
        assert_eq!(read("four four seven one"), None);
        assert_eq!(read("twenty four seven"), None);
    }

    proptest! {
        #[test]
        fn written_numbers_read_as_they_were_made(whole in 0i64..10_000_000, cents in 0i64..100) {
            let value = whole * UNIT + cents * (UNIT / 100);
            prop_assert_eq!(read(&format!("{whole}.{cents:02}")), Some(value));
            prop_assert_eq!(read(&format!("{whole},{cents:02}")), Some(value));
        }

        #[test]
        fn any_digits_and_signs_are_read_without_harm(text in "[0-9.,]{1,24}") {
            let _ = decimal(&text);
        }
    }
}
