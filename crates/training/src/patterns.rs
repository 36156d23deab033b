//! Behaviour that is demanded of every judge: negation, past and present, whose opinion, vocabulary; see
//! `patterns.txt`.

use callscape_model::score::Label;

use crate::slots::Sheet;

const PATTERNS: &str = include_str!("../patterns.txt");

/// Fillings of each line.
const FILLINGS: u64 = 20;

/// Which labels are right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// This one.
    Is(Label),
    /// Any but this one.
    IsNot(Label),
}

impl Wanted {
    /// As files write it: `-`, `+`, `0`, `!-`, `!+`.
    pub fn read(sign: &str) -> Wanted {
        match sign {
            "-" => Wanted::Is(Label::Negative),
            "+" => Wanted::Is(Label::Positive),
            "!-" => Wanted::IsNot(Label::Negative),
            "!+" => Wanted::IsNot(Label::Positive),
            _ => Wanted::Is(Label::Neutral),
        }
    }

    /// Whether a label is right.
    pub fn allows(self, found: Label) -> bool {
        match self {
            Wanted::Is(label) => label == found,
            Wanted::IsNot(label) => label != found,
        }
    }
}

/// A sentence with what is right.
#[derive(Clone, Debug)]
pub struct Case {
    /// `negation`, `past`, `whose` or `vocabulary`.
    pub family: String,
    /// What is right.
    pub wanted: Wanted,
    /// The sentence.
    pub text: String,
    /// Whether rules may be mended by it; the others are measured.
    pub develop: bool,
}

/// Every case, in the order of the file.
pub fn cases() -> Vec<Case> {
    let sheet = Sheet::read(PATTERNS);
    let mut cases = Vec::new();
    for line in &sheet.lines {
        let [family, wanted, sentence] = line.as_slice() else { continue };
        let wanted = Wanted::read(wanted);
        let develop = crate::data::part(sentence) < 4;
        for number in 0..FILLINGS {
            let text = sheet.fill(sentence, number);
            cases.push(Case { family: (*family).to_owned(), wanted, text, develop });
        }
    }
    cases
}
