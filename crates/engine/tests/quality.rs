//! Every file of `dirty/` is a test: what became of its rows, what the rules found, the clean file and the
//! rejected rows. A bug report becomes one new file. What only deltas show is in the set `dirty/support/`.

#![allow(clippy::unwrap_used, clippy::panic)]

mod pipe;

use std::collections::BTreeSet;

use callscape_model::command::{Command, Event};
use callscape_model::message::{Scope, Style};
use callscape_model::quality::{Quality, RULES, Rule};
use pipe::Pipe;

/// What no small file shows: it takes 60,000 values.
const NOT_HERE: [Rule; 1] = [Rule::ManyValues];

fn report(name: &str, bytes: Vec<u8>) -> (String, BTreeSet<&'static str>) {
    let mut pipe = Pipe::new(2, vec![(name, bytes)]);
    let overview = pipe.load("America/New_York");
    let quality = &overview.quality;
    assert!(quality.holds());
    let mut text = format!(
        "{} read = {} kept + {} merged + {} rejected\n",
        quality.read, quality.kept, quality.merged, quality.rejected
    );
    for note in &overview.notes {
        text += &format!("note: {note}\n");
    }
    for (column, count, month_first, day_first) in &overview.files[0].ambiguous {
        text += &format!("undecided: {count} dates of {column}, {month_first} or {day_first}\n");
    }
    text += "\n";
    text += &findings(quality);
    for export in ["calls_clean", "calls_rejected"] {
        let bytes = pipe.export(export, Scope::All, Style::default());
        text += &format!("\n{export}\n{}", String::from_utf8(bytes).unwrap().replace("\r\n", "\n"));
    }
    let Some((Event::Exported { .. }, parts)) = pipe.run(Command::ExportQuality).pop() else {
        panic!("no report")
    };
    let json: serde_json::Value = serde_json::from_slice(&parts.concat()).unwrap();
    assert_eq!(json["sum"]["read"], quality.read);
    (text, rules(quality))
}

fn rules(quality: &Quality) -> BTreeSet<&'static str> {
    quality.findings.iter().map(|finding| finding.rule.info().id).collect()
}

fn findings(quality: &Quality) -> String {
    let mut text = String::new();
    for finding in &quality.findings {
        text += &format!("{} × {} {}\n", finding.count, finding.rule.info().id, finding.column);
        for example in &finding.examples {
            text += &format!("    line {}: {:?} → {:?}\n", example.line, example.before, example.after);
        }
    }
    text
}

/// What became of a support set, file by file.
fn report_of_set() -> (String, BTreeSet<&'static str>) {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/dirty/support");
    let names =
        ["delta/interactions_delta_202502.csv", "initial/contact_centers.csv", "initial/interactions.csv"];
    let mut pipe =
        Pipe::new(2, names.iter().map(|name| (*name, std::fs::read(root.join(name)).unwrap())).collect());
    let overview = pipe.load("America/New_York");
    let mut text = String::new();
    for file in &overview.files {
        let Quality { read, kept, merged, rejected, .. } = file.quality;
        text +=
            &format!("{}: {read} read = {kept} kept + {merged} merged + {rejected} rejected\n", file.name);
        text += &findings(&file.quality);
        text += "\n";
    }
    for note in &overview.applied.as_ref().unwrap().notes {
        text += &format!("note: {note}\n");
    }
    for export in ["final_csv", "calls_rejected"] {
        let bytes = pipe.export(export, Scope::All, Style::default());
        text += &format!("\n{export}\n{}", String::from_utf8(bytes).unwrap().replace("\r\n", "\n"));
    }
    (text, rules(&overview.quality))
}

#[test]
fn every_dirty_file_is_repaired_and_reported_as_before() {
    let mut seen = BTreeSet::new();
    insta::glob!("dirty/*.csv", |path| {
        let name = path.file_name().unwrap().to_str().unwrap();
        let (text, rules) = report(name, std::fs::read(path).unwrap());
        seen.extend(rules);
        insta::assert_snapshot!(text);
    });
    let (text, rules) = report_of_set();
    seen.extend(rules);
    insta::assert_snapshot!("support", text);
    let shown = |rule: &Rule| seen.contains(rule.info().id) || NOT_HERE.contains(rule);
    let missing: Vec<_> = RULES.iter().map(|info| info.rule).filter(|rule| !shown(rule)).collect();
    assert!(missing.is_empty(), "no dirty file shows {missing:?}");
}
