//! Files to take away: what, which rows, how written; and the command that writes the same.

use callscape_model::message::{ExportInfo, Scope, Style};
use callscape_model::number::grouped;
use leptos::prelude::*;

use super::dialog::Dialog;
use super::icon::{Icon, Picture};
use crate::state::{Gesture, Panel, State};
use crate::store::use_store;

/// The exports that are made from a chart stand in its own menu.
const OF_A_CHART: &str = "table";
const REJECTS: &str = "calls_rejected";

#[derive(Clone, Copy)]
struct Choice {
    export: RwSignal<String>,
    scope: RwSignal<Scope>,
    excel: RwSignal<bool>,
    utc: RwSignal<bool>,
}

#[component]
pub(crate) fn ExportMenu() -> impl IntoView {
    let store = use_store();
    let shown = store.memo(|state| state.panel == Panel::Export);
    // Kept while the page lives: the last choice is the next one's default.
    let choice = Choice {
        export: RwSignal::new("calls_clean".to_owned()),
        scope: RwSignal::new(Scope::Selection),
        excel: RwSignal::new(false),
        utc: RwSignal::new(false),
    };
    view! {
        <Dialog title="Export" shown>
            <form class="export" on:submit=move |event| event.prevent_default()>
                <What choice/>
                <Which choice/>
                <How choice/>
                <CommandLine choice/>
                <Save choice/>
            </form>
        </Dialog>
    }
}

fn rows(state: &State, export: &str) -> bool {
    state.abilities.exports.iter().any(|info| info.id == export && info.rows)
}

#[component]
fn What(choice: Choice) -> impl IntoView {
    let store = use_store();
    let exports = store.memo(|state| {
        let own = |info: &&ExportInfo| info.id != OF_A_CHART;
        state.abilities.exports.iter().filter(own).cloned().collect::<Vec<_>>()
    });
    let item = move |info: ExportInfo| {
        let (id, own) = (info.id.clone(), info.id);
        view! {
            <label class="choice">
                <input type="radio" name="export" prop:checked=move || choice.export.get() == id
                    on:change=move |_| choice.export.set(own.clone())/>
                {info.title}<span class="muted">{format!("{}.{}", info.stem, info.ending)}</span>
            </label>
        }
    };
    view! {
        <fieldset>
            <legend>"What"</legend>
            {move || exports.get().into_iter().map(item).collect_view()}
            <p class="muted">"Pictures and numbers of a chart: in the chart’s own menu (⋯)."</p>
        </fieldset>
    }
}

#[component]
fn Which(choice: Choice) -> impl IntoView {
    let store = use_store();
    let counts = store.memo(|state| state.counts);
    let scoped = store.memo(move |state| rows(state, &choice.export.get()) && choice.export.get() != REJECTS);
    let item = move |scope: Scope, words: Signal<String>| {
        view! {
            <label class="choice">
                <input type="radio" name="scope" prop:checked=move || choice.scope.get() == scope
                    on:change=move |_| choice.scope.set(scope)/>
                {words}
            </label>
        }
    };
    let selection = Signal::derive(move || format!("Selection: {} calls", grouped(counts.get().selected)));
    let all = Signal::derive(move || format!("Everything: {} calls", grouped(counts.get().all)));
    view! {
        <Show when=move || scoped.get()>
            <fieldset><legend>"Which rows"</legend>{item(Scope::Selection, selection)}{item(Scope::All, all)}</fieldset>
        </Show>
    }
}

#[component]
fn How(choice: Choice) -> impl IntoView {
    let store = use_store();
    let zone = store.memo(|state| state.settings.zone.clone());
    let written = store.memo(move |state| rows(state, &choice.export.get()));
    view! {
        <Show when=move || written.get()>
            <fieldset>
                <legend>"How"</legend>
                <label class="choice">
                    <input type="radio" name="zone" prop:checked=move || !choice.utc.get() on:change=move |_| choice.utc.set(false)/>
                    {move || format!("Times as on screen, with offset ({})", zone.get())}
                </label>
                <label class="choice">
                    <input type="radio" name="zone" prop:checked=move || choice.utc.get() on:change=move |_| choice.utc.set(true)/>
                    "Times in UTC"
                </label>
                <label class="choice">
                    <input type="checkbox" prop:checked=move || choice.excel.get() on:change=move |_| choice.excel.update(|on| *on = !*on)/>
                    "For Excel"<span class="muted">"byte order mark; cells that begin like a formula are defused"</span>
                </label>
            </fieldset>
        </Show>
    }
}

#[component]
fn CommandLine(choice: Choice) -> impl IntoView {
    let store = use_store();
    let zone = store.memo(|state| state.settings.zone.clone());
    let line =
        move || format!("callscape run --data-dir ./data --out-dir ./output --timezone {}", zone.get());
    let plain = move || !(choice.excel.get() || choice.utc.get());
    let whole = move || choice.scope.get() == Scope::All || choice.export.get() != "calls_clean";
    let words = move || match (plain(), whole()) {
        (true, true) => "The same from the command line, with the columns and rules as proposed:",
        (true, false) => "All of it from the command line, with the columns and rules as proposed:",
        (false, _) => "From the command line, with times as on screen and nothing changed for Excel:",
    };
    view! {
        <div class="command">
            <p class="muted">{words}</p>
            <pre tabindex="0">{line}</pre>
        </div>
    }
}

#[component]
fn Save(choice: Choice) -> impl IntoView {
    let store = use_store();
    let busy = store.memo(State::is_exporting);
    let save = move |_| {
        let export = choice.export.get_untracked();
        if !store.peek(|state| rows(state, &export)) {
            return store.send(Gesture::ExportQuality);
        }
        let scope = if export == REJECTS { Scope::All } else { choice.scope.get_untracked() };
        let style = Style { excel: choice.excel.get_untracked(), utc: choice.utc.get_untracked() };
        store.send(Gesture::Export { export, scope, style });
    };
    view! {
        <footer class="dialog-foot">
            <button type="button" class="button" on:click=move |_| store.send(Gesture::Close)>"Close"</button>
            <button type="submit" class="button primary" disabled=move || busy.get() on:click=save>
                <Picture icon=Icon::Download/>{move || if busy.get() { "Writing…" } else { "Save" }}
            </button>
        </footer>
    }
}
