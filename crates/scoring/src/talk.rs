//! A conversation as its turns, with all of its words cut once.

use callscape_model::score::Speaker;

use crate::words::{Word, cut};

/// One turn: who speaks, and what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn<'a> {
    /// Who speaks.
    pub speaker: Speaker,
    /// What is said, without the name of the speaker.
    pub text: &'a str,
}

/// Turns and their words.
#[derive(Clone, Debug, Default)]
pub struct Talk<'a> {
    turns: Vec<Turn<'a>>,
    words: Vec<Word>,
    /// Where the words of each turn end.
    ends: Vec<usize>,
}

impl<'a> Talk<'a> {
    /// Cuts the words of these turns.
    pub fn new(turns: Vec<Turn<'a>>) -> Self {
        let bytes: usize = turns.iter().map(|turn| turn.text.len()).sum();
        // A word and its blank are five bytes, mostly.
        let (words, ends) = (Vec::with_capacity(bytes / 5 + 8), Vec::with_capacity(turns.len()));
        let mut talk = Talk { turns, words, ends };
        for turn in &talk.turns {
            cut(turn.text, &mut talk.words);
            talk.ends.push(talk.words.len());
        }
        talk
    }

    /// The turns in order.
    pub fn turns(&self) -> &[Turn<'a>] {
        &self.turns
    }

    /// The words of a turn; their places count bytes of its text.
    pub fn words(&self, turn: usize) -> &[Word] {
        let from = turn.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        let to = self.ends.get(turn).copied().unwrap_or(from);
        self.words.get(from..to).unwrap_or(&[])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_turn_has_its_own_words() {
        let turn = |text| Turn { speaker: Speaker::Agent, text };
        let talk = Talk::new(vec![turn("one two"), turn(""), turn("three")]);
        let texts =
            |at: usize| talk.words(at).iter().map(|w| w.of(talk.turns()[at].text)).collect::<Vec<_>>();
        assert_eq!((texts(0), texts(1), texts(2)), (vec!["one", "two"], vec![], vec!["three"]));
        assert!(talk.words(9).is_empty());
    }
}
