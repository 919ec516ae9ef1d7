//! Batches of text to a cohort. Each distinct text of a column is decoded once.

pub(super) mod assign;
mod calendar;
mod decode;
mod encode;
mod finish;
mod seen;
mod texts;

use super::cohort::{Cohort, Source};
use super::mapping::Mapping;
use super::read::{Input, Sheet};
use super::words::Words;
use crate::error::{Error, Kind, Result};
use crate::fact::Vocabulary;
use crate::finding::{Code, Finding, Place, Severity};
use encode::Encoded;

/// Reads files and maps their columns to facts.
///
/// `progress` is told how many rows were read so far.
///
/// # Errors
/// Everything that keeps the files from being read, at once; and a refusal where a column holds personal data.
pub fn map(
    inputs: &[Input<'_>],
    mapping: &Mapping,
    vocabulary: Vocabulary,
    progress: &mut dyn FnMut(u64),
) -> Result<Cohort> {
    let words = Words::new(&vocabulary.statuses, &mapping.values).map_err(|faults| {
        let fault = |fault| decode::value_fault(fault, &mapping.value_places);
        Error::many(Kind::Usage, faults.into_iter().map(fault).collect())
    })?;
    let mut findings = Vec::new();
    let mut sheets = Vec::new();
    let mut failed = None;
    for input in inputs {
        match Sheet::open(input) {
            Ok(sheet) => sheets.push(sheet),
            Err(error) => failed = Some(error.after(failed)),
        }
    }
    if let Some(error) = failed {
        return Err(error);
    }
    let mut assigned = Vec::new();
    let mut refusals: Option<Error> = None;
    for (i, sheet) in sheets.iter().enumerate() {
        let table = mapping.tables.get(i).cloned().unwrap_or_default();
        match assign::assign(sheet, &table, &vocabulary, &words, &mut findings) {
            Ok(columns) => assigned.push(columns),
            Err(error) => refusals = Some(error.after(refusals)),
        }
    }
    if let Some(error) = refusals {
        return Err(stopped(error, findings));
    }
    let mut encoded = Encoded::default();
    let mut read = Vec::new();
    let mut sources = Vec::new();
    for (sheet, assigned) in sheets.iter().zip(assigned) {
        read.extend(assigned.read);
        let rows = encoded.append(sheet, &assigned.columns, progress, &mut findings)?;
        if sheet.replaced {
            findings.push(
                Finding::new(Code::ReplacedCharacters, Place::file(sheet.name())).on_lines(sheet.replaced_lines()?),
            );
        }
        sources.push(Source {
            name: sheet.name().to_owned(),
            sha256: sheet.sha256.clone(),
            form: sheet.form.clone(),
            header_line: sheet.header_line,
            rows,
        });
    }
    let first = || sources.first().map(|source| source.name.clone()).unwrap_or_default();
    if !encoded.has("id") && !mapping.rows_are_units {
        return Err(stopped(Error::one(Kind::Usage, Finding::new(Code::NoId, Place::file(first()))), findings));
    }
    if encoded.rows() == 0 {
        return Err(stopped(Error::one(Kind::Input, Finding::new(Code::EmptyFile, Place::file(first()))), findings));
    }
    if let Err(error) = encoded.refuse_identity_codes() {
        return Err(stopped(error, findings));
    }
    let typed = decode::decode(&mut encoded, &vocabulary, &words, &mut findings)?;
    let mut cohort = finish::finish(&encoded, typed, mapping.data_until, vocabulary, &mut findings)?;
    sort(&mut findings);
    debug_assert!(findings.iter().all(|finding| finding.code.severity() != Severity::Error));
    cohort.read = read;
    cohort.sources = sources;
    cohort.findings = findings;
    cohort.lines = encoded.lines;
    Ok(cohort)
}

/// The worst first, then by kind and place.
fn sort(findings: &mut [Finding]) {
    findings.sort_by_key(|finding| (std::cmp::Reverse(finding.code.severity()), finding.code, finding.place.clone()));
}

/// An error with what was noticed before it: whoever mends one thing may as well mend the others.
fn stopped(mut error: Error, findings: Vec<Finding>) -> Error {
    error.findings.extend(findings);
    sort(&mut error.findings);
    error
}
