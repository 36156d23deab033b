//! The page in Chromium: `e2e/bench.mjs` chooses the file, filters, and reads the page's own measures.

use anyhow::Result;
use xshell::cmd;

use super::{Options, Sample};
use crate::page::Page;
use crate::project::Project;
use crate::server::Server;
use crate::setup::{self, Purpose};

pub(super) fn run(project: &Project, sample: &Sample, options: &Options) -> Result<()> {
    let tools = setup::run(project, Purpose::Test)?;
    let page = Page { public_url: "/".into(), dir: project.target().join("page-bench") };
    page.build(project, &tools)?;
    let server = Server::start(&page, Some(0))?;
    let (address, file) = (&server.address, &sample.path);
    let (workers, runs) = (options.workers.to_string(), options.runs.to_string());
    let shell = &project.shell;
    let _folder = shell.push_dir("e2e");
    Ok(cmd!(shell, "node bench.mjs {address} {file} {workers} {runs}").run()?)
}
