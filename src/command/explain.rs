//! `polku explain [INDICATOR | CODE]`: definition, rule, source; the same words as in a report.

use super::args::{Arguments, Explain as Options};
use super::say::Speaker;
use super::{Io, load};
use crate::error::{Error, Kind, Result};
use crate::fact::nearest;
use crate::finding::{Code, Finding, Place};
use crate::project::Project;
use crate::render::markdown::{Style, blocks};
use crate::report::Explainer;
use crate::report::document::{Block, Text};

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
            None => vec![code(&explainer, id).ok_or_else(|| unknown(id, &project))?],
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

/// What a code of a finding means and how it is cured, without a place.
fn code(explainer: &Explainer<'_>, id: &str) -> Option<Block> {
    let code = Code::ALL.iter().find(|code| code.number().eq_ignore_ascii_case(id))?;
    let general = |form: &str| {
        let key = format!("finding.{}.{form}", code.key());
        let text = explainer.catalog.text(&key);
        // The slots stand for what a finding would name.
        text.replace(['{', '}'], "")
    };
    Some(Block::Terms(vec![(
        format!("{} {}", code.number(), code.key()),
        vec![Block::Paragraph(general("what").into()), Block::Paragraph(general("cure").into())],
    )]))
}

fn unknown(id: &str, project: &Project) -> Error {
    let hint = nearest(id, project.library.ids()).unwrap_or_default();
    let finding = Finding::new(Code::UnknownIndicator, Place::default()).with("name", id).with("nearest", hint);
    Error::one(Kind::Usage, finding)
}
