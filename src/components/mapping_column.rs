//! One column in the mapping: what it is used for, how its values are read, what they look like.

use callscape_model::field::{FIELDS, Field, FieldInfo, Holds, Use};
use callscape_model::plan::{ColumnPlan, DateOrder, DecimalMark, DurationUnit, Plan, TimeKind};
use callscape_model::table::Role;
use leptos::prelude::*;

use super::mapping::{Mapped, Pick};
use crate::state::{Gesture, State};
use crate::store::use_store;

const ORDERS: &[(DateOrder, &str)] =
    &[(DateOrder::MonthFirst, "month first"), (DateOrder::DayFirst, "day first")];
const KINDS: &[(TimeKind, &str)] = &[(TimeKind::Wall, "wall clock"), (TimeKind::Instant, "instant")];
const UNITS: &[(DurationUnit, &str)] = &[
    (DurationUnit::Seconds, "seconds"),
    (DurationUnit::Minutes, "minutes"),
    (DurationUnit::Milliseconds, "milliseconds"),
];
const MARKS: &[(DecimalMark, &str)] = &[(DecimalMark::Point, "1,234.5"), (DecimalMark::Comma, "1.234,5")];

/// How the use of a column is written in a select.
fn id(usage: &Use) -> String {
    match usage {
        Use::Field(field) => field.info().id.to_owned(),
        Use::Dimension => "dimension".to_owned(),
        Use::Reference(table) => format!("{REFERENCE}{table}"),
        Use::Free => "free".to_owned(),
    }
}

/// What a reference to a table begins with in a select.
const REFERENCE: &str = "reference ";

fn usage(id: &str) -> Use {
    if let Some(table) = id.strip_prefix(REFERENCE) {
        return Use::Reference(table.to_owned());
    }
    match FIELDS.iter().find(|info| info.id == id) {
        Some(info) => Use::Field(info.field),
        None if id == "dimension" => Use::Dimension,
        None => Use::Free,
    }
}

/// The fields that a file of a role may have.
fn fields(role: Role) -> impl Iterator<Item = &'static FieldInfo> {
    FIELDS.iter().filter(move |info| role != Role::Calls || !info.facts_only)
}

/// Gives a column a use; a field that another column had leaves that one.
fn assign(plan: &mut Plan, index: usize, new: &Use) {
    if matches!(new, Use::Field(_)) {
        let had = plan.columns.iter_mut().filter(|column| column.usage == *new);
        had.for_each(|column| column.usage = Use::Free);
    }
    if let Some(column) = plan.columns.get_mut(index) {
        column.usage = new.clone();
    }
}

#[component]
pub(super) fn ColumnRow(mapped: Mapped, index: usize) -> impl IntoView {
    let store = use_store();
    let column = Memo::new(move |_| mapped.get().and_then(|(_, _, plan)| plan.columns.get(index).cloned()));
    let guess =
        Memo::new(move |_| mapped.get().and_then(|(_, proposal, _)| proposal.guesses.get(index).cloned()));
    let change = Callback::new(move |change: Box<dyn Fn(&mut Plan)>| {
        if let Some((entry, _, mut plan)) = mapped.get_untracked() {
            change(&mut plan);
            store.send(Gesture::SetPlan(entry.file, Box::new(plan)));
        }
    });
    let role = Memo::new(move |_| mapped.get().map(|(_, _, plan)| plan.role()).unwrap_or_default());
    let tables = store.memo(|state: &State| state.files.dimensions());
    let name = move || column.get().map_or_else(String::new, |column| column.name);
    let samples = move || guess.get().map_or_else(String::new, |guess| guess.samples.join(" · "));
    let word = move || guess.get().map_or("", |guess| guess.confidence.word());
    let reason = move || guess.get().map_or_else(String::new, |guess| guess.reason);
    view! {
        <tr>
            <th scope="row">{name}</th>
            <td><UseSelect column index change role tables/></td>
            <td><Readings column index change/></td>
            <td class="cell samples">{samples}</td>
            <td><span class=move || format!("confidence {}", word())>{word}</span>" "<span class="muted">{reason}</span></td>
        </tr>
    }
}

type Change = Callback<Box<dyn Fn(&mut Plan)>>;

#[component]
fn UseSelect(
    column: Memo<Option<ColumnPlan>>,
    index: usize,
    change: Change,
    role: Memo<Role>,
    tables: Memo<Vec<String>>,
) -> impl IntoView {
    let now = Memo::new(move |_| column.get().map_or_else(|| "free".to_owned(), |column| id(&column.usage)));
    let field = move |info: &'static FieldInfo| {
        let title = if info.field == Field::CallId && role.get() != Role::Calls { "Key" } else { info.title };
        view! { <option value=info.id selected=move || now.get() == info.id>{title}</option> }
    };
    let reference = move |table: String| {
        let value = format!("{REFERENCE}{table}");
        let own = value.clone();
        view! { <option value=value selected=move || now.get() == own>{format!("Key of {table}")}</option> }
    };
    let pick = move |event| {
        let new = usage(&event_target_value(&event));
        change.run(Box::new(move |plan| assign(plan, index, &new)));
    };
    let label = move || column.get().map_or_else(String::new, |column| format!("Use of {}", column.name));
    view! {
        <select class="field" aria-label=label on:change=pick>
            {move || fields(role.get()).map(field).collect_view()}
            {move || tables.get().into_iter().filter(|_| role.get() != Role::Calls).map(reference).collect_view()}
            <option value="dimension" selected=move || now.get() == "dimension">"Category to filter by"</option>
            <option value="free" selected=move || now.get() == "free">"Keep as it is"</option>
        </select>
    }
}

/// Order, kind, unit, decimal mark: what the use of the column leaves open.
#[component]
fn Readings(column: Memo<Option<ColumnPlan>>, index: usize, change: Change) -> impl IntoView {
    let holds = Memo::new(move |_| match column.get()?.usage {
        Use::Field(field) => Some(field.info().holds),
        _ => None,
    });
    let is_start = Memo::new(move |_| {
        column.get().is_some_and(|c| {
            matches!(c.usage, Use::Field(Field::Start | Field::End | Field::Stamp | Field::Resolution))
        })
    });
    let dated = move || matches!(holds.get(), Some(Holds::Time | Holds::Day));
    let of = move |pick: fn(&ColumnPlan) -> DateOrder| {
        Signal::derive(move || column.get().map(|c| pick(&c)).unwrap_or_default())
    };
    let put = move |set: Box<dyn Fn(&mut ColumnPlan)>| {
        change.run(Box::new(move |plan: &mut Plan| {
            if let Some(column) = plan.columns.get_mut(index) {
                set(column);
            }
        }));
    };
    view! {
        <div class="readings">
            <Show when=dated><Pick label="Order" options=ORDERS value=of(|c| c.order)
                put=Callback::new(move |order| put(Box::new(move |c| c.order = order)))/></Show>
            <Show when=move || is_start.get()><Pick label="Kind" options=KINDS
                value=Signal::derive(move || column.get().map(|c| c.time).unwrap_or_default())
                put=Callback::new(move |kind| put(Box::new(move |c| c.time = kind)))/></Show>
            <Show when=move || holds.get() == Some(Holds::Duration)><Pick label="Unit" options=UNITS
                value=Signal::derive(move || column.get().map(|c| c.unit).unwrap_or_default())
                put=Callback::new(move |unit| put(Box::new(move |c| c.unit = unit)))/></Show>
            <Show when=move || matches!(holds.get(), Some(Holds::Duration | Holds::Number))><Pick label="Decimals" options=MARKS
                value=Signal::derive(move || column.get().map(|c| c.decimal).unwrap_or_default())
                put=Callback::new(move |mark| put(Box::new(move |c| c.decimal = mark)))/></Show>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use callscape_model::plan::Dialect;

    use super::*;

    #[test]
    fn a_field_has_one_column() {
        let mut plan = Plan {
            dialect: Dialect::default(),
            columns: vec![ColumnPlan::free("a"), ColumnPlan::free("b")],
            zone: String::new(),
            actions: Default::default(),
            member: None,
            month_by: Default::default(),
        };
        assign(&mut plan, 0, &Use::Field(Field::Start));
        assign(&mut plan, 1, &Use::Field(Field::Start));
        assert_eq!(plan.columns[0].usage, Use::Free);
        assert!(FIELDS.iter().all(|info| usage(info.id) == Use::Field(info.field)));
    }
}
