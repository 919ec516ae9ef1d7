//! A comparison group: people who were not in the service. They are counted and protected by themselves, so that no number is
//! of both; what is compared is made of what both release.

use super::adjust::adjusted;
use super::estimate::Interval;
use super::estimate::difference::{newcombe, welch_of};
use super::estimate::histogram::t_quantile;
use super::plan::Plan;
use super::released::{Flag, Published, Released, Row};
use super::results::Key;
use super::years::compared;
use super::{Policy, SMALL};
use crate::error::{Error, Result};
use crate::fact::{ARM, COMPARISON, SERVICE};
use crate::indicator::Indicator;
use crate::input::cohort::{Cohort, Column};
use polars::prelude::{BooleanChunked, NewChunkedArray};

/// Digits kept of what is made of rounded numbers.
const DIGITS: f64 = 1e6;

/// The two groups, as the group of a difference is called.
fn both() -> String {
    format!("{SERVICE}-{COMPARISON}")
}

/// The people of the service, and those of a comparison group where there is one. Whose group is not known is in the service,
/// which the file is of.
///
/// # Errors
/// Only a bug: the frame was made with the column.
pub fn split(cohort: Cohort) -> Result<(Cohort, Option<Cohort>)> {
    let Some(Column::Category { labels }) = cohort.columns.get(ARM) else { return Ok((cohort, None)) };
    let Some(code) = labels.iter().position(|label| label == COMPARISON) else { return Ok((cohort, None)) };
    let code = code as i64;
    let compared: Vec<bool> = cohort.integers(ARM)?.into_iter().map(|arm| arm == Some(code)).collect();
    // Nobody to compare, or nobody to compare with.
    if compared.iter().all(|is| *is) || !compared.contains(&true) {
        return Ok((cohort, None));
    }
    let only = |of: bool| -> Result<Cohort> {
        let mask: BooleanChunked = BooleanChunked::from_iter_values("".into(), compared.iter().map(|is| *is == of));
        let lines = cohort.lines.iter().zip(&compared).filter(|(_, is)| **is == of).map(|(line, _)| *line).collect();
        let frame = cohort.frame.filter(&mask).map_err(Error::from)?;
        Ok(Cohort { frame, lines, ..cohort.clone() })
    };
    Ok((only(false)?, Some(only(true)?)))
}

impl Plan {
    /// What is counted of the service where there is a comparison group: that is no breakdown of it.
    #[must_use]
    pub fn of_service(mut self) -> Plan {
        self.by.retain(|by| by.iter().all(|fact| fact != ARM));
        self
    }

    /// What is counted of the comparison group: the results of everybody together that are compared.
    #[must_use]
    pub fn of_comparison(mut self) -> Plan {
        self.indicators.retain(is_compared);
        self.unavailable.clear();
        self.by.clear();
        self.weigh.clear();
        self.goals.clear();
        self.left_out = crate::fact::YEARS.iter().map(|fact| vec![(*fact).to_owned()]).collect();
        self.comparison = true;
        self
    }
}

/// Whether an indicator has a result that is compared. Numbers of people are as they happen to be.
fn is_compared(indicator: &Indicator) -> bool {
    compared(&indicator.measure).iter().any(|(statistic, _)| *statistic != "count")
}

/// The rows of a comparison group as rows of a group.
pub(super) fn as_group(rows: Vec<Row>) -> Vec<Row> {
    let of_all = rows.into_iter().filter(|row| row.key.by.is_empty());
    of_all.map(|row| of_arm(row, COMPARISON.to_owned())).collect()
}

fn of_arm(row: Row, group: String) -> Row {
    Row { key: Key { by: ARM.to_owned(), group, ..row.key }, ..row }
}

/// Results with those of the service beside those of its comparison group, and the difference of the two.
#[must_use]
pub fn beside_comparison(plan: &Plan, released: Released) -> Released {
    let is_other = |row: &&Row| row.key.by == ARM && row.key.group == COMPARISON;
    let mut rows = Vec::new();
    for indicator in plan.indicators.iter().filter(|indicator| is_compared(indicator)) {
        let moment = indicator.moment.map(|moment| moment.to_string()).unwrap_or_default();
        let own = |row: &&Row| row.key.indicator == indicator.id && row.key.moment == moment;
        let others: Vec<&Row> = released.rows.iter().filter(own).filter(is_other).collect();
        if others.is_empty() {
            continue;
        }
        let service: Vec<Row> = others
            .iter()
            .filter_map(|row| {
                let key = Key { by: String::new(), group: String::new(), ..row.key.clone() };
                Some(of_arm(released.get(&key)?.clone(), SERVICE.to_owned()))
            })
            .collect();
        for (statistic, level) in compared(&indicator.measure).iter().filter(|(statistic, _)| *statistic != "count") {
            let is = |row: &&Row| row.key.statistic == *statistic && row.key.level == *level;
            let pair = service.iter().find(is).zip(others.iter().copied().find(is));
            let name = if level.is_empty() { statistic } else { level };
            rows.extend(pair.map(|(service, other)| difference(service, other, name, &plan.policy)));
        }
        rows.extend(service);
    }
    if rows.is_empty() {
        return released;
    }
    // How clear the differences are, adjusted for how many they are, is looked at by themselves.
    let others = released.rows.iter().filter(is_other).cloned();
    let apart: Vec<Row> = rows.into_iter().chain(others).collect();
    let apart = Released::new(released.dataset.clone(), released.policy.clone(), apart, Default::default());
    let mut adjusted = adjusted(plan, &apart);
    adjusted.retain(|row| !is_other(&row));
    released.with_rows(adjusted)
}

/// The result of the service minus that of the comparison group, of what both publish.
fn difference(service: &Row, other: &Row, name: &str, policy: &Policy) -> Row {
    let key = Key { statistic: "difference", level: name.to_owned(), group: both(), ..service.key.clone() };
    let counts = |row: &Row| row.count.whole().zip(row.base.whole());
    let (method, found) = if matches!(service.key.statistic, "mean" | "mean_change") {
        ("welch_t", mean(service).zip(mean(other)).and_then(|(a, b)| welch_of(a, b)))
    } else {
        ("newcombe", counts(service).zip(counts(other)).and_then(|(a, b)| newcombe(a, b)))
    };
    let hidden = service.value.is_hidden() || other.value.is_hidden();
    // Made of rounded numbers: more digits would say nothing.
    let number = |of: fn(&Interval) -> f64| match &found {
        Some(found) if policy.protects() => Published::shown((of(found) * DIGITS).round() / DIGITS + 0.0, None),
        Some(found) => Published::shown(of(found), None),
        None if hidden => Published::hidden(None),
        None => Published::ABSENT,
    };
    let small = [service, other].iter().any(|row| row.base.whole().is_some_and(|n| n < SMALL));
    Row {
        key,
        value: number(|found| found.value),
        low: number(|found| found.low),
        high: number(|found| found.high),
        count: Published::ABSENT,
        base: Published::ABSENT,
        unknown: Published::ABSENT,
        among_unknown: Published::ABSENT,
        method,
        flag: match &found {
            Some(_) if small => Flag::Small,
            Some(_) => Flag::None,
            None if hidden => Flag::Suppressed,
            None => Flag::NotAvailable,
        },
    }
}

/// A published mean, its variance by its interval, and how many people.
fn mean(row: &Row) -> Option<(f64, f64, u64)> {
    let (value, n) = (row.value.value()?, row.base.whole()?);
    let half = (row.high.value()? - row.low.value()?) / 2.0;
    let error = half / t_quantile(n.checked_sub(1)? as f64)?;
    Some((value, error * error, n))
}
