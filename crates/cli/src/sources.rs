//! Which files are read, and where their bytes are. What is in them is not known here.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};

use anyhow::{Context, Result, bail};
use callscape_engine::ingest::FORMATS;
use callscape_model::bundle::{bundles, head};
use callscape_model::command::Source;
use callscape_model::message::FileId;

/// Where the bytes of a file are.
#[derive(Clone, Debug)]
pub(crate) enum Content {
    /// On disk.
    Path(PathBuf),
    /// In memory, as those of a file that had to be turned into UTF-8.
    Memory(Arc<Vec<u8>>),
    /// Documents on disk, one after the other, each behind its name.
    Bundle(Arc<Vec<Document>>),
}

/// A document of a bundle.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Document {
    /// Where what stands before it begins in the bundle.
    at: u64,
    head: Vec<u8>,
    path: PathBuf,
    size: u64,
}

impl Document {
    fn end(&self) -> u64 {
        self.at + self.head.len() as u64 + self.size
    }

    /// Adds what lies in a range of the bundle.
    fn read(&self, range: &Range<u64>, bytes: &mut Vec<u8>) -> std::io::Result<()> {
        let part = |from: u64, to: u64| {
            let clip = |at: u64| at.clamp(from, to) - from;
            clip(range.start) as usize..clip(range.end) as usize
        };
        let body = self.at + self.head.len() as u64;
        bytes.extend_from_slice(self.head.get(part(self.at, body)).unwrap_or(&[]));
        let wanted = part(body, self.end());
        if wanted.is_empty() {
            return Ok(());
        }
        let content = fs::read(&self.path)?;
        let changed = || std::io::Error::other(format!("{} changed while it was read", self.path.display()));
        if content.len() as u64 != self.size {
            return Err(changed());
        }
        bytes.extend_from_slice(content.get(wanted).ok_or_else(changed)?);
        Ok(())
    }
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

/// Opens files, small documents of a folder as one, at most `batch` of them: their numbers follow the byte order of
/// their names.
pub(crate) fn open(mut files: Vec<Named>, batch: usize) -> Result<(Vec<Source>, Contents)> {
    files.sort();
    files.dedup();
    let mut sized = Vec::with_capacity(files.len());
    for Named { name, path } in &files {
        let about = fs::metadata(path).with_context(|| format!("reading {}", path.display()))?;
        if about.is_dir() {
            bail!("{} is a folder; give it with `callscape run --data-dir`", path.display());
        }
        sized.push((name.clone(), about.len()));
    }
    let mut alone = vec![true; files.len()];
    let mut all: Vec<(String, u64, Content)> = Vec::new();
    for bundle in bundles(&sized) {
        for place in &bundle.members {
            if let Some(alone) = alone.get_mut(*place) {
                *alone = false;
            }
        }
        let several = bundle.members.len() > batch;
        for (number, members) in bundle.members.chunks(batch.max(1)).enumerate() {
            let name =
                if several { format!("{} ({:06})", bundle.name, number + 1) } else { bundle.name.clone() };
            let documents = documents(members, &files, &sized);
            let size = documents.last().map_or(0, Document::end);
            all.push((name, size, Content::Bundle(Arc::new(documents))));
        }
    }
    for ((Named { name, path }, (_, size)), _) in
        files.into_iter().zip(sized).zip(alone).filter(|(_, alone)| *alone)
    {
        all.push((name, size, Content::Path(path)));
    }
    all.sort_by(|(a, ..), (b, ..)| a.as_bytes().cmp(b.as_bytes()));
    let mut sources = Vec::with_capacity(all.len());
    let mut contents = BTreeMap::new();
    for (file, (name, size, content)) in (0..).zip(all) {
        sources.push(Source { file, name, size });
        contents.insert(file, content);
    }
    Ok((sources, Arc::new(RwLock::new(contents))))
}

/// The documents of a bundle one after the other.
fn documents(members: &[usize], files: &[Named], sized: &[(String, u64)]) -> Vec<Document> {
    let mut at = 0;
    let found = members.iter().filter_map(|place| files.get(*place).zip(sized.get(*place)));
    let document = |(file, (name, size)): (&Named, &(String, u64))| {
        let document = Document { at, head: head(name), path: file.path.clone(), size: *size };
        at = document.end();
        document
    };
    found.map(document).collect()
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

    /// Bytes of a file instead of what is in `bytes`; fewer when it has become shorter.
    pub(crate) fn read(
        &mut self,
        file: FileId,
        range: &Range<u64>,
        bytes: &mut Vec<u8>,
    ) -> std::io::Result<()> {
        bytes.clear();
        let content = self.contents.read().ok().and_then(|contents| contents.get(&file).cloned());
        let path = match content {
            Some(Content::Path(path)) => path,
            Some(Content::Memory(all)) => {
                let range = range.start as usize..range.end as usize;
                bytes.extend_from_slice(all.get(range).unwrap_or(&[]));
                return Ok(());
            }
            Some(Content::Bundle(documents)) => {
                let first = documents.partition_point(|document| document.end() <= range.start);
                for document in documents.iter().skip(first).take_while(|document| document.at < range.end) {
                    document.read(range, bytes)?;
                }
                return Ok(());
            }
            None => return Err(std::io::ErrorKind::NotFound.into()),
        };
        let mut opened = match self.last.take() {
            Some((last, opened)) if last == file => opened,
            _ => File::open(path)?,
        };
        opened.seek(SeekFrom::Start(range.start))?;
        let length = range.end.saturating_sub(range.start);
        bytes.reserve(length as usize);
        opened.by_ref().take(length).read_to_end(bytes)?;
        self.last = Some((file, opened));
        Ok(())
    }
}
