//! Writes into the built page what is known only once its files are finished.
//!
//! That is the size of the module, for the loading bar; the build's version, by which the page asks for the files
//! whose names have no hash, so that no cache mixes two builds; the page's icon, which browsers would otherwise ask
//! for again at every change of the address; and, in `404.html`, the address of the page.

use std::fs;

use anyhow::{Context, Result, ensure};

use crate::page::Page;

/// Fills in the blanks of `index.html` and `404.html`.
pub(crate) fn stamp(page: &Page) -> Result<()> {
    let mut size = None;
    let mut version = Fnv::new();
    for path in files(page)? {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let bytes = fs::read(&path)?;
        version.add(&bytes);
        if name.starts_with("callscape-page") && name.ends_with(".wasm") {
            size = Some(bytes.len());
        }
    }
    let size = size.context("the build has no module of the page")?;
    let version = format!("{:016x}", version.0);
    // Trunk has left out the quotes that HTML can do without.
    replace(page, "index.html", "data-size=0", &format!("data-size={size}"))?;
    replace(page, "index.html", "data-version=0", &format!("data-version={version}"))?;
    replace(page, "index.html", "boot.js>", &format!("boot.js?{version}>"))?;
    let icon = fs::read(page.dir.join("icon.svg")).context("reading the page's icon")?;
    let icon = format!("href=\"data:image/svg+xml,{}\"", percent_encode(&icon));
    replace(page, "index.html", "href=icon.svg", &icon)?;
    replace(page, "404.html", "<base href=\"/\">", &format!("<base href=\"{}\">", page.public_url))
}

/// The scripts and modules of the page and of the engine, in the order of their names.
fn files(page: &Page) -> Result<Vec<std::path::PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(&page.dir)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "js" || extension == "wasm") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn replace(page: &Page, name: &str, blank: &str, filled: &str) -> Result<()> {
    let path = page.dir.join(name);
    let text = fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
    ensure!(text.matches(blank).count() == 1, "{name} should have {blank} exactly once");
    Ok(fs::write(path, text.replace(blank, filled))?)
}

/// Bytes as they may stand in any address.
fn percent_encode(bytes: &[u8]) -> String {
    let mut text = String::new();
    for byte in bytes {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' | b':' | b'=' => {
                text.push(char::from(*byte))
            }
            _ => text.push_str(&format!("%{byte:02X}")),
        }
    }
    text
}

/// FNV-1a, 64 bits: enough to tell builds apart, and the same for the same files everywhere.
struct Fnv(u64);

impl Fnv {
    fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    fn add(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_blanks_of_the_page_are_filled_in() {
        let dir = std::env::temp_dir().join(format!("callscape-stamp-{}", std::process::id()));
        fs::create_dir_all(&dir).unwrap();
        fs::write(dir.join("callscape-page-1_bg.wasm"), b"12345").unwrap();
        fs::write(
            dir.join("index.html"),
            "<link href=icon.svg rel=icon><script data-size=0 data-version=0 defer src=/x/boot.js></script>",
        )
        .unwrap();
        fs::write(dir.join("icon.svg"), "<svg/>").unwrap();
        fs::write(dir.join("404.html"), r#"<base href="/">"#).unwrap();
        let page = Page { public_url: "/x/".into(), dir: dir.clone() };
        stamp(&page).unwrap();
        let index = fs::read_to_string(dir.join("index.html")).unwrap();
        assert!(index.contains("data-size=5 ") && index.contains("src=/x/boot.js?"), "{index}");
        assert!(!index.contains("data-version=0 "), "{index}");
        assert!(index.contains(r#"href="data:image/svg+xml,%3Csvg/%3E""#), "{index}");
        assert_eq!(fs::read_to_string(dir.join("404.html")).unwrap(), r#"<base href="/x/">"#);
        fs::remove_dir_all(dir).unwrap();
    }

    #[test]
    fn the_hash_is_fnv_1a() {
        let mut hash = Fnv::new();
        hash.add(b"foobar");
        assert_eq!(hash.0, 0x8594_4171_f739_67e8);
    }
}
