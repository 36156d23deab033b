//! What lies over a drawing: one real element for each mark, so that pointers, keys and screen readers meet HTML.

use callscape_charts::{Drawn, Rect};
use callscape_model::dimension::Dimension;
use callscape_model::number::{grouped, percent};
use callscape_model::selection::Mode;
use callscape_model::view::{Bucket, Chart, Emphasis, Mark, View};
use leptos::ev::{KeyboardEvent, MouseEvent, PointerEvent};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use crate::frame;
use crate::state::{Gesture, Shared, State, Tip};
use crate::store::{Store, use_store};

/// Up to so many marks there is an element for each; of more only those around the focus.
const ALL: usize = 130;
const AROUND: usize = 30;
/// A pointer that moves less, in pixels, clicks.
const DRAG: f64 = 4.0;

pub(super) type Seen = Memo<Option<Shared<View>>>;
pub(super) type Place = RwSignal<Option<Shared<Drawn>>>;

/// What the layer needs to act.
#[derive(Clone, Copy)]
struct Hand {
    store: Store,
    chart: &'static Chart,
    view: Seen,
    /// The same, but while a brush moves it stays: nobody reads the names of marks meanwhile, and they are many.
    named: Seen,
    drawn: Place,
    /// Where the marks are, by place; tips, which follow the numbers, left out.
    places: Memo<Vec<(usize, Rect)>>,
    /// The mark that Tab leads to.
    active: RwSignal<usize>,
    /// Where a drag began, and whether it is one yet.
    drag: StoredValue<Option<(f64, bool)>>,
    layer: NodeRef<html::Div>,
}

#[component]
pub(super) fn Layer(chart: &'static Chart, view: Seen, drawn: Place) -> impl IntoView {
    let store = use_store();
    let moving = store.memo(State::is_moving);
    let named = Memo::new(move |before: Option<&Option<Shared<View>>>| {
        let now = view.get();
        before.filter(|before| moving.get() && before.is_some()).cloned().unwrap_or(now)
    });
    let places = Memo::new(move |_| {
        let drawn = drawn.get();
        drawn.map_or_else(Vec::new, |drawn| drawn.marks.iter().map(|mark| (mark.index, mark.rect)).collect())
    });
    let hand = Hand {
        store,
        chart,
        view,
        named,
        drawn,
        places,
        active: RwSignal::new(0),
        drag: StoredValue::new(None),
        layer: NodeRef::new(),
    };
    let marks = Memo::new(move |_| hand.near());
    view! {
        <div class="layer" role="listbox" aria-multiselectable="true" aria-label=move || title(view, chart) node_ref=hand.layer
            on:pointerenter=move |_| near(hand.store, hand.chart)
            on:pointerdown=move |event| hand.press(&event)
            on:pointermove=move |event| hand.moves(&event)
            on:pointerup=move |event| hand.release(&event)
            on:pointercancel=move |_| hand.cancel()
            on:pointerleave=move |_| hand.leave()
            on:click=move |event| hand.click(&event)
            on:keydown=move |event| hand.key(&event)>
            <For each=move || marks.get() key=|mark| mark.index let:mark>
                <MarkElement hand index=mark.index/>
            </For>
        </div>
    }
}

/// The pointer or the focus has come to a chart: if it can be brushed, what a brush needs is counted ahead.
pub(super) fn near(store: Store, chart: &Chart) {
    if matches!(chart.mark, Mark::Days | Mark::Histogram) {
        store.send(Gesture::Near(chart.dimension.clone()));
    }
}

/// The title of a chart as it is drawn.
pub(super) fn title(view: Seen, chart: &Chart) -> String {
    view.get().map_or_else(|| chart.title.to_string(), |view| view.title.clone())
}

/// One mark: as large as its hit area, named by category, value and share.
#[component]
fn MarkElement(hand: Hand, index: usize) -> impl IntoView {
    let place = Memo::new(move |_| {
        let rect =
            hand.places.with(|places| places.iter().find(|place| place.0 == index).map(|place| place.1))?;
        Some([rect.left, rect.top, rect.width(), rect.height()].map(|length| format!("{length:.1}px")))
    });
    let side =
        move |side: usize| move || place.get().and_then(|place| place.get(side).cloned()).unwrap_or_default();
    let name = move || hand.named.get().map_or_else(String::new, |view| mark_name(&view, index));
    let chosen = move || {
        let view = hand.named.get();
        view.is_some_and(|view| view.buckets.get(index).is_some_and(|b| b.emphasis == Emphasis::Chosen))
    };
    let size = move || hand.named.get().map_or(0, |view| view.buckets.len()).to_string();
    view! {
        <div class="mark" role="option" id=format!("mark-{}-{index}", hand.chart.id) data-index=index
            aria-label=name aria-selected=move || chosen().to_string() aria-posinset=index + 1 aria-setsize=size
            tabindex=move || if hand.active.get() == index { "0" } else { "-1" }
            style:left=side(0) style:top=side(1) style:width=side(2) style:height=side(3)
            on:focus=move |_| hand.focus(index) on:blur=move |_| hand.point(None)>
        </div>
    }
}

fn mark_name(view: &View, index: usize) -> String {
    let Some(bucket) = view.buckets.get(index) else { return String::new() };
    let all: u64 = view.buckets.iter().map(|bucket| bucket.total).sum();
    let calls = view.subject.counted(bucket.total);
    let part = if view.split { format!(", {} selected", grouped(bucket.selected)) } else { String::new() };
    format!("{}, {calls}, {}{part}", bucket.name, percent(bucket.total, all))
}

impl Hand {
    /// What the marks stand for: the chart of interactions by status may be of another dimension.
    fn dimension(&self) -> Dimension {
        let shown = self.view.get_untracked().map(|view| view.dimension.clone());
        shown.unwrap_or_else(|| self.chart.dimension.clone())
    }

    /// The marks that have an element.
    fn near(&self) -> Vec<MarkIndex> {
        let active = self.active.get();
        let places = self.places.get();
        let all = places.len() <= ALL;
        let near = |index: &usize| all || index.abs_diff(active) <= AROUND;
        places.iter().map(|place| place.0).filter(near).map(|index| MarkIndex { index }).collect()
    }

    fn bucket(&self, index: usize) -> Option<Bucket> {
        self.view.get_untracked()?.buckets.get(index).cloned()
    }

    fn point(&self, index: Option<usize>) {
        let tip = index.map(|index| Tip { chart: self.chart.id.to_owned(), index });
        if self.store.peek(|state| state.tip != tip) {
            self.store.send(Gesture::Point(tip));
        }
    }

    fn place(&self, event: &MouseEvent) -> (f64, f64) {
        let rect = self.layer.get_untracked().map(|layer| layer.get_bounding_client_rect());
        rect.map_or((0.0, 0.0), |rect| {
            (f64::from(event.client_x()) - rect.left(), f64::from(event.client_y()) - rect.top())
        })
    }

    fn under(&self, event: &MouseEvent) -> Option<usize> {
        let (x, y) = self.place(event);
        self.drawn.get_untracked()?.at(x, y)
    }

    fn press(&self, event: &PointerEvent) {
        let starts = event.button() == 0 && event.pointer_type() != "touch";
        self.drag.set_value(starts.then(|| (self.place(event).0, false)));
    }

    fn moves(&self, event: &PointerEvent) {
        let began = frame::now();
        let Some((from, dragging)) = self.drag.get_value().filter(|_| event.buttons() & 1 == 1) else {
            return self.point(self.under(event));
        };
        let to = self.place(event).0;
        let set = self.drawn.get_untracked().and_then(|drawn| drawn.clause(from, to));
        let Some(set) = set.filter(|_| dragging || (to - from).abs() > DRAG) else { return };
        if !dragging {
            self.drag.set_value(Some((from, true)));
            // A pointer that is gone cannot be captured, and then the drag is over anyway.
            let _ = self.layer.get_untracked().map(|layer| layer.set_pointer_capture(event.pointer_id()));
        }
        let gesture = Gesture::Brush { dimension: self.dimension(), set, settled: false };
        self.store.send_since(gesture, began);
    }

    fn release(&self, event: &PointerEvent) {
        let Some((from, true)) = self.drag.get_value() else { return };
        let to = self.place(event).0;
        if let Some(set) = self.drawn.get_untracked().and_then(|drawn| drawn.clause(from, to)) {
            self.store.send(Gesture::Brush { dimension: self.dimension(), set, settled: true });
        }
    }

    /// The browser took the pointer away: what the drag has come to stays.
    fn cancel(&self) {
        let Some((_, true)) = self.drag.get_value() else { return };
        self.drag.set_value(None);
        let dimension = self.dimension();
        let set = self.store.peek(|state| {
            let modes = [Mode::Highlight, Mode::Filter];
            modes.into_iter().find_map(|mode| state.selection.set(&dimension, mode).cloned())
        });
        if let Some(set) = set {
            self.store.send(Gesture::Brush { dimension, set, settled: true });
        }
    }

    /// Keys have come to a mark; a click, which brings the focus too, asks for no tooltip.
    fn focus(&self, index: usize) {
        if self.focused().is_some() {
            self.point(Some(index));
        }
    }

    /// The mark that keys have come to.
    fn focused(&self) -> Option<Element> {
        let layer: HtmlElement = self.layer.get_untracked()?.unchecked_into();
        layer.query_selector(".mark:focus-visible").ok()?
    }

    /// The pointer has gone; the mark that keys have come to keeps its tooltip.
    fn leave(&self) {
        let dragging = self.drag.get_value().is_some_and(|(_, dragging)| dragging);
        if !dragging && self.focused().is_none() {
            self.point(None);
        }
    }

    /// Clicks come from pointers, which have a place, and from assistive technology, which has an element.
    fn click(&self, event: &MouseEvent) {
        if self.drag.get_value().is_some_and(|(_, dragging)| dragging) {
            self.drag.set_value(None);
            return;
        }
        let of_element = || {
            let element = event.target()?.dyn_into::<Element>().ok()?;
            element.get_attribute("data-index")?.parse().ok()
        };
        let index = if event.detail() > 0 { self.under(event) } else { of_element() };
        let extend = event.shift_key() || event.ctrl_key() || event.meta_key();
        match index {
            Some(index) => self.select(index, extend),
            None => self.store.send(Gesture::DropClause(self.dimension(), Mode::Highlight)),
        }
    }

    fn select(&self, index: usize, extend: bool) {
        let Some(bucket) = self.bucket(index) else { return };
        self.go(index);
        let (dimension, set) = (self.dimension(), bucket.key.set());
        self.store.send(Gesture::Click { dimension, set, extend });
    }

    fn key(&self, event: &KeyboardEvent) {
        let last = self.view.get_untracked().map_or(0, |view| view.buckets.len().saturating_sub(1));
        let active = self.active.get_untracked();
        let highlighted = || self.store.peek(|state| state.selection.is_highlighted());
        let extend = event.shift_key() || event.ctrl_key() || event.meta_key();
        match event.key().as_str() {
            "ArrowRight" | "ArrowDown" => self.go((active + 1).min(last)),
            "ArrowLeft" | "ArrowUp" => self.go(active.saturating_sub(1)),
            "Home" => self.go(0),
            "End" => self.go(last),
            " " => self.select(active, extend),
            "Enter" if event.shift_key() => {
                let mark = self.bucket(active).map(|b| (self.dimension(), b.key.set()));
                self.store.send(Gesture::ViewData(mark.filter(|_| !highlighted())));
            }
            "Enter" | "Delete" => {
                // What has the focus is meant when nothing is selected.
                if !highlighted() {
                    self.select(active, false);
                }
                let keep = event.key() == "Enter";
                self.store.send(if keep { Gesture::KeepOnly } else { Gesture::Exclude });
            }
            _ => return,
        }
        event.prevent_default();
    }

    /// Moves the focus, in the next frame when the mark has no element yet.
    fn go(&self, index: usize) {
        self.active.set(index);
        let id = format!("mark-{}-{index}", self.chart.id);
        let focus = move || {
            let element =
                web_sys::window()?.document()?.get_element_by_id(&id)?.dyn_into::<HtmlElement>().ok()?;
            element.focus().ok()
        };
        if focus().is_none() {
            frame::after(move || {
                let _ = focus();
            });
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct MarkIndex {
    index: usize,
}

/// Marks so near to the edge of the plot, in pixels, have their tooltip inside.
const EDGE: f64 = 100.0;

/// What is under the pointer or has the focus, in full. It lies where the pointer reaches it without leaving the
/// mark, above a column and along a bar, and lets the pointer through, so that it never hides what it speaks of.
#[component]
pub(super) fn Tooltip(chart: &'static Chart, view: Seen, drawn: Place) -> impl IntoView {
    let store = use_store();
    let tip =
        store.memo(move |state| state.tip.as_ref().filter(|tip| tip.chart == chart.id).map(|tip| tip.index));
    let place = Memo::new(move |_| {
        let index = tip.get()?;
        let drawn = drawn.get()?;
        let mark = drawn.marks.iter().find(|mark| mark.index == index)?;
        let side = match (chart.mark, mark.tip.0) {
            (Mark::Bars, x) if x > (drawn.area.left + drawn.area.right) / 2.0 => "before",
            (Mark::Bars, _) => "behind",
            (_, x) if x < drawn.area.left + EDGE => "above first",
            (_, x) if x > drawn.area.right - EDGE => "above last",
            _ => "above",
        };
        Some((mark.tip.0, mark.tip.1, side))
    });
    let lines = Memo::new(move |_| {
        let view = view.get()?;
        Some(tip_lines(&view, tip.get()?))
    });
    let left = move || place.get().map_or_else(String::new, |(x, _, _)| format!("{x:.0}px"));
    let top = move || place.get().map_or_else(String::new, |(_, y, _)| format!("{y:.0}px"));
    view! {
        <Show when=move || place.get().is_some()>
            <div role="tooltip" class=move || format!("tooltip {}", place.get().map_or("", |(.., side)| side))
                style:left=left style:top=top>
                <strong>{move || lines.get().map(|lines| lines.0)}</strong>
                <span class="number">{move || lines.get().map(|lines| lines.1)}</span>
                {move || lines.get().and_then(|lines| lines.2).map(|line| view! { <span class="number selected">{line}</span> })}
            </div>
        </Show>
    }
}

/// Name, calls with their share, and the selected part.
fn tip_lines(view: &View, index: usize) -> (String, String, Option<String>) {
    let Some(bucket) = view.buckets.get(index) else { return Default::default() };
    let all: u64 = view.buckets.iter().map(|bucket| bucket.total).sum();
    let hours = match bucket.slot.hours {
        0 | 24 => String::new(),
        hours => format!(" · {hours} h (clocks change)"),
    };
    let partial = if bucket.slot.partial { " · part of a day" } else { "" };
    let calls = view.subject.counted(bucket.total);
    let average = if bucket.per > 1 { format!(" · {:.1} a day", bucket.height()) } else { String::new() };
    let line = format!("{calls} · {}{average}", percent(bucket.total, all));
    let selected = view.split.then(|| {
        format!("{} selected · {}", grouped(bucket.selected), percent(bucket.selected, bucket.total))
    });
    (format!("{}{hours}{partial}", bucket.name), line, selected)
}
