//! Answers: each question with a sentence, a few bars, how it was computed, and the way to the rows behind it.

use callscape_model::message::{Style, Support};
use callscape_model::month::Quarter;
use callscape_model::statements::{Bar, Statement};
use leptos::prelude::*;

use super::icon::{Icon, Picture};
use super::report::Basis;
use crate::state::{Gesture, Page};
use crate::store::use_store;

#[component]
pub(crate) fn AnswersView() -> impl IntoView {
    let store = use_store();
    let support = store.memo(|state| state.support.clone());
    let save = move |export: &'static str| {
        move |_| store.send(Gesture::ExportSupport { export: export.to_owned(), style: Style::default() })
    };
    view! {
        <section class="answers" aria-labelledby="answers-title">
            <header class="answers-head">
                <h1 id="answers-title">"Answers"</h1>
                <Basis/>
                <QuarterChoice/>
                <button type="button" class="button" on:click=save("answers_md")><Picture icon=Icon::Download/>"answers.md"</button>
                <button type="button" class="button" on:click=save("answers_json")><Picture icon=Icon::Download/>"answers.json"</button>
            </header>
            <div class="answer-cards">
                {move || support.get().map(|support| cards(&support))}
            </div>
        </section>
    }
}

fn cards(support: &Support) -> impl IntoView + use<> {
    support.statements.iter().map(|statement| view! { <Card statement=statement.clone()/> }).collect_view()
}

#[component]
fn QuarterChoice() -> impl IntoView {
    let store = use_store();
    let quarters = store
        .memo(|state| state.support.as_ref().map(|support| support.quarters.clone()).unwrap_or_default());
    let chosen = store.memo(|state| state.quarter);
    let pick = move |event| store.send(Gesture::SetQuarter(Quarter::parse(&event_target_value(&event))));
    let option = move |quarter: Quarter| {
        view! { <option value=quarter.text() prop:selected=move || chosen.get() == Some(quarter)>{quarter.name()}</option> }
    };
    view! {
        <label class="pick"><span>"Quarter"</span>
            <select class="field" on:change=pick>
                <option value="" prop:selected=move || chosen.get().is_none()>"with the most"</option>
                {move || quarters.get().into_iter().map(option).collect_view()}
            </select>
        </label>
    }
}

#[component]
fn Card(statement: Statement) -> impl IntoView {
    let store = use_store();
    let Statement { id, question, sentence, details, bars, how, rows } = statement;
    let most = bars.iter().map(|bar| bar.value).max().unwrap_or(1).max(1);
    let bar = move |bar: Bar| {
        let width = format!("{:.1}%", bar.value.max(0) as f64 * 100.0 / most as f64);
        view! {
            <li class:strong=bar.strong>
                <span class="bar-label">{bar.label}</span>
                <span class="bar-track" aria-hidden="true"><span class="bar" style:width=width></span></span>
                <span class="bar-text number">{bar.text}</span>
            </li>
        }
    };
    let see = move |_| {
        for clause in rows.clone() {
            store.send(Gesture::Filter(clause));
        }
        store.send(Gesture::Turn(Page::Rows));
    };
    let (title, labelled) = (format!("answer-{id}"), format!("answer-{id}"));
    view! {
        <article class="card answer" aria-labelledby=labelled>
            <h2 id=title>{question}</h2>
            <p class="sentence">{sentence}</p>
            {details.into_iter().map(|detail| view! { <p>{detail}</p> }).collect_view()}
            <ul class="bars">{bars.into_iter().map(bar).collect_view()}</ul>
            <footer>
                {(!how.is_empty()).then(|| view! { <details><summary>"How computed"</summary><p>{how}</p></details> })}
                <button type="button" class="button" on:click=see><Picture icon=Icon::Table/>"See the rows"</button>
            </footer>
        </article>
    }
}
