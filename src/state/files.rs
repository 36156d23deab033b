//! The files that were dropped: what is known of each, and how far reading is.

use std::collections::BTreeMap;

use callscape_model::message::{Failure, FileId};
use callscape_model::plan::{Plan, Proposal};

use super::{Dropped, Effect, Token};

/// What is known of a file.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Stage {
    /// It is being looked at.
    Looking,
    /// This is how it would be read.
    Proposed(Box<Proposal>),
    /// It cannot be used.
    Refused(Failure),
    /// The user does not want it.
    Skipped,
}

/// One file.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry {
    pub(crate) file: FileId,
    pub(crate) token: Token,
    pub(crate) name: String,
    pub(crate) size: u64,
    pub(crate) stage: Stage,
    /// How it is to be read: the proposal's plan, the remembered one, or the user's.
    pub(crate) plan: Option<Plan>,
    /// Whether its plan need not be asked about.
    pub(crate) sure: bool,
}

/// How far a file has been read.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Progress {
    pub(crate) bytes: u64,
    pub(crate) rows: u64,
}

/// The files of the newest drop and those that were there before.
#[derive(Clone, Debug, Default)]
pub(crate) struct Files {
    pub(crate) entries: Vec<Entry>,
    /// The files that are loaded, to fall back to when loading is cancelled.
    loaded: Vec<Entry>,
    pub(crate) progress: BTreeMap<FileId, Progress>,
    /// When loading began, in milliseconds.
    pub(crate) began: f64,
    /// When the newest progress came.
    pub(crate) now: f64,
    /// Mappings by signature, from earlier visits.
    pub(crate) remembered: BTreeMap<u64, Plan>,
    next: FileId,
}

impl Files {
    /// Numbers old and new files together, by path in byte order. Numbers are never used twice: the rows that
    /// are there until the new ones are name theirs.
    pub(super) fn add(&mut self, dropped: Vec<Dropped>) -> Effect {
        let fresh = |file: Dropped| Entry {
            file: 0,
            token: file.token,
            name: file.name,
            size: file.size,
            stage: Stage::Looking,
            plan: None,
            sure: false,
        };
        let mut entries = self.loaded.clone();
        entries.extend(dropped.into_iter().map(fresh));
        entries.sort_by(|a, b| a.name.as_bytes().cmp(b.name.as_bytes()));
        for entry in &mut entries {
            entry.file = self.next;
            entry.stage = Stage::Looking;
            self.next += 1;
        }
        self.entries = entries;
        Effect::Bind(self.entries.iter().map(|entry| (entry.file, entry.token)).collect())
    }

    pub(crate) fn entry(&self, file: FileId) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.file == file)
    }

    pub(super) fn entry_mut(&mut self, file: FileId) -> Option<&mut Entry> {
        self.entries.iter_mut().find(|entry| entry.file == file)
    }

    /// Takes in what a look at a file said. A plan that is there (the user's, or of an earlier load) stays.
    pub(super) fn proposed(&mut self, file: FileId, proposal: Box<Proposal>, zone: &str) {
        let remembered = self.remembered.get(&proposal.plan.signature()).cloned();
        let Some(entry) = self.entry_mut(file) else { return };
        let fits = |plan: &Plan| plan.columns.len() == proposal.plan.columns.len();
        entry.sure |= proposal.sure;
        let known = entry.plan.take().filter(fits).or(remembered.filter(fits));
        entry.sure |= known.is_some();
        let mut plan = known.unwrap_or_else(|| proposal.plan.clone());
        plan.dialect.encoding = proposal.plan.dialect.encoding;
        plan.zone = zone.to_owned();
        entry.plan = Some(plan);
        entry.stage = Stage::Proposed(proposal);
    }

    pub(super) fn refused(&mut self, file: FileId, failure: Failure) {
        if let Some(entry) = self.entry_mut(file) {
            entry.stage = Stage::Refused(failure);
            entry.plan = None;
        }
    }

    pub(crate) fn is_looking(&self) -> bool {
        self.entries.iter().any(|entry| entry.stage == Stage::Looking)
    }

    /// The first file that the user must say something about.
    pub(crate) fn unsure(&self) -> Option<FileId> {
        let open = |entry: &&Entry| matches!(entry.stage, Stage::Proposed(_)) && !entry.sure;
        self.entries.iter().find(open).map(|entry| entry.file)
    }

    /// The files to load with their plans.
    pub(super) fn plans(&self) -> Vec<(FileId, Plan)> {
        let used = self.entries.iter().filter(|entry| matches!(entry.stage, Stage::Proposed(_)));
        used.filter_map(|entry| Some((entry.file, entry.plan.clone()?))).collect()
    }

    /// The plans of the files that are loaded now, with `change` made to each.
    pub(super) fn changed(&mut self, change: impl Fn(FileId, &mut Plan)) -> Vec<(FileId, Plan)> {
        self.entries = self.loaded.clone();
        for entry in &mut self.entries {
            if let Some(plan) = &mut entry.plan {
                change(entry.file, plan);
            }
        }
        self.plans()
    }

    pub(super) fn begin(&mut self, now: f64) {
        self.progress.clear();
        (self.began, self.now) = (now, now);
    }

    /// What was being loaded is loaded.
    pub(super) fn settle(&mut self) {
        let used = |entry: &&Entry| matches!(entry.stage, Stage::Proposed(_));
        self.loaded = self.entries.iter().filter(used).cloned().collect();
        self.progress.clear();
    }

    /// What was being loaded is not wanted any longer.
    pub(super) fn fall_back(&mut self) {
        self.entries = self.loaded.clone();
        self.progress.clear();
    }

    /// Bytes of all files that are being read, and how many of them have been.
    pub(crate) fn amount(&self) -> (u64, u64) {
        let used = self.entries.iter().filter(|entry| matches!(entry.stage, Stage::Proposed(_)));
        let size = used.map(|entry| entry.size).sum();
        (self.progress.values().map(|p| p.bytes).sum::<u64>().min(size), size)
    }
}
