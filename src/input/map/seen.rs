//! The last day anything is known of somebody.

use super::decode::Typed;
use crate::fact::{Kind, Moment, Vocabulary};
use crate::fact::{day_number, day_of};
use jiff::Span;
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Completes `last_seen`: where nobody wrote it down it is the day of the latest dated fact. A follow-up that is known
/// is dated by its months after the end. Nothing is known of anybody after `until`.
pub(super) fn last_seen(typed: &mut BTreeMap<String, Typed>, vocabulary: &Vocabulary, until: Date) {
    let mut latest: Option<Vec<Option<i32>>> = None;
    let mut note = |days: Vec<Option<i32>>| match &mut latest {
        None => latest = Some(days),
        Some(latest) => latest.iter_mut().zip(days).for_each(|(latest, day)| *latest = (*latest).max(day)),
    };
    let ends = match typed.get("end") {
        Some(Typed::Day(ends)) => Some(ends),
        _ => None,
    };
    let last = day_number(until);
    for (name, values) in typed.iter().filter(|(name, _)| *name != "last_seen") {
        let Some(fact) = vocabulary.fact(name) else { continue };
        match (values, fact.moment, ends) {
            (Typed::Day(days), ..) if matches!(fact.kind, Kind::Date | Kind::Event) => {
                note(days.iter().map(|day| day.filter(|day| *day <= last)).collect());
            }
            (values, Some(Moment::Months(months)), Some(ends)) => {
                let known: Vec<bool> = match values {
                    Typed::Status(codes, _) => codes.iter().map(Option::is_some).collect(),
                    Typed::Number(values, _) => values.iter().map(|value| value.is_some()).collect(),
                    _ => continue,
                };
                let mut later = Later { months, days: FxHashMap::default() };
                let mut at = |(end, known): (&Option<i32>, bool)| end.filter(|_| known).and_then(|end| later.than(end));
                note(ends.iter().zip(known).map(|of| at(of).filter(|day| *day <= last)).collect());
            }
            _ => {}
        }
    }
    let Some(latest) = latest else { return };
    let seen = match typed.remove("last_seen") {
        Some(Typed::Day(seen)) => {
            let complete = |(seen, latest): (Option<i32>, Option<i32>)| seen.map(|day| day.min(last)).or(latest);
            seen.into_iter().zip(latest).map(complete).collect()
        }
        _ => latest,
    };
    typed.insert("last_seen".to_owned(), Typed::Day(seen));
}

/// Days so many calendar months later: a file has many rows and few days.
struct Later {
    months: u8,
    days: FxHashMap<i32, Option<i32>>,
}

impl Later {
    fn than(&mut self, day: i32) -> Option<i32> {
        let months = Span::new().months(i64::from(self.months));
        let later = || Some(day_number(day_of(day)?.checked_add(months).ok()?));
        *self.days.entry(day).or_insert_with(later)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn day(day: Date) -> Option<i32> {
        Some(day_number(day))
    }

    #[test]
    fn the_latest_dated_fact_stands_in_for_a_day_nobody_wrote_down() {
        let vocabulary = Vocabulary::builtin().unwrap();
        let mut typed = BTreeMap::from([
            ("start".to_owned(), Typed::Day(vec![day(date(2024, 1, 8)); 5])),
            (
                "end".to_owned(),
                Typed::Day(vec![day(date(2024, 3, 31)), None, day(date(2024, 3, 31)), day(date(2024, 3, 31)), None]),
            ),
            ("training_started".to_owned(), Typed::Day(vec![None, day(date(2024, 5, 2)), None, None, None])),
            ("status_6m".to_owned(), Typed::Status(vec![None, None, Some(1), Some(1), None], vec![None; 5])),
            ("last_seen".to_owned(), Typed::Day(vec![None, None, None, day(date(2024, 2, 1)), day(date(2031, 1, 1))])),
        ]);
        last_seen(&mut typed, &vocabulary, date(2024, 12, 31));
        let Typed::Day(seen) = &typed["last_seen"] else { panic!() };
        let expected = [date(2024, 3, 31), date(2024, 5, 2), date(2024, 9, 30), date(2024, 2, 1), date(2024, 12, 31)];
        assert_eq!(*seen, expected.map(day));
    }

    #[test]
    fn nothing_is_known_after_the_last_day_and_nothing_at_all_stays_nothing() {
        let vocabulary = Vocabulary::builtin().unwrap();
        let mut typed = BTreeMap::from([
            ("start".to_owned(), Typed::Day(vec![day(date(2024, 1, 8)), day(date(2025, 1, 8))])),
            ("end".to_owned(), Typed::Day(vec![day(date(2024, 10, 31)), None])),
            ("status_6m".to_owned(), Typed::Status(vec![Some(1), None], vec![None; 2])),
        ]);
        last_seen(&mut typed, &vocabulary, date(2024, 12, 31));
        let Typed::Day(seen) = &typed["last_seen"] else { panic!() };
        assert_eq!(*seen, [day(date(2024, 10, 31)), None]);
        let mut typed = BTreeMap::new();
        last_seen(&mut typed, &vocabulary, date(2024, 12, 31));
        assert!(typed.is_empty());
    }
}
