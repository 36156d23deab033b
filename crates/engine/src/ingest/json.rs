//! JSON documents: an array of flat objects, such an array as a member of one object, or objects one after the
//! other over any number of lines. Records cannot be found from the middle of such a file, so its slices are read
//! one after the other.

use callscape_model::field::{FIELDS, plain};
use callscape_model::message::{Failure, Slice};
use callscape_model::plan::Dialect;

use super::members::{Members, keyed};
use super::sample::{Sampled, mark};
use super::slicing::{Cut, Gap, LIMITS, Lines, Slicing, Stop, Window};
use super::value::{Fault, blanks, value};
use super::{Decoder, Format};
use crate::block::{Block, Problem, Syntax};

/// An array of objects.
pub const FORMAT: Format =
    Format { id: "json", title: "JSON", endings: &["json"], chained: true, decoder, sample };

fn decoder(_: &Dialect, columns: &[String], slice: Slice, size: u64) -> Box<dyn Decoder> {
    Box::new(Slicing::new(Elements::new(columns), LIMITS, slice, size))
}

fn sample(head: &[u8], whole: bool, dialect: &Dialect) -> Result<Sampled, Failure> {
    keyed(&mut Elements::new(&[]), head, wrapped(head).unwrap_or(0), whole, dialect)
}

/// Where the array begins, behind its bracket, when the file is one object around an array of objects. An object
/// that has a member of a call before such an array is a record of its own.
pub(crate) fn wrapped(head: &[u8]) -> Option<usize> {
    let mut own = false;
    let mut array = None;
    let start = blanks(head, mark(head));
    head.get(start).filter(|byte| **byte == b'{')?;
    let bounds = |at: usize| {
        let inside = blanks(head, at + 1);
        (head.get(at) == Some(&b'[') && head.get(inside) == Some(&b'{')).then_some(at + 1)
    };
    let mut at = start;
    // The array mostly does not end in the head, so members are read one by one.
    while array.is_none() && !own {
        let key = blanks(head, at + 1);
        let key_end = value(head, key).ok()?;
        let name = String::from_utf8_lossy(head.get(key..key_end)?).into_owned();
        own = FIELDS.iter().any(|info| info.names.contains(&plain(&name).as_str()));
        let start = blanks(head, blanks(head, key_end) + 1);
        array = bounds(start);
        if array.is_none() {
            at = blanks(head, value(head, start).ok()?);
            head.get(at).filter(|byte| **byte == b',')?;
        }
    }
    array.filter(|_| !own)
}

/// Cuts objects that stand one after the other, whatever brackets and commas are between them.
#[derive(Clone, Debug)]
pub(crate) struct Elements {
    members: Members,
    /// Whether an array was closed since the last record: then a text is a member of the object that wraps it.
    closed: bool,
}

impl Elements {
    pub(crate) fn new(columns: &[String]) -> Self {
        Elements { members: Members::new(columns), closed: false }
    }

    /// Adds the record at `start`; returns the byte after it.
    fn element(
        &mut self,
        window: Window<'_>,
        start: usize,
        lines: u64,
        block: &mut Block,
    ) -> Result<usize, Fault> {
        let reach = (start + window.limit + 1).min(window.bytes.len());
        let bytes = window.bytes.get(..reach).unwrap_or(window.bytes);
        if bytes.get(start) == Some(&b'{') {
            let end = self.members.read(bytes, start)?;
            let cells = block.cells();
            self.members.push(block, start);
            block.push_row(start, end, cells, lines);
            return Ok(end);
        }
        let end = value(bytes, start)?;
        block.push_trouble((start, end), lines, Problem::NotJson, None);
        Ok(end)
    }
}

impl Cut for Elements {
    fn syntax(&self) -> Syntax {
        Syntax::Json
    }

    fn gap(&mut self, bytes: &[u8], at: usize, lines: &mut Lines) -> Gap {
        for (at, byte) in bytes.iter().enumerate().skip(at) {
            let after_cr = std::mem::take(&mut lines.after_cr);
            match byte {
                b'\r' | b'\n' => {
                    lines.after_cr = after_cr;
                    lines.see(*byte);
                }
                b' ' | b'\t' => {}
                b'[' => self.closed = false,
                b']' => self.closed = true,
                b',' => {}
                b'}' => return Gap::End,
                b'"' if self.closed => return Gap::End,
                _ => return Gap::Record(at),
            }
        }
        Gap::Rest
    }

    fn cut(&mut self, window: Window<'_>, at: usize, lines: &mut Lines, block: &mut Block) -> Stop {
        let Window { bytes, stop, whole, limit } = window;
        let mut start = at;
        loop {
            self.closed = false;
            let line = lines.count;
            let end = match self.element(window, start, line, block) {
                Ok(end) => end,
                Err(Fault::Short) if bytes.len() - start > limit => {
                    let from = start + limit;
                    lines.see_all(bytes.get(start..from).unwrap_or(&[]));
                    return Stop::Long { start, from, problem: Problem::TooLong, line };
                }
                Err(Fault::Short) if whole => {
                    block.push_trouble((start, bytes.len()), line, Problem::NotJson, None);
                    bytes.len()
                }
                Err(Fault::Short) => return Stop::Short(start),
                Err(Fault::Bad(from)) => {
                    lines.see_all(bytes.get(start..from).unwrap_or(&[]));
                    return Stop::Long { start, from, problem: Problem::NotJson, line };
                }
            };
            lines.see_all(bytes.get(start..end).unwrap_or(&[]));
            let (mut ahead, closed) = (*lines, self.closed);
            match self.gap(bytes, end, &mut ahead) {
                Gap::Record(next) if next < stop => (start, *lines) = (next, ahead),
                _ => {
                    self.closed = closed;
                    return Stop::Gap(end);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::sample::sample as sampled;

    fn check(text: &str, whole: bool, skip: u64, rows: &[&[&str]]) {
        let dialect = Dialect { format: "json".into(), ..Dialect::default() };
        let found = sampled(text.as_bytes(), whole, &dialect).unwrap();
        assert_eq!(
            (found.skip, found.rows),
            (skip, rows.iter().map(|row| row.iter().map(|cell| cell.to_string()).collect()).collect()),
            "{text}"
        );
    }

    #[test]
    fn records_are_found_in_arrays_in_wrapped_arrays_and_one_after_the_other() {
        check(r#" [ {"a":1,"b":"x"} , {"b":null,"c":[2]} ] "#, true, 3, &[&["1", "x", ""], &["", "", "[2]"]]);
        check(r#"{"next":null,"calls":[{"a":1},{"a":2}],"count":2}"#, true, 22, &[&["1"], &["2"]]);
        check("{\n \"a\": 1\n}\n{\n \"a\": 2\n}\n", true, 0, &[&["1"], &["2"]]);
        check(r#"{"call_id":"x","turns":[{"a":1}]}"#, true, 0, &[&["x", r#"[{"a":1}]"#]]);
        check(r#"[{"a":1},{"a":2},{"a"#, false, 1, &[&["1"], &["2"]]);
        check("\u{feff}[]", true, 3, &[]);
    }
}
