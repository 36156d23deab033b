//! Companions: records of another subject that share ids with those that are counted. Their slices are read and cleaned
//! like all others. When keys are exchanged, the owner of a hash tells the shard that has a companion which rows want
//! it; that shard tells those that have the rows what it knows, and forgets the rest. Rows keep it as further columns,
//! and where the companion stands.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use arrow_schema::ArrowError;
use callscape_model::companion::missing;
use callscape_model::dimension::Dimension;
use callscape_model::message::{FileId, Place, ShardId};
use callscape_model::table::Subject;
use serde::{Deserialize, Serialize};

use super::exchange::{MATCHES, PARTNERS};
use super::store::{Held, Store, internal};
use super::{Output, Shard};
use crate::clean::category::Dictionaries;
use crate::clean::recipe::Recipe;
use crate::keys::{Entry, Match, matches};
use crate::schema::{CONFIDENCE, COST, Clean, DURATION, NONE, RECORDED, SCORE, UPSELL, WITH};

/// The companions of a store, until they have told what they know.
#[derive(Debug, Default)]
pub(super) struct Companions {
    /// How each of their files is read.
    pub(super) recipes: BTreeMap<FileId, Rc<Recipe>>,
    pub(super) slices: BTreeMap<(FileId, u32), Held>,
    /// Their values in the order in which this shard met them.
    pub(super) met: Dictionaries,
}

/// Where the other side of a row stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Partner {
    /// The row.
    pub(super) row: u32,
    /// The companion's file.
    pub(super) file: FileId,
    /// Its slice.
    pub(super) slice: u32,
    /// Its line in its slice, from 1.
    pub(super) line: u32,
    /// Where its record begins in the file.
    pub(super) at: u64,
}

/// What companions say of the rows of a slice, until it becomes gold.
#[derive(Debug, Default)]
pub(super) struct Beside {
    /// By row.
    partners: Vec<Partner>,
    numbers: Vec<(&'static str, Vec<i64>)>,
    codes: Vec<(Dimension, Vec<u16>)>,
    /// Codes of what stands in the place of a companion, in the order of `codes`.
    missing: Vec<u16>,
}

/// What a shard tells another one of its companions.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Told {
    /// Values that occur, for each of [`Companions::dimensions`].
    words: Vec<Vec<String>>,
    rows: Vec<Row>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Row {
    /// The row that hears it.
    place: Place,
    file: FileId,
    slice: u32,
    line: u32,
    at: u64,
    /// Places among the words.
    codes: Vec<u16>,
    /// In the order of [`Companions::numbers`].
    numbers: Vec<i64>,
}

/// The state of a joining.
#[derive(Debug, Default)]
pub(super) struct Seating {
    /// Keys of companions that this shard owns, and how many shards have sent theirs.
    pub(super) entries: Vec<Entry>,
    pub(super) keys_from: u32,
    /// From which entry on they are of which shard; of rows, then of companions.
    senders: [Vec<(usize, ShardId)>; 2],
    pub(super) matches: Vec<Match>,
    pub(super) matches_from: u32,
    pub(super) told: bool,
    heard: Vec<Told>,
    pub(super) heard_from: u32,
}

impl Companions {
    /// Whether there are any.
    pub(super) fn is_empty(&self) -> bool {
        self.recipes.is_empty()
    }

    /// What they are.
    fn subject(&self) -> Subject {
        self.recipes.values().next().map(|recipe| recipe.plan.subject()).unwrap_or_default()
    }

    /// The categories that they bring: the same in every shard, as every shard knows every recipe.
    pub(super) fn dimensions(&self) -> Vec<Dimension> {
        let mut dimensions = Vec::new();
        for (_, dimension) in self.recipes.values().flat_map(|recipe| recipe.categories()) {
            // How labels differ from those of other rules is a matter of transcripts alone.
            if *dimension != Dimension::Relabelled && !dimensions.contains(dimension) {
                dimensions.push(dimension.clone());
            }
        }
        dimensions
    }

    /// The numbers that they bring.
    fn numbers(&self) -> &'static [&'static str] {
        match self.subject() {
            Subject::Transcripts => &[SCORE, CONFIDENCE, UPSELL],
            _ => &[DURATION, COST],
        }
    }

    /// What is known of the companions that shards want, for each shard.
    fn tell(&self, matches: &[Match], shards: u32) -> Vec<Told> {
        let dimensions = self.dimensions();
        let empty = || Told { words: vec![Vec::new(); dimensions.len()], rows: Vec::new() };
        let mut told: Vec<Told> = (0..shards).map(|_| empty()).collect();
        // Which of a shard's words a code of ours is.
        let mut numbered: Vec<Vec<BTreeMap<u16, u16>>> =
            (0..shards).map(|_| vec![BTreeMap::new(); dimensions.len()]).collect();
        for one in matches {
            let to = one.shard as usize;
            let (Some(told), Some(numbered)) = (told.get_mut(to), numbered.get_mut(to)) else { continue };
            let Some((held, clean)) = self.at(one.companion) else { continue };
            let row = one.companion.row as usize;
            let number = |name: &&str| clean.numbers(name).at(row);
            let each = dimensions.iter().zip(&mut told.words).zip(numbered);
            let codes = each.map(|((dimension, words), numbered)| {
                let code = clean.codes(dimension).get(row).copied().unwrap_or(0);
                *numbered.entry(code).or_insert_with(|| {
                    words.push(self.met.get(dimension).map_or("", |met| met.value(code)).to_owned());
                    (words.len() - 1) as u16
                })
            });
            told.rows.push(Row {
                place: one.place,
                file: one.companion.file,
                slice: one.companion.slice,
                line: one.line,
                at: held.base + u64::from(clean.offsets().get(row).copied().unwrap_or(0)),
                codes: codes.collect(),
                numbers: self.numbers().iter().map(number).collect(),
            });
        }
        told
    }

    fn at(&self, place: Place) -> Option<(&Held, &Clean)> {
        let held = self.slices.get(&(place.file, place.slice))?;
        Some((held, held.clean()?))
    }
}

impl Seating {
    /// From now on entries are of this shard: of rows, or of companions.
    pub(super) fn sent(&mut self, companions: bool, before: usize, from: ShardId) {
        if let Some(senders) = self.senders.get_mut(usize::from(companions)) {
            senders.push((before, from));
        }
    }

    fn sender(&self, companions: bool, entry: usize) -> ShardId {
        let senders = self.senders.get(usize::from(companions)).map_or(&[][..], Vec::as_slice);
        let after = senders.partition_point(|(first, _)| *first <= entry);
        after.checked_sub(1).and_then(|place| senders.get(place)).map_or(0, |(_, shard)| *shard)
    }
}

impl Shard {
    /// Finds which companion each row has, among the keys that this shard owns, and tells the shards that have these.
    pub(super) fn match_companions(&mut self, entries: &[Entry], out: &mut Vec<Output>) {
        let seating = &mut self.exchange.seating;
        let companions = std::mem::take(&mut seating.entries);
        let mut messages: Vec<Vec<u8>> = vec![Vec::new(); self.shards as usize];
        for (row, other) in matches(entries, &companions) {
            let (Some(entry), Some(companion)) = (entries.get(row), companions.get(other)) else { continue };
            let (place, shard) = (entry.place, seating.sender(false, row));
            let one = Match { companion: companion.place, line: companion.line, place, shard };
            let to = seating.sender(true, other);
            if to == self.id {
                seating.matches.push(one);
            } else if let Some(message) = messages.get_mut(to as usize) {
                one.write(message);
            }
        }
        for (to, rest) in (0..).zip(messages).filter(|(to, _)| *to != self.id) {
            out.push(Output::Peer { to, bytes: [self.exchange.message(MATCHES), rest].concat() });
        }
    }

    /// Tells the shards that have rows what is known of their companions.
    pub(super) fn tell_partners(&mut self, out: &mut Vec<Output>) {
        let matches = std::mem::take(&mut self.exchange.seating.matches);
        let told = self.draft.companions.tell(&matches, self.shards);
        for (to, told) in (0..).zip(told) {
            if to == self.id {
                self.exchange.seating.heard.push(told);
                continue;
            }
            match postcard::to_extend(&told, self.exchange.message(PARTNERS)) {
                Ok(bytes) => out.push(Output::Peer { to, bytes }),
                Err(error) => Shard::fail(out, internal(&error)),
            }
        }
    }

    /// Takes in what another shard knows of companions.
    pub(super) fn heard_partners(&mut self, bytes: &[u8], out: &mut Vec<Output>) {
        match postcard::from_bytes(bytes) {
            Ok(told) => self.exchange.seating.heard.push(told),
            Err(error) => Shard::fail(out, internal(&error)),
        }
        self.exchange.seating.heard_from += 1;
    }

    /// Puts what companions say beside the rows.
    pub(super) fn seat(&mut self) {
        let heard = std::mem::take(&mut self.exchange.seating.heard);
        self.draft.seat(heard);
    }
}

impl Store {
    fn seat(&mut self, heard: Vec<Told>) {
        let (subject, dimensions) = (self.companions.subject(), self.companions.dimensions());
        let absent: Vec<u16> = dimensions
            .iter()
            .map(|dimension| self.met.of(dimension).code(missing_of(subject, dimension)).0)
            .collect();
        for ((file, _), held) in &mut self.slices {
            let own = self.recipes.get(file);
            let wanted = |dimension: &Dimension| {
                own.is_some_and(|recipe| !recipe.categories().any(|(_, own)| own == dimension))
            };
            let rows = held.len_clean();
            // What a file brings itself stays, but for durations: those of transcripts are estimates.
            let costs = held.clean().is_some_and(|clean| !clean.numbers(COST).is_empty());
            let numbers = self.companions.numbers().iter().filter(|name| **name != COST || !costs);
            let each = dimensions.iter().zip(&absent);
            let each = each.map(|(dimension, code)| (wanted(dimension), dimension, *code));
            let each: Vec<_> = each.filter(|(wanted, ..)| *wanted).collect();
            held.beside = Some(Beside {
                partners: Vec::new(),
                numbers: numbers.map(|name| (*name, vec![NONE; rows])).collect(),
                codes: each
                    .iter()
                    .map(|(_, dimension, code)| ((*dimension).clone(), vec![*code; rows]))
                    .collect(),
                missing: each.iter().map(|(.., code)| *code).collect(),
            });
        }
        let names = self.companions.numbers();
        for Told { words, rows } in heard {
            let ours: Vec<Vec<u16>> = dimensions
                .iter()
                .zip(words)
                .map(|(dimension, words)| {
                    let met = self.met.of(dimension);
                    words.iter().map(|word| met.code(word).0).collect()
                })
                .collect();
            for row in rows {
                let at = (row.place.file, row.place.slice);
                if let Some(beside) = self.slices.get_mut(&at).and_then(|held| held.beside.as_mut()) {
                    beside.add(row, &dimensions, names, &ours);
                }
            }
        }
        for held in self.slices.values_mut() {
            if let Some(beside) = &mut held.beside {
                beside.partners.sort_unstable_by_key(|partner| partner.row);
            }
        }
    }
}

/// What stands in a category of companions, of a row that has none.
pub(super) fn missing_of(companions: Subject, dimension: &Dimension) -> &'static str {
    missing(callscape_model::companion::partner(companions).unwrap_or_default(), dimension)
}

impl Beside {
    fn add(&mut self, told: Row, dimensions: &[Dimension], names: &[&'static str], ours: &[Vec<u16>]) {
        let row = told.place.row as usize;
        for ((dimension, code), words) in dimensions.iter().zip(&told.codes).zip(ours) {
            let codes = self.codes.iter_mut().find(|(own, _)| own == dimension);
            let slot = codes.and_then(|(_, codes)| codes.get_mut(row));
            if let (Some(slot), Some(code)) = (slot, words.get(usize::from(*code))) {
                *slot = *code;
            }
        }
        for (name, number) in names.iter().zip(&told.numbers) {
            let numbers = self.numbers.iter_mut().find(|(own, _)| own == name);
            if let Some(slot) = numbers.and_then(|(_, numbers)| numbers.get_mut(row)) {
                *slot = *number;
            }
        }
        let Row { file, slice, line, at, .. } = told;
        self.partners.push(Partner { row: told.place.row, file, slice, line, at });
    }

    /// The codes of a category where a row has its other side.
    pub(super) fn met(&self, dimension: &Dimension) -> impl Iterator<Item = u16> {
        let codes = self.codes.iter().find(|(own, _)| own == dimension).map(|(_, codes)| codes);
        let codes = codes.map_or(&[][..], Vec::as_slice);
        self.partners.iter().filter_map(|partner| codes.get(partner.row as usize).copied())
    }

    /// The rows that have their other side.
    pub(super) fn rows(&self) -> impl Iterator<Item = u32> {
        self.partners.iter().map(|partner| partner.row)
    }

    /// Forgets companions of files whose ids are none.
    pub(super) fn part(&mut self, files: &BTreeSet<FileId>) {
        let parted: Vec<u32> =
            self.partners.iter().filter(|p| !files.contains(&p.file)).map(|p| p.row).collect();
        self.partners.retain(|partner| files.contains(&partner.file));
        for row in parted {
            for ((_, codes), code) in self.codes.iter_mut().zip(&self.missing) {
                codes.get_mut(row as usize).into_iter().for_each(|slot| *slot = *code);
            }
            for (_, numbers) in &mut self.numbers {
                numbers.get_mut(row as usize).into_iter().for_each(|slot| *slot = NONE);
            }
        }
    }

    /// The rows with what companions say, where these stand, and whether any brings a duration.
    pub(super) fn lay(mut self, clean: &Clean) -> Result<(Clean, Vec<Partner>, bool), ArrowError> {
        let mut has = vec![0; clean.batch().num_rows()];
        for partner in &self.partners {
            has.get_mut(partner.row as usize).into_iter().for_each(|slot| *slot = WITH);
        }
        let mut recorded = false;
        for (_, numbers) in self.numbers.iter_mut().filter(|(name, _)| *name == DURATION) {
            for ((number, own), has) in numbers.iter_mut().zip(clean.numbers(DURATION).iter()).zip(&mut has) {
                // A call that lasted no time says nothing of how long was spoken.
                match *number > 0 {
                    true => (recorded, *has) = (true, RECORDED),
                    false => *number = own,
                }
            }
        }
        Ok((clean.joined(self.numbers, self.codes, has)?, self.partners, recorded))
    }
}
