//! Archives made by hand, with one thing wrong each. What the files in them hold is nobody's business here.

use std::io::Write;

use flate2::Compression;
use flate2::write::DeflateEncoder;
use proptest::prelude::*;

use super::*;

/// A file to be packed, and what its archive says of it.
#[derive(Clone, Debug)]
struct Packed {
    raw: Vec<u8>,
    flags: u16,
    method: u16,
    crc: u32,
    size: u32,
    data: Vec<u8>,
}

fn crc(bytes: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(bytes);
    crc.sum()
}

fn stored(path: &str, bytes: &[u8]) -> Packed {
    let (crc, size) = (crc(bytes), bytes.len() as u32);
    Packed { raw: path.into(), flags: 0, method: STORED, crc, size, data: bytes.to_vec() }
}

fn deflated(path: &str, bytes: &[u8]) -> Packed {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    Packed { method: DEFLATED, data: encoder.finish().unwrap(), ..stored(path, bytes) }
}

/// What stands both before a file and in the directory.
fn header(file: &Packed, wide: bool) -> Vec<u8> {
    let mut out = Vec::new();
    for number in [45, file.flags, file.method, 0, 33] {
        out.extend(number.to_le_bytes());
    }
    let sizes = if wide { [u32::MAX; 2] } else { [file.data.len() as u32, file.size] };
    for number in [file.crc, sizes[0], sizes[1]] {
        out.extend(number.to_le_bytes());
    }
    out.extend((file.raw.len() as u16).to_le_bytes());
    out
}

/// An archive; `wide` says that its numbers are in 64 bits.
fn archive_of(files: &[Packed], wide: bool) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for file in files {
        let offset = out.len();
        let mut extra = Vec::new();
        if wide {
            extra.extend([9, 9, 1, 0, 7, 1, 0, 24, 0]);
            for number in [file.size as usize, file.data.len(), offset] {
                extra.extend((number as u64).to_le_bytes());
            }
        }
        directory.extend(ENTRY);
        directory.extend([45, 0]);
        directory.extend(header(file, wide));
        directory.extend((extra.len() as u16).to_le_bytes());
        directory.extend([0; 10]);
        directory.extend(if wide { u32::MAX } else { offset as u32 }.to_le_bytes());
        directory.extend(&file.raw);
        directory.extend(extra);
        out.extend(FILE);
        out.extend(header(file, false));
        out.extend([0, 0]);
        out.extend(&file.raw);
        out.extend(&file.data);
    }
    let start = out.len();
    out.extend(&directory);
    if wide {
        let end = out.len() as u64;
        out.extend(END_64);
        out.extend(44u64.to_le_bytes());
        out.extend([45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        for number in [files.len(), files.len(), directory.len(), start] {
            out.extend((number as u64).to_le_bytes());
        }
        out.extend(LOCATOR_64);
        out.extend([0; 4]);
        out.extend(end.to_le_bytes());
        out.extend([1, 0, 0, 0]);
    }
    out.extend(END);
    out.extend([0; 4]);
    let count = if wide { u16::MAX } else { files.len() as u16 };
    out.extend([count, count].map(u16::to_le_bytes).concat());
    let place = if wide { [u32::MAX; 2] } else { [directory.len() as u32, start as u32] };
    out.extend(place.map(u32::to_le_bytes).concat());
    out.extend(7u16.to_le_bytes());
    out.extend(b"a note.");
    out
}

fn archive(files: &[Packed]) -> Vec<u8> {
    archive_of(files, false)
}

fn refusal(files: &[Packed]) -> String {
    unpack("a.zip", &archive(files)).unwrap_err().message
}

fn paths(files: &[Packed]) -> Vec<String> {
    unpack("a.zip", &archive(files)).unwrap().into_iter().map(|member| member.path).collect()
}

fn within(limits: Limits, files: &[Packed]) -> Result<Vec<Member>, Failure> {
    Archive { name: "a.zip", bytes: &archive(files), limits }.unpack()
}

#[test]
fn files_come_back_in_the_order_of_their_paths() {
    let calls = b"call_id,start\n1,2024-01-01\n".repeat(4000);
    let files = [deflated("b/calls.csv", &calls), stored("Z.csv", b"x"), stored("a.csv", b"")];
    for wide in [false, true] {
        let members = unpack("a.zip", &archive_of(&files, wide)).unwrap();
        let member = |path: &str, bytes: &[u8]| Member { path: path.to_owned(), bytes: bytes.to_vec() };
        assert_eq!(members, [member("Z.csv", b"x"), member("a.csv", b""), member("b/calls.csv", &calls)]);
    }
    assert_eq!(unpack("a.zip", &archive(&[])), Ok(Vec::new()));
}

#[test]
fn an_archive_that_info_zip_made_of_a_stream_is_read() {
    let bytes = b"PK\x03\x04-\0\0\0\x08\0j\x93u]M\x98(\xe5\xff\xff\xff\xff\xff\xff\xff\xff\x01\0\x14\0-\x01\0\x10\0~\0\0\0\0\0\0\0\x13\0\0\0\0\0\0\0KN\xcc\xc9\x89\xcfL\xd1).I,*\xe1J\xa63\x0f\0\
        PK\x01\x02\x1e\x03-\0\0\0\x08\0j\x93u]M\x98(\xe5\x13\0\0\0~\0\0\0\x01\0\0\0\0\0\0\0\x01\0\0\0\x80\x11\0\0\0\0-\
        PK\x06\x06,\0\0\0\0\0\0\0\x1e\x03-\0\0\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0/\0\0\0\0\0\0\0F\0\0\0\0\0\0\0\
        PK\x06\x07\0\0\0\0u\0\0\0\0\0\0\0\x01\0\0\0\
        PK\x05\x06\0\0\0\0\x01\0\x01\0/\0\0\0F\0\0\0\0\0";
    let members = unpack("a.zip", bytes).unwrap();
    assert_eq!(members, [Member { path: "-".to_owned(), bytes: b"call_id,start\n".repeat(9) }]);
}

#[test]
fn zip_archives_are_known_by_their_first_bytes() {
    assert!(is_zip(b"PK\x03\x04...") && is_zip(&archive(&[])));
    assert!(!is_zip(b"PK\x03") && !is_zip(b"PKxx,caller\n") && !is_zip(b""));
    let message = unpack("a.zip", b"PKxx,caller\n").unwrap_err().message;
    assert_eq!(message, "a.zip is no zip archive.");
}

#[test]
fn folders_and_hidden_files_are_left_out() {
    let names =
        ["", "/.", "x/", "x/y\\", ".DS_Store", "x/.git/a", "__MACOSX/x/a.csv", "./x//a.csv", "x\\b..csv"];
    let files = names.map(|name| stored(name.trim_start_matches("/."), b"1"));
    assert_eq!(paths(&files), ["x/a.csv", "x/b..csv"]);
}

#[test]
fn names_that_are_not_utf8_are_of_code_page_437() {
    let file = Packed { raw: b"M\x84rz\xff.csv".to_vec(), ..stored("", b"1") };
    assert_eq!(paths(&[file]), ["März\u{a0}.csv"]);
    assert_eq!(CODE_PAGE_437.chars().count(), 128);
}

#[test]
fn a_path_out_of_the_archive_is_refused() {
    for path in [
        "/etc/passwd",
        "../a.csv",
        "x/../../a.csv",
        "x\\..\\a.csv",
        "C:\\a.csv",
        "c:a.csv",
        "\\\\host\\a",
        "x/..",
    ] {
        let message = refusal(&[stored("a.csv", b"1"), stored(path, b"2")]);
        let path = path.replace('\\', "/");
        assert_eq!(message, format!("a.zip names a file outside of itself, {path}."));
    }
    let long = format!("../\n{}", "x".repeat(1000));
    let message = refusal(&[stored(&long, b"")]);
    assert!(message.chars().count() < 200 && message.contains("../\u{fffd}xx") && message.ends_with("x…."));
}

#[test]
fn a_path_that_stands_twice_is_refused() {
    let files = [stored("x/a.csv", b"1"), stored("b.csv", b"2"), stored("x\\.\\a.csv", b"3")];
    assert_eq!(refusal(&files), "a.zip holds the file x/a.csv twice.");
}

#[test]
fn what_is_encrypted_or_packed_otherwise_is_refused_by_name() {
    for flags in [1, 1 << 6, 1 << 13] {
        let message = refusal(&[Packed { flags, ..stored("a.csv", b"1") }]);
        assert_eq!(message, "a.zip holds the encrypted file a.csv.");
    }
    for (number, name) in [(9, "Deflate64"), (93, "Zstandard"), (77, "method 77")] {
        let message = refusal(&[Packed { method: number, ..stored("a.csv", b"1") }]);
        let expected = format!("a.zip holds the file a.csv packed with {name}, which is not read here.");
        assert_eq!(message, expected);
    }
}

#[test]
fn workbooks_are_refused_with_what_to_do() {
    for names in [["[Content_Types].xml", "xl/workbook.xml"], ["mimetype", "META-INF/manifest.xml"]] {
        let failure = unpack("a.xlsx", &archive(&names.map(|name| stored(name, b"<")))).unwrap_err();
        assert_eq!(failure.message, "a.xlsx is a workbook, not an archive of data files.");
        assert!(failure.hint.contains("CSV") && failure.stage == "reading");
    }
    assert_eq!(paths(&[stored("mimetype", b"1"), stored("x/[Content_Types].xml", b"2")]).len(), 2);
}

#[test]
fn a_bomb_is_refused_whatever_it_says_of_its_size() {
    let bomb = deflated("zeros.csv", &vec![0; (16 << 20) + 1]);
    let expected = "a.zip holds the file zeros.csv, which unpacks to more than 200 times its size.";
    for size in [0, 1, 1 << 20, bomb.size, u32::MAX - 1] {
        assert_eq!(refusal(&[Packed { size, ..bomb.clone() }]), expected);
    }
    let most = deflated("zeros.csv", &vec![0; 16 << 20]);
    assert_eq!(unpack("a.zip", &archive(&[most])).unwrap()[0].bytes.len(), 16 << 20);
}

#[test]
fn the_limits_are_what_is_allowed() {
    let limits = Limits { members: 3, total: 1000, ratio: 10, free: 400 };
    let file = |path: &str, count| deflated(path, &vec![b'7'; count]);
    assert!(within(limits, &[file("a", 400), file("b", 400), stored("c", &[0; 200])]).is_ok());
    let message = |files: &[Packed]| within(limits, files).unwrap_err().message;
    assert!(message(&[file("a", 401)]).contains("file a, which unpacks to more than 10 times its size"));
    for more in [file("c", 201), stored("c", &[0; 201]), Packed { size: 3, ..file("c", 300) }] {
        assert!(message(&[file("a", 400), file("b", 400), more]).contains("unpacks to more than"));
    }
    let many = ["a", "b", "c", "d"].map(|path| file(path, 1));
    assert_eq!(message(&many), "a.zip holds more than 3 files.");
    assert!(within(Limits { members: 4, ..limits }, &many).is_ok());
}

#[test]
fn more_files_than_sixteen_bits_count_are_read() {
    let files: Vec<Packed> = (0..70_000).map(|n| stored(&n.to_string(), b"")).collect();
    assert_eq!(paths(&files).len(), 70_000);
    let files: Vec<Packed> = (0..100_001).map(|n| stored(&n.to_string(), b"")).collect();
    assert_eq!(refusal(&files), "a.zip holds more than 100,000 files.");
}

#[test]
fn damage_is_refused_with_its_reason() {
    let good = deflated("a.csv", &b"call_id,start\n".repeat(100));
    let half = Packed { data: good.data[..good.data.len() / 2].to_vec(), ..good.clone() };
    for (file, reason) in [
        (Packed { crc: 1, ..good.clone() }, "is not what was packed"),
        (Packed { size: 1, ..good.clone() }, "is not what was packed"),
        (Packed { size: 1401, ..good.clone() }, "is not what was packed"),
        (Packed { data: vec![0xff; 40], ..good.clone() }, "cannot be unpacked"),
        (half, "ends early"),
    ] {
        let expected = format!("a.zip is a damaged zip archive: the file a.csv in it {reason}.");
        assert_eq!(refusal(&[file]), expected);
    }
}

#[test]
fn a_directory_that_does_not_fit_is_refused() {
    let bytes = archive(&[stored("a.csv", b"1"), stored("b.csv", b"2")]);
    let changed = |place: usize, byte: u8| {
        let mut bytes = bytes.clone();
        bytes[place] = byte;
        unpack("a.zip", &bytes).unwrap_err().message
    };
    let (entry, end) = (memmem::find(&bytes, ENTRY).unwrap(), memmem::find(&bytes, END).unwrap());
    assert!(changed(end + 4, 1).contains("one part of an archive in several parts"));
    assert!(changed(end + 10, 3).contains("not as long as it should be"));
    assert!(changed(end + 16, 1).contains("the list of its files is not where it should be"));
    assert!(changed(end + 20, 6).contains("the list of its files is missing"));
    assert!(changed(entry, b'Q').contains("the list of its files cannot be read"));
    // Another name before the file than in the directory, and a second file that is the first once more.
    assert!(changed(30, b'b').contains("the file a.csv in it is not where it should be"));
    assert!(changed(entry + 46 + 5 + 42, 0).contains("the file b.csv in it is not where it should be"));
}

#[test]
fn an_archive_that_ends_early_is_refused_wherever_it_ends() {
    let inner = archive(&[stored("secret.csv", b"1")]);
    let files = [deflated("a.csv", &b"1,2\n".repeat(50)), stored("inner.zip", &inner), stored("z.csv", b"3")];
    for wide in [false, true] {
        let bytes = archive_of(&files, wide);
        for length in 0..bytes.len() {
            assert!(unpack("a.zip", &bytes[..length]).is_err(), "{length} of {}", bytes.len());
        }
    }
    assert_eq!(paths(&files), ["a.csv", "inner.zip", "z.csv"]);
}

#[test]
fn what_is_packed_may_be_anything_with_a_signature_in_it() {
    let bytes = [END, &[0; 18], ENTRY, FILE].concat();
    let members = unpack("a.zip", &archive(&[stored("a", &bytes)])).unwrap();
    assert_eq!(members[0].bytes, bytes);
}

proptest! {
    #[test]
    fn any_bytes_are_unpacked_or_refused(head in any::<bool>(), mut bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        if head {
            bytes.splice(0..0, FILE.iter().copied());
            bytes.extend(END.iter().chain(&[0; 18]));
        }
        let _ = unpack("a.zip", &bytes);
    }

    #[test]
    fn any_damage_is_unpacked_or_refused(
        wide in any::<bool>(),
        damage in prop::collection::vec((any::<prop::sample::Index>(), prop_oneof![any::<u8>(), Just(0), Just(0xff)]), 1..6),
    ) {
        let files = [deflated("a.csv", &b"1,2\n".repeat(50)), stored("x/b.csv", b"1")];
        let mut bytes = archive_of(&files, wide);
        for (place, byte) in damage {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        if let Ok(members) = unpack("a.zip", &bytes) {
            // Damage in what is not read changes nothing; damage in a name, a name.
            for member in members {
                prop_assert!(member.bytes == b"1" || member.bytes == b"1,2\n".repeat(50));
            }
        }
    }

    #[test]
    fn whatever_is_packed_comes_back(
        files in prop::collection::btree_map("[a-z]{1,3}(/[a-zä ]{1,4}){0,2}", prop::collection::vec(0..4u8, 0..300), 1..6),
        wide in any::<bool>(),
    ) {
        let pack = |(path, bytes): (&String, &Vec<u8>)| if path.len() % 2 == 0 { stored(path, bytes) } else { deflated(path, bytes) };
        let packed: Vec<Packed> = files.iter().rev().map(pack).collect();
        let members = unpack("a.zip", &archive_of(&packed, wide)).unwrap();
        let expected: Vec<Member> = files.into_iter().map(|(path, bytes)| Member { path, bytes }).collect();
        prop_assert_eq!(members, expected);
    }
}
