//! The clean calls as CSV: the fields of the call model first, every other column after them, cleaned, then what their
//! transcripts bring.
//! Times carry their offset; a time that the clocks skipped has none, so that it is read back as it stands.

use callscape_model::calendar::{clock_text, offset_text};
use callscape_model::field::{Field, Use};
use callscape_model::message::Style;

use super::{Beside, Csv, Export, Make, RowWriter, Sheet};
use crate::block::Row;
use crate::clean::Reject;
use crate::clean::number::decimal_text;
use crate::clean::recipe::Part;
use crate::clean::row::{Cleaner, Moment};
use crate::keys::Loser;
use crate::schema::NONE;

pub(super) const EXPORT: Export = Export {
    id: "calls_clean",
    title: "Clean calls",
    stem: "calls_clean",
    ending: "csv",
    mime: "text/csv",
    glue: ("", ""),
    make: Make::Rows(new),
};

fn new(sheet: &Sheet, _: &str, style: Style) -> Box<dyn RowWriter> {
    Box::new(Calls { sheet: sheet.clone(), csv: Csv::new(style), utc: style.utc, beside: Beside::default() })
}

#[derive(Debug)]
struct Calls {
    sheet: Sheet,
    csv: Csv,
    utc: bool,
    beside: Beside,
}

impl RowWriter for Calls {
    fn head(&mut self) {
        let fields = self.sheet.fields.iter().map(|field| field.info().id);
        let others = self.sheet.others.iter().chain(self.sheet.beside.iter().map(|(name, _)| name));
        let names: Vec<&str> = fields.chain(others.map(String::as_str)).collect();
        self.csv.head(&names);
    }

    fn wants_kept(&self) -> bool {
        true
    }

    fn kept(&mut self, cleaner: &mut Cleaner, row: Row<'_>) {
        for index in 0..self.sheet.fields.len() {
            let Some(field) = self.sheet.fields.get(index).copied() else { break };
            self.field(cleaner, row, field);
        }
        for name in &self.sheet.others {
            let columns = &cleaner.recipe().plan.columns;
            let is_other = |usage: &Use| !matches!(usage, Use::Field(_));
            let column = columns.iter().position(|column| column.name == *name && is_other(&column.usage));
            self.csv.text(&column.map_or_else(String::new, |column| cleaner.text(row, column)));
        }
        for (cell, (_, number)) in self.beside.cells.iter().zip(&self.sheet.beside) {
            if *number { self.csv.plain(cell) } else { self.csv.text(cell) }
        }
        self.csv.end();
    }

    fn beside(&mut self, beside: Beside) {
        self.beside = beside;
    }

    fn rejected(&mut self, _: &mut Cleaner, _: Row<'_>, _: u64, _: Reject) {}

    fn lost(&mut self, _: &mut Cleaner, _: Row<'_>, _: u64, _: (&Loser, &str)) {}

    fn finish(self: Box<Self>) -> Vec<u8> {
        self.csv.finish()
    }
}

impl Calls {
    fn field(&mut self, cleaner: &mut Cleaner, row: Row<'_>, field: Field) {
        let values = cleaner.values();
        match field {
            Field::Start => self.csv.plain(&moment(cleaner, Some(values.start), self.utc)),
            Field::End => self.csv.plain(&moment(cleaner, values.end, self.utc)),
            Field::Duration => self.csv.plain(&seconds(values.duration)),
            Field::Cost => self.csv.plain(&amount(values.cost)),
            field => {
                let column = cleaner.recipe().plan.column(field);
                self.csv.text(&column.map_or_else(String::new, |column| cleaner.text(row, column)));
            }
        }
    }
}

/// The clean value of one cell of a row that `cleaner` has just cleaned, as the clean file has it.
pub fn cell(cleaner: &mut Cleaner, row: Row<'_>, column: usize, utc: bool) -> String {
    let values = cleaner.values();
    match cleaner.recipe().parts.get(column) {
        Some(Part::Start | Part::Date | Part::Time) => moment(cleaner, Some(values.start), utc),
        Some(Part::End) => moment(cleaner, values.end, utc),
        Some(Part::Duration) => seconds(values.duration),
        Some(Part::Cost) => amount(values.cost),
        Some(_) => cleaner.text(row, column),
        None => String::new(),
    }
}

/// A moment as it is written: in UTC, or on the clock of the zone with its offset.
pub(super) fn moment(cleaner: &Cleaner, moment: Option<Moment>, utc: bool) -> String {
    let Some(moment) = moment else { return String::new() };
    if utc {
        return clock_text(moment.utc) + "+00:00";
    }
    if cleaner.recipe().zone.clock(moment.utc) != moment.clock {
        return clock_text(moment.clock);
    }
    clock_text(moment.clock) + &offset_text(moment.clock - moment.utc)
}

/// Milliseconds as seconds, with as many of three decimals as there are.
pub(super) fn seconds(milliseconds: i64) -> String {
    if milliseconds == NONE { String::new() } else { decimal_text(milliseconds, 3, 0) }
}

/// Millionths with two to six decimals.
pub(crate) fn amount(millionths: i64) -> String {
    if millionths == NONE { String::new() } else { decimal_text(millionths, 6, 2) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_what_they_have_and_no_more() {
        assert_eq!(
            (seconds(143_000), seconds(143_500), seconds(NONE)),
            ("143".into(), "143.5".into(), String::new())
        );
        assert_eq!(
            (amount(1_430_000), amount(0), amount(12_345)),
            ("1.43".into(), "0.00".into(), "0.012345".into())
        );
    }
}
