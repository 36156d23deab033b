//! Filters by value: a list for each category, from and to for dates and durations.

use callscape_model::dimension::Dimension;
use callscape_model::selection::{Clause, Mode, Selection, Set, Span};
use leptos::prelude::*;

use super::chart_range::FromTo;
use super::filter_menu::FilterMenu;
use super::icon::{Icon, Picture};
use super::menu::Menu;
use crate::state::{Gesture, State};
use crate::store::use_store;

#[component]
pub(super) fn FilterBar() -> impl IntoView {
    let store = use_store();
    let dimensions =
        store.memo(|state| state.menus.iter().map(|menu| menu.dimension.clone()).collect::<Vec<_>>());
    let days = store
        .memo(|state| state.data.as_ref().and_then(|data| data.days).map(|(from, to)| Span { from, to }));
    let durations = store.memo(|state| {
        let data = state.data.as_ref().filter(|data| data.has.duration || data.has.transcript);
        data.map(|_| Span { from: 0, to: i64::MAX })
    });
    let amounts = store.memo(|state| {
        let data = state.data.as_ref().filter(|data| data.has.transcript);
        data.map(|_| Span { from: 0, to: i64::MAX })
    });
    view! {
        <div class="filters" role="group" aria-label="Filters">
            <For each=move || dimensions.get() key=Clone::clone let:dimension><FilterMenu dimension/></For>
            <Show when=move || days.get().is_some()><SpanMenu dimension=Dimension::Day all=days.into()/></Show>
            <Show when=move || durations.get().is_some()>
                <SpanMenu dimension=Dimension::Duration all=durations.into()/>
            </Show>
            <Show when=move || amounts.get().is_some()>
                <SpanMenu dimension=Dimension::Amount all=amounts.into()/>
            </Show>
        </div>
    }
}

fn filtered(selection: &Selection, dimension: &Dimension) -> Option<Span> {
    match selection.set(dimension, Mode::Filter) {
        Some(Set::Within(spans)) => Some(Span { from: spans.first()?.from, to: spans.last()?.to }),
        _ => None,
    }
}

/// From and to as a filter.
#[component]
fn SpanMenu(dimension: Dimension, all: Signal<Option<Span>>) -> impl IntoView {
    let store = use_store();
    let title = dimension.title();
    let own = dimension.clone();
    let chosen = store.memo(move |state: &State| filtered(&state.selection, &own));
    let own = dimension.clone();
    let put = Callback::new(move |span: Option<Span>| {
        let set = Set::Within(span.into_iter().collect());
        store.send(Gesture::Filter(Clause { dimension: own.clone(), mode: Mode::Filter, set }));
    });
    let button = title.clone();
    view! {
        <Menu label=format!("Filter by {}", title.to_lowercase()) class="quiet filter"
            button=ViewFn::from(move || view! { {button.clone()}<Picture icon=Icon::Down/> })>
            <FromTo dimension=dimension.clone() chosen=chosen.into() all put/>
        </Menu>
    }
}
