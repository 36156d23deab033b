//! How well amounts and conversions are found, on public sets where they are present.
//!
//! `cargo run --release -p callscape-scoring --example measure_deals -- DIR [speed | show NAME | deals WHICH]`, where
//! WHICH is `missed`, `extra` or `price`: the dialogues that are judged wrongly are printed.

use std::path::Path;

use callscape_model::score::Speaker;
use callscape_scoring::amounts::find;
use callscape_scoring::deals::{Deal, Deals, Memory};
use callscape_scoring::pack::RulePack;
use callscape_scoring::talk::{Talk, Turn};
use serde_json::Value;

/// Texts with the sums that are in them.
type Case = (String, Vec<f64>);

/// The measures: name, value in percent or as correlation, and the unit.
pub fn rows(data: &Path) -> Vec<(String, f64, &'static str)> {
    let mut rows = Vec::new();
    for (name, cases) in suites(data) {
        let right = cases.iter().filter(|(text, truth)| same(&found(text), truth)).count();
        rows.push((name, 100.0 * right as f64 / cases.len().max(1) as f64, "% exact"));
    }
    for (name, text) in [("", RulePack::default_text()), (" (plain)", RulePack::plain_text().to_owned())] {
        let deals = match RulePack::parse(&text).and_then(|pack| Deals::new(&pack)) {
            Ok(deals) => deals,
            Err(error) => {
                eprintln!("{error}");
                continue;
            }
        };
        for (set, dialogues) in [("sgd", sgd(data)), ("craigslist", craigslist(data))] {
            if !dialogues.is_empty() {
                let mcc = correlation(&dialogues, |dialogue| deals_of(&deals, dialogue, false));
                rows.push((format!("conversion {set}{name}"), mcc, "MCC"));
                let mcc = correlation(&dialogues, |dialogue| deals_of(&deals, dialogue, true));
                rows.push((format!("conversion {set}, speakers unknown{name}"), mcc, "MCC"));
                let priced = dialogues.iter().filter_map(|dialogue| Some((dialogue, dialogue.price?)));
                let (mut right, mut all) = (0.0, 0.0);
                for (dialogue, price) in priced {
                    all += 1.0;
                    let found = deals_of(&deals, dialogue, false).price;
                    right += f64::from(u8::from(found == Some((price * 1e6) as i64)));
                }
                if all > 0.0 && name.is_empty() {
                    rows.push((format!("agreed price {set}{name}"), 100.0 * right / all, "% exact"));
                }
            }
        }
    }
    rows
}

/// A dialogue with whether it ends in a conversion, and the agreed price.
struct Dialogue {
    turns: Vec<(Speaker, String)>,
    won: bool,
    price: Option<f64>,
}

fn deals_of(deals: &Deals, dialogue: &Dialogue, unknown: bool) -> Deal {
    let speaker = |speaker| if unknown { Speaker::Unknown } else { speaker };
    let turns = dialogue.turns.iter().map(|(who, text)| Turn { speaker: speaker(*who), text }).collect();
    deals.judge(&Talk::new(turns), &mut Memory::default())
}

/// Matthews correlation of what is found with the truth.
fn correlation(dialogues: &[Dialogue], deal: impl Fn(&Dialogue) -> Deal) -> f64 {
    let mut counts = [[0.0_f64; 2]; 2];
    for dialogue in dialogues {
        counts[usize::from(dialogue.won)][usize::from(deal(dialogue).conversion.is_some())] += 1.0;
    }
    let [[none, extra], [missed, hit]] = counts;
    let below = ((hit + extra) * (hit + missed) * (none + extra) * (none + missed)).sqrt();
    if below == 0.0 { 0.0 } else { (hit * none - extra * missed) / below }
}

fn sgd(data: &Path) -> Vec<Dialogue> {
    let mut all = Vec::new();
    let Ok(folder) = std::fs::read_dir(data.join("text/sgd")) else { return all };
    let mut files: Vec<_> = folder.filter_map(|file| Some(file.ok()?.path())).collect();
    files.sort();
    for file in files {
        let Ok(text) = std::fs::read_to_string(file) else { continue };
        let Ok(value) = serde_json::from_str::<Value>(&text) else { continue };
        all.extend(value.as_array().into_iter().flatten().map(|dialogue| {
            let turns = dialogue["turns"].as_array().cloned().unwrap_or_default();
            let success = |turn: &Value| {
                let actions = turn["frames"].as_array().into_iter().flatten();
                let mut actions = actions.flat_map(|frame| frame["actions"].as_array().into_iter().flatten());
                actions.any(|action| action["act"] == "NOTIFY_SUCCESS")
            };
            let said = |turn: &Value| {
                let speaker = if turn["speaker"] == "USER" { Speaker::Customer } else { Speaker::Agent };
                (speaker, turn["utterance"].as_str().unwrap_or("").to_owned())
            };
            Dialogue { won: turns.iter().any(success), turns: turns.iter().map(said).collect(), price: None }
        }));
    }
    all
}

fn craigslist(data: &Path) -> Vec<Dialogue> {
    let Ok(text) = std::fs::read_to_string(data.join("text/craigslist/dev.json")) else { return Vec::new() };
    let Ok(value) = serde_json::from_str::<Value>(&text) else { return Vec::new() };
    let dialogue = |dialogue: &Value| {
        let said = |event: &Value| {
            let place = event["agent"].as_u64().unwrap_or(0) as usize;
            let role = &dialogue["scenario"]["kbs"][place]["personal"]["Role"];
            let speaker = if role == "seller" { Speaker::Agent } else { Speaker::Customer };
            (event["action"] == "message").then(|| (speaker, event["data"].as_str().unwrap_or("").to_owned()))
        };
        let turns = dialogue["events"].as_array().into_iter().flatten().filter_map(said).collect();
        let won = dialogue["outcome"]["reward"] == 1;
        Dialogue { turns, won, price: dialogue["outcome"]["offer"]["price"].as_f64().filter(|_| won) }
    };
    value.as_array().into_iter().flatten().map(dialogue).collect()
}

/// How fast deals are judged in words already cut, in MB/s of text: the dialogues of a set again and again, one thread.
fn speed(data: &Path, rounds: usize) -> Option<f64> {
    let deals = Deals::new(&RulePack::parse(&RulePack::default_text()).ok()?).ok()?;
    let dialogues = sgd(data);
    let texts: Vec<_> = dialogues.iter().map(|dialogue| dialogue.turns.as_slice()).collect();
    let bytes: usize = texts.iter().flat_map(|turns| turns.iter()).map(|(_, text)| text.len()).sum();
    let talks: Vec<Talk<'_>> = texts
        .iter()
        .map(|turns| {
            Talk::new(turns.iter().map(|(speaker, text)| Turn { speaker: *speaker, text }).collect())
        })
        .collect();
    let mut memory = Memory::default();
    // The best of many runs of a few dialogues: what else the machine does falls out.
    let mut best = |talks: &[Talk<'_>]| {
        let run = |_| {
            let start = std::time::Instant::now();
            for talk in talks {
                std::hint::black_box(deals.judge(talk, &mut memory));
            }
            start.elapsed().as_secs_f64()
        };
        (0..rounds).map(run).fold(f64::MAX, f64::min)
    };
    let best: f64 = talks.chunks(8).map(&mut best).sum();
    (bytes > 0).then(|| bytes as f64 / 1e6 / best)
}

fn main() {
    let mut words = std::env::args().skip(1);
    let data = words.next().unwrap_or_default();
    let data = Path::new(&data);
    if std::env::args().nth(2).is_some_and(|word| word == "speed") {
        println!("{:?} MB/s", speed(data, 500));
        return;
    }
    if let (Some(show), Some(name)) = (words.next(), words.next())
        && show == "show"
    {
        for (_, cases) in suites(data).into_iter().filter(|(suite, _)| suite.contains(&name)) {
            for (text, truth) in cases.iter().filter(|(text, truth)| !same(&found(text), truth)) {
                println!("{text:?} wants {truth:?} has {:?}", found(text));
            }
        }
    }
    if let [show, missed] = std::env::args().skip(2).collect::<Vec<_>>().as_slice()
        && show == "deals"
        && let Ok(deals) = RulePack::parse(&RulePack::default_text()).and_then(|pack| Deals::new(&pack))
    {
        for dialogue in sgd(data).iter().chain(&craigslist(data)) {
            let deal = deals_of(&deals, dialogue, false);
            let wrong_price = dialogue.price.is_some_and(|price| deal.price != Some((price * 1e6) as i64));
            let wrong = deal.conversion.is_some() != dialogue.won;
            if match missed.as_str() {
                "missed" => wrong && dialogue.won,
                "extra" => wrong && !dialogue.won,
                _ => wrong_price,
            } {
                println!("--- {:?} {:?} {deal:?}", dialogue.won, dialogue.price);
                let turns =
                    dialogue.turns.iter().map(|(speaker, text)| Turn { speaker: *speaker, text }).collect();
                let (talk, mut score) = (Talk::new(turns), callscape_model::score::Score::default());
                deals.find(&talk, &mut Memory::default(), &mut score);
                println!(
                    "{:?}",
                    score
                        .evidence
                        .iter()
                        .map(|part| {
                            let text = dialogue.turns[part.turn as usize]
                                .1
                                .get(part.start as usize..part.end as usize);
                            (part.turn, part.rule.clone(), text.unwrap_or(""))
                        })
                        .collect::<Vec<_>>()
                );
                dialogue.turns.iter().for_each(|(who, text)| println!("  {who:?}: {text}"));
            }
        }
    }
    if let Some(speed) = speed(data, 20) {
        println!("{:40} {speed:7.0} MB/s", "deals in words already cut");
    }
    for (name, value, unit) in rows(data) {
        println!("{name:40} {value:7.2} {unit}");
    }
}

fn found(text: &str) -> Vec<f64> {
    let talk = Talk::new(vec![Turn { speaker: Speaker::Unknown, text }]);
    let mut out = Vec::new();
    find(&talk, 0, &mut out);
    out.iter().map(|amount| amount.value as f64 / 1e6).collect()
}

/// Whether both have the same values, in whatever order.
fn same(found: &[f64], truth: &[f64]) -> bool {
    let sorted = |values: &[f64]| {
        let mut values = values.to_vec();
        values.sort_by(f64::total_cmp);
        values
    };
    let (found, truth) = (sorted(found), sorted(truth));
    found.len() == truth.len()
        && found.iter().zip(&truth).all(|(a, b)| (a - b).abs() <= 1e-6 * b.abs().max(1.0))
}

fn suites(data: &Path) -> Vec<(String, Vec<Case>)> {
    let mut suites = Vec::new();
    for name in ["money/duckling-en.jsonl", "money/price-parser.jsonl"] {
        let Ok(text) = std::fs::read_to_string(data.join("text").join(name)) else { continue };
        let cases = text.lines().filter_map(|line| {
            let value: Value = serde_json::from_str(line).ok()?;
            let amounts = value["amounts"].as_array()?.iter().filter_map(Value::as_f64).collect();
            Some((value["text"].as_str()?.to_owned(), amounts))
        });
        suites.push((format!("amounts {name}"), cases.collect()));
    }
    for name in ["English.json"] {
        let Ok(text) = std::fs::read_to_string(data.join("text/ms-currency").join(name)) else { continue };
        let Ok(value) = serde_json::from_str::<Value>(text.trim_start_matches('\u{feff}')) else { continue };
        let cases = value.as_array().into_iter().flatten().filter_map(recognizer_case);
        suites.push((format!("amounts ms {name}"), cases.collect()));
    }
    suites
}

fn recognizer_case(case: &Value) -> Option<Case> {
    let values = case["Results"].as_array()?.iter().filter_map(|result| {
        let resolution = &result["Resolution"];
        let value: f64 = resolution["value"].as_str()?.parse().ok()?;
        let unit = resolution["unit"].as_str().unwrap_or("");
        Some(if matches!(unit, "Cent" | "Pence" | "Penny") { value / 100.0 } else { value })
    });
    Some((case["Input"].as_str()?.to_owned(), values.collect()))
}
