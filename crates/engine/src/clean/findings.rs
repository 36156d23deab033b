//! What the rules find while a slice is cleaned: counts in a table, and the first few examples of each.

use callscape_model::quality::{EXAMPLES, Example, Finding, Profile, Quality, RULES, Rule};

/// Longest cell that an example shows, in characters.
const SHOWN: usize = 120;

/// Where a finding stands: in one column, or in the row as a whole.
pub type Column = Option<usize>;

#[derive(Clone, Debug, Default)]
struct Case {
    count: u64,
    examples: Vec<Example>,
}

/// Findings of one slice.
#[derive(Clone, Debug)]
pub struct Findings {
    names: Vec<String>,
    /// By column (0: the whole row), then rule.
    cases: Vec<Case>,
    profiles: Vec<Profile>,
    /// Whether cells are only read again: what is found in them was counted.
    muted: bool,
}

impl Findings {
    /// No findings, for columns of these names.
    pub fn new(names: Vec<String>) -> Self {
        let cases = vec![Case::default(); (names.len() + 1) * RULES.len()];
        let profiles =
            names.iter().map(|name| Profile { column: name.clone(), ..Profile::default() }).collect();
        Findings { names, cases, profiles, muted: false }
    }

    /// Whether cells are only read again from now on, and not counted.
    pub fn mute(&mut self, muted: bool) {
        self.muted = muted;
    }

    /// Counts a case of a rule on a line; its example says what stood there and what is used.
    #[inline]
    pub fn note(
        &mut self,
        rule: Rule,
        column: Column,
        line: u64,
        example: impl FnOnce() -> (String, String),
    ) {
        if self.muted {
            return;
        }
        let index = column.map_or(0, |column| column + 1) * RULES.len() + rule as usize;
        let Some(case) = self.cases.get_mut(index) else { return };
        case.count += 1;
        if case.examples.len() < EXAMPLES {
            let (before, after) = example();
            case.examples.push(Example { line, before: cut(before), after: cut(after) });
        }
    }

    /// Counts a cell of a column.
    #[inline]
    pub fn filled(&mut self, column: usize, filled: bool) {
        if let Some(profile) = self.profiles.get_mut(column) {
            profile.filled += u64::from(filled);
            profile.empty += u64::from(!filled);
        }
    }

    /// Counts many cells of a column.
    pub fn filled_many(&mut self, column: usize, filled: u64, empty: u64) {
        if let Some(profile) = self.profiles.get_mut(column) {
            profile.filled += filled;
            profile.empty += empty;
        }
    }

    /// Widens the range of a column.
    #[inline]
    pub fn ranged(&mut self, column: usize, value: i64) {
        if let Some(profile) = self.profiles.get_mut(column) {
            profile.range = Some(profile.range.map_or((value, value), |(a, b)| (a.min(value), b.max(value))));
        }
    }

    /// The report: findings by rule, then column name.
    pub fn report(self, read: u64, kept: u64) -> Quality {
        let mut findings: Vec<Finding> = Vec::new();
        for (index, case) in self.cases.into_iter().enumerate().filter(|(_, case)| case.count > 0) {
            let Some(rule) = RULES.get(index % RULES.len()) else { continue };
            let place = (index / RULES.len()).checked_sub(1);
            let column = place.and_then(|i| self.names.get(i)).cloned().unwrap_or_default();
            findings.push(Finding { rule: rule.rule, column, count: case.count, examples: case.examples });
        }
        findings.sort_by(|a, b| (a.rule, &a.column).cmp(&(b.rule, &b.column)));
        Quality { read, kept, merged: 0, rejected: read - kept, findings, columns: self.profiles }
    }
}

fn cut(text: String) -> String {
    if text.chars().count() <= SHOWN {
        return text;
    }
    text.chars().take(SHOWN - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_found_at_its_place_in_the_list() {
        for (index, info) in RULES.iter().enumerate() {
            assert_eq!(info.rule as usize, index, "{}", info.id);
        }
    }

    #[test]
    fn examples_are_few_and_short() {
        let mut findings = Findings::new(vec!["a".into()]);
        for line in 1..100 {
            findings.note(Rule::NullWord, Some(0), line, || ("x".repeat(500), String::new()));
        }
        let quality = findings.report(3, 2);
        assert!(quality.holds());
        assert_eq!((quality.findings[0].count, quality.findings[0].examples.len()), (99, EXAMPLES));
        assert_eq!(quality.findings[0].examples[0].before.chars().count(), SHOWN);
    }
}
