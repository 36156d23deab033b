//! The one place where the page's state changes: a gesture goes in, what the browser and the workers are to do
//! comes out.

use callscape_model::command::{Command, Event};
use callscape_model::delta::Replay;
use callscape_model::dimension::Dimension;
use callscape_model::question::BinChoice;
use callscape_model::selection::{Clause, Mode, Selection, Set};
use callscape_model::statements::Asked;
use callscape_model::table::Subject;

use super::{Effect, Gesture, Level, Page, Panel, Phase, Settings, State};
use crate::link;

/// Changes the state as a gesture wants it. `now` is a clock in milliseconds.
pub(crate) fn reduce(state: &mut State, gesture: Gesture, now: f64) -> Vec<Effect> {
    let before = (state.settings.clone(), state.ask(), state.has_data());
    let settled = settles(&gesture);
    let moves = matches!(gesture, Gesture::Brush { settled: false, .. });
    state.moving = moves || state.moving && !settled;
    let mut effects = step(state, gesture, now);
    let (settings, ask, had_data) = before;
    if settings.zone != state.settings.zone || settings.month_by != state.settings.month_by {
        effects.extend(state.read_as_set(now));
    }
    if settings != state.settings {
        effects.push(Effect::Store(state.settings.clone()));
    }
    // What is not there cannot be asked; data that has just come is asked by whoever took it in.
    if had_data && ask != state.ask() && state.phase != Phase::Loading {
        effects.push(state.question());
    }
    if settled {
        effects.extend(state.note_address(settings != state.settings));
    }
    effects.extend(state.next_rows());
    effects.extend(state.first_talk());
    effects.extend(state.next_tabulation());
    effects
}

/// Whether what a gesture changes is a step that Back undoes: a drag is one only at its end, whatever is heard
/// meanwhile.
fn settles(gesture: &Gesture) -> bool {
    match gesture {
        Gesture::Brush { settled, .. } => *settled,
        Gesture::Heard(event) => matches!(event, Event::Loaded(_)),
        Gesture::Point(_)
        | Gesture::Near(_)
        | Gesture::Finding(_)
        | Gesture::Look { .. }
        | Gesture::Trouble(..) => false,
        _ => true,
    }
}

fn step(state: &mut State, gesture: Gesture, now: f64) -> Vec<Effect> {
    match gesture {
        Gesture::Heard(event) => return state.heard(event, now),
        Gesture::Visited(fragment, step) => return state.visit(&fragment, step),
        Gesture::Trouble(text, hint) => return state.trouble(text, hint),
        Gesture::Undo if state.steps.now > 0 => return vec![Effect::Go(-1)],
        Gesture::Redo if state.steps.now < state.steps.last => return vec![Effect::Go(1)],
        Gesture::Undo | Gesture::Redo => {}
        Gesture::Click { dimension, set, extend } => state.click(&dimension, set, extend),
        Gesture::Brush { dimension, set, .. } => {
            let mode = state.click_mode();
            state.selection = state.selection.with(Clause { dimension, mode, set });
        }
        Gesture::Near(_) if !state.has_data() || state.phase == Phase::Loading => {}
        Gesture::Near(dimension) => {
            return vec![Effect::Tell(Command::Brush { ask: state.ask(), dimension })];
        }
        Gesture::Filter(clause) => state.selection = state.selection.with(clause),
        Gesture::DropClause(dimension, mode) => state.selection = state.selection.dropped(&dimension, mode),
        Gesture::KeepOnly => state.selection = state.selection.kept(),
        Gesture::Exclude => state.selection = state.selection.excluded(),
        Gesture::ShowEverything => state.selection = Selection::default(),
        Gesture::Escape => state.step_back(),
        Gesture::Turn(page) if !page.suits(state.shown_subject()) => {}
        Gesture::Turn(page) => state.page = page,
        Gesture::ViewData(mark) => state.view_data(mark),
        Gesture::Set(settings) => state.settings = settings,
        Gesture::Look { first, last } => state.table.look(first, last),
        Gesture::SortRows(by) => state.table.sort_by(by),
        Gesture::Order(sort) => state.table.sort(sort),
        Gesture::Open(panel) => state.panel = panel,
        Gesture::Close => return state.close(),
        Gesture::CloseReceipt => state.receipt = false,
        Gesture::Dismiss(id) => state.notices.retain(|notice| notice.id != id),
        Gesture::Finding(count) => state.finding = count,
        Gesture::Point(tip) => state.tip = tip,
        Gesture::ForgetMappings => {
            state.files.remembered.clear();
            return vec![Effect::Forget];
        }
        Gesture::Listen(place) => return state.talk.ask(place).into_iter().collect(),
        Gesture::Spot(spot) => state.talk.spot = spot,
        Gesture::Jump(forward) => state.talk.jump(forward),
        Gesture::Review(said) => state.talk.review(said),
        Gesture::SetRules(rules) => return state.set_rules(*rules),
        Gesture::ExportReviews { style } => return state.export_reviews(style),
        Gesture::OpenRecord(place) => return vec![Effect::Tell(Command::Open(place))],
        Gesture::Export { export, scope, style } => {
            return state.write(Command::Export { export, scope, style });
        }
        Gesture::ExportView { chart, style } => {
            let Some(view) = state.view(&chart) else { return Vec::new() };
            return state.write(Command::ExportView { view: Box::new((*view).clone()), style });
        }
        Gesture::ExportQuality => return state.write(Command::ExportQuality),
        Gesture::ExportTable { table, export, scope, style } => {
            return state.write(Command::ExportTable { table, export, scope, style });
        }
        Gesture::ExportLedger { export, style } => {
            return state.write(Command::ExportLedger { export, style });
        }
        Gesture::ExportSupport { export, style } => {
            let Some(support) = state.support.as_ref().filter(|_| state.is_counted()) else {
                let hint = "Save them in a moment.";
                state.notify(
                    Level::Note,
                    "The figures of what is selected are still being counted.",
                    hint,
                    None,
                );
                return Vec::new();
            };
            let support = Box::new((**support).clone());
            return state.write(Command::ExportSupport { export, support, style });
        }
        Gesture::Replay(replay) => return state.apply(replay),
        Gesture::SetQuarter(quarter) => state.quarter = quarter,
        Gesture::OpenHistory { table, key } => return vec![Effect::Tell(Command::History { table, key })],
        other => return state.load_step(other, now),
    }
    Vec::new()
}

impl State {
    fn click_mode(&self) -> Mode {
        if self.settings.click_filters { Mode::Filter } else { Mode::Highlight }
    }

    fn click(&mut self, dimension: &Dimension, set: Set, extend: bool) {
        if !self.settings.click_filters {
            self.selection = self.selection.clicked(dimension, set, extend);
            return;
        }
        let current = self.selection.set(dimension, Mode::Filter).cloned();
        self.selection = match current {
            Some(current) if current == set => self.selection.dropped(dimension, Mode::Filter),
            current => {
                let set = current.filter(|_| extend).map_or(set.clone(), |current| current.with(set));
                self.selection.with(Clause { dimension: dimension.clone(), mode: Mode::Filter, set })
            }
        };
    }

    /// As the Escape key: the tooltip first, then the highlight, then the newest chip.
    fn step_back(&mut self) {
        if self.tip.take().is_none() {
            self.selection = self.selection.stepped_back();
        }
    }

    fn view_data(&mut self, mark: Option<(Dimension, Set)>) {
        if let Some((dimension, set)) = mark
            && self.selection.set(&dimension, Mode::Highlight) != Some(&set)
        {
            self.selection = self.selection.with(Clause { dimension, mode: Mode::Highlight, set });
        }
        // What was said is nearer to a figure of transcripts than their columns.
        let transcripts = self.shown_subject() == Subject::Transcripts;
        self.page = if transcripts { Page::Transcripts } else { Page::Rows };
    }

    fn close(&mut self) -> Vec<Effect> {
        let panel = std::mem::take(&mut self.panel);
        self.record = None;
        self.history = None;
        match (panel, self.phase) {
            (_, Phase::Asking) => {
                self.phase = Phase::Idle;
                self.files.fall_back();
                let hint = "Drop them again to choose their columns.";
                self.notify(Level::Note, "The files were not read.", hint, None);
                Vec::new()
            }
            (Panel::Mapping(file), Phase::Idle) => {
                // The coordinator must know where the records of the file begin when it is cut as before.
                let dialect = self.files.restore(file);
                let propose = |dialect| Effect::Tell(Command::Propose { file, dialect });
                dialect.map(propose).into_iter().collect()
            }
            _ => Vec::new(),
        }
    }

    fn trouble(&mut self, text: String, hint: String) -> Vec<Effect> {
        self.notify(Level::Error, text, hint, None);
        Vec::new()
    }

    /// One file is written at a time, of data that stays what it is.
    pub(super) fn write(&mut self, command: Command) -> Vec<Effect> {
        if self.exporting {
            let hint = "Wait until it is saved, then export again.";
            self.notify(Level::Warning, "Another file is still being written.", hint, None);
            return Vec::new();
        }
        if self.replaying {
            let hint = "Export again in a moment.";
            self.notify(Level::Warning, "Deltas are still being applied.", hint, None);
            return Vec::new();
        }
        if self.phase != Phase::Idle {
            let hint = "Wait until they are read, or cancel, then export again.";
            self.notify(Level::Warning, "Files are still being read.", hint, None);
            return Vec::new();
        }
        self.exporting = true;
        vec![Effect::Tell(command)]
    }

    /// Other deltas are applied to what is loaded.
    fn apply(&mut self, replay: Replay) -> Vec<Effect> {
        if self.exporting || self.phase != Phase::Idle {
            let text =
                if self.exporting { "A file is still being written." } else { "Files are still being read." };
            self.notify(Level::Warning, text, "Wait until that is done, then choose again.", None);
            return Vec::new();
        }
        self.replaying =
            self.data.as_ref().is_some_and(|data| data.applied.is_some()) && replay != self.replay;
        self.replay = replay;
        vec![Effect::Tell(Command::Replay(self.replay.clone()))]
    }

    /// The report, the answers and the agents, when one of them is in sight and the question is answered.
    fn next_tabulation(&mut self) -> Option<Effect> {
        let facts = self.data.as_ref().is_some_and(|data| data.subject != Subject::Calls);
        let in_sight = self.page.is_tabulated() || self.panel == Panel::Export;
        let ready = facts && in_sight && self.phase == Phase::Idle && self.is_current();
        let wanted = (self.selection.clone(), self.quarter);
        if !ready || self.replaying || self.tabulated.as_ref() == Some(&wanted) {
            return None;
        }
        self.tabulated = Some(wanted);
        let asked = Asked { quarter: self.quarter, month_by: self.settings.month_by };
        Some(Effect::Tell(Command::Tabulate(asked)))
    }

    /// The question of the hour. What the table and the report hold answers an older one.
    pub(super) fn question(&mut self) -> Effect {
        self.table.forget();
        self.tabulated = None;
        self.counted = None;
        Effect::Tell(Command::Ask(self.ask()))
    }

    /// The browser is at another address: Back, Forward, a reload, a link, or the user's typing.
    fn visit(&mut self, fragment: &str, step: Option<u32>) -> Vec<Effect> {
        let starting = self.phase == Phase::Starting;
        self.steps.now = step.unwrap_or(if starting { 0 } else { self.steps.now + 1 });
        self.steps.last = if step.is_some() { self.steps.last.max(self.steps.now) } else { self.steps.now };
        match link::read(fragment, &self.settings) {
            Ok(link) => {
                self.page = link.page;
                self.selection = link.selection;
                // Back and Forward undo what was looked at, not how it looks.
                if starting || step.is_none() {
                    self.settings = link.settings;
                }
            }
            Err(part) => {
                let text = format!("The address has a part that means nothing here: “{part}”.");
                self.notify(Level::Warning, text, "It was ignored; everything is shown.", None);
            }
        }
        self.steps.noted = (self.page, self.selection.clone());
        vec![Effect::Replace(self.address(), self.steps.now)]
    }

    fn address(&self) -> String {
        link::write(self.page, &self.selection, &self.settings)
    }

    /// A new view or selection is a step that Back undoes; a setting is not.
    fn note_address(&mut self, settings_changed: bool) -> Option<Effect> {
        if self.steps.noted != (self.page, self.selection.clone()) {
            self.steps.noted = (self.page, self.selection.clone());
            self.steps.now += 1;
            self.steps.last = self.steps.now;
            return Some(Effect::Push(self.address(), self.steps.now));
        }
        settings_changed.then(|| Effect::Replace(self.address(), self.steps.now))
    }

    /// The next rows of the table, when it is in sight and its question is answered.
    fn next_rows(&mut self) -> Option<Effect> {
        let ready = matches!(self.page, Page::Rows | Page::Transcripts)
            && self.phase == Phase::Idle
            && self.is_current();
        ready.then(|| self.table.next_request()).flatten().map(Effect::Tell)
    }
}

impl Settings {
    /// These settings with other bins.
    pub(crate) fn with_bins(&self, bins: BinChoice) -> Self {
        Settings { bins, ..self.clone() }
    }
}
