//! The other side of a row: the record of the other subject with the same id, read again where it stands.

use callscape_model::dimension::Dimension;
use callscape_model::field::Use;
use callscape_model::message::{Conversation, Other, Place, Record, Reply, Slice};
use callscape_model::metric::score_text;
use callscape_model::number::money;

use super::companion::Partner;
use super::pass::Sink;
use super::store::gone;
use super::{Output, Shard};
use crate::block::{Block, Row};
use crate::clean::category::Dictionaries;
use crate::clean::row::Cleaner;
use crate::ingest::End;
use crate::schema::{COST, NONE, SCORE, UPSELL};

/// What waits for its other side.
#[derive(Debug)]
pub(super) enum Half {
    Record(Box<Record>),
    Conversation(Box<Conversation>),
}

impl Half {
    fn reply(self, other: Option<Other>) -> Reply {
        match self {
            Half::Record(mut record) => {
                record.other = other.map(Box::new);
                Reply::Record(*record)
            }
            Half::Conversation(mut conversation) => {
                conversation.record = other;
                Reply::Conversation(conversation)
            }
        }
    }
}

#[derive(Debug)]
struct One {
    cleaner: Cleaner,
    at: u64,
    half: Half,
    other: Other,
    found: bool,
}

impl Shard {
    /// Answers with what was read, after its other side is read too.
    pub(super) fn read_other(&mut self, half: Half, partner: Option<Partner>, out: &mut Vec<Output>) {
        let Some(partner) = partner else { return out.push(Output::reply(half.reply(None))) };
        let Partner { file, slice, line, at, .. } = partner;
        let Some(recipe) = self.live.companions.recipes.get(&file).cloned() else {
            return Shard::fail(out, gone());
        };
        let other = Other {
            subject: recipe.plan.subject(),
            file: self.name(file).to_owned(),
            line: self.live.line(Place { file, slice, row: 0 }, line),
            cells: Vec::new(),
        };
        let cleaner = Cleaner::new(recipe.clone(), Dictionaries::default()).unscored();
        let one = One { cleaner, at, half, other, found: false };
        let slice = Slice { index: slice, from: at, to: at + 1, exact: true };
        self.decode((file, slice), &recipe, Box::new(one), out);
    }

    /// What a row hears of its other side, in words: title, value. Empty where it has none.
    pub(super) fn heard(&self, place: Place) -> Vec<(String, String)> {
        if self.live.partner(place).is_none() {
            return Vec::new();
        }
        let Some(recipe) = self.live.recipes.get(&place.file) else { return Vec::new() };
        let own = |dimension: &Dimension| recipe.categories().any(|(_, own)| own == dimension);
        let word =
            |dimension: Dimension| (dimension.title(), self.live.name_of(place, &dimension).to_owned());
        let mut heard: Vec<(String, String)> = Vec::new();
        let others = self.live.companions.dimensions().into_iter();
        heard.extend(others.filter(|dimension| !own(dimension)).map(word));
        let gold = self.live.slices.get(&(place.file, place.slice)).and_then(|held| held.gold());
        for (title, name) in [("Score", SCORE), ("Upsell price", UPSELL), ("Cost", COST)] {
            let text = if name == SCORE { score_text } else { money };
            let brings = recipe.scoring.is_none() != (name == COST);
            let value = gold.and_then(|gold| gold.numbers(name).get(place.row as usize));
            let value = value.filter(|value| brings && *value != NONE);
            heard.extend(value.map(|value| (title.to_owned(), text(value))));
        }
        heard
    }
}

/// The cells of a record that was just cleaned: name, as it stands, as it is used.
pub(super) fn cells(cleaner: &mut Cleaner, row: Row<'_>) -> Vec<(String, String, Option<String>)> {
    let recipe = cleaner.recipe().clone();
    let encoding = recipe.plan.dialect.encoding;
    let columns = recipe.plan.columns.iter().enumerate();
    let cells = columns.map(|(index, column)| {
        let raw = row.cell(index).map_or_else(String::new, |cell| cell.text(encoding).0.into_owned());
        let clean = match recipe.tabular {
            true => crate::export::finals::cell(cleaner, row, index, false),
            false => crate::export::calls::cell(cleaner, row, index, false),
        };
        let derived = column.usage != Use::Free && clean != raw;
        (column.name.clone(), raw, derived.then_some(clean))
    });
    cells.collect()
}

impl Sink for One {
    fn block(&mut self, block: &Block) {
        let Some(row) = block.rows().find(|row| row.start() == self.at) else { return };
        let _ = self.cleaner.clean(row);
        self.other.cells = cells(&mut self.cleaner, row);
        self.found = true;
    }

    fn done(self: Box<Self>, _: End, _: &mut Shard, out: &mut Vec<Output>) {
        match self.found {
            true => out.push(Output::reply(self.half.reply(Some(self.other)))),
            false => Shard::fail(out, gone()),
        }
    }
}
