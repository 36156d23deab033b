//! One call: every cell as it stands in the file, beside what was made of it.

use leptos::prelude::*;

use super::dialog::Dialog;
use crate::state::Panel;
use crate::store::use_store;

#[component]
pub(crate) fn RecordPanel() -> impl IntoView {
    let store = use_store();
    let shown = store.memo(|state| state.panel == Panel::Record);
    let record = store.memo(|state| state.record.clone());
    let place = move || record.get().map(|record| format!("{}, line {}", record.file, record.line));
    let rows = move || {
        let cells = record.get().map(|record| record.cells.clone()).unwrap_or_default();
        let row = |(name, before, after): (String, String, Option<String>)| {
            let changed = after.as_ref().is_some_and(|after| *after != before);
            view! {
                <tr class:changed=changed>
                    <th scope="row">{name}</th>
                    <td class="cell">{before}</td>
                    <td class="cell">{after.unwrap_or_default()}</td>
                </tr>
            }
        };
        cells.into_iter().map(row).collect_view()
    };
    view! {
        <Dialog title="Call" shown class="side">
            <p class="muted">{place}</p>
            <div class="scroll">
                <table class="plain record">
                    <caption class="hidden">"Cells of this call"</caption>
                    <thead><tr><th scope="col">"Column"</th><th scope="col">"In the file"</th><th scope="col">"Used as"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </Dialog>
    }
}
