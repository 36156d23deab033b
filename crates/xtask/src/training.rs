//! Weights of the scoring and its accuracy, from data that is no part of the repository.

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use xshell::cmd;

use crate::project::Project;

/// The variable that says where the data is, where `--data` does not.
const VARIABLE: &str = "CALLSCAPE_DATA";

/// Where the data is.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// The folder of data; without it, the one that CALLSCAPE_DATA names.
    #[arg(long)]
    data: Option<PathBuf>,
}

impl Options {
    fn folder(&self) -> Result<PathBuf> {
        let named = self.data.clone().or_else(|| std::env::var_os(VARIABLE).map(PathBuf::from));
        let folder = named.with_context(|| format!("say where the data is: --data DIR, or {VARIABLE}"))?;
        ensure!(folder.is_dir(), "{} is no folder", folder.display());
        std::path::absolute(folder).context("the folder of data")
    }
}

/// Trains the weights anew, and writes them with their provenance into the crate of the scoring.
pub(crate) fn train(project: &Project, options: &Options) -> Result<()> {
    let (data, out) = (options.folder()?, project.root.join("crates/scoring/weights"));
    let shell = &project.shell;
    cmd!(shell, "cargo run --release --quiet --package callscape-training -- train {data} {out}").run()?;
    Ok(())
}

/// Prints the table of accuracy.
pub(crate) fn accuracy(project: &Project, options: &Options) -> Result<()> {
    let (data, shell) = (options.folder()?, &project.shell);
    cmd!(shell, "cargo run --release --quiet --package callscape-training -- accuracy {data}").run()?;
    Ok(())
}
