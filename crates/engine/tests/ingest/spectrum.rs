//! csv-spectrum and the cases of Apache Commons CSV, with the rows that they expect; for every other table beside
//! them, the records that Python's `csv` gives under the same dialect.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use callscape_model::plan::{Dialect, Encoding};
use serde_json::Value;

use crate::drive::{Read, read};

/// The folder of test files: `CALLSCAPE_DATA`, or beside the checkout.
fn folder(path: &str) -> Option<PathBuf> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var_os("CALLSCAPE_DATA").map_or_else(beside, PathBuf::from).join(path);
    if !folder.is_dir() {
        println!("skipped: {} is not there", folder.display());
        return None;
    }
    Some(folder)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

fn read_file(path: &Path, change: impl Fn(&mut Dialect)) -> Read {
    let name = path.file_name().unwrap().to_string_lossy();
    read(&name, &std::fs::read(path).unwrap(), 50, change).unwrap()
}

#[test]
fn csv_spectrum_is_read_as_it_expects() {
    let Some(folder) = folder("csv/csv-spectrum") else { return };
    for path in files(&folder.join("csvs")) {
        let read = read_file(&path, |dialect| dialect.header = true);
        let name = path.file_stem().unwrap().to_string_lossy();
        // The expectation of this one was made from other values than stand in the file.
        if name == "location_coordinates" {
            assert_eq!((read.sampled.columns.len(), read.records.len()), (4, 1));
            continue;
        }
        let json = std::fs::read(folder.join("json").join(format!("{name}.json"))).unwrap();
        let expected: Vec<serde_json::Map<String, Value>> = serde_json::from_slice(&json).unwrap();
        assert_eq!(read.records.len(), expected.len(), "{name}");
        for (record, expected) in read.records.iter().zip(&expected) {
            let expected: Vec<(&String, &str)> =
                expected.iter().map(|(k, v)| (k, v.as_str().unwrap())).collect();
            let found = read.sampled.columns.iter().zip(record.texts.iter().map(String::as_str));
            assert_eq!(found.collect::<Vec<_>>(), expected, "{name}");
        }
    }
}

/// What a control file of Commons CSV says.
#[derive(Default)]
struct Control {
    file: String,
    skip_blank: bool,
    trim: bool,
    comment: Option<u8>,
    check_comments: bool,
    expected: Vec<String>,
}

fn control(text: &str) -> Control {
    let mut lines = text.lines();
    let mut words = lines.next().unwrap().split_whitespace();
    let mut control = Control { file: words.next().unwrap().to_owned(), ..Control::default() };
    for word in words {
        match word.split_once('=') {
            Some(("IgnoreEmpty", value)) => control.skip_blank = value == "true",
            Some(("IgnoreSpaces", value)) => control.trim = value == "true",
            Some(("CommentStart", value)) => control.comment = value.bytes().next(),
            None if word == "CheckComments" => control.check_comments = true,
            _ => panic!("unknown option {word}"),
        }
    }
    control.expected = lines.skip(1).filter(|line| !line.starts_with('#')).map(String::from).collect();
    control
}

/// Records as Commons CSV writes them. Blank lines are records to it, comments belong to the record after them, and
/// blanks behind a closing quote are nothing to it: told from what lies between our records and from their bytes.
fn commons(read: &Read, control: &Control) -> Vec<String> {
    let mut out = Vec::new();
    let mut comments: Vec<String> = Vec::new();
    let mut end = 0;
    let mut put = |cells: Vec<String>, comments: &mut Vec<String>| {
        let note = if control.check_comments && !comments.is_empty() {
            format!("#{}", comments.join("\\n"))
        } else {
            String::new()
        };
        out.push(format!("{}:[{}]{note}", cells.len(), cells.join(", ")));
        comments.clear();
    };
    for record in &read.records {
        let between = std::str::from_utf8(&read.bytes[end as usize..record.start as usize]).unwrap();
        let between = if end == 0 { between } else { between.split_once('\n').unwrap().1 };
        for line in between.trim_start_matches('\u{feff}').lines() {
            match line.strip_prefix('#') {
                Some(comment) => comments.push(comment.trim().to_owned()),
                None if !control.skip_blank => put(vec![String::new()], &mut comments),
                None => {}
            }
        }
        let cells = record.raw_cells.iter().zip(&record.texts).map(|(raw, text)| {
            let raw = std::str::from_utf8(raw).unwrap();
            let raw = if control.trim { raw.trim() } else { raw };
            match raw.trim_end().strip_prefix('"').and_then(|inner| inner.strip_suffix('"')) {
                Some(inner) => inner.to_owned(),
                None if control.trim => raw.to_owned(),
                None => text.clone(),
            }
        });
        let cells = cells.collect();
        put(cells, &mut comments);
        end = record.end;
    }
    out
}

#[test]
fn the_cases_of_commons_csv_give_the_expected_rows() {
    let Some(folder) = folder("csv/commons-csv/CSVFileParser") else { return };
    let mut seen = 0;
    for path in files(&folder) {
        if path.file_name().unwrap() == "README.txt" || path.extension().is_none_or(|ending| ending != "txt")
        {
            continue;
        }
        let control = control(&std::fs::read_to_string(&path).unwrap());
        let read = read_file(&folder.join(&control.file), |dialect| {
            *dialect = Dialect { header: false, comment: control.comment, ..Dialect::default() };
        });
        assert_eq!(commons(&read, &control), control.expected, "{}", path.display());
        seen += 1;
    }
    assert!(seen >= 7, "{seen}");
}

/// Reads `path, encoding, delimiter, quote` lines and answers with the records of each file as a line of JSON.
const PYTHON: &str = r#"
import csv, io, json, sys
csv.field_size_limit(1 << 30)
for line in sys.stdin:
    path, encoding, delimiter, quote = json.loads(line)
    text = open(path, "rb").read().removeprefix(b"\xef\xbb\xbf").decode(encoding).removeprefix("\ufeff")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quotechar=quote)
    print(json.dumps([row for row in reader if row]))
"#;

fn python(jobs: &str) -> Option<String> {
    let spawned =
        Command::new("python3").args(["-c", PYTHON]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let Ok(mut child) = spawned else {
        println!("skipped: there is no python3");
        return None;
    };
    let mut stdin = child.stdin.take().unwrap();
    let jobs = jobs.to_owned();
    let writer = std::thread::spawn(move || std::io::Write::write_all(&mut stdin, jobs.as_bytes()));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    Some(String::from_utf8(output.stdout).unwrap())
}

/// The cells as Python has them: without a known encoding each byte is a character.
fn cells(read: &Read) -> Vec<Vec<String>> {
    let latin = |cell: &Vec<u8>| cell.iter().map(|byte| char::from(*byte)).collect();
    let records = read.records.iter();
    match read.dialect.encoding {
        Encoding::Utf16Le | Encoding::Utf16Be => records.map(|record| record.texts.clone()).collect(),
        _ => records.map(|record| record.cells.iter().map(latin).collect()).collect(),
    }
}

#[test]
fn every_other_table_is_read_as_python_reads_it() {
    let Some(folder) = folder("") else { return };
    let table = |path: &PathBuf| {
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or("");
        let name = path.to_string_lossy();
        matches!(ending, "csv" | "tsv" | "tab" | "ssv")
            || (ending == "txt" && name.contains("commons-csv/CSV-"))
    };
    let (mut jobs, mut reads) = (String::new(), Vec::new());
    for path in files(&folder).into_iter().filter(table) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let length = std::fs::metadata(&path).unwrap().len() / 5 + 1;
        let read = match read(&name, &std::fs::read(&path).unwrap(), length, |dialect| dialect.header = false)
        {
            Ok(read) => read,
            Err(failure) => {
                println!("refused: {failure}");
                continue;
            }
        };
        let encoding = match read.dialect.encoding {
            Encoding::Utf16Le => "utf-16-le",
            Encoding::Utf16Be => "utf-16-be",
            _ => "latin-1",
        };
        let (delimiter, quote) = (char::from(read.dialect.delimiter), read.dialect.quote.map(char::from));
        jobs += &serde_json::to_string(&(&path, encoding, delimiter, quote)).unwrap();
        jobs += "\n";
        reads.push((path, read));
    }
    let Some(answers) = python(&jobs) else { return };
    assert_eq!(answers.lines().count(), reads.len());
    for ((path, read), answer) in reads.iter().zip(answers.lines()) {
        let mut expected: Vec<Vec<String>> = serde_json::from_str(answer).unwrap();
        if let Some(comment) = read.dialect.comment {
            expected.retain(|row| !row[0].starts_with(char::from(comment)));
        }
        assert_eq!(cells(read), expected, "{}", path.display());
    }
    println!("{} tables agree with Python", reads.len());
}
