//! UTF-16 to UTF-8, piece by piece. A file in UTF-16 cannot be cut anywhere, so it is turned into UTF-8 once and
//! read as that. Which encoding a file has is found out in [`super::detect`].

use callscape_model::plan::Encoding;
use encoding_rs::{CoderResult, Decoder, UTF_16BE, UTF_16LE};

/// Turns a file in UTF-16 into UTF-8 without byte order mark. Halves of characters that stand alone become U+FFFD.
pub struct Transcoder {
    decoder: Decoder,
}

impl std::fmt::Debug for Transcoder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Transcoder").field("from", &self.decoder.encoding().name()).finish()
    }
}

impl Transcoder {
    /// From one of both UTF-16 encodings; `None` for those that need no transcoding.
    pub fn new(encoding: Encoding) -> Option<Self> {
        let decoder = match encoding {
            Encoding::Utf16Le => UTF_16LE.new_decoder_with_bom_removal(),
            Encoding::Utf16Be => UTF_16BE.new_decoder_with_bom_removal(),
            Encoding::Utf8 | Encoding::Windows1252 => return None,
        };
        Some(Transcoder { decoder })
    }

    /// The next bytes of the file as UTF-8; `last` says that no more follow.
    pub fn push(&mut self, bytes: &[u8], last: bool) -> Vec<u8> {
        // UTF-16 takes at least two thirds of the bytes of UTF-8; the rest is room for what was held back.
        let mut text = String::with_capacity(bytes.len() / 2 * 3 + 16);
        let mut rest = bytes;
        loop {
            let (result, read, _) = self.decoder.decode_to_string(rest, &mut text, last);
            rest = rest.get(read..).unwrap_or(&[]);
            match result {
                CoderResult::InputEmpty => return text.into_bytes(),
                CoderResult::OutputFull => text.reserve(rest.len() * 2 + 16),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_of_any_length_give_the_same_text() {
        let text = "caller,ciudad\r\n1,Málaga 📞\r\n";
        let bytes: Vec<u8> =
            [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        for length in 1..9 {
            let mut transcoder = Transcoder::new(Encoding::Utf16Le).unwrap();
            let mut out: Vec<u8> =
                bytes.chunks(length).flat_map(|piece| transcoder.push(piece, false)).collect();
            out.extend(transcoder.push(&[], true));
            assert_eq!(String::from_utf8(out).unwrap(), text);
        }
    }

    #[test]
    fn a_half_character_is_replaced() {
        let mut transcoder = Transcoder::new(Encoding::Utf16Be).unwrap();
        assert_eq!(transcoder.push(&[0, b'a', 0xd8, 0, 0, b'b', 0], true), "a\u{fffd}b\u{fffd}".as_bytes());
    }

    #[test]
    fn utf8_needs_none() {
        assert!(Transcoder::new(Encoding::Utf8).is_none());
    }
}
