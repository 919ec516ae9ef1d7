//! A header as words.

use super::Unit;
use super::lexicon::Lexicon;
use crate::input::words::key::{joined, spaced, tidy};

/// Letters of a header that are read. Every stretch of its words is looked up.
const LONGEST: usize = 300;

/// A header cut into words, in the forms it may be read in.
pub(super) struct Header {
    /// The whole of it, tidied.
    pub(super) plain: String,
    /// Its words: with notes in brackets and without, with hyphens inside words as spaces and without.
    pub(super) forms: Vec<Vec<String>>,
    /// What it says of the values.
    pub(super) unit: Option<Unit>,
}

impl Header {
    pub(super) fn new(header: &str, lexicon: &Lexicon) -> Self {
        let short: String = header.chars().take(LONGEST).collect();
        let plain = tidy(&short);
        let (mut bare, mut note, mut depth) = (String::new(), String::new(), 0_u8);
        for letter in plain.chars() {
            match letter {
                '(' | '[' => depth = depth.saturating_add(1),
                ')' | ']' => depth = depth.saturating_sub(1),
                _ if depth > 0 => note.push(letter),
                _ => bare.push(letter),
            }
            if matches!(letter, '(' | '[' | ')' | ']') {
                bare.push(' ');
                note.push(' ');
            }
        }
        let mut unit = unit(&cut(&spaced(&note)), lexicon);
        let mut forms = vec![cut(&spaced(&plain)), cut(&joined(&plain)), cut(&spaced(&bare)), cut(&joined(&bare))];
        // "työkyky 0-10 alku": a range without its brackets.
        let form = cut(&spaced(&bare));
        if let Some((before, range, after)) = spans(&form).find(|(_, span, after)| {
            let counts = after.first().is_some_and(|word| lexicon.units.key(word).is_some());
            span.len() == 2 && !counts && range(span).is_some()
        }) {
            unit = unit.or_else(|| self::range(range));
            forms.push([before, after].concat());
        }
        forms.retain(|form| !form.is_empty());
        forms.dedup();
        Self { plain, forms, unit }
    }
}

/// The words of a key, without the question mark of a form.
fn cut(key: &str) -> Vec<String> {
    key.split(' ').filter(|word| !matches!(*word, "" | "?")).map(str::to_owned).collect()
}

/// A small number.
pub(super) fn integer(word: &str) -> Option<u16> {
    word.parse().ok().filter(|number| *number < 1000)
}

fn range(words: &[String]) -> Option<Unit> {
    let [min, max] = words else { return None };
    let (min, max) = integer(min).zip(integer(max)).filter(|(min, max)| min < max)?;
    Some(Unit::Range { min: min.into(), max: max.into() })
}

fn unit(note: &[String], lexicon: &Lexicon) -> Option<Unit> {
    let numbers: Vec<String> = note.iter().filter(|word| integer(word).is_some()).cloned().collect();
    match note.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["h" | "t" | "tuntia" | "timmar" | "hours"] => Some(Unit::Hours),
        ["pv" | "päivää" | "paivaa" | "dagar" | "days"] => Some(Unit::Days),
        ["€" | "eur" | "euroa" | "euro"] => Some(Unit::Euro),
        [only] if lexicon.units.key(only) == Some(&1) => Some(Unit::Months),
        [only] if lexicon.is("date", only) => Some(Unit::Date),
        words if words.iter().any(|word| lexicon.units.key(word).is_some()) => None,
        _ => range(&numbers),
    }
}

/// Every stretch of words with what stands before and after it, the longest first.
pub(super) fn spans(words: &[String]) -> impl Iterator<Item = (&[String], &[String], &[String])> {
    (1..=words.len()).rev().flat_map(move |length| {
        (0..=words.len() - length).filter_map(move |at| {
            let (before, rest) = words.split_at_checked(at)?;
            let (span, after) = rest.split_at_checked(length)?;
            Some((before, span, after))
        })
    })
}
