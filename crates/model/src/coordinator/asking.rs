//! Asking: one question at a time is under way, the newest one waits, stale answers are dropped.

use std::collections::BTreeMap;

use crate::answer::{Answer, Context};
use crate::command::{Ask, Event};
use crate::dimension::Dimension;
use crate::measure::Outcome;
use crate::message::Request;
use crate::question::{BinChoice, Question, bins};
use crate::selection::{Mode, Selection, Set};
use crate::stat::Quantiles;
use crate::summary::Summary;

use super::brushing::Brushing;
use super::{Coordinator, Step};

/// What is under way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Stage {
    #[default]
    Idle,
    Searching,
    /// The question without a selection, which fixes axes and totals.
    Baseline,
    Counting,
}

/// The state of asking.
#[derive(Debug, Default)]
pub(super) struct Asking {
    stage: Stage,
    waiting: Option<Ask>,
    current: Option<Ask>,
    /// The newest question that was answered.
    pub(super) answered: Option<Ask>,
    pub(super) ticket: u64,
    missing: u32,
    merged: Summary,
    pub(super) searched: Option<String>,
    /// What the baseline was counted with.
    based_on: Option<(BinChoice, BTreeMap<String, Outcome>, Option<Dimension>)>,
    pub(super) context: Context,
    durations: Quantiles,
    pub(super) brushing: Brushing,
}

impl Asking {
    pub(super) fn want(&mut self, ask: Ask) {
        self.waiting = Some(ask);
    }

    /// Whether no question is under way or waits.
    pub(super) fn is_idle(&self) -> bool {
        self.stage == Stage::Idle && self.waiting.is_none()
    }

    /// Drops the question under way; the newest answer holds.
    pub(super) fn dropped(&mut self) {
        self.stage = Stage::Idle;
        self.ticket += 1;
        self.current = None;
        self.searched = None;
    }

    /// A newer question has its answer already.
    pub(super) fn overtaken(&mut self) {
        self.waiting = None;
        if self.current.is_some() {
            self.dropped();
        }
    }

    /// The rows are about to change: what is under way is asked again of the new ones.
    pub(super) fn hold(&mut self) {
        self.brushing = Brushing::default();
        self.stage = Stage::Idle;
        self.ticket += 1;
        self.searched = None;
        self.waiting = self.waiting.take().or(self.current.take());
    }

    /// Forgets what was under way; the question that should be asked again, if any.
    pub(super) fn interrupted(&mut self) -> Option<Ask> {
        self.brushing = Brushing::default();
        self.stage = Stage::Idle;
        self.ticket += 1;
        self.searched = None;
        self.waiting.take().or(self.current.take()).or(self.answered.take())
    }

    /// New data: what was known of the old is void.
    pub(super) fn reset(&mut self, context: Context, durations: Quantiles) {
        self.context = context;
        self.durations = durations;
        self.searched = None;
        self.based_on = None;
        self.answered = None;
        self.brushing = Brushing::default();
        self.ticket += 1;
        self.stage = Stage::Idle;
        self.waiting = self.waiting.take().or(self.current.take());
    }

    pub(super) fn question(&self, ask: &Ask, selection: Selection) -> Question {
        Question {
            ticket: self.ticket,
            selection,
            bins: bins(&self.durations, ask.bins),
            outcomes: ask.outcomes.clone(),
            own: ask.own,
            charts: self.context.dimensions(ask.by.as_ref()),
        }
    }
}

pub(super) fn search_text(selection: &Selection) -> Option<&str> {
    [Mode::Filter, Mode::Highlight].into_iter().find_map(|mode| {
        match selection.set(&Dimension::Search, mode) {
            Some(Set::Contains(text)) => Some(text.as_str()),
            _ => None,
        }
    })
}

impl<B> Coordinator<B> {
    /// Begins the question that waits, unless one is under way, nothing is loaded, or an export still writes what
    /// the last one selected.
    pub(super) fn ask_next(&mut self, step: &mut Step<B>) {
        let held = self.loaded.is_none()
            || self.loading.is_some()
            || self.replaying.is_some()
            || self.exports_selection();
        if self.asking.stage != Stage::Idle || held {
            return;
        }
        let Some(ask) = self.asking.waiting.take() else { return };
        let text = search_text(&ask.selection).map(str::to_lowercase);
        self.asking.current = Some(ask);
        self.asking.missing = self.shards;
        match text {
            Some(text) if self.asking.searched.as_ref() != Some(&text) => {
                self.asking.stage = Stage::Searching;
                self.asking.searched = Some(text.clone());
                self.all(step, &Request::Search { text });
            }
            _ => self.count(step),
        }
    }

    pub(super) fn searched(&mut self, step: &mut Step<B>) {
        if self.asking.stage != Stage::Searching {
            return;
        }
        self.asking.missing -= 1;
        if self.asking.missing == 0 {
            self.count(step);
        }
    }

    /// Sends the question out: first without its selection when bins or outcomes are new.
    fn count(&mut self, step: &mut Step<B>) {
        let Some(ask) = self.asking.current.clone() else { return };
        let basis = (ask.bins, ask.outcomes.clone(), ask.by.clone());
        self.asking.ticket += 1;
        self.asking.missing = self.shards;
        self.asking.merged = Summary::default();
        let selection = if self.asking.based_on.as_ref() == Some(&basis) {
            self.asking.stage = Stage::Counting;
            ask.selection.clone()
        } else {
            self.asking.stage = Stage::Baseline;
            self.asking.based_on = Some(basis);
            Selection::default()
        };
        let question = self.asking.question(&ask, selection);
        // A new question ends every order of rows, even when the answer is one that was there before.
        self.table.unsorted();
        self.all(step, &Request::Ask(question));
    }

    pub(super) fn answered(&mut self, step: &mut Step<B>, ticket: u64, summary: &Summary) {
        if ticket != self.asking.ticket || self.asking.missing == 0 {
            return;
        }
        self.asking.merged.merge(summary);
        self.asking.missing -= 1;
        if self.asking.missing > 0 {
            return;
        }
        let Some(ask) = self.asking.current.clone() else { return };
        if self.asking.stage == Stage::Baseline {
            self.asking.context.baseline = self.asking.merged.clone();
            if !ask.selection.is_empty() {
                return self.count(step);
            }
        }
        let question = self.asking.question(&ask, ask.selection.clone());
        let answer = Answer::finish(&self.asking.merged, &question, ask.show, &self.asking.context);
        self.asking.stage = Stage::Idle;
        self.asking.current = None;
        self.asking.answered = Some(ask);
        step.tell(Event::Answered(Box::new(answer)));
        self.ask_next(step);
        self.next_brush(step);
        self.next_export(step);
        self.next_tabulation(step);
        self.next_rows(step);
    }
}
