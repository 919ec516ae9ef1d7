//! Alternatives that are numbers: others for all cells that keep every sum there is between them. For what hangs on who
//! took part at all, which no other outcomes would change.

use super::attack::{Alternative, Goal, System};
use super::side::Side;
use super::store::Store;
use crate::analysis::results::Cell;
use std::collections::BTreeSet;

/// Cells looked at around a target, wider and wider.
const AROUND: [usize; 2] = [900, 1800];
/// How much may be looked for: a programme of so many cells costs the square of them.
const EFFORT: usize = 100_000_000;

/// What alternatives of numbers show.
pub(super) struct Shown {
    /// What is hidden by now.
    pub(super) hidden: BTreeSet<Cell>,
    /// Cells of which a side could not be shown, or not within the effort.
    pub(super) unproven: BTreeSet<Cell>,
    /// How many alternatives were found.
    pub(super) alternatives: usize,
}

/// Shows for every target that there may be nobody, and `least`; hides what stands in the way.
pub(super) fn show(store: &Store, targets: &BTreeSet<Cell>, least: u64, hidden: BTreeSet<Cell>) -> Shown {
    if targets.is_empty() {
        return Shown { hidden, unproven: BTreeSet::new(), alternatives: 0 };
    }
    let system = System::of(store);
    let places: Vec<usize> = (0..system.cells.len()).filter(|&cell| targets.contains(&system.cells[cell])).collect();
    let printed =
        system.cells.iter().zip(&system.cost).map(|(cell, cost)| *cost > 0 && !hidden.contains(cell)).collect();
    let sides = |&cell: &usize| [(cell, Side::AtLeast(least)), (cell, Side::AtMost(0))];
    let open = places.iter().flat_map(sides).collect();
    let mut work = Work { system: &system, printed, open, alternatives: Vec::new(), effort: EFFORT };
    work.one_by_one();
    let wrong = |(cell, side): &(usize, Side)| !work.alternatives.iter().any(|a| work.shows(a, *cell, *side));
    let unproven = places.iter().flat_map(sides).filter(wrong).map(|(cell, _)| system.cells[cell]).collect();
    let mut hidden = hidden;
    hidden.extend((0..system.cells.len()).filter(|&cell| work.given_up(cell)).map(|cell| system.cells[cell]));
    Shown { hidden, unproven, alternatives: work.alternatives.len() }
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
            // One after another: most sides need only the first.
            let mut tables: Vec<&BTreeSet<usize>> =
                system.tables.iter().filter(|cells| cells.contains(&cell)).collect();
            tables.sort_by_key(|cells| cells.len());
            let tables = tables.into_iter().take(2).cloned();
            let around = AROUND.into_iter().flat_map(|many| {
                let mut around = system.groups_with(cell, many);
                around.truncate(2);
                around.push(system.near(cell, many));
                around
            });
            for cells in tables.chain(around) {
                if self.effort < cells.len() * cells.len() {
                    return;
                }
                let alike = |(other, kind): &&(usize, Side)| kind.is_like(side) && cells.contains(other);
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
