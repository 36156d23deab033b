//! Why a transcript was scored as it was: the sum of named rules, each with its span; and what people say of it.

use callscape_model::message::{Conversation, Review};
use callscape_model::metric::score_text;
use callscape_model::number::percent;
use callscape_model::order;
use callscape_model::score::{Evidence, Fate, Label, ONE, Upsell};
use leptos::prelude::*;

use super::conversation::{price, speaker_word};
use super::more::More;
use super::transcripts::{Step, TALK, back};
use crate::state::{Gesture, Shared, Spot};
use crate::store::{Store, use_store};

/// How many parts of a sum are shown at first, and come with a click.
const PARTS: usize = 20;
/// Longer quotes are cut here.
const QUOTE: usize = 80;

fn share(of: i32) -> String {
    percent(u64::try_from(of).unwrap_or(0), u64::try_from(ONE).unwrap_or(1))
}

/// What became of an offer, in words.
fn fate_words(fate: Fate) -> &'static str {
    match fate {
        Fate::Accepted => "accepted: counts",
        Fate::Open => "only spoken of: does not count",
        Fate::Refused => "refused: does not count",
        Fate::TakenBack => "taken back: does not count",
        Fate::Owned => "owned already: does not count",
        Fate::Refunded => "refunded: does not count",
    }
}

/// What was said between two bytes of a turn.
fn said(open: &Conversation, turn: u32, start: u32, end: u32) -> String {
    let text = open.turns.get(turn as usize).and_then(|turn| turn.text.get(start as usize..end as usize));
    let text = text.unwrap_or_default();
    match text.char_indices().nth(QUOTE) {
        Some((at, _)) => format!("“{}…”", text.get(..at).unwrap_or_default()),
        None if text.is_empty() => String::new(),
        None => format!("“{text}”"),
    }
}

/// A line that leads to its span.
fn line(store: Store, spot: Spot, [name, quote, value]: [String; 3], struck: bool) -> impl IntoView {
    view! {
        <li class:struck=struck>
            <button type="button" class="part" on:click=move |_| store.send(Gesture::Spot(Some(spot)))>
                <span class="part-name">{name}</span>
                <span class="part-quote">{quote}</span>
                <span class="part-value number">{value}</span>
            </button>
        </li>
    }
}

#[component]
pub(super) fn Why(open: Shared<Conversation>, step: Step) -> impl IntoView {
    let store = use_store();
    let score = &open.score;
    let judged = score.is_analysed();
    let headline = match judged {
        true => format!("{} {}", score.label.word(), score_text(i64::from(score.score))),
        false => format!("Not analysed: the language is {}, and only English is.", score.language),
    };
    // The step from a quote to its place shows the conversation where there is room for one pane.
    let spot = store.memo(|state| state.talk.spot);
    Effect::new(move |last: Option<Option<Spot>>| {
        let now = spot.get();
        if last.is_some_and(|last| last != now) {
            step.set(TALK);
        }
        now
    });
    let parts = judged
        .then(|| view! { {probabilities(score.probabilities)}<Sum open=open.clone()/>{arc(score.arc)} });
    view! {
        <header class="pane-head">{back(step, TALK, "Conversation")}<h2>"Why"</h2></header>
        <div class="why-body" tabindex="0" role="region" aria-label="Reasons">
            <p class=format!("verdict is-{}", score.label.word())><span class="muted">"Machine: "</span><strong>{headline}</strong></p>
            {judged.then(|| view! { <Human open=open.clone()/> })}
            {parts}
            {conversion(store, &open)}
            {upsells(store, &open)}
            {amounts(store, &open)}
        </div>
    }
}

fn probabilities([negative, neutral, positive]: [i32; 3]) -> impl IntoView {
    let words =
        format!("negative {} · neutral {} · positive {}", share(negative), share(neutral), share(positive));
    view! {
        <h3>"Probabilities"</h3>
        {stack([negative, neutral, positive].map(|part| u64::try_from(part).unwrap_or(0)))}
        <p class="muted number">{words}</p>
    }
}

/// Negative, neutral and positive parts of a whole, as one bar. The words stand beside it.
pub(super) fn stack(parts: [u64; 3]) -> impl IntoView {
    let all = parts.iter().sum::<u64>().max(1);
    let part = |(label, part): (Label, u64)| {
        let width = format!("{:.1}%", part as f64 * 100.0 / all as f64);
        view! { <span class=format!("is-{}", label.word()) style=("--part", width)></span> }
    };
    let parts: Vec<_> = Label::ALL.into_iter().zip(parts).map(part).collect();
    view! { <span class="stack" aria-hidden="true">{parts}</span> }
}

/// The score as a sum: each rule that added to it, the largest first, and what no single rule says.
#[component]
fn Sum(open: Shared<Conversation>) -> impl IntoView {
    let store = use_store();
    let mut parts: Vec<Evidence> =
        open.score.evidence.iter().filter(|one| one.points != 0).cloned().collect();
    order::sort_by(&mut parts, |a, b| b.points.abs().cmp(&a.points.abs()));
    let named: i32 = parts.iter().map(|one| one.points).sum();
    let rest = open.score.score - named;
    let (all, shown) = (parts.len(), RwSignal::new(PARTS));
    let total = score_text(i64::from(open.score.score));
    let row = move |index: usize| {
        let one = parts.get(index)?;
        let name = match one.rule.as_str() {
            "" => one.mark.word().to_owned(),
            rule => format!("{} · {rule}", one.mark.word()),
        };
        let quote = said(&open, one.turn, one.start, one.end);
        Some(line(store, (one.turn, one.start), [name, quote, score_text(i64::from(one.points))], false))
    };
    let rest = (rest != 0).then(|| {
        view! { <li class="part"><span class="part-name">"all words together, no single rule"</span><span class="part-value number">{score_text(i64::from(rest))}</span></li> }
    });
    view! {
        <h3>"The score as a sum"</h3>
        <ol class="parts" aria-label="Parts of the score">
            <For each=move || 0..shown.get().min(all) key=|index| *index children=row/>
            {rest}
            <li class="part total"><span class="part-name">"score"</span><span class="part-value number">{total}</span></li>
        </ol>
        <More shown all step=PARTS/>
    }
}

fn arc([start, end, lowest]: [i32; 3]) -> impl IntoView {
    let part = |(title, score): (&'static str, i32)| {
        view! { <div><dt>{title}</dt><dd class="number">{score_text(i64::from(score))}</dd></div> }
    };
    let parts = [("start", start), ("end", end), ("lowest turn", lowest)].map(part);
    view! { <h3>"Course of the customer’s mood"</h3><dl class="arc">{parts.collect_view()}</dl> }
}

fn conversion(store: Store, open: &Conversation) -> impl IntoView + use<> {
    let inside = match &open.score.conversion {
        Some(one) => {
            let quote = said(open, one.turn, one.start, one.end);
            let value = format!("{} sure", share(one.confidence));
            let row = line(store, (one.turn, one.start), [one.kind.word().to_owned(), quote, value], false);
            view! { <ol class="parts">{row}</ol> }.into_any()
        }
        None => view! { <p class="muted">"None."</p> }.into_any(),
    };
    view! { <h3>"Conversion"</h3>{inside} }
}

fn upsells(store: Store, open: &Conversation) -> Option<impl IntoView + use<>> {
    let row = |one: &Upsell| {
        let amount = one.amount.and_then(|place| open.score.amounts.get(place as usize));
        let name = format!("{} · {}", one.kind, fate_words(one.fate));
        let quote = format!("“{}”", one.product);
        let value = amount.map_or_else(|| "no price".to_owned(), price);
        line(store, (one.turn, one.start), [name, quote, value], one.fate != Fate::Accepted)
    };
    let rows = open.score.upsells.iter().take(PARTS).map(row).collect_view();
    (!open.score.upsells.is_empty()).then(|| view! { <h3>"Offered on top"</h3><ol class="parts">{rows}</ol> })
}

fn amounts(store: Store, open: &Conversation) -> Option<impl IntoView + use<>> {
    let row = |one: &callscape_model::score::Amount| {
        let by = open.turns.get(one.turn as usize).map_or("", |turn| speaker_word(turn.speaker));
        {
            let quote = said(open, one.turn, one.start, one.end);
            line(store, (one.turn, one.start), [by.to_owned(), quote, price(one)], false)
        }
    };
    let rows = open.score.amounts.iter().take(PARTS).map(row).collect_view();
    (!open.score.amounts.is_empty()).then(|| view! { <h3>"Amounts"</h3><ol class="parts">{rows}</ol> })
}

/// What the user says of the label. The machine's stays in sight.
#[component]
fn Human(open: Shared<Conversation>) -> impl IntoView {
    let store = use_store();
    let call = open.call.clone();
    let said = store.memo(move |state| state.talk.review_of(&call));
    let machine = open.score.label;
    let wish = RwSignal::new(None::<Label>);
    let reason = RwSignal::new(String::new());
    let agree = move |_| store.send(Gesture::Review(Some((machine, String::new()))));
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let why = reason.get_untracked().trim().to_owned();
        if let Some(label) = wish.get_untracked().filter(|_| !why.is_empty()) {
            wish.set(None);
            store.send(Gesture::Review(Some((label, why))));
        }
    };
    let other = move |label: Label| {
        view! {
            <label class="choice">
                <input type="radio" name="person" prop:checked=move || wish.get() == Some(label) on:change=move |_| wish.set(Some(label))/>
                {label.word()}
            </label>
        }
    };
    let others: Vec<Label> = Label::ALL.into_iter().filter(|label| *label != machine).collect();
    let first = others.first().copied();
    let ask = move || {
        view! {
            <div class="buttons">
                <button type="button" class="button" on:click=agree>"Right"</button>
                <button type="button" class="button" aria-expanded=move || wish.get().is_some().to_string() on:click=move |_| wish.set(first)>"Wrong?"</button>
            </div>
        }
    };
    let told = move |review: Review| {
        let words = match review.person == machine {
            true => format!("You agree: {}.", review.person.word()),
            false => format!("You say {}: {}", review.person.word(), review.reason),
        };
        view! {
            <p class="human"><strong>{words}</strong>" "
                <button type="button" class="link" on:click=move |_| store.send(Gesture::Review(None))>"Take back"</button></p>
        }
    };
    view! {
        {move || match said.get() {
            Some(review) => told(review).into_any(),
            None => ask().into_any(),
        }}
        <Show when=move || wish.get().is_some()>
            <form class="wrong" on:submit=save>
                <fieldset><legend>"It is"</legend>{others.iter().copied().map(other).collect_view()}</fieldset>
                <input class="field" aria-label="Reason" placeholder="Reason" autocomplete="off" prop:value=move || reason.get()
                    on:input=move |event| reason.set(event_target_value(&event))/>
                <button type="submit" class="button primary" disabled=move || reason.get().trim().is_empty()>"Save"</button>
            </form>
        </Show>
    }
}
