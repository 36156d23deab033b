//! Charts: a [`View`] becomes strokes on any plotters back end (a canvas in the page, SVG in files and tests), and
//! the places of its marks come back, so that pointers and drags become clauses.
//!
//! Nothing is counted, sorted or filtered here: a view is drawn as it is, in the order of its buckets. No clock, no
//! randomness, no browser.
#![warn(missing_docs)]

mod axis;
mod dates;
mod drawn;
mod error;
mod figure;
mod marks;
mod pen;
mod scale;
mod svg;
mod theme;

use callscape_model::view::{Mark, View};
use plotters::coord::Shift;
use plotters::drawing::DrawingArea;
use plotters_backend::DrawingBackend;

pub use crate::drawn::{Drawn, MarkBox, Rect};
pub use crate::error::DrawError;
pub use crate::svg::{FIGURE_SIZE, svg};
pub use crate::theme::Theme;

use crate::pen::{Letters, Pen};

/// Draws a chart without its title over a whole area, and says where its marks are.
///
/// ```
/// use callscape_charts::{Theme, draw};
/// use plotters::prelude::IntoDrawingArea;
/// # use callscape_model::{dimension::Dimension, view::{Bucket, Emphasis, Key, Mark, View}};
/// # let bucket = |text: &str, total| Bucket { key: Key::Text(text.into()), label: text.into(), name: text.into(),
/// #     total, selected: total, per: 1, emphasis: Emphasis::Plain, slot: Default::default() };
/// # let view = View { subject: Default::default(), chart: "status".into(), title: "Calls by Status".into(), subtitle: String::new(),
/// #     summary: String::new(), note: None, mark: Mark::Bars, dimension: Dimension::Status, split: false,
/// #     value_title: "Calls".into(), key_title: "Status".into(), max: 90.0,
/// #     buckets: vec![bucket("completed", 90), bucket("missed", 10)], missing: None };
/// let mut document = String::new();
/// let area = plotters_svg::SVGBackend::with_string(&mut document, (280, 180)).into_drawing_area();
/// let drawn = draw(&area, &view, &Theme::light())?;
/// assert_eq!(drawn.at(100.0, 60.0), Some(1)); // the row of missed calls
/// # Ok::<(), callscape_charts::DrawError>(())
/// ```
pub fn draw<B: DrawingBackend>(
    area: &DrawingArea<B, Shift>,
    view: &View,
    theme: &Theme,
) -> Result<Drawn, DrawError> {
    let pen = Pen::new(area, theme);
    let room = pen.room();
    if theme.opaque {
        pen.fill(room, theme.paper)?;
    }
    chart(&pen, room, view)
}

/// Draws the whole figure of an export: title, subtitle, key, chart and note on opaque paper.
pub fn figure<B: DrawingBackend>(
    area: &DrawingArea<B, Shift>,
    view: &View,
    theme: &Theme,
) -> Result<Drawn, DrawError> {
    figure::draw(&Pen::new(area, theme), view)
}

/// The height in CSS pixels at which the chart of a view looks right.
pub fn natural_height(view: &View) -> u32 {
    const UPRIGHT: u32 = 240;
    const LEAST: u32 = 120;
    match view.mark {
        Mark::Bars => ((view.buckets.len() as f64 * marks::bars::ROW) as u32).max(LEAST),
        _ => UPRIGHT,
    }
}

/// Draws a chart into a part of the area.
fn chart<B: DrawingBackend>(pen: &Pen<B>, room: Rect, view: &View) -> Result<Drawn, DrawError> {
    if let Some(why) = &view.missing {
        return empty(pen, room, view, why);
    }
    if view.buckets.is_empty() {
        return empty(pen, room, view, "No calls to show");
    }
    match view.mark {
        Mark::Bars => marks::bars::draw(pen, room, view),
        Mark::Columns => marks::columns::draw(pen, room, view),
        Mark::Days => marks::days::draw(pen, room, view),
        Mark::Histogram => marks::histogram::draw(pen, room, view),
    }
}

/// Says in the middle why there is nothing to see.
fn empty<B: DrawingBackend>(pen: &Pen<B>, room: Rect, view: &View, why: &str) -> Result<Drawn, DrawError> {
    /// Longer lines are hard to read.
    const MEASURE: f64 = 320.0;
    let letters = Letters { color: pen.theme.muted, ..Letters::plain(pen.theme) }.centred();
    let lines = pen.wrapped(why, (room.width() - 16.0).min(MEASURE), 4, letters)?;
    let height = letters.size * 1.5;
    let (x, middle) = room.middle();
    let first = middle - height * (lines.len().saturating_sub(1)) as f64 / 2.0;
    for (index, line) in lines.iter().enumerate() {
        pen.write(line, (x, first + height * index as f64), letters)?;
    }
    Ok(Drawn::new(view, room, Vec::new()))
}
