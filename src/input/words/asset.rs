//! The shape of `values.toml`.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Fault;
use super::key::Table;

const ASSET: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/assets/values.toml"));

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Values {
    pub(super) missing: Missing,
    pub(super) yes_no: BTreeMap<String, Vec<String>>,
    pub(super) arm: BTreeMap<String, Vec<String>>,
    pub(super) respondent: BTreeMap<String, Vec<String>>,
    pub(super) gender: BTreeMap<String, Vec<String>>,
    pub(super) education: BTreeMap<String, Vec<String>>,
    pub(super) target_group: BTreeMap<String, Vec<String>>,
    pub(super) status: StatusData,
    pub(super) places: Places,
}

/// Words for an empty cell, and for an answer that was refused.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Missing {
    pub(super) words: Vec<String>,
    pub(super) declined: Vec<String>,
}

/// Names of places.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Places {
    pub(super) regions: Vec<String>,
    pub(super) region_endings: Vec<String>,
    pub(super) municipalities: Vec<String>,
}

/// What the aliases of statuses cannot say alone.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StatusData {
    pub(super) not_left: Vec<String>,
    pub(super) and: Vec<String>,
    pub(super) filler: Vec<String>,
    pub(super) alone: Vec<String>,
    pub(super) place: Vec<String>,
    pub(super) form: Vec<String>,
    pub(super) registered: Vec<String>,
    pub(super) ask: Vec<Ask>,
    pub(super) refine: Vec<Refine>,
}

/// Words that fit several statuses.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ask {
    pub(super) ids: Vec<String>,
    pub(super) words: Vec<String>,
    #[serde(default)]
    pub(super) beside: bool,
}

/// Words that make a coarse status a fine one.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Refine {
    pub(super) of: String,
    pub(super) to: String,
    pub(super) words: Vec<String>,
}

impl Values {
    /// The words polku comes with.
    pub(super) fn builtin() -> Result<Self, toml::de::Error> {
        toml::from_str(ASSET)
    }
}

/// The words of a fact by meaning; a word with two meanings is a fault.
pub(super) fn table<T: Clone + PartialEq>(
    words: &BTreeMap<String, Vec<String>>,
    value: impl Fn(&str) -> Option<T>,
    faults: &mut Vec<Fault>,
) -> Table<T> {
    let mut table = Table::default();
    for (id, words) in words {
        let Some(value) = value(id) else {
            faults.push(Fault::Asset(format!("values.toml: no value `{id}`")));
            continue;
        };
        for word in std::iter::once(id).chain(words).filter(|word| *word != "ask") {
            if table.insert(word, &value).is_some() {
                faults.push(Fault::Asset(format!("values.toml: `{word}` has two meanings")));
            }
        }
    }
    table
}

/// Texts that are only looked up.
pub(super) fn names(words: &[String]) -> Table<()> {
    let mut table = Table::default();
    for word in words {
        let _ = table.insert(word, &());
    }
    table
}
