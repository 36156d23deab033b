//! A map from hashes of words to numbers: open addressing, one probe mostly, nothing allocated when it is asked.
//!
//! A slot holds half of a key's bits, its place stands for others: 8 bytes a slot keep a whole lexicon near the
//! processor. Two keys are taken for one as rarely as two hashes of 48 bits are equal.

/// From 64-bit keys that are hashes already to `u32`.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    /// Tag and value; a value of [`FREE`] is a free slot.
    slots: Vec<(u32, u32)>,
    /// All keys with their values, to move them when the table grows.
    keys: Vec<(u64, u32)>,
}

/// No value.
const FREE: u32 = u32::MAX;

impl Default for Table {
    fn default() -> Self {
        Table { slots: vec![(0, FREE); 16], keys: Vec::new() }
    }
}

/// Spreads the bits of a key: FNV's low bits alone are weak. The low half is its place, the high half its tag.
#[inline]
fn spread(key: u64) -> (usize, u32) {
    let mixed = (key ^ key >> 32).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    ((mixed >> 16) as u32 as usize, (mixed >> 32) as u32)
}

impl Table {
    /// The value of a key.
    #[inline]
    pub(crate) fn get(&self, key: u64) -> Option<u32> {
        let mask = self.slots.len() - 1;
        let (place, tag) = spread(key);
        let mut at = place & mask;
        loop {
            let (found, value) = self.slots.get(at).copied()?;
            if value == FREE {
                return None;
            }
            if found == tag {
                return Some(value);
            }
            at = (at + 1) & mask;
        }
    }

    /// Sets the value of a key; `u32::MAX` cannot be one and is ignored.
    pub(crate) fn insert(&mut self, key: u64, value: u32) {
        if value == FREE {
            return;
        }
        self.keys.push((key, value));
        if self.keys.len() * 5 >= self.slots.len() * 2 {
            self.slots = vec![(0, FREE); self.slots.len() * 2];
            for (key, value) in std::mem::take(&mut self.keys) {
                self.put(key, value);
                self.keys.push((key, value));
            }
        } else {
            self.put(key, value);
        }
    }

    fn put(&mut self, key: u64, value: u32) {
        let mask = self.slots.len() - 1;
        let (place, tag) = spread(key);
        let mut at = place & mask;
        while let Some(slot) = self.slots.get_mut(at) {
            if slot.1 == FREE || slot.0 == tag {
                *slot = (tag, value);
                return;
            }
            at = (at + 1) & mask;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_answers_as_an_ordered_map_does(pairs in prop::collection::vec((0_u64..200, 0_u32..9), 0..300)) {
            let (mut table, mut map) = (Table::default(), BTreeMap::new());
            for (key, value) in pairs {
                table.insert(key, value);
                map.insert(key, value);
            }
            for key in 0..200 {
                prop_assert_eq!(table.get(key), map.get(&key).copied());
            }
        }
    }
}
