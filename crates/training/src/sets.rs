//! The sets that weights are trained on, each with its licence; no other set may come here.

use std::path::Path;

use crate::data::{self, Sample, goemotions, sentences, tweets};
use crate::speech;

/// Texts of one origin.
#[derive(Clone, Debug)]
pub struct Set {
    /// What it is called.
    pub name: &'static str,
    /// Who made it, and under which licence.
    pub licence: &'static str,
    /// How much each of its texts counts beside those of other sets.
    pub weight: f32,
    /// Its texts.
    pub samples: Vec<Sample>,
}

/// Every set that is found; what is held back for measuring is not among them.
pub fn all(data: &Path) -> Vec<Set> {
    let sets = [
        Set {
            name: "goemotions",
            licence: "GoEmotions, Demszky et al. 2020, Google Research, Apache-2.0",
            weight: 1.0,
            samples: goemotions::samples(data, "train.tsv"),
        },
        Set {
            name: "tweets",
            licence: "VADER ground truth, Hutto and Gilbert 2014, MIT",
            weight: 3.0,
            samples: tweets::halves(data, tweets::Set::Tweets).0,
        },
        Set {
            name: "amazon",
            licence: "VADER ground truth, Hutto and Gilbert 2014, MIT",
            weight: 2.0,
            samples: tweets::halves(data, tweets::Set::Amazon).0,
        },
        Set {
            name: "sentences",
            licence: "Sentiment Labelled Sentences, Kotzias et al. 2015, UCI, CC BY 4.0",
            weight: 4.0,
            samples: sentences::parts(data).0,
        },
        Set {
            name: "speech",
            licence: "this repository, speech.txt",
            weight: 6.0,
            samples: speech::samples(),
        },
    ];
    sets.into_iter().filter(|set| !set.samples.is_empty()).collect()
}

/// Whether a text is of the quarter that calibrations are fitted on.
pub fn is_for_calibration(sample: &Sample) -> bool {
    matches!(data::part(&sample.origin), 1 | 5)
}
