//! A plan made ready for the row loop: which column does what, looked up once.

use callscape_model::dimension::Dimension;
use callscape_model::field::{Field, Use};
use callscape_model::plan::{ColumnPlan, Plan};
use callscape_model::quality::{Action, RULES, Rule};
use callscape_model::table::Role;

use std::rc::Rc;

use super::zone::Zone;
use crate::transcript::{CATEGORIES, Scoring};

/// What is done with the cells of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The key.
    Key,
    /// A category, by its place among the categories.
    Category(usize),
    /// The key of a record of another table, by its place among the categories.
    Reference(usize),
    /// A rating, by its place among the categories.
    Rating(usize),
    /// The start, in one cell.
    Start,
    /// The day of the start.
    Date,
    /// The time of day of the start.
    Time,
    /// The end.
    End,
    /// The time stamp.
    Stamp,
    /// The time of resolution.
    Resolution,
    /// What a delta does with the record.
    Action,
    /// The duration.
    Duration,
    /// The cost.
    Cost,
    /// What was said.
    Transcript,
    /// The document that the record is from, which is not a part of the record.
    Document,
    /// Text that is only kept.
    Text,
}

/// A plan made ready.
#[derive(Clone, Debug)]
pub struct Recipe {
    /// The plan.
    pub plan: Plan,
    /// The workspace zone.
    pub zone: Zone,
    /// What is done with each column.
    pub parts: Vec<Part>,
    categories: Vec<(usize, Dimension)>,
    actions: Vec<Action>,
    /// Whether the file brings durations.
    pub has_duration: bool,
    /// The place of the status among the categories.
    pub status: Option<usize>,
    /// The place of the agent among the categories.
    pub agent: Option<usize>,
    /// The place of the month among the categories; only facts have one.
    pub month: Option<usize>,
    /// Whether the rows are those of tables, which are kept without a start, and not call records.
    pub tabular: bool,
    /// By what transcripts are scored, where there are any.
    pub scoring: Option<Rc<Scoring>>,
    /// The place of the first category that scoring brings.
    pub scored: usize,
    /// Whether no column says when anything was, so that no row is expected to have a start.
    pub timeless: bool,
    /// Whether a row without a key says nothing: dimensions and deltas.
    pub keyed: bool,
}

impl Recipe {
    /// A plan made ready; `None` when its zone is unknown. Transcripts are scored by these rules.
    pub fn new(plan: Plan, scoring: Option<Rc<Scoring>>) -> Option<Self> {
        let zone = Zone::new(&plan.zone)?;
        let mut categories = Vec::new();
        let parts =
            plan.columns.iter().enumerate().map(|(index, c)| part(c, index, &mut categories)).collect();
        let facts = plan.role() == Role::Facts;
        let month = facts.then(|| {
            categories.push((NO_COLUMN, Dimension::Month));
            categories.len() - 1
        });
        let scoring = scoring.filter(|_| plan.role() == Role::Transcripts);
        let scored = categories.len();
        if let Some(scoring) = &scoring {
            let compared = if scoring.compares() { CATEGORIES.len() } else { CATEGORIES.len() - 1 };
            categories.extend(CATEGORIES.into_iter().take(compared).map(|dimension| (NO_COLUMN, dimension)));
        }
        let timeless = plan.column(Field::Start).or(plan.column(Field::Date)).is_none();
        let actions = RULES.iter().map(|info| plan.action(info.rule)).collect();
        let place = |wanted| categories.iter().position(|(_, dimension)| *dimension == wanted);
        let (status, agent) = (place(Dimension::Status), place(Dimension::Agent));
        let has_duration = plan.column(Field::Duration).is_some();
        let (tabular, keyed) = (plan.member.is_some(), !plan.is_counted());
        Some(Recipe {
            plan,
            zone,
            parts,
            categories,
            actions,
            has_duration,
            status,
            agent,
            month,
            tabular,
            scoring,
            scored,
            timeless,
            keyed,
        })
    }

    /// Whether anything is done with a column.
    pub fn has(&self, part: Part) -> bool {
        self.parts.contains(&part)
    }

    /// Whether the rows are facts.
    pub fn facts(&self) -> bool {
        self.month.is_some()
    }

    /// The category columns: column ([`NO_COLUMN`] for one that is derived) and dimension.
    pub fn categories(&self) -> impl Iterator<Item = &(usize, Dimension)> {
        self.categories.iter()
    }

    /// What is done about a rule.
    #[inline]
    pub fn action(&self, rule: Rule) -> Action {
        self.actions.get(rule as usize).copied().unwrap_or(Action::Keep)
    }

    /// How a column is read.
    pub fn column(&self, index: usize) -> Option<&ColumnPlan> {
        self.plan.columns.get(index)
    }
}

/// The column of a category that no single column brings.
pub const NO_COLUMN: usize = usize::MAX;

fn part(column: &ColumnPlan, index: usize, categories: &mut Vec<(usize, Dimension)>) -> Part {
    let mut category = |dimension| {
        categories.push((index, dimension));
        Part::Category(categories.len() - 1)
    };
    match &column.usage {
        Use::Free => Part::Text,
        Use::Dimension => category(Dimension::Column(column.name.clone())),
        Use::Reference(_) => match category(Dimension::Column(column.name.clone())) {
            Part::Category(place) => Part::Reference(place),
            part => part,
        },
        Use::Field(field) => match field {
            Field::CallId => Part::Key,
            Field::Caller | Field::Callee => Part::Text,
            Field::Type => category(Dimension::Type),
            Field::Status => category(Dimension::Status),
            Field::Agent => category(Dimension::Agent),
            Field::Start => Part::Start,
            Field::Date => Part::Date,
            Field::Time => Part::Time,
            Field::End => Part::End,
            Field::Duration => Part::Duration,
            Field::Cost => Part::Cost,
            Field::Channel => category(Dimension::Channel),
            Field::Center => category(Dimension::Center),
            Field::Category => category(Dimension::Category),
            Field::Department => category(Dimension::Department),
            Field::Rating => match category(Dimension::Rating) {
                Part::Category(place) => Part::Rating(place),
                part => part,
            },
            Field::Stamp => Part::Stamp,
            Field::Resolution => Part::Resolution,
            Field::Action => Part::Action,
            Field::Updated => Part::Text,
            Field::Transcript => Part::Transcript,
            Field::Document => Part::Document,
        },
    }
}
