//! Who is the agent where labels do not say: `Speaker 1`, `John Smith`. By what agents say to those who call.

use callscape_model::score::Speaker;

use super::Spoken;

/// What agents say, in lower case with straight apostrophes.
const AGENT: [&str; 20] = [
    "thank you for calling",
    "thanks for calling",
    "thank you for contacting",
    "thanks for contacting",
    "thank you for holding",
    "how can i help",
    "how may i help",
    "how can i assist",
    "how may i assist",
    "what can i do for you",
    "anything else i can",
    "can i have your account",
    "may i have your",
    "can i get your account",
    "let me pull up",
    "let me look that up",
    "i can see here",
    "i can help you with that",
    "i apologize for the inconvenience",
    "you're speaking with",
];
/// Bytes of a turn that are looked at; greetings stand at the beginning.
const LOOKED: usize = 600;

/// A speaker without a part.
struct Voice<'a> {
    name: &'a str,
    cues: usize,
}

/// Gives speakers without a part one, where one of them talks like an agent, and where there are two and the part of
/// one is known. Others stay [`Speaker::Unknown`], as does text without a name.
pub(super) fn roles(turns: &mut [Spoken<'_>]) {
    let nameless = |turn: &Spoken<'_>| turn.turn.speaker == Speaker::Unknown && !turn.name.is_empty();
    if !turns.iter().any(nameless) {
        return;
    }
    let mut voices: Vec<Voice<'_>> = Vec::new();
    for turn in turns.iter().filter(|turn| nameless(turn)) {
        let (cues, full) = (cues(turn.turn.text), voices.len() == 32);
        match voices.iter_mut().find(|voice| voice.name.eq_ignore_ascii_case(turn.name)) {
            Some(voice) => voice.cues += cues,
            // Nobody speaks with so many; it is no conversation.
            None if full => return,
            None => voices.push(Voice { name: turn.name, cues }),
        }
    }
    let known = |speaker| turns.iter().any(|turn| turn.turn.speaker == speaker);
    let (agent, customer) = (known(Speaker::Agent), known(Speaker::Customer));
    let most = voices.iter().map(|voice| voice.cues).max().unwrap_or(0);
    let leaders = voices.iter().filter(|voice| voice.cues == most).count();
    let two = voices.len() + usize::from(agent) + usize::from(customer) == 2;
    let part = |voice: &Voice<'_>| {
        if agent && customer {
            Speaker::Unknown
        } else if agent {
            if two { Speaker::Customer } else { Speaker::Unknown }
        } else if most > 0 && leaders == 1 {
            match (voice.cues == most, two || voices.len() == 2) {
                (true, _) => Speaker::Agent,
                (false, true) => Speaker::Customer,
                (false, false) => Speaker::Unknown,
            }
        } else if customer && two {
            Speaker::Agent
        } else {
            Speaker::Unknown
        }
    };
    let parts: Vec<(&str, Speaker)> = voices.iter().map(|voice| (voice.name, part(voice))).collect();
    for turn in turns.iter_mut().filter(|turn| nameless(turn)) {
        let found = parts.iter().find(|(name, _)| name.eq_ignore_ascii_case(turn.name));
        turn.turn.speaker = found.map_or(Speaker::Unknown, |(_, speaker)| *speaker);
    }
}

fn cues(text: &str) -> usize {
    let mut end = text.len().min(LOOKED);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let start = text.get(..end).unwrap_or("").to_ascii_lowercase().replace('’', "'");
    AGENT.iter().filter(|cue| start.contains(**cue)).count()
}
