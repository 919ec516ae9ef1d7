//! Every chart as a picture of pixels.

use super::File;
use crate::error::Result;
use crate::report::document::Document;

pub(super) fn png(document: &Document) -> Result<Vec<File>> {
    super::drawn(document, "png", |figure, mark| crate::chart::png(&figure.chart, mark, &figure.alt))
}
