//! polku as its users meet it: files go in, results, reports and refusals come out.
//!
//! One binary for everything, since every further one would link polars again. Each module has one topic; [`util`] has
//! what they share.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a test fails by panicking, and its work is to touch the world"
)]

mod amounts;
mod apart;
mod arms;
mod asked;
mod attack;
mod certificate;
mod changes;
mod check;
mod cli;
mod composed;
mod explain;
mod findings;
mod follow;
mod goals;
mod hostile;
mod init;
mod interrupt;
mod layers;
mod layouts;
mod library;
mod months;
mod mvad;
mod parity;
mod path;
mod persons;
mod privacy;
mod pseudo;
mod random;
mod read;
mod refuse;
mod report;
mod sample;
mod source;
mod statuses;
mod time;
mod trajectory;
mod twins;
mod util;
mod verify;
mod walk;
mod worked;
mod years;
