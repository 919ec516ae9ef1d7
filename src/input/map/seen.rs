//! The last day anything is known of somebody.

use super::calendar::Calendar;
use super::coarse::Spans;
use super::decode::Typed;
use crate::fact::{Kind, Moment, Vocabulary, day_number};
use jiff::Span;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The last day anything is known of each row: where nobody wrote it down, the day of the latest dated fact. A follow-up
/// that is known is dated by its months after the end, an observation by its day (`observed`, by row), and what is known
/// as a span by its first day. Nothing is known of anybody after `until`. None where there is nothing with a date.
pub(super) fn last_seen(
    typed: &BTreeMap<String, Typed>,
    spans: &Spans,
    observed: Option<Vec<Option<i32>>>,
    vocabulary: &Vocabulary,
    until: Date,
) -> Option<Typed> {
    let last = day_number(until);
    let mut latest = Latest { last, days: None };
    observed.into_iter().for_each(|days| latest.note(days.into_iter()));
    let mut followed_up: BTreeMap<u8, Vec<&Typed>> = BTreeMap::new();
    for (name, values) in typed.iter().filter(|(name, _)| *name != "last_seen") {
        let Some(fact) = vocabulary.fact(name) else { continue };
        match (values, fact.moment) {
            (Typed::Day(days), _) if matches!(fact.kind, Kind::Date | Kind::Event) => latest.note(days.iter().copied()),
            (Typed::Status(..) | Typed::Number(..), Some(Moment::Months(months))) => {
                followed_up.entry(months).or_default().push(values);
            }
            _ => {}
        }
    }
    for (name, coarse) in spans {
        latest.note_rows(coarse.iter().map(|one| (one.row, one.first)), typed.get(name));
    }
    if let Some(Typed::Day(ends)) = typed.get("end") {
        let mut ends = ends.clone();
        for one in spans.get("end").into_iter().flatten() {
            ends.iter_mut().skip(one.row).take(1).for_each(|end| *end = Some(one.first));
        }
        let ends = &ends;
        for (months, facts) in followed_up {
            let later = |day: Date| Some(day_number(day.checked_add(Span::new().months(i64::from(months))).ok()?));
            let later = Calendar::of(ends, later);
            let on = |(end, known): (&Option<i32>, bool)| end.filter(|_| known).and_then(|end| later.at(end));
            for fact in facts {
                match fact {
                    Typed::Status(codes, _) => latest.note(ends.iter().zip(codes.iter().map(Option::is_some)).map(on)),
                    Typed::Number(values, _) => {
                        latest.note(ends.iter().zip(values.iter().map(|v| v.is_some())).map(on))
                    }
                    _ => {}
                }
            }
        }
    }
    let latest = latest.days?;
    Some(Typed::Day(match typed.get("last_seen") {
        Some(Typed::Day(seen)) => {
            seen.iter().zip(latest).map(|(seen, latest)| seen.map(|day| day.min(last)).or(latest)).collect()
        }
        _ => latest,
    }))
}

/// The latest of the days noted of each row, none of them after the last.
struct Latest {
    last: i32,
    days: Option<Vec<Option<i32>>>,
}

impl Latest {
    /// Days of some rows only.
    fn note_rows(&mut self, days: impl Iterator<Item = (usize, i32)>, of: Option<&Typed>) {
        let Some(Typed::Day(all)) = of else { return };
        let mut own = vec![None; all.len()];
        for (row, day) in days {
            own.iter_mut().skip(row).take(1).for_each(|own| *own = Some(day));
        }
        self.note(own.into_iter());
    }

    fn note(&mut self, days: impl Iterator<Item = Option<i32>>) {
        let days = days.map(|day| day.filter(|day| *day <= self.last));
        match &mut self.days {
            None => self.days = Some(days.collect()),
            Some(latest) => latest.iter_mut().zip(days).for_each(|(latest, day)| *latest = (*latest).max(day)),
        }
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
        let typed = BTreeMap::from([
            ("start".to_owned(), Typed::Day(vec![day(date(2024, 1, 8)); 5])),
            (
                "end".to_owned(),
                Typed::Day(vec![day(date(2024, 3, 31)), None, day(date(2024, 3, 31)), day(date(2024, 3, 31)), None]),
            ),
            ("training_started".to_owned(), Typed::Day(vec![None, day(date(2024, 5, 2)), None, None, None])),
            ("status_6m".to_owned(), Typed::Status(vec![None, None, Some(1), Some(1), None], vec![None; 5])),
            ("last_seen".to_owned(), Typed::Day(vec![None, None, None, day(date(2024, 2, 1)), day(date(2031, 1, 1))])),
        ]);
        let Some(Typed::Day(seen)) = last_seen(&typed, &Spans::new(), None, &vocabulary, date(2024, 12, 31)) else {
            panic!()
        };
        let expected = [date(2024, 3, 31), date(2024, 5, 2), date(2024, 9, 30), date(2024, 2, 1), date(2024, 12, 31)];
        assert_eq!(seen, expected.map(day));
    }

    #[test]
    fn nothing_is_known_after_the_last_day_and_nothing_at_all_stays_nothing() {
        let vocabulary = Vocabulary::builtin().unwrap();
        let typed = BTreeMap::from([
            ("start".to_owned(), Typed::Day(vec![day(date(2024, 1, 8)), day(date(2025, 1, 8))])),
            ("end".to_owned(), Typed::Day(vec![day(date(2024, 10, 31)), None])),
            ("status_6m".to_owned(), Typed::Status(vec![Some(1), None], vec![None; 2])),
        ]);
        let Some(Typed::Day(seen)) = last_seen(&typed, &Spans::new(), None, &vocabulary, date(2024, 12, 31)) else {
            panic!()
        };
        assert_eq!(seen, [day(date(2024, 10, 31)), None]);
        assert!(last_seen(&BTreeMap::new(), &Spans::new(), None, &vocabulary, date(2024, 12, 31)).is_none());
    }
}
