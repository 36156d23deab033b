//! One record to one clean row: the loop that runs once for every row of every file. It allocates nothing for a
//! row in which nothing has to be repaired.

mod script;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::rc::Rc;

use callscape_model::calendar::{DAY, clock_text, day_text};
use callscape_model::delta::Action as Change;
use callscape_model::dimension::Dimension;
use callscape_model::measure::{Outcome, rating};
use callscape_model::message::{Has, OrderEvidence};
use callscape_model::month::Month;
use callscape_model::plan::{DateOrder, Encoding};
use callscape_model::quality::{Action, Rule};
use callscape_model::table::MonthBy;
use callscape_scoring::scorer::Scratch;
use callscape_scoring::silver;

use super::category::{Cells, Dictionaries, Known};
use super::findings::{Column, Findings};
use super::number::{Number, decimal, decimal_text, duration};
use super::recipe::{Part, Recipe};
use super::text::{Class, class, fold, is_null_word, is_visible};
use super::time::{Clock, Order, Reading, Stamp, read, time_of_day};
use super::words::{key_hash, text_hash};
use super::zone::Wall;
use crate::block::{Cell, Row};
use crate::schema::NONE;
use crate::transcript::Scored;

/// A point in time: what the clock of the workspace zone showed, and the instant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moment {
    /// Seconds since 1970-01-01 00:00 on the clock of the zone.
    pub clock: i64,
    /// Seconds since 1970-01-01 00:00 UTC.
    pub utc: i64,
}

/// The typed cells of one kept row.
#[derive(Clone, Debug, Default)]
pub struct Values {
    /// When the call started.
    pub start: Moment,
    /// What stands in the column of starts: the start of facts may be another time in its place.
    pub own_start: Option<Moment>,
    /// When it ended.
    pub end: Option<Moment>,
    /// When it was written down.
    pub stamp: Option<Moment>,
    /// When it was resolved.
    pub resolution: Option<Moment>,
    /// What a delta does with it.
    pub change: Option<Change>,
    /// Milliseconds, or [`NONE`].
    pub duration: i64,
    /// Millionths, or [`NONE`].
    pub cost: i64,
    /// Codes of the category columns.
    pub codes: Vec<u16>,
    /// What scoring says of the transcript.
    pub scored: Scored,
    /// Whether the duration is estimated from the words of the transcript.
    pub estimated: bool,
    /// Hash of the key, where there is one.
    pub key: Option<u128>,
    /// Hash of all clean cells.
    pub record: u64,
}

/// What a cleaner leaves when its rows are done.
#[derive(Debug)]
pub struct Finished {
    /// What the rules found.
    pub findings: Findings,
    /// Evidence on day and month, by column.
    pub orders: BTreeMap<u32, OrderEvidence>,
    /// Whether any start was an instant, whether any was a wall clock, whether any duration is estimated.
    pub has: Has,
    /// The dictionaries that the codes belong to.
    pub dictionaries: Dictionaries,
}

/// Why a row is set aside.
pub type Rejected = (Rule, Column);

/// Cleans rows of one file.
#[derive(Debug)]
pub struct Cleaner {
    recipe: Rc<Recipe>,
    dictionaries: Dictionaries,
    cells: Vec<Cells>,
    /// One for each column of times: start, end, time stamp, resolution.
    clocks: [Clock; 4],
    /// The day of the last row and the code of its month.
    month: Option<(i64, u16)>,
    values: Values,
    findings: Findings,
    orders: BTreeMap<u32, OrderEvidence>,
    has: Has,
    /// The transcript of the row that was cleaned last.
    script: String,
    /// Whether transcripts are scored: who only wants cells need not wait for it.
    scores: bool,
    scratch: Scratch,
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Mixes the hash of the next cell into that of a record; the order of cells matters.
#[inline]
pub(super) fn mix(record: u64, cell: u64) -> u64 {
    (record.rotate_left(5) ^ cell).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

impl Moment {
    /// The moment of a row that has none.
    pub const NEVER: Moment = Moment { clock: NONE, utc: NONE };
}

/// Whether a time that can be read is written as canonical ones are: `2025-01-05T14:30:00Z`.
fn is_canonical_time(text: &[u8]) -> bool {
    text.len() == 20
        && text.iter().enumerate().all(|(place, byte)| match place {
            4 | 7 => *byte == b'-',
            10 => *byte == b'T',
            13 | 16 => *byte == b':',
            19 => *byte == b'Z',
            _ => byte.is_ascii_digit(),
        })
}

/// A whole number that was written with a fraction of nothing: `4.0` is `4`. `None` for anything else.
fn whole(text: &str) -> Option<&str> {
    let (digits, fraction) = text.split_once('.')?;
    let is = !digits.is_empty()
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && !fraction.is_empty()
        && fraction.bytes().all(|byte| byte == b'0');
    is.then_some(digits)
}

impl Cleaner {
    /// A cleaner by a recipe, with the dictionaries of the shard.
    pub fn new(recipe: Rc<Recipe>, dictionaries: Dictionaries) -> Self {
        let names = recipe.plan.columns.iter().map(|column| column.name.clone()).collect();
        let categories = recipe.categories().count();
        Cleaner {
            recipe,
            dictionaries,
            cells: vec![Cells::default(); categories],
            clocks: Default::default(),
            month: None,
            values: Values { codes: vec![0; categories], ..Values::default() },
            findings: Findings::new(names),
            orders: BTreeMap::new(),
            has: Has::default(),
            script: String::new(),
            scores: true,
            scratch: Scratch::default(),
        }
    }

    /// The same, leaving transcripts unscored.
    #[must_use]
    pub fn unscored(mut self) -> Self {
        self.scores = false;
        self
    }

    /// The row that was cleaned last, if it was kept.
    pub fn values(&self) -> &Values {
        &self.values
    }

    /// What is known of the cells of a category.
    pub(super) fn cells(&self, place: usize) -> Option<&Cells> {
        self.cells.get(place)
    }

    /// Counts rows that were cleaned elsewhere.
    pub(super) fn counting(&mut self) -> (&Recipe, &mut Findings, &mut Has) {
        (&self.recipe, &mut self.findings, &mut self.has)
    }

    /// The recipe.
    pub fn recipe(&self) -> &Recipe {
        &self.recipe
    }

    /// The dictionaries that the codes belong to.
    pub fn dictionaries(&self) -> &Dictionaries {
        &self.dictionaries
    }

    /// What was found, and the dictionaries.
    pub fn finish(self) -> Finished {
        Finished {
            findings: self.findings,
            orders: self.orders,
            has: self.has,
            dictionaries: self.dictionaries,
        }
    }

    /// Cleans one record.
    ///
    /// # Errors
    /// The rule and column for which the row is set aside.
    pub fn clean(&mut self, row: Row<'_>) -> Result<(), Rejected> {
        let line = row.line();
        if let Some(problem) = row.problem() {
            self.findings
                .note(Rule::Unreadable, None, line, || (lossy(row.raw()), problem.message().to_owned()));
            return Err((Rule::Unreadable, None));
        }
        let columns = self.recipe.parts.len();
        if row.len() != columns {
            let example = || (lossy(row.raw()), format!("{} cells, {columns} expected", row.len()));
            self.judge(Rule::Ragged, None, line, example)?;
        }
        let mut state = Found::default();
        self.values.key = None;
        self.values.own_start = None;
        self.values.end = None;
        self.values.stamp = None;
        self.values.resolution = None;
        self.values.change = None;
        self.values.duration = NONE;
        self.values.cost = NONE;
        self.values.estimated = false;
        self.script.clear();
        for column in 0..columns {
            let Some(part) = self.recipe.parts.get(column).copied() else { break };
            state.record = self.cell(row.cell(column), part, column, line, &mut state)?;
        }
        self.values.record = state.record;
        self.together(state, line)
    }

    /// Cleans one cell; returns the record's hash with it mixed in.
    #[inline]
    fn cell(
        &mut self,
        cell: Option<Cell<'_>>,
        part: Part,
        column: usize,
        line: u64,
        state: &mut Found,
    ) -> Result<u64, Rejected> {
        let bytes = cell.map_or(Cow::Borrowed(&b""[..]), |cell| cell.bytes());
        let hash = match (part, self.fixed(&bytes, part)) {
            (Part::Category(place) | Part::Reference(place) | Part::Rating(place), _) => {
                self.category(&bytes, place, column, line)?
            }
            (Part::Transcript, _) => self.transcript(&bytes, column, line)?,
            // Where a record is from does not make it another one.
            (Part::Document, _) => {
                self.findings.filled(column, !bytes.is_empty());
                0
            }
            (Part::Start, Some(stamp)) => {
                self.findings.filled(column, true);
                self.begin(stamp, column, line, state)?
            }
            (_, Some(stamp)) => {
                self.findings.filled(column, true);
                self.later(part, stamp, column, line)?
            }
            _ => {
                let tidy = self.tidy(&bytes, column, line)?;
                self.findings.filled(column, !tidy.is_empty());
                match part {
                    Part::Key => self.key(&tidy, column, line)?,
                    Part::Start => self.start(&tidy, column, line, state)?,
                    Part::End => self.later_cell(part, 1, &tidy, column, line)?,
                    Part::Stamp => self.later_cell(part, 2, &tidy, column, line)?,
                    Part::Resolution => self.later_cell(part, 3, &tidy, column, line)?,
                    Part::Action => self.action(&bytes, &tidy, column, line)?,
                    Part::Duration => self.duration(&tidy, column, line)?,
                    Part::Cost => self.cost(&tidy, column, line)?,
                    Part::Date => self.date(&tidy, column, line, state)?,
                    Part::Time => self.time(&tidy, column, line, state),
                    Part::Text
                    | Part::Transcript
                    | Part::Document
                    | Part::Category(_)
                    | Part::Reference(_)
                    | Part::Rating(_) => text_hash(&tidy),
                }
            }
        };
        Ok(mix(state.record, hash))
    }

    /// A time in the usual shape, which needs no tidying.
    #[inline]
    fn fixed(&mut self, bytes: &[u8], part: Part) -> Option<Stamp> {
        let clock = match part {
            Part::Start => 0,
            Part::End => 1,
            Part::Stamp => 2,
            Part::Resolution => 3,
            _ => return None,
        };
        self.clocks.get_mut(clock)?.usual(bytes)
    }

    /// The clean text of one cell of the row that was cleaned last; what is found in it was counted then.
    pub fn text(&mut self, row: Row<'_>, column: usize) -> String {
        let bytes = row.cell(column).map_or(Cow::Borrowed(&b""[..]), |cell| cell.bytes());
        self.findings.mute(true);
        let text = match self.tidy(&bytes, column, row.line()) {
            Ok(tidy) => lossy(&tidy),
            Err(_) => lossy(&bytes),
        };
        self.findings.mute(false);
        let named = self.recipe.scoring.is_some() && self.recipe.action(Rule::NameForm) == Action::Repair;
        match self.recipe.parts.get(column) {
            Some(Part::Category(place)) if named && self.recipe.agent == Some(*place) => {
                silver::agent(&text).into_owned()
            }
            _ => text,
        }
    }

    /// Counts a case of a rule; an error when the rule sets rows aside.
    #[inline]
    fn judge(
        &mut self,
        rule: Rule,
        column: Column,
        line: u64,
        example: impl FnOnce() -> (String, String),
    ) -> Result<(), Rejected> {
        self.findings.note(rule, column, line, example);
        if self.recipe.action(rule) == Action::Reject { Err((rule, column)) } else { Ok(()) }
    }

    /// A cell as valid UTF-8 without outer and doubled blanks; empty where a word for nothing stands.
    #[inline(always)]
    fn tidy<'c>(&mut self, bytes: &'c [u8], column: usize, line: u64) -> Result<Cow<'c, [u8]>, Rejected> {
        if is_visible(bytes) && !is_null_word(bytes) {
            return Ok(Cow::Borrowed(bytes));
        }
        self.tidy_odd(bytes, column, line)
    }

    #[inline(never)]
    fn tidy_odd<'c>(&mut self, bytes: &'c [u8], column: usize, line: u64) -> Result<Cow<'c, [u8]>, Rejected> {
        if !bytes.is_ascii() {
            return self.tidy_encoded(bytes, column, line);
        }
        match class(bytes) {
            Class::Plain | Class::Empty => Ok(Cow::Borrowed(bytes)),
            Class::Null => Ok(self.null_word(bytes, column, line)),
            Class::Untidy => Ok(self.untidy(Cow::Borrowed(bytes), column, line)),
        }
    }

    #[cold]
    fn tidy_encoded<'c>(
        &mut self,
        bytes: &'c [u8],
        column: usize,
        line: u64,
    ) -> Result<Cow<'c, [u8]>, Rejected> {
        let encoding = self.recipe.plan.dialect.encoding;
        let (text, repaired) = crate::block::text(Cow::Borrowed(bytes), encoding);
        if repaired {
            self.judge(Rule::Encoding, Some(column), line, || (lossy(bytes), text.clone().into_owned()))?;
        }
        let changed = repaired || encoding == Encoding::Windows1252;
        let bytes = if changed { Cow::Owned(text.into_owned().into_bytes()) } else { Cow::Borrowed(bytes) };
        Ok(match class(&bytes) {
            Class::Untidy => self.untidy(bytes, column, line),
            _ => bytes,
        })
    }

    fn null_word<'c>(&mut self, bytes: &'c [u8], column: usize, line: u64) -> Cow<'c, [u8]> {
        self.findings.note(Rule::NullWord, Some(column), line, || (lossy(bytes), String::new()));
        let keep = self.recipe.action(Rule::NullWord) == Action::Keep;
        Cow::Borrowed(if keep { bytes } else { b"" })
    }

    fn untidy<'c>(&mut self, bytes: Cow<'c, [u8]>, column: usize, line: u64) -> Cow<'c, [u8]> {
        let text = lossy(&bytes);
        let folded = fold(&text).into_owned();
        self.findings.note(Rule::Whitespace, Some(column), line, || (text.clone(), folded.clone()));
        // A cell of blanks only is empty even where blanks are kept: it holds nothing.
        if self.recipe.action(Rule::Whitespace) == Action::Keep && !folded.is_empty() {
            return bytes;
        }
        if is_null_word(folded.as_bytes()) {
            return Cow::Owned(self.null_word(folded.as_bytes(), column, line).into_owned());
        }
        Cow::Owned(folded.into_bytes())
    }

    /// A category cell: what is known of it, or cleaned once and remembered.
    #[inline]
    fn category(&mut self, bytes: &[u8], place: usize, column: usize, line: u64) -> Result<u64, Rejected> {
        let known = self.cells.get(place).and_then(|cells| cells.get(bytes)).filter(|known| !known.noted);
        let known = match known {
            Some(known) => known,
            None => self.category_once(bytes, place, column, line)?,
        };
        self.findings.filled(column, known.code != 0);
        if let Some(code) = self.values.codes.get_mut(place) {
            *code = known.code;
        }
        Ok(known.hash)
    }

    fn category_once(
        &mut self,
        bytes: &[u8],
        place: usize,
        column: usize,
        line: u64,
    ) -> Result<Known, Rejected> {
        let tidy = self.tidy(bytes, column, line)?;
        let mut text = String::from_utf8_lossy(&tidy);
        let part = self.recipe.parts.get(column).copied();
        let mut odd = false;
        if matches!(part, Some(Part::Reference(_) | Part::Rating(_)))
            && let Some(digits) = whole(&text).map(str::to_owned)
        {
            self.findings.note(Rule::NumberFormat, Some(column), line, || (text.to_string(), digits.clone()));
            (text, odd) = (Cow::Owned(digits), true);
        }
        if matches!(part, Some(Part::Rating(_))) && !text.is_empty() && rating(&text).is_none() {
            self.judge(Rule::RatingRange, Some(column), line, || (text.to_string(), String::new()))?;
            if self.recipe.action(Rule::RatingRange) == Action::Repair {
                text = Cow::Borrowed("");
            }
            odd = true;
        }
        if self.recipe.scoring.is_some() && self.recipe.agent == Some(place) && !text.is_empty() {
            let name = silver::agent(&text).into_owned();
            if name != text {
                self.judge(Rule::NameForm, Some(column), line, || (text.to_string(), name.clone()))?;
                if self.recipe.action(Rule::NameForm) == Action::Repair {
                    text = Cow::Owned(name);
                }
                odd = true;
            }
        }
        let (code, grouped) = match self.recipe.categories().nth(place) {
            Some((_, dimension)) => self.dictionaries.of(dimension).code(&text),
            None => return Ok(Known::default()),
        };
        if grouped {
            self.findings.note(Rule::ManyValues, Some(column), line, || (text.to_string(), String::new()));
        }
        let unknown =
            self.recipe.status == Some(place) && !text.is_empty() && Outcome::of(&text) == Outcome::Other;
        if unknown {
            self.judge(Rule::UnknownStatus, Some(column), line, || (text.to_string(), text.to_string()))?;
        }
        let known = Known {
            code,
            hash: text_hash(text.as_bytes()),
            noted: unknown || grouped || odd || *tidy != *bytes,
        };
        if let Some(cells) = self.cells.get_mut(place).filter(|_| !known.noted) {
            cells.insert(bytes, known);
        }
        Ok(known)
    }

    fn key(&mut self, tidy: &[u8], column: usize, line: u64) -> Result<u64, Rejected> {
        if tidy.is_empty() {
            self.judge(Rule::MissingKey, Some(column), line, || (String::new(), String::new()))?;
            return if self.recipe.keyed { Err((Rule::MissingKey, Some(column))) } else { Ok(0) };
        }
        let fraction = self.recipe.tabular && tidy.ends_with(b"0");
        let digits = fraction.then(|| std::str::from_utf8(tidy).ok().and_then(whole)).flatten();
        if let Some(digits) = digits {
            self.findings.note(Rule::NumberFormat, Some(column), line, || (lossy(tidy), digits.to_owned()));
        }
        let hash = key_hash(digits.map_or(tidy, str::as_bytes));
        self.values.key = Some(hash);
        Ok(hash as u64)
    }

    fn read(&mut self, tidy: &[u8], column: usize, clock: usize, line: u64) -> Option<Reading> {
        let order = self.recipe.column(column).map_or(DateOrder::default(), |plan| plan.order);
        let reading = self.clocks.get_mut(clock)?.read(tidy, order)?;
        if reading.order != Order::Fixed {
            self.ordered(reading.order, tidy, column, line);
        }
        Some(reading)
    }

    /// Keeps the evidence that a date gives on the order of day and month.
    fn ordered(&mut self, order: Order, tidy: &[u8], column: usize, line: u64) {
        let evidence = self.orders.entry(column as u32).or_default();
        match order {
            Order::DayFirst => evidence.day_first += 1,
            Order::MonthFirst => evidence.month_first += 1,
            Order::Either => {
                evidence.either += 1;
                let reading = |order| match read(tidy, order).map(|r| r.stamp) {
                    Some(Stamp::Wall(at) | Stamp::Instant(at)) => day_text(at.div_euclid(DAY)),
                    None => String::new(),
                };
                self.findings.note(Rule::AmbiguousDate, Some(column), line, || {
                    (reading(DateOrder::MonthFirst), reading(DateOrder::DayFirst))
                });
            }
            Order::Fixed | Order::Same => {}
        }
    }

    /// The moment of a stamp, with a note where a change of the clocks makes it doubtful.
    fn moment(&mut self, stamp: Stamp, column: usize, line: u64) -> Result<Moment, Rejected> {
        let zone = &self.recipe.zone;
        let clock = match stamp {
            Stamp::Instant(utc) => return Ok(Moment { clock: zone.clock(utc), utc }),
            Stamp::Wall(clock) => clock,
        };
        let wall = zone.instant(clock);
        if !matches!(wall, Wall::Once(_)) {
            let said = (clock_text(clock), zone.name().to_owned());
            let rule = if matches!(wall, Wall::Skipped(_)) { Rule::SkippedTime } else { Rule::RepeatedTime };
            self.judge(rule, Some(column), line, || said)?;
        }
        Ok(Moment { clock, utc: wall.utc() })
    }

    fn start(&mut self, tidy: &[u8], column: usize, line: u64, state: &mut Found) -> Result<u64, Rejected> {
        if tidy.is_empty() {
            if self.recipe.tabular {
                return Ok(0);
            }
            self.judge(Rule::MissingStart, Some(column), line, || (String::new(), String::new()))?;
        }
        let Some(reading) = self.read(tidy, column, 0, line) else {
            if self.recipe.tabular {
                self.findings.note(Rule::BadTime, Some(column), line, || (lossy(tidy), String::new()));
                return Ok(0);
            }
            self.judge(Rule::BadTime, Some(column), line, || (lossy(tidy), String::new()))?;
            return Err((Rule::BadTime, Some(column)));
        };
        self.begin(reading.stamp, column, line, state)
    }

    fn begin(&mut self, stamp: Stamp, column: usize, line: u64, state: &mut Found) -> Result<u64, Rejected> {
        self.has.instants |= matches!(stamp, Stamp::Instant(_));
        self.has.walls |= matches!(stamp, Stamp::Wall(_));
        self.values.start = self.moment(stamp, column, line)?;
        self.values.own_start = Some(self.values.start);
        self.findings.ranged(column, self.values.start.clock);
        state.started = true;
        Ok(self.values.start.clock as u64)
    }

    fn later_cell(
        &mut self,
        part: Part,
        clock: usize,
        tidy: &[u8],
        column: usize,
        line: u64,
    ) -> Result<u64, Rejected> {
        if tidy.is_empty() {
            return Ok(0);
        }
        match self.read(tidy, column, clock, line) {
            Some(reading) => self.later(part, reading.stamp, column, line),
            None => {
                self.findings.note(Rule::BadTime, Some(column), line, || (lossy(tidy), String::new()));
                Ok(0)
            }
        }
    }

    /// A time that is not the start.
    fn later(&mut self, part: Part, stamp: Stamp, column: usize, line: u64) -> Result<u64, Rejected> {
        let moment = self.moment(stamp, column, line)?;
        let slot = match part {
            Part::Stamp => &mut self.values.stamp,
            Part::Resolution => &mut self.values.resolution,
            _ => &mut self.values.end,
        };
        *slot = Some(moment);
        self.findings.ranged(column, moment.clock);
        Ok(moment.clock as u64)
    }

    /// What a delta does with the record.
    fn action(&mut self, bytes: &[u8], tidy: &[u8], column: usize, line: u64) -> Result<u64, Rejected> {
        let text = lossy(tidy);
        let Some(change) = Change::of(&text) else {
            self.judge(Rule::BadAction, Some(column), line, || (lossy(bytes), String::new()))?;
            return Err((Rule::BadAction, Some(column)));
        };
        if text != change.word() {
            self.findings
                .note(Rule::ActionForm, Some(column), line, || (lossy(bytes), change.word().to_owned()));
        }
        self.values.change = Some(change);
        Ok(change as u64)
    }

    fn date(&mut self, tidy: &[u8], column: usize, line: u64, state: &mut Found) -> Result<u64, Rejected> {
        if tidy.is_empty() {
            self.judge(Rule::MissingStart, Some(column), line, || (String::new(), String::new()))?;
        }
        let Some(Reading { stamp: Stamp::Wall(at), .. }) = self.read(tidy, column, 0, line) else {
            self.judge(Rule::BadTime, Some(column), line, || (lossy(tidy), String::new()))?;
            return Err((Rule::BadTime, Some(column)));
        };
        state.day = Some((at, column));
        Ok(at as u64)
    }

    fn time(&mut self, tidy: &[u8], column: usize, line: u64, state: &mut Found) -> u64 {
        if tidy.is_empty() {
            return 0;
        }
        let seconds = std::str::from_utf8(tidy).ok().and_then(time_of_day);
        match seconds {
            Some((seconds, _)) => {
                state.seconds = seconds;
                seconds as u64
            }
            None => {
                self.findings.note(Rule::BadTime, Some(column), line, || (lossy(tidy), "00:00".to_owned()));
                0
            }
        }
    }

    fn duration(&mut self, tidy: &[u8], column: usize, line: u64) -> Result<u64, Rejected> {
        if tidy.is_empty() {
            return Ok(1);
        }
        let (unit, mark) = self.recipe.column(column).map_or_else(Default::default, |c| (c.unit, c.decimal));
        let number = duration(tidy, unit, mark);
        self.values.duration = self.number((number, 3), Rule::BadDuration, tidy, column, line)?;
        Ok(self.values.duration as u64)
    }

    fn cost(&mut self, tidy: &[u8], column: usize, line: u64) -> Result<u64, Rejected> {
        if tidy.is_empty() {
            return Ok(1);
        }
        let mark = self.recipe.column(column).map_or_else(Default::default, |c| c.decimal);
        self.values.cost = self.number((decimal(tidy, 6, mark), 6), Rule::BadNumber, tidy, column, line)?;
        Ok(self.values.cost as u64)
    }

    /// A number of so many decimals that was read, or not, judged; [`NONE`] where it is emptied.
    #[inline]
    fn number(
        &mut self,
        (number, places): (Option<Number>, usize),
        bad: Rule,
        tidy: &[u8],
        column: usize,
        line: u64,
    ) -> Result<i64, Rejected> {
        let Some(number) = number else {
            self.judge(bad, Some(column), line, || (lossy(tidy), String::new()))?;
            return Ok(NONE);
        };
        if number.repaired {
            let after = || (lossy(tidy), decimal_text(number.value, places, 0));
            self.findings.note(Rule::NumberFormat, Some(column), line, after);
        }
        if number.value < 0 {
            self.judge(Rule::Negative, Some(column), line, || (lossy(tidy), String::new()))?;
            return Ok(NONE);
        }
        self.findings.ranged(column, number.value);
        Ok(number.value)
    }

    /// What can be judged only when all cells are read.
    fn together(&mut self, mut state: Found, line: u64) -> Result<(), Rejected> {
        if let Some((midnight, column)) = state.day {
            self.begin(Stamp::Wall(midnight + state.seconds), column, line, &mut state)?;
        } else if self.recipe.tabular {
            let other = self.values.stamp.or(self.values.end);
            self.values.start = self.values.own_start.or(other).unwrap_or(Moment::NEVER);
            self.count_month();
            if self.values.own_start.is_none() {
                return Ok(());
            }
        } else if self.recipe.timeless && self.recipe.scoring.is_some() {
            self.values.start = Moment::NEVER;
        } else if !state.started {
            self.judge(Rule::MissingStart, None, line, || (String::new(), String::new()))?;
        }
        self.lasted(line)?;
        self.listen(line);
        Ok(())
    }

    /// The duration by start and end, where they say it.
    fn lasted(&mut self, line: u64) -> Result<(), Rejected> {
        let Some(end) = self.values.end.filter(|_| self.values.start != Moment::NEVER) else { return Ok(()) };
        let length = (end.utc - self.values.start.utc) * 1000;
        if length < 0 {
            return self.ended_before(end, line);
        }
        if !self.recipe.has_duration {
            self.findings.note(Rule::DerivedDuration, None, line, || (String::new(), seconds(length)));
            self.values.duration = length;
        } else if self.values.duration != NONE && (self.values.duration - length).abs() > 1000 {
            let given = self.values.duration;
            self.judge(Rule::DurationMismatch, None, line, || (seconds(given), seconds(length)))?;
            if self.recipe.action(Rule::DurationMismatch) == Action::Repair {
                self.values.duration = length;
            }
        }
        Ok(())
    }

    /// The month of a fact, by the time that decides it or the next one that is there.
    fn count_month(&mut self) {
        let Some(place) = self.recipe.month else { return };
        let Values { own_start, end, stamp, .. } = self.values;
        let order = match self.recipe.plan.month_by {
            MonthBy::End => [end, own_start, stamp],
            MonthBy::Start => [own_start, stamp, end],
            MonthBy::Stamp => [stamp, own_start, end],
        };
        let code = order.into_iter().flatten().next().map_or(0, |moment| self.month_code(moment));
        if let Some(slot) = self.values.codes.get_mut(place) {
            *slot = code;
        }
    }

    /// The code of a moment's month.
    fn month_code(&mut self, moment: Moment) -> u16 {
        let day = moment.clock.div_euclid(DAY);
        match self.month {
            Some((known, code)) if known == day => code,
            _ => {
                let month = Month::of_day(day).map_or_else(String::new, Month::text);
                let code = self.dictionaries.of(&Dimension::Month).code(&month).0;
                self.month = Some((day, code));
                code
            }
        }
    }

    /// Gives the month of every time of the row that was cleaned last a code, whichever decides: the row may be
    /// merged with cells of another one.
    pub fn meet_months(&mut self) {
        let Values { own_start, end, stamp, .. } = self.values;
        for moment in [own_start, end, stamp].into_iter().flatten() {
            self.month_code(moment);
        }
    }

    /// The cells of the row that was cleaned last as tables keep them: equal values are equal texts, whichever
    /// way they were written, and reading them again gives the same values. What a rule emptied is empty.
    pub fn canonical(&mut self, row: Row<'_>, column: usize) -> String {
        let text = self.text(row, column);
        let part = self.recipe.parts.get(column).copied();
        match part {
            Some(Part::Start | Part::End | Part::Stamp | Part::Resolution) => {
                self.canonical_time(&text, part, column)
            }
            Some(Part::Duration) if self.values.duration == NONE => String::new(),
            Some(Part::Cost) if self.values.cost == NONE => String::new(),
            Some(Part::Duration | Part::Cost) => {
                let mark = self.recipe.column(column).map_or_else(Default::default, |c| c.decimal);
                if text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0') {
                    return text;
                }
                let number = decimal(text.as_bytes(), 6, mark);
                number.map_or(text, |number| decimal_text(number.value, 6, 0))
            }
            Some(Part::Key | Part::Reference(_)) => whole(&text).map_or_else(|| text.clone(), str::to_owned),
            Some(Part::Rating(place)) => {
                let code = self.values.codes.get(place).copied().unwrap_or(0);
                self.dictionaries.of(&Dimension::Rating).value(code).to_owned()
            }
            Some(Part::Action) => self.values.change.map_or("", Change::word).to_owned(),
            _ => text,
        }
    }

    fn canonical_time(&mut self, text: &str, part: Option<Part>, column: usize) -> String {
        let there = match part {
            Some(Part::Start) => self.values.own_start,
            Some(Part::End) => self.values.end,
            Some(Part::Stamp) => self.values.stamp,
            _ => self.values.resolution,
        };
        if there.is_some() && is_canonical_time(text.as_bytes()) {
            return text.to_owned();
        }
        let order = self.recipe.column(column).map_or(DateOrder::default(), |plan| plan.order);
        match read(text.as_bytes(), order).map(|reading| reading.stamp).filter(|_| there.is_some()) {
            Some(Stamp::Instant(utc)) => clock_text(utc).replacen(' ', "T", 1) + "Z",
            Some(Stamp::Wall(clock)) => clock_text(clock),
            None => String::new(),
        }
    }

    fn ended_before(&mut self, end: Moment, line: u64) -> Result<(), Rejected> {
        let start = self.values.start;
        let example = || (format!("{} – {}", clock_text(start.clock), clock_text(end.clock)), String::new());
        self.judge(Rule::EndBeforeStart, None, line, example)?;
        if self.recipe.action(Rule::EndBeforeStart) == Action::Repair {
            self.values.end = None;
        }
        Ok(())
    }
}

fn seconds(milliseconds: i64) -> String {
    format!("{} s", milliseconds / 1000)
}

/// What the cells of a row say that must be put together at its end.
#[derive(Clone, Copy, Debug, Default)]
struct Found {
    record: u64,
    started: bool,
    /// Midnight of the date column, and that column.
    day: Option<(i64, usize)>,
    /// Time of day of the time column.
    seconds: i64,
}
