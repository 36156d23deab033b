//! Bytes to blocks: cutting files into records and cells, one file a format.
//!
//! A [`Decoder`] never reads: it says which bytes of the file it needs and is handed them. It works on one slice
//! of the file; records belong to the slice in which they begin, and what a decoder finds depends on the bytes
//! from a record's first one on, never on where slices were cut or how the bytes were handed over.
//!
//! Nothing here judges values: types, times and keys are the business of `clean`.

use std::fmt::Debug;
use std::ops::Range;
use std::sync::Arc;

use callscape_model::message::{Failure, Seam, Slice};
use callscape_model::plan::Dialect;

use crate::block::Block;

pub mod bundle;
pub mod csv;
mod detect;
mod header;
pub mod json;
#[cfg(test)]
mod laws;
mod mask;
mod members;
pub mod ndjson;
pub(crate) mod quoting;
mod refuse;
mod sample;
mod slicing;
mod transcode;
pub(crate) mod value;

pub use detect::detect;
pub use sample::{Sampled, sample};
pub use transcode::Transcoder;

/// The most bytes a record may have. A longer one is an unreadable row; nothing but its start is kept.
pub const RECORD_LIMIT: usize = 1 << 20;

/// What a decoder wants or has.
#[derive(Debug)]
pub enum Step {
    /// These bytes of the file, by [`Decoder::push`].
    Need(Range<u64>),
    /// Records, in file order. A slice gives several blocks.
    Rows(Block),
    /// The slice is read.
    Done(End),
}

/// What is known once a slice is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct End {
    /// Where its records began and ended.
    pub seam: Seam,
    /// Line ends between the seam's `first` and `end`.
    pub lines: u64,
}

/// Turns the bytes of one slice into blocks.
pub trait Decoder: Debug {
    /// The next block, what is needed for it, or the end.
    ///
    /// # Errors
    /// When the bytes pushed are not those that were asked for.
    fn step(&mut self) -> Result<Step, IngestError>;

    /// The bytes that [`Step::Need`] asked for, and their offset in the file. The first part of them will do where there
    /// is `more` to be had: when it is used up, the bytes from the last whole record on are asked for.
    fn push(&mut self, at: u64, bytes: Arc<Vec<u8>>, more: bool);

    /// A block that is done with: its lists may serve for the next one.
    fn recycle(&mut self, _block: Block) {}
}

/// Why a slice could not be read. Bad records are no errors: they are rows with a problem.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IngestError {
    /// Fewer bytes came than were asked for.
    #[error("the file ended at byte {end}, but it had {size} bytes when it was opened; open it again")]
    Shrunk {
        /// Where the bytes ended.
        end: u64,
        /// How many bytes the file had.
        size: u64,
    },
    /// Bytes came that nobody had asked for. A mistake in the caller.
    #[error("bytes of offset {at} came where offset {wanted} was asked for; please report this")]
    Unasked {
        /// Their offset.
        at: u64,
        /// The offset asked for.
        wanted: u64,
    },
}

/// Makes a decoder for a slice of a file of `size` bytes whose columns are `columns`.
pub type NewDecoder = fn(dialect: &Dialect, columns: &[String], slice: Slice, size: u64) -> Box<dyn Decoder>;

/// The first records of the file that begins with `head` and, when `whole`, ends with it.
pub type NewSample = fn(head: &[u8], whole: bool, dialect: &Dialect) -> Result<Sampled, Failure>;

/// A kind of file that can be read.
#[derive(Clone, Copy, Debug)]
pub struct Format {
    /// Its id in a [`Dialect`].
    pub id: &'static str,
    /// Its name on screen.
    pub title: &'static str,
    /// What names of such files end with, lower case, without the dot.
    pub endings: &'static [&'static str],
    /// Whether a slice can only be read once the end of the one before is known.
    pub chained: bool,
    /// Reads a slice.
    pub decoder: NewDecoder,
    /// The first records of a file in UTF-8 or Windows-1252; see [`sample()`].
    pub sample: NewSample,
}

/// Every format.
pub const FORMATS: &[Format] = &[csv::FORMAT, ndjson::FORMAT, json::FORMAT, bundle::FORMAT];

/// The format with that id.
pub fn format(id: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_has_its_own_id_and_says_what_its_files_end_with() {
        for (n, listed) in FORMATS.iter().enumerate() {
            assert!(FORMATS.iter().skip(n + 1).all(|other| other.id != listed.id));
            assert!(!listed.title.is_empty() && !listed.endings.is_empty());
            assert!(listed.endings.iter().all(|ending| ending.chars().all(|c| c.is_ascii_lowercase())));
            assert!(format(listed.id).is_some());
        }
    }
}
