//! Every file of `tests/cases` is a test: what it is taken for, its columns and its records.

use std::fmt::Write;

use crate::drive::{Read, read};

fn report(name: &str, read: &Read) -> String {
    let dialect = &read.dialect;
    let sign = |byte: Option<u8>| byte.map_or("none".to_owned(), |byte| format!("{:?}", char::from(byte)));
    let mut out = format!("{name}: {}, {:?}", dialect.format, dialect.encoding);
    if dialect.format == "csv" {
        let (delimiter, quote) = (sign(Some(dialect.delimiter)), sign(dialect.quote));
        write!(out, ", delimiter {delimiter}, quote {quote}, comment {}, ", sign(dialect.comment)).unwrap();
        out += if dialect.header { "header" } else { "no header" };
    }
    writeln!(out, "\ncolumns {:?}, records begin at byte {}", read.sampled.columns, read.sampled.skip)
        .unwrap();
    for record in &read.records {
        match record.problem {
            None => writeln!(out, "{}: {:?}", record.line, record.texts),
            Some(problem) => writeln!(out, "{}: unreadable, {}", record.line, problem.message()),
        }
        .unwrap();
    }
    out
}

#[test]
fn every_case_is_read_as_its_snapshot_says() {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    let _bound = settings.bind_to_scope();
    insta::glob!("../cases", "[!.]*", |path| {
        let name = path.file_name().unwrap().to_string_lossy();
        let bytes = std::fs::read(path).unwrap();
        let whole = read(&name, &bytes, 1 << 20, |_| {}).unwrap();
        insta::assert_snapshot!("case", report(&name, &whole));
        for length in [1, 7, 20] {
            let cut = read(&name, &bytes, length, |_| {}).unwrap();
            assert_eq!(cut.records, whole.records, "{name} in slices of {length} bytes");
        }
        let readable = whole.records.iter().filter(|record| record.problem.is_none());
        let texts: Vec<&Vec<String>> = readable.map(|record| &record.texts).collect();
        assert!(texts.into_iter().eq(&whole.sampled.rows), "{name}: sample and records differ");
    });
}
