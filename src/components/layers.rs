//! The three layers of transcripts: what came, what is clean, what is scored; and what the last loads did.

use callscape_model::number::{grouped, percent};
use callscape_model::table::Subject;
use leptos::prelude::*;

use crate::frame;
use crate::state::{Run, State, analysed};
use crate::store::use_store;

/// Name, count and meaning of each layer; `None` for other subjects.
fn layers(state: &State) -> Option<[(&'static str, u64, String); 3]> {
    let data = state.data.as_ref().filter(|data| data.subject == Subject::Transcripts)?;
    let quality = &data.quality;
    let gold = analysed(data);
    let foreign = match quality.kept.saturating_sub(gold) {
        0 => "scored".to_owned(),
        n => format!("scored; {} are not English", grouped(n)),
    };
    Some([
        ("Bronze", quality.read, "as they came".to_owned()),
        ("Silver", quality.kept, "clean, each once".to_owned()),
        ("Gold", gold, foreign),
    ])
}

/// The counts of the layers on one line.
#[component]
pub(crate) fn Layers() -> impl IntoView {
    let store = use_store();
    let layers = store.memo(layers);
    let layer = |(name, count, words): (&'static str, u64, String)| {
        view! { <li><strong>{name}</strong>" "<span class="number">{grouped(count)}</span>" "<span class="muted">{words}</span></li> }
    };
    move || {
        layers.get().map(|layers| view! { <ol class="layers" aria-label="Layers">{layers.map(layer)}</ol> })
    }
}

/// How many loads are listed.
const RUNS: usize = 8;

/// What the loads of this visit did.
#[component]
pub(super) fn Status() -> impl IntoView {
    let store = use_store();
    let runs = store.memo(|state| state.runs.iter().rev().take(RUNS).copied().collect::<Vec<_>>());
    let there = store.memo(|state| state.shown_subject() == Subject::Transcripts);
    let row = |run: Run| {
        let numbers = [run.read, run.kept, run.gold, run.rejected].map(grouped);
        view! {
            <tr>
                <th scope="row">{when(run.at)}</th>
                <td class="number">{format!("{:.1} s", run.took / 1000.0)}</td>
                {numbers.map(|number| view! { <td class="number">{number}</td> })}
                <td class="number">{percent(run.kept, run.read)}</td>
            </tr>
        }
    };
    view! {
        <Show when=move || there.get()>
            <section class="card sheet" aria-labelledby="status-title">
                <header><h2 id="status-title">"Status"</h2><p class="muted">"The loads of this visit, the last one first"</p></header>
                <div class="scroll">
                    <table class="plain">
                        <caption class="hidden">"Loads"</caption>
                        <thead><tr>
                            <th scope="col">"When"</th><th scope="col" class="number">"Took"</th><th scope="col" class="number">"Bronze"</th>
                            <th scope="col" class="number">"Silver"</th><th scope="col" class="number">"Gold"</th>
                            <th scope="col" class="number">"Errors"</th><th scope="col" class="number">"Kept"</th>
                        </tr></thead>
                        <tbody>{move || runs.get().into_iter().map(row).collect_view()}</tbody>
                    </table>
                </div>
            </section>
        </Show>
    }
}

/// A time of the page's clock on the wall clock of this machine.
fn when(at: f64) -> String {
    let date = js_sys::Date::new(&frame::since_1970(at).into());
    date.to_locale_time_string("en-GB").into()
}
