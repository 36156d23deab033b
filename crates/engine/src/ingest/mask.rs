//! Which of 64 bytes are delimiters, quotes and line ends, as bits. Sixteen bytes a compare; no state.

use wide::u8x16;

/// Bytes in a step.
pub(crate) const STEP: usize = 64;

/// Bit n stands for byte n.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Mask {
    pub(crate) delimiter: u64,
    pub(crate) quote: u64,
    pub(crate) cr: u64,
    pub(crate) lf: u64,
    /// Bytes that end a physical line: every CR, and every LF but that of a CR LF.
    pub(crate) ends: u64,
}

/// What is looked for, sixteen times each.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Finder {
    delimiter: u8x16,
    quote: u8x16,
    /// All bits, or none where nothing quotes.
    quoting: u64,
}

impl Finder {
    pub(crate) fn new(delimiter: u8, quote: Option<u8>) -> Self {
        Finder {
            delimiter: u8x16::splat(delimiter),
            quote: u8x16::splat(quote.unwrap_or(0)),
            quoting: if quote.is_some() { u64::MAX } else { 0 },
        }
    }

    /// The mask of the step that begins at `at`, and how many bytes it has. `after_cr` is whether the byte before
    /// is a CR, and then whether the step's last byte is one.
    #[inline(always)]
    pub(crate) fn find(&self, bytes: &[u8], at: usize, after_cr: &mut bool) -> (Mask, usize) {
        let (mut mask, width) = match bytes.get(at..).and_then(<[u8]>::first_chunk::<STEP>) {
            Some(step) => (self.step(step), STEP),
            None => self.last(bytes.get(at..).unwrap_or(&[])),
        };
        mask.ends = mask.cr | (mask.lf & !((mask.cr << 1) | u64::from(*after_cr)));
        *after_cr = mask.cr >> (STEP - 1) != 0;
        (mask, width)
    }

    #[inline(always)]
    fn step(&self, step: &[u8; STEP]) -> Mask {
        let (cr, lf) = (u8x16::splat(b'\r'), u8x16::splat(b'\n'));
        let (lanes, _) = step.as_chunks::<16>();
        let bits = |wanted: u8x16| {
            let bits = |(n, lane): (usize, &[u8; 16])| {
                u64::from(u8x16::new(*lane).simd_eq(wanted).to_bitmask()) << (16 * n)
            };
            lanes.iter().enumerate().fold(0, |all, lane| all | bits(lane))
        };
        let mut mask = Mask { delimiter: bits(self.delimiter), lf: bits(lf), ..Mask::default() };
        // Most steps of most files have neither.
        let rare = |lane: &[u8; 16]| {
            let lane = u8x16::new(*lane);
            lane.simd_eq(self.quote) | lane.simd_eq(cr)
        };
        if lanes.iter().fold(u8x16::default(), |any, lane| any | rare(lane)).to_bitmask() != 0 {
            (mask.quote, mask.cr) = (bits(self.quote) & self.quoting, bits(cr));
        }
        mask
    }

    /// Fewer than 64 bytes: padded with zeros, of which no bit is kept.
    #[cold]
    fn last(&self, rest: &[u8]) -> (Mask, usize) {
        let mut step = [0; STEP];
        for (to, from) in step.iter_mut().zip(rest) {
            *to = *from;
        }
        let kept = !u64::MAX.unbounded_shl(rest.len() as u32);
        let mut mask = self.step(&step);
        for bits in [&mut mask.delimiter, &mut mask.quote, &mut mask.cr, &mut mask.lf] {
            *bits &= kept;
        }
        (mask, rest.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn plainly(bytes: &[u8], wanted: u8) -> u64 {
        bytes.iter().take(STEP).enumerate().map(|(n, byte)| u64::from(*byte == wanted) << n).sum()
    }

    proptest! {
        #[test]
        fn masks_equal_a_plain_loop(bytes in prop::collection::vec(prop::sample::select(b"a,\"\r\n\0".to_vec()), 0..150), at in 0..150usize) {
            let (mask, length) = Finder::new(b',', Some(b'"')).find(&bytes, at, &mut false);
            let rest = bytes.get(at..).unwrap_or(&[]);
            prop_assert_eq!(length, rest.len().min(STEP));
            prop_assert_eq!(mask.delimiter, plainly(rest, b','));
            prop_assert_eq!(mask.quote, plainly(rest, b'"'));
            prop_assert_eq!((mask.cr, mask.lf), (plainly(rest, b'\r'), plainly(rest, b'\n')));
            let text = String::from_utf8_lossy(&rest[..length]).replace("\r\n", "\n");
            prop_assert_eq!(mask.ends.count_ones() as usize, text.matches(['\r', '\n']).count());
        }
    }
}
