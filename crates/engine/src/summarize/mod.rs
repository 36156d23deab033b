//! Gold rows to a summary: by [classes](classes) of calls that are alike where a slice has few of them, else column by
//! column over narrow columns, whatever the question. Both give the same, which the laws demand.
//!
//! For each row a word of bits says which [clauses](clauses) it fails. A chart counts a row when no bit but those of its
//! own clauses is set: that is the [cell](cells) in which the row counts there. Columns are counted once for all charts,
//! menus and figures that mind the same bits, a chunk of rows after the other, so that their cells stay in the first-level
//! cache; what charts show is read from these counts at the end.

mod calls;
mod cells;
mod census;
mod classes;
mod clauses;
mod columns;
mod durations;
mod figures;
#[cfg(test)]
mod laws;
mod talk;

use callscape_model::brush::Strip;
use callscape_model::calendar::weekday;
use callscape_model::dimension::Dimension;
use callscape_model::measure::Outcome;
use callscape_model::question::Question;
use callscape_model::summary::{Counts, Figures, Group, Summary};
use callscape_model::table::Subject;

use crate::functions::NO_DAY;
use crate::schema::Gold;
use calls::Calls;
use cells::{Layout, Slots};
use census::{Census, Sinks};
pub use classes::Classes;
pub(crate) use classes::Spans;
use clauses::{Clauses, Tally};
use columns::{Brushed, Column, Lengths, Reading, Sheet, Source};
use durations::Ladder;
pub(crate) use figures::Facts;
use figures::{Kind, RowSums, Sums, Words};
pub(crate) use talk::{Meanings, Talks};

pub use clauses::MOST_CLAUSES;

/// Rows that are looked at together: their cells stay in the first-level cache.
pub(crate) const CHUNK: usize = 4096;

/// The rows of one slice, as a question sees them.
#[derive(Clone, Copy, Debug)]
pub struct Rows<'a> {
    /// The columns.
    pub gold: &'a Gold,
    /// Its classes of rows, where it has few.
    pub classes: Option<&'a Classes>,
    /// Rows that do not count, ascending.
    pub dead: &'a [u32],
    /// Rows that the search found, one bit each; `None` when nothing was searched.
    pub found: Option<&'a [u64]>,
}

/// What is known of a shard's rows before they are counted.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known<'a> {
    /// The values of categories: sorted, and the same in every shard.
    pub dictionaries: &'a [(Dimension, Vec<String>)],
    /// Categories that nobody looks at, unless a chart does.
    pub hidden: &'a [Dimension],
    /// What the rows are.
    pub subject: Subject,
    /// First and last day of the rows that count; `None` when no row has one.
    pub days: Option<(i64, i64)>,
    /// The longest duration of the rows that count, in milliseconds.
    pub longest: i64,
    /// The different durations of slices with classes, by code.
    pub lengths: &'a [i64],
}

/// A question made ready for counting over many slices.
pub struct Counter<'a> {
    question: &'a Question,
    known: Known<'a>,
    words: Words,
    clauses: Clauses,
    layout: Layout,
    ladder: Ladder<'a>,
    /// Every way in which clauses are minded, with the cells of a chunk's rows. The first is that of the figures, which
    /// mind all.
    minded: Vec<(Tally, Vec<u32>)>,
    columns: Vec<Column>,
    charts: Vec<Option<Reading>>,
    menus: Vec<Option<Reading>>,
    calls: Calls,
    rows: RowSums,
    brushed: Option<Brushed<'a>>,
    /// What is counted by class; made for the first slice that has classes.
    census: Option<Option<Census>>,
    /// The clauses that a chunk's rows fail.
    fails: Vec<u32>,
    /// The durations of a chunk's rows.
    lengths: Lengths,
    /// Their costs.
    costs: Vec<i64>,
    /// Where a chunk's rows count in a column.
    at: Vec<u32>,
}

impl std::fmt::Debug for Counter<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Counter").field("question", self.question).finish_non_exhaustive()
    }
}

impl<'a> Counter<'a> {
    /// Makes a question ready.
    pub fn new(question: &'a Question, known: Known<'a>) -> Self {
        let dictionaries = known.dictionaries;
        let clauses = Clauses::new(question.selection.clauses(), dictionaries);
        let statuses = values_of(dictionaries, &Dimension::Status).iter();
        let outcome =
            |text: &String| question.outcomes.get(text).copied().unwrap_or_else(|| Outcome::of(text));
        let mut counter = Counter {
            question,
            known,
            words: Words::new(dictionaries, statuses.map(outcome).collect()),
            layout: Layout { parts: 1, lanes: if question.selection.is_highlighted() { 2 } else { 1 } },
            minded: vec![(clauses.tally(None), Vec::new())],
            clauses,
            ladder: Ladder::new(&question.bins.edges),
            columns: Vec::new(),
            charts: Vec::new(),
            menus: Vec::new(),
            calls: Calls::new(durations::place(known.longest) as usize + 1),
            rows: RowSums::default(),
            brushed: None,
            census: None,
            fails: vec![0; CHUNK],
            lengths: Lengths::default(),
            costs: Vec::new(),
            at: Vec::new(),
        };
        counter.charts = question.charts.iter().map(|dimension| counter.reading(dimension)).collect();
        let seen =
            |dimension: &Dimension| !known.hidden.contains(dimension) || question.charts.contains(dimension);
        let mut menu = |dimension| if seen(dimension) { counter.reading(dimension) } else { None };
        counter.menus = dictionaries.iter().map(|(dimension, _)| menu(dimension)).collect();
        counter
    }

    /// Counts everything for each bin of a chart that is brushed; see [`Counter::parts`].
    #[must_use]
    pub fn brushing(mut self, strip: &'a Strip) -> Self {
        self.layout.parts = strip.len() + 1;
        self.brushed = Some(Brushed::new(strip, self.known));
        self
    }

    /// How the counts by a dimension are read; from now on they are made.
    fn reading(&mut self, dimension: &Dimension) -> Option<Reading> {
        let own = Some(dimension).filter(|_| !self.question.own);
        let tally = self.clauses.tally(own);
        Some(match dimension {
            Dimension::Day => Reading::Days(self.column(Source::Day, self.days(), tally)),
            Dimension::Weekday => Reading::Weekdays(self.column(Source::Day, self.days(), tally)),
            Dimension::Duration => {
                Reading::Durations(self.column(Source::Duration, self.ladder.len(), tally))
            }
            category => {
                let dictionaries = self.known.dictionaries;
                let place = dictionaries.iter().position(|(known, _)| known == category)?;
                let values = values_of(dictionaries, category);
                let unknown = values.binary_search_by(|value| value.as_str().cmp("")).ok();
                Reading::Category(self.column(Source::Category(place), values.len(), tally), unknown)
            }
        })
    }

    /// How many days there are from the first to the last one.
    fn days(&self) -> usize {
        self.known.days.map_or(0, |(first, last)| usize::try_from(last - first + 1).unwrap_or(0))
    }

    /// The column of a source where clauses are minded so, with room for so many values.
    fn column(&mut self, source: Source, values: usize, tally: Tally) -> usize {
        let minded = self.minded.iter().position(|(known, _)| *known == tally);
        let minded = minded.unwrap_or_else(|| {
            self.minded.push((tally, Vec::new()));
            self.minded.len() - 1
        });
        let same = |column: &Column| (column.source, column.minded) == (source, minded);
        self.columns.iter().position(same).unwrap_or_else(|| {
            self.columns.push(Column { source, minded, slots: Slots::new(1 + values) });
            self.columns.len() - 1
        })
    }

    /// Counts the rows of a slice.
    pub fn add(&mut self, rows: Rows<'_>) {
        if self.add_classes(rows) {
            return;
        }
        let cells = self.reserve();
        let sheet = Sheet::new(rows.gold, self.known);
        if sheet.kind != Kind::Calls {
            self.rows.0.resize_with(cells, Sums::default);
        }
        for from in (0..rows.gold.len()).step_by(CHUNK) {
            let count = CHUNK.min(rows.gold.len() - from);
            self.place(rows, &sheet, from, count);
            for column in &mut self.columns {
                let Some((_, cells)) = self.minded.get(column.minded) else { continue };
                column.add(&sheet, (from, count), (&self.lengths, &self.ladder), cells, &mut self.at);
            }
            let Some((_, minded)) = self.minded.first() else { continue };
            match sheet.kind {
                Kind::Calls => {
                    let columns = sheet.calls((from, count), &self.lengths, &mut self.costs);
                    self.calls.add(columns, &self.words.endings, minded, cells);
                }
                kind => self.rows.add(kind, rows.gold, &self.words, from, minded),
            }
        }
    }

    /// Makes room for what is counted in each column; says for how many cells.
    fn reserve(&mut self) -> usize {
        let cells = self.layout.len();
        self.columns.iter_mut().for_each(|column| column.slots.reserve(cells));
        cells
    }

    /// Counts the rows of a slice by their classes alone; says no, and counts none, where the question asks for more.
    pub(crate) fn add_alike(&mut self, classes: &Classes) -> bool {
        let by_class = self.census().is_some_and(|census| census.is_by_class());
        by_class
            && self.add_classes(Rows { gold: &classes.kinds, classes: Some(classes), dead: &[], found: None })
    }

    /// What is counted by class, where anything can be.
    fn census(&mut self) -> Option<&mut Census> {
        let (known, layout) = (self.known, self.layout);
        let census = || Census::new(known, &self.clauses, self.brushed.as_ref(), layout);
        self.census.get_or_insert_with(census).as_mut()
    }

    /// Counts the rows of a slice by their classes, where it has some and that is worth it.
    fn add_classes(&mut self, rows: Rows<'_>) -> bool {
        let Some(classes) = rows.classes else { return false };
        if self.census().is_none() {
            return false;
        }
        let (known, layout, _) = (self.known, self.layout, self.reserve());
        let Some(Some(census)) = &mut self.census else { return false };
        self.rows.0.resize_with(layout.len(), Sums::default);
        let Counter { clauses, words, brushed, minded, columns, rows: sums, .. } = self;
        let sinks = Sinks { layout, minded, columns, sums };
        census.add((rows, classes), (known, clauses, words), brushed.as_mut(), sinks)
    }

    /// What was counted by class and duration joins the rest.
    fn gather(&mut self) {
        if let Some(census) = self.census.take().flatten() {
            let Counter { known, layout, ladder, minded, columns, rows: sums, .. } = self;
            census.finish(known.lengths, ladder, Sinks { layout: *layout, minded, columns, sums });
        }
    }

    /// Finds the cells of a chunk's rows, for every way in which clauses are minded.
    fn place(&mut self, rows: Rows<'_>, sheet: &Sheet<'_>, from: usize, count: usize) {
        self.fails.resize(count, 0);
        self.clauses.mark(rows, from, &mut self.fails);
        self.lengths.read(sheet, from, count);
        let parts = self.brushed.as_mut().map(|brushed| {
            brushed.place(sheet, from, count, &self.lengths);
            brushed.parts.as_slice()
        });
        for (tally, cells) in &mut self.minded {
            cells.resize(count, 0);
            self.layout.place(*tally, &self.fails, parts, cells);
        }
    }

    /// The summary of all slices that were added.
    pub fn finish(mut self) -> Summary {
        self.gather();
        let summary = self.part(0);
        let selected = if self.layout.lanes > 1 { summary.selected } else { summary.whole.clone() };
        Summary { selected, ..summary }
    }

    /// The summaries of all slices that were added: one for each bin of the chart that is brushed, and one for the rows
    /// that it has no place for. Where nothing is highlighted the figures of what is selected are left out.
    pub fn parts(mut self) -> Vec<Summary> {
        self.gather();
        (0..self.layout.parts).map(|part| self.part(part)).collect()
    }

    fn part(&self, part: usize) -> Summary {
        let (total, selected) = self.layout.of(part);
        let read = |reading: &Option<Reading>| {
            reading.map_or_else(Group::default, |reading| self.group(reading, part))
        };
        Summary {
            groups: self.charts.iter().map(read).collect(),
            categories: self.menus.iter().map(|reading| read(reading).selected).collect(),
            whole: self.figures(total),
            selected: if self.layout.lanes > 1 { self.figures(selected) } else { Figures::default() },
        }
    }

    fn figures(&self, cells: std::ops::Range<usize>) -> Figures {
        let mut figures = Figures::default();
        for cell in cells {
            let mut sums = self.rows.0.get(cell).cloned().unwrap_or_default();
            self.calls.add_to(&mut sums, cell);
            figures.merge(&sums.figures());
        }
        figures
    }

    fn group(&self, reading: Reading, part: usize) -> Group {
        let (total, selected) = self.layout.of(part);
        let first_day = self.known.days.map_or(0, |(first, _)| first);
        let read = |column: usize, cells| {
            let slots = self.columns.get(column).map(|column| column.slots.sum(cells)).unwrap_or_default();
            let (none, values) = slots.split_first().map_or((0, &[][..]), |(none, values)| (*none, values));
            // The last slot is nobody's.
            (none, values.split_last().map_or_else(Vec::new, |(_, values)| values.to_vec()))
        };
        let counts = |cells: std::ops::Range<usize>| match reading {
            Reading::Days(column) => (first_day, read(column, cells).1),
            Reading::Weekdays(column) => (0, by_weekday(first_day, read(column, cells))),
            Reading::Durations(column) => (0, read(column, cells).1),
            Reading::Category(column, unknown) => {
                let (none, mut values) = read(column, cells);
                if let Some(count) = unknown.and_then(|code| values.get_mut(code)) {
                    *count += none;
                }
                (0, values)
            }
        };
        let absent = match reading {
            Reading::Durations(column) => read(column, total.clone()).0,
            _ => 0,
        };
        let counts = |cells| {
            let (first, slots) = counts(cells);
            Counts::from_slots(first, &slots)
        };
        Group { total: counts(total), selected: counts(selected), absent }
    }
}

/// Counts by ISO weekday, of counts by day and of rows without one, which are in slot 0.
fn by_weekday(first: i64, (none, days): (u64, Vec<u64>)) -> Vec<u64> {
    let mut weekdays = vec![0; 8];
    for (slot, count) in (first..).map(|day| weekday(day) as usize).zip(days).chain([(0, none)]) {
        if let Some(sum) = weekdays.get_mut(slot) {
            *sum += count;
        }
    }
    weekdays
}

/// The ISO number of a day's weekday; 0 for a row without any time.
#[inline]
fn weekday_of(day: i32) -> usize {
    if day == NO_DAY { 0 } else { weekday(i64::from(day)) as usize }
}

pub(crate) fn values_of<'a>(
    dictionaries: &'a [(Dimension, Vec<String>)],
    dimension: &Dimension,
) -> &'a [String] {
    dictionaries.iter().find(|(d, _)| d == dimension).map_or(&[], |(_, values)| values)
}

/// For each row of a slice, whether it passes every clause.
pub fn passing(question: &Question, dictionaries: &[(Dimension, Vec<String>)], rows: Rows<'_>) -> Vec<bool> {
    let mut fails = vec![0; rows.gold.len()];
    Clauses::new(question.selection.clauses(), dictionaries).mark(rows, 0, &mut fails);
    fails.into_iter().map(|fail| fail == 0).collect()
}
