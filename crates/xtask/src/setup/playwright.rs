//! Playwright and axe: drive the browser in the tests of `e2e/`.

use std::path::PathBuf;

use anyhow::Result;
use xshell::cmd;

use super::{Site, Tool};

/// A copy of the lock file that `e2e/node_modules` was installed from.
const MARK: &str = "e2e/node_modules/.installed-from";
const LOCK: &str = "e2e/package-lock.json";

pub(super) struct Playwright;

impl Tool for Playwright {
    fn name(&self) -> String {
        "the browser tests' packages".into()
    }

    fn find(&self, site: &Site<'_>) -> Result<Option<Vec<PathBuf>>> {
        let shell = &site.project.shell;
        let same = shell.path_exists(MARK) && shell.read_file(MARK)? == shell.read_file(LOCK)?;
        Ok(same.then(Vec::new))
    }

    fn install(&self, site: &Site<'_>) -> Result<()> {
        let shell = &site.project.shell;
        let folder = site.project.root.join("e2e");
        let install = cmd!(shell, "npm ci --no-audit --no-fund --prefix {folder}");
        // A browser comes from the system, or from `npx playwright install`, never with the packages.
        install.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1").ignore_stdout().run()?;
        Ok(shell.copy_file(LOCK, MARK)?)
    }
}
