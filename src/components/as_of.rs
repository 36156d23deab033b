//! As of which month: the deltas up to it are applied, in every view.

use callscape_model::delta::Replay;
use callscape_model::month::Month;
use leptos::prelude::*;

use crate::state::Gesture;
use crate::store::use_store;

#[component]
pub(super) fn AsOf() -> impl IntoView {
    let store = use_store();
    let months = store.memo(|state| {
        let applied = state.data.as_ref().and_then(|data| data.applied.as_ref());
        applied
            .map(|applied| applied.stops.iter().map(|stop| stop.month).collect::<Vec<_>>())
            .unwrap_or_default()
    });
    let until = store.memo(|state| state.replay.until);
    let busy = store.memo(|state| state.replaying);
    // Before the first month there is only what the initial files hold.
    let before = move || months.get().first().map(|first| first.before());
    let last = move || months.get().last().copied();
    let pick = move |event| {
        let month = Month::parse(&event_target_value(&event)).filter(|month| Some(*month) != last());
        let replay = store.peek(|state| Replay { until: month, ..state.replay.clone() });
        store.send(Gesture::Replay(replay));
    };
    let option = move |month: Month, words: String| {
        let chosen = move || until.get() == Some(month) || (until.get().is_none() && last() == Some(month));
        view! { <option value=month.text() prop:selected=chosen>{words}</option> }
    };
    view! {
        <Show when=move || !months.get().is_empty()>
            <label class="as-of">
                <span>"As of"</span>
                <select class="field" on:change=pick aria-busy=move || busy.get().to_string()>
                    {move || before().map(|month| option(month, "initial files".to_owned()))}
                    {move || months.get().into_iter().map(|month| option(month, month.name())).collect_view()}
                </select>
            </label>
        </Show>
    }
}
