//! Agents, the ways their names are written, and customers.

use super::super::random::Random;

const AGENTS: [&str; 32] = [
    "Aisha Khan",
    "Benjamin Carter",
    "Chloe Dubois",
    "Daniel Ortiz",
    "Elena Rossi",
    "Farid Haddad",
    "Grace Kim",
    "Hugo Lindqvist",
    "Ingrid Sørensen",
    "Jamal Brooks",
    "Keiko Tanaka",
    "Liam O'Brien",
    "Maya Patel",
    "Noah Fischer",
    "Olivia Fitzgerald",
    "Pedro Álvarez",
    "Quinn Murphy",
    "Rosa Jiménez",
    "Samuel Osei",
    "Tara Singh",
    "Umar Farooq",
    "Valerie Cohen",
    "Wei Chen",
    "Zoe Papadakis",
    "Robert Whitaker",
    "Katherine Boyd",
    "Michael Svoboda",
    "Jennifer Adeyemi",
    "Anthony Greco",
    "Rebecca Lowenthal",
    "Jean-Luc Moreau",
    "Thomas McDonald",
];
const SHORT: [(&str, &str); 8] = [
    ("Benjamin", "Ben"),
    ("Daniel", "Dan"),
    ("Samuel", "Sam"),
    ("Robert", "Bob"),
    ("Katherine", "Kate"),
    ("Michael", "Mike"),
    ("Jennifer", "Jen"),
    ("Thomas", "Tom"),
];
const GIVEN: [&str; 30] = [
    "Alice", "Brenda", "Carl", "Diana", "Ethan", "Fiona", "George", "Hannah", "Ivan", "Julia", "Kevin",
    "Laura", "Marcus", "Nina", "Oscar", "Paula", "Ruth", "Steven", "Teresa", "Victor", "Wendy", "Xavier",
    "Yvonne", "Arthur", "Bianca", "Colin", "Doris", "Edgar", "Gloria", "Harold",
];
const SURNAMES: [&str; 30] = [
    "Abbott",
    "Becker",
    "Castillo",
    "Dawson",
    "Ellison",
    "Foster",
    "Gallagher",
    "Hughes",
    "Ibrahim",
    "Jensen",
    "Kowalski",
    "Lambert",
    "Mendoza",
    "Nakamura",
    "Ortega",
    "Pearson",
    "Quigley",
    "Ramirez",
    "Schneider",
    "Thornton",
    "Underwood",
    "Vasquez",
    "Whitfield",
    "Young",
    "Zimmerman",
    "Bennett",
    "Coleman",
    "Duncan",
    "Erickson",
    "Grant",
];

fn one<const N: usize>(list: &[&'static str; N], random: &mut Random) -> &'static str {
    list.get(random.below(N as u64) as usize).copied().unwrap_or("")
}

/// An agent.
pub(super) fn agent(random: &mut Random) -> &'static str {
    one(&AGENTS, random)
}

/// A customer.
pub(super) fn customer(random: &mut Random) -> String {
    format!("{} {}", one(&GIVEN, random), one(&SURNAMES, random))
}

/// A name as somebody wrote it: mostly as it is, sometimes in another of the ways that are met.
pub(super) fn spelling(name: &str, random: &mut Random) -> String {
    let (given, surname) = name.split_once(' ').unwrap_or((name, ""));
    match random.below(100) {
        0..2 => name.to_lowercase(),
        2..4 => name.to_uppercase(),
        4..7 => format!("{surname}, {given}"),
        7 => format!("{}, {}", surname.to_uppercase(), given.to_uppercase()),
        8 => format!("  {given}   {surname} "),
        9 => format!("{}. {surname}", given.chars().next().unwrap_or('A')),
        10 => format!("{}.{}@callscape.example", plain(given), plain(surname)),
        11 => format!("{given} {surname} (Team 2)").replace(" 2", " B"),
        12..14 => {
            let short = SHORT.iter().find(|(long, _)| *long == given).map_or(given, |(_, short)| short);
            format!("{short} {surname}")
        }
        14 => format!("{} {}", plain_case(given), plain_case(surname)),
        _ => name.to_owned(),
    }
}

/// Small letters without accents, hyphens and apostrophes.
fn plain(word: &str) -> String {
    plain_case(word).to_lowercase().replace(['\'', '-'], "")
}

fn plain_case(word: &str) -> String {
    word.replace('ø', "o").replace('Á', "A").replace('é', "e")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_are_of_the_same_agents() {
        let mut random = Random::new(3);
        let made: std::collections::BTreeSet<String> =
            (0..600).map(|_| spelling("Rosa Jiménez", &mut random)).collect();
        for name in
            ["Rosa Jiménez", "Jiménez, Rosa", "rosa.jimenez@callscape.example", "R. Jiménez", "Rosa Jimenez"]
        {
            assert!(made.contains(name), "{made:?}");
        }
        let first: std::collections::BTreeSet<_> = AGENTS
            .iter()
            .map(|name| {
                let (given, surname) = name.split_once(' ').unwrap();
                format!("{}{surname}", &given[..1])
            })
            .collect();
        assert_eq!(first.len(), AGENTS.len(), "initials must be clear");
    }
}
