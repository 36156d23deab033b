//! The page: draws state, turns gestures into questions. It computes nothing; all work on data happens in workers.

mod canvas;
mod link;
mod sealed;
mod state;

fn main() {
    use leptos::prelude::*;
    leptos::mount::mount_to_body(|| view! { <p>"Callscape"</p> });
}
