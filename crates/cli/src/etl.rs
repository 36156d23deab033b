//! `callscape etl`, `incremental` and `status`: a folder of transcripts to the silver and gold tables, again when
//! something is new, and what there is.

use std::fs;
use std::path::Path;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, bail};
use callscape_model::calendar::clock_text;
use callscape_model::command::{Command, Overview};
use callscape_model::companion::together;
use callscape_model::delta::Replay;
use callscape_model::message::{Scope, Style};
use callscape_model::number::grouped;
use callscape_model::performance::PerformanceTable;
use callscape_model::quality::RULES;
use callscape_model::table::Subject;

use crate::arguments::{Etl, Layers, Status};
use crate::run::{figures, save};
use crate::session::Session;
use crate::sources;
use crate::state::{State, prints};
use crate::support::tabulated;

/// Reads everything and writes the layers.
pub(crate) fn etl(arguments: &Etl) -> Result<()> {
    run(arguments, "etl", None)
}

/// Reads everything when something is new, and says what was.
pub(crate) fn incremental(arguments: &Etl) -> Result<()> {
    run(arguments, "incremental", State::read(&arguments.out_dir)?)
}

fn run(arguments: &Etl, command: &str, before: Option<State>) -> Result<()> {
    let Etl { data_dir, out_dir, .. } = arguments;
    let began = Instant::now();
    let files = sources::folder(data_dir, out_dir)?;
    let prints = prints(&files)?;
    if let Some(before) = &before {
        let new = prints.keys().filter(|name| !before.files.contains_key(*name)).count();
        let changed: Vec<&String> = prints
            .iter()
            .filter(|(name, print)| before.files.get(*name).is_some_and(|old| old != *print))
            .map(|(name, _)| name)
            .collect();
        let gone = before.files.keys().filter(|name| !prints.contains_key(*name)).count();
        if new == 0 && changed.is_empty() && gone == 0 {
            println!("{}: nothing is new since {}", out_dir.display(), before.ended);
            return Ok(());
        }
        println!("{}: {new} new files, {} changed, {gone} gone", data_dir.display(), changed.len());
        changed.iter().for_each(|name| eprintln!("note: {name} changed; it is read as it is now"));
    }
    let mut session = Session::batched(files, u32::from(arguments.batch_size) as usize, &arguments.reading)?;
    session.rules(crate::score::text(arguments.rules.as_deref())?)?;
    let plans = together(&session.look(false)?, Subject::Transcripts);
    if plans.is_empty() {
        bail!("there are no transcripts in {}", data_dir.display());
    }
    let overview = session.load(plans, Replay::default())?;
    crate::support::notes(&overview);
    fs::create_dir_all(out_dir).with_context(|| format!("making the folder {}", out_dir.display()))?;
    let at = arguments.ingested_at.map_or_else(now, Ok)?;
    let style = Style { utc: arguments.utc, at, ..Style::default() };
    let performance = layers(&mut session, out_dir, arguments.format, style)?;
    figures(&mut session, out_dir, "")?;
    let mut state =
        State { command: command.to_owned(), files: prints, errors: session.refused(), ..State::default() };
    state.count(&overview.quality, analysed(&performance));
    state.ended = clock_text(now()?);
    state.milliseconds = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    state.write(out_dir)?;
    said(out_dir, &state, &overview, before.as_ref());
    Ok(())
}

/// Writes silver, gold and what was set aside; what agents and days have.
pub(crate) fn layers(
    session: &mut Session,
    out_dir: &Path,
    format: Layers,
    style: Style,
) -> Result<PerformanceTable> {
    let support = tabulated(session, None)?;
    for ending in format.endings() {
        for layer in ["silver", "gold"] {
            let export = format!("{layer}_{ending}");
            save(out_dir, session.rows(&Command::Export { export, scope: Scope::All, style })?)?;
        }
        let groups = (!support.performance.groups.is_empty()).then_some("groups");
        for table in ["agents", "days"].into_iter().chain(groups) {
            save(out_dir, session.export_support(&format!("{table}_{ending}"), &support)?)?;
        }
    }
    save(out_dir, session.export("calls_rejected")?)?;
    Ok(support.performance)
}

fn analysed(performance: &PerformanceTable) -> u64 {
    performance.agents.iter().map(|agent| agent.talk.score.count).sum()
}

fn now() -> Result<i64> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).context("reading the clock")?;
    Ok(i64::try_from(since.as_secs())?)
}

fn said(out_dir: &Path, state: &State, overview: &Overview, before: Option<&State>) {
    println!("{}: {}", out_dir.display(), counts(state));
    if let Some(before) = before {
        let new = state.silver.saturating_sub(before.silver);
        println!(
            "{} new records, {} were there already",
            grouped(new),
            grouped(before.silver.min(state.silver))
        );
    }
    if let Some(joined) = overview.joined {
        println!("{}", joined.words(overview.subject));
    }
    for (spelling, name, why) in &overview.spellings {
        println!("agent {spelling} counts as {name}: {why}");
    }
}

/// The counts of the layers, on one line.
fn counts(state: &State) -> String {
    let State { bronze, silver, gold, merged, rejected, .. } = state;
    let [bronze, silver, gold, merged, rejected] =
        [bronze, silver, gold, merged, rejected].map(|n| grouped(*n));
    format!("bronze {bronze} → silver {silver} → gold {gold} ({merged} merged, {rejected} rejected)")
}

/// Says what the last run left.
pub(crate) fn status(arguments: &Status) -> Result<()> {
    let Some(state) = State::read(&arguments.out_dir)? else {
        bail!("no run has written into {} yet; run callscape etl", arguments.out_dir.display());
    };
    println!("{}", counts(&state));
    println!("last run: {}, ended {} UTC, {} ms", state.command, state.ended, grouped(state.milliseconds));
    println!("files: {}", grouped(state.files.len() as u64));
    for info in RULES {
        if let Some(count) = state.findings.get(info.id) {
            println!("{}: {}", info.title, grouped(*count));
        }
    }
    match state.errors.as_slice() {
        [] => println!("errors: none"),
        errors => errors.iter().for_each(|error| println!("error: {error}")),
    }
    Ok(())
}

impl Layers {
    fn endings(self) -> &'static [&'static str] {
        match self {
            Layers::Csv => &["csv"],
            Layers::Json => &["json"],
            Layers::Both => &["csv", "json"],
        }
    }
}
