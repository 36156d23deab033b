//! The page's behaviour without a browser: gestures in, effects and state out.

use callscape_model::answer::Answer;
use callscape_model::command::{Command, Event, Loadout, Overview};
use callscape_model::dimension::Dimension;
use callscape_model::message::{Abilities, Failure, Sort};
use callscape_model::plan::{ColumnPlan, Dialect, Plan, Proposal};
use callscape_model::quality::Quality;
use callscape_model::selection::{Mode, Selection, Set};

use super::*;

fn plan(columns: &[&str]) -> Plan {
    let columns = columns.iter().map(|name| ColumnPlan::free(*name)).collect();
    Plan {
        dialect: Dialect::default(),
        columns,
        zone: "America/New_York".into(),
        actions: Default::default(),
        member: None,
        month_by: Default::default(),
    }
}

fn proposal(sure: bool) -> Box<Proposal> {
    let plan = plan(&["a", "b"]);
    Box::new(Proposal {
        plan,
        guesses: Vec::new(),
        preview: Vec::new(),
        sure,
        question: None,
        skip: 0,
        skip_lines: 0,
        record: 0,
        unfit: None,
    })
}

fn overview(files: &[(u32, &str)], zone: &str) -> Box<Overview> {
    let loadout = |(file, name): &(u32, &str)| Loadout {
        file: *file,
        name: (*name).to_owned(),
        plan: plan(&["a", "b"]),
        quality: Quality::default(),
        companion: false,
        ambiguous: Vec::new(),
    };
    let dictionaries = vec![(Dimension::Status, vec!["missed".to_owned()])];
    let files = files.iter().map(loadout).collect();
    let quality = Quality { read: 1, kept: 1, ..Quality::default() };
    Box::new(Overview { files, zone: zone.to_owned(), dictionaries, quality, ..Overview::default() })
}

fn more(name: &str) -> Gesture {
    Gesture::Dropped(vec![Dropped { token: 100, name: name.into(), size: 10, modified: None }])
}

fn dropped(names: &[&str]) -> Gesture {
    let file = |(token, name): (usize, &&str)| Dropped {
        token: token as u32,
        name: (*name).into(),
        size: 10,
        modified: None,
    };
    Gesture::Dropped(names.iter().enumerate().map(file).collect())
}

struct Page {
    state: State,
    effects: Vec<Effect>,
}

impl Page {
    fn new() -> Self {
        let mut page = Page { state: State::default(), effects: Vec::new() };
        page.does(Gesture::Visited(String::new(), None));
        page.hears(Event::Ready(Abilities::default()));
        page
    }

    fn loaded() -> Self {
        let mut page = Page::new();
        page.does(dropped(&["calls.csv"]));
        page.hears(Event::Proposed { file: 0, proposal: proposal(true) });
        page.hears(Event::Loaded(overview(&[(0, "calls.csv")], "America/New_York")));
        page.answers();
        page
    }

    fn does(&mut self, gesture: Gesture) -> &mut Self {
        self.effects = reduce(&mut self.state, gesture, 0.0);
        self
    }

    fn hears(&mut self, event: Event) -> &mut Self {
        self.does(Gesture::Heard(event))
    }

    fn answers(&mut self) -> &mut Self {
        let answer = Answer { selection: self.state.selection.clone(), ..Answer::default() };
        self.hears(Event::Answered(Box::new(answer)))
    }

    fn clicks(&mut self, status: &str, extend: bool) -> &mut Self {
        self.does(Gesture::Click { dimension: Dimension::Status, set: Set::one(status), extend })
    }

    fn asked(&self) -> bool {
        self.effects.iter().any(|effect| matches!(effect, Effect::Tell(Command::Ask(_))))
    }

    fn pushed(&self) -> Option<(String, u32)> {
        self.effects.iter().find_map(|effect| match effect {
            Effect::Push(address, step) => Some((address.clone(), *step)),
            _ => None,
        })
    }

    fn loads(&self) -> Option<&[(u32, Plan)]> {
        self.effects.iter().find_map(|effect| match effect {
            Effect::Tell(Command::Load(plans)) => Some(plans.as_slice()),
            _ => None,
        })
    }
}

#[test]
fn sure_files_are_read_at_once_and_the_whole_is_asked_for() {
    let mut page = Page::new();
    page.does(dropped(&["b.csv", "a.csv"]));
    assert_eq!(page.effects[0], Effect::Bind(vec![(0, 1), (1, 0)]), "numbers follow the bytes of the paths");
    page.hears(Event::Proposed { file: 1, proposal: proposal(true) });
    assert!(page.loads().is_none(), "one file is still being looked at");
    page.hears(Event::Proposed { file: 0, proposal: proposal(true) });
    assert_eq!(
        page.loads().map(|plans| plans.iter().map(|(file, _)| *file).collect::<Vec<_>>()),
        Some(vec![0, 1])
    );
    page.hears(Event::Loaded(overview(&[(0, "a.csv"), (1, "b.csv")], "America/New_York")));
    assert!(page.asked() && page.state.receipt);
}

#[test]
fn a_file_that_is_not_sure_is_asked_about_and_remembered() {
    let mut page = Page::new();
    page.does(dropped(&["calls.csv"])).hears(Event::Proposed { file: 0, proposal: proposal(false) });
    assert_eq!((page.state.phase, page.state.panel), (Phase::Asking, Panel::Mapping(0)));
    page.does(Gesture::Load);
    assert!(matches!(page.effects[0], Effect::Remember(_)) && page.loads().is_some());
    page.hears(Event::Loaded(overview(&[(0, "calls.csv")], "America/New_York")));
    page.does(more("more.csv"));
    page.hears(Event::Proposed { file: 1, proposal: proposal(true) });
    page.hears(Event::Proposed { file: 2, proposal: proposal(false) });
    assert_eq!(
        page.loads().map(<[_]>::len),
        Some(2),
        "old and new are read together, nothing is asked twice"
    );
}

#[test]
fn a_refused_file_says_why_and_what_was_there_stays() {
    let mut page = Page::loaded();
    page.does(more("picture.png"));
    page.hears(Event::Proposed { file: 1, proposal: proposal(true) });
    page.hears(Event::Refused { file: 2, failure: Failure::new("reading", "A picture.", "Drop a table.") });
    assert!(page.loads().is_none() && page.state.has_data() && page.state.phase == Phase::Idle);
    assert_eq!(page.state.notices.last().map(|notice| notice.text.as_str()), Some("A picture."));
}

#[test]
fn escape_closes_the_tooltip_then_clears_the_highlight_then_takes_the_newest_chip() {
    let mut page = Page::loaded();
    page.clicks("missed", false).does(Gesture::KeepOnly);
    page.does(Gesture::Click { dimension: Dimension::Type, set: Set::one("incoming"), extend: false });
    page.does(Gesture::Point(Some(Tip { chart: "type".into(), index: 0 })));
    page.does(Gesture::Escape);
    assert!(page.state.tip.is_none() && page.state.selection.is_highlighted());
    page.does(Gesture::Escape);
    assert!(!page.state.selection.is_highlighted() && page.state.selection.clauses().len() == 1);
    page.does(Gesture::Escape);
    assert!(page.state.selection.is_empty() && page.asked());
}

#[test]
fn every_settled_selection_is_a_step_that_back_undoes() {
    let mut page = Page::loaded();
    page.clicks("missed", false);
    assert_eq!(page.pushed().map(|(_, step)| step), Some(1));
    let (first, _) = page.pushed().unwrap();
    page.does(Gesture::KeepOnly).does(Gesture::Undo);
    assert_eq!(page.effects, [Effect::Go(-1)]);
    page.does(Gesture::Visited(first, Some(1)));
    assert!(page.asked() && page.pushed().is_none() && page.state.selection.is_highlighted());
    assert_eq!((page.state.steps.now, page.state.steps.last), (1, 2));
    page.does(Gesture::Redo);
    assert_eq!(page.effects, [Effect::Go(1)]);
    page.clicks("failed", true);
    assert_eq!((page.state.steps.now, page.state.steps.last), (2, 2), "a new step ends what could be redone");
}

#[test]
fn a_drag_is_asked_all_along_but_is_one_step() {
    let mut page = Page::loaded();
    let brush = |to, settled| Gesture::Brush { dimension: Dimension::Day, set: Set::range(1, to), settled };
    page.does(brush(3, false));
    assert!(page.asked() && page.pushed().is_none());
    page.does(brush(5, true));
    assert!(page.asked() && page.pushed().is_some());
    page.does(brush(5, true));
    assert!(page.effects.is_empty(), "nothing changed");
}

#[test]
fn back_restores_the_selection_and_leaves_the_settings() {
    let mut page = Page::loaded();
    page.does(Gesture::Set(Settings { theme: Theme::Dark, ..page.state.settings.clone() }));
    page.does(Gesture::Visited("#/dashboard".into(), Some(0)));
    assert_eq!(page.state.settings.theme, Theme::Dark);
    assert_eq!(page.effects, [Effect::Replace("#/dashboard?theme=dark".into(), 0)]);
}

#[test]
fn an_address_that_means_nothing_is_told_and_ignored() {
    let mut page = Page::loaded();
    page.does(Gesture::Visited("#/dashboard?status=perhaps".into(), None));
    assert!(page.state.selection.is_empty());
    assert!(page.state.notices.last().is_some_and(|notice| notice.text.contains("status=perhaps")));
}

#[test]
fn a_shared_selection_waits_for_the_data_and_loses_what_the_data_does_not_have() {
    let mut page = Page { state: State::default(), effects: Vec::new() };
    page.does(Gesture::Visited("#/dashboard?status=in~missed&x.team=in~north".into(), None));
    page.hears(Event::Ready(Abilities::default())).does(dropped(&["calls.csv"]));
    page.hears(Event::Proposed { file: 0, proposal: proposal(true) });
    page.hears(Event::Loaded(overview(&[(0, "calls.csv")], "America/New_York")));
    assert_eq!(page.state.selection.clauses().len(), 1);
    assert!(page.state.selection.set(&Dimension::Status, Mode::Filter).is_some());
    assert!(page.asked() && page.state.notices.len() == 1);
}

#[test]
fn another_zone_reads_the_files_again_with_the_selection_kept() {
    let mut page = Page::loaded();
    page.clicks("missed", false);
    page.does(Gesture::Set(Settings { zone: "UTC".into(), ..page.state.settings.clone() }));
    assert_eq!(page.loads().map(|plans| plans[0].1.zone.clone()), Some("UTC".into()));
    page.hears(Event::Loaded(overview(&[(0, "calls.csv")], "UTC")));
    assert!(page.asked() && page.state.selection.is_highlighted());
}

#[test]
fn cancelling_keeps_what_was_there() {
    let mut page = Page::loaded();
    page.does(more("more.csv"));
    page.hears(Event::Proposed { file: 1, proposal: proposal(true) });
    page.hears(Event::Proposed { file: 2, proposal: proposal(true) });
    assert_eq!(page.state.phase, Phase::Loading);
    page.does(Gesture::Cancel);
    assert_eq!(page.effects, [Effect::Tell(Command::Cancel)]);
    page.hears(Event::Cancelled);
    assert!(page.state.has_data() && page.state.phase == Phase::Idle && page.state.files.entries.len() == 1);
}

fn partial(records: u64) -> Event {
    Event::Partial { answer: Box::new(Answer { all: records, ..Answer::default() }), records }
}

#[test]
fn what_was_read_so_far_is_shown_until_all_is_there() {
    let mut page = Page::new();
    page.hears(partial(1));
    assert_eq!(page.state.partial, None, "nothing is being read");
    page.does(dropped(&["calls.csv"]));
    page.hears(Event::Proposed { file: 0, proposal: proposal(true) });
    page.hears(partial(10)).hears(partial(20));
    assert_eq!((page.state.partial, page.state.counts.all, page.state.has_data()), (Some(20), 20, false));
    assert!(page.effects.is_empty());
    assert_eq!(page.state.status(), "Figures and charts fill while files are read.");
    page.hears(Event::Loaded(overview(&[(0, "calls.csv")], "America/New_York")));
    assert!(page.state.partial.is_some() && !page.state.is_current() && page.asked());
    page.answers();
    assert!(page.state.partial.is_none() && page.state.is_current());
    assert!(page.state.status().ends_with(": everything is shown"));
}

#[test]
fn what_was_read_of_a_load_that_ends_early_is_gone() {
    let ends = [
        Event::Cancelled,
        Event::Failed(Failure::new("reading", "calls.csv cannot be read.", "Drop it again.")),
    ];
    for end in ends {
        let mut page = Page::new();
        page.does(dropped(&["calls.csv"]));
        page.hears(Event::Proposed { file: 0, proposal: proposal(true) });
        page.hears(partial(10)).hears(end);
        assert_eq!((page.state.partial, page.state.counts.all), (None, 0));
        assert!(!page.state.has_data() && page.state.views.is_empty());
    }
}

#[test]
fn what_is_there_stays_while_more_is_read() {
    let mut page = Page::loaded();
    page.does(more("more.csv"));
    page.hears(Event::Proposed { file: 1, proposal: proposal(true) });
    page.hears(Event::Proposed { file: 2, proposal: proposal(true) });
    page.hears(partial(10));
    assert_eq!((page.state.partial, page.state.counts.all), (None, 0));
}

#[test]
fn rows_are_asked_for_once_their_question_is_answered() {
    let mut page = Page::loaded();
    page.does(Gesture::ViewData(Some((Dimension::Status, Set::one("missed")))));
    let rows = |page: &Page| page.effects.iter().any(|e| matches!(e, Effect::Tell(Command::Rows { .. })));
    assert!(page.asked() && !rows(&page));
    page.answers();
    assert!(rows(&page));
    page.hears(Event::Rows { sort: Sort::default(), first: 0, rows: Vec::new(), total: 0 });
    assert!(!rows(&page));
}

#[test]
fn with_click_filters_on_a_click_is_a_chip_at_once() {
    let mut page = Page::loaded();
    page.does(Gesture::Set(Settings { click_filters: true, ..page.state.settings.clone() }));
    page.clicks("missed", false).clicks("failed", true);
    assert_eq!(page.state.selection.filters(), page.state.selection);
    page.does(Gesture::ShowEverything);
    assert_eq!(page.state.selection, Selection::default());
}

fn told(page: &Page) -> Vec<&str> {
    page.state.notices.iter().map(|notice| notice.text.as_str()).collect()
}

#[test]
fn one_file_is_written_at_a_time() {
    let mut page = Page::loaded();
    page.does(Gesture::ExportQuality);
    assert_eq!(page.effects, [Effect::Tell(Command::ExportQuality)]);
    page.does(Gesture::ExportQuality);
    assert!(page.effects.is_empty() && told(&page) == ["Another file is still being written."]);
    page.does(Gesture::Set(Settings { zone: "UTC".into(), ..page.state.settings.clone() }));
    assert!(page.loads().is_none() && page.state.settings.zone == "America/New_York");
    page.hears(Event::Exported { name: "quality.json".into(), mime: String::new(), glue: Vec::new() });
    page.does(Gesture::ExportQuality);
    assert_eq!(page.effects, [Effect::Tell(Command::ExportQuality)]);
}

#[test]
fn files_that_are_dropped_one_after_the_other_are_all_read() {
    let mut page = Page::new();
    page.does(dropped(&["a.csv"]));
    page.does(more("b.csv"));
    page.hears(Event::Proposed { file: 1, proposal: proposal(true) });
    page.hears(Event::Proposed { file: 2, proposal: proposal(true) });
    assert_eq!(page.loads().map(<[_]>::len), Some(2));
}

#[test]
fn a_file_that_was_not_agreed_to_is_asked_about_again_after_another_drop() {
    let mut page = Page::new();
    page.does(dropped(&["a.csv"]));
    page.hears(Event::Proposed { file: 0, proposal: proposal(false) });
    assert_eq!(page.state.panel, Panel::Mapping(0));
    page.does(more("b.csv"));
    page.hears(Event::Proposed { file: 1, proposal: proposal(false) });
    page.hears(Event::Proposed { file: 2, proposal: proposal(true) });
    assert_eq!((page.state.phase, page.state.panel), (Phase::Asking, Panel::Mapping(1)));
}

#[test]
fn a_drag_with_answers_in_between_is_one_step() {
    let mut page = Page::loaded();
    let brush = |to, settled| Gesture::Brush { dimension: Dimension::Day, set: Set::range(1, to), settled };
    for to in 2..6 {
        page.does(brush(to, false));
        assert!(page.asked());
        page.answers();
        assert!(page.pushed().is_none());
    }
    page.does(brush(6, true));
    assert_eq!(page.pushed().map(|(_, step)| step), Some(1));
}

#[test]
fn a_chart_under_the_pointer_is_counted_ahead_and_questions_tell_whether_a_brush_moves() {
    let mut page = Page::new();
    page.does(Gesture::Near(Dimension::Day));
    assert_eq!(page.effects, [], "there is nothing to count");
    let mut page = Page::loaded();
    page.does(Gesture::Near(Dimension::Day));
    let ask = page.state.ask();
    assert!(!ask.moving);
    assert_eq!(page.effects, [Effect::Tell(Command::Brush { ask, dimension: Dimension::Day })]);
    let moving = |page: &Page| {
        page.effects.iter().find_map(|effect| match effect {
            Effect::Tell(Command::Ask(ask)) => Some(ask.moving),
            _ => None,
        })
    };
    let brush = |to, settled| Gesture::Brush { dimension: Dimension::Day, set: Set::range(1, to), settled };
    page.does(brush(3, false));
    assert_eq!(moving(&page), Some(true));
    // What comes in between does not end the drag.
    page.hears(Event::Indexed(Dimension::Day));
    page.does(Gesture::Point(None));
    page.does(brush(4, false));
    assert_eq!(moving(&page), Some(true));
    page.does(brush(4, true));
    assert_eq!(moving(&page), Some(false), "the selection that stays is asked of the rows");
}

#[test]
fn a_load_that_comes_to_nothing_leaves_the_zone_and_the_numbers_of_what_is_there() {
    let mut page = Page::loaded();
    page.does(Gesture::Set(Settings { zone: "UTC".into(), ..page.state.settings.clone() }));
    assert!(page.loads().is_some());
    page.clicks("missed", false);
    assert!(!page.asked());
    page.hears(Event::Cancelled);
    assert!(page.asked() && page.state.settings.zone == "America/New_York");
}

#[test]
fn rows_that_cannot_be_read_are_not_asked_for_for_ever() {
    let mut page = Page::loaded();
    page.does(Gesture::Turn(super::Page::Rows));
    assert!(page.effects.iter().any(|effect| matches!(effect, Effect::Tell(Command::Rows { .. }))));
    page.hears(Event::Failed(Failure::new("reading", "calls.csv cannot be read.", "Drop it again.")));
    assert!(page.effects.is_empty(), "{:?}", page.effects);
}

#[test]
fn a_dialect_that_does_not_fit_is_said_in_the_panel() {
    let mut page = Page::new();
    page.does(dropped(&["a.csv"]));
    page.hears(Event::Proposed { file: 0, proposal: proposal(false) });
    page.does(Gesture::SetDialect(0, Dialect { delimiter: b';', ..Dialect::default() }));
    page.hears(Event::Refused { file: 0, failure: Failure::new("mapping", "No time.", "Choose another.") });
    let Some(Stage::Proposed(proposal)) = page.state.files.entry(0).map(|entry| &entry.stage) else {
        panic!("the file is gone")
    };
    assert_eq!(proposal.question.as_deref(), Some("No time. Choose another."));
    assert_eq!(page.state.panel, Panel::Mapping(0));
}

#[test]
fn columns_that_were_changed_and_not_wanted_are_as_before() {
    let mut page = Page::loaded();
    page.does(Gesture::EditMapping(0));
    page.does(Gesture::SetDialect(0, Dialect { header: false, ..Dialect::default() }));
    page.does(Gesture::Close);
    assert_eq!(page.effects, [Effect::Tell(Command::Propose { file: 0, dialect: Dialect::default() })]);
    assert!(page.state.files.entry(0).is_some_and(|entry| entry.plan.is_some()));
}

/// What looking at a file with these columns says; nothing in it is a start.
fn table(columns: &[&str]) -> Box<Proposal> {
    let unfit = Some(Failure::new("mapping", "It has no dates.", "Add some."));
    Box::new(Proposal { plan: plan(columns), unfit, ..*proposal(true) })
}

const CENTERS: &[&str] = &["contact_center_id", "contact_center_name", "location"];
const FACTS: &[&str] = &[
    "interaction_id",
    "channel",
    "contact_center_id",
    "interaction_start",
    "interaction_end",
    "agent_id",
    "category_id",
];

fn support() -> Page {
    let mut page = Page::new();
    page.does(dropped(&["initial/contact_centers.csv", "initial/interactions.csv"]));
    page.hears(Event::Proposed { file: 0, proposal: table(CENTERS) });
    page.hears(Event::Proposed { file: 1, proposal: table(FACTS) });
    page
}

fn interactions() -> Box<Overview> {
    let applied = Some(Box::default());
    Box::new(Overview { subject: Subject::Interactions, applied, ..*overview(&[], "America/New_York") })
}

#[test]
fn files_of_tables_are_told_apart_and_loaded_together() {
    let page = support();
    let plans = page.loads().expect("both are read");
    let words: Vec<_> = plans.iter().map(|(_, plan)| plan.member.as_ref().map(Membership::words)).collect();
    assert_eq!(words, [Some("dimension contact_centers".to_owned()), Some("facts".to_owned())]);
    assert_eq!(page.state.subject, Subject::Interactions);
}

#[test]
fn each_subject_keeps_its_own_selection() {
    let mut page = support();
    page.hears(Event::Loaded(interactions())).answers();
    page.clicks("missed", false);
    page.does(more("calls.csv"));
    let ids: Vec<_> = page.state.files.entries.iter().map(|entry| (entry.file, entry.name.clone())).collect();
    for (file, name) in ids {
        let proposal = match name.as_str() {
            "calls.csv" => proposal(true),
            "initial/interactions.csv" => table(FACTS),
            _ => table(CENTERS),
        };
        page.hears(Event::Proposed { file, proposal });
    }
    assert_eq!(page.loads().map(<[_]>::len), Some(1), "the newest drop speaks for calls");
    page.hears(Event::Loaded(overview(&[], "America/New_York"))).answers();
    assert!(page.state.selection.is_empty());
    page.does(Gesture::Switch(Subject::Interactions));
    assert_eq!(page.loads().map(<[_]>::len), Some(2));
    assert!(!page.state.selection.is_empty());
}

#[test]
fn records_that_share_ids_are_read_together_those_of_the_subject_first() {
    use callscape_model::field::{Field, Use};
    let with = |fields: [Field; 2]| {
        let mut proposal = proposal(true);
        for (column, field) in proposal.plan.columns.iter_mut().zip(fields) {
            column.usage = Use::Field(field);
        }
        proposal
    };
    let mut page = Page::new();
    page.does(dropped(&["calls.csv", "talks.ndjson"]));
    page.hears(Event::Proposed { file: 0, proposal: with([Field::CallId, Field::Start]) });
    page.hears(Event::Proposed { file: 1, proposal: with([Field::CallId, Field::Transcript]) });
    let read =
        |page: &Page| page.loads().map(|plans| plans.iter().map(|(file, _)| *file).collect::<Vec<_>>());
    assert_eq!((page.state.subject, read(&page)), (Subject::Transcripts, Some(vec![1, 0])));
    let files = [(1, "talks.ndjson"), (0, "calls.csv")];
    let overview = Overview { subject: Subject::Transcripts, ..*overview(&files, "America/New_York") };
    let mut overview = Box::new(overview);
    overview.files[0].plan = with([Field::CallId, Field::Transcript]).plan;
    overview.files[1].plan = with([Field::CallId, Field::Start]).plan;
    page.hears(Event::Loaded(overview)).answers();
    page.does(Gesture::Switch(Subject::Calls));
    assert_eq!((page.state.subject, read(&page)), (Subject::Calls, Some(vec![0, 1])));
}

#[test]
fn other_deltas_are_applied_and_then_everything_is_asked_anew() {
    let mut page = support();
    page.hears(Event::Loaded(interactions())).answers();
    let until = callscape_model::month::Month::parse("202502");
    let replay = Replay { until, ..Replay::default() };
    page.does(Gesture::Replay(replay.clone()));
    assert!(page.effects.contains(&Effect::Tell(Command::Replay(replay))) && page.state.replaying);
    page.hears(Event::Replayed(interactions()));
    assert!(page.asked() && !page.state.replaying);
}

#[test]
fn a_report_is_asked_for_once_when_it_is_in_sight() {
    let mut page = support();
    page.hears(Event::Loaded(interactions())).answers();
    let asked = |page: &Page| page.effects.iter().any(|e| matches!(e, Effect::Tell(Command::Tabulate(_))));
    page.does(Gesture::Turn(super::Page::Answers));
    assert!(asked(&page));
    page.does(Gesture::Point(None));
    assert!(!asked(&page));
    page.does(Gesture::SetQuarter(callscape_model::month::Quarter::parse("2025-Q1")));
    assert!(asked(&page));
}

#[test]
fn a_file_that_is_read_already_and_did_not_change_is_not_read_again() {
    let again = |modified| {
        let modified = Some(modified);
        Gesture::Dropped(vec![Dropped { token: 7, name: "calls.csv".into(), size: 10, modified }])
    };
    let mut page = Page::new();
    page.does(again(5)).hears(Event::Proposed { file: 0, proposal: proposal(true) });
    page.hears(Event::Loaded(overview(&[(0, "calls.csv")], "America/New_York"))).answers();
    page.does(again(5));
    assert!(page.effects.is_empty() && page.state.notices[0].text.contains("already read"));
    page.does(again(6));
    assert!(!page.effects.is_empty(), "it was changed since");
}

mod transcripts {
    use callscape_model::message::{Conversation, Place, Review, Row, Rules, SortBy, Turn};
    use callscape_model::score::{Evidence, Label, Mark, Score, Speaker};
    use callscape_model::table::Subject;

    use super::*;

    fn loaded() -> Page {
        let mut page = Page::loaded();
        let plan = &mut page.state.files.entries[0].plan;
        plan.as_mut().unwrap().columns[0].usage =
            callscape_model::field::Use::Field(callscape_model::field::Field::Transcript);
        let mut overview = overview(&[(0, "calls.csv")], "America/New_York");
        overview.subject = Subject::Transcripts;
        overview.files[0].plan = page.state.files.entries[0].plan.clone().unwrap();
        page.state.turn_to(Subject::Transcripts);
        page.hears(Event::Loaded(overview));
        page.answers();
        page
    }

    fn conversation(place: Place) -> Box<Conversation> {
        let evidence = |start, mark, points| Evidence {
            turn: 0,
            start,
            end: start + 3,
            mark,
            rule: "words".into(),
            points,
        };
        let evidence = vec![
            evidence(0, Mark::Negative, -300),
            evidence(4, Mark::Booster, -100),
            evidence(8, Mark::Amount, 0),
        ];
        let turn =
            Turn { speaker: Speaker::Customer, name: String::new(), text: "bad too $49".into(), start: None };
        let score = Score {
            label: Label::Negative,
            score: -400,
            evidence,
            language: "en".into(),
            ..Score::default()
        };
        Box::new(Conversation {
            place,
            call: "C1".into(),
            agent: "Ann".into(),
            start: String::new(),
            duration: 1000,
            estimated: true,
            recorded: false,
            record: None,
            file: "t/c1.json".into(),
            line: 1,
            turns: vec![turn],
            score,
            plain: (Label::Neutral, 0),
        })
    }

    fn opened() -> Page {
        let mut page = loaded();
        let place = Place::default();
        page.does(Gesture::Listen(place));
        assert_eq!(page.effects, [Effect::Tell(Command::Listen(place))]);
        page.hears(Event::Conversation(conversation(place)));
        page
    }

    #[test]
    fn the_list_begins_with_what_needs_review() {
        let mut page = loaded();
        page.does(Gesture::Turn(super::super::Page::Transcripts));
        let sort = Sort { by: SortBy::Review, descending: false };
        page.does(Gesture::Look { first: 0, last: 10 });
        assert!(page.state.page == super::super::Page::Transcripts && page.state.table.sort == sort);
        page.hears(Event::Rows { sort, first: 0, rows: Vec::<Row>::new(), total: 0 });
        page.does(Gesture::Turn(super::super::Page::Deltas));
        assert!(page.state.page == super::super::Page::Transcripts, "deltas are of interactions");
    }

    #[test]
    fn jumps_go_from_span_to_span_and_round() {
        let mut page = opened();
        let mut spots = |forward| {
            page.does(Gesture::Jump(forward));
            page.state.talk.spot.unwrap()
        };
        assert_eq!([spots(true), spots(true), spots(true)], [(0, 0), (0, 8), (0, 0)]);
        assert_eq!([spots(false), spots(false)], [(0, 8), (0, 0)]);
    }

    #[test]
    fn a_late_transcript_does_not_take_the_place_of_the_one_that_was_asked_for_last() {
        let mut page = opened();
        let other = Place { row: 1, ..Place::default() };
        page.does(Gesture::Listen(other));
        page.hears(Event::Conversation(conversation(Place { row: 2, ..Place::default() })));
        assert_eq!(page.state.talk.open.as_ref().unwrap().place, Place::default());
        page.hears(Event::Conversation(conversation(other)));
        assert_eq!(page.state.talk.open.as_ref().unwrap().place, other);
    }

    #[test]
    fn a_dispute_keeps_the_machine_s_label_and_its_quote() {
        let mut page = opened();
        page.does(Gesture::Review(Some((Label::Neutral, "irony".into()))));
        assert!(page.state.talk.unsaved);
        assert_eq!(page.state.talk.agreement(), (1, 1));
        page.does(Gesture::ExportReviews { style: Default::default() });
        let review = Review {
            call: "C1".into(),
            agent: "Ann".into(),
            machine: Label::Negative,
            score: -400,
            person: Label::Neutral,
            reason: "irony".into(),
            quote: "bad".into(),
        };
        let reviews = vec![review];
        let command = Command::ExportReviews { export: "reviews".into(), reviews, style: Default::default() };
        assert_eq!(page.effects, [Effect::Tell(command)]);
        page.does(Gesture::Review(None));
        assert_eq!(page.state.talk.agreement(), (0, 0));
    }

    #[test]
    fn rules_with_errors_leave_the_old_ones_and_good_ones_score_again() {
        let mut page = opened();
        let rules = Rules { pack: "x".into(), before: Some(String::new()), ..Rules::default() };
        page.does(Gesture::SetRules(Box::new(rules.clone())));
        assert_eq!(page.effects, [Effect::Tell(Command::Rules(rules.clone()))]);
        page.hears(Event::Ruled(Some(Failure::new("rules", "Line 1: no table.", "Mend it."))));
        assert_eq!((&page.state.talk.rules, page.loads()), (&Rules::default(), None));
        assert!(page.state.talk.failure.is_some());
        page.does(Gesture::SetRules(Box::new(rules.clone())));
        page.hears(Event::Ruled(None));
        assert_eq!(page.state.talk.rules, rules);
        assert!(page.loads().is_some());
        page.hears(Event::Ruled(None));
        assert!(page.effects.is_empty(), "nobody asked");
    }
}
