//! `callscape run`: a folder of call records or support files to clean tables, rejected rows, the reports, the charts
//! and their tables.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};
use callscape_charts::{FIGURE_SIZE, Theme, svg};
use callscape_model::command::{Ask, Overview};
use callscape_model::companion::together;
use callscape_model::delta::Applied;
use callscape_model::message::Style;
use callscape_model::number::grouped;
use callscape_model::table::Subject;

use crate::arguments::{Layers, Run, Tables};
use crate::session::{Exported, Session};
use crate::sources;
use crate::support::{notes, tabulated};

/// Writes everything into the folder and says so on standard output.
pub(crate) fn run(arguments: &Run) -> Result<()> {
    let Run { data_dir, out_dir, deltas, reading, .. } = arguments;
    let files = sources::folder(data_dir, out_dir)?;
    let mut session = Session::start(files, reading)?;
    let plans = session.look(false)?;
    fs::create_dir_all(out_dir).with_context(|| format!("making the folder {}", out_dir.display()))?;
    let there = Subject::ALL.iter().filter(|s| plans.iter().any(|(_, plan)| plan.subject() == **s));
    let several = there.count() > 1;
    for subject in Subject::ALL {
        let own = together(&plans, *subject);
        if own.is_empty() {
            continue;
        }
        let replay = deltas.replay(&own)?;
        let overview = session.load(own, replay)?;
        notes(&overview);
        match &overview.applied {
            Some(applied) => interactions(&mut session, arguments, applied)?,
            None if *subject == Subject::Transcripts => transcripts(&mut session, arguments)?,
            None => calls(&mut session, out_dir)?,
        }
        let prefix = if several { format!("{}_", subject.many()) } else { String::new() };
        figures(&mut session, out_dir, &prefix)?;
        say(&overview, out_dir);
    }
    Ok(())
}

fn calls(session: &mut Session, out_dir: &Path) -> Result<()> {
    for export in ["calls_clean", "calls_rejected"] {
        let exported = session.export(export)?;
        save(out_dir, exported)?;
    }
    Ok(())
}

fn transcripts(session: &mut Session, arguments: &Run) -> Result<()> {
    let Run { out_dir, format, utc, .. } = arguments;
    let layers = match format {
        Tables::Csv => Layers::Csv,
        Tables::Json => Layers::Json,
    };
    crate::etl::layers(session, out_dir, layers, Style { utc: *utc, ..Style::default() }).map(drop)
}

fn interactions(session: &mut Session, arguments: &Run, applied: &Applied) -> Result<()> {
    let Run { out_dir, format, utc, .. } = arguments;
    let style = Style { utc: *utc, ..Style::default() };
    for table in &applied.tables {
        let exported = session.export_table(&table.name, format.export(), style)?;
        save(out_dir, exported)?;
    }
    let rejected = session.export("calls_rejected")?;
    save(out_dir, rejected)?;
    for export in ["audit", "conflicts"] {
        let exported = session.export_ledger(export)?;
        save(out_dir, exported)?;
    }
    let support = tabulated(session, None)?;
    for export in ["support_report", "answers_json", "answers_md"] {
        let exported = session.export_support(export, &support)?;
        save(out_dir, exported)?;
    }
    Ok(())
}

/// The quality report, its name behind a prefix, and the charts with their tables.
pub(crate) fn figures(session: &mut Session, out_dir: &Path, prefix: &str) -> Result<()> {
    let (name, parts) = session.export_quality()?;
    save(out_dir, (format!("{prefix}{name}"), parts))?;
    let answer = session.ask(Ask::default())?;
    for view in &answer.views {
        let table = session.export_view(view)?;
        let drawing =
            svg(view, &Theme::light(), FIGURE_SIZE).with_context(|| format!("drawing {}", view.title))?;
        save(out_dir, table)?;
        save(out_dir, (format!("{}.svg", view.stem()), vec![drawing.into_bytes()]))?;
    }
    Ok(())
}

fn say(overview: &Overview, out_dir: &Path) {
    let quality = &overview.quality;
    println!(
        "{}: {} read = {} kept + {} merged + {} rejected",
        out_dir.display(),
        grouped(quality.read),
        grouped(quality.kept),
        grouped(quality.merged),
        grouped(quality.rejected)
    );
    if let Some(joined) = overview.joined {
        println!("{}", joined.words(overview.subject));
    }
    let Some(applied) = &overview.applied else { return };
    for stop in applied.stops.iter().filter(|stop| stop.on) {
        for (table, tally) in &stop.tables {
            println!(
                "{} {table}: {} + {} − {} = {} ({} updated, {} repeated, {} rejected, {} conflicts)",
                stop.month.text(),
                grouped(tally.start),
                grouped(tally.adds),
                grouped(tally.deletes),
                grouped(tally.end),
                grouped(tally.updates),
                grouped(tally.repeats),
                grouped(tally.rejected),
                grouped(tally.conflicts)
            );
        }
    }
}

/// Writes an exported file into a folder.
pub(crate) fn save(folder: &Path, (name, parts): Exported) -> Result<()> {
    let path = folder.join(&name);
    let write = || -> std::io::Result<()> {
        let mut file = fs::File::create(&path)?;
        parts.iter().try_for_each(|part| file.write_all(part))
    };
    write().with_context(|| format!("writing {}", path.display()))
}
