//! What each column holds: how much of it is filled, from where to where it reaches.

use callscape_model::calendar::clock_text;
use callscape_model::command::{Loadout, Overview};
use callscape_model::field::{Field, Holds, Use};
use callscape_model::number::{duration, grouped, money, percent};
use callscape_model::quality::Profile;
use leptos::prelude::*;

use crate::state::Shared;

/// More columns than anybody reads; the rest is in the report.
const SHOWN: usize = 200;

/// Columns of more files than this are there when they are wanted.
const OPEN: usize = 3;

#[component]
pub(super) fn Columns(data: Shared<Overview>) -> impl IntoView {
    let (several, many) = (data.files.len() > 1, data.files.len() > OPEN);
    let names: Vec<String> = data.files.iter().map(|file| file.name.clone()).collect();
    let file = |index: usize| {
        let data = data.clone();
        let table = move || {
            data.files
                .get(index)
                .map(|file| view! { <FileColumns file=file.clone() several=several && !many/> })
        };
        if !many {
            return table().into_any();
        }
        let open = RwSignal::new(false);
        let name = names.get(index).cloned();
        view! {
            <details class="file-columns" on:toggle=move |_| open.set(true)>
                <summary>{name}</summary>
                {move || open.get().then(&table)}
            </details>
        }
        .into_any()
    };
    view! {
        <section class="card" aria-labelledby="columns-title">
            <header><h2 id="columns-title">"Columns"</h2></header>
            {(0..data.files.len()).map(file).collect_view()}
        </section>
    }
}

#[component]
fn FileColumns(file: Loadout, several: bool) -> impl IntoView {
    let caption = if several { file.name.clone() } else { String::new() };
    let more = file.quality.columns.len().saturating_sub(SHOWN);
    let rows = file.quality.columns.iter().take(SHOWN).map(|profile| row(&file, profile)).collect_view();
    view! {
        <div class="scroll">
            <table class="plain columns">
                <caption class:hidden=!several>{if several { caption } else { "Columns".to_owned() }}</caption>
                <thead><tr>
                    <th scope="col">"Column"</th><th scope="col">"Used as"</th><th scope="col" class="number">"Filled"</th>
                    <th scope="col" class="number">"Empty"</th><th scope="col">"Filled share"</th><th scope="col">"From"</th><th scope="col">"To"</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        {(more > 0).then(|| view! { <p class="muted">{format!("{more} more columns are in the report.")}</p> })}
    }
}

fn row(file: &Loadout, profile: &Profile) -> impl IntoView + use<> {
    let usage =
        file.plan.columns.iter().find(|column| column.name == profile.column).map(|column| &column.usage);
    let used = match usage {
        Some(Use::Field(Field::CallId)) if file.plan.member.is_some() => "key".to_owned(),
        Some(Use::Field(field)) => field.info().title.to_owned(),
        Some(Use::Reference(table)) => format!("key of {table}"),
        Some(Use::Dimension) => "category".to_owned(),
        _ => "kept as it is".to_owned(),
    };
    let field = match usage {
        Some(Use::Field(field)) => Some(*field),
        _ => None,
    };
    let end = |pick: fn((i64, i64)) -> i64| {
        profile.range.map(|range| value(field, pick(range))).unwrap_or_default()
    };
    let (filled, all) = (profile.filled, profile.filled + profile.empty);
    let share = (filled * 100).checked_div(all).unwrap_or(0);
    view! {
        <tr>
            <th scope="row">{profile.column.clone()}</th>
            <td>{used}</td>
            <td class="number">{grouped(filled)}</td>
            <td class="number">{grouped(profile.empty)}</td>
            <td class="share">
                <span class="bar" aria-hidden="true"><span class="bar-fill" style:width=format!("{share}%")></span></span>
                <span class="number">{percent(filled, all)}</span>
            </td>
            <td class="number-left">{end(|range| range.0)}</td>
            <td class="number-left">{end(|range| range.1)}</td>
        </tr>
    }
}

/// A value of a column with an order, in its unit.
fn value(field: Option<Field>, value: i64) -> String {
    match field.map(|field| field.info().holds) {
        Some(Holds::Time | Holds::Day | Holds::TimeOfDay) => clock_text(value),
        Some(Holds::Duration) => duration(value),
        Some(Holds::Number) => money(value),
        _ => value.to_string(),
    }
}
