//! Going over bytes: a decoder is fed until its slice is done, and a sink takes what it finds. One pass is under
//! way at a time; everything else waits.

use std::fmt::Debug;
use std::sync::Arc;

use callscape_model::message::{Failure, FileId, LEDGER, Loaded, Reply, Request, Slice};

use super::look::{Look, Transcode};
use super::store::internal;
use super::{Output, Shard};
use crate::block::Block;
use crate::clean::SliceCleaner;
use crate::clean::recipe::Recipe;
use crate::ingest::{Decoder, End, IngestError, Step, format};

/// What takes the blocks of a slice.
pub(super) trait Sink: Debug {
    /// Takes a block.
    fn block(&mut self, block: &Block);
    /// The slice is done: replies, or begins the next pass.
    fn done(self: Box<Self>, end: End, shard: &mut Shard, out: &mut Vec<Output>);
}

/// What waits for bytes.
#[derive(Debug)]
pub(super) enum Pass {
    /// A decoder.
    Decoding {
        /// The file it reads.
        file: FileId,
        decoder: Box<dyn Decoder>,
        sink: Box<dyn Sink>,
    },
    /// The first megabyte.
    Looking(Look),
    /// A file that is turned into UTF-8.
    Transcoding(Transcode),
    /// An archive.
    Unpacking(FileId),
}

impl Shard {
    /// Begins a pass over a slice.
    pub(super) fn decode(
        &mut self,
        (file, slice): (FileId, Slice),
        recipe: &Recipe,
        sink: Box<dyn Sink>,
        out: &mut Vec<Output>,
    ) {
        let size = self.files.get(&file).map_or(0, |open| open.size);
        let dialect = &recipe.plan.dialect;
        let columns: Vec<String> = recipe.plan.columns.iter().map(|column| column.name.clone()).collect();
        let Some(format) = format(&dialect.format) else {
            let message = format!("{} cannot be read as {}.", self.name(file), dialect.format);
            return Shard::fail(out, Failure::new("loading", message, "Choose another format."));
        };
        let decoder = (format.decoder)(dialect, &columns, slice, size);
        self.pass = Some(Pass::Decoding { file, decoder, sink });
        self.advance_pass(out);
    }

    /// Goes on until bytes are needed or nothing is left to do.
    pub(super) fn advance_pass(&mut self, out: &mut Vec<Output>) {
        loop {
            let Some(Pass::Decoding { file, decoder, sink }) = &mut self.pass else { return };
            let file = *file;
            match decoder.step() {
                Ok(Step::Need(range)) if file == LEDGER => {
                    decoder.push(range.start, self.live.added.bytes(range).into(), false);
                }
                Ok(Step::Need(range)) => return out.push(Output::Need { file, range, parts: true }),
                Ok(Step::Rows(block)) => {
                    sink.block(&block);
                    decoder.recycle(block);
                }
                Ok(Step::Done(end)) => {
                    if let Some(Pass::Decoding { sink, .. }) = self.pass.take() {
                        sink.done(end, self, out);
                    }
                    return;
                }
                Err(error) => return self.broken(file, &error, out),
            }
        }
    }

    pub(super) fn bytes(&mut self, at: u64, bytes: Arc<Vec<u8>>, more: bool, out: &mut Vec<Output>) {
        match self.pass.take() {
            Some(Pass::Decoding { file, mut decoder, sink }) => {
                decoder.push(at, bytes, more);
                self.pass = Some(Pass::Decoding { file, decoder, sink });
                self.advance_pass(out);
            }
            Some(Pass::Looking(look)) => self.looked(look, &bytes, out),
            Some(Pass::Transcoding(transcode)) => self.transcoded(transcode, &bytes, out),
            Some(Pass::Unpacking(file)) => self.unpacked(file, &bytes, out),
            // They were asked for by a pass that was given up.
            None => {}
        }
    }

    pub(super) fn unreadable(&mut self, file: FileId, reason: &str, out: &mut Vec<Output>) {
        let looking = matches!(self.pass, Some(Pass::Looking(_) | Pass::Transcoding(_) | Pass::Unpacking(_)));
        self.abandon();
        let message = format!("{} cannot be read ({reason}).", self.name(file));
        let hint = "It may have been changed, moved or deleted, or you may not read it: check it, then drop it again.";
        let failure = Failure::new("reading", message, hint);
        // A file that is only looked at is left out; the others are not its business.
        match looking {
            true => out.push(Output::reply(Reply::Proposed { file, proposal: Box::new(Err(failure)) })),
            false => Shard::fail(out, failure),
        }
    }

    fn broken(&mut self, file: FileId, error: &IngestError, out: &mut Vec<Output>) {
        self.abandon();
        let message = format!("{} changed while it was read: {error}.", self.name(file));
        Shard::fail(
            out,
            Failure::new("reading", message, "Drop it again when nothing writes to it any more."),
        );
    }

    /// Drops the pass under way.
    pub(super) fn abandon(&mut self) {
        self.pass = None;
    }

    /// Reads, cleans and keeps a slice.
    pub(super) fn load(&mut self, (file, slice): (FileId, Slice), glance: bool, out: &mut Vec<Output>) {
        let Some(recipe) = self.draft.recipe(file) else {
            return Shard::fail(out, internal(&"a slice without a plan"));
        };
        let Some(watch) = self.exchange.watch.clone().or_else(|| (!recipe.tabular).then(Default::default))
        else {
            // The first shard's message is on its way.
            return self.held_back.push(Request::Load { file, slice, glance });
        };
        let met = std::mem::take(self.draft.met(file));
        let cleaner = SliceCleaner::new(recipe.clone(), met, slice.from).watching(watch).expecting(slice.to);
        let sink = Box::new(Load { file, slice, glance, cleaner });
        self.decode((file, slice), &recipe, sink, out);
    }
}

#[derive(Debug)]
struct Load {
    file: FileId,
    slice: Slice,
    /// Whether the reply says what this slice and those before it amount to.
    glance: bool,
    cleaner: SliceCleaner,
}

impl Sink for Load {
    fn block(&mut self, block: &Block) {
        self.cleaner.block(block);
    }

    fn done(self: Box<Self>, end: End, shard: &mut Shard, out: &mut Vec<Output>) {
        let Load { file, slice, glance, cleaner } = *self;
        let (cleaned, met) = cleaner.finish();
        *shard.draft.met(file) = met;
        match cleaned {
            Ok(cleaned) => {
                let (quality, orders) = (cleaned.quality.clone(), cleaned.orders.clone());
                if let Err(failure) = shard.draft.hold(file, slice, end.seam.first, cleaned) {
                    return Shard::fail(out, failure);
                }
                let loaded = Loaded {
                    file,
                    slice: slice.index,
                    seam: end.seam,
                    lines: end.lines,
                    quality,
                    orders,
                    glance: glance.then(|| shard.draft.glance()).flatten(),
                };
                out.push(Output::reply(Reply::Loaded(Box::new(loaded))));
            }
            Err(error) => Shard::fail(out, internal(&error)),
        }
    }
}
