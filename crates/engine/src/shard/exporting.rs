//! Row exports: the rows of a slice are read and cleaned again, and written.

use std::collections::VecDeque;

use callscape_model::message::{Failure, FileId, Material, Reply, Scope, Style};

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
use crate::summarize::passing;

#[derive(Debug)]
struct Export {
    at: (FileId, u32),
    cleaner: Cleaner,
    writer: Box<dyn RowWriter>,
    rejects: VecDeque<Reject>,
    losers: VecDeque<(Loser, String)>,
    /// Which kept rows are wanted.
    wanted: Vec<bool>,
    record: u32,
    row: u32,
    lines: u64,
}

impl Shard {
    pub(super) fn head(&mut self, export: &str, style: Style, out: &mut Vec<Output>) {
        let sheet = Sheet::new(&self.live.recipes);
        match row_writer(export, &sheet, "", style) {
            Some(mut writer) => {
                writer.head();
                out.push(Output::Reply(Reply::Part { file: 0, slice: 0 }, Some(writer.finish())));
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
        let sheet = Sheet::new(&self.live.recipes);
        let Some(writer) = row_writer(export, &sheet, self.name(at.0), style) else {
            return Shard::fail(out, unknown(export));
        };
        let wanted = match scope {
            Scope::Selection => passing(&self.question, &self.live.dictionaries, rows),
            Scope::All => {
                let mut all = vec![true; rows.gold.len()];
                rows.dead
                    .iter()
                    .filter_map(|row| all.get_mut(*row as usize).map(|w| *w = false))
                    .for_each(drop);
                all
            }
        };
        let mut losers: Vec<(Loser, String)> = held.losers.iter().map(|l| (*l, self.winner(l))).collect();
        losers.sort_by_key(|(loser, _)| loser.place);
        let sink = Export {
            at,
            cleaner: Cleaner::new(recipe.clone(), Dictionaries::default()),
            writer,
            rejects: held.rejects.iter().copied().collect(),
            losers: losers.into(),
            wanted,
            record: 0,
            row: 0,
            lines: held.lines,
        };
        let slice = held.slice;
        self.decode((at.0, slice), &recipe, Box::new(sink), out);
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
            if self.wanted.get(kept as usize) == Some(&true) && self.writer.wants_kept() {
                let _ = self.cleaner.clean(row);
                self.writer.kept(&mut self.cleaner, row);
            }
        }
    }

    fn done(self: Box<Self>, _: End, _: &mut Shard, out: &mut Vec<Output>) {
        let (file, slice) = self.at;
        out.push(Output::Reply(Reply::Part { file, slice }, Some(self.writer.finish())));
    }
}

/// Writes a document, whole.
pub(super) fn document(export: &str, material: &Material, style: Style, out: &mut Vec<Output>) {
    match crate::export::document(export, material, style) {
        Ok(bytes) => out.push(Output::Reply(Reply::Part { file: 0, slice: 0 }, Some(bytes))),
        Err(failure) => Shard::fail(out, failure),
    }
}
