//! The measures: for each call one whole number, or nothing.

use serde::{Deserialize, Serialize};

/// One whole number of each call that a metric adds up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Measure {
    /// 1 for each call.
    Call,
    /// 1 for each call whose status means answered.
    Answered,
    /// 1 for each call whose status means missed.
    Missed,
    /// 1 for each call whose status means failed.
    Failed,
    /// Milliseconds of each answered call that has a duration above zero (every call, when there is no status).
    AnsweredDuration,
    /// Millionths of the currency of each call that has a cost.
    Cost,
}

/// Every measure, in the order in which a summary holds them.
pub const MEASURES: &[Measure] = &[
    Measure::Call,
    Measure::Answered,
    Measure::Missed,
    Measure::Failed,
    Measure::AnsweredDuration,
    Measure::Cost,
];

/// What a status says about how the call ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Outcome {
    /// Connected to somebody.
    Answered,
    /// Ended with no answer.
    Missed,
    /// Failed in set-up or network.
    Failed,
    /// None of these, or not known.
    #[default]
    Other,
}

/// What status texts mean unless the user says otherwise; compared in lower case, blanks, `-` and `_` dropped.
const MEANINGS: &[(Outcome, &[&str])] = &[
    (
        Outcome::Answered,
        &[
            "completed",
            "complete",
            "success",
            "successful",
            "answered",
            "connected",
            "handled",
            "y",
            "yes",
            "true",
            "1",
        ],
    ),
    (
        Outcome::Missed,
        &["missed", "noanswer", "notanswered", "unanswered", "n", "no", "false", "0", "abandoned", "abandon"],
    ),
    (
        Outcome::Failed,
        &["failed", "failure", "fail", "error", "busy", "rejected", "cancelled", "canceled", "congestion"],
    ),
];

impl Outcome {
    /// Every outcome with its word on screen.
    pub const ALL: &[(Outcome, &'static str)] = &[
        (Outcome::Answered, "answered"),
        (Outcome::Missed, "missed"),
        (Outcome::Failed, "failed"),
        (Outcome::Other, "other"),
    ];

    /// What a status text means by default; [`Outcome::Other`] when no list has it.
    ///
    /// ```
    /// use callscape_model::measure::Outcome;
    /// assert_eq!(Outcome::of("No-Answer"), Outcome::Missed);
    /// assert_eq!(Outcome::of("voicemail"), Outcome::Other);
    /// ```
    pub fn of(status: &str) -> Self {
        let plain: String =
            status.chars().filter(|c| !matches!(c, ' ' | '-' | '_')).flat_map(char::to_lowercase).collect();
        MEANINGS.iter().find(|(_, words)| words.contains(&plain.as_str())).map_or(Outcome::Other, |(o, _)| *o)
    }
}
