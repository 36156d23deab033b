//! Files that were dropped together: which table each belongs to, and as what. Columns speak first, names second,
//! the user last; the order in which files came does not matter.

use std::collections::BTreeSet;

use crate::delta::Action;
use crate::field::{FIELDS, Field, Holds, Use, plain};
use crate::message::Failure;
use crate::month::Month;
use crate::order;
use crate::plan::{ColumnGuess, ColumnPlan, DateOrder, Plan, Proposal};
use crate::table::{KNOWN_TABLES, KnownTable, KnownUse, Membership, Role, Subject};

/// A file as it was looked at.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
    /// Its path.
    pub name: &'a str,
    /// What its sample says.
    pub proposal: &'a Proposal,
    /// What the user said that it is.
    pub member: Option<&'a Membership>,
    /// Its columns as the user wants them.
    pub columns: Option<&'a [ColumnPlan]>,
}

/// What a file is among the others.
#[derive(Clone, Debug, PartialEq)]
pub struct Arranged {
    /// How it is to be read; [`Plan::member`] says as what.
    pub plan: Plan,
    /// What the user must be asked, as one sentence.
    pub question: Option<String>,
    /// Why it cannot be used.
    pub refused: Option<Failure>,
}

impl Arranged {
    /// The subject that the file belongs to.
    pub fn subject(&self) -> Subject {
        self.plan.subject()
    }
}

/// What the path of a file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Named {
    table: String,
    month: Option<Month>,
    /// Six digits that would be a month if there were one.
    no_month: Option<String>,
    delta: bool,
}

/// Names of columns that tell what a delta does with a row.
const ACTION_NAMES: [&str; 6] = ["action", "op", "operation", "changetype", "change", "deltaaction"];
/// Names of columns that tell when a row of a delta was written.
const UPDATED_NAMES: [&str; 5] = ["updatedat", "modifiedat", "lastupdated", "lastmodified", "changedat"];
/// Words in names of files that say nothing about the table.
const EMPTY_WORDS: [&str; 6] = ["delta", "deltas", "initial", "full", "final", "changes"];

/// What each of some files is.
pub fn arrange(files: &[Seen<'_>]) -> Vec<Arranged> {
    let mut sorted: Vec<(usize, &Seen<'_>)> = files.iter().enumerate().collect();
    order::sort_by(&mut sorted, |(_, a), (_, b)| a.name.as_bytes().cmp(b.name.as_bytes()));
    // Transcripts stand alone: nothing refers to them, and they refer to nothing.
    let talks = |(_, seen): &(usize, &Seen<'_>)| {
        seen.member.is_none() && seen.proposal.plan.role() == Role::Transcripts
    };
    let (alone, sorted): (Vec<_>, Vec<_>) = sorted.into_iter().partition(talks);
    let mut drafts: Vec<Draft> = sorted.iter().map(|(_, seen)| Draft::new(seen)).collect();
    place_by_name(&mut drafts);
    place_dimensions(&mut drafts);
    place_facts(&mut drafts);
    one_fact_table(&mut drafts);
    let tables = Tables::new(&drafts);
    let done = drafts.iter().map(|draft| draft.finish(&tables));
    let mut arranged: Vec<(usize, Arranged)> = sorted.iter().map(|(place, _)| *place).zip(done).collect();
    arranged.extend(alone.into_iter().map(|(place, seen)| (place, Draft::new(seen).finish(&tables))));
    order::sort_by(&mut arranged, |(a, _), (b, _)| a.cmp(b));
    arranged.into_iter().map(|(_, arranged)| arranged).collect()
}

struct Draft<'a> {
    seen: &'a Seen<'a>,
    /// Plain names of the columns.
    names: Vec<String>,
    named: Named,
    action: Option<usize>,
    member: Option<Membership>,
    refused: Option<Failure>,
}

fn known(name: &str) -> Option<&'static KnownTable> {
    KnownTable::named(name)
}

impl<'a> Draft<'a> {
    fn new(seen: &'a Seen<'a>) -> Self {
        let names: Vec<String> =
            seen.proposal.plan.columns.iter().map(|column| plain(&column.name)).collect();
        let named = named(seen.name);
        let action = (0..names.len()).find(|i| {
            let says = seen
                .proposal
                .guesses
                .get(*i)
                .is_some_and(|g| g.samples.iter().any(|s| Action::of(s).is_some()));
            names.get(*i).is_some_and(|name| ACTION_NAMES.contains(&name.as_str())) && (says || named.delta)
        });
        Draft { seen, names, named, action, member: seen.member.cloned(), refused: None }
    }

    fn guess(&self, column: usize) -> Option<&ColumnGuess> {
        self.seen.proposal.guesses.get(column)
    }

    /// Whether the dates of a column tell day from month.
    fn tells_order(&self, column: usize) -> bool {
        self.guess(column)
            .is_some_and(|guess| guess.ambiguous.is_none() && guess.holds.contains(&Holds::Time))
    }

    fn has(&self, name: &str) -> bool {
        self.names.iter().any(|own| own == name)
    }

    /// The known table that the columns speak for: most of a table's columns, or its key in a file of its name.
    fn known(&self) -> Option<&'static KnownTable> {
        let share = |table: &KnownTable| {
            let there = table.columns.iter().filter(|(name, _)| self.has(name)).count();
            there * 100 / table.columns.len()
        };
        let keyed = || KNOWN_TABLES.iter().filter(|table| self.has(table.key()));
        let most = keyed().max_by_key(|table| (share(table), table.name == self.named.table));
        most.filter(|table| share(table) >= 60)
            .or_else(|| keyed().find(|table| table.name == self.named.table))
            .or_else(|| most.filter(|_| self.action.is_some()))
    }

    fn join(&mut self, table: &str, role: Role) {
        let delta = self.action.is_some();
        let month = self.named.month.filter(|_| delta);
        self.member = Some(Membership { table: table.to_owned(), role, delta, month });
    }

    fn refuse(&mut self, message: String, hint: &str) {
        self.refused = Some(Failure::new("mapping", message, hint));
    }

    /// The column that tells one record of a dimension from the others: all its values differ, and its name says
    /// id, key or code rather than not.
    fn own_key(&self) -> Option<usize> {
        let unique = |i: &usize| self.guess(*i).is_some_and(|guess| guess.unique);
        let says = |i: &usize| {
            self.names.get(*i).is_some_and(|n| ["id", "key", "code"].iter().any(|e| n.ends_with(e)))
        };
        let all = || (0..self.names.len()).filter(unique);
        all().find(says).or_else(|| all().next())
    }
}

/// What a path says: `delta/agents_delta_202502.csv` is a delta of agents of February 2025.
fn named(path: &str) -> Named {
    let mut parts: Vec<&str> = path.split(['/', '\\']).filter(|part| !part.is_empty()).collect();
    let file = parts.pop().unwrap_or_default();
    let stem = file.split('.').next().unwrap_or(file);
    let mut named = Named::default();
    let mut words = Vec::new();
    for word in dated(stem).split(['_', '-', ' ']).filter(|word| !word.is_empty()) {
        let lower = word.to_lowercase();
        match month_word(&lower) {
            Some(Ok(month)) => named.month = Some(month),
            Some(Err(text)) => named.no_month = Some(text),
            None if EMPTY_WORDS.contains(&lower.as_str()) => named.delta |= lower.starts_with("delta"),
            None => words.push(lower),
        }
    }
    named.table = words.join("_");
    for folder in parts.iter().rev() {
        for word in dated(folder).split(['_', '-', ' ']) {
            let lower = word.to_lowercase();
            named.delta |= lower.starts_with("delta");
            if let (None, Some(Ok(month))) = (named.month, month_word(&lower)) {
                named.month = Some(month);
            }
        }
    }
    named
}

/// `2025-02` and `2025_02` as the one word `202502`.
fn dated(text: &str) -> String {
    let bytes = text.as_bytes();
    let digits = |range: std::ops::Range<usize>| {
        bytes.get(range).is_some_and(|part| part.iter().all(u8::is_ascii_digit))
    };
    let mut plain = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let between = (c == '-' || c == '_')
            && at >= 4
            && digits(at - 4..at)
            && (at == 4 || !digits(at - 5..at - 4))
            && digits(at + 1..at + 3)
            && !digits(at + 3..at + 4);
        if !between {
            plain.push(c);
        }
    }
    plain
}

/// A word of six digits as a month, or the digits when there is no such month.
fn month_word(word: &str) -> Option<Result<Month, String>> {
    let six = word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_digit());
    six.then(|| Month::parse(word).ok_or_else(|| word.to_owned()))
}

/// Known tables by their columns, deltas of tables that are there by name or columns.
fn place_by_name(drafts: &mut [Draft<'_>]) {
    for draft in drafts.iter_mut().filter(|draft| draft.member.is_none()) {
        if let Some(table) = draft.known() {
            draft.join(table.name, table.role);
        }
        let table = draft.member.is_some() || known(&draft.named.table).is_some();
        if draft.action.is_none() && draft.named.delta && table {
            let says = initial_folder(draft.seen.name);
            if !says {
                let message = format!(
                    "{} is named a delta but has no column that says add, update or delete.",
                    draft.seen.name
                );
                draft.member = None;
                draft.refuse(
                    message,
                    "Add a column named action to it, or rename it if it is an initial file.",
                );
            }
        }
    }
    let initial: Vec<(String, BTreeSet<String>)> = drafts
        .iter()
        .filter(|draft| draft.action.is_none())
        .map(|draft| (draft.named.table.clone(), order::set(draft.names.iter().cloned())))
        .collect();
    for draft in drafts.iter_mut().filter(|draft| draft.member.is_none() && draft.action.is_some()) {
        let named = initial.iter().find(|(table, _)| *table == draft.named.table);
        let shared =
            |names: &BTreeSet<String>| draft.names.iter().filter(|name| names.contains(*name)).count();
        let alike = || {
            let most = initial.iter().max_by_key(|(_, names)| shared(names));
            most.filter(|(_, names)| shared(names) * 10 >= (draft.names.len() - 1) * 6)
        };
        let table =
            named.or_else(alike).map_or_else(|| draft.named.table.clone(), |(table, _)| table.clone());
        draft.join(&table, Role::Calls);
    }
}

fn initial_folder(path: &str) -> bool {
    path.split(['/', '\\']).any(|part| part.eq_ignore_ascii_case("initial"))
}

/// Files whose key other files refer to, by the column's name and by its values.
fn place_dimensions(drafts: &mut [Draft<'_>]) {
    let mut found: Vec<(usize, String)> = Vec::new();
    for (index, draft) in drafts.iter().enumerate() {
        if draft.member.is_some() || draft.action.is_some() || draft.refused.is_some() {
            continue;
        }
        let Some(key) = draft.own_key() else { continue };
        let refers = |(other, file): (usize, &Draft<'_>)| {
            other != index && file.action.is_none() && refers(file, draft, key)
        };
        if drafts.iter().enumerate().any(refers) {
            found.push((index, draft.named.table.clone()));
        }
    }
    for (index, table) in found {
        if let Some(draft) = drafts.get_mut(index) {
            draft.join(&table, Role::Dimension);
        }
    }
    settle_roles(drafts, Role::Dimension);
}

/// Whether a file has a column of the name of another one's key that is not its own key, with values of it.
fn refers(file: &Draft<'_>, to: &Draft<'_>, key: usize) -> bool {
    let (Some(name), Some(keys)) = (to.names.get(key), to.guess(key)) else { return false };
    let Some(column) = file.names.iter().position(|own| own == name) else { return false };
    let Some(values) = file.guess(column).map(|guess| &guess.values) else { return false };
    let shared = values.iter().filter(|value| keys.values.contains(value)).count();
    file.own_key() != Some(column) && shared * 2 >= values.len().max(1)
}

/// Gives deltas the role of the initial file of their table.
fn settle_roles(drafts: &mut [Draft<'_>], role: Role) {
    let begun = drafts
        .iter()
        .filter_map(|draft| draft.member.as_ref().filter(|member| member.role == role && !member.delta));
    let tables = order::set(begun.map(|member| member.table.clone()));
    for draft in drafts.iter_mut().filter(|draft| draft.seen.member.is_none()) {
        if let Some(member) = draft.member.as_mut().filter(|member| member.role == Role::Calls)
            && tables.contains(&member.table)
        {
            member.role = role;
        }
    }
}

/// Files that have deltas or refer to dimensions hold the facts.
fn place_facts(drafts: &mut [Draft<'_>]) {
    let deltas =
        drafts.iter().filter_map(|draft| draft.member.as_ref().filter(|m| m.delta && m.role == Role::Calls));
    let changed = order::set(deltas.map(|member| member.table.clone()));
    let dimensions = drafts
        .iter()
        .filter(|draft| draft.member.as_ref().is_some_and(|m| m.role == Role::Dimension && !m.delta));
    let keys = order::set(dimensions.filter_map(|draft| draft.names.get(draft.own_key()?).cloned()));
    for draft in drafts.iter_mut().filter(|draft| draft.member.is_none() && draft.action.is_none()) {
        let refers = draft.names.iter().any(|name| keys.contains(name));
        if draft.refused.is_none() && (changed.contains(&draft.named.table) || refers) {
            let table = draft.named.table.clone();
            draft.join(&table, Role::Facts);
        }
    }
    settle_roles(drafts, Role::Facts);
    // A delta whose table nobody brought begins a table of its own.
    for draft in drafts.iter_mut().filter(|draft| draft.seen.member.is_none()) {
        if let Some(member) =
            draft.member.as_mut().filter(|member| member.delta && member.role == Role::Calls)
        {
            member.role = Role::Facts;
        }
    }
}

/// Facts are of one table: the known one, else one with an initial file, else the one with most files, else the first
/// by name.
fn one_fact_table(drafts: &mut [Draft<'_>]) {
    let facts = |draft: &Draft<'_>| {
        draft.member.as_ref().filter(|member| member.role == Role::Facts).map(|member| member.table.clone())
    };
    let tables = order::set(drafts.iter().filter_map(&facts));
    let files = |table: &String| drafts.iter().filter(|draft| facts(draft).as_ref() == Some(table)).count();
    let begun = |table: &String| {
        let initial = |draft: &&Draft<'_>| draft.member.as_ref().is_some_and(|member| !member.delta);
        drafts.iter().filter(initial).any(|draft| facts(draft).as_ref() == Some(table))
    };
    let rank = |table: &&String| {
        (known(table).is_some(), begun(table), files(table), std::cmp::Reverse((*table).clone()))
    };
    let chosen = tables.iter().max_by_key(rank).cloned();
    let Some(chosen) = chosen.filter(|_| tables.len() > 1) else { return };
    for draft in drafts.iter_mut() {
        if let Some(table) = facts(draft).filter(|table| *table != chosen) {
            let message =
                format!("{} would be of a second table of facts, {table}, beside {chosen}.", draft.seen.name);
            draft.refuse(message, "Drop it alone, or say in its columns what it is.");
        }
    }
}

/// The tables of the set, as far as the columns of other files depend on them.
struct Tables {
    /// Plain name of the key column, table.
    keys: Vec<(String, String)>,
    /// Table, plain column name, use: of initial files.
    uses: Vec<(String, String, Use)>,
    /// Table, plain column name, order of day and month: where initial files tell.
    orders: Vec<(String, String, DateOrder)>,
}

impl Tables {
    fn new(drafts: &[Draft<'_>]) -> Self {
        let mut keys: Vec<(String, String)> = Vec::new();
        for draft in drafts {
            let Some(member) = draft.member.as_ref().filter(|m| m.role == Role::Dimension && !m.delta) else {
                continue;
            };
            let key = match known(&member.table) {
                Some(table) => Some(table.key().to_owned()),
                None => draft.own_key().and_then(|key| draft.names.get(key).cloned()),
            };
            keys.extend(key.map(|key| (key, member.table.clone())));
        }
        let mut tables = Tables { keys, uses: Vec::new(), orders: Vec::new() };
        for draft in drafts {
            let Some(member) = draft.member.as_ref().filter(|member| !member.delta) else { continue };
            let uses = draft.uses(member, &tables);
            let named = draft.names.iter().cloned().zip(uses);
            tables.uses.extend(named.map(|(name, usage)| (member.table.clone(), name, usage)));
            for (place, name) in draft.names.iter().enumerate().filter(|(place, _)| draft.tells_order(*place))
            {
                let order = draft.seen.proposal.plan.columns.get(place).map(|column| column.order);
                tables.orders.extend(order.map(|order| (member.table.clone(), name.clone(), order)));
            }
        }
        tables
    }

    /// The order of day and month in a column of a table, where an initial file tells.
    fn order(&self, table: &str, column: &str) -> Option<DateOrder> {
        let found = self.orders.iter().find(|(own, name, _)| own == table && name == column);
        found.map(|(.., order)| *order)
    }

    /// What the first initial file of a table uses a column for.
    fn usage(&self, table: &str, column: &str) -> Option<Use> {
        let found = self.uses.iter().find(|(own, name, _)| own == table && name == column);
        found.map(|(.., usage)| usage.clone())
    }

    /// The table whose key has this name, unless it is the table itself.
    fn keyed(&self, name: &str, own: &str) -> Option<&str> {
        let found = self.keys.iter().find(|(key, table)| key == name && table != own);
        found.map(|(_, table)| table.as_str())
    }
}

impl Draft<'_> {
    fn finish(&self, tables: &Tables) -> Arranged {
        let mut plan = self.seen.proposal.plan.clone();
        let Some(member) = &self.member else {
            let refused = self.refused.clone().or_else(|| self.seen.proposal.unfit.clone());
            let question = self.seen.proposal.question.clone();
            return Arranged { plan, question, refused };
        };
        let uses = self.uses(member, tables);
        for (place, (column, usage)) in plan.columns.iter_mut().zip(uses).enumerate() {
            column.usage = usage;
            // What a few rows leave open is as in the initial file.
            let told = self.names.get(place).and_then(|name| tables.order(&member.table, name));
            column.order = told.filter(|_| !self.tells_order(place)).unwrap_or(column.order);
        }
        if let Some(columns) = self.seen.columns {
            plan.columns = columns.to_vec();
        }
        plan.member = Some(member.clone()).filter(|member| member.role != Role::Calls);
        let calls = plan.member.is_none();
        let refused = match &self.refused {
            None if calls => self.seen.proposal.unfit.clone(),
            // What the user says that it is may lack a column until the user has said which it is.
            None if self.seen.member.is_some() => None,
            None => self.unkeyed(&plan, member),
            refused => refused.clone(),
        };
        let question = if calls { self.seen.proposal.question.clone() } else { self.question(member) };
        Arranged { question, refused, plan }
    }

    fn unkeyed(&self, plan: &Plan, member: &Membership) -> Option<Failure> {
        if plan.column(Field::CallId).is_none() && (member.delta || member.role == Role::Dimension) {
            let message = format!(
                "{} has no column that tells which record of {} a row is.",
                self.seen.name, member.table
            );
            return Some(Failure::new("mapping", message, "Export it with the key of the table."));
        }
        (member.delta && plan.column(Field::Action).is_none()).then(|| {
            let message = format!("{} has no column that says add, update or delete.", self.seen.name);
            Failure::new("mapping", message, "Add a column named action to it.")
        })
    }

    fn question(&self, member: &Membership) -> Option<String> {
        if !member.delta || member.month.is_some() {
            return None;
        }
        Some(match &self.named.no_month {
            Some(text) => format!(
                "{} names the month {text}, which does not exist. Which month are its changes of?",
                self.seen.name
            ),
            None => format!(
                "Neither its name nor its folder says of which month the changes in {} are. Which is it?",
                self.seen.name
            ),
        })
    }

    /// What each column is used for in a table.
    fn uses(&self, member: &Membership, tables: &Tables) -> Vec<Use> {
        let mut uses: Vec<Use> = match known(&member.table).filter(|table| table.role == member.role) {
            Some(table) => {
                (0..self.names.len()).map(|column| self.known_use(table, column, member, tables)).collect()
            }
            None if member.delta => self.uses_of_table(member, tables),
            None => self.guessed_uses(member, tables),
        };
        if member.delta {
            let updated = self.names.iter().position(|name| UPDATED_NAMES.contains(&name.as_str()));
            let special = [(self.action, Field::Action), (updated, Field::Updated)];
            for (column, field) in special {
                if let Some(slot) = column.and_then(|column| uses.get_mut(column)) {
                    *slot = Use::Field(field);
                }
            }
        }
        uses
    }

    fn known_use(&self, table: &KnownTable, column: usize, member: &Membership, tables: &Tables) -> Use {
        let usage = self.names.get(column).and_then(|name| table.usage(name));
        match usage {
            Some(KnownUse::Field(field)) => Use::Field(field),
            Some(KnownUse::Reference(other)) => Use::Reference(other.to_owned()),
            Some(KnownUse::Dimension) => Use::Dimension,
            Some(KnownUse::Free) => Use::Free,
            // A delta has few rows to tell by: what the initial file says holds.
            None => {
                let told = self.names.get(column).and_then(|name| tables.usage(&member.table, name));
                told.unwrap_or_else(|| self.kept(column))
            }
        }
    }

    /// A column without a part of its own: a category when it looks like one.
    fn kept(&self, column: usize) -> Use {
        match self.seen.proposal.plan.columns.get(column).map(|column| &column.usage) {
            Some(Use::Dimension) => Use::Dimension,
            _ => Use::Free,
        }
    }

    fn uses_of_table(&self, member: &Membership, tables: &Tables) -> Vec<Use> {
        let of = |name: &String| tables.usage(&member.table, name);
        let known = self.names.iter().any(|name| of(name).is_some());
        if !known {
            return self.guessed_uses(member, tables);
        }
        self.names.iter().map(|name| of(name).unwrap_or(Use::Free)).collect()
    }

    fn guessed_uses(&self, member: &Membership, tables: &Tables) -> Vec<Use> {
        let key = self.own_key();
        let facts = member.role == Role::Facts;
        let mut uses: Vec<Use> = (0..self.names.len())
            .map(|column| {
                let name = self.names.get(column).map_or("", String::as_str);
                let guessed = self.seen.proposal.plan.columns.get(column).map(|column| column.usage.clone());
                match (tables.keyed(name, &member.table), guessed) {
                    (Some(table), _) => Use::Reference(table.to_owned()),
                    (None, Some(usage)) if facts => usage,
                    _ if self.is_label(column) => Use::Dimension,
                    _ => Use::Free,
                }
            })
            .collect();
        let has_key = uses.contains(&Use::Field(Field::CallId));
        if let Some(slot) = key.filter(|_| !has_key).and_then(|key| uses.get_mut(key)) {
            *slot = Use::Field(Field::CallId);
        }
        if facts {
            self.more_fields(&mut uses);
        }
        uses
    }

    /// Texts of a dimension by which facts can be grouped.
    fn is_label(&self, column: usize) -> bool {
        let timed =
            |guess: &ColumnGuess| guess.holds.contains(&Holds::Time) || guess.holds.contains(&Holds::Day);
        self.guess(column).is_some_and(|guess| !guess.values.is_empty() && !timed(guess))
    }

    /// Fields that only facts have, by their names.
    fn more_fields(&self, uses: &mut [Use]) {
        for info in FIELDS.iter().filter(|info| info.facts_only) {
            let free = |i: &usize| uses.get(*i).is_some_and(|u| matches!(u, Use::Free | Use::Dimension));
            let fits = |i: &usize| {
                let named = self.names.get(*i).is_some_and(|name| info.names.contains(&name.as_str()));
                let held = self
                    .guess(*i)
                    .is_some_and(|g| g.holds.contains(&info.holds) || info.holds == Holds::Category);
                named && held
            };
            if let Some(slot) = (0..uses.len()).filter(free).find(fits).and_then(|i| uses.get_mut(i)) {
                *slot = Use::Field(info.field);
            }
        }
    }
}

#[cfg(test)]
mod tests;
