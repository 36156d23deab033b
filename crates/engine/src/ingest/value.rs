//! Being built.
use std::borrow::Cow;
pub(crate) fn text(raw: &[u8]) -> Cow<'_, [u8]> {
    Cow::Borrowed(raw)
}
