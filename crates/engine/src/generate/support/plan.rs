//! How many rows of which kind a set has, and when they happen. A stage is the initial files or the deltas of
//! a month; the plan is all of them. No row is made here.

use std::ops::Range;

use callscape_model::calendar::{DAY, weekday};

use super::super::random::Random;
use super::super::{HOURS, WEEK};
use super::SupportSet;
use super::change::{self, Special};
use super::eastern;
use super::tables::{self, Agent, CENTRES};

/// Delta rows that a month has at least when nothing is said, so that every oddity has its place.
const ROOM: u64 = 24;

/// A set, before its rows are written.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub(super) seed: u64,
    /// The initial files, then a stage for each month of deltas.
    pub(super) stages: Vec<Stage>,
    pub(super) centres: usize,
    /// Categories of the initial file. One more arrives later.
    pub(super) categories: usize,
    /// Agents of the initial file, then one for each month of deltas, in which their row arrives.
    pub(super) agents: Vec<Agent>,
    pub(super) initial_agents: usize,
    /// The centre that asks its callers for a rating, on the line.
    pub(super) survey: usize,
    /// Rows of the initial file that deltas change, each by one month only.
    targets: u64,
    /// The first number that no interaction has.
    pub(super) unseen: u64,
    /// Digits of an id.
    pub(super) width: usize,
}

/// The initial files, or the deltas of a month.
#[derive(Clone, Debug, Default)]
pub(super) struct Stage {
    pub(super) index: usize,
    /// `YYYYMM`.
    pub(super) month: String,
    /// Days by the clocks of the east.
    pub(super) days: Range<i64>,
    /// First second and weight, summed up, of each hour.
    hours: Vec<(i64, Range<u64>)>,
    /// The number of its first new interaction, and how many there are.
    pub(super) first: u64,
    pub(super) count: u64,
    /// How many of them, at the end, are still open when the stage ends.
    pub(super) open: u64,
    /// Rows of its file of interactions.
    pub(super) rows: u64,
    /// Rows that complete what the stage before left open; they come first.
    pub(super) completed: u64,
    pub(super) specials: Vec<Special>,
    /// Ordinary updates and deletes.
    pub(super) edits: u64,
    /// The first of the targets of its specials and edits.
    pub(super) target: u64,
}

impl Plan {
    pub(super) fn new(set: &SupportSet) -> Self {
        let (centres, categories, months_before) = match set.interactions {
            0..2000 => (3, 6, 2),
            2000..100_000 => (5, 8, 6),
            _ => (CENTRES.len(), 11, 12),
        };
        let mut random = Random::new(set.seed);
        let initial_agents = set.interactions.isqrt().clamp(12, 400) as usize;
        let mut plan = Plan {
            seed: random.next(),
            stages: Vec::new(),
            centres,
            categories,
            agents: Vec::new(),
            initial_agents,
            survey: 0,
            targets: 0,
            unseen: 0,
            width: 0,
        };
        plan.survey = random.below(plan.centres as u64) as usize;
        let first_month = eastern::month_of(set.until) + 1 - i64::from(set.months);
        let mut days = eastern::first_day(first_month - months_before)..eastern::first_day(first_month);
        plan.agents = tables::agents(&plan, set.months as usize, days.end);
        days.end = days.end.min(set.until.saturating_add(1));
        plan.stages.push(Stage::initial(set, days));
        for month in 1..=i64::from(set.months) {
            let from = eastern::first_day(first_month + month - 1);
            let to = eastern::first_day(first_month + month).min(set.until.saturating_add(1));
            plan.add_month(set, from..to);
        }
        plan.unseen = plan.stages.last().map_or(1, Stage::after);
        plan.width = ((plan.unseen + 3 * u64::from(set.months)).ilog10() as usize + 1).max(6);
        plan
    }

    fn add_month(&mut self, set: &SupportSet, days: Range<i64>) {
        let Some(before) = self.stages.last() else { return };
        let index = before.index + 1;
        let mut stage = Stage::new(index, days, before.after());
        stage.completed = before.open;
        stage.rows = set.delta_rows(index);
        stage.target = self.targets;
        if set.interactions >= 100.max(50 * u64::from(set.months)) && stage.rows >= ROOM {
            stage.specials = change::specials(index, eastern::change(&stage.days).is_some());
        }
        let specials = stage.specials.len() as u64;
        let rest = stage.rows.saturating_sub(stage.completed + specials);
        // Every target is another row, so at most half of the rows are edited.
        stage.edits = (rest * 3 / 10).min(set.interactions / 2 / u64::from(set.months.max(1)));
        stage.count = rest - stage.edits;
        stage.leave_open(set);
        self.targets += specials + stage.edits;
        self.stages.push(stage);
    }

    /// The number of the initial interaction that is the `place`th to be changed.
    pub(super) fn target(&self, place: u64) -> u64 {
        let Some(initial) = self.stages.first() else { return 0 };
        let (count, targets) = (initial.count - initial.open, self.targets.max(1));
        // Steps of about the golden ratio reach every cell once, and jump about in time.
        let cell = place * stride(targets) % targets;
        initial.first + (2 * cell + 1) * count / (2 * targets)
    }

    /// Chance for one row.
    pub(super) fn random(&self, number: u64) -> Random {
        Random::new(self.seed ^ number.wrapping_mul(0xd1b5_4a32_d192_ed03))
    }
}

impl SupportSet {
    /// Rows of the delta of interactions of a month; the first one is 1.
    fn delta_rows(&self, month: usize) -> u64 {
        let months = u64::from(self.months);
        let all = self.deltas.unwrap_or_else(|| (self.interactions / 25 * 2).min(100_000).max(ROOM * months));
        let until = |month: u64| (u128::from(all) * u128::from(month) / u128::from(months.max(1))) as u64;
        if (1..=months).contains(&(month as u64)) { until(month as u64) - until(month as u64 - 1) } else { 0 }
    }
}

impl Stage {
    fn new(index: usize, days: Range<i64>, first: u64) -> Self {
        let month = eastern::month_text(eastern::month_of(days.start));
        Stage { index, month, hours: hours(&days), days, first, ..Stage::default() }
    }

    fn initial(set: &SupportSet, days: Range<i64>) -> Self {
        let mut stage = Stage::new(0, days, 1);
        (stage.rows, stage.count) = (set.interactions, set.interactions);
        stage.leave_open(set);
        stage
    }

    /// Decides how many interactions are left open: as many as the next month has room for.
    fn leave_open(&mut self, set: &SupportSet) {
        let last = self.index == set.months as usize;
        let room = if last { u64::MAX } else { set.delta_rows(self.index + 1) / 8 };
        self.open = if self.count < 20 { 0 } else { (self.count / 100 + 1).min(room) };
    }

    /// The first number after its own.
    fn after(&self) -> u64 {
        self.first + self.count + self.specials.iter().filter(|special| special.adds()).count() as u64
    }

    /// Whether an interaction is open when the stage ends.
    pub(super) fn is_open(&self, number: u64) -> bool {
        let end = self.first + self.count;
        (end - self.open..end).contains(&number)
    }

    /// When one of its interactions starts: one in each of equal parts of the hour, anywhere in its part.
    pub(super) fn start(&self, number: u64, random: &mut Random) -> i64 {
        let place = number.saturating_sub(self.first).min(self.count.saturating_sub(1));
        let total = self.hours.last().map_or(1, |(_, weights)| weights.end);
        let until = |weight: u64| (u128::from(self.count) * u128::from(weight) / u128::from(total)) as u64;
        let hour = self.hours.partition_point(|(_, weights)| until(weights.end) <= place);
        let Some((second, weights)) = self.hours.get(hour) else { return self.days.start * DAY };
        let (from, to) = (until(weights.start), until(weights.end));
        let part = ((place - from) << 16) + random.below(1 << 16);
        second + (u128::from(part) * 3600 / (u128::from(to - from) << 16)) as i64
    }
}

/// The hours of some days, in UTC, and how much happens in them.
fn hours(days: &Range<i64>) -> Vec<(i64, Range<u64>)> {
    let mut sum = 0;
    let mut hours = Vec::new();
    for day in days.clone() {
        let weight = WEEK.get((weekday(day) - 1) as usize).copied().unwrap_or(0);
        let midnight = day * DAY + eastern::to_utc(day);
        for (hour, share) in (0..).zip(HOURS) {
            hours.push((midnight + hour * 3600, sum..sum + weight * share));
            sum += weight * share;
        }
    }
    hours
}

/// A step of about 0.618 of `count` with which one gets everywhere.
pub(super) fn stride(count: u64) -> u64 {
    let gcd = |mut a: u64, mut b: u64| {
        while b > 0 {
            (a, b) = (b, a % b);
        }
        a
    };
    (count * 618 / 1000..count).find(|step| gcd(*step, count) == 1).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn targets_are_different_rows() {
        for (interactions, months, deltas) in [(200, 2, None), (600, 12, None), (3000, 2, Some(90_000))] {
            let plan = Plan::new(&SupportSet { interactions, months, deltas, seed: 1, until: 20_178 });
            let targets: BTreeSet<u64> = (0..plan.targets).map(|place| plan.target(place)).collect();
            assert_eq!(targets.len() as u64, plan.targets);
            assert!(targets.iter().all(|number| (1..=interactions - plan.stages[0].open).contains(number)));
        }
    }

    #[test]
    fn interactions_start_in_order_and_in_their_stage() {
        let set = SupportSet { interactions: 5000, months: 1, deltas: None, seed: 2, until: 20_178 };
        let plan = Plan::new(&set);
        let stage = &plan.stages[0];
        let starts: Vec<i64> =
            (1..=5000).map(|number| stage.start(number, &mut plan.random(number))).collect();
        assert!(starts.is_sorted());
        let days = stage.days.start * DAY..stage.days.end * DAY + 5 * 3600;
        assert!(starts.iter().all(|start| days.contains(start)));
    }
}
