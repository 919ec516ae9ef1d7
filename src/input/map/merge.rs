//! Two sources of one fact: a column of the table of people, and long tables.

use super::decode::Typed;
use super::finish::nullable;
use crate::fact::Vocabulary;
use polars::prelude::Int64Type;
use std::collections::BTreeMap;

/// Of two days of an event the earlier.
pub(super) fn earliest(typed: &mut BTreeMap<String, Typed>, fact: String, days: Vec<Option<i32>>) {
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
