//! The page: draws state, turns gestures into questions. It computes nothing; all work on data happens in workers.
#![allow(unreachable_pub, reason = "the component macro writes items of its own beside each component")]

mod app;
mod bench;
mod canvas;
mod chart;
mod components;
mod download;
mod frame;
mod intake;
mod keys;
mod link;
mod measure;
mod memory;
mod pool;
mod sealed;
mod state;
mod store;
mod watch;

fn main() {
    leptos::mount::mount_to_body(app::App);
}
