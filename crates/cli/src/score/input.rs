//! A line to a conversation: `{"id", "text"}`, or `{"id", "turns": [{"speaker", "text"}]}`.

use callscape_model::score::Speaker;
use callscape_scoring::speakers;
use callscape_scoring::talk::Turn;
use serde_json::{Map, Value};

/// Keys of ids and texts, the ones of transcript records included; the first that is there counts.
const IDS: [&str; 2] = ["id", "call_id"];
const TEXTS: [&str; 3] = ["text", "transcript_text", "transcript"];
/// Keys of a turn's speaker and words.
const SPEAKERS: [&str; 3] = ["speaker", "role", "participant"];
const WORDS: [&str; 3] = ["text", "content", "utterance"];

/// A line that was read.
pub(super) struct Read {
    /// Null where none is given.
    pub(super) id: Value,
    /// The conversation, or why there is none.
    pub(super) conversation: Result<Conversation, String>,
}

/// A conversation as it was given.
pub(super) enum Conversation {
    /// In one text.
    Text(String),
    /// In turns.
    Turns(Vec<(Speaker, String)>),
}

impl Conversation {
    /// Its turns, and where each begins in [`Conversation::text`].
    pub(super) fn turns(&self) -> Vec<(Turn<'_>, usize)> {
        match self {
            Conversation::Text(text) => {
                let turns = speakers::turns(text);
                turns.iter().map(|spoken| (spoken.turn, spoken.at as usize)).collect()
            }
            Conversation::Turns(turns) => {
                turns.iter().map(|(speaker, text)| (Turn { speaker: *speaker, text }, 0)).collect()
            }
        }
    }

    /// The text in which places are counted, if it is one.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Conversation::Text(text) => Some(text),
            Conversation::Turns(_) => None,
        }
    }
}

/// Reads a line.
pub(super) fn read(line: &[u8]) -> Read {
    match serde_json::from_slice::<Value>(line) {
        Ok(Value::Object(object)) => {
            let id = first(&object, &IDS).cloned().unwrap_or(Value::Null);
            Read { id, conversation: conversation(object) }
        }
        Ok(_) => Read { id: Value::Null, conversation: Err("not an object".to_owned()) },
        Err(error) => Read { id: Value::Null, conversation: Err(format!("not JSON: {error}")) },
    }
}

fn first<'a>(object: &'a Map<String, Value>, keys: &[&str]) -> Option<&'a Value> {
    keys.iter().find_map(|key| object.get(*key))
}

fn conversation(mut object: Map<String, Value>) -> Result<Conversation, String> {
    match object.remove("turns") {
        Some(Value::Array(turns)) => {
            let turns = turns.iter().enumerate().map(|(place, value)| turn(place, value));
            return Ok(Conversation::Turns(turns.collect::<Result<_, _>>()?));
        }
        Some(Value::Null) | None => {}
        Some(_) => return Err("the turns are no array".to_owned()),
    }
    match TEXTS.iter().find_map(|key| object.remove(*key)) {
        Some(Value::String(text)) => Ok(Conversation::Text(text)),
        Some(_) => Err("the text is no text".to_owned()),
        None => Err("there is neither text nor turns".to_owned()),
    }
}

fn turn(place: usize, value: &Value) -> Result<(Speaker, String), String> {
    let object = value.as_object().ok_or_else(|| format!("turn {place} is no object"))?;
    let speaker = match first(object, &SPEAKERS) {
        Some(Value::String(name)) => speakers::role(name),
        _ => Speaker::Unknown,
    };
    match first(object, &WORDS) {
        Some(Value::String(text)) => Ok((speaker, text.clone())),
        Some(_) => Err(format!("the text of turn {place} is no text")),
        None => Err(format!("turn {place} has no text")),
    }
}
