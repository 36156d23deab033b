//! Cells as words of eight bytes: judged and hashed a word at a time, short ones without a branch on their length,
//! which follows no pattern.
//!
//! A hash is the sum of its words, each mixed by itself with its place (as in Zobrist hashing), by the finalizer of
//! MurmurHash3 (Austin Appleby) with other constants. Hashes are compared across shards and never stored.

/// Bytes of a short cell at the most.
pub(super) const SHORT: usize = 32;

/// Bytes of a word.
const WORD: usize = 8;

/// Words of a short cell.
const WORDS: usize = SHORT / WORD;

/// What makes the place of a word count: odd, its bits without a pattern (the golden ratio).
const PLACE: u64 = 0x9e37_79b9_7f4a_7c15;

/// All bits of the bytes that a short cell has, from `SHORT - length` on.
const KEPT: [u8; 2 * SHORT] = {
    let mut kept = [0; 2 * SHORT];
    let mut at = 0;
    while at < SHORT {
        kept[at] = u8::MAX;
        at += 1;
    }
    kept
};

/// A cell of at most [`SHORT`] bytes; zeros follow its end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Short {
    pub(super) words: [u64; WORDS],
    pub(super) length: usize,
}

fn words_of(bytes: &[u8; SHORT]) -> [u64; WORDS] {
    let (words, _) = bytes.as_chunks::<WORD>();
    std::array::from_fn(|place| words.get(place).map_or(0, |word| u64::from_le_bytes(*word)))
}

impl Short {
    /// The first `length` bytes of a window; `None` where a cell is longer.
    #[inline(always)]
    pub(super) fn new(window: &[u8; SHORT], length: usize) -> Option<Self> {
        let kept = words_of(KEPT.get(SHORT.checked_sub(length)?..)?.first_chunk()?);
        let bytes = words_of(window);
        Some(Short { words: std::array::from_fn(|place| bytes[place] & kept[place]), length })
    }

    /// A text, or as much of it as is short, with its whole length.
    pub(super) fn of(text: &[u8]) -> Self {
        let mut window = [0; SHORT];
        window.iter_mut().zip(text).for_each(|(to, from)| *to = *from);
        Short { words: words_of(&window), length: text.len() }
    }

    /// Whether it is nothing but visible ASCII; see [`super::text::is_visible`].
    #[inline(always)]
    pub(super) fn is_visible(self) -> bool {
        let kept = KEPT.get(SHORT - self.length.min(SHORT)..).and_then(<[u8]>::first_chunk);
        let kept = words_of(kept.unwrap_or(&[0; SHORT]));
        // What follows the end may be marked, too, but what is marked there marks nothing before it.
        let odd = |place: usize| odd_bytes(self.words[place]) & kept[place];
        (odd(0) | odd(1) | odd(2) | odd(3)) == 0
    }

    /// The same as [`text_hash`].
    #[inline(always)]
    pub(super) fn hash(self) -> u64 {
        let [a, b, c, d] = self.words;
        let seed = seed(self.length);
        (seed.wrapping_add(mixed(a, 0)).wrapping_add(mixed(b, 1)))
            .wrapping_add(mixed(c, 2).wrapping_add(mixed(d, 3)))
    }
}

/// The high bit of each byte that is not visible ASCII. A byte below 0x21 may mark those after it as well.
#[inline(always)]
pub(super) fn odd_bytes(word: u64) -> u64 {
    const ONES: u64 = u64::MAX / 255;
    // Below 0x21, above 0x7e, or not ASCII.
    (word.wrapping_sub(ONES * 0x21) | word.wrapping_add(ONES) | word) & (ONES * 0x80)
}

#[inline(always)]
fn seed(length: usize) -> u64 {
    (length as u64).wrapping_mul(PLACE)
}

#[inline(always)]
fn placed(word: u64, place: usize) -> u64 {
    let word = word ^ (place as u64 + 1).wrapping_mul(PLACE);
    word ^ (word >> 32)
}

#[inline(always)]
fn stirred(word: u64, one: u64, two: u64) -> u64 {
    let word = word.wrapping_mul(one);
    let word = (word ^ (word >> 29)).wrapping_mul(two);
    word ^ (word >> 32)
}

/// A word with its place, as good as random.
#[inline(always)]
fn mixed(word: u64, place: usize) -> u64 {
    stirred(placed(word, place), 0xff51_afd7_ed55_8ccd, 0xc4ce_b9fe_1a85_ec53)
}

/// The same, another way.
#[inline(always)]
fn mixed_again(word: u64, place: usize) -> u64 {
    stirred(placed(word, place), 0xbf58_476d_1ce4_e5b9, 0x94d0_49bb_1331_11eb)
}

/// The words of a text, zeros after its end.
#[inline(always)]
fn words(text: &[u8]) -> impl Iterator<Item = u64> {
    let (whole, rest) = text.as_chunks::<WORD>();
    let last = match text.last_chunk::<WORD>() {
        // The last bytes, shifted down to those that no whole word has.
        Some(last) => u64::from_le_bytes(*last).unbounded_shr(8 * (WORD - rest.len()) as u32),
        None => rest.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)),
    };
    let last = (!rest.is_empty()).then_some(last);
    whole.iter().map(|word| u64::from_le_bytes(*word)).chain(last)
}

/// The hash by which clean texts are compared, 64 bits.
#[inline]
pub fn text_hash(text: &[u8]) -> u64 {
    let short = WORDS.saturating_sub(text.len().div_ceil(WORD));
    let all = words(text).chain(std::iter::repeat_n(0, short));
    all.enumerate().fold(seed(text.len()), |sum, (place, word)| sum.wrapping_add(mixed(word, place)))
}

/// The hash by which clean keys are compared, 128 bits; never 0.
#[inline]
pub fn key_hash(text: &[u8]) -> u128 {
    let seed = seed(text.len());
    let (low, high) = words(text).enumerate().fold((seed, seed), |(low, high), (place, word)| {
        (low.wrapping_add(mixed(word, place)), high.wrapping_add(mixed_again(word, place)))
    });
    (u128::from(high) << 64 | u128::from(low)).max(1)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;
    use crate::clean::text::is_visible;

    proptest! {
        #[test]
        fn short_cells_are_judged_and_hashed_as_texts(text in prop::collection::vec(any::<u8>(), 0..=SHORT), visible in any::<bool>(), behind in any::<u8>()) {
            let text: Vec<u8> = if visible { text.iter().map(|byte| b'!' + byte % 94).collect() } else { text };
            let mut window = [behind; SHORT];
            window[..text.len()].copy_from_slice(&text);
            let short = Short::new(&window, text.len()).unwrap();
            prop_assert_eq!(short, Short::of(&text));
            prop_assert_eq!(short.is_visible(), is_visible(&text));
            prop_assert_eq!(short.hash(), text_hash(&text));
        }

        #[test]
        fn words_hold_the_bytes_of_a_text(text in prop::collection::vec(any::<u8>(), 0..70)) {
            let mut bytes: Vec<u8> = words(&text).flat_map(u64::to_le_bytes).collect();
            prop_assert!(bytes.len() < text.len() + WORD && bytes.split_off(text.len()).iter().all(|byte| *byte == 0));
            prop_assert_eq!(bytes, text);
        }
    }

    #[test]
    fn a_longer_cell_is_not_short() {
        assert_eq!(Short::new(&[b'x'; SHORT], SHORT + 1), None);
    }

    /// Numbers in a row, numbers with gaps, the same at the end of a long text, zeros of any length: both halves tell
    /// them apart, and so do the bits by which keys are dealt out and compared first.
    #[test]
    fn texts_that_are_much_alike_have_hashes_that_are_not() {
        let texts = (0..60_000_u32).flat_map(|n| {
            [format!("{n}"), format!("{n:016}"), format!("CALL_{n:x}_{n:04}"), format!("{}0{n:09}", "a".repeat(40))]
        });
        let texts: HashSet<String> = texts.chain((0..200).map(|n| "\0".repeat(n))).collect();
        let hashes: Vec<u128> = texts.iter().map(|text| key_hash(text.as_bytes())).collect();
        let distinct = |part: fn(u128) -> u64| hashes.iter().map(|hash| part(*hash)).collect::<HashSet<_>>().len();
        assert_eq!(distinct(|hash| hash as u64), texts.len());
        assert_eq!(distinct(|hash| (hash >> 64) as u64), texts.len());
        assert_eq!(texts.iter().map(|text| text_hash(text.as_bytes())).collect::<HashSet<_>>().len(), texts.len());
        // Of so many random words of 32 bits, about seven are equal to another one.
        assert!(distinct(|hash| u64::from(hash as u32)) + 30 > texts.len());
        let even = hashes.iter().filter(|hash| (*hash >> 96) as u32 % 2 == 0).count();
        assert!(even.abs_diff(texts.len() / 2) < 2_000, "{even} of {}", texts.len());
    }
}
