//! One call with all its original cells and its line in the file.

use callscape_model::field::Use;
use callscape_model::message::{Place, Record, Reply, Slice};

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
    record: Option<Record>,
}

impl Shard {
    /// Reads one call with its original cells. The slice is read from its first record on, as only that tells
    /// the line.
    pub(super) fn read_record(&mut self, place: Place, out: &mut Vec<Output>) {
        let at = (place.file, place.slice);
        let parts =
            (self.live.recipes.get(&place.file).cloned(), self.live.slices.get(&at), self.start_of(place));
        let (Some(recipe), Some(held), Some(start)) = parts else { return Shard::fail(out, gone()) };
        let slice = Slice { to: start + 1, ..held.slice };
        let one = One {
            cleaner: Cleaner::new(recipe.clone(), Dictionaries::default()),
            place,
            file: self.name(place.file).to_owned(),
            start,
            lines: held.lines,
            record: None,
        };
        self.decode((place.file, slice), &recipe, Box::new(one), out);
    }
}

impl Sink for One {
    fn block(&mut self, block: &Block) {
        let Some(row) = block.rows().find(|row| row.start() == self.start) else { return };
        let _ = self.cleaner.clean(row);
        let recipe = self.cleaner.recipe().clone();
        let encoding = recipe.plan.dialect.encoding;
        let columns = recipe.plan.columns.iter().enumerate();
        let cells = columns.map(|(index, column)| {
            let raw = row.cell(index).map_or_else(String::new, |cell| cell.text(encoding).0.into_owned());
            let clean = crate::export::calls::cell(&mut self.cleaner, row, index, false);
            let derived = column.usage != Use::Free && clean != raw;
            (column.name.clone(), raw, derived.then_some(clean))
        });
        let cells = cells.collect();
        let line = self.lines + row.line();
        self.record = Some(Record { place: self.place, file: self.file.clone(), line, cells });
    }

    fn done(self: Box<Self>, _: End, _: &mut Shard, out: &mut Vec<Output>) {
        match self.record {
            Some(record) => out.push(Output::reply(Reply::Record(record))),
            None => Shard::fail(out, gone()),
        }
    }
}
