//! How the load grows with the file: `e2e/growth.mjs` measures the page in Chromium and draws a line.

use std::path::PathBuf;

use anyhow::{Result, ensure};
use xshell::cmd;

use super::{Options, Sample, browser, machine};
use crate::project::Project;

/// How many calls the files have, as far as asked for.
const ROWS: [u64; 6] = [100_000, 300_000, 1_000_000, 3_000_000, 10_000_000, 30_000_000];
/// The largest file when nothing is said.
const LARGEST: u64 = 10_000_000;
/// The picture that `BENCHMARKS.md` shows.
const DRAWING: &str = "docs/growth.svg";

pub(super) fn run(project: &Project, options: &Options) -> Result<()> {
    let largest = options.rows.unwrap_or(LARGEST);
    let sizes = ROWS.into_iter().filter(|rows| *rows <= largest);
    let files: Vec<PathBuf> =
        sizes.map(|rows| Ok(Sample::make(project, rows, false)?.path)).collect::<Result<_>>()?;
    ensure!(files.len() > 1, "a line needs two files: --rows 300k or more");
    let address = browser::serve(project, options)?;
    let (workers, runs) = (options.workers.to_string(), options.runs.to_string());
    let (drawing, machine) = (project.root.join(DRAWING), machine());
    let shell = &project.shell;
    let _folder = shell.push_dir("e2e");
    Ok(cmd!(shell, "node growth.mjs {address} {workers} {runs} {drawing} {machine} {files...}").run()?)
}
