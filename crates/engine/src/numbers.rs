//! Columns of whole numbers, in 32 bits where all of a slice's fit in, else in 64; or codes of numbers of which there are
//! few different ones. Which it is only this module knows: readers see 64 bits, with [`NONE`] for what is missing.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Int32Type, Int64Type, UInt16Type};
use arrow_array::{Array, ArrayRef, DictionaryArray, Int32Array, Int64Array, PrimitiveArray};
use arrow_buffer::ScalarBuffer;
use arrow_schema::ArrowError;

use crate::schema::NONE;
use crate::summarize::CHUNK;

/// What stands in a narrow slot of a number that is not there.
const NARROW_NONE: i32 = i32::MIN;

/// A column of numbers, read.
#[derive(Clone, Copy, Debug)]
pub enum Numbers<'a> {
    /// Numbers of 32 bits.
    Narrow(&'a [i32]),
    /// Numbers of 64 bits.
    Wide(&'a [i64]),
    /// Codes, and the number of each code.
    Coded(&'a [u16], &'a [i64]),
}

impl Default for Numbers<'_> {
    fn default() -> Self {
        Numbers::Wide(&[])
    }
}

#[inline]
fn widened(number: i32) -> i64 {
    if number == NARROW_NONE { NONE } else { i64::from(number) }
}

#[inline]
fn decoded(code: u16, values: &[i64]) -> i64 {
    values.get(usize::from(code)).copied().unwrap_or(NONE)
}

impl<'a> Numbers<'a> {
    /// The numbers of an array that [`array`] or [`coded`] made; none of any other.
    pub(crate) fn of(array: &'a dyn Array) -> Self {
        let narrow = array.as_primitive_opt::<Int32Type>().map(|array| Numbers::Narrow(array.values()));
        let wide = || array.as_primitive_opt::<Int64Type>().map(|array| Numbers::Wide(array.values()));
        let coded = || {
            let array = array.as_dictionary_opt::<UInt16Type>()?;
            let values = array.values().as_primitive_opt::<Int64Type>()?;
            Some(Numbers::Coded(array.keys().values(), values.values()))
        };
        narrow.or_else(wide).or_else(coded).unwrap_or_default()
    }

    /// How many there are, those that are missing among them.
    pub fn len(self) -> usize {
        match self {
            Numbers::Narrow(numbers) => numbers.len(),
            Numbers::Wide(numbers) => numbers.len(),
            Numbers::Coded(codes, _) => codes.len(),
        }
    }

    /// Whether there are none: there is no such column.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The number of a row, or [`NONE`] where it is missing; nothing where there is no such row.
    #[inline]
    pub fn get(self, row: usize) -> Option<i64> {
        match self {
            Numbers::Narrow(numbers) => numbers.get(row).map(|number| widened(*number)),
            Numbers::Wide(numbers) => numbers.get(row).copied(),
            Numbers::Coded(codes, values) => codes.get(row).map(|code| decoded(*code, values)),
        }
    }

    /// The number of a row, or [`NONE`] where it is missing or there is no such row.
    #[inline]
    pub fn at(self, row: usize) -> i64 {
        self.get(row).unwrap_or(NONE)
    }

    /// All numbers in turn. Loops over many rows are faster over what [`Numbers::widen`] gives.
    pub fn iter(self) -> impl Iterator<Item = i64> + Clone + 'a {
        type Parts<'p> = (&'p [i32], &'p [i64], (&'p [u16], &'p [i64]));
        let (narrow, wide, (codes, values)): Parts<'a> = match self {
            Numbers::Narrow(numbers) => (numbers, &[], Default::default()),
            Numbers::Wide(numbers) => (&[], numbers, Default::default()),
            Numbers::Coded(codes, values) => (&[], &[], (codes, values)),
        };
        let narrow = narrow.iter().map(|number| widened(*number));
        narrow.chain(wide.iter().copied()).chain(codes.iter().map(|code| decoded(*code, values)))
    }

    /// The least and the greatest of those that are there.
    #[inline(never)]
    pub fn ends(self) -> Option<(i64, i64)> {
        // Without a branch on what is missing, which follows no pattern.
        match self {
            Numbers::Narrow(numbers) => {
                let low = |number: &i32| if *number == NARROW_NONE { i32::MAX } else { *number };
                let ends = numbers.iter().fold((i32::MAX, NARROW_NONE), |(least, most), number| {
                    (least.min(low(number)), most.max(*number))
                });
                Some((i64::from(ends.0), i64::from(ends.1))).filter(|_| ends.1 != NARROW_NONE)
            }
            Numbers::Wide(numbers) => {
                let low = |number: &i64| if *number == NONE { i64::MAX } else { *number };
                let ends = numbers.iter().fold((i64::MAX, NONE), |(least, most), number| {
                    (least.min(low(number)), most.max(*number))
                });
                Some(ends).filter(|ends| ends.1 != NONE)
            }
            Numbers::Coded(..) => {
                let there = || self.iter().filter(|number| *number != NONE);
                there().min().zip(there().max())
            }
        }
    }

    /// So many numbers from a row on, in place of what the list holds; none where there are not so many.
    pub fn widen(self, from: usize, count: usize, list: &mut Vec<i64>) {
        list.clear();
        match self {
            Numbers::Narrow(numbers) => {
                let numbers = numbers.get(from..from + count).unwrap_or(&[]);
                list.extend(numbers.iter().map(|number| widened(*number)));
            }
            Numbers::Wide(numbers) => list.extend_from_slice(numbers.get(from..from + count).unwrap_or(&[])),
            Numbers::Coded(codes, values) => {
                let codes = codes.get(from..from + count).unwrap_or(&[]);
                list.extend(codes.iter().map(|code| decoded(*code, values)));
            }
        }
    }
}

/// Numbers as a column that is as narrow as they allow, and without the room that was made for more of them: a slice
/// stays as long as its file. Missing numbers are told by their slots: Arrow's nulls would say the same again.
pub(crate) fn array(mut numbers: Vec<i64>) -> ArrayRef {
    match narrowed(&numbers) {
        Some(narrow) => Arc::new(Int32Array::from(narrow)),
        None => {
            numbers.shrink_to_fit();
            Arc::new(Int64Array::from(numbers))
        }
    }
}

/// Numbers as a column of codes, `values` being the number of each code.
///
/// # Errors
/// When a code has no number.
pub(crate) fn coded(codes: ScalarBuffer<u16>, values: ArrayRef) -> Result<ArrayRef, ArrowError> {
    let codes = PrimitiveArray::<UInt16Type>::new(codes, None);
    Ok(Arc::new(DictionaryArray::try_new(codes, values)?))
}

/// The numbers in 32 bits, where all of them fit. By halves of 32 bits and without a branch on single numbers, so that
/// many are looked at in one step.
fn narrowed(numbers: &[i64]) -> Option<Vec<i32>> {
    let mut narrow = Vec::with_capacity(numbers.len());
    for chunk in numbers.chunks(CHUNK) {
        let mut all = true;
        narrow.extend(chunk.iter().map(|number| {
            let (high, low) = ((number >> 32) as i32, *number as i32);
            let none = (high == (NONE >> 32) as i32) & (low == 0);
            all &= none | ((high == low >> 31) & (low != NARROW_NONE));
            if none { NARROW_NONE } else { low }
        }));
        if !all {
            return None;
        }
    }
    Some(narrow)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const LEAST: i64 = i32::MIN as i64;
    const MOST: i64 = i32::MAX as i64;

    #[test]
    fn narrow_and_wide_columns_read_back_the_same() {
        let few = vec![NONE, 0, -1, 5_000, MOST, NONE, LEAST + 1, 7];
        // One that does not fit makes all of them wide.
        let more = [few.clone(), vec![MOST + 1]].concat();
        let (narrow, wide) = (array(few.clone()), array(more.clone()));
        let codes = (0..).zip(&more).map(|(code, _)| code).collect();
        let by_code = coded(codes, Arc::new(Int64Array::from(more.clone()))).unwrap();
        let (narrow, wide, by_code) = (Numbers::of(&narrow), Numbers::of(&wide), Numbers::of(&by_code));
        assert!(matches!(narrow, Numbers::Narrow(_)) && matches!(wide, Numbers::Wide(_)));
        assert!(matches!(by_code, Numbers::Coded(..)));
        for (numbers, expected) in [(narrow, &few), (wide, &more), (by_code, &more)] {
            assert_eq!((numbers.len(), numbers.is_empty()), (expected.len(), false));
            assert_eq!(&numbers.iter().collect::<Vec<_>>(), expected);
            for (row, number) in expected.iter().enumerate() {
                assert_eq!((numbers.get(row), numbers.at(row)), (Some(*number), *number));
            }
            assert_eq!((numbers.get(expected.len()), numbers.at(expected.len())), (None, NONE));
            let there = || expected.iter().copied().filter(|number| *number != NONE);
            assert_eq!(numbers.ends(), there().min().zip(there().max()));
            let mut list = vec![1; 3];
            numbers.widen(2, 4, &mut list);
            assert_eq!(list, expected[2..6]);
            numbers.widen(2, expected.len(), &mut list);
            assert!(list.is_empty());
        }
    }

    #[test]
    fn a_column_is_narrow_when_all_its_numbers_fit_beside_the_one_for_what_is_missing() {
        let is_narrow = |numbers: &[i64]| matches!(Numbers::of(&array(numbers.to_vec())), Numbers::Narrow(_));
        for fits in [&[][..], &[NONE], &[NONE, NONE], &[LEAST + 1], &[MOST], &[LEAST + 1, NONE, MOST, 0]] {
            assert!(is_narrow(fits), "{fits:?}");
        }
        for beyond in [LEAST, LEAST - 1, MOST + 1, NONE + 1, i64::MAX, 1 << 32, NONE + (1 << 32)] {
            assert!(!is_narrow(&[beyond]) && !is_narrow(&[1, NONE, beyond, 2]), "{beyond}");
        }
    }
}
