//! Sentences for the user: what happened where, and what to do.

/// How much a notice weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Level {
    Error,
    Warning,
    Note,
}

/// What a notice offers to do again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Retry {
    /// Read the files again.
    Load,
    /// Reload the page.
    Reload,
}

/// One notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Notice {
    pub(crate) id: u32,
    pub(crate) level: Level,
    pub(crate) text: String,
    pub(crate) hint: String,
    pub(crate) retry: Option<Retry>,
}
