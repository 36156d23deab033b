//! IMDb and Yelp sentences of the UCI sentiment labelled sentences (CC BY 4.0, Kotzias et al., KDD 2015; may be trained on).

use std::path::Path;

use callscape_model::score::Label;
use callscape_scoring::linear::Kind;

use super::Sample;

/// The sentences that may be trained on, and the quarter held back for measuring.
pub fn parts(data: &Path) -> (Vec<Sample>, Vec<Sample>) {
    let mut all = Vec::new();
    for file in ["imdb_labelled.txt", "yelp_labelled.txt"] {
        let text = super::text(data, &format!("text/uci-sls/{file}")).unwrap_or_default();
        all.extend(text.lines().filter_map(sample));
    }
    all.into_iter().partition(|sample| super::part(&sample.text) < 6)
}

fn sample(line: &str) -> Option<Sample> {
    // One file ends its lines with a tab and the label, the other with a comma and the label.
    let (text, label) = line.trim_end().rsplit_once(['\t', ','])?;
    let label = match label.trim() {
        "1" => Label::Positive,
        "0" => Label::Negative,
        _ => return None,
    };
    Some(Sample::new(text.trim().trim_matches('"'), label, Kind::Review))
}
