//! What can go wrong while drawing.

use plotters::drawing::DrawingAreaErrorKind;

/// Why a drawing could not be finished.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DrawError {
    /// The surface refused a stroke.
    #[error("the chart could not be drawn: {0}")]
    Backend(String),
}

impl<E: std::error::Error + Send + Sync> From<DrawingAreaErrorKind<E>> for DrawError {
    fn from(error: DrawingAreaErrorKind<E>) -> Self {
        DrawError::Backend(error.to_string())
    }
}
