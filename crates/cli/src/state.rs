//! What the last run over transcripts left: which files it read, and how many records each layer has. Kept beside the
//! results, as JSON, so that `status` can say it and `incremental` can see what is new.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use callscape_model::quality::Quality;
use serde::{Deserialize, Serialize};

use crate::sources::Named;

/// The file's name in the folder of the results.
const NAME: &str = "callscape_state.json";

/// What a run left.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct State {
    /// `etl` or `incremental`.
    pub(crate) command: String,
    /// When it ended, in UTC.
    pub(crate) ended: String,
    /// How long it took.
    pub(crate) milliseconds: u64,
    /// Records as they came.
    pub(crate) bronze: u64,
    /// Records kept.
    pub(crate) silver: u64,
    /// Records analysed.
    pub(crate) gold: u64,
    /// Records that repeat another one.
    pub(crate) merged: u64,
    /// Records set aside.
    pub(crate) rejected: u64,
    /// What the rules found: rule, cases.
    pub(crate) findings: BTreeMap<String, u64>,
    /// What could not be used at all.
    pub(crate) errors: Vec<String>,
    /// Size and hash of each file.
    pub(crate) files: BTreeMap<String, (u64, String)>,
}

impl State {
    /// The state in a folder; `None` when there was no run.
    ///
    /// # Errors
    /// When it cannot be read, or is no state.
    pub(crate) fn read(folder: &Path) -> Result<Option<State>> {
        let path = path(folder);
        match fs::read(&path) {
            Ok(bytes) => {
                let state = serde_json::from_slice(&bytes).with_context(|| {
                    format!("{} is not what a run leaves; delete it and run etl", path.display())
                })?;
                Ok(Some(state))
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error).with_context(|| format!("reading {}", path.display())),
        }
    }

    /// Keeps the state in a folder. It takes the place of the old one whole, so that a run that is broken off leaves
    /// the old one.
    pub(crate) fn write(&self, folder: &Path) -> Result<()> {
        let (path, half) = (path(folder), folder.join(format!("{NAME}.part")));
        let mut bytes = serde_json::to_vec_pretty(self).context("writing the state")?;
        bytes.push(b'\n');
        let write = || fs::write(&half, &bytes).and_then(|()| fs::rename(&half, &path));
        write().with_context(|| format!("writing {}", path.display()))
    }

    /// Takes in what became of the records.
    pub(crate) fn count(&mut self, quality: &Quality, gold: u64) {
        (self.bronze, self.silver, self.gold) = (quality.read, quality.kept, gold);
        (self.merged, self.rejected) = (quality.merged, quality.rejected);
        for finding in &quality.findings {
            *self.findings.entry(finding.rule.info().id.to_owned()).or_default() += finding.count;
        }
    }
}

fn path(folder: &Path) -> PathBuf {
    folder.join(NAME)
}

/// Size and hash of each file.
pub(crate) fn prints(files: &[Named]) -> Result<BTreeMap<String, (u64, String)>> {
    let mut buffer = vec![0; 1 << 20];
    let mut prints = BTreeMap::new();
    for file in files {
        let print =
            print(&file.path, &mut buffer).with_context(|| format!("reading {}", file.path.display()))?;
        prints.insert(file.name.clone(), print);
    }
    Ok(prints)
}

/// 64-bit FNV-1a: it need only tell a file from what it was.
fn print(path: &Path, buffer: &mut [u8]) -> std::io::Result<(u64, String)> {
    let mut file = fs::File::open(path)?;
    let (mut hash, mut size) = (0xcbf2_9ce4_8422_2325_u64, 0);
    loop {
        let read = file.read(buffer)?;
        if read == 0 {
            return Ok((size, format!("{hash:016x}")));
        }
        size += read as u64;
        for byte in buffer.iter().take(read) {
            hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
}
