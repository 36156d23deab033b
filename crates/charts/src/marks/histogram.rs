//! Touching columns over the bins of a number. Every bin has a slot of the same width; labels stand at the borders,
//! so that a bin reads "from here to there".

use callscape_model::dimension::Dimension;
use callscape_model::number;
use callscape_model::selection::Span;
use callscape_model::view::{Key, View};
use plotters_backend::DrawingBackend;

use crate::axis::{Axes, room_below, sentence_case};
use crate::drawn::{Drawn, Rect};
use crate::marks::columns;
use crate::pen::{Letters, Pen, Result};
use crate::scale::{Line, Slots};

/// Slots narrower than this have no gap.
const GAPPED: f64 = 4.0;
/// Least room between two labels.
const SPACE: f64 = 14.0;

/// Steps between labels that people count durations in, in milliseconds.
const STEPS: [i64; 15] = [
    1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 900_000, 1_800_000,
    3_600_000, 7_200_000, 14_400_000,
];

/// Draws one column for each bin.
pub(crate) fn draw<B: DrawingBackend>(pen: &Pen<B>, room: Rect, view: &View) -> Result<Drawn> {
    let lines = if view.key_title.is_empty() { 1 } else { 2 };
    let axes = Axes::new(pen, room, view, room_below(pen, lines))?;
    let slots = Slots::new(axes.plot.left, axes.plot.right, view.buckets.len());
    axes.draw_grid(pen, room, view)?;
    let gap = if slots.width >= GAPPED { 1.0 } else { 0.0 };
    let marks = columns::upright(pen, &axes, slots, view, slots.width - gap)?;
    axes.draw_base(pen)?;
    draw_borders(pen, &axes, slots, view, room)?;
    if !view.key_title.is_empty() {
        let letters = Letters::quiet(pen.theme).right();
        let title = pen.elided(&sentence_case(&view.key_title), axes.plot.width(), letters)?;
        pen.write(&title, (axes.plot.right, axes.below(pen, 1) + 1.0), letters)?;
    }
    Ok(Drawn::new(view, axes.plot, marks))
}

fn draw_borders<B: DrawingBackend>(
    pen: &Pen<B>,
    axes: &Axes,
    slots: Slots,
    view: &View,
    room: Rect,
) -> Result<()> {
    let letters = Letters::quiet(pen.theme).centred();
    let spans: Vec<Span> = view.buckets.iter().filter_map(|bucket| span(&bucket.key)).collect();
    let y = axes.below(pen, 0);
    let mut line = Line::default();
    // The last bin is open: its own label names it, under its middle.
    if let Some(last) = view.buckets.last() {
        let half = pen.width(&last.label, letters)? / 2.0;
        let x = slots.middle(view.buckets.len() - 1).min(room.right - half).max(room.left + half);
        if line.take(x - half, x + half, SPACE) {
            pen.write(&last.label, (x, y), letters)?;
        }
    }
    let label = |value: i64| match view.dimension {
        Dimension::Duration => number::duration(value),
        _ => number::short(value as f64),
    };
    let widest = pen.widest(
        spans.iter().map(|span| label(span.from)).collect::<Vec<_>>().iter().map(String::as_str),
        letters,
    )?;
    for index in borders(&spans, slots.width, widest + SPACE) {
        let Some(span) = spans.get(index) else { continue };
        let (x, text) = (slots.left(index), label(span.from));
        let half = pen.width(&text, letters)? / 2.0;
        if line.take(x - half, x + half, SPACE / 2.0) {
            axes.draw_tick(pen, x)?;
            pen.write(&text, (x, y), letters)?;
        }
    }
    Ok(())
}

fn span(key: &Key) -> Option<Span> {
    match key {
        Key::Span(span) => Some(*span),
        Key::Text(_) => None,
    }
}

/// The bins at whose lower border a label stands: round values when the bins are equal, else every n-th.
fn borders(spans: &[Span], slot: f64, room: f64) -> Vec<usize> {
    let every = |n: usize| (0..spans.len()).step_by(n.max(1)).collect();
    let least = (room / slot.max(0.01)).ceil().max(1.0) as usize;
    let Some(width) = equal_width(spans) else { return every(least) };
    let fits = |step: &&i64| **step % width == 0 && **step / width >= least as i64;
    let Some(step) = STEPS.iter().find(fits) else { return every(least) };
    (0..spans.len()).filter(|index| spans.get(*index).is_some_and(|span| span.from % step == 0)).collect()
}

/// The width of the bins when all but the last, open one have the same.
fn equal_width(spans: &[Span]) -> Option<i64> {
    let mut widths = spans.windows(2).filter_map(|pair| match pair {
        [a, b] => Some(b.from.saturating_sub(a.from)),
        _ => None,
    });
    let first = widths.next().filter(|width| *width > 0)?;
    widths.all(|width| width == first).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans(edges: &[i64]) -> Vec<Span> {
        let ends = edges.iter().skip(1).map(|edge| edge - 1).chain([i64::MAX]);
        edges.iter().zip(ends).map(|(from, to)| Span { from: *from, to }).collect()
    }

    #[test]
    fn equal_bins_get_round_labels_and_others_every_second_or_third() {
        let even: Vec<i64> = (0..=20).map(|i| i * 30_000).collect();
        assert_eq!(borders(&spans(&even), 20.0, 40.0), [0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20]);
        assert_eq!(borders(&spans(&even), 10.0, 40.0), [0, 4, 8, 12, 16, 20]);
        assert_eq!(borders(&spans(&even), 9.0, 40.0), [0, 10, 20]);
        let odd = spans(&[0, 5_000, 15_000, 60_000, 300_000]);
        assert_eq!(borders(&odd, 20.0, 40.0), [0, 2, 4]);
        assert!(borders(&[], 10.0, 40.0).is_empty());
    }
}
