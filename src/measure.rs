//! How long things take, as `performance.measure` entries: `callscape:ready` from navigation to usable,
//! `callscape:partial` from files to the first numbers of a part of them, `callscape:load` from files to the charts'
//! numbers in the page, `callscape:filter` from each change of the selection to its drawing. Of those that come from a
//! moving brush and are answered by the index of its chart, `callscape:brush` from the start of the pointer's handler to
//! the last draw call, and `callscape:index` from the pointer's coming to a chart to its index being there.

use std::collections::VecDeque;

use callscape_model::dimension::Dimension;
use callscape_model::selection::Selection;
use js_sys::{Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use crate::frame;

/// What is being measured.
#[derive(Debug, Default)]
pub(crate) struct Measures {
    load: Option<f64>,
    loaded: bool,
    /// Whether something was shown of the load under way.
    glanced: bool,
    asked: VecDeque<(Selection, f64)>,
    near: Option<(Dimension, f64)>,
}

impl Measures {
    /// Files have come.
    pub(crate) fn load_begins(&mut self, at: f64) {
        self.load = Some(at);
        self.loaded = false;
        self.glanced = false;
    }

    /// A part of what is being read has been drawn.
    pub(crate) fn glanced(&mut self) {
        if let Some(load) = self.load.filter(|_| !self.glanced) {
            self.glanced = true;
            measure("callscape:partial", load);
        }
    }

    /// They have been read; the next answer shows them.
    pub(crate) fn loaded(&mut self) {
        self.loaded = self.load.is_some();
        self.asked.clear();
    }

    /// A question was asked because of something that happened at `began`.
    pub(crate) fn asked(&mut self, selection: Selection, began: f64) {
        if !self.loaded {
            self.asked.push_back((selection, began));
        }
    }

    /// The pointer has come to a chart.
    pub(crate) fn near(&mut self, dimension: Dimension, at: f64) {
        self.near = Some((dimension, at));
    }

    /// The index of a chart is there.
    pub(crate) fn indexed(&mut self, dimension: &Dimension) {
        if let Some((_, since)) = self.near.take_if(|(near, _)| near == dimension) {
            measure("callscape:index", since);
        }
    }

    /// The answer for a selection has been drawn; older questions that it overtook end with it.
    pub(crate) fn drawn(&mut self, selection: &Selection) {
        if let Some(load) = self.load.take_if(|_| self.loaded) {
            self.loaded = false;
            measure("callscape:load", load);
        }
        let Some(answered) = self.asked.iter().position(|(asked, _)| asked == selection) else { return };
        for (_, began) in self.asked.drain(..=answered) {
            measure("callscape:filter", began);
        }
    }
}

/// The page can be used.
pub(crate) fn ready() {
    measure("callscape:ready", 0.0);
}

/// The index has answered a brush that moved at `began`; what it changed is about to be drawn.
pub(crate) fn brushed(began: f64) {
    frame::after(move || measure("callscape:brush", began));
}

/// The form of `performance.measure` that takes times has no binding.
fn measure(name: &str, since: f64) {
    let options = Object::new();
    let put = |key: &str, value: f64| Reflect::set(&options, &key.into(), &value.into());
    let performance = web_sys::window().and_then(|window| window.performance()).map(JsValue::from);
    let Some(performance) = performance else { return };
    let function = Reflect::get(&performance, &"measure".into()).and_then(JsCast::dyn_into::<Function>);
    // A browser that cannot measure misses nothing else.
    let _ = put("start", since.max(0.0))
        .and(put("end", frame::now()))
        .and(function)
        .and_then(|function| function.call2(&performance, &name.into(), &options));
}
