//! Messages to a person: findings and errors in their language, on the error stream.

use super::Io;
use super::args::{Arguments, Color};
use crate::error::{Error, Kind};
use crate::finding::{Finding, Severity};
use crate::text::Catalog;
use std::collections::BTreeMap;

/// Findings of a kind shown on screen.
const SHOWN: usize = 20;

/// Speaks the user's language.
pub(super) struct Speaker {
    pub(super) catalog: Catalog,
    color: bool,
    quiet: bool,
    live: bool,
}

impl Speaker {
    pub(super) fn new(catalog: Catalog, arguments: &Arguments, io: &Io<'_>) -> Speaker {
        let set = |name: &str| io.env.get(name).is_some_and(|value| !value.is_empty());
        let dumb = io.env.get("TERM").is_some_and(|term| term == "dumb");
        let color = match arguments.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => io.err_is_terminal && !set("NO_COLOR") && !dumb,
        };
        Speaker { catalog, color, quiet: arguments.quiet, live: io.err_is_terminal && !dumb }
    }

    fn painted(&self, code: &str, text: &str) -> String {
        if self.color { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }

    /// A line on the error stream. That nobody can read it is no reason to stop.
    pub(super) fn line(&self, text: &str, io: &mut Io<'_>) {
        if !self.quiet {
            let _ = writeln!(io.err, "{text}");
        }
    }

    /// What is being done, where a person watches.
    pub(super) fn step(&self, key: &str, slots: &[(&str, &str)], io: &mut Io<'_>) {
        if self.live && !self.quiet {
            let text = self.catalog.fill(key, slots);
            let _ = writeln!(io.err, "{}", self.painted("2", &text));
        }
    }

    /// Everything noticed: the worst first, the first twenty of a kind.
    pub(super) fn findings(&self, findings: &[Finding], io: &mut Io<'_>) {
        let mut shown: BTreeMap<&str, usize> = BTreeMap::new();
        for finding in findings {
            let count = shown.entry(finding.code.number()).or_default();
            *count += 1;
            if *count <= SHOWN {
                self.line(&self.finding(finding), io);
            }
        }
        for (code, count) in shown.into_iter().filter(|(_, count)| *count > SHOWN) {
            let more = self.catalog.integer((count - SHOWN) as u64);
            self.line(&format!("{code} {}", self.catalog.fill("cli.more", &[("n", &more)])), io);
        }
    }

    fn finding(&self, finding: &Finding) -> String {
        let c = &self.catalog;
        let (word, paint) = match finding.code.severity() {
            Severity::Error => ("cli.error", "1;31"),
            Severity::Warning => ("cli.warning", "1;33"),
            Severity::Note => ("cli.note", "1;36"),
        };
        let head = format!("{} {}", self.painted(paint, c.text(word)), finding.code.number());
        let mut parts = vec![self.place(finding)];
        let mut slots: Vec<(&str, String)> = finding.slots.clone();
        if let Some((_, why)) = finding.slots.iter().find(|(slot, _)| *slot == "why") {
            let inner: Vec<(&str, &str)> = finding.slots.iter().map(|(k, v)| (*k, v.as_str())).collect();
            slots.push(("cause", c.fill(why, &inner)));
        }
        if let Some(scale) = scale_of(finding) {
            slots.push(("scale", c.span(scale.0, scale.1, 0)));
        }
        if let Some((_, day)) = finding.slots.iter().find(|(slot, _)| *slot == "day") {
            slots.push(("date", day.parse().map_or_else(|_| day.clone(), |day| c.date(day))));
        }
        slots.push(("table", values_table(finding)));
        let slots: Vec<(&str, &str)> = slots.iter().map(|(k, v)| (*k, v.as_str())).collect();
        let said = |form: &str| c.fill(&format!("finding.{}.{form}", finding.code.key()), &slots);
        parts.push(said("what"));
        let slot = |name: &str| finding.slots.iter().find(|(slot, _)| *slot == name).map(|(_, v)| v.as_str());
        if let Some(value) = slot("value") {
            parts.push(c.fill("finding_part.value", &[("value", value)]));
        }
        if let Some(near) = slot("nearest").filter(|near| !near.is_empty()) {
            parts.push(c.fill("finding_part.suggestion", &[("name", near)]));
        }
        if finding.rows > 1 {
            parts.push(c.fill("finding_part.rows", &[("rows", &c.integer(finding.rows))]));
        }
        parts.push(said("cure"));
        format!("{head} {}", parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" "))
    }

    fn place(&self, finding: &Finding) -> String {
        let place = &finding.place;
        let row = place.line.map(|line| line.to_string()).unwrap_or_default();
        let column = place.column.clone().unwrap_or_default();
        let key = match (place.line, &place.column) {
            (Some(_), Some(_)) => "finding_part.at_cell",
            (Some(_), None) => "finding_part.at_line",
            (None, Some(_)) => "finding_part.at_column",
            (None, None) if place.file.is_empty() => return String::new(),
            (None, None) => "finding_part.at_file",
        };
        let said = self.catalog.fill(key, &[("file", &place.file), ("row", &row), ("column", &column)]);
        format!("{}:", said.trim_end_matches(':'))
    }

    /// Why a command stopped.
    pub(super) fn error(&self, error: &Error, io: &mut Io<'_>) {
        for finding in &error.findings {
            let _ = writeln!(io.err, "{}", self.finding(finding));
        }
        if let Some(cause) = &error.cause {
            let word = self.painted("1;31", self.catalog.text("cli.error"));
            let _ = writeln!(io.err, "{word} {cause:#}");
        }
        let last = match error.kind {
            Kind::Refused => Some("cli.refused"),
            Kind::Bug => Some("cli.bug"),
            Kind::Usage | Kind::Input => None,
        };
        if let Some(key) = last {
            let _ = writeln!(io.err, "{}", self.catalog.text(key));
        }
    }
}

fn scale_of(finding: &Finding) -> Option<(f64, f64)> {
    let number = |name: &str| finding.slots.iter().find(|(slot, _)| *slot == name)?.1.parse().ok();
    Some((number("min")?, number("max")?))
}

/// The table of polku.toml where the meaning of a word is written.
fn values_table(finding: &Finding) -> String {
    let fact = finding.slots.iter().find(|(slot, _)| *slot == "fact").map_or("status", |(_, fact)| fact.as_str());
    format!("[values.{fact}]")
}
