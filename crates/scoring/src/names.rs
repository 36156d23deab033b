//! Spellings of the same agent: which names are one person's, by which of them the person is called, and why.
//!
//! A wrong merge gives somebody another's calls, a missed one is only untidy. So nothing is merged that is not
//! unambiguous among all the names: `J. Smith` is John's only as long as there is no Jane, and real names, such as
//! `Johnson` and `Johnston`, are never each other's typing errors. Generations (`Jr.`, `III`) are persons of their
//! own. Names with digits are merged only when they differ in case and blanks.

use std::collections::{BTreeMap, HashMap};

pub use letters::fold;
use links::Links;
use person::{Person, Written, parse, stands_for};

mod letters;
mod links;
mod nickname;
mod person;
mod typo;

/// Why a spelling is taken for another one's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// Capitals, blanks, dots, hyphens.
    Letters,
    /// Surname first.
    Order,
    /// Titles, degrees, words in brackets.
    Title,
    /// Accents.
    Accents,
    /// An e-mail address or a login.
    Login,
    /// Words that are not parted.
    Joined,
    /// With and without a middle name.
    Middle,
    /// A short form of the given name.
    Nickname,
    /// An initial, and nobody else whom it could mean.
    Initial,
    /// One letter is wrong, missing, too many, or exchanged with its neighbour.
    Typo,
}

impl Why {
    /// In words that go on "merged because".
    ///
    /// ```
    /// use callscape_scoring::names::Why;
    /// assert_eq!(Why::Nickname.words(), "one given name is short for the other");
    /// ```
    pub fn words(self) -> &'static str {
        match self {
            Why::Letters => "only capitals, blanks or punctuation differ",
            Why::Order => "the surname stands first",
            Why::Title => "only a title, a degree or a word in brackets differs",
            Why::Accents => "only accents differ",
            Why::Login => "the login has the same name",
            Why::Joined => "the same letters, parted otherwise",
            Why::Middle => "one has a middle name, and no other middle name is known",
            Why::Nickname => "one given name is short for the other",
            Why::Initial => "the initials fit nobody else",
            Why::Typo => "they differ by one typing error",
        }
    }
}

/// Names, merged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Merged {
    /// The number of each name's cluster; clusters are numbered from 0 as they come first.
    pub cluster: Vec<usize>,
    /// The name that each cluster goes by, by its place among the names.
    pub canonical: Vec<usize>,
    /// Why each name belongs to the one that its cluster goes by; `None` where it is that one.
    pub why: Vec<Option<Why>>,
}

/// The number of each name's cluster; see [`merge`].
///
/// ```
/// use callscape_scoring::names::clusters;
/// let names = [("Jane Smith", 40), ("Smith, Jane", 2), ("Joan Smith", 9), ("jane.smith@x.example", 1)];
/// assert_eq!(clusters(&names), [0, 0, 1, 0]);
/// ```
pub fn clusters(names: &[(&str, u64)]) -> Vec<usize> {
    merge(names).cluster
}

/// Merges the spellings of each person; beside each name stands how often it occurs. A cluster goes by its most
/// frequent spelling, of equally frequent ones by the first. What belongs together depends neither on the order
/// nor on the counts.
pub fn merge(names: &[(&str, u64)]) -> Merged {
    let parsed: Vec<(Person, Written)> = names.iter().map(|(name, _)| parse(name)).collect();
    let mut persons: BTreeMap<&Person, Vec<Written>> = BTreeMap::new();
    for (person, written) in &parsed {
        let all = persons.entry(person).or_default();
        if !all.contains(written) {
            all.push(written.clone());
        }
    }
    let persons: Vec<(Person, Vec<Written>)> =
        persons.into_iter().map(|(person, written)| (person.clone(), written)).collect();
    let roots = Links::new(&persons).run();
    let root = |person: &Person| {
        persons.binary_search_by(|(other, _)| other.cmp(person)).ok().and_then(|at| roots.get(at)).copied()
    };
    let mut numbers: HashMap<usize, usize> = HashMap::new();
    let mut cluster = Vec::with_capacity(names.len());
    for (person, _) in &parsed {
        let next = numbers.len();
        cluster.push(*numbers.entry(root(person).unwrap_or(usize::MAX)).or_insert(next));
    }
    let canonical = canonical(names, &cluster, numbers.len());
    let why = (0..names.len()).map(|index| {
        let shown = *canonical.get(*cluster.get(index)?)?;
        let (name, other) = (names.get(index)?.0, names.get(shown)?.0);
        (name != other).then_some(why(name, parsed.get(index)?, other, parsed.get(shown)?))
    });
    let why = why.collect();
    Merged { cluster, canonical, why }
}

/// The place of the most frequent spelling of each cluster.
fn canonical(names: &[(&str, u64)], cluster: &[usize], clusters: usize) -> Vec<usize> {
    // How often each spelling occurs, and where first.
    let mut counts: HashMap<&str, (u64, usize)> = HashMap::new();
    for (index, (name, count)) in names.iter().enumerate() {
        let sum = counts.entry(*name).or_insert((0, index));
        sum.0 = sum.0.saturating_add(*count);
    }
    let mut best: Vec<Option<(u64, usize)>> = vec![None; clusters];
    for ((name, _), cluster) in names.iter().zip(cluster) {
        let Some(count) = counts.get(name) else { continue };
        let Some(best) = best.get_mut(*cluster) else { continue };
        if best.is_none_or(|best| count.0 > best.0) {
            *best = Some(*count);
        }
    }
    best.into_iter().map(|best| best.map_or(0, |(_, first)| first)).collect()
}

/// What two spellings of one person differ in; the weightiest of it.
fn why(name: &str, (a, written): &(Person, Written), other: &str, (b, shown): &(Person, Written)) -> Why {
    if a != b {
        return parts(a, b, written.spelt.is_some() || shown.spelt.is_some());
    }
    let plain = |name: &str| {
        name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>()
    };
    if written.login != shown.login {
        Why::Login
    } else if written.surname_first != shown.surname_first {
        Why::Order
    } else if plain(name) == plain(other) {
        Why::Letters
    } else if written.titled != shown.titled || written.accents == shown.accents {
        Why::Title
    } else {
        Why::Accents
    }
}

fn parts(a: &Person, b: &Person, spelt: bool) -> Why {
    let letters = |person: &Person| person.words().collect::<String>();
    if letters(a) == letters(b) {
        return Why::Joined;
    }
    if !a.has_parts() || !b.has_parts() {
        return Why::Login;
    }
    if a.given == b.surname && b.given == a.surname {
        return Why::Order;
    }
    if a.surname == b.surname && a.given == b.given {
        return Why::Middle;
    }
    if stands_for(&a.given, &b.given) && stands_for(&a.surname, &b.surname) {
        return Why::Initial;
    }
    let short = |one: &Person, other: &Person| nickname::formal(&one.given).contains(&other.given.as_str());
    let shared =
        || nickname::formal(&a.given).iter().any(|formal| nickname::formal(&b.given).contains(formal));
    if a.surname == b.surname && (short(a, b) || short(b, a) || shared()) {
        return Why::Nickname;
    }
    if spelt { Why::Accents } else { Why::Typo }
}

#[cfg(test)]
mod tests;
