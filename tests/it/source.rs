//! The sources as tests look at them: code without comments, without what stands in quotes, and without test code;
//! and beside it the texts that stood in quotes.

use crate::util::{files, root};
use std::collections::BTreeSet;

/// A source file.
pub struct Source {
    /// Its path below `src`.
    pub path: String,
    /// Code with comments and the inside of texts blanked.
    pub code: String,
    /// The texts in quotes.
    pub texts: Vec<String>,
}

impl Source {
    /// The module of the crate it belongs to.
    pub fn module(&self) -> &str {
        self.path.split('/').next().unwrap().trim_end_matches(".rs")
    }

    /// How deep below the crate its module stands.
    pub fn depth(&self) -> usize {
        let parts = self.path.split('/').count();
        if self.path.ends_with("/mod.rs") { parts - 1 } else { parts }
    }
}

/// Every source file that is no test.
pub fn sources() -> Vec<Source> {
    let mut all = Vec::new();
    let mut tests: BTreeSet<String> = BTreeSet::new();
    for (path, bytes) in files(&root().join("src")) {
        if !path.ends_with(".rs") {
            continue;
        }
        let (mut code, mut texts) = scan(&String::from_utf8(bytes).unwrap());
        // Where the modules a file declares stand.
        let folder = match path.rsplit_once('/') {
            Some((folder, "mod.rs")) => format!("{folder}/"),
            _ if path == "lib.rs" || path == "main.rs" => String::new(),
            _ => format!("{}/", path.trim_end_matches(".rs")),
        };
        while let Some(at) = code.find("#[cfg(test)]") {
            let (item, end) = item(&code[at..]);
            if let Some(name) = item.split("mod ").nth(1).and_then(|rest| rest.strip_suffix(';')) {
                tests.insert(format!("{folder}{name}"));
            }
            let range = at..at + end;
            texts.retain(|(place, _)| !range.contains(place));
            code.replace_range(range.clone(), &" ".repeat(range.len()));
        }
        all.push(Source { path, code, texts: texts.into_iter().map(|(_, text)| text).collect() });
    }
    let is_test =
        |path: &str| tests.iter().any(|test| path == format!("{test}.rs") || path.starts_with(&format!("{test}/")));
    all.retain(|source| !is_test(&source.path));
    assert!(all.len() > 50 && !tests.is_empty(), "the sources are somewhere else");
    all
}

/// The item after a test attribute: its first line, and where it ends.
fn item(code: &str) -> (String, usize) {
    let open = code.find(['{', ';']).unwrap();
    let head = code[..=open].split(']').next_back().unwrap().trim().to_owned();
    if code[open..].starts_with(';') {
        return (head, open + 1);
    }
    let mut depth = 0;
    for (i, c) in code[open..].char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return (head, open + i + 1);
        }
    }
    panic!("an open brace after {head}");
}

/// Blanks comments and texts, byte for byte, and collects the texts with their places.
fn scan(source: &str) -> (String, Vec<(usize, String)>) {
    let mut code = String::new();
    let mut texts = Vec::new();
    let mut rest = source;
    while let Some(c) = rest.chars().next() {
        let raw = rest.strip_prefix('r').map(|after| after.len() - after.trim_start_matches('#').len());
        let in_word = code.ends_with(|c: char| c.is_alphanumeric() || c == '_') && !code.ends_with('b');
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").unwrap() + 2
        } else if let Some(hashes) = raw.filter(|n| !in_word && rest[n + 1..].starts_with('"')) {
            let close = format!("\"{}", "#".repeat(hashes));
            let inside = rest[hashes + 2..].find(&close).unwrap();
            texts.push((code.len(), rest[hashes + 2..][..inside].to_owned()));
            hashes + 2 + inside + close.len()
        } else if c == '"' {
            let inside = end_of_text(&rest[1..]);
            texts.push((code.len(), rest[1..][..inside].to_owned()));
            inside + 2
        } else if c == '\'' {
            letter(rest)
        } else {
            code.push(c);
            rest = &rest[c.len_utf8()..];
            continue;
        };
        code += &" ".repeat(length);
        rest = &rest[length..];
    }
    (code, texts)
}

/// Where a text ends, after its opening quote.
fn end_of_text(text: &str) -> usize {
    let mut escaped = false;
    for (i, c) in text.char_indices() {
        match c {
            '"' if !escaped => return i,
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    panic!("a text without an end");
}

/// The length of a letter in quotes; of a lifetime, its mark.
fn letter(text: &str) -> usize {
    let mut chars = text.char_indices().skip(1);
    let (_, first) = chars.next().unwrap();
    if first == '\\' {
        return text[3..].find('\'').unwrap() + 4;
    }
    match chars.next() {
        Some((i, '\'')) => i + 1,
        _ => 1,
    }
}

#[test]
fn a_source_is_cut_into_code_and_texts() {
    let source = "use a; // \"no\" {\nlet x = \"k.e\\\"y\"; /* { */ let c = '\"'; fn f<'a>(y: &'a str) {}\n\
                  let r = r#\"a \" b\"#; let b = b'}'; let e = '\\''; for_ever\"end\"";
    let (code, texts) = scan(source);
    let texts: Vec<&str> = texts.iter().map(|(_, text)| text.as_str()).collect();
    assert_eq!(texts, ["k.e\\\"y", "a \" b", "end"]);
    assert_eq!(code.len(), source.len());
    assert!(!code.contains('"') && !code.contains("no") && code.contains("a str) {}") && !code.contains("b'}'"));
}

#[test]
fn test_code_is_left_out() {
    let all = sources();
    assert!(all.iter().any(|source| source.path == "text/mod.rs"));
    assert!(all.iter().all(|source| !source.path.contains("tests") && !source.code.contains("#[test]")));
    assert!(all.iter().all(|source| !source.code.contains("proptest")));
}
