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
    /// 1 for each interaction by phone.
    Phone,
    /// Milliseconds of each interaction by phone that has a duration above zero.
    PhoneDuration,
    /// Milliseconds from start to resolution of each interaction that has both.
    Work,
    /// Milliseconds from resolution to end of each interaction that has both.
    Tail,
    /// 1 for each interaction with a rating of 1 to 5.
    Rated,
    /// 1 for each interaction with a rating of 4 or 5.
    Satisfied,
    /// Milliseconds of each transcript, measured or estimated.
    TalkDuration,
    /// 1 for each transcript that is English, so that it has a score.
    Analysed,
    /// 1 for each transcript with a negative label.
    Negative,
    /// 1 for each transcript with a positive label.
    Positive,
    /// Ten-thousandths of the score of each transcript that has one.
    Score,
    /// 1 for each transcript with a conversion.
    Converted,
    /// Millionths of the currency of each transcript with something sold on top that has a price.
    Upsell,
    /// 1 for each record that has its other side: calls a transcript, transcripts a call record.
    Joined,
}

/// Every measure, in the order in which a summary holds them.
pub const MEASURES: &[Measure] = &[
    Measure::Call,
    Measure::Answered,
    Measure::Missed,
    Measure::Failed,
    Measure::AnsweredDuration,
    Measure::Cost,
    Measure::Phone,
    Measure::PhoneDuration,
    Measure::Work,
    Measure::Tail,
    Measure::Rated,
    Measure::Satisfied,
    Measure::TalkDuration,
    Measure::Analysed,
    Measure::Negative,
    Measure::Positive,
    Measure::Score,
    Measure::Converted,
    Measure::Upsell,
    Measure::Joined,
];

/// Channels that mean a phone call; compared in lower case.
const PHONE: [&str; 7] = ["phone", "call", "voice", "telephone", "tel", "phone call", "inbound call"];

/// Whether a channel is the phone.
///
/// ```
/// use callscape_model::measure::is_phone;
/// assert!(is_phone("Phone") && !is_phone("email"));
/// ```
pub fn is_phone(channel: &str) -> bool {
    PHONE.contains(&channel.to_lowercase().as_str())
}

/// A rating on the scale of 1 to 5; `None` when it is none.
pub fn rating(text: &str) -> Option<u8> {
    text.parse().ok().filter(|rating| (1..=5).contains(rating))
}

/// The least rating that counts as satisfied: the top two of five.
pub const SATISFIED: u8 = 4;

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
