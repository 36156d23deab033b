//! Whether one word is another one mistyped. Two real names are never each other's typing errors.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::nickname;

/// Words shorter than this are too near to others.
const SHORT: usize = 6;
/// Of words that are no common names, only those of this length are taken for the same with a letter missing; with a
/// wrong one they must be longer still, and no given names: many of the world's differ in one letter.
const LONG: usize = 8;

static GIVEN: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("given.txt").split_whitespace().chain(nickname::words()).collect());
static SURNAMES: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("surnames.txt").split_whitespace().collect());

/// Whether a folded word is a common given name.
pub(super) fn is_given(word: &str) -> bool {
    GIVEN.contains(word)
}

fn is_known(word: &str) -> bool {
    is_given(word) || SURNAMES.contains(word)
}

/// What differs between two words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Slip {
    /// Two neighbours are exchanged.
    Exchanged,
    /// A letter is doubled, or a double one is single.
    Doubled,
    /// A letter is missing or too many.
    Missing,
    /// A letter stands for another.
    Wrong,
}

/// Whether one of the two is likely the other one mistyped. The first and the last letter must be right: the last
/// one tells `Daniel` from `Daniela` and `Roberts` from `Robert`. Whether they are given names matters too.
pub(super) fn is_typo(a: &str, b: &str, given: bool) -> bool {
    let (known_a, known_b) = (is_known(a), is_known(b));
    if known_a && known_b {
        return false;
    }
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let length = a.len().min(b.len());
    if a.first() != b.first()
        || a.last() != b.last() && !exchanged_at_end(&a, &b)
        || differs_by_ending(&a, &b)
    {
        return false;
    }
    let known = known_a || known_b;
    match slip(&a, &b) {
        None => false,
        Some(Slip::Exchanged) => length >= if known { 5 } else { SHORT },
        Some(Slip::Doubled) => length >= if known { SHORT } else { SHORT + 1 },
        Some(Slip::Missing) => length >= if known { SHORT } else { LONG },
        Some(Slip::Wrong) => (known || !given) && length >= if known { SHORT + 1 } else { LONG + 1 },
    }
}

/// `Smiht` for `Smith`.
fn exchanged_at_end(a: &[char], b: &[char]) -> bool {
    slip(a, b) == Some(Slip::Exchanged)
}

/// `Petersen` and `Peterson`, `Hofmann` and `Hofman`: endings that surnames have side by side.
fn differs_by_ending(a: &[char], b: &[char]) -> bool {
    const ENDINGS: [&[&str]; 4] = [
        &["son", "sen", "sson", "ssen", "ston", "zon"],
        &["man", "mann", "men"],
        &["ez", "es", "ec", "is", "iz"],
        &["ski", "sky", "skiy", "ska"],
    ];
    let of = |word: &[char], endings: &[&str]| {
        let word: String = word.iter().collect();
        endings
            .iter()
            .rfind(|ending| word.ends_with(**ending))
            .map(|ending| word[..word.len() - ending.len()].to_owned())
    };
    ENDINGS.iter().any(|endings| matches!((of(a, endings), of(b, endings)), (Some(a), Some(b)) if a == b))
}

/// The one slip by which two words differ; `None` when there is none, or more than one.
fn slip(a: &[char], b: &[char]) -> Option<Slip> {
    let same = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (a.get(same..)?, b.get(same..)?);
    match (a, b) {
        ([], []) => None,
        ([a1, a2, ..], [b1, b2, ..]) if a.len() == b.len() && a1 == b2 && a2 == b1 => {
            (a.get(2..) == b.get(2..)).then_some(Slip::Exchanged)
        }
        _ if a.len() == b.len() => (a.get(1..) == b.get(1..)).then_some(Slip::Wrong),
        _ => {
            let (long, short) = if a.len() > b.len() { (a, b) } else { (b, a) };
            let (extra, rest) = long.split_first()?;
            (rest == short).then_some(())?;
            Some(if short.first() == Some(extra) { Slip::Doubled } else { Slip::Missing })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn real_names_are_no_typing_errors_of_each_other() {
        for (a, b) in [
            ("john", "joan"),
            ("michael", "michaela"),
            ("daniel", "daniela"),
            ("johnson", "johnston"),
            ("peterson", "petersen"),
            ("kovalsen", "kovalson"),
            ("gonzales", "gonzalez"),
            ("marina", "martina"),
            ("seungmin", "seongmin"),
            ("xiaoming", "xiaoling"),
            ("mohammed", "muhammed"),
            ("christina", "christine"),
        ] {
            assert!(!is_typo(a, b, false) && !is_typo(b, a, true), "{a} {b}");
        }
    }

    #[test]
    fn slips_are_seen_both_ways() {
        for (right, wrong) in [
            ("michael", "micheal"),
            ("smith", "smiht"),
            ("rodriguez", "rodrigez"),
            ("papadakis", "papadaksi"),
            ("jennifer", "jenifer"),
            ("sorensen", "sorrensen"),
            ("whitaker", "whutaker"),
            ("lindqvist", "lindqvost"),
        ] {
            assert!(is_typo(right, wrong, false) && is_typo(wrong, right, false), "{right} {wrong}");
        }
        for (a, b) in [("michael", "michael"), ("smith", "smitt"), ("kelso", "kelos"), ("lopata", "loputo")] {
            assert!(!is_typo(a, b, false), "{a} {b}");
        }
    }
}
