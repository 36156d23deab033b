//! The law of the fast way: rows cleaned a column at a time are the rows that the reference gives, one by one, with all
//! that is found in them.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::rc::Rc;

use callscape_engine::clean::category::Dictionaries;
use callscape_engine::clean::recipe::Recipe;
use callscape_engine::clean::{Cleaned, SliceCleaner};
use callscape_engine::ingest::{self, Step};
use callscape_engine::propose::propose;
use callscape_model::message::Slice;
use callscape_model::plan::{DecimalMark, Dialect, DurationUnit, Plan};
use callscape_model::quality::{Action, RULES};
use proptest::prelude::*;

/// How records are separated, which random cells might hide.
fn dialect() -> Dialect {
    Dialect { format: "csv".into(), quote: Some(b'"'), ..Dialect::default() }
}

/// The plan that the page would propose for these bytes.
fn plan(bytes: &[u8], zone: &str) -> Plan {
    propose("calls.csv", bytes, bytes.len() as u64, Some(dialect()), zone).unwrap().plan
}

fn clean(bytes: &[u8], plan: &Plan, plainly: bool) -> (Cleaned, Dictionaries) {
    let size = bytes.len() as u64;
    let recipe = Rc::new(Recipe::new(plan.clone(), None).unwrap());
    let columns: Vec<String> = plan.columns.iter().map(|column| column.name.clone()).collect();
    let slice = Slice { index: 0, from: HEADER.len() as u64, to: size, exact: true };
    let mut decoder =
        (ingest::format(&plan.dialect.format).unwrap().decoder)(&plan.dialect, &columns, slice, size);
    let cleaner = SliceCleaner::new(recipe, Dictionaries::default(), HEADER.len() as u64);
    let mut cleaner = if plainly { cleaner.plainly() } else { cleaner };
    loop {
        match decoder.step().unwrap() {
            Step::Need(range) => decoder.push(
                range.start,
                bytes[range.start as usize..range.end as usize].to_vec().into(),
                false,
            ),
            Step::Rows(block) => cleaner.block(&block),
            Step::Done(_) => break,
        }
    }
    let (cleaned, met) = cleaner.finish();
    (cleaned.unwrap(), met)
}

fn assert_same(bytes: &[u8], plan: &Plan) {
    let ((fast, met), (slow, also_met)) = (clean(bytes, plan, false), clean(bytes, plan, true));
    assert_eq!(fast.quality, slow.quality);
    assert_eq!(fast.keys, slow.keys);
    assert_eq!(fast.lines, slow.lines);
    assert_eq!(fast.rejects, slow.rejects);
    assert_eq!(fast.orders, slow.orders);
    assert_eq!(fast.has, slow.has);
    assert_eq!(fast.clean.batch(), slow.clean.batch());
    assert_eq!(met.to_vec(), also_met.to_vec());
}

fn one_of(choices: &'static [&'static str]) -> impl Strategy<Value = &'static str> {
    prop::sample::select(choices)
}

/// A cell that is mostly as most cells are, at times anything.
fn cell(usual: &'static [&'static str], odd: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop_oneof![
        40 => one_of(usual).prop_map(str::to_owned),
        2 => one_of(odd).prop_map(str::to_owned),
        1 => "[ -~]{0,20}".prop_map(|text| text.replace([',', '"'], ";")),
    ]
}

const HEADER: &str = "call_id,caller,call_type,status,start_time,end_time,duration_sec,cost_usd,agent,note\n";

fn rows() -> impl Strategy<Value = Vec<u8>> {
    let row = (
        (0..150_u32, one_of(&["", "", "", "", " ", "\"", "\"\"", "é"])),
        cell(
            &["416-555-0101", "(576)555-9428", "", "\"303,555\""],
            &["N/A", " x", "\"a \"\"b\"\"\"", "\"", "Zoë", "x\u{7f}"],
        ),
        cell(&["incoming", "outgoing", "", "\"incoming\""], &[" incoming", "NULL", "missed"]),
        cell(&["completed", "failed", "missed"], &["completed ", "-", "No-Answer", "\"fa\"iled"]),
        cell(
            &["2025-03-08 23:59:59", "2025-03-02T10:00:00", "2025-03-02T10:00:00Z", "2025-07-01 12:00:60"],
            &[
                "2025-03-09 02:30:00",
                "2025-11-02 01:30:00",
                "2025-02-30 10:00:00",
                "",
                "never",
                "03/04/2025 10:00",
                "2025-03-02 10:0:000",
            ],
        ),
        cell(
            &["", "2025-03-09 00:05:00", "2025-12-31 23:59:59"],
            &["2025-01-01 00:00:00", "soon", "20250302"],
        ),
        cell(&["300", "0", "", "12.5", "5.", ".5", "301"], &["00:02:23", "-5", "1,234", "1.23456", "."]),
        cell(
            &["1.20", "", "0.0", "3", "0.123456"],
            &["$3.50", "-1", "free", "0.1234567", "99999999999999999"],
        ),
        cell(
            &["Ann Lee", "Bob", "A name of more than sixteen bytes", "A name of more then sixteen bytes", ""],
            &["Ann  Lee", "\"x, y\"", "Zoë"],
        ),
        cell(&["", "plain", "two words", "naïve"], &["\"a\nb\"", "tab\there", "--", "\u{a0}x"]),
    );
    let ends = one_of(&["\n", "\n", "\n", "\r\n", "\n\n", ",extra\n"]);
    prop::collection::vec((row, ends), 0..400).prop_map(|rows| {
        let mut bytes = HEADER.as_bytes().to_vec();
        for n in 0..12 {
            bytes.extend(format!("g{n},,incoming,missed,2025-03-{:02} 10:00:00,,5,1,Bob,\n", n + 1).bytes());
        }
        for (((id, mark), caller, kind, status, start, end, length, cost, agent, note), line_end) in rows {
            let id = if id == 0 { String::new() } else { format!("{mark}k{id}{mark}") };
            let cells = [id, caller, kind, status, start, end, length, cost, agent, note];
            bytes.extend(cells.join(",").bytes());
            // Now and then a byte that is not UTF-8.
            if line_end == "\r\n" && bytes.len().is_multiple_of(5) {
                bytes.push(0xe9);
            }
            bytes.extend(line_end.bytes());
        }
        bytes
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn by_columns_is_row_by_row(
        bytes in rows(),
        zone in one_of(&["UTC", "America/New_York", "Asia/Kolkata"]),
        (unit, comma) in (0..3_u8, any::<bool>()),
        actions in prop::collection::vec(0..3_u8, RULES.len()),
    ) {
        let mut plan = plan(&bytes, zone);
        for column in &mut plan.columns {
            column.unit = [DurationUnit::Seconds, DurationUnit::Milliseconds, DurationUnit::Minutes][usize::from(unit)];
            column.decimal = if comma { DecimalMark::Comma } else { DecimalMark::Point };
        }
        for (rule, action) in RULES.iter().zip(actions) {
            let action = [Action::Repair, Action::Keep, Action::Reject][usize::from(action)];
            if rule.choices.contains(&action) {
                plan.actions.insert(rule.rule, action);
            }
        }
        assert_same(&bytes, &plan);
    }
}

#[test]
fn rows_beyond_a_chunk_and_a_block_are_the_same() {
    let mut bytes = HEADER.as_bytes().to_vec();
    for n in 0..30_000 {
        let end = if n % 977 == 0 { " " } else { "" };
        let at = format!("2025-03-{:02} {:02}:{:02}:00", n % 28 + 1, n % 24, n % 60);
        bytes.extend(
            format!("id-{n},416-555-0{n},incoming,missed{end},{at},,,{}.5,Agent {},\n", n % 9, n % 300)
                .bytes(),
        );
    }
    assert_same(&bytes, &plan(&bytes, "UTC"));
}
