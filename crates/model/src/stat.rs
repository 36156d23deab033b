//! The two accumulators that carry every metric. Both are commutative monoids over integers, so the answer is the
//! same for one shard and for eight, in any order.

use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// A running summary of whole numbers: adding and merging in any order gives the same.
pub trait Stat: Default + Clone + Serialize + DeserializeOwned {
    /// Takes one value in.
    fn add(&mut self, value: i64);
    /// Takes in all that another one has seen.
    fn merge(&mut self, other: &Self);
}

/// How many values, and their sum.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moments {
    /// Number of values.
    pub count: u64,
    /// Sum of values, in the unit of the measure.
    pub sum: i64,
}

impl Stat for Moments {
    #[inline]
    fn add(&mut self, value: i64) {
        self.count += 1;
        self.sum += value;
    }

    #[inline]
    fn merge(&mut self, other: &Self) {
        self.count += other.count;
        self.sum += other.sum;
    }
}

/// Counts of durations in fixed bins: one second wide below an hour, then 128 bins for each doubling, so a value
/// read back is exact to the second below an hour and at most 0.8 % off above.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quantiles {
    count: u64,
    bins: Vec<u64>,
}

/// Seconds below which a bin is one second wide.
const EXACT_BELOW: u64 = 3600;
/// Bins for each doubling above.
const PER_DOUBLING: u64 = 128;
/// The exponent of the first doubling: 2^11 = 2048 is the last power of two below an hour.
const FIRST_EXPONENT: u64 = 11;

#[inline]
fn bin_of(seconds: u64) -> usize {
    if seconds < EXACT_BELOW {
        return seconds as usize;
    }
    let exponent = u64::from(seconds.ilog2());
    let part = (seconds >> (exponent - 7)) & (PER_DOUBLING - 1);
    (EXACT_BELOW + (exponent - FIRST_EXPONENT) * PER_DOUBLING + part) as usize
}

fn seconds_of(bin: usize) -> u64 {
    let bin = bin as u64;
    if bin < EXACT_BELOW {
        return bin;
    }
    let exponent = (bin - EXACT_BELOW) / PER_DOUBLING + FIRST_EXPONENT;
    let part = (bin - EXACT_BELOW) % PER_DOUBLING;
    (PER_DOUBLING + part) << (exponent - 7)
}

impl Stat for Quantiles {
    /// Takes in a duration in milliseconds; negative ones count as zero, fractions of a second are dropped.
    #[inline]
    fn add(&mut self, value: i64) {
        let bin = Quantiles::place(value);
        if bin >= self.bins.len() {
            self.bins.resize(bin + 1, 0);
        }
        if let Some(slot) = self.bins.get_mut(bin) {
            *slot += 1;
        }
        self.count += 1;
    }

    fn merge(&mut self, other: &Self) {
        if other.bins.len() > self.bins.len() {
            self.bins.resize(other.bins.len(), 0);
        }
        for (slot, more) in self.bins.iter_mut().zip(&other.bins) {
            *slot += more;
        }
        self.count += other.count;
    }
}

impl Quantiles {
    /// The bin of a duration in milliseconds.
    #[inline]
    pub fn place(milliseconds: i64) -> usize {
        bin_of(u64::try_from(milliseconds / 1000).unwrap_or(0))
    }

    /// The values by bin, as many bins as are used.
    pub(crate) fn bins(&self) -> &[u64] {
        &self.bins
    }

    /// Values by bin; see [`Quantiles::place`].
    pub fn from_bins(mut bins: Vec<u64>) -> Self {
        // As if only these had been taken in.
        bins.truncate(bins.iter().rposition(|count| *count > 0).map_or(0, |last| last + 1));
        Quantiles { count: bins.iter().sum(), bins }
    }

    /// The values, in milliseconds as exact as bins are, with their numbers, ascending.
    pub fn values(&self) -> impl Iterator<Item = (i64, u64)> + '_ {
        let counted = self.bins.iter().enumerate().filter(|(_, count)| **count > 0);
        counted.map(|(bin, count)| (seconds_of(bin) as i64 * 1000, *count))
    }

    /// Number of values.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The value below which `permille` thousandths lie, in milliseconds, by linear interpolation between the
    /// two nearest ranks (Hyndman and Fan's type 7, the default of R, NumPy and Excel). `None` when empty.
    ///
    /// ```
    /// use callscape_model::stat::{Quantiles, Stat};
    /// let mut q = Quantiles::default();
    /// for seconds in [60, 62, 70, 100] {
    ///     q.add(seconds * 1000);
    /// }
    /// assert_eq!(q.quantile(500), Some(66_000));
    /// ```
    pub fn quantile(&self, permille: u64) -> Option<i64> {
        let last = self.count.checked_sub(1)?;
        let (rank, rest) = (last * permille / 1000, last * permille % 1000);
        let low = self.ranked(rank)? as i64;
        let high = self.ranked((rank + 1).min(last))? as i64;
        Some(low * 1000 + (high - low) * rest as i64)
    }

    /// Whether a value of [`Quantiles::quantile`] may be up to 0.8 % off.
    pub fn is_approximate(milliseconds: i64) -> bool {
        milliseconds >= EXACT_BELOW as i64 * 1000
    }

    fn ranked(&self, rank: u64) -> Option<u64> {
        let mut seen = 0;
        for (bin, count) in self.bins.iter().enumerate() {
            seen += count;
            if seen > rank {
                return Some(seconds_of(bin));
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_are_exact_below_an_hour_and_within_one_percent_above() {
        for seconds in (0..EXACT_BELOW).chain((EXACT_BELOW..1_000_000).step_by(997)) {
            let back = seconds_of(bin_of(seconds));
            assert!(back <= seconds && (seconds - back) * 100 <= seconds, "{seconds} came back as {back}");
            assert!(seconds >= EXACT_BELOW || back == seconds);
        }
    }

    #[test]
    fn an_empty_summary_is_neutral() {
        let mut q = Quantiles::default();
        q.add(90_000);
        let before = q.clone();
        q.merge(&Quantiles::default());
        assert_eq!(q, before);
        assert_eq!(Quantiles::default().quantile(500), None);
    }
}
