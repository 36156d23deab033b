//! The engine without a browser: its steps one by one, then the command line from a file to its numbers.

use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use xshell::cmd;

use super::{Options, Sample, median, program};
use crate::project::Project;

/// Up to so many rows the steps are measured one by one: they hold the whole file in memory.
const MOST_IN_MEMORY: u64 = 10_000_000;

pub(super) fn run(
    project: &Project,
    clean: &Sample,
    dirty: Option<&Sample>,
    options: &Options,
) -> Result<()> {
    if clean.rows <= MOST_IN_MEMORY {
        steps(project, clean)?;
    }
    let samples: Vec<&Sample> = std::iter::once(clean).chain(dirty).collect();
    let mut measured: Vec<Vec<Measured>> =
        samples.iter().map(|sample| programs(project, sample, options)).collect();
    // In turns, as a machine that is shared is not the same from one minute to the next; once to warm the cache of files.
    for run in 0..=options.runs {
        for one in measured.iter_mut().flatten() {
            one.take(run > 0)?;
        }
    }
    for (sample, measured) in samples.iter().zip(&measured) {
        table(sample, measured, options);
    }
    if let [clean, dirty] = measured.as_slice() {
        println!("\ndirty in comparison with clean; goals may be missed by 1.5 ×");
        for (clean, dirty) in clean.iter().zip(dirty) {
            println!("{:<34}{:>8.2} ×", clean.name, dirty.seconds() / clean.seconds());
        }
    }
    Ok(())
}

/// What is run on one file: the plainest thing that can be done with it, then the command line.
fn programs(project: &Project, sample: &Sample, options: &Options) -> Vec<Measured> {
    let file = sample.path.as_os_str();
    let mut programs = vec![Measured::new("wc -l".into(), "wc".into(), vec!["-l".into(), file.into()])];
    for threads in [1, options.workers].map(|threads| threads.to_string()) {
        let name = format!("callscape summary --threads {threads}");
        let arguments = vec!["summary".into(), file.into(), "--threads".into(), threads.into()];
        programs.push(Measured::new(name, program(project), arguments));
    }
    programs
}

fn table(sample: &Sample, measured: &[Measured], options: &Options) {
    println!(
        "\nnatively, from the file to the numbers, medians of {} runs; {}",
        options.runs,
        sample.words()
    );
    println!("{:<34}{:>8}{:>12}{:>10}{:>10}{:>10}", "", "ms", "M rows/s", "MB/s", "× wc -l", "peak MB");
    let lines = measured.first().map_or(f64::NAN, Measured::seconds);
    for one in measured {
        let seconds = one.seconds();
        println!(
            "{:<34}{:>8.0}{:>12.2}{:>10.0}{:>10.1}{:>10.1}",
            one.name,
            seconds * 1e3,
            sample.rows as f64 / seconds / 1e6,
            sample.bytes as f64 / seconds / 1e6,
            seconds / lines,
            median(one.peaks.clone())
        );
    }
}

/// The engine's own benchmarks, which print for themselves.
fn steps(project: &Project, sample: &Sample) -> Result<()> {
    let shell = &project.shell;
    let bench = cmd!(shell, "cargo bench --locked --package callscape-engine --bench calls");
    Ok(bench.env("CALLSCAPE_BENCH_FILE", &sample.path).run()?)
}

/// One command, and what its runs took.
struct Measured {
    name: String,
    program: PathBuf,
    arguments: Vec<OsString>,
    seconds: Vec<f64>,
    /// Megabytes.
    peaks: Vec<f64>,
}

impl Measured {
    fn new(name: String, program: PathBuf, arguments: Vec<OsString>) -> Self {
        Self { name, program, arguments, seconds: Vec::new(), peaks: Vec::new() }
    }

    /// Runs the command once more.
    fn take(&mut self, counts: bool) -> Result<()> {
        let mut command = Command::new(&self.program);
        let started = Instant::now();
        let child = command.args(&self.arguments).stdout(Stdio::null()).spawn()?;
        let peak = watch(child, &command)?;
        if counts {
            self.seconds.push(started.elapsed().as_secs_f64());
            self.peaks.push(peak);
        }
        Ok(())
    }

    fn seconds(&self) -> f64 {
        median(self.seconds.clone())
    }
}

/// Waits for `child`, and returns the most memory it held, in megabytes, where the system tells.
fn watch(mut child: Child, command: &Command) -> Result<f64> {
    let path = format!("/proc/{}/status", child.id());
    let mut peak = 0.0;
    loop {
        let status = fs::read_to_string(&path).unwrap_or_default();
        let high = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = high.and_then(|high| high.split_whitespace().next()?.parse::<f64>().ok());
        peak = kilobytes.unwrap_or_default().max(peak);
        if let Some(status) = child.try_wait()? {
            ensure!(status.success(), "{command:?} failed: {status}");
            return Ok(peak / 1e3);
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}
