//! The files themselves: are they those that were written, and do the two files of results say the same?

use super::manifest::Manifest;
use super::rows::{Results, Row, SCHEMA, Set, of_csv, of_json};
use super::{Files, only};
use crate::finding::{Code, Finding, Place};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// A file by its name.
type Named<'a> = Option<(&'a str, &'a [u8])>;

/// The SHA-256 of bytes as hexadecimal digits.
#[must_use]
pub fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Missing, changed and unknown files.
pub(super) fn compare(files: &Files, manifest: &Manifest) -> Vec<Finding> {
    let names: BTreeSet<&String> = files.keys().chain(manifest.files.keys()).collect();
    let finding = |name: &String| {
        let code = match (files.get(name), manifest.files.get(name)) {
            (Some(bytes), Some(hash)) if digest(bytes) == *hash => return None,
            (Some(_), Some(_)) => Code::ChangedFile,
            (Some(_), None) => Code::UnknownFile,
            (None, _) => Code::MissingFile,
        };
        Some(Finding::new(code, Place::file(name)))
    };
    names.into_iter().filter_map(finding).collect()
}

/// Another version than this, or a manifest that does not say what is needed.
pub(super) fn versions(manifest: &Manifest, version: &str) -> Vec<Finding> {
    let place = || Place::file(super::manifest::MANIFEST);
    let mut findings = Vec::new();
    if manifest.version != version {
        let finding = Finding::new(Code::OtherVersion, place());
        findings.push(finding.with("version", &manifest.version).with("own", version));
    }
    if manifest.report.is_none() {
        findings.push(Finding::new(Code::NotSaid, place()));
    }
    findings
}

/// Reads the results that are there, and compares them where both are.
pub(super) fn results(json: Named<'_>, csv: Named<'_>) -> Result<(Option<Set>, Vec<Finding>), Box<Finding>> {
    let unreadable = |name: &str, cause: &dyn std::fmt::Display| {
        Box::new(Finding::new(Code::UnreadableResults, Place::file(name)).with("cause", cause))
    };
    let of_json = json.map(|(name, bytes)| of_json(bytes).map_err(|cause| unreadable(name, &cause))).transpose()?;
    let lines = csv.map(|(name, bytes)| of_csv(bytes).map_err(|cause| unreadable(name, &cause))).transpose()?;
    if let (Some(Results { schema_version, .. }), Some((name, _))) = (&of_json, json)
        && *schema_version != SCHEMA
    {
        return Err(unreadable(name, &format!("schema_version {schema_version}")));
    }
    let mut findings = Vec::new();
    if let (Some(results), Some(lines), Some((name, _))) = (&of_json, &lines, csv) {
        findings = differences(results, lines, name);
    }
    let of_lines = || {
        let lines = lines?;
        let dataset = lines.first().map(|(dataset, _)| dataset.clone()).unwrap_or_default();
        let rows = lines.into_iter().map(|(_, row)| row).collect();
        Some(Set { dataset, rows, ..Set::default() })
    };
    Ok((of_json.map_or_else(of_lines, only), findings))
}

fn differences(results: &Results, lines: &[(String, Row)], file: &str) -> Vec<Finding> {
    let rows: Vec<(&String, &Row)> =
        results.results.iter().flat_map(|set| set.rows.iter().map(move |row| (&set.dataset, row))).collect();
    let finding =
        |line: u64, row: &Row| Finding::new(Code::ResultsDiffer, Place::file(file).at(line)).with("row", row.name());
    let mut findings = Vec::new();
    for (line, (ours, theirs)) in (2..).zip(rows.iter().zip(lines)) {
        if ours.0 != &theirs.0 || !ours.1.is(&theirs.1) {
            findings.push(finding(line, ours.1));
        }
    }
    let longer = rows.get(lines.len()).map(|(_, row)| *row).or(lines.get(rows.len()).map(|(_, row)| row));
    findings.extend(longer.map(|row| finding(rows.len().min(lines.len()) as u64 + 2, row)));
    findings
}

/// Pages that do not say that they are internal.
pub(super) fn watermark(files: &Files, words: &str) -> Vec<Finding> {
    let pages = files.iter().filter(|(name, _)| name.ends_with(".html") || name.ends_with(".svg"));
    let silent = pages.filter(|(_, bytes)| !String::from_utf8_lossy(bytes).contains(words));
    silent.map(|(name, _)| Finding::new(Code::NoWatermark, Place::file(name))).collect()
}

/// Data files that are not those a report was made from; `read` are those there are, by name with their hashes.
#[must_use]
pub fn sources(manifest: &Manifest, read: &[(String, String)]) -> Vec<Finding> {
    let changed = manifest
        .sources
        .iter()
        .filter(|(name, hash)| !read.iter().any(|(other, of_other)| other == *name && of_other == *hash));
    changed.map(|(name, _)| Finding::new(Code::OtherSource, Place::file(name))).collect()
}

/// The rows of a folder, with the file they are from.
#[must_use]
pub fn rows(files: &Files) -> Option<(String, Vec<Row>)> {
    let json = super::named(files, "results.json");
    let csv = super::named(files, "results.csv");
    let (name, _) = json.or(csv)?;
    let (set, _) = results(json, csv).ok()?;
    Some((name.to_owned(), set?.rows))
}
