//! What the first shard tells of the deltas: the history of a record, the audit, the conflicts, and dimensions as
//! they are.

use std::collections::BTreeMap;

use callscape_model::delta::Effect;
use callscape_model::message::{Failure, FileId, Reply, Style};

use super::store::{gone, internal};
use super::{Output, Shard};
use crate::export::ledger::{ChangeWriter, TableWriter};

impl Shard {
    fn names(&self) -> BTreeMap<FileId, String> {
        self.files.iter().map(|(file, open)| (*file, open.name.clone())).collect()
    }

    pub(super) fn history(&mut self, table: &str, key: &str, out: &mut Vec<Output>) {
        let Some(tables) = &self.live.tables else { return Shard::fail(out, gone()) };
        let history = tables.ledger.history(table, key, &tables.replay, &self.names());
        out.push(Output::reply(Reply::History(Box::new(history))));
    }

    /// Writes a file of what the deltas did or left.
    pub(super) fn ledger_file(&mut self, export: &str, table: &str, style: Style, out: &mut Vec<Output>) {
        let Some(tables) = &self.live.tables else { return Shard::fail(out, gone()) };
        let bytes = match export {
            "audit" | "conflicts" => {
                let mut writer = ChangeWriter::new(style);
                let all = export == "audit";
                tables.ledger.changes(&tables.replay, &self.names(), |effect, words| {
                    if effect != Effect::Off && (all || effect.is_conflict()) {
                        writer.write(&words());
                    }
                });
                writer.finish()
            }
            _ => {
                let Some(found) = tables.ledger.named(table) else {
                    let message = format!("There is no table named {table}.");
                    return Shard::fail(out, Failure::new("exporting", message, "Choose one of the tables."));
                };
                let Some(mut writer) = TableWriter::new(export, &found.columns, style) else {
                    return Shard::fail(out, internal(&"a table in an unknown format"));
                };
                let columns = found.columns.len();
                tables.ledger.rows(found, &tables.replay, |cell| writer.row((0..columns).map(cell)));
                writer.finish()
            }
        };
        out.push(Output::Reply(Reply::Part { file: 0, slice: 0, rows: 0 }, Some(bytes)));
    }
}
