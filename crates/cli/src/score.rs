//! `callscape score`: lines of JSON with conversations in, lines of JSON with scores out, in the same order. Lines
//! are scored on threads, a batch after the other; the bytes are the same for any number of them.

use std::fs;
use std::io::{BufRead, BufWriter, Write, stdin, stdout};
use std::path::Path;
use std::thread;

use anyhow::{Context, Result, anyhow};
use callscape_scoring::linear::Kind;
use callscape_scoring::pack::RulePack;
use callscape_scoring::scorer::{Scorer, Scratch};

use crate::arguments::{Score, Scored};
use crate::session::processors;

mod input;
mod output;

/// Bytes that are read for each thread before they are scored.
const BATCH: usize = 1 << 20;

/// Scores standard input to standard output.
pub(crate) fn score(arguments: &Score) -> Result<()> {
    let scorer = Scorer::new(&pack(arguments.rules.as_deref())?)?;
    let kind = match arguments.kind {
        Scored::Call => Kind::Call,
        Scored::Review => Kind::Review,
    };
    let threads = arguments.threads.map_or_else(processors, |threads| u32::from(threads) as usize);
    let mut scratches: Vec<Scratch> = (0..threads).map(|_| Scratch::default()).collect();
    let (mut reader, mut out) = (stdin().lock(), BufWriter::new(stdout().lock()));
    let mut batch = Batch::default();
    while batch.read(&mut reader, BATCH * threads).context("reading standard input")? {
        for bytes in batch.score(&scorer, &mut scratches, kind)? {
            out.write_all(&bytes)?;
        }
        out.flush()?;
    }
    Ok(())
}

/// The rule pack of a file, the default one, or the plain keywords.
fn pack(path: Option<&Path>) -> Result<RulePack> {
    let name = || path.map_or_else(|| "the default pack".to_owned(), |path| path.display().to_string());
    RulePack::parse(&text(path)?).with_context(name)
}

/// The text of a rule pack: that of a file, the default one, or the plain keywords.
pub(crate) fn text(path: Option<&Path>) -> Result<String> {
    match path {
        None => Ok(RulePack::default_text()),
        Some(path) if path == Path::new("plain") && !path.exists() => Ok(RulePack::plain_text().to_owned()),
        Some(path) => fs::read_to_string(path).with_context(|| format!("reading {}", path.display())),
    }
}

/// Lines that are scored together.
#[derive(Default)]
struct Batch {
    bytes: Vec<u8>,
    /// Where each line ends.
    ends: Vec<usize>,
}

impl Batch {
    /// Reads lines of about so many bytes; `false` when there are none left.
    fn read(&mut self, reader: &mut impl BufRead, size: usize) -> std::io::Result<bool> {
        self.bytes.clear();
        self.ends.clear();
        while self.bytes.len() < size && reader.read_until(b'\n', &mut self.bytes)? > 0 {
            self.ends.push(self.bytes.len());
        }
        Ok(!self.ends.is_empty())
    }

    fn line(&self, place: usize) -> &[u8] {
        let from = place.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        let line = self.ends.get(place).and_then(|end| self.bytes.get(from..*end)).unwrap_or(&[]);
        line.strip_suffix(b"\n").unwrap_or(line)
    }

    /// What is written for the lines, in pieces in order.
    fn score(&self, scorer: &Scorer, scratches: &mut [Scratch], kind: Kind) -> Result<Vec<Vec<u8>>> {
        let (lines, threads) = (self.ends.len(), scratches.len().max(1));
        let piece = |thread: usize| lines * thread / threads..lines * (thread + 1) / threads;
        thread::scope(|scope| {
            let running = scratches.iter_mut().enumerate().map(|(thread, scratch)| {
                scope.spawn(move || {
                    let mut out = Vec::new();
                    for place in piece(thread) {
                        line(self.line(place), scorer, scratch, kind, &mut out);
                    }
                    out
                })
            });
            let running: Vec<_> = running.collect();
            let done =
                running.into_iter().map(|thread| thread.join().map_err(|_| anyhow!("a thread stopped")));
            done.collect()
        })
    }
}

/// Scores a line, or says why it cannot be.
fn line(line: &[u8], scorer: &Scorer, scratch: &mut Scratch, kind: Kind, out: &mut Vec<u8>) {
    let read = input::read(line);
    match read.conversation {
        Ok(conversation) => {
            let turns = conversation.turns();
            let score = scorer.score(scratch, turns.iter().map(|(turn, _)| *turn).collect(), kind);
            output::write(&read.id, &score, &turns, conversation.text(), out);
        }
        Err(error) => output::failed(&read.id, &error, out),
    }
    out.push(b'\n');
}
