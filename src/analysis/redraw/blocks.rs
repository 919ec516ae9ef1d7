//! Which outcomes somebody has otherwise, all of them at a time: those that one indicator reads together.

use crate::analysis::plan::Plan;
use crate::fact::{Kind, Moment};
use crate::indicator::{Indicator, Measure};
use crate::input::cohort::Cohort;
use std::collections::BTreeSet;

/// The day of which the last is known.
const LAST_SEEN: &str = "last_seen";

/// Every fact on which it hangs how somebody is counted.
pub(super) fn reads(indicator: &Indicator) -> BTreeSet<String> {
    let mut facts = indicator.facts();
    if matches!(indicator.measure, Measure::TimeTo(_)) {
        facts.insert(LAST_SEEN.to_owned());
    }
    facts
}

/// Facts that are read together, each in one block.
pub(super) fn blocks(plan: &Plan, cohort: &Cohort) -> Vec<BTreeSet<String>> {
    let mut blocks: Vec<BTreeSet<String>> = Vec::new();
    for indicator in &plan.indicators {
        let mut block = outcomes(indicator, cohort, indicator.facts());
        if block.is_empty() {
            continue;
        }
        let (together, apart): (Vec<_>, Vec<_>) = blocks.into_iter().partition(|other| !other.is_disjoint(&block));
        together.into_iter().for_each(|other| block.extend(other));
        blocks = apart;
        blocks.push(block);
    }
    blocks
}

/// What an indicator tells of people that was not so when they came.
pub(super) fn outcomes(indicator: &Indicator, cohort: &Cohort, facts: BTreeSet<String>) -> BTreeSet<String> {
    let vocabulary = &cohort.vocabulary;
    let later = |name: &String| {
        vocabulary.fact(name).is_some_and(|fact| match fact.kind {
            Kind::Status => !fact.moment.is_some_and(Moment::at_entry),
            Kind::Score | Kind::Event | Kind::Amount => true,
            _ => name == "exit_reason",
        })
    };
    let held = |fact: &String| cohort.columns.contains_key(fact);
    let mut block: BTreeSet<String> = facts.into_iter().filter(held).filter(later).collect();
    if block.is_empty() {
        return block;
    }
    if matches!(indicator.measure, Measure::TimeTo(_)) && cohort.columns.contains_key(LAST_SEEN) {
        block.insert(LAST_SEEN.to_owned());
    }
    block
}
