//! Cells and columns: every row belongs to one cell, and a column of counts holds one row of slots for each cell.
//!
//! A cell is a part of the chart that is brushed (one part when nothing is brushed) and a lane: rows that pass every
//! filter but not every clause, and rows that pass all. Rows that fail a filter share cell 0, which nobody reads. So a
//! row of the data costs one addition in each column, whatever the clauses are.

use super::clauses::Tally;

/// How cells are numbered.
#[derive(Clone, Copy, Debug)]
pub(super) struct Layout {
    /// Parts of the chart that is brushed; 1 when nothing is.
    pub(super) parts: usize,
    /// 2 where some rows of the total may not be selected, else 1.
    pub(super) lanes: usize,
}

impl Layout {
    /// How many cells there are.
    pub(super) fn len(self) -> usize {
        1 + self.parts * self.lanes
    }

    /// The cells of a part: of the total, then of what is selected.
    pub(super) fn of(self, part: usize) -> (std::ops::Range<usize>, std::ops::Range<usize>) {
        let first = 1 + part * self.lanes;
        let end = first + self.lanes;
        (first..end, end - 1..end)
    }

    /// Finds the cells of rows by the clauses they fail, and by their parts where something is brushed.
    pub(super) fn place(self, tally: Tally, fails: &[u32], parts: Option<&[u32]>, cells: &mut [u32]) {
        let Tally { filters, all } = tally;
        let lane = |fail: u32| u32::from(self.lanes > 1 && fail & all == 0);
        let rows = cells.iter_mut().zip(fails);
        match parts {
            None => rows.for_each(|(cell, fail)| {
                *cell = u32::from(fail & filters == 0) * (1 + lane(*fail));
            }),
            Some(parts) => rows.zip(parts).for_each(|((cell, fail), part)| {
                *cell = u32::from(fail & filters == 0) * (1 + part * self.lanes as u32 + lane(*fail));
            }),
        }
    }
}

/// Counts of one column: a row of slots for each cell. What no slot is for counts in the last one.
#[derive(Clone, Debug, Default)]
pub(super) struct Slots {
    width: usize,
    /// A shard has fewer than 2³² rows: each takes tens of bytes.
    counts: Vec<u32>,
    /// How many counts are kept side by side, to be added up in the end.
    copies: usize,
}

/// Neighbouring rows often count in the same slot, and an addition must wait for the one before it to be written. Small
/// columns are therefore kept in copies, which take turns.
pub(super) const COPIES: usize = 4;
/// More counts than this are not copied: they would leave the cache.
const SMALL: usize = 4096;

impl Slots {
    /// Room for so many slots and the last one, in each cell.
    pub(super) fn new(slots: usize) -> Self {
        Slots { width: slots + 1, counts: Vec::new(), copies: 1 }
    }

    /// Makes room for so many cells.
    pub(super) fn reserve(&mut self, cells: usize) {
        let counts = self.width * cells;
        self.copies = if counts <= SMALL { COPIES } else { 1 };
        self.counts.resize(counts * self.copies, 0);
    }

    /// Counts rows by their slots and cells. `at` is overwritten.
    #[inline]
    pub(super) fn count(&mut self, slots: impl Iterator<Item = u32>, cells: &[u32], at: &mut Vec<u32>) {
        let (width, last) = (self.width as u32, self.width as u32 - 1);
        at.clear();
        at.extend(slots.zip(cells).map(|(slot, cell)| cell * width + slot.min(last)));
        let add = |counts: &mut [u32], at: u32| {
            if let Some(count) = counts.get_mut(at as usize) {
                *count += 1;
            }
        };
        if self.copies < COPIES {
            return at.iter().for_each(|at| add(&mut self.counts, *at));
        }
        let copy = self.counts.len() / COPIES;
        let (front, back) = self.counts.split_at_mut(2 * copy);
        let ((a, b), (c, d)) = (front.split_at_mut(copy), back.split_at_mut(copy));
        let (turns, rest) = at.as_chunks::<COPIES>();
        for [one, two, three, four] in turns {
            add(a, *one);
            add(b, *two);
            add(c, *three);
            add(d, *four);
        }
        rest.iter().for_each(|at| add(a, *at));
    }

    /// Counts so many rows of a slot in a cell.
    pub(super) fn add(&mut self, cell: u32, slot: u32, rows: u32) {
        let at = cell as usize * self.width + (slot as usize).min(self.width - 1);
        if let Some(count) = self.counts.get_mut(at) {
            *count += rows;
        }
    }

    /// The counts of some cells in sum, by slot, the last one among them.
    pub(super) fn sum(&self, cells: std::ops::Range<usize>) -> Vec<u64> {
        let mut sums = vec![0; self.width];
        for copy in self.counts.chunks_exact((self.counts.len() / self.copies).max(1)) {
            let counts = copy.get(cells.start * self.width..cells.end * self.width).unwrap_or(&[]);
            for row in counts.chunks_exact(self.width) {
                sums.iter_mut().zip(row).for_each(|(sum, count)| *sum += u64::from(*count));
            }
        }
        sums
    }
}
