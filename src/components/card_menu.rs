//! What can be done with one chart: see it as a table, save it, change its bins, make it large.

use callscape_charts::{FIGURE_SIZE, Theme, figure, svg};
use callscape_model::dimension::Dimension;
use callscape_model::message::Style;
use callscape_model::question::BinChoice;
use callscape_model::table::Subject;
use callscape_model::view::{Chart, Mark};
use leptos::html;
use leptos::prelude::*;
use plotters::prelude::IntoDrawingArea;
use wasm_bindgen::prelude::*;
use web_sys::HtmlCanvasElement;

use super::chart_layer::{Seen, title};
use super::icon::{Icon, Picture};
use super::menu::Menu;
use crate::canvas::Canvas;
use crate::download;
use crate::state::{Gesture, Settings};
use crate::store::{Store, use_store};

/// Pixels of a saved picture for each unit of its size.
const SHARP: u32 = 2;

#[component]
pub(super) fn CardMenu(
    chart: &'static Chart,
    view: Seen,
    as_table: RwSignal<bool>,
    card: NodeRef<html::Figure>,
) -> impl IntoView {
    let store = use_store();
    let open = RwSignal::new(false);
    let done = move || open.set(false);
    let csv = move |_| {
        done();
        store.send(Gesture::ExportView { chart: chart.id.to_owned(), style: Style::default() });
    };
    let large = move |_| {
        done();
        // A browser that shows nothing full screen leaves the chart as it is.
        let _ = card.get_untracked().map(|card| card.request_fullscreen());
    };
    view! {
        <Menu label=Signal::derive(move || format!("More for {}", title(view, chart))) button=ViewFn::from(|| view! { <Picture icon=Icon::More/> })
            right=true class="quiet square" open>
            <button type="button" class="item" aria-pressed=move || as_table.get().to_string()
                on:click=move |_| { done(); as_table.update(|on| *on = !*on) }>
                {move || if as_table.get() { "Hide the table" } else { "Show as table" }}
            </button>
            <button type="button" class="item" on:click=move |_| { done(); save_svg(store, view) }>"Save as SVG"</button>
            <button type="button" class="item" on:click=move |_| { done(); save_png(store, view) }>"Save as PNG"</button>
            <button type="button" class="item" on:click=csv>"Save numbers as CSV"</button>
            <button type="button" class="item" on:click=large>"Full screen"</button>
            {(chart.mark == Mark::Histogram).then(|| view! { <BinChoices/> })}
            {(chart.mark == Mark::Columns).then(|| view! { <AverageChoice/> })}
            {(chart.dimension == Dimension::Status).then(|| view! { <ByChoices/> })}
        </Menu>
    }
}

/// Widths that are offered, in seconds.
const WIDTHS: &[(&str, BinChoice)] = &[
    ("Automatic", BinChoice::Auto),
    ("Equal widths", BinChoice::Linear),
    ("Growing widths (logarithmic)", BinChoice::Logarithmic),
    ("10 seconds each", BinChoice::Width(10)),
    ("30 seconds each", BinChoice::Width(30)),
    ("1 minute each", BinChoice::Width(60)),
    ("5 minutes each", BinChoice::Width(300)),
];

#[component]
fn BinChoices() -> impl IntoView {
    let store = use_store();
    let bins = store.memo(|state| state.settings.bins);
    let choice = move |(label, choice): &'static (&'static str, BinChoice)| {
        let pick = move |_| store.send(Gesture::Set(store.peek(|state| state.settings.with_bins(*choice))));
        view! {
            <label class="choice">
                <input type="radio" name="bins" prop:checked=move || bins.get() == *choice on:change=pick/>
                {*label}
            </label>
        }
    };
    view! { <fieldset><legend>"Bins"</legend>{WIDTHS.iter().map(choice).collect_view()}</fieldset> }
}

/// What may stand where calls have a status.
const INSTEAD: [Dimension; 5] =
    [Dimension::Category, Dimension::Department, Dimension::Center, Dimension::Agent, Dimension::Rating];

/// What interactions are counted by where calls have a status.
#[component]
fn ByChoices() -> impl IntoView {
    let store = use_store();
    let there = store.memo(|state| match state.shown_subject() {
        Subject::Calls | Subject::Transcripts => Vec::new(),
        Subject::Interactions => {
            let of = |d: &Dimension| state.menus.iter().any(|menu| menu.dimension == *d);
            INSTEAD.iter().filter(|d| of(d)).cloned().collect()
        }
    });
    let shown = store.memo(|state| state.view("status").map(|view| view.dimension.clone()));
    let choice = move |dimension: Dimension| {
        let (own, label) = (dimension.clone(), dimension.title());
        let pick = move |_| {
            let by = Some(dimension.clone());
            store.send(Gesture::Set(store.peek(|state| Settings { by, ..state.settings.clone() })));
        };
        view! {
            <label class="choice">
                <input type="radio" name="by" prop:checked=move || shown.get().as_ref() == Some(&own) on:change=pick/>
                {label}
            </label>
        }
    };
    view! {
        <Show when=move || !there.get().is_empty()>
            <fieldset><legend>"Interactions by"</legend>{move || there.get().into_iter().map(choice).collect_view()}</fieldset>
        </Show>
    }
}

#[component]
fn AverageChoice() -> impl IntoView {
    let store = use_store();
    let average = store.memo(|state| state.settings.weekday_average);
    let choice = move |label: &'static str, wanted: bool| {
        let pick = move |_| {
            let settings = store.peek(|state| Settings { weekday_average: wanted, ..state.settings.clone() });
            store.send(Gesture::Set(settings));
        };
        view! {
            <label class="choice">
                <input type="radio" name="average" prop:checked=move || average.get() == wanted on:change=pick/>
                {label}
            </label>
        }
    };
    view! {
        <fieldset>
            <legend>"Each weekday"</legend>
            {choice("Total", false)}
            {choice("Average per such day", true)}
        </fieldset>
    }
}

fn save_svg(store: Store, view: Seen) {
    let Some(view) = view.get_untracked() else { return };
    let saved = svg(&view, &Theme::light(), FIGURE_SIZE).is_ok_and(|text| {
        download::save_text(&format!("{}.svg", view.stem()), "image/svg+xml", &text).is_ok()
    });
    if !saved {
        store.trouble("The picture could not be saved.", "Allow downloads for this page and try again.");
    }
}

fn save_png(store: Store, view: Seen) {
    let name = view.get_untracked().map(|view| format!("{}.png", view.stem()));
    let (Some(name), Some(canvas)) = (name, draw_png(view)) else {
        return store.trouble("The picture could not be drawn.", "Close other tabs and try again.");
    };
    let save = Closure::once_into_js(move |blob: JsValue| {
        let saved =
            blob.dyn_into::<web_sys::Blob>().is_ok_and(|blob| download::save_blob(&name, &blob).is_ok());
        if !saved {
            store.trouble("The picture could not be saved.", "Allow downloads for this page and try again.");
        }
    });
    if canvas.to_blob(save.unchecked_ref()).is_err() {
        store.trouble("The picture could not be saved.", "Save it as SVG instead.");
    }
}

fn draw_png(view: Seen) -> Option<HtmlCanvasElement> {
    let view = view.get_untracked()?;
    let document = web_sys::window()?.document()?;
    let canvas: HtmlCanvasElement = document.create_element("canvas").ok()?.dyn_into().ok()?;
    let area =
        Canvas::new(canvas.clone(), (FIGURE_SIZE.0 * SHARP, FIGURE_SIZE.1 * SHARP), 1.0)?.into_drawing_area();
    figure(&area, &view, &Theme::light().with_scale(f64::from(SHARP))).ok()?;
    Some(canvas)
}
