//! Two sources of one fact: a column of the table of people, and long tables.

use super::coarse::{Coarse, Spans};
use super::decode::Typed;
use super::finish::nullable;
use crate::fact::Vocabulary;
use polars::prelude::Int64Type;
use std::collections::BTreeMap;

/// Of two days of an event the earlier; those that are known as spans go with the spans.
pub(super) fn earliest(
    typed: &mut BTreeMap<String, Typed>,
    spans: &mut Spans,
    fact: String,
    days: Vec<Option<(i32, i32)>>,
) {
    let vague = |(row, day): (usize, &Option<(i32, i32)>)| {
        day.filter(|(first, last)| first != last).map(|(first, last)| Coarse { row, first, last })
    };
    let vague: Vec<Coarse> = days.iter().enumerate().filter_map(vague).collect();
    if !vague.is_empty() {
        let known = spans.entry(fact.clone()).or_default();
        known.extend(vague);
        known.sort_by_key(|one| one.row);
        known.dedup_by(|later, earlier| {
            let same = later.row == earlier.row;
            if same {
                (earlier.first, earlier.last) = (earlier.first.min(later.first), earlier.last.min(later.last));
            }
            same
        });
    }
    let days: Vec<Option<i32>> =
        days.into_iter().map(|day| day.filter(|(first, last)| first == last).map(|(day, _)| day)).collect();
    match typed.get_mut(&fact) {
        Some(Typed::Day(known)) => {
            for (known, day) in known.iter_mut().zip(days) {
                *known = match (*known, day) {
                    (Some(known), Some(day)) => Some(known.min(day)),
                    (known, day) => known.or(day),
                };
            }
        }
        _ => drop(typed.insert(fact, Typed::Day(days))),
    }
}

/// What the column of a table of people knows stays; the rest is taken from observations. Gives the rows where both know
/// something and contradict each other.
pub(super) fn known_first(
    typed: &mut BTreeMap<String, Typed>,
    fact: &str,
    observed: Typed,
    vocabulary: &Vocabulary,
) -> Vec<usize> {
    let mut differing = Vec::new();
    let merged = match (typed.remove(fact), observed) {
        (None, observed) => observed,
        (Some(Typed::Status(mut codes, mut why)), Typed::Status(seen, seen_why)) => {
            let statuses = &vocabulary.statuses;
            for (row, (code, seen)) in codes.iter_mut().zip(seen).enumerate() {
                match (*code, seen) {
                    (Some(a), Some(b)) if !statuses.is_kind_of(a, b) && !statuses.is_kind_of(b, a) => {
                        differing.push(row);
                    }
                    (None, seen) => *code = seen,
                    _ => {}
                }
            }
            for ((why, seen), code) in why.iter_mut().zip(seen_why).zip(&codes) {
                *why = if code.is_some() { None } else { why.or(seen) };
            }
            Typed::Status(codes, why)
        }
        (Some(Typed::Number(values, decimals)), Typed::Number(seen, seen_decimals)) => {
            let most = decimals.max(seen_decimals);
            let at = |value: Option<i64>, decimals: u32| value?.checked_mul(10i64.checked_pow(most - decimals)?);
            let both = values.iter().map(|v| at(v, decimals)).zip(seen.iter().map(|v| at(v, seen_decimals)));
            let both: Vec<(Option<i64>, Option<i64>)> = both.collect();
            let differ = |(_, both): &(usize, &(Option<i64>, Option<i64>))| {
                both.0.is_some_and(|a| both.1.is_some_and(|b| a != b))
            };
            differing.extend(both.iter().enumerate().filter(differ).map(|(row, _)| row));
            Typed::Number(nullable::<Int64Type>(fact, both.into_iter().map(|(known, seen)| known.or(seen))), most)
        }
        (Some(known), _) => known,
    };
    typed.insert(fact.to_owned(), merged);
    differing
}
