//! The turns of a transcript cell: a text with roles in it, or a JSON list of turns.

use std::borrow::Cow;

use callscape_model::field::plain;
use callscape_model::score::Speaker;
use callscape_scoring::{silver, speakers};

use crate::clean::number::decimal;
use crate::clean::time::{Stamp, read as read_time, time_of_day};
use crate::ingest::bundle::{SPEAKERS, TEXTS, is_turns, turns as each_turn};
use crate::ingest::value::{object, text};
use callscape_model::plan::{DateOrder, DecimalMark};

/// Names of members with the time at which a turn begins, as [`plain`] writes them.
const STARTS: [&str; 9] = [
    "start",
    "offset",
    "starttime",
    "startoffset",
    "startms",
    "offsetms",
    "beginoffsetmillis",
    "timestamp",
    "time",
];
/// Names of members with the time at which it ends.
const ENDS: [&str; 5] = ["end", "endtime", "endoffset", "endms", "endoffsetmillis"];

/// From this time on a number is one of a clock, not of the call, in milliseconds.
const CLOCK: i64 = 24 * 3_600_000;

/// One turn as the transcript has it, cleaned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said<'a> {
    /// Who speaks.
    pub speaker: Speaker,
    /// The speaker as written; empty where nobody is named.
    pub name: Cow<'a, str>,
    /// What is said, on one line.
    pub text: Cow<'a, str>,
    /// Milliseconds from the start of the call, where the transcript says it.
    pub start: Option<i64>,
    /// Milliseconds from the start of the call to the turn's end, where the transcript says it.
    pub end: Option<i64>,
}

/// The turns of a transcript cell; turns without a word are left out.
pub fn read(cell: &str) -> Vec<Said<'_>> {
    let list = cell.trim_start();
    if list.starts_with('[') && is_turns(list.as_bytes()) {
        return listed(list);
    }
    let spoken = speakers::turns(cell).into_iter().map(|spoken| Said {
        speaker: spoken.turn.speaker,
        name: Cow::Borrowed(spoken.name),
        text: silver::clean(spoken.turn.text),
        start: spoken.start,
        end: None,
    });
    spoken.filter(|said| !said.text.is_empty()).collect()
}

fn listed(list: &str) -> Vec<Said<'_>> {
    let mut turns = Vec::new();
    each_turn(list.as_bytes(), |raw| turns.extend(one(raw).filter(|said| !said.text.is_empty())));
    let zero = turns.iter().find_map(|said| said.start).filter(|first| *first >= CLOCK).unwrap_or(0);
    for said in &mut turns {
        said.start = said.start.map(|start| start - zero);
        said.end = said.end.map(|end| end - zero);
    }
    turns
}

/// A turn that is a JSON object; `None` when it is none.
fn one(raw: &[u8]) -> Option<Said<'_>> {
    let mut said =
        Said { speaker: Speaker::Unknown, name: "".into(), text: "".into(), start: None, end: None };
    // Of several members that could be it, the one that stands first in the list of names counts.
    let (mut who, mut what) = (usize::MAX, usize::MAX);
    let read = object(raw, 0, |key, value| {
        let key = plain(&String::from_utf8_lossy(raw.get(key).unwrap_or(&[])));
        let place = |names: &[&str]| names.iter().position(|name| *name == key);
        let value = raw.get(value).unwrap_or(&[]);
        if let Some(place) = place(&SPEAKERS).filter(|place| *place < who) {
            (who, said.name) = (place, clean(value));
        } else if let Some(place) = place(&TEXTS).filter(|place| *place < what) {
            (what, said.text) = (place, clean(value));
        } else if place(&STARTS).is_some() {
            said.start = said.start.or_else(|| milliseconds(&key, &clean(value)));
        } else if place(&ENDS).is_some() {
            said.end = said.end.or_else(|| milliseconds(&key, &clean(value)));
        }
    });
    read.ok()?;
    said.speaker = speakers::role(&said.name);
    Some(said)
}

/// The text of a JSON value, on one line.
fn clean(raw: &[u8]) -> Cow<'_, str> {
    match text(raw) {
        Cow::Borrowed(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => silver::clean(text),
            Err(_) => Cow::Owned(silver::clean(&String::from_utf8_lossy(bytes)).into_owned()),
        },
        Cow::Owned(bytes) => Cow::Owned(silver::clean(&String::from_utf8_lossy(&bytes)).into_owned()),
    }
}

/// A time in a turn: seconds, or milliseconds where the name says so, a time of day, or a date with time.
fn milliseconds(key: &str, text: &str) -> Option<i64> {
    if let Some(number) = decimal(text.as_bytes(), 3, DecimalMark::Point) {
        let scale = if key.ends_with("ms") || key.contains("milli") { 1000 } else { 1 };
        return Some(number.value / scale);
    }
    if let Some((seconds, _)) = time_of_day(text) {
        return Some(seconds * 1000);
    }
    match read_time(text.as_bytes(), DateOrder::default())?.stamp {
        Stamp::Wall(seconds) | Stamp::Instant(seconds) => Some(seconds * 1000),
    }
}

/// Whether a text is a conversation: a list of turns, or a text in which at least two turns have a speaker.
pub fn is_dialogue(cell: &str) -> bool {
    read(cell).iter().filter(|said| said.speaker != Speaker::Unknown).take(2).count() == 2
}

/// The transcript on one line, as the silver table has it: a list of turns is written as `Agent: … Customer: …`.
pub fn one_line<'a>(cell: &'a str, said: &[Said<'_>]) -> Cow<'a, str> {
    if !(cell.trim_start().starts_with('[') && is_turns(cell.trim_start().as_bytes())) {
        return silver::clean(cell);
    }
    let mut line = String::new();
    for said in said {
        let speaker = match said.speaker {
            Speaker::Agent => "Agent",
            Speaker::Customer => "Customer",
            Speaker::System => "System",
            Speaker::Unknown => &said.name,
        };
        if !line.is_empty() {
            line.push(' ');
        }
        if !speaker.is_empty() {
            line.push_str(speaker);
            line.push_str(": ");
        }
        line.push_str(&said.text);
    }
    Cow::Owned(line)
}

/// How long a conversation lasted, in milliseconds, and whether that is estimated from the number of words: where
/// turns have times, the end of the last one, or its start and the words that follow.
pub fn estimate(cell: &str, said: &[Said<'_>]) -> (i64, bool) {
    let seconds = |words: u64| i64::try_from(silver::seconds(words)).unwrap_or(0) * 1000;
    let timed = said.iter().filter(|said| said.start.or(said.end).is_some_and(|time| time >= 0));
    match timed.max_by_key(|said| said.end.max(said.start)) {
        Some(last) => {
            let spoken = seconds(silver::words(&last.text));
            (last.end.unwrap_or_else(|| last.start.unwrap_or(0) + spoken), false)
        }
        None => (seconds(silver::words(cell)), true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_turns_is_read_whatever_its_members_are_called() {
        let list = r#"[{"role":"agent","content":"Hi \u201cthere\u201d","start":0.5},
            {"participant":"CUSTOMER","utterance":" My  phone\nbroke ","offset":"4.25","end":6}, {"role":"agent"}, 7]"#;
        let turns = read(list);
        let told: Vec<_> = turns.iter().map(|said| (said.speaker, &*said.text, said.start)).collect();
        assert_eq!(
            told,
            [(Speaker::Agent, "Hi \"there\"", Some(500)), (Speaker::Customer, "My phone broke", Some(4250))]
        );
        assert_eq!(estimate(list, &turns), (6000, false));
        assert_eq!(one_line(list, &turns), "Agent: Hi \"there\" Customer: My phone broke");
    }

    #[test]
    fn times_of_a_clock_count_from_the_first() {
        let list = r#"[{"speaker":"a","text":"x","time":"2025-01-05T10:00:00Z"},
            {"speaker":"b","text":"one two three","time":"2025-01-05T10:01:00Z"}]"#;
        let turns = read(list);
        assert_eq!(turns.iter().map(|said| said.start).collect::<Vec<_>>(), [Some(0), Some(60_000)]);
        assert_eq!(estimate(list, &turns), (61_000, false));
    }

    #[test]
    fn a_text_is_estimated_by_its_words() {
        let text = format!("Agent: {} Customer: Yes.", "word ".repeat(97));
        let turns = read(&text);
        assert_eq!(estimate(&text, &turns), (52_000, true));
        assert!(is_dialogue(&text) && !is_dialogue("Just a note: nothing said."));
        assert_eq!(read("  \n "), []);
    }
}
