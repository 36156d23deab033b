//! What is selected, in every view the same: how many calls, the chips, and what can be done with them.

use callscape_model::number::grouped;
use callscape_model::selection::{Clause, Mode};
use leptos::prelude::*;

use super::as_of::AsOf;
use super::filter_bar::FilterBar;
use super::icon::{Icon, Picture};
use crate::state::{Counts, Gesture, State, clause_words};
use crate::store::use_store;

#[component]
pub(crate) fn SelectionBar() -> impl IntoView {
    let store = use_store();
    let has_data = store.memo(State::has_data);
    let highlighted = store.memo(|state| state.selection.is_highlighted());
    let empty = store.memo(|state| state.selection.is_empty());
    view! {
        <Show when=move || has_data.get()>
            <section class="selection-bar" aria-label="Selection">
                <CountLine/>
                <Chips/>
                <span class="actions">
                    <Show when=move || highlighted.get()>
                        <button type="button" class="button primary" title="Keep only (Enter)"
                            on:click=move |_| store.send(Gesture::KeepOnly)>"Keep only"</button>
                        <button type="button" class="button" title="Exclude (Delete)"
                            on:click=move |_| store.send(Gesture::Exclude)>"Exclude"</button>
                    </Show>
                    <Show when=move || !empty.get()>
                        <button type="button" class="button" title="Clears every filter (Esc takes back one)"
                            on:click=move |_| store.send(Gesture::ShowEverything)>"Show everything"</button>
                    </Show>
                </span>
                <AsOf/>
                <FilterBar/>
            </section>
        </Show>
    }
}

#[component]
fn CountLine() -> impl IntoView {
    let store = use_store();
    let counts = store.memo(|state| state.counts);
    let selected = move || grouped(counts.get().selected);
    let subject = store.memo(State::shown_subject);
    let of = move || {
        let Counts { filtered, all, .. } = counts.get();
        let all_words = subject.get().counted(all);
        if filtered == all {
            format!("of {all_words}")
        } else {
            format!("of {all_words} ({} filtered)", grouped(filtered))
        }
    };
    view! { <p class="count"><strong>{selected}</strong>" "{of}</p> }
}

#[component]
fn Chips() -> impl IntoView {
    let store = use_store();
    let clauses = store.memo(|state| state.selection.clauses().to_vec());
    view! {
        <ul class="chips" aria-label="Filters and highlights">
            <For each=move || clauses.get() key=Clone::clone let:clause><Chip clause/></For>
        </ul>
    }
}

#[component]
fn Chip(clause: Clause) -> impl IntoView {
    let store = use_store();
    let words = clause_words(&clause);
    let highlight = clause.mode == Mode::Highlight;
    let label = format!("Remove {words}");
    let drop = move |_| store.send(Gesture::DropClause(clause.dimension.clone(), clause.mode));
    view! {
        <li class="chip" class:highlight=highlight>
            <span>{highlight.then_some("Selected · ")}{words}</span>
            <button type="button" aria-label=label.clone() title=label on:click=drop><Picture icon=Icon::Close/></button>
        </li>
    }
}
