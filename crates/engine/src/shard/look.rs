//! Looking at a file: what its first megabyte says, and turning what cannot be cut into UTF-8.

use callscape_model::message::{Failure, FileId, Reply};
use callscape_model::plan::{Dialect, Encoding};

use super::pass::Pass;
use super::store::internal;
use super::{Output, Shard};
use crate::archive::is_zip;
use crate::ingest::Transcoder;
use crate::propose::propose;

/// How much of a file is looked at.
const SAMPLE: u64 = 1 << 20;
/// How much is transcoded at a time.
const STEP: u64 = 4 << 20;

/// A look under way.
#[derive(Debug)]
pub(super) struct Look {
    file: FileId,
    dialect: Option<Dialect>,
    zone: String,
}

/// A transcoding under way.
#[derive(Debug)]
pub(super) struct Transcode {
    file: FileId,
    at: u64,
    transcoder: Transcoder,
    text: Vec<u8>,
}

impl Shard {
    pub(super) fn propose(
        &mut self,
        file: FileId,
        dialect: Option<Dialect>,
        zone: &str,
        out: &mut Vec<Output>,
    ) {
        let size = self.files.get(&file).map_or(0, |open| open.size);
        self.pass = Some(Pass::Looking(Look { file, dialect, zone: zone.to_owned() }));
        out.push(Output::Need { file, range: 0..size.min(SAMPLE), parts: false });
    }

    pub(super) fn looked(&mut self, look: Look, head: &[u8], out: &mut Vec<Output>) {
        let Look { file, dialect, zone } = look;
        if is_zip(head) {
            return self.unpack(file, out);
        }
        let size = self.files.get(&file).map_or(0, |open| open.size);
        let proposal = Box::new(propose(self.name(file), head, size, dialect, &zone));
        out.push(Output::reply(Reply::Proposed { file, proposal }));
    }

    pub(super) fn transcode(&mut self, file: FileId, encoding: Encoding, out: &mut Vec<Output>) {
        let size = self.files.get(&file).map_or(0, |open| open.size);
        let Some(transcoder) = Transcoder::new(encoding) else {
            return Shard::fail(out, internal(&"a file that is UTF-8 already"));
        };
        let text = Vec::with_capacity(usize::try_from(size / 2).unwrap_or(0));
        self.pass = Some(Pass::Transcoding(Transcode { file, at: 0, transcoder, text }));
        out.push(Output::Need { file, range: 0..size.min(STEP), parts: false });
    }

    pub(super) fn transcoded(&mut self, mut work: Transcode, bytes: &[u8], out: &mut Vec<Output>) {
        let size = self.files.get(&work.file).map_or(0, |open| open.size);
        if bytes.is_empty() && work.at < size {
            let message = format!("{} ended early.", self.name(work.file));
            let failure = Failure::new("reading", message, "Drop it again when it is whole.");
            return out
                .push(Output::reply(Reply::Proposed { file: work.file, proposal: Box::new(Err(failure)) }));
        }
        work.at += bytes.len() as u64;
        work.text.extend(work.transcoder.push(bytes, work.at >= size));
        let (file, at) = (work.file, work.at);
        if at < size {
            self.pass = Some(Pass::Transcoding(work));
            return out.push(Output::Need { file, range: at..size.min(at + STEP), parts: false });
        }
        out.push(Output::Reply(Reply::Transcoded { file }, Some(work.text)));
    }
}
