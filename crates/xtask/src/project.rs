//! The checkout: where it is, what its lock file says, and how commands are run in it.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use xshell::{Cmd, Shell};

/// Variables by which one cargo speaks to the programs it runs. A cargo of another toolchain must not hear them.
const OF_CARGO: [&str; 5] = ["CARGO", "RUSTC", "RUSTDOC", "RUSTUP_TOOLCHAIN", "LD_LIBRARY_PATH"];

/// The checkout that this program was built from.
pub(crate) struct Project {
    pub(crate) root: PathBuf,
    pub(crate) shell: Shell,
}

impl Project {
    pub(crate) fn here() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).context("no workspace root")?;
        let shell = Shell::new()?;
        shell.change_dir(root);
        Ok(Self { root: root.to_owned(), shell })
    }

    /// Where cargo builds.
    pub(crate) fn target(&self) -> PathBuf {
        let folder = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| "target".into(), PathBuf::from);
        self.root.join(folder)
    }

    /// The one version of `package` in `Cargo.lock`.
    pub(crate) fn locked_version(&self, package: &str) -> Result<String> {
        let lock = self.shell.read_file("Cargo.lock")?;
        let version =
            version_in(&lock, package).with_context(|| format!("{package} is not in Cargo.lock"))?;
        Ok(version.to_owned())
    }
}

/// The version of `package` in the text of a lock file.
fn version_in<'lock>(lock: &'lock str, package: &str) -> Option<&'lock str> {
    let (_, rest) = lock.split_once(&format!("name = \"{package}\"\nversion = \""))?;
    rest.split('"').next()
}

/// `command` without what the cargo that runs this program has set for its own toolchain.
pub(crate) fn away_from_this_cargo(command: Cmd<'_>) -> Cmd<'_> {
    OF_CARGO.iter().fold(command, |command, variable| command.env_remove(variable))
}

/// The file that `program` would run, by `PATH`.
pub(crate) fn on_path(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

#[cfg(test)]
mod tests {
    use super::version_in;

    #[test]
    fn a_version_is_read_from_the_lock_file() {
        let lock = "[[package]]\nname = \"a-b\"\nversion = \"1.0.0\"\n\n[[package]]\nname = \"b\"\nversion = \"2.1.0\"\n";
        assert_eq!(version_in(lock, "b"), Some("2.1.0"));
        assert_eq!(version_in(lock, "c"), None);
    }
}
