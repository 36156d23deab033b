//! A button that opens a small panel below it. Escape, a click elsewhere and leaving it with Tab close it.

use gloo::events::EventListener;
use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Node, PointerEvent};

/// Closes a panel when the pointer goes down outside `inside`, as long as the component lives.
fn close_outside(inside: NodeRef<html::Div>, open: RwSignal<bool>) {
    let listener = StoredValue::new_local(None::<EventListener>);
    Effect::new(move |_| {
        if !open.get() {
            listener.set_value(None);
            return;
        }
        let Some(window) = web_sys::window() else { return };
        let listen = EventListener::new(&window, "pointerdown", move |event| {
            let target = event.dyn_ref::<PointerEvent>().and_then(|event| event.target());
            let node = target.and_then(|target| target.dyn_into::<Node>().ok());
            let inside = inside.get_untracked();
            if !inside.is_some_and(|inside| inside.contains(node.as_ref())) {
                open.set(false);
            }
        });
        listener.set_value(Some(listen));
    });
}

/// The panel is only there while it is open.
#[component]
pub(crate) fn Menu(
    /// The button's accessible name.
    #[prop(into)]
    label: Signal<String>,
    /// What the button shows.
    button: ViewFn,
    /// Whether the panel keeps to the right edge of the button.
    #[prop(optional)]
    right: bool,
    /// Further classes of the button.
    #[prop(optional)]
    class: &'static str,
    /// Whether it is open, for panels that close themselves.
    #[prop(optional)]
    open: Option<RwSignal<bool>>,
    children: ChildrenFn,
) -> impl IntoView {
    let open = open.unwrap_or_else(|| RwSignal::new(false));
    let inside = NodeRef::<html::Div>::new();
    let opener = NodeRef::<html::Button>::new();
    close_outside(inside, open);
    let key = move |event: KeyboardEvent| {
        if event.key() == "Escape" && open.get_untracked() {
            event.stop_propagation();
            open.set(false);
            // Focus goes back to where the panel came from.
            let _ = opener.get_untracked().map(|button| button.focus());
        }
    };
    let leave = move |event: web_sys::FocusEvent| {
        let to = event.related_target().and_then(|to| to.dyn_into::<Node>().ok());
        let left = to.is_some_and(|to| !inside.get_untracked().is_some_and(|div| div.contains(Some(&to))));
        if left {
            open.set(false);
        }
    };
    view! {
        <div class="menu" node_ref=inside on:keydown=key on:focusout=leave>
            <button type="button" class=format!("button {class}") node_ref=opener aria-expanded=move || open.get().to_string()
                aria-label=move || label.get() title=move || label.get() on:click=move |_| open.update(|open| *open = !*open)>
                {button.run()}
            </button>
            <Show when=move || open.get()>
                <div class="menu-panel" class:right=right role="group" aria-label=move || label.get()>{children()}</div>
            </Show>
        </div>
    }
}
