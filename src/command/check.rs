//! `polku check [PROJECT]`: everything noticed in the files, at once, with what to do about it. Exit code 1 when
//! something is worth mending.

use super::args::{Arguments, Check as Options};
use super::say::{Speaker, Stream};
use super::{Io, load};
use crate::analysis::available;
use crate::error::{Error, Result};
use crate::fact::names::fact_name;
use crate::finding::{Finding, Severity};
use crate::input::cohort::Cohort;
use crate::project::Project;
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
}

#[derive(Serialize)]
struct JsonSource<'a> {
    file: &'a str,
    sha256: &'a str,
    encoding: &'a str,
    delimiter: char,
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

/// What a check looked at.
struct Checked<'a> {
    /// None when the files could not be read to the end.
    cohort: Option<&'a Cohort>,
    findings: &'a [Finding],
    project: Option<&'a Project>,
    /// Whether cells are repeated.
    cells: bool,
}

/// Runs the check; true when nothing is worth mending.
pub(super) fn run(options: &Options, arguments: &Arguments, io: &mut Io<'_>, speaker: &mut Speaker) -> Result<bool> {
    let json = options.format == "json";
    let cells = !options.no_cells;
    let done = look(options, arguments, io, speaker);
    let (cohort, project, findings) = match &done {
        Ok((cohort, project, findings)) => (Some(cohort), Some(project), findings.as_slice()),
        // A program gets its answer whatever stopped the check; a person is told on the other stream.
        Err(error) if json => (None, None, error.findings.as_slice()),
        Err(_) => return done.map(|_| false),
    };
    let checked = Checked { cohort, findings, project, cells };
    let text = if json { checked.json(speaker)? } else { checked.page(speaker) };
    io.out.write_all(text.as_bytes()).and_then(|()| io.out.flush()).map_err(Error::bug)?;
    let (_, _, findings) = done?;
    Ok(findings.iter().all(|finding| finding.code.severity() == Severity::Note))
}

/// Reads the project and its files, and collects what a report would stop at.
fn look(
    options: &Options,
    arguments: &Arguments,
    io: &mut Io<'_>,
    speaker: &mut Speaker,
) -> Result<(Cohort, Project, Vec<Finding>)> {
    let loaded = load::project(options.project.as_deref())?;
    load::speak(speaker, arguments.language, &loaded.project)?;
    let cohort = load::read(&loaded, io, speaker)?;
    let project = loaded.project;
    // What a report of this project would stop at comes first.
    let mut findings = load::absent(project.by.as_deref(), &project.places.by, &cohort);
    if let Some(Err(error)) = project.template.as_ref().map(|id| load::template(id, &project.places.template)) {
        findings.extend(error.findings);
    }
    findings.extend(cohort.findings.iter().cloned());
    Ok((cohort, project, findings))
}

impl Checked<'_> {
    fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.code.severity() == severity).count()
    }

    /// The indicators nobody can compute, each with what it lacks: often that is one column.
    fn unavailable(&self) -> Vec<(crate::indicator::Indicator, Vec<String>)> {
        let (Some(cohort), Some(project)) = (self.cohort, self.project) else { return Vec::new() };
        let (_, mut cannot) = available(&project.wanted(&[]), cohort);
        let mut said: Vec<String> = Vec::new();
        cannot.retain(|(indicator, _)| {
            let new = !said.contains(&indicator.id);
            said.push(indicator.id.clone());
            new
        });
        cannot
    }

    fn page(&self, speaker: &Speaker) -> String {
        let c = &speaker.catalog;
        let mut lines: Vec<String> = Vec::new();
        if let Some(cohort) = self.cohort {
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
        }
        let shown = speaker.shown(self.findings, Stream::Out, self.cells);
        if shown.is_empty() {
            lines.push(c.text("cli.no_findings").to_owned());
        }
        lines.extend(shown);
        if let Some(cohort) = self.cohort {
            for (indicator, missing) in self.unavailable() {
                let name = c.own(&indicator.text).map_or(indicator.id.as_str(), |words| words.name.as_str());
                let facts: Vec<String> = missing.iter().map(|fact| fact_name(c, &cohort.vocabulary, fact)).collect();
                lines.push(c.fill("cli.skipped", &[("name", name), ("facts", &c.list(&facts))]));
            }
        }
        let count = |severity: Severity| c.integer(self.count(severity) as u64);
        let (errors, warnings, notes) = (count(Severity::Error), count(Severity::Warning), count(Severity::Note));
        lines.push(String::new());
        lines.push(c.fill("cli.findings", &[("errors", &errors), ("warnings", &warnings), ("notes", &notes)]));
        lines.join("\n") + "\n"
    }

    fn json(&self, speaker: &Speaker) -> Result<String> {
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
                    lines: &noticed.lines,
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
            sources: sources
                .iter()
                .map(|source| JsonSource {
                    file: &source.name,
                    sha256: &source.sha256,
                    encoding: source.encoding,
                    delimiter: source.delimiter,
                    rows: source.rows,
                })
                .collect(),
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
        };
        let text = serde_json::to_string_pretty(&json).map_err(Error::bug)?;
        Ok(format!("{text}\n"))
    }
}

fn mark(delimiter: char) -> String {
    if delimiter == '\t' { "tab".to_owned() } else { delimiter.to_string() }
}
