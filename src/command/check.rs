//! `polku check [PROJECT]`: everything noticed in the files, at once, with what to do about it. Exit code 1 when
//! something is worth mending.

use super::args::{Arguments, Check as Options};
use super::say::Speaker;
use super::{Io, load};
use crate::analysis::available;
use crate::error::{Error, Result};
use crate::fact::names::fact_name;
use crate::finding::{Finding, Severity};
use crate::input::cohort::Cohort;
use crate::text::finding as words;
use serde::Serialize;

#[derive(Serialize)]
struct Json<'a> {
    schema_version: u32,
    findings: Vec<JsonFinding<'a>>,
}

/// No cell value: the file may be mailed.
#[derive(Serialize)]
struct JsonFinding<'a> {
    code: &'a str,
    kind: &'a str,
    severity: &'a str,
    file: &'a str,
    line: Option<u64>,
    column: Option<&'a str>,
    rows: u64,
    lines: &'a [u64],
    what: String,
    cure: String,
}

/// Runs the check; true when nothing is worth mending.
pub(super) fn run(options: &Options, arguments: &Arguments, io: &mut Io<'_>, speaker: &mut Speaker) -> Result<bool> {
    let loaded = load::project(options.project.as_deref())?;
    load::speak(speaker, arguments.language, &loaded.project)?;
    let library = loaded.project.library.clone();
    let cohort = load::read(&loaded, io, speaker)?;
    let text = if options.format == "json" { json(&cohort, speaker)? } else { page(&cohort, &library, speaker) };
    io.out.write_all(text.as_bytes()).and_then(|()| io.out.flush()).map_err(Error::bug)?;
    Ok(cohort.findings.iter().all(|finding| finding.code.severity() == Severity::Note))
}

fn page(cohort: &Cohort, library: &crate::indicator::Library, speaker: &Speaker) -> String {
    let c = &speaker.catalog;
    let mut lines: Vec<String> = Vec::new();
    for source in &cohort.sources {
        let rows = c.fill("cli.rows", &[("n", &c.integer(source.rows))]);
        lines.push(format!("{}: {rows} ({}, {})", source.name, source.encoding, mark(source.delimiter)));
    }
    lines.push(String::new());
    lines.push(c.text("cli.recognised").to_owned());
    for column in cohort.read.iter().filter(|column| column.fact.is_some()) {
        let fact = column.fact.as_deref().unwrap_or_default();
        lines.push(format!("  {} → {} ({fact})", column.header, fact_name(c, &cohort.vocabulary, fact)));
    }
    let left: Vec<String> = cohort.read.iter().filter(|x| x.fact.is_none()).map(|x| x.header.clone()).collect();
    if !left.is_empty() {
        lines.push(c.text("cli.not_recognised").to_owned());
        lines.push(format!("  {}", left.join(c.text("format.list_separator"))));
    }
    lines.push(String::new());
    let shown = speaker.shown(&cohort.findings);
    if shown.is_empty() {
        lines.push(c.text("cli.no_findings").to_owned());
    }
    lines.extend(shown);
    // An indicator nobody can compute is worth a word as well: what it lacks is often one column.
    let (_, cannot) = available(library.iter(), cohort);
    let mut said: Vec<&str> = Vec::new();
    for (indicator, missing) in &cannot {
        if said.contains(&indicator.id.as_str()) {
            continue;
        }
        said.push(&indicator.id);
        let name = c.own(&indicator.text).map_or(indicator.id.as_str(), |words| words.name.as_str());
        let facts: Vec<String> = missing.iter().map(|fact| fact_name(c, &cohort.vocabulary, fact)).collect();
        lines.push(c.fill("cli.skipped", &[("name", name), ("facts", &c.list(&facts))]));
    }
    let count = |severity: Severity| {
        let n = cohort.findings.iter().filter(|finding| finding.code.severity() == severity).count();
        c.integer(n as u64)
    };
    let (errors, warnings, notes) = (count(Severity::Error), count(Severity::Warning), count(Severity::Note));
    lines.push(String::new());
    lines.push(c.fill("cli.findings", &[("errors", &errors), ("warnings", &warnings), ("notes", &notes)]));
    lines.join("\n") + "\n"
}

fn mark(delimiter: char) -> String {
    if delimiter == '\t' { "tab".to_owned() } else { delimiter.to_string() }
}

fn json(cohort: &Cohort, speaker: &Speaker) -> Result<String> {
    let one = |finding: &'_ Finding| -> (String, String) {
        let c = &speaker.catalog;
        (words::what(c, finding, &str::to_owned), words::cure(c, finding))
    };
    let findings = cohort
        .findings
        .iter()
        .map(|finding| {
            let (what, cure) = one(finding);
            JsonFinding {
                code: finding.code.number(),
                kind: finding.code.key(),
                severity: match finding.code.severity() {
                    Severity::Error => "error",
                    Severity::Warning => "warning",
                    Severity::Note => "note",
                },
                file: &finding.place.file,
                line: finding.place.line,
                column: finding.place.column.as_deref(),
                rows: finding.rows,
                lines: &finding.lines,
                what,
                cure,
            }
        })
        .collect();
    let text = serde_json::to_string_pretty(&Json { schema_version: 1, findings }).map_err(Error::bug)?;
    Ok(format!("{text}\n"))
}
