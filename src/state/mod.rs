//! What the page knows, as one plain struct. Nothing here touches the browser; only [`reduce`] changes it, the
//! methods of [`State`] only derive. No number is computed here: answers come from the workers.

mod files;
mod heard;
mod loading;
mod notice;
mod reduce;
mod settings;
mod table;
mod talk;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::Arc;

use callscape_model::answer::Menu;
use callscape_model::command::{Ask, Command, Event, Overview};
use callscape_model::delta::{History, Replay};
use callscape_model::dimension::Dimension;
use callscape_model::message::{
    Abilities, FileId, Place, Record, Rules, Scope, Sort, SortBy, Style, Support,
};
use callscape_model::month::Quarter;
use callscape_model::plan::{DateOrder, Dialect, Plan};
use callscape_model::quality::{Action, Rule};
use callscape_model::score::Label;
use callscape_model::selection::{Clause, Mode, Selection, Set};
use callscape_model::table::{Membership, Subject};
use callscape_model::view::{Tile, View};

pub(crate) use files::{Entry, Files, Progress, Stage};
pub(crate) use notice::{Level, Notice, Retry};
pub(crate) use reduce::reduce;
pub(crate) use settings::{Settings, Theme};
pub(crate) use table::Table;
pub(crate) use talk::{Spot, Talk, analysed, is_telling};

/// Something that is made once and shared: the same when it is the very same one, so that comparing costs nothing.
#[derive(Debug, Default)]
pub(crate) struct Shared<T>(Arc<T>);

impl<T> Shared<T> {
    pub(crate) fn new(value: T) -> Self {
        Shared(Arc::new(value))
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Shared(Arc::clone(&self.0))
    }
}

impl<T> PartialEq for Shared<T> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

/// Names a JavaScript file that the store holds.
pub(crate) type Token = u32;

/// The views that exist.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Page {
    #[default]
    Dashboard,
    Rows,
    Transcripts,
    Quality,
    Deltas,
    Report,
    Answers,
    Agents,
}

impl Page {
    /// Every view with its name in addresses, its name on screen and its key after `g`.
    pub(crate) const ALL: &[(Page, &'static str, &'static str, &'static str)] = &[
        (Page::Dashboard, "dashboard", "Dashboard", "d"),
        (Page::Rows, "rows", "Rows", "r"),
        (Page::Transcripts, "transcripts", "Transcripts", "t"),
        (Page::Quality, "quality", "Data quality", "q"),
        (Page::Deltas, "deltas", "Deltas", "c"),
        (Page::Report, "report", "Report", "s"),
        (Page::Answers, "answers", "Answers", "a"),
        (Page::Agents, "agents", "Agents", "n"),
    ];

    /// Whether there is something to show in it of records of a subject.
    pub(crate) fn suits(self, subject: Subject) -> bool {
        match self {
            Page::Dashboard | Page::Rows | Page::Quality => true,
            Page::Deltas | Page::Answers => subject == Subject::Interactions,
            Page::Report | Page::Agents => subject != Subject::Calls,
            Page::Transcripts => subject == Subject::Transcripts,
        }
    }

    /// Whether it shows what is tabulated: the report, the answers, the agents.
    pub(crate) fn is_tabulated(self) -> bool {
        matches!(self, Page::Report | Page::Answers | Page::Agents)
    }

    /// Its name in addresses.
    pub(crate) fn id(self) -> &'static str {
        Self::ALL.iter().find(|(page, ..)| *page == self).map_or("", |(_, id, ..)| id)
    }
}

/// What the page is doing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Phase {
    /// The workers are not there yet.
    #[default]
    Starting,
    /// Nothing is under way.
    Idle,
    /// Sample data is being made.
    Generating,
    /// Dropped files are being looked at.
    Looking,
    /// The user is asked what columns mean.
    Asking,
    /// Files are being read.
    Loading,
}

/// What lies over the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Panel {
    #[default]
    None,
    Help,
    Export,
    /// How a file is read.
    Mapping(FileId),
    /// One call, or one interaction.
    Record,
    /// The history of a record of any table.
    History,
    /// By what transcripts are scored.
    Rules,
}

/// A mark that the pointer or the focus is on: chart and bucket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tip {
    pub(crate) chart: String,
    pub(crate) index: usize,
}

/// A file that was dropped, chosen, pasted or made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Dropped {
    pub(crate) token: Token,
    pub(crate) name: String,
    pub(crate) size: u64,
    /// When it was changed last, in milliseconds, where the browser knows a file on disk behind it.
    pub(crate) modified: Option<u64>,
}

/// The samples.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sample {
    /// 5,000 call records.
    Calls,
    /// Support files with two monthly deltas.
    Support,
    /// 300 transcripts, one file for each.
    Transcripts,
}

/// What the user did, and what the workers and the browser said.
#[derive(Clone, Debug)]
pub(crate) enum Gesture {
    Heard(Event),
    /// Something failed outside the coordinator: message, what to do.
    Trouble(String, String),
    Dropped(Vec<Dropped>),
    /// So many files were found in dropped folders so far; `None`: that is all.
    Finding(Option<usize>),
    /// A file had to be turned into UTF-8: this is to be read in its place.
    Transcoded(FileId, Token, u64),
    /// The files of an archive, to be read in its place.
    Unpacked(FileId, Vec<Dropped>),
    Sample(Sample),
    /// Another subject of what was dropped.
    Switch(Subject),
    /// What a file is among the others.
    SetMember(FileId, Membership),
    /// Which deltas are applied, and how.
    Replay(Replay),
    /// The quarter that answers speak of; `None` for the one with the most interactions.
    SetQuarter(Option<Quarter>),
    OpenHistory {
        table: String,
        key: String,
    },
    ExportTable {
        table: String,
        export: String,
        scope: Scope,
        style: Style,
    },
    ExportLedger {
        export: String,
        style: Style,
    },
    ExportSupport {
        export: String,
        style: Style,
    },
    SetDialect(FileId, Dialect),
    SetPlan(FileId, Box<Plan>),
    Load,
    Skip(FileId),
    EditMapping(FileId),
    Cancel,
    Click {
        dimension: Dimension,
        set: Set,
        extend: bool,
    },
    Brush {
        dimension: Dimension,
        set: Set,
        settled: bool,
    },
    /// The pointer or the focus has come to a chart that can be brushed.
    Near(Dimension),
    Filter(Clause),
    DropClause(Dimension, Mode),
    KeepOnly,
    Exclude,
    ShowEverything,
    Escape,
    Turn(Page),
    /// The rows behind a mark, or behind what is selected.
    ViewData(Option<(Dimension, Set)>),
    Undo,
    Redo,
    /// The browser went to an address: the fragment, and the step that we noted there.
    Visited(String, Option<u32>),
    Set(Settings),
    Look {
        first: u64,
        last: u64,
    },
    SortRows(SortBy),
    /// In this order.
    Order(Sort),
    OpenRecord(Place),
    /// Opens a transcript.
    Listen(Place),
    /// Turns to a place of the transcript that is open.
    Spot(Option<Spot>),
    /// To the next place that tells something, or the one before.
    Jump(bool),
    /// What the user says of the label of the transcript that is open, and why; `None` takes it back.
    Review(Option<(Label, String)>),
    /// Other rules.
    SetRules(Box<Rules>),
    ExportReviews {
        style: Style,
    },
    Open(Panel),
    Close,
    Export {
        export: String,
        scope: Scope,
        style: Style,
    },
    ExportView {
        chart: String,
        style: Style,
    },
    ExportQuality,
    SetAction(Rule, Action),
    SetOrder {
        file: FileId,
        column: String,
        order: DateOrder,
    },
    CloseReceipt,
    Dismiss(u32),
    Retry(u32),
    Point(Option<Tip>),
    ForgetMappings,
}

/// What the page is to do after a gesture.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Effect {
    /// Tell the coordinator.
    Tell(Command),
    /// From now on these numbers stand for these files.
    Bind(Vec<(FileId, Token)>),
    /// A new entry in the browser's history, of this fragment and step.
    Push(String, u32),
    /// Another fragment for the entry that we are at.
    Replace(String, u32),
    /// Through the browser's history.
    Go(i32),
    /// Store the settings for the next visit.
    Store(Settings),
    /// Store a mapping for files with the same headers.
    Remember(Plan),
    /// Forget all stored mappings.
    Forget,
}

/// Where the page is in the browser's history, as far as it knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Steps {
    pub(crate) now: u32,
    pub(crate) last: u32,
    /// What the newest entry stands for.
    noted: (Page, Selection),
}

/// The page.
#[derive(Clone, Debug, Default)]
pub(crate) struct State {
    pub(crate) phase: Phase,
    pub(crate) abilities: Abilities,
    pub(crate) files: Files,
    pub(crate) data: Option<Shared<Overview>>,
    /// How long the last load took, in milliseconds.
    pub(crate) took: f64,
    pub(crate) receipt: bool,
    pub(crate) views: Vec<Shared<View>>,
    pub(crate) tiles: Shared<Vec<Tile>>,
    pub(crate) menus: Shared<Vec<Menu>>,
    pub(crate) counts: Counts,
    /// How many records were read so far, while views and tiles show no more than these.
    pub(crate) partial: Option<u64>,
    /// The selection that views, tiles and menus answer.
    answered: Option<Selection>,
    pub(crate) selection: Selection,
    pub(crate) page: Page,
    pub(crate) settings: Settings,
    pub(crate) table: Table,
    pub(crate) record: Option<Shared<Record>>,
    pub(crate) history: Option<Shared<History>>,
    pub(crate) talk: Talk,
    /// Files that were found so far in folders that are being looked through.
    pub(crate) finding: Option<usize>,
    /// The loads of this visit, newest last.
    pub(crate) runs: Vec<Run>,
    /// What is shown, or will be once it is loaded.
    pub(crate) subject: Subject,
    /// The selections of the other subjects.
    aside: BTreeMap<Subject, Selection>,
    pub(crate) replay: Replay,
    /// Whether deltas are being applied anew.
    pub(crate) replaying: bool,
    pub(crate) quarter: Option<Quarter>,
    /// The report, the answers and the agents.
    pub(crate) support: Option<Shared<Support>>,
    /// What they were asked of: the selection and the quarter; `None` when they must be asked again.
    tabulated: Option<(Selection, Option<Quarter>)>,
    /// What those that are there are of.
    counted: Option<(Selection, Option<Quarter>)>,
    pub(crate) panel: Panel,
    pub(crate) notices: Vec<Notice>,
    pub(crate) steps: Steps,
    pub(crate) tip: Option<Tip>,
    /// Whether a brush is being moved.
    moving: bool,
    exporting: bool,
    notice_ids: u32,
}

/// A load: when on the page's clock and how long it took, in milliseconds, and what became of the records.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Run {
    pub(crate) at: f64,
    pub(crate) took: f64,
    pub(crate) read: u64,
    pub(crate) kept: u64,
    pub(crate) gold: u64,
    pub(crate) rejected: u64,
}

/// How many calls there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) selected: u64,
    pub(crate) filtered: u64,
    pub(crate) all: u64,
}

impl State {
    /// What the coordinator is asked.
    pub(crate) fn ask(&self) -> Ask {
        Ask {
            selection: self.selection.clone(),
            bins: self.settings.bins,
            show: self.settings.show(),
            by: self.settings.by.clone().filter(|_| self.subject == Subject::Interactions),
            moving: self.moving,
            ..Ask::default()
        }
    }

    /// Whether a brush is being moved.
    pub(crate) fn is_moving(&self) -> bool {
        self.moving
    }

    /// Whether the numbers on screen are those of the selection.
    pub(crate) fn is_current(&self) -> bool {
        self.answered.as_ref() == Some(&self.selection)
    }

    /// The selection of the numbers on screen.
    pub(crate) fn answered_selection(&self) -> Selection {
        self.answered.clone().unwrap_or_default()
    }

    /// What the records on screen are.
    pub(crate) fn shown_subject(&self) -> Subject {
        self.data.as_ref().map_or(self.subject, |data| data.subject)
    }

    /// Whether the records on screen hear of those of another subject.
    pub(crate) fn is_joined(&self) -> bool {
        self.data.as_ref().is_some_and(|data| data.joined.is_some())
    }

    /// Whether the report and the answers that are there are those of what is selected.
    pub(crate) fn is_counted(&self) -> bool {
        let now = (self.selection.clone(), self.quarter);
        self.support.is_some()
            && !self.replaying
            && self.tabulated.as_ref() == Some(&now)
            && self.counted == self.tabulated
    }

    /// The subjects of all files that are there.
    pub(crate) fn subjects(&self) -> Vec<Subject> {
        self.files.subjects().0.into_iter().collect()
    }

    /// Whether there is data to show.
    pub(crate) fn has_data(&self) -> bool {
        self.data.is_some()
    }

    /// Whether something is under way that can be cancelled.
    pub(crate) fn is_busy(&self) -> bool {
        matches!(self.phase, Phase::Looking | Phase::Loading | Phase::Generating)
    }

    /// The view of a chart.
    pub(crate) fn view(&self, chart: &str) -> Option<Shared<View>> {
        self.views.iter().find(|view| view.chart == chart).cloned()
    }

    /// Whether a file is being written.
    pub(crate) fn is_exporting(&self) -> bool {
        self.exporting
    }

    /// One sentence on what is shown, for the status line.
    pub(crate) fn status(&self) -> String {
        use callscape_model::number::grouped;
        if self.partial.is_some() {
            // Told once, not with every part.
            return "Figures and charts fill while files are read.".to_owned();
        }
        if !self.has_data() || !self.is_current() {
            return String::new();
        }
        let Counts { selected, all, .. } = self.counts;
        let words: Vec<String> = self.selection.clauses().iter().map(clause_words).collect();
        let what = if words.is_empty() { "everything is shown".to_owned() } else { words.join(", ") };
        format!("{} of {} {}: {what}", grouped(selected), grouped(all), self.shown_subject().many())
    }

    fn notify(
        &mut self,
        level: Level,
        text: impl Into<String>,
        hint: impl Into<String>,
        retry: Option<Retry>,
    ) {
        self.notice_ids += 1;
        let (text, hint) = (text.into(), hint.into());
        self.notices.retain(|notice| notice.text != text);
        self.notices.push(Notice { id: self.notice_ids, level, text, hint, retry });
    }
}

/// A clause in words.
pub(crate) fn clause_words(clause: &Clause) -> String {
    callscape_model::answer::words(&clause.dimension, &clause.set)
}
