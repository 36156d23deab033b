//! The engine without a browser: its steps one by one, then the command line from a file to its numbers.

use std::fs;
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
    commands(project, clean, options)?;
    dirty.map_or(Ok(()), |dirty| commands(project, dirty, options))
}

/// The command line from a file to its numbers.
fn commands(project: &Project, sample: &Sample, options: &Options) -> Result<()> {
    println!(
        "\nnatively, from the file to the numbers, medians of {} runs; {}",
        options.runs,
        sample.words()
    );
    println!("{:<34}{:>8}{:>12}{:>10}{:>10}{:>10}", "", "ms", "M rows/s", "MB/s", "× wc -l", "peak MB");
    let lines = Measured::take(options.runs, || {
        let mut command = Command::new("wc");
        command.arg("-l").arg(&sample.path);
        command
    })?;
    lines.print("wc -l", sample, &lines);
    for threads in [1, options.workers] {
        let measured = Measured::take(options.runs, || {
            let mut command = Command::new(program(project));
            command.arg("summary").arg(&sample.path).arg("--threads").arg(threads.to_string());
            command
        })?;
        measured.print(&format!("callscape summary --threads {threads}"), sample, &lines);
    }
    Ok(())
}

/// The engine's own benchmarks, which print for themselves.
fn steps(project: &Project, sample: &Sample) -> Result<()> {
    let shell = &project.shell;
    let bench = cmd!(shell, "cargo bench --locked --package callscape-engine --bench calls");
    Ok(bench.env("CALLSCAPE_BENCH_FILE", &sample.path).run()?)
}

/// What one command takes.
struct Measured {
    seconds: f64,
    peak_megabytes: f64,
}

impl Measured {
    /// Runs the command `runs` times, after once to warm the cache of files.
    fn take(runs: u32, command: impl Fn() -> Command) -> Result<Self> {
        let (mut seconds, mut peaks) = (Vec::new(), Vec::new());
        for run in 0..=runs {
            let mut command = command();
            let started = Instant::now();
            let child = command.stdout(Stdio::null()).spawn()?;
            let peak = watch(child, &command)?;
            if run > 0 {
                seconds.push(started.elapsed().as_secs_f64());
                peaks.push(peak);
            }
        }
        Ok(Self { seconds: median(seconds), peak_megabytes: median(peaks) })
    }

    fn print(&self, name: &str, sample: &Sample, lines: &Self) {
        println!(
            "{name:<34}{:>8.0}{:>12.2}{:>10.0}{:>10.1}{:>10.1}",
            self.seconds * 1e3,
            sample.rows as f64 / self.seconds / 1e6,
            sample.bytes as f64 / self.seconds / 1e6,
            self.seconds / lines.seconds,
            self.peak_megabytes
        );
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
