//! A path: steps one after another, each within the one before.

use super::load::{fault, is_plain};
use super::reader::Reader;
use crate::rule::Rule;
use crate::text::{Catalog, Language};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use toml::Spanned;

/// A step of a path. It counts everybody who reached it or any step after it, so that steps are nested whatever was
/// recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Its id, the level in results.
    pub id: String,
    /// Who reached it.
    pub event: Rule,
    /// What it is called.
    pub name: BTreeMap<Language, String>,
}

impl Step {
    /// Its name in the language.
    #[must_use]
    pub fn label(&self, catalog: &Catalog) -> String {
        catalog.wrap_own(catalog.own(&self.name).map_or(self.id.as_str(), String::as_str))
    }
}

/// A step as written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StepEntry {
    id: Spanned<String>,
    event: Spanned<String>,
    name: BTreeMap<Language, String>,
}

/// Fewer steps than this are a share, not a path.
const LEAST: usize = 2;

/// Reads the steps of a path; none when there are too few, or something is wrong with one.
pub(super) fn steps(entries: &[StepEntry], reader: &mut Reader<'_>) -> Option<Vec<Step>> {
    let mut ids = BTreeSet::new();
    let mut steps = Vec::new();
    for entry in entries {
        let id = entry.id.get_ref();
        if !is_plain(id) {
            reader.faults.push(fault(&entry.id, "id", id));
        }
        if !ids.insert(id) {
            reader.faults.push(fault(&entry.id, "twice", id));
        }
        if entry.name.is_empty() {
            reader.faults.push(fault(&entry.id, "step_name", id));
        }
        if let Some(event) = reader.rule(&entry.event) {
            steps.push(Step { id: id.clone(), event, name: entry.name.clone() });
        }
    }
    (steps.len() >= LEAST && steps.len() == entries.len()).then_some(steps)
}

/// The steps the data can tell, if they still make a path.
pub(super) fn told(steps: &[Step], held: &dyn Fn(&str) -> bool) -> Option<Vec<Step>> {
    let told = steps.iter().filter(|step| step.event.facts().iter().all(|fact| held(fact)));
    let told: Vec<Step> = told.cloned().collect();
    (told.len() >= LEAST).then_some(told)
}
