//! The workspace zone: always on screen, changed here.

use js_sys::Reflect;
use leptos::prelude::*;

use super::icon::{Icon, Picture};
use super::menu::Menu;
use crate::state::{Gesture, Settings};
use crate::store::{Store, use_store};

/// So many zones are listed at a time.
const LISTED: usize = 40;
/// What is offered before anything is typed.
const FIRST: &[&str] = &[
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "UTC",
    "Europe/London",
    "Europe/Berlin",
    "Asia/Kolkata",
    "Asia/Manila",
    "Australia/Sydney",
];

#[component]
pub(super) fn ZoneMenu() -> impl IntoView {
    let store = use_store();
    let zone = store.memo(|state| state.settings.zone.clone());
    let open = RwSignal::new(false);
    view! {
        <Menu label=Signal::derive(move || format!("Time zone: {}", zone.get())) right=true class="zone" open
            button=ViewFn::from(move || view! {
                <Picture icon=Icon::Globe/><span>{move || zone.get().replace('_', " ")}</span><Picture icon=Icon::Down/>
            })>
            <ZoneList store zone open/>
        </Menu>
    }
}

#[component]
fn ZoneList(store: Store, zone: Memo<String>, open: RwSignal<bool>) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let known = store.memo(|state| state.abilities.zones.clone());
    let listed = Memo::new(move |_| found(&known.get(), &typed.get()));
    let choose = move |zone: String| {
        open.set(false);
        store.send(Gesture::Set(store.peek(|state| Settings { zone, ..state.settings.clone() })));
    };
    let own = browser_zone();
    let item = move |name: String| {
        let chosen = name == zone.get_untracked();
        let label = name.replace('_', " ");
        view! {
            <button type="button" class="item" aria-pressed=chosen.to_string() on:click=move |_| choose(name.clone())>
                {label}{chosen.then(|| view! { <Picture icon=Icon::Check/> })}
            </button>
        }
    };
    let own_item = own.map(|own| {
        let label = format!("This browser: {}", own.replace('_', " "));
        view! { <button type="button" class="item" on:click=move |_| choose(own.clone())>{label}</button> }
    });
    view! {
        <p class="muted">"Times with an offset are shown in this zone. Times without one are its wall clock and never move."</p>
        {own_item}
        <input class="field" type="search" placeholder="Find a zone" aria-label="Find a zone" autocomplete="off"
            on:input=move |event| typed.set(event_target_value(&event))/>
        <div class="list">{move || listed.get().into_iter().map(item).collect_view()}</div>
    }
}

fn found(known: &[String], typed: &str) -> Vec<String> {
    let plain = |text: &str| text.to_lowercase().replace(['_', '/'], " ");
    let wanted = plain(typed);
    if wanted.trim().is_empty() {
        return FIRST.iter().map(|zone| (*zone).to_owned()).collect();
    }
    known.iter().filter(|zone| plain(zone).contains(wanted.trim())).take(LISTED).cloned().collect()
}

/// The zone that the browser says it is in.
fn browser_zone() -> Option<String> {
    let format = js_sys::Intl::DateTimeFormat::new(&js_sys::Array::new(), &js_sys::Object::new());
    Reflect::get(&format.resolved_options(), &"timeZone".into()).ok()?.as_string()
}
