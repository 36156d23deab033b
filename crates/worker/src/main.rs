//! One shard of the engine inside a Web Worker: messages and reads of files, nothing else.
//!
//! The page hands over this module, then posts `[0, request, file or undefined]` and `[1, number of another shard, port to
//! it]`; this worker posts `[]` once it listens, then `[reply, bulk or undefined]`. Requests and replies are bytes in
//! postcard's format; bulks are transferred, not copied. Shards talk to each other over the ports, so the page never
//! touches what they exchange.

mod reading;

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use js_sys::{Array, ArrayBuffer, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Blob, DedicatedWorkerGlobalScope, MessageEvent, MessagePort};

use callscape_engine::shard::{Input, Output, Shard, warm};
use callscape_model::message::{Failure, FileId, Reply, Request, ShardId};

use reading::Streamed;

/// A message that carries a request.
const REQUEST: f64 = 0.0;

/// The shard with its ways to the outside.
struct Worker {
    scope: DedicatedWorkerGlobalScope,
    shard: Shard,
    files: HashMap<FileId, Blob>,
    /// Number of the read that the shard waits for.
    reads: u64,
    /// What streams fill.
    buffer: Option<ArrayBuffer>,
    peers: HashMap<ShardId, MessagePort>,
    /// Whether anything was asked of the shard but to say what it can do.
    used: bool,
}

/// Milliseconds after which a shard that nothing was asked of runs hot: by then the page and the other workers, with
/// which it shares the processors, have started.
const IDLE: i32 = 150;

fn main() -> Result<(), JsValue> {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().dyn_into()?;
    let worker = Rc::new(RefCell::new(Worker {
        scope: scope.clone(),
        shard: Shard::new(),
        files: HashMap::new(),
        reads: 0,
        buffer: None,
        peers: HashMap::new(),
        used: false,
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
    match postcard::from_bytes::<Request>(&bytes) {
        Ok(request) => {
            if let (Request::Open { file, .. }, Ok(blob)) = (&request, message.get(2).dyn_into::<Blob>()) {
                worker.borrow_mut().files.insert(*file, blob);
            }
            let first = matches!(request, Request::Hello { .. });
            if matches!(request, Request::Cancel) {
                // What is being read is not waited for any more.
                worker.borrow_mut().reads += 1;
            }
            worker.borrow_mut().used |= !first;
            handle(worker, Input::Request(request));
            if first {
                warm_later(worker);
            }
        }
        Err(error) => {
            let message = format!("The page and its engine do not understand each other ({error}).");
            let failure = Failure::new("worker", message, "Please reload the page.");
            worker.borrow().post(&Reply::Failed(failure), None);
        }
    }
}

/// Runs hot once there is time, if no file has come until then.
fn warm_later(worker: &Rc<RefCell<Worker>>) {
    let idle = Rc::clone(worker);
    let run = Closure::once_into_js(move || {
        if !idle.borrow().used {
            warm();
        }
    });
    // A shard that stays cold is slower at first, and nothing else.
    let _ = worker
        .borrow()
        .scope
        .set_timeout_with_callback_and_timeout_and_arguments_0(run.unchecked_ref(), IDLE);
}

/// Listens to another shard.
fn connect(worker: &Rc<RefCell<Worker>>, message: &Array) {
    let (Some(peer), Ok(port)) = (message.get(1).as_f64(), message.get(2).dyn_into::<MessagePort>()) else {
        return;
    };
    let from = peer as ShardId;
    let listener = Rc::clone(worker);
    let listen = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let message = Uint8Array::new(&event.data());
        let bytes = message.to_vec();
        // It may be as long as the keys of half a file. A browser that cannot give it up at once collects it some time.
        let _ = message.buffer().transfer_with_length(0);
        handle(&listener, Input::Peer { from, bytes });
    });
    port.set_onmessage(Some(listen.as_ref().unchecked_ref()));
    listen.forget();
    worker.borrow_mut().peers.insert(from, port);
}

/// Bytes that the shard waits for.
struct Wish {
    file: FileId,
    range: Range<u64>,
    /// Whether their first part will do.
    parts: bool,
}

/// Hands an input to the shard and does what follows, reads included.
fn handle(worker: &Rc<RefCell<Worker>>, input: Input) {
    let mut next = Some(input);
    while let Some(input) = next.take() {
        next = serve(worker, input).and_then(|wish| read(worker, wish));
    }
}

/// Hands an input to the shard and carries what it puts out; returns what it waits for.
fn serve(worker: &Rc<RefCell<Worker>>, input: Input) -> Option<Wish> {
    let outputs = worker.borrow_mut().shard.handle(input);
    let mut wish = None;
    for output in outputs {
        match output {
            Output::Reply(reply, bulk) => worker.borrow().post(&reply, bulk),
            Output::Peer { to, bytes } => worker.borrow().tell(to, &bytes),
            // One wish for bytes can be open at a time, and it is the last of the outputs.
            Output::Need { file, range, parts } => wish = Some(Wish { file, range, parts }),
        }
    }
    wish
}

/// Reads bytes for the shard; `None` when they will come later.
fn read(worker: &Rc<RefCell<Worker>>, wish: Wish) -> Option<Input> {
    let Wish { file, range, parts } = wish;
    let blob = worker.borrow().files.get(&file).cloned();
    let Some(blob) = blob else {
        return Some(Input::Unreadable { file, reason: "it is not open".to_owned() });
    };
    if range.end - range.start >= reading::LONG
        && let Ok(streamed) = Streamed::open(&blob, range.clone())
    {
        stream(worker, streamed, Wish { file, range, parts });
        return None;
    }
    Some(input(file, &range, false, reading::at_once(&blob, &range).map(Arc::new)))
}

/// Reads bytes while other messages may come, and hands over each part that comes, or all of them where no part will do.
fn stream(worker: &Rc<RefCell<Worker>>, mut streamed: Streamed, wish: Wish) {
    let Wish { file, mut range, parts } = wish;
    let (number, mut buffer) = {
        let mut worker = worker.borrow_mut();
        worker.reads += 1;
        (worker.reads, worker.buffer.take())
    };
    let worker = Rc::clone(worker);
    spawn_local(async move {
        let wish = loop {
            let bytes = match parts {
                true => streamed.next(range.start, &mut buffer).await,
                false => streamed.all(&mut buffer).await,
            };
            if worker.borrow().reads != number {
                streamed.close();
                break None;
            }
            let failed = bytes.is_err();
            let input = input(file, &range, parts && streamed.lacks(range.end), bytes);
            match serve(&worker, input) {
                Some(wish) if wish.file == file && wish.parts && streamed.reaches(wish.range.start) => {
                    range = wish.range;
                }
                wish => {
                    if !failed {
                        streamed.close();
                    }
                    break wish;
                }
            }
        };
        worker.borrow_mut().buffer = buffer;
        if let Some(input) = wish.and_then(|wish| read(&worker, wish)) {
            handle(&worker, input);
        }
    });
}

fn input(file: FileId, range: &Range<u64>, more: bool, bytes: Result<Arc<Vec<u8>>, JsValue>) -> Input {
    match bytes {
        Ok(bytes) => Input::Bytes { file, at: range.start, bytes, more },
        Err(error) => Input::Unreadable { file, reason: reason(&error) },
    }
}

impl Worker {
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
