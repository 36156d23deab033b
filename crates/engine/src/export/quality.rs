//! The quality report as JSON: for each file and in sum what became of its rows and what every rule did.

use serde_json::{Value, json};

use callscape_model::message::{Material, Style};
use callscape_model::quality::{Finding, Profile, Quality};

use super::{Export, Make};

pub(super) const EXPORT: Export = Export {
    id: "quality",
    title: "Quality report",
    stem: "quality",
    ending: "json",
    mime: "application/json",
    glue: ("", ""),
    make: Make::Document(write),
};

fn write(material: &Material, _: Style) -> Option<Vec<u8>> {
    let Material::Quality(files) = material else { return None };
    let mut sum = Quality::default();
    files.iter().for_each(|(_, quality)| sum.merge(quality, 0));
    let each: Vec<Value> = files
        .iter()
        .map(|(name, quality)| {
            let mut value = counts(quality);
            value["file"] = json!(name);
            value["rules"] = quality.findings.iter().map(finding).collect();
            value["columns"] = quality.columns.iter().map(column).collect();
            value
        })
        .collect();
    let report = json!({ "sum": counts(&sum), "files": each });
    let mut bytes = serde_json::to_vec_pretty(&report).ok()?;
    bytes.push(b'\n');
    Some(bytes)
}

fn counts(quality: &Quality) -> Value {
    json!({
        "read": quality.read,
        "kept": quality.kept,
        "merged": quality.merged,
        "rejected": quality.rejected,
    })
}

fn finding(finding: &Finding) -> Value {
    let info = finding.rule.info();
    let examples: Vec<Value> = finding
        .examples
        .iter()
        .map(|e| json!({ "line": e.line, "before": e.before, "after": e.after }))
        .collect();
    json!({
        "rule": info.id,
        "severity": info.severity.word(),
        "column": finding.column,
        "count": finding.count,
        "examples": examples,
    })
}

fn column(profile: &Profile) -> Value {
    json!({ "column": profile.column, "filled": profile.filled, "empty": profile.empty })
}
