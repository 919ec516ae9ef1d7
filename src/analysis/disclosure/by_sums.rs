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
    /// The alternatives.
    pub(super) numbers: Vec<Numbers>,
}

/// An alternative of numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::analysis) struct Numbers {
    /// The number of each cell that differs, by its place among all cells of people.
    pub(in crate::analysis) of: Vec<(usize, u64)>,
    /// What it shows: cells, and the side of each.
    pub(in crate::analysis) shows: Vec<(usize, Side)>,
}

impl Numbers {
    /// Whether a reader who is shown all cells but these could not tell it from the truth.
    pub(in crate::analysis) fn agrees(&self, store: &Store, hidden: &BTreeSet<Cell>) -> bool {
        let system = System::of(store);
        let mut alternative: Alternative = (0..system.cells.len()).map(|cell| system.truth(cell)).collect();
        for (cell, n) in &self.of {
            let Some(own) = alternative.get_mut(*cell) else { return false };
            *own = *n;
        }
        let shows = |(cell, side): &(usize, Side)| alternative.get(*cell).is_some_and(|n| side.shown_by(*n));
        system.agrees(&alternative, &printed(&system, hidden)) && self.shows.iter().all(shows)
    }
}

/// Whether a reader sees each cell.
fn printed(system: &System, hidden: &BTreeSet<Cell>) -> Vec<bool> {
    system.cells.iter().zip(&system.cost).map(|(cell, cost)| *cost > 0 && !hidden.contains(cell)).collect()
}

/// Shows for every target that there may be nobody, and `least`; hides what stands in the way.
pub(super) fn show(store: &Store, targets: &BTreeSet<Cell>, least: u64, hidden: BTreeSet<Cell>) -> Shown {
    if targets.is_empty() {
        return Shown { hidden, unproven: BTreeSet::new(), numbers: Vec::new() };
    }
    let system = System::of(store);
    let places: Vec<usize> = (0..system.cells.len()).filter(|&cell| targets.contains(&system.cells[cell])).collect();
    let printed = printed(&system, &hidden);
    let sides = |&cell: &usize| [(cell, Side::AtLeast(least)), (cell, Side::AtMost(0))];
    let open = places.iter().flat_map(sides).collect();
    let mut work = Work { system: &system, printed, open, alternatives: Vec::new(), effort: EFFORT };
    work.one_by_one();
    let wrong = |(cell, side): &(usize, Side)| !work.alternatives.iter().any(|a| work.shows(a, *cell, *side));
    let unproven = places.iter().flat_map(sides).filter(wrong).map(|(cell, _)| system.cells[cell]).collect();
    let mut hidden = hidden;
    hidden.extend((0..system.cells.len()).filter(|&cell| work.given_up(cell)).map(|cell| system.cells[cell]));
    let numbers = work.numbers(places.iter().flat_map(sides).collect());
    Shown { hidden, unproven, numbers }
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

    /// The alternatives that show these sides, those first that show most.
    fn numbers(&self, mut sides: Vec<(usize, Side)>) -> Vec<Numbers> {
        let mut numbers = Vec::new();
        let agreeing: Vec<&Alternative> =
            self.alternatives.iter().filter(|found| self.system.agrees(found, &self.printed)).collect();
        loop {
            let many = |found: &&&Alternative| sides.iter().filter(|(cell, side)| side.shown_by(found[*cell])).count();
            let best = agreeing.iter().rev().max_by_key(many).filter(|found| many(found) > 0);
            let Some(best) = best else { return numbers };
            let (shows, rest) = sides.into_iter().partition(|(cell, side)| side.shown_by(best[*cell]));
            sides = rest;
            let differs = |(cell, n): &(usize, &u64)| **n != self.system.truth(*cell);
            let of = best.iter().enumerate().filter(differs).map(|(cell, n)| (cell, *n)).collect();
            numbers.push(Numbers { of, shows });
        }
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
