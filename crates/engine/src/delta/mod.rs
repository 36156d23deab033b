//! Deltas: tables whose records are added, updated and deleted month by month. A [`Ledger`] keeps every version by
//! its key, with the file and line that it comes from, and tells what is there when some of the months are applied.
//!
//! Facts that no delta speaks of are never here: they stay where they were read. Nothing is read or counted here.

mod join;
mod ledger;
mod record;
mod replay;
mod report;
mod table;

pub use join::{Join, Target, join};
pub use ledger::{Facts, Ledger};
pub use record::{Base, Cells, Entry, Source};
pub use replay::{Outcome, Standing, replay};
pub use table::{Sheet, Table};
