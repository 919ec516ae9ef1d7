//! Indicators of tables whose rows belong to nobody: feedback, and occasions that people came to.

use super::Project;
use crate::error::{Error, Result};
use crate::fact::{ANSWER, FEEDBACK};
use crate::indicator::Entry;
use crate::input::mapping::TableKind;
use crate::text::{Catalog, Language};
use std::collections::BTreeMap;

/// Adds the indicators of a project's questions, or of its occasions.
///
/// # Errors
/// Only a bug: the entries are made here.
pub(super) fn add_indicators(project: &mut Project) -> Result<()> {
    let catalogs = Language::ALL.map(|language| Catalog::load(language).map_err(Error::bug));
    let catalogs = catalogs.into_iter().collect::<Result<Vec<Catalog>>>()?;
    let mut questions: BTreeMap<String, String> = BTreeMap::new();
    for (fact, header) in project.mapping.tables.iter().flat_map(|table| &table.columns) {
        questions.entry(fact.clone()).or_insert_with(|| header.name.clone());
    }
    let mut entries = Vec::new();
    if project.mapping.tables.iter().any(|table| table.kind == TableKind::Activity) {
        entries.push(entry(&catalogs, "occasions", "occasions", "count", None, ""));
        for fact in ["attendances", "volunteers"] {
            entries.push(entry(&catalogs, fact, fact, "mean", Some(fact), ""));
        }
    } else {
        entries.push(entry(&catalogs, "responses", "responses", "count", None, ""));
        for (fact, header) in &questions {
            if fact.starts_with(FEEDBACK) {
                entries.push(entry(&catalogs, fact, "feedback", "mean", Some(fact), header));
            } else if fact.starts_with(ANSWER) {
                entries.push(entry(&catalogs, fact, "answer", "distribution", Some(fact), header));
            }
        }
    }
    for text in entries {
        let entry: Entry = toml::from_str(&text).map_err(Error::bug)?;
        let added = project.library.add(&entry, &project.vocabulary, true);
        added.map_err(|faults| Error::bug(anyhow::anyhow!("{faults:?}")))?;
    }
    Ok(())
}

/// An entry as an indicator file writes it.
fn entry(catalogs: &[Catalog], id: &str, words: &str, measure: &str, of: Option<&str>, question: &str) -> String {
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let mut text = format!("id = {}\nmeasure = {}\nperiod = \"exit\"\n", quoted(id), quoted(measure));
    text.extend(of.map(|of| format!("of = {}\n", quoted(of))));
    for c in catalogs {
        let fill = |part: &str| quoted(&c.fill(&format!("separate.{words}.{part}"), &[("question", question)]));
        let language = c.language().code();
        text += &format!("[text.{language}]\nname = {}\nmeaning = {}\n", fill("name"), fill("meaning"));
    }
    text
}
