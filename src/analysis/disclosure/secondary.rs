//! Secondary suppression: what else is hidden so that no hidden number can be worked out from the others.
//!
//! Of every number that is hidden for its own sake a reader must have to believe that it may be nought, and that it may be
//! no small number at all. Each of the two is shown by an alternative, of people where it can be ([`by_people`]), else of
//! numbers ([`by_sums`]). Where there is none, the printed numbers that stand in its way are hidden, as few and as cheap
//! as a linear programme finds. Hiding only grows, and an alternative that agreed with what was printed agrees with less
//! of it, so this ends.

use super::people::Otherwise;
use super::store::Store;
use super::{Policy, by_people, by_sums, partner};
use crate::analysis::results::{About, Cell};
use crate::error::Result;
use std::collections::BTreeSet;

/// What is hidden, and whether it stays so.
#[derive(Default)]
pub(in crate::analysis) struct Suppressed {
    pub(in crate::analysis) hidden: BTreeSet<Cell>,
    pub(in crate::analysis) proof: Proof,
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
    /// Numbers for which none was found; they are protected by rules alone.
    pub unproven: usize,
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
    let numbers = primary.iter().filter(|cell| cell.about == About::Number);
    let targets: BTreeSet<Cell> = numbers.copied().collect();
    let sensitive = |(_, place): &(u32, &super::Place)| {
        targets.contains(&place.cell) && place.role.is_some_and(|role| role.sensitive)
    };
    let places: Vec<u32> = (0..).zip(store.places()).filter(sensitive).map(|(place, _)| place).collect();
    let shown = by_people::show(store, &places, policy.least, primary, people)?;
    let mut rest = shown.bounded;
    rest.extend(shown.unproven);
    // A cell that stands nowhere hangs on sums alone.
    let placed: BTreeSet<Cell> = store.places().iter().map(|place| place.cell).collect();
    rest.extend(targets.difference(&placed));
    let sums = by_sums::show(store, &rest, policy.least, shown.hidden);
    let alternatives = shown.alternatives + sums.alternatives;
    let proof = Proof { targets: targets.len(), alternatives, unproven: sums.unproven.len() };
    let mut hidden = sums.hidden;
    partners(store, policy, &mut hidden, sums.unproven);
    Ok(Suppressed { hidden, proof })
}

/// Hides a second cell where one alone is hidden in a sum: of means, quantiles and reasons always, of numbers of people
/// where a hidden one is `unproven`, and where one was hidden for such a one.
fn partners(store: &Store, policy: &Policy, hidden: &mut BTreeSet<Cell>, mut unproven: BTreeSet<Cell>) {
    loop {
        let before = hidden.len();
        for partition in store.partitions() {
            let numbers = partition.total.about == About::Number;
            let mut cells = partition.parts.iter().chain([&partition.total]);
            if numbers && !cells.any(|cell| unproven.contains(cell)) {
                continue;
            }
            while let Some(next) = partner(partition, store, hidden, policy) {
                hidden.insert(next);
                unproven.extend(numbers.then_some(next));
            }
        }
        if hidden.len() == before {
            return;
        }
    }
}
