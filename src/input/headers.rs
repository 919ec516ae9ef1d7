//! Recognises the columns of a table by their headers, and by some of their cells where a header does not say enough.
//!
//! A header is a fact's own name, a name organisations use for it, or a *what* and a *moment* ("työkyky alussa",
//! "status 3 months"). What stays open is asked, what holds personal data is refused or warned of, what was computed
//! from other columns is left out. Two columns never become the same fact.

use anyhow::Result;
use serde::Deserialize;

use super::words::Words;
use content::Sample;
use lexicon::Lexicon;
use read::Reader;

pub mod guess;

mod content;
mod header;
mod lexicon;
mod measure;
mod read;
mod settle;
#[cfg(test)]
mod tests;

/// How one column is read.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its place, from 0.
    pub index: usize,
    /// Its header as written.
    pub header: String,
    /// What it is.
    pub reading: Reading,
    /// What its header says of the values.
    pub unit: Option<Unit>,
}

/// What a column is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    /// This fact.
    Fact {
        /// The name of the fact.
        name: String,
        /// How it was told.
        why: Why,
    },
    /// One of these facts; the user is asked. A single option may be one that another column already is.
    Choose {
        /// The names of the facts, the likeliest first.
        options: Vec<String>,
    },
    /// Computed from other columns.
    Computed,
    /// Personal data.
    Personal {
        /// One of [`PERSONAL`].
        kind: &'static str,
    },
    /// Nothing polku knows.
    Unread,
}

/// How a column was told to be its fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// The header is the name of the fact.
    Name,
    /// The header is a known name of the fact.
    Alias,
    /// The header names what was measured and when.
    Moment,
    /// The cells tell.
    Content,
    /// Of two columns with one name the left is the earlier.
    Order,
    /// Somebody who was asked said so.
    Told,
}

/// What a header says of the values under it.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// A scale from `min` to `max`: `(0-10)`.
    Range {
        /// The lowest value.
        min: f64,
        /// The highest value.
        max: f64,
    },
    /// Months.
    Months,
    /// Days; 30.4 make a month.
    Days,
    /// Hours.
    Hours,
    /// A day; under `unemployed_months` the day unemployment began.
    Date,
    /// Euros.
    Euro,
}

/// The kinds of personal data a header may announce, the refused ones first.
pub const PERSONAL: [&str; 7] = ["identity_code", "name", "address", "phone", "email", "birth_date", "customer_number"];

/// Whether a kind of personal data is refused; of the others the user is warned.
#[must_use]
pub fn is_refused(kind: &str) -> bool {
    PERSONAL.iter().take(5).any(|refused| *refused == kind)
}

/// A scale whose measurements are facts: `<id>_start`, `<id>_exit`, `<id>_6m`.
#[derive(Debug, Clone, PartialEq)]
pub struct InstrumentName {
    /// The id of the scale.
    pub id: String,
    /// Its lowest value.
    pub min: f64,
    /// Its highest value.
    pub max: f64,
    /// Whether a column that says only when it was measured may be this.
    pub common: bool,
}

/// Reads the headers of a table. `sample` gives some distinct cells of a column, in any order, the first of the file.
///
/// # Errors
/// When polku's own list of headers is broken.
pub fn recognise(
    headers: &[String],
    sample: &dyn Fn(usize) -> Vec<String>,
    instruments: &[InstrumentName],
    words: &Words,
) -> Result<Vec<Column>> {
    let reader = Reader::new(Lexicon::builtin()?, instruments);
    let samples: Vec<Sample<'_>> = (0..headers.len()).map(|column| Sample::new(column, sample, words)).collect();
    let (drafts, units): (Vec<_>, Vec<_>) =
        headers.iter().zip(&samples).map(|(header, sample)| reader.read(header, sample)).unzip();
    let readings = settle::settle(drafts, &samples);
    let columns = headers.iter().zip(readings).zip(units).enumerate();
    let column = |(index, ((header, reading), unit)): (usize, ((&String, Reading), Option<Unit>))| Column {
        index,
        header: header.clone(),
        reading,
        unit,
    };
    Ok(columns.map(column).collect())
}
