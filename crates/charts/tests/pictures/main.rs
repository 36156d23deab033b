//! Pictures: each function of a view to one SVG that is kept in `snapshots/`. To see what changed, open the file.

#![allow(clippy::unwrap_used, reason = "a picture that cannot be drawn fails its test")]

mod views;

use callscape_charts::{Theme, svg};
use callscape_model::view::View;

const SMALL: (u32, u32) = (300, 280);
const MEDIUM: (u32, u32) = (560, 360);
const WIDE: (u32, u32) = (1200, 420);

fn picture(name: &str, view: &View, theme: &Theme, size: (u32, u32)) {
    let document = svg(view, theme, size).unwrap();
    assert_eq!(document, svg(view, theme, size).unwrap(), "the same view gives the same bytes");
    insta::assert_binary_snapshot!(&format!("{name}.svg"), document.into_bytes());
}

#[test]
fn bars_of_statuses() {
    picture("status_small", &views::status(), &Theme::light(), SMALL);
    picture("status_medium", &views::status(), &Theme::light(), MEDIUM);
    picture("status_wide_dark", &views::status(), &Theme::dark(), WIDE);
}

#[test]
fn bars_of_which_one_is_chosen() {
    picture("status_chosen", &views::chosen(views::status(), |i| i == 1), &Theme::light(), MEDIUM);
    picture("status_chosen_dark", &views::chosen(views::status(), |i| i == 3), &Theme::dark(), MEDIUM);
}

#[test]
fn bars_behind_a_highlight() {
    picture("type_split", &views::split(views::types()), &Theme::light(), SMALL);
    picture("status_split_dark", &views::split(views::status()), &Theme::dark(), MEDIUM);
}

#[test]
fn bars_of_many_categories() {
    picture("many_small", &views::many(), &Theme::light(), SMALL);
    picture("many_wide", &views::many(), &Theme::light(), WIDE);
}

#[test]
fn columns_of_weekdays() {
    picture("weekday_small", &views::weekdays(), &Theme::light(), SMALL);
    picture("weekday_average", &views::weekday_average(), &Theme::light(), MEDIUM);
    let both = views::chosen(views::split(views::weekdays()), |i| i < 2);
    picture("weekday_split_chosen_dark", &both, &Theme::dark(), MEDIUM);
}

#[test]
fn days_as_columns() {
    let quarter = views::days((2025, 1, 1), 90);
    picture("daily_small", &quarter, &Theme::light(), SMALL);
    picture("daily_wide", &quarter, &Theme::light(), WIDE);
    picture("daily_wide_split_dark", &views::split(quarter.clone()), &Theme::dark(), WIDE);
    picture("daily_wide_brushed", &views::chosen(quarter, |i| (30..45).contains(&i)), &Theme::light(), WIDE);
    picture("daily_fortnight", &views::days((2025, 2, 27), 14), &Theme::light(), MEDIUM);
    picture("daily_one", &views::days((2025, 3, 5), 1), &Theme::light(), SMALL);
}

#[test]
fn days_as_a_line() {
    let many = views::days((2024, 11, 15), 200);
    picture("daily_line_small", &many, &Theme::light(), SMALL);
    picture("daily_line_wide_dark", &many, &Theme::dark(), WIDE);
    picture("daily_line_split", &views::split(many.clone()), &Theme::light(), WIDE);
    picture("daily_line_brushed", &views::chosen(many, |i| (60..100).contains(&i)), &Theme::light(), MEDIUM);
}

#[test]
fn bins_of_durations() {
    picture("duration_small", &views::durations(), &Theme::light(), SMALL);
    picture("duration_medium", &views::durations(), &Theme::light(), MEDIUM);
    picture("duration_logarithmic_dark", &views::logarithmic(), &Theme::dark(), MEDIUM);
    let brushed = views::chosen(views::split(views::durations()), |i| (4..12).contains(&i));
    picture("duration_split_brushed", &brushed, &Theme::light(), MEDIUM);
}

#[test]
fn nothing_to_draw() {
    picture("missing", &views::missing(), &Theme::light(), SMALL);
    let mut none = views::weekdays();
    none.buckets.iter_mut().for_each(|bucket| bucket.total = 0);
    picture("weekday_zero", &none, &Theme::light(), SMALL);
}

/// The chart alone, as a card of the page shows it, at the smallest and the largest size.
#[test]
fn cards() {
    let card = |name: &str, mut view: View, theme: &Theme, (width, height): (u32, u32)| {
        let edge = 2 * 16;
        (view.title, view.subtitle, view.note) = (String::new(), String::new(), None);
        picture(&format!("card_{name}"), &view, theme, (width + edge, height + edge));
    };
    let small = (280, 180);
    card("status", views::status(), &Theme::light(), small);
    card("type_split", views::split(views::types()), &Theme::light(), small);
    card("weekday", views::weekdays(), &Theme::dark(), small);
    card("duration", views::durations(), &Theme::light(), small);
    card("logarithmic", views::logarithmic(), &Theme::light(), small);
    card("month", views::days((2025, 3, 1), 31), &Theme::light(), small);
    card("daily_split", views::split(views::days((2025, 1, 1), 90)), &Theme::dark(), small);
    card("daily_large", views::days((2025, 1, 1), 90), &Theme::dark(), (1400, 240));
}
