//! Files to answers, driven as the page drives it: look, load, ask, export. Every number comes from the engine.

use std::collections::{BTreeSet, VecDeque};
use std::io::{IsTerminal, Write, stderr};
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use callscape_model::answer::Answer;
use callscape_model::arrange::{Arranged, Seen, arrange};
use callscape_model::bundle::{bundles, head};
use callscape_model::command::{Ask, Command, Event, Overview, Source};
use callscape_model::coordinator::{Coordinator, Step};
use callscape_model::delta::Replay;
use callscape_model::message::{FileId, Rules, Scope, Style, Support};
use callscape_model::number::grouped;
use callscape_model::plan::{Plan, Proposal};
use callscape_model::statements::Asked;
use callscape_model::table::MonthBy;
use callscape_model::view::View;

use crate::arguments::Reading;
use crate::pool::{Heard, Pool};
use crate::sources::{Content, Contents, Named, open};

/// Threads when nobody says how many.
const MOST_THREADS: usize = 8;

/// Files with the shards that read them.
pub(crate) struct Session {
    coordinator: Coordinator<Vec<u8>>,
    pool: Pool,
    contents: Contents,
    sources: Vec<Source>,
    /// The number of the next file that an archive brings.
    next: FileId,
    zone: String,
    month_by: MonthBy,
    refused: Vec<String>,
}

/// The threads that are used when nothing is said: one for each processor, and not too many.
pub(crate) fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from).min(MOST_THREADS)
}

/// An exported file: its name and its parts in order.
pub(crate) type Exported = (String, Vec<Vec<u8>>);

impl Session {
    /// Opens files and starts shards.
    pub(crate) fn start(files: Vec<Named>, reading: &Reading) -> Result<Self> {
        Session::batched(files, usize::MAX, reading)
    }

    /// The same, reading at most so many small documents of a folder as one file.
    pub(crate) fn batched(files: Vec<Named>, batch: usize, reading: &Reading) -> Result<Self> {
        let (sources, contents) = open(files, batch)?;
        let threads = reading.threads.map_or_else(|| processors() as u32, u32::from);
        let pool = Pool::new(threads, &contents).context("starting threads")?;
        let zone = reading.timezone.clone();
        let coordinator = Coordinator::new(threads);
        let next = sources.len() as FileId;
        let month_by = reading.month_by;
        let refused = Vec::new();
        let mut session = Session { coordinator, pool, contents, sources, next, zone, month_by, refused };
        session.one(Command::Start, |event| matches!(event, Event::Ready(_)).then_some(()))?;
        Ok(session)
    }

    /// Looks at all files and finds what each is among the others. Says what is left out on standard error, unless
    /// `strict`: then it is an error.
    pub(crate) fn look(&mut self, strict: bool) -> Result<Vec<(FileId, Plan)>> {
        let mut proposals: Vec<(Source, Box<Proposal>)> = Vec::new();
        let mut waiting: VecDeque<Source> = self.sources.drain(..).collect();
        while let Some(source) = waiting.pop_front() {
            self.sources.push(source.clone());
            let command = Command::Add { sources: vec![source.clone()], zone: self.zone.clone() };
            match self.hear(command, |event, bulks| looked(event, bulks))? {
                Looked::Proposed(proposal) => proposals.push((source, proposal)),
                Looked::Unpacked(files, bytes) => {
                    self.sources.retain(|other| other.file != source.file);
                    waiting.extend(self.unpack(&source, files, &bytes));
                }
                Looked::Refused(reason) => self.left_out(&reason, strict)?,
            }
        }
        proposals.sort_by(|(a, _), (b, _)| a.name.as_bytes().cmp(b.name.as_bytes()));
        let seen: Vec<Seen<'_>> = proposals
            .iter()
            .map(|(source, proposal)| Seen { name: &source.name, proposal, member: None, columns: None })
            .collect();
        let mut plans = Vec::new();
        for ((source, _), Arranged { mut plan, question, refused }) in proposals.iter().zip(arrange(&seen)) {
            let monthless = plan.member.as_ref().is_some_and(|member| member.delta && member.month.is_none());
            match (refused, question) {
                (Some(failure), _) => self.left_out(&failure.to_string(), strict)?,
                (None, Some(question)) if monthless => self.left_out(&question, strict)?,
                (None, question) => {
                    if let Some(question) = question {
                        eprintln!("note: {question}");
                    }
                    plan.month_by = self.month_by;
                    plans.push((source.file, plan));
                }
            }
        }
        if plans.is_empty() {
            bail!("none of the files could be used");
        }
        Ok(plans)
    }

    fn left_out(&mut self, reason: &str, strict: bool) -> Result<()> {
        if strict {
            bail!("{reason}");
        }
        eprintln!("left out: {reason}");
        self.refused.push(reason.to_owned());
        Ok(())
    }

    /// Loads files by their plans, with these deltas.
    pub(crate) fn load(&mut self, plans: Vec<(FileId, Plan)>, replay: Replay) -> Result<Overview> {
        self.coordinator.command(Command::Replay(replay));
        let total: u64 = self.sources.iter().map(|source| source.size).sum();
        let mut progress = Progress::new(total);
        let overview = self.hear(Command::Load(plans), |event, _| match event {
            Event::Loaded(overview) => Some(*overview),
            Event::Progress { file, bytes, rows } => {
                progress.show(file, bytes, rows);
                None
            }
            _ => None,
        });
        progress.clear();
        overview
    }

    /// The files of an archive in its place, small documents of a folder as one.
    fn unpack(&mut self, archive: &Source, files: Vec<(String, u64)>, bytes: &[u8]) -> Vec<Source> {
        let mut rest = bytes;
        let mut parts: Vec<(String, u64)> = Vec::new();
        let mut contents: Vec<&[u8]> = Vec::new();
        for (path, size) in files {
            let Some((own, more)) = rest.split_at_checked(size as usize) else { break };
            rest = more;
            parts.push((format!("{}/{path}", archive.name), size));
            contents.push(own);
        }
        let document = |place: &usize| Some((parts.get(*place)?, *contents.get(*place)?));
        let bundled = bundles(&parts);
        let alone: BTreeSet<usize> = (0..parts.len()).collect();
        let members = bundled.iter().flat_map(|bundle| bundle.members.iter().copied());
        let alone: Vec<usize> = alone.difference(&members.collect()).copied().collect();
        let mut found: Vec<(String, Vec<u8>)> = Vec::new();
        for bundle in &bundled {
            let documents = bundle.members.iter().filter_map(document);
            let whole = documents.flat_map(|((name, _), own)| [head(name), own.to_vec()].concat()).collect();
            found.push((bundle.name.clone(), whole));
        }
        found.extend(alone.iter().filter_map(document).map(|((name, _), own)| (name.clone(), own.to_vec())));
        found.sort_by(|(a, _), (b, _)| a.as_bytes().cmp(b.as_bytes()));
        found.into_iter().map(|(name, own)| self.insert(name, own)).collect()
    }

    /// A file in memory.
    fn insert(&mut self, name: String, bytes: Vec<u8>) -> Source {
        let (file, size) = (self.next, bytes.len() as u64);
        self.next += 1;
        if let Ok(mut contents) = self.contents.write() {
            contents.insert(file, Content::Memory(Arc::new(bytes)));
        }
        Source { file, name, size }
    }

    /// Asks for everything that the dashboard shows.
    pub(crate) fn ask(&mut self, ask: Ask) -> Result<Answer> {
        self.one(Command::Ask(ask), |event| match event {
            Event::Answered(answer) => Some(*answer),
            _ => None,
        })
    }

    /// The report, the answers and the agents.
    pub(crate) fn tabulate(&mut self, asked: Asked) -> Result<Support> {
        self.one(Command::Tabulate(asked), |event| match event {
            Event::Tabulated(support) => Some(*support),
            _ => None,
        })
    }

    /// All rows of an export.
    pub(crate) fn export(&mut self, export: &str) -> Result<Exported> {
        let (scope, style) = (Scope::All, Style::default());
        self.document(Command::Export { export: export.to_owned(), scope, style })
    }

    /// Rows as a command says.
    pub(crate) fn rows(&mut self, command: &Command) -> Result<Exported> {
        self.document(command.clone())
    }

    /// Scores transcripts by these rules from now on.
    pub(crate) fn rules(&mut self, pack: String) -> Result<()> {
        let rules = Rules { pack, ..Rules::default() };
        match self.one(Command::Rules(rules), |event| match event {
            Event::Ruled(failure) => Some(failure),
            _ => None,
        })? {
            None => Ok(()),
            Some(failure) => bail!(failure),
        }
    }

    /// What was left out, and why.
    pub(crate) fn refused(&self) -> Vec<String> {
        self.refused.clone()
    }

    /// A table as it is after the deltas.
    pub(crate) fn export_table(&mut self, table: &str, export: &str, style: Style) -> Result<Exported> {
        let (table, export) = (table.to_owned(), export.to_owned());
        self.document(Command::ExportTable { table, export, scope: Scope::All, style })
    }

    /// What the deltas did.
    pub(crate) fn export_ledger(&mut self, export: &str) -> Result<Exported> {
        self.document(Command::ExportLedger { export: export.to_owned(), style: Style::default() })
    }

    /// The report or the answers.
    pub(crate) fn export_support(&mut self, export: &str, support: &Support) -> Result<Exported> {
        let (export, support) = (export.to_owned(), Box::new(support.clone()));
        self.document(Command::ExportSupport { export, support, style: Style::default() })
    }

    /// The table of a chart.
    pub(crate) fn export_view(&mut self, view: &View) -> Result<Exported> {
        self.document(Command::ExportView { view: Box::new(view.clone()), style: Style::default() })
    }

    /// The report of what became of the rows.
    pub(crate) fn export_quality(&mut self) -> Result<Exported> {
        self.document(Command::ExportQuality)
    }

    fn document(&mut self, command: Command) -> Result<Exported> {
        self.hear(command, |event, bulks| match event {
            Event::Exported { name, glue, .. } => {
                let parts = std::mem::take(bulks).into_iter().map(Some).chain([None]);
                let glued = glue.into_iter().zip(parts);
                Some((
                    name,
                    glued.flat_map(|(glue, part)| [Some(glue.into_bytes()), part]).flatten().collect(),
                ))
            }
            _ => None,
        })
    }

    fn one<T>(&mut self, command: Command, mut wanted: impl FnMut(Event) -> Option<T>) -> Result<T> {
        self.hear(command, |event, _| wanted(event))
    }

    /// Carries out a command until an event is wanted.
    fn hear<T>(
        &mut self,
        command: Command,
        mut wanted: impl FnMut(Event, &mut Vec<Vec<u8>>) -> Option<T>,
    ) -> Result<T> {
        let mut step = self.coordinator.command(command);
        loop {
            let Step { requests, events } = std::mem::take(&mut step);
            for (shard, request) in requests {
                self.pool.send(shard, request);
            }
            for (event, mut bulks) in events {
                match event {
                    Event::Failed(failure) => bail!(failure),
                    Event::Transcoded { file } => {
                        let again = self.replace(file, bulks.concat());
                        self.follow(again);
                    }
                    event => {
                        if let Some(found) = wanted(event, &mut bulks) {
                            return Ok(found);
                        }
                    }
                }
            }
            step = match self.pool.hear().context("waiting for the engine")? {
                Heard::Reply(shard, reply, bulk) => self.coordinator.reply(shard, reply, bulk),
                Heard::Died => bail!("a part of the engine stopped on these files; that is worth a report"),
            };
        }
    }

    /// Sends what a command asks for that has no event yet.
    fn follow(&self, step: Step<Vec<u8>>) {
        for (shard, request) in step.requests {
            self.pool.send(shard, request);
        }
    }

    /// A file is read from memory from now on, and looked at again.
    fn replace(&mut self, file: FileId, bytes: Vec<u8>) -> Step<Vec<u8>> {
        let size = bytes.len() as u64;
        if let Ok(mut contents) = self.contents.write() {
            contents.insert(file, Content::Memory(Arc::new(bytes)));
        }
        let mut sources = Vec::new();
        for source in self.sources.iter_mut().filter(|source| source.file == file) {
            source.size = size;
            sources.push(source.clone());
        }
        self.coordinator.command(Command::Add { sources, zone: self.zone.clone() })
    }
}

/// What a look at a file gives.
enum Looked {
    Proposed(Box<Proposal>),
    Unpacked(Vec<(String, u64)>, Vec<u8>),
    Refused(String),
}

fn looked(event: Event, bulks: &[Vec<u8>]) -> Option<Looked> {
    match event {
        Event::Proposed { proposal, .. } => Some(Looked::Proposed(proposal)),
        Event::Unpacked { files, .. } => Some(Looked::Unpacked(files, bulks.concat())),
        Event::Refused { failure, .. } => Some(Looked::Refused(failure.to_string())),
        _ => None,
    }
}

/// How far loading is, on a terminal only.
struct Progress {
    total: u64,
    files: std::collections::BTreeMap<FileId, (u64, u64)>,
    shown: bool,
}

impl Progress {
    fn new(total: u64) -> Self {
        Progress { total, files: std::collections::BTreeMap::new(), shown: stderr().is_terminal() }
    }

    fn show(&mut self, file: FileId, bytes: u64, rows: u64) {
        self.files.insert(file, (bytes, rows));
        if !self.shown {
            return;
        }
        let (bytes, rows) = self.files.values().fold((0, 0), |sum, file| (sum.0 + file.0, sum.1 + file.1));
        let percent = bytes.saturating_mul(100) / self.total.max(1);
        // What cannot be shown is not missed.
        let _ = write!(stderr(), "\rreading {percent:3} %, {} rows", grouped(rows));
    }

    fn clear(&mut self) {
        if self.shown && !self.files.is_empty() {
            let _ = write!(stderr(), "\r{:60}\r", "");
        }
    }
}
