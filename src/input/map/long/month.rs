//! Headers that are months: of the calendar (`2024-01`, `1/2024`, `tammikuu 2024`, `Jul.93`) or numbered (`m1`, `6 kk`).

use crate::input::words::key::{fold, spaced};

/// The month of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::input) enum Month {
    /// Year and month.
    Calendar(i16, i8),
    /// So many months from an origin.
    Numbered(u16),
}

/// Names of months and their beginnings, in three languages, folded.
const NAMES: [[&str; 3]; 12] = [
    ["tammi", "januari", "january"],
    ["helmi", "februari", "february"],
    ["maalis", "mars", "march"],
    ["huhti", "april", "april"],
    ["touko", "maj", "may"],
    ["kesa", "juni", "june"],
    ["heina", "juli", "july"],
    ["elo", "augusti", "august"],
    ["syys", "september", "september"],
    ["loka", "oktober", "october"],
    ["marras", "november", "november"],
    ["joulu", "december", "december"],
];
/// What stands before or behind the number of a month.
const MARKS: [&str; 11] =
    ["m", "kk", "kuukausi", "kuukautta", "month", "months", "man", "manad", "manader", "mo", "status m"];
/// The furthest numbered month.
const LAST: u16 = 240;

/// The month a header says, if it says one. Words before it (`tilanne 1/2024`) do not matter, words that are no part of a
/// month's name behind it do.
pub(in crate::input) fn month(header: &str) -> Option<Month> {
    let key = fold(&spaced(header));
    let words: Vec<&str> = key.split(' ').filter(|word| !word.is_empty()).collect();
    calendar(&words).or_else(|| numbered(&words))
}

fn calendar(words: &[&str]) -> Option<Month> {
    let digits = |word: &&str| word.bytes().all(|b| b.is_ascii_digit());
    if words.len() > 2 && words.iter().rev().take(3).all(digits) {
        // A day.
        return None;
    }
    let (first, rest) = match words {
        [.., a, m, b] if *m == "m" => (*a, *b),
        [.., a, b] => (*a, *b),
        [only] => {
            let (year, month) = (only.get(..4)?, only.get(4..)?);
            return (only.len() == 6).then(|| Some(Month::Calendar(full_year(year)?, number(month)?)))?;
        }
        [] => return None,
    };
    let pair =
        |year: &str, month: &str| Some(Month::Calendar(full_year(year)?, number(month).or_else(|| named(month))?));
    let short = |month: &str, year: &str| {
        let two: i16 = (year.len() == 2).then(|| year.parse().ok())??;
        Some(Month::Calendar(if two < 50 { 2000 + two } else { 1900 + two }, named(month)?))
    };
    pair(first, rest).or_else(|| pair(rest, first)).or_else(|| short(first, rest))
}

fn full_year(text: &str) -> Option<i16> {
    let year: i16 = (text.len() == 4).then(|| text.parse().ok())??;
    (1900..=2100).contains(&year).then_some(year)
}

fn number(text: &str) -> Option<i8> {
    let plain = (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    let month: i8 = plain.then(|| text.parse().ok())??;
    (1..=12).contains(&month).then_some(month)
}

/// A month's name or its first letters, at least three of them; Finnish names may end in `kuu`.
fn named(text: &str) -> Option<i8> {
    let text = text.strip_suffix("kuu").unwrap_or(text);
    let begins = |name: &str| name == text || text.len() >= 3 && name.starts_with(text);
    let found = NAMES.iter().position(|names| names.iter().any(|name| begins(name)))?;
    i8::try_from(found + 1).ok()
}

fn numbered(words: &[&str]) -> Option<Month> {
    let (number, mark) = match words {
        [.., a, b] if b.bytes().all(|b| b.is_ascii_digit()) => (*b, *a),
        [.., a, b] if a.bytes().all(|b| b.is_ascii_digit()) => (*a, *b),
        _ => return None,
    };
    let months: u16 = number.parse().ok()?;
    (MARKS.contains(&mark) && months <= LAST).then_some(Month::Numbered(months))
}

#[cfg(test)]
mod tests {
    use super::Month::{Calendar, Numbered};
    use super::month;

    #[test]
    fn months_as_people_write_them() {
        for text in [
            "2024-01",
            "2024/1",
            "1/2024",
            "01/2024",
            "01.2024",
            "2024M01",
            "202401",
            "tammikuu 2024",
            "tammi.24",
            "Jan.24",
            "januari 2024",
            "tilanne 1/2024",
            "status_2024_01",
            "Tammikuu/2024",
            "jan 24",
        ] {
            assert_eq!(month(text), Some(Calendar(2024, 1)), "{text}");
        }
        for (text, wanted) in [
            ("Jul.93", Calendar(1993, 7)),
            ("May.99", Calendar(1999, 5)),
            ("kesäkuu 2023", Calendar(2023, 6)),
            ("m1", Numbered(1)),
            ("M72", Numbered(72)),
            ("kk 6", Numbered(6)),
            ("tilanne 6 kk", Numbered(6)),
            ("månad 12", Numbered(12)),
            ("status_m07", Numbered(7)),
        ] {
            assert_eq!(month(text), Some(wanted), "{text}");
        }
        for text in ["", "tunnus", "2024", "13/2024", "gcse5eq", "m", "m999", "1.3.2024", "ma 24", "x1", "työ 2024"] {
            assert_eq!(month(text), None, "{text}");
        }
    }
}
