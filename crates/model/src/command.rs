//! What a surface (page, command line, test) tells the coordinator, and what it hears from it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::dimension::Dimension;
use crate::measure::Outcome;
use crate::message::{
    Abilities, Failure, FileId, Has, Place, Record, Row, Sample, Scope, ShardId, Sort, Style,
};
use crate::plan::{Dialect, Plan, Proposal};
use crate::quality::Quality;
use crate::question::{BinChoice, Show};
use crate::selection::Selection;
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
    Generate(Sample),
    /// Read these files, and only these, in this order of numbers. Answered by `Progress` … `Loaded`. The same
    /// files with other plans (another zone, another rule) are read again.
    Load(Vec<(FileId, Plan)>),
    /// Stop loading, searching or exporting; what was there before a load stays.
    Cancel,
    /// Ask. A newer question replaces one that waits; answered by `Answered`.
    Ask(Ask),
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
}

/// What a surface hears.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The shards are there.
    Ready(Abilities),
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
    /// Sample data; the bulk beside it is the file.
    Generated,
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
    /// Loading was cancelled; what was there before is there again (`None`: nothing).
    Cancelled,
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
    /// A file is ready: its parts are the bulks that came with it.
    Exported {
        /// Its name.
        name: String,
        /// Its media type.
        mime: String,
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
    /// became of its rows.
    pub files: Vec<Loadout>,
    /// The same in sum.
    pub quality: Quality,
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
    /// Columns whose day and month could be either way round throughout: name, how many dates, an example as
    /// month first, as day first.
    pub ambiguous: Vec<(String, u64, String, String)>,
}
