//! `callscape summary`: the dashboard as text. Numbers are those of the engine; here they are only laid out.

use std::fmt::Write as _;
use std::io::{Write as _, stdout};

use anyhow::{Context, Result};
use callscape_model::answer::Answer;
use callscape_model::command::{Ask, Overview};
use callscape_model::delta::Replay;
use callscape_model::number::{grouped, percent};
use callscape_model::quality::Quality;
use callscape_model::view::{Tile, View};

use crate::arguments::Summary;
use crate::session::Session;
use crate::sources::Named;

/// Width of the longest bar in characters.
const BAR: u64 = 40;

/// Prints the figures, the charts and what became of the rows.
pub(crate) fn summary(arguments: &Summary) -> Result<()> {
    let named = |path: &std::path::PathBuf| Named { name: path.display().to_string(), path: path.clone() };
    let mut session = Session::start(arguments.files.iter().map(named).collect(), &arguments.reading)?;
    let plans = session.look(true)?;
    let overview = session.load(plans, Replay::default())?;
    let answer = session.ask(Ask::default())?;
    stdout().lock().write_all(text(&overview, &answer).as_bytes()).context("writing to standard output")
}

/// The whole summary.
fn text(overview: &Overview, answer: &Answer) -> String {
    let mut out = String::new();
    tiles(&mut out, &answer.tiles);
    for view in &answer.views {
        out.push('\n');
        chart(&mut out, view);
    }
    out.push('\n');
    for file in &overview.files {
        identity(&mut out, &file.name, &file.quality);
    }
    let counted = overview.files.iter().filter(|file| !file.companion).count();
    if counted > 1 {
        let all = if counted == overview.files.len() {
            "all files".to_owned()
        } else {
            overview.subject.many().to_owned()
        };
        identity(&mut out, &all, &overview.quality);
    }
    if let Some(joined) = overview.joined {
        let _ = writeln!(out, "{}", joined.words(overview.subject));
    }
    for note in &overview.notes {
        out.push_str(note);
        out.push('\n');
    }
    out
}

// Writing to a text cannot fail, so its results are passed over below.

fn tiles(out: &mut String, tiles: &[Tile]) {
    let width = tiles.iter().map(|tile| tile.title.chars().count()).max().unwrap_or(0);
    for tile in tiles {
        let value = tile.value.as_deref().unwrap_or("–");
        let detail = tile.detail.as_deref().or(tile.needs.as_deref());
        let detail = detail.map_or(String::new(), |detail| format!("  ({detail})"));
        let _ = writeln!(out, "{:width$}  {value}{detail}", tile.title);
    }
}

fn chart(out: &mut String, view: &View) {
    let _ = writeln!(out, "{} ({})", view.title, view.subtitle);
    if let Some(missing) = &view.missing {
        let _ = writeln!(out, "  {missing}");
    }
    let total: u64 = view.buckets.iter().map(|bucket| bucket.total).sum();
    let most = view.buckets.iter().map(|bucket| bucket.total).max().unwrap_or(0).max(1);
    let names: Vec<&str> = view.buckets.iter().map(|bucket| bucket.name.as_str()).collect();
    let name_width = names.iter().map(|name| name.chars().count()).max().unwrap_or(0);
    let count_width = grouped(most).len();
    for (bucket, name) in view.buckets.iter().zip(names) {
        let count = grouped(bucket.total);
        let share = percent(bucket.total, total);
        let _ = write!(out, "  {name:name_width$}  {count:>count_width$}  {share:>7}");
        let bar = bar(bucket.total, most);
        let _ = if bar.is_empty() { writeln!(out) } else { writeln!(out, "  {bar}") };
    }
    if let Some(note) = &view.note {
        let _ = writeln!(out, "  {note}");
    }
}

/// A bar of `count` where the longest stands for `most`, to an eighth of a character.
fn bar(count: u64, most: u64) -> String {
    const PARTS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let eighths = (u128::from(count) * u128::from(BAR) * 8).div_ceil(u128::from(most)) as usize;
    "█".repeat(eighths / 8) + PARTS.get(eighths % 8).unwrap_or(&"")
}

fn identity(out: &mut String, name: &str, quality: &Quality) {
    let Quality { read, kept, merged, rejected, .. } = quality;
    let [read, kept, merged, rejected] = [read, kept, merged, rejected].map(|rows| grouped(*rows));
    let _ = writeln!(out, "{name}: {read} read = {kept} kept + {merged} merged + {rejected} rejected");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_as_long_as_their_counts() {
        assert_eq!(bar(10, 10).chars().count(), 40);
        assert_eq!((bar(0, 10), bar(1, 1_000_000)), (String::new(), "▏".to_owned()));
        assert_eq!(bar(1, 16), "██▌");
    }
}
