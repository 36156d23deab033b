//! Brushing without a drag over the chart: two handles that are sliders, and two fields.

use callscape_charts::Drawn;
use callscape_model::calendar::{day_of_text, day_text};
use callscape_model::dimension::Dimension;
use callscape_model::number::{duration, money};
use callscape_model::selection::{Mode, Selection, Set, Span};
use callscape_model::view::{Chart, Key, View};
use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::html;
use leptos::prelude::{Set as _, *};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::chart_layer::{Place, Seen, near};
use crate::state::{Gesture, State};
use crate::store::{Store, use_store};

/// The one span of a dimension that is highlighted, else filtered.
fn span(selection: &Selection, dimension: &Dimension) -> Option<Span> {
    let modes = [Mode::Highlight, Mode::Filter];
    match modes.into_iter().find_map(|mode| selection.set(dimension, mode)) {
        Some(Set::Within(spans)) => Some(Span { from: spans.first()?.from, to: spans.last()?.to }),
        _ => None,
    }
}

fn bucket_span(view: &View, index: usize) -> Option<Span> {
    match view.buckets.get(index)?.key {
        Key::Span(span) => Some(span),
        Key::Text(_) => None,
    }
}

/// First and last bucket of what is selected; of everything when nothing is.
fn ends(view: &View, span: Option<Span>) -> (usize, usize) {
    let last = view.buckets.len().saturating_sub(1);
    let Some(span) = span else { return (0, last) };
    let inside = |index: &usize| {
        bucket_span(view, *index).is_some_and(|own| own.from <= span.to && span.from <= own.to)
    };
    let first = (0..view.buckets.len()).find(inside).unwrap_or(0);
    (first, (first..view.buckets.len()).rev().find(inside).unwrap_or(last))
}

/// What lies from one bucket to another; everything is the empty set, which is no clause.
fn between(view: &View, from: usize, to: usize) -> Set {
    let (from, to) = (from.min(to), from.max(to));
    if from == 0 && to + 1 >= view.buckets.len() {
        return Set::Within(Vec::new());
    }
    match (bucket_span(view, from), bucket_span(view, to)) {
        (Some(first), Some(last)) => Set::range(first.from, last.to),
        _ => Set::Within(Vec::new()),
    }
}

#[derive(Clone, Copy)]
struct Hand {
    store: Store,
    chart: &'static Chart,
    view: Seen,
    drawn: Place,
    ends: Memo<(usize, usize)>,
    dragging: RwSignal<bool>,
    frame: NodeRef<html::Div>,
}

/// The rectangle of the brush with a handle on each side.
#[component]
pub(super) fn Handles(chart: &'static Chart, view: Seen, drawn: Place) -> impl IntoView {
    let store = use_store();
    let chosen = store.memo(move |state: &State| span(&state.selection, &chart.dimension));
    let ends = Memo::new(move |_| view.get().map_or((0, 0), |view| ends(&view, chosen.get())));
    let hand =
        Hand { store, chart, view, drawn, ends, dragging: RwSignal::new(false), frame: NodeRef::new() };
    let rect = Memo::new(move |_| {
        let drawn = drawn.get()?;
        let all = drawn.area;
        let rect = match chosen.get() {
            Some(span) => drawn.brush(span)?,
            None => all,
        };
        Some([rect.left, all.top, rect.width(), all.height()].map(|length| format!("{length:.0}px")))
    });
    let side =
        move |side: usize| move || rect.get().and_then(|rect| rect.get(side).cloned()).unwrap_or_default();
    view! {
        <div class="brush-frame" node_ref=hand.frame>
            <Show when=move || rect.get().is_some()>
                <div class="brush" class:idle=move || chosen.get().is_none()
                    style:left=side(0) style:top=side(1) style:width=side(2) style:height=side(3)>
                    <Handle hand last=false/>
                    <Handle hand last=true/>
                </div>
            </Show>
        </div>
    }
}

#[component]
fn Handle(hand: Hand, last: bool) -> impl IntoView {
    let now = move || if last { hand.ends.get().1 } else { hand.ends.get().0 };
    let most = move || hand.view.get().map_or(0, |view| view.buckets.len().saturating_sub(1)).to_string();
    let words = move || {
        let bucket = hand.view.get().and_then(|view| view.buckets.get(now()).cloned());
        bucket.map_or_else(String::new, |bucket| bucket.name)
    };
    let label = format!("{}: {}", hand.chart.dimension.title(), if last { "to" } else { "from" });
    view! {
        <div class="handle" class:last=last role="slider" tabindex="0" aria-label=label aria-orientation="horizontal"
            aria-valuemin="0" aria-valuemax=most aria-valuenow=move || now().to_string() aria-valuetext=words
            on:pointerenter=move |_| near(hand.store, hand.chart)
            on:focus=move |_| near(hand.store, hand.chart)
            on:keydown=move |event| hand.key(&event, last)
            on:pointerdown=move |event| hand.grab(&event)
            on:pointermove=move |event| hand.drag(&event, last, false)
            on:pointerup=move |event| hand.drag(&event, last, true)>
        </div>
    }
}

impl Hand {
    fn set(&self, to: usize, last: bool, settled: bool) {
        let Some(view) = self.view.get_untracked() else { return };
        let (first, end) = self.ends.get_untracked();
        let (first, end) = if last { (first, to.max(first)) } else { (to.min(end), end) };
        let set = between(&view, first, end);
        self.store.send(Gesture::Brush { dimension: self.chart.dimension.clone(), set, settled });
    }

    fn key(&self, event: &KeyboardEvent, last: bool) {
        let (first, end) = self.ends.get_untracked();
        let now = if last { end } else { first };
        let most = self.view.get_untracked().map_or(0, |view| view.buckets.len().saturating_sub(1));
        let to = match event.key().as_str() {
            "ArrowRight" | "ArrowUp" => (now + 1).min(most),
            "ArrowLeft" | "ArrowDown" => now.saturating_sub(1),
            "PageUp" => (now + 7).min(most),
            "PageDown" => now.saturating_sub(7),
            "Home" => 0,
            "End" => most,
            _ => return,
        };
        event.prevent_default();
        self.set(to, last, true);
    }

    fn grab(&self, event: &PointerEvent) {
        event.prevent_default();
        let element = event.current_target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
        if let Some(element) = element {
            // A handle that takes no focus or a pointer that is gone only makes the drag shorter.
            let _ = element.focus().and(element.set_pointer_capture(event.pointer_id()));
        }
        self.dragging.set(true);
    }

    fn drag(&self, event: &PointerEvent, last: bool, ends: bool) {
        if !self.dragging.get_untracked() {
            return;
        }
        self.dragging.set(!ends);
        let left = self.frame.get_untracked().map_or(0.0, |frame| frame.get_bounding_client_rect().left());
        let x = f64::from(event.client_x()) - left;
        let Some(drawn) = self.drawn.get_untracked() else { return };
        self.set(nearest(&drawn, x), last, ends);
    }
}

/// The bucket whose middle is nearest.
fn nearest(drawn: &Drawn, x: f64) -> usize {
    let distance = |mark: &callscape_charts::MarkBox| ((mark.rect.left + mark.rect.right) / 2.0 - x).abs();
    drawn.marks.iter().min_by(|a, b| distance(a).total_cmp(&distance(b))).map_or(0, |mark| mark.index)
}

/// From and to as fields.
#[component]
pub(super) fn RangeInputs(chart: &'static Chart, view: Seen) -> impl IntoView {
    let store = use_store();
    let chosen = store.memo(move |state: &State| span(&state.selection, &chart.dimension));
    let all = Memo::new(move |_| {
        let view = view.get()?;
        let last = view.buckets.len().checked_sub(1)?;
        Some(Span { from: bucket_span(&view, 0)?.from, to: bucket_span(&view, last)?.to })
    });
    let put = Callback::new(move |span: Option<Span>| {
        let set = Set::Within(span.into_iter().collect());
        store.send(Gesture::Brush { dimension: chart.dimension.clone(), set, settled: true });
    });
    view! { <FromTo dimension=chart.dimension.clone() chosen=Signal::from(chosen) all=Signal::from(all) put/> }
}

/// Two fields for the ends of a span: dates, minutes and seconds, or sums of money.
#[component]
pub(super) fn FromTo(
    dimension: Dimension,
    chosen: Signal<Option<Span>>,
    all: Signal<Option<Span>>,
    put: Callback<Option<Span>>,
) -> impl IntoView {
    let days = dimension == Dimension::Day;
    let sums = dimension == Dimension::Amount;
    let text = move |value: Option<i64>| match value {
        Some(i64::MAX | i64::MIN) | None => String::new(),
        Some(day) if days => day_text(day),
        Some(millionths) if sums => money(millionths),
        Some(milliseconds) => duration(milliseconds),
    };
    let read = move |text: &str| match (days, sums) {
        (true, _) => day_of_text(text),
        (_, true) => read_sum(text),
        _ => read_duration(text),
    };
    let change = move |text: String, last: bool| {
        let Some(all) = all.get_untracked() else { return };
        let now = chosen.get_untracked().unwrap_or(all);
        let value =
            if text.trim().is_empty() { Some(if last { all.to } else { all.from }) } else { read(&text) };
        let Some(value) = value else { return put.run(chosen.get_untracked()) };
        let span = if last { Span { to: value, ..now } } else { Span { from: value, ..now } };
        // The other end gives way.
        let (from, to) = if last { (span.from.min(value), value) } else { (value, span.to.max(value)) };
        put.run((all.from < from || to < all.to).then_some(Span { from, to }));
    };
    let kind = if days { "date" } else { "text" };
    let hint = (!days).then_some(if sums { "$" } else { "m:ss" });
    let field = move |last: bool| {
        let value = move || {
            let span = chosen.get().or(if days { all.get() } else { None });
            text(span.map(|span| if last { span.to } else { span.from }))
        };
        let label = format!("{} {}", dimension.title(), if last { "to" } else { "from" });
        view! {
            <input class="field small" type=kind placeholder=hint aria-label=label inputmode=(!days).then_some("text")
                prop:value=value on:change=move |event| change(event_target_value(&event), last)/>
        }
    };
    view! { <span class="from-to">{field.clone()(false)}<span aria-hidden="true">"–"</span>{field(true)}</span> }
}

/// `49`, `$49.99` or `1,200` in millionths.
pub(super) fn read_sum(text: &str) -> Option<i64> {
    let plain: String = text.chars().filter(|c| !matches!(c, '$' | ',' | ' ')).collect();
    let (whole, part) = plain.split_once('.').unwrap_or((&plain, ""));
    let digits = format!("{part:0<6}");
    let part: i64 = digits.get(..6)?.parse().ok().filter(|part| *part >= 0)?;
    let whole: i64 = whole.parse().ok().filter(|whole| *whole >= 0)?;
    whole.checked_mul(1_000_000)?.checked_add(part)
}

/// `90`, `1:30` or `1:00:00` in milliseconds.
pub(super) fn read_duration(text: &str) -> Option<i64> {
    let parts = text.trim().split(':').map(|part| part.parse::<i64>().ok().filter(|n| *n >= 0));
    let seconds = parts
        .collect::<Option<Vec<_>>>()?
        .into_iter()
        .try_fold(0_i64, |all, part| all.checked_mul(60)?.checked_add(part))?;
    seconds.checked_mul(1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_read_as_people_write_them() {
        assert_eq!(
            ["49", "$49.99", "1,200.5", "x", "-1", ""].map(read_sum),
            [Some(49_000_000), Some(49_990_000), Some(1_200_500_000), None, None, None]
        );
    }

    #[test]
    fn durations_are_read_as_people_write_them() {
        assert_eq!(
            ["90", "1:30", "1:00:00", "x", "-1"].map(read_duration),
            [Some(90_000), Some(90_000), Some(3_600_000), None, None]
        );
    }
}
