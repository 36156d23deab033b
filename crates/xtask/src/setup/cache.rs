//! The folder in which tools are kept, for all checkouts of one user.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// Names another folder.
const VARIABLE: &str = "CALLSCAPE_TOOLS";

/// `~/.cache/callscape`, or what `CALLSCAPE_TOOLS` or `XDG_CACHE_HOME` say.
pub(super) struct Cache {
    folder: PathBuf,
}

impl Cache {
    pub(super) fn open() -> Result<Self> {
        let named = std::env::var_os(VARIABLE).map(PathBuf::from);
        let xdg = || std::env::var_os("XDG_CACHE_HOME").map(|cache| Path::new(&cache).join("callscape"));
        let home = || std::env::home_dir().map(|home| home.join(".cache/callscape"));
        let folder = named
            .or_else(xdg)
            .or_else(home)
            .with_context(|| format!("there is no home folder; name a folder for tools in {VARIABLE}"))?;
        fs::create_dir_all(&folder).with_context(|| format!("creating {}", folder.display()))?;
        Ok(Self { folder: folder.canonicalize()? })
    }

    /// Waits until no other run sets up tools in this folder. Dropping the file lets the next one go on.
    pub(super) fn lock(&self) -> Result<File> {
        let path = self.folder.join(".lock");
        let file = File::create(&path).with_context(|| format!("creating {}", path.display()))?;
        if file.try_lock().is_err() {
            println!("waiting for another run that sets up tools in {} …", self.folder.display());
            file.lock().context("waiting for the lock of the tool folder")?;
        }
        Ok(file)
    }

    /// Where the finished tool `name` is kept.
    pub(super) fn place(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Makes the folder `name` in one step: `build` fills an empty folder, which then gets its name. A run that was
    /// interrupted leaves at most a folder that the next run clears away.
    pub(super) fn make(&self, name: &str, build: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
        let draft = self.folder.join(format!(".draft-{name}"));
        clear(&draft)?;
        fs::create_dir_all(&draft)?;
        build(&draft)?;
        let place = self.place(name);
        clear(&place)?;
        fs::rename(&draft, &place).with_context(|| format!("naming {}", place.display()))
    }

    /// An empty folder for what is needed only while a tool is being made.
    pub(super) fn scratch(&self, name: &str) -> Result<Scratch> {
        let folder = self.folder.join(format!(".scratch-{name}"));
        clear(&folder)?;
        fs::create_dir_all(&folder)?;
        Ok(Scratch { folder })
    }
}

/// A folder that is removed when it goes out of scope.
pub(super) struct Scratch {
    pub(super) folder: PathBuf,
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What cannot be removed now is cleared away by the next run.
        let _ = clear(&self.folder);
    }
}

fn clear(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("removing {}", folder.display()))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tool_gets_its_name_only_when_it_is_complete() {
        let folder = std::env::temp_dir().join(format!("callscape-cache-{}", std::process::id()));
        let cache = Cache { folder: folder.clone() };
        let failed = cache.make("tool-1", |draft| {
            fs::write(draft.join("half"), "")?;
            anyhow::bail!("interrupted")
        });
        assert!(failed.is_err() && !cache.place("tool-1").exists());
        cache.make("tool-1", |draft| Ok(fs::write(draft.join("whole"), "")?)).unwrap();
        assert!(cache.place("tool-1").join("whole").exists() && !cache.place("tool-1").join("half").exists());
        fs::remove_dir_all(folder).unwrap();
    }
}
