//! What can be asked and answered: the vocabulary that the page, the engine, the charts and the command line
//! share, and the laws by which partial answers merge.
//!
//! Plain data only: no bytes are parsed, nothing is drawn, nothing is read here.
//!
//! The way of the data: a [`plan::Plan`] says how a file is read, a [`question::Question`] what is wanted, a
//! [`summary::Summary`] carries the partial answer of one shard, [`view::View`]s are what is drawn. The
//! [`coordinator::Coordinator`] turns one command into requests to N shards and their replies into one event.
#![warn(missing_docs)]

pub mod answer;
pub mod arrange;
pub mod brush;
pub mod bundle;
pub mod calendar;
pub mod command;
pub mod companion;
pub mod coordinator;
pub mod delta;
pub mod dimension;
pub mod field;
pub mod measure;
pub mod message;
pub mod metric;
pub mod month;
pub mod number;
pub mod order;
pub mod performance;
pub mod plan;
pub mod quality;
pub mod question;
pub mod score;
pub mod search;
pub mod selection;
pub mod split;
pub mod stat;
pub mod statements;
pub mod summary;
pub mod support;
pub mod table;
pub mod view;
