//! The engine's steps on one thread, each against a loop of the `csv` crate over the same file in memory.
//!
//! `cargo xtask bench native` makes the file and names it in `CALLSCAPE_BENCH_FILE`; medians of a few runs are
//! printed. What is measured is told by the command line, the page and `wc` for whole runs, not here.

#[path = "../tests/pipe/mod.rs"]
mod pipe;

use std::collections::BTreeSet;
use std::hint::black_box;
use std::time::{Duration, Instant};

use callscape_engine::ingest::{self, Step};
use callscape_model::command::{Ask, Command};
use callscape_model::dimension::Dimension;
use callscape_model::message::Slice;
use callscape_model::selection::{Clause, Mode, Selection, Set};
use pipe::Pipe;

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

/// Odd, so that the median is one of them.
const RUNS: usize = 5;
/// The part of a file from which its columns are known.
const HEAD: usize = 1 << 20;

fn main() -> Outcome {
    let Some(path) = std::env::var_os("CALLSCAPE_BENCH_FILE") else {
        println!("name a file of calls in CALLSCAPE_BENCH_FILE, or run `cargo xtask bench native`");
        return Ok(());
    };
    let bytes = std::fs::read(path)?;
    let (reference, rows) = take(|| read_with_csv(&bytes))?;
    let table = Table { bytes: bytes.len(), rows, reference };
    println!("\nthe engine on one thread, file in memory, medians of {RUNS} runs");
    println!("{:<44}{:>8}{:>12}{:>10}{:>12}", "", "ms", "M rows/s", "MB/s", "× csv loop");
    table.print("the csv crate's loop over byte records", reference);
    table.print("cut into records and cells", take(|| cut(&bytes))?.0);
    let mut pipe = Pipe::new(1, vec![("calls.csv", bytes.clone())]);
    table.print("cut, clean, enrich, look for repeated keys", take(|| Ok(load(&mut pipe)))?.0);
    table.print("five charts over all rows", take(|| Ok(count(&mut pipe, &Selection::default())))?.0);
    table.print("five charts under two clauses", take(|| Ok(count(&mut pipe, &two_clauses())))?.0);
    table.print("brush indexes of days and durations", take(|| Ok(index(&mut pipe)))?.0);
    Ok(())
}

/// What the lines of the table have in common.
struct Table {
    bytes: usize,
    rows: u64,
    reference: Duration,
}

impl Table {
    fn print(&self, name: &str, took: Duration) {
        let seconds = took.as_secs_f64();
        println!(
            "{name:<44}{:>8.1}{:>12.2}{:>10.0}{:>12.2}",
            seconds * 1e3,
            self.rows as f64 / seconds / 1e6,
            self.bytes as f64 / seconds / 1e6,
            seconds / self.reference.as_secs_f64()
        );
    }
}

/// The median duration of `work`, and its last result.
fn take<T>(mut work: impl FnMut() -> Outcome<T>) -> Outcome<(Duration, T)> {
    let mut durations = Vec::new();
    loop {
        let started = Instant::now();
        let result = black_box(work()?);
        durations.push(started.elapsed());
        if durations.len() == RUNS {
            durations.sort();
            return Ok((durations[RUNS / 2], result));
        }
    }
}

fn read_with_csv(bytes: &[u8]) -> Outcome<u64> {
    let mut reader = csv::Reader::from_reader(bytes);
    let mut record = csv::ByteRecord::new();
    let mut rows = 0;
    while reader.read_byte_record(&mut record)? {
        rows += 1;
    }
    Ok(rows)
}

fn cut(bytes: &[u8]) -> Outcome<u64> {
    let size = bytes.len() as u64;
    let head = &bytes[..bytes.len().min(HEAD)];
    let whole = head.len() == bytes.len();
    let dialect = ingest::detect("calls.csv", head, size).map_err(|failure| failure.message)?;
    let sampled = ingest::sample(head, whole, &dialect).map_err(|failure| failure.message)?;
    let format = ingest::format(&dialect.format).ok_or("a format that the engine does not know")?;
    let slice = Slice { index: 0, from: sampled.skip, to: size, exact: true };
    let mut decoder = (format.decoder)(&dialect, &sampled.columns, slice, size);
    let mut rows = 0;
    loop {
        match decoder.step()? {
            Step::Need(range) => {
                let part = bytes[range.start as usize..range.end as usize].to_vec();
                decoder.push(range.start, part.into(), false);
            }
            Step::Rows(block) => rows += block.len() as u64,
            Step::Done(_) => return Ok(rows),
        }
    }
}

fn load(pipe: &mut Pipe) -> u64 {
    pipe.load("UTC").quality.read
}

fn count(pipe: &mut Pipe, selection: &Selection) -> u64 {
    pipe.ask(Ask { selection: selection.clone(), ..Ask::default() }).selected
}

/// An index is counted again when another chart has been brushed meanwhile.
fn index(pipe: &mut Pipe) -> usize {
    let brush = |dimension| Command::Brush { ask: Ask::default(), dimension };
    [Dimension::Day, Dimension::Duration].map(|dimension| pipe.run(brush(dimension)).len()).iter().sum()
}

fn two_clauses() -> Selection {
    let clause = |dimension, set| Clause { dimension, mode: Mode::Filter, set };
    Selection::default()
        .with(clause(Dimension::Status, Set::In(BTreeSet::from(["completed".to_owned()]))))
        .with(clause(Dimension::Duration, Set::range(60_000, 300_000)))
}
