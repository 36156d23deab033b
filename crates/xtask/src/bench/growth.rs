//! How the load grows with the file: `e2e/growth.mjs` measures the page in Chromium and draws a line.

use anyhow::Result;
use xshell::cmd;

use super::{Options, Sample, browser, machine};
use crate::project::Project;

/// How many calls the files have.
const ROWS: [u64; 5] = [100_000, 300_000, 1_000_000, 3_000_000, 10_000_000];
/// The picture that `BENCHMARKS.md` shows.
const DRAWING: &str = "docs/growth.svg";

pub(super) fn run(project: &Project, options: &Options) -> Result<()> {
    let samples = ROWS.map(|rows| Sample::make(project, rows, false));
    let files = samples.into_iter().map(|sample| Ok(sample?.path)).collect::<Result<Vec<_>>>()?;
    let address = browser::serve(project, options)?;
    let (workers, runs) = (options.workers.to_string(), options.runs.to_string());
    let (drawing, machine) = (project.root.join(DRAWING), machine());
    let shell = &project.shell;
    let _folder = shell.push_dir("e2e");
    Ok(cmd!(shell, "node growth.mjs {address} {workers} {runs} {drawing} {machine} {files...}").run()?)
}
