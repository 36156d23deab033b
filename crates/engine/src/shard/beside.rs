//! What the other sides of rows bring to exported files: which columns, and the cells of each row.

use callscape_model::dimension::Dimension;
use callscape_model::field::Field;
use callscape_model::message::FileId;
use callscape_model::table::Subject;

use super::companion::missing_of;
use super::store::Store;
use crate::clean::number::decimal_text;
use crate::export::Beside;
use crate::export::calls::amount;
use crate::schema::{COST, DURATION, Gold, NONE, PARTNER, RECORDED, SCORE, UPSELL};

/// A column of the other side.
#[derive(Clone, Debug)]
pub(super) struct Column {
    /// Its name in files.
    pub(super) name: String,
    /// Whether it holds numbers.
    pub(super) number: bool,
    holds: Holds,
}

#[derive(Clone, Debug)]
enum Holds {
    Word(Dimension),
    Number(&'static str),
    /// Where the duration is from.
    Method,
}

/// The columns of a slice, ready to be written.
#[derive(Debug)]
pub(super) struct ColumnsBeside {
    gold: Gold,
    columns: Vec<(Column, Vec<String>)>,
    /// Whether durations are those of the other side where it has one.
    recorded: bool,
    missing: &'static str,
}

impl Store {
    /// The columns that companions bring to exported files; none without companions.
    pub(super) fn columns_beside(&self) -> Vec<Column> {
        if self.companions.is_empty() {
            return Vec::new();
        }
        let calls = self.subject() == Subject::Calls;
        let prefix = if calls { "transcript" } else { "call" };
        let word = |dimension: Dimension| {
            let name = match &dimension {
                Dimension::Product => "upsell_product".to_owned(),
                Dimension::Column(name) => name.clone(),
                dimension => dimension.id(),
            };
            Column { name: format!("{prefix}_{name}"), number: false, holds: Holds::Word(dimension) }
        };
        let number = |name: &str, column| Column {
            name: format!("{prefix}_{name}"),
            number: true,
            holds: Holds::Number(column),
        };
        let mut columns: Vec<Column> = self.companions.dimensions().into_iter().map(word).collect();
        if calls {
            columns.extend([number("score", SCORE), number("upsell_amount", UPSELL)]);
        } else {
            let name = format!("{prefix}_duration_method");
            columns.extend([number("cost_usd", COST), Column { name, number: false, holds: Holds::Method }]);
        }
        columns
    }

    /// What the companions of a slice's rows bring; `None` without companions.
    pub(super) fn beside(&self, at: (FileId, u32)) -> Option<ColumnsBeside> {
        let (recipe, held) = (self.recipes.get(&at.0)?, self.slices.get(&at)?);
        let gold = held.gold()?.clone();
        gold.batch().column_by_name(PARTNER)?;
        let own = |column: &Column| match &column.holds {
            Holds::Word(dimension) => recipe.categories().any(|(_, own)| own == dimension),
            Holds::Number(name) => *name == COST && recipe.plan.column(Field::Cost).is_some(),
            Holds::Method => false,
        };
        let words = |column: &Column| match &column.holds {
            // What a file has itself is not said twice.
            Holds::Word(dimension) if !own(column) => {
                let values = self.dictionaries.iter().find(|(d, _)| d == dimension);
                values.map(|(_, values)| values.clone()).unwrap_or_default()
            }
            _ => Vec::new(),
        };
        let columns = self.columns_beside().into_iter();
        let columns = columns.map(|mut column| {
            if own(&column) {
                column.holds = Holds::Number("");
            }
            let words = words(&column);
            (column, words)
        });
        let companions = callscape_model::companion::partner(self.subject())?;
        Some(ColumnsBeside {
            gold,
            columns: columns.collect(),
            recorded: self.subject() == Subject::Transcripts,
            // Of all categories but agents it is the same.
            missing: missing_of(companions, &Dimension::Type),
        })
    }
}

impl ColumnsBeside {
    /// What the other side of a row brings.
    pub(super) fn row(&self, row: usize) -> Beside {
        let recorded = self.gold.partners().get(row) == Some(&RECORDED);
        let number = |name| self.gold.numbers(name).at(row);
        let cell = |(column, words): &(Column, Vec<String>)| match &column.holds {
            Holds::Word(dimension) => {
                let word = self.gold.codes(dimension).get(row).and_then(|code| words.get(usize::from(*code)));
                word.filter(|word| *word != self.missing).cloned().unwrap_or_default()
            }
            Holds::Number(name) => match number(name) {
                NONE => String::new(),
                score if *name == SCORE => decimal_text(score, 4, 0),
                millionths => amount(millionths),
            },
            Holds::Method => if recorded { "call record" } else { "transcript" }.to_owned(),
        };
        let duration = (self.recorded && recorded).then(|| number(DURATION));
        Beside { cells: self.columns.iter().map(cell).collect(), duration }
    }
}
