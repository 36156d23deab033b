//! Side by side with what others use for the same: `e2e/peers/bench.mjs` lets all contenders work on one file in turns.
//! Their packages are installed only for this, beside everything else that this repository needs.

use std::path::{Path, PathBuf};

use anyhow::Result;
use xshell::cmd;

use super::{Options, Part, Sample, browser, machine, program};
use crate::project::{Project, on_path};
use crate::setup::{self, Purpose};

/// The folder with the contenders, their versions and what they are asked.
const FOLDER: &str = "e2e/peers";
/// What the packages of Python are installed from.
const REQUIREMENTS: &str = "e2e/peers/requirements.txt";
/// What the packages of npm are installed from.
const LOCK: &str = "e2e/peers/package-lock.json";

/// `false` when aggregates differ.
pub(super) fn run(project: &Project, options: &Options) -> Result<bool> {
    let sample = Sample::make(project, options.rows, false)?;
    println!("\n{} · {}, {} threads or workers", machine(), sample.words(), options.workers);
    let python = python(project)?;
    let page = match options.part {
        // Playwright's packages bring no browser; the script needs them to start one.
        Some(Part::Native) => setup::run(project, Purpose::Test).map(|_| None)?,
        _ => {
            packages(project)?;
            Some(browser::serve(project, options)?)
        }
    };
    let program = program(project);
    let native = options.part != Some(Part::Browser);
    let scratch = project.target().join("bench/peers");
    let (file, workers, runs) = (&sample.path, options.workers.to_string(), options.runs.to_string());
    let shell = &project.shell;
    let _folder = shell.push_dir(FOLDER);
    let mut contest = cmd!(shell, "node bench.mjs --file {file} --workers {workers} --runs {runs}")
        .args(["--scratch".as_ref(), scratch.as_os_str()]);
    if let Some(page) = page {
        contest = contest.args(["--page", &page]);
    }
    if native {
        contest = contest.args(["--program".as_ref(), program.as_os_str()]);
    }
    if let Some(python) = python {
        contest = contest.args(["--python".as_ref(), python.as_os_str()]);
    }
    println!("$ {contest}");
    // One that ran to its end and found a difference has said so.
    Ok(std::process::Command::from(contest).status()?.success())
}

/// The interpreter of an environment of its own with the native peers; `None` on a machine without Python.
fn python(project: &Project) -> Result<Option<PathBuf>> {
    let shell = &project.shell;
    if on_path("python3").is_none() {
        println!(
            "python3 is not on PATH: DuckDB, Polars and pandas are left out, and nothing is compared with them"
        );
        return Ok(None);
    }
    let folder = project.target().join("bench/peers/python");
    let (python, mark) = (folder.join("bin/python"), folder.join("installed-from"));
    if !same(project, REQUIREMENTS.as_ref(), &mark)? {
        cmd!(shell, "python3 -m venv --clear {folder}").run()?;
        cmd!(
            shell,
            "{python} -m pip install --quiet --disable-pip-version-check --requirement {REQUIREMENTS}"
        )
        .run()?;
        shell.copy_file(REQUIREMENTS, &mark)?;
    }
    Ok(Some(python))
}

/// The packages of npm, beside their lock file.
fn packages(project: &Project) -> Result<()> {
    let mark = project.root.join(FOLDER).join("node_modules/.installed-from");
    if !same(project, LOCK.as_ref(), &mark)? {
        let (shell, folder) = (&project.shell, project.root.join(FOLDER));
        cmd!(shell, "npm ci --no-audit --no-fund --ignore-scripts --prefix {folder}")
            .ignore_stdout()
            .run()?;
        shell.copy_file(LOCK, &mark)?;
    }
    Ok(())
}

/// Whether `mark` is a copy of `file`: what was installed is what is wanted.
fn same(project: &Project, file: &Path, mark: &Path) -> Result<bool> {
    let shell = &project.shell;
    Ok(shell.path_exists(mark) && shell.read_file(mark)? == shell.read_file(file)?)
}
