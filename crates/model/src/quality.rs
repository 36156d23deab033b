//! The rules of cleaning as they are shown and chosen, and the report of what they did.

use serde::{Deserialize, Serialize};

use crate::order;

/// A rule of cleaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Rule {
    /// A record that cannot be cut into cells (a quote never closed, a line too long, JSON that is none).
    Unreadable,
    /// A record with more or fewer cells than the header.
    Ragged,
    /// Cells that were not valid in the file's encoding.
    Encoding,
    /// Blanks around or doubled inside a cell.
    Whitespace,
    /// A word that means nothing is there.
    NullWord,
    /// No start time in the cell.
    MissingStart,
    /// A time that cannot be read.
    BadTime,
    /// A day and month that could be read either way.
    AmbiguousDate,
    /// A wall-clock time that the change to summer time skipped.
    SkippedTime,
    /// A wall-clock time that the change to winter time repeated.
    RepeatedTime,
    /// A duration that cannot be read.
    BadDuration,
    /// A number that cannot be read.
    BadNumber,
    /// A decimal comma or groups of thousands.
    NumberFormat,
    /// An end before its start.
    EndBeforeStart,
    /// A duration or cost below zero.
    Negative,
    /// A duration taken from end − start.
    DerivedDuration,
    /// A duration that differs from end − start.
    DurationMismatch,
    /// No key in a file that has a key column.
    MissingKey,
    /// A status whose meaning is not known.
    UnknownStatus,
    /// The same record again.
    DuplicateKey,
    /// The same key with other values.
    KeyConflict,
    /// Too many different values for a category.
    ManyValues,
    /// A word for an action that is none.
    BadAction,
    /// An action in other case or with blanks.
    ActionForm,
    /// A rating outside 1 to 5.
    RatingRange,
    /// A row of a delta that changes nothing because of a conflict.
    DeltaConflict,
    /// A row of a delta whose values are there already.
    DeltaRepeat,
    /// A record without transcript.
    EmptyTranscript,
    /// A transcript that is not English.
    NotEnglish,
    /// A duration that is estimated from the number of words.
    EstimatedDuration,
    /// The name of an agent whose case or blanks were repaired, or that is missing.
    NameForm,
}

/// How much a rule weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Severity {
    /// The row cannot be used as it is.
    Blocking,
    /// A value was changed.
    Repaired,
    /// Worth knowing.
    Note,
}

impl Severity {
    /// The word on screen.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Blocking => "blocking",
            Severity::Repaired => "repaired",
            Severity::Note => "note",
        }
    }
}

/// What is done about a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Action {
    /// Change or empty the value, keep the row.
    Repair,
    /// Set the row aside.
    Reject,
    /// Leave the value as it stands, keep the row.
    Keep,
}

impl Action {
    /// Every action with its word on screen.
    pub const ALL: &[(Action, &'static str)] =
        &[(Action::Repair, "repair"), (Action::Reject, "reject"), (Action::Keep, "keep")];

    /// The word on screen.
    pub fn word(self) -> &'static str {
        Action::ALL.iter().find(|(action, _)| *action == self).map_or("", |(_, word)| word)
    }
}

/// A rule with its names and choices.
#[derive(Clone, Copy, Debug)]
pub struct RuleInfo {
    /// The rule.
    pub rule: Rule,
    /// Its name in files.
    pub id: &'static str,
    /// Its name on screen.
    pub title: &'static str,
    /// What it does by default, in a sentence.
    pub does: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// What can be chosen; one entry means there is no choice.
    pub choices: &'static [Action],
    /// What is done unless chosen otherwise.
    pub default: Action,
}

use Action::{Keep, Reject, Repair};
use Severity::{Blocking, Note, Repaired};

macro_rules! rules {
    ($($rule:ident $id:literal $title:literal $severity:ident [$($choice:ident),+] $does:literal;)+) => {
        /// Every rule, in the order in which a row meets them. The first choice is the default.
        pub const RULES: &[RuleInfo] = &[$(RuleInfo {
            rule: Rule::$rule,
            id: $id,
            title: $title,
            does: $does,
            severity: $severity,
            choices: &[$($choice),+],
            default: rules!(@first $($choice),+),
        }),+];
    };
    (@first $first:ident $(, $rest:ident)*) => { $first };
}

rules! {
    Unreadable "unreadable" "Unreadable record" Blocking [Reject]
        "The line is set aside and reading goes on with the next one.";
    Ragged "ragged" "Too many or too few cells" Repaired [Repair, Reject]
        "Missing cells count as empty, surplus cells are dropped.";
    Encoding "encoding" "Not valid in the file's encoding" Repaired [Repair, Reject]
        "The cell is read as Windows-1252.";
    Whitespace "whitespace" "Blanks around or doubled" Repaired [Repair, Keep]
        "Outer blanks are removed, runs of blanks become one.";
    NullWord "null_word" "A word for nothing" Repaired [Repair, Keep]
        "NULL, N/A, NaN, - and the like count as empty; numbers never do.";
    MissingStart "missing_start" "No start time" Blocking [Reject]
        "A call without a start time is set aside.";
    BadTime "bad_time" "Time that cannot be read" Blocking [Reject]
        "A call whose start cannot be read is set aside; an unreadable end is emptied.";
    AmbiguousDate "ambiguous_date" "Day or month first?" Note [Keep]
        "Read in the order chosen for the whole column.";
    SkippedTime "skipped_time" "Time skipped by summer time" Note [Keep, Reject]
        "Kept as written.";
    RepeatedTime "repeated_time" "Time repeated by winter time" Note [Keep]
        "The earlier of the two is taken.";
    BadDuration "bad_duration" "Duration that cannot be read" Repaired [Repair, Reject]
        "The duration is emptied.";
    BadNumber "bad_number" "Number that cannot be read" Repaired [Repair, Reject]
        "The number is emptied.";
    NumberFormat "number_format" "Decimal comma, thousands, signs" Repaired [Repair]
        "The number is read with its column's decimal mark.";
    EndBeforeStart "end_before_start" "End before start" Repaired [Repair, Reject, Keep]
        "The end is emptied.";
    Negative "negative" "Below zero" Repaired [Repair, Reject]
        "A negative duration or cost is emptied.";
    DerivedDuration "derived_duration" "Duration from end − start" Note [Keep]
        "The file has no duration column: it is the end less the start.";
    DurationMismatch "duration_mismatch" "Duration is not end − start" Note [Keep, Repair, Reject]
        "The duration given is kept; repair takes end − start.";
    MissingKey "missing_key" "No call id" Note [Keep, Reject]
        "The call is kept and never merged.";
    UnknownStatus "unknown_status" "Status of unknown meaning" Note [Keep, Reject]
        "Kept as it is; it counts neither as answered nor as missed.";
    DuplicateKey "duplicate_key" "Same record again" Repaired [Repair, Keep]
        "Merged with the first one.";
    KeyConflict "key_conflict" "Same id, other values" Blocking [Reject, Keep]
        "The first one wins, the others are set aside.";
    ManyValues "many_values" "Too many different values" Note [Keep]
        "Values beyond the first 60,000 of a column are grouped as one.";
    BadAction "bad_action" "Unknown action" Blocking [Reject]
        "Only add, update and delete are known; any other row of a delta is set aside.";
    ActionForm "action_form" "Action in other case" Note [Keep]
        "Accepted as it is meant.";
    RatingRange "rating_range" "Rating outside 1 to 5" Note [Keep, Repair, Reject]
        "Kept as it stands; it counts in no figure.";
    DeltaConflict "delta_conflict" "Change that could not be applied" Note [Keep]
        "Set aside: the record is not there, or the key comes again in the same file.";
    DeltaRepeat "delta_repeat" "Change that is there already" Note [Keep]
        "Nothing done.";
    EmptyTranscript "empty_transcript" "No transcript" Blocking [Reject]
        "A record without a single word said is set aside.";
    NotEnglish "not_english" "Transcript that is not English" Note [Keep]
        "Kept and counted, but not analysed: only English is.";
    EstimatedDuration "estimated_duration" "Duration from the words" Note [Keep]
        "Neither a duration nor the times of turns are there: words ÷ 150 a minute × 1.3.";
    NameForm "name_form" "Name of an agent repaired" Repaired [Repair]
        "Blanks are folded and the case is repaired; a missing name counts as Unknown Agent.";
}

impl Rule {
    /// Names, choices and default of this rule.
    pub fn info(self) -> &'static RuleInfo {
        // Every rule stands in the list, as the test below checks.
        RULES.iter().find(|info| info.rule == self).unwrap_or(&RULES[0])
    }
}

/// How many examples a rule keeps for each column and file.
pub const EXAMPLES: usize = 5;

/// One case of a rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Example {
    /// Line in the file, from 1.
    pub line: u64,
    /// The cell as it stands.
    pub before: String,
    /// The cell as it is used, or what else to know ("first seen on line 12").
    pub after: String,
}

/// What one rule did in one column of one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The rule.
    pub rule: Rule,
    /// The column's name; empty when it concerns the whole row.
    pub column: String,
    /// How many cells or rows.
    pub count: u64,
    /// The first few, by line.
    pub examples: Vec<Example>,
}

/// What one column of one file holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// The column's name.
    pub column: String,
    /// Cells with a value.
    pub filled: u64,
    /// Cells without.
    pub empty: u64,
    /// Smallest and largest value as texts, where the column has an order.
    pub range: Option<(i64, i64)>,
}

/// What became of the rows of one file, or of one slice of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quality {
    /// Records read.
    pub read: u64,
    /// Records kept.
    pub kept: u64,
    /// Records that repeat another one.
    pub merged: u64,
    /// Records set aside.
    pub rejected: u64,
    /// What the rules did, by rule, then column.
    pub findings: Vec<Finding>,
    /// What the columns hold, in file order.
    pub columns: Vec<Profile>,
}

impl Quality {
    /// The identity that holds for every file and in sum: read = kept + merged + rejected.
    pub fn holds(&self) -> bool {
        self.read == self.kept + self.merged + self.rejected
    }

    /// Counts one case of a rule; keeps the example when it is among the first.
    pub fn note(&mut self, rule: Rule, column: &str, example: impl FnOnce() -> Example) {
        let finding = self.finding(rule, column);
        finding.count += 1;
        if finding.examples.len() < EXAMPLES {
            finding.examples.push(example());
        }
    }

    fn finding(&mut self, rule: Rule, column: &str) -> &mut Finding {
        let place = self.findings.binary_search_by(|f| (f.rule, f.column.as_str()).cmp(&(rule, column)));
        let index = match place {
            Ok(index) => index,
            Err(index) => {
                let new = Finding { rule, column: column.to_owned(), count: 0, examples: Vec::new() };
                self.findings.insert(index, new);
                index
            }
        };
        &mut self.findings[index]
    }

    /// Takes in what another slice found; `line_base` is the number of lines before that slice.
    pub fn merge(&mut self, other: &Quality, line_base: u64) {
        self.read += other.read;
        self.kept += other.kept;
        self.merged += other.merged;
        self.rejected += other.rejected;
        for more in &other.findings {
            let finding = self.finding(more.rule, &more.column);
            finding.count += more.count;
            let moved = more.examples.iter().map(|e| Example { line: e.line + line_base, ..e.clone() });
            finding.examples.extend(moved);
            order::sort(&mut finding.examples);
            finding.examples.truncate(EXAMPLES);
        }
        self.merge_columns(&other.columns);
    }

    fn merge_columns(&mut self, columns: &[Profile]) {
        for more in columns {
            match self.columns.iter_mut().find(|p| p.column == more.column) {
                None => self.columns.push(more.clone()),
                Some(profile) => {
                    profile.filled += more.filled;
                    profile.empty += more.empty;
                    profile.range = match (profile.range, more.range) {
                        (Some((a, b)), Some((c, d))) => Some((a.min(c), b.max(d))),
                        (one, other) => one.or(other),
                    };
                }
            }
        }
    }

    /// How often a rule fired, over all columns.
    pub fn count(&self, rule: Rule) -> u64 {
        self.findings.iter().filter(|f| f.rule == rule).map(|f| f.count).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_is_listed_once_with_its_default_among_its_choices() {
        for (index, info) in RULES.iter().enumerate() {
            assert_eq!(info.rule.info().id, info.id);
            assert!(info.choices.contains(&info.default));
            assert!(RULES.iter().skip(index + 1).all(|other| other.id != info.id && other.rule != info.rule));
        }
    }

    #[test]
    fn slices_merge_to_the_same_report_in_any_order() {
        let slice = |lines: &[u64]| {
            let mut quality = Quality { read: 9, kept: 9, ..Quality::default() };
            for line in lines {
                quality.note(Rule::NullWord, "status", || Example {
                    line: *line,
                    before: "NULL".into(),
                    after: String::new(),
                });
            }
            quality
        };
        let (a, b) = (slice(&[1, 4, 6]), slice(&[2, 3, 7]));
        let (mut ab, mut ba) = (Quality::default(), Quality::default());
        ab.merge(&a, 0);
        ab.merge(&b, 10);
        ba.merge(&b, 10);
        ba.merge(&a, 0);
        assert_eq!(ab, ba);
        assert_eq!(ab.count(Rule::NullWord), 6);
        assert!(ab.holds());
    }
}
