//! The figures of call records: counted column by column, as the charts are.

use callscape_model::measure::Outcome;
use callscape_model::stat::{Moments, Quantiles, Stat};

use super::cells::Slots;
use super::figures::Sums;
use crate::schema::NONE;

/// The first slots: calls whose duration is none that counts, by outcome. The places of durations follow.
const OUTCOMES: usize = 4;

/// Up to so many cells are summed one after the other, each without a look at the others.
const FEW: usize = 3;

/// Counts and sums of calls by cell.
pub(super) struct Calls {
    /// Calls with a status, and those of files that have no such column.
    slots: [Slots; 2],
    durations: Vec<Moments>,
    costs: Vec<Moments>,
    /// The slots of a chunk's rows.
    chunk: Vec<u32>,
    at: Vec<u32>,
}

/// The columns of a chunk of calls. What a file does not have is empty.
#[derive(Clone, Copy)]
pub(super) struct Columns<'a> {
    pub(super) durations: &'a [i64],
    /// The places of the durations; see [`super::durations::place`].
    pub(super) places: &'a [u32],
    pub(super) costs: &'a [i64],
    pub(super) statuses: &'a [u16],
}

impl Calls {
    /// Nothing counted, with durations of so many places.
    pub(super) fn new(places: usize) -> Self {
        let slots = || Slots::new(OUTCOMES + places);
        Calls {
            slots: [slots(), slots()],
            durations: Vec::new(),
            costs: Vec::new(),
            chunk: Vec::new(),
            at: Vec::new(),
        }
    }

    /// Counts a chunk of calls. `outcomes` are those of the status codes.
    pub(super) fn add(&mut self, columns: Columns<'_>, outcomes: &[Outcome], cells: &[u32], all: usize) {
        let Columns { durations, places, costs, statuses } = columns;
        let slot = |(milliseconds, place): (&i64, &u32), outcome: Option<Outcome>| {
            let counts = *milliseconds > 0 && outcome.is_none_or(|outcome| outcome == Outcome::Answered);
            if counts { OUTCOMES as u32 + place } else { outcome.unwrap_or_default() as u32 }
        };
        self.chunk.clear();
        let timed = durations.iter().zip(places);
        let without_status = statuses.is_empty();
        if without_status {
            self.chunk.extend(timed.map(|timed| slot(timed, None)));
        } else {
            let outcome = |code: &u16| outcomes.get(usize::from(*code)).copied().unwrap_or_default();
            self.chunk.extend(timed.zip(statuses).map(|(timed, code)| slot(timed, Some(outcome(code)))));
        }
        if let Some(slots) = self.slots.get_mut(usize::from(without_status)) {
            slots.reserve(all);
            slots.count(self.chunk.iter().copied(), cells, &mut self.at);
        }
        let timed = self.chunk.iter().zip(durations);
        let counted = timed.map(|(slot, ms)| if *slot < OUTCOMES as u32 { NONE } else { *ms });
        self.durations.resize(all, Moments::default());
        add_up(&mut self.durations, counted, cells);
        self.costs.resize(all, Moments::default());
        add_up(&mut self.costs, costs.iter().copied(), cells);
    }

    /// Adds what was counted in a cell to its figures.
    pub(super) fn add_to(&self, sums: &mut Sums, cell: usize) {
        for (place, slots) in self.slots.iter().enumerate() {
            let counts = slots.sum(cell..cell + 1);
            let (outcomes, places) = counts.split_at(OUTCOMES.min(counts.len()));
            let quantiles = Quantiles::from_bins(places.to_vec());
            sums.calls += outcomes.iter().sum::<u64>() + quantiles.count();
            if place == 0 {
                sums.outcomes.iter_mut().zip(outcomes).for_each(|(sum, count)| *sum += count);
                if let Some(answered) = sums.outcomes.get_mut(Outcome::Answered as usize) {
                    *answered += quantiles.count();
                }
            }
            sums.quantiles.merge(&quantiles);
        }
        for (sum, moments) in [(&mut sums.durations, &self.durations), (&mut sums.cost, &self.costs)] {
            sum.merge(&moments.get(cell).copied().unwrap_or_default());
        }
    }
}

/// Adds values to the sums of their cells; those that are not there are left out.
fn add_up(sums: &mut [Moments], values: impl Iterator<Item = i64> + Clone, cells: &[u32]) {
    if sums.len() > FEW {
        return values.zip(cells).filter(|(value, _)| *value != NONE).for_each(|(value, cell)| {
            if let Some(sum) = sums.get_mut(*cell as usize) {
                sum.add(value);
            }
        });
    }
    for (cell, moments) in (0..).zip(sums).skip(1) {
        let (mut count, mut sum) = (0_u32, 0_i64);
        for (value, at) in values.clone().zip(cells) {
            let counts = *at == cell && value != NONE;
            count += u32::from(counts);
            sum += if counts { value } else { 0 };
        }
        moments.merge(&Moments { count: u64::from(count), sum });
    }
}
