//! From a path to a project, a cohort, and results.

use super::Io;
use super::args::Counting;
use super::kept::Kept;
use super::say::Speaker;
use crate::analysis::{
    Certificate, Plan, Policy, Progress, Released, available, beside_comparison, breakdowns, can_weigh, certified,
    groups, split, weighed,
};
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
    /// What was counted, of all parts together.
    pub(super) plan: Plan,
    /// The rows of the first part, with what is told of how all of them were read.
    pub(super) cohort: Cohort,
    pub(super) released: Released,
    /// What was counted of each part, and of which rows.
    pub(super) parts: Vec<(Plan, Cohort)>,
    /// What shows of each part that nothing hidden can be worked out.
    pub(super) certificates: Vec<Certificate>,
    /// The folder the project is in.
    pub(super) root: PathBuf,
}

/// What is read, counted and protected by itself.
pub(super) struct Part {
    pub(super) project: Project,
    pub(super) cohort: Cohort,
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

/// The project's language where nobody asked for another, and its own words.
pub(super) fn speak(speaker: &mut Speaker, asked: Option<Language>, project: &Project) -> Result<()> {
    if let (None, Some(language)) = (asked, project.language) {
        speaker.speak(language)?;
    }
    speaker.learn(&project.vocabulary.statuses);
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

/// Reads and maps the files of a project, part by part.
pub(super) fn read_parts(loaded: &Loaded, io: &mut Io<'_>, speaker: &Speaker) -> Result<Vec<Part>> {
    let mut parts = Vec::new();
    let mut failed: Option<Error> = None;
    for project in loaded.project.parts() {
        let part = Loaded { project, root: loaded.root.clone() };
        match read(&part, io, speaker) {
            Ok(cohort) => parts.push(Part { project: part.project, cohort }),
            Err(error) => failed = Some(error.after(failed)),
        }
    }
    failed.map_or(Ok(parts), Err)
}

/// The rows of the first part, with what is told of how all parts were read.
pub(super) fn told(parts: &[Part]) -> Result<Cohort> {
    let first = parts.first().ok_or_else(|| Error::bug(anyhow::anyhow!("a project without parts")))?;
    let mut told = parts.iter().skip(1).fold(first.cohort.clone(), |told, part| told.told_with(&part.cohort));
    told.findings.sort_by_key(|finding| std::cmp::Reverse(finding.code.severity()));
    Ok(told)
}

/// Reads and maps the files of a project that is one part.
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
    let parts = read_parts(&loaded, io, speaker)?;
    let Loaded { mut project, root } = loaded;
    let cohort = told(&parts)?;
    speaker.findings(&cohort.findings, io);
    let places = if counting.by.is_some() { &[][..] } else { &project.places.by };
    let mut absent = absent(by.as_deref(), places, &parts);
    absent.extend(unweighable(&project, &parts));
    if !absent.is_empty() {
        return Err(Error::many(Kind::Usage, absent));
    }
    speaker.step("cli.counting", &[], io);
    let mut counted: Vec<(Plan, Cohort)> = Vec::new();
    let (mut released, mut certificates): (Option<Released>, Vec<Certificate>) = (None, Vec::new());
    for Part { project, cohort } in parts {
        let (cohort, comparison) = split(cohort)?;
        let all = plan(&project, &cohort, only, by.as_deref(), counting.internal);
        let apart = comparison.map(|cohort| (all.clone().of_comparison(), cohort));
        let all = if apart.is_some() { all.of_service() } else { all };
        for (plan, cohort) in std::iter::once((all, cohort)).chain(apart) {
            let (part, certificate) = watched(&plan, &cohort, io, speaker)?;
            certificates.push(certificate);
            released = Some(match released {
                Some(before) if plan.comparison => beside_comparison(&plan, before.beside(part)),
                Some(before) => before.beside(part),
                None => part,
            });
            counted.push((plan, cohort));
        }
    }
    let nothing = || Error::bug(anyhow::anyhow!("a project without parts"));
    let released = released.ok_or_else(nothing)?;
    let plan = counted
        .iter()
        .map(|(plan, _)| plan.clone())
        .filter(|plan| !plan.comparison)
        .reduce(Plan::beside)
        .ok_or_else(nothing)?;
    if !released.left_out.is_empty() {
        let c = &speaker.catalog;
        let names: Vec<String> = released.left_out.iter().map(|facts| breakdown_name(c, facts)).collect();
        speaker.line(&c.fill("privacy.left_out", &[("breakdowns", &c.list(&names))]), io);
    }
    // The words of the project are the cohort's from here on.
    project.vocabulary = cohort.vocabulary.clone();
    Ok(Counted { project, plan, cohort, released, parts: counted, certificates, root })
}

/// Counts and protects; somebody who watches sees how far it is.
fn watched(plan: &Plan, cohort: &Cohort, io: &mut Io<'_>, speaker: &Speaker) -> Result<(Released, Certificate)> {
    let progress = Progress::default();
    if !speaker.is_watched() || !plan.policy.protects() {
        return certified(plan, cohort, &progress);
    }
    std::thread::scope(|scope| {
        let counting = scope.spawn(|| certified(plan, cohort, &progress));
        while !counting.is_finished() {
            std::thread::sleep(std::time::Duration::from_millis(50));
            speaker.protecting(progress.now(), io);
        }
        speaker.progress_done(io);
        counting.join().map_err(|_| Error::bug(anyhow::anyhow!("a thread stopped")))?
    })
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
        by: breakdowns(by, cohort).into_iter().filter(|facts| has(cohort, facts)).collect(),
        left_out: Vec::new(),
        asked: by.is_some(),
        weigh: weighed(project.weigh_by.as_deref(), cohort),
        period: project.period,
        unit: project.unit,
        // Only goals on what is counted: a goal asks for nothing that was left out by word.
        goals: project.goals.iter().filter(|goal| only.is_empty() || only.contains(&goal.indicator)).cloned().collect(),
        policy: if internal { Policy::INTERNAL } else { Policy::from(&project.privacy) },
        comparison: false,
    }
}

/// Whether every fact of a breakdown has groups.
fn has(cohort: &Cohort, facts: &[String]) -> bool {
    facts.iter().all(|fact| groups(cohort, fact).is_some())
}

/// The breakdowns whose facts these files do not have. `places` are those of the breakdowns, where they stand in a file.
pub(super) fn absent(by: Option<&[Vec<String>]>, places: &[Place], parts: &[Part]) -> Vec<Finding> {
    let mut found = Vec::new();
    let there = |fact: &String| parts.iter().any(|part| groups(&part.cohort, fact).is_some());
    for (i, facts) in by.unwrap_or_default().iter().enumerate() {
        let crossed = parts.iter().any(|part| has(&part.cohort, facts));
        // A cross of facts that stand in different tables is of nobody.
        for fact in facts.iter().filter(|fact| !crossed && (!there(fact) || facts.iter().all(there))) {
            let place = places.get(i).cloned().unwrap_or_default();
            found.push(Finding::new(Code::UnknownBreakdown, place).with("name", fact));
        }
    }
    found
}

/// What shares cannot be weighted by, though the project asks for it.
pub(super) fn unweighable(project: &Project, parts: &[Part]) -> Vec<Finding> {
    let asked = project.weigh_by.iter().flatten().zip(&project.places.weigh_by);
    let cannot = asked.filter(|(fact, _)| !parts.iter().any(|part| can_weigh(&part.cohort, fact)));
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
            let mut labels: Vec<&String> = Vec::new();
            for (_, cohort) in &counted.parts {
                let more = groups(cohort, fact).unwrap_or(&[]).iter().filter(|label| !labels.contains(label));
                labels.extend(more.collect::<Vec<_>>());
            }
            labels.push(&unknown);
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
