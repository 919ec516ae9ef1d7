//! The words of a file that polku cannot read, as lines a person may decide on.

use crate::finding::{Code, Finding};
use std::collections::BTreeMap;

/// Words of a fact that are proposed; more are only counted.
const WORDS: usize = 100;

/// Words of one fact that are not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsaid {
    /// The fact, or `status` for the status of any moment.
    pub fact: String,
    /// The commonest first.
    pub words: Vec<Meaning>,
    /// How many more there are, and such as are better not repeated.
    pub more: usize,
}

/// A word and what it may mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meaning {
    /// The word as written in the file.
    pub text: String,
    /// The ids it may mean, the likeliest first; none where nothing is near.
    pub options: Vec<String>,
    /// Whether the word itself fits all of them; else it only looks like one.
    pub ambiguous: bool,
    /// Rows it is on.
    pub rows: u64,
    /// The id a person said it means.
    pub said: Option<String>,
}

/// The words that findings are about.
pub(super) fn unsaid(findings: &[Finding]) -> Vec<Unsaid> {
    let mut by_fact: BTreeMap<&str, (BTreeMap<&str, Meaning>, usize)> = BTreeMap::new();
    for finding in findings.iter().filter(|f| matches!(f.code, Code::UnknownWord | Code::AmbiguousWord)) {
        let (words, hidden) = by_fact.entry(finding.slot("of").unwrap_or("status")).or_default();
        let Some(text) = finding.slot("value") else {
            *hidden += 1;
            continue;
        };
        let list = finding.slot("options").or(finding.slot("nearest")).unwrap_or_default();
        let meaning = words.entry(text).or_insert_with(|| Meaning {
            text: text.to_owned(),
            options: list.split(", ").filter(|id| !id.is_empty()).map(str::to_owned).collect(),
            ambiguous: finding.code == Code::AmbiguousWord,
            rows: 0,
            said: None,
        });
        meaning.rows += finding.rows;
    }
    let of_fact = |(fact, (words, hidden)): (&str, (BTreeMap<&str, Meaning>, usize))| {
        let mut words: Vec<Meaning> = words.into_values().collect();
        words.sort_by(|a, b| b.rows.cmp(&a.rows).then_with(|| a.text.cmp(&b.text)));
        let more = hidden + words.len().saturating_sub(WORDS);
        words.truncate(WORDS);
        Unsaid { fact: fact.to_owned(), words, more }
    };
    by_fact.into_iter().map(of_fact).collect()
}
