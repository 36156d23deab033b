//! Files from a drop, a choice or a paste, with their paths. Folders are walked; nothing is read.

use callscape_model::bundle::{self, Sorting};
use gloo::timers::callback::Timeout;
use js_sys::{Array, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, DataTransfer, File, FileList, FilePropertyBag, FileSystemDirectoryEntry, FileSystemDirectoryReader,
    FileSystemEntry, FileSystemFileEntry,
};

use crate::frame;

/// A file with its path below what was dropped.
pub(crate) type Found = (String, File);

/// What may be done at a stretch, in milliseconds: a folder can hold a hundred thousand files.
const STRETCH: f64 = 12.0;
/// Files that are asked for at a time.
const BATCH: usize = 200;
/// Documents of a bundle that are put together at a time.
const CHUNK: usize = 256;

/// Long work that lets the page breathe.
struct Pace {
    since: f64,
}

impl Pace {
    fn new() -> Self {
        Pace { since: frame::now() }
    }

    /// Waits for the page's next turn when this one has taken long.
    async fn rest(&mut self) {
        if frame::now() - self.since < STRETCH {
            return;
        }
        let turn = Promise::new(&mut |resolve, _| {
            Timeout::new(0, move || drop(resolve.call0(&JsValue::NULL))).forget();
        });
        // A timer does not fail.
        let _ = JsFuture::from(turn).await;
        self.since = frame::now();
    }
}

/// Files of a list, by their path where the browser knows one. The list is copied at once: the browser may clear it.
pub(crate) fn listed(list: &FileList) -> impl Future<Output = Vec<Found>> + use<> {
    let files = Array::from(list);
    async move {
        let mut found = Vec::new();
        let mut pace = Pace::new();
        for index in 0..files.length() {
            let file: File = files.get(index).unchecked_into();
            let name = path(&file);
            if !is_hidden(&name) {
                found.push((name, file));
            }
            pace.rest().await;
        }
        found
    }
}

/// A file that can be read as it is.
pub(crate) struct Ready {
    pub(crate) name: String,
    pub(crate) file: File,
    pub(crate) size: u64,
    /// When it was changed last, in milliseconds, where the browser knows a file on disk behind it.
    pub(crate) modified: Option<u64>,
}

/// Something that is read: a file, or some bytes of a larger one that stand from here on.
enum Item {
    File(File),
    Part(f64),
}

/// What is to be read: files as they are, and many small documents as one. Nothing is read for that.
///
/// # Errors
/// What the browser says when it refuses.
pub(crate) async fn gather(found: Vec<Found>) -> Result<Vec<Ready>, JsValue> {
    let mut items = Vec::with_capacity(found.len());
    let mut pace = Pace::new();
    for (name, file) in found {
        let (size, modified) = (file.size() as u64, file.last_modified() as u64);
        items.push((name, size, Some(modified), Item::File(file)));
        pace.rest().await;
    }
    put_together(items, None).await
}

/// The same of files that lie one after the other in these parts, each of so many bytes, below a folder.
///
/// # Errors
/// What the browser says when it refuses.
pub(crate) async fn gather_parts(
    parts: Array,
    folder: String,
    files: Vec<(String, u64)>,
) -> Result<Vec<Ready>, JsValue> {
    let all = file_of(&parts, "all", "", None)?;
    let mut from = 0.0;
    let items = files.into_iter().map(|(path, size)| {
        let item = Item::Part(from);
        from += size as f64;
        (format!("{folder}/{path}"), size, None, item)
    });
    put_together(items.collect(), Some(all)).await
}

type Named = (String, u64, Option<u64>, Item);

async fn put_together(items: Vec<Named>, all: Option<File>) -> Result<Vec<Ready>, JsValue> {
    let mut pace = Pace::new();
    let mut sorting = Sorting::default();
    for (place, (name, size, ..)) in items.iter().enumerate() {
        sorting.add(place, name, *size);
        pace.rest().await;
    }
    let mut bundled = vec![false; items.len()];
    let mut ready = Vec::new();
    for bundle in sorting.bundles() {
        let chunks = Array::new();
        let (mut bytes, mut modified) = (0, None);
        for chunk in bundle.members.chunks(CHUNK) {
            let parts = Array::new();
            for place in chunk {
                let Some((name, size, changed, item)) = items.get(*place) else { continue };
                let head = bundle::head(name);
                bytes += size + head.len() as u64;
                modified = modified.max(*changed);
                parts.push(&String::from_utf8_lossy(&head).as_ref().into());
                parts.push(&blob(item, *size, all.as_ref())?.into());
                bundled.get_mut(*place).into_iter().for_each(|there| *there = true);
                pace.rest().await;
            }
            chunks.push(&Blob::new_with_blob_sequence(&parts)?.into());
        }
        let file = file_of(&chunks, last(&bundle.name), "", modified)?;
        ready.push(Ready { name: bundle.name, file, size: bytes, modified });
    }
    for ((name, size, modified, item), _) in items.into_iter().zip(bundled).filter(|(_, there)| !there) {
        let file = match &item {
            Item::File(file) => file.clone(),
            Item::Part(_) => {
                file_of(&Array::of1(&blob(&item, size, all.as_ref())?.into()), last(&name), "", None)?
            }
        };
        ready.push(Ready { name, file, size, modified });
        pace.rest().await;
    }
    Ok(ready)
}

/// The bytes of an item. A part of a file is a view of it: nothing is copied.
fn blob(item: &Item, size: u64, all: Option<&File>) -> Result<Blob, JsValue> {
    match (item, all) {
        (Item::File(file), _) => Ok(file.clone().unchecked_into()),
        (Item::Part(from), Some(all)) => all.slice_with_f64_and_f64(*from, from + size as f64),
        (Item::Part(_), None) => Err(JsValue::NULL),
    }
}

fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// A file of these parts.
///
/// # Errors
/// What the browser says when it refuses.
pub(crate) fn file_of(parts: &Array, name: &str, mime: &str, modified: Option<u64>) -> Result<File, JsValue> {
    let options = FilePropertyBag::new();
    options.set_type(mime);
    if let Some(modified) = modified {
        options.set_last_modified(modified as f64);
    }
    File::new_with_blob_sequence_and_options(parts, name, &options)
}

/// A file of a text.
///
/// # Errors
/// What the browser says when it refuses.
pub(crate) fn file_of_text(text: &str, name: &str) -> Result<File, JsValue> {
    let blob = Blob::new_with_str_sequence(&Array::of1(&text.into()))?;
    file_of(&Array::of1(&blob), name, "text/plain", None)
}

/// `webkitRelativePath` has no binding; it is empty unless a folder was chosen.
fn path(file: &File) -> String {
    let path =
        js_sys::Reflect::get(file, &"webkitRelativePath".into()).ok().and_then(|path| path.as_string());
    path.filter(|path| !path.is_empty()).unwrap_or_else(|| file.name())
}

/// What operating systems leave in folders.
fn is_hidden(path: &str) -> bool {
    path.rsplit('/').next().is_none_or(|name| name.starts_with('.') || name == "Thumbs.db")
}

/// What was dropped. It must be taken before the event ends: the browser then clears its list.
pub(crate) struct Drop {
    entries: Vec<FileSystemEntry>,
    files: Vec<Found>,
}

/// Takes what was dropped.
pub(crate) fn dropped(transfer: &DataTransfer) -> Drop {
    let items = transfer.items();
    let mut drop = Drop { entries: Vec::new(), files: Vec::new() };
    for item in (0..items.length()).filter_map(|index| items.get(index)).filter(|item| item.kind() == "file")
    {
        match item.webkit_get_as_entry() {
            Ok(Some(entry)) => drop.entries.push(entry),
            _ => drop.files.extend(item.get_as_file().ok().flatten().map(|file| (file.name(), file))),
        }
    }
    drop
}

impl Drop {
    /// Every file, those in folders too, and how many could not be opened. `tell` hears how many there are so far.
    pub(crate) async fn walk(self, tell: impl Fn(usize)) -> (Vec<Found>, u32) {
        let mut found = self.files;
        let mut failed = 0;
        let mut open = self.entries;
        let mut pace = Pace::new();
        while !open.is_empty() {
            let mut files = Vec::new();
            for entry in std::mem::take(&mut open) {
                let name = entry.full_path().trim_start_matches('/').to_owned();
                pace.rest().await;
                if is_hidden(&name) {
                    continue;
                }
                if entry.is_file() {
                    files.push((name, entry.unchecked_into::<FileSystemFileEntry>()));
                    continue;
                }
                let reader = entry.unchecked_into::<FileSystemDirectoryEntry>().create_reader();
                match children(&reader).await {
                    Ok(entries) => open.extend(entries),
                    Err(_) => failed += 1,
                }
            }
            while !files.is_empty() {
                let batch = files.split_off(files.len().saturating_sub(BATCH));
                failed += open_batch(batch, &mut found).await;
                tell(found.len());
                pace.rest().await;
            }
        }
        (found, failed)
    }
}

/// Opens some files at once: one after the other would take a turn of the browser for each. How many could not be.
async fn open_batch(batch: Vec<(String, FileSystemFileEntry)>, found: &mut Vec<Found>) -> u32 {
    let ask = |entry: &FileSystemFileEntry| {
        Promise::new(&mut |resolve, reject| entry.file_with_callback_and_callback(&resolve, &reject))
    };
    let promises: Array = batch.iter().map(|(_, entry)| ask(entry)).collect();
    let Ok(opened) = JsFuture::from(Promise::all_settled(&promises)).await else { return batch.len() as u32 };
    let opened: Array = opened.unchecked_into();
    let mut failed = 0;
    for ((name, _), settled) in batch.into_iter().zip(opened.iter()) {
        match js_sys::Reflect::get(&settled, &"value".into()).map(|value| value.dyn_into::<File>()) {
            Ok(Ok(file)) => found.push((name, file)),
            _ => failed += 1,
        }
    }
    failed
}

/// A reader hands out at most a hundred entries at a time; an empty list is the end.
async fn children(reader: &FileSystemDirectoryReader) -> Result<Vec<FileSystemEntry>, JsValue> {
    let mut all = Vec::new();
    loop {
        let mut refused = Ok(());
        let promise = Promise::new(&mut |resolve, reject| {
            refused = reader.read_entries_with_callback_and_callback(&resolve, &reject);
        });
        refused?;
        let some: Array = JsFuture::from(promise).await?.unchecked_into();
        if some.length() == 0 {
            return Ok(all);
        }
        all.extend(some.iter().map(|entry| entry.unchecked_into::<FileSystemEntry>()));
    }
}
