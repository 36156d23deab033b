//! The page in Chromium: `e2e/bench.mjs` chooses the file, filters, brushes, and reads the page's own measures.

use anyhow::Result;
use xshell::cmd;

use super::{Options, Sample};
use crate::page::Page;
use crate::project::Project;
use crate::server::Server;
use crate::setup::{self, Purpose};

pub(super) fn run(
    project: &Project,
    clean: &Sample,
    dirty: Option<&Sample>,
    options: &Options,
) -> Result<()> {
    let address = serve(project, options)?;
    let (file, dirty) = (&clean.path, dirty.map(|sample| &sample.path));
    let (workers, runs) = (options.workers.to_string(), options.runs.to_string());
    let shell = &project.shell;
    let _folder = shell.push_dir("e2e");
    Ok(cmd!(shell, "node bench.mjs {address} {file} {workers} {runs} {dirty...}").run()?)
}

/// Builds the page and serves it until this program ends, unless one is served already; its address.
pub(super) fn serve(project: &Project, options: &Options) -> Result<String> {
    let tools = setup::run(project, Purpose::Test)?;
    if let Some(address) = &options.page {
        return Ok(address.clone());
    }
    let page = Page { public_url: "/".into(), dir: project.target().join("page-bench") };
    page.build(project, &tools)?;
    Ok(Server::start(&page, Some(0))?.address)
}
