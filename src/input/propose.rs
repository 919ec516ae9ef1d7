//! What polku.toml could say of some files: every column accounted for and how it was told, the words nobody knows, the
//! days the files speak of.
//!
//! A proposal holds no sentence and no cell of a column that is not read. It comes from the same recogniser that reads
//! files, so what it says a column is, it will be.

use super::cohort::Cohort;
use super::headers::Why;
use super::headers::guess;
use super::map::assign::{Looked, What as Taken, look};
use super::mapping::{Named, TableKind, TableMapping};
use super::read::{Form, Input, Sheet};
use super::words::Words;
use crate::error::{Error, Kind as Fault, Result};
use crate::fact::{ANSWER, Vocabulary};
use crate::finding::{Code, Finding, Place};
use crate::text::Language;
use columns::Columns;
use jiff::civil::Date;
use layout::{Layout, Shown};
use personal::{personal_columns, read, unidentified, with_namesakes};
use std::collections::{BTreeMap, BTreeSet};

mod answers;
mod columns;
mod layout;
mod personal;
mod scale;
mod told;
mod words;

pub use layout::Asks;
pub use scale::Scale;
pub use words::{Meaning, Unsaid};

/// The most groups a breakdown is proposed for.
const GROUPS: usize = 12;

/// What polku.toml could say.
#[derive(Debug, Clone)]
pub struct Proposal {
    /// The language of the headers, where they tell.
    pub language: Option<Language>,
    /// The files, in the order given.
    pub tables: Vec<Table>,
    /// No column tells people apart, so each row is its own unit.
    pub rows_are_units: bool,
    /// The last day anything is known.
    pub last: Option<LastDay>,
    /// The whole years the files cover.
    pub period: Option<(Date, Date)>,
    /// Whether somebody who was asked wants that period.
    pub period_said: bool,
    /// Words that are not read, by fact.
    pub unsaid: Vec<Unsaid>,
    /// Scales nobody knows.
    pub scales: Vec<Scale>,
    /// Facts with 2–12 groups, and how many.
    pub groups: Vec<(String, usize)>,
    /// The funders a column names, where they are few.
    pub funders: Vec<String>,
    /// What keeps the files from being read even so.
    pub faults: Vec<Finding>,
}

/// A file of the project.
#[derive(Debug, Clone)]
pub struct Table {
    /// As the project will name it.
    pub file: String,
    /// The sheet of a spreadsheet that was read.
    pub sheet: Option<String>,
    /// What its rows are; a table of people says nothing of it.
    pub kind: TableKind,
    /// Whether it could be a table of people by its looks.
    pub alike: bool,
    /// What only a person knows of it.
    pub asks: Option<Asks>,
    /// Columns of digests that were made with a secret key, as somebody said.
    pub keyed: Vec<String>,
    /// Every column, from left to right.
    pub columns: Vec<Column>,
}

/// A column and what is proposed for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its place, from 0.
    pub index: usize,
    /// Its header as written.
    pub header: String,
    /// What it is.
    pub what: What,
}

/// What is proposed for a column.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// It is this fact. Not `nameable` when another column has the same header: it is read without being named.
    Fact {
        /// The fact.
        name: String,
        /// How it was told.
        why: Why,
        /// Whether its header alone points to it.
        nameable: bool,
    },
    /// This, in a table whose rows are no participations.
    Role {
        /// `date`, `value` …, or a scale.
        name: String,
        /// How it was told.
        why: Why,
        /// Whether its header alone points to it.
        nameable: bool,
    },
    /// The situations of a month.
    Month,
    /// Nothing a table of this kind has a place for.
    Beside,
    /// One of these by its header; the user decides.
    Choose(Vec<String>),
    /// This, if days are changed to months.
    NotMonths(String),
    /// Another column is this fact already.
    Second(String),
    /// One of these by its cells; the user decides.
    Looks(Vec<String>),
    /// A score of a scale nobody knows: this fact once the scale is declared.
    Scale(String),
    /// Few different texts: a breakdown of the user's own under this name.
    Own {
        /// The name.
        key: String,
        /// How many groups.
        groups: usize,
    },
    /// Personal data; left out.
    Personal,
    /// Customer numbers, which others may know.
    Customer,
    /// Computed from other columns.
    Computed,
    /// Numbers that belong to nothing known.
    Numbers,
    /// Many different texts.
    Texts,
    /// No cells.
    Empty,
    /// Another column has the same header, so it cannot be named.
    SameHeader,
    /// Cells without a header.
    NoHeader,
}

/// The last day of the data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastDay {
    /// The day.
    pub day: Date,
    /// The column it stands in.
    pub header: String,
    /// How many days in the data lie behind today: plans, or slips.
    pub ahead: u64,
}

impl Column {
    /// Itself, the fact or the role it is read as, how that was told, and whether its header points to it.
    #[must_use]
    pub fn fact(&self) -> Option<(&Column, &str, Why, bool)> {
        match &self.what {
            What::Fact { name, why, nameable } | What::Role { name, why, nameable } => {
                Some((self, name, *why, *nameable))
            }
            _ => None,
        }
    }
}

impl Table {
    /// How many of its columns are read.
    #[must_use]
    pub fn read(&self) -> usize {
        let months = self.kind == TableKind::Panel;
        let is_read =
            |what: &What| matches!(what, What::Fact { .. } | What::Role { .. }) || months && *what == What::Month;
        self.columns.iter().filter(|column| is_read(&column.what)).count()
    }

    /// The headers of the columns that `wanted` picks, each once.
    pub fn headers(&self, wanted: impl Fn(&What) -> bool) -> Vec<String> {
        let mut headers: Vec<String> = Vec::new();
        for column in self.columns.iter().filter(|column| wanted(&column.what)) {
            if !headers.contains(&column.header) {
                headers.push(column.header.clone());
            }
        }
        headers
    }
}

/// Looks at files and proposes how to read them; gives the cohort they make, where they make one.
///
/// `today` tells plans from what has been; `keyed` names, file by file, digests that were made with a secret key.
///
/// # Errors
/// When a file cannot be read or holds no rows; a refusal when only a column of personal data could tell people apart.
pub fn propose(
    inputs: &[Input<'_>],
    keyed: &[Vec<String>],
    vocabulary: &Vocabulary,
    today: Date,
    progress: &mut dyn FnMut(u64),
) -> Result<(Proposal, Option<Cohort>)> {
    let words = Words::new(&vocabulary.statuses, &BTreeMap::new())
        .map_err(|faults| Error::bug(anyhow::anyhow!("{faults:?}")))?;
    let sheets = open(inputs)?;
    let mut looked = Vec::new();
    for sheet in &sheets {
        looked.push(look(sheet, &TableMapping::default(), vocabulary, &words)?);
    }
    let mut personal: Vec<BTreeSet<usize>> = looked.iter().map(personal_columns).collect();
    sheets.iter().zip(&mut personal).for_each(|(sheet, personal)| with_namesakes(sheet, personal));
    let mut faults: Vec<Finding> = Vec::new();
    let layouts = layouts(&sheets, &looked, &personal, vocabulary, &words)?;
    for ((sheet, looked), layout) in sheets.iter().zip(&looked).zip(&layouts) {
        faults.extend(layout.as_ref().and_then(|layout| layout.fault(sheet)));
        if layout.is_none() && !looked.seen.iter().any(|column| matches!(column.what, Taken::Fact { .. })) {
            faults.push(Finding::new(Code::NothingRecognised, Place::file(sheet.name())));
        }
    }
    let apart: Vec<bool> =
        layouts.iter().map(|layout| layout.as_ref().is_some_and(|layout| layout.kind.is_apart())).collect();
    let rows_are_units = unidentified(&sheets, &looked, &personal, &apart)?;
    let mut vocabulary = vocabulary.clone();
    let roles = layouts.iter().flatten().filter(|layout| layout.kind.is_apart()).flat_map(|layout| layout.roles.keys());
    vocabulary.declared.extend(roles.filter(|role| role.starts_with(ANSWER)).cloned());
    let vocabulary = &vocabulary;
    let keyed_of = |i: usize| keyed.get(i).cloned().unwrap_or_default();
    let cohort = match faults.is_empty() {
        false => None,
        true => {
            let tables: Vec<TableMapping> =
                sheets.iter().zip(&layouts).map(|(sheet, layout)| mapped(sheet, layout)).collect();
            let tables: Vec<TableMapping> =
                (0..).zip(tables).map(|(i, table)| TableMapping { keyed: keyed_of(i), ..table }).collect();
            Some(read(inputs, (&sheets, &looked, &tables), &mut personal, rows_are_units, vocabulary, progress)?)
        }
    };
    // Codes may have been met further down than columns are looked at.
    let rows_are_units = rows_are_units || unidentified(&sheets, &looked, &personal, &apart)?;
    let mut scales = Vec::new();
    let mut tables = Vec::new();
    for (i, (((sheet, looked), personal), layout)) in
        sheets.iter().zip(&looked).zip(&personal).zip(&layouts).enumerate()
    {
        let months = Shown { looked, personal, vocabulary, words: &words }.months();
        let identified = !rows_are_units;
        let columns =
            Columns { looked, personal, vocabulary, words: &words, identified, layout: layout.as_ref(), months };
        let page = match &sheet.form {
            Form::Book { sheet, .. } if !sheet.is_empty() => Some(sheet.clone()),
            _ => None,
        };
        tables.push(Table {
            file: sheet.name().to_owned(),
            sheet: page,
            kind: layout.as_ref().map_or(TableKind::People, |layout| layout.kind),
            alike: layout.as_ref().is_some_and(|layout| layout.alike),
            asks: layout.as_ref().and_then(|layout| layout.asks),
            keyed: keyed_of(i),
            columns: columns.proposed(&mut scales)?,
        });
    }
    let headers: Vec<String> = sheets.iter().flat_map(|sheet| sheet.header.iter().cloned()).collect();
    let proposal = Proposal {
        language: guess::language(&headers).map_err(Error::bug)?,
        last: cohort.as_ref().and_then(|cohort| told::last_day(cohort, today)),
        period: cohort.as_ref().and_then(|cohort| told::period(cohort, today)),
        unsaid: cohort.as_ref().map(|cohort| words::unsaid(&cohort.findings)).unwrap_or_default(),
        groups: cohort.as_ref().map(told::groups).unwrap_or_default(),
        funders: cohort.as_ref().map(told::funders).unwrap_or_default(),
        period_said: false,
        tables,
        rows_are_units,
        scales,
        faults,
    };
    Ok((proposal, cohort))
}

/// The layout of each sheet. Where no other is a table of people, one that may be is; alone the others stand for nobody.
fn layouts(
    sheets: &[Sheet<'_>],
    looked: &[Looked],
    personal: &[BTreeSet<usize>],
    vocabulary: &Vocabulary,
    words: &Words,
) -> Result<Vec<Option<Layout>>> {
    let of = |(looked, personal)| Shown { looked, personal, vocabulary, words }.layout();
    let mut layouts = looked.iter().zip(personal).map(of).collect::<Result<Vec<Option<Layout>>>>()?;
    let people = |layouts: &[Option<Layout>]| layouts.iter().any(Option::is_none);
    if !people(&layouts) {
        let joins = |layout: &Layout| layout.alike && !layout.kind.is_apart();
        layouts.iter_mut().filter(|layout| layout.as_ref().is_some_and(joins)).for_each(|layout| *layout = None);
    }
    let joined = layouts.iter().zip(sheets).find(|(layout, _)| layout.as_ref().is_some_and(|l| !l.kind.is_apart()));
    match joined {
        Some((_, sheet)) if !people(&layouts) => {
            Err(Error::one(Fault::Usage, Finding::new(Code::NoPeople, Place::file(sheet.name()))))
        }
        _ => Ok(layouts),
    }
}

/// What the project would say of a sheet with this layout.
fn mapped(sheet: &Sheet<'_>, layout: &Option<Layout>) -> TableMapping {
    let Some(Layout { kind, roles, .. }) = layout else { return TableMapping::default() };
    let column = |(role, (index, _)): (&String, &(usize, Why))| {
        let name = sheet.header.get(*index)?.clone();
        Some((role.clone(), Named { name, place: Place::file(sheet.name()) }))
    };
    TableMapping { kind: *kind, columns: roles.iter().filter_map(column).collect(), ..TableMapping::default() }
}

fn open<'a>(inputs: &'a [Input<'a>]) -> Result<Vec<Sheet<'a>>> {
    let mut sheets = Vec::new();
    let mut failed = None;
    for input in inputs {
        match Sheet::open(input) {
            Ok(sheet) => sheets.push(sheet),
            Err(error) => failed = Some(error.after(failed)),
        }
    }
    failed.map_or(Ok(sheets), Err)
}
