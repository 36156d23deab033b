//! Huge conversations: what is asked of the rules grows no faster than the text, so these end within a moment.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use std::sync::LazyLock;

use callscape_model::score::{Label, Speaker};
use callscape_scoring::linear::Kind;
use callscape_scoring::pack::RulePack;
use callscape_scoring::scorer::{Scorer, Scratch};
use callscape_scoring::talk::{Talk, Turn};

fn judged(turns: Vec<Turn<'_>>) -> Label {
    static SCORER: LazyLock<Scorer> =
        LazyLock::new(|| Scorer::new(&RulePack::parse(&RulePack::default_text()).unwrap()).unwrap());
    SCORER.judge(&mut Scratch::default(), &Talk::new(turns), Kind::Call).label
}

/// One turn of a piece again and again; a rule that looks at all of it for every word would never come to an end.
fn repeated(piece: &str, bytes: usize) -> Label {
    let text = piece.repeat(bytes / piece.len());
    judged(vec![Turn { speaker: Speaker::Customer, text: &text }])
}

#[test]
fn one_turn_of_five_megabytes() {
    assert_eq!(repeated("it was not good, but ", 5_000_000), Label::Negative);
    assert_eq!(repeated("GREAT ", 500_000), Label::Positive);
}

#[test]
fn turns_of_shapes_that_rules_look_at_again_and_again() {
    let shapes = [
        ("was it good? ", None),
        ("was it good ", None),
        ("????", None),
        ("not,,,,, ", None),
        ("no ", None),
        ("although i thought i used to ", None),
        ("some people think it is terrible and ", None),
        ("some say bad but i say great ", None),
        ("do you think i don't think ", None),
        ("it was terrible and ", Some(Label::Negative)),
        ("the bill for march is here. ", None),
        ("x", None),
        ("é", None),
        ("@", None),
        ("`", None),
        ("it ,,,,,,,, ", None),
        ("a (the) ", None),
    ];
    for (shape, label) in shapes {
        let found = repeated(shape, 200_000);
        assert!(label.is_none_or(|label| label == found), "{shape}: {found:?}");
        // Twice as much of the same says the same.
        assert_eq!(repeated(shape, 100_000), found, "{shape}");
    }
}

#[test]
fn a_long_beginning_without_mood_is_looked_at_once() {
    let text = format!("{}{}", "the bill, and ".repeat(50_000), "but good ".repeat(50_000));
    assert_eq!(judged(vec![Turn { speaker: Speaker::Customer, text: &text }]), Label::Positive);
}

#[test]
fn a_hundred_thousand_turns() {
    let turn = |number: usize| match number % 2 {
        0 => Turn { speaker: Speaker::Agent, text: "Was it good?" },
        _ => Turn { speaker: Speaker::Customer, text: "No, it was terrible." },
    };
    assert_eq!(judged((0..100_000).map(turn).collect()), Label::Negative);
}
