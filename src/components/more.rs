//! Long tables show their first rows, and more when they are wanted: a page that draws a thousand rows at once stops
//! answering while it does.

use callscape_model::number::grouped;
use leptos::prelude::*;

/// Shows further rows of a list.
#[component]
pub(super) fn More(
    /// How many are shown.
    shown: RwSignal<usize>,
    /// How many there are.
    all: usize,
    /// How many come with a click.
    step: usize,
) -> impl IntoView {
    let left = move || all.saturating_sub(shown.get());
    let words = move || format!("Show {} more of {}", left().min(step), grouped(left() as u64));
    view! {
        <Show when=move || { left() > 0 }>
            <p><button type="button" class="button" on:click=move |_| shown.update(|shown| *shown += step)>{words}</button></p>
        </Show>
    }
}
