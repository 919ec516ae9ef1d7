//! A document and protected results to files. A renderer decides nothing: no statistic, no verdict, no word.

pub mod check;
mod csv;
pub mod html;
mod json;
pub mod markdown;
mod png;
mod svg;

pub use csv::HEAD;

use crate::analysis::Released;
use crate::error::{Error, Result};
use crate::parallel::at_once;
use crate::report::document::{Block, Document};
use crate::report::figure::Figure;

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
    Format { id: "png", render: |report| png::png(report.document) },
    Format { id: "csv", render: |report| Ok(vec![file("results.csv", csv::csv(&[report.released])?)]) },
    Format { id: "json", render: |report| Ok(vec![file("results.json", json::json(&[report.released])?)]) },
];

/// Every chart of a document as a file of its own. `draw` takes a figure and the mark of a document that is not to be
/// published; it gives nothing where there is nothing to draw.
fn drawn(
    document: &Document,
    extension: &str,
    draw: impl Fn(&Figure, Option<&str>) -> Option<anyhow::Result<Vec<u8>>> + Sync,
) -> Result<Vec<File>> {
    let mark = document.head.watermark.as_deref();
    let blocks = document.chapters.iter().flat_map(|chapter| &chapter.blocks);
    let figures = blocks.filter_map(|block| match block {
        Block::Figure(figure) => Some(figure),
        _ => None,
    });
    let figures: Vec<&Figure> = figures.map(Box::as_ref).collect();
    let drawn = at_once(&figures, |figure| {
        let name = format!("charts/figure_{:02}.{extension}", figure.number);
        Some(draw(figure, mark)?.map(|bytes| File { name, bytes }).map_err(Error::bug))
    })?;
    drawn.into_iter().flatten().collect()
}

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
