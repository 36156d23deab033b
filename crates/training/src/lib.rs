//! Trains the weights of the scoring, and measures how accurate it is beside others.
//!
//! Only sets that may be trained on are read for weights ([`sets`]); every set that is found is measured
//! ([`families`]). Half of a set that is both is held back by the hash of its texts.

pub mod calibrate;
pub mod calls;
pub mod data;
pub mod deals;
pub mod examples;
pub mod families;
pub mod fit;
pub mod judges;
pub mod measure;
pub mod patterns;
pub mod sets;
pub mod slots;
pub mod speech;
