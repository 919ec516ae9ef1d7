//! `polku` ("path") turns an organisation's participant data into evidence of what its employment service achieves.
//!
//! # The architecture, as a tour
//!
//! Everything published is derived from **counts**, and the compiler keeps unprotected numbers inside one module.
//!
//! ```text
//! files ─read→ batches ─map→ Cohort ─count→ Counts ─coarsen→ Counts ─estimate→ Results ─protect→ Released ─compose→ Document ─render→ files
//! ```
//!
//! | stage | module | makes | rule |
//! |---|---|---|---|
//! | read | [`input`] | batches of text | all that is known of encodings, dialects and title rows lives there |
//! | map | [`input::map`] | [`input::cohort::Cohort`] | a polars frame, one row a participation; unknown is null with a reason |
//! | count | `analysis::count` | `Counts` | the only place that touches rows; merging is associative and commutative |
//! | coarsen | `analysis::coarsen` | `Counts` | what a policy lets be estimated from; the internal one changes nothing |
//! | estimate | `analysis::estimate` | numbers with intervals | pure functions, each checked against R |
//! | protect | `analysis::disclosure` | [`analysis::Released`] | the only way out of [`analysis`] |
//! | compose | [`report`] | [`report::document::Document`] | templates and words to a closed tree; no figure without alternative text and table |
//! | render | [`render`] | bytes | a renderer decides nothing: no statistic, no verdict, no word |
//!
//! Around the stages: [`fact`] says what a column can hold, [`rule`] is the small language conditions are written in,
//! [`indicator`] holds indicators as data, [`project`] reads polku.toml, [`text`] has the words and numbers of a
//! language, [`finding`] and [`error`] carry what was noticed and what went wrong, `parallel` shares work out among cores,
//! [`chart`] draws, [`verify`] reads a released folder back and attacks it, with none of the code that made it.
//! [`command`] is the only module that reads clocks, environment or files, or prints; all else takes and returns values.
//!
//! # Dependency direction
//!
//! `error, finding → parallel → text → assets → fact → input → rule → indicator → project → analysis → report → chart →
//! render → verify → command`: an earlier module never uses a later one, and a test reads the sources to see that it stays so. `analysis`
//! never sees words, `render` never sees a cohort.
//!
//! # What one addition touches
//!
//! An indicator: one entry in `src/assets/indicators`. A language: one file in `src/assets/locales`. An instrument: one
//! entry of its family’s file in `src/assets/instruments`. A template: one file in `src/assets/templates`. A policy: one file in
//! `src/assets/policies` and its name in the languages. A format: one file in `src/render`
//! and its line in [`render::FORMATS`]. A chart or an estimator: one file, and one variant the compiler then asks about.

pub mod analysis;
pub mod assets;
pub mod chart;
pub mod command;
pub mod error;
pub mod fact;
pub mod finding;
pub mod indicator;
pub mod input;
pub(crate) mod parallel;
pub mod project;
pub mod render;
pub mod report;
pub mod rule;
pub mod text;
pub mod verify;
