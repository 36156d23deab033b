//! Exports: rows and documents to bytes. Who stores the bytes is not known here. One file and one line of
//! [`EXPORTS`] for each.

pub mod calls;
pub mod finals;
pub mod ledger;
mod performance;
mod quality;
mod rejects;
mod support;
mod table;
mod transcripts;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::rc::Rc;

use callscape_model::field::{FIELDS, Field, Use};
use callscape_model::message::{ExportInfo, Failure, FileId, Material, Style};
use callscape_model::plan::Plan;
use callscape_model::quality::Rule;

use crate::block::Row;
use crate::clean::Reject;
use crate::clean::recipe::Recipe;
use crate::clean::row::Cleaner;
use crate::keys::Loser;

/// An export.
#[derive(Clone, Copy, Debug)]
pub struct Export {
    /// Its name on the command line.
    pub id: &'static str,
    /// Its name on screen.
    pub title: &'static str,
    /// The file's name without its ending.
    pub stem: &'static str,
    /// The file's ending.
    pub ending: &'static str,
    /// The media type.
    pub mime: &'static str,
    /// What stands between the rows of two parts, and after the last row.
    pub glue: (&'static str, &'static str),
    /// How it is made.
    pub make: Make,
}

/// How an export is made.
#[derive(Clone, Copy, Debug)]
pub enum Make {
    /// From the rows of the files, slice by slice.
    Rows(fn(&Sheet, &str, Style) -> Box<dyn RowWriter>),
    /// From what the deltas did.
    Ledger,
    /// From one material; `None` when it is not the one that is needed.
    Document(fn(&Material, Style) -> Option<Vec<u8>>),
}

/// Every export.
pub const EXPORTS: &[Export] = &[
    calls::EXPORT,
    finals::EXPORT_CSV,
    finals::EXPORT_JSON,
    rejects::EXPORT,
    quality::EXPORT,
    table::EXPORT,
    ledger::AUDIT,
    ledger::CONFLICTS,
    support::REPORT,
    support::ANSWERS_JSON,
    support::ANSWERS_TEXT,
    transcripts::SILVER_CSV,
    transcripts::SILVER_JSON,
    transcripts::GOLD_CSV,
    transcripts::GOLD_JSON,
    performance::AGENTS_CSV,
    performance::AGENTS_JSON,
    performance::GROUPS_CSV,
    performance::GROUPS_JSON,
    performance::DAYS_CSV,
    performance::DAYS_JSON,
    performance::REVIEWS,
];

impl Export {
    /// What the page and the command line are told of it.
    pub fn info(&self) -> ExportInfo {
        ExportInfo {
            id: self.id.to_owned(),
            title: self.title.to_owned(),
            stem: self.stem.to_owned(),
            ending: self.ending.to_owned(),
            mime: self.mime.to_owned(),
            rows: matches!(self.make, Make::Rows(_)),
            glue: (self.glue.0.to_owned(), self.glue.1.to_owned()),
        }
    }
}

/// Writes the rows of one slice.
pub trait RowWriter: Debug {
    /// The first line of the file; only the first part has one.
    fn head(&mut self);
    /// Whether kept rows are written at all.
    fn wants_kept(&self) -> bool;
    /// What the other side of the next kept row brings; only told where rows are joined.
    fn beside(&mut self, _beside: Beside) {}
    /// A kept row that `cleaner` has just cleaned.
    fn kept(&mut self, cleaner: &mut Cleaner, row: Row<'_>);
    /// A row on a line of the file that was set aside.
    fn rejected(&mut self, cleaner: &mut Cleaner, row: Row<'_>, line: u64, reject: Reject);
    /// A row that lost against an earlier one, which stands where the text says.
    fn lost(&mut self, cleaner: &mut Cleaner, row: Row<'_>, line: u64, loser: (&Loser, &str));
    /// A row of a file that is read whole that was set aside; only the rejects want it.
    fn aside(&mut self, _file: &str, _aside: &Aside) {}
    /// The bytes.
    fn finish(self: Box<Self>) -> Vec<u8>;
}

/// A row of a file that is read whole that was set aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aside {
    /// The file.
    pub file: FileId,
    /// Its line, from 1.
    pub line: u64,
    /// The column of the cell that broke the rule; empty when it is the whole row.
    pub column: String,
    /// The rule.
    pub rule: Rule,
    /// The cell.
    pub value: String,
    /// The record as it stands.
    pub raw: String,
}

/// The cell for which a row was set aside; what is wrong with the record when it is no cell.
pub(crate) fn raw_cell(plan: &Plan, row: Row<'_>, column: Option<usize>) -> String {
    match column.and_then(|column| row.cell(column)) {
        Some(cell) => cell.text(plan.dialect.encoding).0.into_owned(),
        None => row.problem().map_or("", |problem| problem.message()).to_owned(),
    }
}

/// The columns that all files together bring to the clean file.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    /// Fields that some file has, in the order of [`FIELDS`].
    pub fields: Vec<Field>,
    /// Names of all other columns, in the order in which the files bring them.
    pub others: Vec<String>,
    /// The columns of the facts as they are after the deltas.
    pub columns: Vec<String>,
    /// Agents by spelling, where that is not the name itself.
    pub agents: BTreeMap<String, String>,
    /// Columns that the other side of rows brings, and whether they hold numbers.
    pub beside: Vec<(String, bool)>,
}

/// What the other side of a row brings to a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Beside {
    /// One for each of [`Sheet::beside`].
    pub cells: Vec<String>,
    /// Milliseconds that count in the place of the row's own.
    pub duration: Option<i64>,
}

impl Sheet {
    /// The sheet of some files.
    pub fn new(recipes: &BTreeMap<FileId, Rc<Recipe>>) -> Self {
        let has = |field| recipes.values().any(|recipe| recipe.plan.column(field).is_some());
        let wanted = |field| match field {
            Field::Date | Field::Time => false,
            Field::Start => true,
            Field::Duration => has(Field::Duration) || has(Field::End),
            field => has(field),
        };
        let fields: Vec<Field> = FIELDS.iter().map(|info| info.field).filter(|f| wanted(*f)).collect();
        let mut others: Vec<String> = Vec::new();
        for column in recipes.values().flat_map(|recipe| &recipe.plan.columns) {
            if !matches!(column.usage, Use::Field(_)) && !others.contains(&column.name) {
                others.push(column.name.clone());
            }
        }
        Sheet {
            fields,
            others,
            columns: finals::columns(recipes),
            agents: BTreeMap::new(),
            beside: Vec::new(),
        }
    }

    /// The same, with columns that the other side of rows brings.
    #[must_use]
    pub fn with_beside(mut self, beside: Vec<(String, bool)>) -> Self {
        self.beside = beside;
        self
    }

    /// The same, with agents that are called otherwise than they are spelled.
    #[must_use]
    pub fn with_agents(mut self, agents: BTreeMap<String, String>) -> Self {
        self.agents = agents;
        self
    }
}

/// The writer of a row export; `None` when there is none of that name. `file` is the name of the file that the
/// rows are from.
pub fn row_writer(id: &str, sheet: &Sheet, file: &str, style: Style) -> Option<Box<dyn RowWriter>> {
    EXPORTS.iter().find(|export| export.id == id).and_then(|export| match export.make {
        Make::Rows(make) => Some(make(sheet, file, style)),
        Make::Document(_) | Make::Ledger => None,
    })
}

/// A document, whole.
///
/// # Errors
/// When there is no such document, or it is made from something else.
pub fn document(id: &str, material: &Material, style: Style) -> Result<Vec<u8>, Failure> {
    let made = EXPORTS.iter().find(|export| export.id == id).and_then(|export| match export.make {
        Make::Document(make) => make(material, style),
        Make::Rows(_) | Make::Ledger => None,
    });
    made.ok_or_else(|| {
        Failure::new("exporting", format!("The export {id} cannot be made from this."), "Reload the page.")
    })
}

/// Spreadsheets get every cell in quotes: some cut lines at semicolons, as their country's setting says.
fn writer(excel: bool, begun: Vec<u8>) -> csv::Writer<Vec<u8>> {
    let quotes = if excel { csv::QuoteStyle::Always } else { csv::QuoteStyle::Necessary };
    csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).quote_style(quotes).from_writer(begun)
}

/// A CSV file under construction, as RFC 4180 has it.
#[derive(Debug)]
struct Csv {
    writer: csv::Writer<Vec<u8>>,
    excel: bool,
}

impl Csv {
    fn new(style: Style) -> Self {
        Csv { writer: writer(style.excel, Vec::new()), excel: style.excel }
    }

    /// A header, after a byte order mark where a spreadsheet wants one.
    fn head(&mut self, names: &[&str]) {
        if self.excel {
            // Before anything is written, so that the mark is not quoted as part of a name.
            self.writer = writer(true, "\u{feff}".as_bytes().to_vec());
        }
        // Names of columns come from files, too.
        names.iter().for_each(|name| self.text(name));
        self.end();
    }

    /// One cell of text: defused for spreadsheets when wanted.
    fn text(&mut self, text: &str) {
        // Writing to memory cannot fail.
        let _ =
            self.writer.write_field(if self.excel { guarded(text) } else { Cow::Borrowed(text) }.as_bytes());
    }

    /// One cell that is a number or a time.
    fn plain(&mut self, text: &str) {
        let _ = self.writer.write_field(text);
    }

    fn end(&mut self) {
        let _ = self.writer.write_record(None::<&[u8]>);
    }

    fn finish(self) -> Vec<u8> {
        self.writer.into_inner().unwrap_or_default()
    }
}

/// A text that a spreadsheet would run as a formula gets an apostrophe in front (OWASP, *CSV Injection*).
fn guarded(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exports_have_ids_of_their_own() {
        for (index, export) in EXPORTS.iter().enumerate() {
            assert!(EXPORTS.iter().skip(index + 1).all(|other| other.id != export.id));
            assert!(!export.ending.is_empty() && !export.mime.is_empty());
        }
    }

    #[test]
    fn only_texts_that_begin_like_formulas_are_defused() {
        assert_eq!(guarded("=1+1"), "'=1+1");
        assert_eq!(guarded("+1-416-555-0199"), "'+1-416-555-0199");
        assert_eq!(guarded("416-555-0199"), "416-555-0199");
    }

    #[test]
    fn a_spreadsheet_gets_names_that_are_no_formulas_and_every_cell_in_quotes() {
        let mut csv = Csv::new(Style { excel: true, ..Style::default() });
        csv.head(&["call_id", "=HYPERLINK(1)"]);
        csv.text("a;=1+1");
        csv.plain("5");
        csv.end();
        let text = String::from_utf8(csv.finish()).unwrap();
        assert_eq!(text, "\u{feff}\"call_id\",\"'=HYPERLINK(1)\"\r\n\"a;=1+1\",\"5\"\r\n");
    }
}
