//! The rules by which transcripts are scored: choose a pack, change it, load and save one, see whose label it changes;
//! and the spellings of agents that are merged.

use callscape_model::dimension::Dimension;
use callscape_model::message::Rules;
use callscape_model::number::grouped;
use callscape_model::score::SAME;
use callscape_model::selection::{Clause, Mode, Set};
use leptos::html;
use leptos::prelude::{Set as _, *};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::HtmlInputElement;

use super::dialog::Dialog;
use super::icon::{Icon, Picture};
use super::more::More;
use crate::state::{Gesture, Page, Panel, Phase, State};
use crate::store::{Store, use_store};

/// What a saved pack is called.
const FILE: &str = "callscape_rules.toml";
/// Larger files are no rule packs.
const LARGEST: f64 = 4e6;
/// How many spellings are shown at first, and come with a click.
const STEP: usize = 30;

#[component]
pub(crate) fn RulesPanel() -> impl IntoView {
    let store = use_store();
    let shown = store.memo(|state| state.panel == Panel::Rules);
    view! {
        <Dialog title="Rules for transcripts" shown class="wide">
            <Editor/>
            <Changes/>
            <Spellings/>
        </Dialog>
    }
}

/// The packs that come with the product: title and text, the default first.
fn packs(state: &State) -> Vec<(String, String)> {
    state.abilities.packs.iter().map(|pack| (pack.title.clone(), pack.text.clone())).collect()
}

/// The text of the rules that hold.
fn text_now(state: &State) -> String {
    match state.talk.rules.pack.as_str() {
        "" => packs(state).into_iter().next().map(|(_, text)| text).unwrap_or_default(),
        own => own.to_owned(),
    }
}

#[component]
fn Editor() -> impl IntoView {
    let store = use_store();
    let text = RwSignal::new(store.peek(text_now));
    let area = NodeRef::<html::Textarea>::new();
    let lines = NodeRef::<html::Pre>::new();
    let built_in = store.memo(packs);
    let busy = store.memo(|state| state.talk.next.is_some() || state.phase != Phase::Idle);
    let failure = store.memo(|state| state.talk.failure.clone());
    let put = move |words: String| {
        text.set(words);
        let _ = area.get_untracked().map(|area| area.set_scroll_top(0));
    };
    let option = move |(index, (title, own)): (usize, (String, String))| {
        view! { <option value=index.to_string() prop:selected=move || text.with(|text| *text == own)>{title}</option> }
    };
    let edited = move || built_in.with(|packs| text.with(|text| packs.iter().all(|(_, own)| own != text)));
    let choose = move |event| {
        let index = event_target_value(&event).parse::<usize>().ok();
        if let Some((_, own)) = built_in.get_untracked().into_iter().nth(index.unwrap_or(usize::MAX)) {
            put(own);
        }
    };
    let numbers = move || {
        let count = text.with(|text| text.split('\n').count());
        (1..=count).map(|line| format!("{line}\n")).collect::<String>()
    };
    let scrolled = move |_| {
        if let Some((area, lines)) = area.get_untracked().zip(lines.get_untracked()) {
            lines.set_scroll_top(area.scroll_top());
        }
    };
    // Nothing is lost when the browser refuses: the text stays in its field.
    let save = move |_| drop(crate::download::save_text(FILE, "text/plain", &text.get_untracked()));
    view! {
        <div class="rule-head">
            <label class="pick"><span>"Pack"</span>
                <select class="field" aria-label="Pack" on:change=choose>
                    {move || built_in.get().into_iter().enumerate().map(option).collect_view()}
                    <option value="own" prop:selected=edited disabled=move || !edited()>"Your own"</option>
                </select>
            </label>
            <label class="button">"Load a file"
                <input class="hidden" type="file" accept=".toml,.txt" on:change=move |event| load(store, &event, Callback::new(put))/>
            </label>
            <button type="button" class="button" on:click=save><Picture icon=Icon::Download/>"Save as a file"</button>
            <button type="button" class="button primary" disabled=move || busy.get() on:click=move |_| apply(store, text.get_untracked())>
                {move || if busy.get() { "Scoring…" } else { "Apply" }}
            </button>
        </div>
        {move || failure.get().map(|failure| view! {
            <p class="notice error" role="alert"><Picture icon=Icon::Warning/><span><strong>{failure.message}</strong>" "{failure.hint}</span></p>
        })}
        <div class="editor">
            <pre aria-hidden="true" node_ref=lines>{numbers}</pre>
            <textarea class="field" rows="16" wrap="off" spellcheck="false" autocomplete="off" aria-label="Rule pack" node_ref=area
                prop:value=move || text.get() on:input=move |event| text.set(event_target_value(&event)) on:scroll=scrolled></textarea>
        </div>
    }
}

/// The text of a chosen file.
fn load(store: Store, event: &web_sys::Event, put: Callback<String>) {
    let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    let Some(input) = input else { return };
    let Some(file) = input.files().and_then(|files| files.get(0)) else { return };
    // So that the same file can be chosen again.
    input.set_value("");
    if file.size() > LARGEST {
        return store
            .trouble(&format!("{} is too large for a rule pack.", file.name()), "Choose a TOML file.");
    }
    spawn_local(async move {
        match JsFuture::from(file.text()).await {
            Ok(text) => put.run(text.as_string().unwrap_or_default()),
            Err(_) => store.trouble("The file could not be read.", "Check that you may read it."),
        }
    });
}

/// Applies a pack; labels are then compared with those of the rules before.
fn apply(store: Store, text: String) {
    let (default, old) = store.peek(|state| (packs(state).into_iter().next(), state.talk.rules.clone()));
    let pack = if default.is_some_and(|(_, own)| own == text) { String::new() } else { text };
    let before = if pack == old.pack { old.before } else { Some(old.pack) };
    store.send(Gesture::SetRules(Box::new(Rules { pack, before, ..old })));
}

/// How many labels are others than by the rules before, and the way to them.
#[component]
fn Changes() -> impl IntoView {
    let store = use_store();
    let compared = store.memo(|state| state.talk.rules.before.is_some() && state.phase == Phase::Idle);
    let changed = store.memo(|state| {
        let menu = state.menus.iter().find(|menu| menu.dimension == Dimension::Relabelled);
        let values = menu.map(|menu| menu.values.clone()).unwrap_or_default();
        values.into_iter().filter(|(value, count)| value != SAME && *count > 0).collect::<Vec<_>>()
    });
    let sum = move || changed.with(|changed| changed.iter().map(|(_, count)| count).sum::<u64>());
    let words = move || match sum() {
        0 => "No call changed its label.".to_owned(),
        1 => "1 call changed its label.".to_owned(),
        n => format!("{} calls changed their label.", grouped(n)),
    };
    let show = move |_| {
        let set = Set::one(SAME).complement();
        store.send(Gesture::Close);
        store.send(Gesture::Filter(Clause { dimension: Dimension::Relabelled, mode: Mode::Filter, set }));
        store.send(Gesture::Turn(Page::Transcripts));
    };
    let kind = |(value, count): (String, u64)| view! { <li>{value}" "<span class="number muted">{grouped(count)}</span></li> };
    view! {
        <Show when=move || compared.get()>
            <div class="changed" role="status">
                <p><strong>{words}</strong></p>
                <ul class="cells">{move || changed.get().into_iter().map(kind).collect_view()}</ul>
                <Show when=move || { sum() > 0 }><button type="button" class="button" on:click=show>"Show them"</button></Show>
            </div>
        </Show>
    }
}

/// Changes what is said of agents' names; `change` says whether it did.
fn change(store: Store, change: impl FnOnce(&mut Rules) -> bool) {
    let mut rules = store.peek(|state| state.talk.rules.clone());
    if change(&mut rules) {
        store.send(Gesture::SetRules(Box::new(rules)));
    }
}

/// Agents that are written in several ways: what was merged and why, each to be undone.
#[component]
fn Spellings() -> impl IntoView {
    let store = use_store();
    let merged =
        store.memo(|state| state.data.as_ref().map(|data| data.spellings.clone()).unwrap_or_default());
    let rules = store.memo(|state| (!state.talk.rules.keep_names, state.talk.rules.apart.clone()));
    let shown = RwSignal::new(STEP);
    let all = move || merged.with(Vec::len);
    let row = move |index: usize| {
        let (spelling, name, why) = merged.with(|merged| merged.get(index).cloned())?;
        let own = spelling.clone();
        let undo = move |_| change(store, |rules| rules.apart.insert(own.clone()));
        Some(view! {
            <tr><th scope="row">{spelling}</th><td>{name}</td><td class="muted">{why}</td>
                <td><button type="button" class="button" on:click=undo>"Keep apart"</button></td></tr>
        })
    };
    let flip = move |_| {
        change(store, |rules| {
            rules.keep_names = !rules.keep_names;
            true
        });
    };
    let apart = move |name: String| {
        let own = name.clone();
        let again = move |_| change(store, |rules| rules.apart.remove(&own));
        view! { <li>{name}" "<button type="button" class="link" on:click=again>"merge again"</button></li> }
    };
    view! {
        <h3>"Agents written in several ways"</h3>
        <label class="choice">
            <input type="checkbox" prop:checked=move || rules.get().0 on:change=flip/>
            "Merge spellings of one agent"
        </label>
        <Show when=move || { all() > 0 } fallback=|| view! { <p class="muted">"No spellings are merged."</p> }>
            <div class="scroll">
                <table class="plain">
                    <caption class="hidden">"Spellings that were merged"</caption>
                    <thead><tr><th scope="col">"Written"</th><th scope="col">"Counts as"</th><th scope="col">"Why"</th><th scope="col"><span class="hidden">"Undo"</span></th></tr></thead>
                    <tbody>{move || (0..shown.get().min(all())).map(row).collect_view()}</tbody>
                </table>
            </div>
            {move || view! { <More shown all=all() step=STEP/> }}
        </Show>
        <Show when=move || !rules.get().1.is_empty()>
            <p class="muted">"Kept apart:"</p>
            <ul class="cells">{move || rules.get().1.into_iter().map(apart).collect_view()}</ul>
        </Show>
    }
}
