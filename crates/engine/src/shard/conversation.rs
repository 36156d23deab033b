//! One call with its transcript: its record is read again, and scored with all evidence.

use std::rc::Rc;

use callscape_model::answer::UNKNOWN;
use callscape_model::calendar::clock_text;
use callscape_model::dimension::Dimension;
use callscape_model::field::Field;
use callscape_model::message::{Conversation, Place, Rules, Slice, Turn};
use callscape_model::number::grouped;
use callscape_model::score::{Evidence, Mark, Score};
use callscape_scoring::pack::RulePack;
use callscape_scoring::scorer::Scratch;

use super::companion::Partner;
use super::other::Half;
use super::pass::Sink;
use super::store::gone;
use super::{Output, Shard};
use crate::block::{Block, Row};
use crate::clean::category::Dictionaries;
use crate::clean::row::{Cleaner, Moment};
use crate::ingest::End;
use crate::schema::{DURATION, NONE, RECORDED};
use crate::transcript::{Said, Scoring, read};

#[derive(Debug)]
struct One {
    cleaner: Cleaner,
    place: Place,
    file: String,
    agent: String,
    start: u64,
    lines: u64,
    /// Plain keywords, to compare with.
    plain: Option<Rc<Scoring>>,
    /// Milliseconds, and whether they are those of the call record.
    duration: i64,
    recorded: bool,
    /// Where the call record stands.
    partner: Option<Partner>,
    conversation: Option<Conversation>,
}

impl Shard {
    /// Reads one call with its transcript. The slice is read from its first record on, as only that tells the line.
    pub(super) fn read_conversation(&mut self, place: Place, out: &mut Vec<Output>) {
        if self.plain.is_none() {
            let rules = Rules { pack: RulePack::plain_text().to_owned(), ..Rules::default() };
            self.plain = Scoring::new(rules).ok().map(Rc::new);
        }
        let at = (place.file, place.slice);
        let parts =
            (self.live.recipes.get(&place.file).cloned(), self.live.slices.get(&at), self.start_of(place));
        let (Some(recipe), Some(held), Some(start)) = parts else { return Shard::fail(out, gone()) };
        let slice = Slice { to: start + 1, ..held.slice };
        let gold = held.gold();
        let one = One {
            cleaner: Cleaner::new(recipe.clone(), Dictionaries::default()),
            place,
            file: self.name(place.file).to_owned(),
            agent: self.live.name_of(place, &Dimension::Agent).to_owned(),
            start,
            lines: held.lines,
            plain: self.plain.clone(),
            duration: gold.map_or(NONE, |gold| gold.numbers(DURATION).at(place.row as usize)),
            recorded: gold.and_then(|gold| gold.partners().get(place.row as usize)) == Some(&RECORDED),
            partner: self.live.partner(place),
            conversation: None,
        };
        self.decode((place.file, slice), &recipe, Box::new(one), out);
    }
}

impl One {
    /// The conversation of the row, which has just been cleaned.
    fn hear(&mut self, row: Row<'_>) -> Option<Conversation> {
        let cell = |cleaner: &mut Cleaner, field| {
            let column = cleaner.recipe().plan.column(field);
            column.map_or_else(String::new, |column| cleaner.text(row, column))
        };
        let (call, document) =
            (cell(&mut self.cleaner, Field::CallId), cell(&mut self.cleaner, Field::Document));
        let script = self.cleaner.script().to_owned();
        let said = read(&script);
        let score = self.cleaner.explain(&said)?;
        let values = self.cleaner.values();
        let start =
            if values.start == Moment::NEVER { String::new() } else { clock_text(values.start.clock) };
        Some(Conversation {
            place: self.place,
            call,
            agent: if self.agent.is_empty() { UNKNOWN.to_owned() } else { self.agent.clone() },
            start,
            duration: self.duration,
            estimated: values.estimated && !self.recorded,
            recorded: self.recorded,
            record: None,
            file: if document.is_empty() { self.file.clone() } else { document },
            line: self.lines + row.line(),
            plain: self.plain.as_ref().map_or_else(Default::default, |plain| {
                let score = plain.explain(&mut Scratch::default(), &said);
                (score.label, score.score)
            }),
            turns: said.into_iter().map(turn).collect(),
            score: shortened(score),
        })
    }
}

/// The most spans of a conversation that are shown: nobody reads more, and each costs the page some memory.
const SHOWN: usize = 3000;

/// A score with its weightiest spans only; what the others add is one entry, so that the sum still holds.
fn shortened(mut score: Score) -> Score {
    if score.evidence.len() <= SHOWN {
        return score;
    }
    let by_weight = |one: &Evidence| (std::cmp::Reverse(one.points.abs()), one.turn, one.start);
    score.evidence.sort_by_cached_key(by_weight);
    let rest = score.evidence.split_off(SHOWN);
    let points = rest.iter().map(|one| one.points).sum();
    score.evidence.sort_by_key(|one| (one.turn, one.start, one.end));
    let mark = if points < 0 { Mark::Negative } else { Mark::Positive };
    let rule = format!("{} further spans", grouped(rest.len() as u64));
    score.evidence.push(Evidence { turn: 0, start: 0, end: 0, mark, rule, points });
    score
}

fn turn(said: Said<'_>) -> Turn {
    Turn {
        speaker: said.speaker,
        name: said.name.into_owned(),
        text: said.text.into_owned(),
        start: said.start,
    }
}

impl Sink for One {
    fn block(&mut self, block: &Block) {
        let Some(row) = block.rows().find(|row| row.start() == self.start) else { return };
        let _ = self.cleaner.clean(row);
        self.conversation = self.hear(row);
    }

    fn done(self: Box<Self>, _: End, shard: &mut Shard, out: &mut Vec<Output>) {
        match self.conversation {
            Some(conversation) => {
                shard.read_other(Half::Conversation(Box::new(conversation)), self.partner, out);
            }
            None => Shard::fail(out, gone()),
        }
    }
}
