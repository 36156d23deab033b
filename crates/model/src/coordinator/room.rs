//! Whether there is room for what is to be loaded. A browser ends a worker that wants more memory than it may have, after
//! minutes of work; hence files that are surely too large are refused before the first one is read.

use crate::message::{Failure, FileId};
use crate::number::grouped;
use crate::plan::Plan;
use crate::table::Role;

use super::Coordinator;

/// Bytes that a shard needs for a record while it is loaded: its columns, the hashes of its key, and what is exchanged
/// of them. From the peak memory of the loads in `BENCHMARKS.md`, with a little more.
fn needed(role: Role) -> u64 {
    match role {
        Role::Calls => 80,
        Role::Transcripts => 700,
        _ => 250,
    }
}

impl<B> Coordinator<B> {
    /// The same with a bound on the memory of all shards together, in bytes.
    #[must_use]
    pub fn with_room(mut self, bytes: u64) -> Self {
        self.room = Some(bytes);
        self
    }

    /// Why these files are not loaded, if there is no room for them. How many records they have is known from the length
    /// of the first ones.
    pub(super) fn crowded(&self, plans: &[(FileId, Plan)]) -> Option<Failure> {
        let room = self.room?;
        let counted = || plans.iter().filter(|(_, plan)| plan.is_counted());
        let records = counted().map(|(file, plan)| {
            let begin = self.begins.get(file).copied().unwrap_or_default();
            let size = self.sources.get(file).map_or(0, |source| source.size).saturating_sub(begin.bytes);
            (size / begin.record.max(1), needed(plan.role()))
        });
        let (records, bytes) =
            records.fold((0, 0), |(all, bytes), (count, each)| (all + count, bytes + count * each));
        let fits = (u128::from(room) * u128::from(records) / u128::from(bytes.max(1))) as u64;
        let names = counted().filter_map(|(file, _)| Some(self.sources.get(file)?.name.as_str()));
        let what = match names.collect::<Vec<_>>().as_slice() {
            [name] => format!("{name} has"),
            names => format!("These {} files have", names.len()),
        };
        (bytes > room).then(|| {
            Failure::new(
                "loading",
                format!(
                    "{what} about {} records; this page has room for about {}.",
                    grouped(rounded(records)),
                    grouped(rounded(fits))
                ),
                "Drop a part of them, or use the command line, which takes what the machine has.",
            )
        })
    }
}

/// Two digits and zeros: nothing more is known.
fn rounded(number: u64) -> u64 {
    let unit = 10_u64.pow(number.checked_ilog10().unwrap_or(0).saturating_sub(1));
    number / unit * unit
}
