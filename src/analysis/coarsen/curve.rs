//! Times as a policy lets them be estimated from.
//!
//! A curve and its base give its steps back, however few people they are. So before anything is estimated days become
//! months, steps with few people in them are joined to the next, and the end, where few are still followed, is left
//! open. A month that is left out of one group must not follow from the others either.

use crate::analysis::count::{Counts, Ending, Part, Slice, Tally};
use crate::analysis::disclosure::Policy;
use crate::analysis::plan::Plan;
use crate::indicator::{Indicator, Measure};
use std::collections::{BTreeMap, BTreeSet};

/// Rewrites the counts by the policy of a plan; a policy that hides nothing changes nothing.
pub(super) fn coarsen(mut counts: Counts, plan: &Plan) -> Counts {
    if !plan.policy.protects() {
        return counts;
    }
    for indicator in &plan.indicators {
        if let Measure::TimeTo(time) = &indicator.measure {
            let mut curves = curves(&counts, indicator, &time.days());
            for curve in curves.values_mut() {
                curve.tell(&time.horizons, &plan.policy);
            }
            families(&mut curves, plan);
            for (slice, curve) in curves {
                let of_curve = |part: &Part| matches!(part, Part::Ended(..) | Part::Entered(_));
                let others = counts.parts(&slice).into_iter().filter(|(part, _)| !of_curve(part));
                let parts = others.chain(curve.parts()).collect();
                counts.told.insert(slice.clone(), curve.told);
                counts.replace(&slice, parts);
            }
        }
    }
    counts
}

/// How many left a curve in some stretch of time, each way of leaving apart, and how many came under observation.
#[derive(Clone, Default)]
struct Left {
    ended: BTreeMap<Ending, Tally>,
    entered: Tally,
}

impl Left {
    fn plus(mut self, other: &Left) -> Left {
        for (ending, tally) in &other.ended {
            self.add(*ending, *tally);
        }
        self.entered = self.entered.plus(other.entered);
        self
    }

    fn add(&mut self, ending: Ending, tally: Tally) {
        let sum = self.ended.entry(ending).or_default();
        *sum = sum.plus(tally);
    }

    fn all(&self) -> Tally {
        self.ended.values().fold(Tally::default(), |sum, tally| sum.plus(*tally))
    }

    /// Whether none is a number of few.
    fn safe(&self, policy: &Policy) -> bool {
        self.ended.values().chain([&self.entered]).all(|tally| !(1..policy.least).contains(&tally.n))
    }
}

/// The times of a slice by month.
struct Curve {
    /// Ends of months, and horizons.
    days: Vec<u32>,
    /// Who left before each day and not before the one before it.
    left: Vec<Left>,
    /// Who was followed to the last day and beyond, and who was observed from then on only.
    later: Left,
    /// The days that may be told.
    told: BTreeSet<u32>,
}

fn curves(counts: &Counts, indicator: &Indicator, days: &[u32]) -> BTreeMap<Slice, Curve> {
    let mut curves = BTreeMap::new();
    for (slice, parts) in counts.iter().filter(|(slice, _)| slice.indicator == indicator.id) {
        let mut curve = Curve {
            days: days.to_vec(),
            left: vec![Left::default(); days.len()],
            later: Left::default(),
            told: BTreeSet::new(),
        };
        for (part, tally) in parts {
            let (Part::Ended(_, day) | Part::Entered(day)) = part else { continue };
            let Curve { left, later, .. } = &mut curve;
            let left = left.get_mut(days.partition_point(|end| i64::from(*end) <= *day)).unwrap_or(later);
            match part {
                Part::Ended(ending, _) => left.add(*ending, *tally),
                _ => left.entered = left.entered.plus(*tally),
            }
        }
        curves.insert(slice.clone(), curve);
    }
    curves
}

impl Curve {
    /// Everybody.
    fn people(&self) -> Tally {
        self.before(u32::MAX).all().plus(self.later.all())
    }

    /// Who left before a day.
    fn before(&self, day: u32) -> Left {
        self.between(0, day)
    }

    /// Who left before the second day and not before the first.
    fn between(&self, from: u32, to: u32) -> Left {
        let inside = self.days.iter().zip(&self.left).filter(|(day, _)| (from + 1..=to).contains(*day));
        inside.fold(Left::default(), |sum, (_, left)| sum.plus(left))
    }

    /// Who has not left before a day: those not observed before it either, and the others.
    fn rest(&self, day: u32) -> (Tally, Tally) {
        let all = self.before(u32::MAX).plus(&self.later);
        let before = self.before(day);
        let waiting = all.entered.minus(before.entered);
        (waiting, all.all().minus(before.all()).minus(waiting))
    }

    /// Chooses the days to be told: first horizons, as many as the people between them allow, then the months between.
    fn tell(&mut self, horizons: &[u32], policy: &Policy) {
        let people = self.people().n;
        if people < policy.least_for_curve {
            return;
        }
        let enough = |day: u32| {
            let (waiting, at_risk) = self.rest(day);
            let waits = waiting.n == 0 || waiting.n >= policy.least;
            waits && (at_risk.n == 0 || at_risk.n >= policy.least_at_risk)
        };
        let mut told: Vec<u32> = vec![0];
        for horizon in horizons {
            let last = told.last().copied().unwrap_or(0);
            if enough(*horizon) && self.between(last, *horizon).safe(policy) {
                told.push(*horizon);
            }
        }
        let mut months = BTreeSet::new();
        let ends = told.iter().skip(1).map(|day| Some(*day)).chain([None]);
        for (start, end) in told.iter().zip(ends) {
            let mut last = *start;
            let inside = |day: &&u32| **day > *start && end.is_none_or(|end| **day < end);
            for day in self.days.iter().filter(inside) {
                // What remains of the stretch is a step of its own.
                let remains = end.is_none_or(|end| self.between(*day, end).safe(policy));
                if remains && enough(*day) && self.between(last, *day).safe(policy) {
                    months.insert(*day);
                    last = *day;
                }
            }
        }
        self.told = told.into_iter().skip(1).chain(months).collect();
    }

    /// The steps that may be told: who left, as if in the middle of the step; and who was followed beyond the last of
    /// them.
    fn parts(&self) -> Vec<(Part, Tally)> {
        let mut parts = Vec::new();
        let mut last = 0;
        for day in &self.told {
            let left = self.between(last, *day);
            let on = i64::from(last + (*day - 1 - last) / 2);
            parts.extend(left.ended.iter().map(|(ending, tally)| (Part::Ended(*ending, on), *tally)));
            parts.push((Part::Entered(on), left.entered));
            last = *day;
        }
        let beyond = self.people().minus(self.before(last).all());
        parts.push((Part::Ended(Ending::Censored, i64::from(last)), beyond));
        parts.push((Part::Entered(i64::from(last)), self.rest(last).0));
        parts.retain(|(_, tally)| tally.n > 0);
        parts
    }
}

/// Where somebody who left on a day, or came under observation on it, is on a curve that is told at these days: in the
/// step of the day, or followed beyond the last of them.
pub(super) fn step(told: &BTreeSet<u32>, part: &Part) -> Part {
    let (Part::Ended(_, day) | Part::Entered(day)) = part else { return part.clone() };
    let step = told.iter().map(|end| i64::from(*end)).find(|end| end > day);
    let on = step.map_or(told.last().map_or(0, |last| i64::from(*last)), |end| end - 1);
    match part {
        Part::Ended(ending, _) => Part::Ended(if step.is_some() { *ending } else { Ending::Censored }, on),
        _ => Part::Entered(on),
    }
}

/// A slice and the groups it is the sum of.
struct Family {
    parent: Slice,
    groups: Vec<Slice>,
}

/// Takes days from further groups, or from their parent, until nothing that one group does not tell of a day follows from
/// what the others and the parent tell. Fewer days are longer steps, so what was safe stays so.
fn families(curves: &mut BTreeMap<Slice, Curve>, plan: &Plan) {
    let families = kin(curves, plan);
    loop {
        let mut taken = false;
        for Family { parent, groups } in &families {
            let days = known(curves, parent, &families);
            for (i, day) in days.iter().enumerate() {
                let since = if i == 0 { 0 } else { days[i - 1] };
                while given_away(curves, groups, since, *day, &plan.policy) {
                    let telling = groups.iter().filter_map(|slice| {
                        let curve = curves.get(slice).filter(|curve| curve.told.contains(day))?;
                        Some((curve.people().n, slice)).filter(|(people, _)| *people > 0)
                    });
                    let from = telling.min().map_or(parent, |(_, slice)| slice).clone();
                    if !curves.get_mut(&from).is_some_and(|curve| curve.told.remove(day)) {
                        break;
                    }
                    taken = true;
                }
            }
        }
        if !taken {
            return;
        }
    }
}

/// The days of a parent that are told, by itself or by all groups of a breakdown together.
fn known(curves: &BTreeMap<Slice, Curve>, parent: &Slice, families: &[Family]) -> Vec<u32> {
    let mut days = curves.get(parent).map_or_else(BTreeSet::new, |curve| curve.told.clone());
    for family in families.iter().filter(|family| family.parent == *parent) {
        let peopled = family.groups.iter().filter_map(|slice| curves.get(slice)).filter(|curve| curve.people().n > 0);
        let by_all = peopled.map(|curve| curve.told.clone()).reduce(|a, b| &a & &b);
        days.extend(by_all.unwrap_or_default());
    }
    days.into_iter().collect()
}

/// Whether what the silent groups of a day have in common is a number of few, or one group's own.
fn given_away(curves: &BTreeMap<Slice, Curve>, groups: &[Slice], since: u32, day: u32, policy: &Policy) -> bool {
    let silent = |day: u32| -> Vec<(&Slice, &Curve)> {
        let all = groups.iter().filter_map(|slice| curves.get_key_value(slice));
        all.filter(|(_, curve)| !curve.told.contains(&day) && curve.people().n > 0).collect()
    };
    let now = silent(day);
    let sum = |from: u32| now.iter().fold(Left::default(), |sum, (_, curve)| sum.plus(&curve.between(from, day)));
    let few = |n: u64| (1..policy.least).contains(&n);
    let rest = || now.iter().map(|(_, curve)| curve.rest(day));
    let [waiting, at_risk] = [rest().map(|rest| rest.0.n).sum(), rest().map(|rest| rest.1.n).sum()];
    // A step of the same silent groups together is as good as told.
    let names = |of: &[(&Slice, &Curve)]| of.iter().map(|(slice, _)| (*slice).clone()).collect::<Vec<_>>();
    let step = since > 0 && names(&silent(since)) == names(&now);
    match now.len() {
        0 => false,
        1 => true,
        _ => !sum(0).safe(policy) || few(waiting) || few(at_risk) || step && !sum(since).safe(policy),
    }
}

/// Every slice that is the sum of others, with those others.
fn kin(curves: &BTreeMap<Slice, Curve>, plan: &Plan) -> Vec<Family> {
    let mut families: BTreeMap<(usize, usize, Vec<String>), Family> = BTreeMap::new();
    for slice in curves.keys() {
        let Some((b, by)) = plan.by.iter().enumerate().find(|(_, by)| by.join("*") == slice.by) else { continue };
        for i in 0..by.len() {
            let without = |list: &[String]| -> Vec<String> {
                list.iter().enumerate().filter(|(j, _)| *j != i).map(|(_, x)| x.clone()).collect()
            };
            let group = without(&slice.group);
            let parent = Slice { by: without(by).join("*"), group: group.clone(), ..slice.clone() };
            if curves.contains_key(&parent) {
                let family = families.entry((b, i, group)).or_insert_with(|| Family { parent, groups: Vec::new() });
                family.groups.push(slice.clone());
            }
        }
    }
    families.into_values().collect()
}

#[cfg(test)]
mod tests;
