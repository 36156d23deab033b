//! What files get that hold no records: one sentence that names the file and what it is.

use crate::drive::read;

fn refused(name: &str, bytes: &[u8]) -> String {
    read(name, bytes, 1 << 20, |_| {}).err().map_or_else(|| "read".to_owned(), |failure| failure.to_string())
}

#[test]
fn files_without_records_are_refused_in_one_sentence() {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    let _bound = settings.bind_to_scope();
    insta::assert_snapshot!(
        "refusals",
        [
            refused("calls.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
            refused("911.csv", b"<!DOCTYPE html>\n<html lang=\"en\"><head>"),
            refused("911.csv", b"\n\n  <HTML><body>"),
            refused("calls.xlsx", b"PK\x03\x04\x14\0\x06\0\x08\0[Content_Types].xml xl/workbook.xml"),
            refused("bomb.zip", b"PK\x03\x04\x14\0\0\0\x08\0bomb.bin"),
            refused("calls.csv.gz", b"\x1f\x8b\x08\0\0\0\0\0"),
            refused("calls.parquet", b"PAR1\x15\x04\x15"),
            refused("empty.csv", b""),
            refused("blank.csv", b"\r\n\r\n \n"),
            refused("noise.csv", &(0..=255).collect::<Vec<u8>>()),
            refused("feed.xml", b"<?xml version=\"1.0\"?><calls/>"),
            refused("long.csv", &[b'x'; (2 << 20)]),
        ]
        .join("\n")
    );
}

#[test]
fn a_name_alone_refuses_nothing() {
    assert_eq!(refused("bomb.zip", b"call_id,caller\n1,555-0100\n"), "read");
    assert_eq!(refused("calls.png", b"call_id,caller\n"), "read");
}
