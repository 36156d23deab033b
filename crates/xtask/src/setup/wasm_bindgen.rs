//! wasm-bindgen's programs: the JavaScript side of a module, and the runner of tests in a browser.

use std::path::PathBuf;

use anyhow::Result;
use xshell::cmd;

use super::cargo_install::Installed;
use super::{Site, Tool};
use crate::project::on_path;

/// Must be of the same version as the crate in `Cargo.lock`, to the last digit.
pub(super) struct WasmBindgen {
    pub(super) version: String,
}

impl WasmBindgen {
    fn installed(&self) -> Installed<'_> {
        Installed { package: "wasm-bindgen-cli", version: &self.version, options: &[] }
    }
}

impl Tool for WasmBindgen {
    fn name(&self) -> String {
        format!("wasm-bindgen {} (builds for some minutes)", self.version)
    }

    fn find(&self, site: &Site<'_>) -> Result<Option<Vec<PathBuf>>> {
        let place = site.cache.place(&self.installed().folder()).join("bin");
        if place.exists() {
            return Ok(Some(vec![place]));
        }
        let own = on_path("wasm-bindgen").is_some() && on_path("wasm-bindgen-test-runner").is_some();
        let version = || cmd!(site.project.shell, "wasm-bindgen --version").quiet().read();
        Ok((own && version()?.ends_with(&format!(" {}", self.version))).then(Vec::new))
    }

    fn install(&self, site: &Site<'_>) -> Result<()> {
        self.installed().install(site)
    }
}
