//! Why numbers were hidden, rule by rule: over everything at once and in tens, for a reader who knew how many numbers of
//! a table were hidden by which rule could tell some of them.

use super::{Policy, Role, Store};
use crate::analysis::released::Flag;
use crate::analysis::results::{About, Cell, Estimate};
use std::collections::{BTreeMap, BTreeSet};

/// Why a number was hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// It is of too few people.
    Few,
    /// It leaves too few people of its base.
    Rest,
    /// Too few people gave a reason for no answer.
    Reason,
    /// Too few people leave a curve in a step, or are still followed.
    Curve,
    /// It could be worked out, and another hidden number from it.
    Beside,
    /// A mean of too few people, or one that would tell somebody's value.
    Mean,
    /// A median, a quartile or a limit with too few people on one side.
    Quantile,
}

impl Rule {
    /// Every rule: first those by which numbers of people are hidden, then those by which what is told of them is.
    pub const ALL: [Rule; 7] =
        [Rule::Few, Rule::Rest, Rule::Reason, Rule::Curve, Rule::Beside, Rule::Mean, Rule::Quantile];

    /// Its key in the catalogue.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Rule::Few => "few",
            Rule::Rest => "rest",
            Rule::Reason => "reason",
            Rule::Curve => "curve",
            Rule::Beside => "beside",
            Rule::Mean => "mean",
            Rule::Quantile => "quantile",
        }
    }
}

/// Whether a cell is hidden for its own sake.
pub(super) fn is_unsafe(store: &Store, policy: &Policy, cell: &Cell, role: &Role) -> bool {
    role.sensitive && policy.too_few(cell) || store.is_telling(cell) || store.is_of_all(cell)
}

/// Of fewer hidden numbers than this nothing is told by rule.
const ENOUGH: u64 = 50;

/// How many numbers each rule hid, in tens: none and some up to nine are both 0. Empty where it would tell too much: of few
/// hidden numbers, and where hardly any are hidden beside others, so that nearly each would be known to be small.
pub(in crate::analysis) fn by_rule(
    estimates: &[Estimate],
    store: &Store,
    policy: &Policy,
    hidden: &BTreeSet<Cell>,
) -> BTreeMap<Rule, u64> {
    let own: BTreeSet<&Cell> =
        store.cells().filter(|(cell, role)| is_unsafe(store, policy, cell, role)).map(|(cell, _)| cell).collect();
    let told = |about: About| {
        move |row: &Estimate| -> Vec<Cell> {
            let cells = row.tells.iter().chain(&row.limits_tell);
            cells.filter(|cell| cell.about == about).copied().collect()
        }
    };
    let mut people: BTreeMap<Cell, Rule> = BTreeMap::new();
    let (mut curves, mut quantiles, mut means) = (0, 0, BTreeSet::new());
    for row in estimates {
        // What is never told where people are protected is no curve that ends too soon.
        let curve = !["rate", "count"].contains(&row.key.statistic);
        curves += u64::from(curve && row.absent == Some(Flag::Suppressed));
        means.extend(told(About::Mean)(row).into_iter().filter(|cell| own.contains(cell)));
        quantiles += u64::from(told(About::Quantile)(row).iter().any(|cell| own.contains(cell)));
        let leaves_few = told(About::Number)(row).iter().any(|cell| own.contains(cell));
        for cell in row.count.iter().chain(&row.base).chain(&row.unknown).filter(|cell| hidden.contains(cell)) {
            let rule = match cell.about {
                About::Reason => Rule::Reason,
                _ if own.contains(cell) => Rule::Few,
                _ if leaves_few => Rule::Rest,
                _ => Rule::Beside,
            };
            // Met again, the rule nearest to it counts.
            let known = people.entry(*cell).or_insert(rule);
            *known = (*known).min(rule);
        }
    }
    let of = |rule| people.values().filter(|known| **known == rule).count() as u64;
    let exact = |rule| match rule {
        Rule::Curve => curves,
        Rule::Mean => means.len() as u64,
        Rule::Quantile => quantiles,
        rule => of(rule),
    };
    let (own, beside) = ([Rule::Few, Rule::Rest, Rule::Reason].map(of).iter().sum::<u64>(), of(Rule::Beside));
    if !tellable(own, beside) {
        return BTreeMap::new();
    }
    Rule::ALL.into_iter().map(|rule| (rule, in_tens(exact(rule)))).collect()
}

/// Whether it can be told by rule that so many numbers are hidden for their own sake and so many beside them: no more than
/// three of four for their own.
fn tellable(own: u64, beside: u64) -> bool {
    own + beside >= ENOUGH && beside * 3 >= own
}

/// The nearest ten; below ten nothing is told.
fn in_tens(n: u64) -> u64 {
    if n < 10 { 0 } else { (n + 5) / 10 * 10 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_tell_of_nearly_each_is_not_told() {
        assert!(tellable(75, 25) && tellable(30, 20) && tellable(0, 50));
        assert!(!tellable(76, 24) && !tellable(30, 19) && !tellable(500, 9));
    }

    #[test]
    fn few_are_not_told_apart_from_none() {
        let told = [0, 1, 5, 9, 10, 14, 15, 94, 95, 1004].map(in_tens);
        assert_eq!(told, [0, 0, 0, 0, 10, 10, 20, 90, 100, 1000]);
    }
}
