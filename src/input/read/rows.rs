//! Which lines below the header are rows: not the blank ones, sums, headers that are said again, or notes.

use super::clean_bytes;
use csv::ByteRecord;

/// Words that begin a row of totals.
const TOTALS: &[&str] = &[
    "yhteensä",
    "yhteensa",
    "yht",
    "yht.",
    "summa",
    "välisumma",
    "loppusumma",
    "kaikki",
    "keskiarvo",
    "ka.",
    "mediaani",
    "lkm",
    "totalt",
    "sammanlagt",
    "delsumma",
    "medeltal",
    "medelvärde",
    "total",
    "totals",
    "subtotal",
    "sum",
    "average",
    "mean",
];
/// Words that make a row of totals of any text.
const ANYWHERE: &[&str] = &["yhteensä", "yhteensa", "sammanlagt", "keskiarvo"];

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line {
    /// A row.
    Row,
    /// Nothing but empty cells.
    Blank,
    /// No row, but something is written.
    Passed,
}

/// Tells lines apart, from the top down.
#[derive(Debug, Clone)]
pub(super) struct Lines {
    /// The header in lower case.
    header: Vec<String>,
    after_blank: bool,
}

impl Lines {
    pub(super) fn below(header: &[String]) -> Lines {
        Lines { header: header.iter().map(|cell| cell.to_lowercase()).collect(), after_blank: false }
    }

    /// What the next line is.
    pub(super) fn judge(&mut self, record: &ByteRecord) -> Line {
        let mut filled = record.iter().map(clean_bytes).enumerate().filter(|(_, cell)| !cell.is_empty());
        let Some((at, first)) = filled.next() else {
            self.after_blank = true;
            return Line::Blank;
        };
        let after_blank = std::mem::take(&mut self.after_blank);
        // Most lines have a second text and no sign behind the first, and are told by that.
        let note = self.header.len() > 2
            && match filled.next() {
                None => is_note(first, after_blank),
                Some(_) => first.ends_with(b":") && filled.next().is_none(),
            };
        if note || is_total(first) || self.is_header(at, first, record) {
            // What follows a note is one sooner than a row.
            self.after_blank = after_blank;
            return Line::Passed;
        }
        Line::Row
    }

    /// Whether a line says the header again.
    fn is_header(&self, at: usize, first: &[u8], record: &ByteRecord) -> bool {
        let same = |at: usize, cell: &[u8]| {
            let header = self.header.get(at).map_or("", String::as_str);
            let begins = |text: &[u8]| text.first().map(u8::to_ascii_lowercase);
            cell.len() == header.len()
                && begins(cell) == begins(header.as_bytes())
                && String::from_utf8_lossy(cell).to_lowercase() == header
        };
        self.header.len() > 1
            && same(at, first)
            && record.iter().enumerate().all(|(at, cell)| same(at, clean_bytes(cell)) || cell.is_empty())
            && record.iter().filter(|cell| !cell.is_empty()).count() > 1
    }
}

/// Whether the only text of a line is a note about the table and nobody in it.
fn is_note(first: &[u8], after_blank: bool) -> bool {
    let text = String::from_utf8_lossy(first);
    let words = text.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).count();
    let sentence = text.ends_with(['.', ':', '!']) || text.contains(": ") || words > 3;
    text.starts_with(['*', '(', '¹', '²', '†'])
        || (words > 1 && sentence)
        || (words > 0 && after_blank && text.contains(' '))
}

fn is_total(first: &[u8]) -> bool {
    // Nearly every row begins with an identifier; only a few letters begin a word for a total.
    let total =
        |byte: &u8| matches!(byte.to_ascii_lowercase(), b'y' | b's' | b'v' | b'l' | b'k' | b'm' | b't' | b'd' | b'a');
    let text = || String::from_utf8_lossy(first).to_lowercase();
    // "K12" and "2024-17" are settled by their second letter.
    let word = first.get(1).is_some_and(|byte| byte.is_ascii_alphabetic() || *byte >= 0x80);
    let begins = word && first.first().is_some_and(total) && {
        let text = text();
        TOTALS.contains(&text.split([' ', ':', '=']).next().unwrap_or(""))
    };
    // "Osallistujia yhteensä: 45".
    begins || (first.contains(&b' ') && text().split([' ', ':', ',']).any(|word| ANYWHERE.contains(&word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_told_from_what_stands_among_them() {
        let header = ["tunnus", "aloituspvm", "palvelu"].map(str::to_owned);
        let wanted = [
            (vec!["K1", "1.3.2024", "Paja"], Line::Row),
            (vec!["Asiakas 12", "", ""], Line::Row),
            (vec!["K2", "", ""], Line::Row),
            (vec!["", "1.3.2024", "Paja"], Line::Row),
            (vec!["Tunnus", "Aloituspvm", "Palvelu"], Line::Passed),
            (vec!["tunnus", "1.3.2024", "palvelu"], Line::Row),
            (vec!["Yhteensä", "12", ""], Line::Passed),
            (vec!["", "Yhteensä: 12", ""], Line::Passed),
            (vec!["Osallistujia yhteensä 12", "", ""], Line::Passed),
            (vec!["KESKIARVO", "", "3,5"], Line::Passed),
            (vec!["Kallela", "1.3.2024", ""], Line::Row),
            (vec!["* itse arvioitu", "", ""], Line::Passed),
            (vec!["Lähde: asiakasrekisteri", "", ""], Line::Passed),
            (vec!["Lähde:", "asiakasrekisteri", ""], Line::Passed),
            (vec!["", " ", "\u{a0}"], Line::Blank),
            (vec!["Tulostettu 3.4.2024", "", ""], Line::Passed),
            (vec!["Asiakasrekisteri Oy", "", ""], Line::Passed),
            (vec!["K3", "", ""], Line::Row),
        ];
        let mut lines = Lines::below(&header);
        for (cells, line) in wanted {
            assert_eq!(lines.judge(&ByteRecord::from(cells.clone())), line, "{cells:?}");
        }
    }
}
