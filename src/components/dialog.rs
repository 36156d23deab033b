//! A dialog over the page: the browser's own, so that focus stays inside and Escape closes it.

use leptos::html;
use leptos::prelude::*;

use super::icon::{Icon, Picture};
use crate::state::{Gesture, Panel};
use crate::store::use_store;

/// Shown while `shown` says so. Whatever closes it sends [`Gesture::Close`].
#[component]
pub(crate) fn Dialog(
    #[prop(into)] title: Signal<String>,
    #[prop(into)] shown: Signal<bool>,
    #[prop(optional)] class: &'static str,
    children: ChildrenFn,
) -> impl IntoView {
    let store = use_store();
    let element = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = element.get() else { return };
        if shown.get() && !dialog.open() {
            // The only reason to refuse is a dialog that is open or gone, and then nothing is to be done.
            let _ = dialog.show_modal();
        } else if !shown.get() && dialog.open() {
            dialog.close();
        }
    });
    let closed = move |_| {
        if store.peek(|state| state.panel != Panel::None) && shown.get_untracked() {
            store.send(Gesture::Close);
        }
    };
    view! {
        <dialog class=format!("dialog {class}") node_ref=element aria-label=move || title.get() on:close=closed>
            <Show when=move || shown.get()>
                <header class="dialog-head">
                    <h2>{move || title.get()}</h2>
                    <button type="button" class="button quiet square" aria-label="Close" title="Close"
                        on:click=move |_| store.send(Gesture::Close)>
                        <Picture icon=Icon::Close/>
                    </button>
                </header>
                {children()}
            </Show>
        </dialog>
    }
}
