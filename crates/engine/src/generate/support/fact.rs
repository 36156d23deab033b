//! An interaction: its values, made from its number, and how they are written. Which ones there are is decided
//! elsewhere.

use callscape_model::calendar::{DAY, day_text};

use super::super::random::Random;
use super::plan::{Plan, Stage};
use super::tables;

/// The columns of the interactions.
const COLUMNS: &str = "interaction_id,timestamp,channel,category_id,agent_id,contact_center_id,\
    interaction_start,agent_resolution_timestamp,interaction_end,call_duration_minutes,satisfaction_rating";

const CHANNELS: &[(u64, &str)] = &[(55, "phone"), (25, "web"), (20, "email")];
/// Whoever is still waiting at the end of a month wrote.
const OPEN: &[(u64, &str)] = &[(30, "web"), (70, "email")];
/// Seconds an agent works on a phone call, a chat, an email: from, to (exclusive).
const PHONE: &[(u64, (u64, u64))] = &[
    (14, (60, 180)),
    (30, (180, 360)),
    (28, (360, 600)),
    (17, (600, 900)),
    (9, (900, 1500)),
    (2, (1500, 2700)),
];
const WEB: &[(u64, (u64, u64))] = &[(40, (120, 600)), (45, (600, 1200)), (15, (1200, 3600))];
const EMAIL: &[(u64, (u64, u64))] = &[(50, (300, 1800)), (35, (1800, 5400)), (15, (5400, 14_400))];
/// Ratings, in the two ways of writing them.
const RATINGS: &[(u64, &str)] = &[(34, "5"), (26, "4"), (8, "4.0"), (16, "3"), (9, "2"), (7, "1")];
/// What stands where nobody rated.
const UNRATED: &[(u64, &str)] = &[(97, ""), (3, " ")];
/// Of a hundred calls of the centre that asks for ratings, those whose callers stay on the line.
const STAY: u64 = 60;
/// Of a hundred other interactions, those that get a rating.
const RATED: u64 = 34;

/// An interaction. Times are seconds since 1970 in UTC.
#[derive(Clone, Debug)]
pub(super) struct Fact {
    pub(super) number: u64,
    pub(super) stamp: i64,
    pub(super) channel: &'static str,
    pub(super) category: usize,
    pub(super) agent: usize,
    pub(super) centre: usize,
    pub(super) start: i64,
    /// When the agent was done, and when it ended; `None` while it is open.
    pub(super) done: Option<(i64, i64)>,
    pub(super) rating: &'static str,
}

/// A rating.
pub(super) fn rating(random: &mut Random) -> &'static str {
    random.choose(RATINGS).unwrap_or("5")
}

fn within(lengths: &[(u64, (u64, u64))], random: &mut Random) -> i64 {
    let (from, to) = random.choose(lengths).unwrap_or((60, 120));
    (from + random.below(to - from)) as i64
}

impl Plan {
    /// A new interaction of a stage, as its file has it.
    pub(super) fn fact(&self, stage: &Stage, number: u64) -> Fact {
        let random = &mut self.random(number);
        let start = stage.start(number, random);
        let mut fact = self.fact_at(stage, number, start, random);
        if stage.is_open(number) {
            (fact.done, fact.rating) = (None, "");
        }
        fact
    }

    /// An interaction that starts at `start`, and is over.
    pub(super) fn fact_at(&self, stage: &Stage, number: u64, start: i64, random: &mut Random) -> Fact {
        let channels = if stage.is_open(number) { OPEN } else { CHANNELS };
        let channel = random.choose(channels).unwrap_or("phone");
        let agent = self.agent_of(stage, number, random);
        let centre = self.agents.get(agent).map_or(0, |agent| agent.centre);
        let category = tables::category(self, stage.index, random);
        let (wait, work) = match channel {
            "phone" => (3 + random.below(90), within(PHONE, random)),
            "web" => (20 + random.below(400), within(WEB, random)),
            _ => (600 + random.below(20_000), within(EMAIL, random)),
        };
        let asks = channel == "phone" && centre == self.survey;
        let stays = asks && random.below(100) < STAY;
        // Agents are a little faster where callers are asked: only the asking makes those calls long.
        let work = if asks { work * 9 / 10 } else { work };
        let tail = match channel {
            _ if stays => 270 + random.below(61),
            "email" => 0,
            _ => random.below(31),
        };
        let rated = stays || !asks && random.below(100) < RATED;
        let rating = if rated { rating(random) } else { random.choose(UNRATED).unwrap_or("") };
        let done = Some((start + work, start + work + tail as i64));
        Fact { number, stamp: start - wait as i64, channel, category, agent, centre, start, done, rating }
    }

    /// Who handles an interaction: mostly somebody who is known, now and then somebody whose row arrives with
    /// the next month. The latter is sure for the first interaction of a month, and for the last finished one
    /// of the initial file.
    fn agent_of(&self, stage: &Stage, number: u64, random: &mut Random) -> usize {
        let last_month = stage.index + 1 >= self.stages.len();
        let next = self.initial_agents + stage.index;
        let (sure, late) = match stage.index {
            0 => {
                let finished = stage.count - stage.open;
                (finished >= 100 && number == finished, number * 20 > stage.count * 19)
            }
            _ => (number == stage.first, true),
        };
        if sure && !last_month {
            return next;
        }
        random.below((next + usize::from(late && !last_month)) as u64) as usize
    }
}

/// Writes rows of interactions.
#[derive(Clone, Debug)]
pub(super) struct Writer {
    pub(super) out: Vec<u8>,
    /// Digits of an id.
    width: usize,
    end: &'static [u8],
    /// The day that was written last, and its text.
    day: (i64, String),
}

impl Writer {
    /// A writer that has written the header; a delta has one column more, and other line ends.
    pub(super) fn new(width: usize, delta: bool) -> Self {
        let (action, end): (_, &[u8]) = if delta { (",action", b"\r\n") } else { ("", b"\n") };
        let mut writer = Writer { out: Vec::new(), width, end, day: (0, day_text(0)) };
        writer.text(COLUMNS);
        writer.text(action);
        writer.end_line(true);
        writer
    }

    pub(super) fn end_line(&mut self, there_is_one: bool) {
        if there_is_one {
            self.out.extend_from_slice(self.end);
        }
    }

    /// Writes a row, and an action unless that is empty.
    pub(super) fn row(&mut self, fact: &Fact, action: &str) {
        self.number("I", fact.number, self.width);
        self.time(Some(fact.stamp));
        self.text(",");
        self.text(fact.channel);
        self.number(",SC", fact.category as u64 + 1, 2);
        self.number(",A", fact.agent as u64 + 1, 3);
        self.number(",CC", fact.centre as u64 + 1, 2);
        self.time(Some(fact.start));
        self.time(fact.done.map(|(resolved, _)| resolved));
        self.time(fact.done.map(|(_, end)| end));
        self.text(",");
        if let Some((_, end)) = fact.done.filter(|_| fact.channel == "phone") {
            self.minutes(end - fact.start);
        }
        self.text(",");
        self.text(fact.rating);
        if !action.is_empty() {
            self.text(",");
            self.text(action);
        }
    }

    /// Writes a row of nothing but an id.
    pub(super) fn deleted(&mut self, number: u64) {
        self.number("I", number, self.width);
        self.text(",,,,,,,,,,,delete");
    }

    fn text(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    fn number(&mut self, before: &str, number: u64, width: usize) {
        self.text(before);
        let digits = (number.max(1).ilog10() as usize + 1).max(width);
        for place in (0..digits as u32).rev() {
            self.out.push(b'0' + (number / 10u64.pow(place) % 10) as u8);
        }
    }

    /// Writes `,YYYY-MM-DDTHH:MM:SSZ`, or the comma alone.
    fn time(&mut self, second: Option<i64>) {
        self.out.push(b',');
        let Some(second) = second else { return };
        let (day, second) = (second.div_euclid(DAY), second.rem_euclid(DAY));
        if self.day.0 != day {
            self.day = (day, day_text(day));
        }
        self.out.extend_from_slice(self.day.1.as_bytes());
        for (sign, number) in [(b'T', second / 3600), (b':', second / 60 % 60), (b':', second % 60)] {
            self.out.extend_from_slice(&[sign, b'0' + (number / 10) as u8, b'0' + (number % 10) as u8]);
        }
        self.out.push(b'Z');
    }

    /// Writes seconds as minutes with as many of two decimals as are needed.
    fn minutes(&mut self, seconds: i64) {
        let hundredths = (seconds * 100 + 30) / 60;
        let text = format!("{}.{:02}", hundredths / 100, hundredths % 100);
        self.text(text.trim_end_matches('0').trim_end_matches('.'));
    }
}
