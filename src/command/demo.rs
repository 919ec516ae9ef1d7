//! `polku demo DIR`: the sample project, ready to run.

use super::Io;
use super::folder;
use super::say::Speaker;
use crate::error::Result;
use crate::render::File;
use std::collections::BTreeMap;
use std::path::Path;

pub(super) fn run(dir: &Path, io: &mut Io<'_>, speaker: &mut Speaker) -> Result<()> {
    let files: Vec<File> = crate::assets::SAMPLE
        .files()
        .map(|file| File { name: file.path().display().to_string(), bytes: file.contents().to_vec() })
        .collect();
    folder::write(dir, &files, BTreeMap::new(), None)?;
    let shown = dir.display().to_string();
    speaker.line(&speaker.catalog.fill("cli.written", &[("file", &shown)]), io);
    let next = format!("polku report {shown}");
    speaker.line(&speaker.catalog.fill("cli.next", &[("command", &next)]), io);
    Ok(())
}
