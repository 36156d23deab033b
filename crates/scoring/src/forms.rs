//! Phrases as they are written, with brackets, to the plain phrases that they stand for.

use crate::words::{Kind, cut};

/// The most plain phrases that one written phrase may stand for.
const FORMS: usize = 4096;

/// Why a phrase cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PhraseError {
    /// There is no word in it.
    #[error("the phrase has no word")]
    Empty,
    /// A bracket is not closed, or closed without being open.
    #[error("the brackets of \"{0}\" do not match")]
    Brackets(String),
    /// It stands for too many plain phrases.
    #[error("\"{0}\" stands for more than {FORMS} phrases")]
    TooMany(String),
    /// A gap at the beginning or the end matches anything.
    #[error("\"{0}\" begins or ends with a gap")]
    LooseGap(String),
}

/// A part of a plain phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    Word(String),
    Gap,
}

/// How deep brackets may lie in brackets.
const DEEP: usize = 8;

/// Every plain phrase that a written one stands for.
pub(crate) fn forms(phrase: &str) -> Result<Vec<Vec<Piece>>, PhraseError> {
    let (all, rest) = alternatives(phrase, phrase, 0)?;
    if rest.is_empty() { Ok(all) } else { Err(PhraseError::Brackets(phrase.to_owned())) }
}

/// Alternatives up to a closing bracket or the end, and what stands from there on; outside of brackets `|` is a
/// character like others.
fn alternatives<'a>(
    rest: &'a str,
    phrase: &str,
    deep: usize,
) -> Result<(Vec<Vec<Piece>>, &'a str), PhraseError> {
    let wrong = || PhraseError::Brackets(phrase.to_owned());
    let (mut all, mut row, mut rest) = (Vec::new(), vec![Vec::new()], rest.trim_start());
    while let Some(sign) = rest.chars().next().filter(|sign| !matches!(sign, ')' | ']')) {
        let (choices, after) = match sign {
            '(' | '[' if deep < DEEP => {
                let (mut choices, after) = alternatives(rest.get(1..).unwrap_or(""), phrase, deep + 1)?;
                if sign == '[' {
                    choices.push(Vec::new());
                }
                (choices, after.strip_prefix(if sign == '(' { ')' } else { ']' }).ok_or_else(wrong)?)
            }
            '(' | '[' => return Err(wrong()),
            '|' if deep > 0 => {
                all.append(&mut row);
                (vec![Vec::new()], rest.get(1..).unwrap_or(""))
            }
            _ => {
                let end = rest.find([' ', '\n', '\t', '(', '[', ')', ']', '|']).unwrap_or(rest.len()).max(1);
                let (word, after) = rest.split_at_checked(end).ok_or_else(wrong)?;
                (vec![pieces(word)], after)
            }
        };
        if row.is_empty() {
            row.push(Vec::new());
        }
        row = row
            .iter()
            .flat_map(|form| choices.iter().map(move |choice| [form.as_slice(), choice].concat()))
            .collect();
        if all.len() + row.len() > FORMS {
            return Err(PhraseError::TooMany(phrase.to_owned()));
        }
        rest = after.trim_start();
    }
    all.append(&mut row);
    Ok((all, rest))
}

/// The words of a plain phrase, cut as texts are.
fn pieces(plain: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for part in plain.split_whitespace() {
        if part == "_" {
            pieces.push(Piece::Gap);
            continue;
        }
        let mut words = Vec::new();
        cut(part, &mut words);
        let texts = words.iter().filter(|word| word.kind != Kind::Mark).map(|word| word.of(part).to_owned());
        pieces.extend(texts.map(Piece::Word));
    }
    pieces
}
