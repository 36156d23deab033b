//! One call: its cells, and how they are written. Shares and shapes follow what call centres see: most calls are
//! answered, calls are short with a long tail, and numbers are written in many ways.

use std::io::Write;

use callscape_model::calendar::{DAY, day_text};

use super::random::Random;

/// The columns of a call.
pub(super) const COLUMNS: [&str; 10] = [
    "call_id",
    "caller",
    "callee",
    "call_type",
    "status",
    "start_time",
    "end_time",
    "duration_sec",
    "cost_usd",
    "agent",
];

/// Places of cells that flaws reach for.
pub(super) const ID: usize = 0;
pub(super) const TYPE: usize = 3;
pub(super) const STATUS: usize = 4;
pub(super) const START: usize = 5;
pub(super) const END: usize = 6;
pub(super) const DURATION: usize = 7;
pub(super) const COST: usize = 8;
pub(super) const AGENT: usize = 9;

const TYPES: &[(u64, &str)] = &[(52, "incoming"), (38, "outgoing"), (10, "missed")];
const INCOMING: &[(u64, &str)] = &[(88, "completed"), (8, "no-answer"), (4, "failed")];
const OUTGOING: &[(u64, &str)] = &[(76, "completed"), (18, "no-answer"), (6, "failed")];
/// Seconds of completed calls: from, to (exclusive).
const LENGTHS: &[(u64, (u64, u64))] = &[
    (14, (30, 60)),
    (28, (60, 120)),
    (26, (120, 240)),
    (17, (240, 480)),
    (9, (480, 960)),
    (4, (960, 1920)),
    (2, (1920, 7201)),
];
/// How numbers are written: `9` is a digit, `A` the area code.
const PHONES: &[(u64, &str)] = &[
    (30, "A-555-9999"),
    (22, "A5559999"),
    (16, "(A)555-9999"),
    (12, "A.555.9999"),
    (8, "+1-A-555-9999"),
    (5, "001-A-555-9999"),
    (3, "A-555-9999x999"),
    (2, "(A)555-9999x9999"),
    (2, "+1-A-555-9999x99999"),
];
const AGENTS: [&str; 24] = [
    "Aisha Khan",
    "Ben Carter",
    "Chloe Dubois",
    "Daniel Ortiz",
    "Elena Rossi",
    "Farid Haddad",
    "Grace Kim",
    "Hugo Lindqvist",
    "Ingrid Sørensen",
    "Jamal Brooks",
    "Keiko Tanaka",
    "Liam O'Brien",
    "Maya Patel",
    "Noah Fischer",
    "Olivia Novak",
    "Pedro Álvarez",
    "Quinn Murphy",
    "Rosa Jiménez",
    "Samuel Osei",
    "Tara Singh",
    "Umar Farooq",
    "Valerie Cohen",
    "Wei Chen",
    "Zoe Papadakis",
];

/// The cells of a call, in the order of [`COLUMNS`].
#[derive(Clone, Debug, Default)]
pub(super) struct Cells {
    pub(super) cells: [Vec<u8>; COLUMNS.len()],
    /// Cells that are not written, at the end of the record.
    pub(super) dropped: usize,
    /// The day that was written last, and its text.
    day: (i64, Vec<u8>),
}

/// Makes a call that starts at `start`.
pub(super) fn fill(cells: &mut Cells, start: i64, random: &mut Random) {
    cells.dropped = 0;
    let kind = random.choose(TYPES).unwrap_or("incoming");
    let status = match kind {
        "incoming" => random.choose(INCOMING),
        "outgoing" => random.choose(OUTGOING),
        _ => Some("missed"),
    };
    let status = status.unwrap_or("completed");
    cells.cells.iter_mut().for_each(Vec::clear);
    let [id, caller, callee, type_, status_cell, ..] = &mut cells.cells;
    uuid(id, random);
    phone(caller, random);
    phone(callee, random);
    type_.extend_from_slice(kind.as_bytes());
    status_cell.extend_from_slice(status.as_bytes());
    cells.time(START, start);
    if status == "completed" {
        let (from, to) = random.choose(LENGTHS).unwrap_or((30, 60));
        let seconds = from + random.below(to - from);
        cells.time(END, start + seconds as i64);
        cells.set(DURATION, format_args!("{seconds}"));
        cells.set(COST, format_args!("{}.{:02}", seconds / 100, seconds % 100));
    }
    if status == "completed" || kind == "outgoing" {
        let agent = AGENTS.get(random.below(AGENTS.len() as u64) as usize).unwrap_or(&"");
        cells.set(AGENT, format_args!("{agent}"));
    }
}

/// A random UUID (version 4).
pub(super) fn uuid(out: &mut Vec<u8>, random: &mut Random) {
    let high = random.next() & !0xf000 | 0x4000;
    let low = random.next() & !(3 << 62) | 2 << 62;
    for place in 0..32 {
        if matches!(place, 8 | 12 | 16 | 20) {
            out.push(b'-');
        }
        let half = if place < 16 { high } else { low };
        let digit = (half >> (60 - place % 16 * 4) & 15) as u8;
        out.push(if digit < 10 { b'0' + digit } else { b'a' + digit - 10 });
    }
}

/// A telephone number that belongs to nobody.
fn phone(out: &mut Vec<u8>, random: &mut Random) {
    let mut digits = random.next();
    let mut digit = |count: u64| {
        let digit = digits % count;
        digits /= count;
        digit as u8
    };
    let area = [2 + digit(8), digit(10), digit(10)].map(|digit| b'0' + digit);
    for sign in random.choose(PHONES).unwrap_or("A-555-9999").bytes() {
        match sign {
            b'A' => out.extend_from_slice(&area),
            b'9' => out.push(b'0' + digit(10)),
            sign => out.push(sign),
        }
    }
}

impl Cells {
    /// Writes a cell anew.
    pub(super) fn set(&mut self, place: usize, text: std::fmt::Arguments<'_>) {
        if let Some(cell) = self.cells.get_mut(place) {
            cell.clear();
            // Writing to a vector cannot fail.
            let _ = cell.write_fmt(text);
        }
    }

    /// Writes `YYYY-MM-DD HH:MM:SS`.
    pub(super) fn time(&mut self, place: usize, second: i64) {
        let (day, second) = (second.div_euclid(DAY), second.rem_euclid(DAY));
        if self.day.0 != day || self.day.1.is_empty() {
            self.day = (day, day_text(day).into_bytes());
        }
        let Some(cell) = self.cells.get_mut(place) else { return };
        cell.clear();
        cell.extend_from_slice(&self.day.1);
        for (sign, number) in [(b' ', second / 3600), (b':', second / 60 % 60), (b':', second % 60)] {
            cell.extend_from_slice(&[sign, b'0' + (number / 10) as u8, b'0' + (number % 10) as u8]);
        }
    }

    fn written(&self) -> impl Iterator<Item = &Vec<u8>> {
        self.cells.iter().take(COLUMNS.len() - self.dropped)
    }

    /// Adds a line of CSV.
    pub(super) fn write_csv(&self, out: &mut Vec<u8>) {
        for (place, cell) in self.written().enumerate() {
            if place > 0 {
                out.push(b',');
            }
            if !cell.iter().any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r')) {
                out.extend_from_slice(cell);
                continue;
            }
            out.push(b'"');
            for byte in cell {
                out.extend_from_slice(if *byte == b'"' { b"\"\"" } else { std::slice::from_ref(byte) });
            }
            out.push(b'"');
        }
        out.push(b'\n');
    }

    /// Adds a line of JSON. Durations and costs that are numbers are written as such, empty cells as `null`.
    pub(super) fn write_json(&self, out: &mut Vec<u8>) {
        for (place, (cell, column)) in self.written().zip(COLUMNS).enumerate() {
            out.extend_from_slice(if place == 0 { b"{\"" } else { b",\"" });
            out.extend_from_slice(column.as_bytes());
            out.extend_from_slice(b"\":");
            let number = cell.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.');
            if cell.is_empty() {
                out.extend_from_slice(b"null");
            } else if number && matches!(place, DURATION | COST) {
                out.extend_from_slice(cell);
            } else {
                out.push(b'"');
                for byte in cell {
                    match byte {
                        b'"' | b'\\' => out.extend_from_slice(&[b'\\', *byte]),
                        b'\n' => out.extend_from_slice(b"\\n"),
                        byte => out.push(*byte),
                    }
                }
                out.push(b'"');
            }
        }
        out.extend_from_slice(b"}\n");
    }
}
