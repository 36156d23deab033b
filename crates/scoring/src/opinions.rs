//! What clauses say of each other: what was expected and did not come true, what was and is no more, whose opinion
//! it is, what stands before and after "but".

use crate::clauses::{Item, Reading, state};
use crate::lexicon::Lexicon;
use crate::pack::{Settings, class};
use crate::questions::{answer_of_turn, answers};
use crate::words::Word;

/// How a clause begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Opening {
    /// A sentence.
    #[default]
    Sentence,
    /// "but".
    Contrast,
    /// "although".
    Concession,
    /// A comma, "and", "because".
    Plain,
}

/// A clause.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Segment {
    /// First word, by place.
    pub(crate) first: usize,
    /// The place after the last one.
    pub(crate) after: usize,
    opening: Opening,
    /// Classes of its words.
    flags: u32,
    /// It tells of other people's opinion.
    others: bool,
    /// Sums of its words before clauses are weighed against each other: of their size, and with sign.
    size: i32,
    sum: i32,
    /// Words without marks.
    words: u32,
    /// It has been cancelled or reversed.
    settled: bool,
    /// It is not more than "it was not".
    denial: bool,
}

/// Weighs the clauses of a reading against each other.
pub(crate) fn judge(reading: &mut Reading, lexicon: &Lexicon, words: &[Word], asked: i32) {
    let settings = &lexicon.settings;
    if asked != 0 {
        answer_of_turn(reading, settings, asked);
    }
    if reading.any(class::QUESTION) {
        answers(reading, settings, words);
    }
    // Most turns have no mood at all, and nothing to weigh.
    if reading.items.iter().all(|item| item.points == 0) {
        return;
    }
    let mut segments = std::mem::take(&mut reading.segments);
    cut(&reading.items, &mut segments);
    if segments.len() > 1 || segments.iter().any(|segment| segment.flags & class::PAST != 0 || segment.others)
    {
        past(reading, &mut segments);
        others(reading, &mut segments, settings);
        expectations(reading, &mut segments, settings);
        contrasts(reading, &segments, settings);
    }
    reading.segments = segments;
}

/// Cuts the clauses.
fn cut(items: &[Item], segments: &mut Vec<Segment>) {
    segments.clear();
    let mut segment = Segment::default();
    for (at, item) in items.iter().enumerate() {
        if let Some(opening) = opening(items, at, item, &segment) {
            close(items, segment, at, segments);
            segment = Segment { first: at, opening, ..Segment::default() };
        }
        segment.flags |= item.flags;
        segment.words += u32::from(!item.mark);
        segment.sum = segment.sum.saturating_add(item.points);
        segment.size = segment.size.saturating_add(item.points.abs());
    }
    close(items, segment, items.len(), segments);
    inherit(segments);
}

/// How a clause opens at a word, if one does.
fn opening(items: &[Item], at: usize, item: &Item, segment: &Segment) -> Option<Opening> {
    if at == segment.first {
        return (at > 0 && item.has(state::FIRST) && segment.opening == Opening::Plain)
            .then_some(Opening::Sentence);
    }
    if item.has(state::FIRST) && !item.mark {
        return Some(open_word(item).unwrap_or(Opening::Sentence));
    }
    if item.mark {
        // A mark between words: a comma, a dash, a bracket; hyphens and apostrophes are glued on both sides.
        return None;
    }
    if let Some(opening) = open_word(item) {
        return Some(opening);
    }
    let after_mark = at.checked_sub(1).and_then(|before| items.get(before)).is_some_and(|before| before.mark);
    let subject = item.is(class::SUBJECT | class::MYSELF | class::OTHER | class::QUESTION);
    let next = items.get(at + 1);
    // Without marks, a subject and its verb after something was said begin a clause.
    let verb = class::OPINION | class::ATTITUDE | class::NOW | class::PAST;
    let begins = item.is(class::MYSELF) && next.is_some_and(|next| next.is(verb))
        || item.is(class::SUBJECT) && next.is_some_and(|next| next.is(class::PAST));
    let denied = item.is(class::SUBJECT) && denies(items, at);
    (after_mark && (subject || segment.size > 0) || segment.size > 0 && (begins || denied))
        .then_some(Opening::Plain)
}

fn open_word(item: &Item) -> Option<Opening> {
    if item.has(state::INNER) {
        return None;
    }
    if item.is(class::CONTRAST) {
        return Some(Opening::Contrast);
    }
    if item.is(class::CONCESSION) {
        return Some(Opening::Concession);
    }
    item.is(class::CLAUSE | class::NOW).then_some(Opening::Plain)
}

/// Whether "it was not", "it wasn't" stand here and end the sentence.
fn denies(items: &[Item], at: usize) -> bool {
    let mut denied = false;
    for item in items.iter().skip(at + 1).take(3) {
        if item.end {
            break;
        }
        if !item.mark && item.points != 0 {
            return false;
        }
        denied |= item.is(class::NEGATOR);
    }
    let over = items.iter().skip(at).take_while(|item| !item.end).filter(|item| !item.mark).take(5).count();
    denied && over <= 3
}

fn close(items: &[Item], mut segment: Segment, after: usize, segments: &mut Vec<Segment>) {
    segment.after = after;
    if after == segment.first {
        return;
    }
    let has = |flag: u32| segment.flags & flag != 0;
    segment.denial = segment.size == 0
        && (has(class::NEGATOR) && segment.words <= 6 || has(class::LETDOWN) && segment.words <= 9);
    segment.others = has(class::OTHER) && has(class::ATTITUDE) && {
        let inside = items.get(segment.first..after).unwrap_or(&[]);
        inside.iter().enumerate().any(|(at, item)| {
            item.is(class::OTHER)
                && inside.iter().skip(at + 1).take(4).any(|item| item.is(class::ATTITUDE))
                && !inside.iter().take(at).any(|item| item.is(class::MYSELF))
        })
    };
    segments.push(segment);
}

/// Clauses that go on with "and" or a comma share whose opinion and what time it is.
fn inherit(segments: &mut [Segment]) {
    for at in 1..segments.len() {
        let Some(before) = segments.get(at - 1).copied() else { continue };
        let Some(segment) = segments.get_mut(at).filter(|segment| segment.opening == Opening::Plain) else {
            continue;
        };
        if segment.flags & class::MYSELF == 0 && before.others {
            segment.others = true;
        }
        if segment.flags & (class::NOW | class::MYSELF) == 0 {
            segment.flags |= before.flags & class::PAST;
        }
        // "I thought, after all I heard, it would be good"; but not "I used to hate it and | now I love it".
        if before.size == 0 && !segment.denial {
            let past = if segment.flags & class::NOW == 0 { class::PAST } else { 0 };
            segment.flags |= before.flags & (class::EXPECTATION | past);
        }
    }
}

/// Takes a clause out of the sum.
fn cancel(reading: &mut Reading, segment: &mut Segment) {
    segment.settled = true;
    reading.structural = true;
    for item in reading.items.iter_mut().take(segment.after).skip(segment.first) {
        item.points = 0;
        item.state |= state::CANCELLED;
    }
}

/// Turns a clause into its reverse; what was wished is real again for that.
fn reverse(reading: &mut Reading, segment: &mut Segment, settings: &Settings) {
    segment.settled = true;
    reading.structural = true;
    for item in reading.items.iter_mut().take(segment.after).skip(segment.first) {
        item.points = reversed(item, settings);
        item.state |= state::REVERSED;
    }
}

pub(crate) fn reversed(item: &Item, settings: &Settings) -> i32 {
    let value = if item.points == 0 { 0 } else { full(item, settings) };
    -value * if value > 0 { settings.negated_positive } else { settings.negated_negative } / 100
}

/// What a word says with negation, and without wishes and questions.
pub(crate) fn full(item: &Item, settings: &Settings) -> i32 {
    match (item.has(state::NEGATED), item.valence > 0) {
        (false, _) => item.valence,
        (true, true) => -item.valence * settings.negated_positive / 100,
        (true, false) => -item.valence * settings.negated_negative / 100,
    }
}

/// "I used to hate it, now I like it": what was does not count; alone it says that it is no more.
fn past(reading: &mut Reading, segments: &mut [Segment]) {
    for at in 0..segments.len() {
        let Some(mut segment) = segments.get(at).copied() else { continue };
        if segment.flags & class::PAST == 0 || segment.size == 0 || segment.settled {
            continue;
        }
        // "in the past I …, now I …" without any mark between.
        let rest = |other: &Segment| other.flags & class::PAST == 0 && other.size > 0 && !other.settled;
        let near = segments.iter().skip(at.saturating_sub(2)).take(6);
        if near.clone().any(rest) {
            cancel(reading, &mut segment);
        } else {
            let items = &mut reading.items;
            for item in items.iter_mut().take(segment.after).skip(segment.first) {
                item.points = -item.points * 50 / 100;
                item.state |= state::REVERSED;
            }
            segment.settled = true;
            reading.structural = true;
        }
        if let Some(place) = segments.get_mut(at) {
            *place = segment;
        }
    }
}

/// "some think …, I think …": others' opinions do not count beside the speaker's.
fn others(reading: &mut Reading, segments: &mut [Segment], settings: &Settings) {
    if !segments.iter().any(|segment| segment.others && segment.size > 0) {
        return;
    }
    let own = segments.iter().any(|segment| {
        !segment.others && !segment.settled && segment.size > 0 && segment.flags & class::MYSELF != 0
    });
    let against = |at: usize| {
        let next = segments.get(at + 1);
        next.is_some_and(|next| {
            next.opening == Opening::Contrast && (next.size > 0 && !next.others || next.denial)
        })
    };
    let turned: Vec<bool> = (0..segments.len()).map(against).collect();
    for (at, segment) in segments.iter_mut().enumerate() {
        if !segment.others || segment.size == 0 || segment.settled {
            continue;
        }
        if own {
            cancel(reading, segment);
        } else if !turned.get(at).is_some_and(|turned| *turned) {
            for item in reading.items.iter_mut().take(segment.after).skip(segment.first) {
                item.points = item.points * settings.others / 100;
            }
        }
    }
}

/// "I thought it would be good, but it was not".
fn expectations(reading: &mut Reading, segments: &mut [Segment], settings: &Settings) {
    for at in 0..segments.len().saturating_sub(1) {
        let Some(segment) = segments.get(at).copied() else { continue };
        if segment.size == 0 || segment.settled {
            continue;
        }
        let expected = segment.flags & class::EXPECTATION != 0;
        // Past a clause without mood: "…, but the plane, it was not".
        let Some(next) = segments.iter().skip(at + 1).take(3).find(|next| next.size > 0 || next.denial)
        else {
            continue;
        };
        let turned = next.opening == Opening::Contrast
            || segments.get(at + 1).is_some_and(|next| next.opening == Opening::Contrast);
        let denied = next.denial && !next.settled && (expected || turned);
        let replaced = expected && next.size > 0 && (turned || next.sum.signum() != segment.sum.signum());
        let Some(segment) = segments.get_mut(at) else { continue };
        if denied {
            reverse(reading, segment, settings);
        } else if replaced {
            cancel(reading, segment);
        }
    }
}

/// What stands after "but" weighs more, what stands after "although" less.
fn contrasts(reading: &mut Reading, segments: &[Segment], settings: &Settings) {
    let counts = |segment: &Segment| segment.size > 0 && !segment.settled;
    let mut earlier = false;
    for (at, segment) in segments.iter().enumerate().filter(|(_, segment)| counts(segment)) {
        let next = segments.get(at + 1..).unwrap_or(&[]).iter().take(3).find(|next| counts(next));
        let percent = match segment.opening {
            Opening::Concession => 60,
            Opening::Contrast if earlier => settings.after_contrast,
            _ if next.is_some_and(|next| next.opening == Opening::Contrast) => settings.before_contrast,
            _ => 100,
        };
        earlier = true;
        for item in reading.items.iter_mut().take(segment.after).skip(segment.first) {
            item.points = item.points * percent / 100;
        }
    }
}
