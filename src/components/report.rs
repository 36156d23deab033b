//! The support report: interactions, calls and call duration by month, contact center and department, as a table and
//! as a chart for each center.

use std::collections::BTreeMap;

use callscape_model::message::{Style, Support};
use callscape_model::number::grouped;
use callscape_model::order;
use callscape_model::support::minutes;
use callscape_model::table::Subject;
use leptos::prelude::*;

use super::icon::{Icon, Picture};
use super::more::More;
use super::performance::Daily;
use crate::state::{Gesture, Shared, State};
use crate::store::use_store;

#[component]
pub(crate) fn ReportView() -> impl IntoView {
    let store = use_store();
    let support = store.memo(|state| state.support.clone());
    let counted = store.memo(State::is_counted);
    let subject = store.memo(State::shown_subject);
    // Title, and the export that holds the same.
    let words = move || match subject.get() {
        Subject::Transcripts => ("Daily metrics", "days_csv", "gold_daily_metrics.csv"),
        _ => ("Support report", "support_report", "support_report.csv"),
    };
    let save = move |_| {
        let export = untrack(words).1.to_owned();
        store.send(Gesture::ExportSupport { export, style: Style::default() })
    };
    let inside = move |support: Shared<Support>| match subject.get() {
        Subject::Transcripts => view! { <Daily support/> }.into_any(),
        _ => view! { <Needs support=support.clone()/><Centers support=support.clone()/><Lines support/> }
            .into_any(),
    };
    view! {
        <section class="card sheet report" aria-labelledby="report-title">
            <header>
                <h1 id="report-title">{move || words().0}</h1>
                <Basis/>
                <button type="button" class="button" disabled=move || !counted.get() on:click=save>
                    <Picture icon=Icon::Download/>{move || words().2}
                </button>
            </header>
            {move || support.get().map(inside)}
        </section>
    }
}

/// What the figures are of, as of when, and which time decides the month.
#[component]
pub(super) fn Basis() -> impl IntoView {
    let store = use_store();
    let support = store.memo(|state| state.support.clone());
    let until = store.memo(|state| state.replay.until);
    let subject = store.memo(State::shown_subject);
    let words = move || {
        let support = support.get()?;
        let mut parts = vec![subject.get().counted(support.interactions)];
        parts.extend(support.selection.iter().cloned());
        parts.extend(until.get().map(|month| format!("as of {}", month.name())));
        if subject.get() == Subject::Interactions {
            parts.push(format!("month of {}", support.asked.month_by.words()));
        }
        parts.push(support.zone.clone());
        Some(parts.join(" · "))
    };
    view! { <p class="muted">{words}</p> }
}

/// What the data would need for all columns.
#[component]
fn Needs(support: Shared<Support>) -> impl IntoView {
    let needs = support.needs.join("; ");
    (!needs.is_empty()).then(|| view! { <p class="needs">"Not in your data: "{needs}"."</p> })
}

/// One small chart for each contact center, all with the same height of scale.
#[component]
fn Centers(support: Shared<Support>) -> impl IntoView {
    let mut months: Vec<&str> = support.report.iter().map(|line| line.month.as_str()).collect();
    order::sort(&mut months);
    months.dedup();
    let mut centers: BTreeMap<&str, BTreeMap<&str, u64>> = BTreeMap::new();
    for line in &support.report {
        *centers.entry(&line.center).or_default().entry(&line.month).or_default() += line.interactions;
    }
    let most = centers.values().flat_map(BTreeMap::values).max().copied().unwrap_or(1).max(1);
    let chart = |(center, counts): (&&str, &BTreeMap<&str, u64>)| {
        let column = |month: &&str| {
            let count = counts.get(month).copied().unwrap_or(0);
            let height = format!("{:.1}%", count as f64 * 100.0 / most as f64);
            let name = format!("{month}: {}", grouped(count));
            view! {
                <li title=name.clone()>
                    <span class="column" style:height=height aria-hidden="true"></span>
                    <span class="column-count number">{grouped(count)}</span>
                    <span class="column-month">{(*month).to_owned()}</span>
                </li>
            }
        };
        let sum: u64 = counts.values().sum();
        view! {
            <figure class="center-chart">
                <figcaption><strong>{(*center).to_owned()}</strong>" "<span class="muted number">{grouped(sum)}</span></figcaption>
                <ol>{months.iter().map(column).collect_view()}</ol>
            </figure>
        }
    };
    let charts = centers.iter().map(chart).collect_view();
    view! { <h2>"Interactions a month and contact center"</h2><div class="center-charts">{charts}</div> }
}

/// How many lines are shown at first, and come with a click.
const STEP: usize = 100;

#[component]
fn Lines(support: Shared<Support>) -> impl IntoView {
    let (all, shown) = (support.report.len(), RwSignal::new(STEP));
    let row = move |index: usize| {
        let line = support.report.get(index)?;
        Some(view! {
            <tr>
                <td>{line.month.clone()}</td><td>{line.center.clone()}</td><td>{line.department.clone()}</td>
                <td class="number">{grouped(line.interactions)}</td><td class="number">{grouped(line.calls)}</td>
                <td class="number">{minutes(line.duration)}</td>
            </tr>
        })
    };
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label="Lines of the report">
            <table class="plain">
                <caption class="hidden">"Support report"</caption>
                <thead><tr>
                    <th scope="col">"month"</th><th scope="col">"contact_center_name"</th><th scope="col">"department"</th>
                    <th scope="col" class="number">"total_interactions"</th><th scope="col" class="number">"total_calls"</th>
                    <th scope="col" class="number">"total_call_duration"</th>
                </tr></thead>
                <tbody><For each=move || 0..shown.get().min(all) key=|index| *index children=row/></tbody>
            </table>
        </div>
        <More shown all step=STEP/>
    }
}
