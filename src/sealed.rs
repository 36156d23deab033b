//! Starts the engine's worker so that the page's policy seals it too.
//!
//! A worker loaded from an address has a policy of its own, which a static host cannot set; one that starts from a
//! `blob:` inherits the page's. So the worker is one line of script in a blob that imports the engine by its
//! absolute address, and is told the compiled module that `boot.js` has made ready. What else is said to the worker is
//! not decided here.

use js_sys::{Array, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, BlobPropertyBag, Document, Url, Worker, WorkerOptions, WorkerType};

/// The engine's file name as Trunk writes it, without `.js` and `_bg.wasm`.
const ENGINE: &str = "callscape-worker";

/// Under which name `boot.js` leaves the promise of its compiled module.
const MODULE: &str = "callscapeEngine";

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
    let (source, module) = (source(&address(".js")?), address("_bg.wasm")?);
    let options = BlobPropertyBag::new();
    options.set_type("text/javascript");
    let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&source.into()), &options)?;
    let blob_address = Url::create_object_url_with_blob(&blob)?;
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    // The blob's address is kept, a few bytes for the page's life: revoking it here races with the worker's start.
    let worker = Worker::new_with_options(&blob_address, &options)?;
    let told = worker.clone();
    spawn_local(async move {
        let address = JsValue::from(module);
        let compiled = compiled().await.filter(|compiled| told.post_message(compiled).is_ok());
        if compiled.is_none() {
            // A worker that cannot be told anything has died, which its error event says.
            let _ = told.post_message(&address);
        }
    });
    Ok(worker)
}

/// The engine's module, if it could be compiled.
async fn compiled() -> Option<JsValue> {
    let promise = Reflect::get(&js_sys::global(), &MODULE.into()).ok()?;
    JsFuture::from(promise.dyn_into::<Promise>().ok()?).await.ok()
}

/// The one line that a worker runs. Its first message is the engine's module, or the address of that.
fn source(script: &str) -> String {
    format!(
        "import init from {script:?};\
         onmessage=({{data}})=>init({{module_or_path:data}}).catch(e=>postMessage(String(e)));\
         onmessageerror=()=>postMessage('no module');"
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
        let line = source("https://a.example/x/w.js?v=1");
        assert!(line.starts_with(r#"import init from "https://a.example/x/w.js?v=1";onmessage="#));
        assert_eq!(line.lines().count(), 1);
    }
}
