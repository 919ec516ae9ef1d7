//! Days of which only the month or the year was written. They stay spans: what every day of a span decides alike is
//! decided, and of all else the day stays unknown.

use super::calendar::Calendar;
use super::decode::Typed;
use super::encode::Encoded;
use crate::fact::{Kind, Vocabulary, day_number};
use crate::finding::{Code, Finding};
use crate::input::cells::{Day, day};
use crate::input::words::Words;
use std::collections::{BTreeMap, BTreeSet};

/// A row whose day is not known to the day: the first and the last it can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Coarse {
    pub(super) row: usize,
    pub(super) first: i32,
    pub(super) last: i32,
}

/// The rows of a column whose day is a month or a year.
pub(super) fn coarse(encoded: &Encoded, column: &str, words: &Words) -> Vec<Coarse> {
    let Some(column) = encoded.columns.get(column) else { return Vec::new() };
    let span = |text: &str| match day(text) {
        Day::Coarse(first, last) if !words.is_missing(text) => Some((day_number(first), day_number(last))),
        _ => None,
    };
    let spans: Vec<Option<(i32, i32)>> = column.texts.iter().map(span).collect();
    if spans.iter().all(Option::is_none) {
        return Vec::new();
    }
    let rows = column.codes.iter().enumerate();
    rows.filter_map(|(row, code)| {
        let (first, last) = spans.get(*code as usize).copied().flatten()?;
        Some(Coarse { row, first, last })
    })
    .collect()
}

/// The spans of every column of days.
pub(super) fn spans(encoded: &Encoded, vocabulary: &Vocabulary, words: &Words) -> BTreeMap<String, Vec<Coarse>> {
    let days = |name: &&String| vocabulary.fact(name).is_some_and(|fact| matches!(fact.kind, Kind::Date | Kind::Event));
    let found = encoded.columns.keys().filter(days).map(|name| (name.clone(), coarse(encoded, name, words)));
    found.filter(|(_, coarse)| !coarse.is_empty()).collect()
}

/// Events whose day decides nothing have happened, whichever day it was: they get the first day of their span, and nothing
/// reads it. Where the day decides, or may lie behind the last day of the data, it stays unknown, and is noted.
pub(super) fn happened(
    encoded: &Encoded,
    typed: &mut BTreeMap<String, Typed>,
    spans: &BTreeMap<String, Vec<Coarse>>,
    (vocabulary, by_month): (&Vocabulary, &BTreeSet<String>),
    until: Option<i32>,
) -> Vec<Finding> {
    let mut found = Vec::new();
    for (name, coarse) in spans {
        let event = vocabulary.fact(name).is_some_and(|fact| fact.kind == Kind::Event);
        let (Some(Typed::Day(days)), true) = (typed.get_mut(name), event) else { continue };
        let mut open = Vec::new();
        for one in coarse {
            let is_over = until.is_none_or(|until| one.last <= until);
            match days.get_mut(one.row) {
                Some(day) if is_over && by_month.contains(name) => *day = Some(one.first),
                _ => open.push(one.row),
            }
        }
        found.extend(encoded.finding(Code::UndecidedDay, name, &open));
    }
    found
}

/// The days of a column with a day for every span whose days all give the same answer.
pub(super) fn alike<T: Copy + PartialEq>(
    days: &[Option<i32>],
    coarse: &[Coarse],
    ask: impl Fn(jiff::civil::Date) -> Option<T>,
) -> Vec<Option<i32>> {
    let ends: Vec<Option<i32>> = coarse.iter().flat_map(|one| [Some(one.first), Some(one.last)]).collect();
    let answers = Calendar::of(&ends, ask);
    let mut days = days.to_vec();
    for one in coarse {
        // Years, quarters and months follow each other, so the days between say what both ends say.
        if let (Some(a), Some(b)) = (answers.at(one.first), answers.at(one.last))
            && a == b
            && let Some(day) = days.get_mut(one.row)
        {
            *day = Some(one.first);
        }
    }
    days
}
