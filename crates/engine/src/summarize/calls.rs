//! The figures of call records: counted column by column, as the charts are.

use callscape_model::measure::Outcome;
use callscape_model::stat::{Moments, Quantiles, Stat};

use super::cells::{COPIES, Slots};
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
    durations: Totals,
    costs: Totals,
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
            durations: Totals::default(),
            costs: Totals::default(),
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
        self.durations.add(counted, cells, all);
        self.costs.add(costs.iter().copied(), cells, all);
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
        sums.durations.merge(&self.durations.of(cell));
        sums.cost.merge(&self.costs.of(cell));
    }
}

/// Sums of numbers by cell, each in some copies that take turns, as those of [`Slots`] do.
#[derive(Default)]
struct Totals(Vec<[Moments; COPIES]>);

impl Totals {
    /// Adds values to the sums of their cells, of which there are `all`; values that are not there are left out, without
    /// a branch on it.
    fn add(&mut self, values: impl Iterator<Item = i64> + Clone, cells: &[u32], all: usize) {
        self.0.resize(all, Default::default());
        let there = |value: i64| if value == NONE { (0, 0) } else { (1, value) };
        if all > FEW {
            for (index, (value, cell)) in values.zip(cells).enumerate() {
                let sums = self.0.get_mut(*cell as usize);
                if let Some(sum) = sums.and_then(|sums| sums.get_mut(index % COPIES)) {
                    let (count, value) = there(value);
                    sum.merge(&Moments { count, sum: value });
                }
            }
            return;
        }
        for (cell, [total, ..]) in (0..).zip(&mut self.0).skip(1) {
            let mut sum = Moments::default();
            for (value, at) in values.clone().zip(cells) {
                let (count, value) = there(if *at == cell { value } else { NONE });
                sum.merge(&Moments { count, sum: value });
            }
            total.merge(&sum);
        }
    }

    fn of(&self, cell: usize) -> Moments {
        let mut total = Moments::default();
        self.0.get(cell).into_iter().flatten().for_each(|sum| total.merge(sum));
        total
    }
}
