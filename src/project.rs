//! polku.toml: made once, read by everything. Every error points into it by line, all of them at once.

use crate::error::{Error, Kind, Result};
use crate::fact::instrument::{Entry as InstrumentEntry, Instrument};
use crate::fact::{Vocabulary, nearest};
use crate::finding::{Code, Finding, Place};
use crate::indicator::{Counted, Entry, Fault, Goal, GoalEntry, Indicator, Library, Period, Unit, day};
use crate::input::mapping::{Mapping, TableKind, TableMapping};
use crate::text::Language;
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

pub mod draft;
pub mod privacy;
mod separate;
mod table;

use privacy::Privacy;
use table::Table;

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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    project: Head,
    #[serde(default)]
    table: Vec<Table>,
    #[serde(default)]
    windows: BTreeMap<Spanned<String>, Spanned<table::WindowEntry>>,
    #[serde(default)]
    values: Values,
    #[serde(default)]
    instrument: Vec<Spanned<InstrumentEntry>>,
    #[serde(default)]
    indicator: Vec<Entry>,
    #[serde(default)]
    goal: Vec<Spanned<GoalEntry>>,
    #[serde(default)]
    report: Report,
    #[serde(default)]
    privacy: privacy::Entry,
}

/// Fact → text → id, as written.
type Values = BTreeMap<Spanned<String>, BTreeMap<String, Spanned<String>>>;

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Head {
    title: String,
    organisation: String,
    language: Option<Language>,
    period: Option<Spanned<Period>>,
    #[serde(deserialize_with = "some_day")]
    data_until: Option<Date>,
    data_basis: Basis,
    unit: Option<Unit>,
}

fn some_day<'de, D: serde::Deserializer<'de>>(deserializer: D) -> std::result::Result<Option<Date>, D::Error> {
    day(deserializer).map(Some)
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Report {
    template: Option<Spanned<String>>,
    #[serde(default)]
    indicators: Vec<Spanned<String>>,
    by: Option<Vec<Spanned<By>>>,
    weigh_by: Option<Vec<Spanned<String>>>,
    #[serde(default)]
    progress: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum By {
    One(String),
    Cross(Vec<String>),
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
        let unit = if apart { Some(Unit::Participation) } else { file.project.unit };
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

    /// Tables that cannot stand together: people are needed, or rows that belong to nobody of one kind alone.
    fn unfit_tables(&self, name: &str) -> Option<Finding> {
        let tables = &self.mapping.tables;
        let first = tables.first()?;
        if let Some(apart) = tables.iter().find(|table| table.kind.is_apart()) {
            let other = tables.iter().any(|table| table.kind != first.kind);
            return other.then(|| Finding::new(Code::MixedTables, apart.place.clone()).with("kind", apart.kind.id()));
        }
        let people = tables.iter().any(|table| table.kind == TableKind::People);
        (!people).then(|| Finding::new(Code::NoPeople, Place::file(name)))
    }

    /// Words of events and scales that are given a meaning which is none.
    fn foreign_words(&self, values: &Values, place: &dyn Fn(usize) -> Place) -> Vec<Finding> {
        let event = |id: &str| self.vocabulary.fact(id).is_some_and(|fact| fact.kind == crate::fact::Kind::Event);
        let scale = |id: &str| self.vocabulary.instruments.contains_key(id);
        let mut found = Vec::new();
        for (of, words) in values {
            for id in words.values() {
                let name = id.get_ref();
                let hint = match of.get_ref().as_str() {
                    "event" if !event(name) => self.vocabulary.suggest(name).filter(|hint| event(hint)),
                    "scale" if !scale(name) => nearest(name, self.vocabulary.instruments.keys()),
                    _ => continue,
                };
                let fault = Finding::new(Code::UnknownFact, place(id.span().start)).with("name", name);
                found.push(fault.with("nearest", hint.unwrap_or_default()));
            }
        }
        found
    }

    /// Takes up a scale of the project's own; gives what is wrong with it: the key of a sentence, the word it is about,
    /// and what may have been meant.
    fn instrument(&mut self, entry: InstrumentEntry) -> std::result::Result<(), Vec<(&'static str, String, String)>> {
        let known = &self.vocabulary.instruments;
        let like = entry.like.as_ref();
        if let Some(like) = like.filter(|like| !known.contains_key(*like)) {
            let hint = nearest(like, known.keys()).unwrap_or_default();
            return Err(vec![("instrument_like", like.clone(), hint)]);
        }
        // What indicators of polku compare with a number means nothing on another scale.
        let bound = |i: &Indicator| !i.own && i.compares(&entry.id);
        let (min, max) = entry.range();
        let other = |scale: &Instrument| min.is_some_and(|x| x != scale.min) || max.is_some_and(|x| x != scale.max);
        if known.get(&entry.id).is_some_and(other) && self.library.iter().any(bound) {
            return Err(vec![("instrument_fixed", entry.id, String::new())]);
        }
        // The user's scale replaces a built-in one of the same id: it is the user's data.
        let id = entry.id.clone();
        let base = known.get(like.unwrap_or(&id));
        let needs = |missing: Vec<&str>| -> Vec<_> {
            missing.into_iter().map(|key| ("instrument_needs", format!("{id}: {key}"), String::new())).collect()
        };
        let mut whole = entry.whole(base).map_err(needs)?;
        whole.common = true;
        match whole.fault() {
            Some(key) => Err(vec![(key, id, String::new())]),
            None => {
                self.vocabulary.instruments.insert(id, whole);
                Ok(())
            }
        }
    }

    /// What is computed: of sources with days only its facts are made. `only` as in [`Project::wanted`].
    pub fn wants(&mut self, only: &[String]) {
        let facts = self.wanted(only).iter().flat_map(Indicator::facts).collect::<Vec<_>>();
        self.mapping.wanted.extend(facts);
        self.mapping.wanted.extend(self.by.iter().flatten().flatten().cloned());
    }

    /// What is wrong with a breakdown by these facts, if anything.
    #[must_use]
    pub fn breakdown_fault(&self, facts: &[String], place: Place) -> Option<Finding> {
        use crate::fact::Kind as FactKind;
        let groups = |fact: &String| {
            let kind = self.vocabulary.fact(fact).map(|fact| fact.kind);
            matches!(kind, Some(FactKind::Category | FactKind::Categories))
        };
        let twice = |fact: &&String| facts.iter().filter(|other| other == fact).count() > 1;
        let wrong = facts.iter().find(|fact| !groups(fact) || twice(fact))?;
        let hint = self.vocabulary.suggest(wrong).unwrap_or_default();
        Some(Finding::new(Code::UnknownBreakdown, place).with("name", wrong).with("nearest", hint))
    }

    /// The indicators to be counted: those of these ids and families, or else the usual ones, those the project asks for
    /// and those its goals are about.
    #[must_use]
    pub fn wanted(&self, only: &[String]) -> Vec<Indicator> {
        let named = |list: &[String], i: &Indicator| list.contains(&i.id) || list.contains(&i.family);
        let asked = |i: &Indicator| {
            named(only, i)
                || only.is_empty() && (named(&self.asked, i) || self.goals.iter().any(|g| g.indicator == i.id))
        };
        let all = self.library.iter().map(|indicator| match asked(indicator) {
            // What was asked for has a row even where the data cannot tell.
            true => (true, Indicator { counted: Counted::Always, ..indicator.clone() }),
            false => (only.is_empty() && indicator.counted != Counted::Asked, indicator.clone()),
        });
        all.filter(|(wanted, _)| *wanted).map(|(_, indicator)| indicator).collect()
    }

    /// What is wrong with the id of an indicator or of a family, if anything.
    #[must_use]
    pub fn indicator_fault(&self, id: &str, place: Place) -> Option<Finding> {
        let ids = [self.library.ids(), self.library.families()].concat();
        if ids.contains(&id) {
            return None;
        }
        let hint = nearest(id, ids).unwrap_or_default();
        Some(Finding::new(Code::UnknownIndicator, place).with("name", id).with("nearest", hint))
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
