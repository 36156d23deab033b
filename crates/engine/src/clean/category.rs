//! Category values as small codes. Each distinct text is cleaned and stored once; a row holds two bytes.

use std::collections::HashMap;

use callscape_model::dimension::{Dimension, MOST, OTHERS};

use super::words::{SHORT, Short};
use crate::block::Piece;

/// The values of one dimension in the order in which they were met; the first one is the empty text.
#[derive(Clone, Debug)]
pub struct Dictionary {
    values: Vec<String>,
    codes: HashMap<String, u16>,
}

impl Default for Dictionary {
    fn default() -> Self {
        Dictionary { values: vec![String::new()], codes: HashMap::from([(String::new(), 0)]) }
    }
}

impl Dictionary {
    /// The values by code.
    pub fn values(&self) -> &[String] {
        &self.values
    }

    /// The text of a code.
    pub fn value(&self, code: u16) -> &str {
        self.values.get(usize::from(code)).map_or("", String::as_str)
    }

    /// The code of a clean text, and whether it had to be grouped.
    pub fn code(&mut self, text: &str) -> (u16, bool) {
        if let Some(code) = self.codes.get(text) {
            return (*code, false);
        }
        if self.values.len() >= MOST && text != OTHERS {
            return (self.code(OTHERS).0, true);
        }
        let code = self.values.len() as u16;
        self.values.push(text.to_owned());
        self.codes.insert(text.to_owned(), code);
        (code, false)
    }
}

/// The dictionaries of a shard, by dimension.
#[derive(Clone, Debug, Default)]
pub struct Dictionaries(Vec<(Dimension, Dictionary)>);

impl Dictionaries {
    /// The dictionary of a dimension, made when it is new.
    pub fn of(&mut self, dimension: &Dimension) -> &mut Dictionary {
        let place = match self.0.iter().position(|(d, _)| d == dimension) {
            Some(place) => place,
            None => {
                self.0.push((dimension.clone(), Dictionary::default()));
                self.0.len() - 1
            }
        };
        &mut self.0[place].1
    }

    /// The dictionary of a dimension that is there.
    pub fn get(&self, dimension: &Dimension) -> Option<&Dictionary> {
        self.0.iter().find(|(d, _)| d == dimension).map(|(_, dictionary)| dictionary)
    }

    /// Every dimension with its values.
    pub fn to_vec(&self) -> Vec<(Dimension, Vec<String>)> {
        self.0.iter().map(|(dimension, dictionary)| (dimension.clone(), dictionary.values.clone())).collect()
    }
}

/// What is known of a cell as it stands in the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// The code of its clean text.
    pub code: u16,
    /// The hash of its clean text.
    pub hash: u64,
    /// Whether cleaning changes it, so that each row must be noted.
    pub noted: bool,
}

/// Cells as they stand, with what cleaning made of them. Each has a slot of its own, found by its length and
/// its first bytes; where two want the same one, the later is hashed.
#[derive(Clone, Debug)]
pub struct Cells {
    slots: Vec<Slot>,
    more: HashMap<Box<[u8]>, Known>,
}

#[derive(Clone, Debug, Default)]
struct Slot {
    /// All of a short cell, the beginning of a long one.
    start: Short,
    /// The whole of a long one.
    text: Box<[u8]>,
    known: Option<Known>,
}

/// How many slots there are: two to the power of [`SLOT_BITS`].
const SLOTS: usize = 1 << SLOT_BITS;
const SLOT_BITS: u32 = 10;
/// How many more distinct cells are remembered: beyond, each is cleaned again.
const REMEMBERED: usize = 100_000;

impl Default for Cells {
    fn default() -> Self {
        Cells { slots: vec![Slot::default(); SLOTS], more: HashMap::new() }
    }
}

/// A slot (Knuth's multiplicative hashing).
#[inline(always)]
fn slot(start: &Short) -> usize {
    let [a, b, c, d] = start.words;
    let word = a ^ b.rotate_left(23) ^ c.rotate_left(47) ^ d.rotate_left(7) ^ start.length as u64;
    (word.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (u64::BITS - SLOT_BITS)) as usize
}

impl Cells {
    /// What is known of a cell.
    #[inline(always)]
    pub(super) fn find(&self, cell: Piece<'_>) -> Option<Known> {
        match cell.window().and_then(|window| Short::new(window, cell.len())) {
            Some(short) => self.at(&short, || cell.bytes()),
            None => self.get(cell.bytes()),
        }
    }

    /// The same, of a cell with nothing behind it.
    #[inline(never)]
    pub fn get(&self, cell: &[u8]) -> Option<Known> {
        self.at(&Short::of(cell), || cell)
    }

    #[inline(always)]
    fn at<'c>(&self, start: &Short, cell: impl Fn() -> &'c [u8]) -> Option<Known> {
        let slot = self.slots.get(slot(start))?;
        let same = !slot.start.differs(start) && (start.length <= SHORT || *slot.text == *cell());
        slot.known.filter(|_| same).or_else(|| self.rare(cell()))
    }

    #[inline(never)]
    fn rare(&self, cell: &[u8]) -> Option<Known> {
        self.more.get(cell).copied()
    }

    /// Remembers a cell.
    pub fn insert(&mut self, cell: &[u8], known: Known) {
        let start = Short::of(cell);
        match self.slots.get_mut(slot(&start)) {
            Some(free) if free.known.is_none() => {
                let text = if start.length > SHORT { cell.into() } else { Box::default() };
                *free = Slot { start, text, known: Some(known) }
            }
            _ if self.more.len() < REMEMBERED => drop(self.more.insert(cell.into(), known)),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_that_want_the_same_slot_are_both_remembered() {
        let mut cells = Cells::default();
        let known = |code| Known { code, ..Known::default() };
        let names: Vec<String> = (0..1000).map(|n| format!("agent {n}")).collect();
        for (code, name) in (0..).zip(&names) {
            assert_eq!(cells.get(name.as_bytes()), None);
            cells.insert(name.as_bytes(), known(code));
        }
        for (code, name) in (0..).zip(&names) {
            assert_eq!(cells.get(name.as_bytes()), Some(known(code)));
        }
    }

    #[test]
    fn values_keep_their_codes_and_surplus_ones_are_grouped() {
        let mut dictionary = Dictionary::default();
        assert_eq!((dictionary.code("a").0, dictionary.code("").0, dictionary.code("a").0), (1, 0, 1));
        for n in 0..MOST + 5 {
            dictionary.code(&n.to_string());
        }
        let (code, grouped) = dictionary.code("one more");
        assert!(grouped && dictionary.value(code) == OTHERS);
        assert!(dictionary.values().len() <= MOST + 1);
    }
}
