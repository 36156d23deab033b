//! Short forms of given names: a list of the project's own, `nicknames.txt`, a formal name and its short forms a line.

use std::collections::HashMap;
use std::sync::LazyLock;

static FORMAL: LazyLock<HashMap<&str, Vec<&str>>> = LazyLock::new(|| {
    let mut formal: HashMap<&str, Vec<&str>> = HashMap::new();
    for (name, short) in lines() {
        for short in short.split_whitespace() {
            formal.entry(short).or_default().push(name);
        }
    }
    formal
});

fn lines() -> impl Iterator<Item = (&'static str, &'static str)> {
    include_str!("nicknames.txt").lines().filter_map(|line| line.split_once(':'))
}

/// Every formal name and short form.
pub(super) fn words() -> impl Iterator<Item = &'static str> {
    lines().flat_map(|(name, short)| std::iter::once(name).chain(short.split_whitespace()))
}

/// The formal names that a short form stands for: `bob` → `robert`. In the order of the list.
pub(super) fn formal(short: &str) -> &'static [&'static str] {
    FORMAL.get(short).map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_forms_may_stand_for_several_names() {
        assert_eq!(formal("bob"), ["robert"]);
        assert!(formal("chris").len() > 2 && formal("robert").is_empty());
        assert!(words().all(|word| word.bytes().all(|byte| byte.is_ascii_lowercase())));
    }
}
