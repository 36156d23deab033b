//! Texts with the sums of money that are in them: the tests of price-parser and Duckling (BSD-3) and the currency
//! cases of Microsoft's recognizers (MIT).

use std::path::Path;

use serde_json::Value;

/// A text with its sums, in whole units of the currency.
pub type Case = (String, Vec<f64>);

/// The cases of a file of lines with `text` and `amounts`.
pub fn lines(data: &Path, file: &str) -> Vec<Case> {
    let case = |line: &str| {
        let value: Value = serde_json::from_str(line).ok()?;
        let amounts = value["amounts"].as_array()?.iter().filter_map(Value::as_f64).collect();
        Some((value["text"].as_str()?.to_owned(), amounts))
    };
    super::text(data, file).unwrap_or_default().lines().filter_map(case).collect()
}

/// The cases of Microsoft's recognizers.
pub fn recognizers(data: &Path, file: &str) -> Vec<Case> {
    let text = super::text(data, file).unwrap_or_default();
    let value: Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).unwrap_or(Value::Null);
    value.as_array().into_iter().flatten().filter_map(recognized).collect()
}

fn recognized(case: &Value) -> Option<Case> {
    let values = case["Results"].as_array()?.iter().filter_map(|result| {
        let resolution = &result["Resolution"];
        let value: f64 = resolution["value"].as_str()?.parse().ok()?;
        let small = matches!(resolution["unit"].as_str(), Some("Cent" | "Pence" | "Penny"));
        Some(if small { value / 100.0 } else { value })
    });
    Some((case["Input"].as_str()?.to_owned(), values.collect()))
}
