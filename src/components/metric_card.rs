//! One figure with what it is of, how it is made, and the rows behind it.

use callscape_model::view::Tile;
use leptos::prelude::*;

use crate::state::Gesture;
use crate::store::use_store;

#[component]
pub(super) fn MetricCards() -> impl IntoView {
    let store = use_store();
    let tiles = store.memo(|state| state.tiles.clone());
    let ids = Memo::new(move |_| tiles.get().iter().map(|tile| tile.metric.clone()).collect::<Vec<_>>());
    view! {
        <section class="tiles" aria-label="Figures">
            <For each=move || ids.get() key=Clone::clone let:id>
                <MetricCard tile=Memo::new(move |_| tiles.get().iter().find(|tile| tile.metric == id).cloned())/>
            </For>
        </section>
    }
}

#[component]
fn MetricCard(tile: Memo<Option<Tile>>) -> impl IntoView {
    let store = use_store();
    let text = move |pick: fn(&Tile) -> Option<String>| {
        move || tile.get().and_then(|tile| pick(&tile)).unwrap_or_default()
    };
    let there = move || tile.get().is_some_and(|tile| tile.value.is_some());
    let whole = move || tile.get().and_then(|tile| tile.whole).map(|whole| format!("of {whole}"));
    // Long figures are written smaller.
    let letters = move || text(|tile| tile.value.clone())().chars().count().to_string();
    let title = move || text(|tile| Some(tile.title.clone()))();
    view! {
        <section class="card tile" class:absent=move || !there()>
            <h2>{title}</h2>
            <Show when=there fallback=move || view! { <p class="needs">{text(|tile| tile.needs.clone())}</p> }>
                <button type="button" class="value" title="View data"
                    aria-label=move || format!("{}: {}. View data", title(), text(|tile| tile.value.clone())())
                    on:click=move |_| store.send(Gesture::ViewData(None))>
                    <span style=("--letters", letters)>{text(|tile| tile.value.clone())}</span>
                    {move || whole().map(|whole| view! { <small>{whole}</small> })}
                </button>
                <p class="detail">{text(|tile| tile.detail.clone())}</p>
            </Show>
            <details class="formula">
                <summary><span class="hidden">{title}": "</span>"Formula"</summary>
                <p>{text(|tile| Some(tile.formula.clone()))}</p>
            </details>
        </section>
    }
}
