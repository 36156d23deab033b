//! View, selection and settings as the fragment of the address, and back. The data is never in it, and the fragment
//! is never sent to a server.
//!
//! `#/dashboard?status=in~missed~failed&h.day=within~2025-03-01..2025-03-14&tz=Europe%2FBerlin`: one parameter for
//! each clause, by dimension, highlights behind `h.`; then the settings that differ from the default.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt::Write;

use callscape_model::calendar::{day_of_text, day_text};
use callscape_model::dimension::Dimension;
use callscape_model::order;
use callscape_model::question::BinChoice;
use callscape_model::selection::{Clause, Mode, Selection, Set, Span, normalize};
use callscape_model::table::MonthBy;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::state::{Page, Settings, Theme};

/// Everything in a value but what needs no escape anywhere in a fragment; `~` and `.` are ours.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_');
const HIGHLIGHT: &str = "h.";

/// What an address says.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Link {
    pub(crate) page: Page,
    pub(crate) selection: Selection,
    pub(crate) settings: Settings,
}

/// The fragment, with its `#`.
pub(crate) fn write(page: Page, selection: &Selection, settings: &Settings) -> String {
    let mut pairs: Vec<(String, String)> = selection.clauses().iter().map(clause_pair).collect();
    pairs.extend(settings_pairs(settings, !selection.is_empty()));
    let mut text = format!("#/{}", page.id());
    for (index, (name, value)) in pairs.iter().enumerate() {
        // Writing to a text cannot fail.
        let _ = write!(text, "{}{name}={value}", if index == 0 { '?' } else { '&' });
    }
    text
}

fn clause_pair(clause: &Clause) -> (String, String) {
    let prefix = if clause.mode == Mode::Highlight { HIGHLIGHT } else { "" };
    let id = clause.dimension.id();
    let name = match clause.dimension {
        Dimension::Column(_) => {
            id.strip_prefix("x.").map_or(escape(&id), |column| format!("x.{}", escape(column)))
        }
        _ => id,
    };
    let texts = |kind: &str, texts: &BTreeSet<String>| {
        texts.iter().fold(kind.to_owned(), |all, text| format!("{all}~{}", escape(text)))
    };
    let spans = |kind: &str, spans: &[Span]| {
        spans
            .iter()
            .fold(kind.to_owned(), |all, span| format!("{all}~{}", span_text(&clause.dimension, *span)))
    };
    let value = match &clause.set {
        Set::In(set) => texts("in", set),
        Set::NotIn(set) => texts("not", set),
        Set::Within(set) => spans("within", set),
        Set::Outside(set) => spans("outside", set),
        Set::Contains(text) => format!("has~{}", escape(text)),
    };
    (format!("{prefix}{name}"), value)
}

/// A selection of days means nothing without its zone, so the zone then stands there even when it is the default.
fn settings_pairs(settings: &Settings, with_zone: bool) -> Vec<(String, String)> {
    let default = Settings::default();
    let mut pairs = Vec::new();
    let mut note = |differs: bool, name: &str, value: String| {
        if differs {
            pairs.push((name.to_owned(), value));
        }
    };
    note(with_zone || settings.zone != default.zone, "tz", escape(&settings.zone));
    note(settings.theme != default.theme, "theme", settings.theme.id().to_owned());
    note(settings.week_start != default.week_start, "week", settings.week_start.to_string());
    note(settings.weekday_average, "average", "1".to_owned());
    let bins = match settings.bins {
        BinChoice::Auto => "auto".to_owned(),
        BinChoice::Linear => "linear".to_owned(),
        BinChoice::Logarithmic => "log".to_owned(),
        BinChoice::Width(seconds) | BinChoice::Every(seconds) => seconds.to_string(),
    };
    note(settings.bins != default.bins, "bins", bins);
    let month_by = MonthBy::ALL.iter().find(|(by, ..)| *by == settings.month_by).map_or("", |(_, id, _)| id);
    note(settings.month_by != default.month_by, "month-by", month_by.to_owned());
    let by = settings.by.as_ref().map_or_else(String::new, |by| escape(&by.id()));
    note(settings.by.is_some(), "by", by);
    pairs
}

/// What a fragment says. Settings that it does not name stay as in `settings`.
///
/// # Errors
/// The first part that cannot be understood; nothing of such an address is used.
pub(crate) fn read(fragment: &str, settings: &Settings) -> Result<Link, String> {
    let text = fragment.trim_start_matches('#').trim_start_matches('/');
    let (page, query) = text.split_once('?').unwrap_or((text, ""));
    let known = Page::ALL.iter().find(|(_, id, ..)| *id == page).map(|(page, ..)| *page);
    let page = match known {
        Some(page) => page,
        None if page.is_empty() => Page::default(),
        None => return Err(page.to_owned()),
    };
    let mut link = Link { page, selection: Selection::default(), settings: settings.clone() };
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        read_pair(&mut link, pair).ok_or_else(|| pair.to_owned())?;
    }
    Ok(link)
}

fn read_pair(link: &mut Link, pair: &str) -> Option<()> {
    let (name, value) = pair.split_once('=')?;
    let settings = &mut link.settings;
    match name {
        "tz" => settings.zone = unescape(value)?,
        "theme" => settings.theme = Theme::ALL.iter().find(|(_, id, _)| *id == value)?.0,
        "week" => settings.week_start = value.parse().ok().filter(|day| (1..=7).contains(day))?,
        "month-by" => settings.month_by = MonthBy::from_id(value)?,
        "by" => settings.by = Some(Dimension::from_id(&unescape(value)?)?),
        "average" => settings.weekday_average = value == "1",
        "bins" => {
            settings.bins = match value {
                "auto" => BinChoice::Auto,
                "linear" => BinChoice::Linear,
                "log" => BinChoice::Logarithmic,
                seconds => BinChoice::Width(seconds.parse().ok().filter(|s| *s > 0)?),
            }
        }
        name => link.selection = link.selection.with(read_clause(name, value)?),
    }
    Some(())
}

fn read_clause(name: &str, value: &str) -> Option<Clause> {
    let (mode, name) = match name.strip_prefix(HIGHLIGHT) {
        Some(name) => (Mode::Highlight, name),
        None => (Mode::Filter, name),
    };
    let dimension = Dimension::from_id(&unescape(name)?)?;
    let (kind, items) = value.split_once('~')?;
    let texts = || items.split('~').map(unescape).collect::<Option<Vec<_>>>().map(order::set);
    let spans = || {
        items.split('~').map(|item| read_span(&dimension, item)).collect::<Option<Vec<_>>>().map(normalize)
    };
    let set = match kind {
        "in" => Set::In(texts()?),
        "not" => Set::NotIn(texts()?),
        "within" => Set::Within(spans()?),
        "outside" => Set::Outside(spans()?),
        "has" => Set::Contains(unescape(items)?),
        _ => return None,
    };
    Some(Clause { dimension, mode, set })
}

/// Days as dates, everything else as numbers; an open end is left out.
fn span_text(dimension: &Dimension, span: Span) -> String {
    let write = |value: i64| match (dimension, value) {
        (_, i64::MAX | i64::MIN) => String::new(),
        (Dimension::Day, day) => day_text(day),
        (_, number) => number.to_string(),
    };
    format!("{}..{}", write(span.from), write(span.to))
}

fn read_span(dimension: &Dimension, item: &str) -> Option<Span> {
    let (from, to) = item.split_once("..")?;
    let read = |text: &str, open: i64| match dimension {
        _ if text.is_empty() => Some(open),
        Dimension::Day => day_of_text(text),
        _ => text.parse().ok(),
    };
    let span = Span { from: read(from, i64::MIN)?, to: read(to, i64::MAX)? };
    (span.from <= span.to).then_some(span)
}

fn escape(text: &str) -> String {
    utf8_percent_encode(text, ESCAPED).to_string()
}

fn unescape(text: &str) -> Option<String> {
    percent_decode_str(text).decode_utf8().ok().map(Cow::into_owned)
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use proptest::collection::{btree_set, vec};
    use proptest::prelude::*;

    use super::*;

    fn any_clause() -> impl Strategy<Value = Clause> {
        let mode = prop_oneof![Just(Mode::Filter), Just(Mode::Highlight)];
        let category = prop_oneof![
            Just(Dimension::Type),
            Just(Dimension::Weekday),
            ".{1,8}".prop_map(Dimension::Column),
        ];
        let texts = (category, btree_set(".{0,6}", 1..4), any::<bool>())
            .prop_map(|(d, t, inside)| (d, if inside { Set::In(t) } else { Set::NotIn(t) }));
        let number = (
            prop_oneof![Just(Dimension::Day), Just(Dimension::Duration)],
            vec((0..40_000_i64, 0..9_i64), 1..4),
        );
        let spans = (number, any::<bool>()).prop_map(|((d, s), inside)| {
            let spans = normalize(s.into_iter().map(|(a, n)| Span { from: a, to: a + n }).collect());
            (d, if inside { Set::Within(spans) } else { Set::Outside(spans) })
        });
        let search = "[^ ].{0,8}".prop_map(|text| (Dimension::Search, Set::Contains(text)));
        (mode, prop_oneof![texts, spans, search]).prop_map(|(mode, (dimension, set))| Clause {
            dimension,
            mode,
            set,
        })
    }

    proptest! {
        #[test]
        fn every_address_leads_back_to_what_it_was_made_from(
            clauses in vec(any_clause(), 0..5),
            zone in "[A-Z][a-z]{2,8}/[A-Z][a-z_]{2,8}",
            theme in 0..3_usize,
            week_start in 1..8_i64,
            width in proptest::option::of(1..4000_u32),
            page in 0..Page::ALL.len(),
            by in proptest::option::of(".{1,6}"),
        ) {
            let selection = clauses.into_iter().fold(Selection::default(), |all, clause| all.with(clause));
            let settings = Settings {
                zone,
                theme: Theme::ALL[theme].0,
                week_start,
                bins: width.map_or(BinChoice::Logarithmic, BinChoice::Width),
                weekday_average: true,
                month_by: MonthBy::Stamp,
                by: by.map(Dimension::Column),
                ..Settings::default()
            };
            let page = Page::ALL[page].0;
            let text = write(page, &selection, &settings);
            prop_assert!(text.is_ascii() && !text.contains(' '), "{text}");
            prop_assert_eq!(read(&text, &Settings::default()), Ok(Link { page, selection, settings }));
        }

        #[test]
        fn no_address_brings_the_page_down(text in ".{0,60}") {
            let _ = read(&text, &Settings::default());
        }
    }

    #[test]
    fn an_address_reads_like_a_sentence() {
        let selection = Selection::default()
            .with(Clause { dimension: Dimension::Status, mode: Mode::Filter, set: Set::one("no answer") })
            .with(Clause { dimension: Dimension::Day, mode: Mode::Highlight, set: Set::range(20148, 20161) })
            .with(Clause {
                dimension: Dimension::Duration,
                mode: Mode::Filter,
                set: Set::range(1000, i64::MAX),
            });
        let text = write(Page::Dashboard, &selection, &Settings::default());
        assert_eq!(
            text,
            "#/dashboard?status=in~no%20answer&h.day=within~2025-03-01..2025-03-14&duration=within~1000..\
             &tz=America%2FNew_York"
        );
    }

    #[test]
    fn what_cannot_be_understood_is_named() {
        let bad = |text: &str| read(text, &Settings::default()).unwrap_err();
        assert_eq!(bad("#/nowhere"), "nowhere");
        assert_eq!(bad("#/rows?status=missed"), "status=missed");
        assert_eq!(bad("#/rows?day=within~2025-02-30..2025-03-01"), "day=within~2025-02-30..2025-03-01");
        assert_eq!(read("", &Settings::default()).unwrap(), Link::default());
    }
}
