//! The rules of this repository that no compiler checks, as tests.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use cargo_metadata::{DependencyKind, MetadataCommand};

/// What one package must never reach, directly or through others. A trailing `*` stands for any ending.
struct Rule {
    package: &'static str,
    never: &'static [&'static str],
    /// Packages whose own dependencies are excused.
    but_through: &'static [&'static str],
}

const CLUSTER: &str = "callscape-cluster";

const RULES: [Rule; 5] = [
    // The main thread stays free, and the page small: it sees questions, answers and drawings.
    Rule {
        package: "callscape",
        never: &["callscape-engine", "arrow*", "csv", "csv-core", "parquet*"],
        but_through: &[],
    },
    // Every surface reads it.
    Rule {
        package: "callscape-model",
        never: &["callscape-*", "arrow*", "plotters*", "web-sys", "js-sys", "wasm-bindgen", "tokio", "gloo*"],
        but_through: &[],
    },
    // Text in, data out, in one pass: neither rows nor a browser, and no general expressions.
    Rule {
        package: "callscape-scoring",
        never: &[
            "callscape-engine",
            "arrow*",
            "web-sys",
            "js-sys",
            "wasm-bindgen",
            "tokio",
            "gloo*",
            "regex*",
        ],
        but_through: &[],
    },
    // The same in a worker, on the command line and in a cluster.
    Rule {
        package: "callscape-engine",
        never: &["callscape-charts", "web-sys", "js-sys", "wasm-bindgen", "plotters*", "tokio", "gloo*"],
        but_through: &["bson"],
    },
    // A chart sees a small view, never rows.
    Rule {
        package: "callscape-charts",
        never: &["callscape-engine", "arrow*", "web-sys", "js-sys", "wasm-bindgen", "gloo*"],
        but_through: &["plotters"],
    },
];

/// For every package but the cluster's own.
const HEAVY: [&str; 2] = ["datafusion*", "ballista*"];

/// What may stand at the top of the checkout.
const TOP_LEVEL: [&str; 20] = [
    ".cargo",
    ".ci",
    ".clippy.toml",
    ".github",
    ".gitignore",
    ".rustfmt.toml",
    "BENCHMARKS.md",
    "CHANGELOG.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE",
    "README.md",
    "Trunk.toml",
    "crates",
    "deploy",
    "docs",
    "e2e",
    "index.html",
    "public",
    "src",
];

/// What tools leave there and git ignores.
const LEFT_BY_TOOLS: [&str; 4] = [".git", ".stage", "dist", "target"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap().to_owned()
}

fn matches(pattern: &str, name: &str) -> bool {
    pattern.strip_suffix('*').map_or(pattern == name, |start| name.starts_with(start))
}

/// Dependencies by package, as far as `package` reaches them in a browser.
fn tree(package: &str) -> BTreeMap<String, BTreeSet<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--package", package, "--edges", "normal", "--prefix", "depth"])
        .args(["--target", "wasm32-unknown-unknown", "--format", " {p}"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    edges(&String::from_utf8(output.stdout).unwrap())
}

/// Reads lines such as `2 serde v1.0.0 (*)`, where the number is the depth.
fn edges(tree: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut edges: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut above: Vec<String> = Vec::new();
    for line in tree.lines() {
        let mut words = line.split_whitespace();
        let depth: usize = words.next().unwrap().parse().unwrap();
        let name = words.next().unwrap().to_owned();
        above.truncate(depth);
        if let Some(parent) = above.last() {
            edges.entry(parent.clone()).or_default().insert(name.clone());
        }
        above.push(name);
    }
    edges
}

/// Everything that `package` reaches, but for what it reaches only through `excused`.
fn reach(package: &str, edges: &BTreeMap<String, BTreeSet<String>>, excused: &[&str]) -> BTreeSet<String> {
    let (mut reached, mut next) = (BTreeSet::new(), vec![package.to_owned()]);
    while let Some(name) = next.pop() {
        if excused.contains(&name.as_str()) {
            continue;
        }
        for dependency in edges.get(&name).into_iter().flatten() {
            if reached.insert(dependency.clone()) {
                next.push(dependency.clone());
            }
        }
    }
    reached
}

#[test]
fn no_package_reaches_what_it_must_not() {
    for rule in &RULES {
        let reached = reach(rule.package, &tree(rule.package), rule.but_through);
        for never in rule.never.iter().chain(&HEAVY) {
            let found: Vec<_> = reached.iter().filter(|name| matches(never, name)).collect();
            assert!(found.is_empty(), "{} reaches {found:?}", rule.package);
        }
    }
}

#[test]
fn no_package_names_what_it_must_not() {
    let metadata = MetadataCommand::new().current_dir(root()).no_deps().exec().unwrap();
    let mut known = BTreeSet::new();
    for package in &metadata.packages {
        known.insert(package.name.to_string());
        let rule = RULES.iter().find(|rule| rule.package == package.name.as_str());
        let heavy: &[&str] = if package.name.as_str() == CLUSTER { &[] } else { &HEAVY };
        for dependency in package.dependencies.iter().filter(|one| one.kind == DependencyKind::Normal) {
            let never = rule.map_or(&[][..], |rule| rule.never).iter().chain(heavy);
            let broken: Vec<_> = never.filter(|never| matches(never, &dependency.name)).collect();
            assert!(broken.is_empty(), "{} depends on {}", package.name, dependency.name);
        }
    }
    for rule in &RULES {
        assert!(known.contains(rule.package), "there is a rule for {}, which is no package", rule.package);
    }
}

#[test]
fn every_source_file_says_what_it_does() {
    let mut silent = Vec::new();
    for folder in ["src", "crates"] {
        sources(&root().join(folder), &mut silent);
    }
    silent.retain(|path| !fs::read_to_string(path).unwrap().starts_with("//! "));
    assert!(silent.is_empty(), "these do not open with `//!`: {silent:?}");
}

/// All `.rs` files below `folder`.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if path.file_name().is_some_and(|name| name != "target") {
                sources(&path, found);
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn nothing_unexpected_stands_at_the_top() {
    let names = fs::read_dir(root()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let odd: Vec<_> = names
        .filter(|name| !TOP_LEVEL.contains(&name.as_str()) && !LEFT_BY_TOOLS.contains(&name.as_str()))
        .collect();
    assert!(odd.is_empty(), "{odd:?}: folders belong into crates/ or docs/");
}

#[test]
fn every_package_takes_the_lints_of_the_workspace() {
    for entry in fs::read_dir(root().join("crates")).unwrap() {
        let manifest = entry.unwrap().path().join("Cargo.toml");
        if manifest.exists() {
            let text = fs::read_to_string(&manifest).unwrap();
            assert!(text.contains("[lints]\nworkspace = true"), "{}", manifest.display());
        }
    }
}

#[test]
fn the_pieces_of_javascript_are_locked_to_no_server() {
    for folder in ["e2e", "e2e/peers"] {
        let lock = fs::read_to_string(root().join(folder).join("package-lock.json")).unwrap();
        assert!(!lock.contains("\"resolved\""), "{folder}: install with --omit-lockfile-registry-resolved");
    }
}

#[test]
fn the_tree_is_read_with_its_excuses() {
    let edges = edges(
        "0 charts v0.1.0 (/a)\n1 plotters v0.3.7\n2 web-sys v0.3.1\n1 model v0.1.0\n2 serde v1.0.0 (*)\n",
    );
    let names = |reached: BTreeSet<String>| reached.into_iter().collect::<Vec<_>>();
    assert_eq!(names(reach("charts", &edges, &[])), ["model", "plotters", "serde", "web-sys"]);
    assert_eq!(names(reach("charts", &edges, &["plotters"])), ["model", "plotters", "serde"]);
    assert!(matches("arrow*", "arrow-array") && !matches("csv", "csv-core") && matches("csv", "csv"));
}
