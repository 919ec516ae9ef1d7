//! The cohort: typed facts of participations in a polars frame, one row a participation.

use crate::error::{Error, Result};
use crate::fact::{Moment, Vocabulary};
use crate::finding::Finding;
use crate::input::read::Form;
use jiff::Span;
use jiff::civil::Date;
use polars::prelude::*;
use std::collections::BTreeMap;

/// How the column of a fact holds its values. Unknown is null, never "", 0 or 99.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Column {
    /// Int32, days since 1970-01-01. `event`: an absent day means it has not happened. With `spans` beside it
    /// `<fact>?from` (Int32) holds the first day it can have been, and the fact itself the last.
    Day {
        /// Whether the day is of an event.
        event: bool,
        /// Whether not every day is known to the day.
        spans: bool,
    },
    /// Int32, a status code. Beside it `<fact>?why` (Int32) holds the code of the word for not known.
    Status,
    /// Int64, the value times ten to the power of `decimals`: sums stay exact.
    Number {
        /// Decimals of the column.
        decimals: u32,
    },
    /// Int32, an index into the labels.
    Category {
        /// The words, in the order results list them.
        labels: Vec<String>,
    },
    /// Boolean `<fact>#<i>` for each label; `<fact>` itself is true where any is known.
    Categories {
        /// The words, in the order results list them.
        labels: Vec<String>,
    },
}

/// How a column of a file was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadColumn {
    /// The file.
    pub file: String,
    /// The header as written.
    pub header: String,
    /// The fact it became; none when it was left out.
    pub fact: Option<String>,
}

/// Where the rows came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The file as the user named it.
    pub name: String,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
    /// Its encoding and dialect, or its sheet.
    pub form: Form,
    /// The line its header begins on, from 1.
    pub header_line: u64,
    /// Rows read.
    pub rows: u64,
}

/// Participations with typed facts, and everything a report says about how they were read.
#[derive(Debug, Clone)]
pub struct Cohort {
    /// One row a participation: `id` (UInt32, dense from 0), `row` (UInt32, running), and the columns of [`Cohort::columns`].
    /// Follow-up moments also have `gone_<moment>` (Boolean): the person had died by then.
    pub frame: DataFrame,
    /// How each fact is held.
    pub columns: BTreeMap<String, Column>,
    /// The last day anything in the data is known; decides which follow-ups are due.
    pub data_until: Date,
    /// How many days after a moment its window closes, where facts of the moment come from sources with days; of other
    /// moments nothing has to be waited for.
    pub closes: BTreeMap<Moment, u32>,
    /// How every column of the files was read.
    pub read: Vec<ReadColumn>,
    /// Where the rows came from.
    pub sources: Vec<Source>,
    /// What was noticed.
    pub findings: Vec<Finding>,
    /// The statuses and instruments the facts are made of.
    pub vocabulary: Vocabulary,
    /// Where each row of the frame stood: the number of its source, and its line from 1.
    pub lines: Vec<(u32, u64)>,
}

impl Cohort {
    /// This cohort with what is told of how another was read beside it. Its rows stay its own.
    #[must_use]
    pub fn told_with(mut self, other: &Cohort) -> Cohort {
        self.read.extend(other.read.iter().cloned());
        self.sources.extend(other.sources.iter().cloned());
        self.findings.extend(other.findings.iter().cloned());
        self.vocabulary.declared.extend(other.vocabulary.declared.iter().cloned());
        self
    }
}

/// The column that marks deaths by a moment.
#[must_use]
pub fn gone_column(moment: &str) -> String {
    format!("gone_{moment}")
}

/// The column of one label of a fact with several.
#[must_use]
pub fn label_column(fact: &str, label: usize) -> String {
    format!("{fact}#{label}")
}

/// The column of the first day something can have been on.
#[must_use]
pub fn from_column(fact: &str) -> String {
    format!("{fact}?from")
}

/// The column of why a status is not known.
#[must_use]
pub fn why_column(fact: &str) -> String {
    format!("{fact}?why")
}

impl Cohort {
    /// The last exit day of those of whom a moment is due: its time has come by the last day of the data, and its window,
    /// where it has one, has closed. None where nobody's time can have come, and at entry.
    #[must_use]
    pub fn last_due_exit(&self, moment: Moment) -> Option<Date> {
        let window = self.closes.get(&moment).copied().unwrap_or(0);
        let until = self.data_until.checked_sub(Span::new().days(i64::from(window))).ok()?;
        Moment::last_due_exit(until, moment.months_after_exit()?)
    }

    /// The rows of the frame that stood on a line of a source, or of any source.
    #[must_use]
    pub fn rows_at(&self, source: Option<&str>, line: u64) -> Vec<usize> {
        let named = |i: u32| self.sources.get(i as usize).map(|source| source.name.as_str());
        let wanted = |at: &(u32, u64)| at.1 == line && (source.is_none() || named(at.0) == source);
        self.lines.iter().enumerate().filter(|(_, at)| wanted(at)).map(|(row, _)| row).collect()
    }

    /// The source and the line of a row of the frame.
    #[must_use]
    pub fn line_of(&self, row: usize) -> Option<(&str, u64)> {
        let (source, line) = *self.lines.get(row)?;
        Some((self.sources.get(source as usize)?.name.as_str(), line))
    }

    /// The columns that hold the values of a fact.
    pub fn columns_of(&self, fact: &str) -> Vec<String> {
        match self.columns.get(fact) {
            None => Vec::new(),
            Some(Column::Categories { labels }) => {
                std::iter::once(fact.to_owned()).chain((0..labels.len()).map(|i| label_column(fact, i))).collect()
            }
            Some(Column::Status) => vec![fact.to_owned(), why_column(fact)],
            Some(Column::Day { spans: true, .. }) => vec![fact.to_owned(), from_column(fact)],
            Some(_) => vec![fact.to_owned()],
        }
    }

    /// A fact's column as optional integers, whatever width it has.
    ///
    /// # Errors
    /// When the frame has no such column, which would be a bug.
    pub fn integers(&self, column: &str) -> Result<Vec<Option<i64>>> {
        integers(&self.frame, column)
    }
}

/// A column as optional integers, whatever width it has.
///
/// # Errors
/// When the frame has no such column.
pub fn integers(frame: &DataFrame, column: &str) -> Result<Vec<Option<i64>>> {
    let series = frame.column(column)?.cast(&DataType::Int64)?;
    Ok(series.i64().map_err(Error::from)?.iter().collect())
}
