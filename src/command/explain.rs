//! `polku explain [INDICATOR | CODE]`: definition, rule, source; the same words as in a report.

use super::args::{Arguments, Explain as Options};
use super::say::Speaker;
use super::{Io, load};
use crate::error::{Error, Kind, Result};
use crate::fact::nearest;
use crate::finding::{Code, Finding, Place, Severity};
use crate::project::Project;
use crate::render::markdown::{Style, blocks};
use crate::report::Explainer;
use crate::report::document::{Block, Text};
use crate::text::Catalog;

pub(super) fn run(options: &Options, arguments: &Arguments, io: &mut Io<'_>, speaker: &mut Speaker) -> Result<()> {
    // A project's own indicators are explained like the built-in ones.
    let project = match &options.project {
        Some(path) => {
            let loaded = load::project(Some(path))?;
            load::speak(speaker, arguments.language, &loaded.project)?;
            loaded.project
        }
        None => Project::of_data("", "polku")?,
    };
    let explainer = Explainer { catalog: &speaker.catalog, vocabulary: &project.vocabulary, library: &project.library };
    let style = if options.format == "md" { Style::Markdown } else { Style::Plain };
    let written = match &options.id {
        None if options.all => explainer.all(),
        None => list(&explainer, &project),
        Some(id) => match project.library.get(id).next() {
            Some(indicator) => explainer.explain(indicator),
            None => codes(&explainer, id).ok_or_else(|| unknown(id, &project))?,
        },
    };
    io.out.write_all(blocks(&written, style).as_bytes()).and_then(|()| io.out.flush()).map_err(Error::bug)
}

fn list(explainer: &Explainer<'_>, project: &Project) -> Vec<Block> {
    let items = project.library.ids().into_iter().filter_map(|id| {
        let name = explainer.name(project.library.get(id).next()?);
        Some(Text::default().code(id).plain(format!(" {name}")))
    });
    vec![Block::List(items.collect())]
}

/// What a code of a finding means and how it is cured, without a place; of the beginning of codes (`PK12`), each of them.
fn codes(explainer: &Explainer<'_>, id: &str) -> Option<Vec<Block>> {
    let begins = |code: &&Code| {
        let number = code.number();
        number.get(..id.len()).is_some_and(|begin| id.len() > 1 && begin.eq_ignore_ascii_case(id))
    };
    let mut found: Vec<Code> = Code::ALL.iter().filter(begins).copied().collect();
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
    let hint = nearest(id, project.library.ids().into_iter().chain(numbers)).unwrap_or_default();
    let finding = Finding::new(Code::UnknownIndicator, Place::default()).with("name", id).with("nearest", hint);
    Error::one(Kind::Usage, finding)
}
