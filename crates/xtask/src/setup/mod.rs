//! Gets the tools that the page needs to be built and tested: one file a tool, one list of them.
//!
//! Tools go into a folder of the user's that every checkout shares, named after their versions. Nothing is
//! downloaded or built twice, nothing half-built is ever left under a final name, and two runs at once wait for
//! each other. Packages of the system are installed as root; anyone else is told the one command to run.

mod browser;
mod cache;
mod cargo_install;
mod node;
mod playwright;
mod system;
mod trunk;
mod wasm_bindgen;
mod wasm_opt;
mod wasm_rust;

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use xshell::Cmd;

pub(crate) use self::browser::driver_options;
use self::cache::Cache;
use crate::project::{Project, away_from_this_cargo};

/// What the tools are wanted for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// To build the page.
    Build,
    /// To build it and run every test.
    Test,
}

/// What a tool needs to know to look for itself and to install itself.
struct Site<'a> {
    project: &'a Project,
    cache: Cache,
}

/// One thing that must be there.
trait Tool {
    /// What to call it, with its version where that matters.
    fn name(&self) -> String;

    /// The folders it adds to `PATH`, when it is there and of the right version.
    fn find(&self, site: &Site<'_>) -> Result<Option<Vec<PathBuf>>>;

    /// Tries the way that needs no package of the system, where there is one. Whether it helped shows in `find`.
    fn try_without_packages(&self, _site: &Site<'_>) -> Result<()> {
        Ok(())
    }

    /// The packages of the system it is made from, those already there included.
    fn packages(&self) -> &'static [&'static str] {
        &[]
    }

    /// Installs it, once its packages are there.
    fn install(&self, site: &Site<'_>) -> Result<()>;
}

/// All tools, in the order in which they need each other.
fn tools(project: &Project, purpose: Purpose) -> Result<Vec<Box<dyn Tool>>> {
    let mut tools: Vec<Box<dyn Tool>> = vec![
        Box::new(node::Node),
        Box::new(wasm_rust::WasmRust),
        Box::new(wasm_bindgen::WasmBindgen { version: project.locked_version("wasm-bindgen")? }),
        Box::new(trunk::Trunk),
        Box::new(wasm_opt::WasmOpt),
    ];
    if purpose == Purpose::Test {
        tools.push(Box::new(playwright::Playwright));
        tools.push(Box::new(browser::Browser));
    }
    Ok(tools)
}

/// The tools as found: how to run a command with them.
pub(crate) struct Tools {
    path: OsString,
    /// Whether wasm is compiled by another toolchain than the one that runs this program.
    foreign_rust: bool,
}

impl Tools {
    /// `command` with the tools on its `PATH`.
    pub(crate) fn equip<'a>(&self, command: Cmd<'a>) -> Cmd<'a> {
        let command = command.env("PATH", &self.path);
        if self.foreign_rust { away_from_this_cargo(command) } else { command }
    }
}

/// Makes sure that everything for `purpose` is there.
///
/// # Errors
/// When something is missing that only a person can provide; the error says what to run.
pub(crate) fn run(project: &Project, purpose: Purpose) -> Result<Tools> {
    let site = Site { project, cache: Cache::open()? };
    let _lock = site.cache.lock()?;
    let tools = tools(project, purpose)?;
    for tool in missing(&tools, &site)? {
        tool.try_without_packages(&site)?;
    }
    let absent = missing(&tools, &site)?;
    system::install(absent.iter().flat_map(|tool| tool.packages()).copied(), &project.shell)?;
    for tool in missing(&tools, &site)? {
        let started = Instant::now();
        println!("setting up {} …", tool.name());
        tool.install(&site).with_context(|| format!("setting up {}", tool.name()))?;
        println!("set up {} in {:.0} s", tool.name(), started.elapsed().as_secs_f64());
    }
    found(&tools, &site)
}

fn missing<'a>(tools: &'a [Box<dyn Tool>], site: &Site<'_>) -> Result<Vec<&'a dyn Tool>> {
    let mut missing = Vec::new();
    for tool in tools {
        if tool.find(site)?.is_none() {
            missing.push(tool.as_ref());
        }
    }
    Ok(missing)
}

fn found(tools: &[Box<dyn Tool>], site: &Site<'_>) -> Result<Tools> {
    let mut folders = Vec::new();
    for tool in tools {
        let found = tool.find(site)?;
        ensure!(found.is_some(), "{} was set up, and yet it is not found", tool.name());
        folders.extend(found.into_iter().flatten());
    }
    let foreign_rust = folders.iter().any(|folder| folder.join("rustc").exists());
    folders.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
    Ok(Tools { path: std::env::join_paths(folders)?, foreign_rust })
}
