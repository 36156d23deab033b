//! Records of two subjects that share a `call_id` add columns to each other: calls hear how their transcripts were
//! scored, transcripts hear type, status, cost and the measured duration of their calls. One of both is the subject;
//! the files of the other one are its companions.

use serde::{Deserialize, Serialize};

use crate::dimension::Dimension;
use crate::field::Field;
use crate::message::FileId;
use crate::number::grouped;
use crate::plan::Plan;
use crate::table::Subject;

/// The category of calls of which there is no transcript.
pub const NO_TRANSCRIPT: &str = "no transcript";
/// The category of transcripts of which there is no call record.
pub const NO_CALL: &str = "no call record";

/// The subject whose records share ids with those of a subject.
pub fn partner(subject: Subject) -> Option<Subject> {
    match subject {
        Subject::Calls => Some(Subject::Transcripts),
        Subject::Transcripts => Some(Subject::Calls),
        Subject::Interactions => None,
    }
}

/// What stands in a category that the other side brings, of a record that has none. Nobody is an agent of that name.
pub fn missing(subject: Subject, dimension: &Dimension) -> &'static str {
    match (subject, dimension) {
        (_, Dimension::Agent) => "",
        (Subject::Transcripts, _) => NO_CALL,
        _ => NO_TRANSCRIPT,
    }
}

/// The files to load for a subject: its own, then its companions where both have ids.
pub fn together(plans: &[(FileId, Plan)], subject: Subject) -> Vec<(FileId, Plan)> {
    let of = |subject: Subject| plans.iter().filter(move |(_, plan)| plan.subject() == subject);
    let has_ids = |(_, plan): &&(FileId, Plan)| plan.column(Field::CallId).is_some();
    let mut chosen: Vec<(FileId, Plan)> = of(subject).cloned().collect();
    if chosen.iter().any(|own| has_ids(&own)) {
        let companions = partner(subject).into_iter().flat_map(of).filter(has_ids);
        chosen.extend(companions.cloned());
    }
    chosen
}

/// How many records have found their other side. Records that do not count are not among them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Joined {
    /// Records of the subject.
    pub records: u64,
    /// Those of them that have their other side.
    pub with: u64,
    /// Records of the companions that have theirs not.
    pub alone: u64,
}

impl Joined {
    /// In words: `4 of 6 calls have a transcript, 2 transcripts without a call`.
    pub fn words(&self, subject: Subject) -> String {
        let other = match subject {
            Subject::Transcripts => ("a call record", Subject::Calls, "transcript"),
            _ => ("a transcript", Subject::Transcripts, "call"),
        };
        let verb = if self.records == 1 { "has" } else { "have" };
        let (with, records) = (grouped(self.with), subject.counted(self.records));
        format!(
            "{with} of {records} {verb} {}, {} without a {}",
            other.0,
            other.1.counted(self.alone),
            other.2
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_name_both_sides() {
        let joined = Joined { records: 1204, with: 7, alone: 1 };
        assert_eq!(
            joined.words(Subject::Calls),
            "7 of 1,204 calls have a transcript, 1 transcript without a call"
        );
        assert_eq!(
            joined.words(Subject::Transcripts),
            "7 of 1,204 transcripts have a call record, 1 call without a transcript"
        );
    }

    #[test]
    fn partners_are_partners_of_each_other() {
        for subject in Subject::ALL {
            assert!(partner(*subject).is_none_or(|other| partner(other) == Some(*subject)));
        }
    }
}
