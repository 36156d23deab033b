//! Running hot before the first file comes. A browser runs new WebAssembly in a slow form and compiles what is used
//! much in the background; a shard that has cleaned some calls of its own reads the user's at full speed.

use callscape_model::message::{FileId, Reply, Request, Sample, Settlement, Slice};
use callscape_model::question::Question;

use super::{Input, Output, Shard};
use crate::generate;

/// Calls that are generated, and how often they are read: little work at full speed.
const CALLS: u64 = 2000;
const TIMES: u32 = 10;
const FILE: FileId = 0;

/// Reads generated calls in a shard of its own, asks about them and forgets them.
pub fn warm() {
    let _ = answered();
}

/// The reply to the question; nothing where anything before it was not replied to as it should be.
fn answered() -> Option<Reply> {
    let bytes = generate::csv(&Sample { calls: CALLS, seed: 1, until: 20_000 });
    let size = bytes.len() as u64;
    let mut shard = Shard::new();
    let mut ask = |request: Request| serve(&mut shard, &bytes, request);
    ask(Request::Open { file: FILE, name: "calls.csv".into(), size });
    let proposed = ask(Request::Propose { file: FILE, dialect: None, zone: "America/New_York".into() });
    let Some(Reply::Proposed { proposal, .. }) = proposed else { return None };
    let proposal = proposal.ok()?;
    ask(Request::Begin { load: 0 });
    let zone = proposal.plan.zone.clone();
    ask(Request::Prepare { file: FILE, plan: proposal.plan, companion: false });
    for index in 0..TIMES {
        let slice = Slice { index, from: proposal.skip, to: size, exact: true };
        ask(Request::Load { file: FILE, slice, glance: true });
    }
    let Some(Reply::Keyed(keyed)) = ask(Request::Exchange) else { return None };
    let mut dictionaries = keyed.dictionaries;
    dictionaries.iter_mut().for_each(|(_, values)| values.sort_unstable());
    ask(Request::Settle(Settlement { dictionaries, zone, starts: keyed.starts, ..Settlement::default() }));
    ask(Request::Ask(Question::default()))
}

/// Hands a request to the shard with the bytes that it wants; its last reply.
fn serve(shard: &mut Shard, bytes: &[u8], request: Request) -> Option<Reply> {
    let mut outputs = shard.handle(Input::Request(request));
    loop {
        match outputs.pop()? {
            Output::Need { file, range, .. } => {
                let bytes = bytes.get(range.start as usize..range.end as usize).unwrap_or(&[]).to_vec();
                let (at, bytes) = (range.start, bytes.into());
                outputs = shard.handle(Input::Bytes { file, at, bytes, more: false });
            }
            Output::Reply(reply, _) => return Some(reply),
            Output::Peer { .. } => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use callscape_model::measure::Measure;

    use super::*;

    #[test]
    fn the_calls_that_are_read_are_read() {
        let bytes = generate::csv(&Sample { calls: CALLS, seed: 1, until: 20_000 });
        let mut shard = Shard::new();
        let size = bytes.len() as u64;
        serve(&mut shard, &bytes, Request::Open { file: FILE, name: "calls.csv".into(), size });
        let request = Request::Propose { file: FILE, dialect: None, zone: "America/New_York".into() };
        let Some(Reply::Proposed { proposal, .. }) = serve(&mut shard, &bytes, request) else {
            panic!("no proposal")
        };
        assert!(proposal.unwrap().sure);
        let Some(Reply::Answer { summary, .. }) = answered() else { panic!("no answer") };
        assert_eq!(summary.whole.moments(Measure::Call).count, CALLS * u64::from(TIMES));
    }
}
