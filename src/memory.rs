//! What the browser keeps over visits: settings, and mappings of columns by a hash of their headers. Never data.
//! A browser that keeps nothing (a private window) is as good: everything here may come to nothing.

use std::collections::BTreeMap;

use callscape_model::plan::Plan;
use callscape_model::selection::Selection;
use web_sys::Storage;

use crate::link;
use crate::state::{Page, Settings};

const SETTINGS: &str = "callscape.settings";
const CLICK_FILTERS: &str = "callscape.click-filters";
const NO_LETTERS: &str = "callscape.no-letters";
const MAPPING: &str = "callscape.mapping.";

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}

/// The settings of the last visit.
pub(crate) fn settings() -> Settings {
    let get = |key| storage().and_then(|storage| storage.get_item(key).ok().flatten());
    let text = get(SETTINGS).unwrap_or_default();
    let link = link::read(&text, &Settings::default()).unwrap_or_default();
    Settings {
        click_filters: get(CLICK_FILTERS).is_some(),
        letters: get(NO_LETTERS).is_none(),
        ..link.settings
    }
}

/// Keeps the settings for the next visit.
pub(crate) fn keep_settings(settings: &Settings) {
    let Some(storage) = storage() else { return };
    let _ = storage.set_item(SETTINGS, &link::write(Page::default(), &Selection::default(), settings));
    for (key, there) in [(CLICK_FILTERS, settings.click_filters), (NO_LETTERS, !settings.letters)] {
        let _ = if there { storage.set_item(key, "1") } else { storage.remove_item(key) };
    }
}

/// Mappings of earlier visits. Their columns have no names: those are the file's.
pub(crate) fn mappings() -> BTreeMap<u64, Plan> {
    let Some(storage) = storage() else { return BTreeMap::new() };
    let read = |key: String| {
        let signature = u64::from_str_radix(key.strip_prefix(MAPPING)?, 16).ok()?;
        let plan: Plan = postcard::from_bytes(&bytes_of(&storage.get_item(&key).ok()??)?).ok()?;
        Some((signature, plan))
    };
    // Put in one by one: to collect them would sort them first, with a sort of their own type.
    let mut mappings = BTreeMap::new();
    mappings.extend(keys(&storage).into_iter().filter_map(read));
    mappings
}

/// Keeps a mapping, without the names of its columns.
pub(crate) fn keep_mapping(plan: &Plan) {
    let signature = plan.signature();
    let mut nameless = plan.clone();
    nameless.columns.iter_mut().for_each(|column| column.name.clear());
    let Some((storage, bytes)) = storage().zip(postcard::to_stdvec(&nameless).ok()) else { return };
    let text: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let _ = storage.set_item(&format!("{MAPPING}{signature:016x}"), &text);
}

/// Forgets all mappings.
pub(crate) fn forget_mappings() {
    let Some(storage) = storage() else { return };
    for key in keys(&storage).iter().filter(|key| key.starts_with(MAPPING)) {
        let _ = storage.remove_item(key);
    }
}

fn keys(storage: &Storage) -> Vec<String> {
    let count = storage.length().unwrap_or(0);
    (0..count).filter_map(|index| storage.key(index).ok().flatten()).collect()
}

fn bytes_of(text: &str) -> Option<Vec<u8>> {
    let pair = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    text.as_bytes().chunks(2).map(pair).collect()
}
