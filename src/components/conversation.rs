//! A conversation: who said what, with the spans that made its scores marked where they were said.

use callscape_model::message::{Conversation, Turn};
use callscape_model::metric::score_text;
use callscape_model::number::{duration, grouped, money};
use callscape_model::order;
use callscape_model::score::{Amount, BY_MODEL, Evidence, Mark, Period, Score, Speaker};
use leptos::html;
use leptos::prelude::*;
use web_sys::{Element, ScrollBehavior, ScrollIntoViewOptions, ScrollLogicalPosition};

use super::icon::{Icon, Picture};
use super::more::More;
use super::record::OtherSide;
use super::transcripts::{LIST, Step, WHY, back};
use crate::frame;
use crate::state::{Gesture, Shared, Spot, is_telling};
use crate::store::{Store, use_store};

/// Turns that are shown at first, and come with a click.
const TURNS: usize = 60;
/// Bytes of a turn that are shown at first, and how many come with a click: a turn of megabytes must not stop the page.
const CLIP: usize = 4_000;
const FURTHER: usize = 20_000;
/// More ticks than these cannot be told apart in the map.
const TICKS: usize = 300;

/// A sum as people write it: `$49`, `$4.99 a month`, `12 EUR`.
pub(super) fn price(amount: &Amount) -> String {
    let period = match amount.period {
        Period::Once => "",
        Period::Day => " a day",
        Period::Week => " a week",
        Period::Month => " a month",
        Period::Quarter => " a quarter",
        Period::Year => " a year",
    };
    let sum = money(amount.value);
    let sum = sum.strip_suffix(".00").unwrap_or(&sum);
    let sum = match amount.currency.as_str() {
        "" | "USD" => sum.to_owned(),
        "EUR" => sum.replacen('$', "€", 1),
        "GBP" => sum.replacen('$', "£", 1),
        other => format!("{} {other}", sum.replacen('$', "", 1)),
    };
    format!("{sum}{period}")
}

/// What stands behind a marked span.
fn tag(score: &Score, evidence: &Evidence) -> String {
    let word = evidence.mark.word();
    let over = |turn: u32, start: u32, end: u32| {
        turn == evidence.turn && start < evidence.end && evidence.start < end
    };
    let upsell = score.upsells.iter().find(|upsell| over(upsell.turn, upsell.start, upsell.end));
    let amount = match evidence.mark {
        Mark::Upsell => {
            upsell.and_then(|upsell| upsell.amount).and_then(|place| score.amounts.get(place as usize))
        }
        Mark::Amount => score.amounts.iter().find(|amount| over(amount.turn, amount.start, amount.end)),
        _ => None,
    };
    amount.map_or_else(|| word.to_owned(), |amount| format!("{word} {}", price(amount)))
}

pub(super) fn speaker_word(speaker: Speaker) -> &'static str {
    match speaker {
        Speaker::Agent => "Agent",
        Speaker::Customer => "Customer",
        Speaker::System => "System",
        Speaker::Unknown => "Speaker",
    }
}

/// The whole pane.
#[component]
pub(super) fn Talk(open: Shared<Conversation>, step: Step) -> impl IntoView {
    let store = use_store();
    let spot = store.memo(|state| state.talk.spot);
    let shown = RwSignal::new(TURNS);
    let inside = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        let Some(spot) = spot.get() else { return };
        if spot.0 as usize >= shown.get_untracked() {
            shown.set(spot.0 as usize + 1);
        }
        frame::after(move || {
            // A pane that is gone by then points at nothing.
            let _ = point(inside, spot);
        });
    });
    let all = open.turns.len();
    let turns = open.clone();
    let row = move |index: usize| turns.turns.get(index).map(|turn| one_turn(store, &turns, turn, index));
    view! {
        {head(store, &open, step)}
        <div class="talk-body">
            <div class="turns" tabindex="0" role="region" aria-label="Conversation" node_ref=inside>
                <ol><For each=move || 0..shown.get().min(all) key=|index| *index children=row/></ol>
                <More shown all step=TURNS/>
            </div>
            {map(store, &open)}
        </div>
    }
}

fn head(store: Store, open: &Conversation, step: Step) -> impl IntoView + use<> {
    let (before, after) = match (open.estimated, open.recorded) {
        (_, true) => ("", " (call record)"),
        (true, false) => ("about ", " (estimated)"),
        (false, false) => ("", ""),
    };
    let length = format!("{before}{}{after}", duration(open.duration));
    let about: Vec<String> = [open.agent.clone(), open.start.clone(), length]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect();
    let place = format!("{}, line {}", open.file, open.line);
    let (plain, score) = open.plain;
    let plain = format!("Plain keywords: {} {}", plain.word(), score_text(i64::from(score)));
    let jump = move |forward: bool, label: &'static str, icon: Icon| {
        view! {
            <button type="button" class="button quiet square" aria-label=label title=label
                on:click=move |_| store.send(Gesture::Jump(forward))><Picture icon/></button>
        }
    };
    view! {
        <header class="pane-head">
            {back(step, LIST, "List")}
            <h2>{open.call.clone()}</h2>
            <span class="pair">{jump(false, "Previous span (p)", Icon::Up)}{jump(true, "Next span (n)", Icon::Down)}</span>
            <button type="button" class="button forth" on:click=move |_| step.set(WHY)>"Why"</button>
            <p class="muted">{about.join(" · ")}</p>
            <p class="muted" title=place.clone()>{plain}" · "{place.clone()}</p>
            {open.record.clone().map(|other| view! { <details class="other"><summary>"Call record"</summary><OtherSide other/></details> })}
        </header>
    }
}

/// Brings a place into sight and marks it as the one.
fn point(inside: NodeRef<html::Div>, spot: Spot) -> Option<()> {
    let inside = inside.try_get_untracked().flatten()?;
    let find = |what: String| inside.query_selector(&what).ok().flatten();
    if let Some(old) = find("[data-here]".to_owned()) {
        // An attribute of a valid name cannot be refused.
        let _ = old.remove_attribute("data-here");
    }
    let to: Element = find(format!("[data-at=\"{}-{}\"]", spot.0, spot.1))
        .or_else(|| find(format!("[data-turn=\"{}\"]", spot.0)))?;
    let _ = to.set_attribute("data-here", "");
    let options = ScrollIntoViewOptions::new();
    options.set_block(ScrollLogicalPosition::Center);
    options.set_behavior(ScrollBehavior::Instant);
    to.scroll_into_view_with_scroll_into_view_options(&options);
    Some(())
}

fn one_turn(store: Store, open: &Shared<Conversation>, turn: &Turn, index: usize) -> impl IntoView + use<> {
    let open = open.clone();
    let role = speaker_word(turn.speaker);
    let who = match turn.name.as_str() {
        name if name.is_empty() || name.eq_ignore_ascii_case(role) => role.to_owned(),
        name => format!("{role} · {name}"),
    };
    let size = turn.text.len();
    let text = if size <= CLIP {
        pieces(&open, index, size).into_any()
    } else {
        let clip = RwSignal::new(CLIP);
        let place = u32::try_from(index).unwrap_or(u32::MAX);
        // What is pointed at must be there.
        let needed = store.memo(move |state| match state.talk.spot {
            Some((turn, start)) if turn == place => start as usize + CLIP,
            _ => 0,
        });
        let end = Memo::new(move |_| clip.get().max(needed.get()));
        let left = move || size.saturating_sub(end.get());
        let words = move || format!("Show more: {} kB are left", grouped((left() as u64).div_ceil(1000)));
        view! {
            {move || pieces(&open, index, end.get())}
            <Show when=move || { left() > 0 }>
                <button type="button" class="button" on:click=move |_| clip.set(end.get_untracked() + FURTHER)>{words}</button>
            </Show>
        }
        .into_any()
    };
    view! {
        <li class=format!("turn by-{}", speaker_word(turn.speaker).to_lowercase()) data-turn=index.to_string()>
            <p class="who"><strong>{who}</strong>{turn.start.map(|start| view! { <span class="muted number">" "{duration(start)}</span> })}</p>
            <div class="said" dir="auto">{text}</div>
        </li>
    }
}

/// The text of a turn up to a byte, cut where evidence begins or ends.
fn pieces(open: &Conversation, index: usize, end: usize) -> Vec<AnyView> {
    let Some(turn) = open.turns.get(index) else { return Vec::new() };
    let text = turn.text.as_str();
    let end = (0..=end.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let of = |one: &&Evidence| one.turn as usize == index && (one.start as usize) < end;
    let evidence: Vec<&Evidence> = open.score.evidence.iter().filter(of).collect();
    let spans = evidence.iter().flat_map(|one| [one.start as usize, one.end as usize]);
    let mut cuts: Vec<usize> = spans.filter(|at| *at < end && text.is_char_boundary(*at)).collect();
    cuts.extend([0, end]);
    order::sort(&mut cuts);
    cuts.dedup();
    let piece = |from: usize, to: usize| {
        let inside = text.get(from..to).unwrap_or_default().to_owned();
        let over: Vec<&&Evidence> =
            evidence.iter().filter(|one| (one.start as usize) <= from && to <= one.end as usize).collect();
        if over.is_empty() {
            return inside.into_any();
        }
        let class = over.iter().map(|one| class_of(one)).collect::<Vec<_>>().join(" ");
        let rules = over.iter().map(|one| one.rule.as_str()).collect::<Vec<_>>().join(", ");
        let ends = over.iter().filter(|one| one.end as usize == to && is_telling(one));
        let mut tags: Vec<String> = ends.map(|one| tag(&open.score, one)).collect();
        tags.dedup();
        let tags = tags.into_iter().map(|words| view! { <span class="tag">{words}</span> }).collect_view();
        let begins = over.iter().any(|one| one.start as usize == from);
        let at = begins.then(|| format!("{index}-{from}"));
        view! { <mark class=class title=rules data-at=at>{inside}</mark>{tags} }.into_any()
    };
    cuts.windows(2).filter_map(|pair| Some(piece(*pair.first()?, *pair.last()?))).collect()
}

/// How a span is drawn: what only the model heard says little by itself, and stays in the background.
fn class_of(evidence: &Evidence) -> String {
    let words = if evidence.rule == BY_MODEL { BY_MODEL } else { evidence.mark.word() };
    format!("is-{words}")
}

/// Where in the whole conversation the spans are. It shows nothing that the buttons and keys do not lead to.
fn map(store: Store, open: &Conversation) -> impl IntoView + use<> {
    let mut before = Vec::with_capacity(open.turns.len());
    let all = open.turns.iter().fold(0_u64, |sum, turn| {
        before.push(sum);
        sum + turn.text.len() as u64
    });
    let telling: Vec<&Evidence> = open.score.evidence.iter().filter(|one| is_telling(one)).collect();
    let every = telling.len().div_ceil(TICKS).max(1);
    let tick = |one: &&Evidence| {
        let spot = (one.turn, one.start);
        let at = before.get(one.turn as usize).copied().unwrap_or(0) + u64::from(one.start);
        let top = format!("{:.1}%", at as f64 * 100.0 / all.max(1) as f64);
        view! { <span class=format!("tick is-{}", one.mark.word()) style:top=top on:click=move |_| store.send(Gesture::Spot(Some(spot)))></span> }
    };
    let ticks = telling.iter().step_by(every).map(tick).collect_view();
    view! { <div class="map" aria-hidden="true">{ticks}</div> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_read_as_people_write_them() {
        let sum = |value, currency: &str, period| {
            price(&Amount { turn: 0, start: 0, end: 0, value, currency: currency.into(), period })
        };
        assert_eq!(sum(49_000_000, "USD", Period::Once), "$49");
        assert_eq!(sum(4_990_000, "EUR", Period::Month), "€4.99 a month");
        assert_eq!(sum(12_000_000, "CHF", Period::Year), "12 CHF a year");
    }

    #[test]
    fn a_tag_says_what_an_upsell_costs() {
        let upsell = callscape_model::score::Upsell {
            kind: "warranty".into(),
            product: "extended warranty".into(),
            turn: 1,
            start: 4,
            end: 21,
            amount: Some(0),
            fate: Default::default(),
        };
        let amount = Amount { turn: 1, start: 26, end: 29, value: 49_000_000, ..amount() };
        let score = Score { upsells: vec![upsell], amounts: vec![amount], ..Score::default() };
        let evidence =
            |mark, start, end| Evidence { turn: 1, start, end, mark, rule: String::new(), points: 0 };
        assert_eq!(tag(&score, &evidence(Mark::Upsell, 4, 21)), "upsell $49");
        assert_eq!(tag(&score, &evidence(Mark::Amount, 26, 29)), "amount $49");
        assert_eq!(tag(&score, &evidence(Mark::Negated, 0, 3)), "negated");
    }

    fn amount() -> Amount {
        Amount { turn: 0, start: 0, end: 0, value: 0, currency: "USD".into(), period: Period::Once }
    }
}
