//! Rule packs with mistakes: each says its line and the reason. Packs without: their rules are what counts.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use callscape_model::score::{Label, Speaker};
use callscape_scoring::linear::Kind;
use callscape_scoring::pack::{BUILT_IN, BuiltIn, RulePack};
use callscape_scoring::scorer::{Scorer, Scratch};
use callscape_scoring::talk::{Talk, Turn};

fn error(text: &str) -> (usize, String) {
    let error = match RulePack::parse(text) {
        Err(error) => error,
        Ok(pack) => Scorer::new(&pack).unwrap_err(),
    };
    (error.line, error.reason)
}

#[test]
fn every_mistake_has_its_line_and_reason() {
    let word = |words: &str| format!("name = \"x\"\n[[valence]]\nrule = \"r\"\nvalue = 1\nwords = {words}\n");
    let cases = [
        ("no end of the table's name", "name = \"x\"\n[settings\n".to_owned(), 2, "unclosed table"),
        ("text in no quotes", "name = x\n".to_owned(), 1, ""),
        ("an unknown key", "name = \"x\"\ncolour = 3\n".to_owned(), 2, "colour"),
        ("an unknown setting", "[settings]\nlate = 1\nlater = 2\n".to_owned(), 3, "later"),
        ("an unknown class", "[classes]\nnegators = \"not\"\n".to_owned(), 2, "negators"),
        ("a key twice", "name = \"x\"\nname = \"y\"\n".to_owned(), 2, "duplicate"),
        ("text where a number belongs", "[settings]\nlate = \"1\"\n".to_owned(), 2, "expected i64"),
        ("a window below 0", "[settings]\n\nnegation_window = -1\n".to_owned(), 3, ""),
        (
            "a window that is too wide",
            "[settings]\n\nnegation_window = 101\n".to_owned(),
            3,
            "between 0 and 100",
        ),
        ("a weight below 0", "[settings]\nlate = 1\nunreal = -5\n".to_owned(), 3, "between 0 and 1000"),
        ("no value", "[[valence]]\nrule = \"r\"\nwords = \"a\"\n".to_owned(), 1, "value"),
        (
            "a valence that is too high",
            word("\"a\"").replace("value = 1", "value = 4.5"),
            5,
            "between -4 and 4",
        ),
        ("a valence that is none", word("\"a\"").replace("value = 1", "value = nan"), 5, "between -4 and 4"),
        ("a list in brackets", word("[\"a\"]"), 5, "expected a string"),
        ("a bracket that stays open", word("\"\"\"\ngood,\nvery (good|nice\n\"\"\""), 7, "brackets"),
        ("a gap at the end", word("\"good, put _\""), 5, "gap"),
        ("nothing but marks", word("\"\"\"good,\n...\n\"\"\""), 6, "no word"),
        ("too many phrases", word(&format!("\"{} a\"", "(a|b|c|d)".repeat(7))), 5, "more than 4096"),
        (
            "a booster that is too strong",
            "[[booster]]\npercent = 300\nwords = \"\"\"\nvery\n\"\"\"\n".to_owned(),
            4,
            "between -100 and 200",
        ),
    ];
    for (what, text, line, reason) in cases {
        let found = error(&text);
        assert_eq!(found.0, line, "{what}: {}", found.1);
        assert!(found.1.contains(reason) && !found.1.is_empty(), "{what}: {}", found.1);
    }
}

#[test]
fn the_packs_of_the_program_have_ids_and_titles_of_their_own() {
    let ids: Vec<&str> = BUILT_IN.iter().map(|pack| pack.id).collect();
    assert_eq!(ids, ["calls", "plain"]);
    assert_eq!(BuiltIn::find("plain").unwrap().text(), RulePack::plain_text());
    assert_eq!(BuiltIn::find("none"), None);
    assert!(BUILT_IN.iter().all(|pack| !pack.title.is_empty()));
}

fn label(pack: &RulePack, speaker: Speaker, text: &str) -> Label {
    let (scorer, mut scratch) = (Scorer::new(pack).unwrap(), Scratch::default());
    scorer.judge(&mut scratch, &Talk::new(vec![Turn { speaker, text }]), Kind::Call).label
}

#[test]
fn a_phrase_more_in_a_pack_changes_a_label() {
    let text = "the whole thing went pear-shaped";
    let before = RulePack::default_text();
    assert_eq!(label(&RulePack::parse(&before).unwrap(), Speaker::Customer, text), Label::Neutral);
    let after =
        format!("{before}\n[[valence]]\nrule = \"mine\"\nvalue = -3.5\nwords = \"went (pear|all) shaped\"\n");
    assert_eq!(label(&RulePack::parse(&after).unwrap(), Speaker::Customer, text), Label::Negative);
}

#[test]
fn plain_keywords_count_in_every_turn_and_negate_two_words() {
    let plain = RulePack::parse(RulePack::plain_text()).unwrap();
    assert_eq!(label(&plain, Speaker::Agent, "Have a great day"), Label::Positive);
    assert_eq!(label(&plain, Speaker::Agent, "not very great"), Label::Negative);
    assert_eq!(label(&plain, Speaker::Agent, "not in any way great"), Label::Positive);
    assert_eq!(label(&plain, Speaker::Agent, "order 4471"), Label::Neutral);
}
