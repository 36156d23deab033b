//! How fast conversations are scored: one thread, dialogues of about 1.2 kB in several turns.
//!
//! `cargo run --release -p callscape-scoring --example speed [PART [FILE]]`; the median of several runs is printed.
//! FILE has one JSON record a line with `transcript_text`, as `callscape generate transcripts` writes; without it,
//! dialogues are put together from a few sentences.

use std::hint::black_box;
use std::time::Instant;

use callscape_model::score::Speaker;
use callscape_scoring::linear::Kind;
use callscape_scoring::pack::RulePack;
use callscape_scoring::scorer::{Scorer, Scratch};
use callscape_scoring::silver::{clean, words};
use callscape_scoring::speakers::turns;
use callscape_scoring::talk::{Talk, Turn};

const AGENT: [&str; 10] = [
    "Thank you for calling, my name is Dana, how can I help you today?",
    "I'm sorry to hear that, let me pull up your account. May I have the number on your last bill, please?",
    "I would be happy to look into that for you. Could you confirm the address?",
    "For an extra twenty dollars a month you would get the premium plan, with double the speed and free installation.",
    "I see the technician was booked for the 14th between nine and noon, is that right?",
    "One moment please, the system is a bit slow this morning.",
    "I have credited $12.50 to your account, you will see it on the next statement.",
    "Would you like me to add the extended warranty for $4.99 a month?",
    "Is there anything else I can help you with?",
    "Thank you for being a customer, have a wonderful day!",
];

const CUSTOMER: [&str; 12] = [
    "Hi, yes, I'm calling about my internet, it has been down since Tuesday and nobody called me back.",
    "Sure, it is 4471 0098, and the name is Jordan.",
    "It's 12 Mill Road, the second floor, same as last time I think.",
    "I thought the new router would be faster, but it wasn't, so I am not happy about the price.",
    "No, that's fine, I don't need that.",
    "Okay, that sounds good, go ahead.",
    "Honestly the last person I spoke with was rude and did not know what he was talking about.",
    "Yes, that one. And what time would he be here?",
    "I used to recommend you to everybody, now I am not so sure any more.",
    "Great, thank you so much, you have been very helpful.",
    "Well, I guess I will think about it and call you again next week.",
    "Alright, thanks, bye.",
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let start = Instant::now();
    let scorer = Scorer::new(&RulePack::parse(&RulePack::default_text())?)?;
    println!("the pack made ready in {:.1} ms", start.elapsed().as_secs_f64() * 1e3);
    let cells = match std::env::args().nth(2) {
        Some(file) => cells(&std::fs::read_to_string(file)?),
        None => Vec::new(),
    };
    let dialogues: Vec<Vec<Turn<'_>>> = match cells.is_empty() {
        true => (0..400).map(dialogue).collect(),
        false => {
            cells.iter().map(|cell| turns(cell).into_iter().map(|spoken| spoken.turn).collect()).collect()
        }
    };
    let bytes: usize = dialogues.iter().flatten().map(|turn| turn.text.len()).sum();
    println!("{} dialogues of {} bytes", dialogues.len(), bytes / dialogues.len());
    let part = std::env::args().nth(1).unwrap_or_default();
    let rate = |name: &str, work: &mut dyn FnMut()| {
        if !name.contains(&part) {
            return;
        }
        let mut times: Vec<f64> = (0..if cells.is_empty() { 200 } else { 5 })
            .map(|_| {
                let start = Instant::now();
                work();
                start.elapsed().as_secs_f64()
            })
            .collect();
        times.sort_by(f64::total_cmp);
        let [best, median] = [0, times.len() / 2].map(|at| times.get(at).copied().unwrap_or(1.0));
        println!("{name}: {:.0} MB/s, best {:.0}", bytes as f64 / median / 1e6, bytes as f64 / best / 1e6);
    };
    let mut scratch = Scratch::default();
    rate("cleaning and finding turns", &mut || {
        for cell in &cells {
            black_box((clean(cell), words(cell)));
            for spoken in turns(cell) {
                black_box(clean(spoken.turn.text));
            }
        }
    });
    rate("cutting words alone", &mut || {
        for turns in &dialogues {
            black_box(Talk::new(turns.clone()));
        }
    });
    rate("cutting and judging", &mut || {
        for turns in &dialogues {
            black_box(scorer.judge(&mut scratch, &Talk::new(turns.clone()), Kind::Call));
        }
    });
    let talks: Vec<Talk<'_>> = dialogues.iter().map(|turns| Talk::new(turns.clone())).collect();
    rate("judging alone", &mut || {
        for talk in &talks {
            black_box(scorer.judge(&mut scratch, talk, Kind::Call));
        }
    });
    rate("weighing without evidence", &mut || {
        for talk in &talks {
            black_box(scorer.weigh(&mut scratch, talk, Kind::Call));
        }
    });
    rate("deals alone", &mut || {
        for talk in &talks {
            black_box(scorer.deal(&mut scratch, talk));
        }
    });
    rate("everything with evidence", &mut || {
        for turns in &dialogues {
            black_box(scorer.score(&mut scratch, turns.clone(), Kind::Call));
        }
    });
    Ok(())
}

/// The transcripts of a file of records.
fn cells(text: &str) -> Vec<String> {
    let record = |line: &str| serde_json::from_str::<serde_json::Value>(line).ok();
    let cell = |record: serde_json::Value| Some(record.get("transcript_text")?.as_str()?.to_owned());
    text.lines().filter_map(record).filter_map(cell).collect()
}

/// Agent and customer by turns, about 1.2 kB.
fn dialogue(number: usize) -> Vec<Turn<'static>> {
    let (mut turns, mut bytes, mut state) = (Vec::new(), 0, number as u64);
    while bytes < 1150 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let at = (state >> 33) as usize;
        let (speaker, text) = match turns.len() % 2 {
            0 => (Speaker::Agent, AGENT.get(at % AGENT.len()).copied().unwrap_or("")),
            _ => (Speaker::Customer, CUSTOMER.get(at % CUSTOMER.len()).copied().unwrap_or("")),
        };
        bytes += text.len();
        turns.push(Turn { speaker, text });
    }
    turns
}
