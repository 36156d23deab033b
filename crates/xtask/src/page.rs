//! The page as a folder of files that any static host can serve.

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use xshell::cmd;

use crate::project::Project;
use crate::setup::Tools;
use crate::stamp;

/// One build of the page.
pub(crate) struct Page {
    /// The path under which it is served, with a slash at both ends.
    pub(crate) public_url: String,
    /// The folder with its files.
    pub(crate) dir: PathBuf,
}

impl Page {
    /// Builds the page into its folder.
    pub(crate) fn build(&self, project: &Project, tools: &Tools) -> Result<()> {
        let Self { public_url, dir } = self;
        ensure!(
            public_url.starts_with('/') && public_url.ends_with('/'),
            "the public URL is a path with a slash at both ends, such as /callscape/; it is {public_url:?}"
        );
        let shell = &project.shell;
        // Trunk works without the network: its own downloads are replaced by ours, and cargo's are done here.
        tools.equip(cmd!(shell, "cargo fetch --locked")).run().context("downloading the crates")?;
        tools
            .equip(cmd!(shell, "trunk build --release --offline --public-url {public_url} --dist {dir}"))
            // Trunk refuses to start when this is set to anything but a boolean, as its convention has it.
            .env_remove("NO_COLOR")
            // Its own stack would bury what the compiler said.
            .env_remove("RUST_BACKTRACE")
            .run()
            .context("building the page")?;
        stamp::stamp(self)
    }
}
