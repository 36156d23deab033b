//! Archives: a zip is read whole and its files take its place.

use callscape_model::message::{Failure, FileId, Reply};
use callscape_model::number::grouped;

use super::pass::Pass;
use super::{Output, Shard};
use crate::archive::unpack;

/// The largest archive that is read, in bytes: it is in memory beside its files for a moment.
const LARGEST: u64 = 512 << 20;

impl Shard {
    /// Asks for all bytes of an archive.
    pub(super) fn unpack(&mut self, file: FileId, out: &mut Vec<Output>) {
        let size = self.files.get(&file).map_or(0, |open| open.size);
        if size > LARGEST {
            let message = format!(
                "{} has {} MB; archives of more than {} MB are not unpacked here.",
                self.name(file),
                grouped(size >> 20),
                LARGEST >> 20
            );
            return refuse(file, Failure::new("reading", message, "Unpack it and drop its folder."), out);
        }
        self.pass = Some(Pass::Unpacking(file));
        out.push(Output::Need { file, range: 0..size, parts: false });
    }

    pub(super) fn unpacked(&mut self, file: FileId, bytes: &[u8], out: &mut Vec<Output>) {
        let members = match unpack(self.name(file), bytes) {
            Ok(members) => members,
            Err(failure) => return refuse(file, failure, out),
        };
        if members.is_empty() {
            let message = format!("There is no file in {}.", self.name(file));
            return refuse(file, Failure::new("reading", message, "Drop an archive with data files."), out);
        }
        let files = members.iter().map(|member| (member.path.clone(), member.bytes.len() as u64)).collect();
        let all = members.into_iter().flat_map(|member| member.bytes).collect();
        out.push(Output::Reply(Reply::Unpacked { file, files }, Some(all)));
    }
}

fn refuse(file: FileId, failure: Failure, out: &mut Vec<Output>) {
    out.push(Output::reply(Reply::Proposed { file, proposal: Box::new(Err(failure)) }));
}
