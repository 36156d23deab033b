//! Shards on threads: carries requests, replies, bytes of files and what shards tell each other. Decides nothing.

use std::ops::Range;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvError, Sender, channel};
use std::thread::{self, JoinHandle};

use callscape_engine::shard::{Input, Output, Shard};
use callscape_model::message::{FileId, Reply, Request, ShardId};

use crate::sources::{Contents, Reader};

/// How much is read at once of what may come in parts: it is still in the processor's cache when it is worked on.
const PART: u64 = 1 << 20;

/// What is heard from the threads.
#[derive(Debug)]
pub(crate) enum Heard {
    /// A reply of a shard, with the bulk beside it.
    Reply(ShardId, Reply, Option<Vec<u8>>),
    /// A thread stopped by a mistake of ours.
    Died,
}

enum Message {
    Input(Input),
    Stop,
}

/// N shards, each on a thread of its own.
#[derive(Debug)]
pub(crate) struct Pool {
    inputs: Vec<Sender<Message>>,
    heard: Receiver<Heard>,
    threads: Vec<JoinHandle<()>>,
}

impl Pool {
    /// Starts so many shards, which read from `contents`.
    pub(crate) fn new(shards: u32, contents: &Contents) -> std::io::Result<Self> {
        let (tell, heard) = channel();
        let (inputs, outlets): (Vec<_>, Vec<_>) = (0..shards).map(|_| channel()).unzip();
        let mut threads = Vec::new();
        for (id, outlet) in (0..).zip(outlets) {
            let mut shard = Running {
                id,
                peers: inputs.clone(),
                tell: tell.clone(),
                reader: Reader::new(contents.clone()),
                bytes: Arc::default(),
                part: (FileId::MAX, 0..0),
            };
            let name = format!("shard {id}");
            threads.push(thread::Builder::new().name(name).spawn(move || shard.run(&outlet))?);
        }
        Ok(Pool { inputs, heard, threads })
    }

    /// Sends a request.
    pub(crate) fn send(&self, shard: ShardId, request: Request) {
        send(&self.inputs, shard, Input::Request(request));
    }

    /// Waits for what comes next.
    pub(crate) fn hear(&self) -> Result<Heard, RecvError> {
        self.heard.recv()
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        for input in &self.inputs {
            // One that has stopped already need not be told.
            let _ = input.send(Message::Stop);
        }
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

fn send(inputs: &[Sender<Message>], shard: ShardId, input: Input) {
    if let Some(sender) = inputs.get(shard as usize) {
        // A shard that has stopped is told of by `Heard::Died`.
        let _ = sender.send(Message::Input(input));
    }
}

/// A shard with its ways to the outside.
struct Running {
    id: ShardId,
    peers: Vec<Sender<Message>>,
    tell: Sender<Heard>,
    reader: Reader,
    /// What was read last, to be used again.
    bytes: Arc<Vec<u8>>,
    /// Where that was.
    part: (FileId, Range<u64>),
}

impl Running {
    fn run(&mut self, outlet: &Receiver<Message>) {
        let mut shard = Shard::new();
        while let Ok(Message::Input(input)) = outlet.recv() {
            let mut next = Some(input);
            while let Some(input) = next.take() {
                for output in shard.handle(input) {
                    next = self.carry(output).or(next);
                }
            }
        }
    }

    /// Carries an output where it belongs; bytes that were asked for come back as the next input.
    fn carry(&mut self, output: Output) -> Option<Input> {
        match output {
            Output::Reply(reply, bulk) => {
                let _ = self.tell.send(Heard::Reply(self.id, reply, bulk));
                None
            }
            Output::Peer { to, bytes } => {
                send(&self.peers, to, Input::Peer { from: self.id, bytes });
                None
            }
            Output::Need { file, range, parts } => Some(self.read(file, range, parts)),
        }
    }

    /// Reads what a shard waits for, or the first part of it where that will do.
    fn read(&mut self, file: FileId, range: Range<u64>, parts: bool) -> Input {
        let (last, before) = &self.part;
        // A record that is longer than the last part is asked for again from its beginning.
        let again = *last == file && before.start == range.start;
        let part = if again { PART.max(2 * (before.end - before.start)) } else { PART };
        let end = if parts { range.end.min(range.start + part) } else { range.end };
        let at = range.start;
        // The shard has given up what was read before.
        let mut bytes = Arc::try_unwrap(std::mem::take(&mut self.bytes)).unwrap_or_default();
        if let Err(error) = self.reader.read(file, &(at..end), &mut bytes) {
            return Input::Unreadable { file, reason: error.to_string() };
        }
        let whole = at + bytes.len() as u64 == end;
        self.part = (file, at..end);
        self.bytes = Arc::new(bytes);
        Input::Bytes { file, at, bytes: Arc::clone(&self.bytes), more: whole && end < range.end }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if thread::panicking() {
            let _ = self.tell.send(Heard::Died);
        }
    }
}
