//! What a drawing says about the places of its marks, for any view and any size.

#![allow(clippy::unwrap_used, reason = "a view that cannot be drawn fails its test")]

use callscape_charts::{Drawn, Theme, draw, figure, svg};
use callscape_model::dimension::Dimension;
use callscape_model::selection::{Set, Span};
use callscape_model::table::Subject;
use callscape_model::view::{Bucket, Emphasis, Key, Mark, Slot, View};
use plotters::drawing::IntoDrawingArea;
use plotters_svg::SVGBackend;
use proptest::prelude::*;

fn view(mark: Mark, counts: &[u64]) -> View {
    let key = |index: i64| match mark {
        Mark::Days => Key::Span(Span { from: 20_100 + index, to: 20_100 + index }),
        Mark::Histogram if index + 1 == counts.len() as i64 => {
            Key::Span(Span { from: index * 30_000, to: i64::MAX })
        }
        Mark::Histogram => Key::Span(Span { from: index * 30_000, to: index * 30_000 + 29_999 }),
        Mark::Bars | Mark::Columns => Key::Text(index.to_string()),
    };
    let bucket = |(index, total): (i64, u64)| Bucket {
        key: key(index),
        label: format!("label {index}"),
        name: format!("name {index}"),
        total,
        selected: total / 3,
        per: 1,
        emphasis: [Emphasis::Plain, Emphasis::Chosen, Emphasis::Dimmed][index as usize % 3],
        slot: Slot { weekend: index % 7 > 4, partial: index == 0, hours: if index == 9 { 25 } else { 24 } },
    };
    let dimension = match mark {
        Mark::Bars => Dimension::Status,
        Mark::Columns => Dimension::Weekday,
        Mark::Days => Dimension::Day,
        Mark::Histogram => Dimension::Duration,
    };
    View {
        subject: Subject::Calls,
        chart: "any".into(),
        title: "Any calls".into(),
        subtitle: "All calls · n = 3".into(),
        summary: "Any <calls> & more.".into(),
        note: None,
        mark,
        dimension,
        split: counts.len().is_multiple_of(2),
        value_title: "Calls".into(),
        key_title: String::new(),
        max: counts.iter().copied().max().unwrap_or(0) as f64,
        buckets: (0..).zip(counts.iter().copied()).map(bucket).collect(),
        missing: None,
    }
}

fn drawn(view: &View, (width, height): (u32, u32), scale: f64) -> Drawn {
    let mut document = String::new();
    let pixels = |css: u32| (f64::from(css) * scale).round() as u32;
    let area = SVGBackend::with_string(&mut document, (pixels(width), pixels(height))).into_drawing_area();
    draw(&area, view, &Theme::light().with_scale(scale)).unwrap()
}

#[test]
fn a_drag_selects_every_bin_that_it_touches_in_either_direction() {
    let drawn = drawn(&view(Mark::Histogram, &[5, 9, 4, 2, 1]), (560, 240), 1.0);
    let middle = |index: usize| (drawn.marks[index].rect.left + drawn.marks[index].rect.right) / 2.0;
    assert_eq!(drawn.clause(middle(1), middle(2)), Some(Set::range(30_000, 89_999)));
    assert_eq!(drawn.clause(middle(2), middle(1)), Some(Set::range(30_000, 89_999)));
    assert_eq!(drawn.clause(middle(3), 9_999.0), Some(Set::range(90_000, i64::MAX)));
    assert_eq!(drawn.clause(middle(0), middle(0)), Some(Set::range(0, 29_999)));
    assert_eq!(drawn.clause(9_000.0, 9_999.0), None);
}

#[test]
fn a_drag_over_categories_is_no_clause() {
    let drawn = drawn(&view(Mark::Columns, &[5, 9, 4, 2, 1, 7, 7]), (280, 180), 1.0);
    assert_eq!(drawn.clause(0.0, 280.0), None);
    assert_eq!((drawn.x_of(1), drawn.brush(Span { from: 1, to: 2 })), (None, None));
}

#[test]
fn a_brush_covers_its_values_and_nothing_beyond_the_data() {
    let drawn = drawn(&view(Mark::Days, &[5, 9, 4, 2]), (560, 240), 1.0);
    let brush = drawn.brush(Span { from: 20_101, to: 20_102 }).unwrap();
    assert_eq!((brush.left, brush.right), (drawn.marks[1].rect.left, drawn.marks[2].rect.right));
    let all = drawn.brush(Span { from: 0, to: i64::MAX }).unwrap();
    assert_eq!((all.left, all.right), (drawn.area.left, drawn.area.right));
    assert_eq!(drawn.brush(Span { from: 0, to: 20_099 }), None);
    assert_eq!(drawn.brush(Span { from: 20_104, to: 20_200 }), None);
}

#[test]
fn a_value_inside_a_bin_lies_between_its_borders() {
    let drawn = drawn(&view(Mark::Histogram, &[5, 9, 4]), (560, 240), 1.0);
    let (first, second) = (drawn.marks[0].rect, drawn.marks[1].rect);
    assert_eq!(drawn.x_of(15_000), Some((first.left + first.right) / 2.0));
    assert_eq!(drawn.x_of(30_000), Some(second.left));
    assert_eq!(drawn.x_of(-1), Some(first.left));
}

#[test]
fn the_row_of_a_bar_is_its_hit_area_up_to_the_edges() {
    let drawn = drawn(&view(Mark::Bars, &[90, 9, 4]), (280, 180), 1.0);
    assert_eq!(
        [drawn.at(0.0, 1.0), drawn.at(279.0, 50.0), drawn.at(140.0, 100.0)],
        [Some(0), Some(1), Some(2)]
    );
    assert!(drawn.marks.iter().all(|mark| mark.rect.height() >= 24.0 && mark.rect.width() >= 24.0));
}

#[test]
fn a_document_names_and_describes_itself() {
    let document = svg(&view(Mark::Bars, &[90, 9, 4]), &Theme::light(), (560, 320)).unwrap();
    assert!(
        document
            .contains("role=\"img\">\n<title>Any calls</title>\n<desc>Any &lt;calls&gt; &amp; more.</desc>")
    );
}

fn marks() -> impl Strategy<Value = Mark> {
    prop_oneof![Just(Mark::Bars), Just(Mark::Columns), Just(Mark::Days), Just(Mark::Histogram)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_view_can_be_drawn_at_any_size(
        mark in marks(),
        counts in prop::collection::vec(0_u64..1_000_000, 0..260),
        size in (1_u32..1_500, 1_u32..500),
    ) {
        let view = view(mark, &counts);
        let drawn = drawn(&view, size, 1.0);
        let mut document = String::new();
        let area = SVGBackend::with_string(&mut document, size).into_drawing_area();
        figure(&area, &view, &Theme::dark()).unwrap();
        for pair in drawn.marks.windows(2) {
            prop_assert!(pair[0].index < pair[1].index);
        }
    }

    #[test]
    fn each_mark_is_found_under_its_own_middle(
        mark in marks(),
        counts in prop::collection::vec(0_u64..1_000_000, 1..200),
        scale in prop_oneof![Just(1.0), Just(1.5), Just(2.0), Just(3.0)],
    ) {
        let view = view(mark, &counts);
        let drawn = drawn(&view, (700, 300), scale);
        prop_assert!(!drawn.marks.is_empty());
        for found in &drawn.marks {
            let (x, y) = ((found.rect.left + found.rect.right) / 2.0, (found.rect.top + found.rect.bottom) / 2.0);
            prop_assert_eq!(drawn.at(x, y), Some(found.index));
            let key = &view.buckets[found.index].key;
            if let Key::Span(span) = key {
                prop_assert_eq!(drawn.clause(x, x), Some(key.set()));
                prop_assert_eq!(drawn.x_of(span.from), Some(found.rect.left));
            }
        }
    }
}
