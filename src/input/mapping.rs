//! What polku.toml says about the files: which column is which fact, and what words mean.

use crate::finding::Place;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// A name with the place it was written at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The name.
    pub name: String,
    /// Where it stands in polku.toml.
    pub place: Place,
}

/// One table of the project.
#[derive(Debug, Clone, Default)]
pub struct TableMapping {
    /// The sheet of a spreadsheet; none where the file tells.
    pub sheet: Option<String>,
    /// Codes that stand for an empty cell in every column.
    pub missing: Vec<String>,
    /// Fact → header.
    pub columns: BTreeMap<String, Named>,
    /// Headers the user leaves out by word.
    pub leave_out: Vec<String>,
}

/// Everything mapping needs besides the files.
#[derive(Debug, Clone, Default)]
pub struct Mapping {
    /// One entry a file.
    pub tables: Vec<TableMapping>,
    /// Fact → text → id.
    pub values: BTreeMap<String, BTreeMap<String, String>>,
    /// Where each of them stands in polku.toml, by fact and text.
    pub value_places: BTreeMap<(String, String), Place>,
    /// The last day anything is known; taken from the data where absent.
    pub data_until: Option<Date>,
    /// Each row is its own unit, so no column has to tell people apart.
    pub rows_are_units: bool,
}
