//! Agents and what they belong to, days and products of transcripts: conversion with its interval, upsell, moods.

use callscape_model::calendar::{day_long, day_text};
use callscape_model::companion::NO_CALL;
use callscape_model::dimension::Dimension;
use callscape_model::message::Support;
use callscape_model::metric::score_text;
use callscape_model::number::{grouped, money, percent};
use callscape_model::performance::{AgentPerformance, FEW, Talk};
use callscape_model::selection::Set;
use callscape_model::stat::Moments;
use leptos::prelude::*;

use super::agents::{STEP, Sparkline};
use super::more::More;
use super::why::stack;
use crate::state::{Gesture, Panel, Shared};
use crate::store::{Store, use_store};

/// How many agents are named as the best.
const BEST: usize = 3;
/// Days that fit beside each other; of more the last ones are shown.
const DAYS: usize = 92;
/// Products that are shown.
const PRODUCTS: usize = 20;

/// A rate of hundredths of a percent: `12.3 %`.
fn rate((rate, low, high): (u64, u64, u64)) -> (String, String) {
    let text = |rate| percent(rate, 10_000);
    (text(rate), format!("{} – {}", text(low), text(high)))
}

/// Positive, neutral and negative shares in words.
fn moods([negative, neutral, positive]: [u64; 3]) -> String {
    let all = negative + neutral + positive;
    let share = |part| percent(part, all);
    format!("{} negative, {} neutral, {} positive", share(negative), share(neutral), share(positive))
}

fn sum_per_call(upsell: Moments, calls: u64) -> String {
    i64::try_from(calls)
        .ok()
        .filter(|calls| *calls > 0)
        .map_or_else(|| "–".to_owned(), |calls| money(upsell.sum / calls))
}

/// The agents.
#[component]
pub(super) fn AgentTable(support: Shared<Support>, by: Dimension) -> impl IntoView {
    let store = use_store();
    let months = support.performance.months.clone();
    let group = support.performance.groups.iter().find(|(dimension, _)| *dimension == by);
    let agents = group.map_or_else(|| support.performance.agents.clone(), |(_, groups)| groups.clone());
    let title = by.title();
    let most = agents.iter().flat_map(|agent| &agent.months).max().copied().unwrap_or(1).max(1);
    let best: Vec<String> = agents
        .iter()
        .filter(|agent| !matches!(agent.text.as_str(), "" | NO_CALL))
        .take(BEST)
        .filter(|agent| agent.talk.calls >= FEW)
        .filter_map(|agent| Some(format!("{} ({})", agent.name, rate(agent.talk.conversion()?).0)))
        .collect();
    let best = (!best.is_empty()).then(|| format!("Best conversion: {}.", best.join(", ")));
    let (all, shown) = (agents.len(), RwSignal::new(STEP));
    let of_agents = by == Dimension::Agent;
    let row = move |index: usize| {
        let agent = agents.get(index).cloned()?;
        Some(agent_row(store, &by, agent, &months, most))
    };
    let merged = store.memo(|state| state.data.as_ref().map_or(0, |data| data.spellings.len()));
    view! {
        {best.map(|best| view! { <p><strong>{best}</strong></p> })}
        <Show when=move || { of_agents && merged.get() > 0 }>
            <p class="muted">{move || format!("Names written in several ways: {} were merged. ", merged.get())}
                <button type="button" class="link" on:click=move |_| store.send(Gesture::Open(Panel::Rules))>"Look"</button></p>
        </Show>
        <div class="scroll" tabindex="0" role="region" aria-label="List of agents">
            <table class="plain">
                <caption class="hidden">"Agents"</caption>
                <thead><tr>
                    <th scope="col">{title}</th><th scope="col" class="number">"Calls"</th>
                    <th scope="col" class="number">"Conversion"</th><th scope="col" class="number">"95 % interval"</th>
                    <th scope="col" class="number">"Upsell"</th><th scope="col" class="number">"Upsell a call"</th>
                    <th scope="col">"Sentiment"</th><th scope="col">"By month"</th>
                </tr></thead>
                <tbody><For each=move || 0..shown.get().min(all) key=|index| *index children=row/></tbody>
            </table>
        </div>
        <p class="muted">{format!("Greyed and not ranked: fewer than {FEW} calls. The interval is Wilson’s; upsell a call is over all calls.")}</p>
        <More shown all step=STEP/>
    }
}

fn agent_row(
    store: Store,
    by: &Dimension,
    agent: AgentPerformance,
    months: &[String],
    most: u64,
) -> impl IntoView + use<> {
    let by = by.clone();
    let talk = agent.talk;
    let text = agent.text.clone();
    let select = move |_| {
        let (dimension, set, extend) = (by.clone(), Set::one(text.clone()), false);
        store.send(Gesture::Click { dimension, set, extend });
    };
    let (conversion, interval) = talk.conversion().map_or_else(Default::default, rate);
    let words: Vec<String> = months
        .iter()
        .zip(&agent.months)
        .map(|(month, count)| format!("{month}: {}", grouped(*count)))
        .collect();
    view! {
        <tr class:few=talk.calls < FEW>
            <th scope="row"><button type="button" class="link" title="Select" on:click=select>{agent.name}</button></th>
            <td class="number">{grouped(talk.calls)}</td>
            <td class="number">{conversion}</td>
            <td class="number">{interval}</td>
            <td class="number">{money(talk.upsell.sum)}</td>
            <td class="number">{sum_per_call(talk.upsell, talk.calls)}</td>
            <td class="moods">{stack(talk.labels)}<span class="muted number">{moods(talk.labels)}</span></td>
            <td><Sparkline counts=agent.months most words=words.join(", ")/></td>
        </tr>
    }
}

/// Days and products.
#[component]
pub(super) fn Daily(support: Shared<Support>) -> impl IntoView {
    let store = use_store();
    let days = &support.performance.days;
    let left_out = days.len().saturating_sub(DAYS);
    let days: Vec<(i32, Talk)> = days.iter().skip(left_out).copied().collect();
    let more = (left_out > 0).then(|| {
        format!(
            "The last {DAYS} days of {}; a filter of dates shows others.",
            grouped((left_out + DAYS) as u64)
        )
    });
    let highest = days.iter().map(|(_, talk)| talk.upsell.sum).max().unwrap_or(1).max(1);
    let of_ten_thousand = |part: u64| part as f64 / 100.0;
    let conversion = columns(store, "Conversion rate a day", &days, &|talk| {
        let (value, interval) = rate(talk.conversion()?);
        let (conversions, calls) = (grouped(talk.conversions), grouped(talk.calls));
        let height = of_ten_thousand(talk.conversion()?.0);
        let words = format!("{value} ({conversions} of {calls} calls; 95 % {interval})");
        Some((bar(height), words))
    });
    let upsell = columns(store, "Upsell revenue a day", &days, &|talk| {
        let words = format!("{} in {} calls", money(talk.upsell.sum), grouped(talk.upsell.count));
        Some((bar(talk.upsell.sum as f64 * 100.0 / highest as f64), words))
    });
    let mood = columns(store, "Sentiment a day: negative below, positive hatched on top", &days, &|talk| {
        let score = i64::try_from(talk.score.count)
            .ok()
            .filter(|count| *count > 0)
            .map(|count| talk.score.sum / count);
        let score = score.map_or_else(String::new, |score| format!("; mean score {}", score_text(score)));
        Some((stack(talk.labels).into_any(), format!("{}{score}", moods(talk.labels))))
    });
    view! {
        {more.map(|more| view! { <p class="muted">{more}</p> })}
        <div class="day-charts">{conversion}{upsell}{mood}{products(store, &support)}</div>
    }
}

/// A column of so many percent of the height.
fn bar(height: f64) -> AnyView {
    view! { <span class="column" style:height=format!("{height:.1}%")></span> }.into_any()
}

/// A column for each day: what it looks like, and in words. A click selects the day.
fn columns(
    store: Store,
    title: &'static str,
    days: &[(i32, Talk)],
    of: &dyn Fn(&Talk) -> Option<(AnyView, String)>,
) -> impl IntoView + use<> {
    let column = |(day, talk): &(i32, Talk)| {
        let (inside, words) = of(talk)?;
        let day = i64::from(*day);
        let name = format!("{}: {words}", day_long(day));
        let select = move |_| {
            let (dimension, set, extend) = (Dimension::Day, Set::range(day, day), false);
            store.send(Gesture::Click { dimension, set, extend });
        };
        Some(
            view! { <li><button type="button" class="day" title=name.clone() aria-label=name on:click=select>{inside}</button></li> },
        )
    };
    let span = match (days.first(), days.last()) {
        (Some((first, _)), Some((last, _))) => {
            format!("{} – {}", day_text(i64::from(*first)), day_text(i64::from(*last)))
        }
        _ => "no days".to_owned(),
    };
    let columns = days.iter().filter_map(column).collect_view();
    view! {
        <figure class="day-chart">
            <figcaption><strong>{title}</strong>" "<span class="muted number">{span}</span></figcaption>
            <ol>{columns}</ol>
        </figure>
    }
}

/// What was sold on top, by kind of product.
fn products(store: Store, support: &Support) -> impl IntoView + use<> {
    let products = &support.performance.products;
    let most = products.iter().map(|(_, sum)| sum.sum).max().unwrap_or(1).max(1);
    let row = |(name, sum): &(String, Moments)| {
        let width = format!("{:.1}%", sum.sum.max(0) as f64 * 100.0 / most as f64);
        let own = name.clone();
        let select = move |_| {
            let (dimension, set, extend) = (Dimension::Product, Set::one(own.clone()), false);
            store.send(Gesture::Click { dimension, set, extend });
        };
        view! {
            <li>
                <button type="button" class="link bar-label" title="Select" on:click=select>{name.clone()}</button>
                <span class="bar-track" aria-hidden="true"><span class="bar" style:width=width></span></span>
                <span class="bar-text number">{format!("{} · {} calls", money(sum.sum), grouped(sum.count))}</span>
            </li>
        }
    };
    let rows = products.iter().take(PRODUCTS).map(row).collect_view();
    let none = products.is_empty().then(|| view! { <p class="muted">"Nothing was sold on top."</p> });
    view! {
        <figure class="day-chart">
            <figcaption><strong>"Upsell by product"</strong></figcaption>
            {none}<ul class="bars">{rows}</ul>
        </figure>
    }
}
