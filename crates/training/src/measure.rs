//! Measures of a judge against the truth.

use callscape_model::score::Label;

/// The labels in the order of tables.
pub const LABELS: [Label; 3] = [Label::Negative, Label::Neutral, Label::Positive];

/// How often each label was found where each was true.
#[derive(Clone, Copy, Debug, Default)]
pub struct Confusion {
    /// By truth, then by what was found.
    counts: [[u32; 3]; 3],
}

fn place(label: Label) -> usize {
    match label {
        Label::Negative => 0,
        Label::Neutral => 1,
        Label::Positive => 2,
    }
}

impl Confusion {
    /// Counts one text.
    pub fn add(&mut self, truth: Label, found: Label) {
        if let Some(count) = self.counts.get_mut(place(truth)).and_then(|row| row.get_mut(place(found))) {
            *count += 1;
        }
    }

    fn at(&self, truth: Label, found: Label) -> f64 {
        self.counts
            .get(place(truth))
            .and_then(|row| row.get(place(found)))
            .map_or(0.0, |count| f64::from(*count))
    }

    fn truth(&self, label: Label) -> f64 {
        LABELS.iter().map(|found| self.at(label, *found)).sum()
    }

    fn found(&self, label: Label) -> f64 {
        LABELS.iter().map(|truth| self.at(*truth, label)).sum()
    }

    /// How many texts were counted.
    pub fn all(&self) -> f64 {
        LABELS.iter().map(|label| self.truth(*label)).sum()
    }

    /// The share that is right, in percent.
    pub fn accuracy(&self) -> f64 {
        100.0 * LABELS.iter().map(|label| self.at(*label, *label)).sum::<f64>() / self.all().max(1.0)
    }

    /// Of those where a label is true, the share where it was found, in percent.
    pub fn recall(&self, label: Label) -> f64 {
        100.0 * self.at(label, label) / self.truth(label).max(1.0)
    }

    /// The mean of the harmonic means of precision and recall of the labels that occur, in percent.
    pub fn macro_f1(&self) -> f64 {
        let present = LABELS.iter().filter(|label| self.truth(**label) > 0.0);
        let (mut sum, mut count) = (0.0, 0.0);
        for label in present {
            sum += 200.0 * self.at(*label, *label) / (self.truth(*label) + self.found(*label)).max(1.0);
            count += 1.0;
        }
        sum / f64::max(count, 1.0)
    }
}

/// How often yes and no were found where each was true.
#[derive(Clone, Copy, Debug, Default)]
pub struct Binary {
    none: f64,
    extra: f64,
    missed: f64,
    hit: f64,
}

impl Binary {
    /// Counts pairs of truth and what was found.
    pub fn of(pairs: impl Iterator<Item = (bool, bool)>) -> Binary {
        let mut counts = Binary::default();
        for pair in pairs {
            *match pair {
                (false, false) => &mut counts.none,
                (false, true) => &mut counts.extra,
                (true, false) => &mut counts.missed,
                (true, true) => &mut counts.hit,
            } += 1.0;
        }
        counts
    }

    /// Of what was found the share that is true, in percent.
    pub fn precision(&self) -> f64 {
        100.0 * self.hit / (self.hit + self.extra).max(1.0)
    }

    /// Of what is true the share that was found, in percent.
    pub fn recall(&self) -> f64 {
        100.0 * self.hit / (self.hit + self.missed).max(1.0)
    }

    /// Matthews correlation, −1 to 1; 0 where one side does not occur.
    pub fn correlation(&self) -> f64 {
        let Binary { none, extra, missed, hit } = *self;
        let below = ((hit + extra) * (hit + missed) * (none + extra) * (none + missed)).sqrt();
        if below == 0.0 { 0.0 } else { (hit * none - extra * missed) / below }
    }
}

/// How likely a text of the group has a higher value than one outside it, in percent; ties count half.
pub fn auc(values: &[(f64, bool)]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let inside = sorted.iter().filter(|value| value.1).count() as f64;
    let outside = sorted.len() as f64 - inside;
    let (mut below, mut sum) = (0.0, 0.0);
    for tied in sorted.chunk_by(|a, b| a.0 == b.0) {
        let here = tied.iter().filter(|value| value.1).count() as f64;
        let others = tied.len() as f64 - here;
        sum += here * (below + others / 2.0);
        below += others;
    }
    100.0 * sum / (inside * outside).max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_those_of_the_definitions() {
        let mut confusion = Confusion::default();
        for (truth, found) in [(0, 0), (0, 1), (1, 1), (1, 1), (2, 1), (2, 2)] {
            confusion.add(LABELS[truth], LABELS[found]);
        }
        assert!((confusion.accuracy() - 400.0 / 6.0).abs() < 1e-9);
        assert!((confusion.recall(Label::Negative) - 50.0).abs() < 1e-9);
        // 2/3, 4/6 and 2/3.
        assert!((confusion.macro_f1() - 200.0 / 3.0).abs() < 1e-9);
    }

    #[test]
    fn pairs_of_yes_and_no_are_counted() {
        let pairs =
            [(true, true), (true, true), (true, false), (false, true), (false, false), (false, false)];
        let counts = Binary::of(pairs.into_iter());
        assert!(
            (counts.precision() - 200.0 / 3.0).abs() < 1e-9 && (counts.recall() - 200.0 / 3.0).abs() < 1e-9
        );
        // (2·2 − 1·1) / √(3·3·3·3)
        assert!((counts.correlation() - 1.0 / 3.0).abs() < 1e-9);
    }

    #[test]
    fn the_area_counts_pairs() {
        assert!((auc(&[(1.0, false), (2.0, true), (3.0, true)]) - 100.0).abs() < 1e-9);
        assert!((auc(&[(1.0, false), (1.0, true)]) - 50.0).abs() < 1e-9);
        assert!((auc(&[(3.0, false), (2.0, true), (1.0, false), (4.0, true)]) - 75.0).abs() < 1e-9);
    }
}
