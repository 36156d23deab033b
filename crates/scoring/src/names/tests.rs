//! Spellings that belong together and names that do not, from `tests/names.txt`; laws; the public set of names.

use std::collections::BTreeSet;
use std::time::Instant;

use proptest::prelude::*;

use super::*;

fn once<'a>(names: &[&'a str]) -> Vec<(&'a str, u64)> {
    names.iter().map(|name| (*name, 1)).collect()
}

/// Lines `= a | b | c` are one person, `! a | b` are different ones; what stands behind `;` is there as well.
fn fixture() -> impl Iterator<Item = (bool, Vec<&'static str>, usize)> {
    let lines = include_str!("../../tests/names.txt").lines().map(str::trim);
    lines.filter(|line| line.starts_with(['=', '!'])).map(|line| {
        let (asked, there) = line[1..].split_once(';').unwrap_or((&line[1..], ""));
        let names = |text: &'static str| text.split('|').map(str::trim).filter(|name| !name.is_empty());
        let asked: Vec<&str> = names(asked).collect();
        let count = asked.len();
        (line.starts_with('='), asked.into_iter().chain(names(there)).collect(), count)
    })
}

#[test]
fn spellings_of_the_fixture_are_merged_and_others_not() {
    let (mut lines, mut wrong) = (0, Vec::new());
    for (same, names, asked) in fixture() {
        let all = clusters(&once(&names));
        let different = all[..asked].iter().collect::<BTreeSet<_>>().len();
        if different != if same { 1 } else { asked } {
            wrong.push((same, names, all));
        }
        lines += 1;
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(lines > 120, "{lines}");
}

#[test]
fn all_agents_of_the_fixture_at_once_merge_nobody_wrongly() {
    let all: Vec<(bool, Vec<&str>, usize)> = fixture().collect();
    for (same, names, asked) in all.iter().filter(|(same, _, _)| !same) {
        let mut crowd: Vec<&str> = names.clone();
        crowd.extend(all.iter().filter(|(same, ..)| *same).flat_map(|(_, names, _)| names.iter()));
        let merged = clusters(&once(&crowd));
        assert_eq!(merged[..*asked].iter().collect::<BTreeSet<_>>().len(), *asked, "{same} {names:?}");
    }
}

#[test]
fn a_cluster_goes_by_its_most_frequent_spelling_and_says_why() {
    let names = [
        ("smith, jane", 2),
        ("Jane Smith", 40),
        ("JANE SMITH", 3),
        ("J. Smith", 7),
        ("Dr. Jane Smith", 1),
        ("jane.smith@x.example", 1),
        ("Jane Smiht", 1),
        ("Jane Ann Smith", 1),
        ("jsmith", 1),
        ("Jané Smith", 1),
    ];
    let merged = merge(&names);
    assert_eq!((merged.cluster, merged.canonical), (vec![0; 10], vec![1]));
    let why = [
        Some(Why::Order),
        None,
        Some(Why::Letters),
        Some(Why::Initial),
        Some(Why::Title),
        Some(Why::Login),
        Some(Why::Typo),
        Some(Why::Middle),
        Some(Why::Login),
        Some(Why::Accents),
    ];
    assert_eq!(merged.why, why);
    let nick = merge(&[("Bob Hill", 1), ("Robert Hill", 1), ("Bob Hill", 1)]);
    assert_eq!((nick.canonical, nick.why), (vec![0], vec![None, Some(Why::Nickname), None]));
}

fn a_name() -> impl Strategy<Value = String> {
    let given = prop::sample::select(vec![
        "John", "Jon", "Jane", "J.", "Joan", "Johnny", "Jack", "Michael", "Micheal", "",
    ]);
    let middle = prop::sample::select(vec!["", "", "A.", "Ann", "B."]);
    let surname = prop::sample::select(vec![
        "Smith", "Smiht", "Müller", "Mueller", "Johnson", "Johnston", "O'Neil", "S.",
    ]);
    let title = prop::sample::select(vec!["", "", "Dr. ", "Mrs. "]);
    (given, middle, surname, title, 0..6u8).prop_map(|(given, middle, surname, title, shape)| match shape {
        0 => format!("{surname}, {given} {middle}"),
        1 => format!("{given} {middle} {surname}").to_lowercase(),
        2 => format!("{given}.{surname}@x.example").to_lowercase(),
        3 => format!("{given} {middle} {surname} Jr."),
        _ => format!("{title}{given} {middle} {surname}"),
    })
}

proptest! {
    #[test]
    fn order_does_not_matter(names in prop::collection::vec(a_name(), 0..30)) {
        let forth: Vec<(&str, u64)> = names.iter().map(|name| (name.as_str(), 1)).collect();
        let back: Vec<(&str, u64)> = forth.iter().rev().copied().collect();
        let (one, mut other) = (clusters(&forth), clusters(&back));
        other.reverse();
        for (a, b) in one.iter().zip(&other) {
            for (c, d) in one.iter().zip(&other) {
                prop_assert_eq!(a == c, b == d, "{:?}", &names);
            }
        }
    }

    #[test]
    fn names_said_again_change_nothing(names in prop::collection::vec(a_name(), 0..30)) {
        let all: Vec<(&str, u64)> = names.iter().map(|name| (name.as_str(), 1)).collect();
        let merged = merge(&all);
        // The cluster of a canonical name is the one that it stands for.
        for (cluster, canonical) in merged.canonical.iter().enumerate() {
            prop_assert_eq!(merged.cluster[*canonical], cluster);
        }
        let twice: Vec<(&str, u64)> = all.iter().chain(&all).copied().collect();
        let again = merge(&twice);
        prop_assert_eq!(&again.cluster[..all.len()], &merged.cluster[..]);
        prop_assert_eq!(&again.cluster[all.len()..], &merged.cluster[..]);
        prop_assert_eq!(again.canonical, merged.canonical);
    }

    #[test]
    fn anything_may_be_a_name(names in prop::collection::vec("[\\PC,.@ ]{0,12}", 0..8)) {
        let all: Vec<(&str, u64)> = names.iter().map(|name| (name.as_str(), 1)).collect();
        let merged = merge(&all);
        prop_assert_eq!(merged.cluster.len(), names.len());
        prop_assert!(merged.cluster.iter().all(|cluster| *cluster < merged.canonical.len()));
    }
}

#[test]
fn the_work_grows_with_the_names() {
    let made = |count: usize| -> Vec<String> {
        let word = |mut number: usize| {
            let mut word = String::new();
            for _ in 0..8 {
                number =
                    number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                word.push(char::from(b'a' + (number >> 33) as u8 % 26));
            }
            word
        };
        (0..count)
            .map(|index| {
                format!(
                    "{} {}",
                    word(index),
                    if index % 2 == 0 { "Smith".to_owned() } else { word(index % 50) }
                )
            })
            .collect()
    };
    let time = |names: &[String]| {
        let names: Vec<(&str, u64)> = names.iter().map(|name| (name.as_str(), 1)).collect();
        let start = Instant::now();
        assert!(clusters(&names).len() == names.len());
        start.elapsed()
    };
    let (few, many) = (time(&made(1000)), time(&made(10_000)));
    println!("1,000 names {few:?}, 10,000 names {many:?}");
    // All pairs would take a hundred times as long.
    assert!(many < few * 40, "{few:?} {many:?}");
}

/// A name of the public set with what it means: surname, given name, middle names, initials, generation.
struct Known {
    name: String,
    fields: Vec<String>,
}

fn public_set() -> Option<Vec<Known>> {
    let root = std::env::var("CALLSCAPE_DATA").unwrap_or_else(|_| "/work/shared/data".to_owned());
    let text = std::fs::read_to_string(format!("{root}/text/human-name/parseable-names.txt")).ok()?;
    // Names of several people, or of firms, name no agent.
    let several = |line: &str| ["&", " and ", " et"].iter().any(|sign| line.to_lowercase().contains(sign));
    let names = text.lines().filter(|line| !line.starts_with('#') && line.contains('|'));
    let lines = names.filter(|line| !several(line.split('|').next().unwrap_or("")));
    let known = lines.map(|line| {
        let mut fields: Vec<String> = line.split('|').map(|field| letters::fold(field, false)).collect();
        let name = line.split('|').next().unwrap_or("").to_owned();
        fields.remove(0);
        Known { name, fields }
    });
    Some(known.collect())
}

#[test]
fn names_of_the_public_set_are_told_apart() {
    let Some(set) = public_set() else {
        println!("The public set of names is not there: nothing measured.");
        return;
    };
    let (mut same, mut right, mut others, mut wrong) = (0, 0, 0, Vec::new());
    let mut missed = Vec::new();
    let far = |a: &str, b: &str| !a.is_empty() && !b.is_empty() && a != b;
    for (place, a) in set.iter().enumerate() {
        for b in &set[place + 1..] {
            if a.name == b.name {
                continue;
            }
            let merged = || clusters(&once(&[&a.name, &b.name])) == [0, 0];
            if a.fields == b.fields {
                same += 1;
                if merged() { right += 1 } else { missed.push((&a.name, &b.name)) }
            } else if a.fields[0] == b.fields[0] || a.fields[1] == b.fields[1] {
                // Different for sure: another surname, given name, generation, or other middle initials.
                let apart = [0, 1, 3, 5].iter().any(|field| far(&a.fields[*field], &b.fields[*field]));
                if apart {
                    others += 1;
                    if merged() {
                        wrong.push((&a.name, &b.name));
                    }
                }
            }
        }
    }
    println!("{right} of {same} pairs of spellings merged, {} of {others} pairs of others", wrong.len());
    println!("missed {missed:#?}\nwrong {wrong:#?}");
    assert!(right * 100 >= same * 95, "{right} of {same}");
    assert!(wrong.len() * 193 <= others * 2, "{wrong:?}");
}
