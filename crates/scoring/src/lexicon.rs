//! A rule pack ready for use: one table of words, one of phrases.

use crate::pack::{PackError, RulePack, Settings};
use crate::phrases::{Found, Phrases};
use crate::table::Table;
use crate::words::{Kind, Word, cut, hash};

/// What a word or phrase is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// In hundredths, −400 to 400.
    pub valence: i16,
    /// What it adds to its neighbour, in hundredths of it.
    pub boost: i16,
    /// Place of its rule's name; see [`Lexicon::rule`].
    pub rule: u16,
    /// Its classes, see [`crate::pack::class`]; and [`END`], [`ADDRESS`].
    pub flags: u32,
    /// Whether it has a valence, be it 0.
    pub valued: bool,
    /// Whether negators inside the phrase stay negators.
    pub keep: bool,
    /// Whether phrases begin with this word.
    pub begins: bool,
}

/// Marks that end a sentence, in [`Entry::flags`] beside the classes of packs.
pub(crate) const END: u32 = 1 << 31;
/// With such a word an address or a user's name begins; in [`Entry::flags`] too.
pub(crate) const ADDRESS: u32 = 1 << 30;

/// Words that have a meaning whatever the pack.
const OWN: [(u32, &str); 8] = [
    (END, "."),
    (END, "!"),
    (END, "?"),
    (END, "…"),
    (ADDRESS, "@"),
    (ADDRESS, "http"),
    (ADDRESS, "https"),
    (ADDRESS, "www"),
];

/// A rule pack ready for use.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    words: Table,
    entries: Vec<Entry>,
    phrases: Phrases<u32>,
    rules: Vec<String>,
    /// Windows and weights.
    pub settings: Settings,
}

/// A phrase where it was found.
#[derive(Clone, Copy, Debug)]
pub struct Phrase {
    /// The place after its last word.
    pub after: usize,
    /// What it is.
    pub entry: Entry,
}

impl Lexicon {
    /// Makes a pack ready.
    ///
    /// # Errors
    /// With the line and the reason when a phrase cannot be read or a valence is out of range.
    pub fn new(pack: &RulePack) -> Result<Lexicon, PackError> {
        let mut lexicon = Lexicon { settings: pack.settings.clone(), ..Lexicon::default() };
        for valence in &pack.valence {
            let Some(rule) = lexicon.rule_place(&valence.rule) else {
                return Err(pack.error_at("rule", "a pack has at most 65,536 names of rules"));
            };
            for (line, item) in pack.items(&valence.words) {
                if !(-4.0..=4.0).contains(&valence.value) {
                    return Err(PackError { line, reason: "a valence lies between -4 and 4".to_owned() });
                }
                let value = (valence.value * 100.0).round() as i16;
                lexicon.add(line, item, |entry| {
                    *entry = Entry { valence: value, rule, valued: true, keep: valence.keep, ..*entry };
                })?;
            }
        }
        for booster in &pack.booster {
            for (line, item) in pack.items(&booster.words) {
                if !(-100..=200).contains(&booster.percent) {
                    return Err(PackError { line, reason: "a booster lies between -100 and 200".to_owned() });
                }
                lexicon.add(line, item, |entry| entry.boost = booster.percent)?;
            }
        }
        for (flag, list) in pack.classes.lists() {
            for (line, item) in pack.items(list) {
                lexicon.add(line, item, |entry| entry.flags |= flag)?;
            }
        }
        for (flag, word) in OWN {
            let place = lexicon.place(hash(word));
            if let Some(entry) = lexicon.entries.get_mut(place as usize) {
                entry.flags |= flag;
            }
        }
        Ok(lexicon)
    }

    /// The name of a rule by its place.
    pub fn rule(&self, place: u16) -> &str {
        self.rules.get(usize::from(place)).map_or("", String::as_str)
    }

    /// What a word is by itself.
    #[inline]
    pub fn word(&self, word: &Word) -> Entry {
        self.words
            .get(word.hash)
            .and_then(|place| self.entries.get(place as usize).copied())
            .unwrap_or_default()
    }

    /// Whether a phrase may begin at this word.
    #[inline]
    pub fn may_begin(&self, words: &[Word], first: usize) -> bool {
        self.phrases.may_begin(words, first)
    }

    /// The phrases that begin at this word: what those without valence say together, and the longest with one.
    pub fn phrase(
        &self,
        words: &[Word],
        first: usize,
        found: &mut Vec<Found<u32>>,
    ) -> (Phrase, Option<Phrase>) {
        found.clear();
        self.phrases.at(words, first, found);
        let (mut classes, mut best) = (Phrase { after: first, entry: Entry::default() }, None::<Phrase>);
        for found in found.iter() {
            let Some(entry) = self.entries.get(found.what as usize) else { continue };
            classes.entry.flags |= entry.flags;
            if entry.flags != 0 {
                classes.after = classes.after.max(found.after);
            }
            if entry.boost != 0 {
                classes.entry.boost = entry.boost;
            }
            if entry.valued && best.is_none_or(|best| found.after >= best.after) {
                best = Some(Phrase { after: found.after, entry: *entry });
            }
        }
        (classes, best)
    }

    /// The place of a rule's name; none when there is no more.
    fn rule_place(&mut self, rule: &str) -> Option<u16> {
        let place = self.rules.iter().position(|known| known == rule).unwrap_or_else(|| {
            self.rules.push(rule.to_owned());
            self.rules.len() - 1
        });
        u16::try_from(place).ok()
    }

    fn add(&mut self, line: usize, item: &str, set: impl FnOnce(&mut Entry)) -> Result<(), PackError> {
        let mut words = Vec::new();
        cut(item, &mut words);
        let one = words.len() == 1 && words.iter().all(|word| word.of(item) == item);
        let plain = one || !item.contains(['(', '[', '_']);
        words.retain(|word| word.kind != Kind::Mark);
        let place = match words.as_slice() {
            [word] if plain => self.place(word.hash),
            _ => {
                let place = self.entries.len() as u32;
                self.entries.push(Entry::default());
                self.phrases
                    .add(item, place)
                    .map_err(|error| PackError { line, reason: error.to_string() })?;
                for word in &words {
                    // Alternatives may begin a phrase too; the phrases themselves know best.
                    if self.phrases.begins(word.hash) {
                        let first = self.place(word.hash);
                        if let Some(entry) = self.entries.get_mut(first as usize) {
                            entry.begins = true;
                        }
                    }
                }
                place
            }
        };
        if let Some(entry) = self.entries.get_mut(place as usize) {
            set(entry);
        }
        Ok(())
    }

    /// The entry of a word, made when there is none.
    fn place(&mut self, word: u64) -> u32 {
        if let Some(place) = self.words.get(word) {
            return place;
        }
        self.entries.push(Entry::default());
        let place = (self.entries.len() - 1) as u32;
        self.words.insert(word, place);
        place
    }
}
