//! The rules by count, with examples and the choice of what is done.

use callscape_model::command::Overview;
use callscape_model::number::grouped;
use callscape_model::order;
use callscape_model::quality::{Action, Example, Finding, RULES, Rule, RuleInfo};
use leptos::prelude::*;

use crate::state::{Gesture, Shared};
use crate::store::use_store;

/// A rule that fired: how often, and what is done about it.
#[derive(Clone, Copy)]
struct Fired {
    info: &'static RuleInfo,
    count: u64,
    action: Action,
}

fn fired(data: &Overview) -> Vec<Fired> {
    let action = |rule: Rule| data.files.first().map_or(rule.info().default, |file| file.plan.action(rule));
    let mut fired: Vec<Fired> = RULES
        .iter()
        .map(|info| Fired { info, count: data.quality.count(info.rule), action: action(info.rule) })
        .filter(|fired| fired.count > 0)
        .collect();
    let key = |fired: &Fired| (fired.info.severity, std::cmp::Reverse(fired.count));
    order::sort_by(&mut fired, |a, b| key(a).cmp(&key(b)));
    fired
}

#[component]
pub(super) fn Rules(data: Shared<Overview>) -> impl IntoView {
    let rules = fired(&data);
    let quiet = RULES.len() - rules.len();
    let shown = RwSignal::new(rules.first().map(|fired| fired.info.rule));
    let none = rules
        .is_empty()
        .then(|| view! { <p class="empty">"No rule found anything: every row was kept as it stands."</p> });
    let items = rules.iter().copied().map(|fired| view! { <li><RuleItem fired shown/></li> }).collect_view();
    let panel = move || {
        let rule = shown.get()?;
        let fired = rules.iter().copied().find(|fired| fired.info.rule == rule)?;
        Some(view! { <RulePanel data=data.clone() fired/> })
    };
    view! {
        <section class="card rules" aria-labelledby="rules-title">
            <header><h2 id="rules-title">"Rules"</h2><p class="muted">{format!("{quiet} more found nothing")}</p></header>
            {none}
            <div class="rules-split"><ul class="rule-list">{items}</ul>{panel}</div>
        </section>
    }
}

#[component]
fn RuleItem(fired: Fired, shown: RwSignal<Option<Rule>>) -> impl IntoView {
    let rule = fired.info.rule;
    let word = fired.info.severity.word();
    view! {
        <button type="button" class="rule" aria-pressed=move || (shown.get() == Some(rule)).to_string()
            on:click=move |_| shown.set(Some(rule))>
            <span class=format!("severity {word}")>{word}</span>
            <span class="rule-title">{fired.info.title}</span>
            <span class="number">{grouped(fired.count)}</span>
        </button>
    }
}

#[component]
fn RulePanel(data: Shared<Overview>, fired: Fired) -> impl IntoView {
    let findings: Vec<(String, Finding)> = data
        .files
        .iter()
        .filter(|file| !file.companion)
        .flat_map(|file| file.quality.findings.iter().map(|finding| (file.name.clone(), finding.clone())))
        .filter(|(_, finding)| finding.rule == fired.info.rule)
        .collect();
    let several = data.files.len() > 1;
    let tables = findings.into_iter().map(|(file, finding)| {
        view! { <Examples file=several.then_some(file) finding/> }
    });
    view! {
        <div class="rule-panel">
            <h3>{fired.info.title}</h3>
            <p>{fired.info.does}</p>
            <ActionChoice fired/>
            {tables.collect_view()}
        </div>
    }
}

/// Repair, reject or keep, where there is a choice; another one reads the files again.
#[component]
fn ActionChoice(fired: Fired) -> impl IntoView {
    let store = use_store();
    let rule = fired.info.rule;
    let choice = move |action: &'static Action| {
        let pick = move |_| store.send(Gesture::SetAction(rule, *action));
        view! {
            <label class="choice">
                <input type="radio" name=fired.info.id prop:checked=*action == fired.action on:change=pick/>
                {action.word()}
            </label>
        }
    };
    let choices = fired.info.choices;
    (choices.len() > 1).then(|| {
        view! { <fieldset class="inline"><legend>"What is done"</legend>{choices.iter().map(choice).collect_view()}</fieldset> }
    })
}

#[component]
fn Examples(file: Option<String>, finding: Finding) -> impl IntoView {
    let column = if finding.column.is_empty() { "the whole row".to_owned() } else { finding.column.clone() };
    let place = match file {
        Some(file) => format!("{column} in {file}"),
        None => column,
    };
    let cases = if finding.count == 1 { "case" } else { "cases" };
    let caption = format!("{place}: {} {cases}", grouped(finding.count));
    let row = |example: &Example| {
        view! {
            <tr>
                <td class="number">{grouped(example.line)}</td>
                <td class="cell">{example.before.clone()}</td>
                <td class="cell">{example.after.clone()}</td>
            </tr>
        }
    };
    view! {
        <div class="scroll">
            <table class="plain examples">
                <caption>{caption}</caption>
                <thead><tr><th scope="col" class="number">"Line"</th><th scope="col">"Before"</th><th scope="col">"After"</th></tr></thead>
                <tbody>{finding.examples.iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}
