//! The data files inside the program: a language, an instrument, a template is one file in one folder.

use include_dir::{Dir, include_dir};

/// Scales.
pub static INSTRUMENTS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/assets/instruments");
/// Indicators, by family.
pub static INDICATORS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/assets/indicators");
/// What may be published: least numbers of people, and how low they can be set.
pub static POLICIES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/assets/policies");
/// Report templates.
pub static TEMPLATES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/assets/templates");
/// The sample project that `polku demo` writes.
pub static SAMPLE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/sample-data");
