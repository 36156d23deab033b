//! What the coordinator says, taken into the state.

use callscape_model::answer::Answer;
use callscape_model::command::{Command, Event, Overview};
use callscape_model::dimension::{Dimension, Scale};
use callscape_model::message::Failure;
use callscape_model::table::Subject;

use super::{Counts, Effect, Level, Page, Panel, Phase, Progress, Retry, Run, Shared, State};

impl State {
    /// Takes in an event. Bulks that came with it are the store's business.
    pub(super) fn heard(&mut self, event: Event, now: f64) -> Vec<Effect> {
        match event {
            Event::Ready(abilities) => {
                self.abilities = abilities;
                return self.wake();
            }
            Event::Proposed { file, proposal } => {
                let zone = self.settings.zone.clone();
                self.files.proposed(file, proposal, &zone);
                return self.looked(now);
            }
            Event::Refused { file, failure } => {
                self.files.refused(file, failure);
                return self.looked(now);
            }
            Event::Progress { file, bytes, rows } => self.files.read(file, Progress { bytes, rows }, now),
            // What is there already stays until the new is whole.
            Event::Partial { .. } if self.has_data() || self.phase != Phase::Loading => {}
            Event::Partial { answer, records } => {
                self.partial = Some(records);
                self.answered(*answer);
                // A part is no answer.
                self.answered = None;
            }
            Event::Loaded(overview) => return self.loaded(*overview, now),
            Event::Cancelled => return self.cancelled(),
            Event::Answered(answer) => {
                self.partial = None;
                self.answered(*answer);
            }
            Event::Rows { sort, first, rows, total } => self.table.take(sort, first, rows, total),
            Event::Record(record) => {
                let key = record.key.clone();
                self.record = Some(Shared::new(*record));
                self.history = None;
                self.panel = Panel::Record;
                let ask = |(table, key)| Effect::Tell(Command::History { table, key });
                return key.map(ask).into_iter().collect();
            }
            Event::History(history) => {
                self.history = Some(Shared::new(*history));
                if self.panel != Panel::Record {
                    self.panel = Panel::History;
                }
            }
            Event::Replayed(overview) => {
                self.replaying = false;
                self.drop_strangers(&overview);
                self.data = Some(Shared::new(*overview));
                return vec![self.question()];
            }
            Event::Tabulated(support) => {
                if self.quarter.is_some_and(|quarter| !support.quarters.contains(&quarter)) {
                    self.quarter = None;
                }
                self.counted = self.tabulated.clone();
                self.support = Some(Shared::new(*support));
            }
            Event::Exported { name, .. } => {
                self.exporting = false;
                if self.panel == Panel::Export {
                    self.panel = Panel::None;
                }
                self.notify(Level::Note, format!("{name} was saved."), "", None);
            }
            Event::Conversation(conversation) => self.talk.heard(Shared::new(*conversation)),
            Event::Ruled(failure) => return self.ruled(failure, now),
            Event::Restart(_) => return self.restarted(now),
            Event::Failed(failure) => return self.failed(failure),
            Event::Transcoded { .. }
            | Event::Generated { .. }
            | Event::Unpacked { .. }
            | Event::Indexed(_) => {}
        }
        Vec::new()
    }

    /// The workers are there: files may have been dropped before they were.
    fn wake(&mut self) -> Vec<Effect> {
        if self.phase == Phase::Starting {
            self.phase = Phase::Idle;
        }
        if self.files.is_looking() { vec![self.look()] } else { Vec::new() }
    }

    fn looked(&mut self, now: f64) -> Vec<Effect> {
        // A file that is looked at again in the panel goes on only when the user says so.
        if self.phase == Phase::Looking && !self.files.is_looking() {
            return self.decide(now);
        }
        Vec::new()
    }

    fn loaded(&mut self, overview: Overview, now: f64) -> Vec<Effect> {
        self.phase = Phase::Idle;
        self.replaying = false;
        if self.partial.is_some() {
            self.counts = Counts::default();
        }
        self.took = now - self.files.began;
        self.files.settle(&overview.files);
        self.receipt = true;
        self.drop_strangers(&overview);
        if overview.quality.kept == 0 {
            let text = format!("There is no {} in these files that can be shown.", overview.subject.one());
            self.notify(Level::Warning, text, "Data quality says what was rejected and why.", None);
        }
        if !self.page.suits(overview.subject) {
            self.page = Page::Dashboard;
        }
        self.tell_of_deltas(&overview);
        self.support = None;
        self.runs.push(Run {
            at: now,
            took: self.took,
            read: overview.quality.read,
            kept: overview.quality.kept,
            gold: super::analysed(&overview),
            rejected: overview.quality.rejected,
        });
        let heard = self.listen_again(&overview);
        self.data = Some(Shared::new(overview));
        // The settings may have changed while the files were read.
        let again = self.read_as_set(now);
        let mut effects = if again.is_empty() { vec![self.question()] } else { again };
        effects.extend(heard);
        effects
    }

    /// Says what is worth knowing of the deltas at once; the rest stands in their view.
    fn tell_of_deltas(&mut self, overview: &Overview) {
        let Some(applied) = &overview.applied else { return };
        for (name, first) in &applied.repeated {
            let hint = if name == first {
                String::new()
            } else {
                format!("It is {first} again: nothing was changed.")
            };
            self.notify(Level::Note, format!("{name} was already applied."), hint, None);
        }
    }

    /// Takes clauses away whose column this data does not have.
    fn drop_strangers(&mut self, overview: &Overview) {
        let known = |d: &Dimension| {
            d.scale() != Scale::Category
                || *d == Dimension::Weekday
                || overview.dictionaries.iter().any(|(known, _)| known == d)
        };
        for clause in self.selection.clone().clauses() {
            if !known(&clause.dimension) {
                self.selection = self.selection.dropped(&clause.dimension, clause.mode);
                let text =
                    format!("The data has no column for the filter “{}”.", super::clause_words(clause));
                self.notify(Level::Warning, text, "The filter was taken away.", None);
            }
        }
    }

    /// A part of the engine was started again. Loads and questions are repeated by the coordinator; the rest here.
    fn restarted(&mut self, now: f64) -> Vec<Effect> {
        let lost = std::mem::take(&mut self.exporting) || self.phase == Phase::Generating;
        let hint = if lost { "What was being written is lost: begin it again." } else { "Nothing is lost." };
        self.notify(Level::Note, "Part of the engine stopped and was started again.", hint, None);
        self.table.forget();
        self.forget_part();
        self.files.began = now;
        if self.phase == Phase::Generating {
            self.phase = Phase::Idle;
        }
        if self.phase == Phase::Looking { vec![self.look_again()] } else { Vec::new() }
    }

    /// What was shown of a part is not shown any more.
    fn forget_part(&mut self) {
        if self.partial.take().is_some() {
            self.answered(Answer::default());
            self.answered = None;
        }
    }

    /// What is on screen is what is loaded, after a load that came to nothing.
    fn settle_down(&mut self) -> Vec<Effect> {
        self.replaying = false;
        self.forget_part();
        let Some(data) = self.data.clone() else { return Vec::new() };
        self.settings.zone.clone_from(&data.zone);
        if data.subject == Subject::Interactions {
            self.settings.month_by = data.month_by;
        }
        self.turn_to(data.subject);
        if let Some(applied) = &data.applied {
            self.replay = applied.replay.clone();
        }
        vec![self.question()]
    }

    fn cancelled(&mut self) -> Vec<Effect> {
        self.exporting = false;
        if self.is_busy() {
            self.phase = Phase::Idle;
            self.files.fall_back();
            let stays = if self.has_data() { "What was there before stays." } else { "Nothing was kept." };
            self.notify(Level::Note, "Reading was cancelled.", stays, None);
        }
        self.settle_down()
    }

    fn answered(&mut self, answer: Answer) {
        let old = std::mem::take(&mut self.views);
        // A view that did not change stays the same one, so that its chart is not drawn again.
        let kept = |view| match old.iter().find(|old| ***old == view) {
            Some(same) => same.clone(),
            None => Shared::new(view),
        };
        self.views = answer.views.into_iter().map(kept).collect();
        if *self.tiles != answer.tiles {
            self.tiles = Shared::new(answer.tiles);
        }
        if *self.menus != answer.menus {
            self.menus = Shared::new(answer.menus);
        }
        self.counts = Counts { selected: answer.selected, filtered: answer.filtered, all: answer.all };
        self.answered = Some(answer.selection);
    }

    fn failed(&mut self, failure: Failure) -> Vec<Effect> {
        self.exporting = false;
        self.replaying = false;
        self.tabulated = None;
        let retry = (self.phase == Phase::Loading).then_some(Retry::Load);
        // Rows that cannot be read are not asked for again by themselves; a question that was dropped is.
        let dropped = self.is_busy() || !self.is_current();
        if self.is_busy() {
            self.phase = Phase::Idle;
            self.files.fall_back();
        }
        let retry = if self.phase == Phase::Starting { Some(Retry::Reload) } else { retry };
        self.notify(Level::Error, failure.message, failure.hint, retry);
        if dropped { self.settle_down() } else { Vec::new() }
    }
}
