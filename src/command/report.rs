//! `polku report [PROJECT] -o DIR`: the main job.

use super::args::{Arguments, Report as Options};
use super::certificate::Kept;
use super::say::Speaker;
use super::{Io, folder, load};
use crate::error::Result;
use crate::finding::Place;
use crate::render::{FORMATS, File, Report};
use crate::report::{Context, compose};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The folder written where none is named.
const OUTPUT: &str = "polku-report";

pub(super) fn run(options: &Options, arguments: &Arguments, io: &mut Io<'_>, speaker: &mut Speaker) -> Result<()> {
    let loaded = load::project(options.project.as_deref())?;
    load::speak(speaker, arguments.language, &loaded.project)?;
    let template = match (&options.template, &loaded.project.template) {
        (Some(id), _) => load::template(id, &Place::default())?,
        (None, Some(id)) => load::template(id, &loaded.project.places.template)?,
        (None, None) => load::template("impact", &Place::default())?,
    };
    let output = options.output.clone().unwrap_or_else(|| loaded.root.join(OUTPUT));
    let counted = load::count(loaded, &options.counting, &[], io, speaker)?;
    let about = load::about(&counted, io);
    let context = Context {
        project: &counted.project,
        indicators: &counted.plan.indicators,
        released: &counted.released,
        about: &about,
        catalog: &speaker.catalog,
        template: &template,
    };
    let document = compose(&context);
    let report = Report { document: &document, released: &counted.released };
    let mut files = Vec::new();
    // Everything is rendered before anything is written: a format that fails leaves no half set.
    for format in FORMATS.iter().filter(|f| options.formats.is_empty() || options.formats.iter().any(|id| id == f.id)) {
        files.extend((format.render)(&report)?);
    }
    let internal = !counted.plan.policy.protects();
    if internal {
        for file in &mut files {
            file.name = marked(&file.name);
        }
    }
    let shown = output.display().to_string();
    speaker.step("cli.writing", &[("file", &shown)], io);
    let sources: BTreeMap<String, String> =
        about.sources.iter().map(|source| (source.name.clone(), source.sha256.clone())).collect();
    let said = super::manifest::about(&counted, &about, &speaker.catalog, &template.id, &options.counting);
    folder::write(&output, &files, sources, Some(said))?;
    say_written(&output, &files, io, speaker);
    // Of what was read from standard input there is no project beside which it could be kept.
    if !internal && options.project.as_deref() != Some(Path::new(load::STDIN)) {
        keep(&counted, io, speaker)?;
    }
    if internal {
        speaker.line(speaker.catalog.text("cli.internal"), io);
    }
    Ok(())
}

/// Keeps the certificate beside the project. A folder that cannot be written to takes nothing from the report.
fn keep(counted: &load::Counted, io: &mut Io<'_>, speaker: &Speaker) -> Result<()> {
    let kept = Kept::of(&counted.root, &counted.certificates)?;
    let file = kept.path.display().to_string();
    let said = if kept.write().is_ok() { "cli.certificate" } else { "cli.certificate_failed" };
    speaker.line(&speaker.catalog.fill(said, &[("file", &file)]), io);
    Ok(())
}

/// Every file name of an internal report says that it is one.
fn marked(name: &str) -> String {
    match name.rsplit_once('/') {
        Some((folder, file)) => format!("{folder}/INTERNAL-{file}"),
        None => format!("INTERNAL-{name}"),
    }
}

fn say_written(output: &std::path::Path, files: &[File], io: &mut Io<'_>, speaker: &Speaker) {
    for file in files {
        let path: PathBuf = output.join(&file.name);
        speaker.line(&speaker.catalog.fill("cli.written", &[("file", &path.display().to_string())]), io);
    }
}
