mod sample;

use super::*;
use crate::report::figure::Chart;
use sample::{document, figure, table};

fn plain() -> Document {
    document(&str::to_owned)
}

fn page(document: &Document) -> String {
    String::from_utf8(html(document).unwrap()).unwrap()
}

/// A tag: its name, with a slash when it closes, and its attributes.
type Tag = (String, Vec<(String, String)>);

/// The tags of a page in order; style sheets are skipped, so that only what a browser takes for markup is left.
fn tags(page: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut rest = page;
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        let name_end = rest.find([' ', '>', '\n']).unwrap();
        let mut tag: Tag = (rest[..name_end].to_owned(), Vec::new());
        rest = &rest[name_end..];
        while !rest.starts_with('>') {
            rest = rest.trim_start();
            if let Some(after) = rest.strip_prefix('/') {
                tag.0.push('/');
                rest = after;
                continue;
            }
            let end = rest.find(['=', '>', ' ']).unwrap();
            let name = rest[..end].to_owned();
            rest = &rest[end..];
            let mut value = "";
            if let Some(after) = rest.strip_prefix("=\"") {
                (value, rest) = after.split_once('"').unwrap();
            }
            if !name.is_empty() {
                tag.1.push((name, value.to_owned()));
            }
        }
        if tag.0 == "style" {
            rest = &rest[rest.find("</style>").unwrap()..];
        }
        tags.push(tag);
    }
    tags
}

fn attributes<'a>(tags: &'a [Tag], name: &str) -> Vec<&'a str> {
    tags.iter().flat_map(|(_, all)| all).filter(|(n, _)| n == name).map(|(_, value)| value.as_str()).collect()
}

/// Everything but the drawings, whose number of lines depends on how long a text is.
fn without_drawings(page: &str) -> String {
    let mut parts = page.split("<svg");
    let first = parts.next().unwrap().to_owned();
    first + &parts.map(|part| part.split_once("</svg>").unwrap().1).collect::<String>()
}

#[test]
fn a_text_never_becomes_markup() {
    let attack =
        |name: &str| format!("{name}</style></script><script>x()</script>\" onload=\"x()\n'}} \\<!-- & {name}");
    let attacked = page(&document(&attack));
    assert!(!attacked.contains("<script") && !attacked.contains("<!--"));
    assert_eq!(attacked.matches("</style").count(), 1);

    // The same tags with the same attributes: no text opened, closed or added any.
    let shape = |page: &str| -> Vec<(String, Vec<String>)> {
        tags(&without_drawings(page))
            .into_iter()
            .map(|(tag, all)| (tag, all.into_iter().map(|a| a.0).collect()))
            .collect()
    };
    assert_eq!(shape(&attacked), shape(&page(&plain())));
}

#[test]
fn every_text_of_the_document_is_on_the_page() {
    let seen = std::cell::RefCell::new(Vec::new());
    let marked = |name: &str| {
        let text = format!("{name} & {}", seen.borrow().len());
        seen.borrow_mut().push(text.replace('&', "&amp;"));
        text
    };
    let page = page(&document(&marked));
    for text in seen.into_inner() {
        // The running line is in the style sheet, in its spelling. Words instead of a drawing need no others.
        let in_margin = text.replace("&amp;", "\\26 ");
        assert!(page.contains(&text) || page.contains(&in_margin) || text.starts_with("alt "), "{text}");
    }
}

#[test]
fn tags_are_balanced_and_no_paragraph_holds_a_block() {
    let mut open: Vec<String> = Vec::new();
    for (tag, _) in tags(&page(&plain())) {
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name));
        } else if !(tag.starts_with('!') || tag == "meta" || tag.ends_with('/')) {
            let inline = ["strong", "code", "span", "b"].contains(&tag.as_str());
            assert!(inline || open.last().is_none_or(|parent| parent != "p"), "<{tag}> in <p>");
            open.push(tag);
        }
    }
    assert!(open.is_empty(), "{open:?}");
}

#[test]
fn ids_are_unique_and_every_reference_has_its_target() {
    let page = page(&plain());
    let tags = tags(&page);
    let ids = attributes(&tags, "id");
    let unique: std::collections::BTreeSet<_> = ids.iter().collect();
    assert_eq!(unique.len(), ids.len(), "{ids:?}");
    let links = attributes(&tags, "href").into_iter().map(|link| link.strip_prefix('#').unwrap());
    let labels = attributes(&tags, "aria-labelledby").into_iter().flat_map(str::split_whitespace);
    for id in links.chain(labels) {
        assert!(ids.contains(&id), "{id}");
    }
}

#[test]
fn the_page_needs_nothing_but_itself() {
    let page = page(&plain());
    assert_eq!(page.matches("http").count(), page.matches("xmlns=\"http").count());
    for part in ["<script", "<link", "<iframe", " src=", "@import", "javascript:"] {
        assert!(!page.contains(part), "{part}");
    }
    assert_eq!(page.matches("url(").count(), page.matches("url(data:").count());
}

#[test]
fn every_figure_is_drawn_or_said_and_has_its_table() {
    let page = page(&plain());
    let figures: Vec<&str> =
        page.split("<figure ").skip(1).map(|rest| rest.split_once("</figure>").unwrap().0).collect();
    assert_eq!(figures.len(), 2);
    assert_eq!(figures[0].matches("<svg").count(), 2);
    assert_eq!(figures[0].matches("<desc").count(), 2);
    assert!(figures[0].contains("id=\"figure-1-wide\"") && figures[0].contains("id=\"figure-1-narrow\""));
    assert!(figures[1].contains("<p class=\"empty\">said</p>") && !figures[1].contains("<svg"));
    for figure in figures {
        assert!(figure.contains("<table>") && figure.contains("<caption>") && figure.contains("<details>"));
    }
}

#[test]
fn a_formal_title_in_place_of_a_message_is_said_once() {
    let mut figure = figure(&str::to_owned, 1, Chart::Said(String::new()));
    figure.formal.clone_from(&figure.message);
    let document = plain();
    let markup = Page { document: &document }.figure(&figure).unwrap().into_string();
    assert_eq!(markup.matches(">message<").count(), 1);
}

#[test]
fn cells_are_heard_as_they_are_meant() {
    let document = plain();
    let table = Page { document: &document }.table(&table(&str::to_owned)).into_string();
    assert!(table.contains(
        "<th scope=\"row\">women</th><td class=\"n hid\">\
         <span aria-hidden=\"true\">··</span><span class=\"vh\">hidden</span></td>"
    ));
    assert!(table.contains("<td class=\"n\"><span aria-hidden=\"true\">–</span></td>"));
    assert!(table.contains("<tbody><tr class=\"grp\"><th scope=\"rowgroup\" colspan=\"2\">gender</th></tr>"));
    assert_eq!(table.matches("<tbody>").count(), 2);
}

#[test]
fn evidence_is_five_squares() {
    let page = page(&plain());
    let squares = "<i class=\"on\"></i><i class=\"on\"></i><i></i><i></i><i></i>";
    assert_eq!(page.matches(squares).count(), 2);
}

#[test]
fn internal_reports_say_so_on_every_page() {
    let mut document = plain();
    let internal = page(&document);
    assert!(internal.contains("<aside class=\"mark\">watermark</aside>"));
    assert!(internal.contains("style=\"--letters:9\">watermark</div>"));
    assert!(internal.contains("@top-center{content:\"watermark\""));
    document.head.watermark = None;
    let public = page(&document);
    assert!(!public.contains("<aside") && !public.contains("--letters:9") && !public.contains("@top-center"));
}

#[test]
fn the_language_is_declared() {
    for (language, lang) in [(Language::Fi, "fi"), (Language::Sv, "sv-FI"), (Language::En, "en-GB")] {
        let document = Document { language, ..plain() };
        assert!(page(&document).starts_with(&format!("<!DOCTYPE html>\n<html lang=\"{lang}\">")));
    }
}

#[test]
fn control_characters_are_left_out() {
    let page = page(&document(&|name| format!("{name}\u{0}\u{8}\u{85}\r\u{1b}[31m")));
    assert!(!page.contains(|c: char| c.is_control() && c != '\n'));
    assert!(page.contains("title[31m"));
}

#[test]
fn the_same_document_gives_the_same_page() {
    assert_eq!(page(&plain()), page(&plain()));
}
