//! Node.js: runs wasm-opt and the browser tests. It is not installed from here, only asked for.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

use super::{Site, Tool};

/// The oldest release that Playwright supports.
const OLDEST: u32 = 20;

pub(super) struct Node;

impl Tool for Node {
    fn name(&self) -> String {
        format!("Node.js {OLDEST} or newer")
    }

    fn find(&self, _site: &Site<'_>) -> Result<Option<Vec<PathBuf>>> {
        let version = Command::new("node").arg("--version").output();
        let major = version.ok().and_then(|output| major(&String::from_utf8_lossy(&output.stdout)));
        Ok((major >= Some(OLDEST)).then(Vec::new))
    }

    fn install(&self, _site: &Site<'_>) -> Result<()> {
        bail!(
            "it is not on PATH; please install it (https://nodejs.org/en/download) and run this command again"
        )
    }
}

fn major(version: &str) -> Option<u32> {
    version.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::major;

    #[test]
    fn the_major_version_is_the_first_number() {
        assert_eq!(major("v20.11.1\n"), Some(20));
        assert_eq!(major("command not found"), None);
    }
}
