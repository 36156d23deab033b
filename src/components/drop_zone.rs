//! The empty page: drop, choose or paste files, or look at samples first.

use callscape_model::field::FIELDS;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlInputElement;

use super::icon::{Icon, Picture};
use crate::state::{Phase, Sample, State, clause_words};
use crate::store::{Store, use_store};
use crate::{frame, intake};

/// What a file may weigh without a thought: what there is no room for is refused with the number that would fit.
const LIMIT: &str = "up to about 4 GB";

#[component]
pub(crate) fn DropZone() -> impl IntoView {
    view! {
        <section class="welcome" aria-labelledby="welcome">
            <h1 id="welcome">"Call records, support files and transcripts to a dashboard, in your browser"</h1>
            <Waiting/>
            <div class="zone-box">
                <p class="lead">"Drop call records, support files or a folder of transcripts anywhere on this page"</p>
                <FileButtons/>
                <p class="muted">"CSV · TSV · JSON · NDJSON · TXT · zip · folders · any delimiter, UTF-8, UTF-16 or Windows-1252 · "{LIMIT}</p>
            </div>
            <Samples/>
            <Privacy/>
            <Templates/>
        </section>
    }
}

/// An address that was shared says what it will show.
#[component]
fn Waiting() -> impl IntoView {
    let store = use_store();
    let words = store
        .memo(|state| state.selection.clauses().iter().map(clause_words).collect::<Vec<_>>().join(" · "));
    view! {
        <Show when=move || !words.get().is_empty()>
            <p class="notice waiting">
                <Picture icon=Icon::Note/>
                <span>"This address shows "<strong>{move || words.get()}</strong>
                ". An address never holds data: drop the same files to see it."</span>
            </p>
        </Show>
    }
}

/// What a chooser of files is found by.
const FILES: &str = "choose-files";
/// What a chooser of folders is found by.
const FOLDER: &str = "choose-folder";

/// The browser's own choosers. They are there for the page's life, whatever shows the buttons that open them.
#[component]
pub(crate) fn FileInputs() -> impl IntoView {
    let store = use_store();
    let files = NodeRef::<html::Input>::new();
    let folder = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        // The attribute that makes it a chooser of folders is one that the view does not know.
        let _ = folder.get().map(|folder| folder.set_attribute("webkitdirectory", ""));
    });
    let take = move |input: NodeRef<html::Input>| {
        let since = frame::now();
        let Some(input) = input.get_untracked() else { return };
        let input: HtmlInputElement = (*input).clone().unchecked_into();
        let Some(found) = input.files().map(|list| intake::listed(&list)) else { return };
        // So that the same file can be chosen again.
        input.set_value("");
        spawn_local(async move { store.take(found.await, since) });
    };
    view! {
        <div hidden>
            <input id=FILES type="file" multiple aria-label="Files" node_ref=files on:change=move |_| take(files)/>
            <input id=FOLDER type="file" multiple aria-label="Folder" node_ref=folder on:change=move |_| take(folder)/>
        </div>
    }
}

/// Opens one of the choosers.
fn choose(id: &str) {
    let input = web_sys::window().and_then(|window| window.document()?.get_element_by_id(id));
    if let Some(input) = input.and_then(|input| input.dyn_into::<HtmlInputElement>().ok()) {
        input.click();
    }
}

/// Choose files, choose a folder, paste.
#[component]
pub(super) fn FileButtons() -> impl IntoView {
    let store = use_store();
    let pasting = RwSignal::new(false);
    view! {
        <div class="buttons">
            <button type="button" class="button primary large" on:click=move |_| choose(FILES)>"Choose files"</button>
            <button type="button" class="button large" on:click=move |_| choose(FOLDER)>"Choose a folder"</button>
            <button type="button" class="button large" aria-expanded=move || pasting.get().to_string()
                on:click=move |_| pasting.update(|on| *on = !*on)>"Paste"</button>
        </div>
        <Show when=move || pasting.get()><PasteBox store pasting/></Show>
    }
}

#[component]
fn PasteBox(store: Store, pasting: RwSignal<bool>) -> impl IntoView {
    let text = RwSignal::new(String::new());
    let read = move |_| {
        let since = frame::now();
        let text = text.get_untracked();
        match intake::file_of_text(&text, "pasted.csv") {
            Ok(file) if !text.trim().is_empty() => {
                pasting.set(false);
                store.take(vec![("pasted.csv".to_owned(), file)], since);
            }
            _ => {}
        }
    };
    view! {
        <div class="paste">
            <textarea class="field" rows="6" aria-label="Rows with a header" placeholder="Paste rows with a header"
                spellcheck="false" on:input=move |event| text.set(event_target_value(&event))></textarea>
            <button type="button" class="button primary" disabled=move || text.get().trim().is_empty() on:click=read>
                "Read"
            </button>
        </div>
    }
}

#[component]
fn Samples() -> impl IntoView {
    let store = use_store();
    let ready = store.memo(|state: &State| state.phase != Phase::Starting);
    view! {
        <div class="samples" role="group" aria-labelledby="samples">
            <p id="samples">"Or look first, with synthetic data:"</p>
            <div class="buttons">
                <button type="button" class="button" disabled=move || !ready.get() on:click=move |_| store.sample(Sample::Calls)>
                    "Call records, 5,000"
                </button>
                <button type="button" class="button" disabled=move || !ready.get() on:click=move |_| store.sample(Sample::Support)>
                    "Support + 2 monthly deltas"
                </button>
                <button type="button" class="button" disabled=move || !ready.get() on:click=move |_| store.sample(Sample::Transcripts)>
                    "Sales transcripts, 300"
                </button>
            </div>
        </div>
    }
}

#[component]
fn Privacy() -> impl IntoView {
    view! {
        <details class="privacy">
            <summary><Picture icon=Icon::Lock/>"Your files stay in this browser. Nothing is sent. "<span class="link">"How to check"</span></summary>
            <ol>
                <li>"Open the network panel of your browser’s developer tools (F12). After loading there is no traffic, whatever you drop."</li>
                <li>"Or disconnect from the network now: everything goes on working."</li>
                <li>"The page forbids itself any connection but to where it came from: see the policy in the first line of its source."</li>
            </ol>
        </details>
    }
}

/// Headers of support files.
const SUPPORT: &[&str] = &[
    "interactions: interaction_id,timestamp,channel,category_id,agent_id,contact_center_id,interaction_start,agent_resolution_timestamp,interaction_end,call_duration_minutes,satisfaction_rating",
    "agents: agent_id,full_name,contact_center_id,hire_date,category_id",
    "contact_centers: contact_center_id,contact_center_name,location",
    "service_categories: category_id,category_name,department",
];

/// The headers that are known for sure.
#[component]
fn Templates() -> impl IntoView {
    let calls = FIELDS.iter().filter(|field| !field.facts_only && !matches!(field.id, "date" | "time"));
    let header = calls.map(|field| field.id);
    let header = header.collect::<Vec<_>>().join(",");
    let saved = header.clone();
    let save = move |_| {
        // Nothing is lost when the browser refuses: the line stands on the page.
        let _ = crate::download::save_text("calls_template.csv", "text/csv", &format!("{saved}\r\n"));
    };
    view! {
        <details class="templates">
            <summary>"Templates of headers"</summary>
            <p>"Only a start time is required. These names are recognised for sure; many others are too, and any column can be mapped by hand."</p>
            <pre tabindex="0">{header}</pre>
            <button type="button" class="button" on:click=save><Picture icon=Icon::Download/>"calls_template.csv"</button>
            <p>"Support files: a table of facts with a key, tables of dimensions whose keys the facts refer to, and monthly deltas of any of them, named like "<code>"agents_delta_202502.csv"</code>" or in a folder of their month, with a column "<code>"action"</code>" that says add, update or delete."</p>
            <pre tabindex="0">{SUPPORT.join("\n")}</pre>
            <p>"Transcripts: JSON, one record a file or many, or a table, with these columns; or plain text whose lines begin with "<code>"Agent:"</code>" and "<code>"Customer:"</code>"."</p>
            <pre tabindex="0">"call_id,agent_name,timestamp,transcript_text"</pre>
        </details>
    }
}

/// Covers the window while files are dragged over it.
#[component]
pub(crate) fn Curtain(dragging: RwSignal<bool>) -> impl IntoView {
    view! {
        <Show when=move || dragging.get()>
            <div class="curtain" aria-hidden="true"><p>"Drop to read these files in this browser"</p></div>
        </Show>
    }
}
