//! Which months of deltas are applied, from what was typed and what was found.

use std::collections::BTreeSet;

use anyhow::{Result, bail};
use callscape_model::delta::Replay;
use callscape_model::message::FileId;
use callscape_model::month::Month;
use callscape_model::plan::Plan;

use crate::arguments::Deltas;

impl Deltas {
    /// What is applied of the months that the files have.
    pub(crate) fn replay(&self, plans: &[(FileId, Plan)]) -> Result<Replay> {
        let members = plans.iter().filter_map(|(_, plan)| plan.member.as_ref());
        let found: BTreeSet<Month> = members.filter(|member| member.delta).filter_map(|m| m.month).collect();
        let mut replay = Replay { strict: self.strict, keep_empty: self.keep_empty, ..Replay::default() };
        let Some(typed) = &self.months else { return Ok(replay) };
        let mut wanted = BTreeSet::new();
        for word in typed.split(',').map(str::trim).filter(|word| !word.is_empty()) {
            match Month::parse(word) {
                Some(month) if found.contains(&month) => wanted.insert(month),
                Some(month) => bail!("there is no delta of {}; {}", month.compact(), there_are(&found)),
                None => bail!("{word} is no month such as 202502"),
            };
        }
        replay.off = found.difference(&wanted).copied().collect();
        Ok(replay)
    }
}

fn there_are(found: &BTreeSet<Month>) -> String {
    let months: Vec<String> = found.iter().map(|month| month.compact()).collect();
    match months.as_slice() {
        [] => "there are none at all".to_owned(),
        months => format!("there are deltas of {}", months.join(", ")),
    }
}
