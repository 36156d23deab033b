//! Theme, first day of the week, what a click does, single-letter keys.

use callscape_model::table::MonthBy;
use leptos::prelude::*;

use super::icon::{Icon, Picture};
use super::menu::Menu;
use crate::state::{Gesture, Settings, Theme};
use crate::store::{Store, use_store};

#[component]
pub(super) fn SettingsMenu() -> impl IntoView {
    view! {
        <Menu label="Settings" right=true class="quiet square" button=ViewFn::from(|| view! { <Picture icon=Icon::Gear/> })>
            <Choices/>
        </Menu>
    }
}

/// Changes one setting.
fn change(store: Store, change: impl FnOnce(&mut Settings)) {
    let mut settings = store.peek(|state| state.settings.clone());
    change(&mut settings);
    store.send(Gesture::Set(settings));
}

const WEEK_STARTS: &[(i64, &str)] = &[(1, "Monday"), (7, "Sunday"), (6, "Saturday")];

#[component]
fn Choices() -> impl IntoView {
    let store = use_store();
    let settings = store.memo(|state| state.settings.clone());
    let theme = move |(theme, _, title): &'static (Theme, &'static str, &'static str)| {
        let checked = Signal::derive(move || settings.get().theme == *theme);
        view! { <Radio group="theme" title checked pick=move || change(store, |s| s.theme = *theme)/> }
    };
    let week = move |(day, title): &'static (i64, &'static str)| {
        let checked = Signal::derive(move || settings.get().week_start == *day);
        view! { <Radio group="week" title checked pick=move || change(store, |s| s.week_start = *day)/> }
    };
    let month = move |(by, _, title): &'static (MonthBy, &'static str, &'static str)| {
        let checked = Signal::derive(move || settings.get().month_by == *by);
        view! { <Radio group="month-by" title checked pick=move || change(store, |s| s.month_by = *by)/> }
    };
    let click_filters = Signal::derive(move || settings.get().click_filters);
    let letters = Signal::derive(move || settings.get().letters);
    view! {
        <fieldset><legend>"Theme"</legend>{Theme::ALL.iter().map(theme).collect_view()}</fieldset>
        <fieldset><legend>"The week starts on"</legend>{WEEK_STARTS.iter().map(week).collect_view()}</fieldset>
        <fieldset><legend>"Month of an interaction"</legend>{MonthBy::ALL.iter().map(month).collect_view()}</fieldset>
        <fieldset>
            <legend>"Keys and clicks"</legend>
            <Tick title="A click filters at once" checked=click_filters
                flip=move || change(store, |s| s.click_filters = !s.click_filters)/>
            <Tick title="Single-letter keys" checked=letters flip=move || change(store, |s| s.letters = !s.letters)/>
        </fieldset>
        <button type="button" class="item" on:click=move |_| store.send(Gesture::ForgetMappings)>
            "Forget remembered columns"
        </button>
    }
}

#[component]
fn Radio(
    group: &'static str,
    title: &'static &'static str,
    checked: Signal<bool>,
    pick: impl Fn() + 'static,
) -> impl IntoView {
    view! {
        <label class="choice">
            <input type="radio" name=group prop:checked=checked on:change=move |_| pick()/>
            {*title}
        </label>
    }
}

#[component]
fn Tick(title: &'static str, checked: Signal<bool>, flip: impl Fn() + 'static) -> impl IntoView {
    view! {
        <label class="choice">
            <input type="checkbox" prop:checked=checked on:change=move |_| flip()/>
            {title}
        </label>
    }
}
