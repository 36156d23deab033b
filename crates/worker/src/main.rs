//! One shard of the engine inside a Web Worker: messages and reads of files, nothing else.
//!
//! The page posts `[0, request, file or undefined]` and `[1, number of another shard, port to it]`; this worker
//! posts `[]` once it listens, then `[reply, bulk or undefined]`. Requests and replies are bytes in postcard's
//! format; bulks are transferred, not copied. Shards talk to each other over the ports, so the page never touches
//! what they exchange.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{Blob, DedicatedWorkerGlobalScope, FileReaderSync, MessageEvent, MessagePort};

use callscape_engine::shard::{Input, Output, Shard, warm};
use callscape_model::message::{Failure, FileId, Reply, Request, ShardId};

#[wasm_bindgen]
extern "C" {
    /// A buffer that can be given up.
    type Buffer;

    /// Moves its bytes, as many as are wanted, and leaves it empty.
    #[wasm_bindgen(method, catch)]
    fn transfer(this: &Buffer, length: u32) -> Result<JsValue, JsValue>;
}

/// A message that carries a request.
const REQUEST: f64 = 0.0;

/// The shard with its ways to the outside.
struct Worker {
    scope: DedicatedWorkerGlobalScope,
    reader: FileReaderSync,
    shard: Shard,
    files: HashMap<FileId, Blob>,
    peers: HashMap<ShardId, MessagePort>,
}

fn main() -> Result<(), JsValue> {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().dyn_into()?;
    let worker = Rc::new(RefCell::new(Worker {
        scope: scope.clone(),
        reader: FileReaderSync::new()?,
        shard: Shard::new(),
        files: HashMap::new(),
        peers: HashMap::new(),
    }));
    let listen = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        hear(&worker, &Array::from(&event.data()));
    });
    scope.set_onmessage(Some(listen.as_ref().unchecked_ref()));
    listen.forget();
    scope.post_message(&Array::new())
}

/// Takes in a message of the page.
fn hear(worker: &Rc<RefCell<Worker>>, message: &Array) {
    if message.get(0).as_f64() != Some(REQUEST) {
        return connect(worker, message);
    }
    let bytes = Uint8Array::new(&message.get(1)).to_vec();
    let mut worker = worker.borrow_mut();
    match postcard::from_bytes::<Request>(&bytes) {
        Ok(request) => {
            if let (Request::Open { file, .. }, Ok(blob)) = (&request, message.get(2).dyn_into::<Blob>()) {
                worker.files.insert(*file, blob);
            }
            let first = matches!(request, Request::Hello { .. });
            worker.handle(Input::Request(request));
            // The answer is on its way; until the first file comes there is time.
            if first {
                warm();
            }
        }
        Err(error) => {
            let message = format!("The page and its engine do not understand each other ({error}).");
            let failure = Failure::new("worker", message, "Please reload the page.");
            worker.post(&Reply::Failed(failure), None);
        }
    }
}

/// Listens to another shard.
fn connect(worker: &Rc<RefCell<Worker>>, message: &Array) {
    let (Some(peer), Ok(port)) = (message.get(1).as_f64(), message.get(2).dyn_into::<MessagePort>()) else {
        return;
    };
    let from = peer as ShardId;
    let listener = Rc::clone(worker);
    let listen = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let bytes = Uint8Array::new(&event.data()).to_vec();
        listener.borrow_mut().handle(Input::Peer { from, bytes });
    });
    port.set_onmessage(Some(listen.as_ref().unchecked_ref()));
    listen.forget();
    worker.borrow_mut().peers.insert(from, port);
}

impl Worker {
    /// Hands an input to the shard and does what follows, reads included.
    fn handle(&mut self, input: Input) {
        let mut outputs = self.shard.handle(input);
        // One wish for bytes can be open at a time, and it is the last of the outputs.
        loop {
            let mut next = None;
            for output in outputs {
                match output {
                    Output::Reply(reply, bulk) => self.post(&reply, bulk),
                    Output::Peer { to, bytes } => self.tell(to, &bytes),
                    Output::Need { file, range } => next = Some(self.read(file, range)),
                }
            }
            let Some(input) = next else { return };
            outputs = self.shard.handle(input);
        }
    }

    fn read(&self, file: FileId, range: Range<u64>) -> Input {
        match self.bytes(file, &range) {
            Ok(bytes) => Input::Bytes { file, at: range.start, bytes },
            Err(error) => Input::Unreadable { file, reason: reason(&error) },
        }
    }

    /// Bytes of a file. Offsets are exact as numbers of JavaScript up to 2^53.
    fn bytes(&self, file: FileId, range: &Range<u64>) -> Result<Vec<u8>, JsValue> {
        let blob = self.files.get(&file).ok_or("it is not open")?;
        let slice = blob.slice_with_f64_and_f64(range.start as f64, range.end as f64)?;
        let buffer: Buffer = self.reader.read_as_array_buffer(&slice)?.unchecked_into();
        let bytes = Uint8Array::new(&buffer).to_vec();
        // Otherwise buffers pile up until the browser collects garbage, which while a file is read takes hundreds of
        // megabytes. A browser that does not know this just waits.
        let _ = buffer.transfer(0);
        Ok(bytes)
    }

    fn post(&self, reply: &Reply, bulk: Option<Vec<u8>>) {
        let Ok(bytes) = postcard::to_stdvec(reply) else { return };
        let bytes = Uint8Array::from(bytes.as_slice());
        let bulk = bulk.map(|bulk| Uint8Array::from(bulk.as_slice()).buffer());
        let moved = Array::of1(&bytes.buffer());
        let message = Array::of2(&bytes, &JsValue::UNDEFINED);
        if let Some(bulk) = bulk {
            moved.push(&bulk);
            message.set(1, bulk.into());
        }
        // Posting fails only for what cannot be moved, and buffers can.
        let _ = self.scope.post_message_with_transfer(&message, &moved);
    }

    fn tell(&self, peer: ShardId, bytes: &[u8]) {
        let Some(port) = self.peers.get(&peer) else { return };
        let bytes = Uint8Array::from(bytes);
        let _ = port.post_message_with_transferable(&bytes, &Array::of1(&bytes.buffer()));
    }
}

/// What the browser says of an error, in its words.
fn reason(error: &JsValue) -> String {
    let text = |value: &JsValue| value.as_string();
    let message = js_sys::Reflect::get(error, &"message".into()).ok();
    text(error).or_else(|| message.as_ref().and_then(text)).unwrap_or_else(|| "no reason given".to_owned())
}
