//! The history of a record: its versions side by side, changed cells marked, each with its file and line.

use callscape_model::delta::{History, Version};
use callscape_model::number::grouped;
use leptos::prelude::*;

use super::dialog::Dialog;
use crate::state::{Panel, Shared};
use crate::store::use_store;

/// The history of a record of any table.
#[component]
pub(crate) fn HistoryPanel() -> impl IntoView {
    let store = use_store();
    let shown = store.memo(|state| state.panel == Panel::History);
    let history = store.memo(|state| state.history.clone());
    let title = Signal::derive(move || match history.get() {
        Some(history) => format!("History of {} {}", history.table, history.key),
        None => "History".to_owned(),
    });
    let inside = move || {
        let history = history.get()?;
        Some(match history.versions.is_empty() {
            true => {
                let words = format!(
                    "No delta speaks of {} in {}, and no initial file that is kept whole has it.",
                    history.key, history.table
                );
                view! { <p class="muted">{words}</p> }.into_any()
            }
            false => view! { <Versions history/> }.into_any(),
        })
    };
    view! { <Dialog title shown class="wide">{inside}</Dialog> }
}

fn head(version: &Version) -> (String, String) {
    let when = version.month.map_or_else(|| "initial".to_owned(), |month| month.name());
    let what = match (version.action, version.effect) {
        (Some(action), Some(effect)) => format!("{}: {}", action.word(), effect.info().words),
        _ => "as it began".to_owned(),
    };
    (when, what)
}

/// Versions as columns, one row for each column of the table.
#[component]
pub(super) fn Versions(history: Shared<History>) -> impl IntoView {
    let heads = history.versions.iter().map(|version| {
        let (when, what) = head(version);
        let conflict = version.effect.is_some_and(|effect| effect.is_conflict());
        let place = format!("{}, line {}", version.file, version.line);
        view! {
            <th scope="col" class:conflict=conflict>
                <strong>{when}</strong><span>{what}</span><span class="muted">{place}</span>
            </th>
        }
    });
    let heads = heads.collect_view();
    let row = |(index, name): (usize, &String)| {
        let cells = history.versions.iter().map(|version| {
            let (text, changed) = version.cells.get(index).cloned().unwrap_or_default();
            let marked = changed && version.month.is_some();
            let gone = !version.live;
            let word = marked.then(|| view! { <span class="hidden">"changed: "</span> });
            view! { <td class="cell" class:changed=marked class:gone=gone>{word}{text}</td> }
        });
        view! { <tr><th scope="row">{name.clone()}</th>{cells.collect_view()}</tr> }
    };
    let rows = history.columns.iter().enumerate().map(row).collect_view();
    let early = (history.left_out > 0).then(|| {
        let words = format!("{} earlier versions stand in audit.csv.", grouped(history.left_out));
        view! { <p class="muted">{words}</p> }
    });
    view! {
        {early}
        <div class="scroll versions" tabindex="0" role="region" aria-label="Versions">
            <table class="plain">
                <caption class="hidden">{format!("Versions of {} {}", history.table, history.key)}</caption>
                <thead><tr><th scope="col"><span class="hidden">"Column"</span></th>{heads}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}
