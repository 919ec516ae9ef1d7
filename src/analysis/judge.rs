//! Goals against what was released. A verdict is made of published numbers only, so it tells no more than they do.
//!
//! A share is judged by its interval: met when the whole interval lies on the better side of the goal, not met when the
//! whole of it lies on the other, and unsure in between. The interval reaches as far as it is printed, in whole per
//! cents, so that no reader sees a verdict contradicted by the numbers beside it.
//!
//! A number of people is judged as it is, once it can no longer change: not while the period or the follow-up goes on,
//! and not where those of whom it is not known could turn it.

use super::plan::Plan;
use super::released::{Flag, Released, Row};
use super::results::Key;
use crate::fact::Moment;
use crate::indicator::{Aim, Better, Goal};
use crate::input::cohort::Cohort;

/// Shares of fewer people than this are not judged.
pub const LEAST_JUDGED: u64 = 10;

/// Whether a goal was met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// On the better side, for a share with its whole interval.
    Met,
    /// The interval lies on both sides.
    Unsure,
    /// On the worse side.
    NotMet,
    /// Cannot be judged.
    Open(Reason),
}

impl Verdict {
    /// As written in results, and its key in the catalogue.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Verdict::Met => "met",
            Verdict::Unsure => "unsure",
            Verdict::NotMet => "not_met",
            Verdict::Open(_) => "open",
        }
    }

    /// Why it cannot be judged, where it cannot.
    #[must_use]
    pub fn reason(self) -> Option<Reason> {
        match self {
            Verdict::Open(reason) => Some(reason),
            _ => None,
        }
    }
}

/// Why a goal cannot be judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The number is hidden to protect people.
    Hidden,
    /// The share is of too few people.
    TooFew,
    /// The period is not over.
    Ongoing,
    /// Some follow-ups are not due.
    NotDue,
    /// Those of whom it is not known could turn the verdict.
    Unknown,
    /// The data cannot answer.
    NoData,
}

impl Reason {
    /// Every reason there is.
    pub const ALL: [Reason; 6] =
        [Reason::Hidden, Reason::TooFew, Reason::Ongoing, Reason::NotDue, Reason::Unknown, Reason::NoData];

    /// As written in results, and its key in the catalogue.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Reason::Hidden => "hidden",
            Reason::TooFew => "too_few",
            Reason::Ongoing => "ongoing",
            Reason::NotDue => "not_due",
            Reason::Unknown => "unknown",
            Reason::NoData => "no_data",
        }
    }
}

/// A goal, the row of the results it is about, and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// What was agreed.
    pub goal: Goal,
    /// Its row, which may be missing where the data cannot answer.
    pub key: Key,
    /// Whether it was met.
    pub verdict: Verdict,
}

/// Judges the goals of a plan, in their order.
pub(super) fn judge(plan: &Plan, cohort: &Cohort, released: &Released) -> Vec<Judged> {
    let one = |goal: &Goal| {
        let key = Key {
            indicator: goal.indicator.clone(),
            statistic: goal.statistic,
            level: goal.level.clone(),
            by: String::new(),
            group: String::new(),
            moment: goal.moment.map(|moment| moment.to_string()).unwrap_or_default(),
        };
        let verdict = verdict(goal, released.get(&key), waiting(goal, plan, cohort));
        Judged { goal: goal.clone(), key, verdict }
    };
    plan.goals.iter().map(one).collect()
}

/// What a number of people still waits for, if anything: the end of the period, or the follow-up of whoever may leave on
/// its last day. Without a period a follow-up is never known to be over.
fn waiting(goal: &Goal, plan: &Plan, cohort: &Cohort) -> Option<Reason> {
    let indicator = plan.indicators.iter().find(|i| i.id == goal.indicator && i.moment == goal.moment)?;
    let moments = indicator.due_moments(&cohort.vocabulary);
    let later = moments.iter().any(|moment| moment.months_after_exit() > Some(0));
    let Some(period) = plan.period else { return later.then_some(Reason::NotDue) };
    if cohort.data_until < period.to {
        return Some(Reason::Ongoing);
    }
    let after = moments.iter().filter(|moment| moment.months_after_exit().is_some());
    let waiting = |moment: &Moment| cohort.last_due_exit(*moment).is_none_or(|last| last < period.to);
    after.copied().any(|moment| waiting(&moment)).then_some(Reason::NotDue)
}

fn verdict(goal: &Goal, row: Option<&Row>, waiting: Option<Reason>) -> Verdict {
    let Some(row) = row else { return Verdict::Open(Reason::NoData) };
    match goal.aim {
        Aim::Share(target) => share(row, target, goal.better),
        Aim::People(planned) => people(row, planned, goal.better, waiting),
    }
}

fn share(row: &Row, target: f64, better: Better) -> Verdict {
    if [row.value, row.low, row.high, row.base].iter().any(|number| number.is_hidden()) {
        return Verdict::Open(Reason::Hidden);
    }
    let (Some(low), Some(high), Some(base)) = (row.low.value(), row.high.value(), row.base.whole()) else {
        return Verdict::Open(if row.flag == Flag::NotDue { Reason::NotDue } else { Reason::NoData });
    };
    if base < LEAST_JUDGED {
        return Verdict::Open(Reason::TooFew);
    }
    // A hair above the half, so that 14.5 per cent, which no binary fraction is, goes the way it is printed.
    let printed = |x: f64| (x * 100.0 + 1e-9).round() / 100.0;
    let (low, high) = (low.min(printed(low)), high.max(printed(high)));
    let (met, not_met) = match better {
        Better::Higher => (low >= target, high < target),
        Better::Lower => (high <= target, low > target),
    };
    match (met, not_met) {
        (true, _) => Verdict::Met,
        (_, true) => Verdict::NotMet,
        _ => Verdict::Unsure,
    }
}

fn people(row: &Row, planned: u64, better: Better, waiting: Option<Reason>) -> Verdict {
    if row.count.is_hidden() {
        return Verdict::Open(Reason::Hidden);
    }
    let Some(least) = row.count.whole() else {
        return Verdict::Open(if row.flag == Flag::NotDue { Reason::NotDue } else { Reason::NoData });
    };
    // What is still to come adds to the number.
    match better {
        Better::Higher if least >= planned => return Verdict::Met,
        Better::Lower if least > planned => return Verdict::NotMet,
        _ => {}
    }
    if let Some(reason) = waiting {
        return Verdict::Open(reason);
    }
    // How many are unknown may itself be hidden: then they could be any number.
    let unknown = [row.unknown, row.among_unknown].iter().try_fold(0, |sum: u64, number| match number.is_hidden() {
        true => None,
        false => Some(sum + number.whole().unwrap_or(0)),
    });
    match (unknown.map(|unknown| least + unknown), better) {
        (Some(most), Better::Higher) if most < planned => Verdict::NotMet,
        (Some(most), Better::Lower) if most <= planned => Verdict::Met,
        _ => Verdict::Open(Reason::Unknown),
    }
}

#[cfg(test)]
mod tests;
