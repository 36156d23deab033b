//! Shards and their coordinator in one process: what the page does with workers, done with a queue.
#![allow(dead_code, reason = "each test uses a part")]
#![allow(clippy::panic)]

use std::collections::VecDeque;

use callscape_engine::shard::{Input, Output, Shard};
use callscape_model::answer::Answer;
use callscape_model::arrange::{Arranged, Seen, arrange};
use callscape_model::command::{Ask, Command, Event, Overview, Source};
use callscape_model::companion::together;
use callscape_model::coordinator::{Coordinator, Step};
use callscape_model::delta::Replay;
use callscape_model::message::{FileId, Row, Scope, ShardId, Sort, Style, Support};
use callscape_model::plan::{Plan, Proposal};
use callscape_model::statements::Asked;
use callscape_model::table::Subject;

/// N shards over files in memory.
pub(crate) struct Pipe {
    coordinator: Coordinator<Vec<u8>>,
    shards: Vec<Shard>,
    files: Vec<(String, Vec<u8>)>,
    /// Whether files that cannot be used are left out.
    pub(crate) lenient: bool,
    /// Which subject is loaded, of files of several; `None` for that of the first file.
    pub(crate) subject: Option<Subject>,
    /// The partial answers of the last load, with their records.
    pub(crate) partial: Vec<(Answer, u64)>,
}

impl Pipe {
    pub(crate) fn new(shards: u32, files: Vec<(&str, Vec<u8>)>) -> Self {
        let mut pipe = Pipe {
            coordinator: Coordinator::new(shards),
            shards: (0..shards).map(|_| Shard::new()).collect(),
            files: files.into_iter().map(|(name, bytes)| (name.to_owned(), bytes)).collect(),
            lenient: false,
            subject: None,
            partial: Vec::new(),
        };
        assert!(matches!(pipe.run(Command::Start).last(), Some((Event::Ready(_), _))));
        pipe
    }

    /// The same with a bound on the memory of all shards, in bytes.
    pub(crate) fn with_room(mut self, bytes: u64) -> Self {
        self.coordinator = std::mem::replace(&mut self.coordinator, Coordinator::new(1)).with_room(bytes);
        self
    }

    /// The same, with partial answers after every slice of files of any size; those of the last load are kept.
    pub(crate) fn glancing(mut self) -> Self {
        self.coordinator = std::mem::replace(&mut self.coordinator, Coordinator::new(1)).glancing(0, 1 << 20);
        self
    }

    /// Does a command to its end; what was heard.
    pub(crate) fn run(&mut self, command: Command) -> Vec<(Event, Vec<Vec<u8>>)> {
        let step = self.coordinator.command(command);
        self.drive(step)
    }

    /// A shard traps and is started anew; what was heard until all is quiet.
    pub(crate) fn kill(&mut self, shard: ShardId) -> Vec<(Event, Vec<Vec<u8>>)> {
        self.shards[shard as usize] = Shard::new();
        let step = self.coordinator.dead(shard);
        self.drive(step)
    }

    /// Carries out a command during which a shard dies, after so many inputs: what it was told is lost, what the
    /// others were told is not.
    pub(crate) fn run_with_death(&mut self, command: Command, inputs: usize, dying: ShardId) -> Vec<Event> {
        let step = self.coordinator.command(command);
        let (mut queue, mut heard) = (VecDeque::new(), Vec::new());
        follow(step, &mut queue, &mut heard);
        for _ in 0..inputs {
            let Some((shard, input)) = queue.pop_front() else { break };
            self.input(shard, input, &mut queue, &mut heard);
        }
        queue.retain(|(shard, _)| *shard != dying);
        self.shards[dying as usize] = Shard::new();
        let step = self.coordinator.dead(dying);
        follow(step, &mut queue, &mut heard);
        while let Some((shard, input)) = queue.pop_front() {
            self.input(shard, input, &mut queue, &mut heard);
        }
        heard.into_iter().map(|(event, _)| event).collect()
    }

    /// Carries out a command, but lets only so many inputs through before the next command.
    pub(crate) fn begin(&mut self, command: Command, inputs: usize) {
        let step = self.coordinator.command(command);
        let mut queue = VecDeque::new();
        follow(step, &mut queue, &mut Vec::new());
        for _ in 0..inputs {
            let Some((shard, input)) = queue.pop_front() else { return };
            self.input(shard, input, &mut queue, &mut Vec::new());
        }
    }

    /// Carries out a command during which another one comes, after so many inputs; what was heard of both.
    pub(crate) fn run_during(
        &mut self,
        command: Command,
        inputs: usize,
        other: Command,
    ) -> Vec<(Event, Vec<Vec<u8>>)> {
        let step = self.coordinator.command(command);
        let (mut queue, mut heard) = (VecDeque::new(), Vec::new());
        follow(step, &mut queue, &mut heard);
        for _ in 0..inputs {
            let Some((shard, input)) = queue.pop_front() else { break };
            self.input(shard, input, &mut queue, &mut heard);
        }
        let step = self.coordinator.command(other);
        follow(step, &mut queue, &mut heard);
        while let Some((shard, input)) = queue.pop_front() {
            self.input(shard, input, &mut queue, &mut heard);
        }
        heard
    }

    /// What a file holds from now on, without anybody being told.
    pub(crate) fn replace(&mut self, file: usize, bytes: Vec<u8>) {
        self.files[file].1 = bytes;
    }

    fn drive(&mut self, step: Step<Vec<u8>>) -> Vec<(Event, Vec<Vec<u8>>)> {
        let mut heard = Vec::new();
        let mut queue: VecDeque<(ShardId, Input)> = VecDeque::new();
        follow(step, &mut queue, &mut heard);
        while let Some((shard, input)) = queue.pop_front() {
            self.input(shard, input, &mut queue, &mut heard);
        }
        heard
    }

    fn input(
        &mut self,
        shard: ShardId,
        input: Input,
        queue: &mut VecDeque<(ShardId, Input)>,
        heard: &mut Vec<(Event, Vec<Vec<u8>>)>,
    ) {
        for output in self.shards[shard as usize].handle(input) {
            match output {
                Output::Reply(reply, bulk) => {
                    let step = self.coordinator.reply(shard, reply, bulk);
                    follow(step, queue, heard);
                }
                Output::Need { file, range, .. } => {
                    let bytes = self.files[file as usize].1.get(range.start as usize..range.end as usize);
                    let input = match bytes {
                        Some(bytes) => {
                            Input::Bytes { file, at: range.start, bytes: bytes.to_vec().into(), more: false }
                        }
                        None => Input::Unreadable { file, reason: "it is shorter now".to_owned() },
                    };
                    queue.push_front((shard, input));
                }
                Output::Peer { to, bytes } => queue.push_back((to, Input::Peer { from: shard, bytes })),
            }
        }
    }

    /// What is heard of a command at once; nothing when shards must be asked.
    pub(crate) fn at_once(&mut self, command: Command) -> Option<Event> {
        let mut step = self.coordinator.command(command);
        step.requests.is_empty().then(|| step.events.pop().map(|(event, _)| event))?
    }

    /// Does a command that is heard of once.
    pub(crate) fn one(&mut self, command: Command) -> Event {
        let mut heard = self.run(command);
        assert_eq!(heard.len(), 1, "{heard:?}");
        heard.remove(0).0
    }

    pub(crate) fn load(&mut self, zone: &str) -> Overview {
        self.load_with(zone, |_| {})
    }

    /// Loads every file by the plan that is proposed, changed by `change`.
    pub(crate) fn load_with(&mut self, zone: &str, change: impl Fn(&mut Plan)) -> Overview {
        match self.try_load(zone, change) {
            Event::Loaded(overview) => *overview,
            other => panic!("{other:?}"),
        }
    }

    /// The same, whatever comes of it.
    pub(crate) fn try_load(&mut self, zone: &str, change: impl Fn(&mut Plan)) -> Event {
        let sources = self.files.iter().enumerate().map(|(file, (name, bytes))| Source {
            file: file as u32,
            name: name.clone(),
            size: bytes.len() as u64,
        });
        let heard = self.run(Command::Add { sources: sources.collect(), zone: zone.to_owned() });
        let mut proposals: Vec<(u32, Box<Proposal>)> = heard
            .into_iter()
            .map(|(event, _)| match event {
                Event::Proposed { file, proposal } => (file, proposal),
                other => panic!("{other:?}"),
            })
            .collect();
        proposals.sort_by_key(|(file, _)| *file);
        let seen: Vec<Seen<'_>> = proposals
            .iter()
            .map(|(file, proposal)| {
                let name = &self.files[*file as usize].0;
                Seen { name, proposal, member: None, columns: None }
            })
            .collect();
        let arranged = arrange(&seen);
        let used =
            proposals.iter().zip(arranged).filter_map(|((file, _), Arranged { mut plan, refused, .. })| {
                change(&mut plan);
                match refused {
                    Some(failure) if !self.lenient => panic!("{failure:?}"),
                    Some(_) => None,
                    None => Some((*file, plan)),
                }
            });
        let plans: Vec<(u32, Plan)> = used.collect();
        let plans = self.subject.map_or_else(|| plans.clone(), |subject| together(&plans, subject));
        self.partial.clear();
        let mut last = None;
        for (event, _) in self.run(Command::Load(plans)) {
            match event {
                Event::Partial { answer, records } => self.partial.push((*answer, records)),
                event => last = Some(event),
            }
        }
        match last {
            Some(event) => event,
            None => panic!("nothing was heard of a load"),
        }
    }

    /// Looks at the files one by one, in an order of the caller's; what each is among the others. A file keeps the
    /// number of its place whenever it comes.
    pub(crate) fn look(&mut self, zone: &str, order: &[usize]) -> Vec<(FileId, Arranged)> {
        let mut proposals: Vec<(FileId, Box<Proposal>)> = Vec::new();
        for index in order {
            let (name, bytes) = self.files[*index].clone();
            let sources = vec![Source { file: *index as FileId, name, size: bytes.len() as u64 }];
            match self.one(Command::Add { sources, zone: zone.to_owned() }) {
                Event::Proposed { file, proposal } => proposals.push((file, proposal)),
                other => panic!("{other:?}"),
            }
        }
        let seen = proposals.iter().map(|(file, proposal)| {
            let name = &self.files[*file as usize].0;
            Seen { name, proposal, member: None, columns: None }
        });
        let arranged = arrange(&seen.collect::<Vec<_>>());
        proposals.iter().map(|(file, _)| *file).zip(arranged).collect()
    }

    /// Loads files by their plans, with these deltas.
    pub(crate) fn load_plans(&mut self, plans: Vec<(FileId, Plan)>, replay: Replay) -> Overview {
        self.run(Command::Replay(replay));
        match self.run(Command::Load(plans)).into_iter().last() {
            Some((Event::Loaded(overview), _)) => *overview,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn ask(&mut self, ask: Ask) -> Answer {
        match self.one(Command::Ask(ask)) {
            Event::Answered(answer) => *answer,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn rows(&mut self, sort: Sort, first: u64, count: u32) -> Vec<Row> {
        match self.one(Command::Rows { sort, first, count }) {
            Event::Rows { rows, .. } => rows,
            other => panic!("{other:?}"),
        }
    }

    /// The report, the answers and the agents of the newest question.
    pub(crate) fn tabulate(&mut self, asked: Asked) -> Support {
        match self.one(Command::Tabulate(asked)) {
            Event::Tabulated(support) => *support,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn export(&mut self, export: &str, scope: Scope, style: Style) -> Vec<u8> {
        self.exported(Command::Export { export: export.to_owned(), scope, style })
    }

    /// The bytes of the file that a command exports.
    pub(crate) fn exported(&mut self, command: Command) -> Vec<u8> {
        match self.run(command).pop() {
            Some((Event::Exported { glue, .. }, parts)) => {
                let parts = parts.into_iter().chain([Vec::new()]);
                glue.into_iter()
                    .zip(parts)
                    .flat_map(|(glue, part)| [glue.into_bytes(), part])
                    .flatten()
                    .collect()
            }
            other => panic!("{other:?}"),
        }
    }
}

fn follow(
    step: Step<Vec<u8>>,
    queue: &mut VecDeque<(ShardId, Input)>,
    heard: &mut Vec<(Event, Vec<Vec<u8>>)>,
) {
    queue.extend(step.requests.into_iter().map(|(shard, request)| (shard, Input::Request(request))));
    heard.extend(step.events);
}
