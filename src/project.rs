//! polku.toml: made once, read by everything. Every error points into it by line, all of them at once.

use crate::error::{Error, Kind, Result};
use crate::fact::{Vocabulary, nearest};
use crate::finding::{Code, Finding, Place};
use crate::indicator::{Fault, Goal, Library, Period, Unit};
use crate::input::mapping::{Mapping, TableKind, TableMapping};
use crate::text::Language;
use serde::Deserialize;
use toml::Spanned;

pub mod draft;
mod file;
mod own;
pub mod privacy;
mod separate;
mod table;
mod wanted;

use file::{By, File, Values};
use privacy::Privacy;

/// What the numbers rest on; funders ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// Collected from every participant.
    #[default]
    Collected,
    /// Collected from a sample.
    Sample,
    /// Estimated.
    Estimate,
}

impl Basis {
    /// Its id in the catalogue.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Basis::Collected => "collected",
            Basis::Sample => "sample",
            Basis::Estimate => "estimate",
        }
    }
}

/// A project: what polku.toml says, or what stands without one.
#[derive(Debug, Clone)]
pub struct Project {
    /// The name results carry.
    pub dataset: String,
    /// Title of reports.
    pub title: String,
    /// Who reports.
    pub organisation: String,
    /// The language of reports.
    pub language: Option<Language>,
    /// The period; none means all.
    pub period: Option<Period>,
    /// What the numbers rest on.
    pub basis: Basis,
    /// What is counted as one.
    pub unit: Unit,
    /// Data files, as written.
    pub files: Vec<String>,
    /// How their columns are read.
    pub mapping: Mapping,
    /// Statuses, instruments, declared columns.
    pub vocabulary: Vocabulary,
    /// Indicators, built in and own.
    pub library: Library,
    /// The template of the report.
    pub template: Option<String>,
    /// Indicators asked for beside the usual ones: their ids, or those of families.
    pub asked: Vec<String>,
    /// Breakdowns asked for.
    pub by: Option<Vec<Vec<String>>>,
    /// What follow-up shares are weighted by; none takes the usual facts.
    pub weigh_by: Option<Vec<String>>,
    /// Where they and the template are asked for.
    pub places: Places,
    /// What was agreed with the funder, in the order written.
    pub goals: Vec<Goal>,
    /// What may be published.
    pub privacy: Privacy,
}

/// Where polku.toml asks for what only the data or a later stage can tell to be wrong.
#[derive(Debug, Clone, Default)]
pub struct Places {
    /// Each breakdown.
    pub by: Vec<Place>,
    /// Each fact to weight by.
    pub weigh_by: Vec<Place>,
    /// The template.
    pub template: Place,
}

impl Project {
    /// A data file alone: headers say what its columns are.
    ///
    /// # Errors
    /// Only a bug: the data files inside the program are tested.
    pub fn of_data(file: &str, dataset: &str) -> Result<Project> {
        let vocabulary = Vocabulary::builtin().map_err(Error::bug)?;
        let library = Library::builtin(&vocabulary).map_err(Error::bug)?;
        let privacy = Privacy::usual(&vocabulary)?;
        Ok(Project {
            dataset: dataset.to_owned(),
            title: String::new(),
            organisation: String::new(),
            language: None,
            period: None,
            basis: Basis::default(),
            unit: Unit::Person,
            files: vec![file.to_owned()],
            mapping: Mapping { tables: vec![TableMapping::default()], ..Mapping::default() },
            vocabulary,
            library,
            template: None,
            asked: Vec::new(),
            by: None,
            weigh_by: None,
            places: Places::default(),
            goals: Vec::new(),
            privacy,
        })
    }

    /// Reads polku.toml. `name` is what messages call it.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn parse(text: &str, name: &str, dataset: &str) -> Result<Project> {
        let place = |at: usize| {
            let before = text.get(..at).unwrap_or(text);
            let line = before.matches('\n').count() as u64 + 1;
            let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
            Place { file: name.to_owned(), line: Some(line), column: Some(column.to_string()) }
        };
        let file: File = toml::from_str(text).map_err(|fault| {
            let at = fault.span().map_or(0, |span| span.start);
            Error::one(Kind::Usage, Finding::new(Code::Toml, place(at)).with("cause", fault.message()))
        })?;
        let mut faults = Vec::new();
        let mut project = Project::of_data("", dataset)?;
        project.files.clear();
        project.mapping.tables.clear();
        for status in file.status {
            let at = place(status.span().start);
            if let Err((key, word, hint)) = project.status(status.into_inner(), &at) {
                let fault = Finding::new(Code::BadStatus, at).with("word", word).with("why", format!("fault.{key}"));
                faults.push(fault.with("nearest", hint));
            }
        }
        for instrument in file.instrument {
            let at = instrument.span().start;
            if let Err(found) = project.instrument(instrument.into_inner()) {
                faults.extend(found.into_iter().map(|(key, word, hint)| {
                    let fault = Finding::new(Code::BadInstrument, place(at));
                    fault.with("word", word).with("why", format!("fault.{key}")).with("nearest", hint)
                }));
            }
        }
        for table in &file.table {
            project.files.push(table.file.get_ref().clone());
            let mapping = table.load(&mut project.vocabulary, &place, &mut faults);
            project.mapping.tables.push(mapping);
        }
        faults.extend(project.unfit_tables(name));
        let apart = project.mapping.tables.iter().any(|table| table.kind.is_apart());
        if apart {
            separate::add_indicators(&mut project)?;
        }
        project.mapping.windows = table::windows(file.windows, &project.vocabulary, &place, &mut faults);
        for fact in file.values.keys() {
            let name = fact.get_ref();
            // Of a scale at every moment, or of a fact.
            let known = ["status", "event", "scale"].contains(&name.as_str())
                || project.vocabulary.instruments.contains_key(name);
            if !known && project.vocabulary.fact(name).is_none() {
                let hint = nearest(name, ["status", "gender", "education", "age_group", "target_group", "service"]);
                let fault = Finding::new(Code::UnknownFact, place(fact.span().start));
                faults.push(fault.with("name", name).with("nearest", hint.unwrap_or_default()));
            }
        }
        if file.table.is_empty() {
            faults.push(Finding::new(Code::NoTable, Place::file(name)));
        }
        faults.extend(project.foreign_words(&file.values, &place));
        let mut broken = Vec::new();
        for entry in &file.indicator {
            if let Err(found) = project.library.add(entry, &project.vocabulary, true) {
                broken.push(entry.id());
                faults.extend(found.into_iter().map(|fault| definition_fault(fault, &place)));
            }
        }
        for goal in &file.goal {
            match goal.get_ref().load(goal.span().start, &project.library, &project.vocabulary) {
                Ok(goal) => project.goals.push(goal),
                Err(mut found) => {
                    // An indicator that is wrong itself has been told of, and is not unknown.
                    let told = goal.get_ref().indicator().is_some_and(|id| broken.contains(&id));
                    found.retain(|fault| !(told && fault.key == NO_INDICATOR));
                    faults.extend(found.into_iter().map(|fault| definition_fault(fault, &place)));
                }
            }
        }
        for asked in file.report.indicators {
            faults.extend(project.indicator_fault(asked.get_ref(), place(asked.span().start)));
            project.asked.push(asked.into_inner());
        }
        project.by = file.report.by.map(|by| {
            by.into_iter()
                .map(|by| {
                    let at = by.span().start;
                    project.places.by.push(place(at));
                    let facts = match by.into_inner() {
                        By::One(fact) => vec![fact],
                        By::Cross(facts) => facts,
                    };
                    faults.extend(project.breakdown_fault(&facts, place(at)));
                    facts
                })
                .collect()
        });
        project.weigh_by = file.report.weigh_by.map(|facts| {
            facts
                .into_iter()
                .map(|fact| {
                    let at = fact.span().start;
                    project.places.weigh_by.push(place(at));
                    let fact = fact.into_inner();
                    if fact != "status_start" {
                        faults.extend(project.breakdown_fault(std::slice::from_ref(&fact), place(at)));
                    }
                    fact
                })
                .collect()
        });
        for scale in file.report.progress {
            let (at, scale) = (place(scale.span().start), scale.into_inner());
            if !project.vocabulary.instruments.contains_key(&scale) {
                let hint = nearest(&scale, project.vocabulary.instruments.keys()).unwrap_or_default();
                faults.push(Finding::new(Code::UnknownFact, at).with("name", &scale).with("nearest", hint));
            }
            project.mapping.progress.push(scale);
        }
        if let Some(period) = &file.project.period
            && period.get_ref().from > period.get_ref().to
        {
            faults.push(Finding::new(Code::BadPeriod, place(period.span().start)));
        }
        project.privacy = file.privacy.load(&project.vocabulary, &place, &mut faults)?;
        if !faults.is_empty() {
            faults.sort_by_key(|fault| fault.place.line);
            return Err(Error::many(Kind::Usage, faults));
        }
        project.title = file.project.title;
        project.organisation = file.project.organisation;
        project.language = file.project.language;
        project.period = file.project.period.map(Spanned::into_inner);
        project.basis = file.project.data_basis;
        // Rows that belong to nobody are counted as they are.
        let nobody = project.mapping.tables.iter().all(|table| table.kind.is_apart());
        let unit = if nobody { Some(Unit::Participation) } else { file.project.unit };
        project.unit = unit.unwrap_or(Unit::Person);
        project.mapping.data_until = file.project.data_until;
        project.wants(&[]);
        for (fact, words) in file.values {
            let fact = fact.into_inner();
            for (text, id) in words {
                let at = place(id.span().start);
                project.mapping.value_places.insert((fact.clone(), text.clone()), at);
                project.mapping.values.entry(fact.clone()).or_default().insert(text, id.into_inner());
            }
        }
        project.mapping.rows_are_units = project.unit == Unit::Participation;
        project.places.template =
            file.report.template.as_ref().map(|name| place(name.span().start)).unwrap_or_default();
        project.template = file.report.template.map(Spanned::into_inner);
        Ok(project)
    }

    /// Tables that are joined to people, and no people to join them to; or people and answers in one file.
    fn unfit_tables(&self, name: &str) -> Option<Finding> {
        let tables = &self.mapping.tables;
        let both = self.files.iter().zip(tables).find(|(file, table)| {
            let same = |(other, of): (&String, &TableMapping)| {
                other == *file && of.sheet == table.sheet && !of.kind.is_apart()
            };
            table.kind.is_apart() && self.files.iter().zip(tables).any(same)
        });
        if let Some((_, table)) = both {
            return Some(Finding::new(Code::MixedTables, table.place.clone()).with("kind", table.kind.id()));
        }
        let people = tables.iter().any(|table| table.kind == TableKind::People);
        let joined = tables.iter().any(|table| !table.kind.is_apart());
        (joined && !people).then(|| Finding::new(Code::NoPeople, Place::file(name)))
    }
}

/// The fault of a goal that names no indicator there is.
const NO_INDICATOR: &str = "fault.goal.indicator";

/// What is wrong with an indicator or a goal.
fn definition_fault(fault: Fault, place: &dyn Fn(usize) -> Place) -> Finding {
    let code = match fault.key.as_str() {
        NO_INDICATOR => Code::UnknownIndicator,
        key if key.starts_with("fault.goal") => Code::BadGoal,
        key if key.starts_with("fault.rule") => Code::BadRule,
        _ => Code::BadIndicator,
    };
    Finding::new(code, place(fault.at))
        .with("name", &fault.word)
        .with("why", fault.key)
        .with("word", fault.word)
        .with("nearest", fault.hint.unwrap_or_default())
}

fn is_plain(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

/// Endings of names of files that may be read; what is in a file is told by its bytes.
const READ: [&str; 11] = ["csv", "tsv", "txt", "tab", "xlsx", "xlsm", "xltx", "ods", "ots", "xls", "parquet"];

/// The ending of a file's name, if it tells a format that is not read.
#[must_use]
pub fn unread_kind(file: &str) -> Option<String> {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase())?;
    (!READ.contains(&ending.as_str())).then_some(ending)
}
