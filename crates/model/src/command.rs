//! What a surface (page, command line, test) tells the coordinator, and what it hears from it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::companion::Joined;
use crate::delta::{Applied, History, Replay};
use crate::dimension::Dimension;
use crate::measure::Outcome;
use crate::message::{
    Abilities, Conversation, Failure, FileId, Has, Made, Place, Record, Review, Row, Rules, Scope, ShardId,
    Sort, Style, Support,
};
use crate::plan::{Dialect, Plan, Proposal};
use crate::quality::Quality;
use crate::question::{BinChoice, Show};
use crate::selection::Selection;
use crate::statements::Asked;
use crate::table::{MonthBy, Subject};
use crate::view::View;

/// A file that the surface can read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Its number. Numbers follow the byte order of the paths.
    pub file: FileId,
    /// Its path.
    pub name: String,
    /// Its bytes.
    pub size: u64,
}

/// What is asked of the data.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ask {
    /// Which rows.
    pub selection: Selection,
    /// Which bins.
    pub bins: BinChoice,
    /// How it is shown.
    pub show: Show,
    /// What statuses mean, where the user says so.
    pub outcomes: BTreeMap<String, Outcome>,
    /// Whether a chart's own clauses filter it too (the measuring interface).
    pub own: bool,
    /// What the chart of interactions by status shows, when the user says so.
    pub by: Option<Dimension>,
    /// Whether a brush is still being moved: then the index of its chart may answer, see [`Command::Brush`].
    pub moving: bool,
}

/// What a surface wants.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Greet the shards.
    Start,
    /// Look at files. Each is answered by `Proposed` or `Refused`.
    Add {
        /// The files.
        sources: Vec<Source>,
        /// The workspace zone.
        zone: String,
    },
    /// Look at a file again, cut as the user says.
    Propose {
        /// The file.
        file: FileId,
        /// How to cut it.
        dialect: Dialect,
    },
    /// Make sample data. Answered by `Generated`, with the bytes beside.
    Generate(Made),
    /// Read these files, and only these, in this order of numbers. Answered by `Progress` … `Loaded`. The same
    /// files with other plans (another zone, another rule) are read again. The first one says what the subject is;
    /// files of its partner only add columns to it (see [`crate::companion`]).
    Load(Vec<(FileId, Plan)>),
    /// Stop loading, searching or exporting; what was there before a load stays.
    Cancel,
    /// Which deltas are applied, and how: from now on, and to what is loaded. Then answered by `Replayed`.
    Replay(Replay),
    /// Ask. A newer question replaces one that waits; answered by `Answered`.
    Ask(Ask),
    /// A chart is about to be brushed: everything is counted for each of its bins, so that questions that differ from this
    /// one in the span of the brush alone are answered at once.
    Brush {
        /// The question of the hour.
        ask: Ask,
        /// What the chart is of.
        dimension: Dimension,
    },
    /// The report, the answers and the agents of the newest question's selection. Answered by `Tabulated`.
    Tabulate(Asked),
    /// The history of a record of a table. Answered by `History`.
    History {
        /// The table.
        table: String,
        /// The key.
        key: String,
    },
    /// Rows of the newest question's selection. Answered by `Rows`.
    Rows {
        /// In which order.
        sort: Sort,
        /// From which one on.
        first: u64,
        /// How many.
        count: u32,
    },
    /// One call. Answered by `Record`.
    Open(Place),
    /// One call with its transcript. Answered by `Conversation`.
    Listen(Place),
    /// By what transcripts are scored from the next load on. Answered by `Ruled`.
    Rules(Rules),
    /// What people said of labels, as a file.
    ExportReviews {
        /// The export's id.
        export: String,
        /// What they said.
        reviews: Vec<Review>,
        /// How.
        style: Style,
    },
    /// Rows as a file. Answered by `Exported`, with its parts beside.
    Export {
        /// The export's id.
        export: String,
        /// Which rows.
        scope: Scope,
        /// How.
        style: Style,
    },
    /// The table of a chart as a file.
    ExportView {
        /// The numbers.
        view: Box<View>,
        /// How.
        style: Style,
    },
    /// The quality report as a file.
    ExportQuality,
    /// A table as it is after the deltas, as a file.
    ExportTable {
        /// The table.
        table: String,
        /// The export's id.
        export: String,
        /// Which rows, of the facts.
        scope: Scope,
        /// How.
        style: Style,
    },
    /// What the deltas did, as a file.
    ExportLedger {
        /// The export's id.
        export: String,
        /// How.
        style: Style,
    },
    /// The report or the answers as a file.
    ExportSupport {
        /// The export's id.
        export: String,
        /// What it is made from.
        support: Box<Support>,
        /// How.
        style: Style,
    },
}

/// What a surface hears.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The shards are there.
    Ready(Abilities),
    /// What was read so far of large files amounts to this, duplicates included.
    Partial {
        /// The answer to the question without a selection.
        answer: Box<Answer>,
        /// How many records were read.
        records: u64,
    },
    /// What a file would be.
    Proposed {
        /// The file.
        file: FileId,
        /// How it would be read.
        proposal: Box<Proposal>,
    },
    /// Why a file cannot be used.
    Refused {
        /// The file.
        file: FileId,
        /// Why, and what would help.
        failure: Failure,
    },
    /// A file that had to be turned into UTF-8: the bulk beside it is to be read in its place from now on (the
    /// size is the bulk's).
    Transcoded {
        /// The file.
        file: FileId,
    },
    /// Sample data; the bulk beside it holds the files one after the other.
    Generated {
        /// Path and bytes of each file.
        files: Vec<(String, u64)>,
    },
    /// An archive; the bulk beside it holds its files one after the other, to be read in its place.
    Unpacked {
        /// The archive.
        file: FileId,
        /// Path and bytes of each file.
        files: Vec<(String, u64)>,
    },
    /// How far loading is.
    Progress {
        /// The file.
        file: FileId,
        /// Bytes read so far.
        bytes: u64,
        /// Records read so far.
        rows: u64,
    },
    /// Everything is loaded.
    Loaded(Box<Overview>),
    /// The deltas were applied anew: what is there now.
    Replayed(Box<Overview>),
    /// The report, the answers and the agents.
    Tabulated(Box<Support>),
    /// The history of a record.
    History(Box<History>),
    /// Loading was cancelled; what was there before is there again (`None`: nothing).
    Cancelled,
    /// A chart that the pointer came to can be brushed: what it is of.
    Indexed(Dimension),
    /// An answer to the newest question.
    Answered(Box<Answer>),
    /// Rows of the table.
    Rows {
        /// The order.
        sort: Sort,
        /// Number of the first one.
        first: u64,
        /// The rows.
        rows: Vec<Row>,
        /// How many there are in all.
        total: u64,
    },
    /// One call.
    Record(Box<Record>),
    /// One call with its transcript.
    Conversation(Box<Conversation>),
    /// The rules are taken from the next load on, or why they are not: then the old ones stay.
    Ruled(Option<Failure>),
    /// A file is ready: its parts are the bulks that came with it.
    Exported {
        /// Its name.
        name: String,
        /// Its media type.
        mime: String,
        /// What is to be written before each part, and after the last one.
        glue: Vec<String>,
    },
    /// A shard died and must be started anew, with all files; then what was under way is done again.
    Restart(ShardId),
    /// Something went wrong.
    Failed(Failure),
}

/// What was loaded.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overview {
    /// Each file: its number, name, the plan it was read with (which the whole file may have corrected), what
    /// became of its rows. Companions come last.
    pub files: Vec<Loadout>,
    /// What became of the rows of all files but the companions, in sum.
    pub quality: Quality,
    /// What the records are.
    pub subject: Subject,
    /// What the deltas did, where there can be any.
    pub applied: Option<Box<Applied>>,
    /// Which time decides the month of an interaction.
    pub month_by: MonthBy,
    /// The workspace zone.
    pub zone: String,
    /// What there are columns for.
    pub has: Has,
    /// Category dimensions with their values, sorted.
    pub dictionaries: Vec<(Dimension, Vec<String>)>,
    /// First and last day of the data in the zone.
    pub days: Option<(i64, i64)>,
    /// Longest edge of the default bins, in milliseconds: the end of a duration slider.
    pub longest: i64,
    /// Spellings of agents that were merged: the spelling, the name it counts as, why.
    pub spellings: Vec<(String, String, String)>,
    /// How many records have found their other side; `None` without companions.
    pub joined: Option<Joined>,
    /// Sentences worth knowing ("call_id repeats in 40 % of the rows, so it is not a key: nothing was merged").
    pub notes: Vec<String>,
}

/// One loaded file.
#[derive(Clone, Debug, PartialEq)]
pub struct Loadout {
    /// Its number.
    pub file: FileId,
    /// Its path.
    pub name: String,
    /// How it was read.
    pub plan: Plan,
    /// What became of its rows.
    pub quality: Quality,
    /// Whether its records are not counted, but add columns to those that are.
    pub companion: bool,
    /// Columns whose day and month could be either way round throughout: name, how many dates, an example as
    /// month first, as day first.
    pub ambiguous: Vec<(String, u64, String, String)>,
}
