//! Exports: each shard writes the rows of its own slices; the parts are put together in file order.

use std::collections::{BTreeMap, VecDeque};

use crate::command::Event;
use crate::message::{ExportInfo, FileId, Material, Request, Scope, ShardId, Style};
use crate::table::Subject;
use crate::view::View;

use super::{Coordinator, Step};

/// What the name of a table after its deltas ends with.
const FINAL: &str = "final";

/// An export under way.
#[derive(Debug)]
pub(super) struct Exporting<B> {
    name: String,
    mime: String,
    export: String,
    scope: Scope,
    style: Style,
    /// Slices not asked for yet, by owner.
    queues: BTreeMap<ShardId, VecDeque<(FileId, u32)>>,
    missing: usize,
    head: Option<B>,
    /// How many rows, and the bytes.
    parts: BTreeMap<(FileId, u32), (u64, B)>,
    /// What stands between rows of different parts, and after the last one.
    glue: (String, String),
}

impl<B> Coordinator<B> {
    fn info(&self, export: &str) -> Option<ExportInfo> {
        self.abilities.exports.iter().find(|info| info.id == export).cloned()
    }

    fn begin(&mut self, info: &ExportInfo, stem: &str, scope: Scope, style: Style, missing: usize) {
        self.exporting = Some(Exporting {
            name: format!("{stem}.{}", info.ending),
            mime: info.mime.clone(),
            export: info.id.clone(),
            scope,
            style,
            queues: BTreeMap::new(),
            missing,
            head: None,
            parts: BTreeMap::new(),
            glue: info.glue.clone(),
        });
    }

    /// The name of a row export: that of the fact table as it is now, or of the subject.
    fn stem(&self, info: &ExportInfo) -> String {
        let facts = self.loaded.as_ref().and_then(|(overview, _)| overview.applied.as_ref()?.facts());
        match facts.filter(|_| info.stem == FINAL) {
            Some(table) => format!("{}_{FINAL}", table.name),
            None => info.stem.replacen(Subject::Calls.many(), self.subject().many(), 1),
        }
    }

    /// A table as it is after the deltas: facts row by row, a dimension whole.
    pub(super) fn export_table(
        &mut self,
        step: &mut Step<B>,
        table: String,
        export: String,
        (scope, style): (Scope, Style),
    ) {
        let applied = self.loaded.as_ref().and_then(|(overview, _)| overview.applied.as_ref());
        if applied.is_some_and(|applied| applied.facts().is_some_and(|facts| facts.name == table)) {
            return self.export_rows(step, export, scope, style);
        }
        let Some(info) = self.info(&export) else { return };
        self.begin(&info, &format!("{table}_{FINAL}"), Scope::All, style, 1);
        step.send(0, Request::LedgerFile { export, table, style });
    }

    /// What the deltas did.
    pub(super) fn export_ledger(&mut self, step: &mut Step<B>, export: String, style: Style) {
        let Some(info) = self.info(&export) else { return };
        self.begin(&info, &info.stem, Scope::All, style, 1);
        step.send(0, Request::LedgerFile { export, table: String::new(), style });
    }

    /// A document that is made from what the surface has already.
    pub(super) fn export_material(
        &mut self,
        step: &mut Step<B>,
        export: String,
        material: Material,
        style: Style,
    ) {
        let Some(info) = self.info(&export) else { return };
        self.begin(&info, &info.stem, Scope::All, style, 1);
        step.send(0, Request::Document { export, material, style });
    }

    /// Whether an export writes what the newest question selected.
    pub(super) fn exports_selection(&self) -> bool {
        self.exporting.as_ref().is_some_and(|exporting| exporting.scope == Scope::Selection)
    }

    /// Begins the export that waits for its question.
    pub(super) fn next_export(&mut self, step: &mut Step<B>) {
        if self.asking.is_idle()
            && self.replaying.is_none()
            && let Some((export, scope, style)) = self.export_waiting.take()
        {
            self.export_rows(step, export, scope, style);
        }
    }

    pub(super) fn export_rows(&mut self, step: &mut Step<B>, export: String, scope: Scope, style: Style) {
        if !self.asking.is_idle() || self.replaying.is_some() {
            self.export_waiting = Some((export, scope, style));
            return;
        }
        let Some(info) = self.info(&export) else { return };
        let stem = self.stem(&info);
        self.begin(&info, &stem, scope, style, self.owners.len() + 1);
        let mut queues: BTreeMap<ShardId, VecDeque<(FileId, u32)>> = BTreeMap::new();
        for (slice, owner) in &self.owners {
            queues.entry(*owner).or_default().push_back(*slice);
        }
        if let Some(exporting) = &mut self.exporting {
            exporting.queues = queues;
        }
        step.send(0, Request::Head { export, style });
        (1..self.shards).for_each(|shard| self.next_part(step, shard));
    }

    pub(super) fn export_view(&mut self, step: &mut Step<B>, view: View, style: Style) {
        let Some(info) = self.info("table") else { return };
        self.begin(&info, &view.stem(), Scope::Selection, style, 1);
        step.send(0, Request::Document { export: info.id, material: Material::View(Box::new(view)), style });
    }

    pub(super) fn export_quality(&mut self, step: &mut Step<B>) {
        let (Some(info), Some((overview, _))) = (self.info("quality"), &self.loaded) else { return };
        let files = overview.files.iter().map(|file| (file.name.clone(), file.quality.clone())).collect();
        let material = Material::Quality(files);
        let style = Style::default();
        step.send(0, Request::Document { export: info.id.clone(), material, style });
        self.begin(&info, &info.stem, Scope::All, style, 1);
    }

    /// Asks a shard for the next of its slices.
    fn next_part(&mut self, step: &mut Step<B>, shard: ShardId) {
        let Some(exporting) = &mut self.exporting else { return };
        if let Some((file, slice)) = exporting.queues.get_mut(&shard).and_then(VecDeque::pop_front) {
            let (export, scope, style) = (exporting.export.clone(), exporting.scope, exporting.style);
            step.send(shard, Request::Export { export, file, slice, scope, style });
        }
    }

    pub(super) fn part(
        &mut self,
        step: &mut Step<B>,
        shard: ShardId,
        (at, rows): ((FileId, u32), u64),
        bulk: Option<B>,
    ) {
        let Some(exporting) = &mut self.exporting else { return };
        exporting.missing -= 1;
        // The head is the first thing that shard 0 is asked for, and a document is nothing but a head.
        if shard == 0 && exporting.head.is_none() {
            exporting.head = bulk;
        } else if let Some(bulk) = bulk {
            exporting.parts.insert(at, (rows, bulk));
        }
        if exporting.missing > 0 {
            return self.next_part(step, shard);
        }
        if let Some(done) = self.exporting.take() {
            let (event, bulks) = done.finish();
            step.events.push((event, bulks));
            // A choice of deltas that came meanwhile had to wait.
            self.replay(step, self.replay.clone());
            self.ask_next(step);
        }
    }
}

impl<B> Exporting<B> {
    /// The file's parts, with what goes between them: a part without rows needs nothing before it.
    fn finish(self) -> (Event, Vec<B>) {
        let (between, end) = self.glue;
        let mut glue: Vec<String> = self.head.iter().map(|_| String::new()).collect();
        let mut bulks: Vec<B> = self.head.into_iter().collect();
        let mut begun = false;
        for (rows, bulk) in self.parts.into_values() {
            glue.push(if begun && rows > 0 { between.clone() } else { String::new() });
            begun |= rows > 0;
            bulks.push(bulk);
        }
        glue.push(end);
        (Event::Exported { name: self.name, mime: self.mime, glue }, bulks)
    }
}
