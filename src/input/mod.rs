//! From files to a [`cohort::Cohort`]: read (bytes to batches of text with line numbers), then map (text to facts).

pub mod cells;
pub mod cohort;
pub mod headers;
mod map;
pub mod mapping;
mod personal;
pub mod propose;
mod read;
pub mod risk;
pub mod words;

pub use map::map;
pub use read::{Batch, Evidence, Form, Input, Sheet};
