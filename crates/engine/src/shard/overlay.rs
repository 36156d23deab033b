//! What deltas did to this shard's rows: some do not count any more, others come in their place, and keys get their
//! names. The rows that come are a file of the shard's own, in memory, that is read like every other.

use std::collections::{BTreeMap, VecDeque};
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use callscape_model::delta::Replay;
use callscape_model::dimension::Dimension;
use callscape_model::message::{Failure, FileId, LEDGER, Place, Reply, ShardId, Slice};
use callscape_model::quality::Quality;

use super::exchange::{BASES, OVERLAY};
use super::store::{Held, Store, internal, recoding};
use super::tables::{Bases, Overlay, with_joined};
use super::{Open, Output, Shard};
use crate::block::Block;
use crate::clean::SliceCleaner;
use crate::clean::category::Dictionaries;
use crate::clean::recipe::Recipe;
use crate::functions::enrich;
use crate::ingest::{Step, format};

/// The rows that deltas bring to this shard.
#[derive(Debug, Default)]
pub(super) struct Added {
    bytes: Arc<Vec<u8>>,
    /// The same cut into records.
    pub(super) blocks: Rc<Vec<Block>>,
    /// The row in whose place each of them comes.
    pub(super) bases: Vec<Option<Place>>,
    /// Where the last change of each of them stands.
    pub(super) sources: Vec<(FileId, u64)>,
}

/// What a settlement or a replay waits for.
#[derive(Debug, Default)]
pub(super) struct Joining {
    /// What other shards have of the facts that deltas speak of.
    bases: Vec<(ShardId, Bases)>,
    /// What this shard was told, oldest first.
    overlays: VecDeque<Overlay>,
    waiting: Option<Waiting>,
}

#[derive(Debug)]
struct Waiting {
    /// Whether the rows are still a draft.
    draft: bool,
    duplicates: BTreeMap<FileId, Quality>,
    replay: Replay,
    /// Whether the deltas were applied already and the others told.
    told: bool,
}

impl Added {
    /// Bytes of the rows.
    pub(super) fn bytes(&self, range: Range<u64>) -> Vec<u8> {
        let range = range.start as usize..range.end as usize;
        self.bytes.get(range).unwrap_or(&[]).to_vec()
    }

    /// Where a row is shown: one that takes the place of another stands there, whichever shard has it.
    pub(super) fn shown_at(&self, place: Place) -> Place {
        let base = self.bases.get(place.row as usize).filter(|_| place.file == LEDGER);
        base.copied().flatten().unwrap_or(place)
    }

    /// Where the row is that is shown at a place.
    pub(super) fn kept_at(&self, place: Place, shard: ShardId) -> Place {
        // Rows that take the place of others come first, in the order of those.
        let row = self.bases.partition_point(|base| base.is_some_and(|base| base < place));
        match self.bases.get(row) {
            Some(Some(base)) if *base == place => Place { file: LEDGER, slice: shard, row: row as u32 },
            _ => place,
        }
    }
}

impl Shard {
    /// The rows of facts are settled: waits for what the deltas do to them.
    pub(super) fn join(
        &mut self,
        duplicates: BTreeMap<FileId, Quality>,
        replay: Replay,
        out: &mut Vec<Output>,
    ) {
        let bases = self.own_bases();
        if self.id == 0 {
            self.attach(0, bases);
        } else {
            self.send(0, BASES, &bases, out);
        }
        self.joining.waiting = Some(Waiting { draft: true, duplicates, replay, told: false });
        self.go_on(out);
    }

    /// Applies the deltas anew.
    pub(super) fn replay(&mut self, replay: Replay, number: u32, out: &mut Vec<Output>) {
        self.exchange.load = number;
        let waiting = Waiting { draft: false, duplicates: BTreeMap::new(), replay, told: false };
        self.joining = Joining { waiting: Some(waiting), ..Joining::default() };
        self.take_early(out);
        self.go_on(out);
    }

    pub(super) fn heard_bases(&mut self, from: ShardId, bytes: &[u8], out: &mut Vec<Output>) {
        match postcard::from_bytes(bytes) {
            Ok(bases) => self.joining.bases.push((from, bases)),
            Err(error) => return Shard::fail(out, internal(&error)),
        }
        self.go_on(out);
    }

    pub(super) fn heard_overlay(&mut self, bytes: &[u8], out: &mut Vec<Output>) {
        match postcard::from_bytes(bytes) {
            Ok(overlay) => self.joining.overlays.push_back(overlay),
            Err(error) => return Shard::fail(out, internal(&error)),
        }
        self.go_on(out);
    }

    fn send<T: serde::Serialize>(&self, to: ShardId, kind: u8, what: &T, out: &mut Vec<Output>) {
        match postcard::to_extend(what, self.exchange.message(kind)) {
            Ok(bytes) => out.push(Output::Peer { to, bytes }),
            Err(error) => Shard::fail(out, internal(&error)),
        }
    }

    fn go_on(&mut self, out: &mut Vec<Output>) {
        let Some(waiting) = &self.joining.waiting else { return };
        let others = self.shards as usize - 1;
        let complete = !waiting.draft || self.joining.bases.len() == others;
        if self.id == 0 && !waiting.told && complete {
            let (draft, replay) = (waiting.draft, waiting.replay.clone());
            for (from, bases) in std::mem::take(&mut self.joining.bases) {
                self.attach(from, bases);
            }
            let overlays = self.overlays(draft, replay);
            for (to, overlay) in (0..).zip(overlays) {
                if to == self.id {
                    self.joining.overlays.push_back(overlay);
                } else {
                    self.send(to, OVERLAY, &overlay, out);
                }
            }
            if let Some(waiting) = &mut self.joining.waiting {
                waiting.told = true;
            }
        }
        let Some(overlay) = self.joining.overlays.pop_front() else { return };
        let Some(waiting) = self.joining.waiting.take() else { return };
        if let Err(failure) = self.lay_over(waiting, overlay, out) {
            Shard::fail(out, failure);
        }
    }

    fn lay_over(
        &mut self,
        waiting: Waiting,
        mut overlay: Overlay,
        out: &mut Vec<Output>,
    ) -> Result<(), Failure> {
        let id = self.id;
        let applied = overlay.applied.take();
        let store = if waiting.draft { &mut self.draft } else { &mut self.live };
        let size = overlay.rows.len() as u64;
        store.lay_over(id, overlay)?;
        let mut settled = store.settled(waiting.duplicates);
        settled.applied = applied;
        self.files.insert(LEDGER, Open { name: "deltas".to_owned(), size });
        if waiting.draft {
            self.live = std::mem::take(&mut self.draft);
        }
        self.sorted = super::Sorted::default();
        out.push(Output::reply(Reply::Settled(Box::new(settled))));
        Ok(())
    }
}

impl Store {
    fn lay_over(&mut self, shard: ShardId, overlay: Overlay) -> Result<(), Failure> {
        for held in self.slices.values_mut() {
            held.dead.clone_from(&held.lost);
        }
        for place in &overlay.dead {
            if let Some(held) = self.slices.get_mut(&(place.file, place.slice)) {
                held.dead.push(place.row);
            }
        }
        self.slices.values_mut().for_each(|held| held.dead.sort_unstable());
        self.slices.remove(&(LEDGER, shard));
        let recipe = Recipe::new(overlay.plan, None).ok_or_else(|| internal(&"deltas without a zone"))?;
        self.add_rows(shard, Rc::new(recipe), overlay.rows, overlay.bases, overlay.sources)?;
        self.dictionaries = with_joined(std::mem::take(&mut self.dictionaries), &overlay.joins);
        self.joined = super::tables::joined_dictionaries(&overlay.joins);
        self.hidden = overlay.hidden;
        self.gone = overlay.gone;
        for held in self.slices.values_mut() {
            let Some(gold) = &held.gold else { continue };
            let joined = overlay.joins.iter().map(|join| {
                let keys = gold.codes(&join.from);
                let unknown = join.values.iter().position(String::is_empty).unwrap_or(0) as u16;
                let name = |key: &u16| join.codes.get(usize::from(*key)).copied().unwrap_or(unknown);
                let codes =
                    if keys.is_empty() { vec![unknown; gold.len()] } else { keys.iter().map(name).collect() };
                (join.to.clone(), codes)
            });
            held.gold = Some(gold.with_codes(joined.collect()).map_err(|error| internal(&error))?);
            if !overlay.joins.is_empty() {
                held.classes = None;
            }
        }
        Ok(())
    }

    /// Cleans the rows that deltas bring.
    fn add_rows(
        &mut self,
        shard: ShardId,
        recipe: Rc<Recipe>,
        bytes: Vec<u8>,
        bases: Vec<Option<Place>>,
        sources: Vec<(FileId, u64)>,
    ) -> Result<(), Failure> {
        let slice = Slice { index: shard, from: 0, to: bytes.len() as u64, exact: true };
        let bytes = Arc::new(bytes);
        let blocks = blocks(&recipe, &bytes, slice);
        let mut cleaner = SliceCleaner::new(recipe.clone(), Dictionaries::default(), 0);
        blocks.iter().for_each(|block| cleaner.block(block));
        let (cleaned, met) = cleaner.finish();
        let cleaned = cleaned.map_err(|error| internal(&error))?;
        if !cleaned.rejects.is_empty() {
            return Err(internal(&"rows of deltas that were set aside twice"));
        }
        let has = cleaned.has;
        let gold = enrich(&cleaned.clean, &recoding(&met, &self.dictionaries, &self.spellings))
            .map_err(|error| internal(&error))?;
        self.slices.insert((LEDGER, shard), Held::of_gold(slice, gold, has));
        self.recipes.insert(LEDGER, recipe);
        self.added = Added { bytes, blocks: Rc::new(blocks), bases, sources };
        Ok(())
    }

    /// What a dimension calls a row.
    pub(super) fn name_of(&self, place: Place, dimension: &Dimension) -> &str {
        let gold = self.slices.get(&(place.file, place.slice)).and_then(Held::gold);
        let code = gold.and_then(|gold| gold.codes(dimension).get(place.row as usize)).copied();
        let values = self.dictionaries.iter().find(|(d, _)| d == dimension).map(|(_, values)| values);
        let name = code.zip(values).and_then(|(code, values)| values.get(usize::from(code)));
        name.map_or("", String::as_str)
    }
}

/// Cuts bytes in memory into blocks.
fn blocks(recipe: &Recipe, bytes: &Arc<Vec<u8>>, slice: Slice) -> Vec<Block> {
    let columns: Vec<String> = recipe.plan.columns.iter().map(|column| column.name.clone()).collect();
    let Some(format) = format(&recipe.plan.dialect.format) else { return Vec::new() };
    let mut decoder = (format.decoder)(&recipe.plan.dialect, &columns, slice, bytes.len() as u64);
    let mut blocks = Vec::new();
    loop {
        match decoder.step() {
            Ok(Step::Need(range)) => {
                let part = bytes.get(range.start as usize..range.end as usize).unwrap_or(&[]).to_vec();
                decoder.push(range.start, part.into(), false);
            }
            Ok(Step::Rows(block)) => blocks.push(block),
            Ok(Step::Done(_)) | Err(_) => return blocks,
        }
    }
}
