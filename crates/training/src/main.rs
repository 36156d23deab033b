//! `callscape-training train DIR OUT` writes weights and their provenance; `callscape-training accuracy DIR` prints a
//! table, `callscape-training failures negation` what is judged wrong. `cargo xtask train` and `cargo xtask accuracy` call it.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, bail};
use callscape_training::{families, fit};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["train", data, out] => fit::run(&PathBuf::from(data), &PathBuf::from(out)),
        ["accuracy", data] => {
            print!("{}", families::table(&PathBuf::from(data))?);
            Ok(())
        }
        ["failures", family] => {
            print!("{}", families::failures(family)?);
            Ok(())
        }
        _ => bail!("call it with: train DATA OUT | accuracy DATA | failures FAMILY"),
    }
}
