//! The support report as CSV and the answers as JSON and Markdown.

use callscape_model::message::{Material, Style, Support};
use callscape_model::statements::Statement;
use callscape_model::support::minutes;
use serde_json::{Value, json};

use super::{Csv, Export, Make};

pub(super) const REPORT: Export = Export {
    id: "support_report",
    title: "Support report",
    stem: "support_report",
    ending: "csv",
    mime: "text/csv",
    glue: ("", ""),
    make: Make::Document(report),
};

pub(super) const ANSWERS_JSON: Export = Export {
    id: "answers_json",
    title: "Answers, JSON",
    stem: "answers",
    ending: "json",
    mime: "application/json",
    glue: ("", ""),
    make: Make::Document(answers_json),
};

pub(super) const ANSWERS_TEXT: Export = Export {
    id: "answers_md",
    title: "Answers, text",
    stem: "answers",
    ending: "md",
    mime: "text/markdown",
    glue: ("", ""),
    make: Make::Document(answers_text),
};

fn of(material: &Material) -> Option<&Support> {
    match material {
        Material::Support(support) => Some(support),
        _ => None,
    }
}

fn report(material: &Material, style: Style) -> Option<Vec<u8>> {
    let support = of(material)?;
    let mut csv = Csv::new(style);
    csv.head(&[
        "month",
        "contact_center_name",
        "department",
        "total_interactions",
        "total_calls",
        "total_call_duration",
    ]);
    for line in &support.report {
        csv.text(&line.month);
        csv.text(&line.center);
        csv.text(&line.department);
        csv.plain(&line.interactions.to_string());
        csv.plain(&line.calls.to_string());
        csv.plain(&minutes(line.duration));
        csv.end();
    }
    Some(csv.finish())
}

fn about(support: &Support) -> String {
    let selected = match support.selection.is_empty() {
        true => "all".to_owned(),
        false => support.selection.join(" · "),
    };
    format!("{} interactions · {selected} · times in {}", support.interactions, support.zone)
}

fn answers_json(material: &Material, _: Style) -> Option<Vec<u8>> {
    let support = of(material)?;
    let answer = |statement: &Statement| {
        let bars: Vec<Value> =
            statement.bars.iter().map(|bar| json!({ "label": bar.label, "value": bar.text })).collect();
        json!({
            "id": statement.id,
            "question": statement.question,
            "answer": statement.sentence,
            "details": statement.details,
            "figures": bars,
            "how": statement.how,
        })
    };
    let answers: Vec<Value> = support.statements.iter().map(answer).collect();
    let document = json!({ "about": about(support), "answers": answers });
    let mut bytes = serde_json::to_vec_pretty(&document).ok()?;
    bytes.push(b'\n');
    Some(bytes)
}

fn answers_text(material: &Material, _: Style) -> Option<Vec<u8>> {
    let support = of(material)?;
    let mut text = format!("# Answers\n\n{}\n", about(support));
    for statement in &support.statements {
        text += &format!("\n## {}\n\n**{}**\n", statement.question, statement.sentence);
        for detail in &statement.details {
            text += &format!("\n{detail}\n");
        }
        if !statement.bars.is_empty() {
            text += "\n";
            for bar in &statement.bars {
                text += &format!("- {}: {}\n", bar.label, bar.text);
            }
        }
        if !statement.how.is_empty() {
            text += &format!("\n_{}_\n", statement.how);
        }
    }
    Some(text.into_bytes())
}
