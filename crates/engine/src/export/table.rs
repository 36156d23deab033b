//! The numbers of a chart as CSV, so that a picture can be checked.

use callscape_model::calendar::day_text;
use callscape_model::dimension::Dimension;
use callscape_model::message::{Material, Style};
use callscape_model::selection::Span;
use callscape_model::view::{Bucket, Key, View};

use super::{Csv, Export, Make};

pub(super) const EXPORT: Export = Export {
    id: "table",
    title: "Table of a chart",
    stem: "calls_by",
    ending: "csv",
    mime: "text/csv",
    glue: ("", ""),
    make: Make::Document(write),
};

fn write(material: &Material, style: Style) -> Option<Vec<u8>> {
    let Material::View(view) = material else { return None };
    let mut csv = Csv::new(style);
    let key = view.dimension.id();
    let per_day = format!("{}_per_day", view.subject.many());
    let mut names: Vec<&str> = match view.dimension {
        Dimension::Duration => vec!["from_sec", "to_sec"],
        _ => vec![key.as_str()],
    };
    names.push(view.subject.many());
    if view.split {
        names.push("selected");
    }
    let averaged = view.buckets.iter().any(|bucket| bucket.per > 1);
    if averaged {
        names.extend(["days", per_day.as_str()]);
    }
    csv.head(&names);
    for bucket in &view.buckets {
        key_cells(&mut csv, view, bucket);
        csv.plain(&bucket.total.to_string());
        if view.split {
            csv.plain(&bucket.selected.to_string());
        }
        if averaged {
            csv.plain(&bucket.per.to_string());
            csv.plain(&format!("{:.2}", bucket.height()));
        }
        csv.end();
    }
    Some(csv.finish())
}

fn key_cells(csv: &mut Csv, view: &View, bucket: &Bucket) {
    match (&bucket.key, &view.dimension) {
        (Key::Span(Span { from, .. }), Dimension::Day) => csv.plain(&day_text(*from)),
        (Key::Span(Span { from, to }), _) => {
            csv.plain(&(from / 1000).to_string());
            csv.plain(&if *to == i64::MAX { String::new() } else { ((to + 1) / 1000).to_string() });
        }
        (Key::Text(_), _) => csv.text(&bucket.name),
    }
}
