//! Facts as they are after the deltas, as CSV and JSON: the columns of the table, times with their offset, numbers
//! in the unit in which the files have them. What is missing stays empty; ids stay ids.

use std::collections::BTreeMap;
use std::rc::Rc;

use callscape_model::field::{Field, Holds, Use};
use callscape_model::message::{FileId, LEDGER, Style};
use callscape_model::plan::{ColumnPlan, DurationUnit};
use callscape_model::support::minutes;

use super::calls::{moment, seconds};
use super::ledger::TableWriter;
use super::{Export, Make, RowWriter, Sheet};
use crate::block::Row;
use crate::clean::Reject;
use crate::clean::recipe::{Part, Recipe};
use crate::clean::row::Cleaner;
use crate::keys::Loser;
use crate::schema::NONE;

/// The name of the CSV export.
pub const CSV: &str = "final_csv";
/// The name of the JSON export.
pub const JSON: &str = "final_json";

pub(super) const EXPORT_CSV: Export = Export {
    id: CSV,
    title: "Table after the deltas, CSV",
    stem: "final",
    ending: "csv",
    mime: "text/csv",
    glue: ("", ""),
    make: Make::Rows(|sheet, _, style| make(false, sheet, style)),
};

pub(super) const EXPORT_JSON: Export = Export {
    id: JSON,
    title: "Table after the deltas, JSON",
    stem: "final",
    ending: "json",
    mime: "application/json",
    glue: (",\n", "\n]\n"),
    make: Make::Rows(|sheet, _, style| make(true, sheet, style)),
};

fn make(json: bool, sheet: &Sheet, style: Style) -> Box<dyn RowWriter> {
    Box::new(Finals {
        writer: TableWriter::part(json, &sheet.columns, style),
        columns: sheet.columns.clone(),
        utc: style.utc,
        places: (0, Vec::new()),
    })
}

#[derive(Debug)]
struct Finals {
    writer: TableWriter,
    columns: Vec<String>,
    utc: bool,
    /// For each column its place in the file and whether it holds numbers; of the recipe at this address.
    places: (usize, Vec<(Option<usize>, bool)>),
}

fn places(columns: &[String], recipe: &Recipe) -> Vec<(Option<usize>, bool)> {
    let place = |name: &String| {
        let place = recipe.plan.columns.iter().position(|column| column.name == *name);
        (place, place.and_then(|place| recipe.column(place)).is_some_and(is_number))
    };
    columns.iter().map(place).collect()
}

/// The columns of the facts as they are: those of the rows that deltas bring have all of them.
pub(super) fn columns(recipes: &BTreeMap<FileId, Rc<Recipe>>) -> Vec<String> {
    let recipe = recipes.get(&LEDGER);
    recipe.map_or_else(Vec::new, |recipe| recipe.plan.columns.iter().map(|c| c.name.clone()).collect())
}

impl RowWriter for Finals {
    fn head(&mut self) {
        self.writer.head();
    }

    fn wants_kept(&self) -> bool {
        true
    }

    fn kept(&mut self, cleaner: &mut Cleaner, row: Row<'_>) {
        let own = std::ptr::from_ref(cleaner.recipe()) as usize;
        if self.places.0 != own {
            self.places = (own, places(&self.columns, cleaner.recipe()));
        }
        let cell = |(place, number): &(Option<usize>, bool)| {
            (place.map_or_else(String::new, |place| cell(cleaner, row, place, self.utc)), *number)
        };
        let cells: Vec<(String, bool)> = self.places.1.iter().map(cell).collect();
        self.writer.typed_row(cells.iter().map(|(text, number)| (text.as_str(), *number)));
    }

    fn rejected(&mut self, _: &mut Cleaner, _: Row<'_>, _: u64, _: Reject) {}

    fn lost(&mut self, _: &mut Cleaner, _: Row<'_>, _: u64, _: (&Loser, &str)) {}

    fn finish(self: Box<Self>) -> Vec<u8> {
        self.writer.finish()
    }
}

/// Whether the cells of a column are numbers.
fn is_number(column: &ColumnPlan) -> bool {
    let Use::Field(field) = column.usage else { return false };
    match field.info().holds {
        Holds::Number => true,
        Holds::Duration => field == Field::Duration,
        _ => false,
    }
}

/// One cell of a fact that `cleaner` has just cleaned, as the final table has it.
pub fn cell(cleaner: &mut Cleaner, row: Row<'_>, column: usize, utc: bool) -> String {
    let values = cleaner.values();
    let time = match cleaner.recipe().parts.get(column) {
        Some(Part::Start) => values.own_start,
        Some(Part::End) => values.end,
        Some(Part::Stamp) => values.stamp,
        Some(Part::Resolution) => values.resolution,
        Some(Part::Duration) => return length(cleaner, column),
        _ => return cleaner.canonical(row, column),
    };
    moment(cleaner, time, utc)
}

fn length(cleaner: &Cleaner, column: usize) -> String {
    let ms = cleaner.values().duration;
    if ms == NONE {
        return String::new();
    }
    match cleaner.recipe().column(column).map(|column| column.unit).unwrap_or_default() {
        DurationUnit::Minutes => minutes(ms),
        DurationUnit::Seconds => seconds(ms),
        DurationUnit::Milliseconds => ms.to_string(),
    }
}
