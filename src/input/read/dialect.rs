//! What separates the cells of a text.

/// Marks that may separate cells, the likeliest first.
const MARKS: [u8; 4] = [b';', b'\t', b',', b'|'];
/// Lines that are compared.
const LINES: usize = 50;

/// What separates the cells of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dialect {
    pub(super) delimiter: u8,
    /// Whether the first line says it (`sep=;`, which Excel writes and reads), so that it is nothing else.
    pub(super) said: bool,
}

impl Dialect {
    /// The dialect of a text that begins like this.
    pub(super) fn of(head: &str) -> Dialect {
        match said(head) {
            Some(delimiter) => Dialect { delimiter, said: true },
            None => Dialect { delimiter: guessed(head), said: false },
        }
    }
}

fn said(head: &str) -> Option<u8> {
    let line = head.lines().next()?.trim_matches(|c: char| c == '"' || c == ' ' || c == '\u{feff}');
    let said = line.strip_prefix("sep=").or_else(|| line.strip_prefix("SEP="))?;
    // A program that took the line for a row has filled it up with empty cells.
    let mark = *said.as_bytes().first()?;
    (MARKS.contains(&mark) && said.bytes().all(|byte| MARKS.contains(&byte) || byte == b'"')).then_some(mark)
}

/// The mark that splits the first lines into the most columns that agree with each other. A comma inside a number
/// splits lines unevenly, which is what tells it from a delimiter.
fn guessed(head: &str) -> u8 {
    let score = |delimiter: u8| {
        let reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .from_reader(head.as_bytes());
        let records = reader.into_records().take(LINES).filter_map(|r| r.ok());
        let widths: Vec<usize> = records.map(|r| r.len()).filter(|n| *n > 1).collect();
        let mut sorted = widths.clone();
        sorted.sort_unstable();
        let median = sorted.get(sorted.len() / 2).copied().unwrap_or(1);
        let agree = widths.iter().filter(|n| **n == median).count();
        (median > 1, agree * 2 > widths.len(), median * agree)
    };
    MARKS.into_iter().rev().max_by_key(|&mark| score(mark)).unwrap_or(b';')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_may_say_the_mark() {
        for (head, mark) in [
            ("sep=;\na,b;c\n", Some(b';')),
            ("\"sep=,\"\r\na,b\n", Some(b',')),
            ("sep=\t\na\tb\n", Some(b'\t')),
            ("sep=|||||\na|b\n", Some(b'|')),
            ("sep=x\n", None),
            ("sepot=;\n", None),
            ("", None),
        ] {
            assert_eq!(said(head), mark, "{head:?}");
        }
    }

    #[test]
    fn marks_are_told_apart() {
        for (head, mark) in [
            ("a;b\n1,5;2,5\n", b';'),
            ("a,b\n1.5,2.5\n", b','),
            ("a\tb\n1,5\t2;5\n", b'\t'),
            ("a|b|c\n1,5|x, y|z\n", b'|'),
            ("a\n1\n", b';'),
        ] {
            assert_eq!(Dialect::of(head).delimiter, mark, "{head:?}");
        }
    }
}
