//! Chromium and ChromeDriver, for the tests in a browser.

use std::path::PathBuf;

use anyhow::{Result, bail};

use super::{Site, Tool};
use crate::project::on_path;

const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

pub(super) struct Browser;

impl Tool for Browser {
    fn name(&self) -> String {
        "Chromium and ChromeDriver".into()
    }

    fn find(&self, _site: &Site<'_>) -> Result<Option<Vec<PathBuf>>> {
        let browser = BROWSERS.iter().any(|name| on_path(name).is_some());
        Ok((browser && on_path("chromedriver").is_some()).then(Vec::new))
    }

    fn packages(&self) -> &'static [&'static str] {
        &["chromium", "chromium-driver"]
    }

    fn install(&self, _site: &Site<'_>) -> Result<()> {
        // Where there are packages, they are installed by now, and this is not reached.
        bail!(
            "neither is on PATH, and this system has no apt-get. Please install Chrome or Chromium and a \
             `chromedriver` of the same version, and run this command again"
        )
    }
}

/// The file that tells the runner of wasm tests how to start the browser.
pub(crate) fn driver_options() -> String {
    let sandbox = if super::system::is_root() { r#""--no-sandbox", "# } else { "" };
    format!(
        r#"{{"goog:chromeOptions": {{"args": ["--headless=new", {sandbox}"--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]}}}}"#
    )
}
