//! Indicators of tables whose rows belong to nobody: feedback, and occasions that people came to.

use super::Project;
use crate::error::{Error, Result};
use crate::fact::{ANSWER, FEEDBACK, MONTH, PLACE};
use crate::indicator::{Entry, Indicator, Unit};
use crate::input::mapping::{TableKind, TableMapping};
use crate::text::{Catalog, Language};
use std::collections::BTreeMap;

/// Adds the indicators of a project's questions, or of its occasions.
///
/// # Errors
/// Only a bug: the entries are made here.
pub(super) fn add_indicators(project: &mut Project) -> Result<()> {
    let catalogs = Language::ALL.map(|language| Catalog::load(language).map_err(Error::bug));
    let catalogs = catalogs.into_iter().collect::<Result<Vec<Catalog>>>()?;
    let of = |kind: TableKind| project.mapping.tables.iter().filter(move |table| table.kind == kind);
    let mut questions: BTreeMap<String, String> = BTreeMap::new();
    for (fact, header) in of(TableKind::Responses).flat_map(|table| &table.columns) {
        questions.entry(fact.clone()).or_insert_with(|| header.name.clone());
    }
    let mut entries = Vec::new();
    if of(TableKind::Activity).next().is_some() {
        entries.push(entry(&catalogs, "occasions", "occasions", "count", None, ""));
        for fact in ["attendances", "volunteers"] {
            entries.push(entry(&catalogs, fact, fact, "mean", Some(fact), ""));
        }
    }
    if of(TableKind::Responses).next().is_some() {
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

/// What is read, counted and protected together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rows {
    People,
    Apart(TableKind),
}

impl Rows {
    fn of(kind: TableKind) -> Rows {
        if kind.is_apart() { Rows::Apart(kind) } else { Rows::People }
    }
}

impl Project {
    /// The project as parts that are read, counted and protected apart: people with what is joined to them, answers,
    /// occasions. Their rows never meet. A project of one kind is its only part.
    #[must_use]
    pub fn parts(&self) -> Vec<Project> {
        let all = [Rows::People, Rows::Apart(TableKind::Responses), Rows::Apart(TableKind::Activity)];
        let has = |rows: &Rows| self.mapping.tables.iter().any(|table| Rows::of(table.kind) == *rows);
        let there: Vec<Rows> = all.into_iter().filter(has).collect();
        match there.as_slice() {
            [] | [_] => vec![self.clone()],
            several => several.iter().map(|rows| self.part(*rows)).collect(),
        }
    }

    fn part(&self, rows: Rows) -> Project {
        let mut part = self.clone();
        let own = |table: &TableMapping| Rows::of(table.kind) == rows;
        let files = self.files.iter().zip(&self.mapping.tables).filter(|(_, table)| own(table));
        part.files = files.map(|(file, _)| file.clone()).collect();
        part.mapping.tables.retain(own);
        let named = |name: &String| part.mapping.tables.iter().any(|table| table.columns.contains_key(name));
        let apart = rows != Rows::People;
        // Months and places are of answers and occasions.
        let fits = |name: &String| named(name) || apart && [MONTH, PLACE].contains(&name.as_str());
        part.vocabulary.declared.retain(fits);
        let rows_of = |indicator: &Indicator| self.rows_of(indicator);
        part.library.retain(&|indicator| rows_of(indicator) == rows);
        part.goals.retain(|goal| part.library.iter().any(|indicator| indicator.id == goal.indicator));
        if apart {
            part.unit = Unit::Participation;
            part.mapping.rows_are_units = true;
        }
        part
    }

    /// The rows an indicator is about: those with a column of theirs that it reads, else people.
    fn rows_of(&self, indicator: &Indicator) -> Rows {
        let made = |kind: TableKind| match kind {
            TableKind::Activity => ["occasions", "attendances", "volunteers"].contains(&indicator.id.as_str()),
            _ => indicator.id == "responses",
        };
        let reads = |kind: TableKind| {
            let facts = indicator.facts();
            let own = |fact: &str| match kind {
                TableKind::Activity => ["attendances", "volunteers", PLACE].contains(&fact),
                _ => [FEEDBACK, ANSWER].iter().any(|start| fact.starts_with(start)),
            };
            let named = |fact: &str| {
                let mut tables = self.mapping.tables.iter().filter(|table| table.kind == kind);
                kind == TableKind::Activity || tables.any(|table| table.columns.contains_key(fact))
            };
            facts.iter().any(|fact| own(fact) && named(fact))
        };
        let kinds = [TableKind::Responses, TableKind::Activity];
        let there = |kind: &TableKind| self.mapping.tables.iter().any(|table| table.kind == *kind);
        let found = kinds.into_iter().filter(there).find(|kind| indicator.own && (made(*kind) || reads(*kind)));
        found.map_or(Rows::People, Rows::Apart)
    }
}

/// An entry as an indicator file writes it.
fn entry(catalogs: &[Catalog], id: &str, words: &str, measure: &str, of: Option<&str>, question: &str) -> String {
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let mut text = format!("id = {}\nmeasure = {}\n", quoted(id), quoted(measure));
    text += "period = \"exit\"\nunit = \"participation\"\n";
    text.extend(of.map(|of| format!("of = {}\n", quoted(of))));
    for c in catalogs {
        let fill = |part: &str| quoted(&c.fill(&format!("separate.{words}.{part}"), &[("question", question)]));
        let language = c.language().code();
        text += &format!("[text.{language}]\nname = {}\nmeaning = {}\n", fill("name"), fill("meaning"));
    }
    text
}
