//! GoEmotions (Apache-2.0, may be trained on): comments with emotions, mapped to three labels.

use std::path::Path;

use callscape_model::score::Label;
use callscape_scoring::linear::Kind;

use super::Sample;

/// Emotions by their number in `labels.txt`, with the label they stand for and how sure that is.
const EMOTIONS: [(Label, f32); 28] = [
    (Label::Positive, 1.0), // admiration
    (Label::Positive, 0.5), // amusement
    (Label::Negative, 1.0), // anger
    (Label::Negative, 1.0), // annoyance
    (Label::Positive, 0.4), // approval
    (Label::Neutral, 0.3),  // caring
    (Label::Negative, 0.3), // confusion
    (Label::Neutral, 0.6),  // curiosity
    (Label::Neutral, 0.3),  // desire
    (Label::Negative, 1.0), // disappointment
    (Label::Negative, 0.7), // disapproval
    (Label::Negative, 1.0), // disgust
    (Label::Negative, 0.7), // embarrassment
    (Label::Positive, 1.0), // excitement
    (Label::Negative, 0.6), // fear
    (Label::Positive, 0.6), // gratitude
    (Label::Negative, 0.6), // grief
    (Label::Positive, 1.0), // joy
    (Label::Positive, 1.0), // love
    (Label::Negative, 0.5), // nervousness
    (Label::Positive, 0.4), // optimism
    (Label::Positive, 0.8), // pride
    (Label::Neutral, 0.6),  // realization
    (Label::Positive, 0.6), // relief
    (Label::Negative, 0.4), // remorse
    (Label::Negative, 0.7), // sadness
    (Label::Neutral, 0.4),  // surprise
    (Label::Neutral, 1.0),  // neutral
];

/// The comments of a file, `train.tsv` or `dev.tsv`, whose emotions agree on a label.
pub fn samples(data: &Path, file: &str) -> Vec<Sample> {
    let text = super::text(data, &format!("text/goemotions/{file}")).unwrap_or_default();
    text.lines().filter_map(sample).collect()
}

fn sample(line: &str) -> Option<Sample> {
    let mut cells = line.split('\t');
    let (text, emotions) = (cells.next()?, cells.next()?);
    let emotions: Vec<_> =
        emotions.split(',').filter_map(|number| EMOTIONS.get(number.parse::<usize>().ok()?)).collect();
    let (label, weight) = **emotions.iter().max_by(|a, b| a.1.total_cmp(&b.1))?;
    let opposed =
        emotions.iter().any(|other| other.0 != label && other.0 != Label::Neutral && label != Label::Neutral);
    (!opposed).then(|| Sample { weight, ..Sample::new(text.replace("[NAME]", "Alex"), label, Kind::Call) })
}
