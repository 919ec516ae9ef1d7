//! What polku.toml could say of some files: every column accounted for and how it was told, the words nobody knows, the
//! days the files speak of.
//!
//! A proposal holds no sentence and no cell of a column that is not read. It comes from the same recogniser that reads
//! files, so what it says a column is, it will be.

use super::cohort::Cohort;
use super::headers::Why;
use super::headers::guess;
use super::map::assign::{What as Taken, look};
use super::mapping::TableMapping;
use super::read::{Form, Input, Sheet};
use super::words::Words;
use crate::error::{Error, Result};
use crate::fact::Vocabulary;
use crate::finding::{Code, Finding, Place};
use crate::text::Language;
use columns::Columns;
use jiff::civil::Date;
use personal::{personal_columns, read, unidentified, with_namesakes};
use std::collections::{BTreeMap, BTreeSet};

mod columns;
mod personal;
mod scale;
mod told;
mod words;

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
    /// Words that are not read, by fact.
    pub unsaid: Vec<Unsaid>,
    /// Scales nobody knows.
    pub scales: Vec<Scale>,
    /// Facts with 2–12 groups, and how many.
    pub groups: Vec<(String, usize)>,
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
    /// Itself, the fact it is read as, how that was told, and whether its header points to it.
    #[must_use]
    pub fn fact(&self) -> Option<(&Column, &str, Why, bool)> {
        match &self.what {
            What::Fact { name, why, nameable } => Some((self, name, *why, *nameable)),
            _ => None,
        }
    }
}

impl Table {
    /// How many of its columns are read.
    #[must_use]
    pub fn read(&self) -> usize {
        self.columns.iter().filter(|column| matches!(column.what, What::Fact { .. })).count()
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
/// `today` tells plans from what has been.
///
/// # Errors
/// When a file cannot be read or holds no rows; a refusal when only a column of personal data could tell people apart.
pub fn propose(
    inputs: &[Input<'_>],
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
    for (sheet, looked) in sheets.iter().zip(&looked) {
        if !looked.seen.iter().any(|column| matches!(column.what, Taken::Fact { .. })) {
            faults.push(Finding::new(Code::NothingRecognised, Place::file(sheet.name())));
        }
    }
    let rows_are_units = unidentified(&sheets, &looked, &personal)?;
    let cohort = match faults.is_empty() {
        false => None,
        true => Some(read(inputs, &sheets, &looked, &mut personal, rows_are_units, vocabulary, progress)?),
    };
    // Codes may have been met further down than columns are looked at.
    let rows_are_units = rows_are_units || unidentified(&sheets, &looked, &personal)?;
    let mut scales = Vec::new();
    let mut tables = Vec::new();
    for ((sheet, looked), personal) in sheets.iter().zip(&looked).zip(&personal) {
        let columns = Columns { looked, personal, vocabulary, words: &words, identified: !rows_are_units };
        let page = match &sheet.form {
            Form::Book { sheet, .. } if !sheet.is_empty() => Some(sheet.clone()),
            _ => None,
        };
        tables.push(Table { file: sheet.name().to_owned(), sheet: page, columns: columns.proposed(&mut scales)? });
    }
    let headers: Vec<String> = sheets.iter().flat_map(|sheet| sheet.header.iter().cloned()).collect();
    let proposal = Proposal {
        language: guess::language(&headers).map_err(Error::bug)?,
        last: cohort.as_ref().and_then(|cohort| told::last_day(cohort, today)),
        period: cohort.as_ref().and_then(|cohort| told::period(cohort, today)),
        unsaid: cohort.as_ref().map(|cohort| words::unsaid(&cohort.findings)).unwrap_or_default(),
        groups: cohort.as_ref().map(told::groups).unwrap_or_default(),
        tables,
        rows_are_units,
        scales,
        faults,
    };
    Ok((proposal, cohort))
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
