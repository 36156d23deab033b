//! Sums of money in call language: every text of `amounts.txt` has exactly the sums that stand behind it.

use callscape_model::score::{Amount, Period, Speaker};
use callscape_scoring::amounts::find;
use callscape_scoring::talk::{Talk, Turn};

/// The share of the check half that must be exact, in percent.
const BAR: usize = 90;

fn shown(amounts: &[Amount]) -> String {
    let one = |amount: &Amount| {
        let period = match amount.period {
            Period::Once => "once",
            Period::Day => "day",
            Period::Week => "week",
            Period::Month => "month",
            Period::Quarter => "quarter",
            Period::Year => "year",
        };
        let currency = if amount.currency.is_empty() { "-" } else { &amount.currency };
        format!("{} {currency} {period}", amount.value as f64 / 1e6)
    };
    let all: Vec<String> = amounts.iter().map(one).collect();
    if all.is_empty() { "none".to_owned() } else { all.join("; ") }
}

/// The sums of a text that is one of two turns.
fn found(text: &str) -> String {
    let turn = |text| Turn { speaker: Speaker::Agent, text };
    let talk = Talk::new(vec![turn("Hello there."), turn(text)]);
    let mut out = Vec::new();
    find(&talk, 1, &mut out);
    shown(&out)
}

#[test]
fn sums_are_found_and_other_numbers_are_not() {
    let lines = include_str!("amounts.txt").lines().filter(|line| !line.starts_with('#'));
    let (mut wrong, mut all) = ([0, 0], [0, 0]);
    for line in lines {
        let check = usize::from(line.starts_with('!'));
        let (text, wanted) = line.trim_start_matches("! ").split_once(" => ").unwrap();
        all[check] += 1;
        if found(text) != wanted {
            wrong[check] += 1;
            println!("{}: {text} => {} instead of {wanted}", ["develop", "check"][check], found(text));
        }
    }
    println!("develop {} of {} wrong, check {} of {}", wrong[0], all[0], wrong[1], all[1]);
    assert!(all[0] + all[1] >= 120);
    assert!(wrong[1] * 100 <= all[1] * (100 - BAR), "too many of the check half are wrong");
    assert!(wrong[0] * 100 <= all[0] * (100 - BAR), "too many of the develop half are wrong");
}

#[test]
fn spans_hold_the_words_of_the_sum() {
    let text = "It is an extra twenty dollars a month, or US$ 1,299.00 a year.";
    let turn = |text| Turn { speaker: Speaker::Agent, text };
    let talk = Talk::new(vec![turn(text), turn("ok")]);
    let mut out = Vec::new();
    find(&talk, 0, &mut out);
    let spans: Vec<&str> = out.iter().map(|a| &text[a.start as usize..a.end as usize]).collect();
    assert_eq!(spans, ["twenty dollars", "US$ 1,299.00"]);
}

#[test]
fn a_text_that_is_a_price_is_taken_as_one() {
    let bare = |text| {
        let talk = Talk::new(vec![Turn { speaker: Speaker::Unknown, text }]);
        let mut out = Vec::new();
        find(&talk, 0, &mut out);
        shown(&out)
    };
    assert_eq!(bare("five"), "5 - once");
    assert_eq!(bare("7.20000"), "7.2 - once");
    assert_eq!(bare("Price: 1 299,00"), "1299 - once");
    assert_eq!(bare("40% off"), "none");
    assert_eq!(bare("room 12"), "none");
}
