//! The calendar day of a call: of its start, on the clock of the workspace zone. Month and weekday follow from it.

use std::sync::Arc;

use arrow_array::{ArrayRef, Int32Array};
use arrow_schema::DataType;

use callscape_model::calendar::DAY;

use super::Function;
use crate::schema::{Clean, NONE, START};

pub(super) const FUNCTION: Function = Function { id: "day", holds: DataType::Int32, derive };

fn derive(clean: &Clean) -> ArrayRef {
    let day = |start: i64| match u32::try_from(start) {
        // Dividing 32 bits is much faster than 64, and these reach from 1970 to 2106.
        Ok(start) => (start / DAY as u32) as i32,
        Err(_) if start == NONE => NO_DAY,
        Err(_) => start.div_euclid(DAY) as i32,
    };
    let days: Vec<i32> = clean.numbers(START).iter().map(day).collect();
    Arc::new(Int32Array::from(days))
}

/// What stands in the slot of a row without any time.
pub const NO_DAY: i32 = i32::MIN;
