//! Keys that work wherever the focus is. What a chart, a table or a menu does with keys is theirs.

/// What a key is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shortcut {
    Search,
    Help,
    Undo,
    Redo,
    /// The first of two keys: the next one names a view.
    Go,
    /// The view of this letter.
    View(char),
    Escape,
    KeepOnly,
    Exclude,
    ViewData,
    /// To the next span of a transcript, or the one before.
    Jump(bool),
}

/// Where the focus is, as far as keys care.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Focus {
    /// In a field that takes text.
    pub(crate) writes: bool,
    /// On something that Enter works on.
    pub(crate) acts: bool,
    /// In a dialog or menu, which have keys of their own.
    pub(crate) inside: bool,
}

/// A key as the browser tells it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Key<'a> {
    pub(crate) key: &'a str,
    pub(crate) shift: bool,
    pub(crate) control: bool,
}

/// Every key with what it does, for the help.
pub(crate) const HELP: &[(&str, &str)] = &[
    ("Arrow keys, Home, End", "Move over the bars of a chart or the rows of the table"),
    ("Space or click", "Select; with Ctrl or Shift extend the selection"),
    ("Enter", "Keep only what is selected"),
    ("Delete", "Exclude what is selected"),
    ("Shift Enter", "View data: the rows behind it"),
    ("Esc", "Close the tooltip, else clear the highlight, else remove the newest chip"),
    ("/", "Search"),
    ("g d, g r, g q", "Go to Dashboard, Rows, Data quality"),
    ("g c, g s, g a, g n", "Of support files: go to Deltas, Report, Answers, Agents"),
    ("g t, g s, g n", "Of transcripts: go to Transcripts, Report, Agents"),
    ("n, p", "The next or previous span of a transcript"),
    ("z, Shift z", "Undo, redo; so do Back and Forward"),
    ("?", "This help"),
];

/// What a key does. `letters` says whether single letters do anything, `going` whether `g` came before.
pub(crate) fn shortcut(key: Key, focus: Focus, letters: bool, going: bool) -> Option<Shortcut> {
    if focus.inside || key.control {
        return None;
    }
    match key.key {
        "Escape" if !focus.writes => return Some(Shortcut::Escape),
        "Enter" if !focus.acts && key.shift => return Some(Shortcut::ViewData),
        "Enter" if !focus.acts => return Some(Shortcut::KeepOnly),
        "Delete" if !focus.writes => return Some(Shortcut::Exclude),
        _ => {}
    }
    if !letters || focus.writes {
        return None;
    }
    match key.key {
        letter if going => letter.chars().next().map(Shortcut::View),
        "/" => Some(Shortcut::Search),
        "?" => Some(Shortcut::Help),
        "z" => Some(Shortcut::Undo),
        "Z" => Some(Shortcut::Redo),
        "g" => Some(Shortcut::Go),
        "n" => Some(Shortcut::Jump(true)),
        "p" => Some(Shortcut::Jump(false)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(key: &str, focus: Focus) -> Option<Shortcut> {
        shortcut(Key { key, ..Key::default() }, focus, true, false)
    }

    #[test]
    fn letters_do_nothing_where_one_writes_and_can_be_switched_off() {
        assert_eq!(press("z", Focus::default()), Some(Shortcut::Undo));
        assert_eq!(press("z", Focus { writes: true, ..Focus::default() }), None);
        assert_eq!(shortcut(Key { key: "z", ..Key::default() }, Focus::default(), false, false), None);
    }

    #[test]
    fn enter_belongs_to_what_has_the_focus() {
        assert_eq!(press("Enter", Focus::default()), Some(Shortcut::KeepOnly));
        assert_eq!(press("Enter", Focus { acts: true, ..Focus::default() }), None);
        let key = Key { key: "Enter", shift: true, ..Key::default() };
        assert_eq!(shortcut(key, Focus::default(), false, false), Some(Shortcut::ViewData));
    }

    #[test]
    fn two_keys_lead_to_a_view() {
        let key = Key { key: "q", ..Key::default() };
        assert_eq!(shortcut(key, Focus::default(), true, true), Some(Shortcut::View('q')));
        assert_eq!(press("q", Focus::default()), None);
    }
}
