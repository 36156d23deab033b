//! Files that hold no records: recognised by their first bytes, refused in one sentence that says what they are
//! and one that says what to do. What is inside a file of text is not judged here.

use callscape_model::message::Failure;

/// How many leading bytes are looked at.
const LOOKED_AT: usize = 64 << 10;

/// A kind of file, how it begins, and what to do with it.
struct Kind {
    at: usize,
    magic: &'static [u8],
    what: &'static str,
    hint: &'static str,
}

const TABLE: &str = "Export the table as CSV and drop that.";
const UNPACK: &str = "Unpack it and drop the files that are in it.";
const SHEET: &str = "Open it in a spreadsheet program, save the sheet as CSV and drop that.";

const fn kind(magic: &'static [u8], what: &'static str, hint: &'static str) -> Kind {
    Kind { at: 0, magic, what, hint }
}

/// The first that fits counts.
const KINDS: &[Kind] = &[
    kind(b"\x89PNG\r\n", "a PNG image", TABLE),
    kind(b"\xff\xd8\xff", "a JPEG image", TABLE),
    kind(b"GIF8", "a GIF image", TABLE),
    Kind { at: 8, magic: b"WEBP", what: "a WebP image", hint: TABLE },
    Kind { at: 8, magic: b"WAVE", what: "a sound recording", hint: TABLE },
    Kind { at: 4, magic: b"ftyp", what: "a video or sound recording", hint: TABLE },
    kind(b"ID3", "a sound recording", TABLE),
    kind(b"OggS", "a sound recording", TABLE),
    kind(b"%PDF-", "a PDF document", TABLE),
    kind(b"{\\rtf", "a rich text document", TABLE),
    kind(b"\x1f\x8b", "a gzip archive", UNPACK),
    kind(b"BZh", "a bzip2 archive", UNPACK),
    kind(b"\xfd7zXZ", "an xz archive", UNPACK),
    kind(b"\x28\xb5\x2f\xfd", "a zstd archive", UNPACK),
    kind(b"7z\xbc\xaf", "a 7-Zip archive", UNPACK),
    kind(b"Rar!", "a RAR archive", UNPACK),
    kind(b"\xd0\xcf\x11\xe0", "an old Office file", SHEET),
    kind(b"PAR1", "a Parquet file", TABLE),
    kind(b"ARROW1", "an Arrow file", TABLE),
    kind(b"Obj\x01", "an Avro file", TABLE),
    kind(b"SQLite format 3", "an SQLite database", TABLE),
    kind(b"\x7fELF", "a program", TABLE),
    kind(b"MZ\x90\0", "a program", TABLE),
    kind(b"\0asm", "a program", TABLE),
    kind(b"\0\0\xfe\xff", "UTF-32 text", "Save it as UTF-8 and drop that."),
    kind(b"\xff\xfe\0\0", "UTF-32 text", "Save it as UTF-8 and drop that."),
];

/// Starts of texts that are no records; lower case.
const TEXTS: &[(&str, &str)] = &[
    ("<!doctype html", "a web page"),
    ("<html", "a web page"),
    ("<head", "a web page"),
    ("<body", "a web page"),
    ("<?xml", "an XML document"),
    ("<?php", "a program"),
    ("#!/", "a program"),
    ("-----begin", "a key or certificate"),
];

/// What is wrong with a file of which `head` is the start, if it cannot hold records.
pub(crate) fn refusal(name: &str, head: &[u8]) -> Option<Failure> {
    let refused = |what: &str, hint: &str| {
        Some(Failure::new("reading", format!("{name} is {what}, not call records."), hint))
    };
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        let (what, hint) = packed(head);
        return refused(what, hint);
    }
    if let Some(kind) = KINDS.iter().find(|kind| begins(head, kind.at, kind.magic)) {
        return refused(kind.what, kind.hint);
    }
    let text = text_start(head);
    if let Some((_, what)) = TEXTS.iter().find(|(start, _)| text.starts_with(start)) {
        let hint = match *what {
            "a web page" => "Use the download link of that page instead of saving the page, or export CSV.",
            _ => TABLE,
        };
        return refused(what, hint);
    }
    None
}

/// What is wrong with a text that is mostly no text. Looks at UTF-8; UTF-16 is transcoded first.
pub(crate) fn binary(name: &str, text: &[u8]) -> Option<Failure> {
    let looked = text.get(..LOOKED_AT).unwrap_or(text);
    let control = |byte: &&u8| **byte < b' ' && !matches!(**byte, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b);
    let controls = looked.iter().filter(control).count();
    if controls * 10 > looked.len() {
        let message = format!("{name} is a binary file, not call records.");
        return Some(Failure::new("reading", message, TABLE));
    }
    if looked.iter().all(u8::is_ascii_whitespace) {
        let message = format!("{name} holds nothing but blanks.");
        return Some(Failure::new("reading", message, "Choose a file with call records."));
    }
    None
}

/// What is wrong with a file without bytes.
pub(crate) fn empty(name: &str) -> Failure {
    Failure::new("reading", format!("{name} is empty (0 bytes)."), "Choose a file with call records.")
}

/// What is wrong with a file whose first line does not end in the bytes that are looked at.
pub(crate) fn endless(name: &str) -> Failure {
    let message = format!("The first line of {name} is longer than a megabyte, so it holds no call records.");
    Failure::new("reading", message, "Choose a file with one call on each line.")
}

fn begins(head: &[u8], at: usize, magic: &[u8]) -> bool {
    head.get(at..).is_some_and(|rest| rest.starts_with(magic))
}

/// Zip archives are workbooks and documents, too: the names of the files in them tell.
fn packed(head: &[u8]) -> (&'static str, &'static str) {
    let looked = head.get(..LOOKED_AT).unwrap_or(head);
    let holds = |name: &[u8]| memchr::memmem::find(looked, name).is_some();
    if holds(b"xl/") {
        ("an Excel workbook", SHEET)
    } else if holds(b"opendocument.spreadsheet") {
        ("an OpenDocument workbook", SHEET)
    } else if holds(b"word/") || holds(b"opendocument.text") {
        ("a text document", TABLE)
    } else {
        ("a zip archive", UNPACK)
    }
}

/// The first letters of a text, lower case, without byte order mark and blanks.
fn text_start(head: &[u8]) -> String {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    String::from_utf8_lossy(head.get(..32).unwrap_or(head)).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_are_no_tables_are_named_for_what_they_are() {
        for (head, expected) in [
            (b"\x89PNG\r\n\x1a\n\0\0".as_slice(), "calls.csv is a PNG image, not call records."),
            (b"PK\x03\x04....xl/workbook.xml", "calls.csv is an Excel workbook, not call records."),
            (b"PK\x03\x04....bomb.bin", "calls.csv is a zip archive, not call records."),
            (b"\xef\xbb\xbf\n <!DOCTYPE HTML><html>", "calls.csv is a web page, not call records."),
            (b"PAR1\x15\x04", "calls.csv is a Parquet file, not call records."),
            (b"\0\0\0\x20ftypmp42", "calls.csv is a video or sound recording, not call records."),
        ] {
            assert_eq!(refusal("calls.csv", head).unwrap().message, expected);
        }
        assert_eq!(refusal("calls.csv", b"PKxx,caller\n"), None);
    }

    #[test]
    fn a_few_nul_bytes_are_data_and_many_are_not() {
        assert_eq!(binary("a.csv", b"call_id,caller\n1,\0\n2,555-0100-22\n"), None);
        assert!(binary("a.csv", &[0, 1, 2, 65, 66]).unwrap().message.contains("binary"));
        assert!(binary("a.csv", b" \r\n\n").unwrap().message.contains("blanks"));
    }

    #[test]
    fn every_kind_is_listed_once() {
        for (n, kind) in KINDS.iter().enumerate() {
            assert!(!kind.magic.is_empty() && !kind.hint.is_empty());
            assert!(KINDS.iter().skip(n + 1).all(|other| (other.at, other.magic) != (kind.at, kind.magic)));
        }
    }
}
