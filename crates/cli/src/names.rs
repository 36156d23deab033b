//! `callscape names`: lines of JSON with names in; which names are one agent's, and why, out.

use std::io::{BufRead, BufWriter, Write, stdin, stdout};

use anyhow::{Context, Result};
use callscape_scoring::names::{Merged, merge};
use serde::Serialize;
use serde_json::Value;

/// A line that was read: a name with its id and how often it occurs, or why it cannot be used.
struct Line {
    id: Option<Value>,
    name: Result<(String, u64), String>,
}

/// A line that is written for a name.
#[derive(Serialize)]
struct Told<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a Value>,
    name: &'a str,
    /// From 0, in the order in which clusters come first.
    cluster: usize,
    /// The spelling that the cluster goes by.
    canonical: &'a str,
    /// Why the name is taken for that one's; null where it is that one.
    why: Option<&'static str>,
}

#[derive(Serialize)]
struct Failed<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a Value>,
    error: &'a str,
}

/// Reads all names, merges them, and writes a line for each in the same order.
pub(crate) fn names() -> Result<()> {
    let lines: Vec<Line> = stdin()
        .lock()
        .split(b'\n')
        .map(|line| line.map(|line| read(&line)))
        .collect::<Result<_, _>>()
        .context("reading standard input")?;
    let known: Vec<(&str, u64)> = lines
        .iter()
        .filter_map(|line| line.name.as_ref().ok())
        .map(|(name, count)| (name.as_str(), *count))
        .collect();
    let merged = merge(&known);
    let mut out = BufWriter::new(stdout().lock());
    let mut place = 0;
    for line in &lines {
        match &line.name {
            Ok(_) => {
                write(&mut out, line, &known, &merged, place)?;
                place += 1;
            }
            Err(error) => serde_json::to_writer(&mut out, &Failed { id: line.id.as_ref(), error })?,
        }
        out.write_all(b"\n")?;
    }
    Ok(out.flush()?)
}

fn write(
    out: &mut impl Write,
    line: &Line,
    known: &[(&str, u64)],
    merged: &Merged,
    place: usize,
) -> Result<()> {
    let cluster = merged.cluster.get(place).copied().unwrap_or(0);
    let shown = merged.canonical.get(cluster).and_then(|shown| known.get(*shown));
    let told = Told {
        id: line.id.as_ref(),
        name: known.get(place).map_or("", |(name, _)| name),
        cluster,
        canonical: shown.map_or("", |(name, _)| name),
        why: merged.why.get(place).copied().flatten().map(|why| why.words()),
    };
    Ok(serde_json::to_writer(out, &told)?)
}

/// `"name"`, or an object with `name`, and with `id` and `count` where they are given.
fn read(line: &[u8]) -> Line {
    let failed = |id, reason: String| Line { id, name: Err(reason) };
    let count = |value: &Value| value.get("count").map_or(Some(1), Value::as_u64);
    match serde_json::from_slice::<Value>(line) {
        Ok(Value::String(name)) => Line { id: None, name: Ok((name, 1)) },
        Ok(value @ Value::Object(_)) => {
            let id = value.get("id").cloned();
            match (value.get("name"), count(&value)) {
                (Some(Value::String(name)), Some(count)) => Line { id, name: Ok((name.clone(), count)) },
                (Some(Value::String(_)), None) => failed(id, "the count is no whole number".to_owned()),
                (Some(_), _) => failed(id, "the name is no text".to_owned()),
                (None, _) => failed(id, "there is no name".to_owned()),
            }
        }
        Ok(_) => failed(None, "neither a text nor an object".to_owned()),
        Err(error) => failed(None, format!("not JSON: {error}")),
    }
}
