//! The numbers of a chart as a table.

use callscape_model::number::{grouped, percent};
use leptos::prelude::*;

use super::chart_layer::Seen;

#[component]
pub(super) fn ChartTable(view: Seen) -> impl IntoView {
    let rows = move || {
        let Some(view) = view.get() else { return Vec::new() };
        let all: u64 = view.buckets.iter().map(|bucket| bucket.total).sum();
        let row = |bucket: &callscape_model::view::Bucket| {
            let selected = view.split.then(|| grouped(bucket.selected));
            view! {
                <tr>
                    <th scope="row">{bucket.name.clone()}</th>
                    <td class="number">{grouped(bucket.total)}</td>
                    <td class="number">{percent(bucket.total, all)}</td>
                    {selected.map(|selected| view! { <td class="number">{selected}</td> })}
                </tr>
            }
        };
        view.buckets.iter().map(row).collect::<Vec<_>>()
    };
    let split = move || view.get().is_some_and(|view| view.split);
    let counted = move || view.get().map_or("", |view| view.subject.title());
    let title = move || view.get().map_or_else(String::new, |view| view.title.clone());
    view! {
        <div class="chart-table" tabindex="0" role="region" aria-label=move || format!("{} as a table", title())>
            <table>
                <caption class="hidden">{title}</caption>
                <thead>
                    <tr>
                        <th scope="col"><span class="hidden">"Group"</span></th>
                        <th scope="col" class="number">{counted}</th>
                        <th scope="col" class="number">"Share"</th>
                        <Show when=split><th scope="col" class="number">"Selected"</th></Show>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}
