//! Long and hostile conversations: deals and amounts are found in time that grows no faster than the text, so these
//! end within a moment; a rule that looks back at all of it again and again would never come to an end.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::sync::LazyLock;

use callscape_model::score::Speaker;
use callscape_scoring::deals::{Deal, Deals, Memory};
use callscape_scoring::pack::RulePack;
use callscape_scoring::talk::{Talk, Turn};

fn deal(turns: Vec<Turn<'_>>) -> Deal {
    static DEALS: LazyLock<Deals> =
        LazyLock::new(|| Deals::new(&RulePack::parse(&RulePack::default_text()).unwrap()).unwrap());
    DEALS.judge(&Talk::new(turns), &mut Memory::default())
}

fn one_turn(piece: &str, bytes: usize, speaker: Speaker) -> Deal {
    let text = piece.repeat(bytes / piece.len());
    deal(vec![Turn { speaker, text: &text }])
}

#[test]
fn five_megabytes_of_numbers_in_one_turn() {
    for piece in ["4471 ", "twenty ", "$5 ", "one two "] {
        assert_eq!(one_turn(piece, 5_000_000, Speaker::Customer).conversion, None, "{piece}");
    }
}

#[test]
fn shapes_that_are_looked_at_again_and_again() {
    let shapes = [
        "premium plan ",
        "premium plan $5 or $50 a year ",
        "$5 premium plan and the gold plan, ",
        "yes ",
        "no i'll take the premium plan but not ",
        "remove it ",
        "would you like ",
        "and a half ",
        "a couple of hundred and ",
        "save save save $5 ",
        "can you please also ",
        "? . ",
        "ALL USD $ ",
        "i've booked ",
    ];
    for piece in shapes {
        for speaker in [Speaker::Agent, Speaker::Customer, Speaker::Unknown] {
            one_turn(piece, 300_000, speaker);
        }
    }
}

#[test]
fn a_hundred_thousand_turns() {
    let agent = [
        "Would you like the premium plan for $5?",
        "It's booked.",
        "The gold plan is $70 a month or $700 a year.",
    ];
    for customer in ["yes", "no thanks", "cancel it", "I'll take both, the yearly one", "how about $12"] {
        let turns = (0..100_000).map(|at| match at % 2 {
            0 => Turn { speaker: Speaker::Agent, text: agent[at / 2 % agent.len()] },
            _ => Turn { speaker: Speaker::Customer, text: customer },
        });
        deal(turns.collect());
    }
    let yes = vec![Turn { speaker: Speaker::Customer, text: "yes" }; 100_000];
    assert_eq!(deal(yes), Deal::default());
}
