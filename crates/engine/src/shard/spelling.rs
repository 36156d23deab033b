//! Spellings of agents: those that can only mean the same person count as one. Every shard is told how often all of
//! them have each spelling, so every shard merges the same ones.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use callscape_model::dimension::{Dimension, OTHERS};
use callscape_model::message::FileId;
use callscape_scoring::names;

use super::store::Store;
use crate::clean::recipe::Recipe;

/// Spellings that count as another one: that one, and why.
#[derive(Clone, Debug, Default)]
pub(super) struct Spellings(BTreeMap<String, (String, &'static str)>);

impl Spellings {
    /// What merges among these agents, by the rules of the transcripts that are loaded.
    pub(super) fn new<'a>(
        agents: &BTreeMap<String, u64>,
        mut recipes: impl Iterator<Item = &'a Rc<Recipe>>,
    ) -> Self {
        let scoring = recipes.find_map(|recipe| recipe.scoring.as_ref());
        let rules = scoring.map(|scoring| &scoring.rules).filter(|rules| !rules.keep_names);
        let Some(rules) = rules else { return Spellings::default() };
        let known = |name: &str| !name.is_empty() && name != OTHERS && !rules.apart.contains(name);
        let counted: Vec<(&str, u64)> = agents
            .iter()
            .map(|(name, count)| (name.as_str(), *count))
            .filter(|(name, _)| known(name))
            .collect();
        let merged = names::merge(&counted);
        let each = counted.iter().zip(&merged.cluster).zip(&merged.why);
        let other = each.filter_map(|(((name, _), cluster), why)| {
            let shown = counted.get(*merged.canonical.get(*cluster)?)?.0;
            Some(((*name).to_owned(), (shown.to_owned(), (*why)?.words())))
        });
        Spellings(other.collect())
    }

    /// The name that a spelling counts as.
    pub(super) fn name<'a>(&'a self, spelling: &'a str) -> &'a str {
        self.0.get(spelling).map_or(spelling, |(name, _)| name.as_str())
    }

    /// Every spelling that counts as another one, that one, and why.
    pub(super) fn list(&self) -> Vec<(String, String, String)> {
        let line = |(spelling, (name, why)): (&String, &(String, &'static str))| {
            (spelling.clone(), name.clone(), (*why).to_owned())
        };
        self.0.iter().map(line).collect()
    }

    /// Names by spelling.
    pub(super) fn names(&self) -> BTreeMap<String, String> {
        self.0.iter().map(|(spelling, (name, _))| (spelling.clone(), name.clone())).collect()
    }

    /// Leaves spellings that no row has any more out of the agents.
    pub(super) fn leave_out(&self, dictionaries: &mut [(Dimension, Vec<String>)]) {
        let agents = dictionaries.iter_mut().find(|(dimension, _)| *dimension == Dimension::Agent);
        if let Some((_, agents)) = agents {
            agents.retain(|agent| !self.0.contains_key(agent));
        }
    }
}

impl Store {
    /// In how many rows each agent of transcripts is spelled how; of calls those that their transcripts name.
    pub(super) fn count_agents(&self) -> BTreeMap<String, u64> {
        let mut agents = BTreeMap::new();
        let transcripts: BTreeSet<FileId> = self
            .recipes
            .iter()
            .filter(|(_, recipe)| recipe.scoring.is_some())
            .map(|(file, _)| *file)
            .collect();
        let there = !transcripts.is_empty() || !self.companions.is_empty();
        let Some(spelled) = self.met.get(&Dimension::Agent).filter(|_| there) else { return agents };
        let mut counts = vec![0_u64; spelled.values().len()];
        for ((file, _), held) in &self.slices {
            let codes = held
                .clean()
                .filter(|_| transcripts.contains(file))
                .map(|clean| clean.codes(&Dimension::Agent));
            let beside = held.beside.iter().filter(|_| !transcripts.contains(file));
            let beside = beside.flat_map(|beside| beside.met(&Dimension::Agent));
            for code in codes.unwrap_or(&[]).iter().copied().chain(beside) {
                if let Some(count) = counts.get_mut(usize::from(code)) {
                    *count += 1;
                }
            }
        }
        for (name, count) in spelled.values().iter().zip(counts).filter(|(_, count)| *count > 0) {
            agents.insert(name.clone(), count);
        }
        agents
    }
}
