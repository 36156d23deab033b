//! What the first megabyte of a file says: how it is cut, which column is which, and how sure that is.
//!
//! A guess rests on the header and on every value of the sample; the load verifies it with every value of the
//! file. What cannot be calls (no time, rows that are sums already) is refused with the reason.

use std::collections::{BTreeMap, BTreeSet};

use callscape_model::calendar::{DAY, day_text};
use callscape_model::field::{FIELDS, Field, FieldInfo, Holds, Use, plain};
use callscape_model::message::Failure;
use callscape_model::performance::is_group;
use callscape_model::plan::{
    ColumnGuess, ColumnPlan, Confidence, DateOrder, DecimalMark, Dialect, DurationUnit, Encoding, Plan,
    Proposal, TimeKind,
};
use callscape_model::quality::{Action, Rule};
use callscape_model::table::{MonthBy, Role};

use crate::clean::number::{decimal, duration};
use crate::clean::text::{fold, is_null_word};
use crate::clean::time::{Order, Stamp, read, time_of_day};
use crate::clean::words::text_hash;
use crate::ingest::{Sampled, detect, sample};
use crate::transcript::is_dialogue;

/// What the values of one column of the sample are like.
#[derive(Clone, Debug, Default)]
struct Evidence {
    filled: usize,
    /// Values that are dates or times, not counting bare numbers that only could be.
    times: usize,
    /// Those with a time of day.
    timed: usize,
    instants: usize,
    /// Bare numbers that could be epoch seconds or compact dates.
    numeric_times: usize,
    clocks: usize,
    numbers: usize,
    commas: usize,
    durations: usize,
    percents: usize,
    day_first: usize,
    month_first: usize,
    either: Option<String>,
    distinct: usize,
    longest: usize,
}

/// What a file would be.
///
/// # Errors
/// Why it cannot be used, and what would help.
pub fn propose(
    name: &str,
    head: &[u8],
    size: u64,
    dialect: Option<Dialect>,
    zone: &str,
) -> Result<Proposal, Failure> {
    let dialect = match dialect {
        Some(dialect) => dialect,
        None => detect(name, head, size)?,
    };
    if matches!(dialect.encoding, Encoding::Utf16Le | Encoding::Utf16Be) {
        return Ok(transcode_first(dialect, zone));
    }
    let sampled = sample(head, head.len() as u64 >= size, &dialect)?;
    let evidence: Vec<Evidence> = (0..sampled.columns.len()).map(|index| weigh(&sampled, index)).collect();
    let uses = assign(&sampled, &evidence);
    let (columns, guesses) = describe(&sampled, &evidence, &uses);
    Ok(judge(name, plan(dialect, columns, zone), guesses, &sampled, &evidence))
}

fn plan(dialect: Dialect, columns: Vec<ColumnPlan>, zone: &str) -> Plan {
    let (actions, member, month_by) = (BTreeMap::new(), None, MonthBy::default());
    let mut plan = Plan { dialect, columns, zone: zone.to_owned(), actions, member, month_by };
    if plan.role() == Role::Transcripts {
        // A transcript that no key names cannot be told from others, nor be found again.
        plan.actions.insert(Rule::MissingKey, Action::Reject);
    }
    plan
}

/// The file must be turned into UTF-8 before more can be said.
fn transcode_first(dialect: Dialect, zone: &str) -> Proposal {
    let plan = plan(dialect, Vec::new(), zone);
    Proposal {
        plan,
        guesses: vec![],
        preview: vec![],
        sure: false,
        question: None,
        skip: 0,
        skip_lines: 0,
        record: 0,
        unfit: None,
    }
}

fn judge(
    name: &str,
    plan: Plan,
    guesses: Vec<ColumnGuess>,
    sampled: &Sampled,
    evidence: &[Evidence],
) -> Proposal {
    let start = plan.column(Field::Start).or_else(|| plan.column(Field::Date));
    let talks = plan.column(Field::Transcript).is_some();
    let unfit = (start.is_none() && !talks).then(|| no_time(name, evidence));
    let confidence = |column: usize| guesses.get(column).map_or(Confidence::Asked, |guess| guess.confidence);
    let sure = start.is_none_or(|start| confidence(start) == Confidence::Sure);
    let column = start.and_then(|start| plan.columns.get(start)).map_or("", |column| column.name.as_str());
    let question =
        (!sure).then(|| format!("Is “{column}” when the calls of {name} started? Please check the columns."));
    Proposal {
        guesses,
        preview: sampled.rows.iter().take(5).cloned().collect(),
        sure,
        question,
        skip: sampled.skip,
        skip_lines: sampled.lines,
        record: record_length(&sampled.rows),
        unfit,
        plan,
    }
}

/// Bytes of a record, with a mark after each cell.
fn record_length(rows: &[Vec<String>]) -> u64 {
    let bytes: usize = rows.iter().flatten().map(|cell| cell.len() + 1).sum();
    (bytes / rows.len().max(1)) as u64
}

/// Why a file without a time cannot be used.
fn no_time(name: &str, evidence: &[Evidence]) -> Failure {
    let summed = evidence.iter().any(|e| e.percents > 0 && e.percents * 2 > e.filled);
    if summed {
        return Failure::new(
            "mapping",
            format!(
                "{name} holds figures that are summed up already (shares in percent, no date), not single calls."
            ),
            "Export the call records behind it: one row for each call, with its start time.",
        );
    }
    Failure::new(
        "mapping",
        format!("{name} has no column of dates or times, so its rows cannot be placed in time."),
        "Export it with a start time for each call; everything else may be missing.",
    )
}

fn weigh(sampled: &Sampled, column: usize) -> Evidence {
    let mut evidence = Evidence::default();
    let mut distinct: BTreeSet<&str> = BTreeSet::new();
    for value in sampled.rows.iter().filter_map(|row| row.get(column)) {
        let text = fold(value);
        let bytes = text.as_bytes();
        if text.is_empty() || is_null_word(bytes) {
            continue;
        }
        evidence.filled += 1;
        evidence.longest = evidence.longest.max(text.chars().count());
        distinct.insert(value);
        evidence.weigh_time(&text);
        let number = decimal(bytes, 6, DecimalMark::Point).is_some();
        let comma = text.contains(',') && decimal(bytes, 6, DecimalMark::Comma).is_some();
        evidence.numbers += usize::from(number || comma);
        evidence.commas += usize::from(comma && !number);
        evidence.percents += usize::from(text.ends_with('%'));
        let length = duration(bytes, DurationUnit::Seconds, DecimalMark::Point).is_some();
        evidence.durations += usize::from(length || comma);
        evidence.clocks += usize::from(time_of_day(&text).is_some());
    }
    evidence.distinct = distinct.len();
    evidence
}

impl Evidence {
    fn weigh_time(&mut self, text: &str) {
        let Some(reading) = read(text.as_bytes(), DateOrder::MonthFirst) else { return };
        if text.bytes().all(|b| b.is_ascii_digit()) {
            self.numeric_times += 1;
        } else {
            self.times += 1;
        }
        self.timed += usize::from(reading.timed);
        self.instants += usize::from(matches!(reading.stamp, Stamp::Instant(_)));
        match reading.order {
            Order::DayFirst => self.day_first += 1,
            Order::MonthFirst => self.month_first += 1,
            Order::Either => {
                self.either.get_or_insert_with(|| text.to_owned());
            }
            Order::Fixed | Order::Same => {}
        }
    }

    /// Whether nearly every value is of a kind: a few that are not are the load's business.
    fn mostly(&self, count: usize) -> bool {
        self.share(count, 80)
    }

    fn share(&self, count: usize, percent: usize) -> bool {
        self.filled > 0 && count * 100 >= self.filled * percent
    }

    fn order(&self) -> DateOrder {
        if self.day_first > self.month_first { DateOrder::DayFirst } else { DateOrder::MonthFirst }
    }

    /// What nearly all values can be.
    fn kinds(&self) -> Vec<Holds> {
        let kinds = [
            (Holds::Time, self.times + self.numeric_times),
            (Holds::TimeOfDay, self.clocks),
            (Holds::Duration, self.durations),
            (Holds::Number, self.numbers),
        ];
        let mut held: Vec<Holds> =
            kinds.into_iter().filter(|(_, count)| self.mostly(*count)).map(|(kind, _)| kind).collect();
        if self.mostly(self.times) && self.timed == 0 {
            held.push(Holds::Day);
        }
        held
    }

    /// Whether the values can be what a field holds: where the name says so for sure half of them must, else
    /// nearly all. A column without any value can be anything.
    fn fits(&self, info: &FieldInfo, named: bool) -> bool {
        if self.filled == 0 {
            return true;
        }
        let mostly = |count| self.share(count, if named { 50 } else { 80 });
        match info.holds {
            Holds::Text | Holds::Category => true,
            Holds::Time => mostly(self.times + self.numeric_times),
            Holds::Day => mostly(self.times + self.numeric_times) && self.timed == 0,
            Holds::TimeOfDay => mostly(self.clocks),
            Holds::Duration => mostly(self.durations),
            Holds::Number => mostly(self.numbers),
        }
    }
}

/// Which column is which field: by names that mean it for sure, then by names that may, then by values alone.
fn assign(sampled: &Sampled, evidence: &[Evidence]) -> Vec<(Use, Confidence, &'static str)> {
    let names: Vec<String> = sampled.columns.iter().map(|name| plain(name)).collect();
    let mut uses = vec![(Use::Free, Confidence::Likely, "kept with each call"); names.len()];
    let mut taken: BTreeSet<Field> = BTreeSet::new();
    for (exact, confidence) in [(true, Confidence::Sure), (false, Confidence::Likely)] {
        for info in
            FIELDS.iter().filter(|info| !matches!(info.field, Field::Date | Field::Time) && !info.facts_only)
        {
            let listed = if exact { info.names } else { info.maybe };
            if taken.contains(&info.field) || (!exact && needless(info.field, &taken)) {
                continue;
            }
            let found = listed.iter().find_map(|listed| {
                (0..names.len()).find(|i| {
                    names.get(*i).is_some_and(|name| name == listed)
                        && uses.get(*i).is_some_and(|u| u.0 == Use::Free)
                        && evidence
                            .get(*i)
                            .is_some_and(|e| e.fits(info, exact) && allowed(info.field, e, exact))
                })
            });
            if let Some(slot) = found.and_then(|i| uses.get_mut(i)) {
                let reason = if exact { "its name and its values say so" } else { "its name may mean it" };
                *slot = (Use::Field(info.field), confidence, reason);
                taken.insert(info.field);
            }
        }
        if exact {
            split_start(&names, evidence, &mut uses, &mut taken);
        }
    }
    if !taken.contains(&Field::Start) && !taken.contains(&Field::Date) {
        any_time(evidence, &mut uses);
    }
    transcript(&names, sampled, evidence, &mut uses);
    dimensions(sampled, evidence, &mut uses);
    uses
}

/// The column with what was said: by a name that means it, or by conversations in most of its cells. The document that
/// a record is from is known by its name.
fn transcript(
    names: &[String],
    sampled: &Sampled,
    evidence: &[Evidence],
    uses: &mut [(Use, Confidence, &'static str)],
) {
    let info = Field::Transcript.info();
    let named =
        |listed: &[&str], place: usize| names.get(place).is_some_and(|name| listed.contains(&name.as_str()));
    let talks = |place: usize| {
        let cells =
            sampled.rows.iter().filter_map(|row| row.get(place)).filter(|cell| !cell.trim().is_empty());
        let looked: Vec<bool> = cells.take(LOOKED).map(|cell| is_dialogue(cell)).collect();
        looked.iter().filter(|talk| **talk).count() * 2 > looked.len()
    };
    let long = |place: usize| evidence.get(place).is_some_and(|e| e.longest >= SENTENCE || e.filled == 0);
    let free = |place: &usize| uses.get(*place).is_some_and(|(usage, ..)| *usage == Use::Free);
    let all: Vec<usize> = (0..names.len()).filter(free).collect();
    let find = |fits: &dyn Fn(usize) -> bool| all.iter().copied().find(|place| fits(*place));
    let found = find(&|place| named(info.names, place) && long(place))
        .map(|place| (place, Confidence::Sure, "its name and its values say so"))
        .or_else(|| {
            let place = find(&|place| named(info.maybe, place) && talks(place)).or_else(|| find(&talks))?;
            Some((place, Confidence::Likely, "its values are conversations"))
        });
    let Some((place, confidence, reason)) = found else { return };
    if let Some(slot) = uses.get_mut(place) {
        *slot = (Use::Field(Field::Transcript), confidence, reason);
    }
    let document = Field::Document.info().id;
    let document = sampled.columns.iter().position(|name| name == document);
    if let Some(slot) = document.and_then(|place| uses.get_mut(place)).filter(|slot| slot.0 == Use::Free) {
        *slot = (Use::Field(Field::Document), Confidence::Sure, "where each record is from");
    }
}

/// Cells that are looked at for conversations.
const LOOKED: usize = 20;
/// The least length of the longest text in a column of transcripts.
const SENTENCE: usize = 20;

/// Whether a field need not be looked for among doubtful names: a date with a time of day is a start.
fn needless(field: Field, taken: &BTreeSet<Field>) -> bool {
    field == Field::Start && taken.contains(&Field::Date)
}

/// What a field's values must be like beyond its kind: keys differ, categories repeat, a date alone is a start
/// only when no time of day stands beside it.
fn allowed(field: Field, evidence: &Evidence, exact: bool) -> bool {
    match field {
        Field::CallId if !exact => evidence.distinct * 100 >= evidence.filled * 95,
        // Every call of a short list may have another agent.
        Field::Agent if exact => evidence.distinct <= 1000 && evidence.longest <= 100,
        Field::Status | Field::Type | Field::Agent => {
            evidence.distinct <= 1000.min(evidence.filled.div_ceil(2).max(20)) && evidence.longest <= 100
        }
        Field::Start => evidence.filled == 0 || evidence.timed > 0,
        _ => true,
    }
}

/// A date column and a time-of-day column make a start.
fn split_start(
    names: &[String],
    evidence: &[Evidence],
    uses: &mut [(Use, Confidence, &'static str)],
    taken: &mut BTreeSet<Field>,
) {
    if taken.contains(&Field::Start) {
        return;
    }
    let mut find = |field: Field| {
        let info = field.info();
        let fits = |i: &usize| {
            names.get(*i).is_some_and(|name| info.names.contains(&name.as_str()))
                && evidence.get(*i).is_some_and(|e| e.filled > 0 && e.fits(info, true))
                && uses.get(*i).is_some_and(|u| u.0 == Use::Free)
        };
        let found = (0..names.len()).find(fits)?;
        *uses.get_mut(found)? = (Use::Field(field), Confidence::Sure, "its name and its values say so");
        taken.insert(field);
        Some(found)
    };
    if find(Field::Date).is_some() {
        find(Field::Time);
    }
}

/// No name says when calls started: the first column of times may.
fn any_time(evidence: &[Evidence], uses: &mut [(Use, Confidence, &'static str)]) {
    let free = |i: &usize| uses.get(*i).is_some_and(|u| u.0 == Use::Free);
    let timed = |i: &usize| evidence.get(*i).is_some_and(|e| e.mostly(e.times) && e.timed > 0);
    let dated = |i: &usize| evidence.get(*i).is_some_and(|e| e.mostly(e.times));
    let all = 0..evidence.len();
    let found = all.clone().filter(free).find(timed).or_else(|| all.filter(free).find(dated));
    if let Some(slot) = found.and_then(|i| uses.get_mut(i)) {
        *slot = (Use::Field(Field::Start), Confidence::Likely, "the first column of times");
    }
}

/// The most columns that become dimensions by themselves.
const MOST_DIMENSIONS: usize = 16;

/// Free columns whose few short values repeat are dimensions, and those that say to whom agents belong.
fn dimensions(sampled: &Sampled, evidence: &[Evidence], uses: &mut [(Use, Confidence, &'static str)]) {
    let rows = sampled.rows.len();
    let mut count = 0;
    let columns = uses.iter_mut().zip(evidence).zip(&sampled.columns);
    for ((slot, e), name) in columns.filter(|((slot, _), _)| slot.0 == Use::Free) {
        let few = if e.mostly(e.numbers) { 20 } else { 200.min(rows / 5) };
        let repeats = e.distinct >= 2 && e.distinct <= few;
        // A team is one, however few the rows are.
        let named = e.distinct >= 1 && e.distinct <= 200 && is_group(name);
        let fits = e.longest <= 60 && !e.mostly(e.times);
        if (rows >= 10 && repeats || named) && fits && count < MOST_DIMENSIONS {
            count += 1;
            *slot = (Use::Dimension, Confidence::Likely, "few values that repeat");
        }
    }
}

fn describe(
    sampled: &Sampled,
    evidence: &[Evidence],
    uses: &[(Use, Confidence, &'static str)],
) -> (Vec<ColumnPlan>, Vec<ColumnGuess>) {
    let columns = sampled.columns.iter().zip(evidence).zip(uses).enumerate();
    columns
        .map(|(index, ((name, evidence), (usage, confidence, reason)))| {
            let plan = ColumnPlan {
                name: name.clone(),
                usage: usage.clone(),
                order: evidence.order(),
                time: if evidence.instants > 0 { TimeKind::Instant } else { TimeKind::Wall },
                unit: unit(&plain(name)),
                decimal: if evidence.commas > 0 { DecimalMark::Comma } else { DecimalMark::Point },
            };
            let guess = ColumnGuess {
                confidence: *confidence,
                reason: (*reason).to_owned(),
                samples: samples(sampled, index),
                ambiguous: ambiguous(evidence),
                holds: evidence.kinds(),
                unique: evidence.distinct == sampled.rows.len() && evidence.filled == sampled.rows.len(),
                values: if evidence.mostly(evidence.times) { Vec::new() } else { hashes(sampled, index) },
            };
            (plan, guess)
        })
        .unzip()
}

/// How many different values of a column are remembered for finding references.
const REMEMBERED: usize = 500;

fn hashes(sampled: &Sampled, column: usize) -> Vec<u64> {
    let values =
        sampled.rows.iter().filter_map(|row| row.get(column)).filter(|value| !value.trim().is_empty());
    let different: BTreeSet<u64> =
        values.map(|value| text_hash(fold(value).as_bytes())).take(REMEMBERED).collect();
    different.into_iter().collect()
}

fn unit(name: &str) -> DurationUnit {
    if name.contains("min") {
        DurationUnit::Minutes
    } else if name.ends_with("ms") || name.contains("milli") {
        DurationUnit::Milliseconds
    } else {
        DurationUnit::Seconds
    }
}

/// The first five different values that are not empty.
fn samples(sampled: &Sampled, column: usize) -> Vec<String> {
    let mut seen: Vec<String> = Vec::new();
    for value in sampled.rows.iter().filter_map(|row| row.get(column)).filter(|value| !value.is_empty()) {
        if !seen.contains(value) {
            seen.push(value.chars().take(80).collect());
        }
        if seen.len() == 5 {
            break;
        }
    }
    seen
}

fn ambiguous(evidence: &Evidence) -> Option<(String, String)> {
    let text = evidence.either.as_ref().filter(|_| evidence.day_first == 0 && evidence.month_first == 0)?;
    let reading = |order| match read(text.as_bytes(), order)?.stamp {
        Stamp::Wall(at) | Stamp::Instant(at) => Some(day_text(at.div_euclid(DAY))),
    };
    Some((reading(DateOrder::MonthFirst)?, reading(DateOrder::DayFirst)?))
}
