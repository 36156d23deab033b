//! `callscape generate`: sample data to files or standard output, piece by piece.

use std::fs::{self, File};
use std::io::{BufWriter, Write, stdout};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use callscape_engine::generate::{self, Dirt, SupportSet, Transcript, TranscriptSet};
use callscape_model::message::Sample;

use crate::arguments::{GenerateCalls, GenerateSupport, GenerateTranscripts, Records};

/// Writes generated calls.
pub(crate) fn calls(arguments: &GenerateCalls) -> Result<()> {
    let GenerateCalls { num_calls, seed, until, format, flaws, bad, repeated, quoted, out } = arguments;
    let sample = Sample { calls: *num_calls, seed: *seed, until: until.map_or_else(today, Ok)? };
    let dirt = Dirt { bad: *bad, repeated: *repeated, quoted: *quoted };
    let pieces = generate::calls(&sample, format.shape()).with_flaws(*flaws).with_dirt(dirt);
    match out {
        None => write(stdout().lock(), pieces).context("writing to standard output"),
        Some(path) => {
            let file = File::create(path).with_context(|| format!("creating {}", path.display()))?;
            write(file, pieces).with_context(|| format!("writing {}", path.display()))
        }
    }
}

/// Writes a folder of facts, dimensions and deltas.
pub(crate) fn support(arguments: &GenerateSupport) -> Result<()> {
    let GenerateSupport { interactions, months, deltas, seed, until, out_dir } = arguments;
    let until = until.map_or_else(today, Ok)?;
    let set =
        SupportSet { interactions: *interactions, months: *months, deltas: *deltas, seed: *seed, until };
    for made in generate::support(&set) {
        let path = out_dir.join(&made.path);
        let folder = path.parent().unwrap_or(out_dir);
        fs::create_dir_all(folder).with_context(|| format!("making the folder {}", folder.display()))?;
        let file = File::create(&path).with_context(|| format!("creating {}", path.display()))?;
        write(file, made.pieces).with_context(|| format!("writing {}", path.display()))?;
    }
    Ok(())
}

/// Writes transcripts, and beside them what is true of each.
pub(crate) fn transcripts(arguments: &GenerateTranscripts) -> Result<()> {
    let GenerateTranscripts { num_calls, seed, until, shape, out } = arguments;
    let set = TranscriptSet { calls: *num_calls, seed: *seed, until: until.map_or_else(today, Ok)? };
    let folder = if matches!(shape, Records::Files) { out.join("transcripts") } else { out.clone() };
    fs::create_dir_all(&folder).with_context(|| format!("making the folder {}", folder.display()))?;
    let mut truth = create(&out.join("truth.jsonl"))?;
    let mut records = match shape {
        Records::Ndjson => Some(create(&out.join("transcripts.ndjson"))?),
        Records::Csv => Some(create(&out.join("transcripts.csv"))?),
        Records::Files => None,
    };
    let mut bytes = Vec::new();
    if matches!(shape, Records::Csv) {
        Transcript::write_csv_header(&mut bytes);
    }
    for record in generate::transcripts(&set) {
        match shape {
            Records::Csv => record.write_csv(&mut bytes),
            Records::Ndjson => record.write_ndjson(&mut bytes),
            Records::Files => record.write_file(&mut bytes),
        }
        match &mut records {
            Some(file) => file.write_all(&bytes)?,
            None => {
                // A record that repeats another one has a file of its own.
                let copy = if record.truth.is_none() { "_copy" } else { "" };
                let path = folder.join(format!("{}{copy}.json", record.call_id));
                fs::write(&path, &bytes).with_context(|| format!("writing {}", path.display()))?;
            }
        }
        bytes.clear();
        record.write_truth(&mut bytes);
        truth.write_all(&bytes)?;
        bytes.clear();
    }
    if let Some(file) = &mut records {
        file.write_all(&bytes)?;
        file.flush()?;
    }
    truth.flush().context("writing truth.jsonl")
}

fn create(path: &Path) -> Result<BufWriter<File>> {
    Ok(BufWriter::new(File::create(path).with_context(|| format!("creating {}", path.display()))?))
}

fn write(mut out: impl Write, pieces: impl Iterator<Item = Vec<u8>>) -> Result<()> {
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
