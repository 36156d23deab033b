//! What the name of a speaker says of the part that the speaker has: `Rep`, `CUSTOMER`, `agent_1`, `Speaker 2`.

use callscape_model::score::Speaker;

/// What a label is known as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Known {
    /// A word that names a part in a call, and seldom anything else.
    Sure(Speaker),
    /// A word that names a part, or a subject of the talk as well: `Support`, `Manager`.
    Loose(Speaker),
    /// `Speaker 1`, `Participant B`.
    Numbered,
    /// Any other words: maybe the name of a person.
    Name,
    /// Words that head a field: `Customer Name`, `Order`.
    Field,
}

/// One word of a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Sure(Speaker),
    Loose(Speaker),
    /// A machine, whatever word follows: `Automated`, `Virtual`.
    Machine,
    /// Stands before a part and says nothing alone: `Call`, `Center`, `Live`.
    Beside,
    Numbered,
    Field,
    /// A number or a single letter.
    Count,
    Other,
}

/// The longest word that means anything here.
const LONGEST: usize = 16;

/// What a word says, in any case.
pub(super) fn part(word: &str) -> Part {
    let mut buffer = [0; LONGEST];
    let Some(lower) = buffer.get_mut(..word.len()) else { return Part::Other };
    lower.copy_from_slice(word.as_bytes());
    lower.make_ascii_lowercase();
    if lower.iter().all(u8::is_ascii_digit) || lower.len() == 1 {
        return Part::Count;
    }
    match &*lower {
        b"agent" | b"rep" | b"representative" | b"advisor" | b"adviser" | b"operator" | b"csr"
        | b"consultant" | b"salesperson" | b"salesman" | b"saleswoman" | b"receptionist" | b"dispatcher"
        | b"assistant" | b"teller" | b"banker" | b"technician" | b"helpdesk" => Part::Sure(Speaker::Agent),
        b"customer" | b"caller" | b"client" | b"consumer" | b"user" | b"member" | b"guest" | b"cust"
        | b"buyer" | b"patient" | b"subscriber" | b"shopper" | b"visitor" | b"cardholder"
        | b"policyholder" | b"passenger" => Part::Sure(Speaker::Customer),
        b"system" | b"ivr" | b"bot" | b"chatbot" | b"voicebot" | b"announcer" | b"autoattendant" => {
            Part::Sure(Speaker::System)
        }
        b"support" | b"service" | b"services" | b"sales" | b"tech" | b"specialist" | b"associate"
        | b"supervisor" | b"manager" | b"seller" | b"staff" | b"employee" | b"clerk" | b"host"
        | b"internal" | b"expert" | b"concierge" | b"counselor" | b"team" | b"lender" => {
            Part::Loose(Speaker::Agent)
        }
        b"human" | b"external" | b"contact" | b"prospect" | b"lead" | b"borrower" | b"tenant"
        | b"requester" | b"patron" | b"insured" | b"resident" => Part::Loose(Speaker::Customer),
        b"machine" | b"robot" | b"recording" | b"voicemail" | b"announcement" | b"ai" | b"menu" => {
            Part::Loose(Speaker::System)
        }
        b"automated" | b"virtual" | b"automatic" => Part::Machine,
        b"call" | b"center" | b"centre" | b"live" | b"chat" | b"care" | b"account" | b"technical"
        | b"help" | b"desk" | b"phone" | b"the" | b"unidentified" | b"unknown" => Part::Beside,
        b"speaker" | b"participant" | b"channel" | b"voice" | b"person" | b"party" | b"spk" => Part::Numbered,
        b"name" | b"id" | b"ids" | b"number" | b"no" | b"email" | b"mail" | b"address" | b"note"
        | b"notes" | b"type" | b"code" | b"date" | b"time" | b"order" | b"status" | b"ref" | b"reference"
        | b"total" | b"price" | b"cost" | b"summary" | b"comment" | b"comments" | b"feedback" | b"issue"
        | b"subject" | b"re" | b"ps" | b"option" | b"step" | b"tax" | b"shipping" | b"password"
        | b"username" | b"question" | b"answer" | b"problem" | b"reason" | b"result" | b"product"
        | b"item" | b"amount" | b"balance" | b"warning" | b"monday" | b"tuesday" | b"wednesday"
        | b"thursday" | b"friday" | b"saturday" | b"sunday" | b"today" | b"tomorrow" | b"example"
        | b"okay" | b"ok" | b"yes" | b"however" | b"also" | b"first" | b"second" | b"third" | b"finally"
        | b"plan" | b"plans" | b"fee" | b"fees" | b"discount" | b"duration" | b"transcript" | b"http"
        | b"https" | b"agents" | b"customers" => Part::Field,
        _ => Part::Other,
    }
}

/// The words of a label: `agent_1` has two.
fn words(label: &str) -> impl Iterator<Item = &str> {
    label.split(|c: char| !c.is_alphanumeric()).flat_map(|word| {
        // `Agent1` and `SPEAKER00`: the number is a word of its own.
        let letters = word.trim_end_matches(|c: char| c.is_ascii_digit());
        let number = word.get(letters.len()..).unwrap_or("");
        [letters, number].into_iter().filter(|word| !word.is_empty())
    })
}

/// What a whole label is known as. The last word that names a part decides, so a customer service representative
/// is an agent; a field is one whatever stands beside it.
pub(super) fn known(label: &str) -> Known {
    let (mut known, mut machine, mut numbered, mut count) = (Known::Name, false, false, false);
    for word in words(label) {
        match part(word) {
            Part::Sure(speaker) => known = Known::Sure(speaker),
            Part::Loose(speaker) => {
                // "Customer Service" is no customer any more.
                known = Known::Loose(speaker);
            }
            Part::Machine => machine = true,
            Part::Numbered => numbered = true,
            Part::Count => count = true,
            Part::Field => return Known::Field,
            Part::Beside | Part::Other => {}
        }
    }
    match known {
        _ if machine => Known::Sure(Speaker::System),
        Known::Name if numbered && count => Known::Numbered,
        known => known,
    }
}

/// The part that a word for a speaker names, as records of turns have it in `speaker`, `role` or `participant`.
///
/// ```
/// use callscape_model::score::Speaker;
/// use callscape_scoring::speakers::role;
/// assert_eq!(role("AGENT_1"), Speaker::Agent);
/// assert_eq!(role("Customer Service Representative"), Speaker::Agent);
/// assert_eq!(role("user"), Speaker::Customer);
/// assert_eq!(role("Maria"), Speaker::Unknown);
/// ```
pub fn role(word: &str) -> Speaker {
    match known(word) {
        Known::Sure(speaker) | Known::Loose(speaker) => speaker,
        Known::Numbered | Known::Name | Known::Field => Speaker::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_turn_records_name_their_part() {
        let agents = ["agent", "Agent 1", "assistant", "REP", "Advisor", "Customer Support", "INTERNAL"];
        let customers = ["customer", "USER", "human", "caller-2", "Client", "external", "Customer1"];
        let systems = ["IVR", "system", "bot", "Virtual Assistant", "Automated Agent"];
        for (words, speaker) in [
            (&agents[..], Speaker::Agent),
            (&customers[..], Speaker::Customer),
            (&systems[..], Speaker::System),
            (&["", "Speaker 1", "John Smith", "customer name", "🙂"][..], Speaker::Unknown),
        ] {
            for word in words {
                assert_eq!(role(word), speaker, "{word}");
            }
        }
    }
}
