//! Delimited text: CSV, TSV and their kin.
//!
//! Cut like the `csv` crate and Python's `csv` do: CR, LF and CR LF end a record; blank lines are none; quotes
//! are special only at the start of a cell; a doubled quote stands for one; what follows a closing quote is
//! appended. Two things they do not do: a record longer than [`super::RECORD_LIMIT`] is an unreadable row, and so is the
//! line in which a quote opens that is closed neither within that limit nor before the file ends some lines later.
//! Otherwise one stray quote would swallow the rest of the file.
//!
//! 64 bytes a step: delimiters, quotes and line ends become bits, and only set bits are visited. A step in which only
//! delimiters and line feeds stand between full records is cut at all of them at once ([`Delimited::split`]); everything
//! else is gone through bit by bit ([`Delimited::visit`]), which gives the same for such steps too.

use callscape_model::message::Slice;
use callscape_model::plan::Dialect;
use memchr::memchr2;

use super::mask::{Finder, Mask, STEP};
use super::sample::delimited;
use super::slicing::{Cut, Gap, LIMITS, Lines, Slicing, Stop, Window};
use super::{Decoder, Format};
use crate::block::{Block, Problem, Syntax};

/// Delimited text.
pub const FORMAT: Format = Format {
    id: "csv",
    title: "CSV",
    endings: &["csv", "tsv", "tab", "ssv", "psv", "txt"],
    chained: false,
    decoder: |dialect, _, slice, size| decoder(dialect, slice, size),
    sample: delimited,
};

fn decoder(dialect: &Dialect, slice: Slice, size: u64) -> Box<dyn Decoder> {
    Box::new(Slicing::new(Delimited::new(dialect), LIMITS, slice, size))
}

/// Cuts delimited text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Delimited {
    delimiter: u8,
    quote: Option<u8>,
    comment: Option<u8>,
    finder: Finder,
}

/// The record under way.
#[derive(Clone, Copy, Debug)]
struct Under {
    /// Its first byte, and that of its last cell so far.
    start: usize,
    cell: usize,
    /// Number of its first cell in the block.
    cells: usize,
    /// Line ends before it, and so far.
    line: u64,
    lines: u64,
    /// Whether a quote is open, and where the cell's quote was opened.
    quoted: bool,
    open: usize,
    /// The byte after the quote that was closed last: a quote there reopens.
    closed: usize,
}

/// What the bits of a step ended with.
enum Visit {
    Done,
    /// No record is wanted from here on, or a comment begins.
    Pause,
    /// The record under way is too long.
    Overlong,
}

impl Delimited {
    pub(crate) fn new(dialect: &Dialect) -> Self {
        let Dialect { delimiter, quote, comment, .. } = *dialect;
        Delimited { delimiter, quote, comment, finder: Finder::new(delimiter, quote) }
    }

    /// Whether a step can be split: no quotes, no carriage returns, no blank lines, no comments, and no record that ends
    /// in it is too long or the last one wanted.
    #[inline(always)]
    fn splits(&self, window: Window<'_>, at: usize, mask: Mask, under: &Under) -> bool {
        let Mask { quote, cr, lf, ends, .. } = mask;
        let within =
            at + STEP < window.stop && at + STEP <= under.start + window.limit && window.limit >= STEP;
        let blank = lf & (lf << 1 | u64::from(at == under.start)) != 0;
        let plain = quote | cr | (lf ^ ends) == 0 && !under.quoted;
        plain && within && !blank && self.comment.is_none()
    }

    /// Cuts at every set bit of the step that begins at `at`, which [`Delimited::splits`].
    #[inline(always)]
    fn split(at: usize, mask: Mask, under: &mut Under, block: &mut Block) {
        let bits = mask.delimiter | mask.lf;
        let cells = block.cells();
        under.cell = block.push_cells(under.cell, at, bits);
        // Whether a record ends in a step follows no pattern; that more than one does is told by the length of records.
        let mut feeds = Self::feed(at, (bits, mask.lf), cells, under, block);
        while feeds != 0 {
            feeds = Self::feed(at, (bits, feeds), cells, under, block);
        }
    }

    /// Ends the record under way at the first line feed, if there is one, without a branch on it. Returns the others.
    #[inline(always)]
    fn feed(at: usize, (bits, feeds): (u64, u64), cells: usize, under: &mut Under, block: &mut Block) -> u64 {
        let there = feeds != 0;
        let before = feeds ^ feeds.wrapping_sub(1);
        let end = at + feeds.trailing_zeros() as usize;
        block.push_row_if(there, under.start, end, under.cells, under.line);
        let choose = |new: usize, old: usize| if there { new } else { old };
        under.start = choose(end + 1, under.start);
        under.cells = choose(cells + (bits & before).count_ones() as usize, under.cells);
        under.lines += u64::from(there);
        under.line = if there { under.lines } else { under.line };
        feeds & !before
    }

    /// Goes through the set bits of the step that begins at `at`.
    #[inline(always)]
    fn visit(
        &self,
        window: Window<'_>,
        at: usize,
        mask: Mask,
        under: &mut Under,
        block: &mut Block,
    ) -> Visit {
        let mut bits = mask.delimiter | mask.quote | mask.cr | mask.lf;
        if mask.quote != 0 {
            block.meet_quotes();
        }
        while bits != 0 {
            if under.quoted {
                let close = bits & mask.quote;
                // All bits below the closing quote; all bits when there is none.
                let inside = (close & close.wrapping_neg()).wrapping_sub(1);
                under.lines += u64::from((bits & inside & mask.ends).count_ones());
                if close == 0 {
                    break;
                }
                under.quoted = false;
                under.closed = at + close.trailing_zeros() as usize + 1;
                bits &= !inside & !(inside + 1);
                continue;
            }
            let bit = bits & bits.wrapping_neg();
            let place = at + bits.trailing_zeros() as usize;
            bits ^= bit;
            if bit & mask.delimiter != 0 {
                block.push_cell(under.cell, place);
                under.cell = place + 1;
            } else if bit & mask.quote != 0 {
                self.quote(under, place);
            } else {
                under.lines += u64::from(bit & mask.ends != 0);
                if place - under.start > window.limit {
                    return Visit::Overlong;
                }
                finish(under, place, block);
                if under.start >= window.stop || self.comment_at(window.bytes, under.start) {
                    return Visit::Pause;
                }
            }
        }
        Visit::Done
    }

    /// A quote outside quotes opens a cell, reopens one right after it was closed, or is text.
    #[inline(always)]
    fn quote(&self, under: &mut Under, place: usize) {
        if place == under.cell {
            under.open = place;
            under.quoted = true;
        } else if place == under.closed {
            under.quoted = true;
        }
    }

    #[inline(always)]
    fn comment_at(&self, bytes: &[u8], at: usize) -> bool {
        self.comment.is_some() && bytes.get(at).copied() == self.comment
    }

    /// The bytes at hand end, maybe inside a record.
    fn end(&self, window: Window<'_>, under: Under, lines: &mut Lines, block: &mut Block) -> Stop {
        let Window { bytes, whole, .. } = window;
        let end = bytes.len();
        if under.start >= end {
            return pause(bytes, &under, lines);
        }
        if end - under.start > window.limit {
            return self.refuse(window, under, lines, block);
        }
        if !whole {
            block.truncate_cells(under.cells);
            *lines = Lines { count: under.line, after_cr: false };
            return Stop::Short(under.start);
        }
        if under.quoted && has_lines(bytes.get(under.open..).unwrap_or(&[])) {
            return self.refuse(window, under, lines, block);
        }
        block.push_cell(under.cell, end);
        block.push_row(under.start, end, under.cells, under.line);
        *lines = Lines { count: under.lines, after_cr: false };
        Stop::Gap(end)
    }

    /// A record that is too long or whose quote is not closed: decided anew from its first byte on, by nothing
    /// but the bytes that a record may have and one more, so that it does not depend on what else was at hand.
    #[cold]
    fn refuse(&self, window: Window<'_>, under: Under, lines: &mut Lines, block: &mut Block) -> Stop {
        block.truncate_cells(under.cells);
        let Window { bytes, limit, .. } = window;
        let Under { start, line, .. } = under;
        let reach = (start + limit + 1).min(bytes.len());
        *lines = Lines { count: line, after_cr: false };
        let open = self.open_quote(bytes, start, reach);
        let broken = open.and_then(|open| Some(open + memchr2(b'\r', b'\n', bytes.get(open..reach)?)?));
        match broken {
            Some(end) => {
                lines.see_all(bytes.get(start..end).unwrap_or(&[]));
                block.push_trouble((start, end), line, Problem::UnclosedQuote, None);
                Stop::Gap(end)
            }
            None => {
                let from = (start + limit).min(bytes.len());
                lines.see_all(bytes.get(start..from).unwrap_or(&[]));
                Stop::Long { start, from, problem: Problem::TooLong, line }
            }
        }
    }

    /// Where the quote was opened that is still open at `reach`, in a record that begins at `start`.
    fn open_quote(&self, bytes: &[u8], start: usize, reach: usize) -> Option<usize> {
        let (mut cell, mut closed, mut open) = (start, usize::MAX, start);
        let mut quoted = false;
        for (at, byte) in bytes.iter().enumerate().take(reach).skip(start) {
            if Some(*byte) == self.quote {
                if quoted {
                    closed = at + 1;
                    quoted = false;
                } else if at == cell {
                    open = at;
                    quoted = true;
                } else {
                    quoted = at == closed;
                }
            } else if !quoted && *byte == self.delimiter {
                cell = at + 1;
            }
        }
        quoted.then_some(open)
    }
}

/// Whether a text has a line end other than one at its end.
fn has_lines(text: &[u8]) -> bool {
    let last = text.strip_suffix(b"\n").unwrap_or(text);
    memchr2(b'\r', b'\n', last.strip_suffix(b"\r").unwrap_or(last)).is_some()
}

/// Ends the record under way because of the line end at `end`; a blank line is none.
#[inline(always)]
fn finish(under: &mut Under, end: usize, block: &mut Block) {
    if end > under.start {
        block.push_cell(under.cell, end);
        block.push_row(under.start, end, under.cells, under.line);
    }
    under.start = end + 1;
    under.cell = end + 1;
    under.cells = block.cells();
    under.line = under.lines;
}

/// Stops between records, after a line end.
fn pause(bytes: &[u8], under: &Under, lines: &mut Lines) -> Stop {
    let before = under.start.checked_sub(1).and_then(|before| bytes.get(before));
    *lines = Lines { count: under.lines, after_cr: before == Some(&b'\r') };
    Stop::Gap(under.start)
}

impl Cut for Delimited {
    fn syntax(&self) -> Syntax {
        self.quote.map_or(Syntax::Plain, Syntax::Quoted)
    }

    fn gap(&mut self, bytes: &[u8], at: usize, lines: &mut Lines) -> Gap {
        let mut at = at;
        while let Some(byte) = bytes.get(at) {
            if matches!(byte, b'\r' | b'\n') {
                lines.see(*byte);
                at += 1;
                continue;
            }
            lines.after_cr = false;
            if Some(*byte) != self.comment {
                return Gap::Record(at);
            }
            match memchr2(b'\r', b'\n', bytes.get(at..).unwrap_or(&[])) {
                Some(length) => at += length,
                None => return Gap::Line,
            }
        }
        Gap::Rest
    }

    fn cut(&mut self, window: Window<'_>, at: usize, lines: &mut Lines, block: &mut Block) -> Stop {
        let bytes = window.bytes;
        let count = lines.count;
        let (cells, open, closed) = (block.cells(), at, usize::MAX);
        let mut under =
            Under { start: at, cell: at, cells, line: count, lines: count, quoted: false, open, closed };
        let (mut at, mut after_cr) = (at, false);
        while at < bytes.len() {
            if at - under.start > window.limit {
                return self.refuse(window, under, lines, block);
            }
            let (mask, width) = self.finder.find(bytes, at, &mut after_cr);
            if self.splits(window, at, mask, &under) {
                Self::split(at, mask, &mut under, block);
                at += width;
                continue;
            }
            match self.visit(window, at, mask, &mut under, block) {
                Visit::Done => at += width,
                Visit::Pause => return pause(bytes, &under, lines),
                Visit::Overlong => return self.refuse(window, under, lines, block),
            }
        }
        self.end(window, under, lines, block)
    }
}
