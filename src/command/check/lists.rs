//! What a check counts, and the file with every line of every finding.

use super::Speaker;
use crate::command::interrupt;
use crate::error::{Error, Kind, Result};
use crate::fact::Kind as FactKind;
use crate::fact::names::fact_name;
use crate::finding::{Code, Finding, Place};
use crate::indicator::Indicator;
use crate::input::cohort::Cohort;
use crate::text::{Catalog, finding as words};
use std::collections::BTreeSet;
use std::path::Path;

/// Persons and participations, which are never the same.
pub(super) struct People {
    pub(super) participations: u64,
    pub(super) people: u64,
    /// Who take part more than once.
    pub(super) several: u64,
}

impl People {
    pub(super) fn say(&self, c: &Catalog) -> String {
        let (people, rows, several) = (c.integer(self.people), c.integer(self.participations), c.integer(self.several));
        c.fill("check.people", &[("people", &people), ("rows", &rows), ("several", &several)])
    }
}

pub(super) fn people(cohort: &Cohort) -> Result<People> {
    let ids = cohort.integers("id")?;
    let mut rows = vec![0u32; ids.iter().flatten().max().map_or(0, |last| *last as usize + 1)];
    for id in ids.iter().flatten() {
        rows.iter_mut().skip(*id as usize).take(1).for_each(|rows| *rows += 1);
    }
    let with = |least: u32| rows.iter().filter(|rows| **rows >= least).count() as u64;
    Ok(People { participations: ids.len() as u64, people: with(1), several: with(2) })
}

/// The indicators whose columns are there but say nothing of anybody.
pub(super) fn no_data(indicators: &[Indicator], cohort: &Cohort, speaker: &Speaker) -> Vec<Finding> {
    let c = &speaker.catalog;
    // An event that is nowhere has not happened to anybody: that is known.
    let event = |fact: &str| cohort.vocabulary.fact(fact).is_some_and(|fact| fact.kind == FactKind::Event);
    let nothing = |fact: &String| {
        cohort.frame.column(fact).is_ok_and(|column| column.null_count() == column.len()) && !event(fact)
    };
    let mut told: BTreeSet<&str> = BTreeSet::new();
    let mut found = Vec::new();
    for indicator in indicators {
        let facts: Vec<String> = indicator.facts().into_iter().filter(nothing).collect();
        if facts.is_empty() || !told.insert(&indicator.id) {
            continue;
        }
        let names: Vec<String> = facts.iter().map(|fact| fact_name(c, &cohort.vocabulary, fact)).collect();
        let name = c.own(&indicator.text).map_or(indicator.id.as_str(), |words| words.name.as_str());
        let file = cohort.sources.first().map(|source| source.name.clone()).unwrap_or_default();
        let finding = Finding::new(Code::NoData, Place::file(file)).with("name", name).with("facts", c.list(&names));
        found.push(finding.with("n", c.integer(cohort.frame.height() as u64)));
    }
    found
}

/// The first line of the list of all lines.
const HEAD: &str = "code,kind,severity,file,line,column,what\n";

/// Writes every line of every finding, where that was asked for: no cell.
pub(super) fn write_all(path: Option<&Path>, findings: &[Finding], speaker: &Speaker) -> Result<()> {
    let Some(path) = path else { return Ok(()) };
    let mut writer = csv::Writer::from_writer(Vec::new());
    for finding in findings {
        let (code, what) = (finding.code, words::what(&speaker.catalog, finding, &str::to_owned));
        let column = finding.place.column.clone().unwrap_or_default();
        let mut row = |line: String| {
            let cells = [code.number(), code.key(), code.severity().id(), &finding.place.file, &line, &column, &what];
            writer.write_record(cells.map(harmless))
        };
        let lines = || finding.lines.iter().map(ToString::to_string);
        let alone = finding.place.line.map(|line| line.to_string()).unwrap_or_default();
        if finding.lines.is_empty() {
            row(alone).map_err(Error::bug)?;
        }
        lines().try_for_each(row).map_err(Error::bug)?;
    }
    let rows = writer.into_inner().map_err(|error| Error::bug(anyhow::anyhow!("{error}")))?;
    write(path, &format!("{HEAD}{}", String::from_utf8_lossy(&rows)), HEAD)
}

/// A text that no spreadsheet takes for a formula.
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

/// Writes a file, but not over one that polku did not write: those have `mark` in them.
pub(super) fn write(path: &Path, text: &str, mark: &str) -> Result<()> {
    let shown = path.display().to_string();
    if let Ok(before) = std::fs::read(path)
        && !String::from_utf8_lossy(&before).contains(mark)
    {
        return Err(Error::one(Kind::Usage, Finding::new(Code::NotOurs, Place::file(shown))));
    }
    interrupt::whole(|| std::fs::write(path, text).map_err(|cause| Error::file(shown, cause)))
}
