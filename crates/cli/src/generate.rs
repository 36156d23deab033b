//! `callscape generate`: sample data to a file or standard output, piece by piece.

use std::fs::File;
use std::io::{Write, stdout};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use callscape_engine::generate;
use callscape_model::message::Sample;

use crate::arguments::GenerateCalls;

/// Writes generated calls.
pub(crate) fn calls(arguments: &GenerateCalls) -> Result<()> {
    let GenerateCalls { num_calls, seed, until, format, flaws, out } = arguments;
    let sample = Sample { calls: *num_calls, seed: *seed, until: until.map_or_else(today, Ok)? };
    let pieces = generate::calls(&sample, format.shape()).with_flaws(*flaws);
    match out {
        None => write(stdout().lock(), pieces).context("writing to standard output"),
        Some(path) => {
            let file = File::create(path).with_context(|| format!("creating {}", path.display()))?;
            write(file, pieces).with_context(|| format!("writing {}", path.display()))
        }
    }
}

fn write(mut out: impl Write, pieces: generate::Calls) -> Result<()> {
    for piece in pieces {
        out.write_all(&piece)?;
    }
    Ok(out.flush()?)
}

/// Days since 1970-01-01, in UTC.
fn today() -> Result<i64> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).context("reading the clock")?;
    Ok(i64::try_from(since.as_secs() / 86_400)?)
}
