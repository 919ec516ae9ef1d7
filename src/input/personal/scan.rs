//! A column's cells together: one e-mail address is one too many, while a name or a number says something only among many.

use super::trace::{Trace, is_harmless, trace};
use crate::finding::{Code, Finding, Place};
use rustc_hash::{FxHashSet, FxHasher};
use std::hash::Hasher;

/// What was seen of a kind.
#[derive(Default, Clone)]
struct Seen {
    rows: u64,
    /// The first lines.
    lines: Vec<u64>,
    /// Different texts, up to [`ENOUGH`].
    texts: FxHashSet<u64>,
}

/// Different texts from which on there is no need to count further.
const ENOUGH: usize = 1_000;

/// What the cells of a column give away.
#[derive(Default, Clone)]
pub(in crate::input) struct Scan {
    filled: u64,
    seen: [Seen; Trace::ALL.len()],
}

impl Scan {
    /// Looks at a cell.
    pub(in crate::input) fn look(&mut self, cell: &[u8], line: u64) {
        self.filled += u64::from(!cell.is_empty());
        if !is_harmless(cell)
            && let Ok(text) = std::str::from_utf8(cell)
            && let Some(found) = trace(text)
        {
            self.note(found, text, [line], 1);
        }
    }

    /// Cells that are filled but nothing else.
    pub(in crate::input) fn add_filled(&mut self, rows: u64) {
        self.filled += rows;
    }

    /// A text of so many rows.
    pub(in crate::input) fn note(&mut self, found: Trace, text: &str, lines: impl IntoIterator<Item = u64>, rows: u64) {
        let Some(seen) = self.seen.get_mut(found as usize) else { return };
        seen.rows += rows;
        let room = Finding::LINES.saturating_sub(seen.lines.len());
        seen.lines.extend(lines.into_iter().take(room));
        if seen.texts.len() < ENOUGH {
            let mut hasher = FxHasher::default();
            hasher.write(text.as_bytes());
            seen.texts.insert(hasher.finish());
        }
    }

    /// What the column as a whole gives reason to say.
    pub(in crate::input) fn findings(&self, place: &Place) -> Vec<Finding> {
        let found = Trace::ALL.iter().zip(&self.seen).filter_map(|(kind, seen)| Some((self.code(*kind, seen)?, seen)));
        found
            .map(|(code, seen)| {
                let mut lines = seen.lines.clone();
                lines.sort_unstable();
                let mut finding = Finding::new(code, place.clone());
                finding.place.line = lines.first().copied().or(place.line);
                Finding { rows: seen.rows, lines, ..finding }
            })
            .collect()
    }

    fn code(&self, kind: Trace, seen: &Seen) -> Option<Code> {
        // So many rows of a hundred that are filled, and so many different texts.
        let share = |least: u64, texts: usize| seen.rows * 100 >= self.filled * least && seen.texts.len() >= texts;
        let (code, so) = match kind {
            Trace::Code => (Code::PersonalValues, seen.rows > 0),
            Trace::LikeCode => (Code::LikeIdentityCode, seen.rows > 0),
            Trace::CodeOfDigits => (Code::LikeIdentityCode, share(30, 1)),
            Trace::Email => (Code::Email, seen.rows > 0),
            Trace::Phone => (Code::Phone, seen.rows > 0),
            Trace::LikePhone => (Code::Phone, share(30, 2)),
            Trace::Iban => (Code::BankAccount, seen.rows > 0),
            Trace::Street => (Code::StreetAddress, share(30, 2)),
            Trace::Name => (Code::Names, share(30, 3)),
            Trace::Digest => (Code::Digests, share(50, 2)),
            // A long name of something is met again and again.
            Trace::Story => (
                Code::FreeText,
                seen.texts.len() >= 3 && (seen.texts.len() as u64 * 2 >= seen.rows || seen.texts.len() >= ENOUGH),
            ),
        };
        so.then_some(code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(texts: &[&str]) -> Vec<Code> {
        let mut scan = Scan::default();
        texts.iter().zip(2..).for_each(|(text, line)| scan.look(text.as_bytes(), line));
        scan.findings(&Place::default()).iter().map(|finding| finding.code).collect()
    }

    #[test]
    fn a_name_among_words_is_a_word_and_among_names_a_name() {
        assert_eq!(codes(&["Oulu", "Espoo", "Vantaa", "Vaasa", "Maria"]), []);
        assert_eq!(codes(&["Meeri", "Matti", "Leena", "Oulu"]), [Code::Names]);
        assert_eq!(codes(&["Meeri", "Meeri", "Meeri"]), []);
    }

    #[test]
    fn ten_digits_are_a_code_among_such_and_a_number_among_others() {
        assert_eq!(codes(&["1310520040", "K2", "K3"]), [Code::LikeIdentityCode]);
        assert_eq!(codes(&["1310520040", "1310520001", "1310520003", "9910520001", "K5"]), []);
        // A letter at the end is enough.
        assert_eq!(codes(&["131052308T", "K2", "K3", "K4", "K5"]), [Code::PersonalValues]);
    }

    #[test]
    fn a_long_name_of_a_service_is_no_story() {
        let name = "Työhönvalmennus ja muu tuki nuorille jotka ovat ilman paikkaa";
        assert_eq!(codes(&[name; 5]), []);
        let stories = [
            "Kertoi että nyt menee paremmin kuin ennen ja",
            "Ei ole saanut unta viikkoihin eikä syönyt",
            "Haluaisi palata kouluun mutta pelkää matematiikkaa kovasti",
        ];
        assert_eq!(codes(&stories), [Code::FreeText]);
    }

    #[test]
    fn the_first_lines_are_kept_and_all_are_counted() {
        let mut scan = Scan::default();
        (1..=50).for_each(|line| scan.look(b"m@x.fi", line));
        let found = scan.findings(&Place::file("a.csv"));
        assert_eq!((found[0].rows, found[0].lines.len(), found[0].place.line), (50, Finding::LINES, Some(1)));
    }
}
