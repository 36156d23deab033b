//! A slot for each day: columns, or a line when there are many; weekends shaded, part days hatched, days of 23 or
//! 25 hours named.

use callscape_model::view::{Key, View};
use plotters_backend::DrawingBackend;

use crate::axis::{Axes, room_below};
use crate::dates;
use crate::drawn::{Drawn, Rect};
use crate::marks::{columns, line};
use crate::pen::{Letters, Pen, Result};
use crate::scale::{Line, Slots};

/// More days than this are drawn as a line.
pub(crate) const MOST_COLUMNS: usize = 120;
/// Narrower slots are not shaded: the stripes would be louder than the data.
const SHADED: f64 = 3.5;
/// The widest column of a day.
const WIDEST: f64 = 48.0;

/// Draws the days of a view.
pub(crate) fn draw<B: DrawingBackend>(pen: &Pen<B>, room: Rect, view: &View) -> Result<Drawn> {
    let axes = Axes::new(pen, room, view, room_below(pen, 2))?;
    let slots = Slots::new(axes.plot.left, axes.plot.right, view.buckets.len());
    draw_weekends(pen, &axes, slots, view)?;
    axes.draw_grid(pen, room, view)?;
    draw_odd_hours(pen, &axes, slots, view)?;
    let marks = if view.buckets.len() > MOST_COLUMNS {
        line::draw(pen, &axes, slots, view)?
    } else {
        columns::upright(pen, &axes, slots, view, width(slots))?
    };
    axes.draw_base(pen)?;
    draw_dates(pen, &axes, slots, view, room)?;
    Ok(Drawn::new(view, axes.plot, marks))
}

/// The width of a column that leaves a gap as long as there are pixels for one.
fn width(slots: Slots) -> f64 {
    match slots.width {
        slot if slot >= 8.0 => (slot * 0.78).min(WIDEST),
        slot if slot >= 3.0 => slot - 1.0,
        slot => slot,
    }
}

fn draw_weekends<B: DrawingBackend>(pen: &Pen<B>, axes: &Axes, slots: Slots, view: &View) -> Result<()> {
    if slots.width < SHADED {
        return Ok(());
    }
    for (index, bucket) in view.buckets.iter().enumerate() {
        if bucket.slot.weekend {
            let slot = columns::slot(axes, slots, index, 0.0).rect;
            pen.fill(slot, pen.theme.shade)?;
        }
    }
    Ok(())
}

/// Names days of 23 or 25 hours over the plot, with a line down to the column.
fn draw_odd_hours<B: DrawingBackend>(pen: &Pen<B>, axes: &Axes, slots: Slots, view: &View) -> Result<()> {
    let letters = Letters::quiet(pen.theme).sized(pen.theme.text - 1.0).centred();
    for (index, bucket) in view.buckets.iter().enumerate() {
        if matches!(bucket.slot.hours, 0 | 24) {
            continue;
        }
        let (x, text) = (slots.middle(index), format!("{} h", bucket.slot.hours));
        let half = pen.width(&text, letters)? / 2.0;
        if x - half > axes.titled + 8.0 {
            pen.write(&text, (x, axes.plot.top - 9.0), letters)?;
        }
        pen.upright(x, axes.plot.top - 3.0, axes.y(bucket.height()) - 2.0, pen.theme.axis)?;
    }
    Ok(())
}

fn draw_dates<B: DrawingBackend>(
    pen: &Pen<B>,
    axes: &Axes,
    slots: Slots,
    view: &View,
    room: Rect,
) -> Result<()> {
    let day = |key: &Key| match key {
        Key::Span(span) => Some(span.from),
        Key::Text(_) => None,
    };
    let days: Vec<i64> = view.buckets.iter().filter_map(|bucket| day(&bucket.key)).collect();
    let letters = Letters::quiet(pen.theme).centred();
    let ticks = dates::ticks(&days, slots.width);
    let mut contexts = Vec::new();
    for tick in &ticks {
        let x = slots.middle(tick.index);
        axes.draw_tick(pen, x)?;
        pen.write(&tick.label, (x, axes.below(pen, 0)), letters)?;
        if let Some(context) = &tick.context {
            contexts.push((x, context.as_str()));
        }
    }
    // Later ones first: a new month tells more than the one that the chart happens to begin in.
    let mut line = Line::default();
    for (x, context) in contexts.into_iter().rev() {
        let half = pen.width(context, letters)? / 2.0;
        let x = x.clamp(room.left + half, (room.right - half).max(room.left + half));
        if line.take(x - half, x + half, 6.0) {
            pen.write(context, (x, axes.below(pen, 1)), letters)?;
        }
    }
    Ok(())
}
