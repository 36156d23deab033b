//! How a file is read, when that is not sure or the user wants it otherwise: dialect, columns, a preview.

use callscape_model::field::{Field, Use};
use callscape_model::message::FileId;
use callscape_model::month::Month;
use callscape_model::plan::{Dialect, Encoding, Plan, Proposal};
use callscape_model::table::{Membership, Role};
use leptos::prelude::*;
use web_sys::HtmlSelectElement;

use super::dialog::Dialog;
use super::icon::{Icon, Picture};
use super::mapping_column::ColumnRow;
use crate::state::{Entry, Gesture, Panel, Phase, Stage, State};
use crate::store::{Store, use_store};

/// More columns than anybody maps by hand; the others are kept as they are.
const SHOWN: usize = 150;

fn file(state: &State) -> Option<FileId> {
    match state.panel {
        Panel::Mapping(file) => Some(file),
        _ => None,
    }
}

/// The file in the panel: its entry, what looking at it said, and the plan as the user has it.
pub(super) type Mapped = Memo<Option<(Entry, Proposal, Plan)>>;

#[component]
pub(crate) fn Mapping() -> impl IntoView {
    let store = use_store();
    let shown = store.memo(|state| file(state).is_some());
    let mapped = store.memo(|state| {
        let entry = state.files.entry(file(state)?)?.clone();
        let proposal = entry.proposal()?.clone();
        let plan = entry.plan.clone().unwrap_or_else(|| proposal.plan.clone());
        Some((entry, proposal, plan))
    });
    let name = move || mapped.get().map_or_else(String::new, |(entry, ..)| entry.name);
    let question = move || {
        let (entry, proposal, plan) = mapped.get()?;
        match entry.stage {
            Stage::Unfit(_, failure) => Some(failure.to_string()),
            _ if plan.member.is_some() => entry.question,
            _ => proposal.question,
        }
    };
    view! {
        <Dialog title=Signal::derive(move || format!("How to read {}", name())) shown class="wide">
            {move || question().map(|text| view! { <p class="notice warning"><Picture icon=Icon::Warning/><span>{text}</span></p> })}
            <Belongs store mapped/>
            <DialectRow store mapped/>
            <Columns mapped/>
            <Preview mapped/>
            <Buttons store mapped/>
        </Dialog>
    }
}

/// What the file is among the others: its role, its table, the month of a delta.
#[component]
fn Belongs(store: Store, mapped: Mapped) -> impl IntoView {
    let member = Memo::new(move |_| mapped.get().map(|(_, _, plan)| plan.member.unwrap_or_default()));
    let put = move |change: &dyn Fn(&mut Membership)| {
        let Some(((entry, ..), mut member)) = mapped.get_untracked().zip(member.get_untracked()) else {
            return;
        };
        if member.table.is_empty() {
            let stem = entry.name.rsplit('/').next().unwrap_or_default();
            member.table = stem.split('.').next().unwrap_or_default().to_owned();
        }
        change(&mut member);
        store.send(Gesture::SetMember(entry.file, member));
    };
    let role = Signal::derive(move || member.get().unwrap_or_default().role);
    let tabular = move || role.get() != Role::Calls;
    let delta = move || member.get().is_some_and(|member| member.delta);
    let table = move || member.get().unwrap_or_default().table;
    let month = move || member.get().and_then(|member| member.month).map(Month::text).unwrap_or_default();
    view! {
        <div class="dialect">
            <Pick label="Holds" options=Role::ALL value=role put=Callback::new(move |role| put(&|m| m.role = role))/>
            <Show when=tabular>
                <label class="pick"><span>"Table"</span>
                    <input class="field" prop:value=table on:change=move |event| {
                        let name = event_target_value(&event);
                        put(&|m| m.table.clone_from(&name));
                    }/>
                </label>
                <label class="choice">
                    <input type="checkbox" prop:checked=delta on:change=move |_| put(&|m| m.delta = !m.delta)/>
                    "Changes of a month"
                </label>
                <Show when=delta>
                    <label class="pick"><span>"Month of its changes"</span>
                        <input class="field" type="month" prop:value=month on:change=move |event| {
                            let month = Month::parse(&event_target_value(&event));
                            put(&|m| m.month = month);
                        }/>
                    </label>
                </Show>
            </Show>
        </div>
    }
}

const DELIMITERS: &[(u8, &str)] =
    &[(b',', "comma ,"), (b';', "semicolon ;"), (b'\t', "tab"), (b'|', "bar |")];
const QUOTES: &[(Option<u8>, &str)] = &[(Some(b'"'), "double \""), (Some(b'\''), "single '"), (None, "none")];

/// Delimiter, quote, encoding, header: only what the file's format has.
#[component]
fn DialectRow(store: Store, mapped: Mapped) -> impl IntoView {
    let dialect = Memo::new(move |_| mapped.get().map(|(_, _, plan)| plan.dialect).unwrap_or_default());
    let put = Callback::new(move |dialect: Dialect| {
        if let Some((entry, ..)) = mapped.get_untracked() {
            store.send(Gesture::SetDialect(entry.file, dialect));
        }
    });
    let is_csv = move || dialect.get().format == "csv";
    let with = move |change: &dyn Fn(&mut Dialect)| {
        let mut next = dialect.get_untracked();
        change(&mut next);
        put.run(next);
    };
    view! {
        <Show when=is_csv>
            <div class="dialect">
                <Pick label="Delimiter" options=DELIMITERS value=Signal::derive(move || dialect.get().delimiter)
                    put=Callback::new(move |delimiter| with(&|d| d.delimiter = delimiter))/>
                <Pick label="Quote" options=QUOTES value=Signal::derive(move || dialect.get().quote)
                    put=Callback::new(move |quote| with(&|d| d.quote = quote))/>
                <Pick label="Encoding" options=Encoding::ALL value=Signal::derive(move || dialect.get().encoding)
                    put=Callback::new(move |encoding| with(&|d| d.encoding = encoding))/>
                <label class="choice">
                    <input type="checkbox" prop:checked=move || dialect.get().header
                        on:change=move |_| with(&|d| d.header = !d.header)/>
                    "First line holds names"
                </label>
            </div>
        </Show>
    }
}

/// One of a few.
#[component]
pub(super) fn Pick<T: Copy + PartialEq + Send + Sync + 'static>(
    #[prop(into)] label: String,
    options: &'static [(T, &'static str)],
    value: Signal<T>,
    put: Callback<T>,
) -> impl IntoView {
    let option = move |(index, (own, name)): (usize, &'static (T, &'static str))| {
        view! { <option value=index prop:selected=move || value.get() == *own>{*name}</option> }
    };
    let change = move |event| {
        let index = event_target_value(&event).parse::<usize>().ok();
        // What is shown is what holds: a choice that is refused must not stay in sight as if it did.
        let held = options.iter().position(|(own, _)| value.get_untracked() == *own);
        let select: HtmlSelectElement = event_target(&event);
        select.set_selected_index(held.map_or(-1, |index| index as i32));
        if let Some((own, _)) = index.and_then(|index| options.get(index)) {
            put.run(*own);
        }
    };
    view! {
        <label class="pick">
            <span>{label}</span>
            <select class="field" on:change=change>{options.iter().enumerate().map(option).collect_view()}</select>
        </label>
    }
}

#[component]
fn Columns(mapped: Mapped) -> impl IntoView {
    let count = Memo::new(move |_| mapped.get().map_or(0, |(_, _, plan)| plan.columns.len()));
    let more = move || count.get().saturating_sub(SHOWN);
    view! {
        <div class="scroll mapping-scroll">
            <table class="plain mapping">
                <caption class="hidden">"Columns of the file"</caption>
                <thead><tr>
                    <th scope="col">"Column"</th><th scope="col">"Used as"</th><th scope="col">"Read as"</th>
                    <th scope="col">"Values"</th><th scope="col">"Confidence"</th>
                </tr></thead>
                <tbody>
                    <For each=move || 0..count.get().min(SHOWN) key=|index| *index let:index><ColumnRow mapped index/></For>
                </tbody>
            </table>
        </div>
        <Show when=move || { more() > 0 }><p class="muted">{move || format!("{} more columns are kept as they are.", more())}</p></Show>
    }
}

#[component]
fn Preview(mapped: Mapped) -> impl IntoView {
    let table = move || {
        let (_, proposal, plan) = mapped.get()?;
        let heads = plan
            .columns
            .iter()
            .take(SHOWN)
            .map(|column| view! { <th scope="col">{column.name.clone()}</th> });
        let row = |cells: &Vec<String>| {
            let cells = cells.iter().take(SHOWN).map(|cell| view! { <td class="cell">{cell.clone()}</td> });
            view! { <tr>{cells.collect_view()}</tr> }
        };
        let rows = proposal.preview.iter().map(row).collect_view();
        Some(view! {
            <table class="plain">
                <caption class="hidden">"First rows as they are cut"</caption>
                <thead><tr>{heads.collect_view()}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        })
    };
    view! {
        <h3>"First rows"</h3>
        <div class="scroll preview" tabindex="0" role="region" aria-label="First rows">{table}</div>
    }
}

#[component]
fn Buttons(store: Store, mapped: Mapped) -> impl IntoView {
    // Without a plan of its own, the file is being looked at in another way.
    let usable =
        move || mapped.get().is_some_and(|(entry, _, plan)| entry.plan.is_some() && lacks(&plan).is_none());
    let lacking = move || mapped.get().and_then(|(_, _, plan)| lacks(&plan));
    let asking = store.memo(|state| state.phase == Phase::Asking);
    let skip = move |_| {
        if let Some((entry, ..)) = mapped.get_untracked() {
            store.send(Gesture::Skip(entry.file));
        }
    };
    view! {
        <footer class="dialog-foot">
            <Show when=move || !usable()><p class="needs">{lacking}</p></Show>
            <Show when=move || asking.get()
                fallback=move || view! { <button type="button" class="button" on:click=move |_| store.send(Gesture::Close)>"Cancel"</button> }>
                <button type="button" class="button" on:click=skip>"Skip this file"</button>
            </Show>
            <button type="button" class="button primary" disabled=move || !usable() on:click=move |_| store.send(Gesture::Load)>"Load"</button>
        </footer>
    }
}

/// What a plan must say and does not.
fn lacks(plan: &Plan) -> Option<&'static str> {
    let has = |field| plan.columns.iter().any(|column| column.usage == Use::Field(field));
    match &plan.member {
        None if has(Field::Start) || has(Field::Date) => None,
        None => Some("Choose the column that holds the start time."),
        Some(member) if member.delta && member.month.is_none() => Some("Choose the month of its changes."),
        Some(member) if (member.delta || member.role == Role::Dimension) && !has(Field::CallId) => {
            Some("Choose the column that holds the key.")
        }
        Some(member) if member.delta && !has(Field::Action) => {
            Some("Choose the column that says add, update or delete.")
        }
        Some(_) => None,
    }
}
