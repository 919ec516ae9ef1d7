//! Secondary suppression: what else is hidden so that no hidden number can be worked out from the others.
//!
//! Of every number that is hidden for its own sake a reader must have to believe that it may be nought, and that it may be
//! no small number at all. Each of the two is shown by an alternative, of people where it can be ([`by_people`]), else of
//! numbers ([`by_sums`]). Where there is none, the printed numbers that stand in its way are hidden, as few and as cheap
//! as a linear programme finds. Hiding only grows, and an alternative that agreed with what was printed agrees with less
//! of it, so this ends.

use super::by_people::{Crowds, Targets};
use super::by_sums::Numbers;
use super::people::Otherwise;
use super::store::Store;
use super::{Policy, by_people, by_sums, partner};
use crate::analysis::results::Cell;
use crate::error::Result;
use std::collections::{BTreeMap, BTreeSet};

/// What is hidden, and whether it stays so.
#[derive(Default)]
pub(in crate::analysis) struct Suppressed {
    pub(in crate::analysis) hidden: BTreeSet<Cell>,
    pub(in crate::analysis) proof: Proof,
    /// The alternatives themselves.
    pub(in crate::analysis) crowds: Vec<Crowds>,
    pub(in crate::analysis) numbers: Vec<Numbers>,
    /// Numbers for which no alternative was found, by breakdown. With any of them nothing may be released.
    pub(in crate::analysis) unproven: BTreeMap<Vec<String>, usize>,
}

/// What shows that no number that was hidden for its own sake can be worked out: for each other people, or where it hangs
/// on who took part other numbers, which agree with everything published: in some it is nought, in others no small
/// number, or everybody of a group that is smaller still.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Proof {
    /// Numbers hidden for their own sake.
    pub targets: usize,
    /// How many alternatives were found.
    pub alternatives: usize,
}

impl Proof {
    /// What shows both.
    pub(in crate::analysis) fn and(self, other: Proof) -> Proof {
        Proof { targets: self.targets + other.targets, alternatives: self.alternatives + other.alternatives }
    }
}

/// Hides what has to be hidden beside `primary`.
///
/// # Errors
/// Only a bug, as counting.
pub(super) fn suppress(
    store: &Store,
    policy: &Policy,
    primary: BTreeSet<Cell>,
    people: &dyn Otherwise,
) -> Result<Suppressed> {
    let numbers = primary.iter().filter(|cell| cell.about.is_number());
    let targets: BTreeSet<Cell> = numbers.copied().collect();
    let sensitive = |(_, place): &(u32, &super::Place)| {
        targets.contains(&place.cell) && place.role.is_some_and(|role| role.sensitive)
    };
    let places: Vec<u32> = (0..).zip(store.places()).filter(sensitive).map(|(place, _)| place).collect();
    let mut hidden = primary;
    hidden.extend(store.cells().map(|(cell, _)| *cell).filter(|cell| store.is_withheld(cell)));
    let shown = by_people::show(store, &places, policy.least, hidden, people, Targets::Outcomes)?;
    let mut rest = shown.bounded;
    rest.extend(shown.unproven);
    // A cell that stands nowhere hangs on sums alone.
    let placed: BTreeSet<Cell> = store.places().iter().map(|place| place.cell).collect();
    rest.extend(targets.difference(&placed));
    let sums = by_sums::show(store, &rest, policy.least, shown.hidden);
    // Beside a table of transitions other people have to show what sums show of bases: by the rules of the indicators
    // it tells how many each of them is about, which no sum knows. By now most of it costs nothing.
    let beside = beside_transitions(store);
    let of_base = |place: &u32| {
        let place = store.places().get(*place as usize);
        let slice = place.and_then(|place| store.slices().get(place.slice as usize));
        place.zip(slice).is_some_and(|(place, slice)| rest.contains(&place.cell) && beside.contains(slice.by.as_str()))
    };
    let bases: Vec<u32> = places.iter().copied().filter(of_base).collect();
    let again = by_people::show(store, &bases, policy.least, sums.hidden, people, Targets::All)?;
    let mut unproven = sums.unproven;
    unproven.extend(again.unproven);
    let mut hidden = again.hidden;
    partners(store, policy, &mut hidden);
    let mut crowds = shown.crowds;
    crowds.extend(again.crowds);
    crowds.retain(|crowds| !crowds.takes.is_empty());
    let alternatives = crowds.iter().map(|crowds| crowds.takes.len()).sum::<usize>() + sums.numbers.len();
    let proof = Proof { targets: targets.len(), alternatives };
    Ok(Suppressed { hidden, proof, crowds, numbers: sums.numbers, unproven: by_breakdown(store, &unproven) })
}

/// The breakdowns in which transitions are told.
fn beside_transitions(store: &Store) -> BTreeSet<&str> {
    let margins = store.places().iter().filter(|place| place.name == GRAND);
    margins.filter_map(|place| Some(store.slices().get(place.slice as usize)?.by.as_str())).collect()
}

/// The number of everybody in a table of transitions.
const GRAND: &str = "Class total>total";

/// How many of these cells stand in each breakdown.
fn by_breakdown(store: &Store, cells: &BTreeSet<Cell>) -> BTreeMap<Vec<String>, usize> {
    let mut found: BTreeMap<Vec<String>, usize> = BTreeMap::new();
    let standing = store.places().iter().filter(|place| cells.contains(&place.cell));
    for slice in standing.filter_map(|place| store.slices().get(place.slice as usize)) {
        let facts = slice.by.split('*').filter(|fact| !fact.is_empty()).map(str::to_owned).collect();
        *found.entry(facts).or_default() += 1;
    }
    // A cell that stands nowhere is of everybody.
    if found.is_empty() && !cells.is_empty() {
        found.insert(Vec::new(), cells.len());
    }
    found
}

/// Hides a second cell where one alone is hidden in a sum of means or quantiles: of these nothing else is known.
fn partners(store: &Store, policy: &Policy, hidden: &mut BTreeSet<Cell>) {
    loop {
        let before = hidden.len();
        for partition in store.partitions().filter(|partition| !partition.total.about.is_number()) {
            while let Some(next) = partner(partition, store, hidden, policy) {
                hidden.insert(next);
            }
        }
        if hidden.len() == before {
            return;
        }
    }
}
