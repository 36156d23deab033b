//! Files to take away: what, which rows, how written; and the command that writes the same.

use callscape_model::message::{ExportInfo, Scope, Style};
use callscape_model::table::Subject;
use leptos::prelude::*;

use super::dialog::Dialog;
use super::icon::{Icon, Picture};
use crate::frame;
use crate::state::{Gesture, Panel, State};
use crate::store::use_store;

const REJECTS: &str = "calls_rejected";
const CLEAN: &str = "calls_clean";

/// One thing to take away.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Item {
    /// The export's id.
    export: String,
    /// The table, of exports of tables.
    table: String,
    title: String,
    file: String,
    kind: Kind,
}

/// How an export is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Row by row.
    Rows,
    /// A table after the deltas; whether it holds the facts, of which a selection can be taken.
    Table(bool),
    Ledger,
    Support,
    Quality,
    /// What people said of labels.
    Reviews,
}

/// Everything that can be taken away of what is loaded. What is made from a chart stands in its own menu.
fn items(state: &State) -> Vec<Item> {
    let infos = &state.abilities.exports;
    let item = |id: &str, kind: Kind| {
        let info = infos.iter().find(|info| info.id == id)?;
        let stem = info.stem.replacen(Subject::Calls.many(), state.shown_subject().many(), 1);
        let file = format!("{stem}.{}", info.ending);
        Some(Item { export: id.to_owned(), table: String::new(), title: info.title.clone(), file, kind })
    };
    if state.shown_subject() == Subject::Transcripts {
        let layer = |id: &str| id.starts_with("silver_") || id.starts_with("gold_");
        let kind = |rows: bool| if rows { Kind::Rows } else { Kind::Support };
        let grouped = state.support.as_ref().is_none_or(|support| !support.performance.groups.is_empty());
        let there = |info: &&ExportInfo| layer(&info.stem) && (grouped || !info.id.starts_with("groups"));
        let layers = infos.iter().filter(there).filter_map(|info| item(&info.id, kind(info.rows)));
        let others =
            [item("reviews", Kind::Reviews), item(REJECTS, Kind::Rows), item("quality", Kind::Quality)];
        return layers.chain(others.into_iter().flatten()).collect();
    }
    let applied = state.data.as_ref().and_then(|data| data.applied.as_ref());
    let Some(applied) = applied else {
        let all = [item(CLEAN, Kind::Rows), item(REJECTS, Kind::Rows), item("quality", Kind::Quality)];
        return all.into_iter().flatten().collect();
    };
    let tables = applied.tables.iter().flat_map(|table| {
        [("final_csv", "csv"), ("final_json", "json")].map(|(export, ending)| Item {
            export: export.to_owned(),
            table: table.name.clone(),
            title: format!("{} after the deltas, {}", table.name, ending.to_uppercase()),
            file: format!("{}_final.{ending}", table.name),
            kind: Kind::Table(table.facts),
        })
    });
    let others = [
        ("support_report", Kind::Support),
        ("answers_md", Kind::Support),
        ("answers_json", Kind::Support),
        ("audit", Kind::Ledger),
        ("conflicts", Kind::Ledger),
        (REJECTS, Kind::Rows),
        ("quality", Kind::Quality),
    ];
    tables.chain(others.iter().filter_map(|(id, kind)| item(id, *kind))).collect()
}

#[derive(Clone, Copy)]
struct Choice {
    /// Export and table.
    export: RwSignal<(String, String)>,
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
        export: RwSignal::new((CLEAN.to_owned(), String::new())),
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

/// What is chosen; the first item when the last choice is not there.
fn chosen(state: &State, (export, table): &(String, String)) -> Option<Item> {
    let items = items(state);
    let own = |item: &&Item| item.export == *export && item.table == *table;
    items.iter().find(own).or(items.first()).cloned()
}

/// Whether a selection can be taken of it.
fn is_scoped(item: &Item) -> bool {
    item.kind == Kind::Table(true) || (item.kind == Kind::Rows && item.export != REJECTS)
}

#[component]
fn What(choice: Choice) -> impl IntoView {
    let store = use_store();
    let exports = store.memo(items);
    let now = store.memo(move |state| chosen(state, &choice.export.get()));
    let item = move |item: Item| {
        let own = (item.export.clone(), item.table.clone());
        let this = item.clone();
        view! {
            <label class="choice">
                <input type="radio" name="export" prop:checked=move || now.get().as_ref() == Some(&this)
                    on:change=move |_| choice.export.set(own.clone())/>
                {item.title}<span class="muted">{item.file}</span>
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
    let scoped =
        store.memo(move |state| chosen(state, &choice.export.get()).is_some_and(|item| is_scoped(&item)));
    let subject = store.memo(State::shown_subject);
    let item = move |scope: Scope, words: Signal<String>| {
        view! {
            <label class="choice">
                <input type="radio" name="scope" prop:checked=move || choice.scope.get() == scope
                    on:change=move |_| choice.scope.set(scope)/>
                {words}
            </label>
        }
    };
    let selection =
        Signal::derive(move || format!("Selection: {}", subject.get().counted(counts.get().selected)));
    let all = Signal::derive(move || format!("Everything: {}", subject.get().counted(counts.get().all)));
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
    let written = store.memo(move |state| {
        let item = chosen(state, &choice.export.get());
        item.is_some_and(|item| matches!(item.kind, Kind::Rows | Kind::Table(_)))
    });
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
    let item = store.memo(move |state| chosen(state, &choice.export.get()));
    let months = store.memo(months_typed);
    let subject = store.memo(State::shown_subject);
    let line = move || {
        let json =
            if item.get().is_some_and(|item| item.export == "final_json") { " --format json" } else { "" };
        let months = months.get().map_or_else(String::new, |months| format!(" --months {months}"));
        let verb = if subject.get() == Subject::Transcripts { "etl" } else { "run" };
        format!(
            "callscape {verb} --data-dir ./data --out-dir ./output{json}{months} --timezone {}",
            zone.get()
        )
    };
    let plain = move || !(choice.excel.get() || choice.utc.get());
    let whole = move || choice.scope.get() == Scope::All || !item.get().is_some_and(|item| is_scoped(&item));
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

/// The months that are applied, as the command line takes them; `None` for all.
fn months_typed(state: &State) -> Option<String> {
    let applied = state.data.as_ref()?.applied.as_ref()?;
    let on: Vec<String> =
        applied.stops.iter().filter(|stop| stop.on).map(|stop| stop.month.compact()).collect();
    let typed = if on.is_empty() { "\"\"".to_owned() } else { on.join(",") };
    (on.len() < applied.stops.len()).then_some(typed)
}

#[component]
fn Save(choice: Choice) -> impl IntoView {
    let store = use_store();
    let busy = store.memo(State::is_exporting);
    let save = move |_| {
        let Some(item) = store.peek(|state| chosen(state, &choice.export.get_untracked())) else { return };
        let scope = if is_scoped(&item) { choice.scope.get_untracked() } else { Scope::All };
        let read = store.peek(|state| state.runs.last().map_or(0.0, |run| frame::since_1970(run.at)));
        let style = Style {
            excel: choice.excel.get_untracked(),
            utc: choice.utc.get_untracked(),
            at: read as i64 / 1000,
        };
        let Item { export, table, kind, .. } = item;
        store.send(match kind {
            Kind::Rows => Gesture::Export { export, scope, style },
            Kind::Table(_) => Gesture::ExportTable { table, export, scope, style },
            Kind::Ledger => Gesture::ExportLedger { export, style: Style::default() },
            Kind::Support => Gesture::ExportSupport { export, style: Style::default() },
            Kind::Quality => Gesture::ExportQuality,
            Kind::Reviews => Gesture::ExportReviews { style },
        });
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
