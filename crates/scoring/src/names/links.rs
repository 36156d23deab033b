//! Which of many persons are one. Each step links only what is unambiguous among all names, and looks persons up by
//! keys, so the work grows with the number of names; steps stand in the order of how sure they are.

use std::collections::{BTreeMap, BTreeSet};

use super::nickname;
use super::person::{Person, Written, is_letter};
use super::typo::{is_given, is_typo};

/// So many persons under one key are too many to tell one from another.
const CROWD: usize = 200;

/// A step finds pairs of persons that are one.
type Step<'a> = fn(&Links<'a>) -> Vec<(usize, usize)>;

/// Persons, and which of them are one.
pub(super) struct Links<'a> {
    /// Every person once, in order, with how its spellings were written.
    persons: &'a [(Person, Vec<Written>)],
    parents: Vec<usize>,
}

impl<'a> Links<'a> {
    pub(super) fn new(persons: &'a [(Person, Vec<Written>)]) -> Self {
        Links { persons, parents: (0..persons.len()).collect() }
    }

    /// Takes all the steps; the number of a person's cluster, for each.
    pub(super) fn run(mut self) -> Vec<usize> {
        let steps: [Step<'a>; 9] = [
            Self::accents,
            Self::joined,
            Self::swapped,
            Self::middles,
            Self::nicknames,
            Self::typos,
            Self::initials,
            Self::first_with_initial,
            Self::logins,
        ];
        for step in steps {
            for (a, b) in step(&self) {
                self.join(a, b);
            }
        }
        (0..self.persons.len()).map(|index| self.root(index)).collect()
    }

    fn root(&self, mut index: usize) -> usize {
        while let Some(parent) = self.parents.get(index).filter(|parent| **parent != index) {
            index = *parent;
        }
        index
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        if let Some(parent) = self.parents.get_mut(a.max(b)) {
            *parent = a.min(b);
        }
    }

    fn all(&self) -> impl Iterator<Item = (usize, &'a Person)> {
        let persons: &'a [(Person, Vec<Written>)] = self.persons;
        persons.iter().enumerate().map(|(index, (person, _))| (index, person))
    }

    fn person(&self, index: usize) -> Option<&'a Person> {
        self.persons.get(index).map(|(person, _)| person)
    }

    /// The place of exactly this person.
    fn find(&self, person: &Person) -> Option<usize> {
        self.persons.binary_search_by(|(other, _)| other.cmp(person)).ok()
    }

    /// Persons with parts, by a key; a crowd's keys are left out.
    fn by<K: Ord>(&self, key: impl Fn(&'a Person) -> Option<K>) -> BTreeMap<K, Vec<usize>> {
        let mut keys: BTreeMap<K, Vec<usize>> = BTreeMap::new();
        for (index, person) in self.all() {
            if let Some(key) = key(person) {
                keys.entry(key).or_default().push(index);
            }
        }
        keys.retain(|_, indices| indices.len() <= CROWD);
        keys
    }

    /// The one cluster of these persons, if it is one.
    fn only(&self, candidates: impl IntoIterator<Item = usize>) -> Option<usize> {
        let mut candidates = candidates.into_iter();
        let first = candidates.next()?;
        candidates.all(|other| self.root(other) == self.root(first)).then_some(first)
    }

    /// `Müller` and `Mueller`.
    fn accents(&self) -> Vec<(usize, usize)> {
        let mut links = Vec::new();
        for (index, (_, written)) in self.persons.iter().enumerate() {
            let spelt = written.iter().filter_map(|written| written.spelt.as_ref());
            links.extend(spelt.filter_map(|spelt| Some((index, self.find(spelt)?))));
        }
        links
    }

    /// `Jean Luc Picard`, `Jean-Luc Picard` and `jeanlucpicard`: the same letters, with some words not parted.
    fn joined(&self) -> Vec<(usize, usize)> {
        // "Liam O Brien" is "Liam O'Brien"; other letters are initials.
        let fits = |word: &str| !is_letter(word) || word == "o";
        let long = |person: &Person| person.words().all(fits) && !person.surname.contains(' ');
        let keys =
            self.by(|person| long(person).then(|| (person.words().collect::<String>(), person.generation)));
        let mut links = Vec::new();
        for indices in keys.into_values().filter(|indices| indices.len() > 1) {
            let cuts: Vec<BTreeSet<usize>> =
                indices.iter().filter_map(|i| self.person(*i)).map(cuts).collect();
            // All of them must be cuts of the one that is cut most.
            let finest = cuts.iter().max_by_key(|cuts| cuts.len());
            if finest.is_some_and(|finest| cuts.iter().all(|cuts| cuts.is_subset(finest))) {
                links.extend(indices.windows(2).filter_map(|pair| Some((*pair.first()?, *pair.get(1)?))));
            }
        }
        links
    }

    /// `Smith John`, where `John Smith` is there, John is a given name and Smith is none.
    fn swapped(&self) -> Vec<(usize, usize)> {
        let swap = |(index, person): (usize, &Person)| {
            let turned = person.is_full()
                && person.particles == 0
                && is_given(&person.surname)
                && !is_given(&person.given);
            let swapped = Person {
                surname: person.given.clone(),
                given: person.surname.clone(),
                middles: person.middles.clone(),
                generation: person.generation,
                particles: 0,
            };
            turned.then(|| self.find(&swapped).map(|other| (index, other))).flatten()
        };
        self.all().filter_map(swap).collect()
    }

    /// `John Smith`, `John A. Smith` and `John Andrew Smith`, unless there is a `John B. Smith` as well.
    fn middles(&self) -> Vec<(usize, usize)> {
        let keys = self
            .by(|person| person.has_parts().then_some((&person.surname, &person.given, person.generation)));
        let mut links = Vec::new();
        for indices in keys.into_values().filter(|indices| indices.len() > 1) {
            for index in &indices {
                let Some(person) = self.person(*index) else { continue };
                let others = indices.iter().filter_map(|other| Some((*other, self.person(*other)?)));
                let more: Vec<(usize, &Person)> = others
                    .filter(|(other, with)| other != index && with.agrees(person) && says_more(with, person))
                    .collect();
                let agree = more.iter().all(|(_, a)| more.iter().all(|(_, b)| a.agrees(b)));
                if agree {
                    links.extend(more.iter().map(|(other, _)| (*index, *other)));
                }
            }
        }
        links
    }

    /// `Bob Smith`, where one `Robert Smith` is there and nobody else that Bob stands for.
    fn nicknames(&self) -> Vec<(usize, usize)> {
        let keys = self.by(|person| {
            person.is_full().then_some((person.surname.as_str(), person.given.as_str(), person.generation))
        });
        let mut links = Vec::new();
        for (index, person) in self.all().filter(|(_, person)| person.is_full()) {
            let formal = nickname::formal(&person.given).iter();
            let named =
                formal.filter_map(|formal| keys.get(&(person.surname.as_str(), *formal, person.generation)));
            links.extend(self.only_agreeing(index, person, named.flatten().copied().collect()));
        }
        links
    }

    /// The link to the one cluster of the candidates, if all of them agree with the person.
    fn only_agreeing(&self, index: usize, person: &Person, candidates: Vec<usize>) -> Option<(usize, usize)> {
        let agree = |other: &usize| self.person(*other).is_some_and(|other| other.agrees(person));
        let only = candidates.iter().all(agree).then(|| self.only(candidates))??;
        Some((index, only))
    }

    /// A given name or surname with one slip, everything else being equal.
    fn typos(&self) -> Vec<(usize, usize)> {
        let mut near: BTreeMap<(bool, &str, String), Vec<usize>> = BTreeMap::new();
        for (index, person) in self.all().filter(|(_, person)| person.is_full()) {
            let words = [(true, person.core(), &person.given), (false, &person.given, &person.surname)];
            for (surname, word, rest) in words {
                for shorter in shortened(word) {
                    near.entry((surname, rest.as_str(), shorter)).or_default().push(index);
                }
            }
        }
        let mut found: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for ((surname, _, _), indices) in near.iter().filter(|(_, indices)| (2..=16).contains(&indices.len()))
        {
            for (place, a) in indices.iter().enumerate() {
                for b in indices.iter().skip(place + 1) {
                    let (Some(one), Some(other)) = (self.person(*a), self.person(*b)) else { continue };
                    let words = |person: &'a Person| if *surname { person.core() } else { &person.given };
                    if one.agrees(other) && is_typo(words(one), words(other), !surname) {
                        found.entry(*a).or_default().insert(*b);
                        found.entry(*b).or_default().insert(*a);
                    }
                }
            }
        }
        // Between two persons that are not one, nobody can say which was meant.
        let clear =
            |index: &usize| found.get(index).and_then(|others| self.only(others.iter().copied())).is_some();
        let pairs = found.iter().flat_map(|(index, others)| others.iter().map(|other| (*index, *other)));
        pairs.filter(|(a, b)| clear(a) && clear(b)).collect()
    }

    /// `J. Smith`, where the names know one J… Smith only.
    fn initials(&self) -> Vec<(usize, usize)> {
        let keys = self.by(|person| {
            person
                .is_full()
                .then(|| (person.surname.as_str(), person.given.chars().next(), person.generation))
        });
        let mut links = Vec::new();
        for (index, person) in self.all().filter(|(_, person)| person.has_parts() && person.is_initial()) {
            let key = (person.surname.as_str(), person.given.chars().next(), person.generation);
            let Some(candidates) = keys.get(&key) else { continue };
            // A middle initial must be one that somebody is known by.
            let known = |other: &usize| {
                self.person(*other).is_some_and(|other| other.middles.len() >= person.middles.len())
            };
            if candidates.iter().any(known) {
                links.extend(self.only_agreeing(index, person, candidates.clone()));
            }
        }
        links
    }

    /// `Jane S.`, where the names know one Jane S… only.
    fn first_with_initial(&self) -> Vec<(usize, usize)> {
        let keys = self.by(|person| {
            person
                .is_full()
                .then(|| (person.given.as_str(), person.surname.chars().next(), person.generation))
        });
        let short = |person: &Person| {
            person.has_parts()
                && !person.is_initial()
                && is_letter(&person.surname)
                && person.middles.is_empty()
        };
        let mut links = Vec::new();
        for (index, person) in self.all().filter(|(_, person)| short(person)) {
            let key = (person.given.as_str(), person.surname.chars().next(), person.generation);
            let only = keys.get(&key).and_then(|candidates| self.only(candidates.iter().copied()));
            links.extend(only.map(|only| (index, only)));
        }
        links
    }

    /// `jsmith`, where the names know one J… Smith only.
    fn logins(&self) -> Vec<(usize, usize)> {
        let keys = self.by(|person| {
            let initial = person.given.chars().next().filter(|_| person.surname.chars().count() > 3)?;
            Some(format!("{initial}{}", person.surname))
        });
        let mut links = Vec::new();
        for (index, (person, written)) in self.persons.iter().enumerate() {
            if person.has_parts() || !written.iter().all(|written| written.small) {
                continue;
            }
            let only = keys.get(&person.surname).and_then(|candidates| self.only(candidates.iter().copied()));
            links.extend(only.map(|only| (index, only)));
        }
        links
    }
}

/// Where the words of a name end, in bytes.
fn cuts(person: &Person) -> BTreeSet<usize> {
    let mut end = 0;
    person
        .words()
        .map(|word| {
            end += word.len();
            end
        })
        .collect()
}

/// Whether `more` has more of middle names than `less`, or the same ones written out.
fn says_more(more: &Person, less: &Person) -> bool {
    let letters = |person: &Person| person.middles.iter().map(String::len).sum::<usize>();
    more.middles.len() > less.middles.len()
        || more.middles.len() == less.middles.len() && letters(more) > letters(less)
}

/// The word, and the word without each of its letters: words one slip apart share one of them.
fn shortened(word: &str) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    if word.chars().count() < 5 || word.len() > 40 {
        return all;
    }
    all.insert(word.to_owned());
    for (at, c) in word.char_indices() {
        let (before, after) = (word.get(..at).unwrap_or(""), word.get(at + c.len_utf8()..).unwrap_or(""));
        all.insert([before, after].concat());
    }
    all
}
