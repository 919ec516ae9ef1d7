//! From a path to a project, a cohort, and results.

use super::Io;
use super::args::Counting;
use super::kept::Kept;
use super::say::Speaker;
use crate::analysis::{Plan, Policy, Released, available, breakdowns, can_weigh, groups, run, weighed};
use crate::error::{Error, Kind, Result};
use crate::fact::names::breakdown_name;
use crate::fact::nearest;
use crate::finding::{Code, Finding, Place};
use crate::input::cohort::Cohort;
use crate::input::mapping::TableMapping;
use crate::input::{Input, map};
use crate::project::{Project, unread_kind};
use crate::report::{About, Template, template_ids};
use crate::text::Language;
use std::path::{Path, PathBuf};

/// A project with the folder its files are named from.
pub(super) struct Loaded {
    pub(super) project: Project,
    pub(super) root: PathBuf,
}

/// Everything counted.
pub(super) struct Counted {
    pub(super) project: Project,
    pub(super) plan: Plan,
    pub(super) cohort: Cohort,
    pub(super) released: Released,
}

/// Finds a project: a polku.toml, its folder, or a data file; nothing named is the current folder.
pub(super) fn project(path: Option<&Path>) -> Result<Loaded> {
    let path = path.unwrap_or(Path::new("."));
    if path.as_os_str() == STDIN {
        return Ok(Loaded { project: Project::of_data(STDIN, "stdin")?, root: PathBuf::from(".") });
    }
    let shown = path.display().to_string();
    let toml = if path.is_dir() { path.join("polku.toml") } else { path.to_path_buf() };
    if toml.extension().is_some_and(|ext| ext == "toml") {
        let name = toml.display().to_string();
        let bytes = std::fs::read(&toml).map_err(|cause| Error::file(&name, cause))?;
        let text = String::from_utf8_lossy(&bytes);
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let root = toml.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_path_buf();
        let folder = std::fs::canonicalize(&root).ok();
        let dataset = folder.as_deref().and_then(Path::file_name).map(|n| n.to_string_lossy().into_owned());
        let project = Project::parse(text, &name, &dataset.unwrap_or_else(|| "polku".to_owned()))?;
        return Ok(Loaded { project, root });
    }
    if !path.exists() {
        let cause = std::io::Error::from(std::io::ErrorKind::NotFound);
        return Err(Error::file(shown, cause));
    }
    readable_kind(&shown)?;
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let file = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let root = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_path_buf();
    Ok(Loaded { project: Project::of_data(&file, &stem)?, root })
}

/// A fault for a file whose name tells a format that is not read.
pub(super) fn readable_kind(file: &str) -> Result<()> {
    let fault = |kind| Finding::new(Code::UnsupportedKind, Place::file(file)).with("name", kind);
    unread_kind(file).map_or(Ok(()), |kind| Err(Error::one(Kind::Usage, fault(kind))))
}

/// The project's language where nobody asked for another.
pub(super) fn speak(speaker: &mut Speaker, asked: Option<Language>, project: &Project) -> Result<()> {
    if let (None, Some(language)) = (asked, project.language) {
        speaker.speak(language)?;
    }
    Ok(())
}

/// What stands for standard input in the place of a file.
pub(super) const STDIN: &str = "-";

/// Files, opened from a folder when they are read, and standard input.
pub(super) fn inputs(
    files: &[String],
    tables: &[TableMapping],
    root: &Path,
    io: &mut Io<'_>,
) -> Result<Vec<Input<'static>>> {
    let mut input = |(i, name): (usize, &String)| {
        let TableMapping { sheet, missing, .. } = tables.get(i).cloned().unwrap_or_default();
        if name == STDIN {
            let kept = Kept::of(io.input).map_err(|cause| Error::file(STDIN, cause))?;
            return Ok(Input { sheet, missing, ..Input::new(name, move || Ok(kept.open())) });
        }
        let path = root.join(name);
        let open = move || -> std::io::Result<Box<dyn std::io::Read>> {
            Ok(Box::new(std::io::BufReader::with_capacity(1 << 16, std::fs::File::open(&path)?)))
        };
        Ok(Input { sheet, missing, ..Input::new(name, open) })
    };
    files.iter().enumerate().map(&mut input).collect()
}

/// Reads and maps the files of a project.
pub(super) fn read(loaded: &Loaded, io: &mut Io<'_>, speaker: &Speaker) -> Result<Cohort> {
    let Loaded { project, root } = loaded;
    let inputs = inputs(&project.files, &project.mapping.tables, root, io)?;
    for name in &project.files {
        speaker.step("cli.reading", &[("file", name)], io);
    }
    let cohort = map(&inputs, &project.mapping, project.vocabulary.clone(), &mut |rows| speaker.progress(rows, io));
    speaker.progress_done(io);
    cohort
}

/// Reads, maps, counts and protects.
pub(super) fn count(
    loaded: Loaded,
    counting: &Counting,
    only: &[String],
    io: &mut Io<'_>,
    speaker: &Speaker,
) -> Result<Counted> {
    let Loaded { project, root } = loaded;
    let by = counting.by.clone().or_else(|| project.by.clone());
    let mut faults: Vec<Finding> = Vec::new();
    for facts in counting.by.iter().flatten() {
        faults.extend(project.breakdown_fault(facts, Place::default()));
    }
    faults.extend(only.iter().filter_map(|id| project.indicator_fault(id, Place::default())));
    if !faults.is_empty() {
        return Err(Error::many(Kind::Usage, faults));
    }
    let mut loaded = Loaded { project, root };
    loaded.project.wants(only);
    loaded.project.mapping.wanted.extend(by.iter().flatten().flatten().cloned());
    let cohort = read(&loaded, io, speaker)?;
    let Loaded { mut project, .. } = loaded;
    speaker.findings(&cohort.findings, io);
    let places = if counting.by.is_some() { &[][..] } else { &project.places.by };
    let mut absent = absent(by.as_deref(), places, &cohort);
    absent.extend(unweighable(&project, &cohort));
    if !absent.is_empty() {
        return Err(Error::many(Kind::Usage, absent));
    }
    speaker.step("cli.counting", &[], io);
    let plan = plan(&project, &cohort, only, by.as_deref(), counting.internal);
    let released = run(&plan, &cohort)?;
    if !released.left_out.is_empty() {
        let c = &speaker.catalog;
        let names: Vec<String> = released.left_out.iter().map(|facts| breakdown_name(c, facts)).collect();
        speaker.line(&c.fill("privacy.left_out", &[("breakdowns", &c.list(&names))]), io);
    }
    // The words of the project are the cohort's from here on.
    project.vocabulary = cohort.vocabulary.clone();
    Ok(Counted { project, plan, cohort, released })
}

/// What is counted of a cohort: these indicators, or all of them where none is named.
pub(super) fn plan(
    project: &Project,
    cohort: &Cohort,
    only: &[String],
    by: Option<&[Vec<String>]>,
    internal: bool,
) -> Plan {
    let (indicators, unavailable) = available(&project.wanted(only), cohort);
    Plan {
        dataset: project.dataset.clone(),
        indicators,
        unavailable,
        by: breakdowns(by, cohort),
        left_out: Vec::new(),
        asked: by.is_some(),
        weigh: weighed(project.weigh_by.as_deref(), cohort),
        period: project.period,
        unit: project.unit,
        // Only goals on what is counted: a goal asks for nothing that was left out by word.
        goals: project.goals.iter().filter(|goal| only.is_empty() || only.contains(&goal.indicator)).cloned().collect(),
        policy: if internal { Policy::INTERNAL } else { Policy::from(&project.privacy) },
    }
}

/// The breakdowns whose facts these files do not have. `places` are those of the breakdowns, where they stand in a file.
pub(super) fn absent(by: Option<&[Vec<String>]>, places: &[Place], cohort: &Cohort) -> Vec<Finding> {
    let mut found = Vec::new();
    for (i, facts) in by.unwrap_or_default().iter().enumerate() {
        for fact in facts.iter().filter(|fact| groups(cohort, fact).is_none()) {
            let place = places.get(i).cloned().unwrap_or_default();
            found.push(Finding::new(Code::UnknownBreakdown, place).with("name", fact));
        }
    }
    found
}

/// What shares cannot be weighted by, though the project asks for it.
pub(super) fn unweighable(project: &Project, cohort: &Cohort) -> Vec<Finding> {
    let asked = project.weigh_by.iter().flatten().zip(&project.places.weigh_by);
    let cannot = asked.filter(|(fact, _)| !can_weigh(cohort, fact));
    cannot.map(|(fact, place)| Finding::new(Code::UnknownBreakdown, place.clone()).with("name", fact)).collect()
}

/// The template of this name, which was asked for at a place.
pub(super) fn template(id: &str, place: &Place) -> Result<Template> {
    if let Some(template) = crate::report::template(id).map_err(Error::bug)? {
        return Ok(template);
    }
    let hint = nearest(id, template_ids()).unwrap_or_default();
    let finding = Finding::new(Code::UnknownTemplate, place.clone()).with("name", id).with("nearest", hint);
    Err(Error::one(Kind::Usage, finding))
}

/// What a report says of how the data were read.
pub(super) fn about(counted: &Counted, io: &Io<'_>) -> About {
    let cohort = &counted.cohort;
    let codebook = |facts: &Vec<String>| {
        facts.iter().fold(vec![Vec::new()], |all: Vec<Vec<String>>, fact| {
            let unknown = "unknown".to_owned();
            let labels: Vec<&String> = groups(cohort, fact).unwrap_or(&[]).iter().chain([&unknown]).collect();
            all.iter()
                .flat_map(|group| labels.iter().map(|label| group.iter().chain([*label]).cloned().collect()))
                .collect()
        })
    };
    About {
        data_until: cohort.data_until,
        read: cohort.read.clone(),
        sources: cohort.sources.clone(),
        closes: cohort.closes.clone(),
        findings: cohort.findings.clone(),
        groups: counted.plan.by.iter().map(|facts| (facts.clone(), codebook(facts))).collect(),
        made: io.today(),
    }
}
