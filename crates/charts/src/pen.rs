//! The few strokes that every chart is made of, in CSS pixels, on any plotters back end.
//!
//! Edges are filled rectangles on whole device pixels and never strokes: a stroke of one pixel would straddle two.
//! Letters are placed by their middle, the one anchor on which the SVG and the canvas back end agree.

use plotters::coord::Shift;
use plotters::drawing::DrawingArea;
use plotters::element::{PathElement, Polygon, Rectangle};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontDesc, FontFamily, FontStyle, RGBColor, ShapeStyle, TextStyle};
use plotters_backend::DrawingBackend;

use crate::drawn::Rect;
use crate::error::DrawError;
use crate::theme::Theme;

pub(crate) type Result<T> = std::result::Result<T, DrawError>;

/// How a text is set.
#[derive(Clone, Copy)]
pub(crate) struct Letters {
    pub(crate) size: f64,
    pub(crate) color: RGBColor,
    pub(crate) bold: bool,
    pub(crate) align: HPos,
}

impl Letters {
    /// Axis labels and notes.
    pub(crate) fn quiet(theme: &Theme) -> Self {
        Letters { size: theme.text, color: theme.muted, bold: false, align: HPos::Left }
    }

    /// Names of categories and values.
    pub(crate) fn plain(theme: &Theme) -> Self {
        Letters { size: theme.text + 1.0, color: theme.ink, ..Letters::quiet(theme) }
    }

    pub(crate) fn bold(self) -> Self {
        Letters { bold: true, ..self }
    }

    pub(crate) fn sized(self, size: f64) -> Self {
        Letters { size, ..self }
    }

    pub(crate) fn right(self) -> Self {
        Letters { align: HPos::Right, ..self }
    }

    pub(crate) fn centred(self) -> Self {
        Letters { align: HPos::Center, ..self }
    }
}

/// What stands between the parts of a list on one line.
const PART: &str = " · ";

/// Draws on an area in the colours of a theme.
pub(crate) struct Pen<'a, B: DrawingBackend> {
    area: &'a DrawingArea<B, Shift>,
    pub(crate) theme: &'a Theme,
}

impl<'a, B: DrawingBackend> Pen<'a, B> {
    pub(crate) fn new(area: &'a DrawingArea<B, Shift>, theme: &'a Theme) -> Self {
        Pen { area, theme }
    }

    /// The whole area.
    pub(crate) fn room(&self) -> Rect {
        let (width, height) = self.area.dim_in_pixel();
        Rect::new(0.0, 0.0, f64::from(width) / self.theme.scale, f64::from(height) / self.theme.scale)
    }

    fn device(&self, css: f64) -> i32 {
        (css * self.theme.scale).round() as i32
    }

    /// A thickness that is never less than one device pixel.
    fn thickness(&self, css: f64) -> i32 {
        self.device(css).max(1)
    }

    fn block(&self, (left, top): (i32, i32), (right, bottom): (i32, i32), color: RGBColor) -> Result<()> {
        if left >= right || top >= bottom {
            return Ok(());
        }
        Ok(self.area.draw(&Rectangle::new([(left, top), (right, bottom)], color.filled()))?)
    }

    pub(crate) fn fill(&self, rect: Rect, color: RGBColor) -> Result<()> {
        let corner = (self.device(rect.left), self.device(rect.top));
        self.block(corner, (self.device(rect.right), self.device(rect.bottom)), color)
    }

    /// A level line whose upper edge is at `y`.
    pub(crate) fn level(&self, y: f64, from: f64, to: f64, color: RGBColor) -> Result<()> {
        let top = self.device(y);
        self.block((self.device(from), top), (self.device(to), top + self.thickness(1.0)), color)
    }

    /// An upright line around `x`.
    pub(crate) fn upright(&self, x: f64, from: f64, to: f64, color: RGBColor) -> Result<()> {
        let (left, wide) = (self.device(x), self.thickness(1.0));
        let left = left - wide / 2;
        self.block((left, self.device(from)), (left + wide, self.device(to)), color)
    }

    /// An outline inside the edges of a rectangle.
    pub(crate) fn frame(&self, rect: Rect, color: RGBColor, width: f64) -> Result<()> {
        let (left, top) = (self.device(rect.left), self.device(rect.top));
        let (right, bottom) = (self.device(rect.right), self.device(rect.bottom));
        let wide = self.thickness(width).min((right - left).max(1)).min((bottom - top).max(1));
        self.block((left, top), (right, top + wide), color)?;
        self.block((left, bottom - wide), (right, bottom), color)?;
        self.block((left, top), (left + wide, bottom), color)?;
        self.block((right - wide, top), (right, bottom), color)
    }

    /// Slanted stripes inside a rectangle, in one grid over the whole drawing so that neighbours line up.
    pub(crate) fn stripes(&self, rect: Rect, color: RGBColor, width: f64, distance: f64) -> Result<()> {
        let half = self.thickness(width) / 2;
        let (left, top) = (self.device(rect.left) + half, self.device(rect.top) + half);
        let (right, bottom) = (self.device(rect.right) - half, self.device(rect.bottom) - half);
        if left >= right || top >= bottom {
            return Ok(());
        }
        let step = self.device(distance).max(2);
        let style = self.stroke(color, width);
        let mut sum = (left + top).div_euclid(step) * step + step;
        while sum < right + bottom {
            let (low, high) = ((sum - bottom).max(left), (sum - top).min(right));
            if low < high {
                self.area.draw(&PathElement::new([(low, sum - low), (high, sum - high)], style))?;
            }
            sum += step;
        }
        Ok(())
    }

    fn stroke(&self, color: RGBColor, width: f64) -> ShapeStyle {
        color.stroke_width(self.thickness(width).unsigned_abs())
    }

    fn points(&self, points: &[(f64, f64)]) -> Vec<(i32, i32)> {
        points.iter().map(|(x, y)| (self.device(*x), self.device(*y))).collect()
    }

    pub(crate) fn path(&self, points: &[(f64, f64)], color: RGBColor, width: f64) -> Result<()> {
        if points.len() < 2 {
            return Ok(());
        }
        Ok(self.area.draw(&PathElement::new(self.points(points), self.stroke(color, width)))?)
    }

    pub(crate) fn shape(&self, points: &[(f64, f64)], color: RGBColor) -> Result<()> {
        if points.len() < 3 {
            return Ok(());
        }
        Ok(self.area.draw(&Polygon::new(self.points(points), color.filled()))?)
    }

    /// Writes a text whose middle line is at `y`.
    pub(crate) fn write(&self, text: &str, (x, y): (f64, f64), letters: Letters) -> Result<()> {
        if text.is_empty() {
            return Ok(());
        }
        Ok(self.area.draw_text(text, &self.style(letters), (self.device(x), self.device(y)))?)
    }

    fn style(&self, letters: Letters) -> TextStyle<'a> {
        let weight = if letters.bold { FontStyle::Bold } else { FontStyle::Normal };
        let family = FontFamily::Name(&self.theme.font);
        let font = FontDesc::new(family, letters.size * self.theme.scale, weight);
        font.color(&letters.color).pos(Pos::new(letters.align, VPos::Center))
    }

    pub(crate) fn width(&self, text: &str, letters: Letters) -> Result<f64> {
        if text.is_empty() {
            return Ok(0.0);
        }
        let (width, _) = self.area.estimate_text_size(text, &self.style(letters))?;
        Ok(f64::from(width) / self.theme.scale)
    }

    /// The widest of some texts.
    pub(crate) fn widest<'t>(&self, texts: impl Iterator<Item = &'t str>, letters: Letters) -> Result<f64> {
        let mut widest = 0.0_f64;
        for text in texts {
            widest = widest.max(self.width(text, letters)?);
        }
        Ok(widest)
    }

    /// The text, or as much of it as fits, with an ellipsis.
    pub(crate) fn elided(&self, text: &str, room: f64, letters: Letters) -> Result<String> {
        if self.width(text, letters)? <= room {
            return Ok(text.to_owned());
        }
        let chars: Vec<char> = text.chars().collect();
        let cut = |kept: usize| {
            let start: String = chars.iter().take(kept).collect();
            format!("{}…", start.trim_end())
        };
        let (mut fits, mut beyond) = (0, chars.len());
        while beyond - fits > 1 {
            let middle = usize::midpoint(fits, beyond);
            if self.width(&cut(middle), letters)? <= room { fits = middle } else { beyond = middle }
        }
        Ok(if fits == 0 { String::new() } else { cut(fits) })
    }

    /// The text in lines no wider than the room; what does not fit into `most` lines is elided. A line breaks
    /// between the parts of a list (`a · b`) rather than inside one.
    pub(crate) fn wrapped(
        &self,
        text: &str,
        room: f64,
        most: usize,
        letters: Letters,
    ) -> Result<Vec<String>> {
        let mut lines: Vec<String> = Vec::new();
        for part in text.split(PART) {
            if let Some(line) = lines.last_mut() {
                let longer = format!("{line}{PART}{part}");
                if self.width(&longer, letters)? <= room {
                    *line = longer;
                    continue;
                }
            }
            self.break_words(part, room, letters, &mut lines)?;
        }
        if lines.len() > most {
            let rest = lines.split_off(most.saturating_sub(1)).join(" ");
            lines.push(rest);
        }
        lines.iter().map(|line| self.elided(line, room, letters)).collect()
    }

    /// Adds a text to some lines, word by word, beginning with a new line.
    fn break_words(&self, text: &str, room: f64, letters: Letters, lines: &mut Vec<String>) -> Result<()> {
        let mut line = String::new();
        for word in text.split_whitespace() {
            let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if !line.is_empty() && self.width(&longer, letters)? > room {
                lines.push(std::mem::replace(&mut line, word.to_owned()));
            } else {
                line = longer;
            }
        }
        if !line.is_empty() {
            lines.push(line);
        }
        Ok(())
    }
}
