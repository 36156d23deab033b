//! One command to requests for N shards, and their replies to one event.
//!
//! A plain state machine: it sends nothing and waits for nothing. The page, the command line and the tests hand
//! it commands and replies and carry what comes out. `B` is what they carry bulk bytes in (an array of the
//! browser's, a `Vec<u8>`): bulks pass through here untouched and in order.

mod asking;
mod brushing;
mod exporting;
mod glancing;
mod loading;
mod room;
mod table;
mod tabulating;

use std::collections::{BTreeMap, BTreeSet};

use crate::command::{Ask, Command, Event, Overview, Source};
use crate::delta::Replay;
use crate::message::{
    Abilities, Failure, FileId, Material, PROTOCOL, Reply, Request, Rules, Scope, Settled, ShardId, Style,
    Tabled,
};
use crate::plan::{Encoding, Plan};
use crate::statements::Asked;
use crate::table::Subject;

use asking::Asking;
use exporting::Exporting;
use loading::Loading;
use table::Table;
use tabulating::Tabulating;

/// What follows from a command or a reply.
#[derive(Debug)]
pub struct Step<B> {
    /// Requests to send, in order.
    pub requests: Vec<(ShardId, Request)>,
    /// Events to show, in order, each with the bulks that belong to it.
    pub events: Vec<(Event, Vec<B>)>,
}

impl<B> Default for Step<B> {
    fn default() -> Self {
        Step { requests: Vec::new(), events: Vec::new() }
    }
}

impl<B> Step<B> {
    fn send(&mut self, shard: ShardId, request: Request) {
        self.requests.push((shard, request));
    }

    fn tell(&mut self, event: Event) {
        self.events.push((event, Vec::new()));
    }
}

/// Where a file's records begin, known from looking at it.
#[derive(Clone, Copy, Debug, Default)]
struct Begin {
    bytes: u64,
    lines: u64,
    /// Bytes of a record, about.
    record: u64,
}

/// The counterpart of N shards.
#[derive(Debug)]
pub struct Coordinator<B> {
    shards: u32,
    ready: u32,
    abilities: Abilities,
    zone: String,
    sources: BTreeMap<FileId, Source>,
    begins: BTreeMap<FileId, Begin>,
    /// Bytes that all shards together may use.
    room: Option<u64>,
    /// From how many bytes on files are glanced at while they are read, and how many times.
    glances: Option<(u64, u64)>,
    loading: Option<Loading>,
    /// How many loads were begun.
    loads: u32,
    /// What is loaded, and how, so that it can be loaded again after a shard died.
    loaded: Option<(Overview, Vec<(FileId, Plan)>)>,
    owners: BTreeMap<(FileId, u32), ShardId>,
    /// What became of the files of what is loaded that are read whole, before any delta was applied.
    tabled: Option<Tabled>,
    asking: Asking,
    table: Table,
    exporting: Option<Exporting<B>>,
    /// An export of a selection whose question is not answered yet.
    export_waiting: Option<(String, Scope, Style)>,
    /// Which deltas are applied, and how.
    replay: Replay,
    /// By what transcripts are scored.
    rules: Rules,
    /// Rules that the shards are asked about, and those that have not answered yet.
    proposed: Option<(Rules, BTreeSet<ShardId>)>,
    /// What the shards said after they have applied the deltas anew, as long as that is under way.
    replaying: Option<Vec<Settled>>,
    /// A load that waits for the end of a replay.
    load_waiting: Option<Vec<(FileId, Plan)>>,
    tabulating: Option<Tabulating>,
    /// A tabulation whose question is not answered yet.
    tabulation_waiting: Option<Asked>,
    deaths: BTreeMap<ShardId, u32>,
    /// Shards that were told to drop what is under way and have not said that they did: what they still say
    /// belongs to nothing any more.
    muted: BTreeSet<ShardId>,
}

/// How often a shard may die before it is given up.
const LIVES: u32 = 1;

impl<B> Coordinator<B> {
    /// A coordinator of so many shards, at least one.
    pub fn new(shards: u32) -> Self {
        Coordinator {
            shards: shards.max(1),
            ready: 0,
            abilities: Abilities::default(),
            zone: String::new(),
            sources: BTreeMap::new(),
            begins: BTreeMap::new(),
            room: None,
            glances: None,
            loading: None,
            loads: 0,
            loaded: None,
            owners: BTreeMap::new(),
            tabled: None,
            asking: Asking::default(),
            table: Table::default(),
            exporting: None,
            export_waiting: None,
            replay: Replay::default(),
            rules: Rules::default(),
            proposed: None,
            replaying: None,
            load_waiting: None,
            tabulating: None,
            tabulation_waiting: None,
            deaths: BTreeMap::new(),
            muted: BTreeSet::new(),
        }
    }

    /// What is loaded.
    pub fn overview(&self) -> Option<&Overview> {
        self.loaded.as_ref().map(|(overview, _)| overview)
    }

    fn subject(&self) -> Subject {
        self.loaded.as_ref().map(|(overview, _)| overview.subject).unwrap_or_default()
    }

    fn all(&self, step: &mut Step<B>, request: &Request) {
        (0..self.shards).for_each(|shard| step.send(shard, request.clone()));
    }

    /// Takes in what the surface wants.
    pub fn command(&mut self, command: Command) -> Step<B> {
        let mut step = Step::default();
        match command {
            Command::Start => (0..self.shards).for_each(|shard| self.greet(&mut step, shard)),
            Command::Add { sources, zone } => self.add(&mut step, sources, zone),
            Command::Propose { file, dialect } => {
                let request = Request::Propose { file, dialect: Some(dialect), zone: self.zone.clone() };
                step.send(file % self.shards, request);
            }
            Command::Generate(sample) => step.send(0, Request::Generate(sample)),
            Command::Load(plans) => self.load(&mut step, plans),
            Command::Cancel => self.cancel(&mut step),
            Command::Replay(replay) => self.replay(&mut step, replay),
            Command::Tabulate(asked) => self.tabulate(&mut step, asked),
            Command::History { table, key } => step.send(0, Request::History { table, key }),
            Command::Ask(ask) => self.ask(&mut step, ask),
            Command::Brush { ask, dimension } => self.brush(&mut step, ask, dimension),
            Command::Rows { sort, first, count } => self.want_rows(&mut step, sort, first, count),
            // While deltas are applied a place means nothing.
            Command::Open(_) if self.replaying.is_some() => {}
            Command::Open(place) => match self.owners.get(&(place.file, place.slice)) {
                Some(owner) => step.send(*owner, Request::Record(place)),
                None => step.tell(Event::Failed(gone())),
            },
            Command::Listen(place) => match self.owners.get(&(place.file, place.slice)) {
                Some(owner) => step.send(*owner, Request::Conversation(place)),
                None => step.tell(Event::Failed(gone())),
            },
            Command::Rules(rules) => {
                self.all(&mut step, &Request::Rules(Box::new(rules.clone())));
                self.proposed = Some((rules, (0..self.shards).collect()));
            }
            Command::ExportReviews { export, reviews, style } => {
                self.export_material(&mut step, export, Material::Reviews(reviews), style);
            }
            Command::Export { export, scope, style } => self.export_rows(&mut step, export, scope, style),
            Command::ExportView { view, style } => self.export_view(&mut step, *view, style),
            Command::ExportQuality => self.export_quality(&mut step),
            Command::ExportTable { table, export, scope, style } => {
                self.export_table(&mut step, table, export, (scope, style));
            }
            Command::ExportLedger { export, style } => self.export_ledger(&mut step, export, style),
            Command::ExportSupport { export, support, style } => {
                self.export_material(&mut step, export, Material::Support(support), style);
            }
        }
        step
    }

    /// Takes in a reply, with the bulk that came beside it.
    pub fn reply(&mut self, shard: ShardId, reply: Reply, bulk: Option<B>) -> Step<B> {
        let mut step = Step::default();
        let looks = matches!(
            reply,
            Reply::Ready { .. }
                | Reply::Proposed { .. }
                | Reply::Generated { .. }
                | Reply::Unpacked { .. }
                | Reply::Transcoded { .. }
                | Reply::Ruled(_)
                | Reply::Cancelled
        );
        if !looks && self.muted.contains(&shard) {
            return step;
        }
        match reply {
            Reply::Progress { file, slice, bytes } => self.progressed(&mut step, file, slice, bytes),
            Reply::Loaded(loaded) => self.slice_loaded(&mut step, shard, *loaded),
            reply => self.rare(&mut step, shard, reply, bulk),
        }
        step
    }

    /// Takes in what does not come with every slice. Apart from what does, because browsers optimise a function that is
    /// called often as a whole, while files are read.
    #[inline(never)]
    fn rare(&mut self, step: &mut Step<B>, shard: ShardId, reply: Reply, bulk: Option<B>) {
        match reply {
            Reply::Ready { protocol, abilities } => self.greeted(step, protocol, abilities),
            Reply::Generated { files } => {
                step.events.push((Event::Generated { files }, bulk.into_iter().collect()));
            }
            Reply::Unpacked { file, files } => {
                self.sources.remove(&file);
                step.events.push((Event::Unpacked { file, files }, bulk.into_iter().collect()));
            }
            Reply::Tabled(tabled) => self.tabled(step, *tabled),
            Reply::Tabulated { ticket, tabulation } => self.tabulated(step, ticket, &tabulation),
            Reply::History(history) => step.tell(Event::History(history)),
            Reply::Transcoded { file } => {
                step.events.push((Event::Transcoded { file }, bulk.into_iter().collect()));
            }
            Reply::Proposed { file, proposal } => self.proposed(step, shard, file, *proposal),
            Reply::Progress { .. } | Reply::Loaded(_) => {}
            Reply::Keyed(keyed) => self.keyed(step, *keyed),
            Reply::Settled(settled) => self.settled(step, *settled),
            Reply::Indexed { ticket, parts } => self.indexed(step, ticket, parts),
            Reply::Answer { ticket, summary } => self.answered(step, ticket, &summary),
            Reply::Searched { .. } => self.searched(step),
            Reply::Sorted { count, fences } => self.sorted(step, shard, count, fences),
            Reply::Window { before, keys } => self.windowed(step, before, keys),
            Reply::Rows(rows) => self.rows(step, rows),
            Reply::Conversation(conversation) => step.tell(Event::Conversation(conversation)),
            Reply::Ruled(failure) => {
                let Some((_, waiting)) = &mut self.proposed else { return };
                waiting.remove(&shard);
                // All shards say the same of the same rules.
                if waiting.is_empty() {
                    let taken = self.proposed.take().filter(|_| failure.is_none());
                    self.rules = taken.map_or_else(|| std::mem::take(&mut self.rules), |(rules, _)| rules);
                    step.tell(Event::Ruled(failure));
                }
            }
            Reply::Record(record) => step.tell(Event::Record(Box::new(record))),
            Reply::Part { file, slice, rows } => self.part(step, shard, ((file, slice), rows), bulk),
            Reply::Cancelled => {
                self.muted.remove(&shard);
            }
            Reply::Failed(failure) => self.failed(step, failure),
        }
    }

    /// A shard trapped or vanished. It is started anew once, and what was loaded is loaded again; after that the
    /// failure is reported.
    pub fn dead(&mut self, shard: ShardId) -> Step<B> {
        let mut step = Step::default();
        let deaths = self.deaths.entry(shard).or_default();
        *deaths += 1;
        let again =
            self.loading.take().map(|l| l.plans).or_else(|| self.loaded.take().map(|(_, plans)| plans));
        self.loaded = None;
        self.exporting = None;
        self.export_waiting = None;
        self.replaying = None;
        self.load_waiting = None;
        self.tabulating = None;
        self.muted.remove(&shard);
        self.table = Table::default();
        let waiting = self.asking.interrupted();
        if *deaths > LIVES {
            step.tell(Event::Failed(Failure::new(
                "worker",
                "A part of the engine stopped twice on these files.",
                "Reload the page and try with one file at a time; the file that fails is worth a report.",
            )));
            return step;
        }
        step.tell(Event::Restart(shard));
        // What the others still say of the load that broke off must not count for the one that follows.
        for other in (0..self.shards).filter(|other| *other != shard) {
            self.muted.insert(other);
            step.send(other, Request::Cancel);
        }
        self.greet(&mut step, shard);
        match &mut self.proposed {
            Some((rules, waiting)) => {
                waiting.insert(shard);
                step.send(shard, Request::Rules(Box::new(rules.clone())));
            }
            None if self.rules != Rules::default() => {
                step.send(shard, Request::Rules(Box::new(self.rules.clone())));
            }
            None => {}
        }
        self.sources.values().for_each(|source| step.send(shard, open(source)));
        if let Some(plans) = again {
            self.load(&mut step, plans);
        }
        if let Some(ask) = waiting {
            self.ask(&mut step, ask);
        }
        step
    }

    fn greet(&self, step: &mut Step<B>, shard: ShardId) {
        step.send(shard, Request::Hello { protocol: PROTOCOL, shard, shards: self.shards });
    }

    fn greeted(&mut self, step: &mut Step<B>, protocol: u32, abilities: Abilities) {
        if protocol != PROTOCOL {
            let message = "The page and its engine are of different versions.";
            return step.tell(Event::Failed(Failure::new("worker", message, "Please reload the page.")));
        }
        self.ready += 1;
        if self.ready == self.shards {
            self.abilities = abilities.clone();
            step.tell(Event::Ready(abilities));
        }
    }

    fn add(&mut self, step: &mut Step<B>, sources: Vec<Source>, zone: String) {
        self.zone = zone;
        for source in sources {
            self.all(step, &open(&source));
            let request = Request::Propose { file: source.file, dialect: None, zone: self.zone.clone() };
            step.send(source.file % self.shards, request);
            self.sources.insert(source.file, source);
        }
    }

    fn proposed(
        &mut self,
        step: &mut Step<B>,
        shard: ShardId,
        file: FileId,
        proposal: Result<crate::plan::Proposal, Failure>,
    ) {
        match proposal {
            Err(failure) => step.tell(Event::Refused { file, failure }),
            Ok(proposal)
                if matches!(proposal.plan.dialect.encoding, Encoding::Utf16Le | Encoding::Utf16Be) =>
            {
                step.send(shard, Request::Transcode { file, encoding: proposal.plan.dialect.encoding });
            }
            Ok(proposal) => {
                let (bytes, lines, record) = (proposal.skip, proposal.skip_lines, proposal.record);
                self.begins.insert(file, Begin { bytes, lines, record });
                step.tell(Event::Proposed { file, proposal: Box::new(proposal) });
            }
        }
    }

    fn cancel(&mut self, step: &mut Step<B>) {
        // Half applied, deltas or new rows would be wrong: those that have begun come to their end.
        if self.is_turning() {
            if self.load_waiting.take().is_some() {
                step.tell(Event::Cancelled);
            }
            return;
        }
        self.drop_work(step);
        step.tell(Event::Cancelled);
    }

    /// Whether some shards have turned to other rows already, and others not yet.
    fn is_turning(&self) -> bool {
        self.replaying.is_some() || self.loading.as_ref().is_some_and(|loading| loading.settling)
    }

    fn failed(&mut self, step: &mut Step<B>, failure: Failure) {
        // What only some shards have must be read again.
        let again = self.loaded.as_ref().filter(|_| self.is_turning()).map(|(_, plans)| plans.clone());
        self.drop_work(step);
        step.tell(Event::Failed(failure));
        if let Some(plans) = again {
            self.load(step, plans);
        }
    }

    /// Drops what is under way; what is loaded stays, and the newest answer holds.
    fn drop_work(&mut self, step: &mut Step<B>) {
        self.loading = None;
        self.exporting = None;
        self.export_waiting = None;
        self.replaying = None;
        self.load_waiting = None;
        self.tabulating = None;
        self.tabulation_waiting = None;
        self.table.interrupted();
        self.asking.dropped();
        self.muted = (0..self.shards).collect();
        self.all(step, &Request::Cancel);
    }

    fn ask(&mut self, step: &mut Step<B>, ask: Ask) {
        if let Some(answer) = self.brushed(&ask) {
            // What is under way or waits is older.
            self.asking.overtaken();
            return step.tell(Event::Answered(Box::new(answer)));
        }
        self.asking.want(Ask { moving: false, ..ask });
        self.ask_next(step);
    }
}

fn open(source: &Source) -> Request {
    Request::Open { file: source.file, name: source.name.clone(), size: source.size }
}

fn gone() -> Failure {
    Failure::new("reading", "This row is no longer loaded.", "Drop its file again.")
}
