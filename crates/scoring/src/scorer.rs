//! The scorer: a rule pack and the model made ready once, then conversation after conversation.

use callscape_model::score::Score;

use crate::deals::{self, Deal, Deals};
use crate::evidence;
use crate::language::{ENGLISH, detect};
use crate::lexicon::Lexicon;
use crate::linear::{Kind, Model};
use crate::pack::{PackError, RulePack};
use crate::sentiment::{Judge, Memory, Verdict};
use crate::talk::{Talk, Turn};

/// Memory that is used from conversation to conversation.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    mood: Memory,
    deals: deals::Memory,
}

/// A rule pack made ready.
#[derive(Clone, Debug)]
pub struct Scorer {
    judge: Judge,
    deals: Deals,
}

impl Scorer {
    /// Makes a pack ready.
    ///
    /// # Errors
    /// With the line and the reason when a rule of the pack cannot be used.
    pub fn new(pack: &RulePack) -> Result<Scorer, PackError> {
        Scorer::with_model(pack, Model::trained().unwrap_or_default())
    }

    /// Makes a pack ready with other weights than the repository's.
    ///
    /// # Errors
    /// With the line and the reason when a rule of the pack cannot be used.
    pub fn with_model(pack: &RulePack, model: Model) -> Result<Scorer, PackError> {
        Ok(Scorer { judge: Judge::new(Lexicon::new(pack)?, model), deals: Deals::new(pack)? })
    }

    /// A conversation's mood alone, without evidence and without memory of its own.
    pub fn judge(&self, scratch: &mut Scratch, talk: &Talk<'_>, kind: Kind) -> Verdict {
        self.judge.judge(talk, kind, false, &mut scratch.mood)
    }

    /// A conversation's deal alone, without evidence and without memory of its own.
    pub fn deal(&self, scratch: &mut Scratch, talk: &Talk<'_>) -> Deal {
        self.deals.judge(talk, &mut scratch.deals)
    }

    /// The kinds of products by their place in [`Deal::product`].
    pub fn products(&self) -> &[String] {
        self.deals.kinds()
    }

    /// Mood and deal of a conversation, without evidence; `None` when it is not English. The same as
    /// [`Scorer::score`] says.
    pub fn weigh(&self, scratch: &mut Scratch, talk: &Talk<'_>, kind: Kind) -> Option<(Verdict, Deal)> {
        (detect(talk) == ENGLISH).then(|| (self.judge(scratch, talk, kind), self.deal(scratch, talk)))
    }

    /// Everything about a conversation, with its evidence.
    pub fn score(&self, scratch: &mut Scratch, turns: Vec<Turn<'_>>, kind: Kind) -> Score {
        let talk = Talk::new(turns);
        let language = detect(&talk);
        if language != ENGLISH {
            return Score { language: language.to_owned(), ..Score::default() };
        }
        let verdict = self.judge.judge(&talk, kind, true, &mut scratch.mood);
        let evidence = evidence::collect(&self.judge, &verdict, &scratch.mood);
        let mut score = Score {
            label: verdict.label,
            score: verdict.score,
            probabilities: verdict.probabilities,
            positives: verdict.positives,
            negatives: verdict.negatives,
            arc: verdict.arc,
            evidence,
            language: language.to_owned(),
            ..Score::default()
        };
        self.deals.find(&talk, &mut scratch.deals, &mut score);
        score.evidence.sort_by_key(|part| (part.turn, part.start, part.end));
        score
    }
}
