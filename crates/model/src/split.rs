//! Cutting a file into slices so that any cut gives the same records.
//!
//! A shard that is handed a slice looks for the first line end, assuming that the slice begins outside quotes.
//! Reading that begins at a true record start gives true records; so slice after slice is *settled* when the end
//! of the one before is its first record, and read again from there when it is not.

use crate::message::{Seam, Slice};

/// How slices of one file are dealt out, read and settled.
#[derive(Clone, Debug)]
pub struct Splitting {
    /// Whether each slice must wait for the end of the one before (formats whose records cannot be found from
    /// the middle).
    chained: bool,
    slices: Vec<State>,
    settled: usize,
    begin: u64,
}

#[derive(Clone, Debug)]
struct State {
    from: u64,
    to: u64,
    dealt: bool,
    /// Where it must begin, once known to be read again.
    again: Option<u64>,
    seam: Option<Seam>,
}

impl Splitting {
    /// A file of `size` bytes whose records begin at `begin`, in slices of `length` bytes.
    pub fn new(begin: u64, size: u64, length: u64, chained: bool) -> Self {
        Self::by(begin, size, chained, |_| length)
    }

    /// The same in slices that grow smaller towards the end, within bounds, so that none of so many shards waits
    /// long for the others: each slice is half of what would be an equal share of the rest (guided
    /// self-scheduling, Polychronopoulos and Kuck 1987). The first ones are no longer than what is before them, so that
    /// something is known soon.
    pub fn guided(
        begin: u64,
        size: u64,
        (shortest, longest): (u64, u64),
        shards: u32,
        chained: bool,
    ) -> Self {
        let shares = u64::from(shards.max(1)) * 2;
        let all = size.saturating_sub(begin);
        Self::by(begin, size, chained, |rest| (rest / shares).min(all - rest).clamp(shortest, longest))
    }

    /// Slices whose length depends on how many bytes are left.
    fn by(begin: u64, size: u64, chained: bool, length: impl Fn(u64) -> u64) -> Self {
        let begin = begin.min(size);
        let state = |from, to| State { from, to, dealt: false, again: None, seam: None };
        let mut slices = Vec::new();
        let mut from = begin;
        while from < size {
            let to = from + length(size - from).clamp(1, size - from);
            slices.push(state(from, to));
            from = to;
        }
        if slices.is_empty() {
            slices.push(state(begin, size));
        }
        Splitting { chained, slices, settled: 0, begin }
    }

    /// How many slices.
    pub fn len(&self) -> usize {
        self.slices.len()
    }

    /// Never: a file has at least one slice, if an empty one.
    pub fn is_empty(&self) -> bool {
        self.slices.is_empty()
    }

    /// The next slice to read that nobody reads yet.
    pub fn next_slice(&mut self) -> Option<Slice> {
        let reach = if self.chained { self.settled + 1 } else { self.slices.len() };
        let index = self.slices.iter().take(reach).position(|slice| !slice.dealt)?;
        let start = self.true_start(index);
        let slice = self.slices.get_mut(index)?;
        slice.dealt = true;
        let from = slice.again.or(start).unwrap_or(slice.from);
        let exact = slice.again.is_some() || start.is_some();
        Some(Slice { index: index as u32, from, to: slice.to, exact })
    }

    /// Where slice `index` truly begins, when the slices before it are settled.
    fn true_start(&self, index: usize) -> Option<u64> {
        match index {
            0 => Some(self.begin),
            _ if index <= self.settled => self.slices.get(index - 1)?.seam.map(|seam| seam.end),
            _ => None,
        }
    }

    /// A slice was read. Slices that must be read again become available through [`Splitting::next_slice`].
    pub fn read(&mut self, index: u32, seam: Seam) {
        if let Some(slice) = self.slices.get_mut(index as usize) {
            slice.seam = Some(seam);
        }
        while let Some(start) = self.true_start(self.settled) {
            let Some(slice) = self.slices.get_mut(self.settled) else { break };
            match slice.seam {
                Some(seam) if seam.first == start => self.settled += 1,
                Some(_) => {
                    slice.seam = None;
                    slice.dealt = false;
                    slice.again = Some(start);
                    break;
                }
                None => break,
            }
        }
    }

    /// Whether every slice is settled.
    pub fn is_settled(&self) -> bool {
        self.settled == self.slices.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads records of `starts` (their first bytes, ascending) as a shard would that guesses `guess`.
    fn read(starts: &[u64], size: u64, slice: Slice, wrong: bool) -> Seam {
        let next = |at: u64| starts.iter().copied().find(|s| *s >= at).unwrap_or(size);
        let first = if slice.exact { slice.from } else { next(slice.from) + u64::from(wrong) };
        Seam { first, end: next(slice.to.max(first)) }
    }

    #[test]
    fn a_wrong_guess_is_read_again_from_the_true_start() {
        let starts = [3, 10, 25, 26, 40, 71];
        let mut split = Splitting::new(3, 80, 20, false);
        let dealt: Vec<Slice> = std::iter::from_fn(|| split.next_slice()).collect();
        assert_eq!(dealt.iter().filter(|slice| slice.exact).count(), 1);
        for slice in dealt.into_iter().rev() {
            split.read(slice.index, read(&starts, 80, slice, slice.index == 2));
        }
        let again = split.next_slice().unwrap();
        assert_eq!((again.index, again.from, again.exact), (2, 71, true));
        split.read(2, read(&starts, 80, again, false));
        assert!(split.is_settled() && split.next_slice().is_none());
    }

    #[test]
    fn a_chained_file_is_read_in_order_from_true_starts_only() {
        let starts = [0, 30, 31];
        let mut split = Splitting::new(0, 60, 20, true);
        let first = split.next_slice().unwrap();
        assert!(first.exact && split.next_slice().is_none());
        split.read(0, read(&starts, 60, first, false));
        let second = split.next_slice().unwrap();
        assert_eq!((second.from, second.exact), (30, true));
    }

    #[test]
    fn an_empty_file_has_one_empty_slice() {
        let mut split = Splitting::new(3, 3, 10, false);
        let slice = split.next_slice().unwrap();
        assert_eq!((slice.from, slice.to), (3, 3));
        split.read(0, Seam { first: 3, end: 3 });
        assert!(split.is_settled());
    }
}
