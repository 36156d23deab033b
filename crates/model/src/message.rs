//! What the page and a shard say to each other. Plain data: files ride beside the messages, never in them.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::brush::Strip;
use crate::delta::{Applied, History, Replay};
use crate::dimension::Dimension;
use crate::month::Quarter;
use crate::performance::PerformanceTable;
use crate::plan::{Dialect, Encoding, Plan, Proposal};
use crate::quality::Quality;
use crate::question::Question;
use crate::score::{Label, Score, Speaker};
use crate::stat::Quantiles;
use crate::statements::{Asked, Statement};
use crate::summary::Summary;
use crate::support::{AgentLine, ReportLine, Tabulation};
use crate::table::Subject;
use crate::view::View;

/// Version of these messages. A cached worker can be older than the page: both sides compare.
pub const PROTOCOL: u32 = 6;

/// Names a file for as long as it is open.
pub type FileId = u32;

/// The file of records that deltas added or changed: no file of the user's, each shard keeps its part in memory. As
/// the last of all numbers it comes after every file.
pub const LEDGER: FileId = FileId::MAX;

/// Names a shard, from 0.
pub type ShardId = u32;

/// Where a row is. Places order rows as the files do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// The file; files are numbered by path in byte order.
    pub file: FileId,
    /// The slice of the file.
    pub slice: u32,
    /// The kept row of the slice.
    pub row: u32,
}

/// What went wrong, in words for the user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{message} {hint}")]
pub struct Failure {
    /// Where in the way of the data it happened: `reading`, `mapping`, `loading`, `exporting`, `worker`.
    pub stage: String,
    /// What happened and where, as one sentence.
    pub message: String,
    /// What to do, as one sentence.
    pub hint: String,
}

impl Failure {
    /// A failure from its three parts.
    pub fn new(stage: &str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Failure { stage: stage.to_owned(), message: message.into(), hint: hint.into() }
    }
}

/// Call records that the engine makes from a seed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sample {
    /// How many calls.
    pub calls: u64,
    /// The seed: the same seed gives the same bytes.
    pub seed: u64,
    /// The last day of the calls, as days since 1970-01-01.
    pub until: i64,
}

/// A support set that the engine makes from a seed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupportSample {
    /// How many interactions.
    pub interactions: u64,
    /// How many months of deltas.
    pub months: u32,
    /// How many rows all deltas of interactions have.
    pub deltas: u64,
    /// The seed: the same seed gives the same bytes.
    pub seed: u64,
    /// The last day, as days since 1970-01-01.
    pub until: i64,
}

/// Transcripts that the engine makes from a seed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TranscriptSample {
    /// How many calls.
    pub calls: u64,
    /// The seed: the same seed gives the same bytes.
    pub seed: u64,
    /// The last day of the calls, as days since 1970-01-01.
    pub until: i64,
}

/// Sample data that the engine makes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Made {
    /// Call records.
    Calls(Sample),
    /// Facts, dimensions and deltas.
    Support(SupportSample),
    /// Transcripts, as JSON lines.
    Transcripts(TranscriptSample),
}

/// A part of a file to load. Records belong to the slice in which they begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slice {
    /// Its number in the file.
    pub index: u32,
    /// First byte.
    pub from: u64,
    /// The byte after the last one.
    pub to: u64,
    /// Whether a record begins at `from` for sure. Otherwise the shard looks for the first line end, assuming
    /// that `from` lies outside quotes, and the seam tells whether that was right.
    pub exact: bool,
}

/// Where the records of a slice began and ended, in bytes of the file. Two slices fit when the end of one is the
/// first of the next: reading from a true record start gives true records, so nothing else need be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seam {
    /// Start of the first record.
    pub first: u64,
    /// End of the last record: the first byte of the record after it.
    pub end: u64,
}

/// What the dates of a column say about the order of day and month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderEvidence {
    /// Dates whose first number is above 12.
    pub day_first: u64,
    /// Dates whose second number is above 12.
    pub month_first: u64,
    /// Dates that could be either.
    pub either: u64,
}

/// What became of a slice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loaded {
    /// The file.
    pub file: FileId,
    /// The slice's number.
    pub slice: u32,
    /// Where its records began and ended.
    pub seam: Seam,
    /// Line ends in it, from its first record to its end.
    pub lines: u64,
    /// What the rules found; lines count from the slice's first record, beginning with 1.
    pub quality: Quality,
    /// Evidence on day and month, by column.
    pub orders: BTreeMap<u32, OrderEvidence>,
    /// What it and slices before it amount to, where that was asked for.
    pub glance: Option<Box<Glance>>,
}

/// What the slices amount to that a shard has read since the glance before, while nothing is known of duplicates.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Glance {
    /// Records in them.
    pub records: u64,
    /// The values of categories that this shard has met, sorted.
    pub dictionaries: Vec<(Dimension, Vec<String>)>,
    /// The answer to the question without a selection. Durations have no bins yet.
    pub summary: Summary,
    /// All durations.
    pub durations: Quantiles,
    /// First and last start, in seconds on the clock of the zone.
    pub starts: Option<(i64, i64)>,
    /// What there are columns for.
    pub has: Has,
}

/// What became of the files that are read whole: dimensions and deltas.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tabled {
    /// What the rules found in each file; lines count from the file's first.
    pub files: BTreeMap<FileId, Quality>,
}

/// What duplicates there are, after the shards have exchanged their keys.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Keyed {
    /// Rows of this shard that had a key, by file.
    pub keyed: BTreeMap<FileId, u64>,
    /// Rows of this shard that repeat another one, by file.
    pub repeats: BTreeMap<FileId, u64>,
    /// Rows of this shard that have the key of another one with other values, by file.
    pub conflicts: BTreeMap<FileId, u64>,
    /// This shard's category values.
    pub dictionaries: Vec<(Dimension, Vec<String>)>,
    /// Agents of transcripts as they are spelled, and in how many rows.
    pub agents: BTreeMap<String, u64>,
    /// First and last start of this shard's rows.
    pub starts: Option<(i64, i64)>,
}

/// What all shards must know before they can answer: the same dictionaries, which rows lose, where lines begin.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settlement {
    /// Files whose key column is one: duplicates lose. In the others nothing is merged.
    pub merge: Vec<FileId>,
    /// Values of each category dimension, sorted: a value's place is its code everywhere.
    pub dictionaries: Vec<(Dimension, Vec<String>)>,
    /// Lines before each slice.
    pub lines: BTreeMap<(FileId, u32), u64>,
    /// The workspace zone.
    pub zone: String,
    /// Which deltas are applied, and how.
    pub replay: Replay,
    /// Agents of transcripts as all shards spell them, and in how many rows.
    pub agents: BTreeMap<String, u64>,
    /// First and last start of the rows of all shards: days between those of two shards may be odd, too.
    pub starts: Option<(i64, i64)>,
}

/// What a shard says after settling.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    /// What duplicates did to each file: merged and rejected rows and their findings, to be added to the file's
    /// quality (with `kept` counted down by their sum).
    pub duplicates: BTreeMap<FileId, Quality>,
    /// Durations of all live calls.
    pub durations: Quantiles,
    /// First and last start of the live calls, in seconds on the clock of the zone.
    pub starts: Option<(i64, i64)>,
    /// Days between them that have 23 or 25 hours in the zone.
    pub odd_days: BTreeMap<i64, u8>,
    /// Which of the measures' columns any file brings, and whether any start is an instant or a wall clock.
    pub has: Has,
    /// Categories that dimensions bring, with their values, sorted.
    pub joined: Vec<(Dimension, Vec<String>)>,
    /// Columns of keys that have names, and need no menu of their own.
    pub hidden: Vec<Dimension>,
    /// Spellings of agents that were merged: the spelling, the name it counts as, why.
    pub spellings: Vec<(String, String, String)>,
    /// Table and key of records that are gone and to which live rows of this shard refer.
    pub missed: BTreeSet<(String, String)>,
    /// Live rows of this shard that have their other side.
    pub with: u64,
    /// Records of companions that rows of this shard have as their other side.
    pub found: u64,
    /// What the deltas did; only one shard says it. Its lost records are those that any row could miss.
    pub applied: Option<Applied>,
}

/// What the data has columns for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Has {
    /// A call type.
    pub types: bool,
    /// A status.
    pub status: bool,
    /// A duration, or an end.
    pub duration: bool,
    /// A cost.
    pub cost: bool,
    /// A channel.
    pub channel: bool,
    /// A contact centre.
    pub center: bool,
    /// A service category.
    pub category: bool,
    /// A time of resolution.
    pub resolution: bool,
    /// A satisfaction rating.
    pub rating: bool,
    /// A transcript.
    pub transcript: bool,
    /// Durations that are estimated from the words of transcripts.
    pub estimated: bool,
    /// Durations of transcripts that are those of their call records.
    pub recorded: bool,
    /// Columns of another subject whose records share ids with these.
    pub joined: bool,
    /// Start times that are instants.
    pub instants: bool,
    /// Start times that are wall clocks.
    pub walls: bool,
}

impl Has {
    /// Either of both.
    #[must_use]
    pub fn or(self, other: Has) -> Has {
        Has {
            types: self.types || other.types,
            status: self.status || other.status,
            duration: self.duration || other.duration,
            cost: self.cost || other.cost,
            channel: self.channel || other.channel,
            center: self.center || other.center,
            category: self.category || other.category,
            resolution: self.resolution || other.resolution,
            rating: self.rating || other.rating,
            transcript: self.transcript || other.transcript,
            estimated: self.estimated || other.estimated,
            recorded: self.recorded || other.recorded,
            joined: self.joined || other.joined,
            instants: self.instants || other.instants,
            walls: self.walls || other.walls,
        }
    }
}

/// By what rows are sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum SortBy {
    /// As the files have them.
    #[default]
    File,
    /// By start.
    Start,
    /// By duration; calls without one last.
    Duration,
    /// By cost; calls without one last.
    Cost,
    /// By type.
    Type,
    /// By status.
    Status,
    /// By agent.
    Agent,
    /// By channel.
    Channel,
    /// By contact centre.
    Center,
    /// By service category.
    Category,
    /// By rating.
    Rating,
    /// By the time from start to resolution; interactions without one last.
    Work,
    /// Those first that a person should look at: negative and converted, then negative, then unsure; among equals the
    /// least sure first.
    Review,
    /// By label.
    Sentiment,
    /// By score; transcripts without one last.
    Score,
    /// By what the customer agreed to.
    Conversion,
    /// By the price of what was sold on top; calls without one last.
    Upsell,
}

/// An order of rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Sort {
    /// By what.
    pub by: SortBy,
    /// Largest first.
    pub descending: bool,
}

/// Where a row stands in an order: its value, then its place. Unique.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SortKey {
    /// The value; turned round when descending.
    pub value: i64,
    /// The row.
    pub place: Place,
}

/// One row of the table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Where it stands in the order.
    pub key: SortKey,
    /// Clean cells as they are shown, one for each of [`table`].
    pub cells: Vec<String>,
}

/// A column of the table: title, and what a click on it sorts by.
pub type Heading = (&'static str, Option<SortBy>);

/// Columns of the table of a subject, those of the other side last where records are joined.
pub fn table(subject: Subject, joined: bool) -> Vec<Heading> {
    let (own, others): (&[Heading], &[Heading]) = match subject {
        Subject::Calls => (CALLS, OF_TRANSCRIPTS),
        Subject::Interactions => (INTERACTIONS, &[]),
        Subject::Transcripts => (TRANSCRIPTS, OF_CALLS),
    };
    own.iter().chain(others.iter().filter(|_| joined)).copied().collect()
}

/// What calls hear of their transcripts.
const OF_TRANSCRIPTS: &[Heading] = &[
    ("Sentiment", Some(SortBy::Sentiment)),
    ("Conversion", Some(SortBy::Conversion)),
    ("Upsell", Some(SortBy::Upsell)),
];

/// What transcripts hear of their calls.
const OF_CALLS: &[Heading] =
    &[("Type", Some(SortBy::Type)), ("Status", Some(SortBy::Status)), ("Cost", Some(SortBy::Cost))];

const INTERACTIONS: &[Heading] = &[
    ("Interaction id", None),
    ("Start", Some(SortBy::Start)),
    ("Channel", Some(SortBy::Channel)),
    ("Contact center", Some(SortBy::Center)),
    ("Category", Some(SortBy::Category)),
    ("Agent", Some(SortBy::Agent)),
    ("Duration", Some(SortBy::Duration)),
    ("Work time", Some(SortBy::Work)),
    ("Rating", Some(SortBy::Rating)),
];

const TRANSCRIPTS: &[Heading] = &[
    ("Call id", None),
    ("Start", Some(SortBy::Start)),
    ("Agent", Some(SortBy::Agent)),
    ("Sentiment", Some(SortBy::Sentiment)),
    ("Score", Some(SortBy::Score)),
    ("Conversion", Some(SortBy::Conversion)),
    ("Upsell", Some(SortBy::Upsell)),
    ("Product", None),
    ("Duration", Some(SortBy::Duration)),
];

const CALLS: &[Heading] = &[
    ("Call id", None),
    ("Start", Some(SortBy::Start)),
    ("Type", Some(SortBy::Type)),
    ("Status", Some(SortBy::Status)),
    ("Duration", Some(SortBy::Duration)),
    ("Cost", Some(SortBy::Cost)),
    ("Caller", None),
    ("Callee", None),
    ("Agent", Some(SortBy::Agent)),
];

/// One call with all its original cells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The row.
    pub place: Place,
    /// The file's name.
    pub file: String,
    /// Its line in the file, from 1.
    pub line: u64,
    /// Column name, the cell as it stands in the file, and the clean value where one is read from it.
    pub cells: Vec<(String, String, Option<String>)>,
    /// Names behind the keys of other tables: title, name.
    pub names: Vec<(String, String)>,
    /// The table and the key under which deltas may speak of it.
    pub key: Option<(String, String)>,
    /// The record of the other subject that has the same id.
    pub other: Option<Box<Other>>,
}

/// The record of the other subject that has the same id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Other {
    /// What it is.
    pub subject: Subject,
    /// The file's name.
    pub file: String,
    /// Its line in the file, from 1.
    pub line: u64,
    /// Column name, the cell as it stands in the file, and the clean value where one is read from it.
    pub cells: Vec<(String, String, Option<String>)>,
}

/// One turn of a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    /// Who speaks.
    pub speaker: Speaker,
    /// The speaker's name as the transcript has it; empty where it has none.
    pub name: String,
    /// What is said, cleaned. The spans of the score count its bytes.
    pub text: String,
    /// Milliseconds from the start of the call, where the transcript says it.
    pub start: Option<i64>,
}

/// One call with its transcript and why it was scored as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conversation {
    /// The row.
    pub place: Place,
    /// Its key.
    pub call: String,
    /// The agent, as the selection has it.
    pub agent: String,
    /// When it began, on the clock of the zone; empty when nobody knows.
    pub start: String,
    /// Milliseconds.
    pub duration: i64,
    /// Whether the duration is estimated from the number of words.
    pub estimated: bool,
    /// Whether the duration is that of the call record.
    pub recorded: bool,
    /// The call record.
    pub record: Option<Other>,
    /// The file, or the document in it.
    pub file: String,
    /// Its line in the file, from 1.
    pub line: u64,
    /// The turns.
    pub turns: Vec<Turn>,
    /// The scores, with evidence.
    pub score: Score,
    /// Label and score by the pack of plain keywords, to compare with.
    pub plain: (Label, i32),
}

/// What a person says of a transcript's label.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// The call's key.
    pub call: String,
    /// The agent.
    pub agent: String,
    /// The machine's label.
    pub machine: Label,
    /// The machine's score, in ten-thousandths.
    pub score: i32,
    /// The person's label.
    pub person: Label,
    /// Why.
    pub reason: String,
    /// The span that weighed most, as it was said.
    pub quote: String,
}

/// Which rows an export takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Scope {
    /// Those that pass every clause.
    Selection,
    /// All kept rows.
    #[default]
    All,
}

/// How an export writes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Style {
    /// A byte order mark, and text cells that a spreadsheet would run as formulas are defused.
    pub excel: bool,
    /// Times in UTC instead of the workspace zone.
    pub utc: bool,
    /// When the files were read, in seconds since 1970-01-01 UTC, for tables that say it; 0 when it is not said.
    pub at: i64,
}

/// What a document is made from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Material {
    /// The numbers of a chart.
    View(Box<View>),
    /// What became of the files' rows: name, quality.
    Quality(Vec<(String, Quality)>),
    /// The report and the answers.
    Support(Box<Support>),
    /// What people said of labels.
    Reviews(Vec<Review>),
}

/// The report, the answers and the agents of a selection.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Support {
    /// The selection they are of, in words; empty when it is everything.
    pub selection: Vec<String>,
    /// With what they were asked.
    pub asked: Asked,
    /// The workspace zone.
    pub zone: String,
    /// Interactions they count.
    pub interactions: u64,
    /// The quarters that have interactions.
    pub quarters: Vec<Quarter>,
    /// The support report.
    pub report: Vec<ReportLine>,
    /// The answers.
    pub statements: Vec<Statement>,
    /// The months of the agents' sparklines.
    pub months: Vec<String>,
    /// The agents.
    pub agents: Vec<AgentLine>,
    /// What the agents belong to: contact centres, departments.
    pub groups: Vec<(Dimension, Vec<AgentLine>)>,
    /// What the report needs and the data has not.
    pub needs: Vec<String>,
    /// Agents, days and products of transcripts; empty when there are none.
    pub performance: PerformanceTable,
}

/// An export that the engine offers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportInfo {
    /// Its name on the command line and in the code.
    pub id: String,
    /// Its name on screen.
    pub title: String,
    /// The file's name without its ending.
    pub stem: String,
    /// The file's ending.
    pub ending: String,
    /// The media type.
    pub mime: String,
    /// Whether it goes over the rows (and has a scope) or is made from one [`Material`].
    pub rows: bool,
    /// What stands between two rows of different parts, and after the last one.
    pub glue: (String, String),
}

/// What a shard can do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Abilities {
    /// Ids of the formats it reads.
    pub formats: Vec<String>,
    /// What it exports.
    pub exports: Vec<ExportInfo>,
    /// Names of the zones it knows.
    pub zones: Vec<String>,
    /// Rule packs that come with the product, the default first.
    pub packs: Vec<PackInfo>,
}

/// A rule pack that comes with the product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackInfo {
    /// Its name on the command line.
    pub id: String,
    /// Its name on screen.
    pub title: String,
    /// The pack, as TOML.
    pub text: String,
}

/// By what transcripts are scored.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// The rule pack as TOML; empty for the one that comes with the product.
    pub pack: String,
    /// The pack to compare labels with, in the same way; `None` for no comparison.
    pub before: Option<String>,
    /// Whether spellings of one agent stay apart.
    pub keep_names: bool,
    /// Spellings that are not merged with others.
    pub apart: BTreeSet<String>,
}

/// What a shard is asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// The first message.
    Hello {
        /// [`PROTOCOL`] of the page.
        protocol: u32,
        /// Which shard this is.
        shard: ShardId,
        /// Out of how many.
        shards: u32,
    },
    /// A file exists; what reads it rides beside the message.
    Open {
        /// The file.
        file: FileId,
        /// Its path.
        name: String,
        /// Its bytes.
        size: u64,
    },
    /// Begin a new draft: what is loaded from now on takes the place of what is there when it is settled.
    Begin {
        /// Its number among loads and replays: what shards tell each other of an older one is void.
        load: u32,
    },
    /// Make sample data; its bytes come beside the reply.
    Generate(Made),
    /// Turn a file that cannot be cut anywhere into UTF-8; its bytes come beside the reply.
    Transcode {
        /// The file.
        file: FileId,
        /// What it is in.
        encoding: Encoding,
    },
    /// What is in the first megabyte?
    Propose {
        /// The file.
        file: FileId,
        /// How to cut it, when the user says so.
        dialect: Option<Dialect>,
        /// The workspace zone.
        zone: String,
    },
    /// How the file is read from now on.
    Prepare {
        /// The file.
        file: FileId,
        /// How.
        plan: Plan,
        /// Whether its records are not counted, but add columns to those that are.
        companion: bool,
    },
    /// Read the files that are read whole: the tables and what changes them. Only one shard is asked.
    Tables {
        /// Dimensions and deltas: file, where its records begin, and lines before them.
        files: Vec<(FileId, u64, u64)>,
    },
    /// Read, clean and keep a slice (in the place of what was kept of it).
    Load {
        /// The file.
        file: FileId,
        /// The slice.
        slice: Slice,
        /// Whether to say with a [`Glance`] what has been read since the one before.
        glance: bool,
    },
    /// All slices are kept: exchange keys with the other shards.
    Exchange,
    /// The rest of what you must know.
    Settle(Settlement),
    /// Apply the deltas anew.
    Replay {
        /// Which are applied, and how.
        replay: Replay,
        /// Its number among loads and replays: what shards tell each other of an older one is void.
        number: u32,
    },
    /// Count.
    Ask(Question),
    /// Count everything for each bin of a chart.
    Index {
        /// What is counted; it has no clause of the chart's dimension.
        question: Question,
        /// The bins.
        strip: Strip,
    },
    /// Count for report, answers and agents what the newest question selects.
    Tabulate {
        /// Comes back with the reply.
        ticket: u64,
    },
    /// The history of a record.
    History {
        /// The table.
        table: String,
        /// The key.
        key: String,
    },
    /// A file of what deltas did or left: the audit, the conflicts, a dimension. Only one shard is asked.
    LedgerFile {
        /// The export's id.
        export: String,
        /// The table; empty where there is only one.
        table: String,
        /// How.
        style: Style,
    },
    /// Find the rows in which an id or category contains a text.
    Search {
        /// In lower case.
        text: String,
    },
    /// Sort the rows that pass every clause of the newest question.
    Sort(Sort),
    /// The keys of the sorted rows from a key on.
    Window {
        /// The first one; `None` for the very first.
        from: Option<SortKey>,
        /// How many at most.
        count: u32,
    },
    /// These rows, with their cells read from the files.
    Rows(Vec<SortKey>),
    /// One call with its original cells.
    Record(Place),
    /// One call with its transcript and scores.
    Conversation(Place),
    /// The rules by which transcripts are scored from the next load on. Answered by `Ruled`.
    Rules(Box<Rules>),
    /// The rows of a slice, as a part of a file.
    Export {
        /// The export's id.
        export: String,
        /// The file.
        file: FileId,
        /// The slice's number.
        slice: u32,
        /// Which rows.
        scope: Scope,
        /// How.
        style: Style,
    },
    /// The first bytes of a row export: byte order mark and header.
    Head {
        /// The export's id.
        export: String,
        /// How.
        style: Style,
    },
    /// A document, whole.
    Document {
        /// The export's id.
        export: String,
        /// From what.
        material: Material,
        /// How.
        style: Style,
    },
    /// Drop the draft and what is under way.
    Cancel,
}

/// What a shard answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Reply {
    /// To `Hello`.
    Ready {
        /// [`PROTOCOL`] of the shard.
        protocol: u32,
        /// What it can do.
        abilities: Abilities,
    },
    /// To `Generate`; the bytes of all files come beside, one after the other.
    Generated {
        /// Path and bytes of each file.
        files: Vec<(String, u64)>,
    },
    /// To `Propose` of an archive; the bytes of its files come beside, one after the other.
    Unpacked {
        /// The archive.
        file: FileId,
        /// Path and bytes of each file.
        files: Vec<(String, u64)>,
    },
    /// To `Transcode`; the bytes come beside.
    Transcoded {
        /// The file.
        file: FileId,
    },
    /// To `Propose`.
    Proposed {
        /// The file.
        file: FileId,
        /// What it would be, or why it cannot be used.
        proposal: Box<Result<Proposal, Failure>>,
    },
    /// Bytes read since the last one.
    Progress {
        /// The file.
        file: FileId,
        /// The slice.
        slice: u32,
        /// Bytes read of this slice so far.
        bytes: u64,
    },
    /// To `Tables`.
    Tabled(Box<Tabled>),
    /// To `Load`.
    Loaded(Box<Loaded>),
    /// To `Exchange`.
    Keyed(Box<Keyed>),
    /// To `Settle` and `Replay`.
    Settled(Box<Settled>),
    /// To `Ask`.
    Answer {
        /// The question's ticket.
        ticket: u64,
        /// The partial answer.
        summary: Box<Summary>,
    },
    /// To `Index`: a partial answer for each bin, and one for the rows that the chart has no place for. Where nothing is
    /// highlighted they leave the figures of what is selected out, which are those of the whole.
    Indexed {
        /// The question's ticket.
        ticket: u64,
        /// The partial answers.
        parts: Vec<Summary>,
    },
    /// To `Tabulate`.
    Tabulated {
        /// The ticket of the request.
        ticket: u64,
        /// What was counted.
        tabulation: Box<Tabulation>,
    },
    /// To `History`.
    History(Box<History>),
    /// To `Search`.
    Searched {
        /// Rows found.
        found: u64,
    },
    /// To `Sort`.
    Sorted {
        /// How many rows.
        count: u64,
        /// The key of every [`FENCE`]th row, from the first.
        fences: Vec<SortKey>,
    },
    /// To `Window`.
    Window {
        /// Rows before the first key.
        before: u64,
        /// The keys, ascending.
        keys: Vec<SortKey>,
    },
    /// To `Rows`.
    Rows(Vec<Row>),
    /// To `Record`.
    Record(Record),
    /// To `Conversation`.
    Conversation(Box<Conversation>),
    /// To `Rules`: what is wrong with them, if anything; then the old ones stay.
    Ruled(Option<Failure>),
    /// To `Export`, `Head`, `Document` and `LedgerFile`; the bytes come beside.
    Part {
        /// The file; 0 for heads and documents.
        file: FileId,
        /// The slice; 0 for heads and documents.
        slice: u32,
        /// How many rows it has.
        rows: u64,
    },
    /// To `Cancel`: the draft is gone.
    Cancelled,
    /// To any request that could not be answered.
    Failed(Failure),
}

/// Every how many rows a sorted shard names a key.
pub const FENCE: usize = 512;
