//! Fits what makes probabilities and labels of a model's sums: for calls so that the mean of the sets' macro-F1 is
//! best, as most of what callers say is neutral; for reviews so that most sentences are judged right.

use callscape_scoring::linear::{self, Calibration, Model, Sums};

use crate::examples::Example;
use crate::measure::Confusion;
use crate::sets::Set;

/// The sets that speak for calls, and how much each counts.
const CALLS: [(&str, f64); 3] = [("goemotions", 1.0), ("tweets", 2.0), ("speech", 1.5)];

/// The sets that speak for reviews, and how much each counts.
const REVIEWS: [(&str, f64); 2] = [("amazon", 1.0), ("sentences", 2.0)];

/// What is maximised over a set.
type Aim = fn(&Confusion) -> f64;

/// Texts of a set, as sums with the truth.
struct Group {
    weight: f64,
    texts: Vec<(Sums, callscape_model::score::Label)>,
}

/// The calibrations for calls and for reviews.
pub fn fit(model: &Model, sets: &[Set], examples: &[Example]) -> [Calibration; 2] {
    let groups = |wanted: &[(&str, f64)]| -> Vec<Group> {
        let group = |(name, weight): &(&str, f64)| {
            let place = sets.iter().position(|set| set.name == *name)?;
            let texts = examples.iter().filter(|example| example.set == place);
            Some(Group {
                weight: *weight,
                texts: texts.map(|example| (example.sums(model), example.label)).collect(),
            })
        };
        wanted.iter().filter_map(group).collect()
    };
    [search(&groups(&CALLS), Confusion::macro_f1), search(&groups(&REVIEWS), Confusion::accuracy)]
}

/// The gain that makes probabilities likeliest, then what is added so that labels are best.
fn search(groups: &[Group], aim: Aim) -> Calibration {
    let grid = |step: i32, range: i32| (-range..=range).map(move |at| at * step);
    let mut best = (f64::MIN, Calibration { gain: 256, negative: 0, positive: 0 });
    for (step, range) in [(32, 14), (8, 4), (3, 3)] {
        let centre = best.1;
        for negative in grid(step, range) {
            for positive in grid(step, range) {
                let calibration = Calibration {
                    gain: 256,
                    negative: centre.negative + negative,
                    positive: centre.positive + positive,
                };
                let value = labels(groups, calibration, aim);
                if value > best.0 {
                    best = (value, calibration);
                }
            }
        }
    }
    sharpen(groups, best.1)
}

fn labels(groups: &[Group], calibration: Calibration, aim: Aim) -> f64 {
    let value = |group: &Group| {
        let mut confusion = Confusion::default();
        for (sums, truth) in &group.texts {
            confusion.add(*truth, linear::label(linear::probabilities(calibration.apply(*sums))));
        }
        group.weight * aim(&confusion)
    };
    groups.iter().map(value).sum()
}

/// Sums and what is added times one gain: labels stay, probabilities become likely.
fn sharpen(groups: &[Group], fitted: Calibration) -> Calibration {
    let scaled = |gain: i32| Calibration {
        gain,
        negative: fitted.negative * gain / 256,
        positive: fitted.positive * gain / 256,
    };
    let likelihood = |calibration: &Calibration| -> f64 {
        let group = |group: &Group| {
            let text = |(sums, truth): &(Sums, _)| {
                let [negative, neutral, positive] = linear::probabilities(calibration.apply(*sums));
                let share = match truth {
                    callscape_model::score::Label::Negative => negative,
                    callscape_model::score::Label::Neutral => neutral,
                    callscape_model::score::Label::Positive => positive,
                };
                f64::from(share.max(20)).ln()
            };
            group.weight * group.texts.iter().map(text).sum::<f64>() / group.texts.len().max(1) as f64
        };
        groups.iter().map(group).sum()
    };
    let all = (96..=384).step_by(16).map(scaled);
    all.max_by(|a, b| likelihood(a).total_cmp(&likelihood(b))).unwrap_or(fitted)
}
