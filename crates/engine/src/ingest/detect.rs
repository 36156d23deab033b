//! How a file is to be read, from its first bytes: format, encoding, delimiter, quote, comments, header. A guess
//! that the user may change; files that cannot hold records are refused. Says nothing about what columns mean.

use callscape_model::message::Failure;
use callscape_model::plan::{Dialect, Encoding};

use super::bundle::{self, is_bundle};
use super::csv::Delimited;
use super::header::is_header;
use super::json::wrapped;
use super::sample::{BOM, leading, utf8};
use super::{refuse, slicing::Cut};

/// Records that are looked at for each guess.
const RECORDS: usize = 200;
/// Bytes in which those records are looked for at first.
const NEAR: usize = 256 << 10;

/// What may stand between cells, the more likely first.
const DELIMITERS: &[u8] = b",;\t|";

/// How the file `name` of `size` bytes, which begins with `head`, is to be read. `head` should have a megabyte, or
/// the whole file if it is smaller.
///
/// # Errors
/// When the file is empty or no table: an image, an archive, a web page. The failure says what it is.
pub fn detect(name: &str, head: &[u8], size: u64) -> Result<Dialect, Failure> {
    if size == 0 || head.is_empty() {
        return Err(refuse::empty(name));
    }
    if let Some(refusal) = refuse::refusal(name, head) {
        return Err(refusal);
    }
    if is_bundle(head) {
        return Ok(Dialect { format: bundle::FORMAT.id.to_owned(), header: false, ..Dialect::default() });
    }
    let whole = head.len() as u64 >= size;
    let encoding = encoding(head);
    let text = utf8(head, whole, encoding);
    if let Some(refusal) = refuse::binary(name, &text) {
        return Err(refusal);
    }
    let text = text.strip_prefix(BOM).unwrap_or(&text);
    let dialect = Dialect { encoding, ..Dialect::default() };
    if let Some(format) = json(text) {
        return Ok(Dialect { format: format.to_owned(), header: false, ..dialect });
    }
    let near = text.get(..NEAR).unwrap_or(text);
    let found = delimited(name, near, whole && near.len() == text.len(), &dialect);
    match found.or_else(|| delimited(name, text, whole, &dialect)) {
        Some(dialect) => Ok(dialect),
        None if whole => Ok(dialect),
        None => Err(refuse::endless(name)),
    }
}

/// UTF-16 by its byte order mark, or by every other byte being zero; else UTF-8.
fn encoding(head: &[u8]) -> Encoding {
    match head {
        [0xff, 0xfe, ..] => return Encoding::Utf16Le,
        [0xfe, 0xff, ..] => return Encoding::Utf16Be,
        _ => {}
    }
    let looked = head.get(..4096).unwrap_or(head);
    let zeros = |odd: usize| looked.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let half = looked.len() / 2;
    let is = |zero: usize, other: usize| half > 1 && zero * 5 >= half * 3 && other * 10 <= half;
    match (zeros(0), zeros(1)) {
        (even, odd) if is(odd, even) => Encoding::Utf16Le,
        (even, odd) if is(even, odd) => Encoding::Utf16Be,
        _ => Encoding::Utf8,
    }
}

/// Which JSON format a text has, if one. An object that ends with its line is one of many lines.
fn json(text: &[u8]) -> Option<&'static str> {
    let text = text.trim_ascii_start();
    let after = text.get(1..)?.trim_ascii_start().first();
    match (text.first()?, after) {
        (b'[', None | Some(b'{' | b']' | b'[')) => Some("json"),
        (b'{', Some(b'"' | b'}')) => {
            let line = text.split(|byte| matches!(byte, b'\r' | b'\n')).next().unwrap_or(text);
            let alone = text.get(line.len()..).unwrap_or(&[]).trim_ascii().is_empty();
            let document = !line.trim_ascii_end().ends_with(b"}") || (alone && wrapped(text).is_some());
            Some(if document { "json" } else { "ndjson" })
        }
        _ => None,
    }
}

/// The dialect of a delimited text; `None` when no record ends in it.
fn delimited(name: &str, text: &[u8], whole: bool, dialect: &Dialect) -> Option<Dialect> {
    let dialect = Dialect { quote: Some(quote(text)), ..dialect.clone() };
    let mut best: Option<(u64, Dialect)> = None;
    for delimiter in DELIMITERS {
        let dialect = Dialect { delimiter: *delimiter, ..dialect.clone() };
        let (score, comment) = score(&cells(text, whole, &dialect), name, *delimiter)?;
        if best.as_ref().is_none_or(|(most, _)| score > *most) {
            best = Some((score, Dialect { comment, ..dialect }));
        }
    }
    let (_, dialect) = best?;
    let mut rows = cells(text, whole, &dialect);
    let first = rows.first().cloned().unwrap_or_default();
    let header = is_header(&first, rows.get_mut(1..).unwrap_or(&mut []));
    Some(Dialect { header, ..dialect })
}

/// The first records of a text. A line that a stray quote made unreadable counts as it would without quotes.
fn cells(text: &[u8], whole: bool, dialect: &Dialect) -> Vec<Vec<String>> {
    let cut: &mut dyn Cut = &mut Delimited::new(dialect);
    let delimiter = char::from(dialect.delimiter);
    let records = leading(cut, text, whole, dialect.encoding, RECORDS).into_iter();
    records
        .map(|record| match record.problem {
            None => record.cells,
            Some(_) => record.raw.split(delimiter).map(String::from).collect(),
        })
        .collect()
}

/// How well a delimiter cuts records into equally many cells, and whether lines with `#` in front are comments.
fn score(rows: &[Vec<String>], name: &str, delimiter: u8) -> Option<(u64, Option<u8>)> {
    let comment = comment(rows);
    let records = || rows.iter().filter(|row| comment.is_none() || !is_marked(row));
    let width = usual_width(records())?;
    let (total, fitting) = (records().count(), records().filter(|row| row.len() == width).count());
    let share = fitting as u64 * 1000 / total.max(1) as u64;
    let first = if records().next().is_some_and(|row| row.len() == width) { 2 } else { 1 };
    let endings: &[&str] = if delimiter == b'\t' { &[".tsv", ".tab"] } else { &[] };
    let named = endings.iter().any(|ending| name.to_lowercase().ends_with(ending));
    // One cell a record is what every wrong delimiter gives.
    let width = if width > 1 { width.min(100) as u64 } else { 0 };
    let score = share * share * width * first * if named { 2 } else { 1 } + u64::from(named);
    Some((score, comment))
}

/// `#` where the first lines begin with it and are cut unlike the records below them.
fn comment(rows: &[Vec<String>]) -> Option<u8> {
    let width = usual_width(rows.iter().filter(|row| !is_marked(row)))?;
    let mut leading = rows.iter().take_while(|row| is_marked(row)).peekable();
    leading.peek()?;
    leading.all(|row| row.len() != width).then_some(b'#')
}

fn is_marked(row: &[String]) -> bool {
    row.first().is_some_and(|cell| cell.starts_with('#'))
}

/// The width that most records have.
fn usual_width<'a>(rows: impl Iterator<Item = &'a Vec<String>>) -> Option<usize> {
    let mut sorted: Vec<usize> = rows.map(Vec::len).collect();
    sorted.sort_unstable();
    let runs = sorted.chunk_by(|a, b| a == b).map(|run| (run.len(), run.first().copied()));
    runs.max().and_then(|(_, width)| width)
}

/// What stands around cells: `"`, or `'` where many cells begin with it and none with `"`.
fn quote(text: &[u8]) -> u8 {
    let starts = |quote: u8| {
        let after = |pair: &&[u8]| matches!(pair, [before, at] if *at == quote && (*before == b'\n' || DELIMITERS.contains(before)));
        text.windows(2).filter(after).count()
    };
    let lines = text.iter().filter(|byte| **byte == b'\n').count();
    if starts(b'"') == 0 && starts(b'\'') >= lines.max(2) { b'\'' } else { b'"' }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Dialect {
        detect("calls.csv", text.as_bytes(), text.len() as u64).unwrap()
    }

    #[test]
    fn the_delimiter_that_cuts_evenly_is_taken() {
        for (text, delimiter) in [
            ("a,b,c\n1,2,3\n", b','),
            ("a;cost\nx;1,5\ny;2,5\nz;3,5\n", b';'),
            ("a\tb\n1, 2, 3\t4\n5\t6\n", b'\t'),
            ("a|b|c\n1|2|3\n", b'|'),
            ("call_id\n1\n2\n", b','),
            ("a,b\n\"x;y;z\",1\n\"u;v;w\",2\n", b','),
            ("id;text\n1;\"a,b,c\nd,e,f\"\n2;\"g,h\"\n", b';'),
        ] {
            assert_eq!(found(text).delimiter, delimiter, "{text}");
        }
        assert_eq!(detect("a.tsv", b"call id\nx\n", 10).unwrap().delimiter, b'\t');
    }

    #[test]
    fn comments_are_lines_unlike_the_others() {
        assert_eq!(found("# exported, today\n# by, me, too\na,b,c,d\n1,2,3,4\n").comment, Some(b'#'));
        assert_eq!(found("#id,caller\n1,2\n").comment, None);
    }

    #[test]
    fn encodings_are_known_by_mark_or_zeros() {
        let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>();
        let bytes = utf16("call_id;caller\n1;2\n");
        let dialect = detect("calls.csv", &bytes, bytes.len() as u64).unwrap();
        assert_eq!((dialect.encoding, dialect.delimiter), (Encoding::Utf16Be, b';'));
        let marked = [&[0xfe, 0xff], bytes.as_slice()].concat();
        assert_eq!(encoding(&marked), Encoding::Utf16Be);
        assert_eq!(found("\u{feff}a,b\n1,2\n").encoding, Encoding::Utf8);
    }

    #[test]
    fn json_is_told_by_its_first_signs() {
        for (text, format) in [
            ("{\"a\": 1}\n{\"a\": 2}\n", "ndjson"),
            ("{\"a\": 1}", "ndjson"),
            ("{\n  \"a\": 1\n}\n", "json"),
            (" [\n {\"a\": 1}\n]", "json"),
            ("[]", "json"),
            ("[a],[b]\n1,2\n", "csv"),
            ("{a},b\n1,2\n", "csv"),
        ] {
            assert_eq!(found(text).format, format, "{text}");
        }
    }

    #[test]
    fn quotes_may_be_single() {
        assert_eq!(found("a,b\n'x','y, z'\n'u','v'\n").quote, Some(b'\''));
        assert_eq!(found("a,b\nit's,5'\n").quote, Some(b'"'));
    }

    #[test]
    fn a_file_without_bytes_is_refused() {
        assert_eq!(detect("911.csv", b"", 0).unwrap_err().message, "911.csv is empty (0 bytes).");
    }
}
