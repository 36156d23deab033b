//! Exchanging keys with the other shards: each sends every other one prints of the keys that it owns, is told by every
//! other one which of them were seen more than once, sends those keys whole, and hears which rows lost. Messages may
//! come before this shard was asked to exchange. Where records of another subject are joined, every key is wanted, and
//! all are sent whole at once.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::rc::Rc;

use callscape_model::message::{FileId, Keyed, Place, Reply, Settlement, ShardId};

use super::companion::Seating;
use super::store::{Held, Store};
use super::{Output, Shard};
use crate::clean::{RowKey, Watch};
use crate::keys::{ENTRY_BYTES, Entry, Loser, Match, PRINT_BYTES, Repeats, losers, owner, print, repeated};

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

/// First byte of a message with keys of companions.
const COMPANIONS: u8 = 5;
/// First byte of a message with rows and their companions.
pub(super) const MATCHES: u8 = 6;
/// First byte of a message with what companions say.
pub(super) const PARTNERS: u8 = 7;

/// Bytes before what a message says: its kind, and the number of the load.
const HEADER: usize = 5;

/// First byte of a message with prints of keys.
const PRINTS: u8 = 8;
/// First byte of a message with prints that were seen more than once.
const REPEATS: u8 = 9;

/// The state of an exchange.
#[derive(Debug, Default)]
pub(super) struct Exchange {
    /// Number of the load or replay, which stands in every message.
    pub(super) load: u32,
    /// Whether this shard has been asked to exchange.
    begun: bool,
    /// Prints of keys that this shard owns, by message.
    prints: Vec<Vec<u8>>,
    prints_from: u32,
    compared: bool,
    /// Prints that were seen more than once, by any shard.
    repeats: Vec<u32>,
    repeats_from: u32,
    /// Whether the keys of this shard's rows have been sent whole.
    sent: bool,
    /// Keys of other shards that this one owns.
    entries: Vec<Entry>,
    keys_from: u32,
    resolved: bool,
    losers: Vec<Loser>,
    losers_from: u32,
    /// What rows hear of their companions.
    pub(super) seating: Seating,
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

/// An empty message to every shard, with room for a share of so many things of so many bytes: hashes spread evenly, so
/// that a little more than the mean is nearly always enough.
fn messages(shards: u32, begin: &[u8], things: usize, bytes: usize) -> Vec<Vec<u8>> {
    let room = things / shards.max(1) as usize * 33 / 32 + 64;
    let mut messages = vec![begin.to_vec(); shards as usize];
    messages.iter_mut().for_each(|message| message.reserve_exact(room * bytes));
    messages
}

/// Prints of the keys of slices, by the shards that own them.
fn split_prints(slices: &BTreeMap<(FileId, u32), Held>, shards: u32, begin: &[u8]) -> Vec<Vec<u8>> {
    let keys: usize = slices.values().map(|held| held.keys.len()).sum();
    let mut messages = messages(shards, begin, keys, PRINT_BYTES);
    for hash in slices.values().flat_map(|held| &held.keys).filter_map(RowKey::hash) {
        if let Some(message) = messages.get_mut(owner(hash, shards) as usize) {
            message.extend_from_slice(&print(hash).to_le_bytes());
        }
    }
    messages
}

/// The keys of slices as messages to the shards that own them; what this shard owns goes into `own`. Where `wanted` is
/// given, only keys with those prints.
fn split_keys(
    slices: &mut BTreeMap<(FileId, u32), Held>,
    wanted: Option<&Repeats>,
    (shards, id): (u32, ShardId),
    own: &mut Vec<Entry>,
    begin: &[u8],
) -> Vec<(ShardId, Vec<u8>)> {
    let all = if wanted.is_none() { slices.values().map(|held| held.keys.len()).sum() } else { 0 };
    let mut messages = messages(shards, begin, all, ENTRY_BYTES);
    for ((file, slice), held) in slices {
        let keys = std::mem::take(&mut held.keys);
        if wanted.is_some_and(Repeats::is_empty) {
            continue;
        }
        for (row, key) in (0..).zip(keys) {
            let is_wanted = |hash: &u128| wanted.is_none_or(|wanted| wanted.contains(print(*hash)));
            let Some(hash) = key.hash().filter(is_wanted) else { continue };
            let place = Place { file: *file, slice: *slice, row };
            let entry = Entry { hash, record: key.record, place, line: held.rows_at.of(row) };
            let to = owner(hash, shards);
            if to == id {
                own.push(entry);
            } else if let Some(message) = messages.get_mut(to as usize) {
                entry.write(message);
            }
        }
    }
    (0..).zip(messages).filter(|(to, _)| *to != id).collect()
}

impl Shard {
    /// Begins to exchange keys.
    pub(super) fn send_keys(&mut self, out: &mut Vec<Output>) {
        self.exchange.begun = true;
        if self.draft.companions.is_empty() {
            let begin = self.exchange.message(PRINTS);
            let messages = split_prints(&self.draft.slices, self.shards, &begin);
            for (to, mut bytes) in (0..).zip(messages) {
                if to == self.id {
                    bytes.drain(..HEADER);
                    self.exchange.prints.push(bytes);
                } else {
                    out.push(Output::Peer { to, bytes });
                }
            }
        } else {
            self.send_whole_keys(None, out);
        }
        self.advance(out);
    }

    /// Sends keys of kept rows to the shards that own them, those of companions apart.
    fn send_whole_keys(&mut self, wanted: Option<&Repeats>, out: &mut Vec<Output>) {
        let to = (self.shards, self.id);
        let (keys, companions) = (self.exchange.message(KEYS), self.exchange.message(COMPANIONS));
        let Exchange { entries, seating, .. } = &mut self.exchange;
        seating.sent(false, entries.len(), self.id);
        let mut messages = split_keys(&mut self.draft.slices, wanted, to, entries, &keys);
        if !self.draft.companions.is_empty() {
            seating.sent(true, seating.entries.len(), self.id);
            let slices = &mut self.draft.companions.slices;
            messages.extend(split_keys(slices, wanted, to, &mut seating.entries, &companions));
        }
        out.extend(messages.into_iter().map(|(to, bytes)| Output::Peer { to, bytes }));
        self.exchange.sent = true;
    }

    /// Finds the prints that were seen more than once among those that this shard owns, and tells every shard.
    fn compare_prints(&mut self, out: &mut Vec<Output>) {
        let twice = repeated(&std::mem::take(&mut self.exchange.prints));
        let mut message = self.exchange.message(REPEATS);
        twice.iter().for_each(|print| message.extend_from_slice(&print.to_le_bytes()));
        self.exchange.repeats.extend(twice);
        for to in (0..self.shards).filter(|to| *to != self.id) {
            out.push(Output::Peer { to, bytes: message.clone() });
        }
    }

    /// Takes in a message of another shard.
    pub(super) fn peer(&mut self, from: ShardId, mut bytes: Vec<u8>, out: &mut Vec<Output>) {
        let Some(([kind, load @ ..], rest)) = bytes.split_first_chunk::<HEADER>() else { return };
        match u32::from_le_bytes(*load).cmp(&self.exchange.load) {
            // Of a load or a replay that this shard is yet to be told of, while it is busy with something else.
            Ordering::Greater => return self.early.push((from, bytes)),
            Ordering::Less => return,
            Ordering::Equal => {}
        }
        match *kind {
            PRINTS => {
                bytes.drain(..HEADER);
                self.exchange.prints.push(bytes);
                self.exchange.prints_from += 1;
            }
            REPEATS => {
                let prints = rest.as_chunks::<PRINT_BYTES>().0;
                self.exchange.repeats.extend(prints.iter().map(|print| u32::from_le_bytes(*print)));
                self.exchange.repeats_from += 1;
            }
            KEYS => {
                self.exchange.seating.sent(false, self.exchange.entries.len(), from);
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
            COMPANIONS => {
                let seating = &mut self.exchange.seating;
                seating.sent(true, seating.entries.len(), from);
                Entry::read_all(rest, &mut seating.entries);
                seating.keys_from += 1;
            }
            MATCHES => {
                Match::read_all(rest, &mut self.exchange.seating.matches);
                self.exchange.seating.matches_from += 1;
            }
            PARTNERS => self.heard_partners(rest, out),
            _ => {}
        }
        self.advance(out);
    }

    /// Takes in what came before this shard was told of its load or replay.
    pub(super) fn take_early(&mut self, out: &mut Vec<Output>) {
        for (from, bytes) in std::mem::take(&mut self.early) {
            self.peer(from, bytes, out);
        }
    }

    fn advance(&mut self, out: &mut Vec<Output>) {
        let others = self.shards - 1;
        let joining = !self.draft.companions.is_empty();
        if self.exchange.begun && !joining {
            if !self.exchange.compared && self.exchange.prints_from == others {
                self.exchange.compared = true;
                self.compare_prints(out);
            }
            let told = self.exchange.compared && self.exchange.repeats_from == others;
            if told && !self.exchange.sent {
                let repeats = Repeats::new(std::mem::take(&mut self.exchange.repeats));
                self.send_whole_keys(Some(&repeats), out);
            }
        }
        let came = |from: u32| !joining || from == others;
        let keys = self.exchange.keys_from == others && came(self.exchange.seating.keys_from);
        if !self.exchange.sent || !keys {
            return;
        }
        if !self.exchange.resolved {
            self.exchange.resolved = true;
            self.resolve(out);
        }
        if joining && !self.exchange.seating.told && self.exchange.seating.matches_from == others {
            self.exchange.seating.told = true;
            self.tell_partners(out);
        }
        let seated = !joining || self.exchange.seating.told && self.exchange.seating.heard_from == others;
        if self.exchange.losers_from == others && seated {
            if joining {
                self.seat();
            }
            let keyed = self.keyed();
            self.exchange.losers_from = u32::MAX;
            out.push(Output::reply(Reply::Keyed(Box::new(keyed))));
        }
    }

    /// Finds the losers among the keys that this shard owns, and tells every shard. Which shard has a row is not
    /// known here, so all are told of all: losers are few.
    fn resolve(&mut self, out: &mut Vec<Output>) {
        let entries = std::mem::take(&mut self.exchange.entries);
        let mut found = losers(&entries);
        if !self.draft.companions.is_empty() {
            found.extend(losers(&self.exchange.seating.entries));
            self.match_companions(&entries, out);
        }
        let mut message = self.exchange.message(LOSERS);
        found.iter().for_each(|loser| loser.write(&mut message));
        self.exchange.losers.extend(found);
        for to in (0..self.shards).filter(|to| *to != self.id) {
            out.push(Output::Peer { to, bytes: message.clone() });
        }
    }

    fn keyed(&mut self) -> Keyed {
        let companions = std::mem::take(&mut self.draft.companions.slices);
        let ours = |place: &Place| {
            let at = (place.file, place.slice);
            self.draft.slices.contains_key(&at) || companions.contains_key(&at)
        };
        let mut lost = std::mem::take(&mut self.exchange.losers);
        lost.retain(|loser| ours(&loser.place));
        let mut keyed = Keyed { dictionaries: self.draft.met.to_vec(), ..Keyed::default() };
        for loser in &lost {
            let counts = if loser.conflict { &mut keyed.conflicts } else { &mut keyed.repeats };
            *counts.entry(loser.place.file).or_default() += 1;
        }
        for ((file, _), held) in self.draft.slices.iter().chain(&companions) {
            *keyed.keyed.entry(*file).or_default() += held.keyed;
        }
        keyed.agents = self.draft.count_agents();
        keyed.starts = self.draft.clean_starts();
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
