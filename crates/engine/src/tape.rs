//! A list that is written some places ahead: who adds a few things, and not always as many, writes a fixed number of
//! places and keeps those that count, without a branch on how many they are.

/// Things in order, with room behind them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tape<T> {
    /// What counts, then what was written ahead or never.
    list: Vec<T>,
    used: usize,
}

impl<T: Copy + Default> Tape<T> {
    /// Makes room for so many more.
    pub(crate) fn reserve(&mut self, more: usize) {
        if self.list.len() < self.used + more {
            self.list.resize(self.used + more, T::default());
        }
    }

    /// The next places, to be written; those of them that [`Tape::keep`] counts are added.
    #[inline(always)]
    pub(crate) fn ahead<const N: usize>(&mut self) -> Option<&mut [T; N]> {
        if self.list.len() < self.used + N {
            self.grow(N);
        }
        self.list.get_mut(self.used..)?.first_chunk_mut()
    }

    #[cold]
    #[inline(never)]
    fn grow(&mut self, more: usize) {
        self.reserve(more.max(self.used));
    }

    /// Counts so many of the places that were written ahead.
    #[inline(always)]
    pub(crate) fn keep(&mut self, count: usize) {
        self.used = (self.used + count).min(self.list.len());
    }

    /// Adds one thing.
    #[inline(always)]
    pub(crate) fn push(&mut self, thing: T) {
        if let Some([place]) = self.ahead() {
            *place = thing;
            self.keep(1);
        }
    }

    /// Forgets all after the first `count`.
    pub(crate) fn truncate(&mut self, count: usize) {
        self.used = self.used.min(count);
    }

    /// How many there are.
    #[inline(always)]
    pub(crate) fn len(&self) -> usize {
        self.used
    }

    /// All of them.
    #[inline(always)]
    pub(crate) fn as_slice(&self) -> &[T] {
        self.list.get(..self.used).unwrap_or(&[])
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_kept_is_there_and_nothing_else(steps in prop::collection::vec((any::<[u8; 4]>(), 0..=4_usize, any::<bool>()), 0..40), room in 0..20_usize) {
            let (mut tape, mut list) = (Tape::default(), Vec::new());
            tape.reserve(room);
            for (things, count, cut) in steps {
                *tape.ahead().unwrap() = things;
                tape.keep(count);
                list.extend_from_slice(&things[..count]);
                if cut {
                    tape.truncate(list.len() / 2);
                    list.truncate(list.len() / 2);
                    tape.push(7);
                    list.push(7);
                }
                prop_assert_eq!((tape.as_slice(), tape.len()), (list.as_slice(), list.len()));
            }
        }
    }
}
