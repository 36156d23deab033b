//! The page. For now the smallest one that has every part: a button, a canvas, and workers that read a file.

mod canvas;
mod sealed;

use leptos::prelude::*;
use plotters::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{File, HtmlCanvasElement, HtmlInputElement, MessageEvent};

const WORKERS: u32 = 2;

fn main() {
    leptos::mount::mount_to_body(Page);
}

#[component]
fn Page() -> impl IntoView {
    let input = NodeRef::<leptos::html::Input>::new();
    let canvas = NodeRef::<leptos::html::Canvas>::new();
    let (lines, set_lines) = signal(0.0_f64);
    let (done, set_done) = signal(0_u32);
    let (problem, set_problem) = signal(String::new());
    Effect::new(move |_| {
        if let Some(canvas) = canvas.get() {
            let canvas: HtmlCanvasElement = (*canvas).clone().unchecked_into();
            if labels(canvas).is_none() {
                set_problem.set("no canvas".into());
            }
        }
    });
    let count = move |_| {
        set_lines.set(0.0);
        set_done.set(0);
        let element: Option<HtmlInputElement> = input.get().map(|input| (*input).clone().unchecked_into());
        let file = element.and_then(|input| input.files()).and_then(|files| files.get(0));
        let Some(file) = file else { return };
        for worker in 0..WORKERS {
            if let Err(error) = read(&file, worker, move |answer| {
                match answer.as_f64() {
                    Some(count) => set_lines.update(|lines| *lines += count),
                    None => set_problem.set(format!("{answer:?}")),
                }
                set_done.update(|done| *done += 1);
            }) {
                set_problem.set(format!("{error:?}"));
            }
        }
    };
    view! {
        <main>
            <h1>"Callscape"</h1>
            <input type="file" aria-label="File" node_ref=input />
            <button type="button" on:click=count>"Count line ends"</button>
            <output data-done=move || done.get().to_string()>{move || lines.get().to_string()}</output>
            <p role="alert">{move || problem.get()}</p>
            <canvas node_ref=canvas></canvas>
        </main>
    }
}

/// Starts a worker, hands it its part of `file`, and tells `then` what it answers.
fn read(file: &File, worker: u32, then: impl Fn(JsValue) + 'static) -> Result<(), JsValue> {
    let part = (file.size() / f64::from(WORKERS)).ceil();
    let from = part * f64::from(worker);
    let slice = file.slice_with_f64_and_f64(from, (from + part).min(file.size()))?;
    let handle = sealed::start(&document())?;
    let peer = handle.clone();
    // The engine's first message says that it listens.
    let listen = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let data = event.data();
        if data.is_null() {
            let _ = peer.post_message(&slice);
        } else {
            then(data);
        }
    });
    handle.set_onmessage(Some(listen.as_ref().unchecked_ref()));
    listen.forget();
    Ok(())
}

fn labels(canvas: HtmlCanvasElement) -> Option<()> {
    let density = web_sys::window()?.device_pixel_ratio();
    let area = canvas::Canvas::new(canvas, (600, 240), density)?.into_drawing_area();
    area.fill(&WHITE).ok()?;
    let mut chart = ChartBuilder::on(&area)
        .caption("Five labels", ("sans-serif", 18))
        .margin(12)
        .x_label_area_size(30)
        .y_label_area_size(50)
        .build_cartesian_2d(0..5, 0..100)
        .ok()?;
    chart.configure_mesh().x_labels(5).y_desc("Calls").draw().ok()?;
    area.present().ok()
}
