//! Own sentences in many languages, hard English ones, and public English sets.

use callscape_model::score::Speaker;

use super::*;
use crate::talk::Turn;

fn code(text: &str) -> &'static str {
    detect(&Talk::new(vec![Turn { speaker: Speaker::Unknown, text }]))
}

#[test]
fn sentences_are_of_their_language() {
    let file = include_str!("../../tests/languages.txt");
    let (mut right, mut all) = ([0, 0], [0, 0]);
    for (number, line) in file.lines().filter(|line| !line.starts_with('#')).enumerate() {
        let (expected, text) = line.split_once('|').unwrap();
        let found = code(text);
        // English must never be taken for another language.
        assert!(expected != "en" || found == "en", "{found}: {line}");
        all[number % 2] += 1;
        right[number % 2] += usize::from(found == expected);
        if found != expected {
            eprintln!("{found}: {line}");
        }
    }
    eprintln!("languages: develop {}/{}, check {}/{}", right[0], all[0], right[1], all[1]);
    for half in [0, 1] {
        assert!(all[half] > 40 && right[half] * 100 >= all[half] * 95, "{right:?} of {all:?}");
    }
}

#[test]
fn a_long_english_text_with_some_foreign_words_is_english() {
    let english =
        "I would like to know why the bill is so high this month, por favor. Muchas gracias. ".repeat(30);
    assert_eq!(code(&english), "en");
    let german = "Ich möchte wissen, warum die Rechnung in diesem Monat so hoch ist. ".repeat(200);
    assert_eq!(code(&german), "de");
    assert_eq!(code(""), "en");
}

#[test]
fn public_english_sets_are_english() {
    let folder = "/work/shared/data/text";
    let sets =
        [("goemotions/train.tsv", 0), ("goemotions/dev.tsv", 0), ("uss/MWOZ.txt", 1), ("uss/CCPE.txt", 1)];
    for (path, column) in sets {
        let Ok(file) = std::fs::read_to_string(format!("{folder}/{path}")) else {
            eprintln!("skipped: no {folder}/{path}");
            continue;
        };
        let texts: Vec<&str> = file.lines().filter_map(|line| line.split('\t').nth(column)).collect();
        let other: Vec<&&str> = texts.iter().filter(|text| code(text) != "en").collect();
        eprintln!("{path}: {} of {} not English", other.len(), texts.len());
        for text in other.iter().take(12) {
            eprintln!("  {}: {text}", code(text));
        }
        assert!(!texts.is_empty() && other.len() * 200 <= texts.len(), "{path}");
    }
}
