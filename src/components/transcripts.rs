//! Transcripts in three panes: the list, what was said, and why it was scored as it was. Where there is no room for
//! three, one after the other.

use callscape_model::dimension::Dimension;
use callscape_model::message::{Sort, SortBy, Style};
use callscape_model::number::{grouped, percent};
use callscape_model::score::Speaker;
use callscape_model::search::{spoken, text};
use callscape_model::selection::{Clause, Mode, Set};
use leptos::prelude::{Set as _, *};

use super::conversation::Talk;
use super::icon::{Icon, Picture};
use super::rows::Grid;
use super::why::Why;
use crate::state::{Gesture, Panel};
use crate::store::use_store;

/// The pane that is in sight where there is room for one.
pub(super) type Step = RwSignal<&'static str>;

pub(super) const LIST: &str = "list";
pub(super) const TALK: &str = "talk";
pub(super) const WHY: &str = "why";

#[component]
pub(crate) fn TranscriptsView() -> impl IntoView {
    let store = use_store();
    let step: Step = RwSignal::new(LIST);
    let open = store.memo(|state| state.talk.open.clone());
    let nothing = || view! { <p class="empty">"Choose a transcript from the list."</p> };
    view! {
        <h1 class="hidden">"Transcripts"</h1>
        <div class=move || format!("transcripts at-{}", step.get())>
            <section class="card pane list-pane" aria-label="List of transcripts">
                <Find/>
                <Grid list=true opened=Callback::new(move |()| step.set(TALK))/>
                <Progress/>
            </section>
            <section class="card pane talk-pane" aria-label="What was said">
                {move || open.get().map_or_else(|| nothing().into_any(), |open| view! { <Talk open step/> }.into_any())}
            </section>
            <section class="card pane why-pane" aria-label="Why">
                {move || open.get().map(|open| view! { <Why open step/> })}
            </section>
        </div>
    }
}

/// A step back, where the panes stand one after the other.
pub(super) fn back(step: Step, to: &'static str, words: &'static str) -> impl IntoView {
    view! { <button type="button" class="button quiet back" on:click=move |_| step.set(to)>"← "{words}</button> }
}

/// Who must have said the words, by the value of the choice.
const SPEAKERS: [(&str, &str, Option<Speaker>); 3] = [
    ("any", "Said by anybody", None),
    ("customer", "by the customer", Some(Speaker::Customer)),
    ("agent", "by the agent", Some(Speaker::Agent)),
];

const ORDERS: [(&str, SortBy, bool); 7] = [
    ("Needs review", SortBy::Review, false),
    ("Lowest score", SortBy::Score, false),
    ("Highest score", SortBy::Score, true),
    ("Highest upsell", SortBy::Upsell, true),
    ("Newest", SortBy::Start, true),
    ("Longest", SortBy::Duration, true),
    ("By agent", SortBy::Agent, false),
];

/// What is listed, and in which order.
#[component]
fn Find() -> impl IntoView {
    let store = use_store();
    let now = store.memo(|state| match state.selection.set(&Dimension::Search, Mode::Filter) {
        Some(Set::Contains(text)) => text.clone(),
        _ => String::new(),
    });
    let sort = store.memo(|state| state.table.sort);
    let speaker = RwSignal::new(now.with_untracked(|now| spoken(now).0));
    let find = move |words: &str| {
        let set = Set::Contains(text(speaker.get_untracked(), &words.to_lowercase()));
        store.send(Gesture::Filter(Clause { dimension: Dimension::Search, mode: Mode::Filter, set }));
    };
    let by = move |(id, words, own): (&'static str, &'static str, Option<Speaker>)| {
        view! { <option value=id prop:selected=move || speaker.get() == own>{words}</option> }
    };
    let choose = move |event| {
        let id = event_target_value(&event);
        speaker.set(SPEAKERS.iter().find(|(known, ..)| *known == id).and_then(|(.., speaker)| *speaker));
        let words = now.with_untracked(|now| spoken(now).1.to_owned());
        if !words.is_empty() {
            find(&words);
        }
    };
    let order = move |(words, by, descending): (&'static str, SortBy, bool)| {
        let own = Sort { by, descending };
        view! { <option value=words prop:selected=move || sort.get() == own>{words}</option> }
    };
    let pick = move |event| {
        let words = event_target_value(&event);
        if let Some((_, by, descending)) = ORDERS.into_iter().find(|(known, ..)| *known == words) {
            store.send(Gesture::Order(Sort { by, descending }));
        }
    };
    view! {
        <form class="talk-find" role="search" aria-label="Transcripts" on:submit=move |event| event.prevent_default()>
            <input class="field" type="search" placeholder="Words that were said" aria-label="Words that were said" autocomplete="off"
                prop:value=move || spoken(&now.get()).1.to_owned() on:change=move |event| find(&event_target_value(&event))/>
            <select class="field" aria-label="Said by" on:change=choose>{SPEAKERS.map(by)}</select>
            <select class="field" aria-label="Order" on:change=pick>{ORDERS.map(order)}</select>
        </form>
    }
}

/// How far the review is, and the way to rules and to the sheet.
#[component]
fn Progress() -> impl IntoView {
    let store = use_store();
    let agreement = store.memo(|state| state.talk.agreement());
    let all = store.memo(|state| state.counts.all);
    let words = move || {
        let (reviewed, disputed) = agreement.get();
        let progress = format!("{} of {} reviewed", grouped(reviewed), grouped(all.get()));
        match reviewed {
            0 => progress,
            _ => format!(
                "{progress} · {} of {} disputed · agreement {}",
                grouped(disputed),
                grouped(reviewed),
                percent(reviewed - disputed, reviewed)
            ),
        }
    };
    let save = move |_| store.send(Gesture::ExportReviews { style: Style::default() });
    view! {
        <footer class="pane-foot">
            <p class="muted number" role="status">{words}</p>
            <button type="button" class="button" on:click=move |_| store.send(Gesture::Open(Panel::Rules))>"Rules"</button>
            <button type="button" class="button" disabled=move || agreement.get().0 == 0 on:click=save>
                <Picture icon=Icon::Download/>"Review sheet"
            </button>
        </footer>
    }
}
