//! Names of agents as they are shown: spaces folded, case repaired where it is of one kind or odd.

use std::borrow::Cow;

/// The most characters of a name.
const LONGEST: usize = 100;
/// What stands where no name is.
const NOBODY: &str = "Unknown Agent";
/// Small words inside names; written small they stay so.
const PARTICLES: [&str; 22] = [
    "van", "von", "de", "der", "den", "del", "della", "di", "da", "do", "dos", "das", "du", "la", "le", "el",
    "al", "bin", "ibn", "y", "e", "zu",
];
/// What stands behind a name, and initials that people go by.
const CAPITALS: [&str; 14] =
    ["II", "III", "IV", "VI", "VII", "JR", "SR", "PHD", "MD", "CSR", "JJ", "TJ", "CJ", "AJ"];

/// The name of an agent as it is shown; where the case is right already it is kept, so that `McKenzie` and
/// `DeShawn` stay what they are.
///
/// ```
/// use callscape_scoring::silver::agent;
/// assert_eq!(agent("  o'brien   mcDONALD"), "O'Brien McDonald");
/// assert_eq!(agent("jean-luc PICARD"), "Jean-Luc Picard");
/// assert_eq!(agent(" \t"), "Unknown Agent");
/// ```
pub fn agent(name: &str) -> Cow<'_, str> {
    let clean = super::clean(name);
    if clean.is_empty() {
        return Cow::Borrowed(NOBODY);
    }
    let shown = is_shown(&clean);
    if shown && clean.len() <= LONGEST {
        return clean;
    }
    let mut out = String::with_capacity(clean.len());
    for (index, word) in clean.split(' ').enumerate() {
        if index > 0 {
            out.push(' ');
        }
        if is_right(word, index > 0) { out.push_str(word) } else { repair(word, index > 0, &mut out) }
    }
    let end = out.char_indices().nth(LONGEST).map_or(out.len(), |(at, _)| at);
    out.truncate(end);
    out.truncate(out.trim_end().len());
    Cow::Owned(out)
}

fn is_shown(name: &str) -> bool {
    name.split(' ').enumerate().all(|(index, word)| is_right(word, index > 0))
}

/// Whether a word needs no repair: it has no letters with case, or begins with a capital and goes on small, with
/// capitals only after small letters where a name of two parts has them.
fn is_right(word: &str, inner: bool) -> bool {
    if is_login(word) || inner && PARTICLES.contains(&word) {
        return true;
    }
    word.split('-').all(|part| {
        let small = part.chars().filter(|c| c.is_lowercase()).count();
        let large = part.chars().filter(|c| c.is_uppercase()).count();
        let first = part.chars().find(|c| c.is_alphabetic());
        let begins = first.is_none_or(|c| !c.is_lowercase());
        // "O'Brien" and "McDonald" have two; "jOHN" and "SMITH" are to be repaired.
        small + large == 0 || begins && (large <= 2 && small >= large || is_short(part) || small + large == 1)
    })
}

/// E-mail addresses and logins are no words.
fn is_login(word: &str) -> bool {
    word.contains(['@', '_']) || word.bytes().any(|byte| byte.is_ascii_digit())
}

/// `J.`, `J.R.`, `III`, `Jr.` in capitals where they belong.
fn is_short(part: &str) -> bool {
    let letters = part.trim_end_matches(['.', ',']);
    let initials = part.contains('.') && letters.split('.').all(|letter| letter.chars().count() == 1);
    initials || letters.len() > 1 && CAPITALS.contains(&letters) && !matches!(letters, "JR" | "SR")
}

/// Writes a word with its capitals repaired.
fn repair(word: &str, inner: bool, out: &mut String) {
    let upper = word.to_uppercase();
    let bare = upper.trim_matches(['.', ',', '(', ')']);
    if CAPITALS.contains(&bare) && !matches!(bare, "JR" | "SR") && inner {
        out.push_str(&upper);
        return;
    }
    let mut begins = true;
    let mut letters = 0;
    let mut chars = word.chars().peekable();
    let mut written = String::new();
    while let Some(c) = chars.next() {
        if c.is_alphabetic() {
            if begins {
                written.extend(c.to_uppercase())
            } else {
                written.extend(c.to_lowercase())
            }
            letters += 1;
            begins = written.ends_with("Mc") && letters == 2;
            continue;
        }
        written.push(c);
        let apostrophe = c == '\'';
        // "O'Brien" and "D'Angelo", but "Sa'ad": one letter before, and more than one behind.
        begins = !apostrophe || letters == 1 && chars.clone().filter(|c| c.is_alphabetic()).count() > 1;
        letters = 0;
    }
    out.push_str(&written);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_repaired_and_right_ones_kept() {
        let cases = [
            ("john smith", "John Smith"),
            ("JOHN SMITH JR", "John Smith Jr"),
            ("john smith iii", "John Smith III"),
            ("jOHN sMITH", "John Smith"),
            ("LUDWIG VAN BEETHOVEN", "Ludwig Van Beethoven"),
            ("ludwig van beethoven", "Ludwig van Beethoven"),
            ("Vincent van Gogh", "Vincent van Gogh"),
            ("DeShawn McKenzie", "DeShawn McKenzie"),
            ("J.R. Ewing", "J.R. Ewing"),
            ("j.r. ewing", "J.R. Ewing"),
            ("élodie d'ARTAGNAN", "Élodie D'Artagnan"),
            ("MARÍA-JOSÉ", "María-José"),
            ("smith, JOHN", "Smith, John"),
            ("anna (sales)", "Anna (Sales)"),
            ("john.smith@x.example", "john.smith@x.example"),
            ("Agent 7", "Agent 7"),
            ("王伟", "王伟"),
            ("Dr. No", "Dr. No"),
        ];
        for (name, shown) in cases {
            assert_eq!(agent(name), shown, "{name}");
            assert_eq!(agent(shown), shown, "{name} again");
        }
        assert_eq!(agent(&"ab ".repeat(80)).chars().count(), 100);
        assert_eq!(agent(&"abcd ".repeat(80)).chars().count(), 99);
        assert!(matches!(agent("Ana Lima"), Cow::Borrowed(_)));
    }
}
