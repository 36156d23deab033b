//! Names for keys: what a dimension says now of each key that facts have.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use callscape_model::delta::{Lost, Replay};
use callscape_model::dimension::Dimension;
use serde::{Deserialize, Serialize};

use super::record::Record;
use super::replay::{Standing, replay};
use super::table::Table;

/// A column of a dimension by which facts are grouped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The column, by its place in the table.
    pub column: usize,
    /// What facts are grouped by.
    pub dimension: Dimension,
    /// Whether two records of one name are told apart by their keys: people are, places and categories are not.
    pub apart: bool,
}

/// Names for the keys of one column of facts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Join {
    /// The column of keys.
    pub from: Dimension,
    /// What the names are of.
    pub to: Dimension,
    /// The names, sorted; the empty text is *Unknown* and always there.
    pub values: Vec<String>,
    /// For each code of a key the code of its name.
    pub codes: Vec<u16>,
}

/// The records of a dimension as they stand.
struct Standings<'a> {
    table: &'a Table,
    by_key: HashMap<&'a str, (&'a Record, Standing)>,
    /// Keys in lower case, where only one record has them.
    folded: HashMap<String, Option<&'a str>>,
}

impl<'a> Standings<'a> {
    fn new(table: &'a Table, how: &Replay) -> Self {
        let mut by_key = HashMap::new();
        let mut folded: HashMap<String, Option<&str>> = HashMap::new();
        for record in &table.records {
            let standing = replay(table, record, how, |_, _, _, _| {}).standing;
            let slot = folded.entry(record.key.to_lowercase());
            slot.and_modify(|other| *other = None).or_insert(Some(&record.key));
            by_key.insert(&*record.key, (record, standing));
        }
        Standings { table, by_key, folded }
    }

    /// The record of a key: exactly, else whatever its case where that is clear.
    fn get(&self, key: &str) -> Option<&(&'a Record, Standing)> {
        self.by_key.get(key).or_else(|| {
            let other = (*self.folded.get(&key.to_lowercase())?)?;
            self.by_key.get(other)
        })
    }

    fn value(&self, (record, standing): &(&'a Record, Standing), column: usize) -> &'a str {
        standing.value(self.table, record, column)
    }
}

/// Names for the keys of one column of facts, for each of the dimension's columns, and the keys without a record.
pub fn join(
    table: &Table,
    how: &Replay,
    from: &Dimension,
    keys: &[String],
    targets: &[Target],
) -> (Vec<Join>, Vec<Lost>) {
    let standings = Standings::new(table, how);
    let lost = lost(&standings, keys, targets);
    let joins = targets.iter().map(|target| one(&standings, from, keys, target)).collect();
    (joins, lost)
}

fn one(standings: &Standings<'_>, from: &Dimension, keys: &[String], target: &Target) -> Join {
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    if target.apart {
        for (record, standing) in standings.table.records.iter().filter_map(|r| standings.by_key.get(&*r.key))
        {
            if standing.live {
                *counts.entry(standing.value(standings.table, record, target.column)).or_default() += 1;
            }
        }
    }
    let names: Vec<String> = keys
        .iter()
        .map(|key| {
            let found = standings.get(key).filter(|(_, standing)| standing.live && !key.is_empty());
            let name = found.map_or("", |found| standings.value(found, target.column));
            match (found, counts.get(name)) {
                // Facts may have the key in another case.
                (Some((record, _)), Some(count)) if *count > 1 && !name.is_empty() => {
                    format!("{name} ({})", record.key)
                }
                _ => name.to_owned(),
            }
        })
        .collect();
    let values: BTreeSet<&str> = names.iter().map(String::as_str).chain([""]).collect();
    let values: Vec<String> = values.into_iter().map(str::to_owned).collect();
    let code = |name: &String| values.binary_search(name).unwrap_or(0) as u16;
    let codes = names.iter().map(code).collect();
    Join { from: from.clone(), to: target.dimension.clone(), values, codes }
}

fn lost(standings: &Standings<'_>, keys: &[String], targets: &[Target]) -> Vec<Lost> {
    let Some(label) = targets.first() else { return Vec::new() };
    let dimensions: Vec<Dimension> = targets.iter().map(|target| target.dimension.clone()).collect();
    let missing = keys.iter().filter(|key| !key.is_empty());
    let missing = missing.filter(|key| !standings.get(key).is_some_and(|(_, standing)| standing.live));
    missing
        .map(|key| {
            let was = standings.get(key).and_then(|found| {
                let name = standings.value(found, label.column).to_owned();
                Some((name, found.1.deleted?))
            });
            Lost {
                table: standings.table.name.clone(),
                key: key.clone(),
                was,
                dimensions: dimensions.clone(),
            }
        })
        .collect()
}
