//! From a cohort to what may be published. [`run`] is the only way through.
//!
//! ```text
//! plan → count → Counts → coarsen → Counts → tabulate (estimate/) → estimates and cells → protect (disclosure/) → Released
//! → judge
//! ```
//!
//! What stands before [`Released`] has no name outside this module; a policy that hides nothing is still a policy, and
//! its results say so on every page.

mod adjust;
mod arms;
mod certificate;
mod coarsen;
mod count;
mod disclosure;
mod estimate;
mod judge;
pub mod method;
mod plan;
mod progress;
mod redraw;
mod released;
mod results;
mod tabulate;
mod trace;
mod unit;
mod years;

pub use arms::{beside_comparison, split};
pub use certificate::{Certificate, Replay, replay};
pub use disclosure::{Policy, Proof, Rule};
pub use judge::{Judged, LEAST_JUDGED, Reason, Verdict};
pub use plan::{Plan, available, breakdowns, can_weigh, groups, weighed};
pub use progress::Progress;
pub use released::{Flag, Hidden, People, Published, Released, Row};
pub use results::Key;
pub use trace::{Outcome, Traced, trace};
pub use years::{compared, two_groups};

use crate::error::{Error, Kind, Result};
use crate::finding::{Code, Finding, Place};
use crate::input::cohort::Cohort;
use method::Method;
use results::{Cell, Estimate};
use std::collections::{BTreeMap, BTreeSet};

/// Base below which a result is called indicative.
pub const SMALL: u64 = 30;

/// How the statistics of a measure are estimated, the first of them its own.
#[must_use]
pub fn methods(measure: &crate::indicator::Measure) -> Vec<Method> {
    use crate::indicator::Measure;
    use estimate::{before_after, change, histogram, paired, quantile, share, time, trajectory};
    match measure {
        Measure::Share { .. } => vec![share::method(), estimate::weight::method()],
        Measure::Coverage { .. } | Measure::Distribution { .. } | Measure::Path { .. } => vec![share::method()],
        Measure::Ladder { .. } => vec![share::method(), paired::method_of_moves()],
        Measure::Mean { .. } => vec![histogram::method(), quantile::method()],
        Measure::Median { .. } => vec![quantile::method()],
        Measure::Change { .. } => vec![change::method(), quantile::method(), paired::method_of_ranks()],
        Measure::TimeTo(time) if time.competing.is_empty() => {
            vec![time::method(), time::method_of_comparison()]
        }
        Measure::TimeTo(_) => vec![time::method(), time::method_of_competing(), time::method_of_comparison()],
        Measure::Transition { .. } => vec![paired::method_of_margins()],
        Measure::BeforeAfter { .. } => vec![share::method(), before_after::method()],
        Measure::Trajectory { .. } => vec![trajectory::method(), histogram::method()],
        Measure::Count => Vec::new(),
    }
}

/// The least change of one person that is more than the error of measurement of an instrument, in points. None where no
/// error is published, or where it means nothing.
#[must_use]
pub fn detectable(instrument: &crate::fact::instrument::Instrument) -> Option<f64> {
    let error = instrument.reliability.filter(|_| !instrument.formative)?.error()?;
    Some(estimate::change::detectable(error))
}

/// How the difference of two years is estimated: of shares, then of means; and how many differences are looked at together.
#[must_use]
pub fn methods_of_differences() -> Vec<Method> {
    use estimate::{difference, many};
    vec![difference::method_of_shares(), difference::method_of_ratios(), difference::method_of_means(), many::method()]
}

/// Counts, estimates and protects. A breakdown in which a hidden number cannot be shown to be safe is left out whole: with it
/// goes everything published that tells its groups apart.
///
/// # Errors
/// When even the numbers of everybody together cannot be protected. Else only a bug: the plan was checked against the cohort.
pub fn run(plan: &Plan, cohort: &Cohort) -> Result<Released> {
    certified(plan, cohort, &Progress::default()).map(|(released, _)| released)
}

/// The same with what shows that nothing hidden can be worked out; of nothing where the policy hides nothing.
///
/// # Errors
/// As [`run`].
pub fn certified(plan: &Plan, cohort: &Cohort, progress: &Progress) -> Result<(Released, Certificate)> {
    let mut plan = plan.clone();
    loop {
        let (mut released, mut certificate, mut unproven) = attempt(&plan, cohort, progress)?;
        let of_all = unproven.remove(&Vec::new());
        // One at a time: what is left out makes room for the others. Crosses first, since they tell most apart.
        let next = unproven.into_iter().max_by_key(|(by, n)| (by.len(), *n)).map(|(by, _)| by);
        let next = next.or_else(|| of_all.and_then(|_| years::breakdowns(&plan, cohort).ok()?.pop()));
        match next {
            Some(by) => plan.left_out.push(by),
            None if of_all.is_some() => {
                return Err(Error::one(Kind::Refused, Finding::new(Code::NotProtected, Place::default())));
            }
            None => {
                plan.left_out.sort();
                certificate.left_out = plan.left_out.clone();
                released.left_out = plan.left_out;
                return Ok((released, certificate));
            }
        }
    }
}

/// A run, what shows that it is safe, and how many numbers could not be shown to be so, by breakdown.
fn attempt(
    plan: &Plan,
    cohort: &Cohort,
    progress: &Progress,
) -> Result<(Released, Certificate, BTreeMap<Vec<String>, usize>)> {
    let counts = coarsen::coarsen(plan, cohort, count::count(plan, cohort)?);
    let (estimates, store) = tabulate::tabulate(plan, cohort, &counts)?;
    let (suppressed, certificate) = if plan.policy.protects() {
        let people = redraw::Redraw::of(plan, cohort, &counts, &store, progress)?;
        let suppressed = disclosure::protect(&store, &plan.policy, &people)?;
        let certificate = Certificate::of(&store, &suppressed, &people);
        (suppressed, certificate)
    } else {
        Default::default()
    };
    let disclosure::Suppressed { hidden, proof, unproven, .. } = suppressed;
    if !unproven.is_empty() {
        // Nothing of it is released.
        let nothing = Released::new(plan.dataset.clone(), plan.policy.clone(), Vec::new(), BTreeMap::new());
        return Ok((nothing, certificate, unproven));
    }
    // Where nothing is hidden nobody's cells are told apart.
    let cells = store.cells().filter(|_| plan.policy.protects());
    let people: BTreeMap<Cell, People> =
        cells.enumerate().map(|(i, (cell, _))| (*cell, People(u32::try_from(i).unwrap_or(u32::MAX)))).collect();
    let gate = Gate { policy: &plan.policy, hidden: &hidden, people: &people };
    let (mut log, mut rules) = (BTreeMap::new(), BTreeMap::new());
    if plan.policy.protects() {
        log = hidden_of(&estimates, &hidden);
        rules = disclosure::by_rule(&estimates, &store, &plan.policy, &hidden);
    }
    let rows = estimates.into_iter().map(|estimate| gate.release(estimate)).collect();
    let mut released = Released::new(plan.dataset.clone(), plan.policy.clone(), rows, BTreeMap::new());
    let rows = adjust::adjusted(plan, &released);
    let rows = if plan.comparison { arms::as_group(rows) } else { rows };
    released = Released::new(released.dataset, released.policy, rows, log);
    released.rules = rules;
    released.proof = proof;
    released.goals = judge::judge(plan, cohort, &released);
    Ok((released, certificate, unproven))
}

/// How many sets of people were shown and hidden: each once, by indicator and over all.
fn hidden_of(estimates: &[Estimate], hidden: &BTreeSet<Cell>) -> BTreeMap<String, Hidden> {
    let mut sets: BTreeMap<&str, (BTreeSet<Cell>, BTreeSet<Cell>)> = BTreeMap::new();
    for estimate in estimates {
        for cell in estimate.count.iter().chain(&estimate.base).chain(&estimate.unknown) {
            for id in [estimate.key.indicator.as_str(), ""] {
                let (shown, gone) = sets.entry(id).or_default();
                if hidden.contains(cell) {
                    gone.insert(*cell)
                } else {
                    shown.insert(*cell)
                };
            }
        }
    }
    // Where counts were too coarse to tell a number there is no set of people to know it by.
    let silent = |id: &str| {
        let silent = |row: &&Estimate| row.absent == Some(Flag::Suppressed);
        estimates.iter().filter(silent).filter(|row| id.is_empty() || row.key.indicator == id).count()
    };
    let count = |(id, (shown, hidden)): (&str, (BTreeSet<Cell>, BTreeSet<Cell>))| {
        (id.to_owned(), Hidden { shown: shown.len(), hidden: hidden.len() + silent(id) })
    };
    sets.into_iter().map(count).collect()
}

/// Turns estimates into rows that may leave.
struct Gate<'a> {
    policy: &'a Policy,
    hidden: &'a BTreeSet<Cell>,
    people: &'a BTreeMap<Cell, People>,
}

impl Gate<'_> {
    fn release(&self, estimate: Estimate) -> Row {
        let cells = || estimate.count.iter().chain(&estimate.base).chain(&estimate.tells);
        let closed = cells().any(|cell| self.hidden.contains(cell));
        let limits_closed = closed || estimate.limits_tell.iter().any(|cell| self.hidden.contains(cell));
        // The value of a count is its count: what the one would tell, the other would.
        let gives_away =
            estimate.key.statistic == "count" && estimate.tells.iter().any(|cell| self.hidden.contains(cell));
        let about = estimate.base.or(estimate.count).and_then(|cell| self.people.get(&cell)).copied();
        let step = if self.policy.protects() { estimate.rounding } else { 0.0 };
        let round: fn(f64) -> f64 = match estimate.key.statistic {
            // Bounds stay bounds, and nothing is surer than it is.
            "share_floor" | "class_share_floor" => f64::floor,
            "share_ceiling" | "class_share_ceiling" | "wilcoxon_p" => f64::ceil,
            _ => f64::round,
        };
        let silent = estimate.absent == Some(Flag::Suppressed);
        let number = |value: Option<f64>, closed: bool| match value {
            None if silent => Published::hidden(None),
            None => Published::ABSENT,
            Some(_) if closed => Published::hidden(about),
            // Divided by a whole number, so that 0.1 steps come out as the nearest binary fraction of 5.3.
            Some(value) if step > 0.0 => {
                // Nought has no sign.
                Published::shown(round(value / step) / (1.0 / step).round().max(1.0) * step.max(1.0) + 0.0, about)
            }
            Some(value) => Published::shown(value, about),
        };
        let people = |cell: Cell| {
            let people = self.people.get(&cell).copied();
            if self.hidden.contains(&cell) {
                Published::hidden(people)
            } else {
                Published::shown(cell.tally.n as f64, people)
            }
        };
        let row = Row {
            value: number(estimate.value, closed),
            low: number(estimate.low, limits_closed),
            high: number(estimate.high, limits_closed),
            count: match estimate.count {
                _ if silent || gives_away => Published::hidden(None),
                count => count.map_or(Published::ABSENT, people),
            },
            base: estimate.base.map_or(Published::ABSENT, people),
            unknown: estimate.unknown.map_or(Published::ABSENT, people),
            among_unknown: estimate.among_unknown.map_or(Published::ABSENT, |n| Published::shown(n as f64, None)),
            method: estimate.method,
            flag: Flag::None,
            key: estimate.key,
        };
        let any_hidden = [row.value, row.low, row.high, row.count, row.base, row.unknown].iter().any(|n| n.is_hidden());
        // Hidden first: why a hidden group has no number would tell of it.
        let flag = match estimate.absent {
            _ if any_hidden => Flag::Suppressed,
            Some(flag) => flag,
            None if row.base.whole().is_some_and(|n| n < SMALL) => Flag::Small,
            None => Flag::None,
        };
        Row { flag, ..row }
    }
}

#[cfg(test)]
mod tests;
