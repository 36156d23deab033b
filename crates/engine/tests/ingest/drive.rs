//! Drives a decoder over a file in memory.

use callscape_engine::block::Problem;
use callscape_engine::ingest::{Sampled, Step, Transcoder, detect, format, sample};
use callscape_model::message::Failure;
use callscape_model::plan::{Dialect, Encoding};
use callscape_model::split::Splitting;

/// A record with all that is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Record {
    pub(crate) start: u64,
    pub(crate) end: u64,
    /// In the file, from 1.
    pub(crate) line: u64,
    pub(crate) cells: Vec<Vec<u8>>,
    pub(crate) raw_cells: Vec<Vec<u8>>,
    pub(crate) texts: Vec<String>,
    pub(crate) problem: Option<Problem>,
}

/// A file as it is read.
pub(crate) struct Read {
    /// In UTF-8 where it was UTF-16.
    pub(crate) bytes: Vec<u8>,
    pub(crate) dialect: Dialect,
    pub(crate) sampled: Sampled,
    pub(crate) records: Vec<Record>,
}

/// Reads a file by the dialect that is detected, changed by `change`, in slices of about `length` bytes.
pub(crate) fn read(
    name: &str,
    bytes: &[u8],
    length: u64,
    change: impl Fn(&mut Dialect),
) -> Result<Read, Failure> {
    let mut dialect = detect(name, bytes, bytes.len() as u64)?;
    change(&mut dialect);
    let sampled = sample(bytes, true, &dialect)?;
    let mut bytes = bytes.to_vec();
    if let Some(mut transcoder) = Transcoder::new(dialect.encoding) {
        bytes = transcoder.push(&bytes, true);
    }
    let records = records(&bytes, &dialect, &sampled, length);
    Ok(Read { bytes, dialect, sampled, records })
}

fn records(bytes: &[u8], dialect: &Dialect, sampled: &Sampled, length: u64) -> Vec<Record> {
    let format = format(&dialect.format).unwrap();
    let size = bytes.len() as u64;
    let mut splitting = Splitting::new(sampled.skip, size, length, format.chained);
    let mut parts = vec![(Vec::new(), 0); splitting.len()];
    while let Some(slice) = splitting.next_slice() {
        let mut decoder = (format.decoder)(dialect, &sampled.columns, slice, size);
        let mut found = Vec::new();
        let end = loop {
            match decoder.step().unwrap() {
                Step::Need(range) => {
                    let part = bytes[range.start as usize..range.end as usize].to_vec();
                    decoder.push(range.start, part.into(), false);
                }
                Step::Rows(block) => found.extend(block.rows().map(|row| Record {
                    start: row.start(),
                    end: row.end(),
                    line: row.line(),
                    cells: row.cells().map(|cell| cell.bytes().into_owned()).collect(),
                    raw_cells: row.cells().map(|cell| cell.raw().to_vec()).collect(),
                    texts: row.cells().map(|cell| cell.text(Encoding::Utf8).0.into_owned()).collect(),
                    problem: row.problem(),
                })),
                Step::Done(end) => break end,
            }
        };
        splitting.read(slice.index, end.seam);
        parts[slice.index as usize] = (found, end.lines);
    }
    assert!(splitting.is_settled());
    let mut before = sampled.lines;
    let mut all = Vec::new();
    for (found, lines) in parts {
        all.extend(found.into_iter().map(|record| Record { line: record.line + before, ..record }));
        before += lines;
    }
    all
}
