//! A support data set made from a seed: four tables, and what changed in them month by month. The oddities of
//! real sets are in it on purpose (see [`change`]). The same seed gives the same bytes on every platform.
//!
//! Rows are made one by one from their number, so a set of any size needs little memory. Nothing is applied
//! or judged here.

use std::sync::Arc;

use fact::Writer;
use plan::Plan;

mod change;
mod eastern;
mod fact;
mod plan;
mod tables;

/// What set is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SupportSet {
    /// Rows of `initial/interactions.csv`. The deltas come on top.
    pub interactions: u64,
    /// Months with delta files; the last one is the month of `until`.
    pub months: u32,
    /// Rows of all deltas of the interactions together. By default 8 % of the interactions, but at least 24 a
    /// month (the oddities need room) and at most 100,000.
    pub deltas: Option<u64>,
    /// What decides everything that is left to chance.
    pub seed: u64,
    /// The last day, as days since 1970-01-01.
    pub until: i64,
}

/// A file of a set.
#[derive(Clone, Debug)]
pub struct SupportFile {
    /// Its path below the folder of the data, such as `delta/interactions_delta_202502.csv`.
    pub path: String,
    /// Its bytes.
    pub pieces: SupportPieces,
}

/// The bytes of a file, in pieces of about a megabyte; a piece ends with a line.
#[derive(Clone, Debug)]
pub struct SupportPieces(Source);

#[derive(Clone, Debug)]
enum Source {
    /// A small file, made beforehand.
    Made(Vec<u8>),
    /// The rows of interactions of a stage, from the place that comes next.
    Rows { plan: Arc<Plan>, stage: usize, place: u64, writer: Writer },
}

/// The files of a set: the initial ones, then the deltas month by month. A month lacks the files of tables in
/// which nothing changed.
///
/// ```
/// use callscape_engine::generate::{SupportSet, support};
/// let set = SupportSet { interactions: 300, months: 2, deltas: None, seed: 7, until: 20_178 };
/// let files = support(&set);
/// assert_eq!(files.last().map(|file| file.path.as_str()), Some("delta/interactions_delta_202503.csv"));
/// ```
pub fn support(set: &SupportSet) -> Vec<SupportFile> {
    let plan = Arc::new(Plan::new(set));
    let mut files = Vec::new();
    for stage in &plan.stages {
        let (folder, ending) = if stage.index == 0 {
            ("initial", String::new())
        } else {
            ("delta", format!("_delta_{}", stage.month))
        };
        let path = |table: &str| format!("{folder}/{table}{ending}.csv");
        for (table, bytes) in tables::files(&plan, stage.index) {
            files.push(SupportFile { path: path(table), pieces: SupportPieces(Source::Made(bytes)) });
        }
        if stage.index == 0 || stage.rows > 0 {
            let writer = Writer::new(plan.width, stage.index > 0);
            let source = Source::Rows { plan: Arc::clone(&plan), stage: stage.index, place: 0, writer };
            files.push(SupportFile { path: path("interactions"), pieces: SupportPieces(source) });
        }
    }
    files
}

impl Iterator for SupportPieces {
    type Item = Vec<u8>;

    fn next(&mut self) -> Option<Vec<u8>> {
        let piece = match &mut self.0 {
            Source::Made(bytes) => std::mem::take(bytes),
            Source::Rows { plan, stage, place, writer } => {
                let stage = plan.stages.get(*stage)?;
                while *place < stage.rows && writer.out.len() < super::PIECE {
                    if stage.index == 0 {
                        writer.row(&plan.fact(stage, stage.first + *place), "");
                    } else {
                        change::write(plan, stage, *place, writer);
                    }
                    *place += 1;
                    // The last line of a delta has no end.
                    writer.end_line(stage.index == 0 || *place < stage.rows);
                }
                std::mem::take(&mut writer.out)
            }
        };
        (!piece.is_empty()).then_some(piece)
    }
}

#[cfg(test)]
mod tests;
