//! The time to an event: Kaplan and Meier's estimate from a table of days, with how many had the event on each and how
//! many were followed no longer; and the life table, the same from a table of steps of several days.
//!
//! Where other events compete, one minus this curve is not the share to whom it happens; [`competing`] is. Whoever came
//! under observation late is at risk from then on only, in all of them alike.

pub(in crate::analysis) mod compare;
pub(in crate::analysis) mod competing;
mod course;
mod formula;

pub(in crate::analysis) use course::Course;
pub(crate) use formula::{method, method_of_comparison, method_of_competing};

use super::Z;
use course::Point;
use std::collections::BTreeMap;

/// Of a day: how many had the event on it, how many another that rules it out, how many were followed until it and not
/// beyond, and how many came under observation on it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::analysis) struct Leaving {
    /// The event happened.
    pub(in crate::analysis) events: u64,
    /// Another event happened first.
    pub(in crate::analysis) others: u64,
    /// Nothing more is known. On the day of an event they were still at risk of it.
    pub(in crate::analysis) censored: u64,
    /// Observed from the next day on only; everybody else is from before the first day.
    pub(in crate::analysis) entered: u64,
}

impl Leaving {
    fn left(self) -> u64 {
        self.events + self.others + self.censored
    }
}

/// How many leave on each day, by day.
pub(in crate::analysis) type Table = BTreeMap<i64, Leaving>;

/// A day at which somebody leaves, with how many could have the event on it.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Day {
    day: i64,
    at_risk: f64,
    leaving: Leaving,
}

/// What part of those who leave in a step of a table, or come in it, are counted as at risk in it: those who leave on a
/// day are at risk on it, those who come are not.
const EXACT: f64 = 1.0;
/// The same where steps are of several days.
const LIFE: f64 = 0.5;

/// The days of a table with who was at risk on each.
fn days(table: &Table, counted: f64) -> impl Iterator<Item = Day> + '_ {
    let all: u64 = table.values().map(|leaving| leaving.left()).sum();
    let late: u64 = table.values().map(|leaving| leaving.entered).sum();
    let mut inside = all.saturating_sub(late);
    table.iter().filter(|(_, leaving)| leaving.left() + leaving.entered > 0).map(move |(&day, &leaving)| {
        let happened = (leaving.events + leaving.others) as f64;
        let n = inside as f64 + (1.0 - counted) * (leaving.entered as f64 - leaving.censored as f64);
        inside = (inside + leaving.entered).saturating_sub(leaving.left());
        // Somebody who comes and leaves in one step of several days was at risk of what happened to them.
        Day { day, at_risk: n.max(happened), leaving }
    })
}

/// A day at which somebody had the event.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Step {
    day: i64,
    /// How many it could happen to; in a life table half of those who left without it are counted.
    at_risk: f64,
    events: f64,
    /// The share without the event after the day.
    without: f64,
    /// Greenwood's sum: the variance of the logarithm of that share.
    variance: f64,
}

/// The share without the event by day.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::analysis) struct Curve {
    steps: Vec<Step>,
    course: Course,
}

/// The curve of a table by day; any event ends it, whichever it is. Who leaves without one on a day of events was still
/// at risk of them.
///
/// Source: Kaplan & Meier (1958), J. Am. Stat. Assoc. 53, 457–481; the same as R's `survfit(Surv(time, event) ~ 1)`, and
/// with late entry as `survfit(Surv(entry, time, event) ~ 1)`.
pub(in crate::analysis) fn kaplan_meier(table: &Table) -> Curve {
    curve(table, EXACT)
}

/// The curve of a table of steps of several days. Who leaves a step without the event was at risk for half of it.
///
/// Source: Cutler & Ederer (1958), J. Chronic Dis. 8, 699–712.
pub(in crate::analysis) fn life_table(table: &Table) -> Curve {
    curve(table, LIFE)
}

/// The product of the shares without the event on each day, with that part of those who leave counted as at risk.
fn curve(table: &Table, counted: f64) -> Curve {
    let (mut without, mut variance) = (1.0, 0.0);
    let mut steps = Vec::new();
    let mut last = None;
    for Day { day, at_risk: n, leaving } in days(table, counted) {
        if leaving.left() > 0 {
            last = Some(day);
        }
        let d = (leaving.events + leaving.others) as f64;
        if d > 0.0 {
            without *= (n - d) / n;
            variance += d / (n * (n - d));
            steps.push(Step { day, at_risk: n, events: d, without, variance });
        }
    }
    let done = steps.last().is_some_and(|step| step.without <= 0.0);
    let points = steps.iter().map(|step| Point { day: step.day, share: 1.0 - step.without, limits: step.limits() });
    Curve { course: Course { points: points.collect(), last, done }, steps }
}

impl Step {
    /// The limits of the share with the event, those of the share without it by logarithms of its logarithm; none where
    /// all or nobody is.
    fn limits(&self) -> Option<(f64, f64)> {
        if self.without <= 0.0 || self.without >= 1.0 {
            return None;
        }
        let log = self.without.ln();
        let half = Z * self.variance.sqrt() / log;
        let limit = |half: f64| 1.0 - (-((-log).ln() + half).exp()).exp();
        Some((limit(half), limit(-half)))
    }
}

impl Curve {
    /// The shares to whom the event has happened, with log-log intervals of those without it.
    ///
    /// Source: as R's `survfit(…, conf.type = "log-log")`.
    pub(in crate::analysis) fn course(&self) -> &Course {
        &self.course
    }

    /// The mean number of days without the event up to a day, with its standard error; none where the curve does not
    /// reach the day.
    ///
    /// Source: Irwin (1949), J. Hyg. 47, 188–189; the same as R's `print(survfit(…), rmean = day)`.
    pub(in crate::analysis) fn restricted_mean(&self, until: i64) -> Option<(f64, f64)> {
        if !self.course.reaches(until) {
            return None;
        }
        let steps: Vec<&Step> = self.steps.iter().take_while(|step| step.day <= until).collect();
        let (mut area, mut variance) = (0.0, 0.0);
        let mut end = until;
        // From the last step back: what lies beyond a step is what its events take from the mean.
        for step in steps.iter().rev() {
            area += step.without * (end - step.day) as f64;
            let left = step.at_risk - step.events;
            if left > 0.0 {
                variance += area * area * step.events / (step.at_risk * left);
            }
            end = step.day;
        }
        Some((area + end as f64, variance.sqrt()))
    }
}

#[cfg(test)]
mod tests;
