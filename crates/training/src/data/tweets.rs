//! VADER's tweets and Amazon sentences (MIT, may be trained on) with the mean rating of twenty people, −4 to 4.

use std::path::Path;

use callscape_model::score::Label;
use callscape_scoring::linear::Kind;

use super::Sample;

/// Ratings nearer to 0 than this are neutral.
const NEUTRAL: f32 = 0.5;

/// A set of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Set {
    /// General tweets.
    Tweets,
    /// Sentences of reviews.
    Amazon,
}

/// Every text of a set.
fn all(data: &Path, set: Set) -> Vec<Sample> {
    let (file, kind) = match set {
        Set::Tweets => ("tweets_GroundTruth.txt", Kind::Call),
        Set::Amazon => ("amazonReviewSnippets_GroundTruth.txt", Kind::Review),
    };
    let text = super::text(data, &format!("text/vader-gt/{file}")).unwrap_or_default();
    text.lines().filter_map(|line| sample(line, kind)).collect()
}

/// The texts that may be trained on, and those held back for measuring.
pub fn halves(data: &Path, set: Set) -> (Vec<Sample>, Vec<Sample>) {
    all(data, set).into_iter().partition(|sample| super::part(&sample.text) < 4)
}

fn sample(line: &str, kind: Kind) -> Option<Sample> {
    let mut cells = line.splitn(3, '\t');
    let (_, rating, text) = (cells.next()?, cells.next()?.parse::<f32>().ok()?, cells.next()?);
    let label = match rating {
        rating if rating >= NEUTRAL => Label::Positive,
        rating if rating <= -NEUTRAL => Label::Negative,
        _ => Label::Neutral,
    };
    Some(Sample::new(text.replace("&amp;", "&"), label, kind))
}
