//! Bundles: many small documents one after the other, each behind its name, as [`callscape_model::bundle`] frames
//! them. A document is one record, an array of records, records one after the other, a list of turns, or plain text.

use std::collections::BTreeMap;
use std::ops::Range;

use callscape_model::bundle::{RECORD, UNIT};
use callscape_model::field::{Field, plain};
use callscape_model::message::{Failure, Slice};
use callscape_model::plan::Dialect;
use memchr::memchr;

use super::members::Members;
use super::sample::{ROWS, Sampled, begin, leading};
use super::slicing::{Cut, Gap, LIMITS, Limits, Lines, Slicing, Stop, Window};
use super::value::{blanks, object, text, value};
use super::{Decoder, Format};
use crate::block::{self, Block, Problem, Syntax};

/// Documents behind their names.
pub const FORMAT: Format =
    Format { id: "bundle", title: "Documents", endings: &["txt"], chained: false, decoder, sample };

/// The longest document: one call may be transcribed at length.
const LONGEST: usize = 8 << 20;

/// Names of members that say who speaks, and what is said, as [`plain`] writes them.
pub(crate) const SPEAKERS: [&str; 7] =
    ["speaker", "role", "participant", "participantid", "participantrole", "from", "channel"];
/// Names of members with the words of a turn.
pub(crate) const TEXTS: [&str; 6] = ["text", "content", "utterance", "transcript", "message", "body"];

fn decoder(_: &Dialect, columns: &[String], slice: Slice, size: u64) -> Box<dyn Decoder> {
    let limits = Limits { record: LONGEST, ..LIMITS };
    Box::new(Slicing::new(Documents::new(columns, slice.exact), limits, slice, size))
}

/// Whether a file begins like a bundle.
pub(crate) fn is_bundle(head: &[u8]) -> bool {
    head.iter().find(|byte| **byte != b'\n') == Some(&RECORD)
}

/// Whether an array holds turns and not records: its first object says who speaks and what.
pub(crate) fn is_turns(array: &[u8]) -> bool {
    let first = blanks(array, 1);
    let (mut speaker, mut words) = (false, false);
    let read = object(array, first, |key, _| {
        let key = plain(&String::from_utf8_lossy(array.get(key).unwrap_or(&[])));
        speaker |= SPEAKERS.contains(&key.as_str());
        words |= TEXTS.contains(&key.as_str());
    });
    array.first() == Some(&b'[') && read.is_ok() && speaker && words
}

/// Cuts documents.
#[derive(Clone, Debug)]
pub(crate) struct Documents {
    members: Members,
    /// Columns that a document fills beside its members: name, key of what has none, text.
    own: [Option<usize>; 3],
    /// Whether reading began at a record: one inside a document then stands without its name.
    exact: bool,
}

/// The columns that no member of a document brings.
fn own() -> [&'static str; 3] {
    [Field::Document.info().id, Field::CallId.info().id, Field::Transcript.info().id]
}

impl Documents {
    pub(crate) fn new(columns: &[String], exact: bool) -> Self {
        let own = own().map(|name| columns.iter().position(|column| column == name));
        Documents { members: Members::new(columns), own, exact }
    }

    /// Adds the records of a document: where it begins with its name, and where its content lies.
    fn document(
        &mut self,
        bytes: &[u8],
        name: Range<usize>,
        content: Range<usize>,
        line: u64,
        block: &mut Block,
    ) {
        let start = name.start.saturating_sub(1);
        let inside = bytes.get(..content.end).unwrap_or(bytes);
        let first = blanks(inside, content.start);
        match inside.get(first) {
            Some(b'{') => self.records(inside, (start, first), &name, line, block),
            Some(b'[') if !is_turns(inside.get(first..).unwrap_or(&[])) => {
                let after = blanks(inside, first + 1);
                self.records(inside, (start, after), &name, line, block);
            }
            Some(_) => {
                let end = first + inside.get(first..).unwrap_or(&[]).trim_ascii_end().len();
                self.members.clear();
                self.members.set(self.own[1], stem(bytes, &name));
                self.members.set(self.own[2], first..end);
                self.push((start, content.end), &name, line, block);
            }
            None => block.push_trouble((start, content.end), line, Problem::NotJson, None),
        }
    }

    /// Adds objects that stand one after the other, whatever brackets and commas are between them.
    fn records(
        &mut self,
        bytes: &[u8],
        (start, mut at): (usize, usize),
        name: &Range<usize>,
        mut line: u64,
        block: &mut Block,
    ) {
        let mut from = start;
        loop {
            let read = self.members.read(bytes, at);
            let Ok(end) = read else {
                // What follows an object that is none cannot be told from it.
                return block.push_trouble((from, bytes.len()), line, Problem::NotJson, None);
            };
            self.push((from, end), name, line, block);
            let rest = bytes.get(end..).unwrap_or(&[]);
            let more =
                rest.iter().position(|byte| !matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b',' | b']'));
            let Some(more) = more else { return };
            line += count(bytes.get(at..end + more).unwrap_or(&[]));
            at = end + more;
            from = at;
        }
    }

    fn push(&mut self, (start, end): (usize, usize), name: &Range<usize>, line: u64, block: &mut Block) {
        self.members.set(self.own[0], name.clone());
        let cells = block.cells();
        self.members.push(block, start);
        block.push_row(start, end, cells, line);
    }
}

fn count(bytes: &[u8]) -> u64 {
    let mut lines = Lines::default();
    lines.see_all(bytes);
    lines.count
}

/// The name of a document without its folder and ending.
fn stem(bytes: &[u8], name: &Range<usize>) -> Range<usize> {
    let text = bytes.get(name.clone()).unwrap_or(&[]);
    let from = text.iter().rposition(|byte| matches!(byte, b'/' | b'\\')).map_or(0, |at| at + 1);
    let file = text.get(from..).unwrap_or(&[]);
    let length = file.iter().rposition(|byte| *byte == b'.').filter(|at| *at > 0).unwrap_or(file.len());
    name.start + from..name.start + from + length
}

impl Cut for Documents {
    fn syntax(&self) -> Syntax {
        Syntax::Json
    }

    fn gap(&mut self, bytes: &[u8], at: usize, lines: &mut Lines) -> Gap {
        if std::mem::take(&mut self.exact) && bytes.get(at) == Some(&b'{') {
            return Gap::Record(at);
        }
        let rest = bytes.get(at..).unwrap_or(&[]);
        let passed = memchr(RECORD, rest);
        lines.see_all(rest.get(..passed.unwrap_or(rest.len())).unwrap_or(rest));
        passed.map_or(Gap::Rest, |passed| Gap::Record(at + passed))
    }

    fn cut(&mut self, window: Window<'_>, at: usize, lines: &mut Lines, block: &mut Block) -> Stop {
        self.exact = false;
        let Window { bytes, stop, whole, limit } = window;
        let mut start = at;
        loop {
            let rest = bytes.get(start + 1..).unwrap_or(&[]);
            let end = match memchr(RECORD, rest) {
                Some(length) => start + 1 + length,
                None if bytes.len() - start > limit => {
                    let from = bytes.len().min(start + limit);
                    lines.see_all(bytes.get(start..from).unwrap_or(&[]));
                    return Stop::Long { start, from, problem: Problem::TooLong, line: lines.count };
                }
                None if whole => bytes.len(),
                None => return Stop::Short(start),
            };
            let line = lines.count;
            let framed = bytes.get(start) == Some(&RECORD);
            let unit = memchr(UNIT, bytes.get(start..end).unwrap_or(&[])).filter(|_| framed);
            match unit {
                Some(unit) => {
                    self.document(bytes, start + 1..start + unit, start + unit + 1..end, line, block)
                }
                // A record inside a document, or a name that never ends: the document is what stands here.
                None => self.document(bytes, start..start, start + usize::from(framed)..end, line, block),
            }
            lines.see_all(bytes.get(start..end).unwrap_or(&[]));
            if end >= stop || end >= bytes.len() {
                return Stop::Gap(end);
            }
            start = end;
        }
    }
}

fn sample(head: &[u8], whole: bool, dialect: &Dialect) -> Result<Sampled, Failure> {
    let mut cut = Documents::new(&own().map(str::to_owned), true);
    let (skip, lines) = begin(&mut cut, head, 0);
    let rest = head.get(skip as usize..).unwrap_or(&[]);
    let mut records = leading(&mut cut, rest, whole, dialect.encoding, ROWS);
    if records.is_empty() && !whole {
        // The first document alone is longer than what is looked at: what there is of it tells enough of a text.
        records = leading(&mut cut, rest, true, dialect.encoding, ROWS);
    }
    let mut columns: Vec<String> = vec![own()[0].to_owned()];
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut rows: Vec<Vec<String>> = Vec::new();
    for record in records.iter().filter(|record| record.problem.is_none()) {
        let mut cells: Vec<(String, String)> = Vec::new();
        let raw = record.raw.as_bytes();
        let content = memchr(UNIT, raw).map_or(0, |unit| unit + 1);
        let first =
            raw.iter().skip(content).position(|byte| !b" \t\r\n[".contains(byte)).map_or(0, |p| content + p);
        let word = |raw: &[u8]| block::text(text(raw), dialect.encoding).0.into_owned();
        let turns = is_turns(raw.get(blanks(raw, content)..).unwrap_or(&[]));
        let read = match raw.get(first) {
            Some(b'{') if !turns => object(raw, first, |key, range| {
                let key = word(raw.get(key.start.saturating_sub(1)..key.end + 1).unwrap_or(&[]));
                cells.push((key, word(raw.get(range).unwrap_or(&[]))));
            }),
            _ => {
                let own = own().into_iter().zip(&record.cells).skip(1);
                cells.extend(own.map(|(name, cell)| (name.to_owned(), cell.clone())));
                Ok(0)
            }
        };
        if read.is_err() {
            continue;
        }
        let mut row = vec![record.cells.first().cloned().unwrap_or_default()];
        for (key, cell) in cells {
            let place = *places.entry(key.clone()).or_insert(columns.len());
            if place == columns.len() {
                columns.push(key);
            }
            row.resize(columns.len().max(row.len()), String::new());
            if let Some(slot) = row.get_mut(place) {
                *slot = cell;
            }
        }
        rows.push(row);
    }
    rows.iter_mut().for_each(|row| row.resize(columns.len(), String::new()));
    Ok(Sampled { columns, rows, skip, lines })
}

/// Which values of a list of turns say who speaks and what; what is no object is passed over.
pub(crate) fn turns<'a>(array: &'a [u8], mut turn: impl FnMut(&'a [u8])) {
    let mut at = blanks(array, 1);
    while let Ok(end) = value(array, at) {
        turn(array.get(at..end).unwrap_or(&[]));
        at = blanks(array, end);
        match array.get(at) {
            Some(b',') => at = blanks(array, at + 1),
            _ => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::sample::sample as sampled;
    use callscape_model::bundle::head;

    fn bundle(documents: &[(&str, &str)]) -> Vec<u8> {
        documents.iter().flat_map(|(name, text)| [head(name), text.as_bytes().to_vec()].concat()).collect()
    }

    #[test]
    fn each_kind_of_document_gives_its_records() {
        let bytes = bundle(&[
            ("t/a.json", "{\n \"call_id\": \"1\", \"agent\": \"A\"\n}"),
            ("t/b.json", "[{\"call_id\": \"2\"}, {\"call_id\": \"3\", \"agent\": \"B\"}]\n"),
            ("t/c.json", "{\"call_id\": \"4\"}\n{\"call_id\": \"5\"}\n"),
            ("t/d.json", "[{\"speaker\": \"agent\", \"text\": \"Hi\"}]"),
            ("t/e.txt", "Agent: Hello\nCustomer: Hi\n"),
        ]);
        let dialect = Dialect { format: "bundle".into(), ..Dialect::default() };
        let found = sampled(&bytes, true, &dialect).unwrap();
        assert_eq!(found.columns, ["source_file", "call_id", "agent", "transcript_text"]);
        assert_eq!(
            found.rows,
            [
                ["t/a.json", "1", "A", ""],
                ["t/b.json", "2", "", ""],
                ["t/b.json", "3", "B", ""],
                ["t/c.json", "4", "", ""],
                ["t/c.json", "5", "", ""],
                ["t/d.json", "d", "", "[{\"speaker\": \"agent\", \"text\": \"Hi\"}]"],
                ["t/e.txt", "e", "", "Agent: Hello\nCustomer: Hi"],
            ]
        );
    }

    #[test]
    fn a_document_that_is_none_is_one_unreadable_record() {
        let bytes = bundle(&[("a.json", "{\"call_id\": 1,"), ("b.json", ""), ("c.json", "{\"call_id\": 2}")]);
        let mut cut = Documents::new(&["call_id".to_owned()], true);
        let found = leading(&mut cut, &bytes, true, Default::default(), 9);
        let problems: Vec<_> = found.iter().map(|record| record.problem).collect();
        assert_eq!(problems, [Some(Problem::NotJson), Some(Problem::NotJson), None]);
        assert_eq!(found[2].cells, ["2"]);
    }
}
