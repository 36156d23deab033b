//! wasm-opt, of the binaryen project: makes modules smaller and faster.

use std::path::PathBuf;

use anyhow::Result;
use xshell::cmd;

use super::{Site, Tool};

/// Its npm package runs wherever Node does. The programs of distributions are often too old for what rustc emits.
const VERSION: &str = "132.0.0";

pub(super) struct WasmOpt;

impl WasmOpt {
    fn folder() -> String {
        format!("binaryen-{VERSION}")
    }
}

impl Tool for WasmOpt {
    fn name(&self) -> String {
        format!("wasm-opt {VERSION}")
    }

    fn find(&self, site: &Site<'_>) -> Result<Option<Vec<PathBuf>>> {
        let place = site.cache.place(&Self::folder()).join("node_modules/.bin");
        Ok(place.exists().then(|| vec![place]))
    }

    fn install(&self, site: &Site<'_>) -> Result<()> {
        let package = format!("binaryen@{VERSION}");
        site.cache.make(&Self::folder(), |draft| {
            let install = cmd!(
                site.project.shell,
                "npm install --no-save --no-audit --no-fund --prefix {draft} {package}"
            );
            Ok(install.ignore_stdout().run()?)
        })
    }
}
