//! Laws of merging: partial answers merge in any order and grouping, and nothing is neutral.

use callscape_model::measure::Measure;
use callscape_model::selection::{Set, Span, normalize};
use callscape_model::stat::{Moments, Quantiles, Stat};
use callscape_model::summary::{Counts, Figures, Group, Summary};
use proptest::prelude::*;

fn counts() -> impl Strategy<Value = Counts> {
    prop::collection::vec((-5..20_i64, 0..9_u64), 0..12).prop_map(|pairs| pairs.into_iter().collect())
}

fn figures() -> impl Strategy<Value = Figures> {
    prop::collection::vec(0..20_000_000_i64, 0..20).prop_map(|durations| {
        let mut figures = Figures::default();
        let mut moments = Moments::default();
        for duration in &durations {
            moments.add(*duration);
            figures.durations.add(*duration);
        }
        figures.set(Measure::AnsweredDuration, moments);
        figures
    })
}

fn summaries() -> impl Strategy<Value = Summary> {
    let group = (counts(), counts(), 0..9_u64).prop_map(|(total, selected, absent)| Group {
        total,
        selected,
        absent,
    });
    let groups = prop::collection::vec(group, 0..3);
    let categories = prop::collection::vec(counts(), 0..3);
    (groups, categories, figures(), figures()).prop_map(|(groups, categories, whole, selected)| Summary {
        groups,
        categories,
        whole,
        selected,
    })
}

fn merged(parts: &[&Summary]) -> Summary {
    let mut sum = Summary::default();
    parts.iter().for_each(|part| sum.merge(part));
    sum
}

proptest! {
    #[test]
    fn summaries_merge_in_any_order_and_grouping(a in summaries(), b in summaries(), c in summaries()) {
        let all = merged(&[&a, &b, &c]);
        prop_assert_eq!(&merged(&[&c, &b, &a]), &all);
        prop_assert_eq!(&merged(&[&a, &merged(&[&b, &c])]), &all);
        prop_assert_eq!(&merged(&[&all, &Summary::default()]), &all);
    }

    #[test]
    fn quantiles_lie_between_the_least_and_the_most(values in prop::collection::vec(0..100_000_000_i64, 1..50)) {
        let mut q = Quantiles::default();
        values.iter().for_each(|value| q.add(*value));
        let at: Vec<i64> = (0..=10).map(|tenth| q.quantile(tenth * 100).unwrap()).collect();
        prop_assert!(at.windows(2).all(|pair| pair[0] <= pair[1]));
        prop_assert!(*at.last().unwrap() <= *values.iter().max().unwrap());
    }

    #[test]
    fn a_set_and_its_opposite_share_no_number(
        spans in prop::collection::vec((-50..50_i64, 0..20_i64), 1..6),
        taken in (-50..50_i64, 0..20_i64),
        number in -80..90_i64,
    ) {
        let spans: Vec<Span> =
            spans.into_iter().map(|(from, length)| Span { from, to: from + length }).collect();
        let inside = spans.iter().any(|s| s.from <= number && number <= s.to);
        let set = Set::Within(normalize(spans));
        prop_assert_eq!(set.has_number(Some(number)), inside);
        prop_assert_eq!(set.clone().complement().has_number(Some(number)), !inside);
        let hole = Set::range(taken.0, taken.0 + taken.1);
        let left = inside && !hole.has_number(Some(number));
        prop_assert_eq!(set.minus(&hole).has_number(Some(number)), left);
    }
}
