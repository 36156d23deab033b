//! Scales as plain arithmetic: round ticks from zero, slots of equal width, distances between labels.

use crate::drawn::Rect;

/// A scale of values that begins at zero.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Values {
    /// The value at the far end.
    pub(crate) top: f64,
    /// Round values from zero on, none beyond the top.
    pub(crate) ticks: Vec<f64>,
}

/// How much longer than the data an axis may become to end at a round value.
const SLACK: f64 = 1.2;

impl Values {
    /// A scale that reaches `max`, with about `wanted` steps; whole ones when `whole`.
    pub(crate) fn new(max: f64, wanted: f64, whole: bool) -> Self {
        if !(max.is_finite() && max > 0.0) {
            return Values { top: 1.0, ticks: vec![0.0] };
        }
        let step = round_step(max / wanted.max(1.0));
        let step = if whole { step.max(1.0) } else { step };
        let beyond = (max / step).ceil() * step;
        let top = if beyond <= max * SLACK { beyond } else { max };
        // A tick may miss the top by a rounding error of the multiplication.
        let count = (top / step + 1e-9).floor() as usize;
        Values { top, ticks: (0..=count).map(|i| i as f64 * step).collect() }
    }

    /// The y of a value between the lower and the upper edge of a plot; what is above zero is seen.
    pub(crate) fn y(&self, value: f64, plot: Rect) -> f64 {
        plot.bottom - self.length(value, plot.height())
    }

    /// How long a bar is.
    pub(crate) fn length(&self, value: f64, room: f64) -> f64 {
        let length = (value / self.top).clamp(0.0, 1.0) * room;
        if value > 0.0 { length.max(SEEN.min(room)) } else { 0.0 }
    }
}

/// The shortest bar of a value above zero, in CSS pixels.
const SEEN: f64 = 1.5;

/// The number of the form 1, 2 or 5 times a power of ten that is nearest in ratio.
fn round_step(raw: f64) -> f64 {
    let mut power = 1.0;
    while power * 10.0 <= raw {
        power *= 10.0;
    }
    while power > raw && power > 1e-12 {
        power /= 10.0;
    }
    // The borders are the geometric means of 1, 2, 5 and 10.
    match raw / power {
        part if part < 2_f64.sqrt() => power,
        part if part < 10_f64.sqrt() => power * 2.0,
        part if part < 50_f64.sqrt() => power * 5.0,
        _ => power * 10.0,
    }
}

/// Slots of equal width, side by side.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Slots {
    from: f64,
    /// Width of one slot.
    pub(crate) width: f64,
}

impl Slots {
    pub(crate) fn new(from: f64, to: f64, count: usize) -> Self {
        Slots { from, width: (to - from).max(0.0) / count.max(1) as f64 }
    }

    pub(crate) fn left(&self, index: usize) -> f64 {
        self.from + self.width * index as f64
    }

    pub(crate) fn middle(&self, index: usize) -> f64 {
        self.left(index) + self.width / 2.0
    }
}

/// Labels already placed on a line, so that no two touch.
#[derive(Clone, Debug, Default)]
pub(crate) struct Line {
    taken: Vec<(f64, f64)>,
}

impl Line {
    /// Takes the place from `left` to `right` with `space` on both sides; says whether it was free.
    pub(crate) fn take(&mut self, left: f64, right: f64, space: f64) -> bool {
        let free = self.taken.iter().all(|(from, to)| right + space <= *from || to + space <= left);
        if free {
            self.taken.push((left, right));
        }
        free
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_start_at_zero_and_the_axis_reaches_the_maximum() {
        let check = |max: f64, whole, expected: &[f64], top: f64| {
            let values = Values::new(max, 4.0, whole);
            assert_eq!((values.ticks.as_slice(), values.top), (expected, top), "{max}");
        };
        check(1000.0, true, &[0.0, 200.0, 400.0, 600.0, 800.0, 1000.0], 1000.0);
        check(412.0, true, &[0.0, 100.0, 200.0, 300.0, 400.0], 412.0);
        check(1.0, true, &[0.0, 1.0], 1.0);
        check(0.0, true, &[0.0], 1.0);
        check(0.9, false, &[0.0, 0.2, 0.4, 0.6000000000000001, 0.8, 1.0], 1.0);
    }

    #[test]
    fn a_small_count_is_still_seen_and_zero_is_not() {
        let values = Values::new(10_000.0, 4.0, true);
        assert_eq!((values.length(1.0, 100.0), values.length(0.0, 100.0)), (SEEN, 0.0));
        assert_eq!(values.length(1e9, 100.0), 100.0);
    }
}
