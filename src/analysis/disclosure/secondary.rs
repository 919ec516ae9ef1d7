//! Secondary suppression: what else is hidden so that no hidden number can be worked out from the others.
//!
//! Of every number that is hidden for its own sake a reader must have to believe that it may be nought, and that it may be
//! no small number at all. Each of the two is shown by an alternative; where there is none, the printed numbers that
//! stand in its way are hidden, as few and as cheap as a linear programme finds. Hiding only grows, and an alternative
//! that agreed with what was printed agrees with less of it, so this ends.

use super::attack::{Alternative, Goal, Side, System};
use super::store::Store;
use super::{Policy, partner};
use crate::analysis::results::{About, Cell};
use std::collections::BTreeSet;

/// Cells looked at around a target whose breakdown is not enough.
const AROUND: [usize; 2] = [1500, 4000];
/// How much may be looked for: a programme of so many cells costs the square of them. What is open after that is
/// protected by [`partner`] alone, which no alternative shows to be enough.
const EFFORT: usize = 100_000_000;

/// What is hidden, and whether it stays so.
pub(in crate::analysis) struct Suppressed {
    pub(in crate::analysis) hidden: BTreeSet<Cell>,
    pub(in crate::analysis) proof: Proof,
}

/// What shows that no number that was hidden for its own sake can be worked out: for each other numbers for all cells,
/// which agree with everything published, in which it is nought, and others in which it is no small number.
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
pub(super) fn suppress(store: &Store, policy: &Policy, primary: BTreeSet<Cell>) -> Suppressed {
    let system = System::of(store);
    let targets: Vec<usize> = (0..system.cells.len()).filter(|&cell| primary.contains(&system.cells[cell])).collect();
    let printed = (0..system.cells.len()).map(|cell| system.cost[cell] > 0 && !targets.contains(&cell)).collect();
    let sides = |&cell: &usize| [(cell, Side::Enough(policy.least)), (cell, Side::Nobody)];
    let open = targets.iter().flat_map(sides).collect();
    let mut work = Work { system: &system, printed, open, alternatives: Vec::new(), effort: EFFORT };
    work.one_by_one();
    let wrong = |(cell, side): &(usize, Side)| !work.alternatives.iter().any(|a| work.shows(a, *cell, *side));
    let unproven: BTreeSet<usize> = targets.iter().flat_map(sides).filter(wrong).map(|(cell, _)| cell).collect();
    let proof = Proof { targets: targets.len(), alternatives: work.alternatives.len(), unproven: unproven.len() };
    let mut hidden = primary;
    hidden.extend((0..system.cells.len()).filter(|&cell| work.given_up(cell)).map(|cell| system.cells[cell]));
    partners(store, policy, &mut hidden, unproven.into_iter().map(|cell| system.cells[cell]).collect());
    Suppressed { hidden, proof }
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

struct Work<'a> {
    system: &'a System,
    /// What a reader sees.
    printed: Vec<bool>,
    /// The sides that no alternative shows yet.
    open: Vec<(usize, Side)>,
    alternatives: Vec<Alternative>,
    /// What may still be spent on looking for them.
    effort: usize,
}

impl Work<'_> {
    fn given_up(&self, cell: usize) -> bool {
        self.system.cost[cell] > 0 && !self.printed[cell]
    }

    /// Whether an alternative shows a side, and nobody can tell it from the truth.
    fn shows(&self, alternative: &Alternative, cell: usize, side: Side) -> bool {
        side.shown_by(alternative[cell]) && self.system.agrees(alternative, &self.printed)
    }

    /// Shows what is still open, each side in ever wider surroundings.
    fn one_by_one(&mut self) {
        let system = self.system;
        while let Some((cell, side)) = self.open.pop() {
            let breakdowns = system.breakdowns.iter().filter(|cells| cells.contains(&cell)).cloned();
            // One after another: most sides need only the first.
            let around = AROUND.into_iter().map(|many| system.near(cell, many));
            for cells in breakdowns.chain(around) {
                if self.effort < cells.len() * cells.len() {
                    return;
                }
                let alike = |(other, kind): &&(usize, Side)| {
                    (*kind == Side::Nobody) == (side == Side::Nobody) && cells.contains(other)
                };
                let may: Vec<(usize, Side)> = self.open.iter().filter(alike).copied().collect();
                if self.show(&Goal { must: (cell, side), may: &may }, &cells) {
                    break;
                }
            }
        }
    }

    /// Finds an alternative that differs from the truth in no other cells than these; gives up what was printed of those
    /// it differs in, and strikes out all sides it shows.
    fn show(&mut self, goal: &Goal<'_>, cells: &BTreeSet<usize>) -> bool {
        let Some(left) = self.effort.checked_sub(cells.len() * cells.len()) else { return false };
        self.effort = left;
        let Some(found) = self.system.find(cells, &self.printed, goal) else { return false };
        self.open.retain(|(cell, side)| !side.shown_by(found[*cell]));
        for (other, printed) in self.printed.iter_mut().enumerate() {
            *printed &= found[other] == self.system.truth(other);
        }
        self.alternatives.push(found);
        true
    }
}
