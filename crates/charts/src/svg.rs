//! A figure as a document of its own, the same on every machine: its text is measured by a table of widths, not by
//! fonts, and not by the browser's layout, which the page's security policy forbids.

use callscape_model::view::View;
use plotters::drawing::IntoDrawingArea;
use plotters_backend::text_anchor::{Pos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind, FontFamily,
    FontStyle, FontTransform,
};
use plotters_svg::SVGBackend;

use crate::error::DrawError;
use crate::theme::Theme;

/// What plotters' SVG back end divides every font size by.
const SHRUNK: f64 = 1.24;
/// How much too high that back end sets digits and capitals around a middle line, in sizes of the font.
const RAISED: f64 = 0.1;

/// The size of a saved figure in CSS pixels, wherever it is made.
pub const FIGURE_SIZE: (u32, u32) = (960, 540);

/// A figure as a standalone SVG document of a size in CSS pixels, with its name and summary for screen readers.
///
/// ```
/// # use callscape_model::{dimension::Dimension, view::{Mark, View}};
/// # let view = View { subject: Default::default(), chart: "status".into(), title: "Calls by Status".into(), subtitle: String::new(),
/// #     summary: "No calls.".into(), note: None, mark: Mark::Bars, dimension: Dimension::Status, split: false,
/// #     value_title: "Calls".into(), key_title: "Status".into(), max: 0.0, buckets: vec![], missing: None };
/// let document = callscape_charts::svg(&view, &callscape_charts::Theme::light(), (560, 320))?;
/// assert!(document.starts_with("<svg ") && document.contains("Calls by Status"));
/// # Ok::<(), callscape_charts::DrawError>(())
/// ```
pub fn svg(view: &View, theme: &Theme, size: (u32, u32)) -> Result<String, DrawError> {
    let mut document = String::new();
    {
        let area = Measured(SVGBackend::with_string(&mut document, size)).into_drawing_area();
        let theme = Theme { font: FONT.to_owned(), scale: 1.0, ..theme.clone() };
        crate::figure(&area, view, &theme)?;
        area.present()?;
    }
    Ok(described(&document, view))
}

/// Puts name and summary right after the opening tag.
fn described(document: &str, view: &View) -> String {
    let Some((open, rest)) = document.split_once(">\n") else { return document.to_owned() };
    let (title, summary) = (escaped(&view.title), escaped(&view.summary));
    format!("{open} role=\"img\">\n<title>{title}</title>\n<desc>{summary}</desc>\n{rest}")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Families of one metric, so that the table holds wherever the document is opened.
const FONT: &str = "Helvetica, Arial, Liberation Sans, Arimo, sans-serif";
/// Against Helvetica, room for the wider fonts of machines that have none of its family.
const SPARE: f64 = 1.08;
/// Width of bold letters against regular ones.
const BOLDER: f64 = 1.07;

/// Width of a text in Helvetica and its twins, in CSS pixels.
fn width(text: &str, size: f64, bold: bool) -> f64 {
    let thousandths: u32 = text.chars().map(advance).sum();
    let width = f64::from(thousandths) * size / 1000.0 * SPARE;
    if bold { width * BOLDER } else { width }
}

/// The advance of a character in thousandths of the font's size.
fn advance(char: char) -> u32 {
    match char {
        'i' | 'j' | 'l' | '\'' => 222,
        ' ' | '!' | ',' | '.' | '/' | ':' | ';' | 'I' | 'f' | 't' | '·' | '|' => 278,
        '(' | ')' | '-' | '[' | ']' | 'r' => 333,
        'c' | 'k' | 's' | 'v' | 'x' | 'y' | 'z' | 'J' => 500,
        '<' | '>' | '=' | '+' | '~' | '≈' => 584,
        'F' | 'T' | 'Z' => 611,
        '&' | 'A' | 'B' | 'E' | 'K' | 'P' | 'S' | 'V' | 'X' | 'Y' => 667,
        'C' | 'D' | 'H' | 'N' | 'R' | 'U' | 'w' => 722,
        'G' | 'O' | 'Q' => 778,
        'm' | 'M' => 833,
        '%' => 889,
        'W' => 944,
        '@' | '…' | '—' => 1000,
        // Ideographs, Hangul and full-width forms fill their square.
        '\u{1100}'..='\u{11ff}'
        | '\u{2e80}'..='\u{d7ff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{ff00}'..='\u{ffef}' => 1000,
        '\u{1f000}'.. => 1200,
        _ => 556,
    }
}

/// The SVG back end with sizes that are meant and widths that are measured.
struct Measured<'a>(SVGBackend<'a>);

/// A text style with plotters' shrinking undone.
struct Meant<'a, S>(&'a S);

impl<S: BackendTextStyle> BackendTextStyle for Meant<'_, S> {
    type FontError = S::FontError;

    fn color(&self) -> BackendColor {
        self.0.color()
    }

    fn size(&self) -> f64 {
        self.0.size() * SHRUNK
    }

    fn transform(&self) -> FontTransform {
        self.0.transform()
    }

    fn style(&self) -> FontStyle {
        self.0.style()
    }

    fn anchor(&self) -> Pos {
        self.0.anchor()
    }

    fn family(&self) -> FontFamily<'_> {
        self.0.family()
    }

    fn layout_box(&self, text: &str) -> Result<((i32, i32), (i32, i32)), Self::FontError> {
        self.0.layout_box(text)
    }

    fn draw<E, DrawFunc: FnMut(i32, i32, BackendColor) -> Result<(), E>>(
        &self,
        text: &str,
        pos: BackendCoord,
        draw: DrawFunc,
    ) -> Result<Result<(), E>, Self::FontError> {
        self.0.draw(text, pos, draw)
    }
}

type Drawing = Result<(), DrawingErrorKind<std::io::Error>>;

impl DrawingBackend for Measured<'_> {
    type ErrorType = std::io::Error;

    fn get_size(&self) -> (u32, u32) {
        self.0.get_size()
    }

    fn ensure_prepared(&mut self) -> Drawing {
        self.0.ensure_prepared()
    }

    fn present(&mut self) -> Drawing {
        self.0.present()
    }

    fn draw_pixel(&mut self, point: BackendCoord, color: BackendColor) -> Drawing {
        self.0.draw_pixel(point, color)
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawing {
        self.0.draw_line(from, to, style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        upper_left: BackendCoord,
        bottom_right: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawing {
        self.0.draw_rect(upper_left, bottom_right, style, fill)
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawing {
        self.0.draw_path(path, style)
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawing {
        self.0.fill_polygon(path, style)
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, (x, y): BackendCoord) -> Drawing {
        let lowered = match style.anchor().v_pos {
            VPos::Center => y + (style.size() * RAISED).round() as i32,
            _ => y,
        };
        self.0.draw_text(text, &Meant(style), (x, lowered))
    }

    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        style: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<std::io::Error>> {
        let width = width(text, style.size(), matches!(style.style(), FontStyle::Bold));
        Ok((width.ceil() as u32, style.size().ceil() as u32))
    }
}
