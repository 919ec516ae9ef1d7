//! One shape for every text that is looked up, and the table it is looked up in.
//!
//! A key is the lower-case words of a text, one space apart. Punctuation separates words and is never just dropped, so
//! `1.2` cannot become `12`; a digit and a letter separate too, so `12kk` and `12 kk` are the same. A hyphen inside a
//! word is tried both ways, as a space and as nothing: people write both *osa-aikainen* and *osaaikainen*.

use std::borrow::Cow;
use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The longest text that may be one in a table, in bytes; what is longer is a story, and takes long to look at.
const LONGEST: usize = 500;

/// Lower-case, composed, one kind of space and of dash, without what cannot be seen.
pub(crate) fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let composed: Cow<'_, str> = if text.is_ascii() { text.into() } else { text.nfc().collect::<String>().into() };
    for letter in composed.chars().flat_map(char::to_lowercase) {
        match letter {
            '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{ad}' | '\'' | '’' => {}
            '‐' | '‑' | '‒' | '–' | '—' | '−' => out.push('-'),
            _ if letter.is_whitespace() || letter.is_control() => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            _ => out.push(letter),
        }
    }
    out.trim().to_owned()
}

/// The key with hyphens inside words as spaces.
pub(crate) fn spaced(text: &str) -> String {
    key(&tidy(text), false)
}

/// The key with hyphens inside words left out.
pub(crate) fn joined(text: &str) -> String {
    key(&tidy(text), true)
}

/// Without the dots and rings of ä ö å and other accents: exports write `tyokyky`.
pub(crate) fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    text.nfd().filter(|letter| !is_combining_mark(*letter)).collect()
}

fn key(tidy: &str, join: bool) -> String {
    #[derive(PartialEq, Clone, Copy)]
    enum Kind {
        Gap,
        Digit,
        Letter,
        Sign,
    }
    let kind = |letter: char| match letter {
        '½' => Kind::Sign,
        _ if letter.is_numeric() => Kind::Digit,
        _ if letter.is_alphabetic() => Kind::Letter,
        ' ' | '_' | '-' | '/' | '\\' | '.' | ':' | ',' | ';' | '"' | '”' | '“' | '„' | '«' | '»' | '(' | ')' | '['
        | ']' | '{' | '}' | '*' | '|' | '·' | '…' => Kind::Gap,
        _ => Kind::Sign,
    };
    let mut out = String::with_capacity(tidy.len());
    let mut before = Kind::Gap;
    let mut letters = tidy.chars().peekable();
    while let Some(letter) = letters.next() {
        let now = kind(letter);
        let inside =
            letter == '-' && before == Kind::Letter && letters.peek().is_some_and(|&next| kind(next) == Kind::Letter);
        if join && inside {
            continue;
        }
        let parted = now == Kind::Sign || now != before;
        if now != Kind::Gap {
            if parted && !out.is_empty() {
                out.push(' ');
            }
            out.push(letter);
        }
        before = now;
    }
    out
}

/// Texts and what they mean, found as written or without accents.
#[derive(Debug, Clone)]
pub(crate) struct Table<T> {
    plain: BTreeMap<String, T>,
    // None where two meanings differ only in accents: then only the exact writing is found.
    folded: BTreeMap<String, Option<T>>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { plain: BTreeMap::new(), folded: BTreeMap::new() }
    }
}

impl<T: Clone + PartialEq> Table<T> {
    /// Adds a text; gives back the meaning it already had, when that is another.
    pub(crate) fn insert(&mut self, text: &str, value: &T) -> Option<T> {
        let mut clash = None;
        let tidy = tidy(text);
        let joined = tidy.contains('-').then(|| key(&tidy, true));
        for key in std::iter::once(key(&tidy, false)).chain(joined) {
            let held = self.plain.entry(key.clone()).or_insert_with(|| value.clone());
            if held != value {
                clash = Some(held.clone());
            }
            let held = self.folded.entry(fold(&key)).or_insert_with(|| Some(value.clone()));
            if held.as_ref() != Some(value) {
                *held = None;
            }
        }
        clash
    }

    /// The meaning of a text.
    pub(crate) fn get(&self, text: &str) -> Option<&T> {
        if text.len() > LONGEST {
            return None;
        }
        let tidy = tidy(text);
        self.key(&key(&tidy, false)).or_else(|| if tidy.contains('-') { self.key(&key(&tidy, true)) } else { None })
    }

    /// The meaning of a text that is a key already.
    pub(crate) fn key(&self, key: &str) -> Option<&T> {
        self.plain.get(key).or_else(|| self.folded.get(&fold(key))?.as_ref())
    }

    /// The entry most like `text`, if one is close; `judge` picks which entries may be suggested and as what.
    pub(crate) fn nearest<R: Ord>(&self, text: &str, judge: impl Fn(&T) -> Option<R>) -> Option<R> {
        if text.len() > LONGEST {
            return None;
        }
        let text = fold(&spaced(text));
        let text = text.trim_end_matches([' ', '?', '!']);
        let length = text.chars().count();
        self.folded
            .iter()
            .filter_map(|(key, value)| {
                let longest = key.chars().count().max(length);
                // Most entries are out by their length alone.
                let allowed = longest / 5;
                if longest - key.chars().count().min(length) > allowed {
                    return None;
                }
                let distance = strsim::damerau_levenshtein(text, key);
                (distance <= allowed).then_some((distance, judge(value.as_ref()?)?))
            })
            .min()
            .map(|(_, found)| found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_keeps_numbers_apart() {
        assert_eq!(spaced("  Tilanne_3kk "), "tilanne 3 kk");
        assert_eq!(spaced("1.2"), "1 2");
        assert_eq!(spaced("12"), "12");
        assert_eq!(spaced("WHO-5"), "who 5");
        assert_eq!(spaced("55+"), "55 +");
        assert_eq!(spaced("> 1 v"), spaced(">1v"));
        assert_eq!(spaced("0–12\u{a0}kk"), "0 12 kk");
    }

    #[test]
    fn a_hyphen_is_tried_both_ways() {
        assert_eq!(spaced("osa-aikainen"), "osa aikainen");
        assert_eq!(joined("osa-aikainen"), "osaaikainen");
        assert_eq!(joined("työ- ja päivätoiminta"), "työ ja päivätoiminta");
        assert_eq!(joined("WHO-5"), "who 5");
    }

    #[test]
    fn accents_fold_and_compose() {
        assert_eq!(fold("työkyky på ålder"), "tyokyky pa alder");
        assert_eq!(spaced("tyo\u{308}ton"), "työton");
    }

    #[test]
    fn a_table_prefers_the_exact_writing() {
        let mut table = Table::default();
        assert_eq!(table.insert("säde", &1), None);
        assert_eq!(table.insert("sade", &2), None);
        assert_eq!(table.get("SÄDE"), Some(&1));
        assert_eq!(table.get("sade"), Some(&2));
        assert_eq!(table.insert("Säde", &3), Some(1));
    }
}
