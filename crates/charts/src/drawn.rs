//! Where the marks of a finished drawing lie, so that pointers and drags become buckets and clauses. Pure: no back
//! end, no browser. All coordinates are CSS pixels from the top left corner of the area drawn on.

use callscape_model::selection::{Set, Span};
use callscape_model::view::{Key, View};

/// A rectangle in CSS pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// Left edge.
    pub left: f64,
    /// Upper edge.
    pub top: f64,
    /// Right edge.
    pub right: f64,
    /// Lower edge.
    pub bottom: f64,
}

impl Rect {
    pub(crate) fn new(left: f64, top: f64, right: f64, bottom: f64) -> Self {
        Rect { left, top, right: right.max(left), bottom: bottom.max(top) }
    }

    /// Width.
    pub fn width(&self) -> f64 {
        self.right - self.left
    }

    /// Height.
    pub fn height(&self) -> f64 {
        self.bottom - self.top
    }

    /// Whether a point lies inside or on the edge.
    pub fn contains(&self, x: f64, y: f64) -> bool {
        self.left <= x && x <= self.right && self.top <= y && y <= self.bottom
    }

    pub(crate) fn middle(&self) -> (f64, f64) {
        ((self.left + self.right) / 2.0, (self.top + self.bottom) / 2.0)
    }
}

/// The place of one mark.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MarkBox {
    /// The full row or column of the mark: what a pointer has to hit.
    pub rect: Rect,
    /// Its place in [`View::buckets`].
    pub index: usize,
    /// The end of the mark, which a tooltip points at.
    pub tip: (f64, f64),
}

/// What was drawn where.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drawn {
    /// The rectangle inside the axes.
    pub area: Rect,
    /// The marks in the order of the view. Rows that did not fit are left out.
    pub marks: Vec<MarkBox>,
    /// The spans of the marks when they stand on a scale of numbers; else empty.
    spans: Vec<Span>,
}

impl Drawn {
    pub(crate) fn new(view: &View, area: Rect, marks: Vec<MarkBox>) -> Self {
        let span = |mark: &MarkBox| match view.buckets.get(mark.index).map(|bucket| &bucket.key) {
            Some(Key::Span(span)) => Some(*span),
            _ => None,
        };
        let spans = marks.iter().map(span).collect::<Option<Vec<_>>>().unwrap_or_default();
        Drawn { area, marks, spans }
    }

    /// The bucket whose row or column lies under a point.
    ///
    /// ```
    /// # use callscape_charts::{Drawn, MarkBox, Rect};
    /// let column = Rect { left: 10.0, top: 0.0, right: 34.0, bottom: 100.0 };
    /// let mut drawn = Drawn::default();
    /// drawn.marks.push(MarkBox { rect: column, index: 3, tip: (22.0, 40.0) });
    /// assert_eq!(drawn.at(20.0, 5.0), Some(3));
    /// assert_eq!(drawn.at(40.0, 5.0), None);
    /// ```
    pub fn at(&self, x: f64, y: f64) -> Option<usize> {
        self.marks.iter().find(|mark| mark.rect.contains(x, y)).map(|mark| mark.index)
    }

    /// The clause of a drag between two x: from the first to the last mark that it touches. `None` when the marks
    /// are not on a scale of numbers, or when the drag lies beside them.
    pub fn clause(&self, from_x: f64, to_x: f64) -> Option<Set> {
        let (from, to) = (from_x.min(to_x), from_x.max(to_x));
        let touched = |mark: &MarkBox| {
            mark.rect.left < to && from < mark.rect.right
            // A drag of no width is a click, which touches what it stands on.
            || (from == to && mark.rect.left <= from && from < mark.rect.right)
        };
        let mut spans =
            self.marks.iter().zip(&self.spans).filter(|(mark, _)| touched(mark)).map(|(_, span)| span);
        let first = spans.next()?;
        let last = spans.next_back().unwrap_or(first);
        Some(Set::range(first.from, last.to))
    }

    /// The x at which a value begins, clamped to the marks. `None` when the marks are not on a scale of numbers.
    pub fn x_of(&self, value: i64) -> Option<f64> {
        let (first, last) = (self.marks.first()?, self.marks.last()?);
        let after = self.spans.partition_point(|span| span.to < value);
        let Some((mark, span)) = self.marks.get(after).zip(self.spans.get(after)) else {
            return (!self.spans.is_empty()).then_some(last.rect.right);
        };
        if value <= span.from {
            return Some(if after == 0 { first.rect.left } else { mark.rect.left });
        }
        let share = (value as f64 - span.from as f64) / (span.to as f64 - span.from as f64 + 1.0);
        Some(mark.rect.left + share * mark.rect.width())
    }

    /// The rectangle over the values of a closed range, for brush and handles. `None` when no mark lies in it.
    pub fn brush(&self, span: Span) -> Option<Rect> {
        let (first, last) = (self.spans.first()?, self.spans.last()?);
        if span.to < first.from || last.to < span.from || span.to < span.from {
            return None;
        }
        let left = self.x_of(span.from)?;
        // The last bin is open, so its end has no successor.
        let right = if span.to >= last.to { self.marks.last()?.rect.right } else { self.x_of(span.to + 1)? };
        Some(Rect::new(left, self.area.top, right, self.area.bottom))
    }
}
