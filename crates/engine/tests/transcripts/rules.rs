//! Other rules: what changes its label, and what cannot be used.

use callscape_model::command::{Ask, Command, Event};
use callscape_model::dimension::Dimension;
use callscape_model::message::Rules;

use crate::calls::{CALLS, lines};
use crate::pipe::Pipe;

#[test]
fn labels_that_change_are_known() {
    let mut pipe = Pipe::new(2, vec![("calls.ndjson", lines(CALLS))]);
    pipe.load("UTC");
    let plain = callscape_engine::transcript::packs().remove(1).text;
    let rules = Rules { pack: plain, before: Some(String::new()), ..Rules::default() };
    assert!(matches!(pipe.one(Command::Rules(rules)), Event::Ruled(None)));
    let overview = pipe.load("UTC");
    let changes =
        overview.dictionaries.iter().find(|(dimension, _)| *dimension == Dimension::Relabelled).unwrap();
    assert!(
        changes.1.contains(&"same".to_owned()) && changes.1.iter().any(|change| change.contains('→')),
        "{changes:?}"
    );
    pipe.ask(Ask::default());
}

#[test]
fn a_pack_with_an_error_says_where_and_the_old_one_stays() {
    let mut pipe = Pipe::new(2, vec![("calls.ndjson", lines(CALLS))]);
    pipe.load("UTC");
    let before = pipe.export("gold_csv", Default::default(), Default::default());
    let rules = Rules { pack: "name = \"mine\"\nnonsense = 3\n".into(), ..Rules::default() };
    let Event::Ruled(Some(failure)) = pipe.one(Command::Rules(rules)) else { panic!("was taken") };
    assert!(failure.message.contains("line 2"), "{failure}");
    pipe.load("UTC");
    assert_eq!(pipe.export("gold_csv", Default::default(), Default::default()), before);
}
