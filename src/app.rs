//! The layout of the one screen, and the listeners that belong to the whole window.

use callscape_model::number::grouped;
use gloo::events::{EventListener, EventListenerOptions};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{DragEvent, Element, Event, EventTarget, KeyboardEvent};

use crate::components::{
    AgentsView, AnswersView, Curtain, Dashboard, DeltasView, DropZone, ExportMenu, FileInputs, Help,
    HistoryPanel, Layers, Mapping, Notices, ProgressCard, QualityView, RecordPanel, ReportView, RowsView,
    RulesPanel, SelectionBar, StatusLine, TopBar, TranscriptsView,
};
use crate::keys::{Focus, Key, Shortcut, shortcut};
use crate::state::{Gesture, Page, Panel, Phase};
use crate::store::{Store, fragment, history_step};
use crate::{bench, frame, intake};

#[component]
pub(crate) fn App() -> impl IntoView {
    let store = Store::new();
    provide_context(store);
    let dragging = RwSignal::new(false);
    show_theme(store);
    listen(store, dragging);
    keep_reviews(store);
    store.start();
    bench::expose(store);
    view! {
        <button type="button" class="skip" on:click=|_| focus("main")>"Skip to the content"</button>
        <div class="top">
            <TopBar/>
            <SelectionBar/>
        </div>
        <main id="main" tabindex="-1">
            <Notices/>
            <Content/>
        </main>
        <StatusLine/>
        <Curtain dragging/>
        <Help/>
        <ExportMenu/>
        <Mapping/>
        <RecordPanel/>
        <HistoryPanel/>
        <RulesPanel/>
        <FileInputs/>
    }
}

/// From how many files on it is said how many there are so far.
const MANY: usize = 1_000;

#[component]
fn Content() -> impl IntoView {
    let store = use_context::<Store>().unwrap_or_else(Store::new);
    let busy = store.memo(|state| matches!(state.phase, Phase::Looking | Phase::Loading | Phase::Generating));
    let has_data = store.memo(|state| state.has_data());
    let finding = store.memo(|state| state.finding.filter(|count| *count > MANY));
    let page = store.memo(|state| state.page);
    let partial = store.memo(|state| state.partial.is_some());
    let shown = move |wanted: Page| move || has_data.get() && page.get() == wanted;
    let board = move || partial.get() || shown(Page::Dashboard)();
    view! {
        {move || finding.get().map(|count| view! {
            <p class="notice" role="status">{format!("Looking through folders: {} files so far", grouped(count as u64))}</p>
        })}
        <Show when=move || busy.get()><ProgressCard/></Show>
        <Show when=move || !has_data.get() && !busy.get()><DropZone/></Show>
        <Layers/>
        <Show when=board><Dashboard/></Show>
        <Show when=shown(Page::Rows)><RowsView/></Show>
        <Show when=shown(Page::Transcripts)><TranscriptsView/></Show>
        <Show when=shown(Page::Quality)><QualityView/></Show>
        <Show when=shown(Page::Deltas)><DeltasView/></Show>
        <Show when=shown(Page::Report)><ReportView/></Show>
        <Show when=shown(Page::Answers)><AnswersView/></Show>
        <Show when=shown(Page::Agents)><AgentsView/></Show>
    }
}

/// Writes the chosen theme where the style sheet looks for it.
fn show_theme(store: Store) {
    let theme = store.memo(|state| state.settings.theme);
    Effect::new(move |_| {
        let root = web_sys::window().and_then(|window| window.document()?.document_element());
        // Setting an attribute of a valid name cannot fail.
        let _ = root.map(|root| root.set_attribute("data-theme", theme.get().id()));
    });
}

/// The window's own events, for the page's life.
fn listen(store: Store, dragging: RwSignal<bool>) {
    let Some(window) = web_sys::window() else { return };
    EventListener::new(&window, "popstate", move |_| {
        store.send(Gesture::Visited(fragment(), history_step()))
    })
    .forget();
    let going = StoredValue::new(false);
    EventListener::new_with_options(
        &window,
        "keydown",
        EventListenerOptions::enable_prevent_default(),
        move |event| {
            if let Some(event) = event.dyn_ref::<KeyboardEvent>() {
                press(store, event, going);
            }
        },
    )
    .forget();
    for name in ["dragenter", "dragover", "dragleave", "drop"] {
        let options = EventListenerOptions::enable_prevent_default();
        EventListener::new_with_options(&window, name, options, move |event| {
            if let Some(event) = event.dyn_ref::<DragEvent>() {
                drag(store, event, dragging);
            }
        })
        .forget();
    }
    EventListener::new(&window, "paste", move |event| paste(store, event)).forget();
}

/// While reviews are not saved, the browser asks before it leaves the page: nothing else keeps them.
fn keep_reviews(store: Store) {
    let unsaved = store.memo(|state| state.talk.unsaved && !state.talk.reviews.is_empty());
    let asking = StoredValue::new_local(None);
    Effect::new(move || {
        let asks = unsaved.get().then(|| {
            let options = EventListenerOptions::enable_prevent_default();
            let window = web_sys::window()?;
            Some(EventListener::new_with_options(&window, "beforeunload", options, Event::prevent_default))
        });
        asking.set_value(asks.flatten());
    });
}

fn drag(store: Store, event: &DragEvent, dragging: RwSignal<bool>) {
    let Some(transfer) = event.data_transfer() else { return };
    let files = transfer.types().iter().any(|kind| kind.as_string().as_deref() == Some("Files"));
    if !files {
        return;
    }
    event.prevent_default();
    match event.type_().as_str() {
        "dragleave" => dragging.set(event.related_target().is_some()),
        "drop" => {
            dragging.set(false);
            let since = frame::now();
            let drop = intake::dropped(&transfer);
            spawn_local(async move {
                let tell = |count| store.send(Gesture::Finding(Some(count)));
                let (found, failed) = drop.walk(tell).await;
                store.send(Gesture::Finding(None));
                if failed > 0 {
                    let text = format!("{failed} of the dropped files could not be opened.");
                    store.trouble(&text, "Check that you may read them, then drop them again.");
                }
                store.take(found, since);
            });
        }
        _ if !dragging.get_untracked() => dragging.set(true),
        _ => {}
    }
}

/// A table that is pasted outside of any field is a file.
fn paste(store: Store, event: &web_sys::Event) {
    let Some(event) = event.dyn_ref::<web_sys::ClipboardEvent>() else { return };
    let Some(transfer) = event.clipboard_data() else { return };
    if focus_of(event.target()).writes {
        return;
    }
    let since = frame::now();
    if let Some(list) = transfer.files().filter(|list| list.length() > 0) {
        let files = intake::listed(&list);
        return spawn_local(async move { store.take(files.await, since) });
    }
    let text = transfer.get_data("text/plain").unwrap_or_default();
    if !text.trim().is_empty()
        && let Ok(file) = intake::file_of_text(&text, "pasted.csv")
    {
        store.take(vec![("pasted.csv".to_owned(), file)], since);
    }
}

fn press(store: Store, event: &KeyboardEvent, going: StoredValue<bool>) {
    let was_going = going.get_value();
    going.set_value(false);
    // A dialog has keys of its own, wherever in it the focus is or is not.
    if event.default_prevented() || store.peek(|state| state.panel != Panel::None) {
        return;
    }
    let pressed = event.key();
    let control = event.ctrl_key() || event.meta_key() || event.alt_key();
    let key = Key { key: &pressed, shift: event.shift_key(), control };
    let letters = store.peek(|state| state.settings.letters);
    let Some(shortcut) = shortcut(key, focus_of(event.target()), letters, was_going) else { return };
    event.prevent_default();
    match shortcut {
        Shortcut::Search => focus("search"),
        Shortcut::Help => store.send(Gesture::Open(Panel::Help)),
        Shortcut::Undo => store.send(Gesture::Undo),
        Shortcut::Redo => store.send(Gesture::Redo),
        Shortcut::Go => going.set_value(true),
        Shortcut::View(letter) => {
            let page = Page::ALL.iter().find(|(.., key)| key.starts_with(letter));
            if let Some((page, ..)) = page {
                store.send(Gesture::Turn(*page));
            }
        }
        Shortcut::Escape => store.send(Gesture::Escape),
        Shortcut::KeepOnly => store.send(Gesture::KeepOnly),
        Shortcut::Exclude => store.send(Gesture::Exclude),
        Shortcut::Jump(forward) => store.send(Gesture::Jump(forward)),
        Shortcut::ViewData => store.send(Gesture::ViewData(None)),
    }
}

fn focus_of(target: Option<EventTarget>) -> Focus {
    let Some(element) = target.and_then(|target| target.dyn_into::<Element>().ok()) else {
        return Focus::default();
    };
    let is = |selector: &str| element.closest(selector).ok().flatten().is_some();
    Focus {
        writes: is("input:not([type=checkbox]):not([type=radio]), textarea, select"),
        acts: is("button, a, input, select, textarea, summary, [role=option], [role=row], [role=slider]"),
        inside: is("dialog"),
    }
}

fn focus(id: &str) {
    let element = web_sys::window().and_then(|window| window.document()?.get_element_by_id(id));
    let element = element.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
    // An element that is not shown takes no focus, which is as well.
    let _ = element.map(|element| element.focus());
}
