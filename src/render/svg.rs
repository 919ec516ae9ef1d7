//! Every chart as a file of its own.

use super::File;
use crate::error::{Error, Result};
use crate::report::document::{Block, Document};

pub(super) fn svg(document: &Document) -> Result<Vec<File>> {
    let blocks = document.chapters.iter().flat_map(|chapter| &chapter.blocks);
    let figures = blocks.filter_map(|block| match block {
        Block::Figure(figure) => Some(figure),
        _ => None,
    });
    figures
        .filter_map(|figure| {
            let drawn = crate::chart::standalone(&figure.chart, &format!("figure-{}", figure.number), &figure.alt)?;
            let name = format!("charts/figure_{:02}.svg", figure.number);
            Some(drawn.map(|svg| File { name, bytes: svg.into_bytes() }).map_err(Error::bug))
        })
        .collect()
}
