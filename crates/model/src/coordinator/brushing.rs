//! The index of a chart that is brushed: asked of the shards when the pointer comes to the chart, and after that the answer
//! to every question that differs in the brush alone, without a word to them.

use crate::answer::Answer;
use crate::brush::{BrushIndex, Strip};
use crate::command::{Ask, Event};
use crate::dimension::Dimension;
use crate::message::Request;
use crate::question::Show;
use crate::selection::{Clause, Mode, Set, Span};
use crate::summary::Summary;

use super::asking::search_text;
use super::{Coordinator, Step};

/// The most bins that are indexed; a chart of more is brushed as if there were no index.
const MOST: usize = 1500;

/// The state of brushing.
#[derive(Debug, Default)]
pub(super) struct Brushing {
    /// A chart that waits until no question is under way.
    waiting: Option<(Ask, Dimension)>,
    /// What is counted, or was.
    basis: Option<Basis>,
    ticket: u64,
    missing: u32,
    parts: Vec<Summary>,
    index: Option<BrushIndex>,
}

/// What an index answers for: a question without the clauses of the chart's dimension.
#[derive(Clone, Debug, PartialEq)]
struct Basis {
    ask: Ask,
    strip: Strip,
}

/// A question without what an index does not depend on.
fn bare(ask: &Ask, dimension: &Dimension) -> Ask {
    Ask { selection: ask.selection.without(dimension), show: Show::default(), moving: false, ..ask.clone() }
}

/// The brush among the clauses of a dimension: one span, and nothing else.
fn brush_of(ask: &Ask, dimension: &Dimension) -> Option<(Span, Mode)> {
    let mut clauses = ask.selection.clauses().iter().filter(|clause| clause.dimension == *dimension);
    match (clauses.next()?, clauses.next()) {
        (Clause { set: Set::Within(spans), mode, .. }, None) => match spans.as_slice() {
            [span] => Some((*span, *mode)),
            _ => None,
        },
        _ => None,
    }
}

impl<B> Coordinator<B> {
    /// A chart is about to be brushed.
    pub(super) fn brush(&mut self, step: &mut Step<B>, ask: Ask, dimension: Dimension) {
        self.asking.brushing.waiting = Some((ask, dimension));
        self.next_brush(step);
    }

    /// Begins on the index that is waited for, unless a question is under way.
    pub(super) fn next_brush(&mut self, step: &mut Step<B>) {
        let busy = self.loaded.is_none() || self.loading.is_some() || self.replaying.is_some();
        if busy || !self.asking.is_idle() {
            return;
        }
        let Some((ask, dimension)) = self.asking.brushing.waiting.take() else { return };
        let ask = bare(&ask, &dimension);
        // Only what was searched last is known to the shards.
        let searched = search_text(&ask.selection).map(str::to_lowercase);
        let known = searched.is_none() || searched == self.asking.searched;
        let Some(strip) = self.strip(&ask, &dimension).filter(|_| known && !ask.own) else { return };
        let basis = Basis { ask, strip };
        let brushing = &mut self.asking.brushing;
        if brushing.basis.as_ref() == Some(&basis) {
            return;
        }
        brushing.ticket += 1;
        (brushing.missing, brushing.index) = (self.shards, None);
        brushing.parts.clear();
        let ticket = brushing.ticket;
        let question = self.asking.question(&basis.ask, basis.ask.selection.clone());
        let question = crate::question::Question { ticket, ..question };
        let strip = basis.strip.clone();
        self.asking.brushing.basis = Some(basis);
        self.all(step, &Request::Index { question, strip });
    }

    /// The bins of a chart, where it can be brushed.
    fn strip(&self, ask: &Ask, dimension: &Dimension) -> Option<Strip> {
        let strip = match dimension {
            Dimension::Day => {
                let days = self.asking.context.days();
                Strip { dimension: Dimension::Day, last: days.end - 1, firsts: days.collect() }
            }
            Dimension::Duration => {
                let firsts = self.asking.question(ask, ask.selection.clone()).bins.edges;
                Strip { dimension: Dimension::Duration, firsts, last: i64::MAX }
            }
            _ => return None,
        };
        (1..=MOST).contains(&strip.len()).then_some(strip)
    }

    /// Takes in what a shard counted.
    pub(super) fn indexed(&mut self, step: &mut Step<B>, ticket: u64, parts: Vec<Summary>) {
        let charts = self.asking.brushing.basis.as_ref().map(|basis| basis.ask.by.clone());
        let charts = self.asking.context.dimensions(charts.flatten().as_ref());
        let brushing = &mut self.asking.brushing;
        let Some(basis) = brushing.basis.as_ref().filter(|_| ticket == brushing.ticket) else { return };
        brushing.parts.resize(brushing.parts.len().max(parts.len()), Summary::default());
        brushing.parts.iter_mut().zip(&parts).for_each(|(ours, theirs)| ours.merge(theirs));
        brushing.missing = brushing.missing.saturating_sub(1);
        if brushing.missing == 0 {
            let parts = std::mem::take(&mut brushing.parts);
            let split = basis.ask.selection.is_highlighted();
            brushing.index = Some(BrushIndex::new(basis.strip.clone(), &charts, &parts, split));
            step.tell(Event::Indexed(basis.strip.dimension.clone()));
        }
    }

    /// The answer of the index to a question whose brush is being moved, where it has one.
    pub(super) fn brushed(&self, ask: &Ask) -> Option<Answer> {
        let brushing = &self.asking.brushing;
        let (basis, index) = brushing.basis.as_ref().zip(brushing.index.as_ref()).filter(|_| ask.moving)?;
        let dimension = &basis.strip.dimension;
        let (span, mode) = brush_of(ask, dimension)?;
        if bare(ask, dimension) != basis.ask {
            return None;
        }
        let summary = index.answer(span, mode)?;
        let question = self.asking.question(ask, ask.selection.clone());
        Some(Answer::finish(&summary, &question, ask.show, &self.asking.context))
    }
}
