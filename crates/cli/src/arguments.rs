//! What can be typed.

use std::num::NonZeroU32;
use std::path::PathBuf;

use callscape_engine::clean::zone::Zone;
use callscape_engine::generate::Shape;
use callscape_model::calendar::day_of_text;
use callscape_model::month::Quarter;
use callscape_model::table::MonthBy;
use clap::{Args, Parser, Subcommand, ValueEnum};

/// Clean, count and draw call records and support files.
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
    /// Clean the files of a folder, apply the deltas; write the tables, the reports, the charts and their tables
    Run(Run),
    /// Write the support report: interactions, calls and call duration by month, contact center and department
    Report(Report),
    /// Answer the questions of a support lead, with the reasons
    Answers(Answers),
    /// Show figures, charts as text and what became of the rows
    Summary(Summary),
    /// Score the transcripts of a folder; write the silver and gold tables, the charts and their tables
    Etl(Etl),
    /// The same, when files are new, changed or gone since the last run
    Incremental(Etl),
    /// Say what the last run left: records of each layer, errors, quality
    Status(Status),
    /// Score conversations: lines of JSON in, lines of JSON out in the same order
    Score(Score),
    /// Tell which names are one agent's: lines of JSON in, lines of JSON out in the same order
    Names,
}

#[derive(Debug, Args)]
pub(crate) struct Etl {
    /// Folder with transcripts, its folders included
    #[arg(long, value_name = "DIR", default_value = "./data")]
    pub(crate) data_dir: PathBuf,
    /// Folder for the results; made when it is not there
    #[arg(long, value_name = "DIR", default_value = "./output")]
    pub(crate) out_dir: PathBuf,
    /// How many small files of a folder are read as one
    #[arg(long, value_name = "N", default_value = "100000")]
    pub(crate) batch_size: NonZeroU32,
    /// How the tables are written
    #[arg(long, value_enum, default_value_t = Layers::Both)]
    pub(crate) format: Layers,
    /// Times of the tables in UTC instead of the zone
    #[arg(long)]
    pub(crate) utc: bool,
    /// What ingested_at says, in seconds since 1970-01-01 UTC [default: now]
    #[arg(long, value_name = "SECONDS")]
    pub(crate) ingested_at: Option<i64>,
    /// A rule pack, or "plain" for plain keywords [default: the pack of the program]
    #[arg(long, value_name = "PACK")]
    pub(crate) rules: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) reading: Reading,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Layers {
    /// Comma-separated values
    Csv,
    /// An array of objects
    Json,
    /// Both
    Both,
}

#[derive(Debug, Args)]
pub(crate) struct Status {
    /// Folder with the results
    #[arg(long, value_name = "DIR", default_value = "./output")]
    pub(crate) out_dir: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct Score {
    /// A rule pack, or "plain" for plain keywords [default: the pack of the program]
    #[arg(long, value_name = "PACK")]
    pub(crate) rules: Option<PathBuf>,
    /// What is scored
    #[arg(long, value_enum, default_value_t = Scored::Call)]
    pub(crate) kind: Scored,
    /// How many threads [default: one for each processor, at most 8]
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<NonZeroU32>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Scored {
    /// Conversations, chats and what customers say in them
    Call,
    /// Written reviews
    Review,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Generate {
    /// Call records over 30 days; the same seed gives the same bytes
    Calls(GenerateCalls),
    /// A folder of facts, dimensions and monthly deltas; the same seed gives the same bytes
    Support(GenerateSupport),
    /// Transcripts of calls, and what is true of each; the same seed gives the same bytes
    Transcripts(GenerateTranscripts),
}

#[derive(Debug, Args)]
pub(crate) struct GenerateTranscripts {
    /// How many records
    #[arg(long, value_name = "N")]
    pub(crate) num_calls: u64,
    /// Which calls
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub(crate) seed: u64,
    /// The last day, as YYYY-MM-DD [default: today]
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(crate) until: Option<i64>,
    /// How records are written
    #[arg(long, value_enum, default_value_t = Records::Files)]
    pub(crate) shape: Records,
    /// The folder; made when it is not there. What is true of the calls goes into truth.jsonl beside them
    #[arg(long, value_name = "DIR", default_value = "./data")]
    pub(crate) out: PathBuf,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Records {
    /// transcripts.ndjson: a JSON object a line
    Ndjson,
    /// transcripts/CALL_….json: a file for each record
    Files,
    /// transcripts.csv: a header and a record for each call
    Csv,
}

#[derive(Debug, Args)]
pub(crate) struct GenerateSupport {
    /// How many interactions before the deltas
    #[arg(long, value_name = "N", default_value_t = 1000)]
    pub(crate) interactions: u64,
    /// How many months of deltas
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u32).range(..=1200))]
    pub(crate) months: u32,
    /// How many rows all deltas of interactions have [default: 8 % of the interactions]
    #[arg(long, value_name = "N")]
    pub(crate) deltas: Option<u64>,
    /// Which set
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub(crate) seed: u64,
    /// The last day, as YYYY-MM-DD [default: today]
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(crate) until: Option<i64>,
    /// The folder
    #[arg(long, value_name = "DIR", default_value = "./data")]
    pub(crate) out_dir: PathBuf,
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
    /// How many of a thousand calls have something wrong in them, besides
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u64).range(..=300))]
    pub(crate) bad: u64,
    /// How many of a thousand calls are the call before once more
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u64).range(..=300))]
    pub(crate) repeated: u64,
    /// How many of a thousand calls have quotes and a line break in a cell
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u64).range(..=300))]
    pub(crate) quoted: u64,
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
    /// Folder with call records or support files, its folders included
    #[arg(long, value_name = "DIR", default_value = "./data")]
    pub(crate) data_dir: PathBuf,
    /// Folder for the results; made when it is not there
    #[arg(long, value_name = "DIR", default_value = "./output")]
    pub(crate) out_dir: PathBuf,
    /// How the tables after the deltas are written
    #[arg(long, value_enum, default_value_t = Tables::Csv)]
    pub(crate) format: Tables,
    /// Times of the tables in UTC instead of the zone
    #[arg(long)]
    pub(crate) utc: bool,
    #[command(flatten)]
    pub(crate) deltas: Deltas,
    #[command(flatten)]
    pub(crate) reading: Reading,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Tables {
    /// Comma-separated values
    Csv,
    /// An array of objects
    Json,
}

impl Tables {
    /// The export of a table.
    pub(crate) fn export(self) -> &'static str {
        match self {
            Tables::Csv => "final_csv",
            Tables::Json => "final_json",
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct Report {
    /// Folder with support files, its folders included
    #[arg(long, value_name = "DIR", default_value = "./data")]
    pub(crate) data_dir: PathBuf,
    /// Folder for support_report.csv; made when it is not there
    #[arg(long, value_name = "DIR", default_value = "./report")]
    pub(crate) out_dir: PathBuf,
    #[command(flatten)]
    pub(crate) deltas: Deltas,
    #[command(flatten)]
    pub(crate) reading: Reading,
}

#[derive(Debug, Args)]
pub(crate) struct Answers {
    /// Folder with support files, its folders included
    #[arg(long, value_name = "DIR", default_value = "./data")]
    pub(crate) data_dir: PathBuf,
    /// Folder for the answers; made when it is not there [default: standard output]
    #[arg(long, value_name = "DIR")]
    pub(crate) out_dir: Option<PathBuf>,
    /// How the answers are written
    #[arg(long, value_enum, default_value_t = Sentences::Md)]
    pub(crate) format: Sentences,
    /// The quarter, as 2025-Q1 [default: the one with the most interactions]
    #[arg(long, value_name = "QUARTER", value_parser = quarter)]
    pub(crate) quarter: Option<Quarter>,
    #[command(flatten)]
    pub(crate) deltas: Deltas,
    #[command(flatten)]
    pub(crate) reading: Reading,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Sentences {
    /// Text
    Md,
    /// An object
    Json,
}

/// Which deltas are applied, and how.
#[derive(Debug, Args)]
pub(crate) struct Deltas {
    /// Months whose deltas are applied, as 202502,202503; none of them gives the initial state [default: all]
    #[arg(long, value_name = "MONTHS", num_args = 0..=1, default_missing_value = "")]
    pub(crate) months: Option<String>,
    /// Refuse updates of keys that do not exist instead of adding them
    #[arg(long)]
    pub(crate) strict: bool,
    /// Keep the value where a cell of an update is empty instead of clearing it
    #[arg(long)]
    pub(crate) keep_empty: bool,
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
    /// Which time decides the month of an interaction: end, start or timestamp
    #[arg(long, value_name = "TIME", default_value = "end", value_parser = month_by)]
    pub(crate) month_by: MonthBy,
    /// How many threads [default: one for each processor, at most 8]
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<NonZeroU32>,
}

fn day(text: &str) -> Result<i64, String> {
    day_of_text(text).ok_or_else(|| "not a day as YYYY-MM-DD".to_owned())
}

fn quarter(text: &str) -> Result<Quarter, String> {
    Quarter::parse(text).ok_or_else(|| "not a quarter such as 2025-Q1".to_owned())
}

fn month_by(text: &str) -> Result<MonthBy, String> {
    MonthBy::from_id(text).ok_or_else(|| "not one of end, start, timestamp".to_owned())
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
