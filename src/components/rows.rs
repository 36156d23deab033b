//! The rows behind the selection, as a table of which only what is in sight exists.

use callscape_model::message::{Heading, Row, table};
use callscape_model::number::grouped;
use callscape_model::table::Subject;
use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::icon::{Icon, Picture};
use crate::state::{Gesture, Panel, State};
use crate::store::{Store, use_store};
use crate::{frame, watch};

/// Height of a row of the table and of the list in CSS pixels, as in the style sheet.
const ROW: f64 = 32.0;
const ITEM: f64 = 64.0;
/// Browsers cap the height of an element; a longer table scrolls in proportion.
const TALLEST: f64 = 8_000_000.0;
/// Rows beyond the edge, so that scrolling shows no gap.
const BEYOND: u64 = 6;

#[component]
pub(crate) fn RowsView() -> impl IntoView {
    let store = use_store();
    let counts = store.memo(|state| state.counts);
    let subject = store.memo(State::shown_subject);
    let words = move || {
        let (selected, all) = (counts.get().selected, counts.get().all);
        format!("{} of {}", grouped(selected), subject.get().counted(all))
    };
    view! {
        <section class="card rows" aria-labelledby="rows-title">
            <header>
                <h1 id="rows-title">"Rows"</h1>
                <p class="muted number">{words}</p>
                <button type="button" class="button" on:click=move |_| store.send(Gesture::Open(Panel::Export))>
                    <Picture icon=Icon::Download/>"Export selection"
                </button>
            </header>
            <Grid/>
        </section>
    }
}

#[derive(Clone, Copy)]
struct Sight {
    store: Store,
    body: NodeRef<html::Div>,
    scroll: RwSignal<f64>,
    size: RwSignal<(u32, u32)>,
    total: Memo<u64>,
    active: RwSignal<u64>,
    /// Whether each row is an item of a list of transcripts.
    list: bool,
    opened: Option<Callback<()>>,
}

impl Sight {
    fn shown(&self) -> u64 {
        (f64::from(self.size.get().1) / self.row()).ceil() as u64
    }

    fn height(&self) -> f64 {
        (self.total.get() as f64 * self.row()).min(TALLEST)
    }

    /// Rows are farther apart than they are high when the table is too long for the browser.
    fn pace(&self) -> f64 {
        let (total, inside) = (self.total.get() as f64, f64::from(self.size.get().1));
        let row = self.row();
        let rows = (total - (inside / row).floor()).max(1.0);
        if total * row <= TALLEST { row } else { ((TALLEST - inside) / rows).max(f64::MIN_POSITIVE) }
    }

    fn first(&self) -> u64 {
        (self.scroll.get() / self.pace()) as u64
    }

    /// Where a row stands in the scrolled content.
    fn top(&self, index: u64) -> f64 {
        let row = self.row();
        if self.pace() >= row {
            return index as f64 * row;
        }
        self.scroll.get() + (index as f64 - self.first() as f64) * row
    }

    fn window(&self) -> (u64, u64) {
        let first = self.first().saturating_sub(BEYOND);
        (first, (self.first() + self.shown() + BEYOND).min(self.total.get()))
    }

    fn go(&self, index: u64) {
        let index = index.min(self.total.get_untracked().saturating_sub(1));
        self.active.set(index);
        let (Some(body), pace) = (self.body.get_untracked(), untrack(|| self.pace())) else { return };
        let inside = f64::from(self.size.get_untracked().1);
        let (top, seen) = (index as f64 * pace, f64::from(body.scroll_top()));
        if top < seen {
            body.set_scroll_top(top as i32);
        } else if top + self.row() * 2.0 > seen + inside {
            body.set_scroll_top((top + self.row() * 2.0 - inside) as i32);
        }
        frame::after(move || {
            let _ = focus(&format!("row-{index}"));
        });
    }

    fn key(&self, event: &KeyboardEvent) {
        // Buttons in the head and in the empty table have keys of their own.
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        if target.is_some_and(|element| element.closest("button").ok().flatten().is_some()) {
            return;
        }
        let (active, page) = (self.active.get_untracked(), untrack(|| self.shown()).max(2) - 1);
        match event.key().as_str() {
            "ArrowDown" => self.go(active + 1),
            "ArrowUp" => self.go(active.saturating_sub(1)),
            "PageDown" => self.go(active + page),
            "PageUp" => self.go(active.saturating_sub(page)),
            "Home" => self.go(0),
            "End" => self.go(u64::MAX),
            "Enter" | " " => self.open(active),
            _ => return,
        }
        event.prevent_default();
    }

    fn open(&self, index: u64) {
        self.active.set(index);
        let Some(row) = self.store.peek(|state| state.table.row(index)) else { return };
        let place = row.key.place;
        self.store.send(if self.list { Gesture::Listen(place) } else { Gesture::OpenRecord(place) });
        if let Some(opened) = self.opened {
            opened.run(());
        }
    }

    fn row(&self) -> f64 {
        if self.list { ITEM } else { ROW }
    }
}

fn focus(id: &str) -> Option<()> {
    let element = web_sys::window()?.document()?.get_element_by_id(id)?.dyn_into::<HtmlElement>().ok()?;
    element.focus().ok()
}

/// The rows of what is selected: a table that opens records, or a list that opens transcripts.
#[component]
pub(super) fn Grid(
    #[prop(optional)] list: bool,
    #[prop(optional)] opened: Option<Callback<()>>,
) -> impl IntoView {
    let store = use_store();
    let counts = store.memo(|state| state.counts.selected);
    let total = store.memo(move |state: &State| state.table.total.unwrap_or(state.counts.selected));
    let sight = Sight {
        store,
        body: NodeRef::new(),
        scroll: RwSignal::new(0.0),
        size: RwSignal::new((0, 480)),
        total,
        active: RwSignal::new(0),
        list,
        opened,
    };
    watch::size(sight.body, sight.size);
    Effect::new(move |_| {
        let (first, last) = sight.window();
        store.send(Gesture::Look { first, last: last.saturating_sub(1) });
    });
    // Another selection begins at its first row.
    Effect::new(move |_| {
        let _ = counts.get();
        sight.active.set(0);
        let _ = sight.body.get_untracked().map(|body| body.set_scroll_top(0));
    });
    let indices = Memo::new(move |_| {
        let (first, last) = sight.window();
        (first..last).collect::<Vec<_>>()
    });
    let scrolled = move |_| {
        let top = sight.body.get_untracked().map_or(0, |body| body.scroll_top());
        sight.scroll.set(f64::from(top));
    };
    let subject = store.memo(State::shown_subject);
    let joined = store.memo(State::is_joined);
    view! {
        <div class="grid" class:facts=move || !list && subject.get() != Subject::Calls class:talks=list class:joined=move || !list && joined.get() role="grid" aria-label=move || subject.get().title() aria-rowcount=move || (total.get() + 1).to_string()
            aria-colcount=move || table(subject.get(), joined.get()).len().to_string() node_ref=sight.body on:scroll=scrolled on:keydown=move |event| sight.key(&event)>
            {(!list).then(|| view! { <Heads/> })}
            <div class="grid-body" role="rowgroup" style:height=move || format!("{}px", sight.height())>
                <For each=move || indices.get() key=|index| *index let:index><OneRow sight index/></For>
            </div>
            <Show when=move || total.get() == 0><p class="empty">{move || format!("No {} pass. ", subject.get().many())}<button type="button" class="button" on:click=move |_| store.send(Gesture::ShowEverything)>"Show everything"</button></p></Show>
        </div>
    }
}

#[component]
fn Heads() -> impl IntoView {
    let store = use_store();
    let sort = store.memo(|state| state.table.sort);
    let heads = store.memo(|state| table(state.shown_subject(), state.is_joined()));
    let head = move |(title, by): Heading| {
        let order = move || match by {
            Some(by) if by == sort.get().by => {
                Some(if sort.get().descending { "descending" } else { "ascending" })
            }
            Some(_) => Some("none"),
            None => None,
        };
        let arrow = move || match order() {
            Some("ascending") => Some(view! { <Picture icon=Icon::Up/> }.into_any()),
            Some("descending") => Some(view! { <Picture icon=Icon::Down/> }.into_any()),
            _ => None,
        };
        let inside = match by {
            Some(by) => view! {
                <button type="button" on:click=move |_| store.send(Gesture::SortRows(by))>{title}{arrow}</button>
            }
            .into_any(),
            None => title.into_any(),
        };
        view! { <div role="columnheader" aria-sort=order>{inside}</div> }
    };
    view! { <div class="grid-row grid-head" role="row" aria-rowindex="1">{move || heads.get().into_iter().map(head).collect_view()}</div> }
}

#[component]
fn OneRow(sight: Sight, index: u64) -> impl IntoView {
    let row = sight.store.memo(move |state: &State| state.table.row(index));
    let cell = |text: String| {
        let title = text.clone();
        view! { <div role="gridcell" title=title>{text}</div> }
    };
    let cells = move || match row.get() {
        Some(Row { cells, .. }) => cells.into_iter().map(cell).collect_view(),
        None => {
            let columns = sight.store.peek(|state| table(state.shown_subject(), state.is_joined()));
            columns.iter().map(|_| cell("…".to_owned())).collect_view()
        }
    };
    let asked = sight.store.memo(|state| state.talk.asked);
    let open = move || sight.list && row.get().is_some_and(|row| asked.get() == Some(row.key.place));
    let label = move || row.get().filter(|_| sight.list)?.cells.get(LABEL).cloned();
    let said = sight.list.then(|| {
        let said = sight.store.memo(move |state: &State| {
            let call = state.table.row(index).and_then(|row| row.cells.into_iter().next())?;
            let review = state.talk.review_of(&call)?;
            Some(if review.person == review.machine { "agreed" } else { "disputed" })
        });
        move || said.get().map(|said| view! { <div role="gridcell" class="said-of">{said}</div> })
    });
    view! {
        <div class="grid-row" class:odd=index % 2 == 1 class:open=open data-label=label aria-selected=move || sight.list.then(|| open().to_string()) role="row" id=format!("row-{index}") aria-rowindex=(index + 2).to_string()
            tabindex=move || if sight.active.get() == index { "0" } else { "-1" }
            style:top=move || format!("{}px", sight.top(index)) on:click=move |_| sight.open(index)>
            {cells}{said}
        </div>
    }
}

/// The place of the label among the cells of a transcript.
const LABEL: usize = 3;
