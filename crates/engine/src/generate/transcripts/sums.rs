//! Sums of money as they are written and spoken.

use callscape_model::score::Period;

use super::super::random::Random;

const SMALL: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 10] =
    ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

/// A number below 10,000 in words: `1,250` → `one thousand two hundred fifty`.
pub(super) fn words(number: u64) -> String {
    let part = |table: &[&str], at: u64| table.get(at as usize).copied().unwrap_or("").to_owned();
    let with = |head: String, rest: u64| if rest == 0 { head } else { format!("{head} {}", words(rest)) };
    match number {
        0..20 => part(&SMALL, number),
        20..100 if number.is_multiple_of(10) => part(&TENS, number / 10),
        20..100 => format!("{}-{}", part(&TENS, number / 10), part(&SMALL, number % 10)),
        100..1000 => with(format!("{} hundred", part(&SMALL, number / 100)), number % 100),
        _ => with(format!("{} thousand", words(number / 1000)), number % 1000),
    }
}

/// A sum of `cents` in one of many forms; only in words where it is `spoken`.
pub(super) fn sum(cents: u64, spoken: bool, random: &mut Random) -> String {
    let (dollars, rest) = (cents / 100, cents % 100);
    if !spoken && random.below(2) == 0 {
        return match (rest, random.below(4)) {
            (0, 0) => format!("{dollars} dollars"),
            (0, 1) => format!("{}.00", grouped(dollars)),
            (0, _) => grouped(dollars),
            (_, 0) => format!("{dollars}.{rest:02} dollars"),
            _ => format!("{}.{rest:02}", grouped(dollars)),
        };
    }
    let hundreds =
        (1100..10_000).contains(&dollars) && dollars.is_multiple_of(100) && !dollars.is_multiple_of(1000);
    let head = if hundreds && random.below(2) == 0 {
        format!("{} hundred", words(dollars / 100))
    } else {
        words(dollars)
    };
    match (rest, random.below(3)) {
        (0, 0) if dollars <= 200 => format!("{head} bucks"),
        (0, _) => format!("{head} dollars"),
        (50, 0) if dollars < 10 => format!("{head} fifty"),
        (_, 0) => format!("{head} dollars and {} cents", words(rest)),
        (_, _) if dollars < 100 && rest >= 10 => format!("{head} {}", words(rest)),
        _ => format!("{head} dollars {} cents", words(rest)),
    }
}

fn grouped(dollars: u64) -> String {
    if dollars < 1000 { format!("${dollars}") } else { format!("${},{:03}", dollars / 1000, dollars % 1000) }
}

/// How often a sum is due, behind it.
pub(super) fn period(period: Period, random: &mut Random) -> &'static str {
    let forms: &[&str] = match period {
        Period::Month => &[" a month", " per month", " a month", " each month", " every month", " monthly"],
        Period::Year => &[" a year", " per year", " each year", " annually"],
        _ => &["", "", "", " once", " one time"],
    };
    forms.get(random.below(forms.len() as u64) as usize).copied().unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_written_and_spoken_in_many_forms() {
        assert_eq!(words(1250), "one thousand two hundred fifty");
        assert_eq!((words(49).as_str(), words(300).as_str()), ("forty-nine", "three hundred"));
        let mut random = Random::new(1);
        let mut forms = |cents, spoken| {
            let all = (0..200).map(|_| sum(cents, spoken, &mut random));
            all.collect::<std::collections::BTreeSet<_>>()
        };
        let all = forms(4999, false);
        for form in ["$49.99", "forty-nine ninety-nine", "49.99 dollars"] {
            assert!(all.contains(form), "{all:?}");
        }
        assert!(forms(150_000, true).contains("fifteen hundred dollars"));
        assert!(forms(2000, true).contains("twenty bucks"));
        assert!(forms(4999, true).iter().all(|form| !form.contains(|c: char| c.is_ascii_digit())));
        assert!(forms(129_900, false).contains("$1,299"));
    }
}
