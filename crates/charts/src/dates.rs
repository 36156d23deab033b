//! Which days of a row get a label: round steps of days, weeks, months or years, as many as fit without touching.

use callscape_model::calendar;

/// A labelled day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tick {
    /// Its place in the row.
    pub(crate) index: usize,
    /// What changes from tick to tick: `17`, `Mar`, `2025`.
    pub(crate) label: String,
    /// What stays the same for a while, on the second line of the first tick and where it changes.
    pub(crate) context: Option<String>,
}

/// A distance between labels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Days(i64),
    Weeks(i64),
    Months(i64),
    Years(i64),
}

/// Distances from short to long, with the fewest CSS pixels that one of their labels needs.
const STEPS: [(Step, f64); 12] = [
    (Step::Days(1), 26.0),
    (Step::Days(2), 30.0),
    (Step::Weeks(1), 44.0),
    (Step::Weeks(2), 44.0),
    (Step::Months(1), 40.0),
    (Step::Months(2), 40.0),
    (Step::Months(3), 40.0),
    (Step::Months(6), 44.0),
    (Step::Years(1), 44.0),
    (Step::Years(2), 44.0),
    (Step::Years(5), 44.0),
    (Step::Years(10), 44.0),
];

/// The most days that are labelled one by one.
const MOST: i64 = 16;
/// In a row of more days than this, months orient better than Mondays.
const LONG: usize = 120;

/// A Monday, from which weeks are counted.
const MONDAY: i64 = 4;

impl Step {
    /// About how many days it spans.
    fn days(self) -> f64 {
        match self {
            Step::Days(n) => n as f64,
            Step::Weeks(n) => 7.0 * n as f64,
            Step::Months(n) => 30.0 * n as f64,
            Step::Years(n) => 365.0 * n as f64,
        }
    }

    fn falls_on(self, day: i64, first: i64) -> bool {
        let (year, month, of_month) = date(day);
        match self {
            Step::Days(n) => (day - first) % n == 0,
            Step::Weeks(n) => (day - MONDAY).rem_euclid(7 * n) == 0,
            Step::Months(n) => of_month == 1 && (month - 1) % n == 0,
            Step::Years(n) => of_month == 1 && month == 1 && year % n == 0,
        }
    }

    fn label(self, day: i64) -> String {
        let (year, _, of_month) = date(day);
        match self {
            Step::Days(_) | Step::Weeks(_) => of_month.to_string(),
            Step::Months(_) => month_name(day),
            Step::Years(_) => year.to_string(),
        }
    }

    /// The part of a date that the label leaves out.
    fn context(self, day: i64) -> Option<String> {
        let (year, _, _) = date(day);
        match self {
            Step::Days(_) | Step::Weeks(_) => Some(format!("{} {year}", month_name(day))),
            Step::Months(_) => Some(year.to_string()),
            Step::Years(_) => None,
        }
    }
}

/// The labelled days of a row of slots of a width.
pub(crate) fn ticks(days: &[i64], slot: f64) -> Vec<Tick> {
    let Some(first) = days.first().copied() else { return Vec::new() };
    let long = days.len() > LONG;
    let fits = |(step, room): &&(Step, f64)| {
        let room_enough = step.days() * slot >= *room;
        match step {
            Step::Days(n) => room_enough && days.len() as i64 <= MOST * n,
            Step::Weeks(_) => room_enough && !long,
            Step::Months(_) | Step::Years(_) => room_enough,
        }
    };
    let step = STEPS.iter().find(fits).map_or(Step::Years(20), |(step, _)| *step);
    let mut ticks = labelled(days, first, step);
    if ticks.is_empty() {
        // A few days in the middle of a month: the first one says where we are.
        ticks = labelled(days.get(..1).unwrap_or_default(), first, Step::Days(1));
    }
    ticks
}

fn labelled(days: &[i64], first: i64, step: Step) -> Vec<Tick> {
    let mut last = None;
    let mut ticks = Vec::new();
    for (index, day) in days.iter().copied().enumerate().filter(|(_, day)| step.falls_on(*day, first)) {
        let context = step.context(day);
        let changed = context != last;
        last.clone_from(&context);
        ticks.push(Tick { index, label: step.label(day), context: context.filter(|_| changed) });
    }
    ticks
}

/// Year, month and day of the month.
fn date(day: i64) -> (i64, i64, i64) {
    let text = calendar::day_text(day);
    let mut parts = text.split('-').map(|part| part.parse().unwrap_or(0));
    let mut next = || parts.next().unwrap_or(0);
    (next(), next(), next())
}

fn month_name(day: i64) -> String {
    calendar::day_short(day).split(' ').next_back().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(first: (i32, u32, u32), count: i64, slot: f64, expected: &[&str]) {
        let start = calendar::day_number(first.0, first.1, first.2).unwrap();
        let days: Vec<i64> = (start..start + count).collect();
        let text = |tick: Tick| match tick.context {
            Some(context) => format!("{} ({context})", tick.label),
            None => tick.label,
        };
        let found: Vec<String> = ticks(&days, slot).into_iter().map(text).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn labels_grow_from_days_to_years_as_slots_shrink() {
        check((2025, 2, 27), 4, 50.0, &["27 (Feb 2025)", "28", "1 (Mar 2025)", "2"]);
        check((2025, 3, 1), 31, 10.0, &["3 (Mar 2025)", "10", "17", "24", "31"]);
        check((2025, 1, 1), 90, 2.0, &["Jan (2025)", "Feb", "Mar"]);
        check((2024, 11, 15), 120, 2.0, &["Dec (2024)", "Jan (2025)", "Feb", "Mar"]);
        check((2020, 6, 1), 1500, 0.2, &["2021", "2022", "2023", "2024"]);
    }

    #[test]
    fn a_row_without_a_round_day_still_says_where_it_is() {
        check((2025, 3, 5), 20, 1.0, &["5 (Mar 2025)"]);
        check((2025, 3, 5), 0, 1.0, &[]);
    }
}
