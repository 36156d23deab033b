//! What became of what was dropped: one line, the details on demand, a question only where something is ambiguous.

use callscape_model::calendar::{day_long, day_of_text};
use callscape_model::command::{Loadout, Overview};
use callscape_model::field::Use;
use callscape_model::message::FileId;
use callscape_model::number::grouped;
use callscape_model::plan::DateOrder;
use callscape_model::quality::Quality;
use callscape_model::table::Membership;
use leptos::prelude::*;

use super::icon::{Icon, Picture};
use crate::state::{Gesture, Page, Shared};
use crate::store::use_store;

#[component]
pub(super) fn Receipt() -> impl IntoView {
    let store = use_store();
    let data = store.memo(|state| state.data.clone());
    let shown = store.memo(|state| state.receipt);
    let took = store.memo(|state| state.took);
    view! {
        <Show when=move || shown.get()>
            <section class="card receipt" aria-label="What was read">
                {move || data.get().map(|data| view! { <Summary data=data.clone() took=took.get()/><Questions data/> })}
                <button type="button" class="button quiet square close" aria-label="Close what was read" title="Close"
                    on:click=move |_| store.send(Gesture::CloseReceipt)><Picture icon=Icon::Close/></button>
            </section>
        </Show>
    }
}

#[component]
fn Summary(data: Shared<Overview>, took: f64) -> impl IntoView {
    let files =
        if data.files.len() == 1 { "1 file".to_owned() } else { format!("{} files", data.files.len()) };
    let notes = data
        .notes
        .iter()
        .map(|note| view! { <p class="receipt-note"><Picture icon=Icon::Note/>{note.clone()}</p> });
    let notes = notes.collect_view();
    let times = times_words(&data);
    let applied = data.applied.clone().map(|applied| view! { <Applied applied=*applied/> });
    let identity = identity(&data.quality);
    let joined = data.joined.map(|joined| view! { <p class="receipt-note joined"><Picture icon=Icon::Note/>{joined.words(data.subject)}</p> });
    view! {
        <details>
            <summary>
                <strong>{format!("Read {files} in {:.1} s", took / 1000.0)}</strong>
                <span class="number">{identity}</span>
                <span class="muted">{times}</span>
                <span class="link">"Details"</span>
            </summary>
            <FileTable data/>
        </details>
        {joined}
        {applied}
        {notes}
    }
}

/// What the deltas did, in one line, and the way to them.
#[component]
fn Applied(applied: callscape_model::delta::Applied) -> impl IntoView {
    let store = use_store();
    let facts = applied.facts().map(|table| table.name.clone()).unwrap_or_default();
    let months: Vec<String> = applied
        .stops
        .iter()
        .map(|stop| {
            let tally = stop.tables.iter().find(|(table, _)| *table == facts).map(|(_, tally)| *tally);
            let tally = tally.unwrap_or_default();
            format!(
                "{} +{} ~{} −{}",
                stop.month.name(),
                grouped(tally.adds),
                grouped(tally.updates),
                grouped(tally.deletes)
            )
        })
        .collect();
    let conflicts = match applied.all_conflicts {
        0 => "no conflicts".to_owned(),
        1 => "1 conflict".to_owned(),
        n => format!("{} conflicts", grouped(n)),
    };
    let look = move |_| store.send(Gesture::Turn(Page::Deltas));
    let there = !months.is_empty();
    view! {
        {there.then(|| view! {
            <p class="receipt-note">
                <Picture icon=Icon::Note/>
                <span>"Deltas of "{facts}": "{months.join(" · ")}" · "{conflicts}</span>
                <button type="button" class="button" on:click=look>"Look"</button>
            </p>
        })}
        {applied.notes.into_iter().map(|note| view! { <p class="receipt-note"><Picture icon=Icon::Note/>{note}</p> }).collect_view()}
    }
}

/// The law of the rows, in words.
pub(super) fn identity(quality: &Quality) -> String {
    format!(
        "{} read = {} kept + {} merged + {} rejected",
        grouped(quality.read),
        grouped(quality.kept),
        grouped(quality.merged),
        grouped(quality.rejected)
    )
}

fn times_words(data: &Overview) -> String {
    match (data.has.walls, data.has.instants) {
        (true, true) => {
            format!("Times without an offset are wall clock of {0}, the others are shown in {0}", data.zone)
        }
        (false, true) => format!("Times with an offset, shown in {}", data.zone),
        _ => format!("Times read as wall clock of {}", data.zone),
    }
}

#[component]
fn FileTable(data: Shared<Overview>) -> impl IntoView {
    let store = use_store();
    let row = |file: &Loadout| {
        let id = file.file;
        let used = file.plan.columns.iter().filter(|column| column.usage != Use::Free).count();
        let columns = format!("{used} of {}", file.plan.columns.len());
        let role =
            file.plan.member.as_ref().map_or_else(|| file.plan.role().word().to_owned(), Membership::words);
        let role = if file.companion { format!("{role}, joined") } else { role };
        let numbers = [file.quality.kept, file.quality.merged, file.quality.rejected].map(grouped);
        view! {
            <tr>
                <th scope="row">{file.name.clone()}</th>
                <td>{role}</td>
                {numbers.into_iter().map(|number| view! { <td class="number">{number}</td> }).collect_view()}
                <td class="number">{columns}</td>
                <td><button type="button" class="button" on:click=move |_| store.send(Gesture::EditMapping(id))>"Columns"</button></td>
            </tr>
        }
    };
    view! {
        <div class="scroll">
            <table class="plain">
                <caption class="hidden">"Files"</caption>
                <thead><tr>
                    <th scope="col">"File"</th><th scope="col">"Role"</th><th scope="col" class="number">"Kept"</th>
                    <th scope="col" class="number">"Merged"</th><th scope="col" class="number">"Rejected"</th>
                    <th scope="col" class="number">"Columns used"</th><th scope="col"><span class="hidden">"Change"</span></th>
                </tr></thead>
                <tbody>{data.files.iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}

/// Dates that could be read either way throughout: both readings, and the other one on request.
#[component]
fn Questions(data: Shared<Overview>) -> impl IntoView {
    let question = |file: &Loadout| {
        let ask = |(column, count, month, day): &(String, u64, String, String)| {
            let order = file.plan.columns.iter().find(|plan| plan.name == *column).map(|plan| plan.order);
            view! {
                <Question file=file.file column=column.clone() count=*count month=month.clone() day=day.clone()
                    order=order.unwrap_or_default()/>
            }
        };
        file.ambiguous.iter().map(ask).collect_view()
    };
    data.files.iter().map(question).collect_view()
}

#[component]
fn Question(
    file: FileId,
    column: String,
    count: u64,
    month: String,
    day: String,
    order: DateOrder,
) -> impl IntoView {
    let store = use_store();
    let name = format!("order {file} {column}");
    let legend =
        format!("{column}: which number is the month? {} dates could be read either way.", grouped(count));
    let choice = move |wanted: DateOrder, reading: &str, words: &str| {
        let (column, name) = (column.clone(), name.clone());
        let reading = day_of_text(reading).map_or_else(|| reading.to_owned(), day_long);
        let pick = move |_| store.send(Gesture::SetOrder { file, column: column.clone(), order: wanted });
        view! {
            <label class="choice">
                <input type="radio" name=name prop:checked=wanted == order on:change=pick/>
                {format!("{words}: {reading}")}
            </label>
        }
    };
    view! {
        <fieldset class="question">
            <legend><Picture icon=Icon::Warning/>{legend}</legend>
            {choice(DateOrder::MonthFirst, &month, "Month first")}
            {choice(DateOrder::DayFirst, &day, "Day first")}
        </fieldset>
    }
}
