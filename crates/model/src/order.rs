//! One stable sort for lists that people read: lines, names, files.
//!
//! The standard library's is compiled anew for every type and comparison, at some 4 kB each, which every visitor of
//! the page downloads. Here places are sorted, and what stands at them is swapped afterwards. Long lists of numbers,
//! where each comparison counts, are better off with [`slice::sort_by`].

use std::cmp::Ordering;
use std::collections::BTreeSet;

/// Sorts `items` by `compare`; equal ones stay in their order.
pub fn sort_by<T>(items: &mut [T], mut compare: impl FnMut(&T, &T) -> Ordering) {
    let swaps = swaps(items.len(), &mut |a, b| match (items.get(a), items.get(b)) {
        (Some(a), Some(b)) => compare(a, b),
        // Places are below the length.
        _ => Ordering::Equal,
    });
    for (at, from) in swaps {
        items.swap(at, from);
    }
}

/// Sorts `items`; equal ones stay in their order.
pub fn sort<T: Ord>(items: &mut [T]) {
    sort_by(items, T::cmp);
}

/// The set of `items`, put in one by one: to collect them would sort them first, with a sort of their own type.
pub fn set<T: Ord>(items: impl IntoIterator<Item = T>) -> BTreeSet<T> {
    let mut set = BTreeSet::new();
    set.extend(items);
    set
}

/// The swaps that bring `count` things in order, one after the other; both places are below `count`.
fn swaps(count: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<(usize, usize)> {
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|a, b| compare(*a, *b));
    let mut swaps = Vec::new();
    for start in 0..count {
        // Along the cycle of places that begins here; a place that is done points at itself.
        let mut at = start;
        while let Some(slot) = order.get_mut(at) {
            let from = std::mem::replace(slot, at);
            if from == start || from == at {
                break;
            }
            swaps.push((at, from));
            at = from;
        }
    }
    swaps
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{sort, sort_by};

    proptest! {
        #[test]
        fn it_sorts_as_the_standard_library_does(keys in prop::collection::vec(0u8..20, 0..200)) {
            let mut ours: Vec<(u8, usize)> = keys.iter().copied().zip(0..).collect();
            let mut theirs = ours.clone();
            sort_by(&mut ours, |a, b| a.0.cmp(&b.0));
            theirs.sort_by_key(|item| item.0);
            prop_assert_eq!(&ours, &theirs);
            ours.reverse();
            sort(&mut ours);
            theirs.sort();
            prop_assert_eq!(ours, theirs);
        }
    }
}
