//! One self-contained web page: no script, nothing fetched, readable on a desk, a phone, in the dark and on paper.
//!
//! Every word comes from the document and passes through `maud`, which escapes it; only drawings, the style sheet and
//! the page's own symbols are written as they are.

mod figure;
mod math;
mod style;
mod table;
#[cfg(test)]
mod tests;
mod words;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::report::document::{Block, Chapter, Document, Head, Highlight, Summary};
use crate::text::Language;
use words::{run, words};

/// The highest level of evidence there is.
const LEVELS: u8 = 5;

/// Between blocks, so that the page can be compared line by line.
const BREAK: PreEscaped<&str> = PreEscaped("\n");

/// The document as a web page in UTF-8.
///
/// # Errors
/// When a chart cannot be drawn.
pub fn html(document: &Document) -> anyhow::Result<Vec<u8>> {
    let mut page = Page { document }.whole()?.into_string();
    // Control characters are not allowed in HTML, and text that came from a spreadsheet may hold some.
    page.retain(|c| c == '\n' || !c.is_control());
    Ok(page.into_bytes())
}

/// What every part of the page needs at hand.
struct Page<'a> {
    document: &'a Document,
}

impl Page<'_> {
    fn whole(&self) -> anyhow::Result<Markup> {
        let Document { language, head, chrome, summary, chapters } = self.document;
        Ok(html! {
            (DOCTYPE) (BREAK)
            html lang=(tag(*language)) {
                (self.metadata()) (BREAK)
                body {
                    a.skip href="#summary" { (chrome.skip) } (BREAK)
                    @if let Some(watermark) = &head.watermark { (banner(watermark)) }
                    div.page {
                        (title_block(head)) (BREAK)
                        main {
                            (summary_page(summary)) (BREAK)
                            (self.contents()) (BREAK)
                            @for (number, chapter) in (1_usize..).zip(chapters) {
                                (self.chapter(number, chapter)?) (BREAK)
                            }
                        }
                        @if !chrome.made.is_empty() {
                            footer { @for text in &chrome.made { p { (run(text)) } } }
                        }
                    }
                }
            }
        })
    }

    fn metadata(&self) -> Markup {
        let head = &self.document.head;
        html! {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width,initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (head.title) " – " (head.kind) }
                @if !head.organisation.is_empty() { meta name="author" content=(head.organisation); }
                meta name="generator" content=(concat!("polku ", env!("CARGO_PKG_VERSION")));
                style { (PreEscaped(style::sheet(head))) }
            }
        }
    }

    fn contents(&self) -> Markup {
        let Document { chrome, summary, chapters, .. } = self.document;
        html! {
            nav aria-labelledby="contents-h" {
                div {
                    h2 #contents-h { (chrome.contents) }
                    ol {
                        li { a href="#summary" { (summary.title) } }
                        @for (number, chapter) in (1_usize..).zip(chapters) {
                            li {
                                a href={ "#" (chapter.id) } {
                                    span.no { (number) } " " span { (words(&chapter.title)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    fn chapter(&self, number: usize, chapter: &Chapter) -> anyhow::Result<Markup> {
        Ok(html! {
            section.ch #(chapter.id) aria-labelledby={ (chapter.id) "-h" } {
                h2 id={ (chapter.id) "-h" } { span.no { (number) } " " span { (words(&chapter.title)) } } (BREAK)
                (self.blocks(&chapter.blocks)?)
            }
        })
    }

    fn blocks(&self, blocks: &[Block]) -> anyhow::Result<Markup> {
        Ok(html! { @for block in blocks { (self.block(block)?) (BREAK) } })
    }

    fn block(&self, block: &Block) -> anyhow::Result<Markup> {
        Ok(match block {
            Block::Lead(text) => html! { p.lead { (run(text)) } },
            Block::Paragraph(text) => html! { p { (run(text)) } },
            Block::Heading(text) => html! { h3.sub { (words(text)) } },
            Block::List(items) => html! { ul.plain { @for item in items { li { (run(item)) } } } },
            Block::Terms(terms) => html! {
                dl.def {
                    @for (term, said) in terms { dt { (words(term)) } dd { (self.blocks(said)?) } }
                }
            },
            Block::Formula(formula) => math::formula(formula, self.document.language),
            Block::Table(table) => html! { div.free { (self.table(table)) } },
            Block::Figure(figure) => self.figure(figure)?,
            Block::Notice(text) => html! { p.empty.notice role="note" { (run(text)) } },
        })
    }
}

/// Internal reports: in view at every moment on a screen, and across every printed page.
fn banner(watermark: &str) -> Markup {
    html! {
        aside.mark { (words(watermark)) } (BREAK)
        // The longer the words, the smaller the stamp: the style sheet divides a page's diagonal by their number.
        div.stamp aria-hidden="true" style={ "--letters:" (watermark.chars().count().max(1)) } { (watermark) } (BREAK)
    }
}

fn title_block(head: &Head) -> Markup {
    html! {
        header.top {
            p.over { (words(&head.kind)) }
            h1 { (words(&head.title)) }
            @if !head.organisation.is_empty() { p.org { (words(&head.organisation)) } }
            @if !head.facts.is_empty() {
                dl.facts { @for (label, value) in &head.facts { dt { (words(label)) } dd { (words(value)) } } }
            }
        }
    }
}

fn summary_page(summary: &Summary) -> Markup {
    html! {
        section.sum #summary aria-labelledby="summary-h" {
            h2 #summary-h { (words(&summary.title)) }
            @if !summary.intro.is_empty() { p.intro { (words(&summary.intro)) } }
            @if !summary.findings.is_empty() {
                ol.find { @for finding in &summary.findings { (highlight(finding)) } }
            }
            @if !summary.limits.is_empty() {
                div.limits { @for limit in &summary.limits { p { (run(limit)) } } }
            }
        }
    }
}

fn highlight(finding: &Highlight) -> Markup {
    let (label, value) = &finding.matters;
    let (level, said) = &finding.evidence;
    html! {
        (BREAK)
        li {
            // The sentence says the number again, with what it is a share of: that one is read aloud.
            @if let Some((numeral, unit)) = &finding.numeral {
                div.big aria-hidden="true" { span { (numeral) } @if !unit.is_empty() { " " small { (unit) } } }
            }
            div.said {
                p { (run(&finding.text)) }
                div.meta {
                    @if !value.is_empty() { span.for { (words(label)) " " b { (words(value)) } } " " }
                    span.lev {
                        span.squares aria-hidden="true" { @for n in 1..=LEVELS { i class=[(n <= *level).then_some("on")] {} } }
                        " " span { (words(said)) }
                    }
                    @if let Some((number, link)) = &finding.figure {
                        " " a href={ "#figure-" (number) } { (words(link)) }
                    }
                }
            }
        }
    }
}

/// The language as pages name it: with the region whose spelling is used, where a language has several.
fn tag(language: Language) -> &'static str {
    match language {
        Language::Fi => "fi",
        Language::Sv => "sv-FI",
        Language::En => "en-GB",
    }
}
