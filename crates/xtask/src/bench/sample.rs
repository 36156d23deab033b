//! Files of generated calls, kept between runs: the same number of rows always gives the same bytes.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use xshell::cmd;

use super::program;
use crate::project::Project;

/// What is wrong with a dirty file, in calls of a thousand.
const DIRT: [&str; 6] = ["--bad", "20", "--repeated", "10", "--quoted", "50"];

/// A file of generated calls.
pub(super) struct Sample {
    pub(super) path: PathBuf,
    pub(super) bytes: u64,
    pub(super) rows: u64,
    pub(super) dirty: bool,
}

impl Sample {
    /// Generates the file, unless it is there.
    pub(super) fn make(project: &Project, rows: u64, dirty: bool) -> Result<Self> {
        let shell = &project.shell;
        cmd!(shell, "cargo build --locked --release --package callscape-cli").run()?;
        let kind = if dirty { "-dirty" } else { "" };
        let path = project.target().join(format!("bench/calls-{rows}{kind}.csv"));
        if !path.exists() {
            let (program, rows) = (program(project), rows.to_string());
            let draft = path.with_extension("draft");
            shell.create_dir(project.target().join("bench"))?;
            let dirt: &[&str] = if dirty { &DIRT } else { &[] };
            cmd!(
                shell,
                "{program} generate calls --num-calls {rows} --seed 1 --until 2025-03-31 {dirt...} --out {draft}"
            )
            .run()?;
            fs::rename(&draft, &path)?;
        }
        let bytes = fs::metadata(&path).with_context(|| format!("reading {}", path.display()))?.len();
        Ok(Self { path, bytes, rows, dirty })
    }

    /// What it is, for a table.
    pub(super) fn words(&self) -> String {
        let kind = if self.dirty { ", 2 % bad, 1 % twice, 5 % quoted" } else { "" };
        format!("{} rows, {:.1} MB{kind}", self.rows, self.bytes as f64 / 1e6)
    }
}

/// How many rows: `300000`, `300k` or `10m`.
pub(super) fn count(text: &str) -> Result<u64, String> {
    let wanted = || format!("{text:?} is no number such as 300000, 300k or 10m");
    let (digits, unit) = match text.strip_suffix(['k', 'K']) {
        Some(digits) => (digits, 1_000),
        None => text.strip_suffix(['m', 'M']).map_or((text, 1), |digits| (digits, 1_000_000)),
    };
    let number: u64 = digits.replace('_', "").parse().map_err(|_| wanted())?;
    number.checked_mul(unit).filter(|rows| *rows > 0).ok_or_else(wanted)
}

#[cfg(test)]
mod tests {
    use super::count;

    #[test]
    fn rows_are_counted_in_thousands_and_millions() {
        let counts = ["7", "100k", "1m", "30M", "1_000_000"].map(|text| count(text).unwrap());
        assert_eq!(counts, [7, 100_000, 1_000_000, 30_000_000, 1_000_000]);
        assert!(["", "k", "1g", "-1", "0", "99999999999999999m"].iter().all(|text| count(text).is_err()));
    }
}
