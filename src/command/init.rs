//! `polku init DATA…`: looks at files, writes a polku.toml that accounts for every column, and says what was recognised.
//!
//! Nothing that exists is written over. `--update` keeps an existing file as it is, letter for letter, and adds comments.

use super::args::{Arguments, Init as Options};
use super::say::Speaker;
use super::{Io, interrupt, load};
use ask::{About, Asker};

mod ask;

use crate::analysis::{available, breakdowns};
use crate::error::{Error, Kind, Result};
use crate::fact::Vocabulary;
use crate::finding::{Code, Finding, Place};
use crate::indicator::Library;
use crate::input::cohort::Cohort;
use crate::input::mapping::TableMapping;
use crate::input::propose::{Proposal, Table, What, propose};
use crate::input::words::Words;
use crate::project::Project;
use crate::project::draft::Draft;
use crate::project::privacy::usual_preset;
use crate::text::capitalise;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Component, Path, PathBuf};

/// The name of a project file.
const PROJECT: &str = "polku.toml";
/// Indicators a funder may set a goal for, the likeliest first, each with a statistic.
const GOALS: [(&str, &str); 5] = [
    ("work_ability_change", "improved"),
    ("employed_6m", "share"),
    ("employed_exit", "share"),
    ("training_started", "share"),
    ("participants", "count"),
];

pub(super) fn run(options: &Options, arguments: &Arguments, io: &mut Io<'_>, speaker: &mut Speaker) -> Result<()> {
    let target = Target::of(options)?;
    let before = target.before(options.update)?;
    let names: Vec<String> = options.data.iter().map(|path| target.name(path)).collect::<Result<_>>()?;
    names.iter().try_for_each(|name| load::readable_kind(name))?;
    for name in &names {
        speaker.step("cli.reading", &[("file", name)], io);
    }
    let vocabulary = Vocabulary::builtin().map_err(Error::bug)?;
    let tables = target.tables(&names, options)?;
    let inputs = load::inputs(&names, &tables, &target.folder, io)?;
    let today = io.today();
    let words = Words::new(&vocabulary.statuses, &BTreeMap::new())
        .map_err(|faults| Error::bug(anyhow::anyhow!("{faults:?}")))?;
    // What is there already answers for itself, and data on standard input leave no room for answers.
    let asks = io.in_is_terminal && io.err_is_terminal && !arguments.quiet && before.is_none();
    let asks = asks && names.iter().all(|name| name != load::STDIN);
    let mut keyed: Vec<Vec<String>> = tables.iter().map(|table| table.keyed.clone()).collect();
    let (mut proposal, cohort) = loop {
        let proposed = propose(&inputs, &keyed, &vocabulary, today, &mut |rows| speaker.progress(rows, io));
        speaker.progress_done(io);
        let error = match proposed {
            Err(error) if asks => error,
            proposed => break proposed?,
        };
        // Digests are no personal data where somebody holds the key.
        let digests: Vec<&Finding> = error.findings.iter().filter(|finding| finding.code == Code::Digests).collect();
        let mut more = false;
        for finding in digests {
            let column = finding.place.column.clone().unwrap_or_default();
            let at = names.iter().position(|name| *name == finding.place.file).and_then(|at| keyed.get_mut(at));
            let Some(known) = at.filter(|known| !known.contains(&column)) else { continue };
            let mut asker = Asker { io, speaker, vocabulary: &vocabulary, words: &words };
            if asker.keyed(&column) {
                known.push(column);
                more = true;
            }
        }
        if !more {
            return Err(error);
        }
    };
    // Who writes the headers reads the comments.
    if let (None, Some(language)) = (arguments.language, proposal.language) {
        speaker.speak(language)?;
    }
    let mut about = About { title: title(&names), organisation: None };
    if asks {
        Asker { io, speaker, vocabulary: &vocabulary, words: &words }.ask(&mut proposal, &mut about);
    }
    let usual = cohort.as_ref().map(|cohort| breakdowns(None, cohort)).unwrap_or_default();
    let draft = Draft {
        proposal: &proposal,
        title: &about.title,
        organisation: about.organisation.as_deref(),
        language: speaker.catalog.language(),
        usual: &usual,
        goal: goal(&vocabulary, cohort.as_ref())?,
        privacy: usual_preset()?,
        vocabulary: &vocabulary,
        catalog: &speaker.catalog,
    };
    let text = match &before {
        None => Some(draft.text()),
        Some(before) => draft.added_to(before)?,
    };
    let Some(text) = text else {
        let shown = target.path.as_deref().unwrap_or(Path::new("")).display().to_string();
        speaker.line(&speaker.catalog.fill("init.summary.nothing_new", &[("file", &shown)]), io);
        return Ok(());
    };
    // What is written has to be read again; that it cannot would be a fault of ours, and better known now.
    if before.is_none() {
        Project::parse(&text, PROJECT, "polku").map_err(|error| Error::bug(anyhow::anyhow!("{error}")))?;
    }
    target.write(&text, before.is_some(), io)?;
    summary(&proposal, io, speaker);
    speaker.findings(&proposal.faults, io);
    if let Some(path) = &target.path {
        let shown = path.display().to_string();
        speaker.line(&speaker.catalog.fill("cli.written", &[("file", &shown)]), io);
        for command in ["check", "report"] {
            let next = format!("polku {command} {}", target.shown());
            speaker.line(&speaker.catalog.fill("cli.next", &[("command", next.trim_end())]), io);
        }
    }
    Ok(())
}

/// Where the project is written: a file, or standard output as of a project in the folder of the first data file.
struct Target {
    path: Option<PathBuf>,
    /// The folder the project names its files from.
    folder: PathBuf,
}

impl Target {
    fn of(options: &Options) -> Result<Target> {
        let beside = options.data.first().and_then(|data| data.parent()).unwrap_or(Path::new("")).to_path_buf();
        let path = match &options.output {
            None => Some(beside.join(PROJECT)),
            Some(path) if path.as_os_str() == "-" => None,
            Some(path) if path.is_dir() => Some(path.join(PROJECT)),
            Some(path) => Some(path.clone()),
        };
        let folder = path.as_deref().map_or(Some(beside.as_path()), Path::parent).unwrap_or(Path::new(""));
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder }.to_path_buf();
        Ok(Target { path, folder })
    }

    /// The text that is there already, where it is to be added to.
    fn before(&self, update: bool) -> Result<Option<String>> {
        let Some(path) = self.path.as_deref().filter(|path| path.exists()) else { return Ok(None) };
        let shown = path.display().to_string();
        if !update {
            return Err(Error::one(Kind::Usage, Finding::new(Code::ProjectExists, Place::file(shown))));
        }
        // What is wrong with it is said with its line, and better mended first.
        load::project(Some(path))?;
        std::fs::read_to_string(path).map(Some).map_err(|cause| Error::file(shown, cause))
    }

    /// What is said of each data file: by the command line, else by the project that is there already.
    fn tables(&self, names: &[String], options: &Options) -> Result<Vec<TableMapping>> {
        let there = self.path.as_deref().filter(|path| path.exists());
        let there = there.map(|path| load::project(Some(path))).transpose()?;
        let said = |name: &String| {
            let project = &there.as_ref()?.project;
            let at = project.files.iter().position(|file| file == name)?;
            project.mapping.tables.get(at).cloned()
        };
        let table = |name: &String| {
            let TableMapping { sheet, missing, keyed, .. } = said(name).unwrap_or_default();
            TableMapping { sheet: options.sheet.clone().or(sheet), missing, keyed, ..TableMapping::default() }
        };
        Ok(names.iter().map(table).collect())
    }

    /// What the project calls a data file: its way from the project's folder, with `/` on every system.
    fn name(&self, data: &Path) -> Result<String> {
        if data.as_os_str() == load::STDIN {
            return Ok(load::STDIN.to_owned());
        }
        let full =
            |path: &Path| std::fs::canonicalize(path).map_err(|cause| Error::file(path.display().to_string(), cause));
        let (file, folder) = (full(data)?, full(&self.folder)?);
        let shared = file.components().zip(folder.components()).take_while(|(a, b)| a == b).count();
        // Another disk has no way from here.
        if shared == 0 {
            return Ok(file.display().to_string());
        }
        let up = folder.components().skip(shared).map(|_| "..".to_owned());
        let down = file.components().skip(shared).filter_map(|part| match part {
            Component::Normal(name) => Some(name.to_string_lossy().into_owned()),
            _ => None,
        });
        Ok(up.chain(down).collect::<Vec<_>>().join("/"))
    }

    /// The project as an argument of the next command; nothing for the current folder.
    fn shown(&self) -> String {
        match &self.path {
            Some(path) if path.file_name().is_some_and(|name| name == PROJECT) => {
                path.parent().map(|folder| folder.display().to_string()).unwrap_or_default()
            }
            Some(path) => path.display().to_string(),
            None => String::new(),
        }
    }

    /// Writes whole or not at all, and over nothing but what was read before.
    fn write(&self, text: &str, replace: bool, io: &mut Io<'_>) -> Result<()> {
        let Some(path) = &self.path else {
            return io.out.write_all(text.as_bytes()).and_then(|()| io.out.flush()).map_err(Error::bug);
        };
        interrupt::whole(|| self.put(path, text, replace))
    }

    fn put(&self, path: &Path, text: &str, replace: bool) -> Result<()> {
        let shown = path.display().to_string();
        let failed = |cause: std::io::Error| Error::file(&shown, cause);
        let mut fresh = tempfile::Builder::new().prefix(".polku-").tempfile_in(&self.folder).map_err(failed)?;
        fresh.write_all(text.as_bytes()).map_err(failed)?;
        super::folder::open_to_readers(fresh.path(), 0o644).map_err(failed)?;
        let kept = if replace { fresh.persist(path) } else { fresh.persist_noclobber(path) };
        kept.map(|_| ()).map_err(|lost| failed(lost.error))
    }
}

/// The name of the first file as a title.
fn title(names: &[String]) -> String {
    let stem = names.first().map(Path::new).and_then(Path::file_stem).map(|stem| stem.to_string_lossy().into_owned());
    capitalise(stem.unwrap_or_default().replace(['_', '-'], " ").trim())
}

/// An indicator these files have everything for.
fn goal(vocabulary: &Vocabulary, cohort: Option<&Cohort>) -> Result<Option<(&'static str, &'static str)>> {
    let library = Library::builtin(vocabulary).map_err(Error::bug)?;
    let can = cohort.map(|cohort| available(library.iter(), cohort).0).unwrap_or_default();
    Ok(GOALS.into_iter().find(|(id, _)| can.iter().any(|indicator| indicator.id == *id)))
}

/// What was recognised and what was not, a line each.
fn summary(proposal: &Proposal, io: &mut Io<'_>, speaker: &Speaker) {
    let c = &speaker.catalog;
    for table in &proposal.tables {
        let (read, all) = (c.integer(table.read() as u64), c.integer(table.columns.len() as u64));
        let slots = [("file", table.file.as_str()), ("k_of_n", &c.k_of_n(&read, &all))];
        speaker.line(&c.fill("init.summary.read", &slots), io);
        let mut list = |key: &str, headers: Vec<String>| {
            if !headers.is_empty() {
                // A header may go over several lines of its file.
                let headers: Vec<String> =
                    headers.iter().map(|h| h.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
                let headers: Vec<String> = headers.into_iter().filter(|header| !header.is_empty()).collect();
                speaker.line(&c.fill(key, &[("columns", &headers.join(c.text("format.list_separator")))]), io);
            }
        };
        list("init.summary.personal", table.headers(|what| *what == What::Personal));
        list("init.summary.choose", table.headers(|what| matches!(what, What::Choose(_) | What::NotMonths(_))));
        list("init.summary.looks", table.headers(|what| matches!(what, What::Looks(_))));
        list("init.summary.scale", table.headers(|what| matches!(what, What::Scale(_))));
        list("init.summary.unread", unread(table));
    }
    if proposal.rows_are_units {
        speaker.line(c.text("init.summary.no_id"), io);
    }
    let words: usize = proposal.unsaid.iter().map(|unsaid| unsaid.words.len() + unsaid.more).sum();
    if words > 0 {
        speaker.line(&c.fill("init.summary.words", &[("n", &c.integer(words as u64))]), io);
    }
}

fn unread(table: &Table) -> Vec<String> {
    table.headers(|what| {
        !matches!(
            what,
            What::Fact { .. }
                | What::Role { .. }
                | What::Month
                | What::Personal
                | What::Choose(_)
                | What::NotMonths(_)
                | What::Looks(_)
                | What::Scale(_)
        )
    })
}
