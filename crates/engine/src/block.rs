//! A block: bytes as they were read, and where the records and cells in them lie (bronze).
//!
//! No cell is copied and no text column is built: a block is the buffer plus two lists of offsets, so cutting
//! costs no allocation per row. Only [`crate::ingest`] makes blocks; it does not judge values, and neither does
//! this module: what a cell means is decided in `clean`.

use std::borrow::Cow;
use std::sync::Arc;

use callscape_model::plan::Encoding;

use crate::ingest::{quoting, value};
use crate::tape::Tape;

/// The most bytes of an unreadable record that [`Row::raw`] gives.
pub const RAW_LIMIT: usize = 1024;

/// Why a record could not be cut into cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Problem {
    /// A quote was opened and never closed; the row is the line it stands in, reading went on after it.
    UnclosedQuote,
    /// The record is longer than [`crate::ingest::RECORD_LIMIT`].
    TooLong,
    /// A line or element that is no JSON object.
    NotJson,
}

impl Problem {
    /// What is wrong, in a few words.
    pub fn message(self) -> &'static str {
        match self {
            Problem::UnclosedQuote => "a quote is opened and never closed",
            Problem::TooLong => "the record is longer than 1 MiB",
            Problem::NotJson => "not a JSON object",
        }
    }
}

/// How the bytes of a cell become its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Syntax {
    /// As they stand.
    Plain,
    /// As they stand, unless the cell begins with this quote.
    Quoted(u8),
    /// A JSON value; see [`value::text`].
    Json,
}

/// Where something lies in a block's bytes.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Span {
    /// First byte.
    pub(crate) start: u32,
    /// The byte after the last one.
    pub(crate) end: u32,
}

/// Where a record lies, and its first cell.
#[derive(Clone, Copy, Debug, Default)]
struct Entry {
    span: Span,
    /// Index of its first span; its cells reach to the next entry's.
    cells: u32,
    /// Line ends between the block's first line and it.
    line: u32,
}

/// A record that could not be cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Trouble {
    row: u32,
    problem: Problem,
    /// Where the record ends in the file: an unreadable record may be longer than what is kept of it.
    end: u64,
}

/// Where the records and cells of a block lie.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lists {
    entries: Tape<Entry>,
    spans: Tape<Span>,
}

/// Records in file order, as offsets into the bytes they were read from.
#[derive(Clone, Debug)]
pub struct Block {
    bytes: Arc<Vec<u8>>,
    /// Offset of `bytes[0]` in the file.
    base: u64,
    /// Line ends of the slice before the block.
    line: u64,
    lists: Lists,
    troubles: Vec<Trouble>,
    syntax: Syntax,
    /// Whether any cell may have quotes.
    quotes: bool,
}

impl Block {
    /// A block without records, over `bytes` that begin at `base` in the file; `line` line ends of the slice
    /// come before.
    pub(crate) fn new(bytes: Arc<Vec<u8>>, base: u64, line: u64, syntax: Syntax) -> Self {
        Block { bytes, base, line, lists: Lists::default(), troubles: Vec::new(), syntax, quotes: false }
    }

    /// The same with lists that served for another block, which need not be made and cleared.
    pub(crate) fn with(mut self, mut lists: Lists) -> Self {
        lists.entries.truncate(0);
        lists.spans.truncate(0);
        self.lists = lists;
        self
    }

    /// Its lists, to serve for another block.
    pub(crate) fn into_lists(self) -> Lists {
        self.lists
    }

    /// Makes room for about that many records and cells.
    pub(crate) fn reserve(&mut self, rows: usize, cells: usize) {
        self.lists.entries.reserve(rows);
        self.lists.spans.reserve(cells);
    }

    /// Cells so far.
    pub(crate) fn cells(&self) -> usize {
        self.lists.spans.len()
    }

    /// Forgets the cells after the first `count`, of a record that turned out to be unreadable.
    pub(crate) fn truncate_cells(&mut self, count: usize) {
        self.lists.spans.truncate(count);
    }

    /// Adds a cell of the record under way.
    #[inline(always)]
    pub(crate) fn push_cell(&mut self, start: usize, end: usize) {
        self.lists.spans.push(Span { start: start as u32, end: end as u32 });
    }

    /// Adds cells of which each ends at a set bit and begins after the one before, the first at `start`. Bit n of `ends`
    /// stands for byte `at + n`. Returns where the next cell begins.
    #[inline(always)]
    pub(crate) fn push_cells(&mut self, start: usize, at: usize, mut ends: u64) -> usize {
        /// As many cells as most steps have.
        const FEW: usize = 8;
        let (mut from, at) = (start as u32, at as u32);
        let next = if ends == 0 { start as u32 } else { at + u64::BITS - ends.leading_zeros() };
        while ends != 0 {
            let count = ends.count_ones();
            let Some(places) = self.lists.spans.ahead::<FEW>() else { break };
            for place in places {
                let end = at + ends.trailing_zeros();
                *place = Span { start: std::mem::replace(&mut from, end + 1), end };
                ends &= ends.wrapping_sub(1);
            }
            self.lists.spans.keep(FEW.min(count as usize));
        }
        next as usize
    }

    /// Notes that there are quotes.
    pub(crate) fn meet_quotes(&mut self) {
        self.quotes = true;
    }

    /// Ends a record whose cells begin with number `cells`, before which the slice has `line` line ends.
    #[inline(always)]
    pub(crate) fn push_row(&mut self, start: usize, end: usize, cells: usize, line: u64) {
        self.push_row_if(true, start, end, cells, line);
    }

    /// The same where there is one, without a branch on it.
    #[inline(always)]
    pub(crate) fn push_row_if(&mut self, there: bool, start: usize, end: usize, cells: usize, line: u64) {
        let span = Span { start: start as u32, end: end as u32 };
        if let Some([entry]) = self.lists.entries.ahead() {
            *entry = Entry { span, cells: cells as u32, line: (line - self.line) as u32 };
            self.lists.entries.keep(usize::from(there));
        }
    }

    /// Adds a record without cells. `end` is where it ends in the file if not with the span.
    pub(crate) fn push_trouble(
        &mut self,
        (from, to): (usize, usize),
        line: u64,
        problem: Problem,
        end: Option<u64>,
    ) {
        let row = self.lists.entries.len() as u32;
        let end = end.unwrap_or(self.base + to as u64);
        self.troubles.push(Trouble { row, problem, end });
        self.push_row(from, to, self.lists.spans.len(), line);
    }

    /// How many records.
    pub fn len(&self) -> usize {
        self.lists.entries.len()
    }

    /// Whether there is no record.
    pub fn is_empty(&self) -> bool {
        self.lists.entries.len() == 0
    }

    /// How many bytes of the file the records span, line ends between them included.
    pub fn size(&self) -> u64 {
        match (self.row(0), self.len().checked_sub(1).and_then(|last| self.row(last))) {
            (Some(first), Some(last)) => last.end() - first.start(),
            _ => 0,
        }
    }

    /// The records in file order.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> + Clone {
        (0..self.lists.entries.len()).filter_map(|index| self.row(index))
    }

    /// One record.
    #[inline]
    pub fn row(&self, index: usize) -> Option<Row<'_>> {
        let (entries, spans) = (self.lists.entries.as_slice(), self.lists.spans.as_slice());
        let entry = *entries.get(index)?;
        let end = entries.get(index + 1).map_or(spans.len(), |next| next.cells as usize);
        let cells = spans.get(entry.cells as usize..end).unwrap_or(&[]);
        Some(Row { block: self, entry, cells, index: index as u32 })
    }

    fn bytes(&self, span: Span) -> &[u8] {
        self.bytes.get(span.start as usize..span.end as usize).unwrap_or(&[])
    }

    /// The same records by number of row and cell; `None` where cells are not values as they stand.
    pub(crate) fn grid(&self) -> Option<Grid<'_>> {
        let quote = match self.syntax {
            Syntax::Plain => None,
            Syntax::Quoted(quote) => Some(quote).filter(|_| self.quotes),
            Syntax::Json => return None,
        };
        let (entries, spans) = (self.lists.entries.as_slice(), self.lists.spans.as_slice());
        Some(Grid { bytes: &self.bytes, entries, spans, quote, base: self.base, line: self.line })
    }
}

/// The records of a block for who goes through it column by column.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Grid<'a> {
    bytes: &'a [u8],
    entries: &'a [Entry],
    spans: &'a [Span],
    quote: Option<u8>,
    base: u64,
    line: u64,
}

impl Grid<'_> {
    /// The quote with which a cell may begin whose value is not its bytes as they stand, where there are any.
    #[inline(always)]
    pub(crate) fn quote(&self) -> Option<u8> {
        self.quote
    }

    /// The number of a record's first cell; `None` where it does not have so many cells.
    #[inline]
    pub(crate) fn first_cell(&self, row: usize, cells: usize) -> Option<u32> {
        let first = self.entries.get(row)?.cells;
        let end = self.entries.get(row + 1).map_or(self.spans.len(), |next| next.cells as usize);
        (end - first as usize == cells).then_some(first)
    }

    /// A cell as it stands.
    #[inline(always)]
    pub(crate) fn piece(&self, cell: usize) -> Piece<'_> {
        let Some(Span { start, end }) = self.spans.get(cell).copied() else { return Piece::default() };
        let from = self.bytes.get(start as usize..).unwrap_or(&[]);
        Piece { from, length: (end - start) as usize }
    }

    /// Offset of a record's first byte in the file, and its first line; see [`Row::start`] and [`Row::line`].
    #[inline]
    pub(crate) fn place(&self, row: usize) -> (u64, u64) {
        let entry = self.entries.get(row);
        entry.map_or((self.base, self.line), |entry| {
            (self.base + u64::from(entry.span.start), self.line + u64::from(entry.line) + 1)
        })
    }
}

/// Some of the bytes at hand, and what comes after them: who looks at a fixed number of bytes needs no branch on the
/// length.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Piece<'a> {
    from: &'a [u8],
    length: usize,
}

impl<'a> Piece<'a> {
    /// How many bytes it has.
    #[inline(always)]
    pub(crate) fn len(self) -> usize {
        self.length
    }

    /// Its bytes.
    #[inline(always)]
    pub(crate) fn bytes(self) -> &'a [u8] {
        self.from.get(..self.length).unwrap_or(&[])
    }

    /// So many bytes from its first one on; `None` where there are fewer at hand.
    #[inline(always)]
    pub(crate) fn window<const N: usize>(self) -> Option<&'a [u8; N]> {
        self.from.first_chunk()
    }

    /// The value of a cell where that is a part of its bytes as they stand; `None` where an escape must be resolved.
    #[inline(always)]
    pub(crate) fn value(self, quote: Option<u8>) -> Option<Self> {
        if quote.is_none() || self.length == 0 || self.from.first().copied() != quote {
            return Some(self);
        }
        self.unquoted(quote)
    }

    fn unquoted(self, quote: Option<u8>) -> Option<Self> {
        let (last, inner) = self.bytes().get(1..)?.split_last()?;
        let whole = Some(*last) == quote && !inner.iter().any(|byte| Some(*byte) == quote);
        whole.then(|| Piece { from: self.from.get(1..).unwrap_or(&[]), length: inner.len() })
    }
}

/// One record of a block.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    block: &'a Block,
    entry: Entry,
    cells: &'a [Span],
    index: u32,
}

impl<'a> Row<'a> {
    /// Offset of its first byte in the file.
    pub fn start(&self) -> u64 {
        self.block.base + u64::from(self.entry.span.start)
    }

    /// Offset in the file of the byte after its last one; the line end is not part of it.
    pub fn end(&self) -> u64 {
        match self.trouble() {
            Some(trouble) => trouble.end,
            None => self.block.base + u64::from(self.entry.span.end),
        }
    }

    /// Its first physical line: 1 is the line in which the slice's first record begins. Blank lines, comments
    /// and line ends inside quotes count.
    pub fn line(&self) -> u64 {
        self.block.line + u64::from(self.entry.line) + 1
    }

    /// How many cells; 0 when it is unreadable.
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// Whether it has no cells, which only an unreadable record has not.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// The whole record as it stands; of an unreadable one at most [`RAW_LIMIT`] bytes.
    pub fn raw(&self) -> &'a [u8] {
        let raw = self.block.bytes(self.entry.span);
        match self.problem() {
            Some(_) => raw.get(..RAW_LIMIT).unwrap_or(raw),
            None => raw,
        }
    }

    /// One cell; `None` where the record is too short.
    #[inline]
    pub fn cell(&self, index: usize) -> Option<Cell<'a>> {
        let span = *self.cells.get(index)?;
        Some(Cell { raw: self.block.bytes(span), syntax: self.block.syntax })
    }

    /// Its cells in order.
    pub fn cells(&self) -> impl ExactSizeIterator<Item = Cell<'a>> + Clone {
        let block = self.block;
        self.cells.iter().map(move |span| Cell { raw: block.bytes(*span), syntax: block.syntax })
    }

    /// Why it could not be cut into cells; `None` for nearly every record.
    #[inline]
    pub fn problem(&self) -> Option<Problem> {
        self.trouble().map(|trouble| trouble.problem)
    }

    fn trouble(&self) -> Option<&'a Trouble> {
        let troubles = &self.block.troubles;
        if troubles.is_empty() {
            return None;
        }
        let found = troubles.binary_search_by_key(&self.index, |trouble| trouble.row).ok()?;
        troubles.get(found)
    }
}

/// One cell of a record.
#[derive(Clone, Copy, Debug)]
pub struct Cell<'a> {
    raw: &'a [u8],
    syntax: Syntax,
}

impl<'a> Cell<'a> {
    /// Its value: without quotes, escapes resolved. Borrowed unless an escape had to be resolved.
    #[inline(always)]
    pub fn bytes(&self) -> Cow<'a, [u8]> {
        match self.syntax {
            Syntax::Plain => Cow::Borrowed(self.raw),
            Syntax::Quoted(quote) if self.raw.first() != Some(&quote) => Cow::Borrowed(self.raw),
            Syntax::Quoted(quote) => quoting::value(self.raw, quote),
            Syntax::Json => value::text(self.raw),
        }
    }

    /// Its bytes as they stand, quotes included.
    #[inline]
    pub fn raw(&self) -> &'a [u8] {
        self.raw
    }

    /// Its value as text, and whether it was not valid UTF-8 and had to be read as Windows-1252.
    #[inline]
    pub fn text(&self, encoding: Encoding) -> (Cow<'a, str>, bool) {
        text(self.bytes(), encoding)
    }
}

/// Bytes as text in `encoding`, and whether they were not valid and had to be read as Windows-1252. Both UTF-16
/// encodings count as UTF-8 here, as such files are transcoded before they are cut.
pub fn text(bytes: Cow<'_, [u8]>, encoding: Encoding) -> (Cow<'_, str>, bool) {
    let latin = encoding == Encoding::Windows1252;
    match bytes {
        Cow::Borrowed(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) if !latin || bytes.is_ascii() => (Cow::Borrowed(text), false),
            _ => (encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0, !latin),
        },
        Cow::Owned(bytes) => match String::from_utf8(bytes) {
            Ok(text) if !latin || text.is_ascii() => (Cow::Owned(text), false),
            Ok(text) => (Cow::Owned(windows_1252(text.as_bytes())), false),
            Err(error) => (Cow::Owned(windows_1252(error.as_bytes())), !latin),
        },
    }
}

fn windows_1252(bytes: &[u8]) -> String {
    encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invalid_utf8_is_read_as_windows_1252_and_said_so() {
        let cell = Cell { raw: b"Jos\xe9", syntax: Syntax::Plain };
        assert_eq!(cell.text(Encoding::Utf8), (Cow::Borrowed("José"), true));
        assert_eq!(cell.text(Encoding::Windows1252), (Cow::Borrowed("José"), false));
        let quoted = Cell { raw: b"\"a\"\"\xe9\"", syntax: Syntax::Quoted(b'"') };
        assert_eq!(quoted.text(Encoding::Utf8).0, "a\"é");
    }

    #[test]
    fn an_unreadable_record_keeps_its_place_but_only_the_start_of_its_bytes() {
        let mut block = Block::new(Arc::new(vec![b'x'; 3000]), 100, 7, Syntax::Plain);
        block.push_cell(0, 1);
        block.push_row(0, 1, 0, 7);
        block.push_trouble((2, 3000), 8, Problem::TooLong, Some(50_000));
        let rows: Vec<Row> = block.rows().collect();
        assert_eq!((rows[0].len(), rows[0].problem(), rows[0].line()), (1, None, 8));
        assert_eq!((rows[1].len(), rows[1].problem(), rows[1].line()), (0, Some(Problem::TooLong), 9));
        assert_eq!((rows[1].start(), rows[1].end(), rows[1].raw().len()), (102, 50_000, RAW_LIMIT));
    }
}
