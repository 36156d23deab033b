//! What the tests of the commands share: folders, runs, archives.
#![allow(dead_code, reason = "each test uses a part")]
#![allow(clippy::unwrap_used, reason = "clippy knows test functions, not what they call")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// An empty folder of a test's own.
pub(crate) fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("data")).unwrap();
    folder
}

pub(crate) fn callscape_with(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_callscape")).args(arguments).current_dir(folder).output().unwrap()
}

pub(crate) fn callscape(folder: &Path, arguments: &str) -> Output {
    callscape_with(folder, &arguments.split_whitespace().collect::<Vec<_>>())
}

/// Runs a command that must succeed; its standard output.
pub(crate) fn done(folder: &Path, arguments: &str) -> String {
    let output = callscape(folder, arguments);
    assert!(output.status.success(), "{arguments}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Runs a command that must fail with `code`; its standard error.
pub(crate) fn failed(folder: &Path, arguments: &str, code: i32) -> String {
    let output = callscape(folder, arguments);
    assert_eq!(output.status.code(), Some(code), "{arguments}");
    assert!(output.stdout.is_empty(), "{arguments}");
    String::from_utf8(output.stderr).unwrap()
}

/// Every file of a folder with its bytes, by name.
pub(crate) fn contents(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let read =
        |path: PathBuf| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(path).unwrap());
    let mut files: Vec<_> = entries.map(read).collect();
    files.sort();
    files
}

/// The checksum of zip archives, bit by bit.
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg()))
    })
}

/// An archive of files as they are, without compression.
pub(crate) fn zip(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (path, bytes) in files {
        let at = out.len() as u32;
        let mut header = Vec::new();
        // Version 2.0, no flags, stored, midnight of 1 January 1980.
        [20_u16, 0, 0, 0, 33].iter().for_each(|number| header.extend(number.to_le_bytes()));
        [crc(bytes), bytes.len() as u32, bytes.len() as u32]
            .iter()
            .for_each(|number| header.extend(number.to_le_bytes()));
        header.extend((path.len() as u16).to_le_bytes());
        header.extend([0; 2]);
        out.extend(b"PK\x03\x04");
        out.extend(&header);
        out.extend(path.as_bytes());
        out.extend(bytes);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&header);
        directory.extend([0; 10]);
        directory.extend(at.to_le_bytes());
        directory.extend(path.as_bytes());
    }
    let (start, count) = (out.len() as u32, files.len() as u16);
    out.extend(&directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    [count, count].iter().for_each(|number| out.extend(number.to_le_bytes()));
    [directory.len() as u32, start].iter().for_each(|number| out.extend(number.to_le_bytes()));
    out.extend([0; 2]);
    out
}
