//! `polku verify DIR`: is a folder what it says it is, and does it keep what it hides? Exit code 1 when something is wrong.

use super::args::{Arguments, Verify as Options};
use super::certificate::Kept;
use super::load::{self, Counted};
use super::say::{Speaker, Stream};
use super::{Io, args, folder};
use crate::analysis::{Certificate, Plan, Policy, Released, Replay, replay, run as analyse};
use crate::error::{Error, Result};
use crate::finding::{Code, Finding, Place, Severity};
use crate::input::cohort::Cohort;
use crate::render::results_json;
use crate::text::finding as words;
use crate::verify::manifest::Manifest;
use crate::verify::replay::changed;
use crate::verify::rows::{Row, of_json};
use crate::verify::{Files, Verified, files, verify};
use serde::Serialize;
use std::collections::BTreeSet;

/// Everything there is to say, read by programs. No field ever goes or changes its meaning without a new version.
#[derive(Serialize)]
struct Json<'a> {
    schema_version: u32,
    passed: bool,
    internal: bool,
    files: usize,
    rows: usize,
    numbers: usize,
    hidden: Option<usize>,
    attacked: Option<usize>,
    narrowest: Option<[i64; 2]>,
    findings: Vec<JsonFinding<'a>>,
}

#[derive(Serialize)]
struct JsonFinding<'a> {
    code: &'a str,
    kind: &'a str,
    severity: &'a str,
    file: &'a str,
    line: Option<u64>,
    what: String,
    cure: String,
}

/// Verifies a folder; true when all is well.
pub(super) fn run(options: &Options, arguments: &Arguments, io: &mut Io<'_>, speaker: &mut Speaker) -> Result<bool> {
    let (found, manifest) = folder::read(&options.dir)?;
    let of_report = manifest.report.as_ref().and_then(|about| about.language.parse().ok());
    if let (None, Some(language)) = (arguments.language, of_report) {
        speaker.speak(language)?;
    }
    let again = match &options.project {
        Some(project) => Some(count_again(project, &manifest, io, speaker)?),
        None => None,
    };
    let truth = again.as_ref().map(|again| again.truth.as_slice());
    let mut verified = verify(&found, &manifest, env!("CARGO_PKG_VERSION"), truth).map_err(Error::bug)?;
    if let Some(again) = &again {
        verified.findings.extend(again.compare(&found, &manifest));
    }
    verified.findings.sort_by_key(|finding| std::cmp::Reverse(finding.code.severity()));
    let text = if options.format == "json" { json(&verified, speaker)? } else { page(&verified, options, speaker) };
    io.out.write_all(text.as_bytes()).and_then(|()| io.out.flush()).map_err(Error::bug)?;
    Ok(verified.passed())
}

/// What the data give now.
struct Again {
    /// Data files by name, with their hashes.
    sources: Vec<(String, String)>,
    rows: Vec<Row>,
    /// The same with nothing hidden.
    truth: Vec<Row>,
    /// What is wrong with the certificate.
    proof: Vec<Finding>,
}

fn count_again(
    project: &std::path::Path,
    manifest: &Manifest,
    io: &mut Io<'_>,
    speaker: &mut Speaker,
) -> Result<Again> {
    let about = manifest.report.clone().unwrap_or_default();
    let counting = args::Counting { internal: !about.policy.protects() && manifest.report.is_some(), by: about.by };
    let loaded = load::project(Some(project))?;
    let Counted { plan, cohort, released, parts, certificates, root, .. } =
        load::count(loaded, &counting, &[], io, speaker)?;
    let (all, mut truth) = (rows_of(&released)?, Vec::new());
    let kept = Kept::of(&root, &certificates)?;
    let found = kept.read().filter(|found| found.len() == parts.len());
    let mut proof = Vec::new();
    if plan.policy.protects() && found.is_none() {
        proof.push(Finding::new(Code::NoCertificate, Place::file(kept.path.display().to_string())));
    }
    for ((plan, part), certificate) in parts.into_iter().zip(found.unwrap_or(certificates)) {
        let of_part = rows_of(&analyse(&Plan { policy: Policy::INTERNAL, ..plan.clone() }, &part)?)?;
        if plan.policy.protects() {
            let names: BTreeSet<String> = of_part.iter().map(Row::name).collect();
            let told: Vec<Row> = all.iter().filter(|row| names.contains(&row.name())).cloned().collect();
            proof.extend(proved(&plan, &part, &certificate, &told, &kept.path)?);
        }
        truth.extend(of_part);
    }
    let sources = cohort.sources.iter().map(|source| (source.name.clone(), source.sha256.clone())).collect();
    Ok(Again { sources, rows: all, truth, proof })
}

/// Counts the people of a certificate and compares them with what was published.
fn proved(
    plan: &Plan,
    cohort: &Cohort,
    certificate: &Certificate,
    rows: &[Row],
    path: &std::path::Path,
) -> Result<Option<Finding>> {
    let Replay { populations, mut wrong } = replay(plan, cohort, certificate)?;
    for population in &populations {
        wrong.extend(changed(rows, &rows_of(population)?));
    }
    let finding = |first: &String| {
        Finding::new(Code::NoProof, Place::file(path.display().to_string())).with("row", first).with("n", wrong.len())
    };
    Ok(wrong.first().map(finding))
}

/// Results as a reader of the files has them.
fn rows_of(released: &Released) -> Result<Vec<Row>> {
    let results = of_json(&results_json(&[released])?).map_err(Error::bug)?;
    Ok(results.results.into_iter().flat_map(|set| set.rows).collect())
}

impl Again {
    fn compare(&self, found: &Files, manifest: &Manifest) -> Vec<Finding> {
        let mut findings = files::sources(manifest, &self.sources);
        findings.extend(self.proof.iter().cloned());
        let Some((name, rows)) = files::rows(found) else { return findings };
        let differ = rows.iter().zip(&self.rows).filter(|(was, now)| !was.is(now)).count();
        let differ = differ + rows.len().abs_diff(self.rows.len());
        if let Some(row) = rows.iter().zip(&self.rows).find(|(was, now)| !was.is(now)).map(|(was, _)| was.name()) {
            let finding = Finding::new(Code::OtherResults, Place::file(name));
            findings.push(finding.with("row", row).with("n", differ));
        } else if differ > 0 {
            findings.push(Finding::new(Code::OtherResults, Place::file(name)).with("row", "–").with("n", differ));
        }
        findings
    }
}

fn page(verified: &Verified, options: &Options, speaker: &Speaker) -> String {
    let c = &speaker.catalog;
    let whole = |n: usize| c.integer(n as u64);
    let mut lines = Vec::new();
    let files = whole(verified.files);
    lines.push(c.fill("verify.files", &[("n", &files)]));
    lines.push(c.fill("verify.numbers", &[("rows", &whole(verified.rows)), ("n", &whole(verified.numbers))]));
    if verified.internal {
        lines.push(c.text("verify.internal").to_owned());
    }
    if let Some(attacked) = &verified.attacked {
        let slots = [("hidden", whole(attacked.hidden)), ("n", whole(attacked.targets))];
        let slots: Vec<(&str, &str)> = slots.iter().map(|(slot, n)| (*slot, n.as_str())).collect();
        lines.push(c.fill("verify.attacked", &slots));
        if let Some((low, high)) = attacked.narrowest {
            let range = c.span(low as f64, high as f64, 0);
            lines.push(c.fill("verify.narrowest", &[("range", &range)]));
        }
    }
    if options.project.is_some() {
        lines.push(c.text("verify.again").to_owned());
    }
    lines.push(String::new());
    lines.extend(speaker.shown(&verified.findings, Stream::Out, true));
    lines.push(c.text(if verified.passed() { "verify.passed" } else { "verify.failed" }).to_owned());
    lines.join("\n") + "\n"
}

fn json(verified: &Verified, speaker: &Speaker) -> Result<String> {
    let c = &speaker.catalog;
    let findings = verified
        .findings
        .iter()
        .map(|finding| JsonFinding {
            code: finding.code.number(),
            kind: finding.code.key(),
            severity: Severity::id(finding.code.severity()),
            file: &finding.place.file,
            line: finding.place.line,
            what: words::what(c, finding, &str::to_owned),
            cure: words::cure(c, finding),
        })
        .collect();
    let attacked = verified.attacked.as_ref();
    let json = Json {
        schema_version: 1,
        passed: verified.passed(),
        internal: verified.internal,
        files: verified.files,
        rows: verified.rows,
        numbers: verified.numbers,
        hidden: attacked.map(|attacked| attacked.hidden),
        attacked: attacked.map(|attacked| attacked.targets),
        narrowest: attacked.and_then(|attacked| attacked.narrowest).map(|(low, high)| [low, high]),
        findings,
    };
    let text = serde_json::to_string_pretty(&json).map_err(Error::bug)?;
    Ok(format!("{text}\n"))
}
