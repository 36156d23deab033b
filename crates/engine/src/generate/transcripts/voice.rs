//! How turns become one text: who is named how, what parts the turns, and what recognisers and copying do to it.

use callscape_model::score::Speaker;

use super::super::random::Random;

/// Words for agent and customer.
const ROLES: &[(u64, (&str, &str))] = &[
    (84, ("Agent", "Customer")),
    (4, ("Rep", "Caller")),
    (4, ("Agent", "Caller")),
    (3, ("Representative", "Client")),
    (2, ("AGENT", "CUSTOMER")),
    (2, ("Agent", "Consumer")),
];
/// What foreign hands leave in a transcript.
const MARKUP: [&str; 4] =
    ["<b>urgent</b>", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "&lt;br&gt;<br/>"];

/// The text of a transcript.
pub(super) fn text(turns: &[(Speaker, String)], spoken: bool, random: &mut Random) -> String {
    let (agent, customer) = random.choose(ROLES).unwrap_or(("Agent", "Customer"));
    let lines = random.below(100) < 12;
    let stamped = random.below(100) < 3;
    let curly = random.below(100) < 6;
    let markup =
        if random.below(250) == 0 { Some(random.below(turns.len().max(1) as u64) as usize) } else { None };
    let (mut out, mut second) = (String::new(), random.below(9));
    for (index, (speaker, said)) in turns.iter().enumerate() {
        if index > 0 {
            out.push(if lines || stamped { '\n' } else { ' ' });
        }
        let role = if *speaker == Speaker::Agent { agent } else { customer };
        if stamped {
            let clock = format!("{:02}:{:02}:{:02}-", second / 3600, second / 60 % 60, second % 60);
            out.push_str(&clock);
            out.push_str(&role.to_lowercase());
        } else {
            out.push_str(role);
        }
        out.push_str(": ");
        let from = out.len();
        if spoken {
            recognised(said, &mut out)
        } else {
            out.push_str(said)
        }
        if markup == Some(index) {
            out.push(' ');
            out.push_str(MARKUP.get(random.below(4) as usize).copied().unwrap_or(""));
        }
        second += 2 + (out.len() - from) as u64 / 14;
    }
    if curly { out.replace('\'', "’").replace("  ", "\u{a0} ") } else { out }
}

/// As a recogniser writes it: no capitals, no marks but apostrophes.
fn recognised(said: &str, out: &mut String) {
    let from = out.len();
    for c in said.chars() {
        match c {
            '\'' => out.push(c),
            c if c.is_alphanumeric() => out.extend(c.to_lowercase()),
            _ if out.ends_with(' ') || out.len() == from => {}
            _ => out.push(' '),
        }
    }
    while out.len() > from && out.ends_with(' ') {
        out.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recognisers_know_no_marks() {
        let mut out = "Agent: ".to_owned();
        recognised("It's forty-nine ninety-nine a month, isn't it? Yes!", &mut out);
        assert_eq!(out, "Agent: it's forty nine ninety nine a month isn't it yes");
    }
}
