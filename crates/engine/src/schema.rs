//! The hot columns of clean rows, as Arrow arrays: narrow, typed, and enough for every chart, filter and figure.
//! Everything else stays in the file and is read again through a row's byte offset.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Int32Type, UInt16Type, UInt32Type};
use arrow_array::{Array, ArrayRef, ArrowPrimitiveType, PrimitiveArray, RecordBatch};
use arrow_schema::{ArrowError, DataType, Field, FieldRef, Schema};

use callscape_model::dimension::Dimension;

use crate::functions::DAY;
use crate::numbers::{self, Numbers};

/// What is read of a number that is not there. Its slot says so; no column has Arrow's nulls, so that a loop over values
/// need not look at them.
pub const NONE: i64 = i64::MIN;

/// Name of the column of start times: seconds since 1970-01-01 00:00 on the clock of the workspace zone.
pub const START: &str = "start";
/// Name of the column of durations: milliseconds, [`NONE`] where there is none.
pub const DURATION: &str = "duration";
/// Name of the column of costs: millionths of the currency, [`NONE`] where there is none.
pub const COST: &str = "cost";
/// Name of the column of work times, from start to resolution: milliseconds, [`NONE`] where there is none. Facts only.
pub const WORK: &str = "work";
/// Name of the column of times after resolution, until the end: milliseconds, [`NONE`] where there is none. Facts only.
pub const TAIL: &str = "tail";
/// Name of the column of scores: ten-thousandths, [`NONE`] where a transcript is not analysed. Transcripts only.
pub const SCORE: &str = "score";
/// Name of the column of the probability of the label: ten-thousandths. Transcripts only.
pub const CONFIDENCE: &str = "confidence";
/// Name of the column of prices of what was sold on top: millionths, [`NONE`] where nothing was. Transcripts only.
pub const UPSELL: &str = "upsell";
/// Name of the column that says which records have their other side: [`WITH`], [`RECORDED`] or 0. Only where records
/// are joined.
pub const PARTNER: &str = "partner";
/// A record that has its other side.
pub const WITH: u16 = 1;
/// A record that has its other side, whose duration is that of the other side.
pub const RECORDED: u16 = 2;
/// Name of the column of byte offsets, from the first byte of the slice's first record.
pub const OFFSET: &str = "offset";

/// Clean rows under construction.
#[derive(Clone, Debug, Default)]
pub struct Columns {
    /// Starts.
    pub start: Vec<i64>,
    /// Durations or [`NONE`].
    pub duration: Vec<i64>,
    /// Costs or [`NONE`]; `None` where the file has no cost.
    pub cost: Option<Vec<i64>>,
    /// Times from start to resolution or [`NONE`]; `None` for rows that are no facts.
    pub work: Option<Vec<i64>>,
    /// Times from resolution to end or [`NONE`]; `None` for rows that are no facts.
    pub tail: Option<Vec<i64>>,
    /// Scores, confidences and prices of what was sold on top, or [`NONE`]; `None` for rows without transcripts.
    pub scored: Option<[Vec<i64>; 3]>,
    /// Byte offsets.
    pub offset: Vec<u32>,
    /// Codes by category dimension.
    pub codes: Vec<(Dimension, Vec<u16>)>,
}

/// The rows of one slice, typed and checked (silver). Only cleaning makes them.
#[derive(Clone, Debug)]
pub struct Clean(RecordBatch);

/// Without the room that was made for more rows: a slice stays as long as its file.
fn fitting<T>(mut values: Vec<T>) -> Vec<T> {
    values.shrink_to_fit();
    values
}

impl Columns {
    /// The rows as Arrow columns.
    pub fn finish(self) -> Result<Clean, ArrowError> {
        let [score, confidence, upsell] = self.scored.map_or_else(Default::default, |lists| lists.map(Some));
        let columns = [
            (START, Some(self.start)),
            (DURATION, Some(self.duration)),
            (COST, self.cost),
            (WORK, self.work),
            (TAIL, self.tail),
            (SCORE, score),
            (CONFIDENCE, confidence),
            (UPSELL, upsell),
        ];
        let mut fields = vec![Field::new(OFFSET, DataType::UInt32, false)];
        let mut arrays: Vec<ArrayRef> =
            vec![Arc::new(PrimitiveArray::<UInt32Type>::from(fitting(self.offset)))];
        // One after the other, so that only one of them is there in both widths.
        for (name, values) in columns {
            if let Some(values) = values {
                let (field, array) = number(name, values);
                fields.push(field);
                arrays.push(array);
            }
        }
        for (dimension, codes) in self.codes {
            fields.push(Field::new(dimension.id(), DataType::UInt16, false));
            arrays.push(Arc::new(PrimitiveArray::<UInt16Type>::from(fitting(codes))));
        }
        Ok(Clean(RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays)?))
    }
}

impl Clean {
    /// The columns.
    pub fn batch(&self) -> &RecordBatch {
        &self.0
    }

    /// A column of numbers; missing ones are [`NONE`]. Empty when there is no such column.
    pub fn numbers(&self, name: &str) -> Numbers<'_> {
        numbers(&self.0, name)
    }

    /// Codes of a category dimension; empty when the file has no such column.
    pub fn codes(&self, dimension: &Dimension) -> &[u16] {
        codes(&self.0, dimension)
    }

    /// Byte offsets of the rows.
    pub fn offsets(&self) -> &[u32] {
        offsets(&self.0)
    }

    /// The same rows with a column in the place of the one of its name.
    pub(crate) fn replaced(&self, name: &str, column: ArrayRef) -> Result<Clean, ArrowError> {
        let own = self.0.schema();
        let columns =
            own.fields().iter().zip(self.0.columns()).map(|(field, array)| match field.name() == name {
                true => (Field::new(name, column.data_type().clone(), false).into(), column.clone()),
                false => (field.clone(), array.clone()),
            });
        let (fields, arrays): (Vec<FieldRef>, Vec<ArrayRef>) = columns.unzip();
        Ok(Clean(RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays)?))
    }

    /// The same rows with what the other side knows of them: numbers, categories, and which rows have one. Columns
    /// of the same name are replaced.
    pub(crate) fn joined(
        &self,
        numbers: Vec<(&'static str, Vec<i64>)>,
        codes: Vec<(Dimension, Vec<u16>)>,
        has: Vec<u16>,
    ) -> Result<Clean, ArrowError> {
        let small = |codes| Arc::new(PrimitiveArray::<UInt16Type>::from(codes)) as ArrayRef;
        let mut more: Vec<(Field, ArrayRef)> =
            vec![(Field::new(PARTNER, DataType::UInt16, false), small(has))];
        more.extend(numbers.into_iter().map(|(name, values)| number(name, values)));
        let category = |(dimension, codes): (Dimension, _)| {
            (Field::new(dimension.id(), DataType::UInt16, false), small(codes))
        };
        more.extend(codes.into_iter().map(category));
        let own = self.0.schema();
        let kept = own.fields().iter().zip(self.0.columns());
        let kept = kept.filter(|(field, _)| !more.iter().any(|(other, _)| other.name() == field.name()));
        let (mut fields, mut arrays): (Vec<Field>, Vec<ArrayRef>) =
            kept.map(|(field, array)| (field.as_ref().clone(), array.clone())).unzip();
        for (field, array) in more {
            fields.push(field);
            arrays.push(array);
        }
        Ok(Clean(RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays)?))
    }
}

/// A column of numbers.
fn number(name: &str, values: Vec<i64>) -> (Field, ArrayRef) {
    let array = numbers::array(values);
    (Field::new(name, array.data_type().clone(), false), array)
}

fn numbers<'a>(batch: &'a RecordBatch, name: &str) -> Numbers<'a> {
    batch.column_by_name(name).map_or_else(Numbers::default, |array| Numbers::of(array))
}

fn offsets(batch: &RecordBatch) -> &[u32] {
    batch.column_by_name(OFFSET).and_then(|a| a.as_primitive_opt::<UInt32Type>()).map_or(&[], |a| a.values())
}

fn codes<'a>(batch: &'a RecordBatch, dimension: &Dimension) -> &'a [u16] {
    let column = batch.column_by_name(&dimension.id());
    column.and_then(|a| a.as_primitive_opt::<UInt16Type>()).map_or(&[], |a| a.values())
}

#[inline(never)]
fn recoded(codes: &[u16], new: &[u16]) -> Vec<u16> {
    codes.iter().map(|code| new.get(usize::from(*code)).copied().unwrap_or(0)).collect()
}

/// Clean rows with the columns that are derived from them (gold): every measure is a whole number.
#[derive(Clone, Debug)]
pub struct Gold(RecordBatch);

impl Gold {
    /// Clean rows with derived columns after their own. Only `functions` makes gold rows.
    pub(crate) fn new(clean: &Clean, derived: Vec<(Field, ArrayRef)>) -> Result<Self, ArrowError> {
        let mut fields: Vec<Field> = clean.0.schema().fields().iter().map(|f| f.as_ref().clone()).collect();
        let mut arrays = clean.0.columns().to_vec();
        for (field, array) in derived {
            fields.push(field);
            arrays.push(array);
        }
        Ok(Gold(RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays)?))
    }

    /// The same rows with other codes of some categories, in the place of those that are there or beside them.
    pub(crate) fn with_codes(&self, joined: Vec<(Dimension, Vec<u16>)>) -> Result<Self, ArrowError> {
        let names: Vec<String> = joined.iter().map(|(dimension, _)| dimension.id()).collect();
        let mut fields = Vec::new();
        let mut arrays = Vec::new();
        for (field, array) in self.0.schema().fields().iter().zip(self.0.columns()) {
            if !names.contains(field.name()) {
                fields.push(field.as_ref().clone());
                arrays.push(array.clone());
            }
        }
        for (name, (_, codes)) in names.into_iter().zip(joined) {
            fields.push(Field::new(name, DataType::UInt16, false));
            arrays.push(Arc::new(PrimitiveArray::<UInt16Type>::from(codes)) as ArrayRef);
        }
        Ok(Gold(RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays)?))
    }

    /// The same rows with the codes of categories in another numbering: `codes` has the new one at the place of each old
    /// one. What it does not have becomes 0.
    pub(crate) fn recoded(&self, codes: &[(Dimension, Vec<u16>)]) -> Result<Self, ArrowError> {
        let schema = self.0.schema();
        let arrays = schema.fields().iter().zip(self.0.columns()).map(|(field, array)| {
            let dimension =
                Dimension::from_id(field.name()).filter(|_| *field.data_type() == DataType::UInt16);
            let Some(dimension) = dimension else { return array.clone() };
            let new = codes.iter().find(|(known, _)| *known == dimension).map_or(&[][..], |(_, new)| new);
            let old = array.as_primitive_opt::<UInt16Type>().map_or(&[][..], |array| array.values());
            Arc::new(PrimitiveArray::<UInt16Type>::from(recoded(old, new))) as ArrayRef
        });
        Ok(Gold(RecordBatch::try_new(schema.clone(), arrays.collect())?))
    }

    /// Some rows, of their days and categories only.
    pub(crate) fn kinds(&self, rows: &[u32]) -> Result<Self, ArrowError> {
        fn some<T: ArrowPrimitiveType>(array: &dyn Array, rows: &[u32]) -> Option<ArrayRef> {
            let values = array.as_primitive_opt::<T>()?.values();
            let value = |row: &u32| values.get(*row as usize).copied().unwrap_or_default();
            Some(Arc::new(PrimitiveArray::<T>::from_iter_values(rows.iter().map(value))))
        }
        let schema = self.0.schema();
        let columns = schema.fields().iter().zip(self.0.columns());
        let kept = columns.filter_map(|(field, array)| {
            let values = match field.data_type() {
                DataType::UInt16 => some::<UInt16Type>(array, rows),
                _ if field.name() == DAY => some::<Int32Type>(array, rows),
                _ => None,
            };
            values.map(|values| (field.clone(), values))
        });
        let (fields, arrays): (Vec<FieldRef>, Vec<ArrayRef>) = kept.unzip();
        Ok(Gold(RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays)?))
    }

    /// The columns.
    pub fn batch(&self) -> &RecordBatch {
        &self.0
    }

    /// The codes of every category.
    pub(crate) fn categories(&self) -> impl Iterator<Item = &[u16]> {
        let columns = self.0.columns().iter();
        columns.filter_map(|array| array.as_primitive_opt::<UInt16Type>()).map(|array| &array.values()[..])
    }

    /// How many rows.
    pub fn len(&self) -> usize {
        self.0.num_rows()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A column of numbers; missing ones are [`NONE`]. Empty when there is no such column.
    pub fn numbers(&self, name: &str) -> Numbers<'_> {
        numbers(&self.0, name)
    }

    /// A column of 32-bit numbers.
    pub fn small(&self, name: &str) -> &[i32] {
        self.0
            .column_by_name(name)
            .and_then(|a| a.as_primitive_opt::<Int32Type>())
            .map_or(&[], |a| a.values())
    }

    /// Which rows have their other side; empty where records are not joined.
    pub fn partners(&self) -> &[u16] {
        self.0
            .column_by_name(PARTNER)
            .and_then(|a| a.as_primitive_opt::<UInt16Type>())
            .map_or(&[], |a| a.values())
    }

    /// Byte offsets of the rows.
    pub fn offsets(&self) -> &[u32] {
        offsets(&self.0)
    }

    /// Codes of a category dimension; empty when the file has no such column.
    pub fn codes(&self, dimension: &Dimension) -> &[u16] {
        codes(&self.0, dimension)
    }
}
