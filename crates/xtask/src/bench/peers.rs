//! Side by side with what others use for the same: `e2e/peers/bench.mjs` lets all contenders work on one file in turns.
//! Their packages are installed only for this, beside everything else that this repository needs.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, anyhow};
use xshell::cmd;

use super::{Options, Part, Sample, browser, program};
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
    let sample = Sample::make(project, options.rows(), false)?;
    // The script asks for Playwright whether or not there are pages among the contenders.
    setup::run(project, Purpose::Test)?;
    let mut given: Vec<(&str, OsString)> = vec![
        ("--file", sample.path.clone().into()),
        ("--workers", options.workers.to_string().into()),
        ("--runs", options.runs.to_string().into()),
        ("--scratch", project.target().join("bench/peers").into()),
    ];
    if let Some(python) = python(project) {
        given.push(("--python", python.into()));
    }
    if options.part != Some(Part::Browser) {
        given.push(("--program", program(project).into()));
    }
    if options.part != Some(Part::Native) {
        packages(project)?;
        given.push(("--page", browser::serve(project, options)?.into()));
    }
    println!("\n{}, {} threads or workers", sample.words(), options.workers);
    let shell = &project.shell;
    let _folder = shell.push_dir(FOLDER);
    let contest = given
        .into_iter()
        .fold(cmd!(shell, "node bench.mjs"), |contest, (name, value)| contest.arg(name).arg(value));
    println!("$ {contest}");
    // Of what differs the script has spoken.
    Ok(Command::from(contest).status()?.success())
}

/// The interpreter of an environment of its own with the native peers; `None` on a machine that cannot make one.
fn python(project: &Project) -> Option<PathBuf> {
    let found = if on_path("python3").is_some() {
        environment(project)
    } else {
        Err(anyhow!("python3 is not on PATH"))
    };
    found
        .inspect_err(|error| {
            println!("without DuckDB, Polars and pandas, and nothing compared with them: {error:#}")
        })
        .ok()
}

/// Makes the environment, unless it is there.
fn environment(project: &Project) -> Result<PathBuf> {
    let shell = &project.shell;
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
    Ok(python)
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
