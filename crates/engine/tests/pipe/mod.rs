//! Shards and their coordinator in one process: what the page does with workers, done with a queue.
#![allow(dead_code, reason = "each test uses a part")]
#![allow(clippy::panic)]

use std::collections::VecDeque;

use callscape_engine::shard::{Input, Output, Shard};
use callscape_model::answer::Answer;
use callscape_model::command::{Ask, Command, Event, Overview, Source};
use callscape_model::coordinator::{Coordinator, Step};
use callscape_model::message::{Row, Scope, ShardId, Sort, Style};
use callscape_model::plan::Plan;

/// N shards over files in memory.
pub(crate) struct Pipe {
    coordinator: Coordinator<Vec<u8>>,
    shards: Vec<Shard>,
    files: Vec<(String, Vec<u8>)>,
}

impl Pipe {
    pub(crate) fn new(shards: u32, files: Vec<(&str, Vec<u8>)>) -> Self {
        let mut pipe = Pipe {
            coordinator: Coordinator::new(shards),
            shards: (0..shards).map(|_| Shard::new()).collect(),
            files: files.into_iter().map(|(name, bytes)| (name.to_owned(), bytes)).collect(),
        };
        assert!(matches!(pipe.run(Command::Start).last(), Some((Event::Ready(_), _))));
        pipe
    }

    /// Does a command to its end; what was heard.
    pub(crate) fn run(&mut self, command: Command) -> Vec<(Event, Vec<Vec<u8>>)> {
        let mut heard = Vec::new();
        let mut queue: VecDeque<(ShardId, Input)> = VecDeque::new();
        let step = self.coordinator.command(command);
        follow(step, &mut queue, &mut heard);
        while let Some((shard, input)) = queue.pop_front() {
            for output in self.shards[shard as usize].handle(input) {
                match output {
                    Output::Reply(reply, bulk) => {
                        let step = self.coordinator.reply(shard, reply, bulk);
                        follow(step, &mut queue, &mut heard);
                    }
                    Output::Need { file, range } => {
                        let bytes = &self.files[file as usize].1;
                        let bytes = bytes[range.start as usize..range.end as usize].to_vec();
                        queue.push_front((shard, Input::Bytes { file, at: range.start, bytes }));
                    }
                    Output::Peer { to, bytes } => queue.push_back((to, Input::Peer { from: shard, bytes })),
                }
            }
        }
        heard
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
        let sources = self.files.iter().enumerate().map(|(file, (name, bytes))| Source {
            file: file as u32,
            name: name.clone(),
            size: bytes.len() as u64,
        });
        let heard = self.run(Command::Add { sources: sources.collect(), zone: zone.to_owned() });
        let plans = heard.into_iter().map(|(event, _)| match event {
            Event::Proposed { file, mut proposal } => {
                change(&mut proposal.plan);
                (file, proposal.plan)
            }
            other => panic!("{other:?}"),
        });
        let heard = self.run(Command::Load(plans.collect()));
        match heard.into_iter().last() {
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

    pub(crate) fn export(&mut self, export: &str, scope: Scope, style: Style) -> Vec<u8> {
        let mut heard = self.run(Command::Export { export: export.to_owned(), scope, style });
        match heard.pop() {
            Some((Event::Exported { .. }, parts)) => parts.concat(),
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
