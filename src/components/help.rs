//! Keys, what browsers can do, and what this is.

use leptos::prelude::*;

use super::dialog::Dialog;
use crate::keys::HELP;
use crate::state::Panel;
use crate::store::use_store;

/// What differs between browsers: the ability, Chromium's, Firefox's, Safari's.
const BROWSERS: &[(&str, &str, &str, &str)] = &[
    ("Drop files and folders", "yes", "yes", "yes"),
    ("Choose a folder", "yes", "yes", "yes"),
    ("Paste a table", "yes", "yes", "yes"),
    ("Files above 2 GB", "yes", "yes", "as memory allows"),
];

#[component]
pub(crate) fn Help() -> impl IntoView {
    let store = use_store();
    let shown = store.memo(|state| state.panel == Panel::Help);
    view! {
        <Dialog title="Help and keys" shown>
            <table class="keys">
                <caption class="hidden">"Keys"</caption>
                <tbody>
                    {HELP.iter().map(|(key, what)| view! { <tr><th scope="row"><kbd>{*key}</kbd></th><td>{*what}</td></tr> }).collect_view()}
                </tbody>
            </table>
            <p class="muted">"Single letters can be switched off in the settings."</p>
            <h3>"What your browser can do"</h3>
            <table class="plain">
                <caption class="hidden">"Abilities of browsers"</caption>
                <thead><tr><th scope="col"><span class="hidden">"Ability"</span></th><th scope="col">"Chrome, Edge"</th><th scope="col">"Firefox"</th><th scope="col">"Safari"</th></tr></thead>
                <tbody>
                    {BROWSERS.iter().map(|(what, a, b, c)| view! { <tr><th scope="row">{*what}</th><td>{*a}</td><td>{*b}</td><td>{*c}</td></tr> }).collect_view()}
                </tbody>
            </table>
            <h3>"Where your data is"</h3>
            <p>"In the memory of this tab, and nowhere else. The address holds what is selected, never data. Settings and remembered columns are kept in this browser; closing the tab forgets everything else."</p>
        </Dialog>
    }
}
