//! Rows of the table: their cold cells are read again through the decoder and the cleaning that loaded them.

use std::collections::{BTreeMap, HashMap, VecDeque};

use callscape_model::answer::UNKNOWN;
use callscape_model::calendar::clock_text;
use callscape_model::dimension::Dimension;
use callscape_model::field::Field;
use callscape_model::message::{FileId, Place, Reply, Row as Shown, Slice, SortKey};
use callscape_model::metric::score_text;
use callscape_model::number::{duration, money};
use callscape_model::table::Subject;

use super::pass::Sink;
use super::store::gone;
use super::{Output, Shard};
use crate::block::{Block, Row};
use crate::clean::between;
use crate::clean::category::Dictionaries;
use crate::clean::row::Cleaner;
use crate::ingest::End;
use crate::schema::{COST, DURATION, NONE, SCORE, UPSELL};

/// Rows that lie within so many bytes are read in one go.
const TOGETHER: u64 = 256 << 10;

/// Rows of one slice that lie close together, by the offset of their records in the file.
type Group = ((FileId, u32), BTreeMap<u64, SortKey>);

/// What else is known of the rows that are read.
type Names = HashMap<Place, Beside>;

/// What is known of a row beside its record.
#[derive(Debug)]
enum Beside {
    /// What dimensions call a fact's centre, category and agent.
    Fact([String; 3]),
    /// How a transcript was scored, and what it hears of its call.
    Transcript(Box<Talked>, Vec<String>),
    /// The agent of a call, and what it hears of its transcript.
    Call(String, Vec<String>),
}

/// How a transcript was scored: agent, label, score, conversion, price of what was sold on top, product.
#[derive(Debug)]
struct Talked {
    agent: String,
    label: String,
    score: i64,
    conversion: String,
    upsell: i64,
    product: String,
    duration: i64,
}

#[derive(Debug)]
struct Table {
    cleaner: Cleaner,
    wanted: BTreeMap<u64, SortKey>,
    groups: VecDeque<Group>,
    names: Names,
    shown: Vec<Shown>,
}

impl Shard {
    /// Reads rows for the table.
    pub(super) fn read_rows(&mut self, keys: Vec<SortKey>, out: &mut Vec<Output>) {
        let kept = |key: SortKey| (self.live.added.kept_at(key.place, self.id), key);
        let mut keys: Vec<(Place, SortKey)> = keys.into_iter().map(kept).collect();
        keys.sort_unstable();
        let subject = self.live.subject();
        let joined = !self.live.companions.is_empty();
        let beside = |place: Place| match subject {
            Subject::Interactions => Some(Beside::Fact(self.fact_names(place))),
            Subject::Transcripts => {
                let of_call = if joined { self.of_call(place)? } else { Vec::new() };
                self.talked(place).map(|talked| Beside::Transcript(Box::new(talked), of_call))
            }
            Subject::Calls => {
                let talked = self.talked(place).filter(|_| joined)?;
                let upsell = if talked.upsell == NONE { String::new() } else { money(talked.upsell) };
                Some(Beside::Call(talked.agent, vec![talked.label, talked.conversion, upsell]))
            }
        };
        let names: Names =
            keys.iter().filter_map(|(place, key)| Some((key.place, beside(*place)?))).collect();
        let mut groups: VecDeque<Group> = VecDeque::new();
        for (place, key) in keys {
            let Some(start) = self.start_of(place) else { return Shard::fail(out, gone()) };
            let at = (place.file, place.slice);
            match groups.back_mut() {
                Some((slice, group))
                    if *slice == at && group.keys().next().is_some_and(|first| start - first < TOGETHER) =>
                {
                    group.insert(start, key);
                }
                _ => groups.push_back((at, BTreeMap::from([(start, key)]))),
            }
        }
        self.next_group(groups, names, Vec::new(), out);
    }

    fn fact_names(&self, place: Place) -> [String; 3] {
        [Dimension::Center, Dimension::Category, Dimension::Agent]
            .map(|dimension| self.live.name_of(place, &dimension).to_owned())
    }

    /// What a transcript hears of its call: type, status, cost.
    fn of_call(&self, place: Place) -> Option<Vec<String>> {
        let gold = self.live.slices.get(&(place.file, place.slice))?.gold()?;
        let cost = gold.numbers(COST).get(place.row as usize).filter(|cost| *cost != NONE);
        let word = |dimension| self.live.name_of(place, &dimension).to_owned();
        let cost = cost.map_or_else(String::new, money);
        Some(vec![word(Dimension::Type), word(Dimension::Status), cost])
    }

    /// How a transcript was scored; `None` when the row has none.
    fn talked(&self, place: Place) -> Option<Talked> {
        let gold = self.live.slices.get(&(place.file, place.slice))?.gold()?;
        let number = |name| gold.numbers(name).get(place.row as usize);
        let word = |dimension| self.live.name_of(place, &dimension).to_owned();
        Some(Talked {
            score: number(SCORE)?,
            upsell: number(UPSELL)?,
            duration: number(DURATION)?,
            agent: word(Dimension::Agent),
            label: word(Dimension::Sentiment),
            conversion: word(Dimension::Conversion),
            product: word(Dimension::Product),
        })
    }

    /// Where a row's record begins in its file.
    pub(super) fn start_of(&self, place: Place) -> Option<u64> {
        let held = self.live.slices.get(&(place.file, place.slice))?;
        Some(held.base + u64::from(*held.gold()?.offsets().get(place.row as usize)?))
    }

    fn next_group(
        &mut self,
        mut groups: VecDeque<Group>,
        names: Names,
        shown: Vec<Shown>,
        out: &mut Vec<Output>,
    ) {
        let Some(((file, slice), wanted)) = groups.pop_front() else {
            return out.push(Output::reply(Reply::Rows(shown)));
        };
        let ends = (wanted.keys().next().copied(), wanted.keys().next_back().copied());
        let (Some(recipe), (Some(from), Some(last))) = (self.live.recipes.get(&file).cloned(), ends) else {
            return Shard::fail(out, gone());
        };
        let cleaner = Cleaner::new(recipe.clone(), Dictionaries::default()).unscored();
        let table = Table { cleaner, wanted, groups, names, shown };
        let slice = Slice { index: slice, from, to: last + 1, exact: true };
        self.decode((file, slice), &recipe, Box::new(table), out);
    }
}

impl Sink for Table {
    fn block(&mut self, block: &Block) {
        for row in block.rows() {
            let Some(key) = self.wanted.get(&row.start()).copied() else { continue };
            let cells = match (self.cleaner.clean(row), self.names.get(&key.place)) {
                (Err(_), _) => Vec::new(),
                (Ok(()), None) => shown(&mut self.cleaner, row),
                (Ok(()), Some(Beside::Fact(names))) => shown_fact(&mut self.cleaner, row, names),
                (Ok(()), Some(Beside::Transcript(talked, of_call))) => {
                    let own = shown_talk(&mut self.cleaner, row, talked);
                    own.into_iter().chain(of_call.iter().cloned()).collect()
                }
                (Ok(()), Some(Beside::Call(agent, of_transcript))) => {
                    let mut own = shown(&mut self.cleaner, row);
                    // The last one is the agent, whom the transcript may name.
                    own.pop();
                    own.push(agent.clone());
                    own.into_iter().chain(of_transcript.iter().cloned()).collect()
                }
            };
            self.shown.push(Shown { key, cells });
        }
    }

    fn done(self: Box<Self>, _: End, shard: &mut Shard, out: &mut Vec<Output>) {
        shard.next_group(self.groups, self.names, self.shown, out);
    }
}

/// The cells of a cleaned fact as the table shows them, with the names of its centre, category and agent.
fn shown_fact(cleaner: &mut Cleaner, row: Row<'_>, [center, category, agent]: &[String; 3]) -> Vec<String> {
    let text = |cleaner: &mut Cleaner, field| {
        let column = cleaner.recipe().plan.column(field);
        column.map_or_else(String::new, |column| cleaner.canonical(row, column))
    };
    let name = |name: &String| if name.is_empty() { UNKNOWN.to_owned() } else { name.clone() };
    let values = cleaner.values();
    let length = |ms: i64| if ms == NONE { String::new() } else { duration(ms) };
    let start = if values.start.clock == NONE { String::new() } else { clock_text(values.start.clock) };
    let (lasted, worked) = (length(values.duration), length(between(values.own_start, values.resolution)));
    vec![
        text(cleaner, Field::CallId),
        start,
        text(cleaner, Field::Channel),
        name(center),
        name(category),
        name(agent),
        lasted,
        worked,
        text(cleaner, Field::Rating),
    ]
}

/// The cells of a cleaned transcript as the table shows them.
fn shown_talk(cleaner: &mut Cleaner, row: Row<'_>, talked: &Talked) -> Vec<String> {
    let column = cleaner.recipe().plan.column(Field::CallId);
    let key = column.map_or_else(String::new, |column| cleaner.text(row, column));
    let start = cleaner.values().start.clock;
    let or = |value: i64, text: fn(i64) -> String| if value == NONE { String::new() } else { text(value) };
    vec![
        key,
        or(start, clock_text),
        if talked.agent.is_empty() { UNKNOWN.to_owned() } else { talked.agent.clone() },
        talked.label.clone(),
        or(talked.score, score_text),
        talked.conversion.clone(),
        or(talked.upsell, money),
        talked.product.clone(),
        or(talked.duration, duration),
    ]
}

/// The cells of a cleaned row as the table shows them, in the order of its columns.
fn shown(cleaner: &mut Cleaner, row: Row<'_>) -> Vec<String> {
    let text = |cleaner: &mut Cleaner, field| {
        let column = cleaner.recipe().plan.column(field);
        column.map_or_else(String::new, |column| cleaner.text(row, column))
    };
    let values = cleaner.values();
    let start = clock_text(values.start.clock);
    let length = if values.duration == NONE { String::new() } else { duration(values.duration) };
    let cost = if values.cost == NONE { String::new() } else { money(values.cost) };
    vec![
        text(cleaner, Field::CallId),
        start,
        text(cleaner, Field::Type),
        text(cleaner, Field::Status),
        length,
        cost,
        text(cleaner, Field::Caller),
        text(cleaner, Field::Callee),
        text(cleaner, Field::Agent),
    ]
}
