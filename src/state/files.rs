//! The files that were dropped: what is known of each, and how far reading is.

use std::collections::{BTreeMap, BTreeSet};

use callscape_model::arrange::{Arranged, Seen, arrange};
use callscape_model::command::{Loadout, Source};
use callscape_model::companion::together;
use callscape_model::message::{Failure, FileId};
use callscape_model::order;
use callscape_model::plan::{Dialect, Plan, Proposal};
use callscape_model::table::{Membership, Role, Subject};

use super::{Dropped, Effect, Settings, Token};

/// What is known of a file.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Stage {
    /// It is being looked at.
    Looking,
    /// This is how it would be read.
    Proposed(Box<Proposal>),
    /// It can be cut, but is nothing that is known, as long as no other file says what it is.
    Unfit(Box<Proposal>, Failure),
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
    modified: Option<u64>,
    pub(crate) stage: Stage,
    /// How it is to be read: the proposal's plan, the remembered one, or the user's.
    pub(crate) plan: Option<Plan>,
    /// Whether its plan need not be asked about.
    pub(crate) sure: bool,
    /// Whether the user said how it is cut: what is remembered of such headers then does not count.
    pub(super) cut: bool,
    /// What the user said that it is.
    pub(super) member: Option<Membership>,
    /// Whether its columns are as the user wants them.
    pub(super) mapped: bool,
    /// What the user must be asked, where it belongs to a table.
    pub(crate) question: Option<String>,
    /// Whether it came with the newest drop.
    pub(super) fresh: bool,
}

/// A remembered plan for a file with the same headers: names and dialect are the file's own.
fn named_as(mut plan: Plan, file: &Plan) -> Plan {
    for (column, own) in plan.columns.iter_mut().zip(&file.columns) {
        column.name.clone_from(&own.name);
    }
    Plan { dialect: file.dialect.clone(), ..plan }
}

impl Entry {
    /// What looking at it said.
    pub(crate) fn proposal(&self) -> Option<&Proposal> {
        match &self.stage {
            Stage::Proposed(proposal) | Stage::Unfit(proposal, _) => Some(proposal),
            _ => None,
        }
    }

    pub(super) fn source(&self) -> Source {
        Source { file: self.file, name: self.name.clone(), size: self.size }
    }
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
    /// The files that could not be loaded, to try again.
    failed: Vec<Entry>,
    pub(crate) progress: BTreeMap<FileId, Progress>,
    /// Progress that is not shown yet.
    coming: BTreeMap<FileId, Progress>,
    /// When loading began, in milliseconds.
    pub(crate) began: f64,
    /// When the progress came that is shown.
    pub(crate) now: f64,
    /// Mappings by signature, from earlier visits.
    pub(crate) remembered: BTreeMap<u64, Plan>,
    next: FileId,
}

/// Progress is shown that often, in milliseconds: drawing it takes time from reading.
const PAUSE_MS: f64 = 150.0;

/// What a file may have before its records, in bytes; they are not part of its progress.
const HEAD: u64 = 64 << 10;

impl Files {
    /// Takes in how far a file has been read, and shows it if it is time.
    pub(super) fn read(&mut self, file: FileId, progress: Progress, now: f64) {
        let done = self.entry(file).is_none_or(|entry| progress.bytes + HEAD >= entry.size);
        self.coming.insert(file, progress);
        if done || now >= self.now + PAUSE_MS {
            self.progress.append(&mut self.coming);
            self.now = now;
        }
    }

    /// Whether there is progress that is not shown yet.
    pub(crate) fn holds_back(&self) -> bool {
        !self.coming.is_empty()
    }

    /// Takes those out that are read already and did not change since; their names.
    pub(super) fn drop_known(&self, dropped: &mut Vec<Dropped>) -> Vec<String> {
        let known = |new: &Dropped| {
            let same = |old: &&Entry| {
                old.name == new.name
                    && old.size == new.size
                    && new.modified.is_some()
                    && old.modified == new.modified
            };
            let read = |old: &Entry| {
                self.entries.iter().any(|entry| entry.token == old.token && entry.plan.is_some())
            };
            self.loaded.iter().find(same).is_some_and(read)
        };
        let (again, new): (Vec<Dropped>, Vec<Dropped>) = dropped.drain(..).partition(known);
        *dropped = new;
        again.into_iter().map(|file| file.name).collect()
    }

    /// Numbers old and new files together, by path in byte order. Numbers are never used twice: the rows that
    /// are there until the new ones are name theirs.
    pub(super) fn add(&mut self, dropped: Vec<Dropped>) -> Effect {
        let fresh = |file: Dropped| Entry {
            file: 0,
            token: file.token,
            name: file.name,
            size: file.size,
            modified: file.modified,
            stage: Stage::Looking,
            plan: None,
            sure: false,
            cut: false,
            member: None,
            mapped: false,
            question: None,
            fresh: true,
        };
        let again = |old: &Entry| dropped.iter().any(|new| new.name == old.name && new.size == old.size);
        let unused = |old: &Entry| matches!(old.stage, Stage::Refused(_) | Stage::Skipped);
        let pending = self.entries.iter().filter(|old| !again(old) && !unused(old));
        let mut entries: Vec<Entry> = pending.cloned().collect();
        for entry in &mut entries {
            entry.fresh = false;
            // What the user has not agreed to yet is asked once more.
            if !entry.sure {
                entry.plan = None;
            }
        }
        entries.extend(dropped.into_iter().map(fresh));
        order::sort_by(&mut entries, |a, b| a.name.as_bytes().cmp(b.name.as_bytes()));
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
        // Call records that the user cuts in another way must not become something else by it.
        let was_fit = matches!(&entry.stage, Stage::Proposed(old) if old.unfit.is_none());
        if let Some(failure) = proposal.unfit.clone().filter(|_| entry.cut && was_fit) {
            return self.refused(file, failure);
        }
        let fits = |plan: &Plan| plan.columns.len() == proposal.plan.columns.len();
        let remembered = remembered.filter(fits).filter(|_| !entry.cut && proposal.unfit.is_none());
        let known = entry.plan.take().filter(fits);
        let known = known.or(remembered.map(|plan| named_as(plan, &proposal.plan)));
        entry.sure |= known.is_some() || (proposal.sure && !entry.cut);
        let plan = known.unwrap_or_else(|| proposal.plan.clone());
        entry.plan = Some(Plan { zone: zone.to_owned(), ..plan });
        entry.stage = Stage::Proposed(proposal);
    }

    /// Takes in why a file cannot be used. Where only what the user chose in the panel is at fault, the file is as
    /// it was before, and the panel says why.
    pub(super) fn refused(&mut self, file: FileId, failure: Failure) {
        if let Some(entry) = self.entry_mut(file) {
            if entry.cut
                && let Stage::Proposed(proposal) = &mut entry.stage
            {
                proposal.question = Some(format!("{} {}", failure.message, failure.hint));
                entry.plan = Some(proposal.plan.clone());
                return;
            }
            entry.stage = Stage::Refused(failure);
            entry.plan = None;
        }
    }

    /// What each file is among the others. The user's word, where there is one, counts.
    pub(super) fn arrange(&mut self, settings: &Settings) {
        let seen: Vec<Seen<'_>> = self
            .entries
            .iter()
            .filter_map(|entry| {
                let columns =
                    entry.plan.as_ref().filter(|_| entry.mapped).map(|plan| plan.columns.as_slice());
                Some(Seen {
                    name: &entry.name,
                    proposal: entry.proposal()?,
                    member: entry.member.as_ref(),
                    columns,
                })
            })
            .collect();
        let arranged = arrange(&seen);
        let entries = self.entries.iter_mut().filter(|entry| entry.proposal().is_some());
        for (entry, Arranged { plan, question, refused }) in entries.zip(arranged) {
            let Some(proposal) = entry.proposal().cloned().map(Box::new) else { continue };
            if let Some(failure) = refused {
                entry.stage = Stage::Unfit(proposal, failure);
                entry.plan = None;
                continue;
            }
            entry.stage = Stage::Proposed(proposal);
            if plan.member.is_some() {
                let actions = entry.plan.take().map(|plan| plan.actions).unwrap_or_default();
                let (zone, month_by) = (settings.zone.clone(), settings.month_by);
                entry.sure = question.is_none();
                entry.question = question;
                entry.plan = Some(Plan { zone, month_by, actions, ..plan });
            } else if let Some(own) = &mut entry.plan {
                own.member = None;
            }
        }
    }

    /// Subjects of the files that can be used, and which of them the newest drop speaks for: the one with most bytes.
    pub(super) fn subjects(&self) -> (BTreeSet<Subject>, Option<Subject>) {
        let used = self.entries.iter().filter(|entry| matches!(entry.stage, Stage::Proposed(_)));
        let mut there = BTreeSet::new();
        let mut bytes: BTreeMap<Subject, u64> = BTreeMap::new();
        for (subject, entry) in used.filter_map(|entry| Some((entry.plan.as_ref()?.subject(), entry))) {
            there.insert(subject);
            if entry.fresh {
                *bytes.entry(subject).or_default() += entry.size.max(1);
            }
        }
        (there, bytes.into_iter().max_by_key(|(_, bytes)| *bytes).map(|(subject, _)| subject))
    }

    /// The names of all dimensions.
    pub(crate) fn dimensions(&self) -> Vec<String> {
        let members = self.entries.iter().filter_map(|entry| entry.plan.as_ref()?.member.as_ref());
        let dimensions = members.filter(|member| member.role == Role::Dimension);
        order::set(dimensions.map(|member| member.table.clone())).into_iter().collect()
    }

    /// Takes an archive out, which its files replace.
    pub(super) fn remove(&mut self, file: FileId) {
        self.entries.retain(|entry| entry.file != file);
    }

    pub(crate) fn is_looking(&self) -> bool {
        self.entries.iter().any(|entry| entry.stage == Stage::Looking)
    }

    /// The first file that the user must say something about.
    pub(crate) fn unsure(&self) -> Option<FileId> {
        let open = |entry: &&Entry| matches!(entry.stage, Stage::Proposed(_)) && !entry.sure;
        self.entries.iter().find(open).map(|entry| entry.file)
    }

    /// The files of a subject to load with their plans, and after them those of the subject that shares ids with it.
    pub(super) fn plans(&self, subject: Subject) -> Vec<(FileId, Plan)> {
        let used = self.entries.iter().filter(|entry| matches!(entry.stage, Stage::Proposed(_)));
        let plans: Vec<_> = used.filter_map(|entry| Some((entry.file, entry.plan.clone()?))).collect();
        together(&plans, subject)
    }

    /// Whether there is a file or a plan that is not loaded.
    pub(super) fn is_news(&self) -> bool {
        let loaded =
            |new: &Entry| self.loaded.iter().any(|old| old.token == new.token && old.plan == new.plan);
        self.entries.iter().any(|entry| matches!(entry.stage, Stage::Proposed(_)) && !loaded(entry))
    }

    /// The plans of the files that are loaded now, with `change` made to each.
    pub(super) fn changed(
        &mut self,
        subject: Subject,
        change: impl Fn(FileId, &mut Plan),
    ) -> Vec<(FileId, Plan)> {
        self.entries = self.loaded.clone();
        for entry in &mut self.entries {
            if let Some(plan) = &mut entry.plan {
                change(entry.file, plan);
            }
        }
        self.plans(subject)
    }

    pub(super) fn begin(&mut self, now: f64) {
        self.progress.clear();
        self.coming.clear();
        (self.began, self.now) = (now, now);
    }

    /// What was being loaded is loaded, with plans that the whole files may have corrected.
    pub(super) fn settle(&mut self, loadouts: &[Loadout]) {
        for loadout in loadouts {
            if let Some(entry) = self.entry_mut(loadout.file) {
                entry.plan = Some(loadout.plan.clone());
                entry.sure = true;
            }
        }
        self.entries.iter_mut().for_each(|entry| entry.fresh = false);
        let used = |entry: &&Entry| matches!(entry.stage, Stage::Proposed(_));
        self.loaded = self.entries.iter().filter(used).cloned().collect();
        self.failed.clear();
        self.progress.clear();
        self.coming.clear();
    }

    /// What the user changed in the panel is not wanted; how the file of the panel was cut when it was loaded.
    pub(super) fn restore(&mut self, file: FileId) -> Option<Dialect> {
        self.entries = self.loaded.clone();
        self.entry(file)?.plan.as_ref().map(|plan| plan.dialect.clone())
    }

    /// What was being loaded is not wanted any longer, or could not be loaded.
    pub(super) fn fall_back(&mut self) {
        self.failed = std::mem::replace(&mut self.entries, self.loaded.clone());
        self.progress.clear();
        self.coming.clear();
    }

    /// The files that could not be loaded, once more.
    pub(super) fn again(&mut self, subject: Subject) -> Vec<(FileId, Plan)> {
        if !self.failed.is_empty() {
            self.entries = std::mem::take(&mut self.failed);
        }
        self.plans(subject)
    }

    /// Bytes of all files that are being read, and how many of them have been.
    pub(crate) fn amount(&self) -> (u64, u64) {
        let used = self.entries.iter().filter(|entry| matches!(entry.stage, Stage::Proposed(_)));
        let size = used.map(|entry| entry.size).sum();
        (self.progress.values().map(|p| p.bytes).sum::<u64>().min(size), size)
    }
}
