//! What became of the rows: the identity, the rules with their examples, the columns.

use callscape_model::command::{Loadout, Overview};
use callscape_model::message::{Scope, Style};
use callscape_model::number::grouped;
use callscape_model::table::Subject;
use leptos::prelude::*;

use super::icon::{Icon, Picture};
use super::layers::Status;
use super::quality_columns::Columns;
use super::quality_rules::Rules;
use crate::state::{Gesture, Shared, State};
use crate::store::use_store;

#[component]
pub(crate) fn QualityView() -> impl IntoView {
    let store = use_store();
    let data = store.memo(|state| state.data.clone());
    view! {
        <h1 class="hidden">"Data quality"</h1>
        {move || data.get().map(|data| view! {
            <Identity data=data.clone()/>
            <Status/>
            <Rules data=data.clone()/>
            <Columns data/>
        })}
    }
}

/// read = kept + merged + rejected, in sum and by file.
#[component]
fn Identity(data: Shared<Overview>) -> impl IntoView {
    let quality = &data.quality;
    let part = |number: u64, word: &'static str, sign: &'static str| {
        view! {
            <span class="sign" aria-hidden=sign.is_empty().to_string()>{sign}</span>
            <span class=format!("part {word}")><strong>{grouped(number)}</strong>" "{word}</span>
        }
    };
    let several = data.files.len() > 1;
    let table = several.then(|| view! { <ByFile data=data.clone()/> });
    let joined = data.joined.map(|joined| view! { <p class="joined">{joined.words(data.subject)}</p> });
    view! {
        <section class="card identity" aria-label="Rows read">
            <p class="equation">
                {part(quality.read, "read", "")}
                {part(quality.kept, "kept", "=")}
                {part(quality.merged, "merged", "+")}
                {part(quality.rejected, "rejected", "+")}
            </p>
            {joined}
            <Downloads/>
            {table}
        </section>
    }
}

#[component]
fn Downloads() -> impl IntoView {
    let store = use_store();
    let export = move |id: &str| {
        let export = id.to_owned();
        move |_: leptos::ev::MouseEvent| {
            let (scope, style) = (Scope::All, Style::default());
            store.send(Gesture::Export { export: export.clone(), scope, style });
        }
    };
    let subject = store.memo(State::shown_subject);
    let facts = move || subject.get() == Subject::Interactions;
    let clean = move || match subject.get() {
        Subject::Transcripts => ("silver_csv", "Clean transcripts"),
        _ => ("calls_clean", "Clean calls"),
    };
    let audit =
        move |_| store.send(Gesture::ExportLedger { export: "audit".into(), style: Style::default() });
    view! {
        <div class="buttons">
            <button type="button" class="button" on:click=export("calls_rejected")><Picture icon=Icon::Download/>"Rejected rows"</button>
            <Show when=facts fallback=move || view! {
                <button type="button" class="button" on:click=move |event| export(untrack(clean).0)(event)><Picture icon=Icon::Download/>{move || clean().1}</button>
            }>
                <button type="button" class="button" on:click=audit><Picture icon=Icon::Download/>"Audit"</button>
            </Show>
            <button type="button" class="button" on:click=move |_| store.send(Gesture::ExportQuality)><Picture icon=Icon::Download/>"Report"</button>
        </div>
    }
}

#[component]
fn ByFile(data: Shared<Overview>) -> impl IntoView {
    let row = |file: &Loadout| {
        let quality = &file.quality;
        let numbers = [quality.read, quality.kept, quality.merged, quality.rejected].map(grouped);
        view! {
            <tr>
                <th scope="row">{file.name.clone()}</th>
                {numbers.into_iter().map(|number| view! { <td class="number">{number}</td> }).collect_view()}
            </tr>
        }
    };
    view! {
        <div class="scroll">
            <table class="plain">
                <caption class="hidden">"Rows by file"</caption>
                <thead><tr>
                    <th scope="col">"File"</th><th scope="col" class="number">"Read"</th><th scope="col" class="number">"Kept"</th>
                    <th scope="col" class="number">"Merged"</th><th scope="col" class="number">"Rejected"</th>
                </tr></thead>
                <tbody>{data.files.iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}
