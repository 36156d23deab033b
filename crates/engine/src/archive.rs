//! Zip archives to the files in them, whole and in memory. Knows stored and deflated members and zip64; everything
//! that it cannot read, or should not, is refused in one sentence for the whole archive. Does not look into the
//! files, nor into archives within archives, and writes nothing.
//!
//! An archive is what its directory at the end says. Sizes in it are hints: nothing is unpacked beyond `LIMITS`.

use callscape_model::message::Failure;
use callscape_model::number::grouped;
use flate2::{Crc, Decompress, FlushDecompress, Status};
use memchr::memmem;

#[cfg(test)]
mod tests;

/// One file of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its path in the archive: relative, with `/`, and never out of the archive.
    pub path: String,
    /// The whole of it.
    pub bytes: Vec<u8>,
}

/// The most that is unpacked.
#[derive(Clone, Copy, Debug)]
struct Limits {
    /// Files.
    members: usize,
    /// Bytes of all files together.
    total: usize,
    /// How often a file may be larger than it is packed, once it is larger than `free`.
    ratio: usize,
    /// Bytes of one file that need no excuse.
    free: usize,
}

const LIMITS: Limits = Limits { members: 100_000, total: 1 << 30, ratio: 200, free: 16 << 20 };

const FILE: &[u8] = b"PK\x03\x04";
const ENTRY: &[u8] = b"PK\x01\x02";
const END: &[u8] = b"PK\x05\x06";
const END_64: &[u8] = b"PK\x06\x06";
const LOCATOR_64: &[u8] = b"PK\x06\x07";

/// How long the end of the directory is without its comment.
const END_LENGTH: usize = 22;
const LOCATOR_64_LENGTH: usize = 20;
/// What 32 bits hold when the number is in 64 bits elsewhere.
const ELSEWHERE: u64 = 0xffff_ffff;
/// The kind of extra field that holds the numbers in 64 bits.
const WIDE: u16 = 1;

const STORED: u16 = 0;
const DEFLATED: u16 = 8;
/// The bits that say that a member, or the directory, is encrypted.
const ENCRYPTED: u16 = 1 | 1 << 6 | 1 << 13;

/// What documents of office programs hold: those of Microsoft's, and those of the others.
const OFFICE: [&[&str]; 2] = [&["[Content_Types].xml"], &["mimetype", "META-INF/manifest.xml"]];

/// The upper half of code page 437, in which names are written that are not UTF-8.
const CODE_PAGE_437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»\
    ░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";

const AGAIN: &str = "Make or download it again and drop that.";
const UNPACK: &str = "Unpack it and drop the files that are in it.";
const WHOLE: &str = "Drop it again when it is whole.";
const SHEET: &str = "Open it in a spreadsheet program, save the sheet as CSV and drop that.";

/// How many letters of a path stand in a sentence.
const SHOWN: usize = 120;
/// How many bytes of room are made at least when a member is larger than it is said to be.
const STEP: usize = 64 << 10;

/// Whether these first bytes are those of a zip archive, be it an empty one.
pub fn is_zip(head: &[u8]) -> bool {
    head.starts_with(FILE) || head.starts_with(END)
}

/// The files of a zip archive, in the order of their paths in bytes; none, if it holds none. Folders, hidden files
/// and what macOS adds are left out.
pub fn unpack(name: &str, bytes: &[u8]) -> Result<Vec<Member>, Failure> {
    Archive { name, bytes, limits: LIMITS }.unpack()
}

/// Little-endian numbers, one after the other.
struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*taken)
    }

    fn u16(&mut self) -> Option<u16> {
        self.array().map(u16::from_le_bytes)
    }

    fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }

    fn u64(&mut self) -> Option<u64> {
        self.array().map(u64::from_le_bytes)
    }

    fn signature(&mut self, signature: &[u8]) -> Option<()> {
        (self.take(signature.len())? == signature).then_some(())
    }
}

/// What the end of an archive says of its directory.
struct End {
    /// The number of this part; 0 in an archive of one part.
    disk: u32,
    count: u64,
    size: u64,
    offset: u64,
}

impl End {
    fn read(bytes: &[u8]) -> Option<End> {
        let mut fields = Fields(bytes);
        fields.signature(END)?;
        let disk = fields.u16()?.max(fields.u16()?);
        let _here = fields.u16()?;
        let count = fields.u16()?;
        let (size, offset) = (fields.u32()?, fields.u32()?);
        Some(End { disk: disk.into(), count: count.into(), size: size.into(), offset: offset.into() })
    }

    fn read_64(bytes: &[u8]) -> Option<End> {
        let mut fields = Fields(bytes);
        fields.signature(END_64)?;
        let _length_and_versions = fields.take(12)?;
        let disk = fields.u32()?.max(fields.u32()?);
        let _here = fields.u64()?;
        Some(End { disk, count: fields.u64()?, size: fields.u64()?, offset: fields.u64()? })
    }
}

/// A file as the directory lists it.
struct Entry<'a> {
    raw: &'a [u8],
    flags: u16,
    method: u16,
    crc: u32,
    packed: u64,
    size: u64,
    offset: u64,
}

impl<'a> Entry<'a> {
    fn read(fields: &mut Fields<'a>) -> Option<Entry<'a>> {
        fields.signature(ENTRY)?;
        let _versions = fields.take(4)?;
        let (flags, method) = (fields.u16()?, fields.u16()?);
        let _time = fields.take(4)?;
        let crc = fields.u32()?;
        let (mut packed, mut size) = (fields.u32()?.into(), fields.u32()?.into());
        let (name, extra, comment) = (fields.u16()?, fields.u16()?, fields.u16()?);
        let _disk_and_attributes = fields.take(8)?;
        let mut offset = fields.u32()?.into();
        let raw = fields.take(name.into())?;
        let mut extra = Fields(fields.take(extra.into())?);
        fields.take(comment.into())?;
        let mut wide = Fields(wide(&mut extra));
        for number in [&mut size, &mut packed, &mut offset] {
            if *number == ELSEWHERE {
                *number = wide.u64()?;
            }
        }
        Some(Entry { raw, flags, method, crc, packed, size, offset })
    }

    /// Its path as the archive writes it, but with `/`.
    fn path(&self) -> String {
        let path = match std::str::from_utf8(self.raw) {
            Ok(path) => path.to_owned(),
            Err(_) => {
                let upper: Vec<char> = CODE_PAGE_437.chars().collect();
                let letter = |byte: &u8| match byte.checked_sub(0x80) {
                    Some(high) => {
                        upper.get(usize::from(high)).copied().unwrap_or(char::REPLACEMENT_CHARACTER)
                    }
                    None => char::from(*byte),
                };
                self.raw.iter().map(letter).collect()
            }
        };
        path.replace('\\', "/")
    }
}

/// The extra field with the numbers in 64 bits; empty, if there is none.
fn wide<'a>(extra: &mut Fields<'a>) -> &'a [u8] {
    // Some archivers pad the last field with less than a header.
    while let (Some(kind), Some(length)) = (extra.u16(), extra.u16()) {
        let Some(field) = extra.take(length.into()) else { break };
        if kind == WIDE {
            return field;
        }
    }
    &[]
}

/// The parts of a path, without those that lead nowhere; `None`, if it leads out of the archive.
fn parts(path: &str) -> Option<Vec<&str>> {
    let drive = matches!(path.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic());
    let parts: Vec<&str> = path.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    (!drive && !path.starts_with('/') && !parts.contains(&"..")).then_some(parts)
}

/// Whether a path is that of a file someone would look for.
fn wanted(path: &str, parts: &[&str]) -> bool {
    let folder = matches!(path.rsplit('/').next(), None | Some("" | "."));
    let hidden = parts.iter().any(|part| part.starts_with('.'));
    !folder && !hidden && parts.first() != Some(&"__MACOSX")
}

/// A path as it stands in a sentence.
fn shown(path: &str) -> String {
    let mut letters = path.chars().map(|letter| if letter.is_control() { '\u{fffd}' } else { letter });
    let mut shown: String = letters.by_ref().take(SHOWN).collect();
    if letters.next().is_some() {
        shown.push('…');
    }
    shown
}

/// The name of a way of packing that is not read here.
fn method(number: u16) -> String {
    let name = match number {
        1 => "Shrink",
        6 => "Implode",
        9 => "Deflate64",
        12 => "bzip2",
        14 => "LZMA",
        93 => "Zstandard",
        95 => "xz",
        98 => "PPMd",
        _ => return format!("method {number}"),
    };
    name.to_owned()
}

/// An archive that is being unpacked.
struct Archive<'a> {
    name: &'a str,
    bytes: &'a [u8],
    limits: Limits,
}

impl<'a> Archive<'a> {
    fn unpack(&self) -> Result<Vec<Member>, Failure> {
        let (start, directory, count) = self.directory()?;
        let mut entries = self.entries(directory, count)?;
        let holds = |path: &&str| entries.iter().any(|(one, _)| one.eq_ignore_ascii_case(path));
        if OFFICE.iter().any(|paths| paths.iter().all(holds)) {
            return Err(self.refused("is a workbook, not an archive of data files", SHEET));
        }
        entries.sort_by(|(left, _), (right, _)| left.cmp(right));
        let twice = entries.windows(2).find_map(|pair| match pair {
            [(one, _), (other, _)] if one == other => Some(shown(one)),
            _ => None,
        });
        if let Some(path) = twice {
            return Err(self.refused(format_args!("holds the file {path} twice"), UNPACK));
        }
        // In the order of their bytes, so that each is seen to begin where another has ended.
        entries.sort_by_key(|(_, entry)| entry.offset);
        let (files, _) = self.bytes.split_at_checked(start).unwrap_or_default();
        let (mut from, mut left, mut members) = (0, self.limits.total, Vec::new());
        for (path, entry) in entries {
            let (packed, end) = self.packed(files, from, &path, &entry)?;
            let bytes = self.member(packed, left, &path, &entry)?;
            from = end;
            left = left.saturating_sub(bytes.len());
            members.push(Member { path, bytes });
        }
        members.sort_by(|left, right| left.path.cmp(&right.path));
        Ok(members)
    }

    /// Where the directory begins, its bytes, and how many members it is said to list.
    fn directory(&self) -> Result<(usize, &'a [u8], u64), Failure> {
        if !is_zip(self.bytes) {
            return Err(self.refused("is no zip archive", "Choose a file with call records."));
        }
        // The end counts only where its comment ends with the archive: an archive in a truncated one is not it.
        let tail = self.bytes.len().saturating_sub(END_LENGTH + usize::from(u16::MAX));
        let last = self.bytes.get(tail..).unwrap_or_default();
        let fits = |at: &usize| {
            let mut fields = Fields(last.get(at + END_LENGTH - 2..).unwrap_or_default());
            fields.u16().is_some_and(|comment| fields.0.len() == usize::from(comment))
        };
        let Some(at) = memmem::rfind_iter(last, END).find(fits).map(|at| tail + at) else {
            return Err(self.refused("ended early: the list of its files is missing", WHOLE));
        };
        let elsewhere = || self.damaged("the list of its files is not where it should be");
        let (end, stop) = self.end(at).ok_or_else(elsewhere)?;
        if end.disk != 0 {
            return Err(self.refused("is one part of an archive in several parts", UNPACK));
        }
        // Nothing but the directory stands between the files and its end.
        let found = || {
            let (start, size) = (usize::try_from(end.offset).ok()?, usize::try_from(end.size).ok()?);
            let directory = self.bytes.get(start..start.checked_add(size)?)?;
            (start + size == stop).then_some((start, directory, end.count))
        };
        found().ok_or_else(elsewhere)
    }

    /// What the end at this byte says, and where the directory stops.
    fn end(&self, at: usize) -> Option<(End, usize)> {
        let end = End::read(self.bytes.get(at..)?)?;
        let locator = at.checked_sub(LOCATOR_64_LENGTH).and_then(|locator| self.bytes.get(locator..at));
        let Some(locator) = locator.filter(|bytes| bytes.starts_with(LOCATOR_64)) else {
            return Some((end, at));
        };
        let mut fields = Fields(locator);
        let _signature_and_disk = fields.take(8)?;
        let stop = usize::try_from(fields.u64()?).ok()?;
        Some((End::read_64(self.bytes.get(stop..)?)?, stop))
    }

    /// The files of the directory that are wanted, with their paths; `count` is how many members it is said to list.
    fn entries(&self, directory: &'a [u8], count: u64) -> Result<Vec<(String, Entry<'a>)>, Failure> {
        let (mut fields, mut listed, mut entries) = (Fields(directory), 0u64, Vec::new());
        while !fields.0.is_empty() {
            let entry = Entry::read(&mut fields);
            let entry = entry.ok_or_else(|| self.damaged("the list of its files cannot be read"))?;
            listed += 1;
            let path = entry.path();
            let Some(parts) = parts(&path) else {
                let what = format!("names a file outside of itself, {}", shown(&path));
                return Err(self.refused(what, "Make it again from the folder in which its files are."));
            };
            if !wanted(&path, &parts) {
                continue;
            }
            if entries.len() == self.limits.members {
                let many = grouped(self.limits.members as u64);
                return Err(self.refused(format_args!("holds more than {many} files"), UNPACK));
            }
            entries.push((parts.join("/"), entry));
        }
        // Archivers without zip64 count in 16 bits, whatever the number.
        if listed != count && (count >= 1 << 16 || listed % (1 << 16) != count) {
            return Err(self.damaged("the list of its files is not as long as it should be"));
        }
        Ok(entries)
    }

    /// The packed bytes of a member, and where they end. `files` is everything before the directory, `from` where
    /// the member before this one ended.
    fn packed(
        &self,
        files: &'a [u8],
        from: usize,
        path: &str,
        entry: &Entry<'_>,
    ) -> Result<(&'a [u8], usize), Failure> {
        let hole = || self.broken(path, "is not where it should be");
        let offset = usize::try_from(entry.offset).ok().filter(|offset| *offset >= from).ok_or_else(hole)?;
        let mut fields = Fields(files.get(offset..).ok_or_else(hole)?);
        let mut data = || {
            fields.signature(FILE)?;
            let _as_in_the_directory = fields.take(22)?;
            let (name, extra) = (fields.u16()?, fields.u16()?);
            let raw = fields.take(name.into())?;
            fields.take(extra.into())?;
            let packed = fields.take(usize::try_from(entry.packed).ok()?)?;
            (raw == entry.raw).then_some(packed)
        };
        let packed = data().ok_or_else(hole)?;
        Ok((packed, files.len().saturating_sub(fields.0.len())))
    }

    /// A member, unpacked and compared with its checksum; `left` is how many bytes it may have at most.
    fn member(&self, packed: &[u8], left: usize, path: &str, entry: &Entry<'_>) -> Result<Vec<u8>, Failure> {
        if entry.flags & ENCRYPTED != 0 {
            let hint = "Unpack it with its password and drop the files that are in it.";
            return Err(self.refused(format_args!("holds the encrypted file {}", shown(path)), hint));
        }
        let bytes = match entry.method {
            STORED if packed.len() > left => return Err(self.large()),
            STORED => {
                let mut bytes = Vec::new();
                self.room(&mut bytes, packed.len(), path)?;
                bytes.extend_from_slice(packed);
                bytes
            }
            DEFLATED => self.inflated(packed, left, path, entry.size)?,
            other => {
                let (path, method) = (shown(path), method(other));
                let what = format!("holds the file {path} packed with {method}, which is not read here");
                return Err(self.refused(what, UNPACK));
            }
        };
        let mut crc = Crc::new();
        crc.update(&bytes);
        match bytes.len() as u64 == entry.size && crc.sum() == entry.crc {
            true => Ok(bytes),
            false => Err(self.broken(path, "is not what was packed")),
        }
    }

    /// A deflated member. `size` is what it is said to have: so much room is made at first, within the limits.
    fn inflated(&self, packed: &[u8], left: usize, path: &str, size: u64) -> Result<Vec<u8>, Failure> {
        let own = packed.len().saturating_mul(self.limits.ratio).max(self.limits.free);
        let limit = own.min(left);
        // One byte more than is allowed tells that there is more, and one more than is said that it ends there.
        let mut room = usize::try_from(size).unwrap_or(usize::MAX).min(limit).saturating_add(1);
        let (mut inflater, mut rest, mut bytes) = (Decompress::new(false), packed, Vec::new());
        loop {
            if bytes.len() == bytes.capacity() {
                self.room(&mut bytes, room, path)?;
            }
            let (read, written) = (inflater.total_in(), inflater.total_out());
            let status = inflater.decompress_vec(rest, &mut bytes, FlushDecompress::None);
            let status = status.map_err(|_| self.broken(path, "cannot be unpacked"))?;
            let read = usize::try_from(inflater.total_in().saturating_sub(read)).unwrap_or(rest.len());
            rest = rest.get(read..).unwrap_or_default();
            if bytes.len() > limit {
                return Err(if own > left { self.large() } else { self.bomb(path) });
            }
            match status {
                Status::StreamEnd => return Ok(bytes),
                _ if read == 0 && inflater.total_out() == written => {
                    return Err(self.broken(path, "ends early"));
                }
                _ => room = bytes.len().max(STEP).min(limit - bytes.len() + 1),
            }
        }
    }

    /// Makes room for so many bytes more.
    fn room(&self, bytes: &mut Vec<u8>, more: usize, path: &str) -> Result<(), Failure> {
        bytes.try_reserve_exact(more).map_err(|_| {
            let what =
                format!("holds the file {}, which is larger than the memory that is left", shown(path));
            self.refused(what, UNPACK)
        })
    }

    fn large(&self) -> Failure {
        self.refused(format_args!("unpacks to more than {} GiB", self.limits.total >> 30), UNPACK)
    }

    fn bomb(&self, path: &str) -> Failure {
        let (path, ratio) = (shown(path), self.limits.ratio);
        let what = format!("holds the file {path}, which unpacks to more than {ratio} times its size");
        self.refused(what, "If you trust it, unpack it and drop the files that are in it.")
    }

    fn broken(&self, path: &str, what: &str) -> Failure {
        self.damaged(format_args!("the file {} in it {what}", shown(path)))
    }

    fn damaged(&self, why: impl std::fmt::Display) -> Failure {
        self.refused(format_args!("is a damaged zip archive: {why}"), AGAIN)
    }

    fn refused(&self, what: impl std::fmt::Display, hint: &str) -> Failure {
        Failure::new("reading", format!("{} {what}.", self.name), hint)
    }
}
