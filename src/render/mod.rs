//! A document and protected results to files. A renderer decides nothing: no statistic, no verdict, no word.

mod csv;
pub mod html;
mod json;
pub mod markdown;
mod svg;

pub use csv::HEAD;

use crate::analysis::Released;
use crate::error::{Error, Result};
use crate::report::document::Document;

/// What a format receives: csv and json read the results, the others the document.
#[derive(Clone, Copy)]
pub struct Report<'a> {
    /// The composed document.
    pub document: &'a Document,
    /// The protected results it was composed from.
    pub released: &'a Released,
}

/// A file of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its path inside the report's folder, with `/`.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A way to write a report.
pub struct Format {
    /// Its id.
    pub id: &'static str,
    /// Makes its files.
    pub render: fn(&Report<'_>) -> Result<Vec<File>>,
}

/// Every format there is.
pub const FORMATS: &[Format] = &[
    Format {
        id: "html",
        render: |report| Ok(vec![file("report.html", html::html(report.document).map_err(Error::bug)?)]),
    },
    Format { id: "svg", render: |report| svg::svg(report.document) },
    Format { id: "csv", render: |report| Ok(vec![file("results.csv", csv::csv(&[report.released])?)]) },
    Format { id: "json", render: |report| Ok(vec![file("results.json", json::json(&[report.released])?)]) },
];

fn file(name: &str, bytes: Vec<u8>) -> File {
    File { name: name.to_owned(), bytes }
}

/// Tidy results of one or many data sets as CSV.
///
/// # Errors
/// Only a bug.
pub fn results_csv(released: &[&Released]) -> Result<Vec<u8>> {
    csv::csv(released)
}

/// Tidy results of one or many data sets as JSON.
///
/// # Errors
/// Only a bug.
pub fn results_json(released: &[&Released]) -> Result<Vec<u8>> {
    json::json(released)
}
