//! Every chart as a drawing of its own.

use super::File;
use crate::error::Result;
use crate::report::document::Document;

pub(super) fn svg(document: &Document) -> Result<Vec<File>> {
    super::drawn(document, "svg", |figure, mark| {
        let id = format!("figure-{}", figure.number);
        let drawn = crate::chart::standalone(&figure.chart, mark, &id, &figure.alt)?;
        Some(drawn.map(String::into_bytes))
    })
}
