//! One call with all its original cells and its line in the file.

use callscape_model::answer::UNKNOWN;
use callscape_model::dimension::Dimension;
use callscape_model::field::Field;
use callscape_model::message::{LEDGER, Place, Record, Slice};

use super::companion::Partner;
use super::other::{Half, cells};
use super::pass::Sink;
use super::store::gone;
use super::{Output, Shard};
use crate::block::Block;
use crate::clean::category::Dictionaries;
use crate::clean::row::Cleaner;
use crate::ingest::End;

#[derive(Debug)]
struct One {
    cleaner: Cleaner,
    place: Place,
    file: String,
    start: u64,
    lines: u64,
    /// Where the last change stands, of a row that a delta brought.
    source: Option<(String, u64)>,
    names: Vec<(String, String)>,
    /// Where the record of the other subject stands.
    partner: Option<Partner>,
    record: Option<Record>,
}

impl Shard {
    /// Reads one call with its original cells. The slice is read from its first record on, as only that tells
    /// the line.
    pub(super) fn read_record(&mut self, shown: Place, out: &mut Vec<Output>) {
        let place = self.live.added.kept_at(shown, self.id);
        let at = (place.file, place.slice);
        let parts =
            (self.live.recipes.get(&place.file).cloned(), self.live.slices.get(&at), self.start_of(place));
        let (Some(recipe), Some(held), Some(start)) = parts else { return Shard::fail(out, gone()) };
        let slice = Slice { to: start + 1, ..held.slice };
        let one = One {
            cleaner: Cleaner::new(recipe.clone(), Dictionaries::default()).unscored(),
            place: shown,
            file: self.name(place.file).to_owned(),
            start,
            lines: held.lines,
            source: self.source(place),
            names: self.names_of(place),
            partner: self.live.partner(place),
            record: None,
        };
        self.decode((place.file, slice), &recipe, Box::new(one), out);
    }
}

impl Shard {
    fn source(&self, place: Place) -> Option<(String, u64)> {
        let (file, line) =
            self.live.added.sources.get(place.row as usize).filter(|_| place.file == LEDGER)?;
        Some((self.name(*file).to_owned(), *line))
    }

    /// What dimensions call a row; where a name is gone, what it was.
    fn names_of(&self, place: Place) -> Vec<(String, String)> {
        let name = |dimension: &Dimension| match self.live.name_of(place, dimension) {
            "" => UNKNOWN.to_owned(),
            name => name.to_owned(),
        };
        let joined = self
            .live
            .joined
            .iter()
            .filter(|(dimension, _)| self.live.is_tabular() || *dimension != Dimension::Agent);
        joined.map(|(dimension, _)| (dimension.title(), name(dimension))).chain(self.heard(place)).collect()
    }
}

impl Sink for One {
    fn block(&mut self, block: &Block) {
        let Some(row) = block.rows().find(|row| row.start() == self.start) else { return };
        let _ = self.cleaner.clean(row);
        let recipe = self.cleaner.recipe().clone();
        let cells = cells(&mut self.cleaner, row);
        let own = (self.file.clone(), self.lines + row.line());
        let (file, line) = self.source.take().unwrap_or(own);
        let key = recipe.plan.member.as_ref().zip(recipe.plan.column(Field::CallId));
        let key = key.map(|(member, column)| (member.table.clone(), self.cleaner.canonical(row, column)));
        let names = std::mem::take(&mut self.names);
        self.record = Some(Record { place: self.place, file, line, cells, names, key, other: None });
    }

    fn done(self: Box<Self>, _: End, shard: &mut Shard, out: &mut Vec<Output>) {
        match self.record {
            Some(record) => shard.read_other(Half::Record(Box::new(record)), self.partner, out),
            None => Shard::fail(out, gone()),
        }
    }
}
