//! Sentences with slots, and the lists that fill them: `I need a {thing}`.

use std::collections::BTreeMap;

/// A file of lists and lines.
#[derive(Clone, Debug, Default)]
pub struct Sheet<'a> {
    lists: BTreeMap<&'a str, Vec<&'a str>>,
    /// Lines with their cells, as they stand.
    pub lines: Vec<Vec<&'a str>>,
}

impl<'a> Sheet<'a> {
    /// Reads a file: comments, `name = a, b, c`, and lines of cells with tabs between.
    pub fn read(text: &'a str) -> Sheet<'a> {
        let mut sheet = Sheet::default();
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            if line.contains('\t') {
                sheet.lines.push(line.split('\t').collect());
            } else if let Some((name, list)) = line.split_once('=') {
                sheet.lists.insert(name.trim(), list.split(',').map(str::trim).collect());
            }
        }
        sheet
    }

    /// A sentence with its slots filled; another `number`, another filling.
    pub fn fill(&self, sentence: &str, number: u64) -> String {
        let (mut filled, mut rest) = (String::new(), sentence);
        let mut random = Random::new(number ^ callscape_scoring::words::hash(sentence));
        while let Some((before, (slot, after))) =
            rest.split_once('{').and_then(|(before, after)| Some((before, after.split_once('}')?)))
        {
            filled += before;
            filled += self
                .lists
                .get(slot)
                .and_then(|list| list.get(random.below(list.len())))
                .copied()
                .unwrap_or(slot);
            rest = after;
        }
        filled + rest
    }
}

/// A text as a recogniser writes it: no capitals, no punctuation.
pub fn spoken(text: &str) -> String {
    let kept = |c: char| c.is_alphanumeric() || c == '\'' || c == '’';
    let words: Vec<String> =
        text.split(|c: char| !kept(c)).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    words.join(" ")
}

/// Numbers that look random and are the same everywhere (splitmix64).
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// A row of numbers.
    pub fn new(seed: u64) -> Random {
        Random(seed)
    }

    /// The next number.
    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    /// The next number below a limit; 0 when that is 0.
    pub fn below(&mut self, limit: usize) -> usize {
        (self.draw() >> 16).checked_rem(limit as u64).unwrap_or(0) as usize
    }

    /// Mixes the order.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let other = self.below(last + 1);
            items.swap(last, other);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_are_filled_from_the_lists() {
        let sheet = Sheet::read("# note\nthing = bus, train\n0\t1\tThe {thing}.\n");
        assert_eq!(sheet.lines, [vec!["0", "1", "The {thing}."]]);
        let all: std::collections::BTreeSet<String> =
            (0..20).map(|n| sheet.fill("The {thing}.", n)).collect();
        assert_eq!(all.into_iter().collect::<Vec<_>>(), ["The bus.", "The train."]);
    }

    #[test]
    fn spoken_text_has_neither_case_nor_marks() {
        assert_eq!(spoken("I don't — at 9:30, OK?"), "i don't at 9 30 ok");
    }
}
