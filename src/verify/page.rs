//! A page or a drawing taken apart: its texts with where they stand, and what no reader would see.

/// A piece of markup.
enum Piece<'a> {
    Open(&'a str, Vec<(&'a str, String)>, bool),
    Close(&'a str),
    Text(String),
    Comment,
}

/// A text with where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The line of the file, from 1.
    pub line: u64,
    /// The element it stands in.
    pub element: String,
    /// The figure it stands in, by number.
    pub figure: Option<u32>,
    /// The text.
    pub text: String,
    /// The cells of a row of a table.
    pub cells: Vec<String>,
    /// Where it stands in a drawing.
    pub at: Option<(i64, i64)>,
}

/// A page or a drawing.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// Texts in order; a row of a table is one.
    pub said: Vec<Said>,
    /// Code: rules and commands.
    pub code: Vec<String>,
    /// What no reader would see: scripts, comments, data behind elements; by line and name.
    pub unseen: Vec<(u64, String)>,
}

/// Elements that do not end a text.
const INLINE: [&str; 10] = ["span", "b", "strong", "i", "small", "a", "em", "tspan", "sup", "code"];
/// Attributes that are read aloud or shown.
const SPOKEN: [&str; 5] = ["aria-label", "alt", "title", "content", "aria-description"];
/// Elements that have no end.
const VOID: [&str; 4] = ["meta", "br", "img", "link"];

/// Takes a page or a drawing apart.
#[must_use]
pub fn page(markup: &str) -> Page {
    let mut reader = Walk::default();
    let mut line = 1;
    let mut rest = markup;
    while !rest.is_empty() {
        let (piece, after) = next(rest);
        reader.take(&piece, line);
        line += rest[..rest.len() - after.len()].matches('\n').count() as u64;
        rest = after;
        // Style sheets are no text.
        if let Piece::Open(name @ ("style" | "script"), ..) = piece {
            let end = rest.find(&format!("</{name}")).unwrap_or(rest.len());
            line += rest[..end].matches('\n').count() as u64;
            rest = &rest[end..];
        }
    }
    reader.flush();
    reader.page
}

fn next(markup: &str) -> (Piece<'_>, &str) {
    if let Some(rest) = markup.strip_prefix("<!--") {
        let after = rest.split_once("-->").map_or("", |(_, after)| after);
        return (Piece::Comment, after);
    }
    let Some(rest) = markup.strip_prefix('<') else {
        let end = markup.find('<').unwrap_or(markup.len());
        return (Piece::Text(unescape(&markup[..end])), &markup[end..]);
    };
    let mut quote = None;
    let end = rest.char_indices().find(|(_, c)| match (quote, *c) {
        (None, '"' | '\'') => {
            quote = Some(*c);
            false
        }
        (Some(open), c) if c == open => {
            quote = None;
            false
        }
        (None, '>') => true,
        _ => false,
    });
    let Some((end, _)) = end else { return (Piece::Comment, "") };
    let (tag, after) = (&rest[..end], &rest[end + 1..]);
    if let Some(name) = tag.strip_prefix('/') {
        return (Piece::Close(name.trim()), after);
    }
    let closed = tag.ends_with('/');
    let tag = tag.trim_end_matches('/');
    let name_end = tag.find(char::is_whitespace).unwrap_or(tag.len());
    let (name, attributes) = tag.split_at(name_end);
    let empty = closed || name.starts_with('!') || VOID.contains(&name);
    (Piece::Open(name, self::attributes(attributes), empty), after)
}

fn attributes(mut text: &str) -> Vec<(&str, String)> {
    let mut found = Vec::new();
    loop {
        text = text.trim_start();
        let end = text.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(text.len());
        if end == 0 {
            return found;
        }
        let (name, rest) = text.split_at(end);
        let quoted = rest.strip_prefix('=').and_then(|rest| {
            let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            rest[1..].split_once(quote)
        });
        let (value, rest) = quoted.unwrap_or_else(|| {
            let rest = rest.strip_prefix('=').unwrap_or(rest);
            rest.split_at(rest.find(char::is_whitespace).unwrap_or(rest.len()))
        });
        found.push((name, unescape(value)));
        text = rest;
    }
}

fn unescape(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let Some((name, after_name)) = after.split_once(';').filter(|(name, _)| name.len() <= 8) else {
            out.push('&');
            rest = after;
            continue;
        };
        let code = name.strip_prefix('#').and_then(|n| match n.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => n.parse().ok(),
        });
        match (name, code.and_then(char::from_u32)) {
            (_, Some(c)) => out.push(c),
            ("amp", _) => out.push('&'),
            ("lt", _) => out.push('<'),
            ("gt", _) => out.push('>'),
            ("quot", _) => out.push('"'),
            ("apos", _) => out.push('\''),
            ("nbsp", _) => out.push('\u{a0}'),
            _ => out.extend(["&", name, ";"]),
        }
        rest = after_name;
    }
    out.push_str(rest);
    out
}

#[derive(Default)]
struct Walk {
    page: Page,
    stack: Vec<String>,
    figure: Option<(u32, usize)>,
    text: String,
    line: u64,
    at: Option<(i64, i64)>,
    /// The cells of the row being read.
    row: Option<Vec<String>>,
}

impl Walk {
    fn inside(&self, names: &[&str]) -> bool {
        self.stack.iter().any(|open| names.contains(&open.as_str()))
    }

    fn take(&mut self, piece: &Piece<'_>, line: u64) {
        match piece {
            Piece::Text(_) if self.inside(&["math"]) => {}
            Piece::Text(text) if self.inside(&["code"]) => self.page.code.push(text.clone()),
            Piece::Text(text) => {
                if self.text.trim().is_empty() {
                    self.line = line;
                }
                self.text.push_str(text);
            }
            Piece::Comment => self.page.unseen.push((line, "<!-- -->".to_owned())),
            Piece::Open(name, attributes, empty) => self.open(name, attributes, *empty, line),
            Piece::Close(name) => {
                if !INLINE.contains(name) {
                    self.end(name);
                }
                if let Some(place) = self.stack.iter().rposition(|open| open == name) {
                    self.stack.truncate(place);
                }
                if self.figure.is_some_and(|(_, depth)| self.stack.len() <= depth) {
                    self.figure = None;
                }
            }
        }
    }

    fn open(&mut self, name: &str, attributes: &[(&str, String)], empty: bool, line: u64) {
        let value = |wanted: &str| attributes.iter().find(|(name, _)| *name == wanted).map(|(_, value)| value);
        if !INLINE.contains(&name) {
            self.flush();
        }
        if ["script", "metadata", "template", "input", "object", "iframe", "embed"].contains(&name) {
            self.page.unseen.push((line, format!("<{name}>")));
        }
        for (attribute, value) in attributes {
            let hides = *attribute == "hidden"
                || *attribute == "style" && (value.contains("display") || value.contains("visibility"));
            if attribute.starts_with("data-") || attribute.starts_with("on") || hides {
                self.page.unseen.push((line, format!("{attribute}=")));
            }
            let generator = *attribute == "content" && value.starts_with("width=");
            if SPOKEN.contains(attribute) && !generator {
                let figure = self.figure.map(|(n, _)| n);
                let element = format!("{name} {attribute}");
                let text = value.clone();
                self.page.said.push(Said { line, element, figure, text, cells: Vec::new(), at: None });
            }
        }
        if name == "figure" && self.figure.is_none() {
            let number = value("id").and_then(|id| id.strip_prefix("figure-")).and_then(|n| n.parse().ok());
            self.figure = number.map(|n| (n, self.stack.len()));
        }
        if name == "text" {
            let number = |name| value(name).and_then(|n: &String| n.parse::<f64>().ok()).map(|n| n.round() as i64);
            self.at = number("x").zip(number("y"));
        }
        if name == "tr" {
            self.row = Some(Vec::new());
            self.line = line;
        }
        if !empty {
            self.stack.push(name.to_owned());
        }
    }

    fn end(&mut self, name: &str) {
        match (&mut self.row, name) {
            (Some(row), "td" | "th") => row.push(std::mem::take(&mut self.text)),
            (Some(_), "tr") => {
                let cells = self.row.take().unwrap_or_default();
                let figure = self.figure.map(|(n, _)| n);
                let text = cells.join(" | ");
                self.page.said.push(Said { line: self.line, element: "tr".to_owned(), figure, text, cells, at: None });
                self.text.clear();
            }
            _ => self.flush(),
        }
    }

    fn flush(&mut self) {
        if self.row.is_some() {
            return;
        }
        let text = std::mem::take(&mut self.text);
        let element = self.stack.iter().rev().find(|open| !INLINE.contains(&open.as_str())).cloned();
        let at = self.at.take_if(|_| element.as_deref() == Some("text"));
        if !text.trim().is_empty() {
            let figure = self.figure.map(|(n, _)| n);
            let element = element.unwrap_or_default();
            self.page.said.push(Said { line: self.line, element, figure, text, cells: Vec::new(), at });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_stand_where_they_stand() {
        let page = page(
            "<p>a <b>1</b>\u{a0}%</p>\n<figure id=\"figure-3\"><h3>b &amp; 2</h3><table><tr><th>c</th><td>4</td></tr>\
             </table></figure><p aria-label=\"d 5\">e<code>6</code></p><style>p{color:7}</style>",
        );
        let said: Vec<(&str, Option<u32>, &str, u64)> =
            page.said.iter().map(|s| (s.element.as_str(), s.figure, s.text.as_str(), s.line)).collect();
        assert_eq!(
            said,
            [
                ("p", None, "a 1\u{a0}%", 1),
                ("h3", Some(3), "b & 2", 2),
                ("tr", Some(3), "c | 4", 2),
                ("p aria-label", None, "d 5", 2),
                ("p", None, "e", 2),
            ]
        );
        assert_eq!(page.said[2].cells, ["c", "4"]);
        assert_eq!(page.code, ["6"]);
        assert!(page.unseen.is_empty());
    }

    #[test]
    fn what_nobody_sees_is_found() {
        for markup in [
            "<!-- 3 -->",
            "<g data-n=\"3\"/>",
            "<script>3</script>",
            "<p hidden>3</p>",
            "<p style=\"display:none\">3</p>",
        ] {
            assert_eq!(page(markup).unseen.len(), 1, "{markup}");
        }
    }
}
