//! A small static server for one build of the page, on this machine only.
//!
//! It answers as a static host does: the right types, compressed where the browser takes it, `404.html` for what is
//! not there. Nothing is cached, so that a reload always shows the latest build. It is not meant for anything else.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};
use flate2::Compression;

use crate::page::Page;
use crate::size::gzip;

/// Tried first when no port was asked for.
const FIRST_PORT: u16 = 8080;
/// How many ports after it.
const MORE_PORTS: u16 = 20;

/// One file, ready to be sent.
struct Asset {
    kind: &'static str,
    plain: Vec<u8>,
    packed: Vec<u8>,
}

/// The files of a page by the path they are asked for. They are read once: nothing outside can be reached.
struct Assets {
    by_path: BTreeMap<String, Asset>,
}

/// A server that runs until the program ends.
pub(crate) struct Server {
    pub(crate) address: String,
    accepting: thread::JoinHandle<()>,
}

/// Serves `page` and prints its address; returns only when the server fails.
pub(crate) fn serve(page: &Page, port: Option<u16>) -> Result<()> {
    let server = Server::start(page, port)?;
    println!("\nCallscape is at {} (Ctrl-C stops it)", server.address);
    server.accepting.join().map_err(|_| anyhow::anyhow!("the server stopped"))
}

impl Server {
    /// Starts serving `page` in the background, on `port` or, without one, on the first free one.
    pub(crate) fn start(page: &Page, port: Option<u16>) -> Result<Self> {
        let listener = listen(port)?;
        let address = format!("http://{}{}", listener.local_addr()?, page.public_url);
        let assets = Arc::new(Assets::read(page)?);
        let accepting = thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let assets = Arc::clone(&assets);
                // A browser that goes away in the middle is no concern of ours.
                thread::spawn(move || assets.answer(stream).ok());
            }
        });
        Ok(Self { address, accepting })
    }
}

fn listen(port: Option<u16>) -> Result<TcpListener> {
    let on = |port| TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
    match port {
        Some(port) => on(port).with_context(|| format!("port {port} is taken; name another with --port")),
        None => (FIRST_PORT..=FIRST_PORT + MORE_PORTS)
            .find_map(|port| on(port).ok())
            .context("ports 8080 to 8100 are all taken; name another with --port"),
    }
}

impl Assets {
    fn read(page: &Page) -> Result<Self> {
        let mut by_path = BTreeMap::new();
        let mut folders = vec![(page.dir.clone(), page.public_url.clone())];
        while let Some((folder, url)) = folders.pop() {
            for entry in fs::read_dir(&folder).with_context(|| format!("reading {}", folder.display()))? {
                let path = entry?.path();
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                if path.is_dir() {
                    folders.push((path, format!("{url}{name}/")));
                    continue;
                }
                let plain = fs::read(&path)?;
                let packed = gzip(&plain, Compression::fast())?;
                by_path.insert(format!("{url}{name}"), Asset { kind: kind(&path), plain, packed });
            }
        }
        Ok(Self { by_path })
    }

    fn answer(&self, mut stream: TcpStream) -> io::Result<()> {
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        let request = Request::read(&mut BufReader::new(&stream))?;
        if request.method != "GET" && request.method != "HEAD" {
            return stream.write_all(
                b"HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            );
        }
        let (status, asset) = self.find(&request.path);
        let (body, encoding) = match asset {
            Some(asset) if request.gzip => (asset.packed.as_slice(), "Content-Encoding: gzip\r\n"),
            Some(asset) => (asset.plain.as_slice(), ""),
            None => (&[][..], ""),
        };
        let kind = asset.map_or("text/plain", |asset| asset.kind);
        write!(
            stream,
            "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n{encoding}Cache-Control: no-store\r\n\
             X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n",
            body.len()
        )?;
        if request.method == "GET" { stream.write_all(body) } else { Ok(()) }
    }

    /// What is at `path`; otherwise the page for addresses that do not exist, as static hosts have it.
    fn find(&self, path: &str) -> (&'static str, Option<&Asset>) {
        let index = if path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() };
        match self.by_path.get(&index) {
            Some(asset) => ("200 OK", Some(asset)),
            None => {
                let lost = self.by_path.iter().find(|(path, _)| path.ends_with("/404.html"));
                ("404 Not Found", lost.map(|(_, asset)| asset))
            }
        }
    }
}

/// As much of a request as matters here.
struct Request {
    method: String,
    path: String,
    gzip: bool,
}

impl Request {
    fn read(stream: &mut impl BufRead) -> io::Result<Self> {
        let mut line = String::new();
        stream.read_line(&mut line)?;
        let mut words = line.split_whitespace();
        let method = words.next().unwrap_or_default().to_owned();
        let target = words.next().unwrap_or_default();
        let path = target.split(['?', '#']).next().unwrap_or_default().to_owned();
        let mut gzip = false;
        loop {
            let mut header = String::new();
            stream.read_line(&mut header)?;
            let header = header.trim().to_ascii_lowercase();
            if header.is_empty() {
                return Ok(Self { method, path, gzip });
            }
            gzip |= header.strip_prefix("accept-encoding:").is_some_and(|accepted| accepted.contains("gzip"));
        }
    }
}

fn kind(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("json") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    fn ask(server: &Server, request: &str) -> String {
        let host = server.address.trim_start_matches("http://").split('/').next().unwrap();
        let mut stream = TcpStream::connect(host).unwrap();
        write!(stream, "{request} HTTP/1.1\r\nHost: {host}\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    #[test]
    fn it_serves_under_a_sub_path_and_nothing_else() {
        let dir = std::env::temp_dir().join(format!("callscape-server-{}", std::process::id()));
        fs::create_dir_all(&dir).unwrap();
        fs::write(dir.join("index.html"), "the page").unwrap();
        fs::write(dir.join("404.html"), "lost").unwrap();
        fs::write(dir.join("a.wasm"), "module").unwrap();
        let server = Server::start(&Page { public_url: "/x/".into(), dir: dir.clone() }, Some(0)).unwrap();
        let index = ask(&server, "GET /x/?bench");
        assert!(index.starts_with("HTTP/1.1 200") && index.ends_with("the page"), "{index}");
        assert!(ask(&server, "GET /x/a.wasm").contains("Content-Type: application/wasm\r\n"));
        assert!(!ask(&server, "HEAD /x/a.wasm").ends_with("module"));
        for outside in ["GET /a.wasm", "GET /x/../a.wasm", "GET /x/%2e%2e/Cargo.toml"] {
            let lost = ask(&server, outside);
            assert!(lost.starts_with("HTTP/1.1 404") && lost.ends_with("lost"), "{outside}: {lost}");
        }
        assert!(ask(&server, "POST /x/").starts_with("HTTP/1.1 405"));
        fs::remove_dir_all(dir).unwrap();
    }
}
