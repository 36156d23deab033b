//! The course of a call: why the customer calls, in which mood, what is offered, and what becomes of it. What was
//! decided is the truth; the words follow it.

use callscape_model::score::{ConversionKind, Fate, Label, Speaker};

use super::super::random::Random;
use super::facts::Facts;
use super::wording::WORDING;
use super::{Offer, Truth};

/// Turns, and what they mean.
#[derive(Clone, Debug)]
pub(super) struct Dialogue {
    pub(super) turns: Vec<(Speaker, String)>,
    pub(super) truth: Truth,
}

/// Why a customer calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reason {
    Info,
    Problem,
    Wants(ConversionKind),
}

const REASONS: &[(u64, Reason)] = &[
    (22, Reason::Info),
    (38, Reason::Problem),
    (14, Reason::Wants(ConversionKind::Booking)),
    (14, Reason::Wants(ConversionKind::Purchase)),
    (12, Reason::Wants(ConversionKind::SignUp)),
];
const MOODS: &[(u64, Label)] = &[(8, Label::Negative), (72, Label::Neutral), (20, Label::Positive)];
/// With a problem nobody is neutral: it is solved, or not.
const TROUBLED: &[(u64, Label)] = &[(60, Label::Negative), (40, Label::Positive)];
/// What becomes of what the customer called for.
const WISHES: &[(u64, Fate)] =
    &[(60, Fate::Accepted), (18, Fate::Refused), (12, Fate::Open), (10, Fate::TakenBack)];
/// What becomes of what is offered on top; `None` where nothing is.
const OFFERS: &[(u64, Option<Fate>)] = &[
    (42, None),
    (22, Some(Fate::Accepted)),
    (16, Some(Fate::Refused)),
    (6, Some(Fate::Open)),
    (6, Some(Fate::TakenBack)),
    (4, Some(Fate::Owned)),
    (4, Some(Fate::Refunded)),
];

/// How many facts are told and noted.
const ROUNDS: &[(u64, u64)] = &[(8, 1), (22, 2), (28, 3), (24, 4), (12, 6), (6, 11)];

/// A call under way.
struct Course<'a> {
    facts: &'a Facts,
    random: &'a mut Random,
    turns: Vec<(Speaker, String)>,
}

impl Course<'_> {
    fn say(&mut self, speaker: Speaker, act: &str) {
        let said = WORDING.say(act, self.facts, self.random);
        match self.turns.last_mut() {
            // Two things that one speaker says are one turn.
            Some((last, text)) if *last == speaker => {
                text.push(' ');
                text.push_str(&said);
            }
            _ => self.turns.push((speaker, said)),
        }
    }

    /// One act after the other; an act's name says who speaks.
    fn run(&mut self, acts: &[&str]) {
        for act in acts {
            self.say(if act.starts_with("a.") { Speaker::Agent } else { Speaker::Customer }, act);
        }
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.random.below(100) < percent
    }

    /// The customer says how they feel, if they feel anything.
    fn mood(&mut self, mood: Label) {
        match mood {
            Label::Negative => self.run(&["c.neg"]),
            Label::Neutral => {}
            Label::Positive => self.run(&["c.pos"]),
        }
    }

    /// What fills calls: facts that are told and noted.
    fn talk(&mut self, rounds: u64) {
        for _ in 0..rounds {
            let acts = if self.chance(60) { ["a.fact", "c.ok"] } else { ["a.ask", "c.answer"] };
            self.run(&acts);
        }
    }

    fn opening(&mut self, reason: Reason, mood: Label) {
        let why = match reason {
            Reason::Info => "c.info",
            Reason::Problem => "c.problem",
            Reason::Wants(ConversionKind::Booking) => "c.booking",
            Reason::Wants(ConversionKind::Purchase) => "c.purchase",
            Reason::Wants(ConversionKind::SignUp) => "c.signup",
        };
        self.run(&["a.open", why]);
        // Whoever is helped in the end may have begun angry.
        if mood == Label::Negative || reason == Reason::Problem && self.chance(40) {
            self.run(&["c.neg"]);
        }
        if mood == Label::Negative || reason == Reason::Problem {
            self.run(&["a.empathy"]);
        }
        if self.chance(75) {
            self.run(&["a.verify", "c.verify", "a.found"]);
        }
    }

    fn problem(&mut self, mood: Label) {
        if mood == Label::Positive {
            self.run(&["c.ok", "a.fix", "c.pos"]);
        } else {
            self.run(&["c.neg", "a.nofix", "c.neg"]);
        }
    }

    fn wish(&mut self, kind: ConversionKind, fate: Fate) {
        let (offer, confirm, back) = match kind {
            ConversionKind::Booking => ("a.offer.booking", "a.confirm.booking", "c.back.booking"),
            ConversionKind::Purchase => ("a.offer.purchase", "a.confirm.purchase", "c.back.purchase"),
            ConversionKind::SignUp => ("a.offer.signup", "a.confirm.signup", "c.back.signup"),
        };
        match fate {
            Fate::Accepted => self.run(&[offer, "c.accept", confirm]),
            Fate::TakenBack => self.run(&[offer, "c.accept", confirm, back, "a.back"]),
            Fate::Refused => self.run(&[offer, "c.refuse", "a.refused"]),
            _ => self.run(&[offer, "c.later", "a.later"]),
        }
    }

    fn offer(&mut self, fate: Fate) {
        if fate == Fate::Refunded {
            return self.run(&["c.refund", "a.refund"]);
        }
        if fate != Fate::Owned && self.chance(25) {
            self.run(&["c.askupsell", "a.price"]);
        } else {
            self.run(&["a.upsell"]);
        }
        match fate {
            Fate::Accepted => self.run(&["c.acceptupsell", "a.added"]),
            Fate::TakenBack => {
                self.run(&["c.acceptupsell", "a.added"]);
                self.talk(1);
                self.run(&["c.takeback", "a.back"]);
            }
            Fate::Owned => self.run(&["c.owned", "a.owned"]),
            Fate::Refused => self.run(&["c.refuse", "a.refused"]),
            _ => self.run(&["c.later", "a.later"]),
        }
    }

    fn closing(&mut self, mood: Label) {
        let close = match mood {
            Label::Negative => "c.close.neg",
            Label::Neutral => "c.close.neutral",
            Label::Positive => "c.close.pos",
        };
        if self.chance(80) {
            self.run(&["a.else"]);
        }
        self.run(&[close, "a.bye"]);
    }
}

/// A call in English.
pub(super) fn english(random: &mut Random, spoken: bool) -> Dialogue {
    let reason = random.choose(REASONS).unwrap_or(Reason::Info);
    let moods = if reason == Reason::Problem { TROUBLED } else { MOODS };
    let mood = random.choose(moods).unwrap_or_default();
    let angry = mood == Label::Negative;
    let wish = match reason {
        Reason::Wants(kind) if angry => Some((kind, Fate::Refused)),
        Reason::Wants(kind) => random.choose(WISHES).map(|fate| (kind, fate)),
        _ => None,
    };
    let offer = random.choose(OFFERS).flatten();
    // Nobody who leaves angry buys on top.
    let offer = offer.map(|fate| if angry && fate == Fate::Accepted { Fate::Refused } else { fate });
    let facts = Facts::new(random, spoken, wish.is_some_and(|(kind, _)| kind == ConversionKind::SignUp));
    let rounds = random.choose(ROUNDS).unwrap_or(1);
    let mut course = Course { facts: &facts, random, turns: Vec::new() };
    course.opening(reason, mood);
    course.talk(rounds / 2);
    if reason == Reason::Problem {
        course.problem(mood);
    } else if angry {
        course.run(&["a.nofix", "c.neg"]);
    }
    if let Some((kind, fate)) = wish {
        course.wish(kind, fate);
    }
    if !angry && reason != Reason::Problem {
        course.mood(mood);
    }
    course.talk(rounds - rounds / 2);
    if let Some(fate) = offer {
        course.offer(fate);
    }
    course.closing(mood);
    let turns = course.turns;
    let (kind, product, cents, period) = facts.product;
    let bought = offer == Some(Fate::Accepted);
    let wished = wish.filter(|(_, fate)| *fate == Fate::Accepted).map(|(kind, _)| kind);
    let truth = Truth {
        agent: facts.agent,
        language: "en",
        label: Some(mood),
        conversion: wished.or(bought.then_some(ConversionKind::Purchase)),
        offer: offer.map(|fate| Offer { kind, product, cents, period, fate }),
    };
    Dialogue { turns, truth }
}

/// A call in another language: `es` or `fr`.
pub(super) fn foreign(random: &mut Random, language: &'static str) -> Dialogue {
    let facts = Facts::new(random, false, false);
    let [open, agent, customer] = match language {
        "es" => ["es.a.open", "es.a", "es.c"],
        _ => ["fr.a.open", "fr.a", "fr.c"],
    };
    let rounds = 3 + random.below(5);
    let mut course = Course { facts: &facts, random, turns: Vec::new() };
    course.say(Speaker::Agent, open);
    for _ in 0..rounds {
        course.say(Speaker::Customer, customer);
        course.say(Speaker::Agent, agent);
    }
    let truth = Truth { agent: facts.agent, language, label: None, conversion: None, offer: None };
    Dialogue { turns: course.turns, truth }
}
