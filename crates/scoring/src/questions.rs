//! Questions for yes or no: what was asked and answered counts as it was answered, in one turn or over two; a mere
//! question counts for little.

use crate::clauses::{Item, Reading, state};
use crate::opinions::{full, reversed};
use crate::pack::{Settings, class};
use crate::words::{Word, hash_of};

const QUESTION_MARK: u64 = hash_of("?");

/// "Do you think it was good? No."
pub(crate) fn answers(reading: &mut Reading, settings: &Settings, words: &[Word]) {
    let mut at = 0;
    while at < reading.items.len() {
        if !reading.items.get(at).is_some_and(|item| item.has(state::FIRST) && !item.mark) {
            at += 1;
            continue;
        }
        let end = reading
            .items
            .iter()
            .skip(at)
            .position(|item| item.end)
            .map_or(reading.items.len(), |step| at + step);
        let marked = words.get(end).is_some_and(|word| word.hash == QUESTION_MARK);
        let opens = opens(&reading.items, at, end);
        if opens {
            settle(reading, settings, at, end, marked);
        }
        at = end + 1;
    }
}

/// Whether a question for yes or no opens in this sentence near its first word.
fn opens(items: &[Item], first: usize, end: usize) -> bool {
    let inside = items.get(first..end).unwrap_or(&[]);
    let Some(verb) = inside.iter().take(4).position(|item| item.is(class::QUESTION)) else { return false };
    let lead = inside
        .iter()
        .take(verb)
        .all(|item| item.mark || item.is(class::CONTRAST | class::CLAUSE | class::COURTESY | class::YES));
    lead && inside.get(verb + 1).is_some_and(|next| next.is(class::SUBJECT | class::MYSELF | class::OTHER))
}

/// Weighs a question by its answer, or as a mere question.
fn settle(reading: &mut Reading, settings: &Settings, first: usize, end: usize, marked: bool) {
    let items = &reading.items;
    let answer = if marked || end < items.len() {
        // Behind the mark.
        items.iter().skip(end).find(|item| !item.mark).and_then(yes_or_no).map(|yes| (yes, end))
    } else {
        items.iter().enumerate().skip(first + 3).rev().find_map(|(at, item)| {
            let next = items
                .get(at + 1)
                .is_none_or(|next| next.is(class::SUBJECT | class::COURTESY | class::NO | class::YES));
            yes_or_no(item).filter(|_| next || items.len() - at <= 3).map(|yes| (yes, at))
        })
    };
    if answer.is_none() && !marked {
        return;
    }
    let until = answer.map_or(end, |answer| answer.1);
    for item in reading.items.iter_mut().take(until).skip(first) {
        match answer {
            Some((true, _)) => {
                item.points = if item.points == 0 { 0 } else { full(item, settings) };
                item.state |= state::CONFIRMED;
            }
            Some((false, _)) => {
                item.points = reversed(item, settings);
                item.state |= state::REVERSED;
            }
            None => {
                item.points = item.points * settings.question / 100;
                item.state |= state::ASKED;
            }
        }
    }
    if answer.is_some() && reading.items.iter().take(until).skip(first).any(|item| item.points != 0) {
        reading.structural = true;
    }
    // The answer itself negates nothing that follows.
    if answer.is_some()
        && let Some(item) = reading.items.iter_mut().skip(until).find(|item| !item.mark)
    {
        item.flags &= !class::NEGATOR;
    }
}

fn yes_or_no(item: &Item) -> Option<bool> {
    if item.is(class::YES) {
        return Some(true);
    }
    item.is(class::NO).then_some(false)
}

/// A turn that begins with yes or no answers the question before it.
pub(crate) fn answer_of_turn(reading: &mut Reading, settings: &Settings, asked: i32) {
    let Some(first) = reading.items.iter_mut().find(|item| !item.mark) else { return };
    let Some(yes) = yes_or_no(first) else { return };
    let points = match (yes, asked > 0) {
        (true, _) => asked,
        (false, true) => -asked * settings.negated_positive / 100,
        (false, false) => -asked * settings.negated_negative / 100,
    };
    first.points += points;
    first.state |= state::CONFIRMED;
    reading.structural = true;
}

/// What the last sentence of a turn asks: the valence of a question for yes or no, in hundredths, or 0.
pub(crate) fn asked(reading: &Reading, settings: &Settings) -> i32 {
    let items = &reading.items;
    let end = items.iter().rposition(|item| !item.mark).map_or(0, |last| last + 1);
    let first = items.iter().take(end).rposition(|item| item.has(state::FIRST) && !item.mark).unwrap_or(0);
    if !opens(items, first, end) {
        return 0;
    }
    items.iter().take(end).skip(first).filter(|item| item.valence != 0).map(|item| full(item, settings)).sum()
}
