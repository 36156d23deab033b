//! The transcript of a row: kept while its cells are read, and scored when the row is whole.

use std::borrow::Cow;

use callscape_model::quality::Rule;
use callscape_model::score::Score;
use callscape_scoring::silver;

use super::{Cleaner, Rejected, lossy, seconds};
use crate::clean::text::is_null_word;
use crate::clean::words::text_hash;
use crate::schema::NONE;
use crate::transcript::{Said, estimate, one_line, read};

impl Cleaner {
    /// What was said, kept until the row is whole.
    pub(super) fn transcript(&mut self, bytes: &[u8], column: usize, line: u64) -> Result<u64, Rejected> {
        let encoding = self.recipe.plan.dialect.encoding;
        let (text, repaired) = crate::block::text(Cow::Borrowed(bytes), encoding);
        if repaired {
            self.judge(Rule::Encoding, Some(column), line, || (lossy(bytes), text.clone().into_owned()))?;
        }
        self.script.push_str(&text);
        let clean = silver::clean(&self.script);
        let empty = clean.is_empty() || is_null_word(clean.as_bytes()) || *clean == *"[]";
        let hash = text_hash(clean.as_bytes());
        self.findings.filled(column, !empty);
        if empty {
            self.script.clear();
            self.judge(Rule::EmptyTranscript, Some(column), line, || (lossy(bytes), String::new()))?;
        }
        Ok(hash)
    }

    /// Scores the transcript of the row under way.
    pub(super) fn listen(&mut self, line: u64) {
        let Some(scoring) = self.recipe.scoring.clone().filter(|_| self.scores) else { return };
        let script = std::mem::take(&mut self.script);
        let said = read(&script);
        if self.values.duration == NONE {
            let (duration, estimated) = estimate(&script, &said);
            (self.values.duration, self.values.estimated) = (duration, estimated);
            self.has.estimated |= estimated;
            if estimated {
                let after = || (String::new(), seconds(duration));
                self.findings.note(Rule::EstimatedDuration, None, line, after);
            }
        }
        self.values.scored = scoring.score(&mut self.scratch, &said);
        if self.values.scored.label.is_none() {
            self.findings.note(Rule::NotEnglish, None, line, || {
                (one_line(&script, &said).chars().take(80).collect(), String::new())
            });
        }
        let codes = self.values.scored.codes(&mut self.dictionaries, scoring.compares());
        let slots = self.values.codes.iter_mut().skip(self.recipe.scored);
        slots.zip(codes).for_each(|(slot, code)| *slot = code);
        self.script = script;
    }

    /// The transcript of the row that was cleaned last.
    pub fn script(&self) -> &str {
        &self.script
    }

    /// Everything about the transcript of the row that was cleaned last; `None` where rows have none.
    pub fn explain(&mut self, said: &[Said<'_>]) -> Option<Score> {
        let scoring = self.recipe.scoring.clone()?;
        Some(scoring.explain(&mut self.scratch, said))
    }
}
