//! The engine inside a Web Worker. For now it counts the line ends of the parts of a file it is handed.

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, DedicatedWorkerGlobalScope, FileReaderSync, MessageEvent};

/// Eight megabytes a read: fewer, larger reads are faster, and memory stays small.
const SLICE: f64 = 8.0 * 1024.0 * 1024.0;

fn main() {
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else { return };
    let peer = scope.clone();
    let answer = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let reply = event.data().dyn_into::<Blob>().and_then(|blob| line_ends(&blob));
        let reply = reply.map_or_else(|error| error, |lines| (lines as f64).into());
        let _ = peer.post_message(&reply);
    });
    scope.set_onmessage(Some(answer.as_ref().unchecked_ref()));
    answer.forget();
    let _ = scope.post_message(&JsValue::NULL);
}

fn line_ends(blob: &Blob) -> Result<u64, JsValue> {
    let reader = FileReaderSync::new()?;
    let mut buffer = Vec::new();
    let (mut at, mut lines) = (0.0, 0);
    while at < blob.size() {
        let slice = blob.slice_with_f64_and_f64(at, (at + SLICE).min(blob.size()))?;
        let bytes = Uint8Array::new(&reader.read_as_array_buffer(&slice)?.into());
        buffer.resize(bytes.length() as usize, 0);
        bytes.copy_to(&mut buffer);
        lines += buffer.iter().filter(|byte| **byte == b'\n').count() as u64;
        at += SLICE;
    }
    Ok(lines)
}
