//! One chart on one canvas: draws a view, says where its marks are.

use callscape_charts::{Drawn, Theme, draw};
use callscape_model::view::View;
use plotters::prelude::IntoDrawingArea;
use web_sys::HtmlCanvasElement;

use crate::canvas::Canvas;

/// The card's background in each theme, as in the style sheet.
const LIGHT_PAPER: (u8, u8, u8) = (255, 255, 255);
const DARK_PAPER: (u8, u8, u8) = (22, 26, 32);

/// Whether the page is dark: by choice, else as the system is.
pub(crate) fn is_dark(theme: crate::state::Theme) -> bool {
    use crate::state::Theme;
    let query = || web_sys::window()?.match_media("(prefers-color-scheme: dark)").ok()?;
    match theme {
        Theme::Light => false,
        Theme::Dark => true,
        Theme::System => query().is_some_and(|query| query.matches()),
    }
}

/// Colours of the theme on the paper of a card.
pub(crate) fn theme(dark: bool) -> Theme {
    if dark { Theme::dark().with_paper(DARK_PAPER) } else { Theme::light().with_paper(LIGHT_PAPER) }
}

/// Device pixels for one CSS pixel.
pub(crate) fn density() -> f64 {
    web_sys::window().map_or(1.0, |window| window.device_pixel_ratio()).max(1.0)
}

/// Draws a view over a canvas of so many CSS pixels. `None` when the browser gives no canvas to draw on.
pub(crate) fn paint(canvas: HtmlCanvasElement, view: &View, size: (u32, u32), dark: bool) -> Option<Drawn> {
    let density = density();
    let pixels = |length: u32| (f64::from(length) * density).round() as u32;
    let area = Canvas::new(canvas, (pixels(size.0), pixels(size.1)), 1.0)?.into_drawing_area();
    draw(&area, view, &theme(dark).with_scale(density)).ok()
}
