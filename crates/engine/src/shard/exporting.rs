//! Row exports: the rows of a slice are read and cleaned again, and written.

use std::collections::{HashMap, VecDeque};
use std::rc::Rc;

use callscape_model::message::{Failure, FileId, LEDGER, Material, Reply, Scope, Style};

use super::beside::ColumnsBeside;
use super::pass::Sink;
use super::store::{gone, internal, is_reject};
use super::{Output, Shard};
use crate::block::Block;
use crate::clean::Reject;
use crate::clean::category::Dictionaries;
use crate::clean::row::Cleaner;
use crate::export::{RowWriter, Sheet, row_writer};
use crate::ingest::End;
use crate::keys::Loser;
use crate::summarize::{Rows, passing};

#[derive(Debug)]
struct Export {
    at: (FileId, u32),
    cleaner: Cleaner,
    writer: Box<dyn RowWriter>,
    rejects: VecDeque<Reject>,
    losers: VecDeque<(Loser, String)>,
    /// Which kept rows are wanted.
    wanted: Vec<bool>,
    /// Rows that deltas put in the place of others.
    replaced: Option<Replaced>,
    /// What the other sides of rows bring.
    beside: Option<ColumnsBeside>,
    record: u32,
    row: u32,
    lines: u64,
    written: u64,
}

/// Rows that deltas put in the place of rows of a slice.
#[derive(Debug)]
struct Replaced {
    cleaner: Cleaner,
    blocks: Rc<Vec<Block>>,
    /// For each row of the slice the block and the record that take its place.
    rows: HashMap<u32, (usize, usize)>,
}

impl Shard {
    pub(super) fn head(&mut self, export: &str, style: Style, out: &mut Vec<Output>) {
        let sheet = self.sheet();
        match row_writer(export, &sheet, "", style) {
            Some(mut writer) => {
                writer.head();
                out.push(Output::Reply(Reply::Part { file: 0, slice: 0, rows: 0 }, Some(writer.finish())));
            }
            None => Shard::fail(out, unknown(export)),
        }
    }

    pub(super) fn export(
        &mut self,
        export: &str,
        at: (FileId, u32),
        scope: Scope,
        style: Style,
        out: &mut Vec<Output>,
    ) {
        let parts = (self.live.recipes.get(&at.0).cloned(), self.live.slices.get(&at));
        let (Some(recipe), Some(held)) = parts else { return Shard::fail(out, gone()) };
        let Some(rows) = held.rows() else { return Shard::fail(out, internal(&"rows that are not settled")) };
        let sheet = self.sheet();
        let Some(writer) = row_writer(export, &sheet, self.name(at.0), style) else {
            return Shard::fail(out, unknown(export));
        };
        let mut wanted = self.wanted(rows, scope);
        let replaced = self.replaced(at, scope);
        if at.0 == LEDGER {
            // Those that take the place of another row are written there.
            for (wanted, base) in wanted.iter_mut().zip(&self.live.added.bases) {
                *wanted &= base.is_none();
            }
        }
        let mut losers: Vec<(Loser, String)> = held.losers.iter().map(|l| (*l, self.winner(l))).collect();
        losers.sort_by_key(|(loser, _)| loser.place);
        let sink = Export {
            at,
            cleaner: Cleaner::new(recipe.clone(), Dictionaries::default()),
            writer,
            rejects: held.rejects.iter().copied().collect(),
            losers: losers.into(),
            wanted,
            replaced,
            beside: self.live.beside(at),
            record: 0,
            row: 0,
            lines: held.lines,
            written: 0,
        };
        let slice = held.slice;
        self.decode((at.0, slice), &recipe, Box::new(sink), out);
    }

    /// The columns of a file of these rows.
    fn sheet(&self) -> Sheet {
        let columns = self.live.columns_beside().into_iter().map(|column| (column.name, column.number));
        let sheet = Sheet::new(&self.live.recipes).with_agents(self.live.spellings.names());
        sheet.with_beside(columns.collect())
    }

    /// Which rows an export takes.
    fn wanted(&self, rows: Rows<'_>, scope: Scope) -> Vec<bool> {
        match scope {
            Scope::Selection => passing(&self.question, &self.live.dictionaries, rows),
            Scope::All => {
                let mut all = vec![true; rows.gold.len()];
                rows.dead
                    .iter()
                    .filter_map(|row| all.get_mut(*row as usize).map(|w| *w = false))
                    .for_each(drop);
                all
            }
        }
    }

    /// The wanted rows that deltas put in the place of rows of a slice.
    fn replaced(&self, (file, slice): (FileId, u32), scope: Scope) -> Option<Replaced> {
        let recipe = self.live.recipes.get(&LEDGER).filter(|_| file != LEDGER)?;
        let added = &self.live.added;
        let held = self.live.slices.get(&(LEDGER, self.id))?;
        let wanted = self.wanted(held.rows()?, scope);
        let numbers = added.blocks.iter().enumerate();
        let numbers = numbers.flat_map(|(block, rows)| (0..rows.len()).map(move |row| (block, row)));
        let rows: HashMap<u32, (usize, usize)> = numbers
            .zip(&added.bases)
            .zip(&wanted)
            .filter_map(|((at, base), wanted)| Some((*base)?).filter(|_| *wanted).map(|base| (base, at)))
            .filter(|(base, _)| (base.file, base.slice) == (file, slice))
            .map(|(base, at)| (base.row, at))
            .collect();
        let cleaner = Cleaner::new(recipe.clone(), Dictionaries::default());
        (!rows.is_empty()).then(|| Replaced { cleaner, blocks: added.blocks.clone(), rows })
    }

    /// Where the row stands that another one lost against.
    fn winner(&self, loser: &Loser) -> String {
        let line = self.live.line(loser.winner, loser.winner_line);
        format!("first on line {line} of {}", self.name(loser.winner.file))
    }
}

fn unknown(export: &str) -> Failure {
    Failure::new("exporting", format!("There is no export named {export}."), "Reload the page.")
}

impl Export {
    /// Writes the row that a delta put in the place of a kept one.
    fn write_replacement(&mut self, kept: u32) {
        let Some(replaced) = &mut self.replaced else { return };
        let Some((block, row)) = replaced.rows.get(&kept) else { return };
        let Some(row) = replaced.blocks.get(*block).and_then(|block| block.row(*row)) else { return };
        let _ = replaced.cleaner.clean(row);
        self.writer.kept(&mut replaced.cleaner, row);
        self.written += 1;
    }
}

impl Sink for Export {
    fn block(&mut self, block: &Block) {
        for row in block.rows() {
            let record = self.record;
            self.record += 1;
            let line = self.lines + row.line();
            if let Some(reject) = is_reject(&mut self.rejects, record) {
                self.writer.rejected(&mut self.cleaner, row, line, reject);
                continue;
            }
            let kept = self.row;
            self.row += 1;
            if let Some((loser, winner)) = self.losers.pop_front_if(|(loser, _)| loser.place.row == kept) {
                self.writer.lost(&mut self.cleaner, row, line, (&loser, &winner));
            }
            if !self.writer.wants_kept() {
                continue;
            }
            if self.wanted.get(kept as usize) == Some(&true) {
                let _ = self.cleaner.clean(row);
                if let Some(beside) = &self.beside {
                    self.writer.beside(beside.row(kept as usize));
                }
                self.writer.kept(&mut self.cleaner, row);
                self.written += 1;
            } else {
                self.write_replacement(kept);
            }
        }
    }

    fn done(mut self: Box<Self>, _: End, shard: &mut Shard, out: &mut Vec<Output>) {
        let (file, slice) = self.at;
        if let Some(tables) = shard.live.tables.as_ref().filter(|_| file == LEDGER) {
            for aside in &tables.asides {
                self.writer.aside(shard.name(aside.file), aside);
            }
        }
        let rows = self.written;
        out.push(Output::Reply(Reply::Part { file, slice, rows }, Some(self.writer.finish())));
    }
}

/// Writes a document, whole.
pub(super) fn document(export: &str, material: &Material, style: Style, out: &mut Vec<Output>) {
    match crate::export::document(export, material, style) {
        Ok(bytes) => out.push(Output::Reply(Reply::Part { file: 0, slice: 0, rows: 0 }, Some(bytes))),
        Err(failure) => Shard::fail(out, failure),
    }
}
