//! A page about a file that can be sent on: headings, sentences and tables, and nothing that is not in them.

use crate::text::Language;
use maud::{DOCTYPE, PreEscaped, html};

/// A page.
#[derive(Debug, Clone)]
pub struct Page {
    /// Its language.
    pub language: Language,
    /// Its title.
    pub title: String,
    /// What stands below the title.
    pub lead: Vec<String>,
    /// Its parts.
    pub sections: Vec<Section>,
}

/// A part of a page; without rows there is no table.
#[derive(Debug, Clone, Default)]
pub struct Section {
    /// Its heading.
    pub heading: String,
    /// Sentences.
    pub text: Vec<String>,
    /// What stands above the columns.
    pub head: Vec<String>,
    /// Rows.
    pub rows: Vec<Vec<String>>,
}

/// The mark by which a page is known as one of these.
pub const MARK: &str = concat!("<meta name=\"generator\" content=\"polku ", env!("CARGO_PKG_VERSION"));

const STYLE: &str = "
:root{color-scheme:light dark;--line:light-dark(#c9ced6,#4a515c)}
body{max-width:60rem;margin:2rem auto;padding:0 1rem;font:1rem/1.5 system-ui,sans-serif}
h1{font-size:1.6rem;line-height:1.2}h2{font-size:1.2rem;margin-top:2rem}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.4rem .6rem .4rem 0;border-bottom:1px solid var(--line)}
@media print{body{margin:0;max-width:none}}
";

/// The page as HTML in UTF-8: no script, nothing fetched.
#[must_use]
pub fn page(page: &Page) -> String {
    let mut text = html! {
        (DOCTYPE)
        html lang=(page.language.code()) {
            head {
                meta charset="utf-8";
                meta name="generator" content=(concat!("polku ", env!("CARGO_PKG_VERSION")));
                meta name="viewport" content="width=device-width,initial-scale=1";
                title { (page.title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                main {
                    h1 { (page.title) }
                    @for text in &page.lead { p { (text) } }
                    @for section in &page.sections {
                        section {
                            h2 { (section.heading) }
                            @for text in &section.text { p { (text) } }
                            @if !section.rows.is_empty() {
                                div.wide tabindex="0" role="region" aria-label=(section.heading) {
                                    table {
                                        thead { tr { @for cell in &section.head { th scope="col" { (cell) } } } }
                                        tbody {
                                            @for row in &section.rows { tr { @for cell in row { td { (cell) } } } }
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
    .into_string();
    text.retain(|c| c == '\n' || !c.is_control());
    text + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_its_mark_and_escapes_what_it_is_given() {
        let section = Section {
            heading: "a<b".to_owned(),
            head: vec!["x".to_owned()],
            rows: vec![vec!["<script>".to_owned()]],
            ..Section::default()
        };
        let made = Page { language: Language::En, title: "T".to_owned(), lead: Vec::new(), sections: vec![section] };
        let text = page(&made);
        assert!(text.contains(MARK) && text.contains("&lt;script&gt;") && !text.contains("<script"), "{text}");
    }
}
