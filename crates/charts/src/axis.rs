//! The value axis of upright charts: its title, round ticks, level grid lines, and the line that columns stand on.

use callscape_model::number;
use callscape_model::view::View;
use plotters_backend::DrawingBackend;

use crate::drawn::Rect;
use crate::pen::{Letters, Pen, Result};
use crate::scale::Values;

/// The inside of an upright chart and its value scale.
pub(crate) struct Axes {
    pub(crate) plot: Rect,
    pub(crate) values: Values,
    /// The right end of the value title, beside which other remarks may stand.
    pub(crate) titled: f64,
}

/// Height of the row of the value title.
const TITLE: f64 = 24.0;
/// Room between tick labels and plot.
const GAP: f64 = 7.0;
/// Below this height a chart has no room for the title of its axis.
const LOW: f64 = 120.0;
/// Room at the right end for half of the last label.
const END: f64 = 6.0;

impl Axes {
    /// Measures the axis; `below` is what the category axis needs.
    pub(crate) fn new<B: DrawingBackend>(pen: &Pen<B>, room: Rect, view: &View, below: f64) -> Result<Self> {
        let titled = !view.value_title.is_empty() && room.height() >= LOW;
        let top = room.top + if titled { TITLE } else { pen.theme.text / 2.0 };
        let bottom = (room.bottom - below).max(top);
        let highest = view.buckets.iter().map(|bucket| bucket.height()).fold(view.max, f64::max);
        let whole = view.buckets.iter().all(|bucket| bucket.per <= 1);
        let values = Values::new(highest, ((bottom - top) / 40.0).clamp(2.0, 4.0), whole);
        let letters = Letters::quiet(pen.theme);
        let labels: Vec<String> = values.ticks.iter().map(|tick| label(*tick)).collect();
        let left = room.left + pen.widest(labels.iter().map(String::as_str), letters)?.ceil() + GAP;
        let plot = Rect::new(left, top, room.right - END, bottom);
        let titled = if titled {
            room.left + pen.width(&sentence_case(&view.value_title), letters)?
        } else {
            room.left
        };
        Ok(Axes { plot, values, titled })
    }

    pub(crate) fn y(&self, value: f64) -> f64 {
        self.values.y(value, self.plot)
    }

    /// Draws title, labels and grid: before the marks.
    pub(crate) fn draw_grid<B: DrawingBackend>(&self, pen: &Pen<B>, room: Rect, view: &View) -> Result<()> {
        let letters = Letters::quiet(pen.theme);
        if self.plot.top - room.top >= TITLE {
            let title = pen.elided(&sentence_case(&view.value_title), room.width(), letters)?;
            pen.write(&title, (room.left, room.top + pen.theme.text / 2.0 + 1.0), letters)?;
        }
        for tick in &self.values.ticks {
            // Exact places, not those of bars, which are lengthened to be seen.
            let y = self.plot.bottom - tick / self.values.top * self.plot.height();
            if *tick > 0.0 {
                pen.level(y, self.plot.left, self.plot.right, pen.theme.grid)?;
            }
            pen.write(&label(*tick), (self.plot.left - GAP, y), letters.right())?;
        }
        Ok(())
    }

    /// Draws the line at zero: over the feet of the marks.
    pub(crate) fn draw_base<B: DrawingBackend>(&self, pen: &Pen<B>) -> Result<()> {
        pen.level(self.plot.bottom, self.plot.left, self.plot.right, pen.theme.axis)
    }

    /// A tick under the base line.
    pub(crate) fn draw_tick<B: DrawingBackend>(&self, pen: &Pen<B>, x: f64) -> Result<()> {
        pen.upright(x, self.plot.bottom + 1.0, self.plot.bottom + 5.0, pen.theme.axis)
    }

    /// The middle of a label's line under the base line, the first one being 0.
    pub(crate) fn below<B: DrawingBackend>(&self, pen: &Pen<B>, line: usize) -> f64 {
        self.plot.bottom + 8.0 + pen.theme.text / 2.0 + line as f64 * (pen.theme.text + 3.0)
    }
}

/// The height that `lines` lines of labels need under the base line.
pub(crate) fn room_below<B: DrawingBackend>(pen: &Pen<B>, lines: usize) -> f64 {
    10.0 + lines as f64 * (pen.theme.text + 3.0)
}

fn label(tick: f64) -> String {
    // Averages of a few calls a month would all be written 0.
    if tick > 0.0 && tick < 0.1 { format!("{tick:.2}") } else { number::short(tick) }
}

/// A title that stands alone begins with a capital.
pub(crate) fn sentence_case(title: &str) -> String {
    let mut chars = title.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
