//! The whole engine as one state machine without input or output: requests and bytes in, replies and wishes for
//! bytes out. A Web Worker, a thread and a test drive the same one.

mod beside;
mod companion;
mod conversation;
mod exchange;
mod exporting;
mod glance;
mod ledger;
mod look;
mod other;
mod overlay;
mod pass;
mod ranges;
mod record;
mod search;
mod sorting;
mod spelling;
mod store;
mod table;
mod tables;
mod tabulate;
mod unpack;
mod warm;

use std::collections::{BTreeMap, VecDeque};
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use callscape_model::brush::Strip;
use callscape_model::message::{
    Abilities, Failure, FileId, Made, PROTOCOL, Reply, Request, Rules, ShardId, SupportSample,
    TranscriptSample,
};
use callscape_model::plan::Plan;
use callscape_model::question::Question;
use callscape_model::table::Role;

use crate::clean::zone::Zone;
use crate::export::EXPORTS;
use crate::generate::{Shape, SupportSet, TranscriptSet, support, transcripts};
use crate::ingest::FORMATS;
use crate::summarize::Counter;
use crate::transcript::Scoring;
use exchange::Exchange;
use overlay::Joining;
use pass::Pass;
use sorting::Sorted;
use store::Store;
pub use warm::warm;

/// What a shard is handed.
#[derive(Debug)]
pub enum Input {
    /// A request.
    Request(Request),
    /// Bytes it asked for, and those only.
    Bytes {
        /// The file.
        file: FileId,
        /// Offset of the first one.
        at: u64,
        /// The bytes. Who kept them, too, may have them for itself again once the shard asks for others.
        bytes: Arc<Vec<u8>>,
        /// Whether they are the first part of what was asked for, and the rest can be had.
        more: bool,
    },
    /// Bytes it asked for cannot be had.
    Unreadable {
        /// The file.
        file: FileId,
        /// Why, in the platform's words.
        reason: String,
    },
    /// A message of another shard.
    Peer {
        /// Which one.
        from: ShardId,
        /// The message.
        bytes: Vec<u8>,
    },
}

/// What a shard puts out.
#[derive(Debug)]
pub enum Output {
    /// A reply, with a bulk beside it where the reply says so.
    Reply(Reply, Option<Vec<u8>>),
    /// It goes on when it has these bytes.
    Need {
        /// The file.
        file: FileId,
        /// Which bytes.
        range: Range<u64>,
        /// Whether their first part will do: then those that were not used up are asked for again, with more.
        parts: bool,
    },
    /// A message to another shard.
    Peer {
        /// Which one.
        to: ShardId,
        /// The message.
        bytes: Vec<u8>,
    },
}

impl Output {
    fn reply(reply: Reply) -> Self {
        Output::Reply(reply, None)
    }
}

/// A file that can be read.
#[derive(Clone, Debug)]
struct Open {
    name: String,
    size: u64,
}

/// One of N equal engines, each with the rows of its slices.
#[derive(Debug, Default)]
pub struct Shard {
    id: ShardId,
    shards: u32,
    files: BTreeMap<FileId, Open>,
    /// What answers questions.
    live: Store,
    /// What is being loaded.
    draft: Store,
    question: Question,
    sorted: Sorted,
    exchange: Exchange,
    /// What waits for bytes.
    pass: Option<Pass>,
    waiting: VecDeque<Request>,
    /// Loads that wait for what the first shard has to say.
    held_back: Vec<Request>,
    joining: Joining,
    /// By what transcripts are scored, from the first load of any on.
    scoring: Option<Rc<Scoring>>,
    /// The pack of plain keywords made ready, from the first conversation that was opened on.
    plain: Option<Rc<Scoring>>,
    /// Messages of loads and replays that this shard is yet to be told of.
    early: Vec<(ShardId, Vec<u8>)>,
}

impl Shard {
    /// A shard without files.
    pub fn new() -> Self {
        Shard { shards: 1, ..Shard::default() }
    }

    /// Takes one input in; says what follows.
    pub fn handle(&mut self, input: Input) -> Vec<Output> {
        let mut out = Vec::new();
        match input {
            Input::Request(Request::Cancel) => self.cancel(&mut out),
            Input::Request(request) => self.waiting.push_back(request),
            Input::Bytes { at, bytes, more, .. } => self.bytes(at, bytes, more, &mut out),
            Input::Unreadable { file, reason } => self.unreadable(file, &reason, &mut out),
            Input::Peer { from, bytes } => {
                self.peer(from, bytes, &mut out);
                if self.exchange.watch.is_some() {
                    self.waiting.extend(self.held_back.drain(..));
                }
            }
        }
        while self.pass.is_none() {
            let Some(request) = self.waiting.pop_front() else { break };
            self.request(request, &mut out);
        }
        out
    }

    fn cancel(&mut self, out: &mut Vec<Output>) {
        let looks = |request: &Request| {
            matches!(
                request,
                Request::Hello { .. }
                    | Request::Open { .. }
                    | Request::Propose { .. }
                    | Request::Transcode { .. }
                    | Request::Generate(_)
            )
        };
        self.waiting.retain(looks);
        if matches!(self.pass, Some(Pass::Decoding { .. })) {
            self.abandon();
        }
        self.draft = Store::default();
        self.exchange = Exchange::new(self.exchange.load);
        self.joining = Joining::default();
        self.held_back.clear();
        out.push(Output::reply(Reply::Cancelled));
    }

    fn request(&mut self, request: Request, out: &mut Vec<Output>) {
        match request {
            Request::Hello { shard, shards, .. } => {
                (self.id, self.shards) = (shard, shards);
                out.push(Output::reply(Reply::Ready { protocol: PROTOCOL, abilities: abilities() }));
            }
            Request::Open { file, name, size } => {
                self.files.insert(file, Open { name, size });
            }
            Request::Begin { load } => {
                self.draft = Store::default();
                self.exchange = Exchange::new(load);
                self.joining = Joining::default();
                self.held_back.clear();
                self.take_early(out);
            }
            Request::Generate(made) => generate(&made, out),
            Request::Tables { files } => self.read_tables(files, out),
            Request::Replay { replay, number } => self.replay(replay, number, out),
            Request::Tabulate { ticket } => self.tabulate(ticket, out),
            Request::History { table, key } => self.history(&table, &key, out),
            Request::LedgerFile { export, table, style } => self.ledger_file(&export, &table, style, out),
            Request::Transcode { file, encoding } => self.transcode(file, encoding, out),
            Request::Propose { file, dialect, zone } => self.propose(file, dialect, &zone, out),
            Request::Prepare { file, plan, companion } => {
                if let Err(failure) = self.prepare(file, plan, companion) {
                    out.push(Output::reply(Reply::Failed(failure)));
                }
            }
            Request::Load { file, slice, glance } => self.load((file, slice), glance, out),
            Request::Exchange => self.send_keys(out),
            Request::Settle(settlement) => self.settle(settlement, out),
            Request::Ask(question) => self.ask(question, out),
            Request::Index { question, strip } => self.index(&question, &strip, out),
            Request::Search { text } => self.search(&text, out),
            Request::Sort(sort) => self.sort(sort, out),
            Request::Window { from, count } => self.window(from, count, out),
            Request::Rows(keys) => self.read_rows(keys, out),
            Request::Record(place) => self.read_record(place, out),
            Request::Conversation(place) => self.read_conversation(place, out),
            Request::Rules(rules) => self.rule(*rules, out),
            Request::Export { export, file, slice, scope, style } => {
                self.export(&export, (file, slice), scope, style, out);
            }
            Request::Head { export, style } => self.head(&export, style, out),
            Request::Document { export, material, style } => {
                exporting::document(&export, &material, style, out)
            }
            Request::Cancel => {}
        }
    }

    fn prepare(&mut self, file: FileId, plan: Plan, companion: bool) -> Result<(), Failure> {
        if plan.role() == Role::Transcripts && self.scoring.is_none() {
            self.scoring = Some(Rc::new(Scoring::new(Rules::default())?));
        }
        self.draft.prepare(file, plan, self.scoring.clone(), companion)
    }

    /// Takes new rules; those that cannot be used leave the old ones.
    fn rule(&mut self, rules: Rules, out: &mut Vec<Output>) {
        let failure = match Scoring::new(rules) {
            Ok(scoring) => {
                self.scoring = Some(Rc::new(scoring));
                None
            }
            Err(failure) => Some(failure),
        };
        out.push(Output::reply(Reply::Ruled(failure)));
    }

    /// Counts everything for each bin of a chart. The question of the hour stays what it is.
    fn index(&self, question: &Question, strip: &Strip, out: &mut Vec<Output>) {
        let mut counter = Counter::new(question, self.live.known()).brushing(strip);
        self.live.rows().for_each(|(_, rows)| counter.add(rows));
        out.push(Output::reply(Reply::Indexed { ticket: question.ticket, parts: counter.parts() }));
    }

    fn ask(&mut self, question: Question, out: &mut Vec<Output>) {
        let summary = {
            let mut counter = Counter::new(&question, self.live.known());
            self.live.rows().for_each(|(_, rows)| counter.add(rows));
            counter.finish()
        };
        let ticket = question.ticket;
        self.question = question;
        self.sorted = Sorted::default();
        out.push(Output::reply(Reply::Answer { ticket, summary: Box::new(summary) }));
    }

    fn name(&self, file: FileId) -> &str {
        self.files.get(&file).map_or("the file", |open| open.name.as_str())
    }

    fn fail(out: &mut Vec<Output>, failure: Failure) {
        out.push(Output::reply(Reply::Failed(failure)));
    }
}

/// Makes sample data: the bytes of all files one after the other.
fn generate(made: &Made, out: &mut Vec<Output>) {
    let mut all = Vec::new();
    let mut files = Vec::new();
    match made {
        Made::Calls(sample) => {
            all.extend(crate::generate::calls(sample, Shape::Csv).flatten());
            files.push(("calls.csv".to_owned(), all.len() as u64));
        }
        Made::Support(SupportSample { interactions, months, deltas, seed, until }) => {
            let set = SupportSet {
                interactions: *interactions,
                months: *months,
                deltas: Some(*deltas),
                seed: *seed,
                until: *until,
            };
            for file in support(&set) {
                let before = all.len();
                file.pieces.for_each(|piece| all.extend(piece));
                files.push((file.path, (all.len() - before) as u64));
            }
        }
        Made::Transcripts(TranscriptSample { calls, seed, until }) => {
            let set = TranscriptSet { calls: *calls, seed: *seed, until: *until };
            transcripts(&set).for_each(|record| record.write_ndjson(&mut all));
            files.push(("transcripts.ndjson".to_owned(), all.len() as u64));
        }
    }
    out.push(Output::Reply(Reply::Generated { files }, Some(all)));
}

fn abilities() -> Abilities {
    Abilities {
        formats: FORMATS.iter().map(|format| format.id.to_owned()).collect(),
        exports: EXPORTS.iter().map(crate::export::Export::info).collect(),
        zones: Zone::names(),
        packs: crate::transcript::packs(),
    }
}
