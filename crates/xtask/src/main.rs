//! This repository's own automation: `cargo xtask serve`, `cargo xtask test` and what they are made of.
//!
//! Everything here runs on the developer's machine and never in the product.

mod bench;
mod page;
mod project;
mod server;
mod setup;
mod size;
mod stamp;
mod test;
#[cfg(test)]
mod tidy;
mod training;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::page::Page;
use crate::project::Project;
use crate::setup::Purpose;

/// Set-up, serve, test, size, bench: the chores of this repository.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Build the page and serve it on this machine; sets up what is missing.
    Serve {
        /// The port to listen on; without it, 8080 or the next free one.
        #[arg(long)]
        port: Option<u16>,
    },
    /// Run every check: format, lints, tests here and in a browser, sizes; sets up what is missing.
    Test {
        /// Only these steps.
        #[arg(value_enum)]
        steps: Vec<test::Step>,
    },
    /// Build the page into a folder that any static host can serve.
    Build {
        /// The path under which the page will be served, with a slash at both ends.
        #[arg(long, default_value = "/")]
        public_url: String,
        /// The folder to write.
        #[arg(long, default_value = "dist")]
        out: PathBuf,
    },
    /// Hold the compressed size of the page against the budget.
    Size {
        /// A folder with a built page; without it, the page is built first.
        #[arg(long)]
        dir: Option<PathBuf>,
    },
    /// Measure the speed on generated calls, natively and in a browser.
    Bench(bench::Options),
    /// Train the weights of the scoring on the sets of a folder that may be trained on.
    Train(training::Options),
    /// Measure how accurate the scoring is, on whatever sets a folder has.
    Accuracy(training::Options),
    /// Set up the tools that the other commands need, and nothing else.
    Setup,
}

fn main() -> ExitCode {
    match run(Arguments::parse().chore) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Runs one chore; `false` when it ran to its end and found something wrong.
fn run(chore: Chore) -> Result<bool> {
    let project = Project::here()?;
    match chore {
        Chore::Serve { port } => {
            let tools = setup::run(&project, Purpose::Build)?;
            let page = Page { public_url: "/".into(), dir: project.root.join("dist") };
            page.build(&project, &tools)?;
            server::serve(&page, port)?;
        }
        Chore::Test { steps } => return test::run(&project, &steps),
        Chore::Build { public_url, out } => {
            let tools = setup::run(&project, Purpose::Build)?;
            Page { public_url, dir: project.root.join(out) }.build(&project, &tools)?;
        }
        Chore::Size { dir: Some(dir) } => return size::check(&project.root.join(dir)),
        Chore::Size { dir: None } => {
            let tools = setup::run(&project, Purpose::Build)?;
            let page = Page { public_url: "/".into(), dir: project.root.join("dist") };
            page.build(&project, &tools)?;
            return size::check(&page.dir);
        }
        Chore::Bench(options) => return bench::run(&project, &options),
        Chore::Train(options) => training::train(&project, &options)?,
        Chore::Accuracy(options) => training::accuracy(&project, &options)?,
        Chore::Setup => {
            setup::run(&project, Purpose::Test)?;
        }
    }
    Ok(true)
}
