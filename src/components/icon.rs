//! The few icons, drawn in lines of the text's colour.

use leptos::prelude::*;

/// A picture of 16 × 16.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Icon {
    Undo,
    Redo,
    Search,
    Gear,
    Help,
    Close,
    More,
    Down,
    Download,
    Globe,
    Lock,
    Table,
    Up,
    Check,
    Warning,
    Note,
}

impl Icon {
    fn path(self) -> &'static str {
        match self {
            Icon::Undo => "M6.5 3.5 3 7l3.5 3.5M3.5 7h6a3.5 3.5 0 0 1 0 7H7",
            Icon::Redo => "M9.5 3.5 13 7l-3.5 3.5M12.5 7h-6a3.5 3.5 0 0 0 0 7H9",
            Icon::Search => "M7 12a5 5 0 1 0 0-10 5 5 0 0 0 0 10ZM10.7 10.7 14 14",
            Icon::Gear => {
                "M2 4.5h7M13 4.5h1M2 11.5h1M7 11.5h7M11 6.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM5 13.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z"
            }
            Icon::Help => {
                "M8 14.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM6.2 6.2c.2-1 .9-1.6 1.9-1.6 1.1 0 1.9.7 1.9 1.7 0 1.4-2 1.6-2 3M8 11.4v.2"
            }
            Icon::Close => "m4 4 8 8M12 4l-8 8",
            Icon::More => "M3.5 8h.01M8 8h.01M12.5 8h.01",
            Icon::Down => "m4 6 4 4 4-4",
            Icon::Up => "m4 10 4-4 4 4",
            Icon::Download => "M8 2v8M4.5 7 8 10.5 11.5 7M2.5 13.5h11",
            Icon::Globe => {
                "M8 14.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM1.5 8h13M8 1.5c2 2 2.7 4 2.7 6.5S10 12.500 8 14.500C6 12.500 5.300 10.500 5.300 8S6 3.500 8 1.500Z"
            }
            Icon::Lock => {
                "M4 7.500h8a.5.5 0 0 1 .5.5v5a.5.5 0 0 1-.5.5H4a.5.5 0 0 1-.5-.5V8a.5.5 0 0 1 .5-.5ZM5.500 7.500V5a2.500 2.500 0 0 1 5 0v2.500"
            }
            Icon::Table => "M2.500 3.500h11v9h-11zM2.500 6.500h11M2.500 9.500h11M6.500 6.500v6",
            Icon::Check => "m3 8.500 3.200 3.200L13 4.800",
            Icon::Warning => "M8 2 14.500 13.500h-13ZM8 6.500v3.200M8 11.600v.1",
            Icon::Note => "M8 14.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM8 7.300V11.400M8 4.700v.1",
        }
    }
}

/// An icon beside a text, or in a button that has a label of its own.
#[component]
pub(crate) fn Picture(icon: Icon) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
            <path d=icon.path()></path>
        </svg>
    }
}
