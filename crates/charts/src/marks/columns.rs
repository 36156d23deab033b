//! Upright columns in their natural order, and the column that days and bins share.

use callscape_model::dimension::Dimension;
use callscape_model::view::View;
use plotters_backend::DrawingBackend;

use crate::axis::{Axes, room_below};
use crate::drawn::{Drawn, MarkBox, Rect};
use crate::marks::{Style, body};
use crate::pen::{Letters, Pen, Result};
use crate::scale::Slots;

/// The widest column: seven of them across a wide page would be slabs.
const WIDEST: f64 = 56.0;
/// Share of a slot that its column fills.
const SHARE: f64 = 0.64;
/// A week always has its seven slots.
const WEEK: usize = 7;

/// Draws one column for each bucket with its label underneath.
pub(crate) fn draw<B: DrawingBackend>(pen: &Pen<B>, room: Rect, view: &View) -> Result<Drawn> {
    let axes = Axes::new(pen, room, view, room_below(pen, 1))?;
    let least = if view.dimension == Dimension::Weekday { WEEK } else { 1 };
    let slots = Slots::new(axes.plot.left, axes.plot.right, view.buckets.len().max(least));
    axes.draw_grid(pen, room, view)?;
    let wide = (slots.width * SHARE).min(WIDEST);
    let marks = upright(pen, &axes, slots, view, wide)?;
    axes.draw_base(pen)?;
    let letters = Letters::quiet(pen.theme).centred();
    for (index, bucket) in view.buckets.iter().enumerate() {
        let name = pen.elided(&bucket.label, slots.width - 2.0, letters)?;
        pen.write(&name, (slots.middle(index), axes.below(pen, 0) - 2.0), letters)?;
    }
    Ok(Drawn::new(view, axes.plot, marks))
}

/// Draws a column of a width in the middle of each slot.
pub(crate) fn upright<B: DrawingBackend>(
    pen: &Pen<B>,
    axes: &Axes,
    slots: Slots,
    view: &View,
    wide: f64,
) -> Result<Vec<MarkBox>> {
    let mut marks = Vec::with_capacity(view.buckets.len());
    for (index, bucket) in view.buckets.iter().enumerate() {
        let middle = slots.middle(index);
        let column =
            |value: f64| Rect::new(middle - wide / 2.0, axes.y(value), middle + wide / 2.0, axes.plot.bottom);
        let whole = column(bucket.height());
        let paint = pen.theme.paint(&view.dimension, &bucket.key);
        let style = Style { paint, split: view.split };
        body(pen, (whole, column(bucket.selected_height())), bucket, style)?;
        marks.push(slot(axes, slots, index, whole.top));
    }
    Ok(marks)
}

/// The hit area of a slot: all of the plot above it and its label below.
pub(crate) fn slot(axes: &Axes, slots: Slots, index: usize, tip: f64) -> MarkBox {
    let rect = Rect::new(slots.left(index), axes.plot.top, slots.left(index + 1), axes.plot.bottom);
    MarkBox { rect, index, tip: (slots.middle(index), tip) }
}
