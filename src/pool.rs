//! The workers and the one that speaks for them: starts them, connects them, carries messages between them and the
//! coordinator. Bulks stay JavaScript buffers and never enter the page's memory.
//!
//! On the wire: first the engine's module (`sealed.rs`), then `[0, request, file?]` and `[1, shard, port]` to a worker;
//! from it `[]` once when it listens, then `[reply, bulk?]`. A text instead says why a worker could not start.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use callscape_model::command::{Command, Event};
use callscape_model::coordinator::{Coordinator, Step};
use callscape_model::message::{FileId, Reply, Request, ShardId};
use gloo::events::EventListener;
use js_sys::{Array, ArrayBuffer, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{File, MessageChannel, MessageEvent, Worker};

use crate::sealed;

/// Bytes that pass through untouched.
pub(crate) type Bulk = ArrayBuffer;

type Hear = Rc<dyn Fn(Event, Vec<Bulk>)>;

/// Files of fewer bytes are read before anybody could look at a part of them.
const WORTH_A_GLANCE: u64 = 32 << 20;

/// How many times charts fill while files are read: drawing them takes time from reading.
const GLANCES: u64 = 5;

/// One worker. What it is told before it listens waits.
struct Seat {
    worker: Worker,
    listens: bool,
    waiting: Vec<(Array, Array)>,
    _listeners: [EventListener; 2],
}

struct Inner {
    seats: Vec<Seat>,
    coordinator: Coordinator<Bulk>,
    files: HashMap<FileId, File>,
}

/// All workers.
#[derive(Clone)]
pub(crate) struct Pool {
    inner: Rc<RefCell<Inner>>,
    hear: Hear,
}

impl Pool {
    /// Starts so many workers, connects each with each and greets them. `hear` is told every event.
    ///
    /// # Errors
    /// What the browser says when it refuses workers.
    pub(crate) fn start(shards: u32, hear: impl Fn(Event, Vec<Bulk>) + 'static) -> Result<Self, JsValue> {
        let coordinator = Coordinator::new(shards).with_room(room(shards)).glancing(WORTH_A_GLANCE, GLANCES);
        let inner = Inner { seats: Vec::new(), coordinator, files: HashMap::new() };
        let pool = Pool { inner: Rc::new(RefCell::new(inner)), hear: Rc::new(hear) };
        for shard in 0..shards {
            let seat = pool.seat(shard)?;
            pool.inner.borrow_mut().seats.push(seat);
        }
        for one in 0..shards {
            (one + 1..shards).try_for_each(|other| pool.inner.borrow_mut().connect(one, other))?;
        }
        pool.tell(Command::Start);
        Ok(pool)
    }

    /// Tells the coordinator what is wanted.
    pub(crate) fn tell(&self, command: Command) {
        let step = self.inner.borrow_mut().coordinator.command(command);
        self.carry(step);
    }

    /// From now on a number stands for a file.
    pub(crate) fn bind(&self, number: FileId, file: File) {
        self.inner.borrow_mut().files.insert(number, file);
    }

    fn seat(&self, shard: ShardId) -> Result<Seat, JsValue> {
        let document = web_sys::window().and_then(|window| window.document()).ok_or(JsValue::NULL)?;
        let worker = sealed::start(&document)?;
        let pool = self.clone();
        let message = EventListener::new(&worker, "message", move |event| {
            if let Some(event) = event.dyn_ref::<MessageEvent>() {
                pool.listen(shard, &event.data());
            }
        });
        let pool = self.clone();
        let error = EventListener::new(&worker, "error", move |event| {
            event.prevent_default();
            pool.died(shard);
        });
        Ok(Seat { worker, listens: false, waiting: Vec::new(), _listeners: [message, error] })
    }

    fn listen(&self, shard: ShardId, data: &JsValue) {
        let Some(message) = data.dyn_ref::<Array>() else { return self.died(shard) };
        if message.length() == 0 {
            return self.inner.borrow_mut().wake(shard);
        }
        let reply = postcard::from_bytes::<Reply>(&Uint8Array::new(&message.get(0)).to_vec());
        // Bytes that mean nothing come from an engine of another version.
        let Ok(reply) = reply else { return self.died(shard) };
        let bulk = message.get(1).dyn_into::<ArrayBuffer>().ok();
        let step = self.inner.borrow_mut().coordinator.reply(shard, reply, bulk);
        self.carry(step);
    }

    fn died(&self, shard: ShardId) {
        let step = self.inner.borrow_mut().coordinator.dead(shard);
        self.carry(step);
    }

    /// Sends the requests, then tells the events; a listener may well want the next thing at once.
    fn carry(&self, step: Step<Bulk>) {
        for (event, _) in &step.events {
            if let Event::Restart(shard) = event {
                self.restart(*shard);
            }
        }
        for (shard, request) in &step.requests {
            self.inner.borrow_mut().post(*shard, request);
        }
        for (event, bulks) in step.events {
            (self.hear)(event, bulks);
        }
    }

    fn restart(&self, shard: ShardId) {
        let Ok(seat) = self.seat(shard) else { return };
        let mut inner = self.inner.borrow_mut();
        if let Some(old) = inner.seats.get_mut(shard as usize) {
            old.worker.terminate();
            *old = seat;
        }
        for other in 0..inner.seats.len() as ShardId {
            if other != shard {
                // A port that cannot be made shows as a load that fails, which is told then.
                let _ = inner.connect(shard, other);
            }
        }
    }
}

/// Bytes that so many workers may use together: each can address 4 GB, and of a machine that says it has little, half.
fn room(shards: u32) -> u64 {
    const EACH: f64 = 3.5e9;
    let navigator = web_sys::window().map(|window| JsValue::from(window.navigator()));
    let said = navigator.and_then(|navigator| Reflect::get(&navigator, &"deviceMemory".into()).ok());
    // In gigabytes; browsers that tell say 8 for anything above, too.
    let small = said.and_then(|said| said.as_f64()).filter(|gigabytes| *gigabytes < 8.0);
    let most = f64::from(shards) * EACH;
    small.map_or(most, |gigabytes| most.min(gigabytes * 1e9 / 2.0)) as u64
}

impl Inner {
    fn wake(&mut self, shard: ShardId) {
        let Some(seat) = self.seats.get_mut(shard as usize) else { return };
        seat.listens = true;
        for (message, transfer) in std::mem::take(&mut seat.waiting) {
            let _ = seat.worker.post_message_with_transfer(&message, &transfer);
        }
    }

    fn send(&mut self, shard: ShardId, message: Array, transfer: Array) {
        let Some(seat) = self.seats.get_mut(shard as usize) else { return };
        if seat.listens {
            // A worker that cannot be told anything has died, which its error event says.
            let _ = seat.worker.post_message_with_transfer(&message, &transfer);
        } else {
            seat.waiting.push((message, transfer));
        }
    }

    fn post(&mut self, shard: ShardId, request: &Request) {
        let Ok(bytes) = postcard::to_stdvec(request) else { return };
        let bytes = Uint8Array::from(bytes.as_slice());
        let file = match request {
            Request::Open { file, .. } => self.files.get(file).map_or(JsValue::UNDEFINED, JsValue::from),
            _ => JsValue::UNDEFINED,
        };
        let transfer = Array::of1(&bytes.buffer());
        self.send(shard, Array::of3(&JsValue::from(0), &bytes, &file), transfer);
    }

    /// A channel between two workers, over which they exchange keys.
    fn connect(&mut self, one: ShardId, other: ShardId) -> Result<(), JsValue> {
        let channel = MessageChannel::new()?;
        for (to, peer, port) in [(one, other, channel.port1()), (other, one, channel.port2())] {
            let message = Array::of3(&JsValue::from(1), &JsValue::from(peer), &port);
            self.send(to, message, Array::of1(&port));
        }
        Ok(())
    }
}
