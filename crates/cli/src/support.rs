//! `callscape report` and `callscape answers`: what a support lead wants to know of a folder of facts, dimensions and
//! deltas.

use std::fs;
use std::io::{Write, stdout};
use std::path::Path;

use anyhow::{Context, Result, bail};
use callscape_model::command::{Ask, Overview};
use callscape_model::message::Support;
use callscape_model::month::Quarter;
use callscape_model::statements::Asked;
use callscape_model::table::Subject;

use crate::arguments::{Answers, Deltas, Reading, Report, Sentences};
use crate::run::save;
use crate::session::Session;
use crate::sources;

/// Writes the support report and says so on standard output.
pub(crate) fn report(arguments: &Report) -> Result<()> {
    let Report { data_dir, out_dir, deltas, reading } = arguments;
    let (mut session, overview) = load((data_dir, out_dir), deltas, reading)?;
    let support = tabulated(&mut session, None)?;
    make(out_dir)?;
    let exported = session.export_support("support_report", &support)?;
    let name = exported.0.clone();
    save(out_dir, exported)?;
    println!(
        "{}: {} lines of {} interactions, by month of {}, {}",
        out_dir.join(name).display(),
        support.report.len(),
        support.interactions,
        overview.month_by.words(),
        overview.zone
    );
    Ok(())
}

/// Answers on standard output or into a folder.
pub(crate) fn answers(arguments: &Answers) -> Result<()> {
    let Answers { data_dir, out_dir, format, quarter, deltas, reading } = arguments;
    let except = out_dir.as_deref().unwrap_or(data_dir);
    let except = if except == data_dir { Path::new("") } else { except };
    let (mut session, _) = load((data_dir, except), deltas, reading)?;
    let support = tabulated(&mut session, *quarter)?;
    let export = match format {
        Sentences::Md => "answers_md",
        Sentences::Json => "answers_json",
    };
    let exported = session.export_support(export, &support)?;
    match out_dir {
        Some(folder) => {
            make(folder)?;
            save(folder, exported)
        }
        None => stdout().lock().write_all(&exported.1.concat()).context("writing to standard output"),
    }
}

fn load(
    (data_dir, except): (&Path, &Path),
    deltas: &Deltas,
    reading: &Reading,
) -> Result<(Session, Overview)> {
    let files = sources::folder(data_dir, except)?;
    let mut session = Session::start(files, reading)?;
    let mut plans = session.look(false)?;
    plans.retain(|(_, plan)| plan.subject() == Subject::Interactions);
    if plans.is_empty() {
        bail!("there are no support files in {}, only call records", data_dir.display());
    }
    let replay = deltas.replay(&plans)?;
    let overview = session.load(plans, replay)?;
    notes(&overview);
    Ok((session, overview))
}

/// Says on standard error what is worth knowing.
pub(crate) fn notes(overview: &Overview) {
    let applied = overview.applied.as_deref();
    let repeated = applied.into_iter().flat_map(|applied| &applied.repeated);
    for (name, first) in repeated {
        eprintln!("note: {name} is {first} again: already applied");
    }
    for note in overview.notes.iter().chain(applied.into_iter().flat_map(|applied| &applied.notes)) {
        eprintln!("note: {note}");
    }
}

/// The report and the answers of everything.
pub(crate) fn tabulated(session: &mut Session, quarter: Option<Quarter>) -> Result<Support> {
    session.ask(Ask::default())?;
    session.tabulate(Asked { quarter, ..Asked::default() })
}

fn make(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("making the folder {}", folder.display()))
}
