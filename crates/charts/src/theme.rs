//! Colours and sizes of a drawing, and which colour means what. Nothing is drawn here.

use callscape_model::dimension::Dimension;
use callscape_model::view::Key;
use plotters::style::RGBColor;

/// Colours, letters and scale of a drawing. The fields are public so that the page can match its own style sheet.
#[derive(Clone, Debug)]
pub struct Theme {
    /// What lies behind everything, and what lighter shades are mixed with.
    pub paper: RGBColor,
    /// Titles, category names and the outline of chosen marks.
    pub ink: RGBColor,
    /// Axis labels and notes; at least 4.5:1 on the paper.
    pub muted: RGBColor,
    /// Grid lines.
    pub grid: RGBColor,
    /// The line that bars stand on.
    pub axis: RGBColor,
    /// Weekends.
    pub shade: RGBColor,
    /// The inside of totals behind a highlight.
    pub faint: RGBColor,
    /// The outline of totals behind a highlight; at least 3:1 on the paper.
    pub outline: RGBColor,
    /// Completed calls, and every series without a meaning of its own.
    pub main: RGBColor,
    /// Missed calls.
    pub missed: RGBColor,
    /// Failed calls.
    pub failed: RGBColor,
    /// Calls whose category is unknown.
    pub unknown: RGBColor,
    /// A CSS list of font families.
    pub font: String,
    /// Size of axis labels in CSS pixels; every other size follows from it.
    pub text: f64,
    /// Device pixels for one CSS pixel.
    pub scale: f64,
    /// Whether the paper is painted before anything else.
    pub opaque: bool,
}

/// How a series is filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Paint {
    pub(crate) color: RGBColor,
    /// Fine stripes, so that the series is told apart without its colour.
    pub(crate) striped: bool,
}

const FONT: &str = "system-ui, -apple-system, Segoe UI, Roboto, Helvetica, Arial, sans-serif";

/// What a category's text means, in any letter case.
const MISSED: [&str; 5] = ["missed", "no answer", "no_answer", "no-answer", "abandoned"];
const FAILED: [&str; 3] = ["failed", "failure", "error"];

impl Theme {
    /// Dark on white.
    pub fn light() -> Self {
        Theme {
            paper: RGBColor(255, 255, 255),
            ink: RGBColor(26, 26, 26),
            muted: RGBColor(92, 96, 102),
            grid: RGBColor(232, 234, 237),
            axis: RGBColor(134, 139, 145),
            shade: RGBColor(245, 246, 248),
            faint: RGBColor(230, 232, 235),
            outline: RGBColor(136, 141, 148),
            main: RGBColor(0, 114, 178),
            missed: RGBColor(213, 94, 0),
            failed: RGBColor(26, 26, 26),
            unknown: RGBColor(118, 118, 118),
            font: FONT.to_owned(),
            text: 11.0,
            scale: 1.0,
            opaque: true,
        }
    }

    /// Light on near-black. The blue is a lighter one of the same hue, since #0072B2 is dull on dark paper.
    pub fn dark() -> Self {
        Theme {
            paper: RGBColor(18, 18, 18),
            ink: RGBColor(240, 240, 240),
            muted: RGBColor(168, 173, 180),
            grid: RGBColor(45, 47, 50),
            axis: RGBColor(118, 123, 130),
            shade: RGBColor(27, 28, 30),
            faint: RGBColor(52, 54, 58),
            outline: RGBColor(125, 130, 137),
            main: RGBColor(58, 150, 214),
            missed: RGBColor(224, 112, 32),
            failed: RGBColor(240, 240, 240),
            unknown: RGBColor(138, 138, 138),
            ..Theme::light()
        }
    }

    /// This theme for a canvas with `scale` device pixels to a CSS pixel.
    #[must_use]
    pub fn with_scale(mut self, scale: f64) -> Self {
        self.scale = if scale.is_finite() && scale > 0.0 { scale } else { 1.0 };
        self
    }

    /// This theme on another paper: the background of the card that the chart lies on.
    #[must_use]
    pub fn with_paper(mut self, (red, green, blue): (u8, u8, u8)) -> Self {
        self.paper = RGBColor(red, green, blue);
        self
    }

    /// This theme without painting the paper; the caller clears the surface.
    #[must_use]
    pub fn transparent(mut self) -> Self {
        self.opaque = false;
        self
    }

    /// The colour of a mark: one colour for one meaning, in every chart.
    ///
    /// ```
    /// use callscape_charts::Theme;
    /// use callscape_model::{dimension::Dimension, view::Key};
    /// let theme = Theme::light();
    /// let missed = Key::Text("Missed".into());
    /// assert_eq!(theme.color(&Dimension::Status, &missed), theme.color(&Dimension::Type, &missed));
    /// ```
    pub fn color(&self, dimension: &Dimension, key: &Key) -> RGBColor {
        self.paint(dimension, key).color
    }

    pub(crate) fn paint(&self, dimension: &Dimension, key: &Key) -> Paint {
        let plain = |color| Paint { color, striped: false };
        let Key::Text(text) = key else { return plain(self.main) };
        if text.is_empty() {
            return plain(self.unknown);
        }
        if !matches!(dimension, Dimension::Status | Dimension::Type) {
            return plain(self.main);
        }
        let text = text.to_lowercase();
        if MISSED.contains(&text.as_str()) {
            plain(self.missed)
        } else if FAILED.contains(&text.as_str()) {
            Paint { color: self.failed, striped: true }
        } else {
            plain(self.main)
        }
    }

    /// `share` of a colour on the paper, as an opaque colour: grid lines must not show through a mark.
    pub(crate) fn tint(&self, color: RGBColor, share: f64) -> RGBColor {
        let mix = |over: u8, under: u8| {
            (f64::from(over) * share + f64::from(under) * (1.0 - share)).round().clamp(0.0, 255.0) as u8
        };
        RGBColor(mix(color.0, self.paper.0), mix(color.1, self.paper.1), mix(color.2, self.paper.2))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Contrast ratio of WCAG 2.2.
    fn contrast(a: RGBColor, b: RGBColor) -> f64 {
        let channel = |value: u8| {
            let value = f64::from(value) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        let luminance = |c: RGBColor| 0.2126 * channel(c.0) + 0.7152 * channel(c.1) + 0.0722 * channel(c.2);
        let (a, b) = (luminance(a) + 0.05, luminance(b) + 0.05);
        if a > b { a / b } else { b / a }
    }

    #[test]
    fn text_has_contrast_of_four_and_a_half_and_marks_of_three() {
        for theme in [Theme::light(), Theme::dark(), Theme::dark().with_paper((30, 30, 32))] {
            for text in [theme.ink, theme.muted] {
                assert!(contrast(text, theme.paper) >= 4.5, "{text:?}");
                assert!(contrast(text, theme.shade) >= 4.5, "{text:?}");
            }
            for mark in [theme.outline, theme.main, theme.missed, theme.failed, theme.unknown] {
                assert!(contrast(mark, theme.paper) >= 3.0, "{mark:?}");
            }
        }
    }

    #[test]
    fn a_meaning_has_one_colour_whatever_its_letters() {
        let theme = Theme::light();
        let color = |text: &str| theme.paint(&Dimension::Status, &Key::Text(text.to_owned()));
        assert_eq!(color("MISSED").color, theme.missed);
        assert_eq!(color("failed"), Paint { color: theme.failed, striped: true });
        assert_eq!(color("").color, theme.unknown);
        assert_eq!(color("voicemail").color, theme.main);
    }
}
