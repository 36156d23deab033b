//! Durations to bins: without a division or a search for the many below an hour.

use callscape_model::stat::Quantiles;

use crate::schema::NONE;

/// Seconds whose bin is looked up.
const LOOKED_UP: usize = 3600;
/// Milliseconds that are as short.
const SHORT: i64 = LOOKED_UP as i64 * 1000;

/// The place of a duration that is not there.
const ABSENT: u32 = 0;
/// The place of one that is zero or less. Those of all others are their bins among those of [`Quantiles`], from
/// [`COUNTED`] on.
const NOTHING: u32 = 1;
/// The first place of a duration that figures count.
pub(super) const COUNTED: u32 = 2;

/// The place of a duration. Whether a row has one follows no pattern, so the usual way has no branch on it.
#[inline]
pub(super) fn place(milliseconds: i64) -> u32 {
    let short = (1..SHORT).contains(&milliseconds);
    if !short & (milliseconds > 0) {
        return COUNTED + Quantiles::place(milliseconds) as u32;
    }
    // Division by 1000, exact below 2³².
    let second = (u64::from(milliseconds as u32) * 274_877_907) >> 38;
    if short { COUNTED + second as u32 } else { u32::from(milliseconds != NONE) * NOTHING }
}

/// Bins of durations by their lower edges in milliseconds, ascending; the first one holds everything below it, too.
#[derive(Clone, Debug)]
pub(super) struct Ladder<'a> {
    edges: &'a [i64],
    /// The slots of the first places; empty where a bin begins inside a second.
    slots: Vec<u32>,
}

impl<'a> Ladder<'a> {
    pub(super) fn new(edges: &'a [i64]) -> Self {
        let mut ladder = Ladder { edges, slots: Vec::new() };
        if edges.iter().filter(|edge| **edge < SHORT).all(|edge| *edge >= 0 && edge % 1000 == 0) {
            let seconds = (0..LOOKED_UP as i64).map(|second| ladder.search(second * 1000));
            ladder.slots = [0, ladder.search(0)].into_iter().chain(seconds).collect();
        }
        ladder
    }

    /// How many bins there are.
    pub(super) fn len(&self) -> usize {
        self.edges.len()
    }

    /// The slot of a duration, told by its place and its milliseconds: one more than its bin, or 0 when it is not there.
    #[inline]
    pub(super) fn slot(&self, place: u32, milliseconds: i64) -> u32 {
        match self.slots.get(place as usize) {
            Some(slot) => *slot,
            None if place == ABSENT => 0,
            None => self.search(milliseconds),
        }
    }

    fn search(&self, milliseconds: i64) -> u32 {
        self.edges.partition_point(|edge| *edge <= milliseconds).max(1) as u32
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
                assert_eq!(
                    ladder.slot(place(milliseconds), milliseconds) as usize,
                    1 + bins.of(milliseconds)
                );
            }
            assert_eq!(ladder.slot(place(NONE), NONE), 0);
        }
        for milliseconds in (0..SHORT).step_by(37).chain(durations) {
            let counted = place(milliseconds).checked_sub(COUNTED).map(|place| place as usize);
            let expected = Some(Quantiles::place(milliseconds)).filter(|_| milliseconds > 0);
            assert_eq!(counted, expected, "{milliseconds}");
        }
        assert_eq!((place(NONE), place(0), place(-1)), (ABSENT, NOTHING, NOTHING));
    }
}
