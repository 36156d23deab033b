//! What is said in generated calls: acts with many ways to say each, from `wording.txt`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::super::random::Random;

/// How deep acts and choices may stand in each other.
const DEEP: usize = 8;

/// The acts, and the ways to say each.
#[derive(Clone, Debug)]
pub(super) struct Wording {
    acts: BTreeMap<&'static str, Vec<&'static str>>,
}

pub(super) static WORDING: LazyLock<Wording> = LazyLock::new(|| {
    let mut acts: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut act = "";
    for line in include_str!("wording.txt").lines() {
        if let Some(name) = line.strip_prefix("# ") {
            act = name.trim();
        } else if !act.is_empty() && !line.trim().is_empty() {
            acts.entry(act).or_default().push(line);
        }
    }
    Wording { acts }
});

/// What a call decides: names, things, sums.
pub(super) trait Slots {
    /// Writes what the name in braces stands for; `false` where it stands for nothing.
    fn fill(&self, name: &str, random: &mut Random, out: &mut String) -> bool;
}

impl Wording {
    /// One way to say an act.
    pub(super) fn say(&self, act: &str, slots: &dyn Slots, random: &mut Random) -> String {
        let mut out = String::new();
        self.act(act, slots, random, &mut out, 0);
        capitals(&out)
    }

    fn act(&self, act: &str, slots: &dyn Slots, random: &mut Random, out: &mut String, deep: usize) {
        let Some(ways) = self.acts.get(act) else { return };
        if let Some(way) = ways.get(random.below(ways.len() as u64) as usize) {
            self.expand(way, slots, random, out, deep + 1);
        }
    }

    fn expand(&self, way: &str, slots: &dyn Slots, random: &mut Random, out: &mut String, deep: usize) {
        let mut rest = way;
        while let Some(at) = rest.find(['(', '{']).filter(|_| deep < DEEP) {
            let (plain, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
            out.push_str(plain);
            if from.starts_with('{') {
                let (name, after) = from.get(1..).and_then(|from| from.split_once('}')).unwrap_or(("", ""));
                if !slots.fill(name, random, out) {
                    self.act(name, slots, random, out, deep);
                }
                rest = after;
            } else {
                let (choices, after) = choices(from);
                if let Some(choice) = choices.get(random.below(choices.len() as u64) as usize) {
                    self.expand(choice, slots, random, out, deep + 1);
                }
                rest = after;
            }
        }
        out.push_str(rest);
    }

    #[cfg(test)]
    pub(super) fn names(&self) -> impl Iterator<Item = &'static str> {
        self.acts.keys().copied()
    }
}

/// The choices of a bracket that a text begins with, and what stands behind it.
fn choices(text: &str) -> (Vec<&str>, &str) {
    let (mut choices, mut depth, mut from) = (Vec::new(), 0, 1);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' => depth += 1,
            b')' => depth -= 1,
            b'|' if depth == 1 => {
                choices.extend(text.get(from..at));
                from = at + 1;
            }
            _ => {}
        }
        if depth == 0 {
            choices.extend(text.get(from..at));
            return (choices, text.get(at + 1..).unwrap_or(""));
        }
    }
    (choices, "")
}

/// Capitals where sentences begin, single blanks, no blank before a mark.
fn capitals(said: &str) -> String {
    let mut out = String::with_capacity(said.len());
    let mut begins = true;
    for c in said.trim().chars() {
        match c {
            ' ' if out.ends_with(' ') => continue,
            ',' | '.' | '?' | '!' if out.ends_with([' ', '?', '.', '!']) => {
                while out.ends_with([' ', '?', '.', '!']) {
                    out.pop();
                }
                out.push(c);
            }
            c if begins && c.is_alphabetic() => out.extend(c.to_uppercase()),
            c => out.push(c),
        }
        begins = match c {
            '.' | '?' | '!' => true,
            ' ' | '¿' | '"' => begins,
            _ => false,
        };
    }
    out
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    struct Nothing;

    impl Slots for Nothing {
        fn fill(&self, name: &str, _: &mut Random, out: &mut String) -> bool {
            let known = !name.contains('.');
            if known {
                out.push('X');
            }
            known
        }
    }

    #[test]
    fn every_act_has_many_wordings_without_rests_of_the_pattern() {
        let mut random = Random::new(1);
        for act in WORDING.names() {
            let said: BTreeSet<String> = (0..2000).map(|_| WORDING.say(act, &Nothing, &mut random)).collect();
            assert!(said.len() >= 15, "{act}: {}", said.len());
            let rests = |said: &&String| said.contains(['(', ')', '|', '{', '}', '#']) || said.contains("  ");
            assert_eq!(said.iter().find(rests), None, "{act}");
        }
        assert!(WORDING.names().count() > 50);
    }

    #[test]
    fn sentences_begin_with_capitals_and_marks_stand_once() {
        assert_eq!(
            capitals("hi , there ? .  what's the the 3.5 rate?"),
            "Hi, there. What's the the 3.5 rate?"
        );
        assert_eq!(choices("(a(b|c)|d)e"), (vec!["a(b|c)", "d"], "e"));
    }
}
