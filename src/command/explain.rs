//! `polku explain [INDICATOR | CODE]`: definition, rule, source, the same words as in a report; and how an indicator
//! decides about the person on a row.

use super::args::{Arguments, Explain as Options};
use super::load::Loaded;
use super::say::Speaker;
use super::{Io, load};
use crate::analysis::{split, trace};
use crate::error::{Error, Kind, Result};
use crate::fact::instrument::aggregates;
use crate::fact::names::fact_name;
use crate::fact::nearest;
use crate::finding::{Code, Finding, Place, Severity};
use crate::input::cohort::Cohort;
use crate::project::Project;
use crate::render::markdown::{Style, blocks};
use crate::report::document::{Block, Text};
use crate::report::{Case, Explainer};
use crate::text::Catalog;

pub(super) fn run(options: &Options, arguments: &Arguments, io: &mut Io<'_>, speaker: &mut Speaker) -> Result<()> {
    if options.row.is_some() && !options.internal {
        return Err(Error::one(Kind::Refused, Finding::new(Code::OnePerson, Place::default())));
    }
    // A project's own indicators are explained like the built-in ones.
    let mut loaded = match &options.project {
        None if options.row.is_none() => None,
        path => Some(load::project(path.as_deref())?),
    };
    if let Some(loaded) = &mut loaded {
        load::speak(speaker, arguments.language, &loaded.project)?;
        loaded.project.wants(&options.id.iter().cloned().collect::<Vec<_>>());
    }
    let about_one = options.id.as_ref().filter(|id| !is_code(id));
    let part = loaded.as_ref().zip(about_one).map(|(loaded, id)| part(loaded, id));
    let cohort = part.as_ref().map(|part| load::read(part, io, speaker)).transpose()?;
    let project = match loaded {
        Some(loaded) => loaded.project,
        None => Project::of_data("", "polku")?,
    };
    let vocabulary = cohort.as_ref().map_or(&project.vocabulary, |cohort| &cohort.vocabulary);
    let explainer = Explainer { catalog: &speaker.catalog, vocabulary, library: &project.library };
    let style = if options.format == "md" { Style::Markdown } else { Style::Plain };
    let written = match (&options.id, &options.row, &cohort) {
        (None, ..) if options.all => explainer.all(&aggregates().map_err(Error::bug)?),
        (None, ..) => list(&explainer, &project),
        (Some(id), Some(row), Some(cohort)) => {
            let project = part.as_ref().map_or(&project, |part| &part.project);
            traces(&explainer, project, cohort, id, row)?
        }
        (Some(id), _, cohort) => match project.library.get(id).next() {
            Some(indicator) => explainer.explain(indicator, cohort.as_ref().map_or(&[], |cohort| &cohort.read)),
            None => {
                let found = explainer.instrument(id).or_else(|| codes(&explainer, id));
                found.ok_or_else(|| unknown(id, &project))?
            }
        },
    };
    io.out.write_all(blocks(&written, style).as_bytes()).and_then(|()| io.out.flush()).map_err(Error::bug)?;
    if options.row.is_some() {
        speaker.line(speaker.catalog.text("cli.internal"), io);
    }
    Ok(())
}

/// The part of a project an indicator is about: people, answers or occasions.
fn part(loaded: &Loaded, id: &str) -> Loaded {
    let mut parts = loaded.project.parts();
    let about = parts.iter().position(|part| part.library.get(id).next().is_some()).unwrap_or(0);
    let project = if about < parts.len() { parts.swap_remove(about) } else { loaded.project.clone() };
    Loaded { project, root: loaded.root.clone() }
}

/// How an indicator decides about the person on a row, at each of its moments.
fn traces(explainer: &Explainer<'_>, project: &Project, cohort: &Cohort, id: &str, row: &str) -> Result<Vec<Block>> {
    if project.library.get(id).next().is_none() {
        return Err(unknown(id, project));
    }
    // Whatever is wrong with the place is said of all rows.
    row_at(cohort, row)?;
    let (people, others) = split(cohort.clone())?;
    let mut written = Vec::new();
    let cohort = match others {
        Some(others) if row_at(&others, row).is_ok() => {
            let said = explainer.catalog.text("trace.comparison").to_owned();
            written.push(Block::Paragraph(said.into()));
            others
        }
        _ => people,
    };
    let cohort = &cohort;
    let row = row_at(cohort, row)?;
    let plan = load::plan(project, cohort, &[id.to_owned()], None, true);
    for indicator in &plan.indicators {
        let traced = trace(&plan, cohort, indicator, row)?;
        let case = Case { indicator, unit: plan.unit_of(indicator), period: plan.period, cohort };
        written.extend(explainer.trace(case, &traced));
    }
    for (indicator, missing) in &plan.unavailable {
        let facts: Vec<String> =
            missing.iter().map(|fact| fact_name(explainer.catalog, explainer.vocabulary, fact)).collect();
        let slots = [("name", explainer.name(indicator)), ("facts", explainer.catalog.list(&facts))];
        let slots = slots.each_ref().map(|(slot, value)| (*slot, value.as_str()));
        written.push(Block::Paragraph(explainer.catalog.fill("cli.skipped", &slots).into()));
    }
    Ok(written)
}

/// The row that stands at `N` or `FILE:N`, in lines as an editor counts them.
fn row_at(cohort: &Cohort, at: &str) -> Result<usize> {
    let (file, line) = match at.rsplit_once(':') {
        Some((file, line)) => (Some(file), line),
        None => (None, at),
    };
    let rows = line.parse().map(|line| cohort.rows_at(file, line)).unwrap_or_default();
    match rows[..] {
        [row] => Ok(row),
        _ => {
            let files: Vec<&str> = cohort.sources.iter().map(|source| source.name.as_str()).collect();
            let code = if rows.is_empty() { Code::NoSuchRow } else { Code::RowInMany };
            let finding = Finding::new(code, Place::default()).with("row", at).with("files", files.join(", "));
            Err(Error::one(Kind::Usage, finding))
        }
    }
}

/// Whether a word is a code of findings, or the beginning of some.
fn is_code(id: &str) -> bool {
    Code::ALL.iter().any(|code| begins(*code, id))
}

fn begins(code: Code, id: &str) -> bool {
    let number = code.number();
    number.get(..id.len()).is_some_and(|begin| id.len() > 1 && begin.eq_ignore_ascii_case(id))
}

fn list(explainer: &Explainer<'_>, project: &Project) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut families: Vec<(&str, Vec<Text>)> = Vec::new();
    for indicator in project.library.ids().into_iter().filter_map(|id| project.library.get(id).next()) {
        let line = Text::default().code(indicator.id.as_str()).plain(format!(" {}", explainer.name(indicator)));
        match families.last_mut() {
            Some((family, lines)) if *family == indicator.family => lines.push(line),
            _ => families.push((&indicator.family, vec![line])),
        }
    }
    for (family, lines) in families {
        let key = if family.is_empty() { "own" } else { family };
        let title = explainer.catalog.text(&format!("family.{key}.title")).to_owned();
        blocks.push(Block::Heading(match family {
            "" => title,
            family => format!("{title} ({family})"),
        }));
        blocks.push(Block::List(lines));
    }
    blocks
}

/// What a code of a finding means and how it is cured, without a place; of the beginning of codes (`PK12`), each of them.
fn codes(explainer: &Explainer<'_>, id: &str) -> Option<Vec<Block>> {
    let mut found: Vec<Code> = Code::ALL.iter().filter(|code| begins(**code, id)).copied().collect();
    found.sort_by_key(|code| code.number());
    let c = explainer.catalog;
    let terms: Vec<(String, Vec<Block>)> = found
        .into_iter()
        .map(|code| {
            let severity = match code.severity() {
                Severity::Error => c.text("cli.error"),
                Severity::Warning => c.text("cli.warning"),
                Severity::Note => c.text("cli.note"),
            };
            let general = |form: &str| Block::Paragraph(without_slots(c, code, form).into());
            (format!("{} {} ({severity})", code.number(), code.key()), vec![general("what"), general("cure")])
        })
        .collect();
    (!terms.is_empty()).then(|| vec![Block::Terms(terms)])
}

/// The sentence of a code where what a finding would name is left open.
fn without_slots(c: &Catalog, code: Code, form: &str) -> String {
    let key = format!("finding.{}.{form}", code.key());
    let mut said = String::new();
    let mut rest = c.text(&key);
    while let Some((before, slot)) = rest.split_once('{') {
        said.push_str(before);
        said.push('…');
        rest = slot.split_once('}').map_or("", |(_, after)| after);
    }
    said + rest
}

fn unknown(id: &str, project: &Project) -> Error {
    let numbers = Code::ALL.iter().map(|code| code.number());
    let scales = project.vocabulary.instruments.keys().map(String::as_str);
    let hint = nearest(id, project.library.ids().into_iter().chain(scales).chain(numbers)).unwrap_or_default();
    let finding = Finding::new(Code::UnknownIndicator, Place::default()).with("name", id).with("nearest", hint);
    Error::one(Kind::Usage, finding)
}
