//! Which durations and starts rows have, from which bins and days follow.

use callscape_model::stat::{Quantiles, Stat};

use crate::schema::{DURATION, NONE, START};
use crate::summarize::Rows;

/// Durations and starts of rows that count.
#[derive(Clone, Debug, Default)]
pub(super) struct Ranges {
    /// In milliseconds.
    pub(super) durations: Quantiles,
    /// The longest of them.
    pub(super) longest: i64,
    /// First and last start on the clock of the workspace zone, in seconds.
    pub(super) starts: Option<(i64, i64)>,
}

impl Ranges {
    /// Takes in the rows of a slice. Browsers make loops faster only between calls of what they stand in: hence a call
    /// for each slice.
    #[inline(never)]
    pub(super) fn add(&mut self, rows: Rows<'_>) {
        let mut dead = rows.dead.iter().peekable();
        let numbers = rows.gold.numbers(START).iter().zip(rows.gold.numbers(DURATION));
        for (row, (start, duration)) in numbers.enumerate() {
            if dead.next_if(|dead| **dead as usize == row).is_some() {
                continue;
            }
            if *duration != NONE {
                self.durations.add(*duration);
                self.longest = self.longest.max(*duration);
            }
            if *start != NONE {
                let (first, last) = self.starts.unwrap_or((*start, *start));
                self.starts = Some((first.min(*start), last.max(*start)));
            }
        }
    }
}
