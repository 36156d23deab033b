//! Tables as they are and what changed them, as CSV and JSON: the writers that dimensions, facts and the audit share.

use callscape_model::delta::Change;
use callscape_model::message::Style;

use super::{Csv, Export, Make, finals};

pub(super) const AUDIT: Export = Export {
    id: "audit",
    title: "Audit of all changes",
    stem: "audit",
    ending: "csv",
    mime: "text/csv",
    glue: ("", ""),
    make: Make::Ledger,
};

pub(super) const CONFLICTS: Export = Export {
    id: "conflicts",
    title: "Conflicts",
    stem: "conflicts",
    ending: "csv",
    mime: "text/csv",
    glue: ("", ""),
    make: Make::Ledger,
};

/// Writes the rows of a table.
#[derive(Debug)]
pub struct TableWriter {
    columns: Vec<String>,
    out: Out,
}

#[derive(Debug)]
enum Out {
    Csv(Box<Csv>),
    /// Rows so far, each an object of its own line, and whether any was written.
    Json(Vec<u8>, bool),
}

impl TableWriter {
    /// A writer of a whole file; `None` when there is no such format.
    pub fn new(export: &str, columns: &[String], style: Style) -> Option<Self> {
        let known = [finals::CSV, finals::JSON].contains(&export);
        let mut writer = known.then(|| TableWriter::part(export == finals::JSON, columns, style))?;
        writer.head();
        Some(writer)
    }

    /// A writer of a part of a file, as JSON or as CSV.
    pub fn part(json: bool, columns: &[String], style: Style) -> Self {
        let out = match json {
            true => Out::Json(Vec::new(), false),
            false => Out::Csv(Box::new(Csv::new(style))),
        };
        TableWriter { columns: columns.to_vec(), out }
    }

    /// What stands before the first row.
    pub fn head(&mut self) {
        match &mut self.out {
            Out::Csv(csv) => csv.head(&self.columns.iter().map(String::as_str).collect::<Vec<_>>()),
            Out::Json(bytes, _) => bytes.extend_from_slice(b"[\n"),
        }
    }

    /// A row of texts.
    pub fn row<'a>(&mut self, cells: impl Iterator<Item = &'a str>) {
        self.typed_row(cells.map(|cell| (cell, false)));
    }

    /// A row of cells, some of which are numbers.
    pub fn typed_row<'a>(&mut self, cells: impl Iterator<Item = (&'a str, bool)>) {
        match &mut self.out {
            Out::Csv(csv) => {
                for (cell, number) in cells {
                    if number { csv.plain(cell) } else { csv.text(cell) }
                }
                csv.end();
            }
            Out::Json(bytes, begun) => {
                let value = |(cell, number): (&str, bool)| match cell {
                    "" => serde_json::Value::Null,
                    cell if number => serde_json::from_str(cell).unwrap_or_else(|_| cell.into()),
                    cell => cell.into(),
                };
                let record: serde_json::Map<String, serde_json::Value> =
                    self.columns.iter().cloned().zip(cells.map(value)).collect();
                if std::mem::replace(begun, true) {
                    bytes.extend_from_slice(b",\n");
                }
                // Writing to memory cannot fail.
                let _ = serde_json::to_writer(bytes, &record);
            }
        }
    }

    /// The bytes; what stands after the last row of all parts is the export's glue.
    pub fn finish(self) -> Vec<u8> {
        match self.out {
            Out::Csv(csv) => csv.finish(),
            Out::Json(bytes, _) => bytes,
        }
    }
}

/// Writes changes, a line for each cell that changed; a change without any has one line.
#[derive(Debug)]
pub struct ChangeWriter(Csv);

impl ChangeWriter {
    /// A file with its header.
    pub fn new(style: Style) -> Self {
        let mut csv = Csv::new(style);
        csv.head(&[
            "month", "table", "key", "action", "effect", "conflict", "column", "before", "after", "file",
            "line",
        ]);
        ChangeWriter(csv)
    }

    /// One change.
    pub fn write(&mut self, change: &Change) {
        let none = [(String::new(), String::new(), String::new())];
        let cells = if change.cells.is_empty() { &none[..] } else { &change.cells };
        for (column, before, after) in cells {
            let csv = &mut self.0;
            csv.plain(&change.month.text());
            csv.text(&change.table);
            csv.text(&change.key);
            csv.plain(change.action.word());
            csv.plain(change.effect.info().id);
            csv.plain(if change.effect.is_conflict() { "yes" } else { "no" });
            csv.text(column);
            csv.text(before);
            csv.text(after);
            csv.text(&change.file);
            csv.plain(&change.line.to_string());
            csv.end();
        }
    }

    /// The bytes.
    pub fn finish(self) -> Vec<u8> {
        self.0.finish()
    }
}
