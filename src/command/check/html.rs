//! What a check found, as a page that can be sent on: no row, no cell, no small number.

use super::{Checked, Speaker};
use crate::fact::names::fact_name;
use crate::finding::{Finding, Severity};
use crate::project::Project;
use crate::render::check::{Page, Section, page};
use crate::text::{Catalog, finding as words};
use std::collections::BTreeMap;

impl Checked<'_> {
    pub(super) fn html(&self, project: Option<&Project>, speaker: &Speaker) -> String {
        let c = &speaker.catalog;
        let title = match project.map(|project| project.title.as_str()).filter(|title| !title.is_empty()) {
            Some(title) => c.fill("report.title", &[("project", title), ("kind", c.text("report.check"))]),
            None => c.text("report.check").to_owned(),
        };
        let mut sections = vec![self.findings(c)];
        if let Some(cohort) = self.cohort {
            let rows = cohort.read.iter().map(|column| {
                let fact = column.fact.as_deref().map(|fact| fact_name(c, &cohort.vocabulary, fact));
                vec![column.file.clone(), column.header.clone(), fact.unwrap_or_else(|| "–".to_owned())]
            });
            sections.push(Section {
                heading: c.text("quality.columns_caption").trim_end_matches('.').to_owned(),
                head: heads(c, &["check.file", "column.column", "column.read_as"]),
                rows: rows.collect(),
                ..Section::default()
            });
            let cannot = self.unavailable().into_iter().map(|(indicator, missing)| {
                let name = c.own(&indicator.text).map_or(indicator.id.clone(), |words| words.name.clone());
                let facts: Vec<String> = missing.iter().map(|fact| fact_name(c, &cohort.vocabulary, fact)).collect();
                vec![name, c.list(&facts)]
            });
            sections.push(Section {
                heading: c.text("check.unavailable").to_owned(),
                head: heads(c, &["check.indicator", "check.missing"]),
                rows: cannot.collect(),
                ..Section::default()
            });
        }
        if let Some(risk) = &self.risk {
            let text = self.risk_lines(risk, c);
            sections.push(Section { heading: c.text("check.risk").to_owned(), text, ..Section::default() });
        }
        let lead = vec![c.text("check.harmless").to_owned()];
        page(&Page { language: c.language(), title, lead, sections })
    }

    /// What was found, by kind and column.
    fn findings(&self, c: &Catalog) -> Section {
        let mut kinds: BTreeMap<KindAndPlace<'_>, (u64, String)> = BTreeMap::new();
        for finding in self.findings {
            let finding = without_cells(finding);
            let place = match (&finding.place.file, &finding.place.column) {
                (file, None) => file.clone(),
                (file, Some(column)) => format!("{file}: {column}"),
            };
            let what = words::what(c, &finding, &str::to_owned);
            let key = (std::cmp::Reverse(finding.code.severity()), finding.code.number(), place, what);
            let kind = kinds.entry(key).or_insert_with(|| (0, words::cure(c, &finding)));
            kind.0 += finding.rows;
        }
        let severity = |severity: Severity| match severity {
            Severity::Error => c.text("cli.error"),
            Severity::Warning => c.text("cli.warning"),
            Severity::Note => c.text("cli.note"),
        };
        let rows = kinds.into_iter().map(|((std::cmp::Reverse(kind), code, place, what), (rows, cure))| {
            vec![format!("{} {code}", severity(kind)), place, what, band(c, rows), cure]
        });
        let rows: Vec<Vec<String>> = rows.collect();
        let none = rows.is_empty().then(|| c.text("cli.no_findings").to_owned());
        Section {
            heading: c.text("check.findings").to_owned(),
            text: none.into_iter().collect(),
            head: heads(c, &["check.code", "check.place", "check.what", "check.rows", "check.cure"]),
            rows,
        }
    }
}

/// Severity, code, place and what was found.
type KindAndPlace<'a> = (std::cmp::Reverse<Severity>, &'a str, String, String);

fn heads(c: &Catalog, keys: &[&str]) -> Vec<String> {
    keys.iter().map(|key| crate::text::capitalise(c.text(key))).collect()
}

/// A finding without what came from a cell: a day, a number of rows.
fn without_cells(finding: &Finding) -> Finding {
    let mut finding = finding.clone();
    for (slot, value) in &mut finding.slots {
        if ["day", "value", "n"].contains(slot) {
            *value = "…".to_owned();
        }
    }
    finding
}

/// How many rows, roughly.
fn band(c: &Catalog, rows: u64) -> String {
    let key = match rows {
        0 => return "–".to_owned(),
        1..=4 => "under5",
        5..=19 => "under20",
        20..=99 => "under100",
        100..=999 => "under1000",
        _ => "over1000",
    };
    c.text(&format!("check.band.{key}")).to_owned()
}
