//! Transcripts row by row: the silver table with cleaned texts, the gold table with what scoring says of them. Columns
//! and names are those of the tables `silver_call_records` and `gold_call_analytics` that analysts know; where call
//! records are joined, silver has more columns at its end, and the duration is that of the call.

use std::collections::BTreeMap;

use callscape_model::calendar::{clock_text, offset_text};
use callscape_model::field::Field;
use callscape_model::message::Style;
use callscape_model::score::{Fate, Label, NOT_ANALYSED, Score};
use callscape_scoring::silver;

use super::calls::{moment, seconds};
use super::ledger::TableWriter;
use super::{Beside, Export, Make, RowWriter, Sheet};
use crate::block::Row;
use crate::clean::Reject;
use crate::clean::number::decimal_text;
use crate::clean::row::{Cleaner, Moment};
use crate::keys::Loser;
use crate::transcript::{Said, one_line, read};

/// What stands for an agent that nobody names.
pub(super) const NOBODY: &str = "Unknown Agent";

const JSON_GLUE: (&str, &str) = (",\n", "\n]\n");

const fn export(id: &'static str, title: &'static str, stem: &'static str, json: bool, make: Make) -> Export {
    match json {
        false => Export { id, title, stem, ending: "csv", mime: "text/csv", glue: ("", ""), make },
        true => Export { id, title, stem, ending: "json", mime: "application/json", glue: JSON_GLUE, make },
    }
}

pub(super) const SILVER_CSV: Export = export(
    "silver_csv",
    "Silver: cleaned transcripts, CSV",
    "silver_call_records",
    false,
    Make::Rows(|sheet, file, style| make(SILVER, silver_cells, false, (sheet, file, style))),
);
pub(super) const SILVER_JSON: Export = export(
    "silver_json",
    "Silver: cleaned transcripts, JSON",
    "silver_call_records",
    true,
    Make::Rows(|sheet, file, style| make(SILVER, silver_cells, true, (sheet, file, style))),
);
pub(super) const GOLD_CSV: Export = export(
    "gold_csv",
    "Gold: scores of each call, CSV",
    "gold_call_analytics",
    false,
    Make::Rows(|sheet, file, style| make(GOLD, gold_cells, false, (sheet, file, style))),
);
pub(super) const GOLD_JSON: Export = export(
    "gold_json",
    "Gold: scores of each call, JSON",
    "gold_call_analytics",
    true,
    Make::Rows(|sheet, file, style| make(GOLD, gold_cells, true, (sheet, file, style))),
);

/// A column, and whether it holds numbers or truth values.
type Column = (&'static str, bool);

const SILVER: &[Column] = &[
    ("call_id", false),
    ("agent_name", false),
    ("call_timestamp", false),
    ("transcript_text", false),
    ("transcript_length", true),
    ("call_duration_seconds", true),
    ("source_file", false),
    ("ingested_at", false),
];

const GOLD: &[Column] = &[
    ("call_id", false),
    ("agent_name", false),
    ("call_timestamp", false),
    ("is_conversion", true),
    ("conversion_phrase", false),
    ("upsell_amount", true),
    ("upsell_product", false),
    ("sentiment_label", false),
    ("sentiment_score", true),
    ("sentiment_confidence", true),
    ("positive_keywords_count", true),
    ("negative_keywords_count", true),
    ("transcript_length", true),
    ("call_duration_seconds", true),
];

/// A row that is written: its cleaner, its record, its turns.
struct One<'a> {
    cleaner: &'a mut Cleaner,
    row: Row<'a>,
    script: &'a str,
    said: &'a [Said<'a>],
    writer: &'a Context,
}

type Cells = fn(&mut One<'_>) -> Vec<String>;

#[derive(Clone, Debug)]
struct Context {
    /// Agents by spelling.
    agents: BTreeMap<String, String>,
    file: String,
    style: Style,
    /// What the call record of the next row brings.
    beside: Beside,
}

#[derive(Debug)]
struct Transcripts {
    writer: TableWriter,
    /// Which columns hold numbers.
    numbers: Vec<bool>,
    cells: Cells,
    context: Context,
}

fn make(
    columns: &'static [Column],
    cells: Cells,
    json: bool,
    (sheet, file, style): (&Sheet, &str, Style),
) -> Box<dyn RowWriter> {
    let own = columns.iter().map(|(name, number)| ((*name).to_owned(), *number));
    // The columns of gold are those that analysts know, and no others.
    let beside = sheet.beside.iter().filter(|_| columns == SILVER).cloned();
    let (names, numbers): (Vec<String>, Vec<bool>) = own.chain(beside).unzip();
    let context =
        Context { agents: sheet.agents.clone(), file: file.to_owned(), style, beside: Beside::default() };
    Box::new(Transcripts { writer: TableWriter::part(json, &names, style), numbers, cells, context })
}

impl RowWriter for Transcripts {
    fn head(&mut self) {
        self.writer.head();
    }

    fn wants_kept(&self) -> bool {
        true
    }

    fn kept(&mut self, cleaner: &mut Cleaner, row: Row<'_>) {
        let script = cleaner.script().to_owned();
        let said = read(&script);
        let cells =
            (self.cells)(&mut One { cleaner, row, script: &script, said: &said, writer: &self.context });
        let cells = cells.iter().chain(&self.context.beside.cells).map(String::as_str);
        self.writer.typed_row(cells.zip(self.numbers.iter().copied()));
    }

    fn beside(&mut self, beside: Beside) {
        self.context.beside = beside;
    }

    fn rejected(&mut self, _: &mut Cleaner, _: Row<'_>, _: u64, _: Reject) {}

    fn lost(&mut self, _: &mut Cleaner, _: Row<'_>, _: u64, _: (&Loser, &str)) {}

    fn finish(self: Box<Self>) -> Vec<u8> {
        self.writer.finish()
    }
}

impl One<'_> {
    fn text(&mut self, field: Field) -> String {
        let column = self.cleaner.recipe().plan.column(field);
        column.map_or_else(String::new, |column| self.cleaner.text(self.row, column))
    }

    /// The agent as all of its spellings are called.
    fn agent(&mut self) -> String {
        let spelled = self.text(Field::Agent);
        match self.writer.agents.get(&spelled) {
            Some(name) => name.clone(),
            None if spelled.is_empty() => NOBODY.to_owned(),
            None => spelled,
        }
    }

    fn timestamp(&self) -> String {
        let start = self.cleaner.values().start;
        if start == Moment::NEVER {
            return String::new();
        }
        moment(self.cleaner, Some(start), self.writer.style.utc)
    }

    fn length(&self) -> String {
        silver::length(&one_line(self.script, self.said)).to_string()
    }

    fn duration(&self) -> String {
        seconds(self.writer.beside.duration.unwrap_or(self.cleaner.values().duration))
    }

    fn source(&mut self) -> String {
        let document = self.text(Field::Document);
        if document.is_empty() { self.writer.file.clone() } else { document }
    }

    fn ingested(&self) -> String {
        let Style { at, utc, .. } = self.writer.style;
        let zone = &self.cleaner.recipe().zone;
        match at {
            0 => String::new(),
            at if utc => clock_text(at) + "+00:00",
            at => clock_text(zone.clock(at)) + &offset_text(zone.clock(at) - at),
        }
    }
}

fn silver_cells(one: &mut One<'_>) -> Vec<String> {
    vec![
        one.text(Field::CallId),
        one.agent(),
        one.timestamp(),
        one_line(one.script, one.said).into_owned(),
        one.length(),
        one.duration(),
        one.source(),
        one.ingested(),
    ]
}

fn gold_cells(one: &mut One<'_>) -> Vec<String> {
    let score = one.cleaner.explain(one.said).unwrap_or_default();
    let analysed = score.is_analysed();
    let number = |value: i32| if analysed { decimal_text(i64::from(value), 4, 0) } else { String::new() };
    let count = |count: u32| if analysed { count.to_string() } else { String::new() };
    let sure = score.probabilities[score.label as usize];
    let (phrase, (amount, product)) = (phrase(&score, one.said), sold(&score, one));
    vec![
        one.text(Field::CallId),
        one.agent(),
        one.timestamp(),
        if analysed { score.conversion.is_some().to_string() } else { String::new() },
        phrase,
        amount,
        product,
        if analysed { Label::word(score.label).to_owned() } else { NOT_ANALYSED.to_owned() },
        number(score.score),
        number(sure),
        count(score.positives),
        count(score.negatives),
        one.length(),
        one.duration(),
    ]
}

/// The words by which the customer agreed.
fn phrase(score: &Score, said: &[Said<'_>]) -> String {
    let words = score.conversion.as_ref().and_then(|conversion| {
        let text = &said.get(conversion.turn as usize)?.text;
        text.get(conversion.start as usize..conversion.end as usize)
    });
    words.unwrap_or("").to_owned()
}

/// What was sold on top: the price of all, and the products.
fn sold(score: &Score, one: &One<'_>) -> (String, String) {
    let accepted = score.upsells.iter().filter(|upsell| upsell.fate == Fate::Accepted);
    let products: Vec<&str> = accepted.map(|upsell| upsell.product.as_str()).collect();
    let upsell = one.cleaner.values().scored.upsell;
    let amount = if upsell == crate::schema::NONE { String::new() } else { decimal_text(upsell, 6, 2) };
    (amount, products.join(", "))
}
