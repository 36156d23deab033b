//! The whole figure for exports: title, subtitle with filters and zone, key, chart and note on opaque paper.

use callscape_model::view::{Bucket, Emphasis, Key, Slot, View};
use plotters_backend::DrawingBackend;

use crate::chart;
use crate::drawn::{Drawn, Rect};
use crate::marks::{Style, body};
use crate::pen::{Letters, Pen, Result};
use crate::theme::Paint;

/// Sizes against that of axis labels.
const TITLE: f64 = 6.0;
/// Room around and between the parts.
const EDGE: f64 = 16.0;
const GAP: f64 = 12.0;
/// The most lines of a part before it is elided.
const LINES: usize = 3;

/// Draws the figure over the whole area, paper included.
pub(crate) fn draw<B: DrawingBackend>(pen: &Pen<B>, view: &View) -> Result<Drawn> {
    let theme = pen.theme;
    let page = pen.room();
    pen.fill(page, theme.paper)?;
    let mut room = Rect::new(
        page.left + EDGE,
        page.top + EDGE,
        page.right - EDGE,
        (page.bottom - EDGE).max(page.top + EDGE),
    );
    let title = Letters::plain(theme).bold().sized(theme.text + TITLE);
    room.top = lines(pen, room, &view.title, title)?;
    let quiet = Letters::quiet(theme).sized(theme.text + 1.0);
    room.top = lines(pen, Rect { top: room.top + 2.0, ..room }, &view.subtitle, quiet)?;
    room.top = key(pen, Rect { top: room.top + 4.0, ..room }, view)? + GAP;
    if let Some(note) = &view.note {
        room.bottom = foot(pen, room, note)? - GAP;
    }
    chart(pen, Rect { bottom: room.bottom.max(room.top), ..room }, view)
}

/// Writes a text in lines and returns where the next part may begin.
fn lines<B: DrawingBackend>(pen: &Pen<B>, room: Rect, text: &str, letters: Letters) -> Result<f64> {
    let height = (letters.size * 1.35).round();
    let mut top = room.top;
    for line in pen.wrapped(text, room.width(), LINES, letters)? {
        pen.write(&line, (room.left, top + height / 2.0), letters)?;
        top += height;
    }
    Ok(top)
}

/// Writes the note at the bottom and returns where it begins.
fn foot<B: DrawingBackend>(pen: &Pen<B>, room: Rect, note: &str) -> Result<f64> {
    let letters = Letters::quiet(pen.theme);
    let height = (letters.size * 1.35).round();
    let count = pen.wrapped(note, room.width(), LINES, letters)?.len();
    let top = room.bottom - height * count as f64;
    lines(pen, Rect { top, ..room }, note, letters)?;
    Ok(top)
}

/// A swatch and its meaning for everything in the chart that needs one.
fn key<B: DrawingBackend>(pen: &Pen<B>, room: Rect, view: &View) -> Result<f64> {
    let letters = Letters::quiet(pen.theme);
    let side = pen.theme.text;
    let entries = entries(view);
    if entries.is_empty() {
        return Ok(room.top - 4.0);
    }
    let middle = room.top + 4.0 + side / 2.0;
    let mut left = room.left;
    for (name, bucket, split) in entries {
        let swatch = Rect::new(left, middle - side / 2.0, left + side, middle + side / 2.0);
        let paint = Paint { color: pen.theme.main, striped: false };
        let selected = if split { Rect { top: swatch.bottom, ..swatch } } else { swatch };
        body(pen, (swatch, selected), &bucket, Style { paint, split })?;
        pen.write(name, (swatch.right + 6.0, middle), letters)?;
        left = swatch.right + 6.0 + pen.width(name, letters)? + 16.0;
    }
    Ok(middle + side / 2.0)
}

/// What the key explains, as sample buckets; the last part says whether the swatch shows a total.
fn entries(view: &View) -> Vec<(&'static str, Bucket, bool)> {
    let sample = |slot: Slot| Bucket {
        key: Key::Text(String::new()),
        label: String::new(),
        name: String::new(),
        total: 1,
        selected: 1,
        per: 1,
        emphasis: Emphasis::Plain,
        slot,
    };
    let mut entries = Vec::new();
    if view.missing.is_some() {
        return entries;
    }
    if view.split {
        entries.push(("Selected", sample(Slot::default()), false));
        entries.push(("All", sample(Slot::default()), true));
    }
    let line = view.buckets.len() > crate::marks::days::MOST_COLUMNS;
    if !line && view.buckets.iter().any(|bucket| bucket.slot.partial) {
        entries.push(("Day not fully covered", sample(Slot { partial: true, ..Slot::default() }), false));
    }
    entries
}
