//! Lines of a TOML file with their comments in line.

/// Where a sentence of its own is broken.
const WIDTH: usize = 110;
/// The longest line with a comment beside its code.
const LONGEST: usize = 124;
/// The widest code that comments beside other lines are moved for.
const BESIDE: usize = 52;

/// A text under way.
#[derive(Debug, Default)]
pub(super) struct Page {
    text: String,
    /// Lines whose comments will stand below each other.
    block: Vec<(String, String)>,
}

impl Page {
    /// A sentence of its own.
    pub(super) fn prose(&mut self, text: &str) {
        self.flush();
        self.broken(text);
    }

    /// A sentence that quotes the file: on one line, its spaces as they are.
    pub(super) fn remark(&mut self, text: &str) {
        self.flush();
        self.text.push_str(&format!("# {}\n", visible(text)));
    }

    fn broken(&mut self, text: &str) {
        let mut line = "#".to_owned();
        for word in visible(text).split_whitespace() {
            if line.len() > 1 && line.chars().count() + 1 + word.chars().count() > WIDTH {
                self.text.push_str(&line);
                self.text.push('\n');
                line = "#".to_owned();
            }
            line.push(' ');
            line.push_str(word);
        }
        self.text.push_str(&line);
        self.text.push('\n');
    }

    /// An empty line, but no second one.
    pub(super) fn gap(&mut self) {
        self.flush();
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// The head of a table, after a gap.
    pub(super) fn section(&mut self, head: &str) {
        self.gap();
        self.head(head);
    }

    /// The head of a table right below what is said of it.
    pub(super) fn head(&mut self, head: &str) {
        self.flush();
        self.text.push_str(head);
        self.text.push('\n');
    }

    /// A line that holds, and what is said of it.
    pub(super) fn line(&mut self, code: String, said: &str) {
        self.block.push((code, visible(said)));
    }

    /// A line that would hold without its mark.
    pub(super) fn off(&mut self, code: String, said: &str) {
        self.line(format!("# {code}"), said);
    }

    pub(super) fn finish(mut self) -> String {
        self.flush();
        self.text
    }

    fn flush(&mut self) {
        let block = std::mem::take(&mut self.block);
        let widths = block.iter().map(|(code, _)| code.chars().count()).filter(|width| *width <= BESIDE);
        let column = widths.max().unwrap_or(0);
        for (code, said) in block {
            let width = code.chars().count();
            if said.is_empty() {
                self.text.push_str(&code);
            } else if column.max(width) + 4 + said.chars().count() > LONGEST {
                self.broken(&said);
                self.text.push_str(&code);
            } else {
                let gap = " ".repeat(column.saturating_sub(width));
                self.text.push_str(&format!("{code}{gap}  # {said}"));
            }
            self.text.push('\n');
        }
    }
}

/// A comment may hold no control character, and must not end before its line does.
fn visible(text: &str) -> String {
    let letter = |c: char| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c };
    text.chars().map(letter).collect()
}

/// A text in quotes, on one line whatever is in it.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = "\"".to_owned();
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            _ if letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}') => {
                quoted.push_str(&format!("\\u{:04X}", u32::from(letter)));
            }
            _ => quoted.push(letter),
        }
    }
    quoted + "\""
}

/// A list of texts on one line.
pub(super) fn array(texts: &[String]) -> String {
    format!("[{}]", texts.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", "))
}

/// A number, whole where it is.
pub(super) fn number(x: f64) -> String {
    if x.fract() == 0.0 { format!("{x:.0}") } else { x.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_quoted_text_reads_back_and_stays_on_its_line(text in "(\\PC|\\pC){0,20}", key in "(\\PC|\n){0,9}") {
            let line = format!("{} = {}", quoted(&key), quoted(&text));
            prop_assert_eq!(line.lines().count(), 1);
            let table: toml::Table = toml::from_str(&line).unwrap();
            prop_assert_eq!(table.get(&key).and_then(|value| value.as_str()), Some(text.as_str()));
        }

        #[test]
        fn whatever_is_said_is_nothing_but_comments(text in "(\\PC|\\pC){0,40}") {
            let mut page = Page::default();
            page.prose(&text);
            page.remark(&text);
            page.line("a = 1".to_owned(), &text);
            page.off("b = 2".to_owned(), &text);
            let table: toml::Table = toml::from_str(&page.finish()).unwrap();
            prop_assert_eq!(table.keys().collect::<Vec<_>>(), ["a"]);
        }
    }

    #[test]
    fn comments_stand_below_each_other_unless_a_line_is_long() {
        let mut page = Page::default();
        page.section("[project]");
        page.line("a = 1".to_owned(), "one");
        page.off("bcd = 2".to_owned(), "two");
        page.line("e = 3".to_owned(), &"word ".repeat(30));
        page.section("[next]");
        let text = page.finish();
        assert!(text.starts_with("[project]\na = 1      # one\n# bcd = 2  # two\n# word word"), "{text}");
        assert!(text.ends_with("word word\ne = 3\n\n[next]\n"), "{text}");
        assert!(text.lines().all(|line| line.chars().count() <= LONGEST));
    }
}
