//! Bytes to a file that the browser saves.

use gloo::timers::callback::Timeout;
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

/// Long enough for any browser to have begun on the download.
const KEPT_MS: u32 = 60_000;

/// Saves parts, one after the other, as one file; `glue` is what stands before each of them and after the last one.
///
/// # Errors
/// What the browser says when it refuses.
pub(crate) fn save(name: &str, mime: &str, parts: &Array, glue: &[String]) -> Result<(), JsValue> {
    let all = Array::new();
    for (index, text) in (0..).zip(glue) {
        if !text.is_empty() {
            all.push(&text.into());
        }
        if index < parts.length() {
            all.push(&parts.get(index));
        }
    }
    let parts = &all;
    let options = BlobPropertyBag::new();
    options.set_type(mime);
    let blob = Blob::new_with_blob_sequence_and_options(parts, &options)?;
    save_blob(name, &blob)
}

/// Saves a text.
///
/// # Errors
/// What the browser says when it refuses.
pub(crate) fn save_text(name: &str, mime: &str, text: &str) -> Result<(), JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(mime);
    let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&text.into()), &options)?;
    save_blob(name, &blob)
}

/// Saves a blob.
///
/// # Errors
/// What the browser says when it refuses.
pub(crate) fn save_blob(name: &str, blob: &Blob) -> Result<(), JsValue> {
    let document = web_sys::window().and_then(|window| window.document()).ok_or(JsValue::NULL)?;
    let address = Url::create_object_url_with_blob(blob)?;
    let anchor: HtmlAnchorElement = document.create_element("a")?.dyn_into()?;
    anchor.set_href(&address);
    anchor.set_download(name);
    anchor.click();
    Timeout::new(KEPT_MS, move || {
        let _ = Url::revoke_object_url(&address);
    })
    .forget();
    Ok(())
}
