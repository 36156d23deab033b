//! A support set in memory, loaded as the page loads it, and everything that comes out of it.

use std::collections::BTreeMap;
use std::path::Path;

use callscape_model::arrange::Arranged;
use callscape_model::command::{Ask, Command, Event, Overview};
use callscape_model::delta::{Applied, Change, Effect, History, Replay, Tally};
use callscape_model::message::{Scope, Style, Support};
use callscape_model::month::Month;
use callscape_model::quality::Rule;
use callscape_model::statements::Asked;

use crate::pipe::Pipe;

pub(crate) const ZONE: &str = "America/New_York";

/// Names and bytes of files.
pub(crate) type Files = Vec<(String, Vec<u8>)>;

/// A set that is loaded.
pub(crate) struct Set {
    pub(crate) pipe: Pipe,
    pub(crate) overview: Overview,
    /// Files that were left out: name and why.
    pub(crate) left_out: Vec<(String, String)>,
}

pub(crate) fn month(text: &str) -> Month {
    Month::parse(text).unwrap()
}

/// Every delta up to a month.
pub(crate) fn until(text: &str) -> Replay {
    Replay { until: Some(month(text)), ..Replay::default() }
}

/// Files of texts.
pub(crate) fn files(texts: &[(&str, &str)]) -> Files {
    texts.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect()
}

/// The fixed sample.
pub(crate) fn sample() -> Files {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/data");
    let mut found = Vec::new();
    for folder in ["delta", "initial"] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let name = format!("{folder}/{}", path.file_name().unwrap().to_str().unwrap());
            found.push((name, std::fs::read(path).unwrap()));
        }
    }
    found
}

/// Loads files on two shards with every delta.
pub(crate) fn load(files: Files) -> Set {
    load_as(files, 2, Replay::default())
}

/// Loads small texts.
pub(crate) fn texts(texts: &[(&str, &str)]) -> Set {
    load(files(texts))
}

pub(crate) fn load_as(files: Files, shards: u32, replay: Replay) -> Set {
    load_in(files, shards, replay, |_| {})
}

/// Loads files that are looked at in an order that `shuffle` makes. Files are numbered by path, as every surface does;
/// what is refused, and deltas whose month nobody knows, are left out, as the command line does.
pub(crate) fn load_in(
    mut files: Files,
    shards: u32,
    replay: Replay,
    shuffle: impl Fn(&mut Vec<usize>),
) -> Set {
    files.sort();
    let names: Vec<String> = files.iter().map(|(name, _)| name.clone()).collect();
    let mut pipe = Pipe::new(shards, files.iter().map(|(name, bytes)| (&**name, bytes.clone())).collect());
    let mut order: Vec<usize> = (0..files.len()).collect();
    shuffle(&mut order);
    let (mut plans, mut left_out) = (Vec::new(), Vec::new());
    for (file, Arranged { plan, question, refused }) in pipe.look(ZONE, &order) {
        let monthless = plan.member.as_ref().is_some_and(|member| member.delta && member.month.is_none());
        let reason = refused.map(|failure| failure.to_string()).or_else(|| question.filter(|_| monthless));
        match reason {
            Some(reason) => left_out.push((names[file as usize].clone(), reason)),
            None => plans.push((file, plan)),
        }
    }
    let overview = pipe.load_plans(plans, replay);
    assert!(overview.quality.holds() && overview.files.iter().all(|file| file.quality.holds()));
    let set = Set { pipe, overview, left_out };
    set.check_sums();
    set
}

impl Set {
    pub(crate) fn applied(&self) -> &Applied {
        self.overview.applied.as_deref().unwrap()
    }

    /// Applies the deltas anew.
    pub(crate) fn replay(&mut self, replay: Replay) {
        if replay == self.applied().replay {
            return;
        }
        match self.pipe.run(Command::Replay(replay)).into_iter().next() {
            Some((Event::Replayed(overview), _)) => self.overview = *overview,
            other => panic!("{other:?}"),
        }
        self.check_sums();
    }

    /// The sums that hold for every table and month.
    fn check_sums(&self) {
        let applied = self.applied();
        let mut last: BTreeMap<&str, u64> = BTreeMap::new();
        for stop in &applied.stops {
            for (table, tally) in &stop.tables {
                assert!(tally.holds(), "{table} {}: {tally:?}", stop.month.text());
                assert_eq!(last.get(&**table).copied().unwrap_or(tally.start), tally.start, "{table}");
                last.insert(table, tally.end);
            }
        }
        for table in &applied.tables {
            assert_eq!(last.get(&*table.name).copied().unwrap_or(table.initial), table.now, "{}", table.name);
        }
        let conflicts: u64 =
            applied.stops.iter().flat_map(|s| &s.tables).map(|(_, tally)| tally.conflicts).sum();
        assert_eq!(conflicts, applied.all_conflicts);
    }

    /// What a month did to a table.
    pub(crate) fn tally(&self, table: &str, text: &str) -> Tally {
        let stop = self.applied().stops.iter().find(|stop| stop.month == month(text)).unwrap();
        stop.tables.iter().find(|(name, _)| name == table).unwrap().1
    }

    /// The only conflict with an effect.
    pub(crate) fn conflict(&self, effect: Effect) -> &Change {
        let mut found = self.applied().conflicts.iter().filter(|change| change.effect == effect);
        let one = found.next().unwrap_or_else(|| panic!("no {effect:?} in {:?}", self.applied().changes));
        assert!(found.next().is_none());
        one
    }

    /// The effects of all changes, in order.
    pub(crate) fn effects(&self) -> Vec<Effect> {
        self.applied().changes.iter().map(|change| change.effect).collect()
    }

    /// How many times a rule was met.
    pub(crate) fn count(&self, rule: Rule) -> u64 {
        self.overview.quality.count(rule)
    }

    /// Whether a note has these words.
    pub(crate) fn notes(&self, words: &str) -> bool {
        self.overview.notes.iter().chain(&self.applied().notes).any(|note| note.contains(words))
    }

    /// The bytes of a table after the deltas.
    pub(crate) fn table(&mut self, table: &str, export: &str, style: Style) -> Vec<u8> {
        let (table, export) = (table.to_owned(), export.to_owned());
        self.pipe.exported(Command::ExportTable { table, export, scope: Scope::All, style })
    }

    /// A table after the deltas as CSV, its times in UTC: the lines without the header.
    pub(crate) fn lines(&mut self, table: &str) -> Vec<String> {
        let bytes = self.table(table, "final_csv", Style { utc: true, ..Style::default() });
        String::from_utf8(bytes).unwrap().lines().skip(1).map(str::to_owned).collect()
    }

    pub(crate) fn ledger(&mut self, export: &str) -> Vec<u8> {
        self.pipe.exported(Command::ExportLedger { export: export.to_owned(), style: Style::default() })
    }

    /// Report and answers of everything.
    pub(crate) fn support(&mut self) -> Support {
        self.pipe.ask(Ask::default());
        self.pipe.tabulate(Asked::default())
    }

    pub(crate) fn document(&mut self, export: &str, support: &Support) -> Vec<u8> {
        let (export, support) = (export.to_owned(), Box::new(support.clone()));
        self.pipe.exported(Command::ExportSupport { export, support, style: Style::default() })
    }

    pub(crate) fn history(&mut self, table: &str, key: &str) -> History {
        match self.pipe.one(Command::History { table: table.to_owned(), key: key.to_owned() }) {
            Event::History(history) => *history,
            other => panic!("{other:?}"),
        }
    }

    /// Every file that can be exported, by name.
    pub(crate) fn everything(&mut self) -> BTreeMap<String, String> {
        let support = self.support();
        let mut all = BTreeMap::new();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        for table in self.applied().tables.clone() {
            for export in ["final_csv", "final_json"] {
                for utc in [false, true] {
                    let bytes = self.table(&table.name, export, Style { utc, ..Style::default() });
                    all.insert(format!("{} {export} {utc}", table.name), text(bytes));
                }
            }
        }
        for export in ["audit", "conflicts"] {
            all.insert(export.to_owned(), text(self.ledger(export)));
        }
        for export in ["support_report", "answers_json", "answers_md"] {
            all.insert(export.to_owned(), text(self.document(export, &support)));
        }
        let rejected = self.pipe.export("calls_rejected", Scope::All, Style::default());
        all.insert("rejected".to_owned(), text(rejected));
        all.insert("applied".to_owned(), format!("{:#?}", self.applied()));
        all.insert("quality".to_owned(), format!("{:#?}", self.overview.quality));
        all
    }
}

/// Shows the first thing in which two sets of exports differ.
pub(crate) fn assert_same(one: &BTreeMap<String, String>, other: &BTreeMap<String, String>, what: &str) {
    assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>(), "{what}");
    for (name, text) in one {
        assert_eq!(text, &other[name], "{name}: {what}");
    }
}
