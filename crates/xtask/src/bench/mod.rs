//! How fast the product is, natively and in a browser, on generated call records, support files and transcripts.
//!
//! The numbers of one machine are compared with each other, never with those of another: every table begins with
//! what the same machine needs merely to read or to count the lines of the same file.

mod browser;
mod native;
mod support;
mod transcripts;

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::ValueEnum;
use xshell::cmd;

use crate::project::Project;

/// Where to measure.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    /// The engine and the command line.
    Native,
    /// The page in Chromium.
    Browser,
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
    /// How many calls the file has.
    #[arg(long, default_value_t = 1_000_000)]
    rows: u64,
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

/// A file of generated calls.
struct Sample {
    path: PathBuf,
    bytes: u64,
    rows: u64,
}

/// Measures, and prints tables.
pub(crate) fn run(project: &Project, options: &Options) -> Result<()> {
    match options.part {
        Some(Part::Support) => {
            println!("\n{}", machine());
            return support::run(project, options);
        }
        Some(Part::Transcripts) => {
            println!("\n{}", machine());
            return transcripts::run(project, options);
        }
        _ => {}
    }
    let sample = Sample::make(project, options.rows)?;
    println!("\n{} · {} rows, {:.1} MB", machine(), sample.rows, sample.bytes as f64 / 1e6);
    if options.part != Some(Part::Browser) {
        native::run(project, &sample, options)?;
    }
    if options.part != Some(Part::Native) {
        browser::run(project, &sample, options)?;
    }
    Ok(())
}

impl Sample {
    /// Generates the file, unless it is there: the same number of rows always gives the same bytes.
    fn make(project: &Project, rows: u64) -> Result<Self> {
        let shell = &project.shell;
        cmd!(shell, "cargo build --locked --release --package callscape-cli").run()?;
        let path = project.target().join(format!("bench/calls-{rows}.csv"));
        if !path.exists() {
            let (program, rows) = (program(project), rows.to_string());
            let draft = path.with_extension("draft");
            shell.create_dir(project.target().join("bench"))?;
            cmd!(
                shell,
                "{program} generate calls --num-calls {rows} --seed 1 --until 2025-03-31 --out {draft}"
            )
            .run()?;
            fs::rename(&draft, &path)?;
        }
        let bytes = fs::metadata(&path).with_context(|| format!("reading {}", path.display()))?.len();
        Ok(Self { path, bytes, rows })
    }
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
