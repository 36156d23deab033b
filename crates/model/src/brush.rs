//! Brushing: once everything is counted for each bin of the chart under the pointer, every brush over it is answered by
//! subtracting two rows of sums, whatever the number of records. The idea is that of Falcon (Moritz, Howe and Heer, 2019).

use serde::{Deserialize, Serialize};

use crate::dimension::Dimension;
use crate::measure::MEASURES;
use crate::selection::{Mode, Span};
use crate::stat::{Moments, Quantiles};
use crate::summary::{Counts, Figures, Group, Summary};

/// The bins of a chart that is brushed: days, or durations in milliseconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Strip {
    /// What the chart is of.
    pub dimension: Dimension,
    /// First key of each bin, ascending.
    pub firsts: Vec<i64>,
    /// Last key of the last bin.
    pub last: i64,
}

impl Strip {
    /// How many bins there are.
    pub fn len(&self) -> usize {
        self.firsts.len()
    }

    /// Whether there is no bin.
    pub fn is_empty(&self) -> bool {
        self.firsts.is_empty()
    }

    /// The bin of a key; one that lies before all bins is in the first, one behind in the last.
    #[inline]
    pub fn of(&self, key: i64) -> u32 {
        self.firsts.partition_point(|first| *first <= key).saturating_sub(1) as u32
    }

    /// The bins that a span covers, as the first and the one behind the last; `None` when it begins or ends inside one.
    fn covered(&self, span: Span) -> Option<(usize, usize)> {
        let edge = |key: i64| self.firsts.binary_search(&key).ok();
        let from = if self.firsts.first() >= Some(&span.from) { 0 } else { edge(span.from)? };
        let to = if span.to >= self.last { self.len() } else { edge(span.to + 1)? };
        (from <= to).then_some((from, to))
    }
}

/// Sums of everything that is counted, up to each bin of a strip.
#[derive(Clone, Debug)]
pub struct BrushIndex {
    strip: Strip,
    /// The place of the chart that is brushed: its own clause does not filter it.
    own: Option<usize>,
    /// What all rows come to, whatever their bin.
    all: Summary,
    /// The keys of each list of counts: of every chart totals and selected, then of every menu.
    lists: Vec<Vec<i64>>,
    counts: Sums<u64>,
    /// Of every chart.
    absent: Sums<u64>,
    /// Count and sum of every measure: as the durations.
    measures: Sums<i64>,
    /// Durations of all rows and, where some clause highlights, of those that are selected.
    durations: Vec<Sums<u32>>,
}

/// Rows of numbers, each the sum of all before it.
#[derive(Clone, Debug, Default)]
struct Sums<T> {
    width: usize,
    rows: Vec<T>,
}

impl<T: Copy + Default + std::ops::Add<Output = T> + std::ops::Sub<Output = T>> Sums<T> {
    /// Sums of so many numbers, with a first row of nothing.
    fn new(width: usize) -> Self {
        Sums { width, rows: vec![T::default(); width] }
    }

    /// Adds a row: the one before it and these numbers; what is missing is nothing.
    fn push(&mut self, numbers: impl Iterator<Item = T>) {
        let from = self.rows.len().saturating_sub(self.width);
        let mut numbers = numbers;
        for at in from..from + self.width {
            let before = self.rows.get(at).copied().unwrap_or_default();
            self.rows.push(before + numbers.next().unwrap_or_default());
        }
    }

    /// What the rows between two bins come to.
    fn between(&self, (from, to): (usize, usize)) -> impl Iterator<Item = T> {
        let row = |bin: usize| self.rows.get(bin * self.width..(bin + 1) * self.width).unwrap_or(&[]);
        row(to).iter().zip(row(from)).map(|(to, from)| *to - *from)
    }
}

impl BrushIndex {
    /// The index of what was counted for each bin of the strip, and for the rows without one, by the charts of a question
    /// that has no clause of the strip's dimension. Unless the question is `split`, which is to say that it highlights
    /// something, the figures of what is selected are those of the whole, and the parts leave them out.
    pub fn new(strip: Strip, charts: &[Dimension], parts: &[Summary], split: bool) -> BrushIndex {
        let mut all = Summary::default();
        parts.iter().for_each(|part| all.merge(part));
        if !split {
            all.selected = all.whole.clone();
        }
        let lists: Vec<Vec<i64>> =
            lists(&all).map(|counts| counts.iter().map(|(key, _)| key).collect()).collect();
        let kinds: &[fn(&Summary) -> &Figures] = &[|part| &part.whole, |part| &part.selected];
        let kinds = kinds.get(..if split { 2 } else { 1 }).unwrap_or(kinds);
        let longest = |figures: &fn(&Summary) -> &Figures| figures(&all).durations.bins().len();
        let mut index = BrushIndex {
            counts: Sums::new(lists.iter().map(Vec::len).sum()),
            absent: Sums::new(all.groups.len()),
            measures: Sums::new(MEASURES.len() * 2 * kinds.len()),
            own: charts.iter().position(|chart| *chart == strip.dimension),
            durations: kinds.iter().map(|figures| Sums::new(longest(figures))).collect(),
            strip,
            lists,
            all,
        };
        for part in parts.iter().take(index.strip.len()) {
            let lists = index.lists.iter().zip(self::lists(part));
            index.counts.push(lists.flat_map(|(keys, counts)| keys.iter().map(|key| counts.get(*key))));
            index.absent.push(part.groups.iter().map(|group| group.absent));
            let moments = kinds.iter().flat_map(|figures| {
                MEASURES
                    .iter()
                    .map(|measure| figures(part).moments(*measure))
                    .flat_map(|one| [one.count as i64, one.sum])
            });
            index.measures.push(moments);
            for (sums, figures) in index.durations.iter_mut().zip(kinds) {
                sums.push(figures(part).durations.bins().iter().map(|count| *count as u32));
            }
        }
        index
    }

    /// What a brush over this span comes to: the answer to a question with that clause. `None` when the span does not
    /// begin and end where bins do.
    pub fn answer(&self, span: Span, mode: Mode) -> Option<Summary> {
        let bins = self.strip.covered(span)?;
        let mut numbers = self.counts.between(bins);
        let mut counts = |keys: &Vec<i64>| -> Counts { keys.iter().copied().zip(numbers.by_ref()).collect() };
        let mut lists = self.lists.iter();
        let mut absent = self.absent.between(bins);
        let filters = mode == Mode::Filter;
        let mut summary = self.all.clone();
        for (place, group) in summary.groups.iter_mut().enumerate() {
            let (total, selected) = (counts(lists.next()?), counts(lists.next()?));
            let absent = absent.next()?;
            match filters {
                _ if self.own == Some(place) => {}
                true => *group = Group { total, selected, absent },
                false => group.selected = selected,
            }
        }
        for category in &mut summary.categories {
            *category = counts(lists.next()?);
        }
        let mut measures = self.measures.between(bins);
        let mut counted = self.durations.iter().map(|durations| {
            let mut figures = Figures::default();
            for (measure, [count, sum]) in
                MEASURES.iter().zip(std::iter::from_fn(|| Some([measures.next()?, measures.next()?])))
            {
                figures.set(*measure, Moments { count: count as u64, sum });
            }
            figures.durations = Quantiles::from_bins(durations.between(bins).map(u64::from).collect());
            figures
        });
        let whole = counted.next()?;
        summary.selected = counted.next().unwrap_or_else(|| whole.clone());
        if filters {
            summary.whole = whole;
        }
        Some(summary)
    }
}

/// All lists of counts of a summary, in the order of [`BrushIndex::lists`].
fn lists(summary: &Summary) -> impl Iterator<Item = &Counts> {
    summary.groups.iter().flat_map(|group| [&group.total, &group.selected]).chain(&summary.categories)
}
