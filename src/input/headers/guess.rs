//! What can be said of a column whose header names no fact: for proposals a person decides on, never for reading.

use anyhow::Result;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::InstrumentName;
use super::content::Sample;
use super::header::Header;
use super::lexicon::{Lexicon, Moment as Said};
use super::read::{Draft, Reader};
use crate::fact::{Moment, Vocabulary};
use crate::input::words::Words;
use crate::input::words::key::spaced;
use crate::text::Language;

/// What some distinct cells of a column tell.
#[derive(Debug, Clone, PartialEq)]
pub struct Cells {
    /// The facts it may be, the likeliest first.
    pub facts: &'static [&'static str],
    /// The least and the greatest, where the cells are numbers.
    pub range: Option<(f64, f64)>,
    /// Whether they may stand for groups: words, or codes that are whole numbers.
    pub grouped: bool,
    /// How many texts there are, without words for an empty cell.
    pub distinct: usize,
}

/// Looks at some distinct cells of a column.
#[must_use]
pub fn cells(texts: &[String], words: &Words) -> Cells {
    let source = |_| texts.to_vec();
    let sample = Sample::new(0, &source, words);
    Cells { facts: sample.facts(), range: sample.range(), grouped: sample.grouped(), distinct: sample.distinct() }
}

/// Something that was measured and when, where what it is is not known: "osallisuus alku" is `osallisuus` at the start.
///
/// # Errors
/// When polku's own list of headers is broken.
pub fn measured(header: &str) -> Result<Option<(String, Moment)>> {
    let lexicon = Lexicon::builtin()?;
    let reader = Reader::new(lexicon, &[]);
    let header = Header::new(header, lexicon);
    // The form without what stands in brackets comes last and says what it is.
    let found = header.forms.iter().rev().find_map(|form| reader.unnamed(form));
    Ok(found.and_then(|(what, moment)| {
        let moment = match moment {
            Said::Start => Moment::Start,
            Said::Exit => Moment::Exit,
            Said::Months(months) => Moment::Months(u8::try_from(months).ok()?),
            Said::Before(months) => Moment::Before(u8::try_from(months).ok()?),
            Said::FollowUp => return None,
        };
        Some((what, moment))
    }))
}

/// How well some headers are known, going by their words alone: two for each that says what it is, one for each that may be
/// several things.
///
/// # Errors
/// When polku's own lists are broken.
pub fn known(headers: &[String]) -> Result<usize> {
    static BUILTIN: LazyLock<Result<(Words, Vec<InstrumentName>), String>> = LazyLock::new(|| {
        let vocabulary = Vocabulary::builtin().map_err(|fault| fault.to_string())?;
        let words = Words::new(&vocabulary.statuses, &BTreeMap::new()).map_err(|faults| format!("{faults:?}"))?;
        let scales = vocabulary.instruments.into_values();
        Ok((
            words,
            scales
                .map(|scale| InstrumentName { id: scale.id, min: scale.min, max: scale.max, common: scale.common })
                .collect(),
        ))
    });
    let (words, instruments) = BUILTIN.as_ref().map_err(|fault| anyhow::anyhow!("{fault}"))?;
    let reader = Reader::new(Lexicon::builtin()?, instruments);
    let no_cells = |_| Vec::new();
    let sample = Sample::new(0, &no_cells, words);
    let known = |header: &String| match reader.known(header, &sample) {
        Some(Draft::Unread) | None => 0,
        Some(Draft::Choose(_)) => 1,
        Some(_) => 2,
    };
    Ok(headers.iter().filter(|header| !header.is_empty()).map(known).sum())
}

/// The id of the scale that headers call by this name, in whichever version.
///
/// # Errors
/// When polku's own list of headers is broken.
pub fn scale(name: &str) -> Result<Option<String>> {
    let scales = &Lexicon::builtin()?.scales;
    let called = |(_, names): &(&String, &Vec<String>)| names.iter().any(|known| spaced(known) == spaced(name));
    Ok(scales.iter().find(called).map(|(id, _)| id.clone()))
}

/// The language most words of the headers are in; none where no word tells or two languages are level.
///
/// # Errors
/// When polku's own list of headers is broken.
pub fn language(headers: &[String]) -> Result<Option<Language>> {
    let lexicon = Lexicon::builtin()?;
    let mut votes: BTreeMap<Language, usize> = BTreeMap::new();
    for header in headers {
        let header = Header::new(header, lexicon);
        let words = header.forms.first().into_iter().flatten();
        for language in words.filter_map(|word| lexicon.language(word)) {
            *votes.entry(language).or_default() += 1;
        }
    }
    let most = votes.values().copied().max();
    let mut first = votes.iter().filter(|(_, count)| Some(**count) == most).map(|(language, _)| *language);
    Ok(first.next().filter(|_| first.next().is_none()))
}
