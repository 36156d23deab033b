//! Starts the engine's worker so that the page's policy seals it too.
//!
//! A worker loaded from an address has a policy of its own, which a static host cannot set; one that starts from a
//! `blob:` inherits the page's. So the worker is one line of script in a blob that imports the engine by its
//! absolute address. What is said to the worker is not decided here.

use js_sys::Array;
use wasm_bindgen::JsValue;
use web_sys::{Blob, BlobPropertyBag, Document, Url, Worker, WorkerOptions, WorkerType};

/// The engine's file name as Trunk writes it, without `.js` and `_bg.wasm`.
const ENGINE: &str = "callscape-worker";

/// Starts one worker. What it posts until the engine answers is a text: why it could not start.
///
/// # Errors
/// What the browser says when it refuses workers.
pub(crate) fn start(document: &Document) -> Result<Worker, JsValue> {
    let base = document.base_uri()?.unwrap_or_default();
    let version = version(document);
    let address = |suffix: &str| {
        Url::new_with_base(&format!("{ENGINE}{suffix}?v={version}"), &base).map(|url| url.href())
    };
    let source = source(&address(".js")?, &address("_bg.wasm")?);
    let options = BlobPropertyBag::new();
    options.set_type("text/javascript");
    let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&source.into()), &options)?;
    let blob_address = Url::create_object_url_with_blob(&blob)?;
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    // The blob's address is kept, a few bytes for the page's life: revoking it here races with the worker's start.
    Worker::new_with_options(&blob_address, &options)
}

/// The one line that a worker runs.
fn source(script: &str, module: &str) -> String {
    format!(
        "import init from {script:?};init({{module_or_path:{module:?}}}).catch(e=>postMessage(String(e)));"
    )
}

/// The build's identity: it changes with the engine, so that a cache never serves an older one than the page's.
fn version(document: &Document) -> String {
    let tag = document.query_selector("script[data-version]").ok().flatten();
    tag.and_then(|tag| tag.get_attribute("data-version")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::source;

    #[test]
    fn a_worker_imports_the_engine_by_absolute_address() {
        let line = source("https://a.example/x/w.js?v=1", "https://a.example/x/w_bg.wasm?v=1");
        assert!(line.starts_with(r#"import init from "https://a.example/x/w.js?v=1";"#));
        assert!(line.contains(r#"module_or_path:"https://a.example/x/w_bg.wasm?v=1""#));
        assert_eq!(line.lines().count(), 1);
    }
}
