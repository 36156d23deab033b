//! How fast the product is, natively and in a browser, on generated call records, support files and transcripts.
//!
//! The numbers of one machine are compared with each other, never with those of another: every table begins with
//! what the same machine needs merely to read or to count the lines of the same file.

mod browser;
mod growth;
mod native;
mod peers;
mod sample;
mod support;
mod transcripts;

use std::fs;
use std::path::PathBuf;

use anyhow::Result;
use clap::ValueEnum;

use crate::project::Project;
use sample::{Sample, count};

/// Where to measure.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    /// The engine and the command line.
    Native,
    /// The page in Chromium.
    Browser,
    /// The page in Chromium, from 100,000 calls to `--rows`; draws `docs/growth.svg`.
    Growth,
    /// Both, on facts with twelve months of deltas.
    Support,
    /// Both, on transcripts.
    Transcripts,
}

/// What to measure.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Only this part.
    #[arg(value_enum)]
    part: Option<Part>,
    /// How many calls the file has, as 300000, 300k or 10m [default: 1m; the largest file of growth has 10m].
    #[arg(long, value_name = "N", value_parser = count)]
    rows: Option<u64>,
    /// Beside it, the same calls with 2 % bad rows, 1 % twice, quotes and line breaks in 5 %.
    #[arg(long)]
    dirty: bool,
    /// Instead, side by side with what others use for the same: DuckDB, Polars, pandas, DuckDB-WASM, crossfilter2.
    #[arg(long, conflicts_with = "dirty")]
    peers: bool,
    /// The address of a page that is served already, instead of one that is built now.
    #[arg(long, value_name = "ADDRESS")]
    page: Option<String>,
    /// How many interactions the facts have.
    #[arg(long, default_value_t = 5_000_000)]
    interactions: u64,
    /// How many dialogues there are.
    #[arg(long, default_value_t = 300_000)]
    transcripts: u64,
    /// How many workers or threads share the work.
    #[arg(long, default_value_t = 2)]
    workers: u32,
    /// How often each thing is done; medians are shown.
    #[arg(long, default_value_t = 5)]
    runs: u32,
}

impl Options {
    /// How many calls a file has when nothing else is said.
    fn rows(&self) -> u64 {
        self.rows.unwrap_or(1_000_000)
    }
}

/// Measures, and prints tables; `false` when contenders that must agree do not.
pub(crate) fn run(project: &Project, options: &Options) -> Result<bool> {
    println!("\n{}", machine());
    match options.part {
        Some(Part::Support) => support::run(project, options)?,
        Some(Part::Transcripts) => transcripts::run(project, options)?,
        Some(Part::Growth) => growth::run(project, options)?,
        _ if options.peers => return peers::run(project, options),
        _ => calls(project, options)?,
    }
    Ok(true)
}

/// Call records, on the command line and in the page; a dirty file beside the clean one when asked.
fn calls(project: &Project, options: &Options) -> Result<()> {
    let clean = Sample::make(project, options.rows(), false)?;
    let dirty = options.dirty.then(|| Sample::make(project, options.rows(), true)).transpose()?;
    println!("\n{}", clean.words());
    if options.part != Some(Part::Browser) {
        native::run(project, &clean, dirty.as_ref(), options)?;
    }
    if options.part != Some(Part::Native) {
        browser::run(project, &clean, dirty.as_ref(), options)?;
    }
    Ok(())
}

/// The command line, as built for release.
fn program(project: &Project) -> PathBuf {
    project.target().join("release/callscape")
}

/// The processor and how many of them there are.
fn machine() -> String {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let count = std::thread::available_parallelism().map_or(1, usize::from);
    format!("{} × {}", count, model.map_or("unknown processor", |(_, name)| name))
}

/// The middle one.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
