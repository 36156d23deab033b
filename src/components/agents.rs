//! Agents: what each did, with a sparkline by month. A click on a name selects the agent everywhere.

use callscape_model::dimension::Dimension;
use callscape_model::message::Support;
use callscape_model::number::{grouped, percent};
use callscape_model::selection::Set;
use callscape_model::support::{AgentLine, mean_minutes};
use callscape_model::table::Subject;
use leptos::prelude::*;

use super::more::More;
use super::performance::AgentTable;
use super::report::Basis;
use crate::state::{Gesture, Shared, State};
use crate::store::use_store;

/// Agents with fewer interactions are greyed: their rates may be chance.
const FEW: u64 = 30;
/// How many agents are shown at first, and come with a click.
pub(super) const STEP: usize = 50;

#[component]
pub(crate) fn AgentsView() -> impl IntoView {
    let store = use_store();
    let support = store.memo(|state| state.support.clone());
    let subject = store.memo(State::shown_subject);
    let by = RwSignal::new(Dimension::Agent);
    let groups = store.memo(|state| match (&state.support, state.shown_subject()) {
        (Some(support), Subject::Transcripts) => dimensions(&support.performance.groups),
        (Some(support), _) => dimensions(&support.groups),
        (None, _) => Vec::new(),
    });
    // What is not in the data any more groups nothing.
    let shown = Memo::new(move |_| by.with(|by| groups.with(|there| there.contains(by))).then(|| by.get()));
    let shown = move || shown.get().unwrap_or(Dimension::Agent);
    view! {
        <section class="card sheet agents" aria-labelledby="agents-title">
            <header>
                <h1 id="agents-title">"Agents"</h1>
                <Basis/>
            </header>
            <Show when=move || groups.with(|groups| !groups.is_empty())>
                <p class="group-by">
                    <span class="muted" aria-hidden="true">"Group by"</span>
                    <span class="subjects" role="group" aria-label="Group by">{move || std::iter::once(Dimension::Agent).chain(groups.get()).map(|choice| {
                        let (own, title) = (choice.clone(), choice.title());
                        view! {
                            <button type="button" class="button quiet" aria-pressed=move || (shown() == own).to_string()
                                on:click=move |_| leptos::prelude::Set::set(&by, choice.clone())>{title}</button>
                        }
                    }).collect_view()}</span>
                </p>
            </Show>
            {move || support.get().map(|support| match subject.get() {
                Subject::Transcripts => view! { <AgentTable support by=shown()/> }.into_any(),
                _ => view! { <Lines support by=shown()/> }.into_any(),
            })}
        </section>
    }
}

fn dimensions<T>(groups: &[(Dimension, T)]) -> Vec<Dimension> {
    groups.iter().map(|(dimension, _)| dimension.clone()).collect()
}

#[component]
fn Lines(support: Shared<Support>, by: Dimension) -> impl IntoView {
    let group = support.groups.iter().find(|(dimension, _)| *dimension == by);
    let agents = group.map_or_else(|| support.agents.clone(), |(_, groups)| groups.clone());
    let most = agents.iter().flat_map(|agent| &agent.months).max().copied().unwrap_or(1).max(1);
    let months = support.months.clone();
    let span = match (months.first(), months.last()) {
        (Some(first), Some(last)) => format!("{first} – {last}"),
        _ => String::new(),
    };
    let (all, shown) = (agents.len(), RwSignal::new(STEP));
    let title = by.title();
    let row = move |index: usize| {
        let agent = agents.get(index).cloned()?;
        Some(view! { <Row by=by.clone() agent months=months.clone() most/> })
    };
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label="List of agents">
            <table class="plain">
                <caption class="hidden">"Agents"</caption>
                <thead><tr>
                    <th scope="col">{title}</th><th scope="col" class="number">"Interactions"</th><th scope="col" class="number">"Phone calls"</th>
                    <th scope="col" class="number">"Average call, min"</th><th scope="col" class="number">"Average work, min"</th>
                    <th scope="col" class="number">"CSAT"</th><th scope="col">"By month"<span class="muted">" "{span}</span></th>
                </tr></thead>
                <tbody><For each=move || 0..shown.get().min(all) key=|index| *index children=row/></tbody>
            </table>
        </div>
        <p class="muted">{format!("Greyed: fewer than {FEW} interactions, so rates and averages may be chance. Averages are of phone calls; CSAT is ratings of 4 and 5 ÷ ratings.")}</p>
        <More shown all step=STEP/>
    }
}

#[component]
fn Row(by: Dimension, agent: AgentLine, months: Vec<String>, most: u64) -> impl IntoView {
    let store = use_store();
    let work = agent.work;
    let text = agent.text.clone();
    let select = move |_| {
        let (dimension, set, extend) = (by.clone(), Set::one(text.clone()), false);
        store.send(Gesture::Click { dimension, set, extend });
    };
    let mean = |moments| mean_minutes(moments).unwrap_or_else(|| "–".to_owned());
    let csat = match work.rated {
        0 => "–".to_owned(),
        rated => format!("{} of {}", percent(work.satisfied, rated), grouped(rated)),
    };
    let words: Vec<String> = months
        .iter()
        .zip(&agent.months)
        .map(|(month, count)| format!("{month}: {}", grouped(*count)))
        .collect();
    view! {
        <tr class:few=work.interactions < FEW>
            <th scope="row"><button type="button" class="link" title="Select" on:click=select>{agent.name}</button></th>
            <td class="number">{grouped(work.interactions)}</td>
            <td class="number">{grouped(work.calls)}</td>
            <td class="number">{mean(work.duration)}</td>
            <td class="number">{mean(work.work)}</td>
            <td class="number">{csat}</td>
            <td><Sparkline counts=agent.months most words=words.join(", ")/></td>
        </tr>
    }
}

/// Width and height of a sparkline in CSS pixels.
const SIZE: (f64, f64) = (96.0, 22.0);

/// Counts as a line over a common scale, with the last one marked.
#[component]
pub(super) fn Sparkline(counts: Vec<u64>, most: u64, words: String) -> impl IntoView {
    let (width, height) = SIZE;
    let step = width / (counts.len().max(2) - 1) as f64;
    let y = |count: u64| height - 2.0 - count as f64 * (height - 4.0) / most as f64;
    let points: Vec<String> = counts
        .iter()
        .enumerate()
        .map(|(index, count)| format!("{:.1},{:.1}", index as f64 * step, y(*count)))
        .collect();
    let end = counts.last().map(|count| (step * (counts.len() - 1) as f64, y(*count)));
    view! {
        <svg class="sparkline" role="img" aria-label=words width=width height=height viewBox=format!("-2 0 {} {height}", width + 4.0)>
            <polyline points=points.join(" ")/>
            {end.map(|(x, y)| view! { <circle cx=format!("{x:.1}") cy=format!("{y:.1}") r="2"/> })}
        </svg>
    }
}
