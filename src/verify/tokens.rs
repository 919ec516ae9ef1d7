//! Numbers in a text, as a language writes them, without those that stand in dates and in words that are no results.

use crate::text::{Catalog, capitalise};
use std::collections::BTreeMap;

/// Reads the numbers of a text, and passes over what is no result: words with digits in them, dates, years.
pub struct Reader {
    group: Option<char>,
    decimal: char,
    /// Pieces of text that are no results, the longest first.
    words: BTreeMap<char, Vec<Vec<char>>>,
    dates: Vec<Vec<Piece>>,
    months: Vec<Vec<char>>,
}

/// A piece of how a date is written.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Day,
    Month,
    Year,
    Words(Vec<char>),
}

/// Spaces of all kinds are one, and hyphens nobody sees are none.
#[must_use]
pub fn plain(text: &str) -> String {
    let seen = text.chars().filter(|c| !matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}'));
    seen.map(|c| if c.is_whitespace() { ' ' } else { c }).collect()
}

impl Reader {
    /// For a language, with the words of a report that are no results.
    #[must_use]
    pub fn new(catalog: &Catalog, words: impl IntoIterator<Item = String>) -> Reader {
        let sign = |key: &str| catalog.text(key).chars().next();
        let mut words: Vec<Vec<char>> = words
            .into_iter()
            .flat_map(|word| {
                let word = plain(word.trim());
                [capitalise(&word), word].map(|word| word.chars().collect::<Vec<char>>())
            })
            // A number alone is no word, a range of them may be the name of a group or of the columns of months.
            .filter(|word| {
                let range = |at: &[char]| matches!(at, [a, '-', b] if a.is_ascii_digit() && b.is_ascii_digit());
                let named = word.iter().any(|c| c.is_alphabetic() || ['–', '…'].contains(c));
                (named || word.windows(3).any(range)) && word.iter().any(char::is_ascii_digit)
            })
            .collect();
        words.sort_by(|a, b| (b.len(), a).cmp(&(a.len(), b)));
        words.dedup();
        let mut by_first: BTreeMap<char, Vec<Vec<char>>> = BTreeMap::new();
        for word in words {
            if let Some(first) = word.first() {
                by_first.entry(*first).or_default().push(word);
            }
        }
        let pattern = |key: &str| pieces(catalog.text(key));
        let date = pattern("format.date");
        let between = |first: Vec<Piece>| [first, vec![Piece::Words(vec!['–'])], date.clone()].concat();
        let dates = vec![
            between(pattern("format.date")),
            between(pattern("format.day_month")),
            between(pattern("format.day")),
            date.clone(),
        ];
        let mut months: Vec<Vec<char>> =
            (1..=12).map(|n| catalog.text(&format!("format.month.{n}")).chars().collect()).collect();
        // The twelfth is no first.
        months.sort_by_key(|month: &Vec<char>| std::cmp::Reverse(month.len()));
        let group = sign("format.group").map(|c| if c.is_whitespace() { ' ' } else { c });
        Reader { group, decimal: sign("format.decimal").unwrap_or('.'), words: by_first, dates, months }
    }

    /// The numbers of a text without their signs, with a decimal point: `1 234,5` is `1234.5`.
    #[must_use]
    pub fn numbers(&self, text: &str) -> Vec<String> {
        let original: Vec<char> = text.chars().filter(|c| !matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}')).collect();
        let mut chars: Vec<char> = original.iter().map(|c| if c.is_whitespace() { ' ' } else { *c }).collect();
        self.blank(&mut chars);
        let mut numbers = Vec::new();
        let mut i = 0;
        while i < chars.len() {
            if !chars[i].is_ascii_digit() {
                i += 1;
                continue;
            }
            let (number, end) = self.number(&chars, &original, i);
            // Four digits without a space between thousands are a year.
            let year = end - i == 4 && number.parse().is_ok_and(|n: u32| (1900..2100).contains(&n));
            i = end;
            if !year {
                numbers.push(number);
            }
        }
        numbers
    }

    /// A number that begins somewhere, and where it ends.
    fn number(&self, chars: &[char], original: &[char], start: usize) -> (String, usize) {
        let digit = |i: usize| chars.get(i).is_some_and(char::is_ascii_digit);
        let mut number = String::new();
        let mut i = start;
        while digit(i) {
            number.push(chars[i]);
            i += 1;
        }
        // Thousands stand apart by a space that does not break, so that two numbers in a row stay two.
        let apart = |i: usize| {
            let space = self.group == Some(' ') && original.get(i).is_some_and(|c| matches!(c, '\u{a0}' | '\u{202f}'));
            let sign = self.group != Some(' ') && chars.get(i).copied() == self.group;
            (space || sign) && (1..=3).all(|j| digit(i + j)) && !digit(i + 4)
        };
        if number.len() <= 3 {
            while apart(i) {
                number.extend(&chars[i + 1..i + 4]);
                i += 4;
            }
        }
        if chars.get(i) == Some(&self.decimal) && digit(i + 1) {
            number.push('.');
            i += 1;
            while digit(i) {
                number.push(chars[i]);
                i += 1;
            }
        }
        (number, i)
    }

    /// Strikes out dates and words.
    fn blank(&self, chars: &mut [char]) {
        let mut i = 0;
        while i < chars.len() {
            let edge = i == 0 || !chars[i - 1].is_alphanumeric() || !chars[i].is_alphanumeric();
            let date = self.dates.iter().find_map(|date| self.date(&chars[i..], date)).filter(|_| edge);
            let word = || {
                self.words.get(&chars[i]).filter(|_| edge)?.iter().find_map(|word| {
                    let n = word.len();
                    let ends =
                        |next: Option<&char>| next.is_none_or(|c| !c.is_ascii_digit()) || !word[n - 1].is_ascii_digit();
                    (chars[i..].starts_with(word) && ends(chars.get(i + n))).then_some(n)
                })
            };
            match date.or_else(word) {
                Some(length) => {
                    chars[i..i + length].fill('_');
                    i += length;
                }
                None => i += 1,
            }
        }
    }

    /// How long a date at the start of a text is.
    fn date(&self, chars: &[char], pattern: &[Piece]) -> Option<usize> {
        let digits = |i: usize| chars[i.min(chars.len())..].iter().take_while(|c| c.is_ascii_digit()).count();
        let mut i = 0;
        for piece in pattern {
            let rest = &chars[i..];
            i += match piece {
                Piece::Day => Some(digits(i)).filter(|n| (1..=2).contains(n))?,
                Piece::Year => Some(digits(i)).filter(|n| *n == 4)?,
                Piece::Month => self.months.iter().find(|month| rest.starts_with(month))?.len(),
                Piece::Words(words) => rest.starts_with(words).then_some(words.len())?,
            };
        }
        Some(i)
    }
}

fn pieces(pattern: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        pieces.push(Piece::Words(plain(before).chars().collect()));
        pieces.push(match name {
            "day" => Piece::Day,
            "month" => Piece::Month,
            _ => Piece::Year,
        });
        rest = after;
    }
    pieces.push(Piece::Words(plain(rest).chars().collect()));
    pieces.retain(|piece| *piece != Piece::Words(Vec::new()));
    pieces
}

/// Words of a catalogue with digits in them, and labels that carry the number of a figure, a month, a level.
#[must_use]
pub fn words_of(catalog: &Catalog) -> Vec<String> {
    let mut words = Vec::new();
    for key in catalog.keys() {
        let mut rest = catalog.text(key);
        while let Some((before, after)) = rest.split_once('{') {
            words.push(before.to_owned());
            rest = after.split_once('}').map_or("", |(_, after)| after);
        }
        words.push(rest.to_owned());
    }
    let numbered = ["label.figure", "label.table", "label.figure_table"];
    for n in 1..=200 {
        for key in numbered {
            words.push(catalog.fill(key, &[("n", &n.to_string())]));
        }
        words.push(catalog.months(n));
    }
    // How many marks a picture has is no result either.
    words.extend((1..=999).map(|n| catalog.fill("chart.alt_hidden", &[("n", &catalog.integer(n))])));
    for level in 1..=5 {
        for key in ["evidence.line", "evidence.spoken"] {
            let filled = catalog.fill(key, &[("level", &level.to_string()), ("name", "\u{1}")]);
            words.push(filled.split('\u{1}').next().unwrap_or_default().to_owned());
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language;

    fn numbers(language: Language, text: &str) -> Vec<String> {
        let catalog = Catalog::load(language).unwrap();
        let words = words_of(&catalog).into_iter().chain(["WHO-5".to_owned(), "Työkyky (0–10)".to_owned()]);
        Reader::new(&catalog, words).numbers(text)
    }

    #[test]
    fn numbers_are_read_as_a_language_writes_them() {
        let fi = |text| numbers(Language::Fi, text);
        assert_eq!(fi("67\u{a0}% (288/1\u{a0}428), väli 63–72 %"), ["67", "288", "1428", "63", "72"]);
        assert_eq!(fi("Muutos +0,8, −0,4 … 1,2."), ["0.8", "0.4", "1.2"]);
        assert_eq!(fi("12 345"), ["12", "345"]);
        assert_eq!(numbers(Language::En, "1,234 people, 2.5 points, in 2024"), ["1234", "2.5"]);
    }

    #[test]
    fn dates_years_and_words_are_no_results() {
        let fi = |text| numbers(Language::Fi, text);
        assert!(fi("1.1.2023–31.12.2025, tiedot 31.3.2026 asti; 1.–31.3.2024 ja 2024").is_empty());
        assert!(fi("95 %:n luottamusväli, Kuvio 12, 6 kk, WHO-5, Työkyky (0–10), 18–29 vuotta").is_empty());
        assert_eq!(fi("WHO-53, Kuvio 12 3"), ["53", "3"]);
        assert!(numbers(Language::En, "31 March 2026").is_empty());
    }
}
