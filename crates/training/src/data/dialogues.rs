//! Dialogues with what they came to: bookings and purchases (SGD) and negotiations (CraigslistBargain); measured only,
//! never trained on.

use std::path::Path;

use callscape_model::score::Speaker;
use serde_json::Value;

/// A dialogue with its outcome.
#[derive(Clone, Debug)]
pub struct Dialogue {
    /// Who said what.
    pub turns: Vec<(Speaker, String)>,
    /// Whether it ended in a booking, a purchase or a deal.
    pub won: bool,
    /// The price that was agreed on.
    pub price: Option<f64>,
}

/// What lies below a folder of data as JSON; null when it cannot be read.
fn json(data: &Path, file: &str) -> Value {
    super::text(data, file).and_then(|text| serde_json::from_str(&text).ok()).unwrap_or(Value::Null)
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// Dialogues of services; the act `NOTIFY_SUCCESS` is a booking or purchase that was made.
pub fn services(data: &Path) -> Vec<Dialogue> {
    let Ok(folder) = std::fs::read_dir(data.join("text/sgd")) else { return Vec::new() };
    let mut files: Vec<_> =
        folder.filter_map(|file| Some(file.ok()?.file_name().to_string_lossy().into_owned())).collect();
    files.sort();
    let all = files.iter().map(|file| json(data, &format!("text/sgd/{file}")));
    all.flat_map(|dialogues| list(&dialogues).map(service).collect::<Vec<_>>()).collect()
}

fn service(dialogue: &Value) -> Dialogue {
    let turns = &dialogue["turns"];
    let success = |turn: &Value| {
        list(&turn["frames"])
            .flat_map(|frame| list(&frame["actions"]))
            .any(|act| act["act"] == "NOTIFY_SUCCESS")
    };
    let said = |turn: &Value| {
        let speaker = if turn["speaker"] == "USER" { Speaker::Customer } else { Speaker::Agent };
        (speaker, turn["utterance"].as_str().unwrap_or("").to_owned())
    };
    Dialogue { won: list(turns).any(success), turns: list(turns).map(said).collect(), price: None }
}

/// Negotiations; a deal has a price.
pub fn negotiations(data: &Path) -> Vec<Dialogue> {
    list(&json(data, "text/craigslist/dev.json")).map(negotiation).collect()
}

fn negotiation(dialogue: &Value) -> Dialogue {
    let said = |event: &Value| {
        let place = event["agent"].as_u64().unwrap_or(0) as usize;
        let seller = dialogue["scenario"]["kbs"][place]["personal"]["Role"] == "seller";
        let speaker = if seller { Speaker::Agent } else { Speaker::Customer };
        (event["action"] == "message").then(|| (speaker, event["data"].as_str().unwrap_or("").to_owned()))
    };
    let won = dialogue["outcome"]["reward"] == 1;
    let price = dialogue["outcome"]["offer"]["price"].as_f64().filter(|_| won);
    Dialogue { turns: list(&dialogue["events"]).filter_map(said).collect(), won, price }
}
