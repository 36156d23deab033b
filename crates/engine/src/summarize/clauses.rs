//! Which clauses each row fails: one bit for each clause, the same for every chart, menu and figure.

use callscape_model::dimension::Dimension;
use callscape_model::selection::{Clause, Mode, Set, Span};

use super::{Rows, values_of, weekday_of};
use crate::functions::DAY;
use crate::schema::{DURATION, NONE, UPSELL};

/// The bit of rows that were merged or lost a conflict: no clause owns it.
const DEAD: u32 = 1 << 31;

/// The most clauses that one question may have.
pub const MOST_CLAUSES: usize = 31;

/// The clauses of a question, made ready.
pub(super) struct Clauses {
    tests: Vec<Test>,
}

/// Which bits keep a row out of the total, and which out of the selected part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) filters: u32,
    pub(super) all: u32,
}

/// One clause made ready: its dimension, its bit, and how a row is tried.
struct Test {
    dimension: Dimension,
    bit: u32,
    filter: bool,
    trial: Trial,
}

enum Trial {
    /// The bit, or nothing, for each code; a file without the column has the code of *Unknown* throughout.
    Codes { fails: Vec<u32>, unknown: u32 },
    /// Which ISO weekdays pass.
    Weekday([bool; 8]),
    /// Which days pass.
    Day(Set),
    /// Which numbers of a column pass.
    Number(&'static str, Set),
    /// What the search found.
    Found,
}

impl Clauses {
    pub(super) fn new(clauses: &[Clause], dictionaries: &[(Dimension, Vec<String>)]) -> Self {
        let test = |(index, clause): (usize, &Clause)| {
            let (bit, filter) = (1 << index, clause.mode == Mode::Filter);
            let trial = trial(&clause.dimension, &clause.set, bit, dictionaries);
            Test { dimension: clause.dimension.clone(), bit, filter, trial }
        };
        Clauses { tests: clauses.iter().take(MOST_CLAUSES).enumerate().map(test).collect() }
    }

    /// What counts where the clauses of one dimension do not.
    pub(super) fn tally(&self, own: Option<&Dimension>) -> Tally {
        let others = || self.tests.iter().filter(|test| Some(&test.dimension) != own);
        let bits = |bits, test: &Test| bits | test.bit;
        Tally {
            filters: others().filter(|test| test.filter).fold(DEAD, bits),
            all: others().fold(DEAD, bits),
        }
    }

    /// The bits of clauses that look at what the search found.
    pub(super) fn found(&self) -> u32 {
        let search = self.tests.iter().filter(|test| matches!(test.trial, Trial::Found));
        search.fold(0, |bits, test| bits | test.bit)
    }

    /// Which clauses on durations each of these fails.
    pub(super) fn of_durations(&self, durations: &[i64]) -> Vec<u32> {
        let mut fails = vec![0; durations.len()];
        for test in &self.tests {
            if let Trial::Number(DURATION, set) = &test.trial {
                test.try_numbers(set, durations, &mut fails);
            }
        }
        fails
    }

    /// Says of the rows from `from` on which clauses they fail.
    pub(super) fn mark(&self, rows: Rows<'_>, from: usize, fails: &mut [u32]) {
        fails.fill(0);
        let to = from + fails.len();
        let first = rows.dead.partition_point(|row| (*row as usize) < from);
        for row in rows.dead.iter().skip(first).map(|row| *row as usize).take_while(|row| *row < to) {
            if let Some(fail) = fails.get_mut(row - from) {
                *fail |= DEAD;
            }
        }
        let mut numbers = Vec::new();
        for test in &self.tests {
            test.mark(rows, from, fails, &mut numbers);
        }
    }
}

fn trial(dimension: &Dimension, set: &Set, bit: u32, dictionaries: &[(Dimension, Vec<String>)]) -> Trial {
    match dimension {
        Dimension::Day => Trial::Day(set.clone()),
        Dimension::Duration => Trial::Number(DURATION, set.clone()),
        Dimension::Amount => Trial::Number(UPSELL, set.clone()),
        Dimension::Search => Trial::Found,
        Dimension::Weekday => Trial::Weekday(std::array::from_fn(|number| set.has_text(&number.to_string()))),
        category => {
            let fails = |text: &str| if set.has_text(text) { 0 } else { bit };
            let values = values_of(dictionaries, category);
            Trial::Codes { fails: values.iter().map(|value| fails(value)).collect(), unknown: fails("") }
        }
    }
}

impl Test {
    /// Sets this test's bit for every row of a chunk that fails it.
    fn mark(&self, rows: Rows<'_>, from: usize, fails: &mut [u32], scratch: &mut Vec<i64>) {
        match &self.trial {
            Trial::Codes { fails: by_code, unknown } => {
                let codes = rows.gold.codes(&self.dimension);
                if codes.is_empty() {
                    return fails.iter_mut().for_each(|fail| *fail |= unknown);
                }
                for (fail, code) in fails.iter_mut().zip(codes.iter().skip(from)) {
                    *fail |= by_code.get(usize::from(*code)).copied().unwrap_or(self.bit);
                }
            }
            Trial::Weekday(pass) => {
                let days = rows.gold.small(DAY).iter().skip(from);
                self.each(fails, days, |day| pass.get(weekday_of(*day)).copied() == Some(true));
            }
            Trial::Day(set) => {
                let days = rows.gold.small(DAY).iter().skip(from);
                let narrow = |span: Span| {
                    let first = i32::try_from(span.from.max(i32::MIN.into())).ok()?;
                    Some((first, i32::try_from(span.to.min(i32::MAX.into())).ok()?))
                };
                match one_span(set).and_then(narrow) {
                    Some((first, last)) => self.each(fails, days, |day| (first..=last).contains(day)),
                    None => self.each(fails, days, |day| set.has_number(Some(i64::from(*day)))),
                }
            }
            Trial::Number(column, set) => {
                rows.gold.numbers(column).widen(from, fails.len(), scratch);
                self.try_numbers(set, scratch, fails);
            }
            Trial::Found => {
                let Some(found) = rows.found else { return };
                let bits =
                    (from..).map(|row| found.get(row / 64).is_some_and(|word| word >> (row % 64) & 1 == 1));
                self.each(fails, bits, |found| found);
            }
        }
    }

    fn try_numbers(&self, set: &Set, numbers: &[i64], fails: &mut [u32]) {
        let numbers = numbers.iter().copied();
        match one_span(set) {
            Some(Span { from, to }) if from > NONE => {
                self.each(fails, numbers, |number| (from..=to).contains(&number));
            }
            _ => self.each(fails, numbers, |number| set.has_number((number != NONE).then_some(number))),
        }
    }

    #[inline]
    fn each<T>(&self, fails: &mut [u32], values: impl Iterator<Item = T>, pass: impl Fn(T) -> bool) {
        for (fail, value) in fails.iter_mut().zip(values) {
            *fail |= if pass(value) { 0 } else { self.bit };
        }
    }
}

fn one_span(set: &Set) -> Option<Span> {
    match set {
        Set::Within(spans) => match spans.as_slice() {
            [span] => Some(*span),
            _ => None,
        },
        _ => None,
    }
}
