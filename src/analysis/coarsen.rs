//! Counts made coarser before anything is estimated of them: words under every policy alike, for which rows results have
//! must not tell what was hidden; times as the policy asks.

mod curve;

use super::count::{Counts, Part, Slice, Tally};
use super::plan::{Plan, groups};
use super::tabulate::levels;
use crate::fact::codebook;
use crate::indicator::Measure;
use crate::input::cohort::Cohort;
use std::collections::BTreeMap;

/// Words of the user's that fewer people than this, or than may be shown, have are no class of their own: a list of
/// reasons may be free text, and what one person wrote is never printed; nor must a class tell by being there how many
/// it hides.
const CLASS: u64 = 5;
/// The class they make together.
const OTHER: &str = "other";

/// Joins the rare words, except those of polku's own lists, of every distribution over categories, and the steps of few
/// people of every curve.
pub(super) fn coarsen(plan: &Plan, cohort: &Cohort, counts: Counts) -> Counts {
    let counts = plan.indicators.iter().fold(counts, |counts, indicator| match &indicator.measure {
        Measure::Distribution { of } if groups(cohort, of).is_some() => {
            joined(&indicator.id, codebook(of), CLASS.max(plan.policy.least), counts)
        }
        _ => counts,
    });
    curve::coarsen(thinned(counts, plan), plan)
}

/// Finds the transitions from status to status most of which are of few people: a matrix of holes, whose few numbers
/// would cost many others. They are told by class.
fn thinned(mut counts: Counts, plan: &Plan) -> Counts {
    if !plan.policy.protects() {
        return counts;
    }
    let least = plan.policy.least;
    let is_thin = |parts: &BTreeMap<Part, Tally>| {
        let pairs = || parts.iter().filter(|(part, tally)| matches!(part, Part::Pair(..)) && tally.n > 0);
        2 * pairs().filter(|(_, tally)| tally.n < least).count() > pairs().count()
    };
    counts.thin = counts.iter().filter(|(_, parts)| is_thin(parts)).map(|(slice, _)| slice.clone()).collect();
    counts
}

/// What a part of one person's is in counts that were made coarser, in a slice with these words.
pub(super) fn of_one(counts: &Counts, slice: &Slice, words: &[String], part: &Part) -> Part {
    match part {
        Part::Level(word) if words.iter().any(|known| known == OTHER) && !words.contains(word) => {
            Part::Level(OTHER.to_owned())
        }
        part => counts.told.get(slice).map_or_else(|| part.clone(), |told| curve::step(told, part)),
    }
}

/// Makes the counts of other people as coarse as those of the true ones.
pub(super) fn alike(plan: &Plan, cohort: &Cohort, counts: Counts, as_in: &Counts) -> Counts {
    let words: BTreeMap<&str, Vec<String>> =
        plan.indicators.iter().map(|one| (one.id.as_str(), levels::codebook(one, as_in, cohort))).collect();
    let mut counts = counts.with_parts(|slice, part| {
        let words = words.get(slice.indicator.as_str()).map_or(&[][..], Vec::as_slice);
        of_one(as_in, slice, words, &part)
    });
    (counts.told, counts.thin) = (as_in.told.clone(), as_in.thin.clone());
    counts
}

fn joined(indicator: &str, known: &[&str], least: u64, counts: Counts) -> Counts {
    let mut people: BTreeMap<String, u64> = BTreeMap::new();
    for (_, parts) in counts.iter().filter(|(slice, _)| slice.indicator == indicator && slice.by.is_empty()) {
        for (part, tally) in parts {
            if let Part::Level(level) = part {
                *people.entry(level.clone()).or_default() += tally.n;
            }
        }
    }
    let rare = |level: &str| !known.contains(&level) && people.get(level).is_none_or(|n| *n < least);
    counts.with_parts(|slice, part| match part {
        Part::Level(level) if slice.indicator == indicator && rare(&level) => Part::Level(OTHER.to_owned()),
        part => part,
    })
}
