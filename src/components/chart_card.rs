//! A chart with its title, its menu, and in words what it shows.

use callscape_charts::{Drawn, natural_height};
use callscape_model::view::{Chart, Mark};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlCanvasElement;

use super::card_menu::CardMenu;
use super::chart_layer::{Layer, Tooltip};
use super::chart_range::{Handles, RangeInputs};
use super::chart_table::ChartTable;

use crate::state::{Shared, State};
use crate::store::use_store;
use crate::{chart, frame, watch};

/// A chart card.
#[component]
pub(crate) fn ChartCard(chart: &'static Chart) -> impl IntoView {
    let store = use_store();
    let view = store.memo(move |state: &State| state.view(chart.id));
    let drawn = RwSignal::new(None::<Shared<Drawn>>);
    let as_table = RwSignal::new(false);
    let card = NodeRef::<html::Figure>::new();
    let text = move |pick: fn(&callscape_model::view::View) -> String| {
        move || view.get().map_or_else(String::new, |view| pick(&view))
    };
    let spans = matches!(chart.mark, Mark::Days | Mark::Histogram);
    // Where nothing is drawn there is nothing to brush.
    let ranged = Memo::new(move |_| spans && view.get().is_some_and(|view| !view.buckets.is_empty()));
    view! {
        <figure class=format!("card chart chart-{}", chart.id) node_ref=card>
            <header>
                <h2 id=format!("title-{}", chart.id)>{text(|view| view.title.clone())}</h2>
                <p class="muted axis-title">{text(|view| view.key_title.clone())}</p>
                <Show when=move || ranged.get()><RangeInputs chart view/></Show>
                <CardMenu chart view as_table card/>
            </header>
            <div class="plot" class:away=move || as_table.get()>
                <Picture chart view drawn/>
                <Layer chart view drawn/>
                <Show when=move || ranged.get()><Handles chart view drawn/></Show>
                <Tooltip chart view drawn/>
                <Show when=move || as_table.get()><ChartTable view/></Show>
            </div>
            <figcaption>
                <span class="hidden">{text(|view| view.summary.clone())}</span>
                {text(|view| view.note.clone().unwrap_or_default())}
            </figcaption>
        </figure>
    }
}

/// The drawing itself. It is drawn again when the numbers, its size or the theme change.
#[component]
fn Picture(
    chart: &'static Chart,
    view: Memo<Option<Shared<callscape_model::view::View>>>,
    drawn: RwSignal<Option<Shared<Drawn>>>,
) -> impl IntoView {
    let store = use_store();
    let frame_element = NodeRef::<html::Div>::new();
    let canvas = NodeRef::<html::Canvas>::new();
    let size = RwSignal::new((0_u32, 0_u32));
    watch::size(frame_element, size);
    let look = store.memo(|state| state.settings.theme);
    let system = watch::look();
    // A change of the screen's density draws anew, too.
    let theme = Memo::new(move |_| (system.get(), chart::is_dark(look.get())));
    Effect::new(move |_| {
        let (Some(view), Some(canvas)) = (view.get(), canvas.get()) else { return };
        let (size, (_, dark)) = (size.get(), theme.get());
        if size.0 == 0 || size.1 == 0 {
            return;
        }
        let canvas: HtmlCanvasElement = (*canvas).clone().unchecked_into();
        frame::draw(format!("chart {}", chart.id), move || {
            drawn.set(chart::paint(canvas, &view, size, dark).map(Shared::new));
        });
    });
    let height = move || view.get().map_or(220, |view| natural_height(&view));
    view! {
        <div class="picture" node_ref=frame_element style:min-height=move || format!("{}px", height())>
            <canvas node_ref=canvas aria-hidden="true"></canvas>
        </div>
    }
}
