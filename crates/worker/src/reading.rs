//! Reads of files: long ones as streams into a buffer that is used again and again, short ones at once.
//!
//! A read that makes a buffer of its own makes the system clear new memory for all of it, and leaves that to the garbage
//! collector; what this costs is measured in `BENCHMARKS.md`. A stream hands over each part as it comes, so that the
//! browser reads on while the engine works, and what is worked on is still in the processor's cache.

use std::ops::Range;
use std::sync::Arc;

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
    type Filler;

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

/// Bytes of a file that come part by part.
pub(crate) struct Streamed {
    filler: Filler,
    /// What has not come yet.
    rest: Range<u64>,
    /// Whether the file ended before all had come.
    ended: bool,
    /// Offset of the first of the bytes at hand.
    from: u64,
    held: Arc<Vec<u8>>,
    /// What held bytes before, to be used again.
    spare: Arc<Vec<u8>>,
}

impl Streamed {
    /// A stream over a part of a file; fails where the browser has none that fills buffers.
    pub(crate) fn open(file: &Blob, range: Range<u64>) -> Result<Self, JsValue> {
        let options = js_sys::Object::new();
        Reflect::set(&options, &"mode".into(), &"byob".into())?;
        let filler = slice(file, &range)?.stream().unchecked_into::<Stream>().reader(&options)?;
        let (held, spare) = Default::default();
        Ok(Streamed { filler, from: range.start, rest: range, ended: false, held, spare })
    }

    /// Whether bytes from this one on can be handed over next: they are at hand or next to come.
    pub(crate) fn reaches(&self, from: u64) -> bool {
        (self.from..=self.rest.start).contains(&from) && !self.rest.is_empty() && !self.ended
    }

    /// The bytes at hand from `from` on, and what has come meanwhile; nothing more where the file has ended. `buffer` is
    /// what the browser fills; it is left for the next read.
    pub(crate) async fn next(
        &mut self,
        from: u64,
        buffer: &mut Option<ArrayBuffer>,
    ) -> Result<Arc<Vec<u8>>, JsValue> {
        let part = self.part(buffer).await?;
        let length = part.as_ref().map_or(0, Uint8Array::length) as usize;
        let mut bytes = Arc::try_unwrap(std::mem::take(&mut self.spare)).unwrap_or_default();
        let old = self.held.get((from - self.from) as usize..).unwrap_or(&[]);
        // Without clearing what is written next.
        bytes.truncate(old.len() + length);
        bytes.resize(old.len() + length, 0);
        let (kept, new) = bytes.split_at_mut(old.len());
        kept.copy_from_slice(old);
        if let Some(part) = part {
            part.copy_to(new);
        }
        self.spare = std::mem::replace(&mut self.held, Arc::new(bytes));
        self.from = from;
        Ok(Arc::clone(&self.held))
    }

    /// All that comes, in one piece.
    pub(crate) async fn all(&mut self, buffer: &mut Option<ArrayBuffer>) -> Result<Arc<Vec<u8>>, JsValue> {
        let mut bytes = Vec::with_capacity((self.rest.end - self.rest.start) as usize);
        while !self.rest.is_empty() && !self.ended {
            let Some(part) = self.part(buffer).await? else { break };
            let at = bytes.len();
            bytes.resize(at + part.length() as usize, 0);
            if let Some(place) = bytes.get_mut(at..) {
                part.copy_to(place);
            }
        }
        Ok(Arc::new(bytes))
    }

    /// What comes next; `None` where the file has ended. `buffer` holds it until it is filled again.
    async fn part(&mut self, buffer: &mut Option<ArrayBuffer>) -> Result<Option<Uint8Array>, JsValue> {
        let free = buffer.take().unwrap_or_else(|| ArrayBuffer::new(BUFFER));
        let read = JsFuture::from(self.filler.read(&Uint8Array::new(&free))?).await?;
        let part = Reflect::get(&read, &"value".into())?.dyn_into::<Uint8Array>().ok();
        *buffer = part.as_ref().map(Uint8Array::buffer);
        let part = part.filter(|part| part.length() > 0);
        self.ended = part.is_none();
        self.rest.start += part.as_ref().map_or(0, |part| u64::from(part.length()));
        Ok(part)
    }

    /// Whether bytes before `end` can still come, of this stream or another one.
    pub(crate) fn lacks(&self, end: u64) -> bool {
        !self.ended && self.rest.start < end
    }

    /// Lets go of what nobody waits for. A stream that failed has nothing any more, and would say so once again.
    pub(crate) fn close(&self) {
        // The end need not be asked for.
        let _ = self.filler.cancel();
    }
}
