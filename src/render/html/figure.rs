//! Figures: what they say, the drawing at two widths, how to read it, and the numbers behind it.

use maud::{Markup, PreEscaped, html};

use super::Page;
use super::words::words;
use crate::chart::{self, Width};
use crate::report::figure::{Chart, Figure};

impl Page<'_> {
    pub(super) fn figure(&self, figure: &Figure) -> anyhow::Result<Markup> {
        let id = format!("figure-{}", figure.number);
        Ok(html! {
            figure #(id) aria-labelledby={ (id) "-h" } {
                figcaption {
                    p.fno { (words(&figure.label)) }
                    h3 id={ (id) "-h" } { (words(&figure.message)) }
                    // Where no message is safe the formal title stands in for it, and once is enough.
                    @if !figure.formal.is_empty() && figure.formal != figure.message {
                        p.formal { (words(&figure.formal)) }
                    }
                }
                (drawing(figure, &id)?)
                @if !figure.reading.is_empty() {
                    p.read { b { (words(&self.document.chrome.how_to_read)) } " " (words(&figure.reading)) }
                }
                @if !figure.note.is_empty() { p.note { (words(&figure.note)) } }
                details {
                    summary {
                        span.scr { (words(&figure.table_label)) }
                        // Paper cannot be unfolded: a closed table says where it is instead.
                        span.prt { (words(&figure.table_elsewhere)) }
                    }
                    (self.table(&figure.table))
                }
            }
        })
    }
}

/// Both widths; the style sheet shows one. Words where nothing can be drawn.
fn drawing(figure: &Figure, id: &str) -> anyhow::Result<Markup> {
    let svg = |width, name| chart::svg(&figure.chart, width, &format!("{id}-{name}"), &figure.alt);
    let (Some(wide), Some(narrow)) = (svg(Width::Wide, "wide"), svg(Width::Narrow, "narrow")) else {
        let said = match &figure.chart {
            Chart::Said(said) => said,
            _ => &figure.alt,
        };
        return Ok(html! { p.empty { (words(said)) } });
    };
    Ok(html! {
        div.wide { (PreEscaped(wide?)) }
        div.narrow { (PreEscaped(narrow?)) }
    })
}
