//! How a file is read: dialect, columns, zone and the choice made for each rule. The sample proposes a plan, the
//! user may change it, the load verifies it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::field::{Field, Holds, Use};
use crate::message::Failure;
use crate::quality::{Action, Rule};
use crate::table::{Membership, MonthBy, Role, Subject};

/// How bytes are texts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Encoding {
    /// UTF-8; a cell that is not valid is read as Windows-1252 and noted.
    #[default]
    Utf8,
    /// Windows-1252 (and so Latin-1) throughout.
    Windows1252,
    /// UTF-16, little end first; turned into UTF-8 before it is read.
    Utf16Le,
    /// UTF-16, big end first; turned into UTF-8 before it is read.
    Utf16Be,
}

impl Encoding {
    /// Every encoding with its name on screen.
    pub const ALL: &[(Encoding, &'static str)] = &[
        (Encoding::Utf8, "UTF-8"),
        (Encoding::Windows1252, "Windows-1252"),
        (Encoding::Utf16Le, "UTF-16 LE"),
        (Encoding::Utf16Be, "UTF-16 BE"),
    ];
}

/// How a text is cut into records and cells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dialect {
    /// The format's id, one of those that the engine announces: `csv`, `ndjson`, `json`.
    pub format: String,
    /// How bytes are texts.
    pub encoding: Encoding,
    /// What stands between cells.
    pub delimiter: u8,
    /// What stands around cells that hold delimiters or line ends.
    pub quote: Option<u8>,
    /// Whether the first record holds names.
    pub header: bool,
    /// Lines that begin with it are no records.
    pub comment: Option<u8>,
}

impl Default for Dialect {
    fn default() -> Self {
        Dialect {
            format: "csv".to_owned(),
            encoding: Encoding::Utf8,
            delimiter: b',',
            quote: Some(b'"'),
            header: true,
            comment: None,
        }
    }
}

/// Which number comes first in `03/04/2025`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum DateOrder {
    /// Month/day/year.
    #[default]
    MonthFirst,
    /// Day/month/year.
    DayFirst,
}

/// Whether times of a column are points on the world's time line or what a clock on the wall showed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum TimeKind {
    /// Wall clock of the workspace zone; never shifted.
    #[default]
    Wall,
    /// An instant (`Z`, an offset, epoch seconds); shown in the workspace zone.
    Instant,
}

/// What a bare number in a duration column counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum DurationUnit {
    /// Seconds.
    #[default]
    Seconds,
    /// Minutes.
    Minutes,
    /// Milliseconds.
    Milliseconds,
}

/// What stands between whole and fraction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum DecimalMark {
    /// `1,234.5`
    #[default]
    Point,
    /// `1.234,5`
    Comma,
}

/// How one column is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnPlan {
    /// The header, or `column 3` where there is none.
    pub name: String,
    /// What it is used for.
    pub usage: Use,
    /// Order of day and month, for dates with slashes.
    pub order: DateOrder,
    /// Kind of its times.
    pub time: TimeKind,
    /// Unit of bare durations.
    pub unit: DurationUnit,
    /// Decimal mark of numbers.
    pub decimal: DecimalMark,
}

impl ColumnPlan {
    /// A column that is only kept.
    pub fn free(name: impl Into<String>) -> Self {
        ColumnPlan {
            name: name.into(),
            usage: Use::Free,
            order: DateOrder::default(),
            time: TimeKind::default(),
            unit: DurationUnit::default(),
            decimal: DecimalMark::default(),
        }
    }
}

/// Everything that decides how a file becomes clean rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// How it is cut.
    pub dialect: Dialect,
    /// Its columns in file order.
    pub columns: Vec<ColumnPlan>,
    /// The workspace zone, an IANA name.
    pub zone: String,
    /// What is done about each rule where it is not the default.
    pub actions: BTreeMap<Rule, Action>,
    /// Which table the file belongs to; `None` for call records.
    pub member: Option<Membership>,
    /// Which time decides the month of an interaction.
    pub month_by: MonthBy,
}

impl Plan {
    /// The position of the column that brings a field.
    pub fn column(&self, field: Field) -> Option<usize> {
        self.columns.iter().position(|column| column.usage == Use::Field(field))
    }

    /// What the file's table is for.
    pub fn role(&self) -> Role {
        let alone = match self.column(Field::Transcript) {
            Some(_) => Role::Transcripts,
            None => Role::Calls,
        };
        self.member.as_ref().map_or(alone, |member| member.role)
    }

    /// What the file's records are.
    pub fn subject(&self) -> Subject {
        self.role().subject()
    }

    /// Whether the file is read in slices and counted: call records and the beginning of facts. Dimensions and
    /// deltas are read whole, before.
    pub fn is_counted(&self) -> bool {
        self.member.as_ref().is_none_or(|member| member.role == Role::Facts && !member.delta)
    }

    /// What is done about a rule.
    pub fn action(&self, rule: Rule) -> Action {
        self.actions.get(&rule).copied().unwrap_or(rule.info().default)
    }

    /// What a mapping is remembered by: the headers in order, hashed (64-bit FNV-1a), so that a stored mapping
    /// names no column.
    pub fn signature(&self) -> u64 {
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        for column in &self.columns {
            for byte in column.name.bytes().chain([0]) {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
            }
        }
        hash
    }
}

/// How sure a guess is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Confidence {
    /// Nothing speaks for it; ask.
    Asked,
    /// Name or values speak for it.
    Likely,
    /// Name and values speak for it.
    Sure,
}

impl Confidence {
    /// The word on screen.
    pub fn word(self) -> &'static str {
        match self {
            Confidence::Asked => "asked",
            Confidence::Likely => "likely",
            Confidence::Sure => "sure",
        }
    }
}

/// What a sample says about one column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnGuess {
    /// How sure its use is.
    pub confidence: Confidence,
    /// Why, in a few words ("every value is a date and time").
    pub reason: String,
    /// Up to five values as they stand.
    pub samples: Vec<String>,
    /// Whether nothing in the sample decides between day first and month first; then both readings of the first
    /// such value are `(as month first, as day first)`.
    pub ambiguous: Option<(String, String)>,
    /// What nearly all values can be.
    pub holds: Vec<Holds>,
    /// Whether there is a value in every row and no two are equal.
    pub unique: bool,
    /// Hashes of the first different values, where they could be keys: by them references are found.
    pub values: Vec<u64>,
}

/// What the first megabyte of a file says: a plan, and how sure it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// How the file would be read.
    pub plan: Plan,
    /// One guess for each column of the plan.
    pub guesses: Vec<ColumnGuess>,
    /// The first records as texts, without the header, up to five.
    pub preview: Vec<Vec<String>>,
    /// Whether nothing need be asked.
    pub sure: bool,
    /// What need be asked, as one sentence; `None` when nothing.
    pub question: Option<String>,
    /// Bytes at the start that are no record: byte order mark, comments, header.
    pub skip: u64,
    /// Line ends before the first record.
    pub skip_lines: u64,
    /// Bytes of a record: the mean of the first ones, without what only the format needs.
    pub record: u64,
    /// Why the file alone cannot be call records; among others it may be a dimension or a delta.
    pub unfit: Option<Failure>,
}
