//! This year against last: which two years an indicator can be compared between.
//!
//! People belong to the year they left in for the last time, or started in for the first; each to one, so the two
//! years share nobody. Only whole years are compared, and for follow-ups only years in which the time of everybody who
//! left has come: of a year that is half due the people who left early are no fair picture.

use super::plan::{Plan, groups};
use crate::error::{Error, Result};
use crate::fact::{COMPARISON, Kind, Moment, SERVICE, day_of};
use crate::finding::Code;
use crate::indicator::{Anchor, Indicator, Measure};
use crate::input::cohort::Cohort;
use jiff::civil::{Date, date};
use polars::prelude::ChunkAgg;

/// The first and the last day a cohort tells of: the period, as far as the data reach.
///
/// # Errors
/// Only a bug: a day that is no number.
pub(super) fn covered(plan: &Plan, cohort: &Cohort) -> Result<Option<(Date, Date)>> {
    // Where nobody said how far the data reach, the last thing that happened is somewhat before their end, as the
    // first is somewhat after their beginning.
    let guessed = cohort.findings.iter().any(|finding| finding.code == Code::DataUntilGuessed);
    let until = if guessed { cohort.data_until.last_of_month() } else { cohort.data_until };
    let from = match plan.period {
        Some(period) => Some(period.from),
        None => first_day(cohort)?.map(Date::first_of_month),
    };
    Ok(from.map(|from| (from, plan.period.map_or(until, |period| period.to.min(until)))))
}

/// The first day anybody started, or left where no starts are known.
fn first_day(cohort: &Cohort) -> Result<Option<Date>> {
    let Some(fact) = ["start", "end"].into_iter().find(|fact| cohort.columns.contains_key(*fact)) else {
        return Ok(None);
    };
    Ok(cohort.frame.column(fact)?.i32().map_err(Error::from)?.min().and_then(day_of))
}

/// Two years to compare, by the fact that puts people into them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Years {
    pub(super) fact: &'static str,
    /// The labels of the later and the earlier year.
    pub(super) labels: [String; 2],
}

impl Years {
    /// The breakdown the two are groups of.
    pub(super) fn by(&self) -> Vec<String> {
        vec![self.fact.to_owned()]
    }

    /// The group of the difference: `2025-2024`.
    pub(super) fn group(&self) -> String {
        self.labels.join("-")
    }
}

/// The two groups of a group that is the difference of two: the later and the earlier year, or the service and its
/// comparison group.
#[must_use]
pub fn two_groups(group: &str) -> Option<(&str, &str)> {
    let year = |text: &str| text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
    let fits = |(one, other): &(&str, &str)| year(one) && year(other) || (*one, *other) == (SERVICE, COMPARISON);
    group.split_once('-').filter(fits)
}

/// What is compared of a measure between two years: statistics with their levels.
#[must_use]
pub fn compared(measure: &Measure) -> &'static [(&'static str, &'static str)] {
    match measure {
        Measure::Count => &[("count", "")],
        Measure::Share { .. } | Measure::Coverage { .. } => &[("share", "")],
        Measure::Ladder { .. } => &[("share", "up")],
        Measure::Change { .. } => &[("improved", ""), ("mean_change", "")],
        Measure::Mean { .. } => &[("mean", "")],
        Measure::Median { .. }
        | Measure::Distribution { .. }
        | Measure::Transition { .. }
        | Measure::Path { .. }
        | Measure::TimeTo(_)
        | Measure::BeforeAfter { .. }
        | Measure::Trajectory { .. } => &[],
    }
}

/// The breakdowns of a run: those of the plan, then those by year that the comparison needs.
///
/// # Errors
/// As [`covered`].
pub(super) fn breakdowns(plan: &Plan, cohort: &Cohort) -> Result<Vec<Vec<String>>> {
    let days = covered(plan, cohort)?;
    let mut all = plan.by.clone();
    for indicator in &plan.indicators {
        if let Some(by) = years(indicator, days, cohort).map(|years| years.by())
            && !all.contains(&by)
        {
            all.push(by);
        }
    }
    all.retain(|by| !plan.left_out.contains(by));
    Ok(all)
}

/// The last two years an indicator can be compared between, of the days that are covered.
pub(super) fn years(indicator: &Indicator, days: Option<(Date, Date)>, cohort: &Cohort) -> Option<Years> {
    let (from, to) = days?;
    let vocabulary = &cohort.vocabulary;
    let moments = indicator.due_moments(vocabulary);
    // An event may yet happen to people of the later year, when those of the earlier have had a year more.
    let open =
        indicator.outcome_facts().iter().any(|name| vocabulary.fact(name).is_some_and(|f| f.kind == Kind::Event));
    let (fact, last) = match indicator.anchor {
        _ if open || compared(&indicator.measure).is_empty() => return None,
        Anchor::Exit => {
            // On leaving nothing has to be waited for, unless its window is open.
            let waits = |m: &&Moment| m.months_after_exit() > Some(0) || cohort.closes.contains_key(m);
            let due = moments.iter().filter(waits).map(|moment| cohort.last_due_exit(*moment));
            let due = due.collect::<Option<Vec<Date>>>()?.into_iter().min();
            ("exit_year", due.map_or(to, |due| to.min(due)))
        }
        Anchor::Start if moments.is_empty() => ("start_year", to),
        // Who takes part for long would be in both years, and what comes after leaving has no year of starting.
        Anchor::Start | Anchor::Active => return None,
    };
    let later = if last == date(last.year(), 12, 31) { last.year() } else { last.year() - 1 };
    let earlier = later - 1;
    let whole = date(earlier, 1, 1) >= from;
    let labels = [later, earlier].map(|year| year.to_string());
    let known = groups(cohort, fact)?;
    (whole && labels.iter().all(|label| known.contains(label))).then_some(Years { fact, labels })
}
