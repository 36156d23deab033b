//! Support files at scale, on generated facts with twelve months of deltas: the command line, then the page in
//! Chromium, where `e2e/bench-support.mjs` chooses the folder and turns the months.

use std::fs;
use std::path::PathBuf;
use std::time::Instant;

use anyhow::Result;
use xshell::cmd;

use super::{Options, browser, median, program};
use crate::project::Project;

/// Rows that the deltas of interactions have together.
const DELTAS: &str = "100000";

pub(super) fn run(project: &Project, options: &Options) -> Result<()> {
    let folder = folder(project, options.interactions)?;
    natively(project, &folder, options)?;
    let address = browser::serve(project, options)?;
    let (workers, runs) = (options.workers.to_string(), options.runs.to_string());
    let shell = &project.shell;
    let _folder = shell.push_dir("e2e");
    Ok(cmd!(shell, "node bench-support.mjs {address} {folder} {workers} {runs}").run()?)
}

/// Generates the folder, unless it is there: the same number always gives the same bytes.
fn folder(project: &Project, interactions: u64) -> Result<PathBuf> {
    let shell = &project.shell;
    cmd!(shell, "cargo build --locked --release --package callscape-cli").run()?;
    let path = project.target().join(format!("bench/support-{interactions}"));
    if !path.exists() {
        let (program, interactions) = (program(project), interactions.to_string());
        let draft = path.with_extension("draft");
        shell.remove_path(&draft)?;
        cmd!(
            shell,
            "{program} generate support --interactions {interactions} --months 12 --deltas {DELTAS} --seed 1 --until 2025-12-31 --out-dir {draft}"
        )
        .run()?;
        fs::rename(&draft, &path)?;
    }
    Ok(path)
}

fn natively(project: &Project, folder: &PathBuf, options: &Options) -> Result<()> {
    let (shell, program, out) = (&project.shell, program(project), project.target().join("bench/report"));
    println!("\nnatively, from the folder to the report, medians of {} runs", options.runs);
    for threads in [1, options.workers] {
        let threads = threads.to_string();
        let mut seconds = Vec::new();
        for _ in 0..options.runs {
            let started = Instant::now();
            cmd!(shell, "{program} report --data-dir {folder} --out-dir {out} --threads {threads}")
                .quiet()
                .ignore_stdout()
                .run()?;
            seconds.push(started.elapsed().as_secs_f64());
        }
        println!("callscape report --threads {threads:<26}{:>8.0} ms", median(seconds) * 1e3);
    }
    Ok(())
}
