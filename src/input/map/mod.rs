//! Batches of text to a cohort. Each distinct text of a column is decoded once.

pub(super) mod assign;
mod calendar;
mod checks;
mod coarse;
mod decode;
mod derived;
mod encode;
mod finish;
pub(super) mod long;
mod made;
mod merge;
mod seen;
mod texts;

use super::cohort::{Cohort, Source};
use super::mapping::{Mapping, TableKind, TableMapping};
use super::read::{Input, Sheet, clean};
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
    let kinds: Vec<TableKind> = mapping.tables.iter().map(|table| table.kind).collect();
    if kinds.iter().any(|kind| kind.is_apart()) && kinds.iter().any(|kind| Some(kind) != kinds.first()) {
        return Err(Error::bug(anyhow::anyhow!("rows that belong to nobody are read by themselves")));
    }
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
    let mut people = Vec::new();
    let mut long = Vec::new();
    let mut refusals: Option<Error> = None;
    for (i, sheet) in sheets.iter().enumerate() {
        let table = mapping.tables.get(i).cloned().unwrap_or_default();
        let assigned = if table.kind == TableKind::People {
            assign::assign(sheet, &table, &vocabulary, &words, &mut findings)
                .map(|columns| people.push((sheet, columns)))
        } else {
            let roles = long::roles(sheet, &table, &vocabulary, &words, &mut findings);
            roles.map(|roles| {
                if table.kind.is_apart() {
                    people.push((sheet, roles.apart(sheet)));
                } else {
                    long.push((sheet, table, roles));
                }
            })
        };
        if let Err(error) = assigned {
            refusals = Some(error.after(refusals));
        }
    }
    if let Some(error) = refusals {
        return Err(stopped(error, findings));
    }
    let mut encoded = Encoded::default();
    let mut read = Vec::new();
    // Sources in the order of the lines of the cohort: people first.
    let mut sources = Vec::new();
    let mut personal = Vec::new();
    for (sheet, assigned) in people {
        read.extend(assigned.read);
        personal.extend(assigned.refused);
        let rows = encoded.append(sheet, &assigned.columns, &assigned.unlooked, progress, &mut findings)?;
        sources.push(source(sheet, rows, &mut findings)?);
    }
    let joins = !long.is_empty();
    let mut tables = Vec::new();
    for (sheet, table, roles) in long {
        let mut own = Encoded::default();
        let rows = own.append(sheet, &roles.columns, &roles.unlooked, progress, &mut findings)?;
        sources.push(source(sheet, rows, &mut findings)?);
        if rows == 0 {
            findings.push(Finding::new(Code::EmptyTable, Place::file(sheet.name())));
        }
        personal.extend(own.suspicions()?);
        personal.extend_from_slice(&roles.refused);
        tables.push(long::decode(own, roles, &table, &vocabulary, &words, &mut findings)?);
    }
    personal.extend(encoded.suspicions()?);
    personal.retain(|finding| !is_keyed(finding, &sheets, mapping));
    let (refused, noticed): (Vec<Finding>, Vec<Finding>) =
        personal.into_iter().partition(|finding| finding.code.severity() == Severity::Error);
    findings.extend(noticed);
    if !refused.is_empty() {
        return Err(stopped(Error::many(Kind::Refused, refused), findings));
    }
    if mapping.thorough {
        findings
            .extend([&encoded].into_iter().chain(tables.iter().map(|table| &table.encoded)).flat_map(Encoded::padded));
    }
    let first = || sources.first().map(|source| source.name.clone()).unwrap_or_default();
    if !encoded.has("id") && (joins || !mapping.rows_are_units) {
        return Err(stopped(Error::one(Kind::Usage, Finding::new(Code::NoId, Place::file(first()))), findings));
    }
    if encoded.rows() == 0 {
        return Err(stopped(Error::one(Kind::Input, Finding::new(Code::EmptyFile, Place::file(first()))), findings));
    }
    let spans = coarse::spans(&encoded, &vocabulary, &words);
    let typed = decode::decode(&mut encoded, &vocabulary, &words, &mut findings)?;
    let mut cohort = finish::finish(&encoded, (typed, spans), &tables, mapping, &words, vocabulary, &mut findings)?;
    read.extend(tables.iter().flat_map(|table| table.read.iter().cloned()));
    sort(&mut findings);
    debug_assert!(findings.iter().all(|finding| finding.code.severity() != Severity::Error));
    read.append(&mut cohort.read);
    cohort.read = read;
    cohort.sources = sources;
    cohort.findings = findings;
    cohort.lines = encoded.lines;
    Ok(cohort)
}

/// Whether a finding is about digests of which the user says that they were made with a secret key.
fn is_keyed(finding: &Finding, sheets: &[Sheet<'_>], mapping: &Mapping) -> bool {
    let same = |a: &str, b: &str| clean(a).to_lowercase() == clean(b).to_lowercase();
    let of_file = |(sheet, _): &(&Sheet<'_>, &TableMapping)| sheet.name() == finding.place.file;
    let mut keyed = sheets.iter().zip(&mapping.tables).filter(of_file).flat_map(|(_, table)| &table.keyed);
    let column = finding.place.column.as_deref().unwrap_or_default();
    finding.code == Code::Digests && keyed.any(|name| same(name, column))
}

/// Where rows came from; notes what could not be read as text.
fn source(sheet: &Sheet<'_>, rows: u64, findings: &mut Vec<Finding>) -> Result<Source> {
    if sheet.replaced {
        let place = Place::file(sheet.name());
        findings.push(Finding::new(Code::ReplacedCharacters, place).on_lines(sheet.replaced_lines()?));
    }
    Ok(Source {
        name: sheet.name().to_owned(),
        sha256: sheet.sha256.clone(),
        form: sheet.form.clone(),
        header_line: sheet.header_line,
        rows,
    })
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
