//! What is odd about a column as a whole: scores between the steps, the same of everybody, one day of very many.

use super::{Checks, MANY, Typed, rows};
use crate::fact::Kind;
use crate::finding::{Code, Finding};
use std::collections::BTreeMap;

/// So many of a hundred on one day are a heap.
const HEAP: usize = 40;
/// Values that lie so near each other are counted, or decided, in a table.
const TABLE: usize = 1 << 20;

impl Checks<'_> {
    /// Scores between the steps of their scale.
    pub(super) fn off_step(&self, found: &mut Vec<Finding>) {
        for (name, values) in self.typed {
            let (Some(fact), Typed::Number(values, decimals)) = (self.vocabulary.fact(name), values) else { continue };
            let Some(scale) = self.vocabulary.instruments.get(&fact.what).filter(|_| fact.kind == Kind::Score) else {
                continue;
            };
            let grid = 10f64.powi(i32::try_from(*decimals).unwrap_or(0));
            let between = |value: i64| {
                let steps = (value as f64 / grid - scale.min) / scale.step;
                (steps - steps.round()).abs() > 1e-6
            };
            // Of a scale there are few scores, however many rows.
            let Some((least, most)) = span(values.iter().flatten()) else { continue };
            let off: Vec<bool> = match usize::try_from(most.saturating_sub(least)) {
                Ok(width) if width <= TABLE => (least..=most).map(between).collect(),
                _ => Vec::new(),
            };
            let known =
                |value: i64| usize::try_from(value.checked_sub(least)?).ok().and_then(|at| off.get(at).copied());
            let is = |value: i64| known(value).unwrap_or_else(|| between(value));
            if off.iter().any(|off| *off) || off.is_empty() {
                let rows = rows(values.iter().map(|value| value.is_some_and(is)));
                self.note(Code::OffStep, name, &rows, found);
            }
        }
    }

    /// Columns that say the same of everybody, or one day of very many.
    pub(super) fn alike(&self, found: &mut Vec<Finding>) {
        for (name, values) in self.typed {
            let Some(fact) = self.vocabulary.fact(name) else { continue };
            let outcome = !fact.at_entry() && fact.kind != Kind::Category;
            let alike = match values {
                Typed::Status(codes, _) => Alike::of(codes.iter().flatten().map(|code| i64::from(*code))),
                Typed::Number(values, _) => Alike::of(values.iter().flatten()),
                Typed::Day(days) => Alike::of(days.iter().flatten().map(|day| i64::from(*day))),
                _ => continue,
            };
            // Where nothing has happened, and nobody has left, there is nothing to know.
            if alike.known == 0 && (fact.kind == Kind::Event || name == "end") {
                continue;
            }
            if alike.known == 0 {
                self.column(Code::NothingKnown, name, found);
                continue;
            }
            if alike.known < MANY {
                continue;
            }
            match (fact.kind, values) {
                (Kind::Date | Kind::Event, Typed::Day(days)) if most(days) * 100 >= alike.known * HEAP => {
                    self.column(Code::Heap, name, found);
                }
                (Kind::Date | Kind::Event, _) => {}
                _ if outcome && alike.same => self.column(Code::Constant, name, found),
                _ => {}
            }
        }
    }
}

/// How many values are known, and whether all of them are one.
struct Alike {
    known: usize,
    same: bool,
}

impl Alike {
    fn of(mut values: impl Iterator<Item = i64>) -> Alike {
        let Some(first) = values.next() else { return Alike { known: 0, same: false } };
        let (known, same) = values.fold((1, true), |(n, same), value| (n + 1, same & (value == first)));
        Alike { known, same }
    }
}

/// The least and the greatest value.
fn span(values: impl Iterator<Item = i64>) -> Option<(i64, i64)> {
    values.fold(None, |span, value| Some(span.map_or((value, value), |(low, high)| (low.min(value), high.max(value)))))
}

/// How many rows have the commonest day.
fn most(days: &[Option<i32>]) -> usize {
    let known = || days.iter().flatten().map(|day| i64::from(*day));
    let Some((first, last)) = span(known()) else { return 0 };
    let width = usize::try_from(last - first).unwrap_or(usize::MAX);
    if width <= TABLE {
        let mut counts = vec![0usize; width + 1];
        let at = |day: i64| usize::try_from(day - first).unwrap_or(usize::MAX);
        known().for_each(|day| counts.iter_mut().skip(at(day)).take(1).for_each(|n| *n += 1));
        return counts.into_iter().max().unwrap_or(0);
    }
    let mut counts: BTreeMap<i64, usize> = BTreeMap::new();
    known().for_each(|day| *counts.entry(day).or_default() += 1);
    counts.into_values().max().unwrap_or(0)
}
