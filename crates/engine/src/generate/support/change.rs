//! What a month changes in the interactions: new ones, ordinary updates and deletes, and one of each oddity
//! that real sets have. A row is made from its place in the file; what changes in the other tables is made with
//! them.

use callscape_model::calendar::DAY;

use super::eastern;
use super::fact::{Fact, Writer, rating};
use super::plan::{Plan, Stage};
use super::tables;

/// A row that is there for its oddity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Special {
    /// A new interaction at the beginning of the month, which is still the month before in the east.
    MonthBefore,
    /// A new call during which clocks change. Comes second, if at all.
    ClockChange,
    /// A delete of an id that never was.
    UnseenDelete,
    /// A delete of an id that is there.
    Delete,
    /// An update whose timestamp is in another month than start and end.
    OtherMonth,
    /// A blank after the action.
    TrailingBlank,
    /// An update that sets the rating to a blank.
    BlankRating,
    /// An action in another case.
    OtherCase,
    /// An add of what is there, with the same values.
    Repeat,
    /// An add of what is there, with other values.
    Contradiction,
    /// An update of an id that never was.
    UnseenUpdate,
    /// The first of two updates of the same interaction.
    Twice,
    /// The second one. Comes right after the first.
    TwiceAgain,
}

/// The oddities of a month; those that contradict other rows come in the first one only.
pub(super) fn specials(month: usize, clocks_change: bool) -> Vec<Special> {
    use Special::*;
    let mut specials = vec![MonthBefore];
    if clocks_change {
        specials.push(ClockChange);
    }
    specials.extend([UnseenDelete, Delete, OtherMonth, TrailingBlank, BlankRating]);
    if month == 1 {
        specials.extend([OtherCase, Repeat, Contradiction, UnseenUpdate, Twice, TwiceAgain]);
    }
    specials
}

impl Special {
    /// Whether it is a new interaction.
    pub(super) fn adds(self) -> bool {
        matches!(self, Special::MonthBefore | Special::ClockChange)
    }
}

/// Spreads `part` things evenly among `all`: which of them, or which of the others, stands at `place`.
fn spread(place: u64, part: u64, all: u64) -> Result<u64, u64> {
    let until = |place: u64| (u128::from(place) * u128::from(part) / u128::from(all.max(1))) as u64;
    let before = until(place);
    if until(place + 1) > before { Ok(before) } else { Err(place - before) }
}

/// Writes the row at `place` of a month's file.
pub(super) fn write(plan: &Plan, stage: &Stage, place: u64, writer: &mut Writer) {
    if place < stage.completed {
        return complete(plan, stage, place, writer);
    }
    let (place, rows) = (place - stage.completed, stage.rows - stage.completed);
    let specials = stage.specials.len() as u64;
    let place = match spread(place, specials, rows) {
        Ok(special) => return write_special(plan, stage, special, writer),
        Err(place) => place,
    };
    match spread(place, stage.edits, stage.edits + stage.count) {
        Ok(edit) => write_edit(plan, plan.target(stage.target + specials + edit), edit, writer),
        Err(new) => writer.row(&plan.fact(stage, stage.first + new), "add"),
    }
}

/// Completes an interaction that the stage before left open.
fn complete(plan: &Plan, stage: &Stage, place: u64, writer: &mut Writer) {
    let Some(before) = plan.stages.get(stage.index - 1) else { return };
    let number = before.first + before.count - before.open + place;
    let mut fact = plan.fact(before, number);
    let random = &mut plan.random(!number);
    // In the morning of one of the first days.
    let days = stage.days.clone().count().clamp(1, 3) as u64;
    let end =
        (stage.days.start + random.below(days) as i64) * DAY + 14 * 3600 + random.below(4 * 3600) as i64;
    fact.done = Some((end, end));
    if random.below(2) == 0 {
        fact.rating = rating(random);
    }
    writer.row(&fact, "update");
}

/// Changes or deletes an initial interaction.
fn write_edit(plan: &Plan, number: u64, edit: u64, writer: &mut Writer) {
    if edit % 3 == 2 {
        return writer.deleted(number);
    }
    let Some(mut fact) = initial(plan, number) else { return };
    let random = &mut plan.random(!number);
    let category = tables::category(plan, 0, random);
    if random.below(3) == 0 && category != fact.category {
        fact.category = category;
    } else {
        let new = rating(random);
        fact.rating = if new == fact.rating { other_rating(new) } else { new };
    }
    writer.row(&fact, "update");
}

/// A rating that a row does not have yet.
fn other_rating(rating: &str) -> &'static str {
    if rating == "2" { "3" } else { "2" }
}

fn initial(plan: &Plan, number: u64) -> Option<Fact> {
    plan.stages.first().map(|stage| plan.fact(stage, number))
}

fn write_special(plan: &Plan, stage: &Stage, place: u64, writer: &mut Writer) {
    let Some(special) = stage.specials.get(place as usize).copied() else { return };
    let twice = u64::from(special == Special::TwiceAgain);
    let number = plan.target(stage.target + place - twice);
    // Two for each month, deletes first.
    let unseen = plan.unseen + 2 * stage.index as u64;
    match special {
        Special::MonthBefore | Special::ClockChange => {
            return writer.row(&new_special(plan, stage, special), "add");
        }
        Special::UnseenDelete => return writer.deleted(unseen),
        Special::UnseenUpdate => return writer.row(&plan.fact(stage, unseen + 1), "update"),
        Special::Delete => return writer.deleted(number),
        _ => {}
    }
    let Some(mut fact) = initial(plan, number) else { return };
    let action = match special {
        Special::OtherMonth => {
            fact.stamp = stage.days.start * DAY + 14 * 3600 + (fact.start % 3600);
            "update"
        }
        Special::BlankRating => {
            fact.rating = " ";
            "update"
        }
        Special::Repeat => "add",
        special => {
            fact.rating = if special == Special::TwiceAgain { "1" } else { other_rating(fact.rating) };
            match special {
                Special::TrailingBlank => "update ",
                Special::OtherCase => "Update",
                Special::Contradiction => "add",
                _ => "update",
            }
        }
    };
    writer.row(&fact, action);
}

/// A new interaction at a particular time.
fn new_special(plan: &Plan, stage: &Stage, special: Special) -> Fact {
    let number = stage.first + stage.count + u64::from(special == Special::ClockChange);
    let random = &mut plan.random(number);
    // Two in the morning in London is the evening before in Boston.
    let evening = stage.days.start * DAY + 2 * 3600 + random.below(1800) as i64;
    let change = eastern::change(&stage.days).filter(|_| special == Special::ClockChange);
    let start = change.map_or(evening, |change| change - 420);
    let mut fact = plan.fact_at(stage, number, start, random);
    (fact.channel, fact.stamp) = ("phone", start - 15);
    fact.done = Some((start + 780, start + 790));
    fact
}
