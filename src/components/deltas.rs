//! Deltas: the months with what each did, the conflicts, the changes, and the way to the history of a record.

use callscape_model::delta::{Applied, Change, Replay, SHOWN, Stop, Tally};
use callscape_model::message::{Scope, Style};
use callscape_model::number::grouped;
use leptos::prelude::*;

use super::icon::{Icon, Picture};
use super::more::More;
use crate::state::Gesture;
use crate::store::{Store, use_store};

#[component]
pub(crate) fn DeltasView() -> impl IntoView {
    let store = use_store();
    let applied = store.memo(|state| state.data.as_ref().and_then(|data| data.applied.clone()));
    view! {
        <h1 class="hidden">"Deltas"</h1>
        {move || applied.get().map(|applied| view! {
            <Rail applied=(*applied).clone()/>
            <TablesNow applied=(*applied).clone()/>
            <Changes title="Conflicts" export="conflicts" all=applied.all_conflicts changes=applied.conflicts.clone()/>
            <Find applied=(*applied).clone()/>
            <Changes title="All changes" export="audit" all=applied.all_changes changes=applied.changes.clone()/>
        })}
    }
}

/// The months in order, each with its sums, to be switched off and on.
#[component]
fn Rail(applied: Applied) -> impl IntoView {
    let store = use_store();
    let initial = applied.tables.iter().map(|table| format!("{} {}", grouped(table.initial), table.name));
    let initial = initial.collect::<Vec<_>>().join(", ");
    let notes = applied
        .notes
        .clone()
        .into_iter()
        .map(|note| view! { <p class="receipt-note"><Picture icon=Icon::Note/>{note}</p> });
    let stops = applied.stops.iter().map(|stop| view! { <Month stop=stop.clone()/> }).collect_view();
    let none = applied.stops.is_empty();
    view! {
        <section class="card sheet rail" aria-labelledby="rail-title">
            <header><h2 id="rail-title">"Months"</h2><How store/></header>
            <ol>
                <li class="stop initial"><strong>"Initial"</strong><p class="muted">{initial}</p></li>
                {stops}
            </ol>
            {none.then(|| view! { <p class="muted">"No deltas were dropped: drop files like interactions_delta_202502.csv to apply them."</p> })}
            {notes.collect_view()}
        </section>
    }
}

/// Strict mode, and what an empty cell of an update means.
#[component]
fn How(store: Store) -> impl IntoView {
    let replay = store.memo(|state| state.replay.clone());
    let tick = move |title: &'static str, of: fn(&mut Replay) -> &mut bool| {
        let checked = move || *of(&mut replay.get());
        let flip = move |_| {
            let mut next = replay.get_untracked();
            let slot = of(&mut next);
            *slot = !*slot;
            store.send(Gesture::Replay(next));
        };
        view! { <label class="choice"><input type="checkbox" prop:checked=checked on:change=flip/>{title}</label> }
    };
    view! {
        <div class="how">
            {tick("Refuse updates of missing keys", |replay| &mut replay.strict)}
            {tick("Empty cells of updates keep the old value", |replay| &mut replay.keep_empty)}
        </div>
    }
}

#[component]
fn Month(stop: Stop) -> impl IntoView {
    let store = use_store();
    let month = stop.month;
    let replay = store.memo(|state| state.replay.clone());
    let flip = move |_| {
        let mut next = replay.get_untracked();
        if !next.off.remove(&month) {
            next.off.insert(month);
        }
        store.send(Gesture::Replay(next));
    };
    let checked = move || !replay.get().off.contains(&month);
    let beyond = move || checked() && !replay.get().applies(month);
    let row = |(table, tally): &(String, Tally)| {
        let sum = format!(
            "{} + {} − {} = {}",
            grouped(tally.start),
            grouped(tally.adds),
            grouped(tally.deletes),
            grouped(tally.end)
        );
        let (mark, word) =
            if tally.holds() { ("✓", "The sums hold") } else { ("✗", "The sums do not hold") };
        let counts =
            [("+", tally.adds, "added"), ("~", tally.updates, "updated"), ("−", tally.deletes, "deleted")];
        let counts = counts.map(|(sign, count, word)| view! {
            <span class="delta-count" title=word><span aria-hidden="true">{sign}</span><span class="hidden">{word}" "</span>{grouped(count)}</span>
        });
        let rest = [(tally.repeats, "repeated"), (tally.rejected, "set aside")];
        let rest = rest
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{} {word}", grouped(*count)));
        let rest = rest.collect::<Vec<_>>().join(", ");
        let conflicts = match tally.conflicts {
            0 => String::new(),
            1 => "1 conflict".to_owned(),
            n => format!("{} conflicts", grouped(n)),
        };
        view! {
            <tr>
                <th scope="row">{table.clone()}</th>
                <td class="counts">{counts.collect_view()}</td>
                <td class="number sums"><span title=word aria-hidden="true">{mark}</span><span class="hidden">{word}": "</span>" "{sum}</td>
                <td class="muted">{rest}</td>
                <td class="conflict">{conflicts}</td>
            </tr>
        }
    };
    let rows = stop.tables.iter().map(row).collect_view();
    view! {
        <li class="stop" class:off=!stop.on>
            <label class="choice">
                <input type="checkbox" prop:checked=checked on:change=flip/>
                <strong>{month.name()}</strong>
                <Show when=beyond><span class="muted">"after the month shown"</span></Show>
            </label>
            <div class="scroll">
                <table class="plain"><caption class="hidden">{format!("What the deltas of {} did", month.name())}</caption>
                    <thead class="hidden"><tr><th>"Table"</th><th>"Rows"</th><th>"Sums"</th><th>"Others"</th><th>"Conflicts"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </li>
    }
}

/// The tables as they are, each to be saved.
#[component]
fn TablesNow(applied: Applied) -> impl IntoView {
    let store = use_store();
    let row = |table: callscape_model::delta::TableState| {
        let save = |export: &'static str, label: &'static str| {
            let name = table.name.clone();
            let click = move |_| {
                let (table, scope, style) = (name.clone(), Scope::All, Style::default());
                store.send(Gesture::ExportTable { table, export: export.to_owned(), scope, style });
            };
            let title = format!("Save {} as {label}", table.name);
            view! { <button type="button" class="button" aria-label=title on:click=click><Picture icon=Icon::Download/>{label}</button> }
        };
        let buttons = view! { {save("final_csv", "CSV")}{save("final_json", "JSON")} };
        view! {
            <tr>
                <th scope="row">{table.name.clone()}</th>
                <td>{if table.facts { "facts" } else { "dimension" }}</td>
                <td>{table.key.clone()}</td>
                <td class="number">{grouped(table.initial)}</td>
                <td class="number">{grouped(table.now)}</td>
                <td><span class="pair">{buttons}</span></td>
            </tr>
        }
    };
    let lost = lost_words(&applied);
    view! {
        <section class="card sheet" aria-labelledby="tables-title">
            <header><h2 id="tables-title">"Tables after the deltas"</h2></header>
            <div class="scroll">
                <table class="plain">
                    <caption class="hidden">"Tables"</caption>
                    <thead><tr><th scope="col">"Table"</th><th scope="col">"Role"</th><th scope="col">"Key"</th>
                        <th scope="col" class="number">"Initial"</th><th scope="col" class="number">"Now"</th><th scope="col"><span class="hidden">"Save"</span></th></tr></thead>
                    <tbody>{applied.tables.into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
            {lost.map(|words| view! { <p class="receipt-note"><Picture icon=Icon::Note/>{words}</p> })}
        </section>
    }
}

/// How many records that facts miss are named.
const NAMED: usize = 6;

fn lost_words(applied: &Applied) -> Option<String> {
    let all = applied.lost.len();
    let named: Vec<String> = applied.lost.iter().take(NAMED).map(|lost| lost.words()).collect();
    let more =
        if all > NAMED { format!(", and {} more", grouped((all - NAMED) as u64)) } else { String::new() };
    (all > 0).then(|| format!("Shown as Unknown: {}{more}.", named.join(", ")))
}

/// The history of a record by its key.
#[component]
fn Find(applied: Applied) -> impl IntoView {
    let store = use_store();
    let first = applied.tables.first().map(|table| table.name.clone()).unwrap_or_default();
    let table = RwSignal::new(first);
    let key = RwSignal::new(String::new());
    let options = applied
        .tables
        .iter()
        .map(|table| view! { <option value=table.name.clone()>{table.name.clone()}</option> });
    let open = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let key = key.get_untracked().trim().to_owned();
        if !key.is_empty() {
            store.send(Gesture::OpenHistory { table: table.get_untracked(), key });
        }
    };
    view! {
        <section class="card sheet" aria-labelledby="find-title">
            <header><h2 id="find-title">"History of a record"</h2></header>
            <form class="find" on:submit=open>
                <label class="pick"><span>"Table"</span>
                    <select class="field" on:change=move |event| table.set(event_target_value(&event))>{options.collect_view()}</select>
                </label>
                <label class="pick"><span>"Key"</span>
                    <input class="field" spellcheck="false" autocomplete="off" on:input=move |event| key.set(event_target_value(&event))/>
                </label>
                <button type="submit" class="button">"Show"</button>
            </form>
        </section>
    }
}

/// How many changes are shown at first, and come with a click.
const STEP: usize = 30;
/// So many values of a change are shown; its history has all.
const VALUES: usize = 4;

/// A list of changes, each with what it changed.
#[component]
fn Changes(title: &'static str, export: &'static str, all: u64, changes: Vec<Change>) -> impl IntoView {
    let store = use_store();
    let (id, labelled) = (format!("{export}-title"), format!("{export}-title"));
    let save =
        move |_| store.send(Gesture::ExportLedger { export: export.to_owned(), style: Style::default() });
    let count = match all {
        0 => "none".to_owned(),
        n if n as usize > SHOWN => format!("{}; the first {SHOWN} are shown, the file has all", grouped(n)),
        n => grouped(n),
    };
    let (there, shown) = (changes.len(), RwSignal::new(STEP));
    let changes = StoredValue::new(changes);
    let row = move |index: usize| {
        let change = changes.with_value(|changes| changes.get(index).cloned())?;
        let (table, key) = (change.table.clone(), change.key.clone());
        let open = move |_| store.send(Gesture::OpenHistory { table: table.clone(), key: key.clone() });
        let more = change.cells.len().saturating_sub(VALUES);
        let cells = change.cells.iter().take(VALUES).map(|(column, before, after)| {
            let (before, after) = (value(before), value(after));
            view! { <li><span class="muted">{column.clone()}</span>" "{before}" → "<strong>{after}</strong></li> }
        });
        let cells = cells.collect_view();
        let place = format!("{}, line {}", change.file, change.line);
        Some(view! {
            <tr class:conflict=change.effect.is_conflict()>
                <td class="when">{change.month.name()}</td>
                <td>{change.table.clone()}</td>
                <th scope="row"><button type="button" class="link" title="History" on:click=open>{change.key.clone()}</button></th>
                <td>{change.effect.info().words}</td>
                <td><ul class="cells">{cells}{(more > 0).then(|| view! { <li class="muted">{format!("and {more} more")}</li> })}</ul></td>
                <td class="muted">{place}</td>
            </tr>
        })
    };
    let none = there == 0;
    view! {
        <section class="card sheet changes" aria-labelledby=labelled>
            <header><h2 id=id>{title}</h2><p class="muted number">{count}</p>
                <button type="button" class="button" disabled=none on:click=save><Picture icon=Icon::Download/>{format!("{export}.csv")}</button>
            </header>
            {(!none).then(|| view! {
                <div class="scroll" tabindex="0" role="region" aria-label=format!("List of {}", title.to_lowercase())>
                    <table class="plain">
                        <caption class="hidden">{title}</caption>
                        <thead><tr><th scope="col">"Month"</th><th scope="col">"Table"</th><th scope="col">"Key"</th>
                            <th scope="col">"What happened"</th><th scope="col">"Values"</th><th scope="col">"Where"</th></tr></thead>
                        <tbody><For each=move || 0..shown.get().min(there) key=|index| *index children=row/></tbody>
                    </table>
                </div>
                <More shown all=there step=STEP/>
            })}
        </section>
    }
}

fn value(text: &str) -> String {
    if text.is_empty() { "empty".to_owned() } else { text.to_owned() }
}
