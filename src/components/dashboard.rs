//! The figures and the charts.

use callscape_model::number::grouped;
use callscape_model::view::{Chart, cards};
use leptos::prelude::*;

use super::chart_card::ChartCard;
use super::icon::{Icon, Picture};
use super::metric_card::MetricCards;
use super::receipt::Receipt;
use crate::frame;
use crate::state::{Gesture, Panel, State};
use crate::store::use_store;

#[component]
pub(crate) fn Dashboard() -> impl IntoView {
    let store = use_store();
    let whole = store.memo(|state| state.has_data() && state.partial.is_none());
    view! {
        <h1 class="hidden">"Dashboard"</h1>
        <SoFar/>
        <Show when=move || whole.get()><Receipt/></Show>
        <div class="board" class:so-far=move || !whole.get() inert=move || !whole.get()>
            {later(|| view! { <MetricCards/> })}
            <section class="charts" aria-label="Charts">
                <Cards/>
            </section>
        </div>
        <Show when=move || whole.get()><RowsLine/></Show>
    }
}

/// Says that figures and charts are those of a part.
#[component]
fn SoFar() -> impl IntoView {
    let store = use_store();
    let words = store.memo(|state| {
        let records = state.partial?;
        let read = state.shown_subject().counted(records);
        Some(format!(
            "So far: the first {read} that were read, duplicates included. What follows is still being added."
        ))
    });
    move || words.get().map(|words| view! { <p class="notice">{words}</p> })
}

/// The chart cards, each built by itself: building all of them at once would stop the page for too long.
#[component]
fn Cards() -> impl IntoView {
    let store = use_store();
    let shown = store.memo(|state| {
        let dictionaries = state.data.as_ref().map(|data| data.dictionaries.as_slice()).unwrap_or_default();
        let categories: Vec<_> = dictionaries.iter().map(|(dimension, _)| dimension.clone()).collect();
        Shown(cards(state.shown_subject(), &categories).collect())
    });
    let card = |chart: &&'static Chart| {
        let chart = *chart;
        later(move || view! { <ChartCard chart/> })
    };
    move || shown.get().0.iter().map(card).collect_view()
}

/// The charts that have a card. Each has an id of its own.
#[derive(Clone)]
struct Shown(Vec<&'static Chart>);

impl PartialEq for Shown {
    fn eq(&self, other: &Self) -> bool {
        let words = |chart: &&'static Chart| (chart.id, &chart.title);
        self.0.iter().map(words).eq(other.0.iter().map(words))
    }
}

/// Something that is built in a task of its own.
fn later<V: IntoView + 'static>(view: impl Fn() -> V + Send + Sync + Clone + 'static) -> impl IntoView {
    let there = RwSignal::new(false);
    frame::mount(move || {
        // By then the dashboard may be gone, and with it the signal.
        let _ = there.try_set(true);
    });
    view! { <Show when=move || there.get()>{view.clone()}</Show> }
}

/// The way from the charts to the rows behind them.
#[component]
fn RowsLine() -> impl IntoView {
    let store = use_store();
    let counts = store.memo(|state| state.counts);
    let subject = store.memo(State::shown_subject);
    let words = move || {
        let (selected, all) = (counts.get().selected, counts.get().all);
        format!("{} of {}", grouped(selected), subject.get().counted(all))
    };
    view! {
        <section class="card rows-line" aria-label="Rows">
            <h2>"Rows"</h2>
            <p class="number">{words}</p>
            <button type="button" class="button" on:click=move |_| store.send(Gesture::ViewData(None))>
                <Picture icon=Icon::Table/>"View data"
            </button>
            <button type="button" class="button" on:click=move |_| store.send(Gesture::Open(Panel::Export))>
                <Picture icon=Icon::Download/>"Export selection"
            </button>
        </section>
    }
}
