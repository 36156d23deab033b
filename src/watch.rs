//! What the browser tells about sizes and looks, as signals.

use gloo::events::EventListener;
use js_sys::Array;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{ResizeObserver, ResizeObserverEntry};

/// An observer that ends with its owner.
struct Watch {
    observer: ResizeObserver,
    _heard: Closure<dyn FnMut(Array)>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// Keeps `size` at the size of an element in whole CSS pixels.
pub(crate) fn size(element: NodeRef<html::Div>, size: RwSignal<(u32, u32)>) {
    let watch = StoredValue::new_local(None::<Watch>);
    Effect::new(move |_| {
        let Some(element) = element.get() else { return };
        let heard = Closure::<dyn FnMut(Array)>::new(move |entries: Array| {
            let Ok(entry) = entries.get(entries.length().saturating_sub(1)).dyn_into::<ResizeObserverEntry>()
            else {
                return;
            };
            let rect = entry.content_rect();
            let now = (rect.width().floor() as u32, rect.height().floor() as u32);
            if size.try_get_untracked().is_some_and(|then| then != now) {
                size.set(now);
            }
        });
        let Ok(observer) = ResizeObserver::new(heard.as_ref().unchecked_ref()) else { return };
        observer.observe(&element);
        watch.set_value(Some(Watch { observer, _heard: heard }));
    });
}

/// Counts up whenever the system turns dark or light, or the screen's density changes.
pub(crate) fn look() -> RwSignal<u32> {
    let count = RwSignal::new(0);
    let queries = ["(prefers-color-scheme: dark)", "(min-resolution: 1.5dppx)", "(forced-colors: active)"];
    let listen = |query: &str| {
        let query = web_sys::window()?.match_media(query).ok()??;
        Some(EventListener::new(&query, "change", move |_| count.update(|count| *count += 1)))
    };
    let listeners: Vec<_> = queries.into_iter().filter_map(listen).collect();
    let _ = StoredValue::new_local(listeners);
    count
}
