//! Files in, records out, through the door that everyone uses: detect, sample, decode. What cells mean is not
//! tested here.
//!
//! - `cases`: our own awkward files, each a snapshot.
//! - `refusals`: files that hold no records.
//! - `spectrum`: other people's awkward files with the rows they expect, and Python's opinion on the rest. They
//!   are no part of the repository: without them these tests say so and pass.

#![allow(clippy::unwrap_used, clippy::panic)]

mod cases;
mod drive;
mod refusals;
mod spectrum;
