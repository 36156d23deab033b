//! A name to its parts: given name, middle names, surname, generation. What cannot be parted safely stays whole.

use super::letters::fold;
use crate::silver;

/// Before a name, without their dots.
const TITLES: [&str; 28] = [
    "the",
    "rt",
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "dr",
    "doctor",
    "prof",
    "professor",
    "sir",
    "madam",
    "rev",
    "reverend",
    "fr",
    "hon",
    "lt",
    "sgt",
    "capt",
    "captain",
    "maj",
    "major",
    "col",
    "gen",
    "lord",
    "herr",
    "frau",
];
/// Behind a name, without their dots: degrees and offices.
const DEGREES: [&str; 24] = [
    "phd", "md", "mba", "cpa", "esq", "esquire", "dds", "rn", "jd", "msc", "bsc", "bs", "edd", "dvm", "llm",
    "llb", "pmp", "clu", "cfp", "lutc", "cfa", "csr", "lpn", "dphil",
];
/// Behind a name: which of several of that name.
const GENERATIONS: [(&str, &str); 8] = [
    ("jr", "jr"),
    ("junior", "jr"),
    ("sr", "sr"),
    ("senior", "sr"),
    ("ii", "ii"),
    ("2nd", "ii"),
    ("iii", "iii"),
    ("iv", "iv"),
];
/// Before a surname, and part of it.
const PARTICLES: [&str; 20] = [
    "van", "von", "de", "der", "den", "del", "della", "di", "da", "do", "dos", "das", "du", "la", "le", "el",
    "al", "bin", "ibn", "ter",
];
/// Between two surnames.
const JOINTS: [&str; 2] = ["y", "e"];

/// A name in parts, folded; which parts decide who is meant, and how it was written.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Person {
    /// The surname, particles included; the whole name where it has no parts.
    pub(super) surname: String,
    /// The given name, or its initial; empty where the name has no parts.
    pub(super) given: String,
    /// Middle names and initials.
    pub(super) middles: Vec<String>,
    /// `jr`, `sr`, `ii`, …
    pub(super) generation: &'static str,
    /// How many bytes of the surname are particles; all of them where it is made of several words.
    pub(super) particles: usize,
}

/// How a name was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Written {
    /// Letters with accents in their own spelling, where that differs.
    pub(super) spelt: Option<Person>,
    pub(super) surname_first: bool,
    pub(super) titled: bool,
    pub(super) login: bool,
    /// One word in small letters, which may be a login.
    pub(super) small: bool,
    pub(super) accents: bool,
}

impl Person {
    fn whole(text: &str) -> Person {
        let words = text.split_whitespace().map(|word| word.trim_matches('.').to_lowercase());
        Person { surname: words.collect::<Vec<_>>().join(" "), ..Person::default() }
    }

    /// Whether it has at least a given name, or an initial, and a surname.
    pub(super) fn has_parts(&self) -> bool {
        !self.given.is_empty()
    }

    /// Whether the given name is only an initial.
    pub(super) fn is_initial(&self) -> bool {
        is_letter(&self.given)
    }

    /// Whether given name and surname are written out.
    pub(super) fn is_full(&self) -> bool {
        self.has_parts() && !self.is_initial() && !is_letter(&self.surname)
    }

    /// The part of the surname in which a typing error can be told.
    pub(super) fn core(&self) -> &str {
        self.surname.get(self.particles..).unwrap_or("")
    }

    /// Its words in the order in which they are spoken.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        let given = Some(self.given.as_str()).filter(|given| !given.is_empty());
        given.into_iter().chain(self.middles.iter().map(String::as_str)).chain([self.surname.as_str()])
    }

    /// Whether the middle names of both may be of one person: neither says what the other denies.
    pub(super) fn agrees(&self, other: &Person) -> bool {
        self.generation == other.generation
            && self.middles.iter().zip(&other.middles).all(|(a, b)| stands_for(a, b))
    }
}

/// Whether two words are the same, or one is the initial of the other.
pub(super) fn stands_for(a: &str, b: &str) -> bool {
    a == b || (is_letter(a) && b.starts_with(a)) || (is_letter(b) && a.starts_with(b))
}

pub(super) fn is_letter(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some() && chars.next().is_none()
}

/// A word of a name as it was written.
#[derive(Clone, Copy, Debug)]
struct Part<'a> {
    text: &'a str,
    /// It was cut at dots, so it is an initial or a word of a login.
    dotted: bool,
}

/// Parts a name.
pub(super) fn parse(name: &str) -> (Person, Written) {
    let clean = silver::clean(name);
    let mut written = Written::default();
    let whole = |written| (Person::whole(&clean), written);
    let shown = without_brackets(&clean);
    let body = login(&shown, &mut written);
    let odd = |c: char| c.is_ascii_digit() || matches!(c, '&' | '/' | '@' | '+' | '|' | ':');
    if body.chars().any(odd) || body.split_whitespace().any(|word| matches!(word, "and" | "und" | "et")) {
        return whole(Written::default());
    }
    let mut generation = "";
    let mut fields: Vec<Vec<Part<'_>>> = Vec::new();
    for field in body.split(',') {
        // "Andrews, M.D." is M. D. Andrews; "John Andrews, M.D." has a degree.
        let lone = matches!(fields.as_slice(), [surname] if surname.len() == 1);
        let mut words = parts(field, written.login, lone || fields.is_empty());
        let initials = lone && matches!(words.as_slice(), [word] if two_capitals(word.text));
        if !initials {
            trim(&mut words, &mut generation, &mut written, !fields.is_empty());
        }
        if !words.is_empty() {
            fields.push(words);
        }
    }
    written.accents = !body.is_ascii();
    let built = |spelt| arrange(&fields, generation, spelt);
    written.surname_first = fields.len() == 2;
    match built(false) {
        Some(person) => {
            written.spelt = built(true).filter(|spelt| *spelt != person);
            (person, written)
        }
        None => {
            let small = shown.chars().all(|c| c.is_ascii_lowercase());
            let one = body.chars().all(char::is_alphabetic) && !body.is_empty();
            let person = if one {
                Person { surname: fold(&body, false), ..Person::default() }
            } else {
                Person::whole(&clean)
            };
            (person, Written { small: small || written.login && one, titled: false, ..written })
        }
    }
}

/// Without what stands in brackets or quotes: `Benjamin (Ben) Franklin`, `Anna Lima (Sales)`, `Ana <ana@x.example>`.
fn without_brackets(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut until = None;
    for c in name.chars() {
        match (until, c) {
            (Some(end), c) if c == end => until = None,
            (Some(_), _) => {}
            (None, '(') => until = Some(')'),
            (None, '[') => until = Some(']'),
            (None, '<') => until = Some('>'),
            (None, '"') => until = Some('"'),
            (None, c) => out.push(c),
        }
    }
    let out = out.trim();
    // A name that is nothing but brackets, or never closes a quote, is left as it is.
    if out.is_empty() || until == Some('"') { name.to_owned() } else { out.to_owned() }
}

/// The part of an address or login that names somebody, with blanks between its words.
fn login<'a>(name: &'a str, written: &mut Written) -> std::borrow::Cow<'a, str> {
    if name.contains([' ', ',']) {
        return name.into();
    }
    let (local, address) = match name.split_once('@') {
        Some((local, domain)) if !local.is_empty() && domain.contains('.') || name.ends_with('@') => {
            (local, true)
        }
        Some((local, domain)) if !local.is_empty() && !domain.is_empty() && !domain.contains('@') => {
            (local, true)
        }
        _ => (name, false),
    };
    let long = |word: &str| word.chars().count() > 1;
    let words = || local.split(['.', '_']).filter(|word| !word.is_empty());
    written.login = address || (words().count() > 1 && words().any(long));
    if written.login { words().collect::<Vec<_>>().join(" ").into() } else { name.into() }
}

/// The words of a field; `J.R.` is two. Where `named` the field may begin with initials that look like a degree.
fn parts(field: &str, login: bool, named: bool) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    for word in field.split_whitespace() {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '.');
        let bare = fold(word, false);
        let known = TITLES.contains(&bare.as_str())
            || DEGREES.contains(&bare.as_str())
            || generation(&bare).is_some();
        let hyphens = word.contains('-') && word.split(['-', '.']).all(|letter| letter.chars().count() < 2);
        let inner = word.trim_matches('.').contains('.') || hyphens;
        let initials = named && parts.is_empty() && word.split('.').all(|letter| letter.len() < 2);
        if !inner || known && !initials {
            let text = word.trim_matches('.');
            if text.chars().any(char::is_alphanumeric) {
                parts.push(Part { text, dotted: login });
            }
            continue;
        }
        parts.extend(
            word.split(if hyphens { &['.', '-'][..] } else { &['.'] })
                .filter(|text| !text.is_empty())
                .map(|text| Part { text, dotted: true }),
        );
    }
    parts
}

fn generation(bare: &str) -> Option<&'static str> {
    GENERATIONS.iter().find(|(text, _)| *text == bare).map(|(_, generation)| *generation)
}

/// Takes titles from the front, generations and degrees from the end. Behind a comma nothing else need be left.
fn trim(words: &mut Vec<Part<'_>>, found: &mut &'static str, written: &mut Written, behind: bool) {
    let least = if behind { 0 } else { 1 };
    while words.len() > 1
        && words.first().is_some_and(|word| TITLES.contains(&fold(word.text, false).as_str()))
    {
        words.remove(0);
        written.titled = true;
    }
    while words.len() > least
        && let Some(last) = words.last()
    {
        let bare = fold(last.text, false);
        if let Some(generation) = generation(&bare) {
            if found.is_empty() {
                *found = generation;
            }
        } else if !(DEGREES.contains(&bare.as_str()) && (behind || words.len() > 2)) {
            break;
        }
        written.titled = true;
        words.pop();
    }
}

/// Puts the words where they belong; `None` where they do not name a given name and a surname.
fn arrange(fields: &[Vec<Part<'_>>], generation: &'static str, spelt: bool) -> Option<Person> {
    let (mut front, (surname, particles)) = match fields {
        [words] if words.len() > 1 => {
            let at = surname_at(words);
            let (front, back) = words.split_at_checked(at)?;
            (initials(front, words), surname(back, spelt))
        }
        [back, front] => {
            // "Beethoven, Ludwig van"
            let particles = front.iter().rev().take_while(|word| is_particle(word)).count();
            let at = if particles < front.len() { front.len() - particles } else { front.len() };
            let (front, particles) = front.split_at_checked(at)?;
            let all: Vec<Part<'_>> = particles.iter().chain(back).copied().collect();
            (initials(front, back), surname(&all, spelt))
        }
        _ => return None,
    };
    front.iter_mut().for_each(|word| *word = fold(word, spelt));
    front.retain(|word| !word.is_empty());
    let mut front = front.into_iter();
    let given = front.next()?;
    let person = Person { surname, given, middles: front.collect(), generation, particles };
    let long = person.words().any(|word| !is_letter(word));
    (long && !person.surname.is_empty()).then_some(person)
}

/// The words of a surname in one, and how many bytes of it are particles; see [`Person::particles`].
fn surname(words: &[Part<'_>], spelt: bool) -> (String, usize) {
    let leading = words.iter().take_while(|word| is_particle(word)).count();
    let length = |words: &[Part<'_>]| words.iter().map(|word| fold(word.text, spelt).len()).sum();
    let text: String = words.iter().map(|word| fold(word.text, spelt)).collect();
    let compound = words.len() != leading + 1 || words.iter().any(|word| word.text.contains('-'));
    let particles = if compound { text.len() } else { length(words.get(..leading).unwrap_or(&[])) };
    (text, particles)
}

/// The words before the surname; two capitals among words that are none are two initials: `BJ Thomas`.
fn initials(front: &[Part<'_>], all: &[Part<'_>]) -> Vec<String> {
    let loud = !all.iter().any(|word| word.text.chars().any(char::is_lowercase));
    let mut words = Vec::new();
    for (index, word) in front.iter().enumerate() {
        let mute = !word.text.contains(['A', 'E', 'I', 'O', 'U', 'Y']);
        if index == 0 && two_capitals(word.text) && !word.dotted && (mute || !loud) {
            words.extend(word.text.chars().map(String::from));
        } else {
            words.push(word.text.to_owned());
        }
    }
    words
}

fn two_capitals(word: &str) -> bool {
    word.len() == 2 && word.bytes().all(|byte| byte.is_ascii_uppercase())
}

fn is_particle(word: &Part<'_>) -> bool {
    PARTICLES.contains(&fold(word.text, false).as_str())
}

/// Where the surname begins.
fn surname_at(words: &[Part<'_>]) -> usize {
    let mut at = words.len().saturating_sub(1);
    loop {
        let before = |back: usize| at.checked_sub(back).filter(|at| *at > 0).and_then(|at| words.get(at));
        if before(1).is_some_and(is_particle) {
            at -= 1;
        } else if before(2).is_some()
            && before(1).is_some_and(|word| JOINTS.contains(&word.text))
            && before(2).is_some_and(|word| !is_letter(word.text))
        {
            at -= 2;
        } else {
            return at;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(name: &str) -> String {
        let person = parse(name).0;
        format!("{}|{}|{}|{}", person.given, person.middles.join(" "), person.surname, person.generation)
    }

    #[test]
    fn names_have_parts() {
        let cases = [
            ("  jane   SMITH", "jane||smith|"),
            ("Smith, Jane", "jane||smith|"),
            ("Dr. Jane Q. Smith, PhD", "jane|q|smith|"),
            ("SMITH, JANE A., Jr.", "jane|a|smith|jr"),
            ("Ludwig van der Berg", "ludwig||vanderberg|"),
            ("van der Berg, Ludwig", "ludwig||vanderberg|"),
            ("Berg, Ludwig van der", "ludwig||vanderberg|"),
            ("Juan Ruiz y Vega", "juan||ruizyvega|"),
            ("Amy E Maid", "amy|e|maid|"),
            ("J.R. Hill", "j|r|hill|"),
            ("BJ Thorn", "b|j|thorn|"),
            ("Al Thorn", "al||thorn|"),
            ("jane.smith@shop.example", "jane||smith|"),
            ("jane_smith", "jane||smith|"),
            ("J.Smith", "j||smith|"),
            ("Benjamin (Ben) Frost", "benjamin||frost|"),
            ("Anna Lima <anna@x.example>", "anna||lima|"),
            ("Jean-Luc D'Arcy", "jeanluc||darcy|"),
            ("Mr. Andrews", "||mr andrews|"),
            ("Agent 7", "||agent 7|"),
            ("Jane and John Smith", "||jane and john smith|"),
            ("jane.smith2@x.example", "||jane.smith2@x.example|"),
            ("Jane", "||jane|"),
            ("", "|||"),
            ("🔥", "||🔥|"),
        ];
        for (name, parts) in cases {
            assert_eq!(shown(name), parts, "{name}");
        }
    }
}
