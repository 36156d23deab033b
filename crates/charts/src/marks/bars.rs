//! Horizontal bars with their names before them and their values behind them: no axis has to be read.

use callscape_model::number;
use callscape_model::view::{Bucket, Emphasis, View};
use plotters_backend::DrawingBackend;

use crate::drawn::{Drawn, MarkBox, Rect};
use crate::marks::{Style, body};
use crate::pen::{Letters, Pen, Result};
use crate::scale::Values;

/// Height of a row that is neither cramped nor lost.
pub(crate) const ROW: f64 = 30.0;
const TALLEST_ROW: f64 = 42.0;
/// The lowest row that a finger can hit (WCAG 2.2, 2.5.8); rows beyond are counted, not squeezed.
const LOWEST_ROW: f64 = 24.0;
const THICKEST: f64 = 24.0;
/// Room between name, bar and value.
const GAP: f64 = 8.0;
/// Share of the width that names may take.
const NAMES: f64 = 0.38;
/// Width left for the bars below which nothing follows the values.
const BARS: f64 = 64.0;

/// Where everything in a row stands.
struct Columns {
    room: Rect,
    bars: Rect,
    row: f64,
    values: Values,
    /// Whether a value is followed by its share or its total.
    compared: bool,
    sum: u64,
}

/// Draws one row for each bucket; rows that do not fit are counted in a last line.
pub(crate) fn draw<B: DrawingBackend>(pen: &Pen<B>, room: Rect, view: &View) -> Result<Drawn> {
    let fitting = ((room.height() / LOWEST_ROW) as usize).max(1);
    let left_out = if view.buckets.len() > fitting { view.buckets.len() - (fitting - 1) } else { 0 };
    let shown = view.buckets.len() - left_out;
    let columns = Columns::new(pen, room, view, shown, left_out > 0)?;
    let mut marks = Vec::with_capacity(shown);
    for (index, bucket) in view.buckets.iter().enumerate().take(shown) {
        marks.push(columns.draw_row(pen, view, index, bucket)?);
    }
    let foot = room.top + columns.row * shown as f64;
    pen.upright(columns.bars.left, room.top, foot, pen.theme.axis)?;
    if left_out > 0 {
        let text = format!("and {left_out} more in the table");
        let letters = Letters::quiet(pen.theme);
        let text = pen.elided(&text, room.right - columns.bars.left, letters)?;
        pen.write(&text, (columns.bars.left + 1.0, foot + columns.row / 2.0), letters)?;
    }
    Ok(Drawn::new(view, Rect { bottom: foot, ..columns.bars }, marks))
}

impl Columns {
    fn new<B: DrawingBackend>(
        pen: &Pen<B>,
        room: Rect,
        view: &View,
        shown: usize,
        more: bool,
    ) -> Result<Self> {
        let rows = shown + usize::from(more);
        let row = (room.height() / rows.max(1) as f64).min(TALLEST_ROW);
        let names = pen.widest(view.buckets.iter().take(shown).map(|b| b.label.as_str()), name(pen))?;
        let left = (room.left + names.ceil().min(room.width() * NAMES) + GAP).min(room.right);
        let sum = view.buckets.iter().map(|bucket| bucket.total).sum();
        let highest = view.buckets.iter().map(Bucket::height).fold(view.max, f64::max);
        let mut columns = Columns {
            room,
            bars: Rect::new(left, room.top, room.right, room.top + row * shown as f64),
            row,
            values: Values { top: if highest > 0.0 { highest } else { 1.0 }, ticks: Vec::new() },
            compared: true,
            sum,
        };
        let mut right = room.right - GAP - columns.widest_value(pen, highest)?;
        if right - left < BARS {
            columns.compared = false;
            right = room.right - GAP - columns.widest_value(pen, highest)?;
        }
        columns.bars.right = right.max(left);
        Ok(columns)
    }

    /// The room that any value may need, whatever is highlighted: bars must not jump at a click.
    fn widest_value<B: DrawingBackend>(&self, pen: &Pen<B>, highest: f64) -> Result<f64> {
        let value = number::grouped(highest.ceil() as u64);
        let mut widest = pen.width(&value, name(pen))?;
        if self.compared {
            let rests = [number::percent(1, 1), format!("of {value}")];
            widest += GAP + pen.widest(rests.iter().map(String::as_str), remark(pen))?;
        }
        Ok(widest.ceil())
    }

    /// What is written behind a bar: the value, and what it is to be compared with.
    fn value(&self, view: &View, bucket: &Bucket) -> (String, String) {
        let count = |calls: u64| {
            if bucket.per > 1 {
                number::short(calls as f64 / bucket.per as f64)
            } else {
                number::grouped(calls)
            }
        };
        let value = count(if view.split { bucket.selected } else { bucket.total });
        let rest = match (self.compared, view.split) {
            (false, _) => String::new(),
            (true, true) => format!("of {}", count(bucket.total)),
            (true, false) => number::percent(bucket.total, self.sum),
        };
        (value, rest)
    }

    fn draw_row<B: DrawingBackend>(
        &self,
        pen: &Pen<B>,
        view: &View,
        index: usize,
        bucket: &Bucket,
    ) -> Result<MarkBox> {
        let top = self.room.top + self.row * index as f64;
        let middle = top + self.row / 2.0;
        let thick = (self.row * 0.62).min(THICKEST);
        let bar = |value: f64| {
            let right = self.bars.left + self.values.length(value, self.bars.width());
            Rect::new(self.bars.left, middle - thick / 2.0, right, middle + thick / 2.0)
        };
        let whole = bar(bucket.height());
        let paint = pen.theme.paint(&view.dimension, &bucket.key);
        let style = Style { paint, split: view.split };
        body(pen, (whole, bar(bucket.selected_height())), bucket, style)?;

        let room = self.bars.left - GAP - self.room.left;
        let text = pen.elided(&bucket.label, room, name(pen))?;
        let dimmed = bucket.emphasis == Emphasis::Dimmed;
        let color = if dimmed { pen.theme.muted } else { pen.theme.ink };
        pen.write(&text, (self.room.left, middle), Letters { color, ..name(pen) })?;
        let (value, rest) = self.value(view, bucket);
        let x = whole.right + GAP;
        pen.write(&value, (x, middle), name(pen))?;
        let x = x + pen.width(&value, name(pen))? + if view.split { GAP / 2.0 } else { GAP };
        pen.write(&rest, (x, middle), remark(pen))?;
        let rect = Rect::new(self.room.left, top, self.room.right, top + self.row);
        Ok(MarkBox { rect, index, tip: (whole.right, middle) })
    }
}

fn name<B: DrawingBackend>(pen: &Pen<B>) -> Letters {
    Letters::plain(pen.theme)
}

fn remark<B: DrawingBackend>(pen: &Pen<B>) -> Letters {
    Letters::quiet(pen.theme)
}
