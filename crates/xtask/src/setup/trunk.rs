//! Trunk: puts the page together.

use std::path::PathBuf;

use anyhow::Result;

use super::cargo_install::Installed;
use super::{Site, Tool};

/// Without its server's encryption and its check for updates, it builds in half the time.
const TRUNK: Installed<'_> =
    Installed { package: "trunk", version: "0.21.14", options: &["--no-default-features"] };

pub(super) struct Trunk;

impl Tool for Trunk {
    fn name(&self) -> String {
        format!("trunk {} (builds for some minutes)", TRUNK.version)
    }

    fn find(&self, site: &Site<'_>) -> Result<Option<Vec<PathBuf>>> {
        let place = site.cache.place(&TRUNK.folder()).join("bin");
        Ok(place.exists().then(|| vec![place]))
    }

    fn install(&self, site: &Site<'_>) -> Result<()> {
        TRUNK.install(site)
    }
}
