//! Cells as words of eight bytes: judged and hashed a word at a time, short ones without a branch on their length,
//! which follows no pattern.
//!
//! A hash is the sum of its words, each times an odd number of its place (multilinear hashing, Dietzfelbinger 1996),
//! stirred at the end as MurmurHash3 does. As a product carries differences only upwards, the upper half of each word
//! is laid over its lower one first. Hashes are compared across shards and never stored.

use wide::u8x16;

/// Bytes of a short cell at the most.
pub(super) const SHORT: usize = 32;

/// Bytes of a word.
const WORD: usize = 8;

/// Words of a short cell.
const WORDS: usize = SHORT / WORD;

/// What the number of a place is multiplied with: odd, its bits without a pattern (the golden ratio).
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

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

#[inline(always)]
fn words_of(bytes: &[u8; SHORT]) -> [u64; WORDS] {
    let (words, _) = bytes.as_chunks::<WORD>();
    std::array::from_fn(|place| words.get(place).map_or(0, |word| u64::from_le_bytes(*word)))
}

/// The bytes that count of a window of which so many do; `None` where they are more than a window has.
#[inline(always)]
fn kept(length: usize) -> Option<&'static [u8; SHORT]> {
    KEPT.get(SHORT.checked_sub(length)?..)?.first_chunk()
}

impl Short {
    /// The first `length` bytes of a window; `None` where a cell is longer.
    #[inline(always)]
    pub(super) fn new(window: &[u8; SHORT], length: usize) -> Option<Self> {
        let (bytes, kept) = (words_of(window), words_of(kept(length)?));
        Some(Short { words: std::array::from_fn(|place| bytes[place] & kept[place]), length })
    }

    /// A text, or as much of it as is short, with its whole length.
    pub(super) fn of(text: &[u8]) -> Self {
        let mut window = [0; SHORT];
        window.iter_mut().zip(text).for_each(|(to, from)| *to = *from);
        Short { words: words_of(&window), length: text.len() }
    }

    /// Whether it is another one.
    #[inline(always)]
    pub(super) fn differs(&self, other: &Short) -> bool {
        let differ = |place: usize| self.words[place] ^ other.words[place];
        let length = (self.length ^ other.length) as u64;
        differ(0) | differ(1) | differ(2) | differ(3) | length != 0
    }

    /// The same as [`text_hash`].
    #[inline(always)]
    pub(super) fn hash(self) -> u64 {
        let words = self.words.into_iter().zip(PLACES);
        stirred(words.fold(seed(self.length), |sum, (word, [place, _])| sum.wrapping_add(times(word, place))))
    }
}

/// Whether the first `length` bytes of a window are nothing but visible ASCII; see [`super::text::is_visible`].
#[inline(always)]
pub(super) fn is_visible(window: &[u8; SHORT], length: usize) -> bool {
    let Some(kept) = kept(length) else { return false };
    let (window, _) = window.as_chunks::<16>();
    let (kept, _) = kept.as_chunks::<16>();
    let odd = |(bytes, kept): (&[u8; 16], &[u8; 16])| {
        // Above the visible ones, once what lies below them has been brought there.
        let above = (u8x16::new(*bytes) - u8x16::splat(b'!')).saturating_sub(u8x16::splat(b'~' - b'!'));
        above & u8x16::new(*kept)
    };
    let odd = window.iter().zip(kept).map(odd).fold(u8x16::default(), |all, odd| all | odd);
    odd.simd_eq(u8x16::default()).to_bitmask() == 0xffff
}

/// Two odd numbers for each of the first places.
const PLACES: [[u64; 2]; 8] = {
    let mut places = [[0; 2]; 8];
    let mut at = 0;
    while at < places.len() {
        places[at] = [place(2 * at as u64), place(2 * at as u64 + 1)];
        at += 1;
    }
    places
};

/// An odd number without a pattern (the finalizer of SplitMix64, Sebastiano Vigna).
const fn place(number: u64) -> u64 {
    let word = (number + 1).wrapping_mul(GOLDEN);
    let word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (word ^ (word >> 31)) | 1
}

/// The numbers of a place.
#[inline(always)]
fn places(at: usize) -> [u64; 2] {
    PLACES.get(at).copied().unwrap_or_else(|| [place(2 * at as u64), place(2 * at as u64 + 1)])
}

#[inline(always)]
fn seed(length: usize) -> u64 {
    (length as u64).wrapping_mul(GOLDEN)
}

#[inline(always)]
fn times(word: u64, place: u64) -> u64 {
    (word ^ (word >> 32)).wrapping_mul(place)
}

/// A sum whose bits all depend on each other.
#[inline(always)]
fn stirred(sum: u64) -> u64 {
    let sum = (sum ^ (sum >> 32)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    let sum = (sum ^ (sum >> 29)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    sum ^ (sum >> 32)
}

/// The words of a text, zeros after its end.
#[inline(always)]
fn words(text: &[u8]) -> impl Iterator<Item = u64> {
    words_from(text, 0)
}

/// The same from so many bytes on, which are whole words.
#[inline(always)]
fn words_from(text: &[u8], from: usize) -> impl Iterator<Item = u64> {
    let (whole, rest) = text.get(from..).unwrap_or(&[]).as_chunks::<WORD>();
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
    // Words of nothing but zeros add nothing.
    let sum = |sum: u64, (at, word)| sum.wrapping_add(times(word, places(at)[0]));
    stirred(words(text).enumerate().fold(seed(text.len()), sum))
}

/// The hash by which clean keys are compared, 128 bits; never 0.
#[inline]
pub fn key_hash(text: &[u8]) -> u128 {
    let add = |(low, high): (u64, u64), word: u64, [one, other]: [u64; 2]| {
        (low.wrapping_add(times(word, one)), high.wrapping_add(times(word, other)))
    };
    let seed = seed(text.len());
    // The first words without a loop: keys are mostly of one length, and long.
    let (head, first) = match text.first_chunk::<SHORT>() {
        Some(head) => (words_of(head), WORDS),
        None => ([0; WORDS], 0),
    };
    let sums = head.into_iter().zip(PLACES).fold((seed, seed), |sums, (word, place)| add(sums, word, place));
    let (low, high) = (first..)
        .zip(words_from(text, first * WORD))
        .fold(sums, |sums, (at, word)| add(sums, word, places(at)));
    (u128::from(stirred(high)) << 64 | u128::from(stirred(low))).max(1)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;
    use crate::clean::text;

    proptest! {
        #[test]
        fn short_cells_are_judged_and_hashed_as_texts(text in prop::collection::vec(any::<u8>(), 0..=SHORT), visible in any::<bool>(), behind in any::<u8>()) {
            let text: Vec<u8> = if visible { text.iter().map(|byte| b'!' + byte % 94).collect() } else { text };
            let mut window = [behind; SHORT];
            window[..text.len()].copy_from_slice(&text);
            let short = Short::new(&window, text.len()).unwrap();
            prop_assert_eq!(short, Short::of(&text));
            prop_assert_eq!(is_visible(&window, text.len()), text::is_visible(&text));
            let mut other = text.clone();
            other.push(b'x');
            prop_assert!(!short.differs(&Short::of(&text)) && short.differs(&Short::of(&other)));
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
            [
                format!("{n}"),
                format!("{n:016}"),
                format!("CALL_{n:x}_{n:04}"),
                format!("{}0{n:09}", "a".repeat(40)),
            ]
        });
        let texts: HashSet<String> = texts.chain((0..200).map(|n| "\0".repeat(n))).collect();
        let hashes: Vec<u128> = texts.iter().map(|text| key_hash(text.as_bytes())).collect();
        let distinct =
            |part: fn(u128) -> u64| hashes.iter().map(|hash| part(*hash)).collect::<HashSet<_>>().len();
        assert_eq!(distinct(|hash| hash as u64), texts.len());
        assert_eq!(distinct(|hash| (hash >> 64) as u64), texts.len());
        assert_eq!(
            texts.iter().map(|text| text_hash(text.as_bytes())).collect::<HashSet<_>>().len(),
            texts.len()
        );
        // Of so many random words of 32 bits, about seven are equal to another one.
        assert!(distinct(|hash| u64::from(hash as u32)) + 30 > texts.len());
        let even = hashes.iter().filter(|hash| ((**hash >> 96) as u32).is_multiple_of(2)).count();
        assert!(even.abs_diff(texts.len() / 2) < 2_000, "{even} of {}", texts.len());
    }
}
