//! Every check of this repository, one after the other, with a table of the outcome at the end.
//!
//! A step that fails does not stop the others: one run shows all that is wrong.

use std::env::consts::EXE_EXTENSION;
use std::time::{Duration, Instant};

use anyhow::Result;
use clap::ValueEnum;
use xshell::{Cmd, cmd};

use crate::page::Page;
use crate::project::{Project, on_path};
use crate::server::Server;
use crate::setup::{self, Purpose, Tools};
use crate::size;

/// Any path but `/`, so that an address that forgets it fails.
const SUB_PATH: &str = "/x/";

const WASM: [&str; 2] = ["--target", "wasm32-unknown-unknown"];

/// The packages that run in a browser.
const BROWSER_PACKAGES: [&str; 4] = ["--package", "callscape", "--package", "callscape-worker"];

/// The same with their profiles, so that their tests meet dependencies that the page has built already.
const BROWSER_PROFILES: [(&str, &str); 2] = [("callscape", "page"), ("callscape-worker", "release")];

/// One check. They run in this order.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Step {
    /// rustfmt would change nothing.
    Format,
    /// clippy finds nothing, natively and for the browser.
    Lint,
    /// Native tests, the repository's own rules among them.
    Native,
    /// The release page builds and keeps within its budget.
    Page,
    /// Tests of single modules in a browser.
    Wasm,
    /// Tests of the built page in a browser.
    Browser,
}

/// One run of the checks.
struct Run<'a> {
    project: &'a Project,
    tools: Tools,
    page: Page,
}

/// Runs `chosen` steps, or all; prints a table, and says whether all passed.
pub(crate) fn run(project: &Project, chosen: &[Step]) -> Result<bool> {
    let started = Instant::now();
    let tools = setup::run(project, Purpose::Test)?;
    let page = Page { public_url: SUB_PATH.into(), dir: project.target().join("page") };
    let run = Run { project, tools, page };
    let mut table = vec![Row { name: "set-up", result: "ok", took: started.elapsed() }];
    for step in wanted(chosen) {
        let started = Instant::now();
        println!("\n== {} ==", step.name());
        // The tests of a page that could not be built would speak of an older one.
        let blocked =
            step == Step::Browser && table.iter().any(|row| row.name == Step::Page.name() && row.failed());
        let result = if blocked { NOT_RUN } else { run.outcome(step) };
        table.push(Row { name: step.name(), result, took: started.elapsed() });
    }
    print_table(&table, started.elapsed());
    Ok(!table.iter().any(Row::failed))
}

/// The steps to run, in their order. What the browser tests is built first.
fn wanted(chosen: &[Step]) -> impl Iterator<Item = Step> {
    Step::value_variants().iter().copied().filter(|step| {
        chosen.is_empty() || chosen.contains(step) || (*step == Step::Page && chosen.contains(&Step::Browser))
    })
}

const FAILED: &str = "FAILED";
const NOT_RUN: &str = "NOT RUN";

/// One line of the table at the end.
struct Row {
    name: &'static str,
    result: &'static str,
    took: Duration,
}

impl Row {
    fn failed(&self) -> bool {
        self.result == FAILED
    }
}

fn print_table(rows: &[Row], total: Duration) {
    println!("\n{:<34}{:<10}{:>9}", "step", "result", "seconds");
    for row in rows {
        println!("{:<34}{:<10}{:>9.1}", row.name, row.result, row.took.as_secs_f64());
    }
    println!("{:<34}{:<10}{:>9.1}", "all", "", total.as_secs_f64());
}

impl Step {
    fn name(self) -> &'static str {
        match self {
            Self::Format => "format",
            Self::Lint => "lint",
            Self::Native => "native tests",
            Self::Page => "page and its size",
            Self::Wasm => "tests of modules in a browser",
            Self::Browser => "tests of the page in a browser",
        }
    }
}

impl Run<'_> {
    /// Runs one step, and says what is wrong when it cannot.
    fn outcome(&self, step: Step) -> &'static str {
        match self.step(step) {
            Ok(true) => "ok",
            Ok(false) => FAILED,
            Err(error) => {
                eprintln!("error: {error:#}");
                FAILED
            }
        }
    }

    /// Runs one step; `false` or an error when it found something wrong.
    fn step(&self, step: Step) -> Result<bool> {
        match step {
            Step::Format => self.format()?,
            Step::Lint => self.lint()?,
            Step::Native => self.native()?,
            Step::Page => {
                self.page.build(self.project, &self.tools)?;
                return size::check(&self.page.dir);
            }
            Step::Wasm => self.wasm()?,
            Step::Browser => self.browser()?,
        }
        Ok(true)
    }

    fn format(&self) -> Result<()> {
        let shell = &self.project.shell;
        Ok(cmd!(shell, "cargo fmt --all --check").run()?)
    }

    fn lint(&self) -> Result<()> {
        let shell = &self.project.shell;
        cmd!(shell, "cargo clippy --locked --all-targets -- --deny warnings").run()?;
        let browser = cmd!(
            shell,
            "cargo clippy --locked --all-targets {WASM...} {BROWSER_PACKAGES...} -- --deny warnings"
        );
        Ok(self.tools.equip(browser).run()?)
    }

    fn native(&self) -> Result<()> {
        let shell = &self.project.shell;
        Ok(cmd!(shell, "cargo test --locked --no-fail-fast").run()?)
    }

    fn wasm(&self) -> Result<()> {
        let shell = &self.project.shell;
        let options = self.project.target().join("webdriver.json");
        shell.write_file(&options, setup::driver_options())?;
        for (package, profile) in BROWSER_PROFILES {
            let test = cmd!(shell, "cargo test --locked --profile {profile} {WASM...} --package {package}");
            let mut test = test
                .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner")
                .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", &options);
            // The runner would take another browser's driver if it met that first.
            if let Some(driver) = on_path("chromedriver") {
                test = test.env("CHROMEDRIVER", driver);
            }
            self.tools.equip(test).run()?;
        }
        Ok(())
    }

    fn browser(&self) -> Result<()> {
        let shell = &self.project.shell;
        // Its answers are compared with the page's.
        cmd!(shell, "cargo build --locked --package callscape-cli").run()?;
        let command = self.project.target().join("debug/callscape").with_extension(EXE_EXTENSION);
        let server = Server::start(&self.page, Some(0))?;
        let _folder = shell.push_dir("e2e");
        let test: Cmd<'_> = cmd!(shell, "npx playwright test").env("CALLSCAPE_URL", &server.address);
        Ok(test.env("CALLSCAPE_COMMAND", command).run()?)
    }
}

#[cfg(test)]
mod tests {
    use super::{Step, wanted};

    #[test]
    fn the_tests_of_the_page_bring_its_build() {
        assert!(wanted(&[Step::Browser, Step::Format]).eq([Step::Format, Step::Page, Step::Browser]));
        assert_eq!(wanted(&[]).count(), 6);
    }
}
