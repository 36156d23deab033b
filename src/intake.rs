//! Files from a drop, a choice or a paste, with their paths. Folders are walked; nothing is read.

use js_sys::{Array, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, DataTransfer, File, FileList, FilePropertyBag, FileSystemDirectoryEntry, FileSystemDirectoryReader,
    FileSystemEntry, FileSystemFileEntry,
};

/// A file with its path below what was dropped.
pub(crate) type Found = (String, File);

/// Files of a list, by their path where the browser knows one.
pub(crate) fn listed(list: &FileList) -> Vec<Found> {
    let files = (0..list.length()).filter_map(|index| list.get(index));
    files.map(|file| (path(&file), file)).filter(|(name, _)| !is_hidden(name)).collect()
}

/// A file of these parts.
///
/// # Errors
/// What the browser says when it refuses.
pub(crate) fn file_of(parts: &Array, name: &str, mime: &str) -> Result<File, JsValue> {
    let options = FilePropertyBag::new();
    options.set_type(mime);
    File::new_with_blob_sequence_and_options(parts, name, &options)
}

/// Files that lie one after the other in these parts, each of so many bytes.
///
/// # Errors
/// What the browser says when it refuses.
pub(crate) fn files_of(parts: &Array, files: &[(String, u64)]) -> Result<Vec<File>, JsValue> {
    let all = file_of(parts, "all", "")?;
    let mut from = 0.0;
    let mut made = Vec::with_capacity(files.len());
    for (path, size) in files {
        let to = from + *size as f64;
        // A part of a file is a view of it: nothing is copied.
        let part = all.slice_with_f64_and_f64(from, to)?;
        made.push(file_of(&Array::of1(&part), path.rsplit('/').next().unwrap_or(path), "")?);
        from = to;
    }
    Ok(made)
}

/// A file of a text.
///
/// # Errors
/// What the browser says when it refuses.
pub(crate) fn file_of_text(text: &str, name: &str) -> Result<File, JsValue> {
    let blob = Blob::new_with_str_sequence(&Array::of1(&text.into()))?;
    file_of(&Array::of1(&blob), name, "text/plain")
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
    /// Every file, those in folders too, and how many could not be opened.
    pub(crate) async fn walk(self) -> (Vec<Found>, u32) {
        let mut found = self.files;
        let mut failed = 0;
        let mut open = self.entries;
        while let Some(entry) = open.pop() {
            let name = entry.full_path().trim_start_matches('/').to_owned();
            if is_hidden(&name) {
                continue;
            }
            match look(entry).await {
                Ok(Seen::File(file)) => found.push((name, file)),
                Ok(Seen::Folder(entries)) => open.extend(entries),
                Err(_) => failed += 1,
            }
        }
        (found, failed)
    }
}

enum Seen {
    File(File),
    Folder(Vec<FileSystemEntry>),
}

async fn look(entry: FileSystemEntry) -> Result<Seen, JsValue> {
    if entry.is_directory() {
        let reader = entry.unchecked_into::<FileSystemDirectoryEntry>().create_reader();
        return children(&reader).await.map(Seen::Folder);
    }
    let entry: FileSystemFileEntry = entry.unchecked_into();
    let promise = Promise::new(&mut |resolve, reject| {
        entry.file_with_callback_and_callback(&resolve, &reject);
    });
    JsFuture::from(promise).await.map(|file| Seen::File(file.unchecked_into()))
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
