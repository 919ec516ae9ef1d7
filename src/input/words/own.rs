//! The user's own words, and what may be wrong with them.

use std::collections::BTreeMap;

use super::key::Table;
use super::{ARMS, EDUCATION, GENDERS, RESPONDENTS};
use crate::fact::FLAGS;

/// What is wrong with the words given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// A fault of polku's own data files.
    Asset(String),
    /// `text = "id"` under `[values.fact]` names no value of the fact.
    Value {
        /// The fact.
        fact: String,
        /// The text of the cell.
        text: String,
        /// What it was to mean.
        id: String,
        /// The id that may have been meant.
        nearest: Option<String>,
    },
}

impl Fault {
    pub(super) fn value(fact: &str, text: &str, id: &str, nearest: Option<&str>) -> Self {
        let nearest = nearest.map(str::to_owned);
        Self::Value { fact: fact.to_owned(), text: text.to_owned(), id: id.to_owned(), nearest }
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Asset(text) => write!(f, "built-in words: {text}"),
            Self::Value { fact, text, id, nearest } => {
                write!(f, "[values.{fact}] \"{text}\" = \"{id}\": no such value")?;
                nearest.as_ref().map_or(Ok(()), |nearest| write!(f, "; did you mean `{nearest}`?"))
            }
        }
    }
}

impl std::error::Error for Fault {}

/// The user's own words, each checked against the ids of its fact; statuses check their own.
pub(super) fn tables(
    own: &BTreeMap<String, BTreeMap<String, String>>,
    faults: &mut Vec<Fault>,
) -> BTreeMap<String, Table<String>> {
    let mut tables: BTreeMap<String, Table<String>> = BTreeMap::new();
    for (fact, texts) in own.iter().filter(|(fact, _)| *fact != "status") {
        let ids: &[&str] = match fact.as_str() {
            "gender" => &GENDERS,
            "education" => &EDUCATION,
            "arm" => &ARMS,
            "respondent" => &RESPONDENTS,
            fact if FLAGS.contains(&fact) => &["yes", "no"],
            _ => &[],
        };
        for (text, id) in texts {
            if !ids.is_empty() && !ids.iter().chain(&["unknown", "declined"]).any(|known| known == id) {
                let likeness = |known: &&&str| strsim::damerau_levenshtein(id, known);
                let nearest = ids.iter().min_by_key(likeness).filter(|known| likeness(known) <= 3);
                faults.push(Fault::value(fact, text, id, nearest.copied()));
            }
            tables.entry(fact.clone()).or_default().insert(text, id);
        }
    }
    tables
}
