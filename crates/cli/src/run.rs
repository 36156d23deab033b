//! `callscape run`: a folder of call records to clean calls, rejected rows, the report, the charts and their
//! tables.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};
use callscape_charts::{FIGURE_SIZE, Theme, svg};
use callscape_model::command::Ask;
use callscape_model::number::grouped;

use crate::arguments::{Run, Tables};
use crate::session::{Exported, Session};
use crate::sources;

/// Writes everything into the folder and says so on standard output.
pub(crate) fn run(arguments: &Run) -> Result<()> {
    let Run { data_dir, out_dir, format: Tables::Csv, reading } = arguments;
    let files = sources::folder(data_dir, out_dir)?;
    let mut session = Session::start(files, reading)?;
    let overview = session.load(false)?;
    fs::create_dir_all(out_dir).with_context(|| format!("making the folder {}", out_dir.display()))?;
    for export in ["calls_clean", "calls_rejected"] {
        let exported = session.export(export)?;
        save(out_dir, exported)?;
    }
    let report = session.export_quality()?;
    save(out_dir, report)?;
    let answer = session.ask(Ask::default())?;
    for view in &answer.views {
        let table = session.export_view(view)?;
        let drawing =
            svg(view, &Theme::light(), FIGURE_SIZE).with_context(|| format!("drawing {}", view.title))?;
        save(out_dir, table)?;
        save(out_dir, (format!("{}.svg", view.stem()), vec![drawing.into_bytes()]))?;
    }
    for note in &overview.notes {
        println!("{note}");
    }
    let quality = &overview.quality;
    println!(
        "{}: {} read = {} kept + {} merged + {} rejected",
        out_dir.display(),
        grouped(quality.read),
        grouped(quality.kept),
        grouped(quality.merged),
        grouped(quality.rejected)
    );
    Ok(())
}

fn save(folder: &Path, (name, parts): Exported) -> Result<()> {
    let path = folder.join(&name);
    let write = || -> std::io::Result<()> {
        let mut file = fs::File::create(&path)?;
        parts.iter().try_for_each(|part| file.write_all(part))
    };
    write().with_context(|| format!("writing {}", path.display()))
}
