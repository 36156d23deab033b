//! Bytes to answers: reading, cleaning, merging, changing and counting call records and support files.
//!
//! The engine is handed bytes and says which it needs next; it opens no file, starts no thread, looks at no
//! clock and draws nothing. The way of the data is the way through the modules:
//!
//! ```text
//! bytes ─ingest─▶ Block ─clean─▶ Clean + findings ─keys, delta─▶ live rows ─functions─▶ Gold ─summarize─▶ Summary
//! ```
//!
//! [`shard::Shard`] is all of it as one state machine; a Web Worker, a thread and a test drive the same one.
#![warn(missing_docs)]

pub mod archive;
pub mod block;
pub mod clean;
pub mod delta;
pub mod export;
pub mod functions;
pub mod generate;
pub mod ingest;
pub mod keys;
pub mod numbers;
pub mod propose;
pub mod schema;
pub mod shard;
pub mod summarize;
mod tape;
pub mod transcript;
