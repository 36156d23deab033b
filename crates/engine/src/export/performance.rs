//! What transcripts say of agents and days, and what people say of labels: `gold_agent_performance`,
//! `gold_daily_metrics`, and the review sheet.

use callscape_model::calendar::day_text;
use callscape_model::message::{Material, Review, Style};
use callscape_model::performance::{AgentPerformance, PerformanceTable, Talk};

use super::ledger::TableWriter;
use super::transcripts::NOBODY;
use super::{Export, Make};
use crate::clean::number::decimal_text;

const fn export(id: &'static str, title: &'static str, stem: &'static str, json: bool, make: Make) -> Export {
    let (ending, mime) = if json { ("json", "application/json") } else { ("csv", "text/csv") };
    Export { id, title, stem, ending, mime, glue: ("", ""), make }
}

pub(super) const AGENTS_CSV: Export = export(
    "agents_csv",
    "Gold: agents, CSV",
    "gold_agent_performance",
    false,
    Make::Document(|material, style| agents(material, false, style)),
);
pub(super) const AGENTS_JSON: Export = export(
    "agents_json",
    "Gold: agents, JSON",
    "gold_agent_performance",
    true,
    Make::Document(|material, style| agents(material, true, style)),
);
pub(super) const GROUPS_CSV: Export = export(
    "groups_csv",
    "Gold: teams and centers, CSV",
    "gold_group_performance",
    false,
    Make::Document(|material, style| groups(material, false, style)),
);
pub(super) const GROUPS_JSON: Export = export(
    "groups_json",
    "Gold: teams and centers, JSON",
    "gold_group_performance",
    true,
    Make::Document(|material, style| groups(material, true, style)),
);
pub(super) const DAYS_CSV: Export = export(
    "days_csv",
    "Gold: days, CSV",
    "gold_daily_metrics",
    false,
    Make::Document(|material, style| days(material, false, style)),
);
pub(super) const DAYS_JSON: Export = export(
    "days_json",
    "Gold: days, JSON",
    "gold_daily_metrics",
    true,
    Make::Document(|material, style| days(material, true, style)),
);
pub(super) const REVIEWS: Export =
    export("reviews", "Review sheet", "reviews", false, Make::Document(reviews));

fn of(material: &Material) -> Option<&PerformanceTable> {
    match material {
        Material::Support(support) => Some(&support.performance),
        _ => None,
    }
}

/// A table, whole: the first column is text, the others are numbers.
fn table(
    names: &[&str],
    json: bool,
    style: Style,
    rows: impl Iterator<Item = (String, Vec<String>)>,
) -> Vec<u8> {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let mut writer = TableWriter::part(json, &names, style);
    writer.head();
    for (first, numbers) in rows {
        let numbers = numbers.iter().map(|number| (number.as_str(), true));
        writer.typed_row(std::iter::once((first.as_str(), false)).chain(numbers));
    }
    let mut bytes = writer.finish();
    if json {
        bytes.extend_from_slice(b"\n]\n");
    }
    bytes
}

/// A share in percent with two decimals, halves away from zero.
fn percent(part: u64, whole: u64) -> String {
    let hundredths = (u128::from(part) * 20_000 + u128::from(whole)) / (u128::from(whole.max(1)) * 2);
    decimal_text(i64::try_from(hundredths).unwrap_or(0), 2, 2)
}

/// A mean with so many decimals, halves away from zero.
fn mean(sum: i64, count: u64, places: usize) -> String {
    let count = i128::from(count.max(1));
    let twice = i128::from(sum) * 2;
    let rounded = (twice.abs() + count) / (count * 2) * twice.signum();
    decimal_text(i64::try_from(rounded).unwrap_or(0), places, 0)
}

/// Millionths as an amount with two decimals, halves away from zero.
fn amount(millionths: i128) -> String {
    let cents = (millionths.abs() + 5_000) / 10_000 * millionths.signum();
    decimal_text(i64::try_from(cents).unwrap_or(i64::MAX), 2, 2)
}

fn agents(material: &Material, json: bool, style: Style) -> Option<Vec<u8>> {
    let names: Vec<&str> = std::iter::once("agent_name").chain(PERFORMANCE).collect();
    let row = |agent: &AgentPerformance| {
        let name = if agent.text.is_empty() { NOBODY.to_owned() } else { agent.text.clone() };
        (name, cells(&agent.talk))
    };
    Some(table(&names, json, style, of(material)?.agents.iter().map(row)))
}

/// What agents, and what they belong to, have done.
const PERFORMANCE: [&str; 8] = [
    "total_calls",
    "total_conversions",
    "conversion_rate",
    "total_upsell_amount",
    "avg_upsell_per_call",
    "positive_sentiment_pct",
    "neutral_sentiment_pct",
    "negative_sentiment_pct",
];

fn cells(talk: &Talk) -> Vec<String> {
    let Talk { calls, conversions, upsell, labels: [negative, neutral, positive], .. } = *talk;
    let per_call = (i128::from(upsell.sum) * 2 + i128::from(calls)) / (i128::from(calls.max(1)) * 2);
    vec![
        calls.to_string(),
        conversions.to_string(),
        percent(conversions, calls),
        amount(i128::from(upsell.sum)),
        amount(per_call),
        percent(positive, calls),
        percent(neutral, calls),
        percent(negative, calls),
    ]
}

/// The same for all that agents belong to, one after the other.
fn groups(material: &Material, json: bool, style: Style) -> Option<Vec<u8>> {
    let names: Vec<String> =
        ["grouped_by", "group_name"].into_iter().chain(PERFORMANCE).map(str::to_owned).collect();
    let mut writer = TableWriter::part(json, &names, style);
    writer.head();
    for (dimension, groups) in &of(material)?.groups {
        let by = dimension.title();
        for group in groups {
            let numbers = cells(&group.talk);
            let numbers = numbers.iter().map(|number| (number.as_str(), true));
            writer.typed_row([(by.as_str(), false), (group.name.as_str(), false)].into_iter().chain(numbers));
        }
    }
    let mut bytes = writer.finish();
    if json {
        bytes.extend_from_slice(b"\n]\n");
    }
    Some(bytes)
}

fn days(material: &Material, json: bool, style: Style) -> Option<Vec<u8>> {
    let names = [
        "metric_date",
        "total_calls",
        "total_conversions",
        "conversion_rate",
        "total_upsell_amount",
        "avg_sentiment_score",
        "positive_calls",
        "neutral_calls",
        "negative_calls",
    ];
    let row = |(day, talk): &(i32, Talk)| {
        let Talk { calls, conversions, upsell, score, labels: [negative, neutral, positive] } = *talk;
        let cells = vec![
            calls.to_string(),
            conversions.to_string(),
            percent(conversions, calls),
            amount(i128::from(upsell.sum)),
            if score.count == 0 { String::new() } else { mean(score.sum, score.count, 4) },
            positive.to_string(),
            neutral.to_string(),
            negative.to_string(),
        ];
        (day_text(i64::from(*day)), cells)
    };
    Some(table(&names, json, style, of(material)?.days.iter().map(row)))
}

/// A text in which long numbers are hidden: cards, accounts and telephone numbers of customers leave no review sheet.
fn masked(text: &str) -> String {
    /// Digits, with blanks and hyphens between them, from which on a number is hidden.
    const LONG: usize = 6;
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, run) = rest.split_at(at);
        masked.push_str(before);
        let end = run.find(|c: char| !(c.is_ascii_digit() || c == ' ' || c == '-')).unwrap_or(run.len());
        let number = run.get(..end).unwrap_or(run).trim_end_matches([' ', '-']);
        let digits = number.bytes().filter(u8::is_ascii_digit).count();
        if digits >= LONG {
            masked.extend(number.chars().map(|c| if c.is_ascii_digit() { '•' } else { c }));
        } else {
            masked.push_str(number);
        }
        rest = run.get(number.len()..).unwrap_or("");
    }
    masked + rest
}

fn reviews(material: &Material, style: Style) -> Option<Vec<u8>> {
    let Material::Reviews(reviews) = material else { return None };
    let names = [
        "call_id",
        "agent_name",
        "machine_label",
        "sentiment_score",
        "human_label",
        "agrees",
        "reason",
        "quote",
    ];
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let mut writer = TableWriter::part(false, &names, style);
    writer.head();
    for Review { call, agent, machine, score, person, reason, quote } in reviews {
        let score = decimal_text(i64::from(*score), 4, 0);
        let agrees = if machine == person { "yes" } else { "no" };
        let (reason, quote) = (masked(reason), masked(quote));
        let cells = [call, agent, machine.word(), &score, person.word(), agrees, &reason, &quote];
        writer.typed_row(cells.into_iter().enumerate().map(|(place, cell)| (cell, place == 3)));
    }
    Some(writer.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_go_away_from_zero() {
        assert_eq!(
            (percent(1, 3), percent(2, 3), percent(1, 1)),
            ("33.33".into(), "66.67".into(), "100.00".into())
        );
        assert_eq!((mean(-5, 2, 4), mean(5, 2, 4)), ("-0.0003".into(), "0.0003".into()));
        assert_eq!(amount(12_345_000), "12.35");
    }

    #[test]
    fn long_numbers_are_hidden_and_prices_are_not() {
        assert_eq!(
            masked("card 4111 1111-1111 1111, 49.99 in 2025"),
            "card •••• ••••-•••• ••••, 49.99 in 2025"
        );
    }
}
