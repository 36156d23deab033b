//! What must hold for every input of every format that is cut: tested with readers so short-sighted that every
//! border is met.

use std::sync::Arc;

use callscape_model::message::Slice;
use callscape_model::plan::Dialect;
use callscape_model::split::Splitting;
use proptest::prelude::*;

use super::csv::Delimited;
use super::json::Elements;
use super::ndjson::Objects;
use super::slicing::{Cut, LIMITS, Limits, Lines, Slicing};
use super::{Decoder, End, Step};
use crate::block::Problem;

/// A record as it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) start: u64,
    pub(crate) end: u64,
    pub(crate) line: u64,
    pub(crate) cells: Vec<String>,
    pub(crate) problem: Option<Problem>,
}

/// Reads one slice of `file` to its end, in parts of at most so many bytes.
fn read(decoder: &mut dyn Decoder, file: &[u8], part: usize) -> (Vec<Found>, End) {
    let mut found = Vec::new();
    let mut at_hand = 0;
    for _ in 0..100_000 {
        match decoder.step().unwrap() {
            Step::Need(range) => {
                assert!(range.start < range.end && range.end <= file.len() as u64, "{range:?}");
                let (start, end) = (range.start as usize, range.end as usize);
                at_hand = end.min(start.max(at_hand).saturating_add(part));
                decoder.push(range.start, Arc::new(file[start..at_hand].to_vec()), at_hand < end);
            }
            Step::Rows(block) => {
                assert!(!block.is_empty());
                found.extend(block.rows().map(|row| Found {
                    start: row.start(),
                    end: row.end(),
                    line: row.line(),
                    cells:
                        row.cells().map(|cell| String::from_utf8_lossy(&cell.bytes()).into_owned()).collect(),
                    problem: row.problem(),
                }));
            }
            Step::Done(end) => return (found, end),
        }
    }
    panic!("no end");
}

/// Reads a file in slices of `length` bytes; lines count from its first byte.
pub(crate) fn read_sliced<C: Cut + Clone + 'static>(
    cut: &C,
    limits: Limits,
    file: &[u8],
    length: u64,
) -> (Vec<Found>, u64) {
    read_dealt(cut, limits, file, Splitting::new(0, file.len() as u64, length, false), usize::MAX)
}

/// Reads a file in slices that are dealt by `splitting`, each in parts of at most so many bytes.
fn read_dealt<C: Cut + Clone + 'static>(
    cut: &C,
    limits: Limits,
    file: &[u8],
    mut splitting: Splitting,
    part: usize,
) -> (Vec<Found>, u64) {
    let mut parts = vec![(Vec::new(), 0); splitting.len()];
    let mut dealt: Vec<Slice> = Vec::new();
    for _ in 0..=3 * parts.len() {
        while let Some(slice) = splitting.next_slice() {
            dealt.push(slice);
        }
        // The last one first: no slice may rely on those before it.
        let Some(slice) = dealt.pop() else { break };
        let mut decoder = Slicing::new(cut.clone(), limits, slice, file.len() as u64);
        let (found, end) = read(&mut decoder, file, part);
        for row in &found {
            assert!(row.start < slice.to && row.start >= slice.from, "{row:?} in {slice:?}");
        }
        splitting.read(slice.index, end.seam);
        parts[slice.index as usize] = (found, end.lines);
    }
    assert!(splitting.is_settled());
    let mut all = Vec::new();
    let mut before = 0;
    for (found, lines) in parts {
        all.extend(found.into_iter().map(|row| Found { line: row.line + before, ..row }));
        before += lines;
    }
    (all, before)
}

fn reference(file: &[u8], delimiter: u8) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new();
    reader.has_headers(false).flexible(true).delimiter(delimiter);
    let records = reader.from_reader(file).into_byte_records().map(Result::unwrap);
    let cell = |cell: &[u8]| String::from_utf8_lossy(cell).into_owned();
    records.map(|record| record.iter().map(cell).collect()).collect()
}

/// Whether the last record of `file` has a quote that is still open: then a line break does not end it.
fn is_open(file: &[u8]) -> bool {
    let longer = [file, b"\nZ"].concat();
    reference(file, b',').len() == reference(&longer, b',').len()
}

fn dialect() -> Dialect {
    Dialect { header: false, ..Dialect::default() }
}

/// Texts of the bytes that matter, mostly short, sometimes longer than a step of the scanner.
fn awkward() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        8 => prop::sample::select(vec![",", "\"", "\n", "\r", "\r\n", "a", "b ", ";", "\"\"", "\",\"", "\"\n", "#", "\0"]).prop_map(String::from),
        1 => "[a-z,]{10,70}",
        1 => "\"[a-z,\n]{10,70}\"",
        // Steps that are cut at all bits at once.
        2 => "([a-z,]{1,9}\n){5,20}",
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat().into_bytes())
}

fn tiny() -> impl Strategy<Value = Limits> {
    (1..80u64, 1..20u64, 1..60usize, 8..120usize).prop_map(|(read, ahead, block, record)| Limits {
        read,
        ahead,
        block,
        record,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn records_are_those_of_the_csv_crate(file in awkward()) {
        let (found, _) = read_sliced(&Delimited::new(&dialect()), LIMITS, &file, 1 << 30);
        let mut from = 0;
        let mut rows: Vec<Vec<String>> = Vec::new();
        for row in &found {
            let Some(problem) = row.problem else {
                rows.push(row.cells.clone());
                continue;
            };
            prop_assert_eq!(problem, Problem::UnclosedQuote);
            prop_assert!(is_open(&file[row.start as usize..]));
            prop_assert_eq!(&rows, &reference(&file[from..row.start as usize], b','));
            from = row.end as usize;
            rows.clear();
        }
        prop_assert_eq!(&rows, &reference(&file[from..], b','));
        if let Some(last) = found.last().filter(|row| row.problem.is_none() && is_open(&file[row.start as usize..])) {
            let text = last.cells.last().unwrap();
            let text = text.strip_suffix('\n').unwrap_or(text);
            prop_assert!(!text.strip_suffix('\r').unwrap_or(text).contains(['\r', '\n']));
        }
    }

    #[test]
    fn any_cut_gives_the_same_records(file in awkward(), length in 1..120u64, limits in tiny(), comment in any::<bool>()) {
        let dialect = Dialect { comment: comment.then_some(b'#'), ..dialect() };
        let cut = Delimited::new(&dialect);
        let generous = Limits { record: limits.record, ..LIMITS };
        let whole = read_sliced(&cut, generous, &file, 1 << 30);
        prop_assert_eq!(&read_sliced(&cut, limits, &file, length), &whole);
        prop_assert_eq!(&read_sliced(&cut, generous, &file, length), &whole);
    }

    #[test]
    fn parts_of_what_was_asked_for_give_the_same_records(file in awkward(), length in 1..120u64, limits in tiny(), part in 1..90_usize) {
        let cut = Delimited::new(&dialect());
        let whole = read_sliced(&cut, limits, &file, 1 << 30);
        let splitting = Splitting::new(0, file.len() as u64, length, false);
        prop_assert_eq!(&read_dealt(&cut, limits, &file, splitting, part), &whole);
    }

    #[test]
    fn lines_are_counted_as_an_editor_does(file in awkward(), limits in tiny(), length in 1..120u64) {
        let (found, lines) = read_sliced(&Delimited::new(&dialect()), limits, &file, length);
        let count = |bytes: &[u8]| {
            let mut lines = Lines::default();
            lines.see_all(bytes);
            lines.count
        };
        prop_assert_eq!(lines, count(&file));
        let text = String::from_utf8(file.clone()).unwrap().replace("\r\n", "\n");
        prop_assert_eq!(lines, text.matches(['\r', '\n']).count() as u64);
        let mut end = 0;
        for row in found {
            prop_assert_eq!(row.line, 1 + count(&file[..row.start as usize]));
            // Nothing is lost: between records there are but line ends.
            prop_assert!(file[end..row.start as usize].iter().all(|byte| matches!(byte, b'\r' | b'\n')));
            end = row.end as usize;
        }
        prop_assert!(file[end..].iter().all(|byte| matches!(byte, b'\r' | b'\n')));
    }
}

/// Objects as text, with all that may stand in and between them.
fn objects() -> impl Strategy<Value = Vec<String>> {
    let object = prop_oneof![
        6 => ("[ \\PC]{0,12}", prop::option::of(-9..9i32), any::<bool>()).prop_map(|(text, number, swap)| {
            let text = serde_json::to_string(&text).unwrap();
            let number = number.map_or("null".to_owned(), |number| number.to_string());
            if swap { format!("{{\"n\":{number}, \"t\":{text}}}") } else { format!("{{\"t\":{text},\"n\":{number}}}") }
        }),
        1 => Just("{\"t\":{\"x\":[\"]}\"]},\"more\":true}".to_owned()),
        1 => Just("{}".to_owned()),
        1 => Just("[7]".to_owned()),
    ];
    prop::collection::vec(object, 0..12)
}

/// What serde_json makes of an object's members `t` and `n`.
fn plainly(text: &str) -> Option<Vec<String>> {
    let members: serde_json::Map<String, serde_json::Value> = serde_json::from_str(text).ok()?;
    let cell = |key| match members.get(key) {
        None | Some(serde_json::Value::Null) => String::new(),
        Some(serde_json::Value::String(text)) => text.clone(),
        Some(value) => value.to_string(),
    };
    Some(vec![cell("t"), cell("n")])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn lines_of_json_are_those_of_serde_json_whatever_the_cut(
        objects in objects(), end in prop::sample::select(vec!["\n", "\r\n", "\n\n", " \n\t"]), length in 1..120u64, limits in tiny()
    ) {
        let file = objects.join(end);
        let limits = Limits { record: LIMITS.record, ..limits };
        let cut = Objects::new(&["t".to_owned(), "n".to_owned()]);
        let whole = read_sliced(&cut, LIMITS, file.as_bytes(), 1 << 30);
        let cells: Vec<_> = whole.0.iter().map(|row| row.problem.is_none().then_some(row.cells.clone())).collect();
        prop_assert_eq!(cells, objects.iter().map(|text| plainly(text)).collect::<Vec<_>>());
        prop_assert_eq!(&read_sliced(&cut, limits, file.as_bytes(), length), &whole);
    }

    #[test]
    fn broken_lines_of_json_are_cut_alike_too(file in "[{}\"a:,\n\r 1]{0,80}", length in 1..120u64, limits in tiny()) {
        let cut = Objects::new(&["a".to_owned()]);
        let generous = Limits { record: limits.record, ..LIMITS };
        let whole = read_sliced(&cut, generous, file.as_bytes(), 1 << 30);
        prop_assert_eq!(&read_sliced(&cut, limits, file.as_bytes(), length), &whole);
    }

    #[test]
    fn arrays_of_objects_are_those_of_serde_json_whatever_the_cut(
        objects in objects(), between in prop::sample::select(vec![",", " ,\r\n", "\n,\n"]), length in 1..120u64, limits in tiny()
    ) {
        let file = format!("[{}]\n", objects.join(between)).into_bytes();
        let limits = Limits { record: LIMITS.record, ..limits };
        let cut = Elements::new(&["t".to_owned(), "n".to_owned()]);
        let dealt = |length| Splitting::new(1, file.len() as u64, length, true);
        let whole = read_dealt(&cut, LIMITS, &file, dealt(1 << 30), usize::MAX);
        let cells: Vec<_> = whole.0.iter().filter(|row| row.problem.is_none()).map(|row| row.cells.clone()).collect();
        prop_assert_eq!(cells, objects.iter().filter_map(|text| plainly(text)).collect::<Vec<_>>());
        prop_assert_eq!(&read_dealt(&cut, limits, &file, dealt(length), usize::MAX), &whole);
    }

    #[test]
    fn broken_arrays_are_cut_alike_too(file in "[{}\"a:,\n\r 1\\[\\]]{0,80}", length in 1..120u64, limits in tiny()) {
        let cut = Elements::new(&["a".to_owned()]);
        let generous = Limits { record: limits.record, ..LIMITS };
        let dealt = |length| Splitting::new(0, file.len() as u64, length, true);
        let whole = read_dealt(&cut, generous, file.as_bytes(), dealt(1 << 30), usize::MAX);
        prop_assert_eq!(&read_dealt(&cut, limits, file.as_bytes(), dealt(length), usize::MAX), &whole);
    }
}

/// Cells of each record joined by `|`; unreadable ones as their problem.
fn cut(file: &str, limits: Limits) -> Vec<String> {
    let (found, _) = read_sliced(&Delimited::new(&dialect()), limits, file.as_bytes(), 1 << 30);
    let row = |row: &Found| row.problem.map_or(row.cells.join("|"), |problem| format!("{problem:?}"));
    found.iter().map(row).collect()
}

#[test]
fn a_quote_that_is_never_closed_costs_its_line_only() {
    assert_eq!(cut("\"a,b\nc,d\ne\n", LIMITS), ["UnclosedQuote", "c|d", "e"]);
    assert_eq!(cut("a,\"x\ny\",\"b\nc,d", LIMITS), ["UnclosedQuote", "c|d"]);
    assert_eq!(cut("a,\"b", LIMITS), ["a|b"]);
    assert_eq!(cut("a,\"b\r\n", LIMITS), ["a|b\r\n"]);
    let far = format!("\"a\n{}\nz\n", vec!["b,c\n"; 400_000].concat());
    let rows = cut(&far, LIMITS);
    assert_eq!((rows.len(), rows[0].as_str(), rows[1].as_str()), (400_002, "UnclosedQuote", "b|c"));
}

#[test]
fn a_line_that_is_too_long_is_one_unreadable_row() {
    let limits = Limits { record: 10, ..LIMITS };
    assert_eq!(cut("1234567890\n12345678901\nb", limits), ["1234567890", "TooLong", "b"]);
    assert_eq!(cut("12345,\"678901234\"\nb", limits), ["TooLong", "b"]);
    assert_eq!(cut("12345678901", limits), ["TooLong"]);
    let (found, _) = read_sliced(&Delimited::new(&dialect()), limits, b"12345678901234\r\n\nb", 5);
    assert_eq!((found[0].end, found[1].line), (14, 3));
}

#[test]
fn fifty_megabytes_without_a_line_end_are_passed_over_in_one_go() {
    let mut file = vec![b'x'; 50 << 20];
    file.extend_from_slice(b"\nlast,row\n");
    let (found, lines) = read_sliced(&Delimited::new(&dialect()), LIMITS, &file, 8 << 20);
    assert_eq!((found.len(), found[0].problem, found[0].end), (2, Some(Problem::TooLong), 50 << 20));
    assert_eq!((found[1].line, lines, found[1].cells.len()), (2, 2, 2));
}

#[test]
fn ten_thousand_columns_are_fine() {
    let line = vec!["cell"; 10_000].join(",");
    let rows = cut(&format!("{line}\n{line}\n"), LIMITS);
    assert_eq!((rows.len(), rows[1].matches('|').count()), (2, 9_999));
}

#[test]
fn a_file_that_shrinks_is_an_error() {
    let slice = Slice { index: 0, from: 0, to: 100, exact: true };
    let mut decoder = Slicing::new(Delimited::new(&dialect()), LIMITS, slice, 100);
    assert!(matches!(decoder.step(), Ok(Step::Need(_))));
    decoder.push(0, Arc::new(vec![b'a'; 60]), false);
    assert!(decoder.step().unwrap_err().to_string().contains("ended at byte 60"));
}
