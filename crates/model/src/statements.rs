//! The questions of a support lead as sentences: each with its figure, a few bars, how it was computed and the rows
//! behind it. A sentence never says more than the numbers: ties are named, few rows are called few, and a reason is
//! given only where the counts bear it out.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::calendar::WEEKDAYS;
use crate::dimension::Dimension;
use crate::month::{Month, Quarter};
use crate::number::{grouped, percent};
use crate::order;
use crate::selection::{Clause, Mode, Set};
use crate::stat::{Moments, Stat};
use crate::support::{Code, Length, Names, TAIL, Tabulation, Trait, Work, mean_minutes};
use crate::table::MonthBy;

/// One bar of a small chart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bar {
    /// What it stands for.
    pub label: String,
    /// Its length, in comparison with the other bars.
    pub value: i64,
    /// Its value as people read it.
    pub text: String,
    /// Whether the sentence speaks of it.
    pub strong: bool,
}

/// One question and its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// Its name in files.
    pub id: String,
    /// The question.
    pub question: String,
    /// The answer, as one sentence.
    pub sentence: String,
    /// Further sentences: the reasons, and how far they carry.
    pub details: Vec<String>,
    /// A small chart.
    pub bars: Vec<Bar>,
    /// How it was computed.
    pub how: String,
    /// What to keep only to see the rows; no clause means all rows of the selection.
    pub rows: Vec<Clause>,
}

/// What the answers are asked with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The quarter; `None` for the one with the most interactions.
    pub quarter: Option<Quarter>,
    /// Which time decides the month.
    pub month_by: MonthBy,
}

/// Below so many interactions a difference may be chance, and the sentence says so.
const FEW: u64 = 30;

/// The quarters that have interactions, ascending.
pub fn quarters(tabulation: &Tabulation, names: &Names<'_>) -> Vec<Quarter> {
    let months = tabulation.cells.keys().filter_map(|(month, ..)| month_of(names, *month));
    order::set(months.map(Month::quarter)).into_iter().collect()
}

fn month_of(names: &Names<'_>, code: Code) -> Option<Month> {
    Month::parse(&names.text(&Dimension::Month, code))
}

/// Every answer.
pub fn statements(tabulation: &Tabulation, names: &Names<'_>, asked: Asked) -> Vec<Statement> {
    let writer = Writer { tabulation, names, asked };
    let mut statements = vec![writer.quarter(), writer.top_month()];
    statements.extend(writer.longest());
    statements.push(writer.busiest());
    statements.push(writer.csat());
    statements.extend(writer.change());
    statements
}

struct Writer<'a> {
    tabulation: &'a Tabulation,
    names: &'a Names<'a>,
    asked: Asked,
}

/// `a`, `a and b`, `a, b and c`.
fn listed(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

fn interactions(count: u64) -> String {
    format!("{} {}", grouped(count), if count == 1 { "interaction" } else { "interactions" })
}

fn calls(count: u64) -> String {
    format!("{} {}", grouped(count), if count == 1 { "phone call" } else { "phone calls" })
}

/// Things with their counts, most first, then by name.
fn ranked<K: Ord>(counts: BTreeMap<K, u64>) -> Vec<(K, u64)> {
    let mut sorted: Vec<(K, u64)> = counts.into_iter().filter(|(_, count)| *count > 0).collect();
    order::sort_by(&mut sorted, |a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    sorted
}

/// The first ones that have the same count.
fn tied<K>(sorted: &[(K, u64)]) -> &[(K, u64)] {
    let most = sorted.first().map(|(_, count)| *count);
    let ties = sorted.iter().take_while(|(_, count)| Some(*count) == most).count();
    sorted.get(..ties).unwrap_or(&[])
}

fn statement(id: &str, question: impl Into<String>, sentence: String) -> Statement {
    Statement {
        id: id.to_owned(),
        question: question.into(),
        sentence,
        details: Vec::new(),
        bars: Vec::new(),
        how: String::new(),
        rows: Vec::new(),
    }
}

fn keep(dimension: Dimension, texts: impl IntoIterator<Item = String>) -> Clause {
    Clause { dimension, mode: Mode::Filter, set: Set::In(texts.into_iter().collect()) }
}

impl Writer<'_> {
    fn center(&self, code: Code) -> String {
        self.names.of(&Dimension::Center, code)
    }

    fn caution(&self, count: u64) -> Option<String> {
        (count > 0 && count < FEW)
            .then(|| format!("Only {}: differences of a few may be chance.", interactions(count)))
    }

    fn month_rule(&self) -> String {
        format!(
            "The month of an interaction is that of its {}, on the clock of {}.",
            self.asked.month_by.words(),
            self.names.zone
        )
    }

    fn by_month(&self) -> BTreeMap<Month, u64> {
        let mut months: BTreeMap<Month, u64> = BTreeMap::new();
        for ((month, ..), cell) in &self.tabulation.cells {
            if let Some(month) = month_of(self.names, *month) {
                *months.entry(month).or_default() += cell.interactions;
            }
        }
        months
    }

    fn quarter(&self) -> Statement {
        let mut sums: BTreeMap<Quarter, u64> = BTreeMap::new();
        for (month, count) in self.by_month() {
            *sums.entry(month.quarter()).or_default() += count;
        }
        let quarter = self.asked.quarter.or_else(|| ranked(sums).first().map(|(quarter, _)| *quarter));
        let question = "How many interactions did each contact center handle in the quarter?";
        let Some(quarter) = quarter else {
            return statement("interactions_by_center", question, "No interaction has a month.".to_owned());
        };
        let months = quarter.months();
        let mut centers: BTreeMap<String, u64> = BTreeMap::new();
        for ((month, center, _), cell) in &self.tabulation.cells {
            if month_of(self.names, *month).is_some_and(|month| months.contains(&month)) {
                *centers.entry(self.center(*center)).or_default() += cell.interactions;
            }
        }
        let sorted = ranked(centers);
        let sum: u64 = sorted.iter().map(|(_, count)| count).sum();
        let parts: Vec<String> =
            sorted.iter().take(8).map(|(name, count)| format!("{name} {}", grouped(*count))).collect();
        let sentence = match sorted.len() {
            0 => format!("In {} there was no interaction.", quarter.name()),
            1..=8 => format!(
                "In {} the contact centers handled {}: {}.",
                quarter.name(),
                interactions(sum),
                listed(&parts)
            ),
            n => format!(
                "In {} {n} contact centers handled {}; most of them {}.",
                quarter.name(),
                interactions(sum),
                listed(&parts)
            ),
        };
        let mut statement = statement("interactions_by_center", question, sentence);
        statement.details.extend(self.caution(sum));
        statement.bars = bars(&sorted, Clone::clone, 1);
        statement.how = format!(
            "Interactions of {}, counted by contact center; one without a known center counts as Unknown. {}",
            listed(&months.map(Month::name)),
            self.month_rule()
        );
        statement.rows = vec![keep(Dimension::Month, months.map(Month::text))];
        statement
    }

    fn top_month(&self) -> Statement {
        let question = "Which month had the most interactions?";
        let months = self.by_month();
        let order: Vec<(Month, u64)> = months.iter().map(|(month, count)| (*month, *count)).collect();
        let sorted = ranked(months);
        let sum: u64 = sorted.iter().map(|(_, count)| count).sum();
        let ties = tied(&sorted);
        let names: Vec<String> = ties.iter().map(|(month, _)| month.name()).collect();
        let sentence = match ties {
            [] => "No interaction has a month.".to_owned(),
            [(month, count)] => {
                format!("{} had the most, {} of {}.", month.name(), grouped(*count), interactions(sum))
            }
            [(_, count), ..] => {
                format!(
                    "{} tie for the most, with {} each of {}.",
                    listed(&names),
                    grouped(*count),
                    interactions(sum)
                )
            }
        };
        let mut statement = statement("top_month", question, sentence);
        statement.details.extend(self.caution(sum));
        let strong = order::set(ties.iter().map(|(month, _)| *month));
        statement.bars = bars(&order, |month| month.name(), 0);
        for (bar, (month, _)) in statement.bars.iter_mut().zip(&order) {
            bar.strong = strong.contains(month);
        }
        statement.how = format!("Interactions counted by month. {}", self.month_rule());
        statement.rows = vec![keep(Dimension::Month, strong.into_iter().map(Month::text))];
        statement.rows.retain(|clause| !clause.set.is_empty());
        statement
    }

    /// Contact centres with phone calls that a measure speaks of, longest mean first.
    fn centers_by(&self, measure: fn(&Work) -> Moments) -> Vec<(String, Moments)> {
        let mut merged: BTreeMap<String, Moments> = BTreeMap::new();
        for (code, work) in &self.tabulation.centers {
            merged.entry(self.center(*code)).or_default().merge(&measure(work));
        }
        let mut sorted: Vec<(String, Moments)> = merged.into_iter().filter(|(_, m)| m.count > 0).collect();
        // Means are compared as fractions: sum ÷ count against sum ÷ count, without rounding.
        order::sort_by(&mut sorted, |(_, a), (_, b)| {
            let cross = |x: &Moments, y: &Moments| i128::from(x.sum) * i128::from(y.count);
            cross(b, a).cmp(&cross(a, b))
        });
        sorted
    }

    /// The centre with the longest average phone call, why, and the better measure.
    fn longest(&self) -> Vec<Statement> {
        let question = "Which contact center has the longest average phone call?";
        let how = "Sum of the durations of phone calls ÷ phone calls with a duration above zero, by contact center; \
                   never a mean of means."
            .to_owned();
        if !self.names.has.duration {
            let sentence = "Not in your data: needs a call duration, or an end time.".to_owned();
            return vec![statement("longest_calls", question, sentence)];
        }
        let sorted = self.centers_by(|work| work.duration);
        let Some((first, moments)) = sorted.first() else {
            return vec![statement("longest_calls", question, "No phone call has a duration.".to_owned())];
        };
        let mean = mean_minutes(*moments).unwrap_or_default();
        let ties = tied_means(&sorted);
        let sentence = match sorted.len() {
            _ if ties.len() > 1 => format!("{} tie with {mean} minutes on average.", listed(&ties)),
            1 => format!(
                "{first} is the only one with phone calls: {mean} minutes on average over {}.",
                calls(moments.count)
            ),
            _ => format!("{first}, with {mean} minutes on average over {}.", calls(moments.count)),
        };
        let mut longest = statement("longest_calls", question, sentence);
        longest.bars = mean_bars(&sorted, first);
        longest.how = how;
        let counted: u64 = sorted.iter().map(|(_, m)| m.count).sum();
        if counted < FEW {
            longest.details.push(format!("Only {}: differences may be chance.", calls(counted)));
        }
        longest.rows = vec![keep(Dimension::Center, [self.text_of(first)])];
        let mut statements = vec![longest];
        if sorted.len() > 1 && ties.len() == 1 {
            statements.push(self.why(first, *moments, &sorted));
        }
        statements.extend(self.better(first));
        statements
    }

    fn text_of(&self, center: &str) -> String {
        if center == crate::answer::UNKNOWN { String::new() } else { center.to_owned() }
    }

    fn lengths_of(&self, center: Option<&str>) -> Vec<(u32, Length)> {
        let mut merged: BTreeMap<u32, Length> = BTreeMap::new();
        for ((code, seconds), length) in &self.tabulation.lengths {
            if center.is_none_or(|center| self.center(*code) == center) {
                let slot = merged.entry(*seconds).or_default();
                slot.calls += length.calls;
                slot.tails += length.tails;
            }
        }
        merged.into_iter().collect()
    }

    /// Why a centre's phone calls are the longest: outliers, and the time after resolution.
    fn why(&self, center: &str, moments: Moments, sorted: &[(String, Moments)]) -> Statement {
        let question = format!("Why are the phone calls of {center} the longest?");
        let all = self.lengths_of(None);
        let (low, high) = fences(&all);
        let outside = |lengths: &[(u32, Length)]| {
            let mut sum = Length::default();
            for (_, length) in
                lengths.iter().filter(|(seconds, _)| i64::from(*seconds) > high || i64::from(*seconds) < low)
            {
                sum.calls += length.calls;
                sum.tails += length.tails;
            }
            sum
        };
        let (everywhere, own) = (outside(&all), outside(&self.lengths_of(Some(center))));
        let mut statement = statement("longest_calls_reason", question, String::new());
        let mut found = Vec::new();
        if everywhere.calls > 0 {
            found.push(format!(
                "{} of the {} outliers are of {center} (phone calls {}longer than {} minutes).",
                grouped(own.calls),
                grouped(everywhere.calls),
                match all.first().is_some_and(|(seconds, _)| i64::from(*seconds) < low) {
                    true => format!("shorter than {} or ", length_words(low)),
                    false => String::new(),
                },
                length_words(high),
            ));
        }
        statement.sentence = match self.tails(center, own, moments, sorted, &mut found) {
            Some(sentence) => sentence,
            None if own.calls > 0 => found.remove(0),
            None => "Nothing in the data stands out: neither outliers nor time after resolution.".to_owned(),
        };
        statement.details = found;
        statement.rows = vec![keep(Dimension::Center, [self.text_of(center)])];
        statement.bars = self.tail_bars(center);
        statement.how = format!(
            "Outliers lie beyond Tukey's fences, quartiles ± 1.5 × their distance, of all phone calls selected, to the \
             second. A tail is {} s or more between resolution and end. The share of the difference is (mean time after \
             resolution of {center} − of the other centers) ÷ (mean duration of {center} − of the other centers).",
            TAIL / 1000
        );
        statement
    }

    /// What the time after resolution explains; further sentences go to `found`.
    fn tails(
        &self,
        center: &str,
        outliers: Length,
        moments: Moments,
        sorted: &[(String, Moments)],
        found: &mut Vec<String>,
    ) -> Option<String> {
        if !self.names.has.resolution {
            found.push("Whether time after resolution is behind it cannot be said: your data has no time of resolution.".to_owned());
            return None;
        }
        let works = self.works();
        let own = works.iter().find(|(name, _)| name == center).map(|(_, work)| *work)?;
        let mut others = Work::default();
        works.iter().filter(|(name, _)| name != center).for_each(|(_, work)| others.merge(work));
        if own.tails.count == 0 {
            return None;
        }
        if outliers.calls > 0 {
            found.push(format!(
                "{} of these {} of {center} carry a tail between resolution and end.",
                grouped(outliers.tails),
                grouped(outliers.calls)
            ));
        }
        let mut rest = Moments::default();
        sorted.iter().filter(|(name, _)| name != center).for_each(|(_, m)| rest.merge(m));
        let tail = mean_minutes(own.tails).unwrap_or_default();
        let share = explained((own.after, others.after), (moments, rest));
        let shared = |work: &Work| format!("{} of {}", grouped(work.tails.count), calls(work.after.count));
        found.push(match others.tails.count {
            0 => format!("No phone call of the other centers has such a tail ({}).", shared(&others)),
            _ => format!(
                "At the other centers {} have one, of {} minutes on average.",
                shared(&others),
                mean_minutes(others.tails).unwrap_or_default()
            ),
        });
        found.extend(self.common(center));
        let part = share.map_or_else(String::new, |share| {
            format!(", which explains {share} the difference to the other centers")
        });
        Some(format!(
            "At {center} {} end {tail} minutes on average after the agent had resolved them{part}.",
            shared(&own)
        ))
    }

    fn works(&self) -> Vec<(String, Work)> {
        let mut merged: BTreeMap<String, Work> = BTreeMap::new();
        for (code, work) in &self.tabulation.centers {
            merged.entry(self.center(*code)).or_default().merge(work);
        }
        merged.into_iter().collect()
    }

    fn tail_bars(&self, center: &str) -> Vec<Bar> {
        let bar = |(name, work): (String, Work)| {
            let mean = mean_minutes(work.after)?;
            let value = work.after.sum.checked_div(work.after.count as i64)?;
            let strong = name == center;
            Some(Bar { label: name, value, text: format!("{mean} min after resolution"), strong })
        };
        self.works().into_iter().filter_map(bar).collect()
    }

    /// What a centre's calls with a tail have in common: a trait that at least four in five of them have, and at
    /// most half as large a share of its other phone calls.
    fn common(&self, center: &str) -> Option<String> {
        let mut counts: BTreeMap<(Trait, Code), (u64, u64)> = BTreeMap::new();
        for ((code, kind, value), (without, with)) in &self.tabulation.traits {
            if self.center(*code) == center {
                let slot = counts.entry((*kind, *value)).or_default();
                slot.0 += without;
                slot.1 += with;
            }
        }
        let sums = counts.iter().filter(|((kind, _), _)| *kind == Trait::Rated);
        let (without, with) = sums.fold((0, 0), |sum, (_, count)| (sum.0 + count.0, sum.1 + count.1));
        if with < 2 {
            return None;
        }
        let telling = |(_, count): &(&(Trait, Code), &(u64, u64))| {
            count.1 * 5 >= with * 4 && count.0 * with * 2 <= count.1 * without
        };
        let ((kind, value), count) = counts.iter().find(telling)?;
        let words = match (kind, value) {
            (Trait::Rated, 1) => "carry a satisfaction rating".to_owned(),
            (Trait::Rated, _) => "carry no satisfaction rating".to_owned(),
            (Trait::Category, code) => {
                format!("are of category {}", self.names.of(&Dimension::Category, *code))
            }
            (Trait::Department, code) => {
                format!("are of department {}", self.names.of(&Dimension::Department, *code))
            }
            (Trait::Agent, code) => format!("were taken by {}", self.names.of(&Dimension::Agent, *code)),
        };
        Some(format!(
            "In common: {} of the {} with a tail {words}, and {} of its {} others.",
            grouped(count.1),
            grouped(with),
            grouped(count.0),
            grouped(without)
        ))
    }

    /// The ranking by start → resolution.
    fn better(&self, longest: &str) -> Option<Statement> {
        let question = "What is the better measure of the work?";
        if !self.names.has.resolution {
            let sentence = "Not in your data: needs a time of resolution.".to_owned();
            return Some(statement("better_measure", question, sentence));
        }
        let sorted = self.centers_by(|work| work.work);
        let (first, moments) = sorted.first()?;
        let mean = mean_minutes(*moments)?;
        let place = sorted.iter().position(|(name, _)| name == longest);
        let then = match place {
            Some(0) => format!("{longest} is the longest by it, too"),
            Some(n) => {
                let own = sorted.get(n).and_then(|(_, m)| mean_minutes(*m)).unwrap_or_default();
                format!("{longest} then has {own} minutes and is number {} of {}", n + 1, sorted.len())
            }
            None => format!("{longest} has none that was resolved"),
        };
        let sentence = format!(
            "From start to resolution, which leaves out the time after it: {first} takes longest with {mean} minutes over {}; {then}.",
            calls(moments.count)
        );
        let mut statement = statement("better_measure", question, sentence);
        statement.bars = mean_bars(&sorted, first);
        statement.how = "Sum of (resolution − start) ÷ phone calls that have both, by contact center. It measures the agent's work; \
                         what lies between resolution and end may be a survey, wrap-up or an open line."
            .to_owned();
        Some(statement)
    }

    fn busiest(&self) -> Statement {
        let question = "When do most interactions start?";
        let mut days: BTreeMap<u8, u64> = BTreeMap::new();
        let mut hours: BTreeMap<u8, u64> = BTreeMap::new();
        for ((day, hour), count) in &self.tabulation.starts {
            *days.entry(*day).or_default() += count;
            *hours.entry(*hour).or_default() += count;
        }
        let name = |day: &u8| WEEKDAYS.get(usize::from(*day).wrapping_sub(1)).copied().unwrap_or_default();
        let order: Vec<(u8, u64)> = (1..=7).map(|day| (day, days.get(&day).copied().unwrap_or(0))).collect();
        let (days, hours) = (ranked(days), ranked(hours));
        let sum: u64 = days.iter().map(|(_, count)| count).sum();
        let (top_days, top_hours) = (tied(&days), tied(&hours));
        let (Some((_, most)), Some((_, peak))) = (top_days.first(), top_hours.first()) else {
            return statement("busiest", question, "No interaction has a start.".to_owned());
        };
        let on: Vec<String> = top_days.iter().map(|(day, _)| name(day).to_owned()).collect();
        let at: Vec<String> = top_hours.iter().map(|(hour, _)| format!("{hour:02}:00")).collect();
        let sentence = format!(
            "On {} ({} of {}{}), and in the hour from {} ({}{}).",
            listed(&on),
            grouped(*most),
            interactions(sum),
            if on.len() > 1 { " each" } else { "" },
            listed(&at),
            grouped(*peak),
            if at.len() > 1 { " each" } else { "" },
        );
        let mut statement = statement("busiest", question, sentence);
        statement.details.extend(self.caution(sum));
        statement.bars = bars(&order, |day| name(day).to_owned(), 0);
        for (bar, (_, count)) in statement.bars.iter_mut().zip(&order) {
            bar.strong = count == most;
        }
        statement.how =
            format!("Interactions by weekday and hour of their start, on the clock of {}.", self.names.zone);
        statement
    }

    fn csat(&self) -> Statement {
        let question = "How satisfied are the customers of each contact center?";
        if !self.names.has.rating {
            return statement(
                "csat_by_center",
                question,
                "Not in your data: needs a satisfaction rating.".to_owned(),
            );
        }
        let mut rated: Vec<(String, Work)> =
            self.works().into_iter().filter(|(_, work)| work.rated > 0).collect();
        order::sort_by(&mut rated, |(a, x), (b, y)| {
            (y.satisfied * x.rated).cmp(&(x.satisfied * y.rated)).then_with(|| a.cmp(b))
        });
        let sum: u64 = rated.iter().map(|(_, work)| work.rated).sum();
        let parts: Vec<String> = rated
            .iter()
            .take(8)
            .map(|(name, work)| {
                format!(
                    "{name} {} ({} of {})",
                    percent(work.satisfied, work.rated),
                    work.satisfied,
                    work.rated
                )
            })
            .collect();
        let sentence = match parts.is_empty() {
            true => "No interaction has a rating.".to_owned(),
            false if rated.len() > parts.len() => {
                format!(
                    "CSAT is {}; {} more contact centers have ratings.",
                    listed(&parts),
                    rated.len() - parts.len()
                )
            }
            false => format!("CSAT is {}.", listed(&parts)),
        };
        let mut statement = statement("csat_by_center", question, sentence);
        if sum > 0 && sum < FEW {
            statement.details.push(format!("Only {} ratings: differences may be chance.", grouped(sum)));
        }
        let bar = |(name, work): &(String, Work)| Bar {
            label: name.clone(),
            value: (work.satisfied * 1000 / work.rated.max(1)) as i64,
            text: format!("{} of {} ratings", percent(work.satisfied, work.rated), grouped(work.rated)),
            strong: false,
        };
        statement.bars = rated.iter().map(bar).collect();
        statement.how = "Ratings of 4 and 5 ÷ ratings of 1 to 5, by contact center.".to_owned();
        statement
    }

    fn change(&self) -> Option<Statement> {
        let months = self.by_month();
        let (first, last) = (months.first_key_value()?, months.last_key_value()?);
        if first.0 == last.0 {
            return None;
        }
        let ((first, before), (last, after)) = ((*first.0, *first.1), (*last.0, *last.1));
        let moved = match after.cmp(&before) {
            std::cmp::Ordering::Greater => format!("rose by {}", grouped(after - before)),
            std::cmp::Ordering::Less => format!("fell by {}", grouped(before - after)),
            std::cmp::Ordering::Equal => "stayed the same".to_owned(),
        };
        let sentence = format!(
            "From {} to {} interactions {moved}, from {} to {}.",
            first.name(),
            last.name(),
            grouped(before),
            grouped(after)
        );
        let mut statement =
            statement("first_to_last_month", "What changed from the first month to the last?", sentence);
        statement.details.extend(self.caution(before + after));
        statement.details.push("Either month may not be covered from its first day to its last.".to_owned());
        statement.bars = bars(&[(first, before), (last, after)], |month| month.name(), 0);
        statement.how =
            format!("Interactions of the first and of the last month that has any. {}", self.month_rule());
        statement.rows = vec![keep(Dimension::Month, [first.text(), last.text()])];
        Some(statement)
    }
}

/// The names of the first ones that have the same mean.
fn tied_means(sorted: &[(String, Moments)]) -> Vec<String> {
    let Some((_, first)) = sorted.first() else { return Vec::new() };
    let same = |m: &Moments| {
        i128::from(m.sum) * i128::from(first.count) == i128::from(first.sum) * i128::from(m.count)
    };
    sorted.iter().take_while(|(_, m)| same(m)).map(|(name, _)| name.clone()).collect()
}

fn length_words(seconds: i64) -> String {
    mean_minutes(Moments { count: 1, sum: seconds * 1000 }).unwrap_or_default()
}

fn bars<K>(counts: &[(K, u64)], label: impl Fn(&K) -> String, strong: usize) -> Vec<Bar> {
    let bar = |(index, (key, count)): (usize, &(K, u64))| Bar {
        label: label(key),
        value: *count as i64,
        text: grouped(*count),
        strong: index < strong,
    };
    counts.iter().enumerate().map(bar).collect()
}

fn mean_bars(sorted: &[(String, Moments)], strong: &str) -> Vec<Bar> {
    let bar = |(name, moments): &(String, Moments)| {
        let mean = mean_minutes(*moments)?;
        let value = moments.sum.checked_div(moments.count as i64)?;
        let text = format!("{mean} min, {}", calls(moments.count));
        Some(Bar { label: name.clone(), value, text, strong: name == strong })
    };
    sorted.iter().filter_map(bar).collect()
}

/// Tukey's fences in seconds: the quartiles (Hyndman and Fan's type 7) less and plus 1.5 times their distance.
fn fences(lengths: &[(u32, Length)]) -> (i64, i64) {
    let count: u64 = lengths.iter().map(|(_, length)| length.calls).sum();
    let Some(last) = count.checked_sub(1) else { return (0, i64::MAX / 1000) };
    let ranked = |rank: u64| {
        let mut seen = 0;
        let at = lengths.iter().find(|(_, length)| {
            seen += length.calls;
            seen > rank
        });
        at.map_or(0, |(seconds, _)| i64::from(*seconds))
    };
    // Quarters of a second, so that interpolation stays whole.
    let quartile = |quarter: u64| {
        let (rank, rest) = (last * quarter / 4, (last * quarter % 4) as i64);
        ranked(rank) * 4 + (ranked((rank + 1).min(last)) - ranked(rank)) * rest
    };
    let (low, high) = (quartile(1), quartile(3));
    let reach = (high - low) * 3;
    ((low * 2 - reach).div_euclid(8), (high * 2 + reach).div_euclid(8))
}

/// How much of the difference of two means the difference of two others is: a percentage, or that it is more than all
/// of it.
fn explained(after: (Moments, Moments), all: (Moments, Moments)) -> Option<String> {
    // (a ÷ n − b ÷ m) with the common denominator n × m, in whole numbers.
    let difference = |(own, others): (Moments, Moments)| {
        let (n, m) = (i128::from(own.count), i128::from(others.count));
        (n > 0 && m > 0).then(|| (i128::from(own.sum) * m - i128::from(others.sum) * n, n * m))
    };
    let ((part, part_of), (whole, whole_of)) = (difference(after)?, difference(all)?);
    if part <= 0 || whole <= 0 {
        return None;
    }
    let permille = part * whole_of * 1000 / (part_of * whole);
    Some(match permille {
        1001.. => "more than all of".to_owned(),
        1000 => "all of".to_owned(),
        permille => format!("{} of", percent(permille as u64, 1000)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lengths(seconds: &[u32]) -> Vec<(u32, Length)> {
        let mut map: BTreeMap<u32, Length> = BTreeMap::new();
        seconds.iter().for_each(|s| map.entry(*s).or_default().calls += 1);
        map.into_iter().collect()
    }

    #[test]
    fn fences_are_those_of_the_textbook() {
        // Quartiles of 1 … 9 are 3 and 7.
        assert_eq!(fences(&lengths(&[1, 2, 3, 4, 5, 6, 7, 8, 9])), (-3, 13));
        assert_eq!(fences(&lengths(&[60, 60, 60, 60, 600])), (60, 60));
        assert!(fences(&[]).1 > 1_000_000);
    }

    #[test]
    fn ties_are_named_and_the_first_is_by_name() {
        let sorted = ranked(BTreeMap::from([("b", 2), ("a", 2), ("c", 1), ("d", 0)]));
        assert_eq!(sorted, [("a", 2), ("b", 2), ("c", 1)]);
        assert_eq!(tied(&sorted).len(), 2);
        assert_eq!(listed(&["x".into(), "y".into(), "z".into()]), "x, y and z");
    }

    #[test]
    fn what_is_explained_is_a_share_of_the_difference_of_means() {
        let of = |count, sum| Moments { count, sum };
        // Tails of 4 and 1 minutes explain three of the six minutes between 12 and 6.
        let explains = |after, all| explained(after, all);
        assert_eq!(explains((of(2, 8), of(4, 4)), (of(2, 24), of(4, 24))).as_deref(), Some("50.0 % of"));
        assert_eq!(
            explains((of(2, 20), of(4, 4)), (of(2, 24), of(4, 24))).as_deref(),
            Some("more than all of")
        );
        assert_eq!(explained((of(2, 2), of(4, 40)), (of(2, 24), of(4, 24))), None);
    }
}
