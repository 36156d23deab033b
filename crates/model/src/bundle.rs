//! Many small documents read as one file: a folder of ten thousand transcripts is one source, not ten thousand.
//!
//! In a bundle each document stands behind its name, framed as in RFC 7464 (JSON text sequences), with the name
//! added: line end, record separator, name, unit separator, document. No JSON text may hold either separator, so a
//! reader can begin anywhere.

use std::collections::BTreeSet;

/// Begins a document: the record separator of ASCII.
pub const RECORD: u8 = 0x1e;
/// Ends the name of a document: the unit separator of ASCII.
pub const UNIT: u8 = 0x1f;

/// From how many documents of one folder and ending on they are read as one file.
pub const FEWEST: usize = 4;

/// The largest document that is put into a bundle, in bytes: what is larger is a file of its own.
const LARGEST: u64 = 8 << 20;

/// Documents that are longer stand last in a bundle, in bytes: what a file is like is seen from its beginning.
const LONG: u64 = 256 << 10;

/// Endings of what can be a document: JSON, and plain text, which is always one.
const ENDINGS: [(&str, bool); 2] = [(".json", false), (".txt", true)];

/// A file that is made of others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bundle {
    /// Its name: that of the folder.
    pub name: String,
    /// The documents in order, by place in the list of files.
    pub members: Vec<usize>,
}

/// What stands before a document.
///
/// ```
/// assert_eq!(callscape_model::bundle::head("a/b.json"), b"\n\x1ea/b.json\x1f");
/// ```
pub fn head(name: &str) -> Vec<u8> {
    let clean = name.bytes().filter(|byte| *byte >= b' ');
    [b'\n', RECORD].into_iter().chain(clean).chain([UNIT]).collect()
}

/// The name of a document and the document itself, of bytes that begin with its frame; no name where there is none.
///
/// ```
/// use callscape_model::bundle::{head, unframed};
/// let bytes = [head("a.json"), b"{}".to_vec()].concat();
/// assert_eq!(unframed(&bytes[1..]), (Some(&b"a.json"[..]), &b"{}"[..]));
/// ```
pub fn unframed(bytes: &[u8]) -> (Option<&[u8]>, &[u8]) {
    let framed = bytes.split_first().filter(|(first, _)| **first == RECORD).map(|(_, rest)| rest);
    let parts = framed.and_then(|rest| {
        let unit = rest.iter().position(|byte| *byte == UNIT)?;
        Some((rest.get(..unit), rest.get(unit + 1..)?))
    });
    parts.unwrap_or((None, bytes))
}

/// Files in the order in which they are bundled, taken in one by one: a surface that must not stop for long takes in
/// a hundred thousand of them in slices.
#[derive(Clone, Debug, Default)]
pub struct Sorting {
    /// Folder, ending, whether it is long, path and place as one text: [`END`] comes before every character of a path,
    /// so texts are in order as their parts are, and a set of texts is there already.
    documents: BTreeSet<String>,
}

/// Stands behind a folder and a path, neither of which can hold it.
const END: char = '\0';

impl Sorting {
    /// Takes in a file by its place in the list, its path and its size.
    pub fn add(&mut self, place: usize, path: &str, size: u64) {
        let ends = |ending: &str| {
            let from = path.len().saturating_sub(ending.len());
            path.get(from..).is_some_and(|end| end.eq_ignore_ascii_case(ending))
        };
        let ending = ENDINGS.iter().position(|(ending, _)| ends(ending)).filter(|_| size <= LARGEST);
        if let Some(ending) = ending.filter(|_| !path.contains(END)) {
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            let long = u8::from(size > LONG);
            self.documents.insert(format!("{folder}{END}{ending}{long}{path}{END}{place}"));
        }
    }

    /// Which of them are read as one.
    pub fn bundles(self) -> Vec<Bundle> {
        let mut bundles = Vec::new();
        let (mut group, mut members) = (None::<String>, Vec::new());
        for text in self.documents {
            let Some((of, place)) = parts(&text) else { continue };
            if group.as_ref().is_some_and(|first| parts(first).is_some_and(|(other, _)| other.0 != of.0)) {
                bundles.extend(bundle(group.take(), &mut members));
            }
            members.push(place);
            group.get_or_insert(text);
        }
        bundles.extend(bundle(group, &mut members));
        bundles
    }
}

/// Folder with ending and path of a document, and its place in the list.
fn parts(text: &str) -> Option<((&str, &str), usize)> {
    let (text, place) = text.rsplit_once(END)?;
    let ending = text.find(END)? + END.len_utf8() + 1;
    Some(((text.get(..ending)?, text.get(ending + 1..)?), place.parse().ok()?))
}

/// The documents of a folder and an ending as one file, when they are read as one; `first` is one of them.
fn bundle(first: Option<String>, members: &mut Vec<usize>) -> Option<Bundle> {
    let members = std::mem::take(members);
    let ((of, path), _) = parts(first.as_ref()?)?;
    let (folder, ending) = of.split_once(END)?;
    let (ending, always) = ENDINGS.get(ending.parse::<usize>().ok()?)?;
    let name = match (members.len(), folder) {
        (1, _) => path.to_owned(),
        (count, "") => format!("{count} files{ending}"),
        (_, folder) => format!("{folder}/*{ending}"),
    };
    (*always || members.len() >= FEWEST).then_some(Bundle { name, members })
}

/// Which of some files are read as one, by path and size: the JSON files of a folder when there are many, plain texts
/// always. The others are files of their own.
pub fn bundles(files: &[(String, u64)]) -> Vec<Bundle> {
    let mut sorting = Sorting::default();
    files.iter().enumerate().for_each(|(place, (path, size))| sorting.add(place, path, *size));
    sorting.bundles()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_small_documents_of_a_folder_are_one_file() {
        let files = |names: &[&str]| names.iter().map(|n| ((*n).to_owned(), 10)).collect::<Vec<_>>();
        let found =
            bundles(&files(&["t/d.json", "t/b.json", "x/a.json", "t/a.json", "t/c.JSON", "calls.csv"]));
        assert_eq!(found, [Bundle { name: "t/*.json".into(), members: vec![3, 1, 4, 0] }]);
        assert_eq!(bundles(&files(&["agents.json", "interactions.json"])), []);
        let found = bundles(&files(&["call.txt"]));
        assert_eq!(found, [Bundle { name: "call.txt".into(), members: vec![0] }]);
        assert_eq!(bundles(&[("big.txt".to_owned(), u64::MAX)]), []);
        let sizes = [LONG + 1, 1, 2, 3].into_iter().enumerate();
        let found = bundles(&sizes.map(|(n, size)| (format!("t/{n}.json"), size)).collect::<Vec<_>>());
        assert_eq!(found, [Bundle { name: "t/*.json".into(), members: vec![1, 2, 3, 0] }]);
    }
}
