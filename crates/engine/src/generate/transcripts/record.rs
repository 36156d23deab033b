//! How transcripts and their truth are written.

use std::io::Write;

use callscape_model::score::{ConversionKind, Fate, Label};

use super::{Transcript, Truth};

/// The columns of a record, in order.
const COLUMNS: [&str; 4] = ["call_id", "agent_name", "timestamp", "transcript_text"];

impl Transcript {
    fn cells(&self) -> [&str; 4] {
        [&self.call_id, &self.agent_name, &self.timestamp, &self.text]
    }

    /// Adds the record as a line of JSON.
    pub fn write_ndjson(&self, out: &mut Vec<u8>) {
        for (place, (column, cell)) in COLUMNS.iter().zip(self.cells()).enumerate() {
            out.extend_from_slice(if place == 0 { b"{\"" } else { b",\"" });
            out.extend_from_slice(column.as_bytes());
            out.extend_from_slice(b"\":");
            json_text(cell, out);
        }
        out.extend_from_slice(b"}\n");
    }

    /// Adds the record as an indented JSON object, a file of its own.
    pub fn write_file(&self, out: &mut Vec<u8>) {
        for (place, (column, cell)) in COLUMNS.iter().zip(self.cells()).enumerate() {
            out.extend_from_slice(if place == 0 { b"{\n    \"" } else { b",\n    \"" });
            out.extend_from_slice(column.as_bytes());
            out.extend_from_slice(b"\": ");
            json_text(cell, out);
        }
        out.extend_from_slice(b"\n}\n");
    }

    /// Adds the names of the columns.
    pub fn write_csv_header(out: &mut Vec<u8>) {
        out.extend_from_slice(COLUMNS.join(",").as_bytes());
        out.push(b'\n');
    }

    /// Adds the record as a record of CSV.
    pub fn write_csv(&self, out: &mut Vec<u8>) {
        for (place, cell) in self.cells().into_iter().enumerate() {
            if place > 0 {
                out.push(b',');
            }
            if cell.contains([',', '"', '\n', '\r']) {
                out.push(b'"');
                out.extend_from_slice(cell.replace('"', "\"\"").as_bytes());
                out.push(b'"');
            } else {
                out.extend_from_slice(cell.as_bytes());
            }
        }
        out.push(b'\n');
    }

    /// Adds what is true of the call as a line of JSON; nothing for a record that repeats another one.
    pub fn write_truth(&self, out: &mut Vec<u8>) {
        let Some(truth) = &self.truth else { return };
        out.extend_from_slice(b"{\"call_id\":");
        json_text(&self.call_id, out);
        truth.write(out);
        out.extend_from_slice(b"}\n");
    }
}

impl Truth {
    fn write(&self, out: &mut Vec<u8>) {
        let mut text = |name: &str, value: Option<&str>| {
            // Writing to a vector cannot fail.
            let _ = write!(out, ",\"{name}\":");
            match value {
                Some(value) => json_text(value, out),
                None => out.extend_from_slice(b"null"),
            }
        };
        text("agent", Some(self.agent));
        text("language", Some(self.language));
        text("label", self.label.map(Label::word));
        let kind = self.conversion.map(ConversionKind::word);
        let offer = self.offer.as_ref();
        text("conversion_kind", kind);
        text("upsell_type", offer.map(|offer| offer.kind));
        text("upsell_product", offer.map(|offer| offer.product));
        text("upsell_period", offer.map(|offer| offer.period.word()));
        text("upsell_fate", offer.map(|offer| offer.fate.word()));
        let price = offer.map_or_else(|| "null".to_owned(), |offer| dollars(offer.cents));
        let counts = offer.filter(|offer| offer.fate == Fate::Accepted).map_or(0, |offer| offer.cents);
        let _ = write!(
            out,
            ",\"upsell_price\":{price},\"upsell_amount\":{},\"is_conversion\":{}",
            dollars(counts),
            kind.is_some()
        );
    }
}

fn dollars(cents: u64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

fn json_text(text: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    for byte in text.bytes() {
        match byte {
            b'"' | b'\\' => out.extend_from_slice(&[b'\\', byte]),
            b'\n' => out.extend_from_slice(b"\\n"),
            0..0x20 => {
                let _ = write!(out, "\\u{byte:04x}");
            }
            byte => out.push(byte),
        }
    }
    out.push(b'"');
}
