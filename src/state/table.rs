//! The rows table: which rows are wanted, which are there.

use std::collections::BTreeMap;
use std::sync::Arc;

use callscape_model::command::Command;
use callscape_model::message::{Row, Sort, SortBy};
use callscape_model::table::Subject;

/// Rows that are asked for at a time.
const PAGE: u64 = 100;
/// More pages than two screens need; beyond it those farthest away are let go.
const KEPT_PAGES: usize = 12;

/// The rows that are there, by page.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Table {
    pub(crate) sort: Sort,
    pub(crate) total: Option<u64>,
    pages: BTreeMap<u64, Arc<Vec<Row>>>,
    /// First and last row in sight.
    wanted: (u64, u64),
    asked: Option<(Sort, u64)>,
}

impl Table {
    /// The table of a subject, in the order that it begins with.
    pub(super) fn of(subject: Subject) -> Self {
        let by = if subject == Subject::Transcripts { SortBy::Review } else { SortBy::default() };
        Table { sort: Sort { by, descending: false }, ..Table::default() }
    }

    /// A row, when it is there.
    pub(crate) fn row(&self, index: u64) -> Option<Row> {
        let rows = self.pages.get(&(index / PAGE))?;
        rows.get((index % PAGE) as usize).cloned()
    }

    /// Nothing that is there holds any longer.
    pub(super) fn forget(&mut self) {
        self.pages.clear();
        self.asked = None;
        self.total = None;
    }

    pub(super) fn look(&mut self, first: u64, last: u64) {
        self.wanted = (first, last);
    }

    /// In another order.
    pub(super) fn sort(&mut self, sort: Sort) {
        self.sort = sort;
        self.pages.clear();
        self.asked = None;
    }

    pub(super) fn sort_by(&mut self, by: SortBy) {
        let descending = self.sort.by == by && !self.sort.descending;
        self.sort(Sort { by, descending });
    }

    /// Takes rows in; those of an order that is no longer wanted are dropped.
    pub(super) fn take(&mut self, sort: Sort, first: u64, rows: Vec<Row>, total: u64) {
        if self.asked == Some((sort, first)) {
            self.asked = None;
        }
        if sort != self.sort {
            return;
        }
        self.total = Some(total);
        self.pages.insert(first / PAGE, Arc::new(rows));
        while self.pages.len() > KEPT_PAGES {
            let middle = (self.wanted.0 + self.wanted.1) / 2 / PAGE;
            let far = self.pages.keys().copied().max_by_key(|page| page.abs_diff(middle));
            let Some(far) = far else { break };
            self.pages.remove(&far);
        }
    }

    /// The next page to ask for: the first one in sight that is not there; one at a time.
    pub(super) fn next_request(&mut self) -> Option<Command> {
        if self.asked.is_some() {
            return None;
        }
        let end = self.total.map_or(self.wanted.1, |total| self.wanted.1.min(total.saturating_sub(1)));
        let pages = self.wanted.0 / PAGE..=end / PAGE;
        let page = pages.into_iter().find(|page| !self.pages.contains_key(page))?;
        if self.total == Some(0) {
            return None;
        }
        self.asked = Some((self.sort, page * PAGE));
        Some(Command::Rows { sort: self.sort, first: page * PAGE, count: PAGE as u32 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_in_sight_are_asked_for_one_at_a_time() {
        let mut table = Table::default();
        table.look(80, 130);
        let sort = Sort::default();
        let ask = |first| Some(Command::Rows { sort, first, count: 100 });
        assert_eq!(table.next_request(), ask(0));
        assert_eq!(table.next_request(), None);
        table.take(sort, 0, Vec::new(), 1000);
        assert_eq!(table.next_request(), ask(100));
        table.take(sort, 100, Vec::new(), 1000);
        assert_eq!(table.next_request(), None);
    }

    #[test]
    fn a_second_click_on_a_header_turns_the_order_round() {
        let mut table = Table::default();
        table.sort_by(SortBy::Duration);
        assert!(!table.sort.descending);
        table.sort_by(SortBy::Duration);
        assert!(table.sort.descending);
        table.sort_by(SortBy::Start);
        assert_eq!(table.sort, Sort { by: SortBy::Start, descending: false });
    }
}
