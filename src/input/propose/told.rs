//! What the cohort of the files tells: the days it speaks of, and its groups.

use super::{GROUPS, LastDay};
use crate::fact::{day_number, day_of};
use crate::finding::Code;
use crate::input::cohort::{Cohort, Column};
use jiff::civil::{Date, date};

/// The last day that is not ahead of today.
pub(super) fn last_day(cohort: &Cohort, today: Date) -> Option<LastDay> {
    let today = i64::from(day_number(today));
    let mut ahead = 0;
    let mut last: Option<(i64, &String)> = None;
    // Days that follow from others stand in no column of the files.
    let days = cohort.columns.iter().filter(|(_, held)| matches!(held, Column::Day { .. }));
    let headed = days.filter_map(|(fact, _)| {
        Some((fact, &cohort.read.iter().find(|column| column.fact.as_ref() == Some(fact))?.header))
    });
    for (fact, header) in headed {
        for day in cohort.integers(fact).ok()?.into_iter().flatten() {
            if day > today {
                ahead += 1;
            } else if last.is_none_or(|(latest, _)| day > latest) {
                last = Some((day, header));
            }
        }
    }
    let (day, header) = last?;
    // What was observed stands in tables of its own, whose last day is known by what was noted of it.
    let guessed = cohort.findings.iter().find(|finding| finding.code == Code::DataUntilGuessed);
    if let Some(column) = guessed.and_then(|finding| finding.place.column.clone())
        && (day + 1..=today).contains(&i64::from(day_number(cohort.data_until)))
    {
        return Some(LastDay { day: cohort.data_until, header: column, ahead });
    }
    Some(LastDay { day: day_of(i32::try_from(day).ok()?)?, header: header.clone(), ahead })
}

/// From the first year somebody started to the last year the data cover whole, or at least the last one they speak of.
pub(super) fn period(cohort: &Cohort, today: Date) -> Option<(Date, Date)> {
    let first = cohort.integers("start").ok()?.into_iter().flatten().min()?;
    let first = day_of(i32::try_from(first).ok()?)?.year();
    let last = last_day(cohort, today)?.day;
    let whole = if (last.month(), last.day()) == (12, 31) { last.year() } else { last.year() - 1 };
    Some((date(first, 1, 1), date(if whole < first { last.year().max(first) } else { whole }, 12, 31)))
}

/// The facts with a number of groups that a table can hold.
pub(super) fn groups(cohort: &Cohort) -> Vec<(String, usize)> {
    let count = |held: &Column| match held {
        Column::Category { labels } | Column::Categories { labels } => labels.len(),
        _ => 0,
    };
    let groups = cohort.columns.iter().map(|(fact, held)| (fact.clone(), count(held)));
    groups.filter(|(_, n)| (2..=GROUPS).contains(n)).collect()
}

/// The funders a column names.
pub(super) fn funders(cohort: &Cohort) -> Vec<String> {
    match cohort.columns.get("funder") {
        Some(Column::Category { labels }) if labels.len() <= GROUPS => labels.clone(),
        _ => Vec::new(),
    }
}
