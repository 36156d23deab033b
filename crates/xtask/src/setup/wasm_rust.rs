//! A Rust compiler with a standard library for `wasm32-unknown-unknown`.
//!
//! Where rustup's server answers, that is one command. Where only the registries of packages answer, Debian's
//! compiler and the sources of its standard library serve: the library is built once, and a toolchain folder of our
//! own joins the two. The system's and rustup's folders are left as they are.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use xshell::{Shell, cmd};

use super::{Site, Tool, system};
use crate::project::{away_from_this_cargo, on_path};

const TARGET: &str = "wasm32-unknown-unknown";

/// Where Debian's packages put the compiler. Named in full: rustup's comes first on most `PATH`s.
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_CARGO: &str = "/usr/bin/cargo";
const DEBIAN_CLIPPY: &str = "/usr/bin/cargo-clippy";

/// The minor version in `rust-version` of the workspace.
const OLDEST_MINOR: u32 = 94;

/// rustup's server answers in seconds or not at all.
const PATIENCE: Duration = Duration::from_secs(120);

pub(super) struct WasmRust;

impl Tool for WasmRust {
    fn name(&self) -> String {
        format!("Rust for {TARGET}")
    }

    fn find(&self, site: &Site<'_>) -> Result<Option<Vec<PathBuf>>> {
        if rustc_has_target() {
            return Ok(Some(Vec::new()));
        }
        let Some(rust) = DebianRust::find()? else { return Ok(None) };
        let place = site.cache.place(&rust.folder()).join("bin");
        Ok(place.exists().then(|| vec![place]))
    }

    fn try_without_packages(&self, _site: &Site<'_>) -> Result<()> {
        if on_path("rustup").is_some() {
            println!("asking rustup for {TARGET} …");
            let helped = rustup_adds_target()?;
            println!("{}", if helped { "rustup has installed it" } else { "rustup could not get it" });
        }
        Ok(())
    }

    fn packages(&self) -> &'static [&'static str] {
        &["rustc-web", "cargo-web", "rust-web-src", "rust-web-clippy", "lld-22"]
    }

    fn install(&self, site: &Site<'_>) -> Result<()> {
        let Some(rust) = DebianRust::find()? else {
            bail!(
                "`rustup target add {TARGET}` did not work, and there is no {DEBIAN_RUSTC} to build the standard \
                 library with{}. Please install the target {TARGET} for the `rustc` on your PATH and run this \
                 command again",
                if system::has_packages() {
                    ""
                } else {
                    " (only Debian's packages `rustc-web` and `rust-web-src` are known to serve)"
                }
            );
        };
        ensure!(
            rust.minor >= OLDEST_MINOR,
            "Debian's compiler is 1.{}, and 1.{OLDEST_MINOR} is needed. Please install the target {TARGET} for the \
             `rustc` on your PATH and run this command again",
            rust.minor
        );
        site.cache.make(&rust.folder(), |draft| {
            let scratch = site.cache.scratch("wasm-std")?;
            let libraries = build_std(&scratch.folder)?;
            rust.lay_out(draft, &site.cache.place(&rust.folder()), &libraries)
        })
    }
}

/// Whether the compiler on `PATH` comes with a standard library for the target.
fn rustc_has_target() -> bool {
    let output = Command::new("rustc").args(["--print", "target-libdir", "--target", TARGET]).output();
    let Ok(output) = output else { return false };
    let folder = PathBuf::from(String::from_utf8_lossy(&output.stdout).trim());
    fs::read_dir(folder).is_ok_and(|mut files| files.next().is_some())
}

fn rustup_adds_target() -> Result<bool> {
    let mut rustup = Command::new("rustup")
        .args(["target", "add", TARGET])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let started = Instant::now();
    loop {
        if let Some(status) = rustup.try_wait()? {
            return Ok(status.success());
        }
        if started.elapsed() > PATIENCE {
            rustup.kill()?;
            rustup.wait()?;
            return Ok(false);
        }
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// Debian's compiler as installed.
struct DebianRust {
    host: String,
    release: String,
    commit: String,
    llvm: String,
    minor: u32,
}

impl DebianRust {
    fn find() -> Result<Option<Self>> {
        if !Path::new(DEBIAN_RUSTC).exists() || !Path::new("/usr/lib/rustlib/src/rust/library").exists() {
            return Ok(None);
        }
        let shell = Shell::new()?;
        let verbose = away_from_this_cargo(cmd!(shell, "{DEBIAN_RUSTC} -vV")).quiet().read()?;
        Ok(Self::from_version(&verbose))
    }

    /// Reads what `rustc -vV` prints.
    fn from_version(verbose: &str) -> Option<Self> {
        let field = |name: &str| verbose.lines().find_map(|line| line.strip_prefix(name)).map(str::to_owned);
        let release = field("release: ")?;
        let minor = release.split('.').nth(1)?.parse().ok()?;
        let commit = field("commit-hash: ").filter(|hash| hash != "unknown").unwrap_or_default();
        Some(Self { host: field("host: ")?, llvm: field("LLVM version: ")?, minor, commit, release })
    }

    /// Libraries fit exactly one compiler, so its commit is in the name.
    fn folder(&self) -> String {
        let commit: String = self.commit.chars().take(9).collect();
        format!("wasm-rust-{}-{commit}", self.release)
    }

    /// Lays out a toolchain folder in `draft`, which will be named `place`: Debian's programs, Debian's libraries
    /// for the host, and ours for wasm.
    fn lay_out(&self, draft: &Path, place: &Path, libraries: &[PathBuf]) -> Result<()> {
        let (bin, rustlib) = (draft.join("bin"), draft.join("lib/rustlib"));
        let (host, wasm) = (rustlib.join(&self.host), rustlib.join(TARGET).join("lib"));
        for folder in [&bin, &host.join("bin"), &wasm] {
            fs::create_dir_all(folder)?;
        }
        // The compiler takes its folder from its own file, so it is told ours.
        for program in ["rustc", "rustdoc"] {
            let line = format!("exec /usr/bin/{program} --sysroot '{}' \"$@\"", place.display());
            write_script(&bin.join(program), &line)?;
        }
        write_script(
            &bin.join("cargo-clippy"),
            &format!("SYSROOT='{}' exec {DEBIAN_CLIPPY} \"$@\"", place.display()),
        )?;
        symlink(DEBIAN_CARGO, bin.join("cargo"))?;
        symlink(Path::new("/usr/lib/rustlib").join(&self.host).join("lib"), host.join("lib"))?;
        symlink(self.linker()?, host.join("bin/rust-lld"))?;
        for library in libraries {
            fs::copy(library, wasm.join(library.file_name().context("a library without a name")?))?;
        }
        Ok(())
    }

    /// Debian's linker of the same LLVM, or else of the newest.
    fn linker(&self) -> Result<PathBuf> {
        let major = self.llvm.split('.').next().unwrap_or_default();
        let names =
            std::iter::once(format!("lld-{major}")).chain((19..40).rev().map(|major| format!("lld-{major}")));
        let mut paths = names.map(|name| Path::new("/usr/bin").join(name));
        paths.find(|path| path.exists()).context("no linker (Debian's package `lld-22`) was found")
    }
}

fn write_script(path: &Path, line: &str) -> Result<()> {
    fs::write(path, format!("#!/bin/sh\n{line}\n"))?;
    Ok(fs::set_permissions(path, fs::Permissions::from_mode(0o755))?)
}

/// Builds the standard library for the target with Debian's compiler, and returns its library files.
fn build_std(folder: &Path) -> Result<Vec<PathBuf>> {
    let shell = Shell::new()?;
    shell.change_dir(folder);
    shell.write_file(
        "Cargo.toml",
        "[package]\nname = \"throwaway\"\nedition = \"2021\"\n\n[lib]\npath = \"lib.rs\"\n",
    )?;
    shell.write_file("lib.rs", "#![no_std]\n")?;
    let target = folder.join("target");
    let build = cmd!(
        shell,
        "{DEBIAN_CARGO} build --quiet --release --target {TARGET} -Z build-std=std,panic_abort,test"
    );
    away_from_this_cargo(build)
        .env("RUSTC", DEBIAN_RUSTC)
        // `build-std` is not stable; building this one library with it is what it is for.
        .env("RUSTC_BOOTSTRAP", "1")
        // Without it, link-time optimisation of the page finds nothing to work on.
        .env("RUSTFLAGS", "-Cembed-bitcode=yes")
        .env("CARGO_TARGET_DIR", &target)
        .run()?;
    let mut libraries = shell.read_dir(target.join(TARGET).join("release/deps"))?;
    libraries.retain(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.ends_with(".rlib") && !name.starts_with("libthrowaway")
    });
    ensure!(!libraries.is_empty(), "the build of the standard library left no libraries");
    Ok(libraries)
}

#[cfg(test)]
mod tests {
    use super::DebianRust;

    #[test]
    fn the_folder_is_named_after_release_and_commit() {
        let verbose = "rustc 1.96.0 (ac68faa20 2026-05-25)\nbinary: rustc\n\
                       commit-hash: ac68faa20c58cbccd01ee7208bf3b6e93a7d7f96\ncommit-date: 2026-05-25\n\
                       host: x86_64-unknown-linux-gnu\nrelease: 1.96.0\nLLVM version: 22.1.2\n";
        let rust = DebianRust::from_version(verbose).unwrap();
        assert_eq!(rust.folder(), "wasm-rust-1.96.0-ac68faa20");
        assert_eq!((rust.minor, rust.llvm.as_str()), (96, "22.1.2"));
        assert!(DebianRust::from_version("error").is_none());
    }
}
