//! The values of one category with their counts, to tick.

use std::collections::BTreeSet;

use callscape_model::answer::{Menu as Values, unnamed};
use callscape_model::dimension::Dimension;
use callscape_model::number::grouped;
use callscape_model::selection::{Clause, Mode, Set};
use leptos::prelude::{Set as _, *};

use super::icon::{Icon, Picture};
use super::menu::Menu;
use crate::state::{Gesture, State};
use crate::store::{Store, use_store};

/// So many values are listed at a time; typing finds the others.
const LISTED: usize = 100;
/// Fewer values than this need no field to find one.
const SEARCHED: usize = 8;

#[component]
pub(super) fn FilterMenu(dimension: Dimension) -> impl IntoView {
    let store = use_store();
    let title = dimension.title();
    let button = title.clone();
    let own = dimension.clone();
    let set = store.memo(move |state: &State| state.selection.set(&own, Mode::Filter).cloned());
    let on = move || set.get().is_some();
    view! {
        <Menu label=format!("Filter by {}", title.to_lowercase()) class="quiet filter"
            button=ViewFn::from(move || view! {
                <span class:on=on>{button.clone()}</span><Picture icon=Icon::Down/>
            })>
            <ValueList store dimension=dimension.clone() set/>
        </Menu>
    }
}

#[component]
fn ValueList(store: Store, dimension: Dimension, set: Memo<Option<Set>>) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let own = dimension.clone();
    let values = store.memo(move |state: &State| {
        let menu = state.menus.iter().find(|menu: &&Values| menu.dimension == own);
        menu.map(|menu| menu.values.clone()).unwrap_or_default()
    });
    let listed = Memo::new(move |_| {
        let wanted = typed.get().trim().to_lowercase();
        let all = values.get();
        all.into_iter()
            .filter(|(text, _)| text.to_lowercase().contains(&wanted))
            .take(LISTED)
            .collect::<Vec<_>>()
    });
    let many = move || values.get().len() > SEARCHED;
    let drop = dimension.clone();
    let clear = move |_| store.send(Gesture::DropClause(drop.clone(), Mode::Filter));
    view! {
        <Show when=many>
            <input class="field" type="search" placeholder="Find a value" aria-label="Find a value" autocomplete="off"
                on:input=move |event| typed.set(event_target_value(&event))/>
        </Show>
        <div class="list">
            <For each=move || listed.get() key=Clone::clone let:value>
                <Value store dimension=dimension.clone() set value/>
            </For>
        </div>
        <button type="button" class="item" disabled=move || set.get().is_none() on:click=clear>"All values"</button>
    }
}

#[component]
fn Value(store: Store, dimension: Dimension, set: Memo<Option<Set>>, value: (String, u64)) -> impl IntoView {
    let (text, calls) = value;
    let name = if text.is_empty() { unnamed(&dimension).to_owned() } else { text.clone() };
    let own = text.clone();
    let checked = move || match set.get() {
        Some(Set::In(texts)) => texts.contains(&own),
        Some(Set::NotIn(texts)) => !texts.contains(&own),
        _ => false,
    };
    let flip = move |_| {
        let set = flipped(set.get_untracked(), &text);
        store.send(Gesture::Filter(Clause { dimension: dimension.clone(), mode: Mode::Filter, set }));
    };
    view! {
        <label class="choice">
            <input type="checkbox" prop:checked=checked on:change=flip/>
            <span class="value-name">{name}</span>
            <span class="number muted">{grouped(calls)}</span>
        </label>
    }
}

/// A set with one text ticked or not. Nothing ticked is no filter.
fn flipped(set: Option<Set>, text: &str) -> Set {
    let toggle = |mut texts: BTreeSet<String>| {
        if !texts.remove(text) {
            texts.insert(text.to_owned());
        }
        texts
    };
    match set {
        Some(Set::In(texts)) => Set::In(toggle(texts)),
        Some(Set::NotIn(texts)) => Set::NotIn(toggle(texts)),
        _ => Set::one(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tick_adds_a_value_and_takes_it_back() {
        let one = flipped(None, "missed");
        assert_eq!(one, Set::one("missed"));
        assert!(flipped(Some(one), "missed").is_empty());
        let excluded = Set::NotIn(BTreeSet::from(["missed".to_owned()]));
        assert!(flipped(Some(excluded), "missed").is_empty());
    }
}
