//! The figures of call records: counted column by column, as the charts are.

use callscape_model::measure::Outcome;
use callscape_model::stat::{Moments, Quantiles, Stat};

use super::cells::Slots;
use super::durations::COUNTED;
use super::figures::Sums;
use crate::schema::NONE;

/// The first slots: calls that were not answered, by outcome. The places of the durations of all others follow.
const OUTCOMES: u32 = 4;

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

/// What a status says of the slot of a call: the outcome where that decides, else the bits that leave the duration's.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ending {
    slot: u32,
    mask: u32,
}

impl Ending {
    /// A file without statuses has no outcomes, and all durations count.
    const NONE: Ending = Ending { slot: 0, mask: u32::MAX };

    pub(super) fn new(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Answered => Ending::NONE,
            other => Ending { slot: other as u32, mask: 0 },
        }
    }

    /// Without a branch: how calls end follows no pattern.
    #[inline]
    fn slot(self, place: u32) -> u32 {
        (OUTCOMES + place) & self.mask | self.slot
    }
}

impl Calls {
    /// Nothing counted, with durations of so many places.
    pub(super) fn new(places: usize) -> Self {
        let slots = || Slots::new(OUTCOMES as usize + places);
        Calls {
            slots: [slots(), slots()],
            durations: Vec::new(),
            costs: Vec::new(),
            chunk: Vec::new(),
            at: Vec::new(),
        }
    }

    /// Counts a chunk of calls in so many cells. `endings` are those of the status codes.
    pub(super) fn add(&mut self, columns: Columns<'_>, endings: &[Ending], cells: &[u32], all: usize) {
        let Columns { durations, places, costs, statuses } = columns;
        self.chunk.clear();
        let without_status = statuses.is_empty();
        if without_status {
            self.chunk.extend(places.iter().map(|place| Ending::NONE.slot(*place)));
        } else {
            let other = Ending::new(Outcome::default());
            let ending = |code: &u16| endings.get(usize::from(*code)).copied().unwrap_or(other);
            let rows = places.iter().zip(statuses);
            self.chunk.extend(rows.map(|(place, code)| ending(code).slot(*place)));
        }
        if let Some(slots) = self.slots.get_mut(usize::from(without_status)) {
            slots.reserve(all);
            slots.count(self.chunk.iter().copied(), cells, &mut self.at);
        }
        let rows = self.chunk.iter().zip(durations);
        let counted = rows.map(|(slot, ms)| if *slot < OUTCOMES + COUNTED { NONE } else { *ms });
        self.durations.resize(all, Moments::default());
        add_up(&mut self.durations, counted, cells);
        self.costs.resize(all, Moments::default());
        add_up(&mut self.costs, costs.iter().copied(), cells);
    }

    /// Adds what was counted in a cell to its figures.
    pub(super) fn add_to(&self, sums: &mut Sums, cell: usize) {
        let [with, without] = self.slots.each_ref().map(|slots| slots.sum(cell..cell + 1));
        let (outcomes, answered) = with.split_at(with.len().min(OUTCOMES as usize));
        sums.outcomes.iter_mut().zip(outcomes).for_each(|(sum, count)| *sum += count);
        if let Some(sum) = sums.outcomes.get_mut(Outcome::Answered as usize) {
            *sum += answered.iter().sum::<u64>();
        }
        for counts in [&with, &without] {
            let bins = counts.get((OUTCOMES + COUNTED) as usize..).unwrap_or(&[]);
            sums.calls += counts.iter().sum::<u64>();
            sums.quantiles.merge(&Quantiles::from_bins(bins.to_vec()));
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
