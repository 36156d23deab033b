//! Generated transcripts: the same bytes from the same seed, and the shares that were asked for.

use std::collections::{BTreeMap, BTreeSet};

use xxhash_rust::xxh3::xxh3_64;

use super::*;

const SET: TranscriptSet = TranscriptSet { calls: 4000, seed: 1, until: 20_404 };

fn made(set: &TranscriptSet) -> Vec<Transcript> {
    transcripts(set).collect()
}

fn bytes(set: &TranscriptSet) -> Vec<u8> {
    let mut out = Vec::new();
    for record in transcripts(set) {
        record.write_ndjson(&mut out);
        record.write_truth(&mut out);
    }
    out
}

#[test]
fn a_seed_gives_the_same_bytes_everywhere() {
    let set = TranscriptSet { calls: 500, ..SET };
    assert_eq!(xxh3_64(&bytes(&set)), HASH);
    assert_ne!(bytes(&set), bytes(&TranscriptSet { seed: 2, ..set }));
    assert_eq!(made(&TranscriptSet { calls: 0, ..SET }), []);
}

#[test]
fn records_are_as_long_and_as_odd_as_real_ones() {
    let all = made(&SET);
    assert_eq!(all.len(), 4000);
    let repeats = all.windows(2).filter(|pair| pair[1].truth.is_none()).collect::<Vec<_>>();
    assert!((8..40).contains(&repeats.len()), "{}", repeats.len());
    assert!(repeats.iter().all(|pair| Transcript { truth: None, ..pair[0].clone() } == pair[1]));
    let once = || all.iter().filter(|record| record.truth.is_some());
    let ids: BTreeSet<&String> = once().map(|record| &record.call_id).collect();
    assert_eq!(ids.len(), once().count());
    let average = all.iter().map(|record| record.text.len()).sum::<usize>() / all.len();
    assert!((1050..1350).contains(&average), "{average}");
    let share = |holds: &dyn Fn(&Transcript) -> bool| once().filter(|record| holds(record)).count();
    let marks = |record: &Transcript| record.text.contains(['.', '?']) || record.text.trim().is_empty();
    assert!((850..1150).contains(&share(&|record| !marks(record))));
    assert!((3..30).contains(&share(&|record| record.text.trim().is_empty())));
    assert!((20..90).contains(&share(&|record| record.truth.as_ref().is_some_and(|t| t.language != "en"))));
    assert!((3..40).contains(&share(&|record| record.text.contains('<'))));
    let zoned =
        |record: &Transcript| record.timestamp.ends_with('Z') || record.timestamp.ends_with(":00-05:00");
    assert!(share(&zoned) > 400);
    let day = |record: &Transcript| record.timestamp.get(..10).unwrap().to_owned();
    assert!(all.is_sorted_by_key(day) && all.iter().map(day).collect::<BTreeSet<_>>().len() > 25);
}

#[test]
fn agents_have_several_spellings_each() {
    let mut spellings: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for record in made(&SET) {
        if let Some(truth) = record.truth {
            spellings.entry(truth.agent).or_default().insert(record.agent_name);
        }
    }
    assert!(spellings.len() > 25 && spellings.values().all(|all| all.len() > 4), "{spellings:?}");
}

#[test]
fn every_fate_and_label_occurs_and_money_is_counted_only_where_it_is_due() {
    let (mut fates, mut labels, mut conversions) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for truth in made(&SET).into_iter().filter_map(|record| record.truth) {
        *labels.entry(truth.label).or_insert(0) += 1;
        *conversions.entry(truth.conversion).or_insert(0) += 1;
        if let Some(offer) = truth.offer {
            *fates.entry(offer.fate).or_insert(0) += 1;
            assert!(offer.fate != Fate::Accepted || truth.conversion.is_some());
        }
    }
    assert_eq!(
        (fates.len(), labels.len(), conversions.len()),
        (6, 4, 4),
        "{fates:?} {labels:?} {conversions:?}"
    );
    assert!(fates.values().all(|count| *count > 80), "{fates:?}");
    assert!(labels.iter().filter(|(label, _)| label.is_some()).all(|(_, count)| *count > 900), "{labels:?}");
}

#[test]
fn lines_files_and_csv_hold_the_same_records() {
    let set = TranscriptSet { calls: 300, ..SET };
    let mut csv = Vec::new();
    Transcript::write_csv_header(&mut csv);
    transcripts(&set).for_each(|record| record.write_csv(&mut csv));
    let mut reader = csv::Reader::from_reader(csv.as_slice());
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.unwrap()).collect();
    assert_eq!(rows.len(), 300);
    for (record, row) in transcripts(&set).zip(&rows) {
        let (mut line, mut file, mut truth) = (Vec::new(), Vec::new(), Vec::new());
        record.write_ndjson(&mut line);
        record.write_file(&mut file);
        record.write_truth(&mut truth);
        let line: serde_json::Value = serde_json::from_slice(&line).unwrap();
        assert_eq!(line, serde_json::from_slice::<serde_json::Value>(&file).unwrap());
        for (place, key) in ["call_id", "agent_name", "timestamp", "transcript_text"].iter().enumerate() {
            assert_eq!(line[key], row[place]);
        }
        if let Some(known) = &record.truth {
            let truth: serde_json::Value = serde_json::from_slice(&truth).unwrap();
            let sum =
                known.offer.as_ref().filter(|offer| offer.fate == Fate::Accepted).map_or(0, |o| o.cents);
            assert_eq!(truth["upsell_amount"].as_f64(), Some(sum as f64 / 100.0));
            assert_eq!(truth["is_conversion"], known.conversion.is_some());
        }
    }
}

/// Of the records and truths of five hundred calls.
const HASH: u64 = 6_619_981_161_946_679_471;
