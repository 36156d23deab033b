//! One record of a table: where it began, and every change that files ask for.

use callscape_model::delta::Action;
use callscape_model::message::{FileId, Place};
use callscape_model::month::Month;

/// Where a version stands: by these, versions of one month are in order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Source {
    /// The file; files are numbered by path.
    pub file: FileId,
    /// Its line, from 1.
    pub line: u64,
}

/// Cells of one row, in one text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cells {
    text: Box<str>,
    ends: Box<[u32]>,
}

impl Cells {
    /// Cells one after the other.
    pub fn new<T: AsRef<str>>(cells: impl IntoIterator<Item = T>) -> Self {
        let (mut text, mut ends) = (String::new(), Vec::new());
        for cell in cells {
            text.push_str(cell.as_ref());
            ends.push(text.len() as u32);
        }
        Cells { text: text.into(), ends: ends.into() }
    }

    /// One cell; empty where there is none.
    pub fn get(&self, index: usize) -> &str {
        let end = |index: usize| self.ends.get(index).map(|end| *end as usize);
        let from = index.checked_sub(1).map_or(Some(0), end);
        from.zip(end(index)).and_then(|(from, to)| self.text.get(from..to)).unwrap_or("")
    }
}

/// The version of an initial file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Base {
    /// Where it stands.
    pub source: Source,
    /// The row of facts; `None` for records of dimensions.
    pub place: Option<Place>,
    /// Number of the [`super::Sheet`] that names its cells.
    pub sheet: u32,
    /// Its cells, in the order of the file's columns.
    pub cells: Cells,
}

/// A row of a delta file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its month.
    pub month: Month,
    /// Where it stands.
    pub source: Source,
    /// What it asks for.
    pub action: Action,
    /// When it was written, where the file says so; texts compare as times of one shape do.
    pub updated: Option<Box<str>>,
    /// Number of the [`super::Sheet`] that names its cells.
    pub sheet: u32,
    /// Its cells, in the order of the file's columns.
    pub cells: Cells,
}

/// One record with all that is known of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// Its key.
    pub key: Box<str>,
    /// Its initial version.
    pub base: Option<Base>,
    /// What changes it, by month, file, and line.
    pub entries: Vec<Entry>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_come_back() {
        let cells = Cells::new(["a", "", "bé"]);
        assert_eq!((cells.get(0), cells.get(1), cells.get(2), cells.get(3)), ("a", "", "bé", ""));
        assert_eq!(Cells::default().get(0), "");
    }
}
