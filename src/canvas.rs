//! Plotters on a `<canvas>`: the stock back end, except for how large a text is and how many pixels a unit has.
//!
//! The stock back end measures text by laying out a `<span>` with an inline style, which the page's policy blocks;
//! this one asks the canvas and remembers the answer. It writes texts itself, too, and sets a font only where another one
//! was set before. It also draws in CSS pixels whatever the screen's density.
//! What is drawn is not decided here: that is `callscape-charts`.

use std::cell::RefCell;
use std::collections::HashMap;

use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
    FontTransform,
};
use plotters_canvas::CanvasBackend;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

/// More texts than the dashboard shows at any time; beyond it the memory starts afresh.
const REMEMBERED_TEXTS: usize = 4096;

thread_local! {
    /// Sizes by font and text. They hold for the page's life: fonts are the system's, nothing is loaded late.
    static SIZES: RefCell<HashMap<(String, String), (u32, u32)>> = RefCell::default();
}

type Error = <CanvasBackend as DrawingBackend>::ErrorType;
type Outcome<T = ()> = Result<T, DrawingErrorKind<Error>>;

/// A `<canvas>` that plotters can draw on, in CSS pixels.
pub(crate) struct Canvas {
    inner: CanvasBackend,
    context: CanvasRenderingContext2d,
    size: (u32, u32),
    /// The font that the context has: setting one makes the browser read it, even when it is the same.
    font: RefCell<String>,
}

impl Canvas {
    /// Sizes `canvas` to `width` × `height` CSS pixels at `density` device pixels each, and clears it.
    ///
    /// `None` when the browser gives no 2D context, as it does once too many of them are alive.
    pub(crate) fn new(canvas: HtmlCanvasElement, (width, height): (u32, u32), density: f64) -> Option<Self> {
        let pixels = |length: u32| (f64::from(length) * density).round() as u32;
        // Setting a width also resets the context, hence it is done even when nothing changes.
        canvas.set_width(pixels(width));
        canvas.set_height(pixels(height));
        let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
        context.scale(density, density).ok()?;
        Some(Self {
            inner: CanvasBackend::with_canvas_object(canvas)?,
            context,
            size: (width, height),
            font: RefCell::default(),
        })
    }

    fn set_font(&self, font: &str) {
        let mut set = self.font.borrow_mut();
        if *set != font {
            self.context.set_font(font);
            font.clone_into(&mut set);
        }
    }

    fn measure(&self, font: &str, text: &str) -> Result<(u32, u32), JsValue> {
        self.set_font(font);
        let metrics = self.context.measure_text(text)?;
        let height = metrics.font_bounding_box_ascent() + metrics.font_bounding_box_descent();
        Ok((metrics.width().ceil() as u32, height.ceil() as u32))
    }
}

/// The `font` of a canvas as the stock back end writes it when it draws.
fn font<S: BackendTextStyle>(style: &S) -> String {
    format!("{} {}px {}", style.style().as_str(), style.size(), style.family().as_str())
}

impl DrawingBackend for Canvas {
    type ErrorType = Error;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Outcome {
        self.inner.ensure_prepared()
    }

    fn present(&mut self) -> Outcome {
        self.inner.present()
    }

    fn draw_pixel(&mut self, point: BackendCoord, color: BackendColor) -> Outcome {
        self.inner.draw_pixel(point, color)
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Outcome {
        self.inner.draw_line(from, to, style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        upper_left: BackendCoord,
        bottom_right: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Outcome {
        self.inner.draw_rect(upper_left, bottom_right, style, fill)
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Outcome {
        self.inner.draw_path(path, style)
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        center: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Outcome {
        self.inner.draw_circle(center, radius, style, fill)
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Outcome {
        self.inner.fill_polygon(path, style)
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, pos: BackendCoord) -> Outcome {
        if !matches!(style.transform(), FontTransform::None) {
            // The stock back end sets a font of its own.
            self.font.borrow_mut().clear();
            return self.inner.draw_text(text, style, pos);
        }
        let BackendColor { alpha, rgb: (red, green, blue) } = style.color();
        let anchor = style.anchor();
        self.context.set_text_baseline(match anchor.v_pos {
            VPos::Top => "top",
            VPos::Center => "middle",
            VPos::Bottom => "bottom",
        });
        self.context.set_text_align(match anchor.h_pos {
            HPos::Left => "start",
            HPos::Right => "end",
            HPos::Center => "center",
        });
        self.context.set_fill_style_str(&format!("rgba({red},{green},{blue},{alpha})"));
        self.set_font(&font(style));
        // A text that cannot be written, which no browser is known to do, is left out.
        let _ = self.context.fill_text(text, f64::from(pos.0), f64::from(pos.1));
        Ok(())
    }

    fn estimate_text_size<S: BackendTextStyle>(&self, text: &str, style: &S) -> Outcome<(u32, u32)> {
        let key = (font(style), text.to_owned());
        if let Some(size) = SIZES.with_borrow(|sizes| sizes.get(&key).copied()) {
            return Ok(size);
        }
        // A measurement that fails, which no browser is known to do, falls back to the usual width of a letter.
        let size = self.measure(&key.0, text).unwrap_or_else(|_| {
            let letter = style.size() * 0.6;
            ((letter * text.chars().count() as f64).ceil() as u32, style.size().ceil() as u32)
        });
        SIZES.with_borrow_mut(|sizes| {
            if sizes.len() >= REMEMBERED_TEXTS {
                sizes.clear();
            }
            sizes.insert(key, size);
        });
        Ok(size)
    }
}

#[cfg(all(test, target_arch = "wasm32"))]
#[allow(clippy::unwrap_used, reason = "clippy does not know these for tests")]
mod tests {
    use plotters::prelude::*;
    use wasm_bindgen::JsCast;
    use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

    use super::Canvas;

    wasm_bindgen_test_configure!(run_in_browser);

    const LABELS: [&str; 5] = ["Completed", "Missed", "12,345", "Wednesday", "Größe – 電話"];

    fn element() -> web_sys::HtmlCanvasElement {
        let document = web_sys::window().unwrap().document().unwrap();
        let canvas = document.create_element("canvas").unwrap();
        document.body().unwrap().append_child(&canvas).unwrap();
        canvas.dyn_into().unwrap()
    }

    #[wasm_bindgen_test]
    fn labels_are_as_wide_as_the_canvas_draws_them() {
        let canvas = element();
        let area = Canvas::new(canvas.clone(), (400, 200), 2.0).unwrap().into_drawing_area();
        let context: web_sys::CanvasRenderingContext2d =
            canvas.get_context("2d").unwrap().unwrap().dyn_into().unwrap();
        for size in [11, 14, 20] {
            let style = TextStyle::from(("sans-serif", size).into_font());
            for label in LABELS {
                let (width, height) = area.estimate_text_size(label, &style).unwrap();
                context.set_font(&format!("normal {size}px sans-serif"));
                let measured = context.measure_text(label).unwrap().width();
                assert!((f64::from(width) - measured).abs() <= 1.0, "{label}: {width} against {measured}");
                assert!((size..2 * size).contains(&(height as i32)), "{label}: {height} high at {size}");
            }
        }
    }

    #[wasm_bindgen_test]
    fn drawing_text_adds_nothing_to_the_document() {
        let canvas = element();
        let elements =
            || web_sys::window().unwrap().document().unwrap().get_elements_by_tag_name("*").length();
        let before = elements();
        let area = Canvas::new(canvas, (400, 200), 1.0).unwrap().into_drawing_area();
        let mut chart = ChartBuilder::on(&area)
            .caption("Calls by Type", ("sans-serif", 16))
            .set_all_label_area_size(30)
            .build_cartesian_2d(0..10, 0..10)
            .unwrap();
        chart.configure_mesh().x_desc("Type").y_desc("Calls").draw().unwrap();
        assert_eq!(elements(), before);
    }

    #[wasm_bindgen_test]
    fn a_dense_screen_gets_more_pixels_for_the_same_units() {
        let canvas = element();
        let area = Canvas::new(canvas.clone(), (300, 150), 1.5).unwrap().into_drawing_area();
        assert_eq!(area.dim_in_pixel(), (300, 150));
        assert_eq!((canvas.width(), canvas.height()), (450, 225));
    }
}
