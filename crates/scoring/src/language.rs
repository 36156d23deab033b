//! In which language a conversation is held, by its script and by the share of function words. Only English is
//! judged; a text is said to be in another language where its words speak for that, so short texts, numbers, slang
//! and typing errors stay English.

use std::sync::LazyLock;

use crate::talk::Talk;
use crate::words::{Kind, hash};

mod function_words;

/// Words that are looked at; speech shows its language sooner.
const LOOKED: usize = 600;
/// After so many words a clearly English text needs no further look.
const CLEAR: u32 = 64;
/// So many words without English ones among them are no English.
const SILENT: u32 = 12;

/// The languages of the tables, English first.
const CODES: [&str; 7] = ["en", "de", "fr", "es", "it", "pt", "nl"];
const ENGLISH_BIT: u8 = 1;
/// The code of the language that is judged.
pub const ENGLISH: &str = CODES[0];

/// The code of the language: `en`; `de`, `fr`, `es`, `it`, `pt`, `nl` and, by script, `ru`, `el`, `he`, `ar`, `hi`,
/// `th`, `zh`, `ja`, `ko`; `und` for other words that are not English.
///
/// ```
/// use callscape_model::score::Speaker;
/// use callscape_scoring::{language::detect, talk::{Talk, Turn}};
/// let code = |text| detect(&Talk::new(vec![Turn { speaker: Speaker::Customer, text }]));
/// assert_eq!(code("no $49.99 pls"), "en");
/// assert_eq!(code("Ich habe das leider nicht bekommen."), "de");
/// ```
pub fn detect(talk: &Talk<'_>) -> &'static str {
    let mut count = Count::default();
    let mut looked = 0;
    for (index, turn) in talk.turns().iter().enumerate() {
        for word in talk.words(index).iter().filter(|word| word.kind == Kind::Word) {
            let bytes = turn.text.as_bytes().get(word.start as usize);
            if bytes.is_some_and(u8::is_ascii) {
                count.latin(word.hash, word.end - word.start);
            } else {
                count.other(word.of(turn.text), word.hash);
            }
            looked += 1;
            if looked == LOOKED || count.words == CLEAR && count.clearly_english() {
                return count.language();
            }
        }
    }
    count.language()
}

/// A count for each of [`CODES`], and one that stays 0, so that they are added all at once.
type Lanes = [u16; 8];

/// A one for each language that a set of bits has.
static ONES: [Lanes; 128] = ones();

const fn ones() -> [Lanes; 128] {
    let (mut ones, mut bits) = ([[0; 8]; 128], 0);
    while bits < ones.len() {
        let mut place = 0;
        while place < CODES.len() {
            ones[bits][place] = (bits >> place & 1) as u16;
            place += 1;
        }
        bits += 1;
    }
    ones
}

#[inline]
fn add(counts: &mut Lanes, bits: u8) {
    let ones = ONES.get(usize::from(bits)).unwrap_or(&[0; 8]);
    counts.iter_mut().zip(ones).for_each(|(count, one)| *count += one);
}

/// What was seen so far.
#[derive(Clone, Debug, Default)]
struct Count {
    /// Words in Latin letters.
    words: u32,
    /// Function words of each language; English ones are those that another language has too.
    hits: Lanes,
    /// Those that are none in English.
    own: Lanes,
    /// Function words of English that are none in any other language.
    english: u32,
    /// Words, or pairs of characters, of each of [`SCRIPTS`].
    scripts: [u32; SCRIPTS.len()],
}

impl Count {
    #[inline]
    fn latin(&mut self, word: u64, bytes: u32) {
        self.words += 1;
        let bits = TABLE.get(word);
        if bits == 0 {
            return;
        }
        if bits == ENGLISH_BIT {
            self.english += 1;
            return;
        }
        // Single letters are spelt in every language.
        let own = if bits & ENGLISH_BIT == 0 && bytes > 1 { bits } else { 0 };
        add(&mut self.hits, bits);
        add(&mut self.own, own);
    }

    fn other(&mut self, word: &str, hash: u64) {
        let Some(script) = word.chars().next().and_then(script) else {
            return self.latin(hash, word.len() as u32);
        };
        // Scripts without spaces: two characters are about a word.
        let amount = if script >= FIRST_UNSPACED { word.chars().count() as u32 / 2 + 1 } else { 1 };
        if let Some(count) = self.scripts.get_mut(script) {
            *count += amount;
        }
        // Kana among Chinese characters make it Japanese.
        if script == HAN
            && word.chars().any(|c| matches!(c, '\u{3040}'..='\u{30ff}'))
            && let Some(count) = self.scripts.get_mut(KANA)
        {
            *count += amount;
        }
    }

    fn clearly_english(&self) -> bool {
        self.english * 5 > self.words && self.own.iter().all(|own| u32::from(*own) * 12 < self.words)
    }

    fn language(&self) -> &'static str {
        if let Some(code) = self.by_script() {
            return code;
        }
        let [hits, own] = [self.hits, self.own].map(|lanes| lanes.map(u32::from));
        let english = self.english + hits.first().copied().unwrap_or(0);
        let others = hits.iter().zip(&own).zip(CODES).skip(1);
        let best = others.max_by_key(|((hits, own), _)| (**hits + **own, **own));
        if let Some(((hits, own), code)) = best {
            let few = self.words <= 4;
            let enough = *own >= 2 && (*hits + *own) * 5 >= self.words * 2 && (!few || *own * 2 > self.words);
            // English words that no other language has weigh against it.
            if enough && *own > self.english && *hits > english {
                return code;
            }
        }
        let silent = self.words >= SILENT && english * 12 < self.words;
        if silent { "und" } else { "en" }
    }

    fn by_script(&self) -> Option<&'static str> {
        let (script, count) =
            self.scripts.iter().enumerate().max_by_key(|(place, count)| (**count, *place))?;
        let kana = self.scripts.get(KANA).copied().unwrap_or(0);
        let han = self.scripts.get(HAN).copied().unwrap_or(0);
        let (script, count) = if matches!(script, HAN | KANA) && kana * 6 > han {
            (KANA, han.max(kana))
        } else {
            (script, *count)
        };
        let code = SCRIPTS.get(script).map(|(_, code)| *code)?;
        (count > self.words && count > 0).then_some(code)
    }
}

type Ranges = &'static [(char, char)];

/// Letters of scripts that are no Latin ones, and the language that is named for them.
const SCRIPTS: [(Ranges, &str); 9] = [
    (&[('\u{0400}', '\u{052f}')], "ru"),
    (&[('\u{0370}', '\u{03ff}'), ('\u{1f00}', '\u{1fff}')], "el"),
    (&[('\u{0590}', '\u{05ff}')], "he"),
    (
        &[
            ('\u{0600}', '\u{06ff}'),
            ('\u{0750}', '\u{077f}'),
            ('\u{fb50}', '\u{fdff}'),
            ('\u{fe70}', '\u{feff}'),
        ],
        "ar",
    ),
    (&[('\u{0900}', '\u{097f}')], "hi"),
    (&[('\u{ac00}', '\u{d7af}'), ('\u{1100}', '\u{11ff}')], "ko"),
    (&[('\u{0e00}', '\u{0e7f}')], "th"),
    (&[('\u{4e00}', '\u{9fff}'), ('\u{3400}', '\u{4dbf}')], "zh"),
    (&[('\u{3040}', '\u{30ff}')], "ja"),
];
const FIRST_UNSPACED: usize = 6;
const HAN: usize = 7;
const KANA: usize = 8;

fn script(c: char) -> Option<usize> {
    SCRIPTS.iter().position(|(ranges, _)| ranges.iter().any(|(from, to)| (*from..=*to).contains(&c)))
}

/// Hashes of function words, open addressing: which languages have the word, a bit each.
struct Table {
    slots: Vec<(u64, u8)>,
}

/// More than twice the words, a power of two.
const SLOTS: usize = 2048;

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table { slots: vec![(0, 0); SLOTS] };
    for (place, words) in function_words::ALL.iter().enumerate() {
        for word in words.split_whitespace() {
            table.add(hash(word), 1 << place);
        }
    }
    table
});

impl Table {
    fn places(word: u64) -> impl Iterator<Item = usize> {
        let first = (word ^ word >> 32) as usize;
        (0..SLOTS).map(move |step| first.wrapping_add(step) % SLOTS)
    }

    fn add(&mut self, word: u64, bit: u8) {
        for place in Self::places(word) {
            let Some(slot) = self.slots.get_mut(place) else { return };
            if slot.1 == 0 || slot.0 == word {
                *slot = (word, slot.1 | bit);
                return;
            }
        }
    }

    #[inline]
    fn get(&self, word: u64) -> u8 {
        for place in Self::places(word) {
            match self.slots.get(place) {
                Some((_, 0)) | None => return 0,
                Some((hash, bits)) if *hash == word => return *bits,
                Some(_) => {}
            }
        }
        0
    }
}

#[cfg(test)]
mod tests;
