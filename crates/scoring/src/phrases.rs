//! Phrases of rule packs, found in a text in one pass.
//!
//! A phrase is written as its words, with a few signs: `sign (me|us) up` has alternatives, `go ahead [and]` a word
//! that may be missing, `put _ down` has up to three words of any kind between two others. Brackets may lie in
//! brackets. Punctuation is no word of a phrase, and no phrase reaches over the end of a sentence.

pub use crate::forms::PhraseError;
use crate::forms::{Piece, forms};
use crate::table::Table;
use crate::words::{Kind, Word, hash};

/// The most words that `_` stands for.
const GAP: usize = 3;

/// Where a phrase was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found<T> {
    /// Its first word, by place.
    pub first: usize,
    /// The place after its last word.
    pub after: usize,
    /// What the phrase stands for.
    pub what: T,
}

/// A node is small, as there are many and each is somewhere else in memory.
#[derive(Clone, Copy, Debug)]
struct Node {
    /// The first of what phrases that end here stand for, by place in [`Phrases::ends`]; or [`NONE`].
    ends: u32,
    /// The node behind a gap; or [`NONE`].
    gap: u32,
}

/// No node, no end.
const NONE: u32 = u32::MAX;

/// Many phrases, each standing for something.
#[derive(Clone, Debug)]
pub struct Phrases<T> {
    nodes: Vec<Node>,
    /// What phrases stand for, and the place of the next one that ends at the same node.
    ends: Vec<(T, u32)>,
    /// From a node by a word to the next node.
    steps: Table,
    /// Which pairs of words phrases begin with, as bits by their hashes; most words need no further look.
    pairs: Vec<u64>,
}

/// Bits of [`Phrases::pairs`].
const PAIRS: usize = 1 << 17;

/// The bit of a pair of words, by word of 64 bits and place in it.
#[inline]
fn pair(first: u64, second: u64) -> (usize, u64) {
    let mixed = (first ^ second.rotate_left(23)).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
    (mixed as usize % (PAIRS / 64), 1 << (mixed >> 26 & 63))
}

/// Stands for any second word, and for none: where a gap follows the first word, or the end.
const ANY: u64 = 0;

impl<T> Default for Phrases<T> {
    fn default() -> Self {
        let nodes = vec![Node { ends: NONE, gap: NONE }];
        Phrases { nodes, ends: Vec::new(), steps: Table::default(), pairs: vec![0; PAIRS / 64] }
    }
}

impl<T: Copy + PartialEq> Phrases<T> {
    /// Adds a phrase.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn add(&mut self, phrase: &str, what: T) -> Result<(), PhraseError> {
        for form in forms(phrase)? {
            if form.is_empty() {
                return Err(PhraseError::Empty);
            }
            if form.first() == Some(&Piece::Gap) || form.last() == Some(&Piece::Gap) {
                return Err(PhraseError::LooseGap(phrase.to_owned()));
            }
            if let Some(Piece::Word(first)) = form.first() {
                let second = match form.get(1) {
                    Some(Piece::Word(second)) => hash(second),
                    _ => ANY,
                };
                let (place, bit) = pair(hash(first), second);
                if let Some(bits) = self.pairs.get_mut(place) {
                    *bits |= bit;
                }
            }
            let mut node = 0;
            for piece in form {
                node = match piece {
                    Piece::Word(word) => self.word_step(node, hash(&word)),
                    Piece::Gap => self.gap_step(node),
                };
            }
            self.end(node, what);
        }
        Ok(())
    }

    /// Lets phrases that end at a node stand for something more.
    fn end(&mut self, node: u32, what: T) {
        let (new, mut last) = (self.ends.len() as u32, NONE);
        let Some(node) = self.nodes.get_mut(node as usize) else { return };
        let mut next = node.ends;
        while let Some((known, after)) = self.ends.get(next as usize) {
            if *known == what {
                return;
            }
            (last, next) = (next, *after);
        }
        match self.ends.get_mut(last as usize) {
            Some((_, next)) => *next = new,
            None => node.ends = new,
        }
        self.ends.push((what, NONE));
    }

    fn new_node(&mut self) -> u32 {
        self.nodes.push(Node { ends: NONE, gap: NONE });
        (self.nodes.len() - 1) as u32
    }

    fn word_step(&mut self, node: u32, word: u64) -> u32 {
        if let Some(next) = self.steps.get(edge(node, word)) {
            return next;
        }
        let next = self.new_node();
        self.steps.insert(edge(node, word), next);
        next
    }

    fn gap_step(&mut self, node: u32) -> u32 {
        if let Some(next) = self.nodes.get(node as usize).map(|node| node.gap).filter(|gap| *gap != NONE) {
            return next;
        }
        let next = self.new_node();
        if let Some(node) = self.nodes.get_mut(node as usize) {
            node.gap = next;
        }
        next
    }

    /// Whether any phrase begins with this word.
    #[inline]
    pub fn begins(&self, word: u64) -> bool {
        self.steps.get(edge(0, word)).is_some()
    }

    /// Whether a phrase may begin at this word: the words after it are looked at too. Sometimes none does.
    #[inline]
    pub fn may_begin(&self, words: &[Word], first: usize) -> bool {
        let Some(word) = words.get(first) else { return false };
        let second = words.get(first + 1..).unwrap_or(&[]).iter().find(|word| word.kind != Kind::Mark);
        self.has_pair(word.hash, second.map_or(ANY, |second| second.hash)) || self.has_pair(word.hash, ANY)
    }

    #[inline]
    fn has_pair(&self, first: u64, second: u64) -> bool {
        let (place, bit) = pair(first, second);
        self.pairs.get(place).is_some_and(|bits| bits & bit != 0)
    }

    /// The places at which phrases may begin, and those of marks that end sentences, in order. Most words are neither,
    /// and no branch depends on which are: processors cannot foresee it.
    pub fn beginnings<'p>(&self, words: &[Word], places: &'p mut Vec<u32>) -> &'p [u32] {
        places.clear();
        places.resize(words.len(), 0);
        let (mut from, mut second) = (words.len(), ANY);
        for (at, word) in words.iter().enumerate().rev() {
            let mark = word.kind == Kind::Mark;
            let begins = self.has_pair(word.hash, second) | self.has_pair(word.hash, ANY);
            let counts = word.stop | !mark & begins;
            if let Some(place) = places.get_mut(from.wrapping_sub(1)) {
                *place = at as u32;
            }
            from -= usize::from(counts);
            second = if mark { second } else { word.hash };
        }
        places.get(from..).unwrap_or(&[])
    }

    /// Every phrase that begins at word `first`, in no defined order; the caller chooses, mostly the longest.
    #[inline]
    pub fn at(&self, words: &[Word], first: usize, found: &mut Vec<Found<T>>) {
        self.follow(words, first, 0, first, found);
    }

    /// The longest phrase that begins at word `first`; of equally long ones the one that was added first.
    pub fn longest(&self, words: &[Word], first: usize) -> Option<Found<T>> {
        if !self.may_begin(words, first) {
            return None;
        }
        let mut found = Vec::new();
        self.at(words, first, &mut found);
        found.into_iter().reduce(|best, next| if next.after > best.after { next } else { best })
    }

    /// Every longest phrase of a text, from left to right; they do not overlap.
    pub fn all(&self, words: &[Word]) -> Vec<Found<T>> {
        let (mut all, mut at) = (Vec::new(), 0);
        while at < words.len() {
            match self.longest(words, at) {
                Some(found) => {
                    at = found.after.max(at + 1);
                    all.push(found);
                }
                None => at += 1,
            }
        }
        all
    }

    fn follow(&self, words: &[Word], at: usize, node: u32, first: usize, found: &mut Vec<Found<T>>) {
        let Some(here) = self.nodes.get(node as usize) else { return };
        let mut end = here.ends;
        while let Some((what, next)) = self.ends.get(end as usize) {
            found.push(Found { first, after: at, what: *what });
            end = *next;
        }
        let mut next = at;
        // Marks are no words of a phrase; the end of a sentence ends every phrase.
        while let Some(mark) = words.get(next).filter(|word| word.kind == Kind::Mark && next > first) {
            if mark.stop {
                return;
            }
            next += 1;
        }
        let Some(word) = words.get(next) else { return };
        if let Some(step) = self.steps.get(edge(node, word.hash)) {
            self.follow(words, next + 1, step, first, found);
        }
        if here.gap != NONE {
            self.leap(words, next, here.gap, first, found);
        }
    }

    /// Goes on behind a gap of 0 to [`GAP`] words.
    fn leap(&self, words: &[Word], at: usize, node: u32, first: usize, found: &mut Vec<Found<T>>) {
        for next in at..=at + GAP {
            let Some(word) = words.get(next).filter(|word| !word.stop) else {
                return;
            };
            if let Some(step) = self.steps.get(edge(node, word.hash)) {
                self.follow(words, next + 1, step, first, found);
            }
        }
    }
}

/// The key of a step: two steps share one as rarely as two words share a hash.
#[inline]
fn edge(node: u32, word: u64) -> u64 {
    word ^ u64::from(node).wrapping_mul(0xd6e8_feb8_6659_fd93)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::cut;

    fn found(phrases: &[&str], text: &str) -> Vec<(usize, String)> {
        let mut all = Phrases::default();
        for (index, phrase) in phrases.iter().enumerate() {
            all.add(phrase, index).unwrap();
        }
        let mut words = Vec::new();
        cut(text, &mut words);
        let span = |f: &Found<usize>| {
            text[words[f.first].start as usize..words[f.after - 1].end as usize].to_owned()
        };
        all.all(&words).iter().map(|f| (f.what, span(f))).collect()
    }

    #[test]
    fn alternatives_missing_words_and_gaps() {
        let phrases = ["sign (me|us) up", "go ahead [and]", "put _ down"];
        assert_eq!(
            found(&phrases, "Sign me up, go ahead and put me right down."),
            [
                (0, "Sign me up".to_owned()),
                (1, "go ahead and".to_owned()),
                (2, "put me right down".to_owned())
            ]
        );
        assert_eq!(found(&phrases, "Sign. Me up"), []);
    }

    #[test]
    fn brackets_lie_in_brackets() {
        let phrases = ["(no|without [any]) (issue|trouble)"];
        assert_eq!(
            found(&phrases, "no issue, without any trouble; without issue, any issue"),
            [
                (0, "no issue".to_owned()),
                (0, "without any trouble".to_owned()),
                (0, "without issue".to_owned())
            ]
        );
    }

    #[test]
    fn the_longest_phrase_wins_and_hyphens_do_not_matter() {
        assert_eq!(
            found(&["sign", "sign up", "add on"], "sign-up for the add-on"),
            [(1, "sign-up".to_owned()), (2, "add-on".to_owned())]
        );
    }

    #[test]
    fn phrases_that_cannot_be_read_say_why() {
        let mut all = Phrases::default();
        assert_eq!(all.add("  ", 0), Err(PhraseError::Empty));
        assert_eq!(all.add("a (b|c", 0), Err(PhraseError::Brackets("a (b|c".to_owned())));
        assert_eq!(all.add("a b) c", 0), Err(PhraseError::Brackets("a b) c".to_owned())));
        assert_eq!(all.add("a (b]", 0), Err(PhraseError::Brackets("a (b]".to_owned())));
        assert_eq!(all.add("[a]", 0), Err(PhraseError::Empty));
        assert_eq!(all.add("_ b", 0), Err(PhraseError::LooseGap("_ b".to_owned())));
        let many = "(a|b|c|d|e|f|g|h)".repeat(5);
        assert_eq!(all.add(&many, 0), Err(PhraseError::TooMany(many)));
        let deep = "(".repeat(9_999);
        assert_eq!(all.add(&deep, 0), Err(PhraseError::Brackets(deep)));
    }
}
