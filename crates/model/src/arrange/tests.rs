//! Files by their columns, names and values: what each is among the others.

use super::*;

#[test]
fn a_path_says_table_month_and_whether_it_is_a_delta() {
    let of = |path| {
        let Named { table, month, no_month, delta } = named(path);
        (table, month.map(Month::text), no_month, delta)
    };
    let month = |text: &str| Some(text.to_owned());
    assert_eq!(of("data/initial/agents.csv"), ("agents".into(), None, None, false));
    assert_eq!(
        of("delta/contact_centers_delta_202502.csv"),
        ("contact_centers".into(), month("2025-02"), None, true)
    );
    assert_eq!(of("interactions_202503.csv"), ("interactions".into(), month("2025-03"), None, false));
    assert_eq!(of("delta/2025-02/agents.csv"), ("agents".into(), month("2025-02"), None, true));
    assert_eq!(of("agents-delta-2025_03.csv"), ("agents".into(), month("2025-03"), None, true));
    assert_eq!(of("agents_delta_202513.csv"), ("agents".into(), None, month("202513"), true));
    assert_eq!(of("tickets.csv"), ("tickets".into(), None, None, false));
}

/// What a file of these columns would be alone; each column holds the values below it.
fn proposal(columns: &[(&str, &[&str])]) -> Proposal {
    let plan = Plan {
        dialect: crate::plan::Dialect::default(),
        columns: columns.iter().map(|(name, _)| ColumnPlan::free(*name)).collect(),
        zone: "UTC".to_owned(),
        actions: Default::default(),
        member: None,
        month_by: Default::default(),
    };
    let hash = |value: &&str| value.bytes().fold(7_u64, |hash, byte| hash * 31 + u64::from(byte));
    let guess = |(_, values): &(&str, &[&str])| ColumnGuess {
        confidence: crate::plan::Confidence::Likely,
        reason: String::new(),
        samples: values.iter().map(|value| (*value).to_owned()).collect(),
        ambiguous: None,
        holds: vec![Holds::Text],
        unique: values.iter().collect::<BTreeSet<_>>().len() == values.len(),
        values: values.iter().map(hash).collect::<BTreeSet<_>>().into_iter().collect(),
    };
    Proposal {
        guesses: columns.iter().map(guess).collect(),
        plan,
        preview: vec![],
        sure: true,
        question: None,
        skip: 0,
        skip_lines: 0,
        record: 0,
        unfit: Some(Failure::new("mapping", "No times.", "Bring some.")),
    }
}

const AGENTS: &[(&str, &[&str])] = &[("agent_id", &["1", "2"]), ("full_name", &["Ann", "Bob"])];
const TEAMS: &[(&str, &[&str])] = &[("team_id", &["A", "B"]), ("team", &["Alpha", "Beta"])];
const TICKETS: &[(&str, &[&str])] =
    &[("ticket_no", &["T1", "T2", "T3"]), ("team_id", &["A", "A", "B"]), ("note", &["x", "x", "y"])];
const CHANGES: &[(&str, &[&str])] =
    &[("ticket_no", &["T1", "T2"]), ("team_id", &["B", "B"]), ("op", &["update", "Delete"])];

/// What each of some files is, in words; why it is refused, else what is asked.
/// A file: its path, and its columns with their values.
type File<'a> = (&'a str, &'a [(&'a str, &'a [&'a str])]);

fn words(files: &[File<'_>]) -> Vec<String> {
    let proposals: Vec<Proposal> = files.iter().map(|(_, columns)| proposal(columns)).collect();
    let seen: Vec<Seen<'_>> = files
        .iter()
        .zip(&proposals)
        .map(|((name, _), proposal)| Seen { name, proposal, member: None, columns: None })
        .collect();
    let said = |arranged: Arranged| match (arranged.refused, arranged.question) {
        (Some(failure), _) => failure.message,
        (None, Some(question)) => question,
        (None, None) => arranged.plan.member.map_or_else(|| "calls".to_owned(), |member| member.words()),
    };
    arrange(&seen).into_iter().map(said).collect()
}

#[test]
fn keys_and_references_make_tables_whatever_they_are_called() {
    let files = [("tickets.csv", TICKETS), ("teams.csv", TEAMS), ("tickets_delta_202504.csv", CHANGES)];
    let expected = ["facts", "dimension teams", "delta Apr 2025 of tickets"];
    assert_eq!(words(&files), expected);
    for order in [[0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        assert_eq!(words(&order.map(|place| files[place])), order.map(|place| expected[place]));
    }
}

#[test]
fn columns_speak_before_names() {
    assert_eq!(
        words(&[("interactions.csv", &[AGENTS, &[("hire_date", &["", ""])]].concat())]),
        ["dimension agents"]
    );
    assert_eq!(words(&[("x/202504/rows.csv", CHANGES)]), ["delta Apr 2025 of rows"]);
    let renamed = words(&[("tickets.csv", TICKETS), ("teams.csv", TEAMS), ("april_202504.csv", CHANGES)]);
    assert_eq!(renamed[2], "delta Apr 2025 of tickets");
}

#[test]
fn what_cannot_be_placed_is_said_with_the_reason() {
    assert_eq!(words(&[("a.csv", TEAMS)]), ["No times."]);
    let delta = words(&[("agents.csv", AGENTS), ("agents_delta_202502.csv", AGENTS)]);
    assert!(delta[1].contains("is named a delta but has no column that says"), "{delta:?}");
    let monthless = words(&[("tickets.csv", TICKETS), ("teams.csv", TEAMS), ("tickets_delta.csv", CHANGES)]);
    assert!(monthless[2].starts_with("Neither its name nor its folder says"), "{monthless:?}");
    let wrong = words(&[("tickets.csv", TICKETS), ("tickets_delta_202500.csv", CHANGES)]);
    assert!(wrong[1].contains("names the month 202500, which does not exist"), "{wrong:?}");
    let second = words(&[
        ("tickets.csv", TICKETS),
        ("teams.csv", TEAMS),
        ("gadgets_delta_202502.csv", &[("gadget", &["G"]), ("action", &["add"])]),
    ]);
    assert!(second[2].contains("second table of facts"), "{second:?}");
    let keyless = words(&[
        ("agents.csv", AGENTS),
        ("agents_delta_202502.csv", &[("full_name", &["Ann", "Ann"]), ("action", &["add", "add"])]),
    ]);
    assert!(keyless[1].contains("has no column that tells which record of agents"), "{keyless:?}");
}

#[test]
fn an_initial_folder_is_believed_though_the_set_is_in_a_folder_of_deltas() {
    assert_eq!(words(&[("deltas 2025/initial/agents.csv", AGENTS)]), ["dimension agents"]);
}
