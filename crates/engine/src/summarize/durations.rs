//! Durations to bins: without a division or a search for the many below an hour.

use callscape_model::stat::Quantiles;

use crate::schema::NONE;

/// Seconds whose bin is looked up.
const LOOKED_UP: usize = 3600;
/// Milliseconds that are as short.
const SHORT: i64 = LOOKED_UP as i64 * 1000;

/// What stands for a duration that is not there.
pub(super) const ABSENT: u32 = u32::MAX;

/// The place of a duration among the bins of [`Quantiles`]; [`ABSENT`] when there is none.
#[inline]
pub(super) fn place(milliseconds: i64) -> u32 {
    if (0..SHORT).contains(&milliseconds) {
        // Division by 1000, exact below 2³².
        return ((milliseconds as u64 * 274_877_907) >> 38) as u32;
    }
    if milliseconds == NONE { ABSENT } else { Quantiles::place(milliseconds) as u32 }
}

/// Bins of durations by their lower edges in milliseconds, ascending; the first one holds everything below it, too.
#[derive(Clone, Debug)]
pub(super) struct Ladder<'a> {
    edges: &'a [i64],
    /// The bin of each second below an hour; empty where a bin begins inside a second.
    by_second: Vec<u32>,
}

impl<'a> Ladder<'a> {
    pub(super) fn new(edges: &'a [i64]) -> Self {
        let mut ladder = Ladder { edges, by_second: Vec::new() };
        if edges.iter().filter(|edge| **edge < SHORT).all(|edge| *edge >= 0 && edge % 1000 == 0) {
            ladder.by_second = (0..LOOKED_UP as i64).map(|second| ladder.search(second * 1000)).collect();
        }
        ladder
    }

    /// How many bins there are.
    pub(super) fn len(&self) -> usize {
        self.edges.len()
    }

    /// The bin of a duration that is there, by its place and its milliseconds.
    #[inline]
    pub(super) fn of(&self, place: u32, milliseconds: i64) -> u32 {
        match self.by_second.get(place as usize) {
            Some(bin) => *bin,
            None => self.search(milliseconds),
        }
    }

    fn search(&self, milliseconds: i64) -> u32 {
        self.edges.partition_point(|edge| *edge <= milliseconds).saturating_sub(1) as u32
    }
}

#[cfg(test)]
mod tests {
    use callscape_model::question::Bins;

    use super::*;

    #[test]
    fn a_duration_has_the_bin_and_the_place_that_a_search_and_a_division_give_it() {
        let durations =
            [i64::MIN + 1, -1500, -1, 0, 999, 1000, 1001, 59_999, 60_000, 3_599_999, 3_600_000, 1 << 50];
        for edges in [
            vec![],
            vec![0],
            vec![0, 1000, 60_000, 4_000_500],
            vec![0, 999, 1001],
            vec![5000, 7000],
            vec![-1000, 0],
        ] {
            let (ladder, bins) = (Ladder::new(&edges), Bins { edges: edges.clone(), logarithmic: false });
            for milliseconds in durations {
                assert_eq!(ladder.of(place(milliseconds), milliseconds) as usize, bins.of(milliseconds));
            }
        }
        for milliseconds in (0..SHORT).step_by(37).chain(durations) {
            assert_eq!(place(milliseconds) as usize, Quantiles::place(milliseconds), "{milliseconds}");
        }
        assert_eq!(place(NONE), ABSENT);
    }
}
