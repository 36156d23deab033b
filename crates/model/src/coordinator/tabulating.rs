//! The report, the answers and the agents: counted by every shard for the newest question, merged and put into words.

use crate::answer::words;
use crate::command::Event;
use crate::message::{Request, Support};
use crate::statements::{Asked, quarters, statements};
use crate::support::{Lines, Names, Tabulation, agents, report};

use super::{Coordinator, Step};

/// A tabulation under way.
#[derive(Debug)]
pub(super) struct Tabulating {
    asked: Asked,
    ticket: u64,
    missing: u32,
    merged: Tabulation,
}

impl<B> Coordinator<B> {
    pub(super) fn tabulate(&mut self, step: &mut Step<B>, asked: Asked) {
        self.tabulation_waiting = Some(asked);
        self.next_tabulation(step);
    }

    /// Begins the tabulation that waits, unless one is under way or a question is not answered yet.
    pub(super) fn next_tabulation(&mut self, step: &mut Step<B>) {
        let ready = self.tabulating.is_none()
            && self.asking.is_idle()
            && self.asking.answered.is_some()
            && self.loading.is_none()
            && self.replaying.is_none();
        if !ready {
            return;
        }
        let Some(asked) = self.tabulation_waiting.take() else { return };
        let ticket = self.asking.ticket;
        self.tabulating =
            Some(Tabulating { asked, ticket, missing: self.shards, merged: Tabulation::default() });
        self.all(step, &Request::Tabulate { ticket });
    }

    pub(super) fn tabulated(&mut self, step: &mut Step<B>, ticket: u64, tabulation: &Tabulation) {
        let Some(tabulating) = self.tabulating.as_mut().filter(|t| t.ticket == ticket) else { return };
        tabulating.merged.merge(tabulation);
        tabulating.missing -= 1;
        if tabulating.missing > 0 {
            return;
        }
        let Some(done) = self.tabulating.take() else { return };
        if ticket == self.asking.ticket {
            let support = self.support(&done);
            step.tell(Event::Tabulated(Box::new(support)));
        } else {
            // A question that came in between selects other rows.
            self.tabulation_waiting = self.tabulation_waiting.take().or(Some(done.asked));
        }
        self.next_tabulation(step);
    }

    fn support(&self, done: &Tabulating) -> Support {
        let context = &self.asking.context;
        let names = Names { dictionaries: &context.dictionaries, has: context.has, zone: &context.zone };
        let asked = Asked { month_by: self.month_by(), ..done.asked };
        let Lines { months, agents, groups } = agents(&done.merged, &names);
        let selection = self.asking.answered.iter().flat_map(|ask| ask.selection.clauses());
        let has = context.has;
        let needs = [
            (has.channel, "total_calls needs a channel"),
            (has.duration, "total_call_duration needs a duration, or an end time"),
            (has.center, "contact_center_name needs a table of contact centers"),
            (has.category, "department needs a table of service categories"),
        ];
        Support {
            selection: selection.map(|clause| words(&clause.dimension, &clause.set)).collect(),
            asked,
            zone: context.zone.clone(),
            interactions: done.merged.interactions(),
            quarters: quarters(&done.merged, &names),
            report: report(&done.merged, &names),
            statements: statements(&done.merged, &names, asked),
            performance: crate::performance::table(&done.merged.performance, &names),
            months,
            agents,
            groups,
            needs: needs.iter().filter(|(there, _)| !there).map(|(_, words)| (*words).to_owned()).collect(),
        }
    }

    fn month_by(&self) -> crate::table::MonthBy {
        self.loaded.as_ref().map(|(overview, _)| overview.month_by).unwrap_or_default()
    }
}
