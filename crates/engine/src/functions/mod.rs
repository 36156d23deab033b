//! Derived columns: clean rows to gold rows. One file and one line of [`FUNCTIONS`] for each.

mod day;

use arrow_array::ArrayRef;
use arrow_schema::{ArrowError, DataType, Field};

use callscape_model::dimension::Dimension;

use crate::schema::{Clean, Gold};

/// A column that is derived from clean ones.
#[derive(Debug)]
pub struct Function {
    /// Its name in gold rows.
    pub id: &'static str,
    /// What it holds.
    pub holds: DataType,
    /// Derives it.
    pub derive: fn(&Clean) -> ArrayRef,
}

/// Every derived column.
pub const FUNCTIONS: &[Function] = &[day::FUNCTION];

/// Name of the day column: days since 1970-01-01 of the start, on the clock of the workspace zone.
pub const DAY: &str = day::FUNCTION.id;

pub use day::NO_DAY;

/// Clean rows with all derived columns.
///
/// # Errors
/// When a derived column has another length than its rows, which is a fault of its function.
pub fn derive(clean: &Clean) -> Result<Gold, ArrowError> {
    let derived = FUNCTIONS
        .iter()
        .map(|function| (Field::new(function.id, function.holds.clone(), false), (function.derive)(clean)));
    Gold::new(clean, derived.collect())
}

/// The same with the codes of categories in the numbering that all shards share: `codes` has the new one at the place of
/// each old one. What it does not have becomes 0.
///
/// # Errors
/// As [`derive`].
pub fn enrich(clean: &Clean, codes: &[(Dimension, Vec<u16>)]) -> Result<Gold, ArrowError> {
    derive(clean)?.recoded(codes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_have_names_of_their_own() {
        for (index, function) in FUNCTIONS.iter().enumerate() {
            assert!(FUNCTIONS.iter().skip(index + 1).all(|other| other.id != function.id));
        }
    }
}
