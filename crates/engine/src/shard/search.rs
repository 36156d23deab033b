//! Searching: cold cells are read again, and each row in which an id, a category or a text contains the wanted
//! text gets a bit.

use std::collections::VecDeque;
use std::rc::Rc;

use memchr::memmem::Finder;

use callscape_model::dimension::Dimension;
use callscape_model::message::{FileId, Reply};
use callscape_model::score::Speaker;
use callscape_model::search::spoken;

use super::pass::Sink;
use super::store::{gone, is_reject};
use super::{Output, Shard};
use crate::block::{Block, Row};
use crate::clean::Reject;
use crate::clean::recipe::{Part, Recipe};
use crate::ingest::End;
use crate::schema::Gold;
use crate::transcript::read;

/// Rows, and for each dimension which of its names contain the text.
type Named = (Gold, Vec<(Dimension, Vec<bool>)>);

#[derive(Debug)]
struct Search {
    recipe: Rc<Recipe>,
    needle: Vec<u8>,
    /// Rows with names that contain the text, where there are names.
    named: Option<Named>,
    /// The slice under way, then those to come.
    at: (FileId, u32),
    queue: VecDeque<(FileId, u32)>,
    rejects: VecDeque<Reject>,
    record: u32,
    found: Vec<u64>,
    row: usize,
    sum: u64,
}

impl Shard {
    /// Marks the rows in which an id, a category or a text contains `text` (lower case).
    pub(super) fn search(&mut self, text: &str, out: &mut Vec<Output>) {
        let queue: VecDeque<(FileId, u32)> = self.live.slices.keys().copied().collect();
        self.search_next(text.as_bytes().to_vec(), queue, 0, out);
    }

    fn search_next(
        &mut self,
        needle: Vec<u8>,
        mut queue: VecDeque<(FileId, u32)>,
        sum: u64,
        out: &mut Vec<Output>,
    ) {
        let Some(at) = queue.pop_front() else {
            return out.push(Output::reply(Reply::Searched { found: sum }));
        };
        let (Some(held), Some(recipe)) = (self.live.slices.get(&at), self.live.recipes.get(&at.0).cloned())
        else {
            return Shard::fail(out, gone());
        };
        let (slice, rejects) = (held.slice, held.rejects.iter().copied().collect());
        let contains =
            |name: &String| name.to_lowercase().as_bytes().windows(needle.len().max(1)).any(|w| w == needle);
        let joined = self.live.joined.iter();
        let hits = joined.map(|(d, names)| (d.clone(), names.iter().map(contains).collect::<Vec<bool>>()));
        let hits: Vec<_> = hits.filter(|(_, hits)| hits.contains(&true)).collect();
        let named = held.gold().cloned().filter(|_| !hits.is_empty()).map(|gold| (gold, hits));
        let search = Search {
            recipe: recipe.clone(),
            needle,
            named,
            at,
            queue,
            rejects,
            record: 0,
            found: Vec::new(),
            row: 0,
            sum,
        };
        self.decode((at.0, slice), &recipe, Box::new(search), out);
    }
}

impl Search {
    /// Whether one of this speaker's turns contains the text.
    fn is_said(&self, finder: &Finder<'_>, row: Row<'_>, speaker: Speaker) -> bool {
        let encoding = self.recipe.plan.dialect.encoding;
        let mut parts = self.recipe.parts.iter().enumerate();
        parts.any(|(column, part)| {
            let Some(cell) = row.cell(column).filter(|_| *part == Part::Transcript) else { return false };
            let (text, _) = cell.text(encoding);
            let turns = read(&text);
            turns.iter().any(|turn| {
                turn.speaker == speaker && finder.find(turn.text.to_lowercase().as_bytes()).is_some()
            })
        })
    }

    /// Whether a name of the row under way contains the text.
    fn is_named(&self) -> bool {
        let Some((gold, dimensions)) = &self.named else { return false };
        dimensions.iter().any(|(dimension, hits)| {
            let code = gold.codes(dimension).get(self.row);
            code.and_then(|code| hits.get(usize::from(*code))) == Some(&true)
        })
    }

    fn hits(&self, finder: &Finder<'_>, row: Row<'_>, lower: &mut Vec<u8>) -> bool {
        let encoding = self.recipe.plan.dialect.encoding;
        self.recipe.parts.iter().enumerate().any(|(column, part)| {
            let searched = matches!(
                part,
                Part::Key
                    | Part::Category(_)
                    | Part::Reference(_)
                    | Part::Transcript
                    | Part::Document
                    | Part::Text
            );
            let Some(cell) = row.cell(column).filter(|_| searched) else { return false };
            lower.clear();
            let bytes = cell.bytes();
            if bytes.is_ascii() {
                lower.extend(bytes.iter().map(u8::to_ascii_lowercase));
            } else {
                lower.extend(cell.text(encoding).0.to_lowercase().into_bytes());
            }
            finder.find(lower).is_some()
        })
    }
}

impl Sink for Search {
    fn block(&mut self, block: &Block) {
        let needle = std::mem::take(&mut self.needle);
        // In transcripts a search may name who must have said it.
        let text = str::from_utf8(&needle).unwrap_or_default();
        let (speaker, words) =
            if self.recipe.parts.contains(&Part::Transcript) { spoken(text) } else { (None, text) };
        let finder = Finder::new(words.as_bytes());
        let mut lower = Vec::new();
        for row in block.rows() {
            let record = self.record;
            self.record += 1;
            if is_reject(&mut self.rejects, record).is_some() {
                continue;
            }
            if self.row / 64 >= self.found.len() {
                self.found.push(0);
            }
            let found = match speaker {
                Some(speaker) => self.is_said(&finder, row, speaker),
                None => self.is_named() || self.hits(&finder, row, &mut lower),
            };
            if found {
                self.sum += 1;
                if let Some(word) = self.found.get_mut(self.row / 64) {
                    *word |= 1 << (self.row % 64);
                }
            }
            self.row += 1;
        }
        self.needle = needle;
    }

    fn done(self: Box<Self>, _: End, shard: &mut Shard, out: &mut Vec<Output>) {
        if let Some(held) = shard.live.slices.get_mut(&self.at) {
            held.found = Some(self.found);
        }
        shard.search_next(self.needle, self.queue, self.sum, out);
    }
}
