//! Reads of files: long ones as streams into a buffer that is used again and again, short ones at once.
//!
//! A read that makes a buffer of its own makes the system clear new memory for all of it, and leaves that to the garbage
//! collector; what this costs is measured in `BENCHMARKS.md`.

use std::ops::Range;

use js_sys::{ArrayBuffer, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, FileReaderSync};

/// Reads from this length on are streamed.
pub(crate) const LONG: u64 = 1 << 20;

/// Length of the buffer that a stream fills: more than a browser has ready at once.
const BUFFER: u32 = 1 << 20;

#[wasm_bindgen]
extern "C" {
    /// A stream of bytes.
    type Stream;

    /// Fails where the stream cannot fill buffers.
    #[wasm_bindgen(method, catch, js_name = getReader)]
    fn reader(this: &Stream, options: &JsValue) -> Result<Filler, JsValue>;

    /// A reader that fills buffers which it is given, and gives them back.
    pub(crate) type Filler;

    #[wasm_bindgen(method, catch)]
    fn read(this: &Filler, view: &Uint8Array) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn cancel(this: &Filler) -> Result<Promise, JsValue>;
}

fn slice(file: &Blob, range: &Range<u64>) -> Result<Blob, JsValue> {
    // Offsets are exact as numbers of JavaScript up to 2^53.
    file.slice_with_f64_and_f64(range.start as f64, range.end as f64)
}

/// Bytes of a file, read while the worker waits.
pub(crate) fn at_once(file: &Blob, range: &Range<u64>) -> Result<Vec<u8>, JsValue> {
    let bytes = FileReaderSync::new()?.read_as_array_buffer(&slice(file, range)?)?;
    Ok(Uint8Array::new(&bytes.into()).to_vec())
}

/// A stream over bytes of a file; fails where the browser has none that fills buffers.
pub(crate) fn open(file: &Blob, range: &Range<u64>) -> Result<Filler, JsValue> {
    let options = js_sys::Object::new();
    Reflect::set(&options, &"mode".into(), &"byob".into())?;
    slice(file, range)?.stream().unchecked_into::<Stream>().reader(&options)
}

/// All bytes of a stream, of which there are at most so many. `buffer` is what it fills; it is left for the next one.
pub(crate) async fn all(
    filler: &Filler,
    length: usize,
    buffer: &mut Option<ArrayBuffer>,
) -> Result<Vec<u8>, JsValue> {
    let mut bytes = vec![0; length];
    let mut at = 0;
    loop {
        let free = buffer.take().unwrap_or_else(|| ArrayBuffer::new(BUFFER));
        let read = JsFuture::from(filler.read(&Uint8Array::new(&free))?).await?;
        let Ok(part) = Reflect::get(&read, &"value".into())?.dyn_into::<Uint8Array>() else { break };
        *buffer = Some(part.buffer());
        let end = at + part.length() as usize;
        if let Some(place) = bytes.get_mut(at..end) {
            part.copy_to(place);
        }
        at = end;
        if Reflect::get(&read, &"done".into())?.is_truthy() {
            break;
        }
        // The end need not be asked for where it is known.
        if at >= length {
            // What the stream still holds is nothing that anybody waits for.
            let _ = filler.cancel();
            break;
        }
    }
    bytes.truncate(at);
    Ok(bytes)
}
