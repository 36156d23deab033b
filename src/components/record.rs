//! One call: every cell as it stands in the file, beside what was made of it.

use callscape_model::answer::UNKNOWN;
use callscape_model::command::Overview;
use callscape_model::delta::Lost;
use callscape_model::field::Use;
use callscape_model::message::{Other, Record};
use callscape_model::plan::ColumnPlan;
use callscape_model::table::{Role, Subject};
use leptos::prelude::*;

use super::dialog::Dialog;
use super::history::Versions;
use crate::state::{Gesture, Page, Panel};
use crate::store::use_store;

#[component]
pub(crate) fn RecordPanel() -> impl IntoView {
    let store = use_store();
    let shown = store.memo(|state| state.panel == Panel::Record);
    let record = store.memo(|state| state.record.clone());
    let place = move || record.get().map(|record| format!("{}, line {}", record.file, record.line));
    let title = store.memo(|state| match state.shown_subject() {
        Subject::Calls => "Call".to_owned(),
        Subject::Interactions => "Interaction".to_owned(),
        Subject::Transcripts => "Transcript".to_owned(),
    });
    let talk = store.memo(|state| state.shown_subject() == Subject::Transcripts);
    let listen = move |_| {
        let place = record.with_untracked(|record| record.as_ref().map(|record| record.place));
        store.send(Gesture::Close);
        store.send(Gesture::Turn(Page::Transcripts));
        place.into_iter().for_each(|place| store.send(Gesture::Listen(place)));
    };
    let history = store.memo(|state| state.history.clone());
    let lost = store.memo(|state| {
        let applied = state.data.as_ref().and_then(|data| data.applied.as_ref());
        applied.map(|applied| applied.lost.clone()).unwrap_or_default()
    });
    let columns = store.memo(|state| state.data.as_ref().map(|data| keys(data)).unwrap_or_default());
    let names = move || {
        let record = record.get()?;
        let names = record.names.clone();
        let name = |(title, name): (String, String)| {
            let was = was(&record, &columns.get(), &lost.get(), &title).filter(|_| name == UNKNOWN);
            view! { <div><dt>{title}</dt><dd>{name}{was.map(|was| view! { <span class="muted">{format!(" ({was})")}</span> })}</dd></div> }
        };
        let list = names.into_iter().map(name).collect_view();
        (!list.is_empty()).then(|| view! { <dl class="names">{list}</dl> })
    };
    view! {
        <Dialog title=title shown class="side">
            <p class="muted">{place}</p>
            <Show when=move || talk.get()>
                <p><button type="button" class="button" on:click=listen>"What was said, and why it is scored so"</button></p>
            </Show>
            {names}
            {move || record.get().map(|record| cells("Cells of this record", record.cells.clone()))}
            {move || record.get().and_then(|record| record.other.clone()).map(|other| {
                let title = if other.subject == Subject::Transcripts { "Transcript of this call" } else { "Call record" };
                view! { <h3>{title}</h3><OtherSide other=*other/> }
            })}
            {move || history.get().filter(|history| !history.versions.is_empty()).map(|history| view! {
                <h3>"History"</h3>
                <Versions history/>
            })}
        </Dialog>
    }
}

/// The record of the other subject with the same id.
#[component]
pub(super) fn OtherSide(other: Other) -> impl IntoView {
    view! {
        <p class="muted">{format!("{}, line {}", other.file, other.line)}</p>
        {cells("Cells of the other record", other.cells)}
    }
}

/// Cells as they stand, and what was made of them.
fn cells(caption: &'static str, cells: Vec<(String, String, Option<String>)>) -> impl IntoView {
    let row = |(name, before, after): (String, String, Option<String>)| {
        let changed = after.as_ref().is_some_and(|after| *after != before);
        view! {
            <tr class:changed=changed>
                <th scope="row">{name}</th>
                <td class="cell">{clipped(before)}</td>
                <td class="cell">{clipped(after.unwrap_or_default())}</td>
            </tr>
        }
    };
    view! {
        <div class="scroll">
            <table class="plain record">
                <caption class="hidden">{caption}</caption>
                <thead><tr><th scope="col">"Column"</th><th scope="col">"In the file"</th><th scope="col">"Used as"</th></tr></thead>
                <tbody>{cells.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}

/// Longer cells are cut here, in bytes: a cell of megabytes must not stop the page. Exports have all of it.
const CELL: usize = 20_000;

/// A cell, cut where it is very long.
fn clipped(mut text: String) -> String {
    let left = text.len().saturating_sub(CELL);
    if left > 0 {
        let end = (0..=CELL).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        text.truncate(end);
        text.push_str(&format!(" … and {} kB more", left.div_ceil(1000)));
    }
    text
}

/// What a name that is not known was, and until when, by the row's own key of the table that has lost it.
fn was(record: &Record, keys: &[(String, String)], lost: &[Lost], title: &str) -> Option<String> {
    let cell = |column: &String| {
        let cell = record.cells.iter().find(|(name, ..)| name == column)?;
        Some(cell.2.as_ref().unwrap_or(&cell.1))
    };
    let of = |lost: &&Lost| {
        let mut columns = keys.iter().filter(|(_, table)| *table == lost.table).map(|(column, _)| column);
        lost.dimensions.iter().any(|dimension| dimension.title() == title)
            && columns.any(|column| cell(column) == Some(&lost.key))
    };
    lost.iter().find(of).map(Lost::words)
}

/// Columns of facts that hold keys, with the tables that they are of.
fn keys(data: &Overview) -> Vec<(String, String)> {
    let columns =
        data.files.iter().filter(|file| file.plan.role() == Role::Facts).flat_map(|file| &file.plan.columns);
    let key = |column: &ColumnPlan| match &column.usage {
        Use::Reference(table) => Some((column.name.clone(), table.clone())),
        _ => None,
    };
    columns.filter_map(key).collect()
}
