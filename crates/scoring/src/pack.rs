//! Rule packs: the words, phrases, classes and settings that scoring goes by, as one TOML text.
//!
//! The default pack is a few files of `rules/` put one after the other, so that it can be shown, edited and loaded
//! again as one text. A pack that cannot be used says in which line, and why.

use serde::Deserialize;
use toml::Spanned;

/// The default pack, file by file; tables may go on from file to file.
const DEFAULT: [&str; 4] = [
    include_str!("../rules/vader.toml"),
    include_str!("../rules/words.toml"),
    include_str!("../rules/clauses.toml"),
    include_str!("../rules/deals.toml"),
];

/// Short lists and a negation window of two words, for comparison.
const PLAIN: &str = include_str!("../rules/plain.toml");

/// A pack that comes with the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuiltIn {
    /// What programs call it.
    pub id: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// Its files; together they are its text.
    files: &'static [&'static str],
}

/// Every pack that comes with the program; the first is used when nobody chooses.
pub const BUILT_IN: &[BuiltIn] = &[
    BuiltIn { id: "calls", title: "Calls and messages", files: &DEFAULT },
    BuiltIn { id: "plain", title: "Plain keywords", files: &[PLAIN] },
];

impl BuiltIn {
    /// The pack of this id.
    pub fn find(id: &str) -> Option<&'static BuiltIn> {
        BUILT_IN.iter().find(|pack| pack.id == id)
    }

    /// The whole text.
    pub fn text(&self) -> String {
        self.files.join("\n")
    }
}

/// Why a pack cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub struct PackError {
    /// The line of the pack's text, from 1.
    pub line: usize,
    /// Why.
    pub reason: String,
}

/// A rule pack as it is written.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RulePack {
    /// What the pack is called.
    pub name: String,
    /// Windows and weights.
    pub settings: Settings,
    /// Words and phrases with their valence.
    pub valence: Vec<Valence>,
    /// Words and phrases that make their neighbour stronger or weaker.
    pub booster: Vec<Booster>,
    /// Words and phrases by what they do in a sentence.
    pub classes: Classes,
    /// What the customer agreed to; see the module of deals.
    pub conversion: toml::Table,
    /// Products offered on top; see the module of deals.
    pub upsell: toml::Table,
    /// The text that it was read from, for the lines of errors.
    #[serde(skip)]
    pub text: String,
}

/// Words of one valence.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Valence {
    /// What evidence calls it.
    pub rule: String,
    /// From −4 to 4.
    pub value: f64,
    /// Whether negators inside its phrases stay what they are, and the valence lies on the last word.
    #[serde(default)]
    pub keep: bool,
    /// Words and phrases, with commas.
    pub words: Spanned<String>,
}

/// Words of one strength.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Booster {
    /// What is added to the neighbour, in hundredths of it.
    pub percent: i16,
    /// Words and phrases, with commas.
    pub words: Spanned<String>,
}

/// Windows in words, weights in hundredths.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[allow(missing_docs, reason = "rules/clauses.toml explains each where it is set")]
pub struct Settings {
    pub negation_window: usize,
    pub opinion_window: usize,
    pub booster_window: usize,
    pub negated_positive: i32,
    pub negated_negative: i32,
    pub before_contrast: i32,
    pub after_contrast: i32,
    pub question: i32,
    pub unreal: i32,
    pub others: i32,
    pub late: i64,
    pub customer_only: bool,
    /// Whether the linear model has a say.
    pub model: bool,
    /// Whether clauses, opinions and questions are looked at; without, only negation windows are.
    pub clauses: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            negation_window: 6,
            opinion_window: 24,
            booster_window: 3,
            negated_positive: 85,
            negated_negative: 45,
            before_contrast: 40,
            after_contrast: 130,
            question: 35,
            unreal: 20,
            others: 50,
            late: 60,
            customer_only: true,
            model: true,
            clauses: true,
        }
    }
}

impl Settings {
    /// The first setting that is out of its range, with what is right.
    fn out_of_range(&self) -> Option<(&'static str, String)> {
        let windows = [
            ("negation_window", self.negation_window),
            ("opinion_window", self.opinion_window),
            ("booster_window", self.booster_window),
        ];
        let weights = [
            ("negated_positive", i64::from(self.negated_positive)),
            ("negated_negative", i64::from(self.negated_negative)),
            ("before_contrast", i64::from(self.before_contrast)),
            ("after_contrast", i64::from(self.after_contrast)),
            ("question", i64::from(self.question)),
            ("unreal", i64::from(self.unreal)),
            ("others", i64::from(self.others)),
            ("late", self.late),
        ];
        let window = windows.into_iter().find(|(_, value)| *value > WIDEST);
        let weight = weights.into_iter().find(|(_, value)| !(0..=HEAVIEST).contains(value));
        window
            .map(|(key, _)| (key, format!("{key} lies between 0 and {WIDEST}")))
            .or_else(|| weight.map(|(key, _)| (key, format!("{key} lies between 0 and {HEAVIEST}"))))
    }
}

/// The widest window, in words: what every negator looks at stays little.
const WIDEST: usize = 100;

/// The highest weight, in hundredths.
const HEAVIEST: i64 = 1000;

macro_rules! classes {
    ($($(#[$doc:meta])* $name:ident = $bit:expr, $flag:ident;)*) => {
        /// What words do in a sentence, as bits.
        pub mod class {
            $($(#[$doc])* pub const $flag: u32 = 1 << $bit;)*
        }

        /// Words and phrases by what they do, each a list with commas.
        #[derive(Clone, Debug, Default, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct Classes {
            $($(#[$doc])* pub $name: Option<Spanned<String>>,)*
        }

        impl Classes {
            /// Every list with its bit.
            pub fn lists(&self) -> impl Iterator<Item = (u32, &Spanned<String>)> {
                [$((class::$flag, self.$name.as_ref()),)*]
                    .into_iter()
                    .filter_map(|(flag, list)| list.map(|list| (flag, list)))
            }
        }
    };
}

classes! {
    /// Turns the meaning of what follows: `not`.
    negator = 0, NEGATOR;
    /// Verbs through which a negator reaches far: `don't think`.
    opinion = 1, OPINION;
    /// What follows counts more: `but`.
    contrast = 2, CONTRAST;
    /// What follows counts less: `although`.
    concession = 3, CONCESSION;
    /// Begins a clause: `because`.
    clause = 4, CLAUSE;
    /// Subjects with which a clause may begin: `it`.
    subject = 5, SUBJECT;
    /// Good manners.
    courtesy = 6, COURTESY;
    /// Opens a question for yes or no.
    question = 7, QUESTION;
    /// What is wished, asked for or only supposed.
    unreal = 8, UNREAL;
    /// What was expected.
    expectation = 9, EXPECTATION;
    /// What was.
    past = 10, PAST;
    /// What is now.
    now = 11, NOW;
    /// The speaker.
    myself = 12, MYSELF;
    /// Other people.
    other = 13, OTHER;
    /// What other people's opinions are said with.
    attitude = 14, ATTITUDE;
    /// An answer.
    yes = 15, YES;
    /// An answer.
    no = 16, NO;
    /// An expectation did not come true.
    letdown = 17, LETDOWN;
}

impl RulePack {
    /// The text of the default pack.
    pub fn default_text() -> String {
        DEFAULT.join("\n")
    }

    /// The text of the pack of plain keywords.
    pub fn plain_text() -> &'static str {
        PLAIN
    }

    /// Reads a pack.
    ///
    /// # Errors
    /// With the line and the reason when it is no TOML, or has keys or values that no pack has.
    pub fn parse(text: &str) -> Result<RulePack, PackError> {
        let pack: RulePack = toml::from_str(text).map_err(|error| PackError {
            line: line_of(text, error.span().map_or(0, |span| span.start)),
            reason: error.message().to_owned(),
        })?;
        let pack = RulePack { text: text.to_owned(), ..pack };
        match pack.settings.out_of_range() {
            Some((key, reason)) => Err(pack.error_at(key, reason)),
            None => Ok(pack),
        }
    }

    /// An error in the line where a key stands first.
    pub fn error_at(&self, key: &str, reason: impl Into<String>) -> PackError {
        let stands = |line: &str| {
            line.trim_start().strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('='))
        };
        let line = self.text.lines().position(stands).map_or(1, |line| line + 1);
        PackError { line, reason: reason.into() }
    }

    /// The words and phrases of a list, each with its line.
    pub fn items<'a>(&'a self, list: &'a Spanned<String>) -> impl Iterator<Item = (usize, &'a str)> {
        let span = list.span();
        let source = self.text.get(span).unwrap_or("");
        let first = line_of(&self.text, list.span().start);
        // A list in three quotes may begin on the line after them.
        let skipped = usize::from(source.starts_with("\"\"\"\n") || source.starts_with("'''\n"));
        let mut line = first + skipped;
        list.get_ref().split(',').filter_map(move |part| {
            let lead = part.len() - part.trim_start().len();
            let here = line + part.get(..lead).unwrap_or("").matches('\n').count();
            line += part.matches('\n').count();
            let item = part.trim();
            (!item.is_empty()).then_some((here, item))
        })
    }
}

/// The line of a byte, from 1.
fn line_of(text: &str, at: usize) -> usize {
    1 + text.get(..at).unwrap_or(text).matches('\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_say_the_line_and_the_reason() {
        let error = RulePack::parse("name = \"x\"\n[settings]\nnegation_windw = 3\n").unwrap_err();
        assert_eq!(error.line, 3);
        assert!(error.reason.contains("negation_windw"), "{}", error.reason);
        assert_eq!(RulePack::parse("name = \"x\"\n\n[settings\n").unwrap_err().line, 3);
    }

    #[test]
    fn items_know_their_lines() {
        let text = "[classes]\nnegator = \"\"\"\nnot, no\nlonger,\nnever\"\"\"\n";
        let pack = RulePack::parse(text).unwrap();
        let list = pack.classes.negator.as_ref().unwrap();
        assert_eq!(pack.items(list).collect::<Vec<_>>(), [(3, "not"), (3, "no\nlonger"), (5, "never")]);
    }

    #[test]
    fn the_packs_of_the_repository_can_be_read() {
        for pack in BUILT_IN {
            let rules = RulePack::parse(&pack.text()).unwrap();
            assert!(!rules.valence.is_empty(), "{}", pack.id);
            crate::lexicon::Lexicon::new(&rules).unwrap();
        }
        assert_eq!(RulePack::parse(RulePack::plain_text()).unwrap().name, "plain keywords");
        assert_eq!(BUILT_IN[0].text(), RulePack::default_text());
    }
}
