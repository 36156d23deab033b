//! NDJSON: one flat JSON object on each line. A line that is none is an unreadable row.

use callscape_model::message::{Failure, Slice};
use callscape_model::plan::Dialect;
use memchr::memchr2;

use super::members::{Members, keyed};
use super::sample::Sampled;
use super::slicing::{Cut, Gap, LIMITS, Lines, Slicing, Stop, Window};
use super::{Decoder, Format};
use crate::block::{Block, Problem, Syntax};

/// One object a line.
pub const FORMAT: Format = Format {
    id: "ndjson",
    title: "JSON lines",
    endings: &["ndjson", "jsonl", "json"],
    chained: false,
    decoder,
    sample,
};

fn decoder(_: &Dialect, columns: &[String], slice: Slice, size: u64) -> Box<dyn Decoder> {
    Box::new(Slicing::new(Objects::new(columns), LIMITS, slice, size))
}

fn sample(head: &[u8], whole: bool, dialect: &Dialect) -> Result<Sampled, Failure> {
    keyed(&mut Objects::new(&[]), head, 0, whole, dialect)
}

/// Cuts lines that hold one object each.
#[derive(Clone, Debug)]
pub(crate) struct Objects {
    members: Members,
}

impl Objects {
    pub(crate) fn new(columns: &[String]) -> Self {
        Objects { members: Members::new(columns) }
    }
}

impl Cut for Objects {
    fn syntax(&self) -> Syntax {
        Syntax::Json
    }

    fn gap(&mut self, bytes: &[u8], at: usize, lines: &mut Lines) -> Gap {
        for (at, byte) in bytes.iter().enumerate().skip(at) {
            match byte {
                b'\r' | b'\n' => lines.see(*byte),
                b' ' | b'\t' => lines.after_cr = false,
                _ => {
                    lines.after_cr = false;
                    return Gap::Record(at);
                }
            }
        }
        Gap::Rest
    }

    fn cut(&mut self, window: Window<'_>, at: usize, lines: &mut Lines, block: &mut Block) -> Stop {
        let Window { bytes, stop, whole, limit } = window;
        let mut start = at;
        loop {
            let reach = (start + limit + 1).min(bytes.len());
            let line = bytes.get(start..reach).unwrap_or(&[]);
            let end = match memchr2(b'\r', b'\n', line) {
                Some(length) => start + length,
                None if line.len() > limit => {
                    let from = start + limit;
                    return Stop::Long { start, from, problem: Problem::TooLong, line: lines.count };
                }
                None if whole => reach,
                None => return Stop::Short(start),
            };
            self.line(bytes, start, end, lines.count, block);
            // Mostly one line end and the next object follow; anything else is left to the gap.
            let (byte, next) = (bytes.get(end), bytes.get(end + 1));
            match (byte, next) {
                (Some(byte), Some(b'{')) if end + 1 < stop => lines.see(*byte),
                _ => return Stop::Gap(end),
            }
            lines.after_cr = false;
            start = end + 1;
        }
    }
}

impl Objects {
    /// Adds the record of one line.
    fn line(&mut self, bytes: &[u8], start: usize, end: usize, line: u64, block: &mut Block) {
        let text = bytes.get(..end).unwrap_or(bytes);
        let end = start + text.get(start..).unwrap_or(&[]).trim_ascii_end().len();
        match self.members.read(text, start) {
            Ok(after) if after == end => {
                let cells = block.cells();
                self.members.push(block, start);
                block.push_row(start, end, cells, line);
            }
            _ => block.push_trouble((start, end), line, Problem::NotJson, None),
        }
    }
}
