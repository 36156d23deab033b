//! Many days as a line over a light area, never smoothed. Part days are reached by dashes, since the dip there is
//! the calendar's and not the caller's.

use callscape_model::view::{Bucket, Emphasis, View};
use plotters::style::RGBColor;
use plotters_backend::DrawingBackend;

use crate::axis::Axes;
use crate::drawn::MarkBox;
use crate::marks::columns;
use crate::pen::{Pen, Result};
use crate::scale::Slots;

/// Width of the line of the selected calls.
const WIDTH: f64 = 1.5;
/// Share of the colour in the area under the line.
const AREA: f64 = 0.16;
/// Length of a dash and of the gap after it.
const DASH: f64 = 3.0;

/// One run of days drawn alike.
struct Run {
    emphasis: Emphasis,
    dashed: bool,
    points: Vec<(f64, f64)>,
}

/// Draws the line of a view, and behind it that of the totals when it is split.
pub(crate) fn draw<B: DrawingBackend>(
    pen: &Pen<B>,
    axes: &Axes,
    slots: Slots,
    view: &View,
) -> Result<Vec<MarkBox>> {
    let theme = pen.theme;
    if view.split {
        let all = |bucket: &Bucket| (bucket.height(), Emphasis::Plain);
        draw_runs(pen, axes, &runs(axes, slots, view, all), theme.outline, theme.faint)?;
        let selected = |bucket: &Bucket| (bucket.selected_height(), bucket.emphasis);
        let area = theme.tint(theme.main, 2.0 * AREA);
        draw_runs(pen, axes, &runs(axes, slots, view, selected), theme.main, area)?;
    } else {
        let all = |bucket: &Bucket| (bucket.height(), bucket.emphasis);
        draw_runs(pen, axes, &runs(axes, slots, view, all), theme.main, theme.tint(theme.main, AREA))?;
    }
    let tip = |(index, bucket): (usize, &Bucket)| columns::slot(axes, slots, index, axes.y(bucket.height()));
    Ok(view.buckets.iter().enumerate().map(tip).collect())
}

/// Cuts the days into runs; each begins at the point where the one before ends.
fn runs(axes: &Axes, slots: Slots, view: &View, height: impl Fn(&Bucket) -> (f64, Emphasis)) -> Vec<Run> {
    let point = |index: usize, value: f64| {
        let y = axes.plot.bottom - value / axes.values.top * axes.plot.height();
        (slots.middle(index), y.max(axes.plot.top))
    };
    let mut runs: Vec<Run> = Vec::new();
    for (index, pair) in view.buckets.windows(2).enumerate() {
        let [a, b] = pair else { continue };
        let ((from, first), (to, second)) = (height(a), height(b));
        let emphasis = if first == second { first } else { Emphasis::Dimmed };
        let dashed = a.slot.partial || b.slot.partial;
        match runs.last_mut() {
            Some(run) if run.emphasis == emphasis && run.dashed == dashed => {
                run.points.push(point(index + 1, to))
            }
            _ => runs.push(Run { emphasis, dashed, points: vec![point(index, from), point(index + 1, to)] }),
        }
    }
    runs
}

fn draw_runs<B: DrawingBackend>(
    pen: &Pen<B>,
    axes: &Axes,
    runs: &[Run],
    line: RGBColor,
    area: RGBColor,
) -> Result<()> {
    let dimmed = |run: &Run| run.emphasis == Emphasis::Dimmed;
    for run in runs {
        let (Some(first), Some(last)) = (run.points.first(), run.points.last()) else { continue };
        let mut shape = run.points.clone();
        shape.extend([(last.0, axes.plot.bottom), (first.0, axes.plot.bottom)]);
        pen.shape(&shape, if dimmed(run) { pen.theme.tint(line, 0.06) } else { area })?;
    }
    for run in runs {
        let color = if dimmed(run) { pen.theme.outline } else { line };
        let width = if dimmed(run) { 1.0 } else { WIDTH };
        if run.dashed {
            draw_dashes(pen, &run.points, color, width)?;
        } else {
            pen.path(&run.points, color, width)?;
        }
    }
    Ok(())
}

fn draw_dashes<B: DrawingBackend>(
    pen: &Pen<B>,
    points: &[(f64, f64)],
    color: RGBColor,
    width: f64,
) -> Result<()> {
    for pair in points.windows(2) {
        let [(ax, ay), (bx, by)] = pair else { continue };
        let length = (bx - ax).hypot(by - ay);
        let at = |way: f64| {
            let share = (way / length).min(1.0);
            (ax + (bx - ax) * share, ay + (by - ay) * share)
        };
        let mut way = 0.0;
        while way < length {
            pen.path(&[at(way), at(way + DASH)], color, width)?;
            way += 2.0 * DASH;
        }
    }
    Ok(())
}
