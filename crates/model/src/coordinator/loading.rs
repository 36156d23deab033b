//! Loading: slices are dealt to shards that have nothing to do, checked against each other, read again where a
//! guess was wrong; then keys are exchanged and everything is settled.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::answer::Context;
use crate::calendar::{DAY, span};
use crate::command::{Event, Loadout, Overview};
use crate::companion::{self, Joined};
use crate::delta::{Applied, Replay, SHOWN};
use crate::dimension::{Dimension, MOST, OTHERS};
use crate::message::{
    Failure, FileId, Keyed, LEDGER, Loaded, OrderEvidence, Request, Settled, Settlement, ShardId, Slice,
    Tabled,
};
use crate::number::{grouped, percent};
use crate::order;
use crate::plan::{DateOrder, Plan};
use crate::quality::{Quality, Rule};
use crate::question::{BinChoice, bins};
use crate::split::Splitting;
use crate::stat::Stat;
use crate::summary::Summary;
use crate::table::{Membership, Role, Subject};

use super::glancing::Glancing;
use super::{Begin, Coordinator, Step};

/// Bounds of the length of a slice in bytes: small enough for progress, large enough for reading at full speed.
const LENGTHS: (u64, u64) = (512 << 10, 32 << 20);

/// A load under way.
#[derive(Debug)]
pub(super) struct Loading {
    pub(super) plans: Vec<(FileId, Plan)>,
    /// Files whose records are not counted, but add columns to those that are; they come last.
    companions: BTreeSet<FileId>,
    splits: BTreeMap<FileId, Splitting>,
    corrected: BTreeSet<FileId>,
    owners: BTreeMap<(FileId, u32), ShardId>,
    /// Slices that must be read again, by the shard that has them.
    again: BTreeMap<ShardId, VecDeque<(FileId, Slice)>>,
    busy: BTreeSet<ShardId>,
    slices: BTreeMap<(FileId, u32), Loaded>,
    bytes: BTreeMap<(FileId, u32), u64>,
    keyed: Vec<Keyed>,
    settled: Vec<Settled>,
    merge: Vec<FileId>,
    dictionaries: Vec<(Dimension, Vec<String>)>,
    notes: Vec<String>,
    /// How many bytes there are, in how many parts is told what is known so far, and that; where it is told.
    glancing: Option<((u64, u64), Glancing)>,
    /// What became of the files that are read whole; until then no slice is dealt.
    tabled: Option<Tabled>,
    /// Whether shards turn to the new rows, one by one: from then on it cannot be broken off.
    pub(super) settling: bool,
}

impl<B> Coordinator<B> {
    pub(super) fn load(&mut self, step: &mut Step<B>, mut plans: Vec<(FileId, Plan)>) {
        let other = plans.first().and_then(|(_, plan)| companion::partner(plan.subject()));
        let beside = |plan: &Plan| Some(plan.subject()) == other;
        order::sort_by(&mut plans, |(a, one), (b, another)| (beside(one), a).cmp(&(beside(another), b)));
        let companions = order::set(plans.iter().filter(|(_, plan)| beside(plan)).map(|(file, _)| *file));
        let monthless = |member: &Membership| member.delta && member.month.is_none();
        if let Some((file, _)) = plans.iter().find(|(_, plan)| plan.member.as_ref().is_some_and(monthless)) {
            let name = self.sources.get(file).map_or("A file", |source| source.name.as_str());
            let message = format!("{name} has changes, but of which month is not known.");
            let hint = "Say of which month they are, or leave it out.";
            return step.tell(Event::Failed(Failure::new("loading", message, hint)));
        }
        if let Some(failure) = self.crowded(&plans) {
            return step.tell(Event::Failed(failure));
        }
        if self.replaying.is_some() {
            self.load_waiting = Some(plans);
            return;
        }
        if let Some((_, plan)) = plans.first() {
            self.zone = plan.zone.clone();
        }
        self.loads += 1;
        // Where something is shown already, nobody looks at a part.
        let only_calls = plans.iter().all(|(_, plan)| plan.role() == Role::Calls && plan.member.is_none());
        let glances = only_calls && companions.is_empty() && self.loaded.is_none();
        self.all(step, &Request::Begin { load: self.loads });
        let mut splits = BTreeMap::new();
        for (file, plan) in &plans {
            let companion = companions.contains(file);
            self.all(step, &Request::Prepare { file: *file, plan: plan.clone(), companion });
            if plan.is_counted() {
                splits.insert(*file, self.splitting(*file, plan));
            }
        }
        let untabled = plans.iter().all(|(_, plan)| plan.member.is_none());
        let size = splits.keys().map(|file| self.bytes_of(*file)).sum();
        let glances = self.glances.filter(|(from, _)| glances && size >= *from);
        self.loading = Some(Loading {
            plans,
            companions,
            splits,
            corrected: BTreeSet::new(),
            owners: BTreeMap::new(),
            again: BTreeMap::new(),
            busy: BTreeSet::new(),
            slices: BTreeMap::new(),
            bytes: BTreeMap::new(),
            keyed: Vec::new(),
            settled: Vec::new(),
            merge: Vec::new(),
            dictionaries: Vec::new(),
            notes: Vec::new(),
            glancing: glances.map(|(_, parts)| ((size, parts), Glancing::default())),
            tabled: untabled.then(Tabled::default),
            settling: false,
        });
        if untabled {
            return self.deal(step);
        }
        let whole = self.loading.iter().flat_map(|loading| &loading.plans);
        let whole = whole.filter(|(_, plan)| !plan.is_counted()).map(|(file, _)| {
            let Begin { bytes, lines, .. } = self.begins.get(file).copied().unwrap_or_default();
            (*file, bytes, lines)
        });
        let files = whole.collect();
        step.send(0, Request::Tables { files });
    }

    /// The tables are read: now the facts.
    pub(super) fn tabled(&mut self, step: &mut Step<B>, tabled: Tabled) {
        let Some(loading) = &mut self.loading else { return };
        let sizes = tabled.files.iter().map(|(file, quality)| {
            let size = self.sources.get(file).map_or(0, |source| source.size);
            Event::Progress { file: *file, bytes: size, rows: quality.read }
        });
        sizes.for_each(|event| step.tell(event));
        loading.tabled = Some(tabled);
        self.deal(step);
    }

    /// The bytes of a file that have records.
    fn bytes_of(&self, file: FileId) -> u64 {
        let begin = self.begins.get(&file).map_or(0, |begin| begin.bytes);
        self.sources.get(&file).map_or(0, |source| source.size.saturating_sub(begin))
    }

    fn splitting(&self, file: FileId, plan: &Plan) -> Splitting {
        let size = self.sources.get(&file).map_or(0, |source| source.size);
        let begin = self.begins.get(&file).copied().unwrap_or_default().bytes;
        Splitting::guided(begin, size, LENGTHS, self.shards, plan.dialect.format == "json")
    }

    /// Gives every shard that has nothing to do a slice; when there is none left, goes on to the keys.
    fn deal(&mut self, step: &mut Step<B>) {
        let Some(loading) = &mut self.loading else { return };
        for shard in 0..self.shards {
            if loading.busy.contains(&shard) {
                continue;
            }
            if let Some((file, slice)) = loading.next_for(shard) {
                loading.busy.insert(shard);
                loading.owners.insert((file, slice.index), shard);
                let bytes = slice.to.saturating_sub(slice.from);
                let wants =
                    |(parts, glancing): &mut ((u64, u64), Glancing)| glancing.wants(shard, bytes, *parts);
                let glance = loading.glancing.as_mut().is_some_and(wants);
                step.send(shard, Request::Load { file, slice, glance });
            }
        }
        let read = loading.busy.is_empty() && loading.splits.values().all(Splitting::is_settled);
        if read && loading.tabled.is_some() {
            self.correct_or_exchange(step);
        }
    }

    pub(super) fn progressed(&mut self, step: &mut Step<B>, file: FileId, slice: u32, bytes: u64) {
        let Some(loading) = &mut self.loading else { return };
        loading.bytes.insert((file, slice), bytes);
        step.tell(loading.progress(file));
    }

    pub(super) fn slice_loaded(&mut self, step: &mut Step<B>, shard: ShardId, mut loaded: Loaded) {
        let Some(loading) = &mut self.loading else { return };
        if let (Some((_, glancing)), Some(glance)) = (&mut loading.glancing, loaded.glance.take()) {
            glancing.take(*glance);
        }
        let (file, slice) = (loaded.file, loaded.slice);
        loading.busy.remove(&shard);
        loading.bytes.insert((file, slice), loaded.seam.end.saturating_sub(loaded.seam.first));
        if let Some(split) = loading.splits.get_mut(&file) {
            split.read(slice, loaded.seam);
        }
        loading.slices.insert((file, slice), loaded);
        step.tell(loading.progress(file));
        if let Some((parts, glancing)) = &mut loading.glancing {
            let read = loading.bytes.values().sum();
            glancing.event(&self.zone, read, *parts).into_iter().for_each(|event| step.tell(event));
        }
        self.deal(step);
    }

    /// All slices are read. Where the dates of a whole file contradict the order that the sample proposed, that
    /// file is read again; else the keys are exchanged.
    fn correct_or_exchange(&mut self, step: &mut Step<B>) {
        let Some(loading) = &mut self.loading else { return };
        let wrong = loading.corrections();
        if wrong.is_empty() {
            return self.all(step, &Request::Exchange);
        }
        for file in wrong {
            let Some((_, plan)) = self
                .loading
                .as_ref()
                .and_then(|loading| loading.plans.iter().find(|(f, _)| *f == file))
                .cloned()
            else {
                continue;
            };
            let split = self.splitting(file, &plan);
            let companion = self.loading.as_ref().is_some_and(|loading| loading.companions.contains(&file));
            self.all(step, &Request::Prepare { file, plan, companion });
            if let Some(loading) = &mut self.loading {
                loading.splits.insert(file, split);
                loading.slices.retain(|(f, _), _| *f != file);
                // What was known came from other days; shards tell of everything again.
                if let Some((_, glancing)) = &mut loading.glancing {
                    *glancing = Glancing::default();
                }
            }
        }
        self.deal(step);
    }

    pub(super) fn keyed(&mut self, step: &mut Step<B>, keyed: Keyed) {
        let shards = self.shards as usize;
        let Some(loading) = &mut self.loading else { return };
        loading.keyed.push(keyed);
        if loading.keyed.len() < shards {
            return;
        }
        loading.judge_keys(&self.sources);
        let lines = self.line_bases();
        let Some(loading) = &mut self.loading else { return };
        loading.merge_dictionaries();
        let settlement = Settlement {
            merge: loading.merge.clone(),
            dictionaries: loading.dictionaries.clone(),
            lines,
            zone: self.zone.clone(),
            replay: self.replay.clone(),
            agents: loading.agents(),
            starts: loading.keyed.iter().fold(None, |starts, keyed| span(starts, keyed.starts)),
        };
        loading.settling = true;
        self.all(step, &Request::Settle(settlement));
    }

    /// Lines before each slice.
    fn line_bases(&self) -> BTreeMap<(FileId, u32), u64> {
        let mut bases = BTreeMap::new();
        let Some(loading) = &self.loading else { return bases };
        let mut current = (FileId::MAX, 0);
        for ((file, slice), loaded) in &loading.slices {
            if *file != current.0 {
                current = (*file, self.begins.get(file).copied().unwrap_or_default().lines);
            }
            bases.insert((*file, *slice), current.1);
            current.1 += loaded.lines;
        }
        bases
    }

    pub(super) fn settled(&mut self, step: &mut Step<B>, settled: Settled) {
        let shards = self.shards as usize;
        if let Some(replaying) = &mut self.replaying {
            replaying.push(settled);
            if replaying.len() == shards {
                self.replayed(step);
            }
            return;
        }
        let Some(loading) = &mut self.loading else { return };
        loading.settled.push(settled);
        if loading.settled.len() < shards {
            return;
        }
        let bases = self.line_bases();
        let Some(mut loading) = self.loading.take() else { return };
        let merged = merge(&loading.settled);
        loading.dictionaries = joined(std::mem::take(&mut loading.dictionaries), &merged.joined);
        let overview = self.overview_of(&loading, &bases, &merged);
        self.owners = loading.owners;
        self.owners.retain(|(file, _), _| !loading.companions.contains(file));
        self.tabled = loading.tabled;
        if overview.subject == Subject::Interactions {
            self.owners.extend((0..self.shards).map(|shard| ((LEDGER, shard), shard)));
        }
        self.show(merged, &overview);
        self.loaded = Some((overview.clone(), loading.plans));
        step.tell(Event::Loaded(Box::new(overview)));
        // Another choice of deltas may have come while these were applied.
        self.replay(step, self.replay.clone());
        self.ask_next(step);
    }

    /// What is asked from now on is asked of these rows.
    fn show(&mut self, merged: Settled, overview: &Overview) {
        let context = Context {
            dictionaries: overview.dictionaries.clone(),
            baseline: Summary::default(),
            has: merged.has,
            zone: self.zone.clone(),
            starts: merged.starts,
            odd_days: merged.odd_days,
            subject: overview.subject,
            hidden: merged.hidden,
            lost: overview.applied.as_ref().map(|applied| lost(applied)).unwrap_or_default(),
        };
        self.asking.reset(context, merged.durations);
        self.tabulating = None;
        self.table = super::Table::default();
    }

    /// Applies the deltas anew, when anything is loaded that they could change.
    pub(super) fn replay(&mut self, step: &mut Step<B>, replay: Replay) {
        self.replay = replay;
        let applied = self.loaded.as_ref().and_then(|(overview, _)| overview.applied.as_ref());
        let stale = applied.is_some_and(|applied| applied.replay != self.replay);
        if !stale || self.loading.is_some() || self.replaying.is_some() || self.exporting.is_some() {
            return;
        }
        self.replaying = Some(Vec::new());
        self.asking.hold();
        self.table.interrupted();
        self.loads += 1;
        self.all(step, &Request::Replay { replay: self.replay.clone(), number: self.loads });
    }

    fn replayed(&mut self, step: &mut Step<B>) {
        let Some(merged) = self.replaying.take().map(|settled| merge(&settled)) else { return };
        let Some((mut overview, plans)) = self.loaded.take() else { return };
        overview.dictionaries = joined(overview.dictionaries, &merged.joined);
        overview.has = merged.has;
        overview.days = merged.starts.map(|(a, b)| (a.div_euclid(DAY), b.div_euclid(DAY)));
        overview.applied = merged.applied.clone().map(Box::new);
        for file in overview.files.iter_mut().filter(|file| !file.plan.is_counted()) {
            file.quality = whole(self.tabled.as_ref(), file.file, merged.applied.as_ref());
        }
        overview.quality = sum(&overview.files, false);
        self.show(merged, &overview);
        self.loaded = Some((overview.clone(), plans));
        step.tell(Event::Replayed(Box::new(overview)));
        if let Some(plans) = self.load_waiting.take() {
            return self.load(step, plans);
        }
        // Another choice may have come meanwhile.
        self.replay(step, self.replay.clone());
        self.ask_next(step);
    }

    fn overview_of(
        &self,
        loading: &Loading,
        bases: &BTreeMap<(FileId, u32), u64>,
        merged: &Settled,
    ) -> Overview {
        let files: Vec<Loadout> = loading
            .plans
            .iter()
            .map(|(file, plan)| Loadout {
                file: *file,
                name: self.sources.get(file).map_or_else(String::new, |source| source.name.clone()),
                plan: plan.clone(),
                quality: match plan.is_counted() {
                    true => loading.quality(*file, bases),
                    false => whole(loading.tabled.as_ref(), *file, merged.applied.as_ref()),
                },
                companion: loading.companions.contains(file),
                ambiguous: loading.ambiguous(*file, plan),
            })
            .collect();
        let quality = sum(&files, false);
        let companions = sum(&files, true);
        let joined = (!loading.companions.is_empty()).then(|| joins(&companions, &quality, merged));
        let first = loading.plans.first().map(|(_, plan)| plan);
        Overview {
            files,
            quality,
            subject: first.map(Plan::subject).unwrap_or_default(),
            applied: merged.applied.clone().map(Box::new),
            month_by: first.map(|plan| plan.month_by).unwrap_or_default(),
            zone: self.zone.clone(),
            has: merged.has,
            dictionaries: loading.dictionaries.clone(),
            days: merged.starts.map(|(a, b)| (a.div_euclid(DAY), b.div_euclid(DAY))),
            longest: bins(&merged.durations, BinChoice::Auto).edges.last().copied().unwrap_or(0),
            spellings: merged.spellings.clone(),
            joined,
            notes: loading.notes.clone(),
        }
    }
}

/// How many records have found their other side.
fn joins(companions: &Quality, quality: &Quality, merged: &Settled) -> Joined {
    Joined { records: quality.kept, with: merged.with, alone: companions.kept.saturating_sub(merged.found) }
}

/// What all shards said together.
fn merge(settled: &[Settled]) -> Settled {
    let mut merged = Settled::default();
    for one in settled {
        merged.durations.merge(&one.durations);
        merged.has = merged.has.or(one.has);
        merged.odd_days.extend(&one.odd_days);
        merged.joined.extend(one.joined.iter().cloned());
        merged.hidden.clone_from(&one.hidden);
        if merged.spellings.is_empty() {
            merged.spellings.clone_from(&one.spellings);
        }
        merged.missed.extend(one.missed.iter().cloned());
        merged.with += one.with;
        merged.found += one.found;
        merged.applied = merged.applied.take().or_else(|| one.applied.clone());
        merged.starts = span(merged.starts, one.starts);
    }
    // Records that no row misses any more are no news.
    let Settled { missed, applied, .. } = &mut merged;
    if let Some(applied) = applied {
        applied.lost.retain(|lost| missed.contains(&(lost.table.clone(), lost.key.clone())));
        applied.lost.truncate(SHOWN);
    }
    merged
}

/// What became of the rows of a file that is read whole: what the rules found, and what the deltas did.
fn whole(tabled: Option<&Tabled>, file: FileId, applied: Option<&Applied>) -> Quality {
    let found = tabled.and_then(|tabled| tabled.files.get(&file));
    let mut quality = found.cloned().unwrap_or_default();
    if let Some(aside) = applied.and_then(|applied| applied.files.get(&file)) {
        quality.kept -= (aside.merged + aside.rejected).min(quality.kept);
        quality.merge(aside, 0);
    }
    debug_assert!(quality.holds());
    quality
}

/// What became of the rows of all files, or of all companions.
fn sum(files: &[Loadout], companions: bool) -> Quality {
    let mut quality = Quality::default();
    let files = files.iter().filter(|file| file.companion == companions);
    files.for_each(|file| quality.merge(&file.quality, 0));
    quality
}

/// What the empty category of each dimension was called before it was deleted.
fn lost(applied: &Applied) -> BTreeMap<Dimension, String> {
    let mut words: BTreeMap<Dimension, Vec<String>> = BTreeMap::new();
    for lost in &applied.lost {
        for dimension in &lost.dimensions {
            words.entry(dimension.clone()).or_default().push(lost.words());
        }
    }
    let shown = |list: Vec<String>| {
        let more = list.len().saturating_sub(NAMED);
        let named = list.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
        if more > 0 { format!("{named} and {more} more") } else { named }
    };
    words.into_iter().map(|(dimension, list)| (dimension, shown(list))).collect()
}

/// How many records that are gone are named.
const NAMED: usize = 3;

/// Dictionaries with those that dimensions bring in the place of older ones.
fn joined(
    mut dictionaries: Vec<(Dimension, Vec<String>)>,
    joined: &[(Dimension, Vec<String>)],
) -> Vec<(Dimension, Vec<String>)> {
    for (dimension, values) in joined {
        match dictionaries.iter_mut().find(|(known, _)| known == dimension) {
            Some((_, old)) => old.clone_from(values),
            None => dictionaries.push((dimension.clone(), values.clone())),
        }
    }
    order::sort_by(&mut dictionaries, |(a, _), (b, _)| a.cmp(b));
    dictionaries
}

impl Loading {
    /// The next slice for a shard: one of its own to read again, else one that nobody has.
    fn next_for(&mut self, shard: ShardId) -> Option<(FileId, Slice)> {
        if let Some(own) = self.again.get_mut(&shard).and_then(VecDeque::pop_front) {
            return Some(own);
        }
        for (file, split) in &mut self.splits {
            while let Some(slice) = split.next_slice() {
                match self.owners.get(&(*file, slice.index)) {
                    Some(owner) if *owner != shard => {
                        self.again.entry(*owner).or_default().push_back((*file, slice));
                    }
                    _ => return Some((*file, slice)),
                }
            }
        }
        None
    }

    fn progress(&self, file: FileId) -> Event {
        let bytes = self.bytes.range((file, 0)..=(file, u32::MAX)).map(|(_, bytes)| bytes).sum();
        let rows = self.slices.range((file, 0)..=(file, u32::MAX)).map(|(_, s)| s.quality.read).sum();
        Event::Progress { file, bytes, rows }
    }

    fn orders(&self, file: FileId) -> BTreeMap<u32, OrderEvidence> {
        let mut merged: BTreeMap<u32, OrderEvidence> = BTreeMap::new();
        for (_, slice) in self.slices.range((file, 0)..=(file, u32::MAX)) {
            for (column, more) in &slice.orders {
                let evidence = merged.entry(*column).or_default();
                evidence.day_first += more.day_first;
                evidence.month_first += more.month_first;
                evidence.either += more.either;
            }
        }
        merged
    }

    /// Changes the plans that the dates of the whole file contradict, once for each file; returns those files.
    fn corrections(&mut self) -> Vec<FileId> {
        let mut wrong = Vec::new();
        let files: Vec<FileId> = self.plans.iter().map(|(file, _)| *file).collect();
        for file in files {
            let orders = self.orders(file);
            let Some((_, plan)) = self.plans.iter_mut().find(|(f, _)| *f == file) else { continue };
            if !contradicted(plan, &orders) || !self.corrected.insert(file) {
                continue;
            }
            wrong.push(file);
        }
        wrong
    }

    /// Columns whose dates could be read either way throughout: name, how many, an example as month first, as
    /// day first.
    fn ambiguous(&self, file: FileId, plan: &Plan) -> Vec<(String, u64, String, String)> {
        let orders = self.orders(file);
        let undecided = |e: &OrderEvidence| e.either > 0 && e.day_first == 0 && e.month_first == 0;
        orders
            .iter()
            .filter(|(_, evidence)| undecided(evidence))
            .filter_map(|(column, evidence)| {
                let name = plan.columns.get(*column as usize)?.name.clone();
                let example = self
                    .slices
                    .range((file, 0)..=(file, u32::MAX))
                    .flat_map(|(_, slice)| &slice.quality.findings)
                    .find(|f| f.rule == Rule::AmbiguousDate && f.column == name)
                    .and_then(|f| f.examples.first())?;
                Some((name, evidence.either, example.before.clone(), example.after.clone()))
            })
            .collect()
    }

    fn undecided(&self, file: FileId) -> BTreeSet<String> {
        let plan = self.plans.iter().find(|(f, _)| *f == file);
        let ambiguous = plan.map(|(_, plan)| self.ambiguous(file, plan));
        order::set(ambiguous.into_iter().flatten().map(|(name, ..)| name))
    }

    /// A key column of which more than 5 % of the rows would conflict is no key.
    fn judge_keys(&mut self, sources: &BTreeMap<FileId, super::Source>) {
        let sum = |pick: fn(&Keyed) -> &BTreeMap<FileId, u64>, file: &FileId| -> u64 {
            self.keyed.iter().filter_map(|keyed| pick(keyed).get(file)).sum()
        };
        let mut merge = Vec::new();
        let mut notes = Vec::new();
        for (file, plan) in self.plans.iter().filter(|(_, plan)| plan.is_counted()) {
            let Some(column) = plan.column(crate::field::Field::CallId) else { continue };
            let (keyed, conflicts) = (sum(|k| &k.keyed, file), sum(|k| &k.conflicts, file));
            // The id of a transcript is one, whatever else is there: a later record with the same one is a conflict.
            if plan.role() == Role::Transcripts || conflicts * 20 <= keyed {
                merge.push(*file);
                continue;
            }
            let name = plan.columns.get(column).map_or("", |c| c.name.as_str());
            notes.push(format!(
                "{name} repeats with other values in {} of the rows of {}, so it is not a key: nothing was merged there.",
                percent(conflicts, keyed),
                sources.get(file).map_or("a file", |source| source.name.as_str()),
            ));
        }
        self.merge = merge;
        self.notes = notes;
    }

    /// Agents of transcripts, with the rows of all shards.
    fn agents(&self) -> BTreeMap<String, u64> {
        let mut agents = BTreeMap::new();
        for (agent, count) in self.keyed.iter().flat_map(|keyed| &keyed.agents) {
            *agents.entry(agent.clone()).or_default() += count;
        }
        agents
    }

    fn merge_dictionaries(&mut self) {
        let mut merged: BTreeMap<Dimension, BTreeSet<String>> = BTreeMap::new();
        for (dimension, values) in self.keyed.iter().flat_map(|keyed| &keyed.dictionaries) {
            merged.entry(dimension.clone()).or_default().extend(values.iter().cloned());
        }
        for (dimension, values) in merged {
            let mut values: Vec<String> = values.into_iter().collect();
            // Each shard keeps so many; together they may have more than codes can tell apart.
            if values.len() > MOST + 1 {
                self.notes.push(format!(
                    "{} has more than {} different values; what is beyond counts as {OTHERS}.",
                    dimension.title(),
                    grouped(MOST as u64)
                ));
                values.truncate(MOST);
                if let Err(at) = values.binary_search_by(|value| value.as_str().cmp(OTHERS)) {
                    values.insert(at, OTHERS.to_owned());
                }
            }
            self.dictionaries.push((dimension, values));
        }
    }

    /// What became of a file's rows: the slices' reports, and what the duplicates did.
    fn quality(&self, file: FileId, bases: &BTreeMap<(FileId, u32), u64>) -> Quality {
        let mut quality = Quality::default();
        for (place, slice) in self.slices.range((file, 0)..=(file, u32::MAX)) {
            quality.merge(&slice.quality, bases.get(place).copied().unwrap_or(0));
        }
        for settled in &self.settled {
            if let Some(duplicates) = settled.duplicates.get(&file) {
                quality.merge(duplicates, 0);
                quality.kept -= (duplicates.merged + duplicates.rejected).min(quality.kept);
            }
        }
        // Dates that the rest of their column decides are not worth a word.
        let undecided = self.undecided(file);
        quality.findings.retain(|f| f.rule != Rule::AmbiguousDate || undecided.contains(&f.column));
        debug_assert!(quality.holds());
        quality
    }
}

/// Turns the order of columns whose dates speak against it alone; whether there were any.
fn contradicted(plan: &mut Plan, orders: &BTreeMap<u32, OrderEvidence>) -> bool {
    let mut changed = false;
    for (column, evidence) in orders {
        let Some(column) = plan.columns.get_mut(*column as usize) else { continue };
        let spoken = if evidence.day_first > evidence.month_first {
            DateOrder::DayFirst
        } else if evidence.month_first > evidence.day_first {
            DateOrder::MonthFirst
        } else {
            column.order
        };
        changed |= spoken != column.order;
        column.order = spoken;
    }
    changed
}
