//! What a report says of itself, for whoever wants to check it: `polku-manifest.json`.

use crate::fact::status::OwnStatus;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The name of the file.
pub const MANIFEST: &str = "polku-manifest.json";
/// The program that writes it.
pub const PROGRAM: &str = "polku";

/// The files of a folder and what they were made from and by. It holds nothing that the files themselves do not tell.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// The program.
    pub program: String,
    /// Its version.
    pub version: String,
    /// The SHA-256 of each file, by its path in the folder.
    pub files: BTreeMap<String, String>,
    /// The SHA-256 of each data file, by its name.
    #[serde(default)]
    pub sources: BTreeMap<String, String>,
    /// What a reader needs to read the report's numbers back; absent where it was written without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<About>,
}

/// What a reader needs to read a report's numbers back.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct About {
    /// The code of its language.
    pub language: String,
    /// Its template.
    pub template: String,
    /// What protects its numbers.
    pub policy: Policy,
    /// The breakdowns asked for; none where they were left to polku.
    #[serde(default)]
    pub by: Option<Vec<Vec<String>>>,
    /// What the indicators are called.
    #[serde(default)]
    pub names: BTreeMap<String, String>,
    /// Texts with digits that came from the project and its files: names, titles, headers.
    #[serde(default)]
    pub words: Vec<String>,
    /// Numbers of rows the report tells of: read, and with findings.
    #[serde(default)]
    pub rows: Vec<u64>,
    /// The ends of the scale of each indicator that has one.
    #[serde(default)]
    pub scales: BTreeMap<String, [f64; 2]>,
    /// Statuses of the project's own, and what each is a kind of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub statuses: Vec<OwnStatus>,
}

/// What protects a report's numbers: as its chapter on privacy says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// Its id.
    pub id: String,
    /// The least number of people that is told; 0 where everything is.
    pub least: u64,
    /// The least number of people a mean is told of.
    pub least_for_mean: u64,
    /// The least number of people a curve is told of.
    pub least_for_curve: u64,
    /// The least number of people followed at the end of a curve.
    pub least_at_risk: u64,
}

impl Policy {
    /// Whether it hides anything.
    #[must_use]
    pub fn protects(&self) -> bool {
        self.least > 0
    }
}
