//! Notices: one sentence on what happened where, one on what to do; and the line that tells screen readers what is
//! shown.

use gloo::timers::callback::Timeout;
use leptos::prelude::*;

use super::icon::{Icon, Picture};
use crate::state::{Gesture, Level, Notice, Retry, State};
use crate::store::use_store;

/// Long enough that a drag is told once, at its end.
const STATUS_MS: u32 = 600;

#[component]
pub(crate) fn Notices() -> impl IntoView {
    let store = use_store();
    let notices = store.memo(|state| state.notices.clone());
    view! {
        <section class="notices" aria-label="Notices" aria-live="polite">
            <For each=move || notices.get() key=|notice| notice.id let:notice>
                <OneNotice notice/>
            </For>
        </section>
    }
}

#[component]
fn OneNotice(notice: Notice) -> impl IntoView {
    let store = use_store();
    let (class, icon) = match notice.level {
        Level::Error => ("notice error", Icon::Warning),
        Level::Warning => ("notice warning", Icon::Warning),
        Level::Note => ("notice", Icon::Note),
    };
    let id = notice.id;
    let again = notice.retry.map(|retry| {
        let (label, reload) = match retry {
            Retry::Load => ("Try again", false),
            Retry::Reload => ("Reload the page", true),
        };
        let click = move |_| match web_sys::window() {
            Some(window) if reload => drop(window.location().reload()),
            _ => store.send(Gesture::Retry(id)),
        };
        view! { <button type="button" class="button" on:click=click>{label}</button> }
    });
    view! {
        <div class=class>
            <Picture icon/>
            <p><strong>{notice.text}</strong>" "{notice.hint}</p>
            {again}
            <button type="button" class="button quiet square" aria-label="Dismiss" title="Dismiss"
                on:click=move |_| store.send(Gesture::Dismiss(id))>
                <Picture icon=Icon::Close/>
            </button>
        </div>
    }
}

/// What is shown, told once things have come to rest.
#[component]
pub(crate) fn StatusLine() -> impl IntoView {
    let store = use_store();
    let status = store.memo(State::status);
    let told = RwSignal::new(String::new());
    let timer = StoredValue::new_local(None::<Timeout>);
    Effect::new(move |_| {
        let text = status.get();
        let some = !text.is_empty();
        timer.set_value(some.then(|| Timeout::new(STATUS_MS, move || told.set(text))));
    });
    view! { <p class="hidden" role="status">{move || told.get()}</p> }
}
