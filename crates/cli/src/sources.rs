//! Which files are read, and where their bytes are. What is in them is not known here.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};

use anyhow::{Context, Result, bail};
use callscape_engine::ingest::FORMATS;
use callscape_model::command::Source;
use callscape_model::message::FileId;

/// Where the bytes of a file are.
#[derive(Clone, Debug)]
pub(crate) enum Content {
    /// On disk.
    Path(PathBuf),
    /// In memory, as those of a file that had to be turned into UTF-8.
    Memory(Arc<Vec<u8>>),
}

/// The bytes of all files, for every thread.
pub(crate) type Contents = Arc<RwLock<BTreeMap<FileId, Content>>>;

/// A file with its name on screen and in exports.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Named {
    pub(crate) name: String,
    pub(crate) path: PathBuf,
}

/// The files of a folder that may hold records, its folders included, by path in byte order. Hidden ones and
/// those in `except` are left out.
pub(crate) fn folder(folder: &Path, except: &Path) -> Result<Vec<Named>> {
    let mut found = Vec::new();
    // The results of an earlier run are no input.
    walk(folder, "", fs::canonicalize(except).ok().as_deref(), &mut found)?;
    found.sort();
    if found.is_empty() {
        let endings: Vec<String> = endings().map(|ending| format!(".{ending}")).collect();
        bail!(
            "there are no call records in {} (files that end with {})",
            folder.display(),
            endings.join(", ")
        );
    }
    Ok(found)
}

fn walk(folder: &Path, prefix: &str, except: Option<&Path>, found: &mut Vec<Named>) -> Result<()> {
    if except.is_some() && fs::canonicalize(folder).ok().as_deref() == except {
        return Ok(());
    }
    let listed = fs::read_dir(folder).with_context(|| format!("reading the folder {}", folder.display()))?;
    for entry in listed {
        let entry = entry.with_context(|| format!("reading the folder {}", folder.display()))?;
        let path = entry.path();
        let file_name = entry.file_name().to_string_lossy().into_owned();
        if file_name.starts_with('.') {
            continue;
        }
        let name = format!("{prefix}{file_name}");
        if path.is_dir() {
            walk(&path, &format!("{name}/"), except, found)?;
        } else if endings().any(|ending| file_name.to_lowercase().ends_with(&format!(".{ending}"))) {
            found.push(Named { name, path });
        }
    }
    Ok(())
}

fn endings() -> impl Iterator<Item = &'static str> {
    let all: std::collections::BTreeSet<&str> =
        FORMATS.iter().flat_map(|format| format.endings.iter().copied()).chain(["zip"]).collect();
    all.into_iter()
}

/// Opens files: their numbers follow the byte order of their names.
pub(crate) fn open(mut files: Vec<Named>) -> Result<(Vec<Source>, Contents)> {
    files.sort();
    files.dedup();
    let mut sources = Vec::with_capacity(files.len());
    let mut contents = BTreeMap::new();
    for (file, Named { name, path }) in (0..).zip(files) {
        let about = fs::metadata(&path).with_context(|| format!("reading {}", path.display()))?;
        if about.is_dir() {
            bail!("{} is a folder; give it with `callscape run --data-dir`", path.display());
        }
        sources.push(Source { file, name, size: about.len() });
        contents.insert(file, Content::Path(path));
    }
    Ok((sources, Arc::new(RwLock::new(contents))))
}

/// Reads bytes of files, and keeps the file at hand that was read last.
#[derive(Debug)]
pub(crate) struct Reader {
    contents: Contents,
    last: Option<(FileId, File)>,
}

impl Reader {
    pub(crate) fn new(contents: Contents) -> Self {
        Reader { contents, last: None }
    }

    /// Bytes of a file; fewer when it has become shorter.
    pub(crate) fn read(&mut self, file: FileId, range: &Range<u64>) -> std::io::Result<Vec<u8>> {
        let content = self.contents.read().ok().and_then(|contents| contents.get(&file).cloned());
        let path = match content {
            Some(Content::Path(path)) => path,
            Some(Content::Memory(bytes)) => {
                let range = range.start as usize..range.end as usize;
                return Ok(bytes.get(range).unwrap_or(&[]).to_vec());
            }
            None => return Err(std::io::ErrorKind::NotFound.into()),
        };
        let mut opened = match self.last.take() {
            Some((last, opened)) if last == file => opened,
            _ => File::open(path)?,
        };
        opened.seek(SeekFrom::Start(range.start))?;
        let length = range.end.saturating_sub(range.start);
        let mut bytes = Vec::with_capacity(length as usize);
        opened.by_ref().take(length).read_to_end(&mut bytes)?;
        self.last = Some((file, opened));
        Ok(bytes)
    }
}
