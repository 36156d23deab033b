//! The rows that were set aside as CSV: where each stands, which rule it broke, and the record as it is.

use callscape_model::bundle::unframed;
use callscape_model::field::Field;
use callscape_model::message::Style;
use callscape_model::quality::Rule;

use super::{Aside, Csv, Export, Make, RowWriter, Sheet, raw_cell};
use crate::block::Row;
use crate::clean::Reject;
use crate::clean::row::Cleaner;
use crate::keys::Loser;

pub(super) const EXPORT: Export = Export {
    id: "calls_rejected",
    title: "Rejected rows",
    stem: "calls_rejected",
    ending: "csv",
    mime: "text/csv",
    glue: ("", ""),
    make: Make::Rows(new),
};

fn new(_: &Sheet, file: &str, style: Style) -> Box<dyn RowWriter> {
    Box::new(Rejects { file: file.to_owned(), csv: Csv::new(style) })
}

#[derive(Debug)]
struct Rejects {
    file: String,
    csv: Csv,
}

impl Rejects {
    fn write(&mut self, file: &str, line: u64, (column, rule, value): (&str, Rule, &str), raw: &str) {
        self.csv.text(file);
        self.csv.plain(&line.to_string());
        self.csv.text(column);
        self.csv.plain(rule.info().id);
        self.csv.text(value);
        self.csv.text(raw);
        self.csv.end();
    }

    /// A record of a bundle is written with its document in the place of the file.
    fn write_row(&mut self, row: Row<'_>, line: u64, why: (&str, Rule, &str)) {
        let (document, raw) = unframed(row.raw());
        let raw = String::from_utf8_lossy(raw);
        match document {
            Some(name) => self.write(&String::from_utf8_lossy(name), line, why, raw.trim_end()),
            None => self.write(&self.file.clone(), line, why, &raw),
        }
    }
}

impl RowWriter for Rejects {
    fn head(&mut self) {
        self.csv.head(&["file", "line", "column", "rule", "value", "raw"]);
    }

    fn wants_kept(&self) -> bool {
        false
    }

    fn kept(&mut self, _: &mut Cleaner, _: Row<'_>) {}

    fn rejected(&mut self, cleaner: &mut Cleaner, row: Row<'_>, line: u64, reject: Reject) {
        let plan = &cleaner.recipe().plan;
        let column = reject.column.map(usize::from);
        let name = column.and_then(|c| plan.columns.get(c)).map_or("", |c| c.name.as_str()).to_owned();
        let value = raw_cell(plan, row, column);
        self.write_row(row, line, (&name, reject.rule, &value));
    }

    fn lost(&mut self, cleaner: &mut Cleaner, row: Row<'_>, line: u64, (loser, winner): (&Loser, &str)) {
        if !loser.conflict {
            return;
        }
        let Some(column) = cleaner.recipe().plan.column(Field::CallId) else { return };
        let name = cleaner.recipe().column(column).map_or("", |c| c.name.as_str()).to_owned();
        let value = format!("{} ({winner})", cleaner.text(row, column));
        self.write_row(row, line, (&name, Rule::KeyConflict, &value));
    }

    fn aside(&mut self, file: &str, aside: &Aside) {
        self.write(file, aside.line, (&aside.column, aside.rule, &aside.value), &aside.raw);
    }

    fn finish(self: Box<Self>) -> Vec<u8> {
        self.csv.finish()
    }
}
