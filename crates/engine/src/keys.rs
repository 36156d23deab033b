//! Duplicates across shards. Every shard sends prints of its keys, split by hash, to the shards that own them; an owner
//! says which prints it saw more than once, and hears of their rows alone: the whole hash of the key, that of the record,
//! and the place. It finds the rows that lose against an earlier one and tells the shards that have them.
//!
//! The first row in file order wins. A later one with the same record hash is the same record; with another
//! record hash it is a conflict.

use callscape_model::message::{Place, ShardId};

/// The key of one row as it travels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// 128-bit hash of the key.
    pub hash: u128,
    /// 64-bit hash of the record.
    pub record: u64,
    /// The row.
    pub place: Place,
    /// Its line in its slice, from 1.
    pub line: u32,
}

/// A row that loses against an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Loser {
    /// The row.
    pub place: Place,
    /// The row that wins.
    pub winner: Place,
    /// The loser's line in its slice.
    pub line: u32,
    /// The winner's line in its slice.
    pub winner_line: u32,
    /// Whether the records differ.
    pub conflict: bool,
}

/// A quarter of a hash, by which an owner sees that a key may be there twice; never 0. Among ten million keys a few
/// thousand prints are equal by chance, and then whole keys tell.
#[inline]
pub fn print(hash: u128) -> u32 {
    (hash as u32).max(1)
}

/// Bytes of a print in a message.
pub const PRINT_BYTES: usize = 4;

/// Prints that are looked at together: their table stays in the second-level cache.
const TOGETHER: usize = 4096;

/// In how many goes prints are laid in order: a go takes memory for its share of them, where a load needs most of it, and
/// time to go through all.
const GOES: usize = 2;

/// The prints that occur more than once in all messages together.
pub fn repeated(messages: &[Vec<u8>]) -> Vec<u32> {
    let prints = messages.iter().flat_map(|message| message.as_chunks::<PRINT_BYTES>().0);
    let prints = || prints.clone().map(|print| u32::from_le_bytes(*print));
    let total: usize = messages.iter().map(|message| message.len() / PRINT_BYTES).sum();
    let parts = (total / TOGETHER).next_power_of_two();
    // By their first bits.
    let part = |print: u32| print.unbounded_shr(u32::BITS - parts.trailing_zeros()) as usize;
    let mut ends = vec![0_usize; parts];
    prints().for_each(|print| ends[part(print)] += 1);
    let (mut sorted, mut seen, mut twice) = (Vec::new(), Vec::new(), Vec::new());
    let share = parts.div_ceil(GOES);
    for (go, ends) in ends.chunks_mut(share).enumerate() {
        // Where each part begins, then where its next one goes.
        let mut before = 0;
        for end in &mut *ends {
            before += std::mem::replace(end, before);
        }
        sorted.resize(before, 0);
        for print in prints() {
            if let Some(end) = ends.get_mut(part(print).wrapping_sub(go * share)) {
                sorted[*end] = print;
                *end += 1;
            }
        }
        let mut from = 0;
        for end in ends {
            repeated_in(sorted.get(from..*end).unwrap_or(&[]), &mut seen, &mut twice);
            from = *end;
        }
    }
    twice.sort_unstable();
    twice.dedup();
    twice
}

/// Adds the prints that occur more than once. `seen` is a table that is used again and again.
fn repeated_in(prints: &[u32], seen: &mut Vec<u32>, twice: &mut Vec<u32>) {
    let size = (prints.len() * 2).next_power_of_two();
    seen.clear();
    seen.resize(size, 0);
    for print in prints {
        let mut slot = *print as usize & (size - 1);
        while seen[slot] != 0 && seen[slot] != *print {
            slot = (slot + 1) & (size - 1);
        }
        if seen[slot] == *print {
            twice.push(*print);
        }
        seen[slot] = *print;
    }
}

/// Prints that were seen more than once, to look others up in.
#[derive(Clone, Debug, Default)]
pub struct Repeats {
    sorted: Vec<u32>,
    /// A bit for each of the last bits that one of them has.
    sieve: Vec<u64>,
}

impl Repeats {
    /// Bits in the sieve.
    const SIEVE: usize = 1 << 20;

    /// From prints in any order.
    pub fn new(mut prints: Vec<u32>) -> Self {
        prints.sort_unstable();
        let mut sieve = vec![0; Self::SIEVE / 64];
        for print in &prints {
            let bit = *print as usize % Self::SIEVE;
            sieve[bit / 64] |= 1 << (bit % 64);
        }
        Repeats { sorted: prints, sieve }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.sorted.is_empty()
    }

    /// Whether a print is one of them.
    #[inline]
    pub fn contains(&self, print: u32) -> bool {
        let bit = print as usize % Self::SIEVE;
        self.sieve[bit / 64] >> (bit % 64) & 1 != 0 && self.sorted.binary_search(&print).is_ok()
    }
}

/// The shard that owns a hash.
pub fn owner(hash: u128, shards: u32) -> ShardId {
    ((hash >> 96) as u32) % shards.max(1)
}

struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*head)
    }

    fn u32(&mut self) -> Option<u32> {
        self.take().map(u32::from_le_bytes)
    }

    fn place(&mut self) -> Option<Place> {
        Some(Place { file: self.u32()?, slice: self.u32()?, row: self.u32()? })
    }
}

fn write_place(bytes: &mut Vec<u8>, place: Place) {
    for number in [place.file, place.slice, place.row] {
        bytes.extend_from_slice(&number.to_le_bytes());
    }
}

/// Bytes of an [`Entry`] in a message.
pub const ENTRY_BYTES: usize = 16 + 8 + 12 + 4;

impl Entry {
    /// Appends it to a message.
    pub fn write(&self, bytes: &mut Vec<u8>) {
        let Place { file, slice, row } = self.place;
        let low = self.hash as u64;
        let high = (self.hash >> 64) as u64;
        let mut entry = [[0; 8]; ENTRY_BYTES / 8];
        entry[0] = low.to_le_bytes();
        entry[1] = high.to_le_bytes();
        entry[2] = self.record.to_le_bytes();
        entry[3] = (u64::from(file) | u64::from(slice) << 32).to_le_bytes();
        entry[4] = (u64::from(row) | u64::from(self.line) << 32).to_le_bytes();
        bytes.extend_from_slice(entry.as_flattened());
    }

    fn read(bytes: &[u8; ENTRY_BYTES]) -> Self {
        let [low, high, record, place, row] = *bytes.as_chunks::<8>().0 else { return Entry::default() };
        let [low, high, record, place, row] = [low, high, record, place, row].map(u64::from_le_bytes);
        Entry {
            hash: u128::from(low) | u128::from(high) << 64,
            record,
            place: Place { file: place as u32, slice: (place >> 32) as u32, row: row as u32 },
            line: (row >> 32) as u32,
        }
    }

    /// Appends all entries of a message.
    pub fn read_all(bytes: &[u8], entries: &mut Vec<Entry>) {
        entries.extend(bytes.as_chunks::<ENTRY_BYTES>().0.iter().map(Entry::read));
    }
}

impl Loser {
    /// Appends it to a message.
    pub fn write(&self, bytes: &mut Vec<u8>) {
        write_place(bytes, self.place);
        write_place(bytes, self.winner);
        bytes.extend_from_slice(&self.line.to_le_bytes());
        bytes.extend_from_slice(&self.winner_line.to_le_bytes());
        bytes.push(u8::from(self.conflict));
    }

    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        Some(Loser {
            place: reader.place()?,
            winner: reader.place()?,
            line: reader.u32()?,
            winner_line: reader.u32()?,
            conflict: reader.take::<1>()? != [0],
        })
    }

    /// All losers of a message.
    pub fn read_all(bytes: &[u8]) -> Vec<Loser> {
        let mut reader = Reader(bytes);
        std::iter::from_fn(|| Loser::read(&mut reader)).collect()
    }
}

/// The rows that lose, among all entries with hashes of one owner, in the order of the entries.
pub fn losers(entries: &[Entry]) -> Vec<Loser> {
    let mut table = Table::new(entries.len());
    let firsts: Vec<u32> = (0..entries.len() as u32).map(|index| table.insert(entries, index)).collect();
    let mut losers = Vec::new();
    for (index, slot) in firsts.iter().enumerate() {
        let Some((_, winner)) = table.slots.get(*slot as usize).filter(|(_, held)| *held as usize != index)
        else {
            continue;
        };
        if let (Some(entry), Some(winner)) = (entries.get(index), entries.get(*winner as usize)) {
            losers.push(Loser {
                place: entry.place,
                winner: winner.place,
                line: entry.line,
                winner_line: winner.line,
                conflict: entry.record != winner.record,
            });
        }
    }
    losers
}

/// Rows with the first companion that has the same hash, as numbers in their lists.
pub fn matches(entries: &[Entry], companions: &[Entry]) -> Vec<(usize, usize)> {
    let mut table = Table::new(companions.len());
    (0..companions.len() as u32).for_each(|index| {
        table.insert(companions, index);
    });
    let found = |(row, entry): (usize, &Entry)| Some((row, table.find(companions, entry.hash)?));
    entries.iter().enumerate().filter_map(found).collect()
}

/// Open addressing over entry numbers: the hashes are already as good as random. A tag beside each number, other
/// bits of the hash, tells most strangers apart without a look at the entry.
struct Table {
    slots: Vec<(u32, u32)>,
    mask: usize,
}

const FREE: u32 = u32::MAX;

impl Table {
    fn new(entries: usize) -> Self {
        let size = (entries * 2).next_power_of_two().max(2);
        Table { slots: vec![(0, FREE); size], mask: size - 1 }
    }

    /// Inserts an entry; the slot of its key then holds the earliest row of that key. Returns the slot.
    fn insert(&mut self, entries: &[Entry], index: u32) -> u32 {
        let Some(entry) = entries.get(index as usize) else { return FREE };
        let tag = (entry.hash >> 32) as u32;
        let mut slot = entry.hash as usize & self.mask;
        while let Some((known, held)) = self.slots.get_mut(slot) {
            if *held == FREE {
                (*known, *held) = (tag, index);
                break;
            }
            if *known == tag
                && let Some(other) = entries.get(*held as usize)
                && other.hash == entry.hash
            {
                if entry.place < other.place {
                    *held = index;
                }
                break;
            }
            slot = (slot + 1) & self.mask;
        }
        slot as u32
    }

    /// The earliest row of a key among these entries.
    fn find(&self, entries: &[Entry], hash: u128) -> Option<usize> {
        let tag = (hash >> 32) as u32;
        let mut slot = hash as usize & self.mask;
        loop {
            let (known, held) = *self.slots.get(slot)?;
            if held == FREE {
                return None;
            }
            if known == tag && entries.get(held as usize).is_some_and(|other| other.hash == hash) {
                return Some(held as usize);
            }
            slot = (slot + 1) & self.mask;
        }
    }
}

/// A row and the companion that is its other side, as the owner of their hash tells the shard that has the companion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Match {
    /// The companion.
    pub companion: Place,
    /// Its line in its slice.
    pub line: u32,
    /// The row.
    pub place: Place,
    /// The shard that has the row.
    pub shard: ShardId,
}

impl Match {
    /// Appends it to a message.
    pub fn write(&self, bytes: &mut Vec<u8>) {
        write_place(bytes, self.companion);
        bytes.extend_from_slice(&self.line.to_le_bytes());
        write_place(bytes, self.place);
        bytes.extend_from_slice(&self.shard.to_le_bytes());
    }

    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        Some(Match {
            companion: reader.place()?,
            line: reader.u32()?,
            place: reader.place()?,
            shard: reader.u32()?,
        })
    }

    /// Appends all matches of a message.
    pub fn read_all(bytes: &[u8], matches: &mut Vec<Match>) {
        let mut reader = Reader(bytes);
        matches.extend(std::iter::from_fn(|| Match::read(&mut reader)));
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    fn entry(hash: u128, record: u64, row: u32) -> Entry {
        Entry { hash, record, place: Place { file: 0, slice: 0, row }, line: row + 2 }
    }

    #[test]
    fn the_first_row_wins_in_whatever_order_entries_arrive() {
        let mut entries =
            vec![entry(1, 10, 4), entry(2, 20, 1), entry(1, 10, 0), entry(1, 11, 2), entry(2, 20, 3)];
        for _ in 0..entries.len() {
            entries.rotate_left(1);
            let mut found = losers(&entries);
            found.sort();
            let rows: Vec<_> = found.iter().map(|l| (l.place.row, l.winner.row, l.conflict)).collect();
            assert_eq!(rows, [(2, 0, true), (3, 1, false), (4, 0, false)]);
        }
    }

    proptest! {
        #[test]
        fn repeated_prints_are_those_that_occur_twice(lists in prop::collection::vec(prop::collection::vec(1..9000_u32, 0..4000), 0..5), spread in any::<bool>()) {
            let far = |print: &u32| if spread { print.wrapping_mul(0x9e37_79b9) } else { *print };
            let mut counts = BTreeMap::<u32, u32>::new();
            lists.iter().flatten().for_each(|print| *counts.entry(far(print)).or_default() += 1);
            let messages: Vec<Vec<u8>> =
                lists.iter().map(|list| list.iter().flat_map(|print| far(print).to_le_bytes()).collect()).collect();
            let found = repeated(&messages);
            let expected: Vec<u32> = counts.iter().filter(|(_, count)| **count > 1).map(|(print, _)| *print).collect();
            prop_assert_eq!(&found, &expected);
            let repeats = Repeats::new(found);
            prop_assert_eq!(repeats.is_empty(), expected.is_empty());
            prop_assert!(counts.iter().all(|(print, count)| repeats.contains(*print) == (*count > 1)));
        }
    }

    #[test]
    fn rows_find_the_first_companion_of_their_hash() {
        let rows = [entry(7, 1, 0), entry(9, 1, 1), entry(7, 2, 2), entry(3, 1, 3)];
        let mut companions = vec![entry(9, 5, 8), entry(7, 5, 6), entry(7, 6, 4), entry(1, 1, 0)];
        for _ in 0..companions.len() {
            companions.rotate_left(1);
            let found = matches(&rows, &companions).into_iter();
            let found: Vec<_> = found.map(|(row, other)| (row, companions[other].place.row)).collect();
            assert_eq!(found, [(0, 4), (1, 8), (2, 4)]);
        }
        assert_eq!(matches(&rows, &[]), []);
    }

    #[test]
    fn what_travels_comes_back() {
        let entries = vec![entry(u128::MAX - 7, 9, 3), entry(5, 6, 7)];
        let mut bytes = Vec::new();
        entries.iter().for_each(|entry| entry.write(&mut bytes));
        assert_eq!(bytes.len(), entries.len() * ENTRY_BYTES);
        let mut read = Vec::new();
        Entry::read_all(&bytes, &mut read);
        assert_eq!(read, entries);
        let lost = losers(&[entry(1, 1, 0), entry(1, 2, 5)]);
        let mut bytes = Vec::new();
        lost.iter().for_each(|loser| loser.write(&mut bytes));
        assert_eq!(Loser::read_all(&bytes), lost);
        let place = |row| Place { file: 1, slice: 2, row };
        let sent = Match { companion: place(3), line: 4, place: place(5), shard: 6 };
        let (mut bytes, mut heard) = (Vec::new(), Vec::new());
        sent.write(&mut bytes);
        Match::read_all(&bytes, &mut heard);
        assert_eq!(heard, [sent]);
    }
}
