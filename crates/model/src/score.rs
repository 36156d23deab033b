//! What scoring a conversation says: label, conversion, upsell and amounts, each with the spans that made it.
//!
//! Every measure is a whole number: scores, shares and confidences are ten-thousandths, amounts millionths of the
//! currency. Spans count bytes of the turn's text as the scorer was given it.

use serde::{Deserialize, Serialize};

/// One, in the measure of scores, probabilities and confidences.
pub const ONE: i32 = 10_000;

/// Who speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Speaker {
    /// The agent.
    Agent,
    /// The customer.
    Customer,
    /// A machine: announcements, menus.
    System,
    /// Nobody knows.
    #[default]
    Unknown,
}

/// How a conversation, or a part of it, is judged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Label {
    /// More bad than good.
    Negative,
    /// Neither.
    #[default]
    Neutral,
    /// More good than bad.
    Positive,
}

impl Label {
    /// Every label, the worst first.
    pub const ALL: [Label; 3] = [Label::Negative, Label::Neutral, Label::Positive];

    /// The word in files, selections and on screen.
    pub fn word(self) -> &'static str {
        match self {
            Label::Negative => "negative",
            Label::Neutral => "neutral",
            Label::Positive => "positive",
        }
    }

    /// The label of a word; `None` for any other text.
    pub fn of(word: &str) -> Option<Label> {
        Label::ALL.into_iter().find(|label| label.word() == word)
    }
}

/// The value of sentiment, conversion and product of a transcript that is not English.
pub const NOT_ANALYSED: &str = "not analysed";

/// The value of conversion and product of a transcript without one.
pub const NOTHING: &str = "none";

/// The value of a label change where there is none.
pub const SAME: &str = "same";

/// What a span stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Mark {
    /// Speaks for a positive label.
    Positive,
    /// Speaks for a negative label.
    Negative,
    /// Would speak for a label, but is negated, cancelled or another's opinion.
    Negated,
    /// Makes its neighbour stronger or weaker.
    Booster,
    /// Turns the conversation: what stands after it weighs more.
    Contrast,
    /// Good manners that say nothing of the mood.
    Courtesy,
    /// The words by which the customer bought, booked or signed up.
    Conversion,
    /// A product offered on top.
    Upsell,
    /// A sum of money.
    Amount,
    /// An offer that was refused, taken back or is owned already, and what it would have cost.
    Refused,
}

impl Mark {
    /// The word in files and on screen.
    pub fn word(self) -> &'static str {
        match self {
            Mark::Positive => "positive",
            Mark::Negative => "negative",
            Mark::Negated => "negated",
            Mark::Booster => "booster",
            Mark::Contrast => "contrast",
            Mark::Courtesy => "courtesy",
            Mark::Conversion => "conversion",
            Mark::Upsell => "upsell",
            Mark::Amount => "amount",
            Mark::Refused => "refused",
        }
    }
}

/// The rule of spans that no word of the pack found, only the linear model.
pub const BY_MODEL: &str = "model";

/// A span and what it did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Number of the turn, from 0.
    pub turn: u32,
    /// First byte in the turn's text.
    pub start: u32,
    /// The byte after the last one.
    pub end: u32,
    /// What it stands for.
    pub mark: Mark,
    /// The rule of the pack that found it.
    pub rule: String,
    /// What it adds to the score of the conversation, in ten-thousandths; 0 for what is only marked.
    pub points: i32,
}

/// How often a sum is due.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Period {
    /// Once, or not said.
    #[default]
    Once,
    /// Every day.
    Day,
    /// Every week.
    Week,
    /// Every month.
    Month,
    /// Every quarter.
    Quarter,
    /// Every year.
    Year,
}

impl Period {
    /// The word in files and on screen.
    pub fn word(self) -> &'static str {
        match self {
            Period::Once => "once",
            Period::Day => "day",
            Period::Week => "week",
            Period::Month => "month",
            Period::Quarter => "quarter",
            Period::Year => "year",
        }
    }
}

/// A sum of money where it was said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amount {
    /// Number of the turn, from 0.
    pub turn: u32,
    /// First byte in the turn's text.
    pub start: u32,
    /// The byte after the last one.
    pub end: u32,
    /// Millionths of the currency.
    pub value: i64,
    /// `USD`, `EUR`, …; empty where none is named.
    pub currency: String,
    /// How often it is due.
    pub period: Period,
}

/// What the customer agreed to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ConversionKind {
    /// An appointment, a table, a ticket, a trip.
    Booking,
    /// A thing or service paid for, a deal made.
    #[default]
    Purchase,
    /// A contract, a plan, a membership, a trial.
    SignUp,
}

impl ConversionKind {
    /// The word in files, selections and on screen.
    pub fn word(self) -> &'static str {
        match self {
            ConversionKind::Booking => "booking",
            ConversionKind::Purchase => "purchase",
            ConversionKind::SignUp => "sign-up",
        }
    }
}

/// A conversion with the words that made it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conversion {
    /// What the customer agreed to.
    pub kind: ConversionKind,
    /// Number of the turn of the phrase, from 0.
    pub turn: u32,
    /// First byte of the phrase in the turn's text.
    pub start: u32,
    /// The byte after the last one.
    pub end: u32,
    /// How sure, in ten-thousandths.
    pub confidence: i32,
}

/// What became of an offer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Fate {
    /// Accepted: its amount counts.
    Accepted,
    /// Spoken of, neither accepted nor refused.
    #[default]
    Open,
    /// Refused.
    Refused,
    /// Accepted, and taken back later.
    TakenBack,
    /// The customer has it already.
    Owned,
    /// Its price is given back.
    Refunded,
}

impl Fate {
    /// The word in files and on screen.
    pub fn word(self) -> &'static str {
        match self {
            Fate::Accepted => "accepted",
            Fate::Open => "open",
            Fate::Refused => "refused",
            Fate::TakenBack => "taken back",
            Fate::Owned => "owned",
            Fate::Refunded => "refunded",
        }
    }
}

/// A product offered on top.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Upsell {
    /// The kind of product as the rule pack names it: `upgrade`, `warranty`, `insurance`, …
    pub kind: String,
    /// The product as it was said, without article: `premium plan`.
    pub product: String,
    /// Number of the turn in which it was offered, from 0.
    pub turn: u32,
    /// First byte of the product in the turn's text.
    pub start: u32,
    /// The byte after the last one.
    pub end: u32,
    /// Its price, by the place in [`Score::amounts`].
    pub amount: Option<u32>,
    /// What became of it.
    pub fate: Fate,
}

/// Everything that scoring a conversation says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Score {
    /// The label.
    pub label: Label,
    /// From −[`ONE`] to [`ONE`].
    pub score: i32,
    /// Of negative, neutral and positive, in ten-thousandths that add up to [`ONE`].
    pub probabilities: [i32; 3],
    /// Positive spans of the customer.
    pub positives: u32,
    /// Negative spans of the customer.
    pub negatives: u32,
    /// The score of the customer's first third, of the last third, and of the lowest turn.
    pub arc: [i32; 3],
    /// The spans, by turn and start.
    pub evidence: Vec<Evidence>,
    /// The conversion that was not taken back.
    pub conversion: Option<Conversion>,
    /// Products offered on top, by turn.
    pub upsells: Vec<Upsell>,
    /// Sums of money, by turn and start.
    pub amounts: Vec<Amount>,
    /// `en`; another language is named by its code, or `und`, and nothing is judged.
    pub language: String,
}

impl Score {
    /// Whether the text was judged: only English is.
    pub fn is_analysed(&self) -> bool {
        self.language == "en"
    }
}
