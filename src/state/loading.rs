//! From dropped files to a load: looking, asking, reading, and reading again with other choices.

use callscape_model::calendar::day_number;
use callscape_model::command::Command;
use callscape_model::message::{self, FileId, Made, SupportSample, TranscriptSample};
use callscape_model::plan::Plan;
use callscape_model::table::Subject;

use super::{Effect, Entry, Gesture, Level, Panel, Phase, Retry, Sample, Stage, State, Token};

/// The samples are the same on every day and machine.
const SEED: u64 = 1;
const UNTIL: (i32, u32, u32) = (2025, 3, 31);
const CALLS: u64 = 5_000;
const INTERACTIONS: u64 = 600;
const MONTHS: u32 = 2;
const TRANSCRIPTS: u64 = 300;
/// As many as make the later months as busy as the first ones.
const DELTAS: u64 = 800;
/// Refusals that are told one by one; more are told as a number.
const TOLD: usize = 3;

impl State {
    /// The gestures that concern files.
    pub(super) fn load_step(&mut self, gesture: Gesture, now: f64) -> Vec<Effect> {
        match gesture {
            Gesture::Dropped(files) => self.take_files(files),
            Gesture::Transcoded(file, token, size) => self.transcoded(file, token, size),
            Gesture::Unpacked(file, members) => self.unpacked(file, members),
            Gesture::Sample(sample) => self.make_sample(sample),
            Gesture::Switch(subject) => self.switch(subject, now),
            Gesture::SetMember(file, member) => {
                if let Some(entry) = self.files.entry_mut(file) {
                    entry.member = Some(member);
                    entry.mapped = false;
                }
                self.files.arrange(&self.settings);
                Vec::new()
            }
            Gesture::SetDialect(file, dialect) => {
                if let Some(entry) = self.files.entry_mut(file) {
                    (entry.plan, entry.cut) = (None, true);
                }
                vec![Effect::Tell(Command::Propose { file, dialect })]
            }
            Gesture::SetPlan(file, plan) => {
                if let Some(entry) = self.files.entry_mut(file) {
                    entry.mapped |= plan.member.is_some();
                    entry.plan = Some(*plan);
                }
                Vec::new()
            }
            Gesture::Load => self.confirm(now),
            Gesture::Skip(file) => {
                if let Some(entry) = self.files.entry_mut(file) {
                    entry.stage = Stage::Skipped;
                }
                self.decide(now)
            }
            Gesture::EditMapping(file) => {
                self.panel = Panel::Mapping(file);
                Vec::new()
            }
            Gesture::Cancel => vec![Effect::Tell(Command::Cancel)],
            Gesture::SetAction(rule, action) => self.read_again(now, |_, plan| {
                plan.actions.insert(rule, action);
            }),
            Gesture::SetOrder { file, column, order } => self.read_again(now, |id, plan| {
                let columns = plan.columns.iter_mut().filter(|c| id == file && c.name == column);
                columns.for_each(|column| column.order = order);
            }),
            Gesture::Retry(id) => self.retry(id, now),
            _ => Vec::new(),
        }
    }

    fn take_files(&mut self, mut files: Vec<super::Dropped>) -> Vec<Effect> {
        if files.is_empty() {
            return Vec::new();
        }
        if self.phase == Phase::Loading || self.exporting {
            let text =
                if self.exporting { "A file is still being written." } else { "Files are still being read." };
            let hint = "Wait until that is done, or cancel, then drop these again.";
            self.notify(Level::Warning, text, hint, None);
            return Vec::new();
        }
        let known = self.files.drop_known(&mut files);
        if let Some(first) = known.first() {
            let more = if known.len() > 1 { format!(" and {} more", known.len() - 1) } else { String::new() };
            let were = if known.len() > 1 { "were" } else { "was" };
            let done = if self.subject == Subject::Interactions { "applied" } else { "read" };
            let text = format!("{first}{more} {were} already {done}.");
            self.notify(Level::Note, text, "The same file again changes nothing.", None);
        }
        if files.is_empty() {
            return Vec::new();
        }
        let bind = self.files.add(files);
        let mut effects = vec![bind];
        if self.phase != Phase::Starting {
            effects.push(self.look());
        }
        effects
    }

    /// Has the files looked at.
    pub(super) fn look(&mut self) -> Effect {
        self.phase = Phase::Looking;
        self.panel = Panel::None;
        let sources = self.files.entries.iter().map(Entry::source).collect();
        Effect::Tell(Command::Add { sources, zone: self.settings.zone.clone() })
    }

    /// Has those files looked at that nothing was heard of yet.
    pub(super) fn look_again(&self) -> Effect {
        let open = self.files.entries.iter().filter(|entry| entry.stage == Stage::Looking);
        let sources = open.map(Entry::source).collect();
        Effect::Tell(Command::Add { sources, zone: self.settings.zone.clone() })
    }

    /// The UTF-8 copy is looked at in the place of the file.
    fn transcoded(&mut self, file: FileId, token: Token, size: u64) -> Vec<Effect> {
        let zone = self.settings.zone.clone();
        let Some(entry) = self.files.entry_mut(file) else { return Vec::new() };
        (entry.token, entry.size) = (token, size);
        let sources = vec![entry.source()];
        vec![Effect::Bind(vec![(file, token)]), Effect::Tell(Command::Add { sources, zone })]
    }

    /// The files of an archive are looked at in its place.
    fn unpacked(&mut self, file: FileId, members: Vec<super::Dropped>) -> Vec<Effect> {
        self.files.remove(file);
        let bind = self.files.add(members);
        vec![bind, self.look()]
    }

    fn make_sample(&mut self, sample: Sample) -> Vec<Effect> {
        let (year, month, day) = UNTIL;
        let until = day_number(year, month, day).unwrap_or_default();
        if self.phase == Phase::Idle {
            self.phase = Phase::Generating;
        }
        let made = match sample {
            Sample::Calls => Made::Calls(message::Sample { calls: CALLS, seed: SEED, until }),
            Sample::Support => Made::Support(SupportSample {
                interactions: INTERACTIONS,
                months: MONTHS,
                deltas: DELTAS,
                seed: SEED,
                until,
            }),
            Sample::Transcripts => {
                Made::Transcripts(TranscriptSample { calls: TRANSCRIPTS, seed: SEED, until })
            }
        };
        vec![Effect::Tell(Command::Generate(made))]
    }

    /// The selection of a subject comes with it.
    pub(super) fn turn_to(&mut self, subject: Subject) {
        if subject == self.subject {
            return;
        }
        let next = self.aside.remove(&subject).unwrap_or_default();
        self.aside.insert(self.subject, std::mem::replace(&mut self.selection, next));
        self.subject = subject;
        self.table = super::Table::of(subject);
    }

    /// Shows what else was dropped.
    fn switch(&mut self, subject: Subject, now: f64) -> Vec<Effect> {
        if self.phase != Phase::Idle || self.exporting || subject == self.subject {
            return Vec::new();
        }
        self.turn_to(subject);
        let plans = self.files.plans(subject);
        self.read(plans, now)
    }

    /// What is read of what is there: what the newest drop speaks for, else what is shown.
    fn choose_subject(&mut self) -> bool {
        let (there, newest) = self.files.subjects();
        let wanted = newest.or_else(|| there.first().copied().filter(|_| !there.contains(&self.subject)));
        let Some(subject) = wanted.filter(|subject| *subject != self.subject) else { return false };
        if self.has_data() {
            self.turn_to(subject);
        } else {
            // The selection of an address belongs to what is dropped first.
            self.subject = subject;
            self.table = super::Table::of(subject);
        }
        true
    }

    /// The user has said how the file in the panel is read.
    fn confirm(&mut self, now: f64) -> Vec<Effect> {
        let Panel::Mapping(file) = self.panel else { return self.decide(now) };
        let mut effects = Vec::new();
        if let Some(entry) = self.files.entry_mut(file) {
            entry.sure = true;
            if let Some(plan) = entry.plan.clone().filter(|plan| plan.member.is_none()) {
                self.files.remembered.insert(plan.signature(), plan.clone());
                effects.push(Effect::Remember(plan));
            }
        }
        effects.extend(self.decide(now));
        effects
    }

    /// Asks about the next file that is not sure, or reads them all.
    pub(super) fn decide(&mut self, now: f64) -> Vec<Effect> {
        self.files.arrange(&self.settings);
        if let Some(file) = self.files.unsure() {
            self.phase = Phase::Asking;
            self.panel = Panel::Mapping(file);
            return Vec::new();
        }
        self.panel = Panel::None;
        self.tell_refusals();
        let turned = self.choose_subject();
        let plans = self.files.plans(self.subject);
        if plans.is_empty() || !(turned || self.files.is_news()) {
            self.phase = Phase::Idle;
            self.files.fall_back();
            return Vec::new();
        }
        self.read(plans, now)
    }

    fn tell_refusals(&mut self) {
        let refused: Vec<_> = self
            .files
            .entries
            .iter()
            .filter_map(|entry| match &entry.stage {
                Stage::Refused(failure) => Some((failure.message.clone(), failure.hint.clone())),
                Stage::Unfit(_, failure) if entry.fresh => {
                    Some((failure.message.clone(), failure.hint.clone()))
                }
                _ => None,
            })
            .collect();
        let more = refused.len().saturating_sub(TOLD);
        for (message, hint) in refused.into_iter().take(TOLD) {
            self.notify(Level::Warning, message, hint, None);
        }
        if more > 0 {
            let text = format!("{more} more files cannot be used.");
            self.notify(Level::Warning, text, "Drop one of them alone to see why.", None);
        }
    }

    pub(super) fn read(&mut self, plans: Vec<(FileId, Plan)>, now: f64) -> Vec<Effect> {
        if plans.is_empty() {
            return Vec::new();
        }
        self.phase = Phase::Loading;
        self.files.begin(now);
        vec![Effect::Tell(Command::Load(plans))]
    }

    /// Reads what is loaded once more, with `change` made to each plan.
    pub(super) fn read_again(&mut self, now: f64, change: impl Fn(FileId, &mut Plan)) -> Vec<Effect> {
        if self.phase != Phase::Idle || self.exporting {
            let text =
                if self.exporting { "A file is still being written." } else { "Files are still being read." };
            self.notify(Level::Warning, text, "Wait until that is done, then choose again.", None);
            return Vec::new();
        }
        let plans = self.files.changed(self.subject, change);
        self.read(plans, now)
    }

    /// Reads what is loaded in the zone of the settings, with their months. While files are being read this waits
    /// until they are.
    pub(super) fn read_as_set(&mut self, now: f64) -> Vec<Effect> {
        let Some(data) = self.data.clone() else { return Vec::new() };
        let (zone, month_by) = (self.settings.zone.clone(), self.settings.month_by);
        let same_months = data.subject != Subject::Interactions || data.month_by == month_by;
        if self.phase != Phase::Idle || (data.zone == zone && same_months) {
            return Vec::new();
        }
        if self.exporting {
            self.settings.zone.clone_from(&data.zone);
            self.settings.month_by = data.month_by;
            let hint = "Choose again when the file is saved.";
            self.notify(Level::Warning, "A file is still being written.", hint, None);
            return Vec::new();
        }
        let plans = self.files.changed(self.subject, |_, plan| {
            plan.zone.clone_from(&zone);
            plan.month_by = month_by;
        });
        self.read(plans, now)
    }

    fn retry(&mut self, id: u32, now: f64) -> Vec<Effect> {
        let retry =
            self.notices.iter().find(|notice| notice.id == id).and_then(|notice| notice.retry.clone());
        self.notices.retain(|notice| notice.id != id);
        match retry {
            Some(Retry::Load) if self.phase == Phase::Idle => {
                let zone = &self.settings.zone;
                let in_zone = |(file, plan): (FileId, Plan)| (file, Plan { zone: zone.clone(), ..plan });
                let plans = self.files.again(self.subject).into_iter().map(in_zone).collect();
                self.read(plans, now)
            }
            _ => Vec::new(),
        }
    }
}
