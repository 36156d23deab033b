//! Where gestures meet the state and effects meet the browser. Components get it from the context, read through
//! [`Store::memo`] and tell through [`Store::send`].

use std::cell::RefCell;
use std::rc::Rc;

use callscape_model::command::{Command, Event};
use callscape_model::message::FileId;
use js_sys::Array;
use leptos::prelude::*;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::File;

use crate::intake::{self, Found, Ready};
use crate::measure::Measures;
use crate::pool::{Bulk, Pool};
use crate::state::{self, Dropped, Gesture, Phase, Sample, State, Token, reduce};
use crate::{download, frame, memory};

/// The most workers; more than eight only compete for the memory's speed.
const MOST_WORKERS: f64 = 8.0;
/// The folder that samples are said to be in.
const SAMPLE: &str = "sample";

#[derive(Default)]
struct Inner {
    pool: RefCell<Option<Pool>>,
    /// JavaScript files by token.
    files: RefCell<Vec<File>>,
    measures: RefCell<Measures>,
}

/// The page's state and everything that changes it. Cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct Store {
    state: RwSignal<State>,
    inner: StoredValue<Rc<Inner>, LocalStorage>,
}

/// The store of the page. Components are below [`crate::app::App`], which provides it.
pub(crate) fn use_store() -> Store {
    use_context().unwrap_or_else(Store::new)
}

impl Store {
    /// A store with the settings of the last visit. Nothing runs yet.
    pub(crate) fn new() -> Self {
        let mut state = State::default();
        state.settings = memory::settings();
        state.files.remembered = memory::mappings();
        Store { state: RwSignal::new(state), inner: StoredValue::new_local(Rc::default()) }
    }

    /// A part of the state, which tells its readers only when it has changed.
    pub(crate) fn memo<T: PartialEq + Send + Sync + 'static>(
        self,
        part: impl Fn(&State) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        Memo::new(move |_| self.state.with(|state| part(state)))
    }

    /// A part of the state as it is now.
    pub(crate) fn peek<T>(self, part: impl FnOnce(&State) -> T) -> T {
        self.state.with_untracked(part)
    }

    /// Takes in a gesture and does what follows from it.
    pub(crate) fn send(self, gesture: Gesture) {
        self.send_since(gesture, frame::now());
    }

    /// Takes in a gesture whose handler began at `now`, on the clock of [`frame::now`].
    pub(crate) fn send_since(self, gesture: Gesture, now: f64) {
        let answered = matches!(&gesture, Gesture::Heard(Event::Answered(_)));
        let partial = matches!(&gesture, Gesture::Heard(Event::Partial { .. }));
        let loaded = matches!(&gesture, Gesture::Heard(Event::Loaded(_)));
        let indexed = match &gesture {
            Gesture::Heard(Event::Indexed(dimension)) => Some(dimension.clone()),
            _ => None,
        };
        let progress = matches!(&gesture, Gesture::Heard(Event::Progress { .. }));
        let take = |state: &mut State| {
            let effects = reduce(state, gesture, now);
            // What is held back changes nothing on the page, which then need not be looked through.
            (!(progress && state.files.holds_back()), effects)
        };
        let effects = self.state.try_maybe_update(take).unwrap_or_default();
        let inner = self.inner.get_value();
        if loaded {
            inner.measures.borrow_mut().loaded();
        }
        if let Some(dimension) = indexed {
            inner.measures.borrow_mut().indexed(&dimension);
        }
        if partial && self.peek(|state| state.partial.is_some()) {
            let inner = Rc::clone(&inner);
            frame::after(move || inner.measures.borrow_mut().glanced());
        }
        if answered {
            let selection = self.peek(State::answered_selection);
            let inner = Rc::clone(&inner);
            frame::after(move || inner.measures.borrow_mut().drawn(&selection));
        }
        effects.into_iter().for_each(|effect| self.run(effect, &inner, now));
    }

    /// Starts the workers, and reads the address.
    pub(crate) fn start(self) {
        let step = history_step();
        self.send(Gesture::Visited(fragment(), step));
        match Pool::start(workers(), move |event, bulks| self.hear(event, bulks)) {
            Ok(pool) => *self.inner.get_value().pool.borrow_mut() = Some(pool),
            Err(_) => self.send(Gesture::Trouble(
                "The browser did not start the workers that read files.".into(),
                "Reload the page; if it happens again, try a current version of Chrome, Edge, Firefox or Safari."
                    .into(),
            )),
        }
    }

    /// Files have come. `since` is when the user let go of them, on the clock of [`frame::now`].
    pub(crate) fn take(self, found: Vec<Found>, since: f64) {
        self.inner.get_value().measures.borrow_mut().load_begins(since);
        self.gathered(intake::gather(found), Gesture::Dropped, "The files could not be put together.");
    }

    /// Sends what is to be read as a gesture, once it is put together.
    fn gathered(
        self,
        ready: impl Future<Output = Result<Vec<Ready>, JsValue>> + 'static,
        gesture: impl FnOnce(Vec<Dropped>) -> Gesture + 'static,
        trouble: &'static str,
    ) {
        spawn_local(async move {
            let Ok(ready) = ready.await else {
                return self.trouble(trouble, "Reload the page, or choose fewer files at a time.");
            };
            let file = |ready: Ready| {
                let Ready { name, file, size, modified } = ready;
                Dropped { token: self.keep(file), name, size, modified }
            };
            self.send(gesture(ready.into_iter().map(file).collect()));
        });
    }

    /// Makes the sample.
    pub(crate) fn sample(self, sample: Sample) {
        self.inner.get_value().measures.borrow_mut().load_begins(frame::now());
        self.send(Gesture::Sample(sample));
    }

    /// Asks beside the dashboard (the measuring interface).
    pub(crate) fn tell(self, command: Command) {
        let pool = self.inner.get_value().pool.borrow().clone();
        if let Some(pool) = pool {
            pool.tell(command);
        }
    }

    fn keep(self, file: File) -> Token {
        let inner = self.inner.get_value();
        let mut files = inner.files.borrow_mut();
        files.push(file);
        files.len() as Token - 1
    }

    fn hear(self, event: Event, bulks: Vec<Bulk>) {
        let parts: Array = bulks.into_iter().collect();
        match &event {
            Event::Ready(_) => crate::measure::ready(),
            // Files of the user's own came first.
            Event::Generated { .. } if self.peek(|state| state.phase != Phase::Generating) => return,
            Event::Generated { files } => {
                let ready = intake::gather_parts(parts, SAMPLE.to_owned(), files.clone());
                return self.gathered(ready, Gesture::Dropped, "The sample could not be made.");
            }
            Event::Unpacked { file, files } => {
                let archive = self.peek(|state| state.files.entry(*file).map(|entry| entry.name.clone()));
                let Some(archive) = archive else { return };
                let file = *file;
                let ready = intake::gather_parts(parts, archive, files.clone());
                let gesture = move |dropped| Gesture::Unpacked(file, dropped);
                return self.gathered(
                    ready,
                    gesture,
                    "The archive could not be unpacked in the browser's memory.",
                );
            }
            Event::Transcoded { file } => return self.transcoded(*file, &parts),
            Event::Exported { name, mime, glue } if download::save(name, mime, &parts, glue).is_err() => {
                self.trouble(
                    "The file could not be saved.",
                    "Allow downloads for this page, then export again.",
                );
            }
            Event::Answered(answer) if crate::bench::took(answer) => return,
            _ => {}
        }
        let loaded = matches!(event, Event::Loaded(_));
        if let Event::Failed(failure) | Event::Refused { failure, .. } = &event {
            crate::bench::failed(&failure.to_string());
        }
        self.send(Gesture::Heard(event));
        if loaded {
            crate::bench::loaded(self);
        }
    }

    fn transcoded(self, file: FileId, parts: &Array) {
        match intake::file_of(parts, "utf-8", "text/plain", None) {
            Ok(copy) => {
                let size = copy.size() as u64;
                self.send(Gesture::Transcoded(file, self.keep(copy), size));
            }
            Err(_) => {
                self.trouble("A file could not be turned into UTF-8.", "Save it as UTF-8 and drop it again.")
            }
        }
    }

    /// Something in the browser failed.
    pub(crate) fn trouble(self, text: &str, hint: &str) {
        self.send(Gesture::Trouble(text.to_owned(), hint.to_owned()));
    }

    fn run(self, effect: state::Effect, inner: &Rc<Inner>, began: f64) {
        use state::Effect;
        match effect {
            Effect::Tell(command) => {
                let mut moving = false;
                match &command {
                    Command::Ask(ask) => {
                        moving = ask.moving;
                        inner.measures.borrow_mut().asked(ask.selection.clone(), began);
                    }
                    Command::Brush { dimension, .. } => {
                        inner.measures.borrow_mut().near(dimension.clone(), began);
                    }
                    _ => {}
                }
                self.tell(command);
                // An index answers before the command returns.
                if moving && self.peek(State::is_current) {
                    crate::measure::brushed(began);
                    frame::soon();
                }
            }
            Effect::Bind(pairs) => {
                let pool = inner.pool.borrow().clone();
                let files = inner.files.borrow();
                for (number, token) in pairs {
                    if let Some((pool, file)) = pool.as_ref().zip(files.get(token as usize)) {
                        pool.bind(number, file.clone());
                    }
                }
            }
            Effect::Push(address, step) => note_step(&address, step, true),
            Effect::Replace(address, step) => note_step(&address, step, false),
            Effect::Go(by) => {
                let history = web_sys::window().and_then(|window| window.history().ok());
                // A browser that refuses to move leaves everything as it is.
                let _ = history.map(|history| history.go_with_delta(by));
            }
            Effect::Store(settings) => memory::keep_settings(&settings),
            Effect::Remember(plan) => memory::keep_mapping(&plan),
            Effect::Forget => memory::forget_mappings(),
        }
    }
}

/// What stands behind `#` in the address, with it.
pub(crate) fn fragment() -> String {
    web_sys::window().and_then(|window| window.location().hash().ok()).unwrap_or_default()
}

/// The step that we noted at this place in the browser's history.
pub(crate) fn history_step() -> Option<u32> {
    let state = web_sys::window()?.history().ok()?.state().ok()?;
    state.as_f64().map(|step| step as u32)
}

/// The address as a whole: a fragment alone would be taken as relative to the page's base.
fn note_step(fragment: &str, step: u32, new: bool) {
    let Some(window) = web_sys::window() else { return };
    let location = window.location();
    let part = |part: Result<String, JsValue>| part.unwrap_or_default();
    let address = format!("{}{}{fragment}", part(location.pathname()), part(location.search()));
    let Ok(history) = window.history() else { return };
    let step = JsValue::from(step);
    // Browsers refuse more than a few hundred entries a minute; the page works without them.
    let _ = if new {
        history.push_state_with_url(&step, "", Some(&address))
    } else {
        history.replace_state_with_url(&step, "", Some(&address))
    };
}

/// How many workers to start: as many as the processor does things at once, or as the address says for tests.
fn workers() -> u32 {
    let asked = query("workers").and_then(|text| text.parse::<f64>().ok());
    let window = web_sys::window();
    let there = window.map_or(1.0, |window| window.navigator().hardware_concurrency());
    asked.unwrap_or(there).clamp(1.0, MOST_WORKERS) as u32
}

/// A parameter of the address before `#`.
pub(crate) fn query(name: &str) -> Option<String> {
    let search = web_sys::window()?.location().search().ok()?;
    web_sys::UrlSearchParams::new_with_str(&search).ok()?.get(name)
}
