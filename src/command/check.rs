//! `polku check [PROJECT]`: everything noticed in the files, at once, with what to do about it, and how easily somebody could
//! be found in them. Exit code 1 when something is worth mending.

mod html;
mod json;
mod lists;
mod risk;

use super::args::{Arguments, Check as Options};
use super::say::{Speaker, Stream};
use super::{Io, load};
use crate::analysis::available;
use crate::error::{Error, Result};
use crate::fact::names::fact_name;
use crate::finding::{Code, Finding, Place, Severity};
use crate::indicator::Indicator;
use crate::input::Form;
use crate::input::cohort::Cohort;
use crate::input::mapping::TableKind;
use crate::input::risk::{Risk, risk as risk_of};
use crate::project::Project;
use lists::{People, no_data, people};

/// What a check looked at.
struct Checked<'a> {
    /// None when the files could not be read to the end.
    cohort: Option<&'a Cohort>,
    findings: &'a [Finding],
    cannot: &'a [(Indicator, Vec<String>)],
    /// Whether cells are repeated.
    cells: bool,
    people: Option<People>,
    risk: Option<Risk>,
}

/// What a check reads, and what it found.
struct Looked {
    cohort: Cohort,
    project: Project,
    findings: Vec<Finding>,
    /// Indicators the data cannot answer, each with what it lacks.
    cannot: Vec<(Indicator, Vec<String>)>,
}

/// Runs the check; true when nothing is worth mending.
pub(super) fn run(options: &Options, arguments: &Arguments, io: &mut Io<'_>, speaker: &mut Speaker) -> Result<bool> {
    let told = options.format != "text";
    let cells = !options.no_cells;
    let done = look(options, arguments, io, speaker);
    let (cohort, project, findings) = match &done {
        Ok(looked) => (Some(&looked.cohort), Some(&looked.project), looked.findings.as_slice()),
        // A program gets its answer whatever stopped the check; a person is told on the other stream.
        Err(error) if told => (None, None, error.findings.as_slice()),
        Err(error) => {
            lists::write_all(options.all.as_deref(), &error.findings, speaker)?;
            return done.map(|_| false);
        }
    };
    // Where nobody is told apart rows are no people, and occasions never are.
    let identified = |cohort: &&Cohort| cohort.read.iter().any(|column| column.fact.as_deref() == Some("id"));
    let occasions =
        project.is_some_and(|project| project.mapping.tables.iter().all(|table| table.kind == TableKind::Activity));
    let people = cohort.filter(identified).map(people).transpose()?;
    let risk = cohort.filter(|_| !occasions).map(risk_of).transpose()?.flatten();
    let cannot = done.as_ref().map(|looked| looked.cannot.as_slice()).unwrap_or_default();
    let checked = Checked { cohort, findings, cannot, cells, people, risk };
    let text = match options.format.as_str() {
        "json" => checked.json(speaker)?,
        "html" => checked.html(project, speaker),
        _ => checked.page(speaker),
    };
    lists::write_all(options.all.as_deref(), findings, speaker)?;
    match &options.output {
        Some(path) => lists::write(path, &text, crate::render::check::MARK)?,
        None => io.out.write_all(text.as_bytes()).and_then(|()| io.out.flush()).map_err(Error::bug)?,
    }
    Ok(done?.findings.iter().all(|finding| finding.code.severity() == Severity::Note))
}

/// Reads the project and its files, and collects what a report would stop at.
fn look(options: &Options, arguments: &Arguments, io: &mut Io<'_>, speaker: &mut Speaker) -> Result<Looked> {
    let mut loaded = load::project(options.project.as_deref())?;
    load::speak(speaker, arguments.language, &loaded.project)?;
    loaded.project.mapping.thorough = true;
    let parts = load::read_parts(&loaded, io, speaker)?;
    let cohort = load::told(&parts)?;
    let project = loaded.project;
    // What a report of this project would stop at comes first.
    let mut findings = load::absent(project.by.as_deref(), &project.places.by, &parts);
    findings.extend(load::unweighable(&project, &parts));
    if let Some(Err(error)) = project.template.as_ref().map(|id| load::template(id, &project.places.template)) {
        findings.extend(error.findings);
    }
    let mut cannot = Vec::new();
    for part in &parts {
        let (can, lacking) = available(&part.project.wanted(&[]), &part.cohort);
        if can.is_empty() {
            let file = part.cohort.sources.first().map(|source| source.name.clone()).unwrap_or_default();
            findings.push(Finding::new(Code::NoIndicators, Place::file(file)));
        }
        findings.extend(no_data(&can, &part.cohort, speaker));
        cannot.extend(lacking);
    }
    findings.extend(cohort.findings.iter().cloned());
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.code.severity()));
    Ok(Looked { cohort, project, findings, cannot })
}

impl Checked<'_> {
    fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.code.severity() == severity).count()
    }

    /// The indicators nobody can compute, each with what it lacks: often that is one column.
    fn unavailable(&self) -> Vec<(Indicator, Vec<String>)> {
        let mut cannot = self.cannot.to_vec();
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
                lines.push(format!("{}: {rows} ({})", source.name, source.form.in_short()));
                if let Form::Text { encoding, evidence, .. } = source.form {
                    let key = format!("cli.evidence.{}", evidence.id());
                    let why = c.text(&key);
                    lines.push(format!("  {}", c.fill("cli.encoding", &[("encoding", encoding), ("why", why)])));
                }
            }
            lines.push(String::new());
            lines.push(c.text("cli.recognised").to_owned());
            let mut read: Vec<_> = cohort.read.iter().filter(|column| column.fact.is_some()).collect();
            let place = |file: &str| cohort.sources.iter().position(|source| source.name == file);
            read.sort_by_key(|column| place(&column.file));
            let mut file = "";
            for column in read {
                if cohort.sources.len() > 1 && column.file != file {
                    file = &column.file;
                    lines.push(format!("  {file}"));
                }
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
        if let Some(people) = &self.people {
            lines.push(String::new());
            lines.push(people.say(c));
        }
        if let Some(risk) = &self.risk {
            lines.push(String::new());
            lines.push(format!("{}:", c.text("check.risk")));
            lines.extend(self.risk_lines(risk, c).into_iter().map(|line| format!("  {line}")));
        }
        let count = |severity: Severity| c.integer(self.count(severity) as u64);
        let (errors, warnings, notes) = (count(Severity::Error), count(Severity::Warning), count(Severity::Note));
        lines.push(String::new());
        lines.push(c.fill("cli.findings", &[("errors", &errors), ("warnings", &warnings), ("notes", &notes)]));
        lines.join("\n") + "\n"
    }
}
