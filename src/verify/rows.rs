//! The released rows, read back from `results.json` and `results.csv` as anybody would: by the names of the columns.

use serde::Deserialize;
use std::collections::BTreeMap;

/// A released row; a number that is not there is hidden or does not exist, as its flag says.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Row {
    /// The indicator.
    pub indicator: String,
    /// The statistic.
    pub statistic: String,
    /// The status, the transition or the step.
    #[serde(default)]
    pub level: String,
    /// The breakdown.
    #[serde(default)]
    pub by: String,
    /// The group.
    #[serde(default)]
    pub group: String,
    /// The moment.
    #[serde(default)]
    pub moment: String,
    /// The number.
    pub value: Option<f64>,
    /// Lower limit of its interval.
    pub low: Option<f64>,
    /// Upper limit.
    pub high: Option<f64>,
    /// How many count.
    pub count: Option<u64>,
    /// How many are known.
    pub base: Option<u64>,
    /// Of how many it is not known.
    pub unknown: Option<u64>,
    /// Of how many it is not known whether they belong.
    pub among_unknown: Option<u64>,
    /// How it was estimated.
    #[serde(default)]
    pub method: String,
    /// What to know of it.
    #[serde(default)]
    pub flag: String,
}

impl Row {
    /// Whether something in it was hidden.
    #[must_use]
    pub fn is_suppressed(&self) -> bool {
        self.flag == "suppressed"
    }

    /// Whether it says the same as another: a number read from text may differ in its last binary digit.
    #[must_use]
    pub fn is(&self, other: &Row) -> bool {
        let near = |a: Option<f64>, b: Option<f64>| match (a, b) {
            (Some(a), Some(b)) => (a - b).abs() <= 4.0 * f64::EPSILON * a.abs().max(b.abs()),
            (a, b) => a.is_none() && b.is_none(),
        };
        let numbers = [(self.value, other.value), (self.low, other.low), (self.high, other.high)];
        let bare = |row: &Row| Row { value: None, low: None, high: None, ..row.clone() };
        numbers.into_iter().all(|(a, b)| near(a, b)) && bare(self) == bare(other)
    }

    /// What it is about, in one line: `employed_6m share service=Paja 6m`.
    #[must_use]
    pub fn name(&self) -> String {
        let group = if self.by.is_empty() { String::new() } else { format!("{}={}", self.by, self.group) };
        let parts = [&self.indicator, &self.statistic, &self.level, &group, &self.moment];
        parts.into_iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(" ")
    }
}

/// A goal as it was released.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Goal {
    /// In the words of the project.
    pub text: BTreeMap<String, String>,
    /// The indicator it is about.
    pub indicator: String,
    /// The share agreed on.
    pub target: Option<f64>,
    /// The number of people agreed on.
    pub people: Option<u64>,
    /// What became of it.
    pub verdict: String,
}

/// How many numbers were printed and hidden.
#[derive(Debug, Clone, Copy, Default, PartialEq, Deserialize)]
pub struct Told {
    /// Printed.
    pub shown: u64,
    /// Hidden.
    pub hidden: u64,
}

/// The results of a data set.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
pub struct Set {
    /// Its name.
    pub dataset: String,
    /// The policy that protects it.
    pub policy: String,
    /// How many numbers were printed and hidden, by indicator; the empty id is the whole.
    #[serde(default)]
    pub told: BTreeMap<String, Told>,
    /// How many results of everybody were printed and hidden.
    #[serde(default)]
    pub results_of_all: Told,
    /// The same of groups.
    #[serde(default)]
    pub results_of_groups: Told,
    /// How many numbers each rule hid, in tens.
    #[serde(default)]
    pub hidden_by_rule: BTreeMap<String, u64>,
    /// Its rows.
    pub rows: Vec<Row>,
    /// Its goals.
    #[serde(default)]
    pub goals: Vec<Goal>,
}

/// `results.json`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Results {
    /// The version of the shape.
    pub schema_version: u32,
    /// Data sets in order.
    pub results: Vec<Set>,
}

/// The shape of results this program reads.
pub const SCHEMA: u32 = 1;

/// Reads `results.json`.
///
/// # Errors
/// When it has another shape.
pub fn of_json(bytes: &[u8]) -> anyhow::Result<Results> {
    Ok(serde_json::from_slice(bytes)?)
}

/// Reads `results.csv`: data sets with their rows.
///
/// # Errors
/// When it has another shape.
pub fn of_csv(bytes: &[u8]) -> anyhow::Result<Vec<(String, Row)>> {
    let mut reader = csv::Reader::from_reader(bytes);
    let columns: BTreeMap<String, usize> =
        reader.headers()?.iter().enumerate().map(|(place, name)| (name.to_owned(), place)).collect();
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record?;
        let text = |name: &str| columns.get(name).and_then(|place| record.get(*place)).unwrap_or_default();
        // What would be read as a formula stands behind an apostrophe.
        let word = |name: &str| {
            let text = text(name);
            let bare = text.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@', '\t', '\r']));
            bare.unwrap_or(text).to_owned()
        };
        let real = |name: &str| -> anyhow::Result<Option<f64>> {
            Some(text(name)).filter(|text| !text.is_empty()).map(|text| Ok(text.parse()?)).transpose()
        };
        let whole = |name: &str| -> anyhow::Result<Option<u64>> {
            Some(text(name)).filter(|text| !text.is_empty()).map(|text| Ok(text.parse()?)).transpose()
        };
        let row = Row {
            indicator: word("indicator"),
            statistic: word("statistic"),
            level: word("level"),
            by: word("by"),
            group: word("group"),
            moment: word("moment"),
            value: real("value")?,
            low: real("low")?,
            high: real("high")?,
            count: whole("count")?,
            base: whole("base")?,
            unknown: whole("unknown")?,
            among_unknown: whole("among_unknown")?,
            method: word("method"),
            flag: word("flag"),
        };
        rows.push((word("dataset"), row));
    }
    Ok(rows)
}
