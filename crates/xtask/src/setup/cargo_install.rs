//! Programs that are built from their crates, in the versions that this repository names.

use std::path::Path;

use anyhow::Result;
use xshell::{Shell, cmd};

use super::Site;

/// One crate that brings programs.
pub(super) struct Installed<'a> {
    pub(super) package: &'a str,
    pub(super) version: &'a str,
    pub(super) options: &'a [&'a str],
}

impl Installed<'_> {
    /// The name of its folder among the tools.
    pub(super) fn folder(&self) -> String {
        format!("{}-{}", self.package, self.version)
    }

    pub(super) fn install(&self, site: &Site<'_>) -> Result<()> {
        site.cache.make(&self.folder(), |draft| self.build(site, draft))
    }

    fn build(&self, site: &Site<'_>, root: &Path) -> Result<()> {
        let scratch = site.cache.scratch(self.package)?;
        let shell = Shell::new()?;
        // Away from this repository, whose configuration is not meant for these programs.
        shell.change_dir(&scratch.folder);
        // These run for seconds a day: building them fast matters more than their speed.
        shell.set_var("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1");
        shell.set_var("CARGO_PROFILE_RELEASE_LTO", "off");
        shell.set_var("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
        shell.set_var("CARGO_TARGET_DIR", scratch.folder.join("target"));
        let Self { package, version, options } = *self;
        let exact = format!("{package}@{version}");
        let install = |locked: &[&str]| {
            let install = cmd!(shell, "cargo install --quiet {locked...} {options...} --root {root} {exact}");
            install.run()
        };
        // The versions its authors tested; where the registry at hand lacks one of them, any that fit.
        install(&["--locked"]).or_else(|_| install(&[]))?;
        Ok(())
    }
}
