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

#[component]
pub(super) fn Columns(data: Shared<Overview>) -> impl IntoView {
    let several = data.files.len() > 1;
    let table = |file: &Loadout| {
        let caption = if several { file.name.clone() } else { String::new() };
        let more = file.quality.columns.len().saturating_sub(SHOWN);
        let rows = file.quality.columns.iter().take(SHOWN).map(|profile| row(file, profile)).collect_view();
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
    };
    view! {
        <section class="card" aria-labelledby="columns-title">
            <header><h2 id="columns-title">"Columns"</h2></header>
            {data.files.iter().map(table).collect_view()}
        </section>
    }
}

fn row(file: &Loadout, profile: &Profile) -> impl IntoView + use<> {
    let usage =
        file.plan.columns.iter().find(|column| column.name == profile.column).map(|column| &column.usage);
    let used = match usage {
        Some(Use::Field(field)) => field.info().title,
        Some(Use::Dimension) => "category",
        _ => "kept as it is",
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
