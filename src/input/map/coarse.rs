//! Days that were not written to the day: only the month, the year, or that something happened at all. They stay spans:
//! what every day of a span decides alike is decided, and of all else the day stays unknown.

use super::calendar::Calendar;
use super::decode::Typed;
use super::encode::Encoded;
use crate::fact::{Kind, Vocabulary, day_number};
use crate::finding::{Code, Finding};
use crate::input::cells::{Day, day};
use crate::input::words::{Word, Words};
use jiff::civil::date;
use std::collections::BTreeMap;

/// A row whose day is not known to the day: the first and the last it can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Coarse {
    pub(super) row: usize,
    pub(super) first: i32,
    pub(super) last: i32,
}

/// The rows of each column of days that are spans, in the order of the file.
pub(super) type Spans = BTreeMap<String, Vec<Coarse>>;

/// The last day of what is only said to have happened: whichever is the last of the data.
const SOME_DAY: i32 = i32::MAX;
/// The days of a month, of which the last is as good as known.
const MONTH: i32 = 31;

/// The spans of every column of days.
pub(super) fn spans(encoded: &Encoded, vocabulary: &Vocabulary, words: &Words) -> Spans {
    let mut spans = Spans::new();
    for name in encoded.columns.keys() {
        let kind = vocabulary.fact(name).map(|fact| fact.kind);
        if !matches!(kind, Some(Kind::Date | Kind::Event)) || name == "last_seen" {
            continue;
        }
        let found = coarse(encoded, name, words, kind == Some(Kind::Event));
        if !found.is_empty() {
            spans.insert(name.clone(), found);
        }
    }
    spans
}

/// The rows of a column whose day is a month or a year, or of an event that is only ticked.
pub(super) fn coarse(encoded: &Encoded, column: &str, words: &Words, event: bool) -> Vec<Coarse> {
    let Some(column) = encoded.columns.get(column) else { return Vec::new() };
    let span = |text: &str| match day(text) {
        _ if words.is_missing(text) => None,
        Day::Coarse(first, last) => Some((day_number(first), day_number(last))),
        Day::Not if event && is_tick(text, words) => Some((day_number(date(1900, 1, 1)), SOME_DAY)),
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

/// Whether a cell of an event says that it happened, but not when.
pub(super) fn is_tick(text: &str, words: &Words) -> bool {
    words.yes_no(text) == Word::Known(true)
}

/// The last day any span speaks of: of a month its end, of a year no more than its beginning.
pub(super) fn latest(coarse: &[Coarse]) -> Option<(i32, usize)> {
    let day = |one: &Coarse| if one.last.saturating_sub(one.first) <= MONTH { one.last } else { one.first };
    coarse.iter().map(|one| (day(one), one.row)).max_by_key(|(day, row)| (*day, std::cmp::Reverse(*row)))
}

/// Keeps the events and ends that have surely come by the last day of the data; of the others it is noted that their day
/// would decide, or that they lie behind it. Where nobody `said` how far the data reach, what has begun has come.
pub(super) fn over(
    encoded: &Encoded,
    spans: &mut Spans,
    vocabulary: &Vocabulary,
    (until, said): (i32, bool),
) -> Vec<Finding> {
    let mut found = Vec::new();
    for (name, coarse) in spans.iter_mut() {
        let event = vocabulary.fact(name).is_some_and(|fact| fact.kind == Kind::Event);
        if !event && name != "end" {
            continue;
        }
        let (mut open, mut ahead) = (Vec::new(), Vec::new());
        coarse.retain_mut(|one| {
            if one.last == SOME_DAY {
                one.last = until;
            }
            match (one.first <= until, one.last <= until || !said) {
                (true, true) => return true,
                (true, false) => open.push(one.row),
                (false, _) => ahead.push(one.row),
            }
            false
        });
        found.extend(encoded.finding(Code::UndecidedDay, name, &open));
        found.extend(encoded.finding(Code::KnownNotDue, name, &ahead));
    }
    spans.retain(|_, coarse| !coarse.is_empty());
    found
}

/// An end of which every day lies before any day of the start is no end.
pub(super) fn order(encoded: &Encoded, typed: &mut BTreeMap<String, Typed>, spans: &mut Spans) -> Vec<Finding> {
    let starts = match typed.get("start") {
        Some(Typed::Day(days)) => days.clone(),
        _ => Vec::new(),
    };
    let begun = spans.get("start").cloned().unwrap_or_default();
    let mut wrong = Vec::new();
    if let Some(ends) = spans.get_mut("end") {
        ends.retain(|end| {
            let start = starts.get(end.row).copied().flatten().or_else(|| Some(at(&begun, end.row)?.first));
            let after = start.is_none_or(|start| start <= end.last);
            if !after {
                wrong.push(end.row);
            }
            after
        });
    }
    if let Some(Typed::Day(ends)) = typed.get_mut("end") {
        for start in &begun {
            if let Some(end) = ends.get_mut(start.row).filter(|end| end.is_some_and(|end| end < start.first)) {
                *end = None;
                wrong.push(start.row);
            }
        }
    }
    spans.retain(|_, coarse| !coarse.is_empty());
    wrong.sort_unstable();
    encoded.finding(Code::EndBeforeStart, "end", &wrong).into_iter().collect()
}

/// The span of a row, where it has one.
pub(super) fn at(coarse: &[Coarse], row: usize) -> Option<&Coarse> {
    coarse.binary_search_by_key(&row, |one| one.row).ok().and_then(|i| coarse.get(i))
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
