//! What a check found, for programs.

use super::risk::{share_band, size_band, verdict};
use super::{Checked, Speaker};
use crate::error::{Error, Result};
use crate::finding::{Finding, Severity};
use crate::input::Form;
use crate::input::cohort::Source;
use crate::text::finding as words;
use serde::Serialize;

/// Everything there is to say, read by programs. No field ever goes or changes its meaning without a new version.
#[derive(Serialize)]
struct Json<'a> {
    schema_version: u32,
    errors: usize,
    warnings: usize,
    notes: usize,
    sources: Vec<JsonSource<'a>>,
    columns: Vec<JsonColumn<'a>>,
    findings: Vec<JsonFinding<'a>>,
    unavailable: Vec<JsonUnavailable>,
    participations: Option<u64>,
    people: Option<u64>,
    several: Option<u64>,
    risk: Option<JsonRisk<'a>>,
}

/// Shares and sizes are bands: `none`, `under5`, `under20`, `under50`, `over50` of a hundred; `1`, `2-4`, `5-9`, `10+`.
#[derive(Serialize)]
struct JsonRisk<'a> {
    known: &'a [String],
    smallest: &'a str,
    unique: &'a str,
    below_five: &'a str,
    riskiest: Vec<JsonCombination<'a>>,
    alike: Vec<JsonAlike<'a>>,
    verdict: &'a str,
}

#[derive(Serialize)]
struct JsonCombination<'a> {
    facts: &'a [String],
    unique: &'a str,
}

#[derive(Serialize)]
struct JsonAlike<'a> {
    fact: &'a str,
    people: &'a str,
}

#[derive(Serialize)]
struct JsonSource<'a> {
    file: &'a str,
    sha256: &'a str,
    /// `text`, `parquet`, or the kind of spreadsheet.
    format: &'a str,
    encoding: Option<&'a str>,
    /// What tells the encoding.
    evidence: Option<&'a str>,
    delimiter: Option<char>,
    sheet: Option<&'a str>,
    header_line: u64,
    rows: u64,
}

#[derive(Serialize)]
struct JsonColumn<'a> {
    file: &'a str,
    header: &'a str,
    fact: Option<&'a str>,
}

#[derive(Serialize)]
struct JsonFinding<'a> {
    code: &'a str,
    kind: &'a str,
    severity: &'a str,
    file: Option<&'a str>,
    line: Option<u64>,
    column: Option<&'a str>,
    cell: Option<&'a str>,
    suggestion: Option<&'a str>,
    options: Vec<&'a str>,
    rows: u64,
    lines: &'a [u64],
    what: String,
    cure: String,
}

#[derive(Serialize)]
struct JsonUnavailable {
    indicator: String,
    missing: Vec<String>,
}

impl Checked<'_> {
    pub(super) fn json(&self, speaker: &Speaker) -> Result<String> {
        let c = &speaker.catalog;
        let finding = |finding: &'_ Finding| -> (String, String) {
            (words::what(c, finding, &str::to_owned), words::cure(c, finding))
        };
        let findings = self
            .findings
            .iter()
            .map(|noticed| {
                let (what, cure) = finding(noticed);
                JsonFinding {
                    code: noticed.code.number(),
                    kind: noticed.code.key(),
                    severity: noticed.code.severity().id(),
                    file: Some(noticed.place.file.as_str()).filter(|file| !file.is_empty()),
                    line: noticed.place.line,
                    column: noticed.place.column.as_deref(),
                    cell: noticed.slot("value").filter(|_| self.cells),
                    suggestion: noticed.slot("nearest").filter(|near| !near.is_empty()),
                    options: noticed.slot("options").map(|list| list.split(", ").collect()).unwrap_or_default(),
                    rows: noticed.rows,
                    lines: noticed.lines.get(..noticed.lines.len().min(Finding::LINES)).unwrap_or_default(),
                    what,
                    cure,
                }
            })
            .collect();
        let read = self.cohort.map(|cohort| cohort.read.as_slice()).unwrap_or_default();
        let sources = self.cohort.map(|cohort| cohort.sources.as_slice()).unwrap_or_default();
        let json = Json {
            schema_version: 1,
            errors: self.count(Severity::Error),
            warnings: self.count(Severity::Warning),
            notes: self.count(Severity::Note),
            sources: sources.iter().map(json_source).collect(),
            columns: read
                .iter()
                .map(|column| JsonColumn { file: &column.file, header: &column.header, fact: column.fact.as_deref() })
                .collect(),
            findings,
            unavailable: self
                .unavailable()
                .into_iter()
                .map(|(indicator, missing)| JsonUnavailable { indicator: indicator.id, missing })
                .collect(),
            participations: self.people.as_ref().map(|people| people.participations),
            people: self.people.as_ref().map(|people| people.people),
            several: self.people.as_ref().map(|people| people.several),
            risk: self.risk.as_ref().map(|risk| JsonRisk {
                known: &risk.known,
                smallest: size_band(risk.smallest),
                unique: share_band(risk.unique),
                below_five: share_band(risk.below_five),
                riskiest: risk
                    .riskiest
                    .iter()
                    .map(|(facts, alone)| JsonCombination { facts, unique: share_band(*alone) })
                    .collect(),
                alike: risk.alike.iter().map(|(fact, share)| JsonAlike { fact, people: share_band(*share) }).collect(),
                verdict: verdict(risk),
            }),
        };
        let text = serde_json::to_string_pretty(&json).map_err(Error::bug)?;
        Ok(format!("{text}\n"))
    }
}

fn json_source(source: &Source) -> JsonSource<'_> {
    let (format, encoding, evidence, delimiter, sheet) = match &source.form {
        Form::Text { encoding, evidence, delimiter } => {
            ("text", Some(*encoding), Some(evidence.id()), Some(*delimiter), None)
        }
        Form::Book { kind, sheet } => (*kind, None, None, None, Some(sheet.as_str()).filter(|sheet| !sheet.is_empty())),
    };
    JsonSource {
        file: &source.name,
        sha256: &source.sha256,
        format,
        encoding,
        evidence,
        delimiter,
        sheet,
        header_line: source.header_line,
        rows: source.rows,
    }
}
