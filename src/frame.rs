//! Drawing in animation frames: whatever wants to be drawn waits for the next frame, or for the end of what is under way
//! ([`soon`]), each thing once, and a frame that has taken long leaves the rest to the next one. What is put on the page
//! piece by piece ([`mount`]) comes between frames, each piece in a task of its own.

use std::cell::RefCell;
use std::collections::VecDeque;

use gloo::render::{AnimationFrame, request_animation_frame};
use gloo::timers::callback::Timeout;
use wasm_bindgen_futures::spawn_local;

/// What a frame may take, in milliseconds, before the rest waits. A chart takes a few, and its marks as much again.
const BUDGET: f64 = 12.0;

type Work = Box<dyn FnOnce()>;

#[derive(Default)]
struct Queue {
    /// What is put on the page one after the other.
    mounts: VecDeque<Work>,
    /// Whether the next one of these has been called for.
    mounting: bool,
    drawings: VecDeque<(String, Work)>,
    afterwards: Vec<Work>,
    frame: Option<AnimationFrame>,
}

thread_local! {
    static QUEUE: RefCell<Queue> = RefCell::default();
}

/// The browser's clock in milliseconds.
pub(crate) fn now() -> f64 {
    web_sys::window().and_then(|window| window.performance()).map_or(0.0, |performance| performance.now())
}

/// A time of the browser's clock as milliseconds since 1970.
pub(crate) fn since_1970(at: f64) -> f64 {
    let performance = web_sys::window().and_then(|window| window.performance());
    performance.map_or(0.0, |performance| performance.time_origin()) + at
}

/// Has something drawn in the next frame, in the place of what waits under the same name.
pub(crate) fn draw(name: String, work: impl FnOnce() + 'static) {
    QUEUE.with_borrow_mut(|queue| {
        queue.drawings.retain(|(waiting, _)| *waiting != name);
        queue.drawings.push_back((name, Box::new(work)));
    });
    want();
}

/// Has something put on the page in a task of its own, so that no task has to build a whole view.
pub(crate) fn mount(work: impl FnOnce() + 'static) {
    let mounting = QUEUE.with_borrow_mut(|queue| {
        queue.mounts.push_back(Box::new(work));
        std::mem::replace(&mut queue.mounting, true)
    });
    if !mounting {
        mount_next();
    }
}

fn mount_next() {
    Timeout::new(0, || {
        let work = QUEUE.with_borrow_mut(|queue| {
            let work = queue.mounts.pop_front();
            queue.mounting = work.is_some();
            work
        });
        if let Some(work) = work {
            work();
            mount_next();
        }
    })
    .forget();
}

/// Has something done after the next frame in which nothing is left to draw.
pub(crate) fn after(work: impl FnOnce() + 'static) {
    QUEUE.with_borrow_mut(|queue| queue.afterwards.push(Box::new(work)));
    want();
}

/// Has everything drawn as soon as what is under way is done and told, in the frame that it belongs to: for a moving
/// pointer, of which browsers tell once a frame.
pub(crate) fn soon() {
    spawn_local(async { run() });
}

fn want() {
    QUEUE.with_borrow_mut(|queue| {
        if queue.frame.is_none() {
            queue.frame = Some(request_animation_frame(|_| run()));
        }
    });
}

/// Draws what waits.
fn run() {
    // The frame that is running must not be dropped, which would free the closure that we are in.
    let frame = QUEUE.with_borrow_mut(|queue| queue.frame.take());
    let end = now() + BUDGET;
    while let Some((_, work)) = QUEUE.with_borrow_mut(|queue| queue.drawings.pop_front()) {
        work();
        if now() > end {
            break;
        }
    }
    let (done, afterwards) = QUEUE.with_borrow_mut(|queue| {
        let done = queue.drawings.is_empty() && queue.mounts.is_empty();
        (done, if done { std::mem::take(&mut queue.afterwards) } else { Vec::new() })
    });
    afterwards.into_iter().for_each(|work| work());
    if !done {
        want();
    }
    drop(frame);
}
