//! The first records of a file as texts: what columns it has and what stands in them. What they mean is decided
//! in `clean`.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use callscape_model::message::Failure;
use callscape_model::plan::{Dialect, Encoding};
use memchr::memchr2;

use super::csv::Delimited;
use super::slicing::{Cut, Gap, Lines, Stop, Window};
use super::transcode::Transcoder;
use super::{RECORD_LIMIT, format, refuse};
use crate::block::{Block, Problem, text};

/// The most records of a sample.
pub(crate) const ROWS: usize = 2000;

/// What UTF-8 files may begin with.
pub(crate) const BOM: &[u8] = b"\xef\xbb\xbf";

/// The first records of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sampled {
    /// Names of the columns in file order: from the header, the keys, or `column 3`. No two are equal.
    pub columns: Vec<String>,
    /// Records as texts, without the header; rows may be shorter or longer than `columns`. At most 2,000.
    pub rows: Vec<Vec<String>>,
    /// Bytes before the first record: byte order mark, header, what stands around the records.
    pub skip: u64,
    /// Line ends before the first record.
    pub lines: u64,
}

/// The first records of a file that begins with `head` and, when `whole`, ends with it. A file in UTF-16 is
/// sampled as the UTF-8 that it will be turned into.
///
/// # Errors
/// When not even one record ends in `head`.
pub fn sample(head: &[u8], whole: bool, dialect: &Dialect) -> Result<Sampled, Failure> {
    let Some(format) = format(&dialect.format) else {
        let message = format!("Files of the format {} cannot be read.", dialect.format);
        return Err(Failure::new("reading", message, "Choose another format."));
    };
    let head = utf8(head, whole, dialect.encoding);
    (format.sample)(&head, whole, dialect)
}

/// The start of a file as UTF-8 or Windows-1252, which is cut alike.
pub(crate) fn utf8(head: &[u8], whole: bool, encoding: Encoding) -> Cow<'_, [u8]> {
    match Transcoder::new(encoding) {
        Some(mut transcoder) => Cow::Owned(transcoder.push(head, whole)),
        None => Cow::Borrowed(head),
    }
}

/// A record at the start of a file.
#[derive(Clone, Debug)]
pub(crate) struct Leading {
    /// Where it ends.
    pub(crate) end: usize,
    pub(crate) cells: Vec<String>,
    pub(crate) raw: String,
    pub(crate) problem: Option<Problem>,
}

/// The first records of `head`, at most `most`. A record that `head` cuts off is left out.
pub(crate) fn leading(
    cut: &mut dyn Cut,
    head: &[u8],
    whole: bool,
    encoding: Encoding,
    most: usize,
) -> Vec<Leading> {
    let shared = Arc::new(head.to_vec());
    let window = Window { bytes: head, stop: head.len(), whole, limit: RECORD_LIMIT };
    let (mut at, mut lines) = (mark(head), Lines::default());
    let mut found: Vec<Leading> = Vec::new();
    while found.len() < most {
        let Gap::Record(start) = cut.gap(head, at, &mut lines) else { break };
        let mut block = Block::new(shared.clone(), 0, lines.count, cut.syntax());
        let stop = cut.cut(window, start, &mut lines, &mut block);
        found.extend(block.rows().take(most - found.len()).map(|row| Leading {
            end: row.end() as usize,
            cells: row.cells().map(|cell| cell.text(encoding).0.into_owned()).collect(),
            raw: text(Cow::Borrowed(row.raw()), encoding).0.into_owned(),
            problem: row.problem(),
        }));
        at = match stop {
            Stop::Gap(next) => next,
            Stop::Short(_) => break,
            Stop::Long { from, problem, .. } => {
                let rest = head.get(from..).unwrap_or(&[]);
                let end = from + memchr2(b'\r', b'\n', rest).unwrap_or(rest.len());
                found.push(Leading { end, cells: Vec::new(), raw: String::new(), problem: Some(problem) });
                end
            }
        };
    }
    found
}

/// Bytes of the byte order mark.
pub(crate) fn mark(head: &[u8]) -> usize {
    if head.starts_with(BOM) { BOM.len() } else { 0 }
}

/// Where the first record from `from` on begins, and the line ends before it.
pub(crate) fn begin(cut: &mut dyn Cut, head: &[u8], from: usize) -> (u64, u64) {
    let mut lines = Lines::default();
    lines.see_all(head.get(..from).unwrap_or(head));
    let before = lines.count;
    match cut.gap(head, from, &mut lines) {
        Gap::Record(at) => (at as u64, lines.count),
        // The decoder passes over what is left and counts it.
        _ => (from as u64, before),
    }
}

/// Samples delimited text.
pub(crate) fn delimited(head: &[u8], whole: bool, dialect: &Dialect) -> Result<Sampled, Failure> {
    let mut cut = Delimited::new(dialect);
    let most = ROWS + usize::from(dialect.header);
    let mut records = leading(&mut cut, head, whole, dialect.encoding, most);
    let long = |record: &Leading| record.problem == Some(Problem::TooLong);
    if records.first().map_or(!whole, long) {
        return Err(refuse::endless("the file"));
    }
    let mut from = mark(head);
    let mut columns = Vec::new();
    if dialect.header && !records.is_empty() {
        let header = records.remove(0);
        from = header.end;
        columns = heading(header, dialect);
    } else if !dialect.header {
        columns.resize(records.iter().map(|record| record.cells.len()).max().unwrap_or(0), String::new());
    }
    let (skip, lines) = begin(&mut cut, head, from);
    let readable = records.into_iter().filter(|record| record.problem.is_none());
    let rows = readable.map(|record| record.cells).collect();
    Ok(Sampled { columns: names(columns), rows, skip, lines })
}

/// The cells of a header, even when a stray quote made it unreadable.
fn heading(header: Leading, dialect: &Dialect) -> Vec<String> {
    if header.problem.is_none() {
        return header.cells;
    }
    let quote = dialect.quote.map_or('"', char::from);
    header.raw.split(char::from(dialect.delimiter)).map(|cell| cell.replace(quote, "")).collect()
}

/// Names for columns: trimmed; `column 3` for one without; `name (2)` for one that occurred before.
pub(crate) fn names(header: Vec<String>) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let mut names = Vec::with_capacity(header.len());
    for (index, name) in header.into_iter().enumerate() {
        let name = name.trim();
        let name = if name.is_empty() { format!("column {}", index + 1) } else { name.to_owned() };
        let numbered = (2..).map(|n| format!("{name} ({n})"));
        let free = std::iter::once(name.clone()).chain(numbered).find(|name| !taken.contains(name));
        let free = free.unwrap_or(name);
        taken.insert(free.clone());
        names.push(free);
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sampled(head: &str, whole: bool, header: bool) -> Sampled {
        sample(head.as_bytes(), whole, &Dialect { header, ..Dialect::default() }).unwrap()
    }

    #[test]
    fn records_begin_after_mark_and_header() {
        let found = sampled("\u{feff}\r\na,b\r\n\r\n1,2\r\n3,4", true, true);
        assert_eq!((found.columns, found.skip, found.lines), (vec!["a".into(), "b".into()], 12, 3));
        assert_eq!(found.rows, [["1", "2"], ["3", "4"]]);
        let cut_off = sampled("a,b\n1,2\n3,4", false, true);
        assert_eq!((cut_off.rows.len(), cut_off.skip), (1, 4));
        let nothing = sampled("a,b", true, true);
        assert_eq!((nothing.rows.len(), nothing.skip, nothing.columns.len()), (0, 3, 2));
    }

    #[test]
    fn columns_without_header_are_numbered_up_to_the_longest_record() {
        let found = sampled("1,2\n3,4,5\n", true, false);
        assert_eq!(
            (found.columns, found.skip),
            (vec!["column 1".into(), "column 2".into(), "column 3".into()], 0)
        );
    }

    #[test]
    fn every_column_has_its_own_name() {
        let header = ["id", "", "id", " id ", "column 2"].map(String::from).to_vec();
        assert_eq!(names(header), ["id", "column 2", "id (2)", "id (3)", "column 2 (2)"]);
    }

    #[test]
    fn a_stray_quote_in_the_header_does_not_hide_the_names() {
        let found = sampled("\"a,b\n1,2\n", true, true);
        assert_eq!((found.columns, found.rows.len()), (vec!["a".into(), "b".into()], 1));
    }

    #[test]
    fn a_first_line_without_end_is_refused() {
        let error = sample(&[b'x'; 2 << 20], false, &Dialect::default()).unwrap_err();
        assert!(error.message.contains("longer than a megabyte"));
    }
}
