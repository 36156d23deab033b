//! The marks: one file for each shape, and how the body of any mark shows total, selected part and emphasis.

pub(crate) mod bars;
pub(crate) mod columns;
pub(crate) mod days;
pub(crate) mod histogram;
mod line;

use callscape_model::view::{Bucket, Emphasis};
use plotters_backend::DrawingBackend;

use crate::drawn::Rect;
use crate::pen::{Pen, Result};
use crate::theme::Paint;

/// Share of its colour inside a mark that is not chosen.
const DIMMED: f64 = 0.18;
/// A mark narrower than this has no inside once it is outlined.
const NARROW: f64 = 5.0;
/// From this width on the outline of a chosen mark is strong.
const WIDE: f64 = 14.0;

/// What is common to the marks of a chart.
#[derive(Clone, Copy)]
pub(crate) struct Style {
    pub(crate) paint: Paint,
    /// Whether the total stays behind the selected part.
    pub(crate) split: bool,
}

/// Draws a mark: its whole, or, when split, the whole as an outline and the selected part on top.
pub(crate) fn body<B: DrawingBackend>(
    pen: &Pen<B>,
    (whole, selected): (Rect, Rect),
    bucket: &Bucket,
    style: Style,
) -> Result<()> {
    if style.split {
        behind(pen, whole, bucket)?;
        front(pen, selected, bucket, style.paint)
    } else {
        front(pen, whole, bucket, style.paint)
    }
}

fn behind<B: DrawingBackend>(pen: &Pen<B>, rect: Rect, bucket: &Bucket) -> Result<()> {
    let theme = pen.theme;
    pen.fill(rect, theme.faint)?;
    if bucket.slot.partial {
        pen.stripes(rect, theme.outline, 1.0, 5.0)?;
    }
    outlined(pen, rect, theme.outline, 1.0)
}

fn front<B: DrawingBackend>(pen: &Pen<B>, rect: Rect, bucket: &Bucket, paint: Paint) -> Result<()> {
    if rect.width() <= 0.0 || rect.height() <= 0.0 {
        return Ok(());
    }
    let theme = pen.theme;
    let dimmed = bucket.emphasis == Emphasis::Dimmed;
    if dimmed || bucket.slot.partial {
        pen.fill(rect, theme.tint(paint.color, DIMMED))?;
        if bucket.slot.partial {
            pen.stripes(rect, paint.color, if dimmed { 1.0 } else { 2.0 }, 5.0)?;
        }
        outlined(pen, rect, paint.color, 1.0)?;
    } else {
        pen.fill(rect, paint.color)?;
        if paint.striped {
            pen.stripes(rect, theme.paper, 1.0, 6.0)?;
            pen.frame(rect, paint.color, 1.0)?;
        }
    }
    let side = rect.width().min(rect.height());
    if bucket.emphasis == Emphasis::Chosen && side >= NARROW {
        pen.frame(rect, theme.ink, if side < WIDE { 1.0 } else { 1.5 })?;
    }
    Ok(())
}

/// An outline; of a narrow mark only its end, so that the inside stays lighter.
fn outlined<B: DrawingBackend>(
    pen: &Pen<B>,
    rect: Rect,
    color: plotters::style::RGBColor,
    width: f64,
) -> Result<()> {
    if rect.height() <= 0.0 || rect.width() <= 0.0 {
        Ok(())
    } else if rect.width() < NARROW {
        pen.level(rect.top, rect.left, rect.right, color)
    } else {
        pen.frame(rect, color, width)
    }
}
