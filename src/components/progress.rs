//! How far reading is: each file with rows a second and the time that remains, and a way to stop.

use callscape_model::number::grouped;
use leptos::prelude::*;

use crate::state::{Entry, Gesture, Phase, Stage, State};
use crate::store::use_store;

/// A speed measured over less than this, in milliseconds, says nothing.
const TELLING_MS: f64 = 300.0;

#[component]
pub(crate) fn ProgressCard() -> impl IntoView {
    let store = use_store();
    let phase = store.memo(|state| state.phase);
    let title = move || match phase.get() {
        Phase::Generating => "Making sample data",
        Phase::Looking => "Looking at the files",
        _ => "Reading",
    };
    let speed = store.memo(speed);
    let files = store.memo(|state| state.files.entries.iter().map(|entry| entry.file).collect::<Vec<_>>());
    view! {
        <section class="card progress" aria-label="Progress">
            <header>
                <h2>{title}</h2>
                <p class="muted">{move || speed.get()}</p>
                <button type="button" class="button" on:click=move |_| store.send(Gesture::Cancel)>"Cancel"</button>
            </header>
            <ul>
                <For each=move || files.get() key=|file| *file let:file><FileProgress file/></For>
            </ul>
        </section>
    }
}

#[component]
fn FileProgress(file: u32) -> impl IntoView {
    let store = use_store();
    let entry = store.memo(move |state| state.files.entry(file).cloned());
    let progress = store.memo(move |state| state.files.progress.get(&file).copied().unwrap_or_default());
    let name = move || entry.get().map_or_else(String::new, |entry| entry.name);
    let percent = move || entry.get().map_or(0, |entry| share(progress.get().bytes, entry.size));
    let text = move || match entry.get() {
        Some(entry) => stage_words(&entry, progress.get().rows, percent()),
        None => String::new(),
    };
    view! {
        <li>
            <span class="file-name">{name}</span>
            <span class="bar" role="progressbar" aria-valuemin="0" aria-valuemax="100" aria-label=name
                aria-valuenow=move || percent().to_string() aria-valuetext=text>
                <span class="bar-fill" style:width=move || format!("{}%", percent())></span>
            </span>
            <span class="muted number">{text}</span>
        </li>
    }
}

fn share(part: u64, whole: u64) -> u64 {
    (part.min(whole) * 100).checked_div(whole).unwrap_or(0)
}

fn stage_words(entry: &Entry, rows: u64, percent: u64) -> String {
    match entry.stage {
        Stage::Refused(_) | Stage::Unfit(..) => "not used".to_owned(),
        Stage::Skipped => "skipped".to_owned(),
        _ => format!("{} rows · {percent} %", grouped(rows)),
    }
}

/// Rows a second and the time that remains.
fn speed(state: &State) -> String {
    let files = &state.files;
    let took = files.now - files.began;
    if state.phase != Phase::Loading || took < TELLING_MS {
        return String::new();
    }
    let rows: u64 = files.progress.values().map(|progress| progress.rows).sum();
    let (read, size) = files.amount();
    let remains = size.saturating_sub(read) as f64 / (read.max(1) as f64 / took) / 1000.0;
    let remains = if remains < 1.0 { "under a second".to_owned() } else { format!("about {remains:.0} s") };
    format!("{} rows a second · {remains} left", grouped((rows as f64 / took * 1000.0) as u64))
}
