//! Exchanging keys with the other shards: each sends every other one the keys it owns, then every other one the
//! rows that lost. Messages may come before this shard was asked to exchange.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::rc::Rc;

use callscape_model::message::{FileId, Keyed, Place, Reply, Settlement, ShardId};

use super::store::Store;
use super::{Output, Shard};
use crate::clean::Watch;
use crate::keys::{ENTRY_BYTES, Entry, Loser, losers, owner};

/// First byte of a message with keys.
const KEYS: u8 = 0;
/// First byte of a message with losers.
const LOSERS: u8 = 1;

/// First byte of a message with keys that deltas speak of.
pub(super) const WATCH: u8 = 2;
/// First byte of a message with facts that deltas speak of.
pub(super) const BASES: u8 = 3;
/// First byte of a message with what deltas did.
pub(super) const OVERLAY: u8 = 4;

/// The state of an exchange.
#[derive(Debug, Default)]
pub(super) struct Exchange {
    /// Number of the load or replay, which stands in every message.
    pub(super) load: u32,
    begun: bool,
    /// Keys of other shards that this one owns.
    entries: Vec<Entry>,
    keys_from: u32,
    resolved: bool,
    losers: Vec<Loser>,
    losers_from: u32,
    /// Keys that deltas speak of; facts are not read before they are known.
    pub(super) watch: Option<Rc<Watch>>,
}

impl Exchange {
    /// The exchange of a load.
    pub(super) fn new(load: u32) -> Self {
        Exchange { load, ..Exchange::default() }
    }

    /// An empty message of a kind.
    pub(super) fn message(&self, kind: u8) -> Vec<u8> {
        let mut bytes = vec![kind];
        bytes.extend_from_slice(&self.load.to_le_bytes());
        bytes
    }
}

impl Shard {
    /// Sends the keys of all kept rows to the shards that own them.
    pub(super) fn send_keys(&mut self, out: &mut Vec<Output>) {
        let mut messages: Vec<Vec<u8>> = vec![self.exchange.message(KEYS); self.shards as usize];
        // Hashes spread evenly; a little more than the mean is nearly always enough.
        let keys: usize = self.draft.slices.values().map(|held| held.keys.len()).sum();
        let share = keys / self.shards.max(1) as usize * 33 / 32 + 64;
        messages.iter_mut().for_each(|message| message.reserve(share * ENTRY_BYTES));
        self.exchange.entries.reserve(share * 2);
        for ((file, slice), held) in &mut self.draft.slices {
            for key in std::mem::take(&mut held.keys) {
                let place = Place { file: *file, slice: *slice, row: key.row };
                let entry = Entry { hash: key.hash, record: key.record, place, line: key.line };
                let to = owner(key.hash, self.shards);
                if to == self.id {
                    self.exchange.entries.push(entry);
                } else if let Some(message) = messages.get_mut(to as usize) {
                    entry.write(message);
                }
            }
        }
        for (to, bytes) in (0..).zip(messages) {
            if to != self.id {
                out.push(Output::Peer { to, bytes });
            }
        }
        self.exchange.begun = true;
        self.advance(out);
    }

    /// Takes in a message of another shard.
    pub(super) fn peer(&mut self, from: ShardId, bytes: &[u8], out: &mut Vec<Output>) {
        let Some(([kind, load @ ..], rest)) = bytes.split_first_chunk::<5>() else { return };
        match u32::from_le_bytes(*load).cmp(&self.exchange.load) {
            // Of a load or a replay that this shard is yet to be told of, while it is busy with something else.
            Ordering::Greater => return self.early.push((from, bytes.to_vec())),
            Ordering::Less => return,
            Ordering::Equal => {}
        }
        match *kind {
            KEYS => {
                Entry::read_all(rest, &mut self.exchange.entries);
                self.exchange.keys_from += 1;
            }
            LOSERS => {
                self.exchange.losers.extend(Loser::read_all(rest));
                self.exchange.losers_from += 1;
            }
            WATCH => {
                let hashes = rest.as_chunks::<16>().0.iter().map(|bytes| u128::from_le_bytes(*bytes));
                self.exchange.watch = Some(Rc::new(hashes.collect()));
                return;
            }
            BASES => return self.heard_bases(from, rest, out),
            OVERLAY => return self.heard_overlay(rest, out),
            _ => {}
        }
        self.advance(out);
    }

    /// Takes in what came before this shard was told of its load or replay.
    pub(super) fn take_early(&mut self, out: &mut Vec<Output>) {
        for (from, bytes) in std::mem::take(&mut self.early) {
            self.peer(from, &bytes, out);
        }
    }

    fn advance(&mut self, out: &mut Vec<Output>) {
        let others = self.shards - 1;
        if !self.exchange.begun || self.exchange.keys_from < others {
            return;
        }
        if !self.exchange.resolved {
            self.exchange.resolved = true;
            self.resolve(out);
        }
        if self.exchange.losers_from == others {
            let keyed = self.keyed();
            self.exchange.losers_from = u32::MAX;
            out.push(Output::reply(Reply::Keyed(keyed)));
        }
    }

    /// Finds the losers among the keys that this shard owns, and tells every shard. Which shard has a row is not
    /// known here, so all are told of all: losers are few.
    fn resolve(&mut self, out: &mut Vec<Output>) {
        let entries = std::mem::take(&mut self.exchange.entries);
        let found = losers(&entries);
        let mut message = self.exchange.message(LOSERS);
        found.iter().for_each(|loser| loser.write(&mut message));
        self.exchange.losers.extend(found);
        for to in (0..self.shards).filter(|to| *to != self.id) {
            out.push(Output::Peer { to, bytes: message.clone() });
        }
    }

    fn keyed(&mut self) -> Keyed {
        let ours = |place: &Place| self.draft.slices.contains_key(&(place.file, place.slice));
        let mut lost = std::mem::take(&mut self.exchange.losers);
        lost.retain(|loser| ours(&loser.place));
        let mut keyed = Keyed { dictionaries: self.draft.met.to_vec(), ..Keyed::default() };
        for loser in &lost {
            let counts = if loser.conflict { &mut keyed.conflicts } else { &mut keyed.repeats };
            *counts.entry(loser.place.file).or_default() += 1;
        }
        for ((file, _), held) in &self.draft.slices {
            *keyed.keyed.entry(*file).or_default() += held.keyed;
        }
        keyed.agents = self.draft.count_agents();
        self.exchange.losers = lost;
        keyed
    }

    /// The draft becomes what answers questions.
    pub(super) fn settle(&mut self, settlement: Settlement, out: &mut Vec<Output>) {
        let losers = std::mem::take(&mut self.exchange.losers);
        let names: BTreeMap<FileId, String> =
            self.files.iter().map(|(file, open)| (*file, open.name.clone())).collect();
        let replay = settlement.replay.clone();
        match self.draft.settle(settlement, losers, &names) {
            Ok(duplicates) if self.draft.is_tabular() => self.join(duplicates, replay, out),
            Ok(duplicates) => {
                let settled = self.draft.settled(duplicates);
                self.live = std::mem::take::<Store>(&mut self.draft);
                self.sorted = super::Sorted::default();
                out.push(Output::reply(Reply::Settled(Box::new(settled))));
            }
            Err(failure) => Shard::fail(out, failure),
        }
    }
}
