//! Evidence: spans are the right bytes of their turn, and their points add up to the score.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use std::sync::LazyLock;

use callscape_model::score::{Evidence, Mark, Score, Speaker};
use callscape_scoring::linear::Kind;
use callscape_scoring::pack::RulePack;
use callscape_scoring::scorer::{Scorer, Scratch};
use callscape_scoring::talk::Turn;
use proptest::prelude::*;

fn scorer() -> &'static Scorer {
    static SCORER: LazyLock<Scorer> =
        LazyLock::new(|| Scorer::new(&RulePack::parse(&RulePack::default_text()).unwrap()).unwrap());
    &SCORER
}

fn score(turns: &[(Speaker, &str)]) -> Score {
    let turns = turns.iter().map(|(speaker, text)| Turn { speaker: *speaker, text }).collect();
    scorer().score(&mut Scratch::default(), turns, Kind::Call)
}

fn span<'t>(turns: &[(Speaker, &'t str)], part: &Evidence) -> &'t str {
    &turns[part.turn as usize].1[part.start as usize..part.end as usize]
}

/// The spans of a mark, without those of the model.
fn spans<'t>(turns: &[(Speaker, &'t str)], mark: Mark) -> Vec<(u32, &'t str)> {
    let score = score(turns);
    let ruled = score.evidence.iter().filter(|part| part.mark == mark && !part.rule.contains("model"));
    ruled.map(|part| (part.turn, span(turns, part))).collect()
}

#[test]
fn spans_are_the_words_that_were_meant() {
    use Speaker::{Agent, Customer};
    let turns = [
        (Agent, "I'd be happy to help, have a great day!"),
        (Customer, "I don’t love it — it’s “terrible”, naïve café staff 😡."),
        (Customer, "Thank you. No complaints about Zoë, she was really helpful."),
    ];
    assert_eq!(spans(&turns, Mark::Negated), [(1, "love")]);
    assert_eq!(spans(&turns, Mark::Negative), [(1, "terrible"), (1, "😡")]);
    assert_eq!(spans(&turns, Mark::Positive), [(2, "No complaints"), (2, "helpful")]);
    assert_eq!(spans(&turns, Mark::Booster), [(2, "really")]);
    assert_eq!(spans(&turns, Mark::Courtesy), [(2, "Thank")]);
}

#[test]
fn contrast_and_what_it_cancels_are_shown() {
    let turns = [(Speaker::Customer, "I thought the router would be great, but it wasn't.")];
    assert_eq!(spans(&turns, Mark::Negated), [(0, "great")]);
    assert_eq!(spans(&turns, Mark::Contrast), [(0, "but")]);
    let part = score(&turns).evidence.into_iter().find(|part| part.mark == Mark::Negated).unwrap();
    assert!(part.points < -3000, "{}", part.points);
    assert_eq!(part.rule, "strong praise");
}

#[test]
fn an_answer_counts_what_was_asked() {
    let turns = [(Speaker::Agent, "Did you find the staff helpful?"), (Speaker::Customer, "No.")];
    assert_eq!(spans(&turns, Mark::Negative), [(1, "No")]);
    assert!(score(&turns).score < -3000);
    let turns = [(Speaker::Agent, "So. Was it terrible?"), (Speaker::Customer, "Yes it was")];
    assert!(score(&turns).score < -3000);
}

#[test]
fn an_empty_conversation_is_neutral_and_has_no_evidence() {
    for turns in [vec![], vec![(Speaker::Customer, "")], vec![(Speaker::Unknown, " … \u{feff}")]] {
        let score = score(&turns);
        assert_eq!((score.label, score.probabilities.iter().sum::<i32>()), (Default::default(), 10_000));
    }
    assert!(score(&[]).evidence.is_empty());
}

fn speaker() -> impl Strategy<Value = Speaker> {
    prop::sample::select(vec![Speaker::Agent, Speaker::Customer, Speaker::Unknown])
}

/// Sentences of words that rules look at, with odd characters between.
fn text() -> impl Strategy<Value = String> {
    let words = [
        "not",
        "good",
        "bad",
        "but",
        "I",
        "used to",
        "love",
        "now",
        "?",
        ".",
        ",",
        "no",
        "yes",
        "they",
        "think",
        "😡",
        "it",
        "wasn’t",
        "was",
        "thought",
        "very",
        "complaints",
        "is",
        "did",
        "naïve",
        "@me",
        "http://x.y/z",
        "…",
        "don't",
    ];
    let word =
        prop_oneof![8 => prop::sample::select(words.to_vec()).prop_map(str::to_owned), 1 => "\\PC{0,6}"];
    prop::collection::vec(word, 0..24).prop_map(|words| words.join(" "))
}

proptest! {
    #[test]
    fn spans_lie_in_their_turn_and_points_add_up(turns in prop::collection::vec((speaker(), text()), 0..6)) {
        let turns: Vec<(Speaker, &str)> = turns.iter().map(|(speaker, text)| (*speaker, text.as_str())).collect();
        let score = score(&turns);
        let mut last = (0, 0, 0);
        for part in &score.evidence {
            let text = turns[part.turn as usize].1;
            prop_assert!(part.start <= part.end);
            prop_assert!(text.get(part.start as usize..part.end as usize).is_some(), "{part:?} of {text:?}");
            prop_assert!((part.turn, part.start, part.end) >= last);
            last = (part.turn, part.start, part.end);
        }
        let all: i32 = score.evidence.iter().map(|part| part.points).sum();
        prop_assert!(score.evidence.is_empty() || all == score.score);
        prop_assert_eq!(score.probabilities.iter().sum::<i32>(), 10_000);
        prop_assert!(score.score.abs() <= 10_000);
    }

    #[test]
    fn memory_that_was_used_before_changes_nothing(first in text(), second in text()) {
        let scorer = scorer();
        let turn = |text| vec![Turn { speaker: Speaker::Customer, text }];
        let mut used = Scratch::default();
        scorer.score(&mut used, turn(&first), Kind::Call);
        prop_assert_eq!(
            scorer.score(&mut used, turn(&second), Kind::Call),
            scorer.score(&mut Scratch::default(), turn(&second), Kind::Call)
        );
    }
}
