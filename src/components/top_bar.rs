//! Name, views, what is loaded, zone, search, undo and redo, settings, help.

use callscape_model::calendar::day_long;
use callscape_model::command::Overview;
use callscape_model::dimension::Dimension;
use callscape_model::selection::{Clause, Mode, Set};
use callscape_model::table::Subject;
use leptos::prelude::*;

use super::drop_zone::FileButtons;
use super::icon::{Icon, Picture};
use super::menu::Menu;
use super::settings_menu::SettingsMenu;
use super::zone_menu::ZoneMenu;
use crate::state::{Gesture, Page, Panel, State};
use crate::store::use_store;

#[component]
pub(crate) fn TopBar() -> impl IntoView {
    let store = use_store();
    let has_data = store.memo(State::has_data);
    view! {
        <header class="top-bar">
            <p class="brand"><img src="icon.svg" alt="" width="20" height="20"/>"Callscape"</p>
            <Show when=move || has_data.get()>
                <Views/>
                <Subjects/>
                <DataChip/>
            </Show>
            <span class="spacer"></span>
            <Show when=move || has_data.get()>
                <Search/>
                <UndoRedo/>
                <button type="button" class="button" on:click=move |_| store.send(Gesture::Open(Panel::Export))>
                    <Picture icon=Icon::Download/>"Export"
                </button>
            </Show>
            <ZoneMenu/>
            <SettingsMenu/>
            <button type="button" class="button quiet square" aria-label="Help and keys" title="Help and keys (?)"
                on:click=move |_| store.send(Gesture::Open(Panel::Help))>
                <Picture icon=Icon::Help/>
            </button>
        </header>
    }
}

/// Why the views of support files are not there.
const NO_SUPPORT: &str =
    "None shown now: needs support files (interactions with a key, dimensions, monthly deltas).";
/// Why the views of transcripts are not there.
const NO_TRANSCRIPTS: &str =
    "None shown now: needs transcripts (call_id, agent_name, timestamp, transcript_text, or turns).";

#[component]
fn Views() -> impl IntoView {
    let store = use_store();
    let page = store.memo(|state| state.page);
    let subject = store.memo(State::shown_subject);
    let tab = move |(wanted, _, title, _): &'static (Page, &'static str, &'static str, &'static str)| {
        let current = move || (page.get() == *wanted).then_some("page");
        let shown = move || wanted.suits(subject.get());
        view! {
            <Show when=shown>
                <button type="button" class="tab" aria-current=current
                    on:click=move |_| store.send(Gesture::Turn(*wanted))>{*title}</button>
            </Show>
        }
    };
    let item = |(name, why): (&'static str, &'static str)| {
        view! { <li aria-disabled="true"><strong>{name}</strong><span>{why}</span></li> }
    };
    let absent = move || {
        let absent = Page::ALL.iter().filter(|(page, ..)| !page.suits(subject.get()));
        let why = |page: Page| if page == Page::Transcripts { NO_TRANSCRIPTS } else { NO_SUPPORT };
        absent.map(|(page, _, title, _)| (*title, why(*page))).map(item).collect_view()
    };
    view! {
        <nav class="tabs" aria-label="Views">
            {Page::ALL.iter().map(tab).collect_view()}
            <Menu label="Further views" class="quiet" button=ViewFn::from(|| view! { "More"<Picture icon=Icon::Down/> })>
                <ul class="coming">{absent}</ul>
            </Menu>
        </nav>
    }
}

/// Calls or interactions, where both were dropped.
#[component]
fn Subjects() -> impl IntoView {
    let store = use_store();
    let there = store.memo(State::subjects);
    let shown = store.memo(|state| state.subject);
    let button = move |subject: Subject| {
        view! {
            <button type="button" class="button quiet" aria-pressed=move || (shown.get() == subject).to_string()
                on:click=move |_| store.send(Gesture::Switch(subject))>{subject.title()}</button>
        }
    };
    view! {
        <Show when=move || { there.get().len() > 1 }>
            <span class="subjects" role="group" aria-label="What is shown">{move || there.get().into_iter().map(button).collect_view()}</span>
        </Show>
    }
}

/// What is loaded; opens the way to more.
#[component]
fn DataChip() -> impl IntoView {
    let store = use_store();
    let words = store.memo(|state| state.data.as_ref().map_or_else(String::new, |data| data_words(data)));
    view! {
        <Menu label=Signal::derive(move || format!("Data: {}", words.get())) class="chip-button"
            button=ViewFn::from(move || view! { <span class="number">{move || words.get()}</span><Picture icon=Icon::Down/> })>
            <p class="muted">"Further files are read together with those that are there."</p>
            <FileButtons/>
        </Menu>
    }
}

fn data_words(data: &Overview) -> String {
    let files = match data.files.as_slice() {
        [file] => file.name.rsplit('/').next().unwrap_or_default().to_owned(),
        files => format!("{} files", files.len()),
    };
    let days = match data.days {
        Some((first, last)) if first == last => format!(" · {}", without_weekday(first)),
        Some((first, last)) => format!(" · {} – {}", without_weekday(first), without_weekday(last)),
        None => String::new(),
    };
    let records = match &data.applied {
        Some(applied) => applied.facts().map_or(0, |facts| facts.now),
        None => data.quality.kept,
    };
    format!("{files} · {}{days}", data.subject.counted(records))
}

fn without_weekday(day: i64) -> String {
    day_long(day).split_once(' ').map_or_else(String::new, |(_, rest)| rest.to_owned())
}

#[component]
fn Search() -> impl IntoView {
    let store = use_store();
    let now = store.memo(|state| match state.selection.set(&Dimension::Search, Mode::Filter) {
        Some(Set::Contains(text)) => text.clone(),
        _ => String::new(),
    });
    let search = move |text: String| {
        let set = Set::Contains(text.trim().to_lowercase());
        store.send(Gesture::Filter(Clause { dimension: Dimension::Search, mode: Mode::Filter, set }));
    };
    view! {
        <div class="search" role="search">
            <Picture icon=Icon::Search/>
            <input id="search" class="field" type="search" placeholder="Search" aria-label="Search ids and categories"
                title="Search ids and categories (/)" autocomplete="off" spellcheck="false" prop:value=move || now.get()
                on:change=move |event| search(event_target_value(&event))/>
        </div>
    }
}

#[component]
fn UndoRedo() -> impl IntoView {
    let store = use_store();
    let undo = store.memo(|state| state.steps.now > 0);
    let redo = store.memo(|state| state.steps.now < state.steps.last);
    view! {
        <span class="pair">
            <button type="button" class="button quiet square" aria-label="Undo" title="Undo (z)"
                disabled=move || !undo.get() on:click=move |_| store.send(Gesture::Undo)>
                <Picture icon=Icon::Undo/>
            </button>
            <button type="button" class="button quiet square" aria-label="Redo" title="Redo (Shift z)"
                disabled=move || !redo.get() on:click=move |_| store.send(Gesture::Redo)>
                <Picture icon=Icon::Redo/>
            </button>
        </span>
    }
}
