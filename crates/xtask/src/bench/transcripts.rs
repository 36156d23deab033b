//! Transcripts at scale, on generated dialogues: the command line, then the page in Chromium, where
//! `e2e/bench-transcripts.mjs` chooses the file and opens a conversation.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result};
use xshell::cmd;

use super::{Options, browser, median, program};
use crate::project::Project;

pub(super) fn run(project: &Project, options: &Options) -> Result<()> {
    let file = file(project, options.transcripts)?;
    let megabytes =
        fs::metadata(&file).with_context(|| format!("reading {}", file.display()))?.len() as f64 / 1e6;
    natively(project, &file, megabytes, options)?;
    let address = browser::serve(project, options)?;
    let runs = options.runs.to_string();
    let shell = &project.shell;
    let _folder = shell.push_dir("e2e");
    for workers in [1, options.workers] {
        let workers = workers.to_string();
        cmd!(shell, "node bench-transcripts.mjs {address} {file} {workers} {runs}").run()?;
    }
    Ok(())
}

/// Generates the dialogues, unless they are there: the same number always gives the same bytes.
fn file(project: &Project, transcripts: u64) -> Result<PathBuf> {
    let shell = &project.shell;
    cmd!(shell, "cargo build --locked --release --package callscape-cli").run()?;
    let folder = project.target().join(format!("bench/transcripts-{transcripts}"));
    if !folder.exists() {
        let (program, calls) = (program(project), transcripts.to_string());
        let draft = folder.with_extension("draft");
        shell.remove_path(&draft)?;
        cmd!(
            shell,
            "{program} generate transcripts --num-calls {calls} --seed 1 --until 2025-12-31 --shape ndjson --out {draft}"
        )
        .run()?;
        fs::rename(&draft, &folder)?;
    }
    Ok(folder.join("transcripts.ndjson"))
}

fn natively(project: &Project, file: &Path, megabytes: f64, options: &Options) -> Result<()> {
    let (shell, program) = (&project.shell, program(project));
    println!(
        "\nnatively, from the file of {megabytes:.0} MB with {} dialogues to the numbers, medians of {} runs",
        options.transcripts, options.runs
    );
    for threads in [1, options.workers] {
        let threads = threads.to_string();
        let mut seconds = Vec::new();
        for _ in 0..options.runs {
            let started = Instant::now();
            cmd!(shell, "{program} summary {file} --threads {threads}").quiet().ignore_stdout().run()?;
            seconds.push(started.elapsed().as_secs_f64());
        }
        let seconds = median(seconds);
        println!(
            "callscape summary --threads {threads:<25}{:>8.0} ms  {:>4.0} MB/s",
            seconds * 1e3,
            megabytes / seconds
        );
    }
    Ok(())
}
