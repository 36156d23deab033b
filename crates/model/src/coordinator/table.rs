//! Rows of the table, in any order, from any number on: shards sort their own rows and name every
//! [`FENCE`]th key; from those the window that holds the wanted rows is found, merged and read.

use crate::command::{Ask, Event};
use crate::message::{FENCE, Request, Row, ShardId, Sort, SortKey};
use crate::order;

use super::{Coordinator, Step};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Wanted {
    sort: Sort,
    first: u64,
    count: u32,
}

#[derive(Debug, Default)]
enum Stage {
    #[default]
    Idle,
    Sorting,
    Windowing {
        before: u64,
        keys: Vec<SortKey>,
    },
    Reading {
        rows: Vec<Row>,
    },
}

/// The state of the table.
#[derive(Debug, Default)]
pub(super) struct Table {
    stage: Stage,
    missing: u32,
    waiting: Option<Wanted>,
    current: Option<Wanted>,
    /// What the shards have sorted.
    sorted: Option<(Sort, Ask)>,
    total: u64,
    fences: Vec<SortKey>,
}

impl Table {
    /// Forgets what the shards have sorted.
    pub(super) fn unsorted(&mut self) {
        self.sorted = None;
    }

    /// Forgets what was under way.
    pub(super) fn interrupted(&mut self) {
        *self = Table::default();
    }
}

impl<B> Coordinator<B> {
    pub(super) fn want_rows(&mut self, step: &mut Step<B>, sort: Sort, first: u64, count: u32) {
        self.table.waiting = Some(Wanted { sort, first, count });
        self.next_rows(step);
    }

    /// Begins on the rows that are waited for, unless others are under way.
    pub(super) fn next_rows(&mut self, step: &mut Step<B>) {
        if !matches!(self.table.stage, Stage::Idle) || !self.asking.is_idle() {
            return;
        }
        let Some(answered) = self.asking.answered.clone() else { return };
        let Some(wanted) = self.table.waiting.take() else { return };
        self.table.current = Some(wanted);
        let sorted = (wanted.sort, answered);
        if self.table.sorted.as_ref() == Some(&sorted) {
            return self.window(step);
        }
        self.table.sorted = Some(sorted);
        self.table.stage = Stage::Sorting;
        self.table.missing = self.shards;
        self.table.total = 0;
        self.table.fences.clear();
        self.all(step, &Request::Sort(wanted.sort));
    }

    pub(super) fn sorted(&mut self, step: &mut Step<B>, _: ShardId, count: u64, fences: Vec<SortKey>) {
        if !matches!(self.table.stage, Stage::Sorting) {
            return;
        }
        self.table.total += count;
        self.table.fences.extend(fences);
        self.table.missing -= 1;
        if self.table.missing == 0 {
            order::sort(&mut self.table.fences);
            self.window(step);
        }
    }

    /// Asks for keys from the last fence that is surely not after the first wanted row: `n` fences up to a key
    /// mean at most `n × FENCE` rows before it.
    fn window(&mut self, step: &mut Step<B>) {
        let Some(wanted) = self.table.current else { return };
        let fence = (wanted.first / FENCE as u64) as usize;
        let from = fence.checked_sub(1).and_then(|i| self.table.fences.get(i)).copied();
        let reach = FENCE as u32 * (self.shards + 1) + wanted.count;
        self.table.stage = Stage::Windowing { before: 0, keys: Vec::new() };
        self.table.missing = self.shards;
        self.all(step, &Request::Window { from, count: reach });
    }

    pub(super) fn windowed(&mut self, step: &mut Step<B>, before: u64, keys: Vec<SortKey>) {
        let Stage::Windowing { before: sum, keys: all } = &mut self.table.stage else { return };
        *sum += before;
        all.extend(keys);
        self.table.missing -= 1;
        if self.table.missing > 0 {
            return;
        }
        order::sort(all);
        let Some(wanted) = self.table.current else { return };
        let skip = wanted.first.saturating_sub(*sum) as usize;
        let wanted_keys: Vec<SortKey> = all.iter().skip(skip).take(wanted.count as usize).copied().collect();
        self.read_rows(step, wanted_keys);
    }

    fn read_rows(&mut self, step: &mut Step<B>, keys: Vec<SortKey>) {
        let mut asked = 0;
        for shard in 0..self.shards {
            let mine = |key: &&SortKey| self.owners.get(&(key.place.file, key.place.slice)) == Some(&shard);
            let keys: Vec<SortKey> = keys.iter().filter(mine).copied().collect();
            if !keys.is_empty() {
                asked += 1;
                step.send(shard, Request::Rows(keys));
            }
        }
        self.table.missing = asked;
        self.table.stage = Stage::Reading { rows: Vec::new() };
        if asked == 0 {
            self.finish_rows(step);
        }
    }

    pub(super) fn rows(&mut self, step: &mut Step<B>, more: Vec<Row>) {
        let Stage::Reading { rows } = &mut self.table.stage else { return };
        rows.extend(more);
        self.table.missing -= 1;
        if self.table.missing == 0 {
            self.finish_rows(step);
        }
    }

    fn finish_rows(&mut self, step: &mut Step<B>) {
        let Stage::Reading { mut rows } = std::mem::take(&mut self.table.stage) else { return };
        // A question that came in between has changed what the shards sort.
        let sorted = self.table.sorted.as_ref().map(|(_, ask)| ask);
        if !self.asking.is_idle() || sorted != self.asking.answered.as_ref() {
            self.table.sorted = None;
            self.table.current = None;
            return self.next_rows(step);
        }
        order::sort_by(&mut rows, |a, b| a.key.cmp(&b.key));
        if let Some(Wanted { sort, first, .. }) = self.table.current.take() {
            step.tell(Event::Rows { sort, first, rows, total: self.table.total });
        }
        self.next_rows(step);
    }
}
