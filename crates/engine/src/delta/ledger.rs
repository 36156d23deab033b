//! Every table with its records, and what the deltas leave of the facts.

use callscape_model::delta::Replay;
use callscape_model::message::{Place, ShardId};

use super::record::{Record, Source};
use super::replay::{Outcome, replay};
use super::table::Table;

/// All tables of a set.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// The tables, in the order in which files brought them.
    pub tables: Vec<Table>,
    /// Rows of the facts' initial files that count, over all shards.
    pub base_rows: u64,
    /// The shard that each initial row of facts is in, by place.
    pub homes: std::collections::BTreeMap<Place, ShardId>,
}

/// What the deltas do to the rows of facts: which do not count any more, and which come in their place or anew.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Rows of initial files that do not count any more.
    pub dead: Vec<Place>,
    /// Rows that count: the cells in the order of the table's columns, the row whose place they take, and where
    /// their last change stands.
    pub rows: Vec<(Vec<String>, Option<Place>, Source)>,
}

impl Ledger {
    /// A table by its name, made when it is new.
    pub fn table(&mut self, name: &str, facts: bool) -> Option<&mut Table> {
        let place = match self.tables.iter().position(|table| table.name == name) {
            Some(place) => place,
            None => {
                self.tables.push(Table::new(name, facts));
                self.tables.len() - 1
            }
        };
        self.tables.get_mut(place)
    }

    /// A table that is there.
    pub fn named(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.name == name)
    }

    /// The table of facts.
    pub fn facts(&self) -> Option<&Table> {
        self.tables.iter().find(|table| table.facts)
    }

    /// The table of facts.
    pub fn facts_mut(&mut self) -> Option<&mut Table> {
        self.tables.iter_mut().find(|table| table.facts)
    }

    /// What the deltas leave of the facts that they speak of: records that keep their row first, in the order of
    /// the files, then those that came, by month, file and line.
    pub fn replay_facts(&self, how: &Replay) -> Facts {
        let Some(table) = self.facts() else { return Facts::default() };
        let mut facts = Facts::default();
        let mut rows: Vec<(Option<Place>, Source, &Record, Outcome)> = Vec::new();
        for record in &table.records {
            let outcome = replay(table, record, how, |_, _, _, _| {});
            let place = record.base.as_ref().and_then(|base| base.place);
            let Some(last) = outcome.standing.last else { continue };
            facts.dead.extend(place);
            if outcome.standing.live {
                let source = record.entries.get(last as usize).map(|entry| entry.source).unwrap_or_default();
                rows.push((place, source, record, outcome));
            }
        }
        rows.sort_by_key(|(place, _, record, outcome)| {
            (place.is_none(), *place, outcome.standing.order(record))
        });
        facts.dead.sort_unstable();
        facts.rows = rows
            .into_iter()
            .map(|(place, source, record, outcome)| {
                let value = |column| outcome.standing.value(table, record, column).to_owned();
                ((0..table.columns.len()).map(value).collect(), place, source)
            })
            .collect();
        facts
    }
}
