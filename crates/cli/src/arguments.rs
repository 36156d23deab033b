//! What can be typed.

use std::num::NonZeroU32;
use std::path::PathBuf;

use callscape_engine::clean::zone::Zone;
use callscape_engine::generate::Shape;
use callscape_model::calendar::day_of_text;
use clap::{Args, Parser, Subcommand, ValueEnum};

/// Clean, count and draw call records.
#[derive(Debug, Parser)]
#[command(name = "callscape", version, about, propagate_version = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make sample data
    #[command(subcommand)]
    Generate(Generate),
    /// Clean the call records of a folder; write them, the report, the charts and their tables
    Run(Run),
    /// Show figures, charts as text and what became of the rows
    Summary(Summary),
}

#[derive(Debug, Subcommand)]
pub(crate) enum Generate {
    /// Call records over 30 days; the same seed gives the same bytes
    Calls(GenerateCalls),
}

#[derive(Debug, Args)]
pub(crate) struct GenerateCalls {
    /// How many calls
    #[arg(long, value_name = "N", alias = "rows")]
    pub(crate) num_calls: u64,
    /// Which calls
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub(crate) seed: u64,
    /// The last day, as YYYY-MM-DD [default: today]
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(crate) until: Option<i64>,
    /// How calls are written
    #[arg(long, value_enum, default_value_t = Written::Csv)]
    pub(crate) format: Written,
    /// How many of a thousand calls get a flaw
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u64).range(..=1000))]
    pub(crate) flaws: u64,
    /// Where to [default: standard output]
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Written {
    /// A header and a line a call
    Csv,
    /// A JSON object a line
    Ndjson,
}

impl Written {
    pub(crate) fn shape(self) -> Shape {
        match self {
            Written::Csv => Shape::Csv,
            Written::Ndjson => Shape::Ndjson,
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct Run {
    /// Folder with call records, its folders included
    #[arg(long, value_name = "DIR")]
    pub(crate) data_dir: PathBuf,
    /// Folder for the results; made when it is not there
    #[arg(long, value_name = "DIR")]
    pub(crate) out_dir: PathBuf,
    /// How clean calls are written
    #[arg(long, value_enum, default_value_t = Tables::Csv)]
    pub(crate) format: Tables,
    #[command(flatten)]
    pub(crate) reading: Reading,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Tables {
    /// Comma-separated values
    Csv,
}

#[derive(Debug, Args)]
pub(crate) struct Summary {
    /// Files with call records
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) reading: Reading,
}

/// How files are read.
#[derive(Debug, Args)]
pub(crate) struct Reading {
    /// The zone of times without one, and in which days begin: an IANA name
    #[arg(long, value_name = "ZONE", default_value = "America/New_York", value_parser = zone)]
    pub(crate) timezone: String,
    /// How many threads [default: one for each processor, at most 8]
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<NonZeroU32>,
}

fn day(text: &str) -> Result<i64, String> {
    day_of_text(text).ok_or_else(|| "not a day as YYYY-MM-DD".to_owned())
}

fn zone(text: &str) -> Result<String, String> {
    let known = Zone::new(text).map(|zone| zone.name().to_owned());
    known.ok_or_else(|| "not an IANA zone such as Europe/Berlin or UTC".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_fit_together() {
        use clap::CommandFactory;
        Arguments::command().debug_assert();
    }

    #[test]
    fn days_and_zones_are_checked() {
        assert_eq!(day("2025-03-09"), Ok(20156));
        assert!(day("2025-02-30").is_err() && zone("Mars/Olympus").is_err());
        assert_eq!(zone("Europe/Berlin").as_deref(), Ok("Europe/Berlin"));
    }
}
