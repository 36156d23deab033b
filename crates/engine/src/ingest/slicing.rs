//! Reading one slice of a file: which bytes are needed, where its first record begins, where its last one ends.
//!
//! The same for every format whose records end with lines or can be chained; how records are told apart is the
//! format's [`Cut`]. Every record is cut from its first byte on in one piece: when the bytes at hand end inside
//! a record, they are asked for again from there, so no state of a cut outlives a buffer.

use std::fmt::Debug;
use std::ops::Range;
use std::sync::Arc;

use callscape_model::message::{Seam, Slice};
use memchr::{memchr2, memchr2_iter};

use super::{Decoder, End, IngestError, RECORD_LIMIT, Step};
use crate::block::{Block, Lists, Problem, RAW_LIMIT, Syntax};

/// How much is read, kept and handed on at once, in bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// The most asked for at once: for what is read in parts, a whole slice, as each stream has a cost of its own.
    pub(crate) read: u64,
    /// What is asked for beyond the slice's end, where its last record mostly ends.
    pub(crate) ahead: u64,
    /// Records in a block: with its offsets it stays in the processor's cache until it is cleaned.
    pub(crate) block: usize,
    /// The longest record.
    pub(crate) record: usize,
}

/// What files are read with; tests read with less.
pub(crate) const LIMITS: Limits =
    Limits { read: 48 << 20, ahead: 64 << 10, block: 1 << 20, record: RECORD_LIMIT };

/// Counts physical lines: CR, LF and CR LF each end one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Lines {
    /// Line ends so far.
    pub(crate) count: u64,
    /// Whether the last byte was a CR, so that an LF counts no more.
    pub(crate) after_cr: bool,
}

impl Lines {
    /// Counts one byte that is a CR or an LF.
    pub(crate) fn see(&mut self, byte: u8) {
        self.count += u64::from(!(byte == b'\n' && self.after_cr));
        self.after_cr = byte == b'\r';
    }

    /// Counts the line ends in `bytes`.
    pub(crate) fn see_all(&mut self, bytes: &[u8]) {
        let mut next = 0;
        for at in memchr2_iter(b'\r', b'\n', bytes) {
            self.after_cr &= at == next;
            self.see(bytes.get(at).copied().unwrap_or(b'\n'));
            next = at + 1;
        }
        self.after_cr &= next == bytes.len();
    }
}

/// What lies between records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gap {
    /// A record begins here.
    Record(usize),
    /// The rest of the bytes at hand.
    Rest,
    /// The rest of the bytes at hand, which ended inside a line that belongs to no record.
    Line,
    /// The rest of the file.
    End,
}

/// Why cutting paused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// Between records.
    Gap(usize),
    /// The bytes at hand end inside the record that begins here.
    Short(usize),
    /// The record that begins at `start` is unreadable; it ends at the first line end from `from` on, which may
    /// lie beyond the bytes at hand.
    Long {
        /// Where it begins.
        start: usize,
        /// From where on its end is looked for.
        from: usize,
        /// What is wrong with it.
        problem: Problem,
        /// Line ends before it.
        line: u64,
    },
}

/// The bytes at hand for a [`Cut`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Window<'a> {
    /// They begin somewhere in the file.
    pub(crate) bytes: &'a [u8],
    /// No record that begins here or later is wanted.
    pub(crate) stop: usize,
    /// Whether the file ends with them.
    pub(crate) whole: bool,
    /// The longest record.
    pub(crate) limit: usize,
}

/// How a format tells records apart.
pub(crate) trait Cut: Debug {
    /// How cells become values.
    fn syntax(&self) -> Syntax;

    /// Skips what belongs to no record, from `at` on.
    fn gap(&mut self, bytes: &[u8], at: usize, lines: &mut Lines) -> Gap;

    /// Cuts records from `at` on, where one begins, into `block`.
    fn cut(&mut self, window: Window<'_>, at: usize, lines: &mut Lines, block: &mut Block) -> Stop;
}

#[derive(Debug)]
enum Phase {
    /// Looking for a line end, of an unreadable record if there is one.
    Line(Option<Unreadable>),
    /// Between records.
    Gap,
    /// A record begins.
    Records,
    /// Past the last record.
    Done,
}

/// An unreadable record whose end is not known yet.
#[derive(Debug)]
struct Unreadable {
    start: u64,
    raw: Vec<u8>,
    problem: Problem,
    line: u64,
}

/// The decoder of a slice, for any [`Cut`].
#[derive(Debug)]
pub(crate) struct Slicing<C> {
    cut: C,
    limits: Limits,
    slice: Slice,
    size: u64,
    phase: Phase,
    /// The bytes at hand and their offset in the file.
    bytes: Arc<Vec<u8>>,
    base: u64,
    /// Where in them the work goes on.
    at: usize,
    asked: Option<Range<u64>>,
    lines: Lines,
    first: Option<u64>,
    /// Rows and cells of the block before, which the next one will about equal.
    last: (usize, usize),
    /// The lists of a block that is done with.
    spare: Lists,
    failed: Option<IngestError>,
}

impl<C: Cut> Slicing<C> {
    pub(crate) fn new(cut: C, limits: Limits, slice: Slice, size: u64) -> Self {
        let exact = slice.exact || slice.from == 0;
        // A slice that begins right after a line end begins with a record: hence one byte back.
        let base = if exact { slice.from } else { slice.from - 1 }.min(size);
        let phase = match exact {
            true if slice.from >= slice.to => Phase::Done,
            true => Phase::Gap,
            false => Phase::Line(None),
        };
        Slicing {
            cut,
            limits,
            slice,
            size,
            phase,
            bytes: Arc::default(),
            base,
            at: 0,
            asked: None,
            lines: Lines::default(),
            first: exact.then_some(slice.from),
            last: (0, 0),
            spare: Lists::default(),
            failed: None,
        }
    }

    /// The place in the file where the work goes on.
    fn place(&self) -> u64 {
        self.base + self.at as u64
    }

    /// Whether the bytes at hand reach to the end of the file.
    fn whole(&self) -> bool {
        self.base + self.bytes.len() as u64 >= self.size
    }

    /// Asks for bytes from where the work goes on.
    fn need(&mut self) -> Step {
        let from = self.place();
        let Limits { read, ahead, record, .. } = self.limits;
        // What begins with a record and still is too short for it needs as much as a record can have.
        let grown = from == self.base && !self.bytes.is_empty();
        let more = if grown { 2 * record as u64 } else { ahead };
        let end = (self.slice.to + ahead).min(from + read).max(from + more).min(self.size);
        self.asked = Some(from..end);
        Step::Need(from..end)
    }

    /// Goes to the next line end and hands out the unreadable record that ends there, if one does.
    fn line(&mut self) -> Option<Step> {
        let rest = self.bytes.get(self.at..).unwrap_or(&[]);
        let found = memchr2(b'\r', b'\n', rest);
        let passed = found.unwrap_or(rest.len());
        self.lines.after_cr &= passed == 0;
        self.at += passed;
        if found.is_none() && !self.whole() {
            return Some(self.need());
        }
        let Phase::Line(unreadable) = std::mem::replace(&mut self.phase, Phase::Gap) else { return None };
        let Unreadable { start, raw, problem, line } = unreadable?;
        let end = raw.len();
        let mut block = Block::new(Arc::new(raw), start, line, self.cut.syntax());
        block.push_trouble((0, end), line, problem, Some(self.place()));
        Some(Step::Rows(block))
    }

    /// Goes to the next record, or to the end of the slice.
    fn gap(&mut self) -> Option<Step> {
        let gap = self.cut.gap(&self.bytes, self.at, &mut self.lines);
        if let Gap::Record(at) = gap {
            self.at = at;
            self.begin();
            self.phase = if self.place() < self.slice.to { Phase::Records } else { Phase::Done };
            return None;
        }
        self.at = self.bytes.len();
        if gap == Gap::End || self.whole() {
            self.base = self.size;
            self.at = 0;
            self.begin();
            self.phase = Phase::Done;
            return None;
        }
        if gap == Gap::Line {
            self.phase = Phase::Line(None);
        }
        Some(self.need())
    }

    /// The slice's first record begins here, unless that is known already.
    fn begin(&mut self) {
        if self.first.is_none() {
            self.first = Some(self.place());
            self.lines = Lines::default();
        }
    }

    /// Cuts a block of records.
    fn records(&mut self) -> Option<Step> {
        let spare = std::mem::take(&mut self.spare);
        let mut block =
            Block::new(self.bytes.clone(), self.base, self.lines.count, self.cut.syntax()).with(spare);
        block.reserve(self.last.0 + self.last.0 / 8, self.last.1 + self.last.1 / 8);
        let stop = self.slice.to.saturating_sub(self.base).min((self.at + self.limits.block) as u64);
        let limits = self.limits;
        let window =
            Window { bytes: &self.bytes, stop: stop as usize, whole: self.whole(), limit: limits.record };
        let stop = self.cut.cut(window, self.at, &mut self.lines, &mut block);
        match stop {
            Stop::Gap(at) => {
                self.at = at;
                self.phase = Phase::Gap;
            }
            Stop::Short(at) => {
                self.at = at;
                if block.is_empty() {
                    return Some(self.need());
                }
            }
            Stop::Long { start, from, problem, line } => {
                let raw = self.bytes.get(start..).unwrap_or(&[]);
                let raw = raw.get(..RAW_LIMIT).unwrap_or(raw).to_vec();
                let start = self.base + start as u64;
                self.at = from;
                self.phase = Phase::Line(Some(Unreadable { start, raw, problem, line }));
            }
        }
        if block.is_empty() {
            return None;
        }
        self.last = (block.len(), block.cells());
        Some(Step::Rows(block))
    }
}

impl<C: Cut> Decoder for Slicing<C> {
    fn step(&mut self) -> Result<Step, IngestError> {
        if let Some(error) = &self.failed {
            return Err(error.clone());
        }
        loop {
            let step = match self.phase {
                Phase::Done => {
                    let end = self.place();
                    let seam = Seam { first: self.first.unwrap_or(end), end };
                    return Ok(Step::Done(End { seam, lines: self.lines.count }));
                }
                _ if self.bytes.is_empty() && self.base < self.size => Some(self.need()),
                Phase::Line(_) => self.line(),
                Phase::Gap => self.gap(),
                Phase::Records => self.records(),
            };
            if let Some(step) = step {
                return Ok(step);
            }
        }
    }

    fn push(&mut self, at: u64, bytes: Arc<Vec<u8>>, more: bool) {
        let wanted = self.asked.take().unwrap_or(0..0);
        if at != wanted.start {
            self.failed = Some(IngestError::Unasked { at, wanted: wanted.start });
        } else if !more && at + (bytes.len() as u64) < wanted.end {
            self.failed = Some(IngestError::Shrunk { end: at + bytes.len() as u64, size: self.size });
        } else {
            self.bytes = bytes;
            self.base = at;
            self.at = 0;
        }
    }

    fn recycle(&mut self, block: Block) {
        self.spare = block.into_lists();
    }
}
