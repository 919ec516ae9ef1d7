//! Messages to a person: findings and errors in their language, on the error stream.

use super::Io;
use super::args::{Arguments, Color};
use crate::error::{Error, Kind, Result};
use crate::fact::status::Statuses;
use crate::finding::{Finding, Severity};
use crate::text::{Catalog, Language, finding as words};
use std::collections::BTreeMap;

/// Rows from which reading takes long enough to be shown.
const LARGE: u64 = 50_000;
/// Findings of a kind shown on screen.
const SHOWN: usize = 20;

/// Where a line goes; each has colour when a person sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stream {
    /// Data.
    Out,
    /// Messages.
    Err,
}

fn paint(color: bool, code: &str, text: &str) -> String {
    if color { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
}

/// Speaks the user's language.
pub(super) struct Speaker {
    pub(super) catalog: Catalog,
    color: bool,
    color_out: bool,
    quiet: bool,
    live: bool,
}

impl Speaker {
    pub(super) fn new(catalog: Catalog, arguments: &Arguments, io: &Io<'_>) -> Speaker {
        let set = |name: &str| io.env.get(name).is_some_and(|value| !value.is_empty());
        let dumb = io.env.get("TERM").is_some_and(|term| term == "dumb");
        let color = |terminal: bool| match arguments.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => terminal && !set("NO_COLOR") && !dumb,
        };
        let (color, color_out) = (color(io.err_is_terminal), color(io.out_is_terminal));
        Speaker { catalog, color, color_out, quiet: arguments.quiet, live: io.err_is_terminal && !dumb }
    }

    /// Goes on in another language.
    pub(super) fn speak(&mut self, language: Language) -> Result<()> {
        if language != self.catalog.language() {
            self.catalog = Catalog::load(language).map_err(Error::bug)?;
        }
        Ok(())
    }

    /// Takes up the words of a project's own.
    pub(super) fn learn(&mut self, statuses: &Statuses) {
        for status in statuses.iter().filter(|status| status.own) {
            let name = self.catalog.own(&status.name).cloned().unwrap_or_else(|| status.id.clone());
            self.catalog.name_status(&status.id, &name);
        }
    }

    fn painted(&self, code: &str, text: &str) -> String {
        paint(self.color, code, text)
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

    /// How many rows were read so far, on one line that is written over; only where a person watches a large file.
    pub(super) fn progress(&self, rows: u64, io: &mut Io<'_>) {
        if self.live && !self.quiet && rows >= LARGE {
            let text = self.catalog.fill("cli.rows", &[("n", &self.catalog.integer(rows))]);
            let _ = write!(io.err, "\r{text}");
        }
    }

    /// Whether somebody watches messages come.
    pub(super) fn is_watched(&self) -> bool {
        self.live && !self.quiet
    }

    /// How far protecting is, on one line that is written over.
    pub(super) fn protecting(&self, (done, of): (usize, usize), io: &mut Io<'_>) {
        if self.is_watched() && of > 0 {
            let [done, of] = [done, of].map(|n| self.catalog.integer(n as u64));
            let text = self.catalog.fill("cli.protecting", &[("done", &done), ("of", &of)]);
            let _ = write!(io.err, "\r{text}");
        }
    }

    /// Clears the line of [`Speaker::progress`].
    pub(super) fn progress_done(&self, io: &mut Io<'_>) {
        if self.live && !self.quiet {
            let _ = write!(io.err, "\r\x1b[K");
        }
    }

    /// Everything noticed: the worst first, the first twenty of a kind.
    pub(super) fn findings(&self, findings: &[Finding], io: &mut Io<'_>) {
        for line in self.shown(findings, Stream::Err, true) {
            self.line(&line, io);
        }
    }

    /// The lines of [`Speaker::findings`], for one of the streams, with the cells they are about or without.
    pub(super) fn shown(&self, findings: &[Finding], to: Stream, cells: bool) -> Vec<String> {
        let mut count: BTreeMap<&str, usize> = BTreeMap::new();
        let mut lines = Vec::new();
        for finding in findings {
            let of_kind = count.entry(finding.code.number()).or_default();
            *of_kind += 1;
            if *of_kind <= SHOWN {
                lines.push(self.finding(finding, to, cells));
            }
        }
        for (code, of_kind) in count.into_iter().filter(|(_, n)| *n > SHOWN) {
            let more = self.catalog.integer((of_kind - SHOWN) as u64);
            lines.push(format!("{code} {}", self.catalog.fill("cli.more", &[("n", &more)])));
        }
        lines
    }

    fn finding(&self, finding: &Finding, to: Stream, cells: bool) -> String {
        let c = &self.catalog;
        let (word, shade) = match finding.code.severity() {
            Severity::Error => ("cli.error", "1;31"),
            Severity::Warning => ("cli.warning", "1;33"),
            Severity::Note => ("cli.note", "1;36"),
        };
        let color = if to == Stream::Out { self.color_out } else { self.color };
        let head = format!("{} {}", paint(color, shade, c.text(word)), finding.code.number());
        let place = words::place(c, finding);
        let mut parts =
            vec![if place.is_empty() { place } else { format!("{place}:") }, words::what(c, finding, &str::to_owned)];
        parts.extend(words::value(c, finding).filter(|_| cells));
        parts.extend(words::suggestion(c, finding));
        if finding.rows > 1 {
            parts.push(c.fill("finding_part.rows", &[("rows", &c.integer(finding.rows))]));
        }
        parts.push(words::cure(c, finding));
        format!("{head} {}", parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" "))
    }

    /// Why a command stopped.
    pub(super) fn error(&self, error: &Error, io: &mut Io<'_>) {
        for line in self.shown(&error.findings, Stream::Err, true) {
            let _ = writeln!(io.err, "{line}");
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
