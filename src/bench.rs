//! The measuring interface: with `?bench` in the address `window.callscape` answers what a benchmark asks, as plain
//! arrays. Without it there is no such thing.

use std::cell::RefCell;

use callscape_model::answer::Answer;
use callscape_model::calendar::day_text;
use callscape_model::command::{Ask, Command};
use callscape_model::dimension::Dimension;
use callscape_model::order;
use callscape_model::question::BinChoice;
use callscape_model::selection::{Clause, Mode, Selection, Set};
use callscape_model::view::{Key, View};
use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;

use crate::store::{Store, query};

/// Width of the bins in seconds.
const BIN: u32 = 30;
/// The charts under the names that a benchmark knows.
const NAMES: &[(&str, &str)] = &[
    ("type", "type"),
    ("status", "status"),
    ("daily", "daily"),
    ("weekday", "weekday"),
    ("hist", "duration"),
];

/// Who waits for an answer: those who asked, in order; `None` for the aggregates after a load.
type Waiting = Vec<Option<Function>>;

thread_local! {
    static WAITING: RefCell<Waiting> = const { RefCell::new(Vec::new()) };
    static FACE: RefCell<Option<Object>> = const { RefCell::new(None) };
}

/// Sets `window.callscape` when the address asks for it.
pub(crate) fn expose(store: Store) {
    if query("bench").is_none() {
        return;
    }
    let face = Object::new();
    let filter = Closure::<dyn FnMut(JsValue) -> Promise>::new(move |wanted: JsValue| ask(store, &wanted));
    set(&face, "error", &JsValue::NULL);
    set(&face, "aggregates", &JsValue::NULL);
    set(&face, "filter", &filter.into_js_value());
    if let Some(window) = web_sys::window() {
        set(&window, "callscape", &face);
    }
    FACE.with_borrow_mut(|slot| *slot = Some(face));
}

/// New data is there: its aggregates are wanted.
pub(crate) fn loaded(store: Store) {
    if FACE.with_borrow(Option::is_some) {
        WAITING.with_borrow_mut(|waiting| waiting.push(None));
        store.tell(Command::Ask(question(Selection::default())));
    }
}

/// Something failed.
pub(crate) fn failed(text: &str) {
    FACE.with_borrow(|face| {
        if let Some(face) = face {
            set(face, "error", &text.into());
        }
    });
}

/// Whether an answer was for us.
pub(crate) fn took(answer: &Answer) -> bool {
    if !answer.own {
        return false;
    }
    let aggregates = aggregates(answer);
    // Of questions that came faster than answers only the newest is answered: with what everybody waits for.
    for waiting in WAITING.with_borrow_mut(std::mem::take) {
        match waiting {
            Some(resolve) => drop(resolve.call1(&JsValue::NULL, &aggregates)),
            None => FACE.with_borrow(|face| {
                if let Some(face) = face {
                    set(face, "aggregates", &aggregates);
                }
            }),
        }
    }
    true
}

fn set(object: &JsValue, key: &str, value: &JsValue) {
    // Setting a property of a plain object of ours cannot fail.
    let _ = Reflect::set(object, &key.into(), value);
}

fn question(selection: Selection) -> Ask {
    Ask { selection, bins: BinChoice::Every(BIN), own: true, ..Ask::default() }
}

/// `filter({ status, lo, hi })`: a status or null, a duration from and to in seconds inclusive or null.
fn ask(store: Store, wanted: &JsValue) -> Promise {
    let get = |key: &str| Reflect::get(wanted, &key.into()).unwrap_or(JsValue::NULL);
    let status = get("status").as_string();
    let (low, high) = (get("lo").as_f64(), get("hi").as_f64());
    let mut selection = Selection::default();
    let clause = |dimension, set| Clause { dimension, mode: Mode::Filter, set };
    if let Some(status) = status {
        selection = selection.with(clause(Dimension::Status, Set::one(status)));
    }
    if low.is_some() || high.is_some() {
        let from = low.map_or(0, |seconds| (seconds * 1000.0) as i64);
        let to = high.map_or(i64::MAX, |seconds| (seconds * 1000.0) as i64);
        selection = selection.with(clause(Dimension::Duration, Set::range(from, to)));
    }
    Promise::new(&mut |resolve, _| {
        WAITING.with_borrow_mut(|waiting| waiting.push(Some(resolve)));
        store.tell(Command::Ask(question(selection.clone())));
    })
}

fn aggregates(answer: &Answer) -> JsValue {
    let all = Object::new();
    for (name, chart) in NAMES {
        if let Some(view) = answer.views.iter().find(|view| view.chart == *chart) {
            set(&all, name, &pairs(view));
        }
    }
    all.into()
}

/// `[key, count]` of everything that counts, sorted by key.
fn pairs(view: &View) -> Array {
    let counted = view.buckets.iter().filter(|bucket| bucket.selected > 0);
    let mut pairs: Vec<(Name, u64)> = counted.map(|b| (name(view, &b.key), b.selected)).collect();
    order::sort(&mut pairs);
    pairs.into_iter().map(|(name, count)| Array::of2(&name.into(), &JsValue::from(count as f64))).collect()
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Name {
    Number(i64),
    Text(String),
}

impl From<Name> for JsValue {
    fn from(name: Name) -> Self {
        match name {
            Name::Number(number) => JsValue::from(number as f64),
            Name::Text(text) => JsValue::from(text),
        }
    }
}

fn name(view: &View, key: &Key) -> Name {
    match (&view.dimension, key) {
        // This interface counts from Sunday.
        (Dimension::Weekday, Key::Text(text)) => Name::Number(text.parse::<i64>().unwrap_or(0) % 7),
        (_, Key::Text(text)) => Name::Text(text.clone()),
        (Dimension::Day, Key::Span(span)) => Name::Text(day_text(span.from)),
        (_, Key::Span(span)) => Name::Number(span.from / (i64::from(BIN) * 1000)),
    }
}
