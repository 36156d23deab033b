//! The callscape command line: the same engine as in the page, on native threads.
//!
//! A command is a module; what they share is the [`session`], which drives the shards as the page does. Results go
//! to standard output or into files, everything else to standard error. Exit codes: 0 done, 1 failed, 2 not
//! understood.

mod arguments;
mod deltas;
mod etl;
mod generate;
mod names;
mod pool;
mod run;
mod score;
mod session;
mod sources;
mod state;
mod summary;
mod support;

use std::process::ExitCode;

use clap::Parser;

use arguments::{Arguments, Command, Generate};

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Generate(Generate::Calls(calls)) => generate::calls(&calls),
        Command::Generate(Generate::Support(set)) => generate::support(&set),
        Command::Generate(Generate::Transcripts(set)) => generate::transcripts(&set),
        Command::Run(run) => run::run(&run),
        Command::Report(report) => support::report(&report),
        Command::Answers(answers) => support::answers(&answers),
        Command::Etl(run) => etl::etl(&run),
        Command::Incremental(run) => etl::incremental(&run),
        Command::Status(status) => etl::status(&status),
        Command::Summary(summary) => summary::summary(&summary),
        Command::Score(score) => score::score(&score),
        Command::Names => names::names(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("callscape: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Whether whoever read our output wanted no more of it, as `head` does.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let kind = error.root_cause().downcast_ref::<std::io::Error>().map(std::io::Error::kind);
    kind == Some(std::io::ErrorKind::BrokenPipe)
}
