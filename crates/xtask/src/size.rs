//! Holds what a visitor downloads against the budget, compressed by `gzip -9` as a static host would.

use std::fs;
use std::io;
use std::path::Path;

use anyhow::{Context, Result};
use flate2::Compression;
use flate2::write::GzEncoder;

/// One thing that has a budget.
struct Part {
    name: &'static str,
    /// In thousands of bytes.
    budget: u64,
    /// Whether a file of this name belongs to it.
    holds: fn(&str) -> bool,
}

const PARTS: [Part; 2] = [
    Part { name: "page", budget: 700, holds: |file| is_code(file) && !is_engine(file) },
    Part { name: "engine", budget: 1800, holds: |file| is_code(file) && is_engine(file) },
];

fn is_code(file: &str) -> bool {
    [".wasm", ".js", ".css", "index.html"].iter().any(|end| file.ends_with(end))
}

fn is_engine(file: &str) -> bool {
    file.starts_with("callscape-worker")
}

/// Prints the sizes of the page in `dir`; `false` when one is over its budget.
pub(crate) fn check(dir: &Path) -> Result<bool> {
    let mut within = true;
    println!("{:<10}{:>12}{:>12}{:>12}", "part", "plain kB", "gzip -9 kB", "budget kB");
    for part in &PARTS {
        let (plain, packed) = measure(dir, part)?;
        let over = packed > part.budget * 1000;
        within &= !over;
        let (plain, packed) = (plain as f64 / 1000.0, packed as f64 / 1000.0);
        let verdict = if over { "  over" } else { "" };
        println!("{:<10}{plain:>12.1}{packed:>12.1}{:>12}{verdict}", part.name, part.budget);
    }
    Ok(within)
}

fn measure(dir: &Path, part: &Part) -> Result<(u64, u64)> {
    let (mut plain, mut packed) = (0, 0);
    for entry in fs::read_dir(dir).with_context(|| format!("reading {}", dir.display()))? {
        let path = entry?.path();
        if path.file_name().is_some_and(|name| (part.holds)(&name.to_string_lossy())) {
            let bytes = fs::read(&path)?;
            plain += bytes.len() as u64;
            packed += gzip(&bytes, Compression::best())?.len() as u64;
        }
    }
    Ok((plain, packed))
}

/// `bytes` as a server sends them to a browser that accepts gzip.
pub(crate) fn gzip(bytes: &[u8], level: Compression) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), level);
    io::copy(&mut io::Cursor::new(bytes), &mut encoder)?;
    encoder.finish()
}

#[cfg(test)]
mod tests {
    use super::PARTS;

    #[test]
    fn every_file_of_code_counts_once() {
        let counted = |file: &str| {
            PARTS.iter().filter(|part| (part.holds)(file)).map(|part| part.name).collect::<Vec<_>>()
        };
        assert_eq!(counted("callscape-page-0a1b_bg.wasm"), ["page"]);
        assert_eq!(counted("boot.js"), ["page"]);
        assert_eq!(counted("callscape-worker_bg.wasm"), ["engine"]);
        assert_eq!(counted("icon.svg"), [""; 0]);
    }
}
