//! Packages of the system, on Debian and its kin: installed as root, asked for otherwise.

use std::process::Command;

use anyhow::{Context, Result, bail};
use xshell::{Shell, cmd};

use crate::project::on_path;

/// Whether this system has packages that this program can name.
pub(super) fn has_packages() -> bool {
    on_path("apt-get").is_some()
}

/// Installs those of `packages` that are not there yet.
///
/// # Errors
/// Without root: the command to run. On a system without `apt-get` nothing happens; the tools then explain themselves.
pub(super) fn install(packages: impl Iterator<Item = &'static str>, shell: &Shell) -> Result<()> {
    let mut absent: Vec<_> = packages.filter(|package| !is_installed(package)).collect();
    absent.sort_unstable();
    absent.dedup();
    if absent.is_empty() || !has_packages() {
        return Ok(());
    }
    let list = absent.join(" ");
    if !is_root() {
        bail!(
            "these packages are missing, and installing them needs root. Please run\n\n    \
             sudo apt-get update && sudo apt-get install --yes --no-install-recommends {list}\n\n\
             and then this command again."
        );
    }
    println!("installing packages of the system: {list}");
    cmd!(shell, "apt-get update --quiet=2").run().context("refreshing the list of packages")?;
    cmd!(shell, "apt-get install --quiet=2 --yes --no-install-recommends {absent...}")
        .env("DEBIAN_FRONTEND", "noninteractive")
        .ignore_stdout()
        .run()
        .with_context(|| format!("installing {list}; on other releases they may have other names"))
}

fn is_installed(package: &str) -> bool {
    let status =
        Command::new("dpkg-query").args(["--show", "--showformat=${db:Status-Status}", package]).output();
    status.is_ok_and(|output| output.stdout == b"installed")
}

/// Root may install packages, and Chromium refuses its sandbox to root.
pub(super) fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}
